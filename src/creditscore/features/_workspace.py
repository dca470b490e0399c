"""Where an engine finds records and keeps what lies between: what a backend is asked besides running Ibis."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from ibis import ir

from creditscore import rights
from creditscore.plan import RightsPolicy

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.records import Province

RIGHTS = ("known_from", "usable_from", "usable_until")
"""What the engine asks of a record besides its columns."""

_names = count()


class Workspace(Protocol):
    """One computation on one backend."""

    def has(self, name: str) -> bool:
        """Whether the records hold a table."""
        ...

    def usable(self, name: str, columns: Collection[str]) -> ir.Table:
        """Records of a table with the intervals in which they may be used."""
        ...

    def coverage(self) -> ir.Table:
        """Since when which source covers which places and kinds."""
        ...

    def bring(self, frame: pd.DataFrame) -> ir.Table:
        """A pandas frame as a table of the engine."""
        ...

    def keep(self, table: ir.Table) -> ir.Table:
        """The table computed once and kept."""
        ...


class DuckWorkspace:
    """Temporary tables on the province's DuckDB connection."""

    def __init__(self, province: Province, policy: RightsPolicy) -> None:
        self.province = province
        self.policy = policy
        self._tables: list[str] = []

    def has(self, name: str) -> bool:
        return self.province.has(name)

    def usable(self, name: str, columns: Collection[str]) -> ir.Table:
        return rights.usable(self.province, name, policy=self.policy, columns=sorted(columns))

    def coverage(self) -> ir.Table:
        return self.province.table("coverage")

    def bring(self, frame: pd.DataFrame) -> ir.Table:
        return self._create(frame)

    def keep(self, table: ir.Table) -> ir.Table:
        return self._create(table)

    def fetch(self, asked: ir.Table) -> pd.DataFrame:
        """The rows of a table."""
        return asked.to_pandas()

    def _create(self, data: Any) -> ir.Table:
        name = f"_creditscore_{next(_names)}"
        self._tables.append(name)
        return self.province.connection.create_table(name, data, temp=True)

    def drop(self) -> None:
        for name in self._tables:
            self.province.connection.raw_sql(f"DROP TABLE IF EXISTS {name}")
        self._tables.clear()
