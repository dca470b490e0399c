"""Checking one table: every row is accepted or quarantined with the names of the rules it breaks.

The rows are never held in memory: DuckDB scans the files three times (faults, duplicates, writing), and only
the identifiers of rows at fault are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditscore.codes import identifiers, industries, uscc
from creditscore.records._cast import Cast, ColumnSpec, Fault, cast, literal, name, sql_type
from creditscore.records._manifest import Identifier
from creditscore.records._rules import MACROS, RULES, SOURCE_FAULT, UNDATED, Context, value_rules
from creditscore.records._stage import ROW, Staged
from creditscore.records._table import Table
from creditscore.records._twins import refuse_twins

if TYPE_CHECKING:
    import duckdb

_SPAN = 1 << 40
"""Row identities are file index * 2**40 + row number."""

_ORDER = {rule: f"{position:02d}" for position, rule in enumerate(RULES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One file and how its columns become those of a table.

    ``lag_days`` makes known_date from event_date; ``persons`` is an SQL predicate for rows about natural
    persons; ``made_id`` makes record ids from natural keys.
    """

    staged: Staged
    columns: Mapping[str, ColumnSpec]
    nulls: tuple[str, ...] = ()
    lag_days: int | None = None
    persons: Fault | None = None
    made_id: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One table to check: its feeds, and how its subjects are identified."""

    table: Table
    feeds: tuple[Feed, ...]
    identifier: Identifier
    context: Context
    where: str = ""
    extra: tuple[Fault, ...] = ()

    @property
    def rows(self) -> int:
        return sum(feed.staged.rows for feed in self.feeds)


@dataclass(slots=True)
class Verdict:
    """What a check found; ``bad`` names the temporary table of rows at fault."""

    rejected: dict[str, int] = field(default_factory=dict[str, int])
    undated: int = 0
    bad: str = "bad"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Define the SQL macros that the rules use."""
    for macro in MACROS:
        connection.execute(macro)


def check(job: Job, *, connection: duckdb.DuckDBPyConnection) -> Verdict:
    """Find the rows at fault; they stay in the connection's table ``bad`` until the next check."""
    typed = typed_sql(job)
    faults = (
        *value_rules(job.table, context=job.context),
        *_value_list_rules(job, typed, connection),
        *job.extra,
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE bad AS SELECT _id, list_sort(list_concat(_said, {_said(faults)})) AS faults "
        f"FROM ({typed}) WHERE {' OR '.join([SOURCE_FAULT, *(fault.predicate for fault in faults)])}"
    )
    made = all(feed.made_id for feed in job.feeds)
    refuse_twins(job.table, typed, made=made, connection=connection)
    _mark_refused(job, connection)
    verdict = Verdict()
    for rule, count in connection.execute(
        "SELECT split_part(faults[1], '|', 2) AS rule, count(*) FROM bad GROUP BY 1 ORDER BY 1"
    ).fetchall():
        verdict.rejected[rule] = count
    undated = f"{_ORDER[UNDATED]}|{UNDATED}|"
    verdict.undated = _number(
        connection,
        f"SELECT count(*) FROM bad WHERE len(list_filter(faults, f -> starts_with(f, '{undated}'))) > 0",
    )
    malformed = sum(len(feed.staged.malformed) for feed in job.feeds)
    if malformed:
        verdict.rejected["malformed_row"] = malformed
    return verdict


def accepted_sql(job: Job) -> str:
    """The accepted rows in the order of their delivery, every declared column in declared order and type.

    Refused rows are told by a bit each: a join would lose the order, and with it the digest of the file.
    """
    columns = ", ".join(name(column.name) for column in job.table.columns)
    return " UNION ALL ".join(
        f"SELECT {columns} FROM ({_feed_sql(job, feed, index * _SPAN)}) "
        f"WHERE get_bit(getvariable('refused_{index}'), (_id - {index * _SPAN})::INTEGER) = 0"
        for index, feed in enumerate(job.feeds)
    )


def _mark_refused(job: Job, connection: duckdb.DuckDBPyConnection) -> None:
    """One bit a row of every file, set where the row is refused."""
    fetched: dict[str, NDArray[np.int64]] = connection.execute("SELECT _id FROM bad").fetchnumpy()
    for index, feed in enumerate(job.feeds):
        rows = fetched["_id"] - index * _SPAN
        bits = np.full(feed.staged.rows + 1, ord("0"), dtype=np.uint8)
        bits[rows[(rows > 0) & (rows < _SPAN)]] = ord("1")
        connection.execute(f"SET VARIABLE refused_{index} = ?::BIT", [bits.tobytes().decode("ascii")])


