"""What a declaration of features refuses, and in which words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from creditscore import features, records
from creditscore.errors import DefinitionError
from creditscore.features import FEATURES, FeatureSet, months
from creditscore.features._catalogue import _collect
from creditscore.features._question import Question
from creditscore.plan import Combine, Feature, feature_from_json, feature_to_json, leaves
from creditscore.records import ADMIN_PENALTY, COVERAGE, Column, Table
from tests.loans import spec

SAID: dict[str, Any] = {"zero": None, "unit": "1", "title": ("试", "trial"), "why": "A trial."}


def counting(of: Table, **said: Any) -> FeatureSet:
    declared = {
        "of": of, "windows": months(12), "risk": "up", "unit": "次", "title": ("近{w}月", "last {w} months"), "group": "PEN",
        "family": "penalties", "why": "A trial.",
    }  # fmt: skip
    return features.count("trial", **{**declared, **said})


def named(name: str, direction: str) -> Feature:
    """A feature of the library under another name and direction."""
    return replace(FEATURES[name], direction=direction)


# ------------------------------------------------------------------ circles and names


def test_a_ratio_named_like_one_of_its_parents_would_be_its_own_parent():
    left, right = FEATURES["penalty_count_12m"], FEATURES["reg_capital"]
    for name in (left.name, right.name):
        with pytest.raises(
            DefinitionError, match=f"feature {name}: .*would be its own parent; wanted no circle"
        ):
            features.ratio(name, left, right, risk="up", **SAID)


def test_a_circle_through_several_names_ends_as_two_definitions_under_one_name():
    """Plans are trees of values that are made before what holds them: only names can run in a circle, and a plan never
    looks anything up by name."""
    first = FEATURES["penalty_count_12m"]
    second = features.ratio("second", first, FEATURES["reg_capital"], risk="up", **SAID)
    circle = features.ratio("penalty_count_12m", second, FEATURES["reg_capital"],
                            risk="up", **SAID)  # fmt: skip
    assert len(list(leaves(circle.node))) == 3, "it holds the old definition, and ends"
    assert feature_from_json(feature_to_json(circle)) == circle
    with pytest.raises(DefinitionError, match="'penalty_count_12m' is declared twice; rename one of them"):
        _collect([first, second, circle])
    with pytest.raises(DefinitionError, match="penalty_count_12m is selected twice"):
        spec(features=(first, circle))


def test_two_definitions_under_one_name_are_never_computed_side_by_side():
    one = FEATURES["penalty_count_12m"]
    other = replace(FEATURES["penalty_count_3m"], name=one.name)
    with pytest.raises(
        DefinitionError, match=r"penalty_count_12m: two definitions under one name, \w{12} and \w{12}; rename"
    ):
        Question.of([one, FEATURES["age_months"], other])
    assert Question.of([one, one]).aggregates == Question.of([one]).aggregates


def test_one_window_twice_is_one_name_twice():
    with pytest.raises(DefinitionError, match="'trial_12m' is declared twice"):
        _collect(counting(ADMIN_PENALTY, windows=months(12, 12)))


def test_an_unknown_feature_is_answered_with_the_nearest_wherever_it_is_asked():
    for ask in (features.get, features.named, lambda name: features.named(f"{name} 12m")):
        with pytest.raises(
            DefinitionError, match=r"no feature 'penalty_counts.*' among the .* did you mean 'penalty_count"
        ):
            ask("penalty_counts")


# ------------------------------------------------------------------ direction against the parents'


@pytest.mark.parametrize(
    ("left", "right", "declared"),
    [
        ("up", "none", "down"), ("down", "none", "up"), ("none", "up", "up"), ("none", "down", "down"),
        ("up", "down", "down"), ("down", "up", "up"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("combine", [features.ratio, features.difference, features.change])
def test_a_direction_that_contradicts_every_sign_of_the_parents_is_refused(combine, left, right, declared):
    parents = named("penalty_count_12m", left), named("reg_capital", right)
    with pytest.raises(
        DefinitionError, match=rf"feature trial: declared '{declared}', but penalty_count_12m is '{left}'"
    ):
        combine("trial", *parents, risk=declared, **SAID)
    agreed = {"up": "down", "down": "up"}[declared]
    for allowed in (agreed, "none", "peak"):
        assert combine("trial", *parents, risk=allowed, **SAID).direction == allowed


@pytest.mark.parametrize("declared", ["up", "down", "none"])
@pytest.mark.parametrize("both", ["up", "down", "none", "valley"])
def test_where_the_parents_pull_in_opposite_ways_the_declaration_decides(both, declared):
    """Serious penalties over all penalties, this year against the last."""
    parents = named("penalty_count_12m", both), named("penalty_count_24m", both)
    assert features.ratio("trial", *parents, risk=declared, **SAID).direction == declared


def test_a_share_is_held_to_the_same_signs():
    part, whole = counting(ADMIN_PENALTY), counting(ADMIN_PENALTY, risk="none")
    with pytest.raises(DefinitionError, match="declared 'down', but trial_12m is 'up'"):
        features.share("some", part, whole, risk="down", **SAID)


# ------------------------------------------------------------------ tables without dates


def test_a_window_over_a_table_without_event_dates_is_refused():
    with pytest.raises(
        DefinitionError, match="coverage has no event_date, so that no window of it has a beginning or an end"
    ):
        counting(COVERAGE)


def test_a_table_without_the_day_it_was_known_is_refused_and_the_way_out_is_named(monkeypatch):
    day = ADMIN_PENALTY.column("event_date")
    dated = Table(
        name="old_book", title_zh="旧账", title_en="an old book", event=("日期", "date"), key=(), basis="admin_management",
        own=(ADMIN_PENALTY.column("record_id"), ADMIN_PENALTY.column("uscc"), day), enveloped=False,
    )  # fmt: skip
    with pytest.raises(DefinitionError, match="no record table 'old_book'; declared are"):
        counting(dated)
    monkeypatch.setitem(records.TABLES, "old_book", dated)
    with pytest.raises(
        DefinitionError, match=r"old_book has no known_date.*assumed_lag_days = n.*flagged on every result"
    ):
        counting(dated)
    known = replace(dated, own=(*dated.own, Column(name="known_date", kind="date", title_zh="归集日期", title_en="known",
                                                   layer="public")))  # fmt: skip
    monkeypatch.setitem(records.TABLES, "old_book", known)
    assert counting(known).at(12).layer == "public"


def test_every_table_that_a_feature_reads_has_both_axes_of_time():
    read = {leaf.table for feature in FEATURES.values() for leaf in leaves(feature.node)}
    for name in read:
        assert {"event_date", "known_date"} <= {column.name for column in records.TABLES[name].columns}
    assert not any(
        isinstance(leaf, Combine) for feature in FEATURES.values() for leaf in leaves(feature.node)
    )
