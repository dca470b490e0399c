"""What a sample is drawn for."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from creditscore import features, samples
from creditscore.errors import DefinitionError, SampleError
from creditscore.samples.spec import day_of
from tests.loans import chosen, spec


def renamed(name: str):
    from dataclasses import replace

    return replace(features.get("loan_max_dpd_12m"), name=name)


def test_quarters_are_first_days_both_ends_included():
    days = samples.quarters("2021-01-01", date(2024, 1, 1))
    assert (days[0], days[-1], len(days)) == (date(2021, 1, 1), date(2024, 1, 1), 13)


def test_quarters_begin_with_the_first_whole_quarter():
    assert samples.quarters("2021-02-15", "2021-07-01") == [date(2021, 4, 1), date(2021, 7, 1)]


def test_no_quarter_between_the_dates_is_an_error():
    with pytest.raises(SampleError, match="no first day of a quarter lies between 2021-02-01 and 2021-03-01"):
        samples.quarters("2021-02-01", "2021-03-01")


@pytest.mark.parametrize("value", ["2021-13-01", "next year", 20210101, datetime(2021, 1, 1, 9)])
def test_a_day_that_is_none_is_named(value):
    with pytest.raises(SampleError, match="as_of: wanted a date like"):
        day_of(value)


def test_midnight_is_a_day():
    assert day_of(datetime(2021, 1, 1)) == day_of("2021-01-01T00:00:00") == date(2021, 1, 1)


@pytest.mark.parametrize("name", ["bad_12m", "outcome", "weight", "as_of", "entity", "info_region"])
def test_a_label_offered_as_a_feature_is_refused_by_name(name):
    with pytest.raises(SampleError, match=f"enterprise_financing: '{name}' is offered as a feature"):
        spec(features=(renamed(name),))


def test_a_public_evaluation_reads_public_columns_only():
    with pytest.raises(DefinitionError, match="found authorised \\['loan_max_dpd_12m'\\]"):
        spec(layer="public", features=chosen("penalty_count_12m", "loan_max_dpd_12m"))
    spec(layer="public", features=chosen("penalty_count_12m", "penalty_per_inspection_12m"))


def test_a_feature_is_selected_once():
    with pytest.raises(DefinitionError, match="loan_max_dpd_12m is selected twice"):
        spec(features=chosen("loan_max_dpd_12m", "loan_max_dpd_12m"))


def test_an_outcome_to_come_needs_a_window():
    with pytest.raises(DefinitionError, match="at least one month"):
        spec(horizon_months=0)