def _blanked(value: str, person: str) -> str:
    """``value`` with long runs of digits blanked out where ``person`` holds."""
    return (
        f"CASE WHEN {person} THEN regexp_replace({value}, '[0-9]{{14,}}[0-9Xx]', '***', 'g') ELSE {value} END"
    )


def quarantine_sql(job: Job) -> str:
    """The refused rows: source columns as text, then ``_rule``, ``_detail``, ``_file``, ``_row``.

    Where a row holds what looks like a resident ID, every run of 15 digits or more is blanked out.
    """
    parts: list[str] = []
    for index, feed in enumerate(job.feeds):
        person = f"bad.faults[1][1:2] = '{_ORDER['resident_id']}'"
        columns = [
            f"{_blanked(f'{name(column)}::VARCHAR', person)} AS {name(column)}"
            for column in feed.staged.columns
        ]
        each = "split_part(f, '|', 2) || ': ' || array_to_string(f.split('|')[3:], '|')"
        said = f"array_to_string(list_transform(bad.faults, f -> {each}), '; ')"
        columns += ["split_part(bad.faults[1], '|', 2) AS _rule", f"{_blanked(said, person)} AS _detail",
                    f"{literal(feed.staged.origin.name)} AS _file", f"source.{ROW}::BIGINT AS _row", "_id"]  # fmt: skip
        parts.append(
            f"SELECT {', '.join(columns)} FROM {feed.staged.scan} source "
            f"JOIN bad ON bad._id = {index * _SPAN}::BIGINT + source.{ROW}"
        )
        parts += [
            f"SELECT 'malformed_row' AS _rule, regexp_replace({literal(text)}, '[0-9]{{14,}}[0-9Xx]', '***', 'g') "
            f"AS _detail, {literal(feed.staged.origin.name)} AS _file, {row}::BIGINT AS _row, "
            f"{index * _SPAN + row}::BIGINT AS _id"
            for row, text in feed.staged.malformed
        ]
    return f"SELECT * EXCLUDE (_id) FROM ({' UNION ALL BY NAME '.join(parts)}) ORDER BY _id"


def typed_sql(job: Job) -> str:
    """Every row of every feed with the declared columns typed, its identity, and its source faults."""
    return " UNION ALL ".join(_feed_sql(job, feed, index * _SPAN) for index, feed in enumerate(job.feeds))


def _feed_sql(job: Job, feed: Feed, offset: int) -> str:
    casts = {column.name: _cast(job, feed, column.name) for column in job.table.columns}
    if feed.lag_days is not None:
        casts["known_date"] = Cast(value=f"({casts['event_date'].value}) + {feed.lag_days}")
    if feed.made_id:
        casts["record_id"] = Cast(value=_made_id(job.table, feed, casts))
    faults = [fault for made in casts.values() for fault in made.faults]
    faults += [feed.persons] if feed.persons is not None else []
    columns = ", ".join(f"{casts[column.name].value} AS {name(column.name)}" for column in job.table.columns)
    flag = " OR ".join(f"coalesce({fault.predicate}, FALSE)" for fault in faults) or "FALSE"
    return (
        f"SELECT {offset}::BIGINT + {ROW} AS _id, {columns}, {flag} AS {SOURCE_FAULT}, {_said(faults)} AS _said "
        f"FROM {feed.staged.scan}"
    )


def _cast(job: Job, feed: Feed, column_name: str) -> Cast:
    column, spec = job.table.column(column_name), feed.columns.get(column_name, ColumnSpec())
    made = cast(
        column, spec, types=feed.staged.columns, nulls=feed.nulls, where=f"{job.where}{job.table.name}: "
    )
    value = f"({made.value})::{sql_type(column)}"
    if column_name == "uscc" and job.identifier == "uscc" and feed.nulls:
        value = f"upper({value})"
    return Cast(value=value, faults=made.faults)


def column_sql(job: Job, feed: Feed, column: str) -> str:
    """One typed column of a feed over its scan."""
    return _cast(job, feed, column).value


