"""A province: a lazy handle on a canonical folder of Parquet files."""

from __future__ import annotations

import html
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditscore.errors import RecordsError
from creditscore.records._catalogue import TABLES
from creditscore.records._manifest import Identifier, Manifest, file_sha256, footer_sha256, read_manifest
from creditscore.records._table import Column, Kind

if TYPE_CHECKING:
    import ibis
    import pandas as pd
    from ibis.backends.duckdb import Backend

_DTYPES: dict[Kind, tuple[str, str]] = {
    "text": ("str", "str"), "code": ("str", "str"), "date": ("datetime64[us]", "datetime64[us]"),
    "money": ("int64", "Int64"), "integer": ("int64", "Int64"), "number": ("float64", "float64"),
    "boolean": ("bool", "boolean"),
}  # fmt: skip
"""pandas dtype of a required and of an optional column."""

_CHANGED = (
    "{path}: the file is not the one the manifest describes (its {what} differs); read the raw records again"
)


def quiet(connection: Any) -> None:
    """No progress bar of the engine's own: progress is told through callbacks."""
    import duckdb

    with suppress(duckdb.InvalidInputException):  # a notebook without ipywidgets has no bar to switch off
        connection.execute("SET enable_progress_bar = false")


class Province:
    """The record tables of one delivery, read only when asked.

    Opening reads the manifest alone; a table's digest is checked the first time the table is used. Tables
    come as Ibis expressions on one DuckDB connection (``table``), as pandas frames (``frame``) or, for one
    subject, as plain Python values (``records_of``). Money is int64 fen throughout.
    """

    def __init__(self, path: Path | str, *, threads: int | None = None) -> None:
        self.path = Path(path)
        self.manifest: Manifest = read_manifest(self.path)
        self._threads = threads
        self._verified: set[str] = set()
        self._known: set[str] = set()
        for name in self.manifest.tables:
            if name not in TABLES:
                raise RecordsError(
                    f"{self.path}: the manifest names table {name!r}, which is not declared; read it again"
                )
            if not self._file(name).is_file():
                raise RecordsError(
                    f"{self.path}: {name}.parquet is missing though the manifest names it; read it again"
                )

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that are there, in the catalogue's order."""
        return tuple(name for name in TABLES if name in self.manifest.tables)

    @property
    def rejected(self) -> dict[str, dict[str, int]]:
        """Refused rows by table and rule; tables with none are left out."""
        return {
            name: dict(entry.rejected)
            for name, entry in self.manifest.tables.items()
            if any(entry.rejected.values())
        }

    @property
    def warnings(self) -> dict[str, dict[str, int]]:
        """Accepted rows by table and warning (months for ``missing_months``); tables with none are left out."""
        return {name: dict(entry.warnings) for name, entry in self.manifest.tables.items() if entry.warnings}

    @property
    def undated(self) -> dict[str, int]:
        """Refused rows without a date, by table; they enter no feature."""
        return {name: entry.undated for name, entry in self.manifest.tables.items() if entry.undated}

    @property
    def data_from(self) -> date:
        """First day of the data."""
        return self.manifest.data_from

    @property
    def data_until(self) -> date:
        """First day with no data."""
        return self.manifest.data_until

    @property
    def made_up(self) -> bool:
        """Whether the records are simulated."""
        return self.manifest.made_up

    @property
    def identifier(self) -> Identifier:
        """``uscc`` or ``pseudonym``; pseudonymised records are excluded from anything marked official."""
        return self.manifest.identifier

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed on the way in; flagged on every result."""
        return self.manifest.assumptions

    @property
    def digest(self) -> str:
        """SHA-256 over the tables' hashes."""
        return self.manifest.digest

    def has(self, name: str) -> bool:
        """Whether a table is there."""
        return name in self.manifest.tables

    @cached_property
    def connection(self) -> Backend:
        """The Ibis DuckDB connection, opened on first use with all cores unless ``threads`` was given."""
        import ibis

        backend = (
            ibis.duckdb.connect() if self._threads is None else ibis.duckdb.connect(threads=self._threads)
        )
        quiet(backend.con)
        return backend

    def table(self, name: str) -> ibis.Table:
        """One table as an Ibis expression over its Parquet file."""
        path = self._checked(name)
        if name not in self._views:
            self.connection.read_parquet(path, table_name=name)
            self._views.add(name)
        return self.connection.table(name)

    def on(self, backend: Any, location: str | None = None) -> Province:
        """The same delivery with its tables read by another Ibis backend, such as Spark's.

        ``location`` is the folder of ``<table>.parquet`` as that backend sees it, by default this one. A folder of
        this machine must hold the very files the manifest describes; a URL (``s3a://``, ``hdfs://``, ``file://``) is
        read as it is, its row counts are compared, and ``assumptions`` says so. Only ``table`` reads there.
        """
        from creditscore.records._elsewhere import ProvinceElsewhere

        return ProvinceElsewhere(self, backend, location)

    def frame(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        """One table as a pandas frame: dates as datetime64[us], money as fen, nullable dtypes where optional."""
        import pyarrow.parquet as pq

        path = self._checked(name)
        declared = TABLES[name]
        wanted = (
            [declared.column(column) for column in columns] if columns is not None else list(declared.columns)
        )
        arrow = pq.read_table(path, columns=[column.name for column in wanted])
        return _to_pandas(arrow, wanted)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """One table as plain Python rows (date, int fen, bool, str, None); meant for small tables."""
        import pyarrow.parquet as pq

        return pq.read_table(self._checked(name)).to_pylist()

    def records_of(
        self, uscc: str, *, tables: Sequence[str] | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """Every record of one subject by table, as plain Python values, ordered by date and record id.

        Tables without a subject (``coverage``) are left out; unknown subjects give empty lists. ``tables`` asks for
        some tables only. Of a file that was never used whole, its size and its footer are compared with the manifest,
        not every byte: whoever wants that calls ``table`` or ``creditscore check``.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        for name in self.tables:
            columns = [column.name for column in TABLES[name].columns]
            if "uscc" in columns and (tables is None or name in tables):
                rows = self.connection.con.execute(
                    "SELECT * FROM read_parquet(?) WHERE uscc = ? ORDER BY event_date, known_date, record_id",
                    [str(self._recognised(name)), uscc],
                ).fetchall()
                found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
        return found

    @cached_property
    def _views(self) -> set[str]:
        return set()

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.parquet"

    def _named(self, name: str) -> None:
        if name not in self.manifest.tables:
            raise RecordsError(
                f"table {name!r} is missing from {self.path}; found {list(self.tables)}; "
                "read it in (or map it) or ask only what the tables there can answer"
            )

    def _checked(self, name: str, copy: Path | None = None) -> Path:
        """The file of a table (or a copy of it), after its digest was compared with the manifest once."""
        self._named(name)
        path = copy or self._file(name)
        if name not in self._verified:
            if file_sha256(path) != self.manifest.tables[name].sha256:
                raise RecordsError(_CHANGED.format(path=path, what="SHA-256"))
            self._verified.add(name)
        return path

    def _recognised(self, name: str) -> Path:
        """The file of a table, known by its footer; compared whole where the manifest holds no footer."""
        entry, path = self.manifest.tables[name], self._file(name)
        if name in self._verified | self._known:
            return path
        if not entry.footer_sha256:
            return self._checked(name)
        if footer_sha256(path) != entry.footer_sha256:
            raise RecordsError(_CHANGED.format(path=path, what="size or footer"))
        self._known.add(name)
        return path

    def __repr__(self) -> str:
        head = (
            f"Province {self.manifest.title or self.path.name!r}"
            f"{' (made-up data)' if self.made_up else ''}: {self.data_from} to {self.data_until}, "
            f"{self.identifier}"
        )
        lines = [
            f"  {name:<20} {rows:>12,} rows {refused:>9,} refused" for name, rows, refused in self._summary()
        ]
        return "\n".join([head, *lines, *(f"  assumed: {text}" for text in self.assumptions)])

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{name}</td><td>{TABLES[name].title_zh}</td><td style='text-align:right'>{rows:,}</td>"
            f"<td style='text-align:right'>{refused:,}</td></tr>"
            for name, rows, refused in self._summary()
        )
        title = html.escape(self.manifest.title or self.path.name) + (
            " · 模拟数据 made-up data" if self.made_up else ""
        )
        notes = "".join(f"<li>{html.escape(text)}</li>" for text in self.assumptions)
        return (
            f"<b>{title}</b> {self.data_from} – {self.data_until}<table><tr><th>table</th><th></th>"
            f"<th>rows</th><th>refused</th></tr>{cells}</table>" + (f"<ul>{notes}</ul>" if notes else "")
        )

    def _summary(self) -> list[tuple[str, int, int]]:
        entries = self.manifest.tables
        return [(name, entries[name].rows, sum(entries[name].rejected.values())) for name in self.tables]


def _to_pandas(arrow: Any, columns: list[Column]) -> pd.DataFrame:
    import pandas as pd

    series: dict[str, pd.Series[Any]] = {}
    for column in columns:
        required, optional = _DTYPES[column.kind]
        values = arrow[column.name]
        if column.kind == "date":
            series[column.name] = pd.Series(values.cast("timestamp[us]").to_numpy(), dtype=required)
        elif column.kind in ("money", "integer", "boolean"):
            masked = pd.array(values.to_pandas(integer_object_nulls=True), dtype=optional)
            series[column.name] = pd.Series(masked).astype(required if column.required else optional)
        else:
            series[column.name] = pd.Series(values.to_pandas(), dtype=required)
    return pd.DataFrame(series)
