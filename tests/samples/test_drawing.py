"""Samples on calendar days: who is in, who is left out and why, and what is refused."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from creditscore import features, samples
from creditscore.errors import SampleError
from tests.loans import chosen, code, firm, loan, spec
from tests.provinces import province

AS_OF = date(2021, 1, 1)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    firms = [
        firm(code(0)),
        firm(code(1), size_class="micro", industry_code="5211"),
        firm(code(2), entity_type="individual_business"),
        firm(code(3), reg_status="dormant"),
        firm(code(4)),
        firm(code(4), event_date=date(2020, 6, 1), reg_status="licence_revoked"),
        firm(code(5), established_on=date(2020, 1, 2)),
        firm(code(6), established_on=date(2020, 1, 1)),
        firm(code(7), established_on=None),
        firm(code(8)),
        firm(code(8), event_date=date(2020, 12, 1), known_date=date(2021, 1, 1), reg_status="deregistered"),
        firm(code(9), entity_type="cooperative", oper_region_code=None, region_code="x1", industry_code=None),
    ]
    loans = [row for number in range(10) for row in loan(code(number))]
    loans = [row | {"dpd": 95} if row["record_id"] == f"{code(1)}-L1-2021-06" else row for row in loans]
    return province(
        tmp_path_factory.mktemp("small"),
        {"entity": firms, "loan_performance": loans},
        data_until=date(2023, 1, 1),
    )


@pytest.fixture(scope="module")
def drawn(small):
    return samples.draw(small, spec(), as_of=["2021-01-01"])


def test_the_eligible_are_in_and_the_others_are_counted_by_reason(drawn):
    assert drawn.frame["entity"].tolist() == [code(number) for number in (0, 1, 6, 8, 9)]
    assert drawn.excluded == {
        "other_subject": 1, "dormant": 1, "licence_revoked": 1, "younger_than_12_months": 1, "age_unknown": 1,
    }  # fmt: skip


def test_where_no_age_is_asked_an_unknown_one_is_no_reason_to_leave_an_entity_out(small):
    """Data without a registry say of nobody when they were established."""
    drawn = samples.draw(small, spec(minimum_age_months=0), as_of=["2021-01-01"])
    assert {code(5), code(7)} <= set(drawn.frame["entity"])
    assert drawn.excluded == {"other_subject": 1, "dormant": 1, "licence_revoked": 1}


def test_what_is_known_of_an_entity_is_what_was_known_before_the_day(drawn):
    """The deregistration of entity 8 became known on as_of itself."""
    assert code(8) in set(drawn.frame["entity"])


def test_the_frame_has_entity_day_features_outcome_weight_and_facts_for_reports(drawn):
    assert list(drawn.frame.columns) == [
        "entity", "as_of", "loan_max_dpd_12m", "loan_months_12m", "outcome", "weight", "info_region", "info_industry",
        "info_size", "info_entity_type",
    ]  # fmt: skip
    assert str(drawn.frame["as_of"].dtype) == "datetime64[us]"
    assert drawn.y.tolist() == [0, 1, 0, 0, 0]
    assert drawn.paths["dpd"] == 1.0
    assert drawn.paths["written_off"] == 0.0
    facts = drawn.frame.set_index("entity")
    assert facts.loc[code(0), ["info_region", "info_industry", "info_size"]].tolist() == [
        "220100",
        "C",
        "small",
    ]
    assert facts.loc[code(1), ["info_region", "info_industry", "info_size"]].tolist() == [
        "220100",
        "F",
        "micro",
    ]
    assert facts.loc[code(9), "info_region"] == "x1"
    assert facts.loc[code(9), "info_entity_type"] == "cooperative"
    assert pd.isna(facts.loc[code(9), "info_industry"])


def test_features_end_where_the_outcome_begins(drawn):
    """December's month-end is known on the day; twelve months of 2020 and no bad one."""
    assert drawn.X["loan_months_12m"].tolist() == [12.0] * 5
    assert drawn.X["loan_max_dpd_12m"].tolist() == [0.0] * 5


