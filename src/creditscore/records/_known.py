"""What was known of one entity before a day: the records as they read then, whatever happened later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from creditscore.records._catalogue import TABLES

Row = Mapping[str, Any]


@lru_cache
def _facts(name: str) -> tuple[tuple[str, str], ...]:
    """Columns of a table that became a fact on a date of their own, with the column of that date."""
    return tuple(
        (column.name, column.fact_date) for column in TABLES[name].columns if column.fact_date is not None
    )


def known_before(held: Mapping[str, Sequence[Row]], day: date) -> dict[str, list[dict[str, Any]]]:
    """Records of one entity by table as they read on a day (00:00).

    Rows dated or received on the day or later are left out; a late fact whose own date has not passed, and the
    date of a later correction, read as null. Reading twice changes nothing, and records of later days change
    nothing (DESIGN section 4).
    """
    return {
        name: [
            _as_read(name, row, day) for row in rows if row["event_date"] < day and row["known_date"] < day
        ]
        for name, rows in held.items()
        if name != "coverage"
    }


def _as_read(name: str, row: Row, day: date) -> dict[str, Any]:
    read = dict(row)
    for column, fact in _facts(name):
        happened = row.get(fact)
        if happened is None or happened >= day:
            read[column] = None
    replaced = row.get("superseded_date")
    if replaced is not None and replaced >= day:
        read["superseded_date"] = None
    return read
