"""Rows that say the same twice: which one is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from creditscore.records._cast import name
from creditscore.records._revisions import EPOCH, FOREVER, content_sql, key_sql, settle
from creditscore.records._rules import ORDER
from creditscore.records._table import Table

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """Columns that may not repeat. ``needed`` must be present for the key to identify anything."""

    rule: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    detail: str
    compared: tuple[str, ...] = ()

    @property
    def hashed(self) -> str:
        value = f"hash({', '.join(self.compared)})"
        present = " AND ".join(f"{name(column)} IS NOT NULL" for column in self.needed)
        return f"CASE WHEN {present} THEN {value} END" if present else value


def _keys(table: Table, *, made: bool) -> tuple[_Key, ...]:
    names = [column.name for column in table.columns]
    natural = tuple(column for column in dict.fromkeys(("uscc", "event_date", *table.key)) if column in names)
    optional = tuple(column for column in table.key if table.enveloped and not table.column(column).required)
    key = _Key(rule="duplicate_key", columns=natural, needed=optional,
               compared=tuple(key_sql(table, column) for column in natural),
               detail=f"the same {', '.join(natural)} as an earlier row")  # fmt: skip
    if not table.enveloped:
        return (key,)
    rule, detail = ("duplicate_key", "an exact copy of an earlier row") if made else (
        "duplicate_record_id", "the same record_id as an earlier row",
    )  # fmt: skip
    return key, _Key(rule=rule, columns=("record_id",), needed=(), detail=detail, compared=("record_id",))


def refuse_twins(table: Table, typed: str, *, made: bool, connection: duckdb.DuckDBPyConnection) -> None:
    """Of rows with one key keep the first by known_date, and add the rest to the table ``bad``.

    A row that became known when the last kept one was superseded is a revision and is kept as well; so is one that says
    something else later, and the day on which it replaces the one before goes to the table ``revised``. One scan
    of ``typed`` fetches a hash per row and key; only rows whose hash occurs twice are compared themselves.
    ``made`` says that record ids are hashes of the rows.
    """
    keys = _keys(table, made=made)
    good = f"({typed}) typed ANTI JOIN bad USING (_id)"
    hashes = ", ".join(f"{key.hashed} AS h{position}" for position, key in enumerate(keys))
    fetched: dict[str, Any] = connection.execute(f"SELECT {hashes} FROM {good}").fetchnumpy()
    connection.execute("CREATE OR REPLACE TEMP TABLE revised (value BIGINT, until DATE)")
    for position, key in enumerate(keys):
        twice = _twice(fetched.pop(f"h{position}"))
        if not len(twice):
            continue
        _store(connection, "twice", twice)
        revisable = table.enveloped and position == 0
        twins = _twins(table, key, good, connection, content=revisable)
        if revisable:
            settled = settle(twins)
            refused = {rule: np.array(ids, np.int64) for rule, ids in settled.refused.items()}
            _store_revised(connection, settled.replaced)
        else:
            refused = {key.rule: _refused(twins)}
        for rule, ids in refused.items():
            _store(connection, "refused", ids)
            connection.execute(
                f"INSERT INTO bad SELECT value, ['{ORDER[rule]}|{rule}|{key.detail}'] FROM refused"
            )


def _store_revised(connection: duckdb.DuckDBPyConnection, replaced: dict[int, int]) -> None:
    if replaced:
        connection.execute(
            f"INSERT INTO revised SELECT unnest(?::BIGINT[]), {EPOCH} + unnest(?::INTEGER[])",
            [list(replaced), list(replaced.values())],
        )


def _twice(column: Any) -> NDArray[np.uint64]:
    """Hashes that occur more than once."""
    hashes: NDArray[np.uint64] = np.sort(np.ma.compressed(column))
    return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])


def _store(connection: duckdb.DuckDBPyConnection, table: str, values: NDArray[Any]) -> None:
    kind = "UBIGINT" if values.dtype == np.uint64 else "BIGINT"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT unnest(?::{kind}[]) AS value", [values.tolist()]
    )


def _twins(
    table: Table, key: _Key, good: str, connection: duckdb.DuckDBPyConnection, *, content: bool
) -> dict[str, NDArray[np.int64]]:
    """Rows that may share a key, grouped by it and in order of known_date: group, id, and when each holds."""
    known = (
        "known_date" if any(column.name == "known_date" for column in table.columns) else "DATE '1900-01-01'"
    )
    until = f"coalesce(revised.until, superseded_date, {FOREVER})" if table.enveloped else FOREVER
    more = f", {content_sql(table)}" if content else ""
    fetched: dict[str, NDArray[np.int64]] = connection.execute(
        f"SELECT dense_rank() OVER (ORDER BY {', '.join(key.compared)}) AS grouped, _id, "
        f"({known} - {EPOCH})::BIGINT AS known, ({until} - {EPOCH})::BIGINT AS until{more} "
        f"FROM {good} LEFT JOIN revised ON revised.value = _id "
        f"WHERE {key.hashed} IN (SELECT value FROM twice) ORDER BY grouped, known, _id"
    ).fetchnumpy()
    return fetched


def _refused(twins: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Walk each group once; a row is refused while the last kept one still holds."""
    grouped, known, until = twins["grouped"], twins["known"], twins["until"]
    kept = np.empty(len(grouped), dtype=np.bool_)
    group, held = 0, 0
    for row in range(len(grouped)):
        kept[row] = grouped[row] != group or known[row] >= held
        if kept[row]:
            group, held = grouped[row], until[row]
    return twins["_id"][~kept]
