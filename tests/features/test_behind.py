"""Which records stand behind a value: keep those alone, and the value is the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import features
from creditscore.plan import RightsPolicy, Situation, evaluate
from creditscore.records import TABLES
from tests import generators
from tests.laws.test_time import BY_TABLES

USCC = "91220102MA0Y1RPR7D"
COVERAGE = [
    {"table_name": name, "region_code": None, "entity_type": None, "covered_from": date(2010, 1, 1), "covered_until": None}
    for name in TABLES
]  # fmt: skip


def situation(tables: Iterable[str], random: Random) -> Situation:
    records = {
        name: generators.records(TABLES[name], random, uscc=USCC, most=6)
        for name in sorted({"entity", *tables})
    }
    return features.situation(records, COVERAGE, as_of=generators.AS_OF, policy=RightsPolicy())


@pytest.mark.parametrize("line", BY_TABLES)
@settings(max_examples=10)
@given(seed=st.integers(0, 2**32))
def test_the_records_behind_a_value_alone_give_that_value(line, seed):
    whole = situation(line.split("+"), Random(seed))
    there = {(table, row["record_id"]) for table, rows in whole.rows.items() for row in rows}
    for feature in BY_TABLES[line]:
        behind = set(features.records_behind(feature, whole))
        kept = {
            table: [row for row in rows if (table, row["record_id"]) in behind]
            for table, rows in whole.rows.items()
        }
        alone = Situation(as_of=whole.as_of, rows=kept, covered_from=whole.covered_from)
        assert evaluate([feature], alone) == evaluate([feature], whole), feature.name
        assert behind <= there


def test_a_sum_rests_on_the_fines_in_its_window_and_not_on_older_or_later_ones():
    days = {
        "old": date(2022, 1, 1),
        "in": date(2023, 6, 1),
        "free": date(2023, 7, 1),
        "next": date(2024, 3, 1),
    }
    rows = [
        {
            **dict.fromkeys(column.name for column in TABLES["admin_penalty"].columns),
            "record_id": name, "uscc": USCC, "event_date": day, "known_date": day, "domain": "tax",
            "penalty_kind": "fine", "fine": 0 if name == "free" else 500_000,
        }
        for name, day in days.items()
    ]  # fmt: skip
    now = features.situation({"admin_penalty": rows}, COVERAGE, as_of=generators.AS_OF, policy=RightsPolicy())
    assert features.records_behind(features.get("fine_sum_12m"), now) == (("admin_penalty", "in"),)
    assert features.records_behind(features.get("penalty_count_12m"), now) == (
        ("admin_penalty", "in"), ("admin_penalty", "free"),
    )  # fmt: skip
    assert features.records_behind(features.get("days_since_penalty_36m"), now) == (
        ("admin_penalty", "free"),
    )


def test_an_uncovered_source_has_no_record_behind_it():
    random = Random(1)
    feature = features.get("penalty_count_12m")
    whole = situation(["admin_penalty"], random)
    blind = Situation(as_of=whole.as_of, rows=whole.rows, covered_from={})
    assert features.records_behind(feature, blind) == ()
