"""工作日: the Chinese working-day calendar, with holidays and make-up workdays, as subtractions of counts.

Data: ``calendar.csv``, the days that differ from the plain week by the State Council's yearly notices. A working
day is a make-up workday, or a Monday to Friday that is no holiday. The calendar covers whole years; a day outside
them is refused, because next year's holidays are not known before they are announced.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError

DayKind = Literal["holiday", "workday"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day on which the plain week does not hold: a holiday, or a weekend day that is worked."""

    day: date
    kind: DayKind
    name_zh: str
    name_en: str
    source: str
    status: str


def _special(row: dict[str, str]) -> SpecialDay:
    return SpecialDay(
        day=date.fromisoformat(row["date"]), kind=cast("DayKind", row["kind"]), name_zh=row["name_zh"],
        name_en=row["name_en"], source=row["source"], status=row["status"],
    )  # fmt: skip


SPECIAL_DAYS: dict[date, SpecialDay] = {
    found.day: found for found in map(_special, read_rows("calendar.csv"))
}
"""Holidays and make-up workdays by day."""

FIRST = date(min(SPECIAL_DAYS).year, 1, 1)
"""First day covered."""

LAST = date(max(SPECIAL_DAYS).year, 12, 31)
"""Last day covered."""


@lru_cache
def ordinals() -> tuple[NDArray[np.datetime64], NDArray[np.int32]]:
    """Every day covered (``datetime64[D]``, in order) and the working days up to and including it.

    Working days after ``a`` up to and including ``b`` are ``count[b] - count[a]``; both arrays are read-only,
    ready to be joined to a table of dates.
    """
    days = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
    worked = np.is_busday(days)
    for special in SPECIAL_DAYS.values():
        worked[(special.day - FIRST).days] = special.kind == "workday"
    counts = np.cumsum(worked, dtype=np.int32)
    days.flags.writeable = counts.flags.writeable = False
    return days, counts


def _count(day: date) -> int:
    if not FIRST <= day <= LAST:
        raise DefinitionError(_outside(day.isoformat()))
    return int(ordinals()[1][(day - FIRST).days])


def _outside(day: str) -> str:
    return (
        f"working days are known from {FIRST} to {LAST} and not on {day}; "
        "add the holidays of that year to calendar.csv from the State Council's notice"
    )


def is_workday(day: date) -> bool:
    """Whether a day is worked.

    >>> is_workday(date(2024, 2, 4)), is_workday(date(2024, 2, 12))
    (True, False)
    """
    special = SPECIAL_DAYS.get(day)
    _count(day)
    return day.weekday() < 5 if special is None else special.kind == "workday"


def between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier.

    >>> between(date(2024, 2, 8), date(2024, 2, 19)), between(date(2024, 2, 19), date(2024, 2, 8))
    (3, -3)
    """
    return _count(end) - _count(start)


def add(day: date, working_days: int) -> date:
    """The ``working_days``-th working day after ``day``, the last day of a deadline; ``day`` itself for none.

    >>> add(date(2024, 2, 8), 7)
    datetime.date(2024, 2, 23)
    """
    if working_days < 0:
        raise DefinitionError(f"wanted a number of working days of 0 or more, found {working_days}")
    if working_days == 0:
        _count(day)
        return day
    _, counts = ordinals()
    place = int(np.searchsorted(counts, _count(day) + working_days))
    if place >= len(counts):
        raise DefinitionError(_outside(f"the day {working_days} working days after {day.isoformat()}"))
    return FIRST + timedelta(days=place)


def between_many(start: ArrayLike, end: ArrayLike) -> NDArray[np.float64]:
    """``between`` for ``n`` pairs of days (``datetime64``, shape ``(n,)``); not a number where either is missing."""
    first, last = np.asarray(start, dtype="datetime64[D]"), np.asarray(end, dtype="datetime64[D]")
    return _counts(last) - _counts(first)


def _counts(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    covered, counts = ordinals()
    missing = np.isnat(days)
    known = np.where(missing, covered[0], days)
    wrong = (known < covered[0]) | (known > covered[-1])
    if wrong.any():
        raise DefinitionError(_outside(str(known[wrong][0])))
    places = (known - covered[0]).astype(np.int64)
    return np.where(missing, np.nan, counts[places].astype(np.float64))
