"""Where an engine keeps what lies between: temporary tables, dropped at the end."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from ibis import ir

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.records import Province

_names = count()


class Workspace(Protocol):
    """What the engine asks of a backend besides running Ibis expressions."""

    province: Province

    def bring(self, frame: pd.DataFrame) -> ir.Table:
        """A pandas frame as a table of the engine."""
        ...

    def keep(self, table: ir.Table) -> ir.Table:
        """The table computed once and kept."""
        ...

    def drop(self) -> None:
        """Forget everything that was kept."""
        ...


class DuckWorkspace:
    """Temporary tables on the province's DuckDB connection."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self._tables: list[str] = []

    def bring(self, frame: pd.DataFrame) -> ir.Table:
        return self._create(frame)

    def keep(self, table: ir.Table) -> ir.Table:
        return self._create(table)

    def _create(self, data: Any) -> ir.Table:
        name = f"_creditscore_{next(_names)}"
        self._tables.append(name)
        return self.province.connection.create_table(name, data, temp=True)

    def drop(self) -> None:
        for name in self._tables:
            self.province.connection.raw_sql(f"DROP TABLE IF EXISTS {name}")
