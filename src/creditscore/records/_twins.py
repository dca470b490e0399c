"""Rows that say the same twice: which one is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from creditscore.records._cast import name
from creditscore.records._rules import RULES
from creditscore.records._table import Table

if TYPE_CHECKING:
    import duckdb

_FOREVER = "DATE '9999-12-31'"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """Columns that may not repeat. ``needed`` must be present for the key to identify anything."""

    rule: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    detail: str

    @property
    def hashed(self) -> str:
        value = f"hash({', '.join(map(name, self.columns))})"
        present = " AND ".join(f"{name(column)} IS NOT NULL" for column in self.needed)
        return f"CASE WHEN {present} THEN {value} END" if present else value


def _keys(table: Table, *, made: bool) -> tuple[_Key, ...]:
    names = [column.name for column in table.columns]
    natural = tuple(column for column in dict.fromkeys(("uscc", "event_date", *table.key)) if column in names)
    optional = tuple(column for column in table.key if table.enveloped and not table.column(column).required)
    key = _Key(rule="duplicate_key", columns=natural, needed=optional,
               detail=f"the same {', '.join(natural)} as an earlier row")  # fmt: skip
    if not table.enveloped:
        return (key,)
    rule, detail = ("duplicate_key", "an exact copy of an earlier row") if made else (
        "duplicate_record_id", "the same record_id as an earlier row",
    )  # fmt: skip
    return key, _Key(rule=rule, columns=("record_id",), needed=(), detail=detail)


def refuse_twins(table: Table, typed: str, *, made: bool, connection: duckdb.DuckDBPyConnection) -> None:
    """Of rows with one key keep the first by known_date, and add the rest to the table ``bad``.

    A row that became known when the last kept one was superseded is a revision and is kept as well. One scan
    of ``typed`` fetches a hash per row and key; only rows whose hash occurs twice are compared themselves.
    ``made`` says that record ids are hashes of the rows.
    """
    keys = _keys(table, made=made)
    good = f"({typed}) typed ANTI JOIN bad USING (_id)"
    hashes = ", ".join(f"{key.hashed} AS h{position}" for position, key in enumerate(keys))
    fetched: dict[str, Any] = connection.execute(f"SELECT {hashes} FROM {good}").fetchnumpy()
    for position, key in enumerate(keys):
        twice = _twice(fetched.pop(f"h{position}"))
        if not len(twice):
            continue
        _store(connection, "twice", twice)
        refused = _refused(_twins(table, key, good, connection))
        _store(connection, "refused", refused)
        order = f"{list(RULES).index(key.rule):02d}"
        connection.execute(f"INSERT INTO bad SELECT value, ['{order}|{key.rule}|{key.detail}'] FROM refused")


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
    table: Table, key: _Key, good: str, connection: duckdb.DuckDBPyConnection
) -> dict[str, NDArray[np.int64]]:
    """Rows that may share a key, grouped by it and in order of known_date: group, id, and when each holds."""
    known = (
        "known_date" if any(column.name == "known_date" for column in table.columns) else "DATE '1900-01-01'"
    )
    until = f"coalesce(superseded_date, {_FOREVER})" if table.enveloped else _FOREVER
    columns = ", ".join(map(name, key.columns))
    fetched: dict[str, NDArray[np.int64]] = connection.execute(
        f"SELECT dense_rank() OVER (ORDER BY {columns}) AS grouped, _id, "
        f"({known} - DATE '1900-01-01')::BIGINT AS known, ({until} - DATE '1900-01-01')::BIGINT AS until "
        f"FROM {good} WHERE {key.hashed} IN (SELECT value FROM twice) ORDER BY grouped, known, _id"
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
