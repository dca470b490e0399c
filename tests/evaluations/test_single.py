"""One entity judged from its records: as many are judged, with the evidence behind every reason."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore import evaluations, features, samples, scorer
from creditscore.errors import InputErrors
from tests.provinces import province
from tests.record_cards import card

AS_OF = date(2024, 1, 1)
CODES = {
    "well": "91220102MA0Y1RPR7A", "gone": "91220101MA0000007M", "young": "91220102MA0000015Y",
    "shop": "92220102MA0000015U", "unborn": "91220102MA0000023R",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    entity = {"entity_type": "enterprise", "event_date": date(2018, 1, 1), "established_on": date(2018, 1, 1)}
    changes = {
        "well": {}, "gone": {"reg_status": "deregistered"}, "young": {"established_on": date(2023, 1, 2)},
        "shop": {"entity_type": "individual_business"}, "unborn": {"established_on": None},
    }  # fmt: skip
    entities = [entity | {"uscc": CODES[name]} | change for name, change in changes.items()]
    penalties = [
        {"record_id": f"P-{name}-{number}", "uscc": code, "event_date": date(2023, number, 1), "fine": 9_000_000,
         "penalty_kind": "fine", "domain": "tax"}
        for name, code in CODES.items()
        for number in (3, 6)
    ]  # fmt: skip
    objection = {"record_id": "P-well-3", "table_name": "admin_penalty", "uscc": CODES["well"],
                 "kind": "objection_filed", "event_date": date(2023, 12, 1), "known_date": date(2023, 12, 2)}  # fmt: skip
    tables = {"entity": entities, "admin_penalty": penalties, "list_entry": [], "record_event": [objection]}
    return province(tmp_path_factory.mktemp("judged") / "records", tables)


def judge(made, name: str, model, **asked):
    held = made.records_of(CODES[name])
    return evaluations.judge(model, held, made.rows("coverage"), as_of=AS_OF, subject=CODES[name], **asked)


def test_the_score_is_that_of_the_features_of_the_entity(made):
    model = scorer.Scorer(card())
    values = features.of(made, CODES["well"], as_of=AS_OF, select=model.names)
    answer = judge(made, "well", model)
    assert answer.score == model.score(values).score
    assert values["penalty_count_36m"] == 1.0  # the contested one is not used


def test_reasons_name_their_records_and_the_first_day_of_repair(made):
    reasons = {reason.feature: reason for reason in judge(made, "well", scorer.Scorer(card())).reasons}
    assert reasons["penalty_count_36m"].record_ids == ("P-well-6",)
    assert reasons["penalty_count_36m"].earliest_repair == "2023-09-01"


def test_a_contested_record_asks_for_a_person_even_where_it_is_not_used(made):
    answer = judge(made, "well", scorer.Scorer(card()))
    assert answer.contested == ({"table": "admin_penalty", "record_id": "P-well-3"},)
    assert "contested" in [note.code for note in answer.use.why]


def test_who_is_not_judged_among_many_is_not_judged_alone(made):
    """The reasons of ``samples.population`` are those of the answers, entity by entity."""
    declared = evaluations.get("enterprise_risk")
    model = scorer.Scorer(card(evaluation="enterprise_risk", subjects=declared.spec.subjects))
    population = samples.population(made, declared.spec, as_of=AS_OF).set_index("entity")["reason"]
    for name, code in CODES.items():
        answer = judge(made, name, model)
        reason = population[code]
        if reason == "other_subject":
            assert answer.status == "refused"
        elif isinstance(reason, str):
            assert answer.status == "not_scored" and answer.score is None and answer.reasons == ()
            assert [note.code for note in answer.use.why] == [reason]
        else:
            assert answer.status == "scored"
    assert population.nunique() == 4


def test_a_model_without_enough_sources_gives_no_score(made):
    model = scorer.Scorer(
        card(core_sources=("admin_penalty", "utility_bill", "tax_filing"), minimum_coverage=2)
    )
    answer = judge(made, "well", model)
    assert answer.status == "not_scored"
    assert answer.coverage["missing"] == ["utility_bill", "tax_filing"]


def test_a_feature_that_may_not_be_missing_is_a_fault_and_no_score(made):
    from dataclasses import replace

    plain = card()
    strict = replace(plain, binned=tuple(
        replace(one, field=replace(one.field, missing="forbidden")) for one in plain.binned
    ))  # fmt: skip
    blind = [row for row in made.rows("coverage") if row["table_name"] != "list_entry"]
    with pytest.raises(InputErrors, match="listed_count_36m"):
        evaluations.judge(
            scorer.Scorer(strict), made.records_of(CODES["well"]), blind, as_of=AS_OF, subject=CODES["well"]
        )