def test_features_are_those_the_library_computes(small, drawn):
    again = features.compute(small, drawn.frame[["entity", "as_of"]], select=drawn.features)
    pd.testing.assert_frame_equal(again[list(drawn.names)], drawn.X)


def test_a_sample_says_where_it_comes_from(small, drawn):
    assert drawn.made_up
    assert drawn.records_digest == small.digest
    assert len(drawn.digest) == 64
    assert samples.draw(small, spec(), as_of=[AS_OF]).digest == drawn.digest
    assert samples.draw(small, spec(horizon_months=6), as_of=[AS_OF]).digest != drawn.digest
    printed = repr(drawn)
    assert "made-up data" in printed
    assert "younger_than_12_months" in printed
    assert code(0) not in printed


def test_a_window_past_the_data_is_left_out_and_counted(small):
    drawn = samples.draw(small, spec(), as_of=["2021-07-01", "2022-01-01", "2022-01-02"])
    assert sorted(set(drawn.frame["as_of"].dt.date)) == [date(2021, 7, 1), date(2022, 1, 1)]
    assert drawn.excluded["window_incomplete"] == 5


@pytest.mark.parametrize("day", ["2017-01-01", "2016-06-01", "2023-01-02"])
def test_a_day_outside_the_data_is_refused_with_the_bounds(small, day):
    with pytest.raises(
        SampleError, match=r"as_of 20.*data_from 2017-01-01 and not after data_until 2023-01-01"
    ):
        samples.draw(small, spec(), as_of=["2021-01-01", day])


def test_a_day_given_twice_is_refused(small):
    with pytest.raises(SampleError, match="2021-01-01 is given twice"):
        samples.draw(small, spec(), as_of=["2021-01-01", AS_OF])


def test_no_day_is_refused(small):
    with pytest.raises(SampleError, match="wanted at least one day"):
        samples.draw(small, spec(), as_of=[])


def test_an_empty_sample_says_who_was_left_out(small):
    with pytest.raises(SampleError, match=r"no rows are left of 10; left out were \{'window_incomplete': 5"):
        samples.draw(small, spec(), as_of=["2022-12-01"])


def test_a_missing_table_is_named(tmp_path):
    made = province(tmp_path, {"entity": [firm(code(0))]})
    with pytest.raises(SampleError, match="table 'loan_performance' is missing"):
        samples.draw(made, spec(), as_of=[AS_OF])
    with pytest.raises(SampleError, match="table 'list_entry' is missing"):
        samples.draw(made, spec(outcome="misconduct_12m"), as_of=[AS_OF])


def test_thin_coverage_is_left_out(tmp_path):
    made = province(
        tmp_path,
        {
            "entity": [firm(code(0)), firm(code(1), oper_region_code="220283")],
            "loan_performance": loan(code(0)) + loan(code(1)),
            "coverage": [
                {"table_name": "loan_performance", "covered_from": date(2017, 1, 1)},
                {"table_name": "tax_filing", "region_code": "220100", "covered_from": date(2020, 12, 31)},
                {
                    "table_name": "tax_credit",
                    "covered_from": date(2017, 1, 1),
                    "covered_until": date(2020, 12, 31),
                },
            ],
        },
        data_until=date(2023, 1, 1),
    )
    thin = spec(core_sources=("loan_performance", "tax_filing", "tax_credit"), minimum_coverage=2)
    drawn = samples.draw(made, thin, as_of=[AS_OF])
    assert drawn.frame["entity"].tolist() == [code(0)]
    assert drawn.excluded == {"thin_coverage": 1}


# ------------------------------------------------------------------ outcomes and weights of the caller's own


def own(*outcomes: float | None) -> pd.DataFrame:
    entities = [code(number) for number in (0, 1, 6)][: len(outcomes)]
    return pd.DataFrame({"entity": entities, "as_of": AS_OF, "outcome": list(outcomes)})


