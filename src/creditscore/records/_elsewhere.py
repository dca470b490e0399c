"""A province whose tables are read by another engine, from this machine or from a lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditscore.errors import RecordsError
from creditscore.records._province import Province

if TYPE_CHECKING:
    import ibis


class ProvinceElsewhere(Province):
    """One delivery through another Ibis backend: ``table`` reads there, everything else in the folder here."""

    def __init__(self, of: Province, backend: Any, location: str | None) -> None:
        super().__init__(of.path)
        self._backend = backend
        self._location = str(of.path) if location is None else location.rstrip("/")
        self._read: dict[str, ibis.Table] = {}

    @property
    def as_it_is(self) -> bool:
        """Whether the tables lie where this machine does not compare their digests."""
        return "://" in self._location

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed on the way in, and that tables elsewhere are taken for those of the manifest."""
        if not self.as_it_is:
            return super().assumptions
        read = f"tables read as they are from {self._location}: compared with the manifest by their number of rows only"
        return (*super().assumptions, read)

    def table(self, name: str) -> ibis.Table:
        """One table as an Ibis expression of the other backend.

        Raises:
            RecordsError: the table is missing, or is not the one the manifest describes.
        """
        if name not in self._read:
            self._named(name)
            self._read[name] = self._as_it_is(name) if self.as_it_is else self._from_file(name)
        return self._read[name]

    def _from_file(self, name: str) -> ibis.Table:
        here = Path(self._location)
        path = self._checked(name, here / f"{name}.parquet")
        return self._backend.read_parquet(f"file://{path.resolve()}", table_name=f"creditscore_{name}")

    def _as_it_is(self, name: str) -> ibis.Table:
        where = f"{self._location}/{name}.parquet"
        read: Any = self._backend.read_parquet(where, table_name=f"creditscore_{name}")
        found, wanted = int(read.count().execute()), self.manifest.tables[name].rows
        if found != wanted:
            raise RecordsError(
                f"{where}: wanted the {wanted:,} rows the manifest of {self.path} counts, found {found:,}; "
                "copy the tables of this delivery there again"
            )
        return read
