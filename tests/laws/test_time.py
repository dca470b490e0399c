"""The time rules of DESIGN section 4, for every declared feature, with the mutants that must be caught."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records as room
from creditscore.features import FEATURES
from creditscore.plan import (
    Aggregate,
    Feature,
    Situation,
    Window,
    compile_node,
    leaves,
    months_before,
    situation,
    tables_of,
)
from tests.generators import AS_OF, record, records

ALL = list(FEATURES.values())
Questions = tuple[Feature, ...]
LONG_AGO = date(1990, 1, 1)
Rows = dict[str, list[dict[str, Any]]]


def usable(row: dict[str, Any], **dates: Any) -> dict[str, Any]:
    interval = {"known_from": row["known_date"], "usable_from": row["event_date"], "usable_until": None}
    return {**row, **interval, **dates}


def _by_tables() -> dict[str, Questions]:
    """All features by the tables they read: those of one line are asked of the same records."""
    found: dict[str, Questions] = {}
    for feature in ALL:
        line = "+".join(sorted(tables_of(feature.node)))
        found[line] = (*found.get(line, ()), feature)
    return found


BY_TABLES = _by_tables()
each_line = pytest.mark.parametrize("line", BY_TABLES)


def rows_of(line: str, random: Random) -> Rows:
    return {
        name: [usable(row) for row in records(room.table(name), random, uscc="E")] for name in line.split("+")
    }


def value(feature: Feature, rows: Rows, as_of: date = AS_OF, since: date = LONG_AGO) -> float | None:
    return values((feature,), rows, as_of, since)[feature.name]


def values(
    asked: Questions, rows: Rows, as_of: date = AS_OF, since: date = LONG_AGO
) -> dict[str, float | None]:
    """Each feature by its own plan, one after another, over one situation."""
    now = Situation(as_of=as_of, rows=rows, covered_from=dict.fromkeys(rows, since))
    return {feature.name: compile_node(feature.node)(now) for feature in asked}


def extra(rows: Rows, random: Random, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Rows:
    """Two more records per table, altered by ``change``."""
    return {
        name: [change(usable(record(room.table(name), random, uscc="E", number=900 + i))) for i in range(2)]
        for name in rows
    }


def joined(rows: Rows, more: Rows) -> Rows:
    return {name: rows[name] + more[name] for name in rows}


DAYS_FROM_NOW = st.integers(min_value=0, max_value=400)


def unseen_event(days: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda row: {**row, "event_date": AS_OF + timedelta(days=days), "known_from": date(2015, 1, 1),
                        "usable_from": date(2015, 1, 1)}  # fmt: skip


def unknown(days: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda row: {**row, "event_date": date(2023, 12, 1), "known_from": AS_OF + timedelta(days=days),
                        "usable_from": date(2023, 12, 1)}  # fmt: skip


def ended(days: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda row: {**row, "event_date": date(2023, 12, 1), "known_from": date(2023, 12, 2),
                        "usable_from": date(2023, 12, 1), "usable_until": AS_OF - timedelta(days=days)}  # fmt: skip


def not_yet_usable(days: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda row: {**row, "event_date": date(2023, 12, 1), "known_from": date(2023, 12, 2),
                        "usable_from": AS_OF + timedelta(days=days + 1)}  # fmt: skip


UNSEEN = {"event": unseen_event, "known": unknown, "ended": ended, "not_yet": not_yet_usable}


def leaves_alone(asked: Questions, rows: Rows, random: Random, kind: str, days: int) -> bool:
    return values(asked, rows) == values(asked, joined(rows, extra(rows, random, UNSEEN[kind](days))))


@pytest.mark.parametrize("kind", UNSEEN)
@each_line
@settings(max_examples=15)
@given(random=st.randoms(use_true_random=False), days=DAYS_FROM_NOW)
def test_no_feature_sees_what_may_not_be_seen_today(line: str, kind: str, random: Random, days: int) -> None:
    assert leaves_alone(BY_TABLES[line], rows_of(line, random), random, kind, days)


MUTANTS: dict[str, tuple[str, Callable[[dict[str, Any], date], bool]]] = {
    "event on the day is seen": (
        "event",
        lambda row, day: row["event_date"] <= day and _rest(row, day, "event"),
    ),
    "known filter dropped": ("known", lambda row, day: _rest(row, day, "known")),
    "known on the day is seen": (
        "known",
        lambda row, day: row["known_from"] <= day and _rest(row, day, "known"),
    ),
    "end of use dropped": ("ended", lambda row, day: _rest(row, day, "ended")),
    "end of use on the day is seen": (
        "ended",
        lambda row, day: (
            _rest(row, day, "ended") and (row["usable_until"] is None or row["usable_until"] >= day)
        ),
    ),
    "start of use dropped": ("not_yet", lambda row, day: _rest(row, day, "not_yet")),
}


def _rest(row: dict[str, Any], day: date, without: str) -> bool:
    """The rule in force but for one axis."""
    until = row["usable_until"]
    return (
        (without == "event" or row["event_date"] < day)
        and (without == "known" or row["known_from"] < day)
        and (without == "not_yet" or row["usable_from"] <= day)
        and (without == "ended" or until is None or until > day)
    )


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_rule_off_by_a_day_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, rule = MUTANTS[mutant]
    asked, random = (FEATURES["penalty_count_36m"],), Random(1)
    rows = rows_of("admin_penalty", random)
    assert all(leaves_alone(asked, rows, random, kind, days) for days in range(3))
    monkeypatch.setattr(situation, "in_use", rule)
    if kind == "event":  # the window's end is the second guard of this axis; widen it as the mutant would
        monkeypatch.setattr(
            Window, "bounds",
            lambda self, day: (months_before(day, self.start), day + timedelta(days=1)),
        )  # fmt: skip
    assert not all(leaves_alone(asked, rows, random, kind, days) for days in range(3))


@each_line
@settings(max_examples=10)
@given(random=st.randoms(use_true_random=False))
def test_tables_cut_at_the_day_give_the_same(line: str, random: Random) -> None:
    rows, asked = rows_of(line, random), BY_TABLES[line]
    cut = {
        name: [row for row in many if row["event_date"] < AS_OF and row["known_from"] < AS_OF]
        for name, many in rows.items()
    }
    assert values(asked, rows) == values(asked, cut)


@each_line
@settings(max_examples=10)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_repeated_rows_do_not_matter(line: str, random: Random) -> None:
    """To the last bit; and what is asked of a row once is asked once, whatever else was asked before."""
    rows, asked = rows_of(line, random), BY_TABLES[line]
    turned = {name: many[::-1] for name, many in rows.items()}
    assert values(asked, rows) == dict(reversed(values(asked[::-1], turned).items()))


@each_line
@settings(max_examples=10)
@given(random=st.randoms(use_true_random=False))
def test_a_later_payment_does_not_rewrite_what_was_known(line: str, random: Random) -> None:
    """Late facts: whatever is filled in on or after the day changes nothing."""
    rows, asked = rows_of(line, random), BY_TABLES[line]
    blanked: Rows = {}
    for name, many in rows.items():
        facts = [(column.name, column.fact_date) for column in room.table(name).columns if column.fact_date]
        blanked[name] = [
            {**row, **{c: None for c, fact in facts if row[fact] is None or row[fact] >= AS_OF}}
            for row in many
        ]
    assert values(asked, rows) == values(asked, blanked)


@each_line
def test_a_window_that_reaches_before_the_data_begin_is_null(line: str) -> None:
    rows = rows_of(line, Random(3))
    for feature in BY_TABLES[line]:
        starts = [leaf.window.start for leaf in leaves(feature.node) if isinstance(leaf, Aggregate)]
        if starts:
            first = months_before(AS_OF, max(starts)) + timedelta(days=1)
            assert value(feature, rows, since=first) is None, feature.name


def test_a_penalty_published_tomorrow_is_not_seen_today() -> None:
    feature = FEATURES["penalty_count_12m"]
    row = usable(record(room.ADMIN_PENALTY, Random(0), uscc="E", number=1))
    row |= {"event_date": date(2024, 2, 1), "usable_from": date(2024, 2, 1), "known_from": AS_OF}
    assert value(feature, {"admin_penalty": [row]}) == 0
    assert value(feature, {"admin_penalty": [row]}, as_of=AS_OF + timedelta(days=1)) == 1


def test_records_move_record_monotone_features_only_one_way() -> None:
    checked = 0
    for feature in ALL:
        if not feature.record_monotone or feature.direction != "up":
            continue
        random = Random(feature.name)
        for _ in range(10):
            rows = rows_of("+".join(sorted(tables_of(feature.node))), random)
            more = {name: [usable(record(room.table(name), random, uscc="E", number=900))] for name in rows}
            if "entity" in more:
                more["entity"] = []
            before, after = value(feature, rows), value(feature, joined(rows, more))
            if (
                isinstance(feature.node, Aggregate) and feature.node.verb == "recency"
            ):  # a record makes it shorter
                before, after = after, before
            assert before is None or after is None or after >= before, feature.name
            checked += 1
    assert checked > 100
