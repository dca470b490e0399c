"""Expressions: null rules, hashing, round trips."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore.errors import DefinitionError
from creditscore.features import FEATURES
from creditscore.plan import (
    AsOf,
    Feature,
    Window,
    col,
    compile_expression,
    definition_hash,
    feature_from_json,
    feature_to_json,
    months_before,
    text_hash,
)

DAY = date(2024, 3, 31)


@pytest.mark.parametrize(
    ("expression", "row", "wanted"),
    [
        (col("a") / col("b"), {"a": 1, "b": 0}, None),
        (col("a") > 1, {"a": None}, None),
        ((col("a") > 1) | col("b"), {"a": None, "b": True}, True),
        ((col("a") > 1) & col("b"), {"a": None, "b": False}, False),
        (~(col("a") > 1), {"a": None}, None),
        (col("a").is_in(("x", "y")), {"a": "y"}, True),
        (col("a").or_else(AsOf()).days_since(col("b")), {"a": None, "b": date(2024, 3, 1)}, 30),
        (col("a").coded({"A": 5, "D": 1}), {"a": "D"}, 1.0),
        (col("a").coded({"A": 5, "D": 1}), {"a": "Z"}, None),
        (col("a").known_by(col("a")), {"a": DAY}, None),
        (col("a").at_least(0.0), {"a": -3.0}, 0.0),
        (col("a").at_least(0.0), {"a": None}, None),
    ],
)
def test_nulls_follow_sql(expression, row, wanted) -> None:
    assert compile_expression(expression)(row, DAY) == wanted


def test_months_are_clipped_to_their_end() -> None:
    assert [months_before(DAY, k) for k in (1, 13, -1)] == [
        date(2024, 2, 29),
        date(2023, 2, 28),
        date(2024, 4, 30),
    ]


def test_a_window_turned_round_is_refused() -> None:
    with pytest.raises(DefinitionError, match="wanted 0 <= end < start"):
        Window(12, 12)


@pytest.mark.parametrize("feature", FEATURES.values(), ids=lambda feature: feature.name)
def test_a_definition_survives_json_and_keeps_its_hash(feature: Feature) -> None:
    again = feature_from_json(feature_to_json(feature))
    assert again == feature
    assert definition_hash(again) == definition_hash(feature)


def test_every_definition_has_a_hash_of_its_own() -> None:
    assert len({definition_hash(feature) for feature in FEATURES.values()}) == len(FEATURES)


def test_wording_changes_the_text_hash_only() -> None:
    feature = FEATURES["penalty_count_12m"]
    data = feature_to_json(feature) | {"title_en": "fines and more"}
    assert definition_hash(feature_from_json(data)) == definition_hash(feature)
    assert text_hash(feature_from_json(data)) != text_hash(feature)
