"""The answer: every key of the contract, reference only, a person behind every adverse use."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.errors import DefinitionError, InputErrors
from creditscore.scorer import Override, Scorecard, Scorer
from tests.scorer.artefacts import card, header, row_of, rows_for

CARD = card()
SCORER = Scorer(CARD)
ENTERPRISE, SHOP, COUNCIL = "91350100M000100Y43", "92220101MA00000000", "11220000MB00000000"
GOOD = SCORER.example()
COVERAGE = ("admin_penalty", "tax_filing", "utility_bill")

CONTRACT = [
    "result_id", "request_id", "status", "subject", "evaluation", "layer", "as_of", "data_cutoff", "scored_at",
    "valid_until", "score", "grade", "grade_scale", "grade_before_override", "overrides", "probability", "outcome",
    "horizon_months", "reasons", "coverage", "contested", "warnings", "use", "rights_policy", "model",
    "rule_version", "catalogue_version",
]  # fmt: skip


def fine(**asked: Any) -> Any:
    return SCORER.score(GOOD, **{"coverage": COVERAGE, **asked})


def override(**changes: Any) -> Override:
    said: dict[str, Any] = {
        "code": "serious_list", "cap": "差", "basis_kind": "law", "basis": "measure 49", "text_zh": "列入严重失信名单",
        "text_en": "on a serious list",
    }  # fmt: skip
    return Override(**{**said, **changes})


def best() -> dict[str, Any]:
    """An input in the best bin everywhere."""
    out = dict(GOOD)
    for bins in CARD.binned:
        if bins.field.kind == "number":
            out[bins.field.name] = bins.field.minimum
    out["kind"] = "a"
    return out


@pytest.mark.parametrize(
    "asked",
    [{}, {"subject": ENTERPRISE}, {"subject": SHOP}, {"coverage": ()}, {"purpose": "hiring"}],
    ids=["scored", "with subject", "refused", "not scored", "other purpose"],
)
def test_every_answer_has_every_key_of_the_contract_whatever_its_status(asked: dict[str, Any]) -> None:
    answer = fine(**asked).to_dict()
    assert list(answer) == CONTRACT
    assert list(answer["use"]) == ["purpose", "allowed", "reference_only", "human_review", "why"]
    assert answer["use"]["reference_only"] is True
    assert answer["model"]["sha256"] == SCORER.terms.model_sha256
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert "reject" not in json.dumps(answer)


def test_a_reason_has_points_family_and_texts_with_the_value_and_its_unit() -> None:
    row = {**best(), "f0": 60.0}
    reason = SCORER.score(row).to_dict()["reasons"][0]
    assert list(reason) == [
        "code", "feature", "family", "points", "text_zh", "text_en", "record_ids", "earliest_repair",
    ]  # fmt: skip
    assert reason["code"] == "PEN.f0"
    assert reason["points"] < 0
    assert reason["text_zh"] == "近12月f0为60次"
    assert reason["text_en"] == "f0, last 12 months: 60 times"


@given(seed=st.integers(0, 500), top=st.integers(0, 25))
def test_reasons_are_the_inputs_that_lost_most_in_order(seed: int, top: int) -> None:
    row = row_of(rows_for(CARD, 1, seed=seed), 0)
    score, points = SCORER.points(row)
    assert CARD.reference_score + sum(points.values()) == score
    said = [(reason.feature, reason.points) for reason in SCORER.score(row, top=top).reasons]
    silent = {
        b.field.name for b in CARD.binned if b.missing_policy == "neutral" and row[b.field.name] is None
    }
    wanted = sorted(
        (lost, j) for j, (name, lost) in enumerate(points.items()) if lost < 0 and name not in silent
    )
    names = list(points)
    assert said == [(names[j], lost) for lost, j in wanted[:top]]


def test_missing_data_has_a_text_and_a_code_of_its_own() -> None:
    row = {**best(), "f2": None, "f1": None}
    reasons = {reason.feature: reason for reason in SCORER.score(row, top=20).reasons}
    assert reasons["f2"].code == "UTL.f2.missing"
    assert reasons["f2"].text_zh == "近12月f2：数据缺失"
    assert "f1" not in reasons, "a neutral missing bin is no reason by itself"


def test_what_a_subject_is_never_becomes_a_reason() -> None:
    binned = tuple(replace(b, field=replace(b.field, explains=b.field.name != "f17")) for b in CARD.binned)
    mute = Scorer(replace(CARD, binned=binned))
    row = {**best(), "f17": 30.0}
    assert SCORER.score(row).reasons[0].feature == "f17"
    assert all(reason.feature != "f17" for reason in mute.score(row, top=20).reasons)
    assert mute.score(row).score == SCORER.score(row).score


@given(seed=st.integers(0, 200))
def test_reasons_by_family_sum_the_points_of_its_inputs(seed: int) -> None:
    row = row_of(rows_for(CARD, 1, seed=seed), 0)
    points = SCORER.points(row)[1]
    for reason in SCORER.score(row, level="family").reasons:
        assert reason.code == f"FAMILY.{reason.family}"
        assert reason.feature is None
        assert reason.points == sum(points[one.name] for one in CARD.fields if one.family == reason.family)
        assert reason.text_zh
        assert reason.text_en


def test_the_same_question_has_the_same_id_and_another_question_another() -> None:
    asked = {"subject": ENTERPRISE, "as_of": "2024-06-30"}
    ids = [
        fine(**asked).result_id,
        fine(**{**asked, "as_of": date(2024, 7, 1)}).result_id,
        fine(**{**asked, "subject": "S1"}).result_id,
        fine(**asked, overrides=[override()]).result_id,
        fine(**asked, contested=["r1"]).result_id,
        Scorer(replace(CARD, base_points=600.0)).score(GOOD, **asked, coverage=COVERAGE).result_id,
        SCORER.score({**GOOD, "f0": GOOD["f0"] + 1}, **asked, coverage=COVERAGE).result_id,
    ]  # fmt: skip
    assert len(set(ids)) == len(ids)
    again = Scorer(Scorecard.from_json(CARD.to_json()))
    assert again.score(GOOD, **asked, coverage=COVERAGE).result_id == ids[0]
    assert fine(**asked, request_id="other", scored_at="2025-01-01T00:00:00+08:00").result_id == ids[0]


def test_no_clock_is_read_what_is_not_said_is_null() -> None:
    answer = fine().to_dict()
    assert [answer[key] for key in ("as_of", "data_cutoff", "scored_at", "valid_until", "subject")] == [
        None
    ] * 5


def whys(answer: Any) -> set[str]:
    return {note.code for note in answer.use.why}


def test_a_person_must_review_the_lowest_two_grades_and_no_other_for_its_grade_alone() -> None:
    for floor, grade, needed in (
        (2000.0, "差", True),
        (1000.0, "中", True),
        (100.0, "良", False),
        (0.0, "优", False),
    ):
        floors = {
            "差": (2002.0, 2001.0, floor),
            "中": (2002.0, 2001.0, -900.0),
            "良": (2002.0, -900.0, -901.0),
        }
        scale = replace(CARD.header.grade_scale, floors=floors.get(grade, (-900.0, -901.0, -902.0)))
        answer = Scorer(replace(CARD, header=replace(CARD.header, grade_scale=scale))).score(
            GOOD, coverage=COVERAGE
        )
        assert answer.grade == grade
        assert (answer.use.human_review == "required") is needed
        assert ("lowest_two_grades" in whys(answer)) is needed


def test_an_override_caps_the_grade_keeps_the_models_own_and_asks_for_a_person() -> None:
    answer = SCORER.score(best(), coverage=COVERAGE, overrides=[override(cap="中")])
    assert (answer.grade_before_override, answer.grade) == ("优", "中")
    assert {"override", "lowest_two_grades"} <= whys(answer)
    assert answer.to_dict()["overrides"][0]["basis_kind"] == "law"
    kept = SCORER.score(best(), coverage=COVERAGE, overrides=[override(cap="优")])
    assert (kept.grade, kept.use.human_review) == ("优", "required")
    with pytest.raises(InputErrors, match="wanted one of 优, 良, 中, 差"):
        fine(overrides=[override(cap="AAA")])
    with pytest.raises(DefinitionError, match="no basis"):
        override(basis="")


def test_contested_records_are_listed_and_ask_for_a_person() -> None:
    answer = SCORER.score(
        best(), coverage=COVERAGE, contested=["r1", {"record_id": "r2", "filed": "2024-01-01"}]
    )
    assert answer.to_dict()["contested"] == [{"record_id": "r1"}, {"record_id": "r2", "filed": "2024-01-01"}]
    assert whys(answer) == {"contested"}


def test_thin_coverage_asks_for_a_person_and_below_the_minimum_there_is_no_score() -> None:
    assert SCORER.score(best(), coverage=COVERAGE).use.human_review == "none"
    thin = SCORER.score(best(), coverage={"admin_penalty": True, "tax_filing": True, "utility_bill": False})
    assert whys(thin) == {"coverage_thin"}
    assert thin.coverage == {
        "core_sources": list(COVERAGE), "covered": ["admin_penalty", "tax_filing"], "missing": ["utility_bill"],
        "minimum": 2,
    }  # fmt: skip
    below = SCORER.score(best(), coverage=["tax_filing"])
    assert (below.status, below.score, below.grade, below.probability) == ("not_scored", None, None, None)
    assert whys(below) == {"coverage_below_minimum"}
    unsaid = SCORER.score(best())
    assert (unsaid.use.human_review, whys(unsaid)) == ("advised", {"coverage_unknown"})


def test_a_value_outside_training_is_scored_warned_about_and_reviewed() -> None:
    above = CARD.binned[1].field
    answer = SCORER.score({**best(), above.name: above.maximum + 1.0}, coverage=COVERAGE)
    assert [(note.code, note.feature) for note in answer.warnings][:1] == [
        ("above_training_range", above.name)
    ]
    assert whys(answer) == {"outside_training_support"}
    below = SCORER.score({**best(), above.name: above.minimum - 1.0}, coverage=COVERAGE)
    assert below.warnings[0].code == "below_training_range"
    unseen = SCORER.score({**best(), "kind": "zzz"}, coverage=COVERAGE)
    assert unseen.warnings[0].code == "unseen_category"
    assert unseen.use.human_review == "required"


@pytest.mark.parametrize(("factor", "suspected"), [(100.0, True), (10_000.0, True), (50.0, False)])
def test_fen_for_yuan_is_suspected_to_be_a_unit_error(factor: float, suspected: bool) -> None:
    high = CARD.binned[1].field.high
    answer = SCORER.score({**best(), "f0": high * factor})
    assert ("suspected_unit_error" in {note.code for note in answer.warnings}) is suspected


def test_an_individual_business_is_refused_in_financing_without_the_operators_own_consent() -> None:
    refused = fine(subject=SHOP)
    assert (refused.status, refused.score) == ("refused", None)
    assert whys(refused) == {"separate_consent_missing"}
    allowed = fine(subject=SHOP, separate_consent=True)
    assert allowed.status == "scored"
    assert "outside_subjects" in whys(allowed)


def test_a_natural_person_is_never_scored_and_the_id_is_not_echoed() -> None:
    for subject in (
        "11010519491231002X",
        "110105194912310021",
        "110105491231002",
        "１１０１０５１９４９１２３１００２X",
    ):
        answer = fine(subject=subject, as_of="2024-06-30")
        assert (answer.status, answer.subject, answer.score) == ("refused", None, None)
        assert subject not in json.dumps(answer.to_dict(), ensure_ascii=False)


def test_a_subject_of_another_kind_or_a_purpose_not_served_is_refused() -> None:
    assert whys(fine(subject=COUNCIL)) == {"subject_kind"}
    assert whys(fine(purpose="hiring")) == {"purpose"}
    answer = fine(purpose="loan_monitoring", subject=ENTERPRISE).to_dict()
    assert answer["use"]["purpose"] == "loan_monitoring"
    assert answer["use"]["allowed"] == ["loan_origination", "loan_monitoring"]
    assert fine(subject="S06113643f6df683a").status == "scored"


def test_a_public_answer_has_no_probability() -> None:
    binned = tuple(replace(b, field=replace(b.field, layer="public")) for b in CARD.binned)
    public = Scorer(replace(CARD, binned=binned, header=replace(CARD.header, layer="public")))
    assert public.score(GOOD).probability is None
    assert "probability" not in public.score_batch(rows_for(CARD, 3))
    assert fine().probability == CARD.calibration.probability(-CARD.header.scale.log_odds_good(fine().score))


def test_assumptions_made_up_data_and_a_nameless_provider_go_on_every_answer() -> None:
    made = replace(CARD, header=header(assumptions=("known_date assumed",), made_up=True))
    codes = [note.code for note in Scorer(made).score(GOOD, coverage=COVERAGE).warnings]
    assert codes == ["assumption", "made_up", "provider_not_named"]
    named = Scorer(CARD, provider={"name": "某征信机构", "filing_number": "A1"})
    assert named.score(GOOD, coverage=COVERAGE).warnings == ()


def test_circumstances_that_make_no_sense_are_all_listed() -> None:
    with pytest.raises(InputErrors) as caught:
        SCORER.score(
            {**GOOD, "f0": "x"}, as_of="30/06/2024", subject="", coverage="admin_penalty", contested=[{}], top=-1
        )  # fmt: skip
    found = {fault["pointer"] for fault in caught.value.errors}
    assert found == {"/as_of", "/subject", "/coverage", "/contested/0", "/top", "/f0"}
    with pytest.raises(TypeError, match="colour"):
        SCORER.score(GOOD, colour="red")