def test_a_bank_may_bring_its_own_outcomes(small):
    drawn = samples.draw(small, spec(), as_of=[AS_OF], outcomes=own(1, 0, None))
    assert drawn.spec.outcome == "given"
    assert dict(zip(drawn.frame["entity"], drawn.y, strict=True)) == {code(0): 1, code(1): 0}
    assert drawn.excluded["outcome_indeterminate"] == 1
    assert drawn.excluded["no_outcome"] == 2
    assert drawn.paths == {}


def test_an_evaluation_without_an_outcome_asks_for_one(small):
    with pytest.raises(SampleError, match="pass outcomes="):
        samples.draw(small, spec(outcome="given"), as_of=[AS_OF])


@pytest.mark.parametrize(
    ("change", "message"),
    [(lambda frame: frame.drop(columns="as_of"), "column 'as_of' is missing"),
     (lambda frame: frame.assign(outcome=2), "wanted 0, 1 or null, found 2"),
     (lambda frame: pd.concat([frame, frame.head(1)]), "1 rows repeat")],
)  # fmt: skip
def test_outcomes_of_ones_own_are_checked(small, change, message):
    with pytest.raises(SampleError, match=message):
        samples.draw(small, spec(), as_of=[AS_OF], outcomes=change(own(1, 0, 0)))


def test_a_feature_that_is_the_outcome_is_refused_by_name(small):
    drawn = samples.draw(small, spec(), as_of=[AS_OF])
    late = chosen("loan_max_dpd_12m")[0]
    seen = features.compute(
        small, drawn.frame[["entity", "as_of"]].assign(as_of=date(2022, 1, 1)), select=[late]
    )
    outcomes = pd.DataFrame(
        {
            "entity": drawn.frame["entity"],
            "as_of": date(2022, 1, 1),
            "outcome": (seen[late.name] > 0).astype(float),
        }
    )
    assert outcomes["outcome"].sum() == 1
    with pytest.raises(
        SampleError, match="feature 'loan_max_dpd_12m' is the outcome on every one of the 4 rows"
    ):
        samples.draw(small, spec(), as_of=["2022-01-01"], outcomes=outcomes)


def test_sampling_weights_are_carried(small):
    weights = pd.DataFrame({"entity": [code(number) for number in range(10)], "weight": np.arange(10.0)})
    drawn = samples.draw(small, spec(), as_of=[AS_OF], weights=weights)
    assert drawn.weight.tolist() == [0.0, 1.0, 6.0, 8.0, 9.0]
    assert drawn.bad_rate == pytest.approx(1 / 24)


@pytest.mark.parametrize(
    ("change", "message"),
    [(lambda frame: frame.head(1), "for 4 rows"), (lambda frame: frame.assign(weight=-1), "for 5 rows"),
     (lambda frame: frame.drop(columns="weight"), "column 'weight' is missing"),
     (lambda frame: pd.concat([frame, frame]), "given twice")],
)  # fmt: skip
def test_weights_are_checked(small, change, message):
    weights = pd.DataFrame({"entity": [code(number) for number in range(10)], "weight": 1.0})
    with pytest.raises(SampleError, match=message):
        samples.draw(small, spec(), as_of=[AS_OF], weights=change(weights))


def test_nothing_is_left_behind_on_the_connection(small):
    samples.draw(small, spec(), as_of=[AS_OF])
    gc.collect()
    before = set(small.connection.list_tables())
    samples.draw(small, spec(), as_of=[AS_OF])
    gc.collect()
    assert set(small.connection.list_tables()) == before


def test_a_duplicate_row_is_an_error(drawn):
    with pytest.raises(SampleError, match="5 rows repeat an"):
        replace(drawn, frame=pd.concat([drawn.frame, drawn.frame], ignore_index=True))


def test_the_population_of_a_day_is_everyone_registered_with_the_reason_who_is_not_judged(small):
    everyone = samples.population(small, spec(), as_of="2021-01-01")
    assert everyone["entity"].tolist() == [code(number) for number in range(10)]
    judged = everyone.loc[everyone["reason"].isna(), "entity"].tolist()
    assert judged == [code(number) for number in (0, 1, 6, 8, 9)]
    assert everyone.set_index("entity").loc[code(3), "reason"] == "dormant"
