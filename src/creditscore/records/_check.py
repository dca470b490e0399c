"""Checking one table: every row is accepted or quarantined with the names of the rules it breaks.

The rows are never held in memory: DuckDB scans the files three times (faults, duplicates, writing), and only
the identifiers of rows at fault are kept.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditscore.codes import identifiers, industries, uscc
from creditscore.errors import RecordsError
from creditscore.records._cast import Cast, ColumnSpec, Fault, cast, literal, name, sql_type
from creditscore.records._clean import clean_scan, clean_spec, clean_types
from creditscore.records._manifest import Identifier
from creditscore.records._revisions import key_sql
from creditscore.records._rules import MACROS, ORDER, SOURCE_FAULT, UNDATED, Context, value_rules
from creditscore.records._stage import LINE, ROW, Staged
from creditscore.records._table import Table
from creditscore.records._twins import refuse_twins

if TYPE_CHECKING:
    import duckdb

_SPAN = 1 << 40
"""Row identities are file index * 2**40 + row number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One file and how its columns become those of a table.

    ``lag_days`` makes known_date from event_date where the source does not say it; ``doors`` are SQL predicates of rows
    that are turned away, such as those about natural persons; ``made_id`` makes record ids from natural keys;
    ``withheld`` source columns are not shown in the quarantine. ``read_as`` says what else decides how the file is read.
    """

    staged: Staged
    columns: Mapping[str, ColumnSpec]
    nulls: tuple[str, ...] = ()
    lag_days: int | None = None
    doors: tuple[Fault, ...] = ()
    made_id: bool = False
    withheld: tuple[str, ...] = ()
    read_as: str = ""

    @property
    def clean(self) -> str:
        """The scan with clean texts beside the source columns."""
        return clean_scan(self.staged.scan, types=self.staged.columns, columns=self.columns, nulls=self.nulls)


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
    """What a check found; ``bad`` names the temporary table of rows at fault, ``revised`` counts rows replaced later."""

    rejected: dict[str, int] = field(default_factory=dict[str, int])
    undated: int = 0
    bad: str = "bad"
    revised: int = 0


@contextmanager
def readable(job: Job) -> Generator[None]:
    """Turn what the engine cannot read into one sentence about the table."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise RecordsError(
            f"{job.where}{job.table.name}: {job.rows:,} rows did not fit into memory "
            f"({str(error).splitlines()[0]}); free memory, or deliver the table in smaller files"
        ) from error
    except duckdb.Error as error:
        raise RecordsError(
            f"{job.where}{job.table.name}: cannot be read as asked ({str(error).splitlines()[0]}); "
            "correct the file, or the formats and patterns of its mapping"
        ) from error


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
    verdict = Verdict(revised=_number(connection, "SELECT count(*) FROM revised"))
    for rule, count in connection.execute(
        "SELECT split_part(faults[1], '|', 2) AS rule, count(*) FROM bad GROUP BY 1 ORDER BY 1"
    ).fetchall():
        verdict.rejected[rule] = count
    undated = f"{ORDER[UNDATED]}|{UNDATED}|"
    verdict.undated = _number(
        connection,
        f"SELECT count(*) FROM bad WHERE len(list_filter(faults, f -> starts_with(f, '{undated}'))) > 0",
    )
    malformed = sum(feed.staged.malformed for feed in job.feeds)
    if malformed:
        verdict.rejected["malformed_row"] = malformed
    return verdict


