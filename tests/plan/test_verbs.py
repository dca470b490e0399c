"""The verbs by hand: runs of months, medians, decayed and exact sums, and what a plan may not say."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from creditscore.errors import DefinitionError
from creditscore.plan import (
    Aggregate,
    Attribute,
    Combine,
    Feature,
    Node,
    Situation,
    Window,
    col,
    compile_features,
    compile_node,
    definition_hash,
    node_from_json,
    node_to_json,
)
from creditscore.plan.expression import Constant
from creditscore.plan.verbs import exact_sum, fixed

AS_OF = date(2024, 6, 15)
YEAR = Window(12)


def row(day: date, **values: Any) -> dict[str, Any]:
    dates = {"event_date": day, "known_from": day, "usable_from": day, "usable_until": None}
    return {"record_id": f"{day}{values}", "x": None, "late": None, "kind": None, **dates, **values}


def leaf(verb: Any, *, window: Window = YEAR, **asked: Any) -> Aggregate:
    return Aggregate(verb=verb, table="t", window=window, **asked)


def feature(node: Node, name: str = "asked_12m") -> Feature:
    return Feature(
        name=name, node=node, title_zh="", title_en="", unit="1", direction="none", group="PEN", family="f",
        layer="public", basis=("b",),
    )  # fmt: skip


def value(node: Node, *rows: dict[str, Any], since: date | None = date(2000, 1, 1)) -> float | None:
    """By itself and together with others: always the same."""
    now = Situation(as_of=AS_OF, rows={"t": rows}, covered_from={} if since is None else {"t": since})
    alone = compile_node(node)(now)
    assert compile_features([feature(leaf("count"), "n"), feature(node)])(now)["asked_12m"] == alone
    return alone


def months(*held: tuple[int, bool | None]) -> list[dict[str, Any]]:
    """One record in each month of 2024 named, late or not."""
    return [row(date(2024, month, 3), late=late) for month, late in held]


LONGEST, STREAK = leaf("longest_run", value=col("late")), leaf("streak", value=col("late"))


@pytest.mark.parametrize(
    ("rows", "longest", "streak"),
    [
        ([], 0, 0),
        (months((1, True), (2, True), (3, False), (4, True)), 2, 1),
        (
            months((1, True), (2, True), (4, True), (5, True), (6, True)),
            3,
            3,
        ),  # a month without a record breaks
        (months((1, True), (2, True), (5, False)), 2, 0),
        (months((1, True), (2, True), (5, None)), 2, 0),  # unknown is not met, but a record was seen
        (months((4, True), (5, True)), 2, 2),  # back from the last month seen, not from the day
        (months((5, True), (5, False), (6, False), (6, True)), 2, 2),  # one record of the month is enough
        ([row(date(2023, 12, 31), late=True), row(date(2024, 1, 1), late=True)], 2, 2),  # over the year's end
        ([row(date(2023, 6, 14), late=True), row(date(2023, 6, 15), late=True)], 1, 1),  # before the window
    ],
)
def test_runs_count_calendar_months_that_hold(rows: list[dict[str, Any]], longest: int, streak: int) -> None:
    assert value(LONGEST, *rows) == longest
    assert value(STREAK, *rows) == streak


def test_a_run_over_some_records_is_not_ended_by_others() -> None:
    rows = [*months((4, True), (5, True)), row(date(2024, 6, 1), late=False, kind="other")]
    assert value(STREAK, *rows) == 0
    assert value(leaf("streak", value=col("late"), where=col("kind").is_null()), *rows) == 2


@pytest.mark.parametrize(
    ("values", "wanted"), [([], None), ([3], 3), ([1, 9], 5), ([9, 1, 2], 2), ([None, 4], 4), ([None], None)]
)
def test_the_median_is_the_middle_or_between_the_two(values: list[int | None], wanted: float | None) -> None:
    rows = [row(date(2024, 1, 1 + place), x=x) for place, x in enumerate(values)]
    assert value(leaf("median", value=col("x")), *rows) == wanted
    assert value(leaf("median", value=col("x"), none_seen=7.0), *rows) == (7.0 if wanted is None else wanted)


def test_a_record_one_half_life_old_counts_half() -> None:
    rows = [row(date(2024, 6, 5), x=8), row(date(2024, 5, 26), x=8), row(date(2024, 5, 16), x=None)]
    assert value(leaf("decayed", half_life=10), *rows) == 0.5 + 0.25 + 0.125
    assert value(leaf("decayed", value=col("x"), half_life=10), *rows) == 4.0 + 2.0
    assert value(leaf("decayed", value=col("x"), half_life=10)) == 0.0


def test_nothing_counts_where_the_source_does_not_cover() -> None:
    for node in (
        LONGEST,
        STREAK,
        leaf("median", value=col("x"), none_seen=1.0),
        leaf("decayed", half_life=9),
    ):
        assert value(node, *months((5, True)), since=None) is None
        assert value(node, *months((5, True)), since=date(2023, 6, 16)) is None
        assert value(node, *months((5, True)), since=date(2023, 6, 15)) is not None


@pytest.mark.parametrize("verb", ["sum", "mean", "decayed"])
def test_no_order_of_records_changes_a_bit_of_a_sum(verb: Any) -> None:
    random = Random(5)
    node = leaf(verb, value=col("x"), half_life=100 if verb == "decayed" else None)
    amounts = [random.choice((0.1, 1e7, -1e7, 3)) * random.random() for _ in range(60)]
    day = date(2024, 1, 1)
    assert len({sum(random.sample(amounts, 60)) for _ in range(9)}) > 1, "plain addition would do"
    found = {
        value(
            node, *(row(day, x=x, kind=f"{place:02}") for place, x in enumerate(random.sample(amounts, 60)))
        )
        for _ in range(9)
    }
    assert len(found) == 1
    assert found.pop() == pytest.approx(
        sum(amounts) * {"sum": 1, "mean": 1 / 60, "decayed": 2 ** -((AS_OF - day).days / 100)}[verb], rel=1e-9
    )


def test_whole_numbers_are_added_as_they_are() -> None:
    huge = (1 << 60) + 1
    assert exact_sum([huge, -huge, 1]) == 1.0
    assert exact_sum([True, True, False]) == 2.0
    assert [fixed(x * 2**-40) for x in (0.5, -0.5, 1.5, -1.5, 0.4)] == [1, 0, 2, -1, 0]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"verb": "longest_run"}, "every other verb needs one"),
        ({"verb": "streak"}, "every other verb needs one"),
        ({"verb": "median"}, "every other verb needs one"),
        ({"verb": "count", "value": col("x")}, "count and recency take no value"),
        ({"verb": "streak", "value": col("late"), "window": Window(61)}, "wanted at most 60"),
        ({"verb": "longest_run", "value": col("late"), "window": Window(72, 12)}, "wanted at most 60"),
        ({"verb": "decayed"}, "half_life is None; decayed needs one"),
        ({"verb": "decayed", "half_life": 0}, "at least 1 day"),
        ({"verb": "sum", "value": col("x"), "half_life": 30}, "no other verb takes one"),
    ],
)
def test_what_a_verb_cannot_do_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        leaf(**asked)


def test_a_half_life_is_part_of_the_definition_and_of_no_other() -> None:
    year, month = leaf("decayed", half_life=365), leaf("decayed", half_life=30)
    assert node_from_json(node_to_json(year)) == year
    assert definition_hash(feature(year)) != definition_hash(feature(month))
    assert "half_life" not in node_to_json(LONGEST)
    assert node_from_json(node_to_json(LONGEST)) == LONGEST


def test_one_and_true_are_two_constants() -> None:
    assert len({Constant(1), Constant(value=True), Constant(1.0), Constant(1)}) == 3
    flag, number = col("late").or_else(False), col("late").or_else(0)
    both = [
        feature(leaf("count", where=flag & Constant(value=True)), "a"),
        feature(leaf("sum", value=number), "b"),
    ]
    now = Situation(as_of=AS_OF, rows={"t": months((5, None))}, covered_from={"t": date(2000, 1, 1)})
    for asked in (both, both[::-1]):
        assert compile_features(asked)(now) == {"a": 0.0, "b": 0.0}


COUNT, KINDS = leaf("count"), leaf("distinct", value=col("kind"))
GIVEN = ~col("kind").is_null()


@pytest.mark.parametrize(
    ("left", "right", "moves_one_way"),
    [
        (COUNT, KINDS, True),
        (leaf("count", where=GIVEN), KINDS, True),
        (
            leaf("count", where=col("late") & GIVEN),
            leaf("distinct", value=col("kind"), where=col("late")),
            True,
        ),
        (leaf("count", where=col("late")), leaf("distinct", value=col("kind"), where=col("late")), True),
        (leaf("count", where=col("late")), KINDS, False),
        (COUNT, leaf("distinct", value=col("kind"), window=Window(24)), False),
        (KINDS, COUNT, False),
        (COUNT, leaf("count", where=GIVEN), False),
    ],
)
def test_repeats_are_records_less_their_kinds(left: Aggregate, right: Aggregate, moves_one_way: bool) -> None:
    assert feature(Combine(combination="difference", left=left, right=right)).record_monotone is moves_one_way


def test_which_verbs_a_record_can_move_only_one_way() -> None:
    capital = Attribute(table="entity", value=col("x"))
    assert feature(LONGEST).record_monotone
    assert feature(leaf("decayed", half_life=9)).record_monotone
    assert not feature(STREAK).record_monotone
    assert not feature(leaf("median", value=col("x"))).record_monotone
    assert feature(Combine(combination="ratio", left=COUNT, right=capital)).record_monotone
    assert not feature(Combine(combination="ratio", left=COUNT, right=KINDS)).record_monotone
