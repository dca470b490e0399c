"""What is odd but not wrong: rows that are accepted and counted under the name of a warning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from creditscore.codes import regions, uscc
from creditscore.records._cast import literal, name
from creditscore.records._expression import predicate
from creditscore.records._manifest import Identifier
from creditscore.records._rules import (
    MISSING_MONTHS,
    ODD_ORGANISATION,
    RETIRED_REGION,
    RULES,
    WRONG_UNIT,
    Context,
)
from creditscore.records._table import Column, Table

if TYPE_CHECKING:
    import duckdb

FAR, OWN, ALONE, ENOUGH = 100, 1_000, 10_000, 4
"""Money is suspected of a wrong unit from ``FAR`` times the median of its column on, if it also is ``OWN`` times the
median of its subject (where ``ENOUGH`` values tell), or ``ALONE`` times the median of the column (project's own)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The accepted rows of a table: ``source`` is an SQL relation with the declared columns, typed."""

    table: Table
    source: str
    identifier: Identifier
    context: Context


def warnings(rows: Accepted, *, connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many accepted rows deserve each warning, in the order of ``RULES``; none is left out with 0.

    ``missing_months`` counts months, not rows: those without a row between the first and the last one of a
    subject (and of what else identifies a series, such as a contract).
    """
    found: dict[str, int] = {}
    odd = odd_rows(rows, connection=connection)
    if odd:
        counts = ", ".join(f"count(*) FILTER (WHERE {wrong})" for wrong in odd.values())
        found = dict(zip(odd, _one(connection, f"SELECT {counts} FROM {rows.source}"), strict=True))
    if any(column.name == "month" for column in rows.table.columns):
        found[MISSING_MONTHS] = int(_one(connection, _gaps(rows))[0] or 0)
    return {rule: found[rule] for rule in RULES if found.get(rule)}


def odd_rows(rows: Accepted, *, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Rule → SQL predicate over ``source``, for as long as the connection keeps its temporary tables."""
    table = rows.table
    odd = {
        check.rule: f"({predicate(check.wrong, table)})" for check in table.checks if check.level == "warn"
    }
    regional = [column.name for column in table.columns if column.system == "gb2260"]
    if regional and rows.context.regions == "jilin":
        odd[RETIRED_REGION] = f"({' OR '.join(_retired(column, table) for column in regional)})"
    if any(column.name == "uscc" for column in table.columns):
        if rows.identifier == "uscc" and _odd_codes(rows, connection):
            odd[ODD_ORGANISATION] = "(uscc IN (SELECT value FROM odd_codes))"
        if suspected := _wrong_units(rows, connection):
            odd[WRONG_UNIT] = f"({' OR '.join(suspected)})"
    return odd


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row


def _retired(column: str, table: Table) -> str:
    """A code that was out of use at the time of the event; where the year is not known, at any time."""
    dated = any(declared.name == "event_date" for declared in table.columns)
    by_year: dict[str, list[str]] = {}
    for region in regions.REGIONS.values():
        if region.standing == "retired":
            by_year.setdefault(region.retired_in if dated else "", []).append(region.code)
    arms = [
        f"({name(column)} IN ({', '.join(map(literal, codes))})"
        + (f" AND event_date > DATE '{int(year):04d}-12-31')" if year else ")")
        for year, codes in by_year.items()
    ]
    return " OR ".join(arms) or "FALSE"


def _odd_codes(rows: Accepted, connection: duckdb.DuckDBPyConnection) -> int:
    """Credit codes whose organisation code does not check (GB 11714), into ``odd_codes``; how many there are."""
    distinct = connection.execute(
        f"SELECT DISTINCT uscc FROM {rows.source} WHERE uscc IS NOT NULL"
    ).fetchnumpy()
    codes = np.asarray(distinct["uscc"], dtype=np.str_)
    odd = codes[uscc.warned_many(codes)]
    if len(odd):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE odd_codes AS SELECT unnest(?::VARCHAR[]) AS value", [odd.tolist()]
        )
    return len(odd)


def _wrong_units(rows: Accepted, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A predicate for every money column with values suspected of another unit than fen."""
    money = [column for column in rows.table.columns if column.kind == "money"]
    if not money:
        return []
    asked = ", ".join(
        f"median({name(column.name)}) FILTER (WHERE {name(column.name)} > 0), max({name(column.name)})"
        for column in money
    )
    told = _one(connection, f"SELECT {asked} FROM {rows.source}")
    return [
        _suspects(column, usual, rows, connection)
        for column, usual, largest in zip(money, told[::2], told[1::2], strict=True)
        if usual is not None and largest >= FAR * usual
    ]


def _suspects(column: Column, usual: float, rows: Accepted, connection: duckdb.DuckDBPyConnection) -> str:
    """Subjects and values that are too large, into a table of their own; a predicate that looks them up."""
    value, made = name(column.name), name(f"suspected_{column.name}")
    far = f"{value} >= {FAR * usual!r}::DOUBLE"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {made} AS
        WITH far AS (SELECT DISTINCT uscc, {value} AS value FROM {rows.source} WHERE {far}),
        own AS (
            SELECT uscc, median({value}) AS usual, count(*) AS told FROM {rows.source}
            WHERE {value} > 0 AND uscc IN (SELECT uscc FROM far) GROUP BY uscc
        )
        SELECT uscc, value FROM far JOIN own USING (uscc)
        WHERE value >= CASE WHEN told >= {ENOUGH} THEN {OWN} * usual ELSE {ALONE * usual!r}::DOUBLE END
    """)
    return f"({far} AND (uscc, {value}) IN (SELECT (uscc, value) FROM {made}))"


def _gaps(rows: Accepted) -> str:
    """Months without a row within every series of months."""
    key = [
        column for column in dict.fromkeys(("uscc", *rows.table.key)) if column not in ("month", "event_date")
    ]
    series = ", ".join(map(name, key))
    return (
        "SELECT sum(there - had) FROM (SELECT date_diff('month', min(month), max(month)) + 1 AS there, "
        f"count(DISTINCT date_trunc('month', month)) AS had FROM {rows.source} WHERE superseded_date IS NULL "
        f"GROUP BY {series})"
    )
