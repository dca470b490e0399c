"""Working days between two dates of every row, by the calendar of ``codes.workdays``."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from creditscore.codes import workdays


def _calendar() -> ir.Table:
    days, counts = workdays.ordinals()
    return ibis.memtable(pa.table({"day": pa.array(days), "worked": pa.array(counts)}))


def with_elapsed(rows: ir.Table, name: str, *, start: str, end: str | date) -> ir.Table:
    """``rows`` with ``name``: working days after ``start`` up to and including ``end``.

    ``start`` and ``end`` name date columns; ``end`` may be one day for all. Null where a date is missing or lies
    outside the calendar; a fixed day outside it is refused with ``DefinitionError``.
    """
    calendar = _calendar()
    first = calendar.select(first_day="day", first_worked="worked")
    rows = rows.left_join(first, rows[start] == first.first_day)
    if isinstance(end, date):
        until: Any = ibis.literal(workdays.between(workdays.FIRST, end) + _worked_on_first_day())
        return rows.mutate(**{name: until - rows.first_worked}).drop("first_day", "first_worked")
    last = calendar.select(last_day="day", last_worked="worked")
    rows = rows.left_join(last, rows[end] == last.last_day)
    return rows.mutate(**{name: rows.last_worked - rows.first_worked}).drop(
        "first_day", "first_worked", "last_day", "last_worked"
    )


def _worked_on_first_day() -> int:
    return int(workdays.ordinals()[1][0])
