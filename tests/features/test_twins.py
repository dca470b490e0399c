"""Whoever is seen more often is caught more often: no public model takes a count without its rate."""

from __future__ import annotations

import pytest

from creditscore import evaluations, features
from creditscore.errors import DefinitionError
from creditscore.features import FEATURES, guard, twin_of, twins
from creditscore.features._twins import ADVERSE_GROUPS, absolute, rates
from tests.loans import chosen, spec

COUNTS = [feature for feature in FEATURES.values() if absolute(feature) and feature.layer == "public"]


def test_every_absolute_public_count_has_a_public_rate_twin() -> None:
    made = twins()
    assert {count.group for count in COUNTS} >= ADVERSE_GROUPS
    assert set(made) == {count.name for count in COUNTS}
    for count in COUNTS:
        twin = made[count.name]
        assert rates(twin, count), f"{twin.name} is no rate of {count.name}"
        assert twin.layer == "public" and twin.direction == "up" and twin.family and twin.why
        assert guard(twin, after_publicity="internal") is twin


def test_no_two_counts_share_a_twin_and_no_twin_has_the_name_of_another_question() -> None:
    names = [twin.name for twin in twins().values()]
    assert len(set(names)) == len(names)
    assert all(FEATURES.get(twin.name, twin) is twin for twin in twins().values())


@pytest.mark.parametrize(
    ("count", "rate"),
    [
        ("penalty_count_12m", "penalty_per_inspection_12m"),
        ("penalty_count_12m", "penalty_per_hundred_12m"),
        ("penalty_count_36m", "penalty_per_year_36m"),
        ("fine_sum_12m", "fine_to_capital_12m"),
        ("failed_inspection_count_12m", "failed_inspection_share_12m"),
    ],
)
def test_a_count_over_what_exposed_its_subject_is_a_rate(count: str, rate: str) -> None:
    assert absolute(FEATURES[count]) and rates(FEATURES[rate], FEATURES[count])


@pytest.mark.parametrize(
    ("count", "other"),
    [
        ("serious_penalty_count_36m", "serious_penalty_share_36m"),
        ("unpaid_fine_sum_36m", "unpaid_fine_share_36m"),
        ("penalty_count_24m", "penalty_per_inspection_12m"),
        ("fine_sum_12m", "penalty_per_year_36m"),
    ],
)
def test_a_count_over_other_offences_or_over_another_window_is_none(count: str, other: str) -> None:
    assert absolute(FEATURES[count]) and not rates(FEATURES[other], FEATURES[count])


def test_what_is_no_count_of_adverse_records_needs_no_twin() -> None:
    for name in (
        "age_months",
        "fine_max_36m",
        "days_since_penalty_36m",
        "fine_to_capital_12m",
        "registration_changes_12m",
    ):
        assert twin_of(FEATURES[name]) is None


def test_a_twin_that_is_not_declared_is_made_over_capital_or_premises() -> None:
    amount, count = twin_of(FEATURES["fine_sum_36m"]), twin_of(FEATURES["serious_penalty_count_36m"])
    assert amount is not None and count is not None
    assert (amount.name, amount.unit) == ("fine_sum_to_capital_36m", "1")
    assert (count.name, count.unit) == ("serious_penalty_count_per_premises_36m", "次/处")
    assert count.title_zh == "近36月严重行政处罚次数（平均每处经营场所）"
    assert count.record_monotone and amount.record_monotone


def test_a_public_model_takes_a_count_only_beside_its_twin() -> None:
    with pytest.raises(
        DefinitionError,
        match=r"penalty_count_12m is an absolute count.*found none; add penalty_per_inspection_12m, or leave",
    ):
        spec(layer="public", features=chosen("penalty_count_12m"))
    with pytest.raises(
        DefinitionError, match=r"add serious_penalty_count_per_premises_36m \(features\.twin_of"
    ):
        spec(layer="public", features=chosen("serious_penalty_count_36m"))
    spec(layer="public", features=chosen("penalty_count_12m", "penalty_per_inspection_12m"))
    count = FEATURES["serious_penalty_count_36m"]
    spec(layer="public", features=(count, features.twin_of(count)))


def test_financing_models_and_internal_warnings_are_not_bound() -> None:
    spec(features=chosen("penalty_count_12m"))
    spec(layer="public", features=chosen("penalty_count_12m"), internal=True)
    assert evaluations.get("enterprise_risk").spec.internal and evaluations.get("enterprise_risk").internal
    assert not evaluations.get("enterprise_financing").internal
