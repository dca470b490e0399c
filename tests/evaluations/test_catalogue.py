"""Laws over every declared evaluation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from creditscore import evaluations, features
from creditscore.errors import DefinitionError
from creditscore.evaluations import EVALUATIONS, Evaluation
from creditscore.records import TABLES

ALL = list(EVALUATIONS.values())


@pytest.mark.parametrize("evaluation", ALL, ids=lambda evaluation: evaluation.name)
def test_every_evaluation_says_who_and_by_what_standard(evaluation: Evaluation) -> None:
    spec = evaluation.spec
    assert evaluation.title_zh and evaluation.title_en and spec.evaluation == evaluation.name
    assert spec.subjects and spec.purpose and spec.core_sources
    assert 0 < spec.minimum_coverage <= len(spec.core_sources)
    assert set(spec.core_sources) <= set(TABLES)
    assert set(evaluation.tables) <= set(TABLES)
    assert {feature.direction for feature in spec.features} == {"up", "down"}


@pytest.mark.parametrize("evaluation", ALL, ids=lambda evaluation: evaluation.name)
def test_grades_fit_the_scale(evaluation: Evaluation) -> None:
    scale, grades = evaluation.spec.scale, evaluation.spec.grade_scale
    assert all(scale.low < floor < scale.high for floor in grades.floors)
    assert len(set(grades.grades)) == len(grades.grades)


def test_market_grades_are_at_least_seven() -> None:
    assert len(evaluations.ENTERPRISE_FINANCING.spec.grade_scale.grades) >= 7


def test_a_prediction_of_misconduct_stays_inside() -> None:
    assert evaluations.ENTERPRISE_RISK.internal
    assert {feature.layer for feature in evaluations.ENTERPRISE_RISK.spec.features} == {"public"}


def test_a_public_evaluation_cannot_read_authorised_columns() -> None:
    spec = evaluations.ENTERPRISE_RISK.spec
    with pytest.raises(DefinitionError, match="authorised"):
        Evaluation(
            name="trial", title_zh="试", title_en="trial",
            spec=replace(spec, features=(*spec.features, features.get("loan_max_dpd_12m"))),
        )  # fmt: skip


def test_a_negative_record_may_move_a_feature_only_one_way() -> None:
    spec = evaluations.ENTERPRISE_FINANCING.spec
    penalties = features.get("penalty_count_12m")
    share = features.mean(
        "mean_fine", of=TABLES["admin_penalty"], windows=features.months(12), value=features.col("fine"), risk="up",
        title=("近{w}月平均罚款", "mean fine, last {w} months"), unit="元", group="PEN", family="fines",
    ).at(12)  # fmt: skip
    with pytest.raises(DefinitionError, match="adding a record could lower the risk it shows"):
        Evaluation(
            name="trial", title_zh="试", title_en="trial", spec=replace(spec, features=(penalties, share))
        )


def test_a_feature_without_direction_is_not_taken() -> None:
    spec = evaluations.ENTERPRISE_FINANCING.spec
    with pytest.raises(DefinitionError, match="no direction of risk"):
        Evaluation(
            name="trial", title_zh="试", title_en="trial",
            spec=replace(spec, features=(features.get("tax_filing_count_12m"),)),
        )  # fmt: skip


def test_an_unknown_evaluation_is_answered_with_what_there_is() -> None:
    with pytest.raises(DefinitionError, match="declared are"):
        evaluations.get("enterprise_credit")
