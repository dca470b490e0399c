"""Which rows of a province carry a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditscore.errors import RecordsError
from creditscore.records._cast import literal, name
from creditscore.records._catalogue import TABLES
from creditscore.records._deliver import workshop
from creditscore.records._province import Province
from creditscore.records._rules import Context
from creditscore.records._warnings import Accepted, odd_rows

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ("record_id", "uscc", "event_date", "source_code", "region_code")


def warned_rows(province: Province, table: str) -> pd.DataFrame:
    """One line a row of ``table`` and warning: whose it is, from whom and when (as far as the table has it), ``rule``.

    The same warnings that ``read`` counted, row by row; ``missing_months`` is about rows that are not there and is
    left out. Lines come in the order of the rules, then of the table.
    """
    if not province.has(table):
        raise RecordsError(
            f"table {table!r} is missing from {province.path}; found {list(province.tables)}; ask for one of those"
        )
    declared, manifest = TABLES[table], province.manifest
    source = f"read_parquet({literal(str(province.path / f'{table}.parquet'))}, file_row_number = true)"
    rows = Accepted(table=declared, source=source, identifier=manifest.identifier,
                    context=Context(regions=manifest.regions, tables=tuple(TABLES)))  # fmt: skip
    shown = ", ".join(name(column.name) for column in declared.columns if column.name in _SHOWN)
    with workshop() as shop:
        found = [
            f"SELECT {position} AS _rule, file_row_number, {shown}, {literal(rule)} AS rule FROM {source} WHERE {wrong}"
            for position, (rule, wrong) in enumerate(odd_rows(rows, connection=shop.connection).items())
        ]
        nothing = f"SELECT 0 AS _rule, 0 AS file_row_number, {shown}, '' AS rule FROM {source} WHERE FALSE"
        sql = " UNION ALL ".join([nothing, *found])
        return shop.connection.execute(
            f"SELECT * EXCLUDE (_rule, file_row_number) FROM ({sql}) ORDER BY _rule, file_row_number"
        ).df()