def _made_id(table: Table, feed: Feed, casts: Mapping[str, Cast]) -> str:
    """A hash of the natural key where it is complete, else of the whole source row."""
    whole = ", ".join(f"coalesce({name(column)}::VARCHAR, '')" for column in feed.staged.columns)
    row = f"md5(concat_ws('|', {literal(table.name)}, {whole}))[1:20]"
    keys = [column for column in table.key if column in casts]
    if any(feed.columns.get(column) is None and column != "event_date" for column in keys):
        return row
    parts = [casts[column].value for column in dict.fromkeys(("uscc", "event_date", *keys))]
    absent = " OR ".join(f"({part}) IS NULL" for part in parts)
    key = f"md5(concat_ws('|', {literal(table.name)}, {', '.join(parts)}))[1:20]"
    return f"CASE WHEN {absent} THEN {row} ELSE {key} END"


def _said(faults: tuple[Fault, ...] | list[Fault]) -> str:
    """SQL list of what the faults say, each as order|rule|detail."""
    if not faults:
        return "[]::VARCHAR[]"
    cases = ", ".join(
        f"CASE WHEN {fault.predicate} THEN '{_ORDER[fault.rule]}|{fault.rule}|' || coalesce({fault.detail}, '') END"
        for fault in faults
    )
    return f"list_filter([{cases}], said -> said IS NOT NULL)"


def _value_list_rules(job: Job, typed: str, connection: duckdb.DuckDBPyConnection) -> list[Fault]:
    """Rules on identifiers and industries: each distinct value is judged once, in Python."""
    names = {column.name for column in job.table.columns}
    faults: list[Fault] = []
    if "uscc" in names:
        faults += _identifier_rules(job, typed, connection)
    if "industry_code" in names:
        values = _distinct(typed, "industry_code", connection)
        wrong = [value for value in values if not industries.known(value)]
        if wrong:
            listed = ", ".join(map(literal, wrong))
            faults.append(Fault(rule="unknown_code", predicate=f"industry_code IN ({listed})",
                                detail="'industry_code = ' || industry_code"))  # fmt: skip
    if job.table.name == "entity" and job.identifier == "uscc":
        arms = " ".join(f"WHEN {literal(pair)} THEN {literal(kind)}" for pair, kind in uscc.KINDS.items())
        says = f"CASE uscc[1:2] {arms} ELSE 'other' END"
        faults.append(Fault(rule="entity_type_mismatch", predicate=f"entity_type <> {says}",
                            detail=f"'entity_type is ' || entity_type || ', the credit code says ' || {says}"))  # fmt: skip
    return faults


def _distinct(typed: str, column: str, connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        f"SELECT DISTINCT {column} FROM ({typed}) WHERE {column} IS NOT NULL"
    ).fetchall()
    return [row[0] for row in rows]


def _identifier_rules(job: Job, typed: str, connection: duckdb.DuckDBPyConnection) -> list[Fault]:
    values = np.array(_distinct(typed, "uscc", connection), dtype=np.str_)
    persons = identifiers.resident_ids(values)
    wrong: dict[str, list[tuple[str, str]]] = {
        "resident_id": [
            (str(value), "uscc looks like a resident ID; persons are not scored") for value in values[persons]
        ]
    }
    if job.identifier == "uscc":
        bad = values[~persons & ~uscc.valid_many(values)]
        wrong["bad_uscc"] = [(str(value), f"uscc: {uscc.check(str(value)).fault}") for value in bad]
    else:
        judged = ((str(value), identifiers.pseudonym_fault(str(value))) for value in values[~persons])
        wrong["bad_pseudonym"] = [(value, f"uscc: {fault}") for value, fault in judged if fault]
    faults: list[Fault] = []
    for rule, found in wrong.items():
        if found:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {rule}s (value VARCHAR, detail VARCHAR)")
            _insert(connection, f"{rule}s", found)
            detail = f"(SELECT any_value(detail) FROM {rule}s WHERE value = uscc)"
            faults.append(Fault(rule=rule, predicate=f"uscc IN (SELECT value FROM {rule}s)", detail=detail))
    return faults


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[str, str]]) -> None:
    connection.execute(
        f"INSERT INTO {table} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        [list(part) for part in zip(*rows)],
    )


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def write(sql: str, target: Path, *, connection: duckdb.DuckDBPyConnection, marks: Mapping[str, str]) -> int:
    """Write a query to Parquet with key-value metadata; returns the number of rows."""
    keys = ", ".join(f"{literal(key)}: {literal(value)}" for key, value in marks.items())
    return _number(
        connection,
        f"COPY ({sql}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION V2, "
        f"ROW_GROUP_SIZE 122880, KV_METADATA {{{keys}}})",
    )
