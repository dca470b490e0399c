"""Features asked of a few records written by hand, through the interpreter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from creditscore.features import FEATURES
from creditscore.plan import Situation, evaluate, tables_of
from creditscore.records import table

Record = dict[str, Any]


def answers(
    names: Sequence[str], records: Mapping[str, Sequence[Record]], *, as_of: date
) -> dict[str, float | None]:
    """Features over records of each table, all of them covered.

    What a record leaves out is null; it happened thirty days ago, was known that day and is used without end unless
    it says otherwise.
    """
    asked = [FEATURES[name] for name in names]
    read = {source for feature in asked for source in tables_of(feature.node)}
    rows = {
        source: [_whole(source, number, row, as_of) for number, row in enumerate(given)]
        for source, given in records.items()
    }
    covered = dict.fromkeys(read, date(2010, 1, 1))
    return evaluate(asked, Situation(as_of=as_of, rows=rows, covered_from=covered))


def _whole(source: str, number: int, row: Record, as_of: date) -> Record:
    nothing = dict.fromkeys(column.name for column in table(source).columns)
    day = row.get("event_date", as_of - timedelta(days=30))
    usual = {"record_id": f"{source}-{number}", "event_date": day, "known_from": day, "usable_from": day}
    return {**nothing, **usual, "usable_until": None, **row}
