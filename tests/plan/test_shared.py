"""Many features answered together are what each is by itself."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore.features import FEATURES
from creditscore.plan import Situation, compile_features, compile_node, months_before, shared, tables_of
from creditscore.records import table
from tests.generators import AS_OF, record

ALL = tuple(FEATURES.values())
TABLES = sorted(set().union(*(tables_of(feature.node) for feature in ALL)))
TOGETHER = compile_features(ALL)
ONE_BY_ONE = [(feature.name, compile_node(feature.node)) for feature in ALL]
DAYS = (AS_OF, date(2023, 7, 1), months_before(AS_OF, 12))


def usable(name: str, random: Random, number: int) -> dict[str, Any]:
    row = record(table(name), random, uscc="E", number=number)
    until = random.choice((None, None, AS_OF, AS_OF + timedelta(days=1)))
    return row | {
        "known_from": row["known_date"],
        "usable_from": row["event_date"],
        "usable_until": until,
    }


def situation(seed: int) -> Situation:
    """Some tables full, some with one record, some without; some sources uncovered or covered for a while only."""
    random, most = Random(seed), (0, 0, 1, 2, 9, 20)
    as_of = random.choice(DAYS)
    rows = {
        name: [usable(name, random, number) for number in range(random.choice(most))]
        for name in TABLES
        if random.random() < 0.8
    }
    since = (None, date(2010, 1, 1), date(2010, 1, 1), months_before(as_of, 12), months_before(as_of, 6))
    return Situation(
        as_of=as_of, rows=rows, covered_from={name: random.choice(since) for name in TABLES if random.random() < 0.9}
    )  # fmt: skip


def same(seed: int, together: Any = TOGETHER) -> bool:
    now = situation(seed)
    return together(now) == {name: answer(now) for name, answer in ONE_BY_ONE}


def a_day_short(*asked: Any, day: Any = shared._day) -> Any:
    found = day(*asked)
    return found._replace(reach=found.reach + timedelta(days=1))


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_many_features_asked_together_are_what_each_is_alone(seed: int) -> None:
    assert same(seed)


def test_what_is_answered_together_keeps_the_order_asked() -> None:
    assert list(TOGETHER(situation(1))) == [feature.name for feature in ALL]


@pytest.mark.parametrize(
    ("name", "mutant"),
    [
        ("bisect_left", bisect_right),
        ("_known", lambda days, values: (days, [0 if value is None else value for value in values])),
        ("_without_records", lambda day, since: day.nothing),
        ("_day", a_day_short),
    ],
)
def test_a_short_cut_that_cuts_too_much_is_caught(
    name: str, mutant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(same(seed) for seed in range(8))
    monkeypatch.setattr(shared, name, mutant)
    spoilt = compile_features(ALL)
    assert not all(same(seed, spoilt) for seed in range(8))


def test_answers_of_one_entity_do_not_leak_into_the_next() -> None:
    before, other = situation(3), situation(4)
    first = TOGETHER(before)
    TOGETHER(other)
    empty = TOGETHER(Situation(as_of=AS_OF, rows={}, covered_from={}))
    assert TOGETHER(before) == first
    assert {value for name, value in empty.items() if not name.startswith("covered_")} <= {None, 0.0}
    assert all(value == 0.0 for name, value in empty.items() if name.startswith("covered_"))