def accepted_sql(job: Job, *, revised: int = 0) -> str:
    """The accepted rows in the order of their delivery, every declared column in declared order and type.

    Refused rows are told by a bit each: a join would lose the order, and with it the digest of the file. Only where
    rows were ``revised`` are they joined to the days on which they were replaced, or where texts are looked up to
    their codes, and put in order again.
    """
    columns = ", ".join(name(column.name) for column in job.table.columns)
    joined = revised or any(spec.looked_up for feed in job.feeds for spec in feed.columns.values())
    kept = " UNION ALL ".join(
        f"SELECT {columns}{', _id' if joined else ''} FROM ({_feed_sql(job, feed, index * _SPAN)}) "
        f"WHERE get_bit(getvariable('refused_{index}'), (_id - {index * _SPAN})::INTEGER) = 0"
        for index, feed in enumerate(job.feeds)
    )
    if not joined:
        return kept
    if not revised:
        return f"SELECT * EXCLUDE (_id) FROM ({kept}) ORDER BY _id"
    return (
        f"SELECT kept.* EXCLUDE (_id) REPLACE (coalesce(revised.until, superseded_date) AS superseded_date) "
        f"FROM ({kept}) kept LEFT JOIN revised ON revised.value = kept._id ORDER BY kept._id"
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
    """``value`` with long runs of digits blanked out where ``person`` holds or it holds a resident ID itself."""
    long = "[0-9０-９]{14,}[0-9０-９XxＸｘ]"
    return f"CASE WHEN {person} OR resident_inside({value}) THEN regexp_replace({value}, '{long}', '***', 'g') ELSE {value} END"


def quarantine_sql(job: Job) -> str:
    """The refused rows: source columns as text, then ``_rule``, ``_detail``, ``_file``, ``_row``.

    Where a row holds what looks like a resident ID, every run of 15 digits or more is blanked out. Of a row
    about a natural person nothing is kept but its place.
    """
    taken = {column for feed in job.feeds for column in feed.staged.columns}
    place = next(free for free in ("_place", "_place_", "__place__", "_place_of_row") if free not in taken)
    parts: list[str] = []
    for index, feed in enumerate(job.feeds):
        offset = index * _SPAN
        parts.append(_refused_sql(feed, offset, place))
        if feed.staged.malformed:
            parts.append(
                f"SELECT 'malformed_row' AS _rule, {_blanked('said', 'TRUE')} AS _detail, "
                f"{literal(feed.staged.origin.name)} AS _file, {ROW}::BIGINT AS _row, {LINE}::BIGINT AS _line, "
                f"{offset} + {ROW} AS {place} FROM {feed.staged.aside}"
            )
    return f"SELECT * EXCLUDE ({place}) FROM ({' UNION ALL BY NAME '.join(parts)}) ORDER BY {place}"


def _refused_sql(feed: Feed, offset: int, place: str) -> str:
    """The refused rows of one feed."""
    known = f"starts_with(bad.faults[1], '{ORDER['resident_id']}')"
    who = f"starts_with(f, '{ORDER['natural_person']}') OR starts_with(f, '{ORDER['resident_id']}|resident_id|uscc')"
    person = f"len(list_filter(bad.faults, f -> {who})) > 0"
    columns = [
        f"CASE WHEN NOT {person} THEN {_blanked(f'source.{name(column)}::VARCHAR', known)} END AS {name(column)}"
        for column in feed.staged.columns
        if column not in feed.withheld
    ]
    each = "split_part(f, '|', 2) || ': ' || array_to_string(f.split('|')[3:], '|')"
    shown = f"CASE WHEN {person} THEN list_filter(bad.faults, f -> {who}) ELSE bad.faults END"
    said = f"array_to_string(list_transform({shown}, f -> {each}), '; ')"
    columns += ["split_part(bad.faults[1], '|', 2) AS _rule", f"{_blanked(said, known)} AS _detail",
                f"{literal(feed.staged.origin.name)} AS _file", f"source.{ROW}::BIGINT AS _row",
                *([f"source.{LINE}::BIGINT AS _line"] if feed.staged.lines else []),
                f"bad._id AS {place}"]  # fmt: skip
    return f"SELECT {', '.join(columns)} FROM {feed.staged.scan} source JOIN bad ON bad._id = {offset}::BIGINT + source.{ROW}"


def typed_sql(job: Job) -> str:
    """Every row of every feed with the declared columns typed, its identity, and its source faults."""
    return " UNION ALL ".join(_feed_sql(job, feed, index * _SPAN) for index, feed in enumerate(job.feeds))


def _feed_sql(job: Job, feed: Feed, offset: int) -> str:
    """The rows of one feed: clean texts, then typed columns, then what is made of those."""
    casts = {column.name: _cast(job, feed, column.name) for column in job.table.columns}
    faults = [fault for made in casts.values() for fault in made.faults]
    faults += feed.doors
    columns = ", ".join(f"{casts[column.name].value} AS {name(column.name)}" for column in job.table.columns)
    flag = " OR ".join(f"coalesce({fault.predicate}, FALSE)" for fault in faults) or "FALSE"
    whole = f", {_whole(job.table, feed)} AS _whole" if feed.made_id else ""
    typed = (
        f"SELECT {offset}::BIGINT + {ROW} AS _id, {columns}, {flag} AS {SOURCE_FAULT}, {_said(faults)} AS _said{whole} "
        f"FROM {feed.clean}"
    )
    if feed.lag_days is not None:
        typed = f"SELECT * REPLACE (coalesce(known_date, event_date + {feed.lag_days}) AS known_date) FROM ({typed})"
    if feed.made_id:
        made = _made_id(job.table, feed)
        typed = f"SELECT * EXCLUDE (_whole) REPLACE ({made} AS record_id) FROM ({typed})"
    return typed


def _cast(job: Job, feed: Feed, column_name: str) -> Cast:
    column, types = job.table.column(column_name), feed.staged.columns
    spec = clean_spec(feed.columns.get(column_name, ColumnSpec()), column, types=types, nulls=feed.nulls)
    made = cast(column, spec, types=clean_types(types), where=f"{job.where}{job.table.name}: ")
    value = f"({made.value})::{sql_type(column)}"
    if column_name == "uscc" and job.identifier == "uscc" and feed.nulls:
        value = f"upper(replace({value}, ' ', ''))"
    return Cast(value=value, faults=made.faults)


def column_sql(job: Job, feed: Feed, column: str) -> str:
    """One typed column of a feed over its clean scan."""
    return _cast(job, feed, column).value


def _whole(table: Table, feed: Feed) -> str:
    """A hash of the whole source row, but for what is withheld."""
    shown = [column for column in feed.staged.columns if column not in feed.withheld]
    parts = ", ".join(f"coalesce({name(column)}::VARCHAR, '')" for column in shown)
    return f"md5(concat_ws('|', {literal(table.name)}, {parts}))[1:20]"


def _made_id(table: Table, feed: Feed) -> str:
    """A hash of the natural key where it is complete, else of the whole source row; revisions share it."""
    keys = [column for column in table.key if column in {declared.name for declared in table.columns}]
    if any(feed.columns.get(column) is None and column != "event_date" for column in keys):
        return "_whole"
    parts = [key_sql(table, column) for column in dict.fromkeys(("uscc", "event_date", *keys))]
    absent = " OR ".join(f"({part}) IS NULL" for part in parts)
    key = f"md5(concat_ws('|', {literal(table.name)}, {', '.join(parts)}))[1:20]"
    return f"CASE WHEN {absent} THEN _whole ELSE {key} END"


def _said(faults: tuple[Fault, ...] | list[Fault]) -> str:
    """SQL list of what the faults say, each as order|rule|detail."""
    if not faults:
        return "[]::VARCHAR[]"
    cases = ", ".join(
        f"CASE WHEN {fault.predicate} THEN '{ORDER[fault.rule]}|{fault.rule}|' || coalesce({fault.detail}, '') END"
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
    persons = _persons(values, uscc.valid_many(values))
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


def _persons(values: NDArray[np.str_], valid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which identifiers look like a resident ID, or are no credit code and hold one."""
    persons = identifiers.resident_ids(values)
    longer = ~persons & ~valid & (np.strings.str_len(values) > 18)
    for index in np.flatnonzero(longer):
        persons[index] = bool(identifiers.resident_id_inside(str(values[index])))
    return persons


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
