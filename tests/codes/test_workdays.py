"""The working-day calendar: holidays, make-up workdays, deadlines."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.codes import workdays
from creditscore.errors import DefinitionError

days = st.dates(min_value=workdays.FIRST, max_value=workdays.LAST)


@pytest.mark.parametrize(("day", "worked"), [
    (date(2024, 2, 4), True), (date(2024, 2, 12), False), (date(2024, 2, 18), True), (date(2024, 2, 19), True),
    (date(2023, 10, 7), True), (date(2023, 10, 2), False), (date(2023, 10, 9), True), (date(2023, 10, 14), False),
    (date(2020, 1, 31), False), (date(2020, 2, 1), False), (date(2015, 9, 3), False), (date(2015, 9, 6), True),
    (date(2022, 4, 2), True), (date(2022, 4, 5), False), (date(2025, 10, 8), False), (date(2026, 2, 28), True),
    (date(2026, 10, 1), False), (date(2026, 4, 1), True),
])  # fmt: skip
def test_known_holidays_and_make_up_days_are_as_announced(day, worked):
    assert workdays.is_workday(day) is worked


def test_every_year_from_2015_to_2026_has_its_holidays_and_a_plausible_number_of_working_days():
    assert (date(2015, 1, 1), date(2026, 12, 31)) == (workdays.FIRST, workdays.LAST)
    holidays = Counter(found.day.year for found in workdays.SPECIAL_DAYS.values() if found.kind == "holiday")
    for year in range(2015, 2027):
        assert 24 <= holidays[year] <= 33
        first = date(year - 1, 12, 31) if year > 2015 else date(2015, 1, 1)
        assert 243 <= workdays.between(first, date(year, 12, 31)) <= 252


def test_a_make_up_day_falls_on_a_weekend_and_the_great_holidays_are_in_every_year():
    for found in workdays.SPECIAL_DAYS.values():
        assert found.kind == "holiday" or found.day.weekday() >= 5
    names = {(found.day.year, found.name_zh) for found in workdays.SPECIAL_DAYS.values()}
    for year in range(2015, 2027):
        assert {(year, name) for name in ("元旦", "春节", "清明节", "劳动节", "端午节", "国庆节")} <= names
        assert not workdays.is_workday(date(year, 10, 1))


def test_seven_working_days_over_the_spring_festival_are_counted_without_the_holiday():
    decided = date(2024, 2, 8)
    assert workdays.add(decided, 7) == date(2024, 2, 23)
    assert workdays.between(decided, date(2024, 2, 23)) == 7
    assert workdays.between(decided, date(2024, 2, 26)) == 8


@given(days, days, days)
def test_working_days_add_up(first, second, third):
    assert workdays.between(first, second) + workdays.between(second, third) == workdays.between(first, third)
    assert workdays.between(first, second) == -workdays.between(second, first)


@given(days, st.integers(1, 40))
def test_the_last_day_of_a_deadline_is_worked_and_reached_exactly_then(day, count):
    try:
        end = workdays.add(day, count)
    except DefinitionError:
        assert workdays.between(day, workdays.LAST) < count
        return
    assert workdays.is_workday(end)
    assert workdays.between(day, end) == count
    assert workdays.between(day, end - timedelta(days=1)) == count - 1


@given(st.lists(st.tuples(days, days), min_size=1, max_size=20))
def test_many_differences_at_once_are_the_differences_one_by_one(pairs):
    first, last = (np.array(side, dtype="datetime64[D]") for side in zip(*pairs, strict=True))
    assert workdays.between_many(first, last).tolist() == [workdays.between(*pair) for pair in pairs]


def test_a_missing_day_gives_no_number():
    found = workdays.between_many(["2024-01-02", "NaT"], ["2024-01-05", "2024-01-05"])
    assert found[0] == 3
    assert np.isnan(found[1])


def test_the_count_of_a_day_is_a_subtraction_ready_to_be_joined():
    covered, counts = workdays.ordinals()
    assert covered[0] == np.datetime64(workdays.FIRST)
    assert covered[-1] == np.datetime64(workdays.LAST)
    assert (np.diff(counts) == [workdays.is_workday(day) for day in covered[1:].tolist()]).all()
    with pytest.raises(ValueError, match="read-only"):
        counts[0] = 1


@pytest.mark.parametrize("ask", [
    lambda: workdays.is_workday(date(2014, 12, 31)), lambda: workdays.between(date(2026, 1, 1), date(2027, 1, 1)),
    lambda: workdays.add(date(2026, 12, 30), 7), lambda: workdays.add(date(2027, 1, 1), 0),
    lambda: workdays.between_many(["2027-01-01"], ["2026-01-01"]),
])  # fmt: skip
def test_a_year_whose_holidays_are_not_announced_is_refused(ask):
    with pytest.raises(DefinitionError, match="known from 2015-01-01 to 2026-12-31"):
        ask()


def test_a_negative_deadline_is_refused():
    with pytest.raises(DefinitionError, match="0 or more, found -1"):
        workdays.add(date(2024, 1, 1), -1)
