"""What must not be a feature is refused by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from creditscore import validation
from creditscore.errors import ValidationError
from tests.judged import drawn, world


@pytest.fixture(scope="module")
def honest():
    return world(entities=600).train


def sample_with(honest, **columns):
    frame = honest.frame.assign(**columns)
    return drawn(frame, names=("penalty_count_12m", "dpd_max_12m", *columns))


def test_a_sample_of_honest_features_passes_and_says_which_is_best(honest):
    (finding,) = validation.leakage(honest)
    assert (finding.outcome, finding.code) == ("passed", "Q3")
    assert 0.5 < finding.value < 0.85
    validation.refuse_leakage(honest)


@pytest.mark.parametrize(
    "name", ["信誉评级", "credit_rating", "是否违约", "label", "outcome", "bad_12m", "default_flag"]
)
def test_a_column_named_like_a_rating_or_an_outcome_is_refused_by_name(honest, name):
    noise = np.random.default_rng(1).normal(size=len(honest))
    with pytest.raises(ValidationError, match=name):
        validation.refuse_leakage(sample_with(honest, **{name: noise}))


@pytest.mark.parametrize(
    "name", ["tax_credit_grade_latest", "loan_default_count_36m", "list_target_region_share", "badge_count"]
)
def test_lawful_features_with_similar_names_are_not_refused(honest, name):
    noise = np.random.default_rng(1).normal(size=len(honest))
    validation.refuse_leakage(sample_with(honest, **{name: noise}))


def test_a_rating_hidden_behind_a_harmless_name_is_found_by_its_title(honest):
    from types import SimpleNamespace

    frame = honest.frame.assign(x17=1.0)
    sample = drawn(frame, names=("x17",))
    sample = type(sample)(frame, (SimpleNamespace(name="x17", title_zh="信誉评级", title_en="rating"),))
    with pytest.raises(ValidationError, match="x17"):
        validation.refuse_leakage(sample)


def test_a_copy_of_the_outcome_is_refused_and_cannot_be_explained_away(honest):
    copied = sample_with(honest, cases_closed=1.0 - honest.y)
    with pytest.raises(ValidationError, match="cases_closed: equals or nearly equals the outcome"):
        validation.refuse_leakage(copied, explained={"cases_closed": "the bank said so"})


def test_a_text_column_that_gives_the_outcome_away_is_found_too(honest):
    words = pd.Series(np.where(honest.y == 1, "D", "A"), dtype="str")
    with pytest.raises(ValidationError, match="bucket"):
        validation.refuse_leakage(sample_with(honest, bucket=words))


def test_having_no_value_can_give_the_outcome_away(honest):
    silent = np.where(honest.y == 1, np.nan, 1.0)
    with pytest.raises(ValidationError, match="last_visit"):
        validation.refuse_leakage(sample_with(honest, last_visit=silent))


def test_a_feature_too_good_alone_is_leakage_until_explained(honest):
    strong = honest.y * 2.0 + np.random.default_rng(1).normal(size=len(honest))
    sample = sample_with(honest, months_overdue=strong)
    with pytest.raises(ValidationError, match=r"months_overdue: too good alone"):
        validation.refuse_leakage(sample)
    validation.refuse_leakage(sample, explained={"months_overdue": "from bills before as_of"})
    (finding,) = validation.leakage(sample, explained={"months_overdue": "from bills before as_of"})
    assert (finding.outcome, finding.light, finding.evidence) == ("passed", "amber", ("months_overdue",))
    assert "from bills before as_of" in finding.detail_en


@pytest.mark.real
def test_the_credit_rating_of_the_cumcm_enterprises_is_refused_by_name(real_data):
    table = pd.read_csv(real_data / "cumcm2020c_sme_vat_invoices" / "enterprises_with_credit_record.csv")
    frame = pd.DataFrame(
        {
            "entity": table["企业代号"],
            "as_of": pd.Timestamp("2020-01-01"),
            "信誉评级": table["信誉评级"].map({"A": 1.0, "B": 2.0, "C": 3.0, "D": 4.0}),
            "outcome": (table["是否违约"] == "是").astype(int),
            "weight": 1.0,
        }
    )
    with pytest.raises(ValidationError, match="信誉评级"):
        validation.refuse_leakage(drawn(frame, names=("信誉评级",)))
    disguised = drawn(frame.rename(columns={"信誉评级": "x1"}), names=("x1",))
    with pytest.raises(ValidationError, match="x1: "):
        validation.refuse_leakage(disguised)
