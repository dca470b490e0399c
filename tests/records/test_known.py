"""What was known of an entity before a day, whatever happened later."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore.records import TABLES, known_before
from tests import generators

USCC = "91220102MA0Y1RPR7D"
DAY = generators.AS_OF


@pytest.mark.parametrize("table", [t for t in TABLES.values() if t.enveloped], ids=lambda t: t.name)
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_reading_before_a_day_sees_nothing_of_that_day_or_later_and_changes_nothing_twice(table, seed):
    random = Random(seed)
    past = generators.records(table, random, uscc=USCC, most=5)
    later = [
        {
            **row,
            "event_date": DAY + timedelta(days=random.randint(0, 9)),
            "record_id": f"later-{row['record_id']}",
        }
        for row in generators.records(table, random, uscc=USCC, most=3)
    ]
    read = known_before({table.name: past}, DAY)
    assert known_before({table.name: [*past, *later]}, DAY) == read
    assert known_before(read, DAY) == read
    for row in read[table.name]:
        assert row["event_date"] < DAY and row["known_date"] < DAY
        assert row["superseded_date"] is None or row["superseded_date"] < DAY
        for column in table.columns:
            if column.fact_date is not None and row[column.name] is not None:
                assert row[column.fact_date] < DAY


def test_a_fine_paid_tomorrow_is_unpaid_today_and_a_correction_of_next_year_is_not_foreseen():
    row = dict.fromkeys(column.name for column in TABLES["admin_penalty"].columns) | {
        "record_id": "P1", "uscc": USCC, "event_date": date(2023, 5, 1), "known_date": date(2023, 5, 2),
        "paid_date": DAY, "superseded_date": date(2025, 1, 1),
    }  # fmt: skip
    (read,) = known_before({"admin_penalty": [row]}, DAY)["admin_penalty"]
    assert (read["paid_date"], read["superseded_date"]) == (None, None)
    (read,) = known_before({"admin_penalty": [row]}, DAY + timedelta(days=1))["admin_penalty"]
    assert read["paid_date"] == DAY
