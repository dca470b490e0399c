"""Calendar months, computed once, here: engines and interpreter only compare dates.

>>> months_before(date(2024, 3, 31), 1)
datetime.date(2024, 2, 29)
>>> months_before(date(2024, 2, 29), 12)
datetime.date(2023, 2, 28)
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from creditscore.errors import DefinitionError

TIME_RULES_VERSION = "2026.2"
"""Version of the rules of DESIGN section 4; part of every definition hash. 2026.2: sums of numbers that are not
whole are made of whole multiples of 2 ** -40."""


@lru_cache(maxsize=4096)
def months_before(day: date, months: int) -> date:
    """The same day ``months`` calendar months earlier (later if negative), clipped to the month's end."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_index(day: date) -> int:
    """Months since year 0, so that differences count calendar months."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True)
class Window:
    """``[as_of - start months, as_of - end months)``; a ring when ``end`` is not 0.

    >>> Window(24, 12).bounds(date(2024, 7, 1))
    (datetime.date(2022, 7, 1), datetime.date(2023, 7, 1))
    """

    start: int
    end: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.end < self.start:
            raise DefinitionError(
                f"window ({self.start}, {self.end}): wanted 0 <= end < start months; swap or correct the bounds"
            )

    def bounds(self, as_of: date) -> tuple[date, date]:
        return months_before(as_of, self.start), months_before(as_of, self.end)

    @property
    def label(self) -> str:
        return f"{self.start}m" if self.end == 0 else f"{self.start}_{self.end}m"
