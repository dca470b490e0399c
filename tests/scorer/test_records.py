"""Raw records scored by the bundle alone: the answers are those of the features of the whole system, bit for bit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import lightgbm as lgb
import numpy as np
import pytest

from creditscore import evaluations, features, scorer, simulate
from creditscore.errors import BundleError, DefinitionError, InputErrors
from creditscore.evaluations._record_plan import record_plan
from creditscore.features import FEATURES
from creditscore.plan import Feature, RightsPolicy, definition_hash, evaluate
from creditscore.records import TABLES
from creditscore.rights import RULE_TABLES
from creditscore.scorer import _record_intake, _records
from creditscore.scorer._json import Reader, dumps, plain
from creditscore.scorer._rules import read_rules
from creditscore.scorer.bundle import manifest_digest, plan_files
from creditscore.scorer.record_plan import RecordPlan
from tests import generators, record_cards
from tests.scorer.artefacts import GRADES, header, parsed

FINANCING = evaluations.get("enterprise_financing")
POLICIES = {
    "as_served": RightsPolicy(),
    "current_rules": RightsPolicy(name="current_rules", built_on=date(2026, 6, 1)),
    "current_rights": RightsPolicy(name="current_rights", built_on=date(2025, 6, 1)),
    "inside": RightsPolicy(after_publicity="internal", contested="annotate"),
}
USCC = "91220102MA0Y1RPR7A"


def head(asked: Sequence[Feature], **changes: Any) -> scorer.Header:
    said = {
        "features": tuple(asked),
        "feature_hash": definition_hash(asked),
        "core_sources": (),
        "minimum_coverage": 0,
    }
    return header(grade_scale=GRADES, **{**said, **changes})  # fmt: skip


def field_of(one: Feature) -> scorer.Field:
    return scorer.Field(
        name=one.name, title_zh=one.title_zh, title_en=one.title_en, unit=one.unit, group=one.group, family=one.family,
        layer=one.layer, direction=one.direction if one.direction in ("up", "down") else "none",
    )  # fmt: skip


def card_of(asked: Sequence[Feature], **changes: Any) -> scorer.Scorecard:
    """Two or three bins per feature, with edges where simulated values lie."""
    random = np.random.default_rng(4)
    binned = tuple(
        scorer.Binned(
            field=field_of(one), edges=tuple(sorted({0.5, float(random.integers(1, 400))})),
            woe=tuple(np.sort(random.normal(size=3))[::-1]), missing_woe=-0.1, missing_policy="own",
            counts=(50.0, 50.0, 50.0), bads=(5.0, 6.0, 7.0), missing_count=9.0, missing_bads=1.0,
        )
        for one in asked
    )  # fmt: skip
    return scorer.Scorecard.from_woe(
        head(asked, **changes), binned=binned, intercept=2.9, coefficients=(0.2,) * len(binned)
    )


def trees_of(asked: Sequence[Feature], **changes: Any) -> scorer.Trees:
    """Trees grown on noise: any thresholds will do, what counts is that they see every bit of the inputs."""
    random = np.random.default_rng(7)
    x = np.abs(random.normal(size=(800, len(asked)))) * random.choice((0.1, 3.0, 300.0), size=len(asked))
    x[random.random(x.shape) < 0.2] = np.nan
    y = np.nan_to_num(x / np.nanmax(x, axis=0)).sum(axis=1) + random.normal(size=len(x))
    booster = lgb.train(
        {"objective": "binary", "max_depth": 4, "min_data_in_leaf": 5, "verbose": -1, "num_threads": 1, "seed": 1},
        lgb.Dataset(x, y > np.median(y)), 30,
    )  # fmt: skip
    return scorer.Trees.from_lightgbm(
        head(asked, **changes),
        fields=[field_of(one) for one in asked],
        trees=parsed(booster.model_to_string()),
    )


MAKERS = {"scorecard": card_of, "trees": trees_of}


def plan_of(heading: scorer.Header) -> RecordPlan:
    plan = record_plan(heading)
    assert plan is not None
    return plan


def as_json(records: Any) -> Any:
    """As it arrives over a wire: dates are texts."""
    return json.loads(json.dumps(records, default=date.isoformat))


# ------------------------------------------------------------------ the law


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return simulate.province(entities=60, seed=5, out=tmp_path_factory.mktemp("records") / "province")


@pytest.fixture(scope="module", params=[(kind, policy) for kind in MAKERS for policy in ("as_served", "current_rules")],
                ids="-".join)  # fmt: skip
def model(request, tmp_path_factory):
    """A bundle of each kind as an evaluation writes it, loaded again."""
    kind, policy = request.param
    artefact = MAKERS[kind](FINANCING.spec.features, rights=POLICIES[policy])
    return scorer.load(FINANCING.bundle(artefact).save(tmp_path_factory.mktemp(kind) / "bundle"))


def plain_reasons(answer: scorer.Answer) -> dict[str, Any]:
    """An answer without what only records can say of a reason."""
    said = answer.to_dict()
    for reason in said["reasons"]:
        del reason["record_ids"], reason["earliest_repair"]
    return said


def test_records_score_as_the_features_of_the_province_do(small, model):
    """Bit for bit, from rows as from JSON; and whom ``evaluations.judge`` does not judge gets no score here."""
    seen, rich = [], set()
    coverage, policy = small.rows("coverage"), model.header.rights
    for entity in sorted({row["uscc"] for row in small.rows("admin_penalty")})[:9]:
        records = small.records_of(entity)
        for as_of in (date(2023, 7, 1), date(2025, 2, 28)):
            asked = {"as_of": as_of, "subject": entity, "separate_consent": True}
            answer = model.score_records(records, as_of, coverage=coverage, separate_consent=True)
            judged = evaluations.judge(model, records, coverage, **asked)
            assert plain_reasons(answer) == plain_reasons(judged)
            assert [one.record_ids for one in answer.reasons] == [one.record_ids for one in judged.reasons]
            over_a_wire = model.score_records(
                as_json(records), as_of.isoformat(), coverage=as_json(coverage), separate_consent=True
            )
            assert over_a_wire == answer
            seen.append(answer.status)
            if answer.status != "scored":
                continue
            values = features.of(small, entity, as_of=as_of, select=model.names, rights=policy)
            now = features.situation(records, coverage, as_of=as_of, policy=policy)
            wanted = model.score(
                values, coverage=tuple(now.covered_from), contested=answer.contested, **asked
            )
            assert plain_reasons(answer) == plain_reasons(wanted)
            rich |= {name for name, value in values.items() if value}
    assert seen.count("scored") >= 8 and len(rich) > 30, "the law needs entities of which much is known"


EVERY = tuple(FEATURES.values())


def dense(random: Random, uscc: str) -> dict[str, list[dict[str, Any]]]:
    """Many records of every table about one entity, and what happened to them."""
    held = {
        name: generators.records(table, random, uscc=uscc, most=10)
        for name, table in TABLES.items()
        if table.enveloped
    }
    kinds = ("repaired", "revoked", "objection_filed", "objection_rejected", "objection_upheld")
    held["record_event"] = [
        {"record_id": row["record_id"], "table_name": name, "uscc": uscc, "kind": random.choice(kinds),
         "event_date": (day := generators.AS_OF + timedelta(days=random.randint(-200, 60))),
         "known_date": day + timedelta(days=random.choice((0, 1, 40)))}
        for name, rows in held.items() for row in rows if random.random() < 0.2
    ]  # fmt: skip
    return held


@pytest.mark.parametrize("policy", POLICIES)
def test_every_feature_of_the_library_is_the_same_from_the_bundle(policy):
    heading = head(EVERY, rights=POLICIES[policy])
    room = _records.RecordScoring(heading, [one.name for one in EVERY], plan_files(heading, plan_of(heading)))
    coverage = [
        {"table_name": name, "region_code": None, "entity_type": None, "covered_from": date(2010, 1, 1),
         "covered_until": None}
        for name in TABLES if name != "coverage"
    ]  # fmt: skip
    for seed in range(6):
        held = dense(Random(seed), f"9{1 + seed % 2}220101MA{seed:08d}")
        faults: list[Any] = []
        taken = room.intake.take(as_json(held), as_json(coverage), faults)
        assert faults == []
        now = _records.situation_of(
            taken.rows,
            taken.coverage,
            as_of=generators.AS_OF,
            policy=POLICIES[policy],
            governed=room.governed,
        )
        whole = features.situation(held, coverage, as_of=generators.AS_OF, policy=POLICIES[policy])
        assert room.values(now) == evaluate(EVERY, whole)


@pytest.mark.parametrize("rules", RULE_TABLES.values(), ids=lambda rules: rules.name)
def test_a_rule_table_travels_whole(rules):
    assert read_rules(Reader(json.loads(dumps(plain(rules))), "rules")) == rules


def test_a_plan_travels_whole_and_names_what_it_reads():
    plan = record_plan(head(FINANCING.spec.features))
    assert plan is not None and RecordPlan.from_json(dumps(plan.to_json())) == plan
    for name, source in plan.sources.items():
        assert {*source.columns, *source.unread} == {column.name for column in TABLES[name].columns}
    assert {*plan.sources, *plan.others} == set(TABLES)


# ------------------------------------------------------------------ one small model made by hand


def small_card(**changes: Any) -> scorer.Scorecard:
    asked = [features.get(name) for name in record_cards.PUBLIC]
    return record_cards.card(feature_hash=definition_hash(asked), **changes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    artefact = small_card()
    place = tmp_path_factory.mktemp("plan") / "bundle"
    return scorer.write_bundle(place, artefact, plan=record_plan(artefact.header))


@pytest.fixture(scope="module")
def hand(folder) -> scorer.Scorer:
    return scorer.load(folder)


AS_OF = date(2024, 1, 1)
SINCE = {"admin_penalty": "2017-01-01", "list_entry": date(2017, 1, 1), "tax_filing": None}


def given(**changes: Any) -> dict[str, Any]:
    """Two penalties, one of them in the window and neither repaired, and the registration."""
    said = {"uscc": USCC, "penalty_kind": "fine", "domain": "tax", "fine": 9_000_000}
    tables: dict[str, Any] = {
        "entity": [{"record_id": "E", "uscc": USCC, "event_date": "2018-06-01", "known_date": "2018-06-03",
                    "entity_type": "enterprise"}],
        "admin_penalty": [
            {"record_id": "P1", "event_date": "2023-06-01", "known_date": "2023-06-03", **said},
            {"record_id": "P2", "event_date": "2015-06-01", "known_date": "2015-06-03", **said},
        ],
        "record_event": [],
    }  # fmt: skip
    return {**tables, **changes}


def penalty(**changes: Any) -> dict[str, Any]:
    return given(admin_penalty=[{**given()["admin_penalty"][0], **changes}])


def event(**changes: Any) -> dict[str, Any]:
    return {"record_id": "P1", "table_name": "admin_penalty", "uscc": USCC, "kind": "repaired",
            "event_date": "2023-12-01", "known_date": "2023-12-01", **changes}  # fmt: skip


def test_a_reason_names_its_records_and_a_repair_takes_them_away(hand):
    answer = hand.score_records(given(), AS_OF, coverage=SINCE)
    assert answer.subject == USCC and answer.as_of == "2024-01-01" and answer.score is not None
    assert {reason.feature: reason.record_ids for reason in answer.reasons} == {
        "penalty_count_36m": ("P1",), "fine_max_36m": ("P1",), "days_since_penalty_36m": ("P1",)
    }  # fmt: skip
    repaired = hand.score_records(given(record_event=[event()]), AS_OF, coverage=SINCE)
    assert repaired.score > answer.score and repaired.reasons == ()
    by_family = hand.score_records(given(), AS_OF, coverage=SINCE, level="family")
    assert by_family.score == answer.score and [one.record_ids for one in by_family.reasons] == [None, None]


def test_a_record_under_objection_asks_for_a_person(hand):
    filed = event(kind="objection_filed")
    answer = hand.score_records(given(record_event=[filed]), AS_OF, coverage=SINCE)
    assert answer.contested == ({"table": "admin_penalty", "record_id": "P1"},)
    assert "contested" in [note.code for note in answer.use.why]


def test_what_is_dated_or_learnt_on_the_day_or_later_changes_nothing(hand):
    answer = hand.score_records(given(), AS_OF, coverage=SINCE)
    later = given()
    for number, (day, known) in enumerate(
        (("2024-01-01", "2024-01-01"), ("2023-11-01", "2024-01-01"), ("2024-05-01", "2023-05-01"))
    ):
        later["admin_penalty"].append(
            {**later["admin_penalty"][0], "record_id": f"L{number}", "event_date": day, "known_date": known}
        )
    later["record_event"].append(event(event_date="2024-01-01"))
    later["record_event"].append(event(known_date="2024-01-01"))
    assert hand.score_records(later, AS_OF, coverage=SINCE) == answer


def test_rows_may_come_in_any_order_twice_and_beside_tables_that_are_not_read(hand):
    answer = hand.score_records(given(), AS_OF, coverage=SINCE)
    rows = given()["admin_penalty"]
    other = given(admin_penalty=[rows[1], rows[0], dict(rows[0])], tax_filing=[{"anything": 1}])
    assert hand.score_records(other, AS_OF, coverage=SINCE) == answer


def test_a_source_that_is_not_said_to_cover_is_not_covered(hand):
    answer = hand.score_records(given(), AS_OF, coverage={"list_entry": "2017-01-01"})
    assert {reason.feature for reason in answer.reasons} <= {"listed_count_36m"}
    assert answer.coverage["covered"] == ["list_entry"]
    late = hand.score_records(given(), AS_OF, coverage={**SINCE, "admin_penalty": "2024-01-01"})
    assert late.coverage["covered"] == ["list_entry"]
    assert hand.score_records(given(), AS_OF).coverage["covered"] == []


def test_an_entity_that_is_not_yet_registered_is_unknown(hand):
    early = hand.score_records(given(), "2018-06-03", coverage=SINCE)
    assert early.coverage["covered"] == [] and early.reasons == ()


FAULTS: dict[str, tuple[Any, dict[str, Any], list[tuple[str, str]]]] = {
    "no table": (given(admin_penalties=[]), {}, [("/records/admin_penalties", "unknown_table")]),
    "not a list": (given(admin_penalty={}), {}, [("/records/admin_penalty", "type")]),
    "not a mapping": ([], {}, [("/records", "type")]),
    "nothing": ({"entity": []}, {}, [("/records", "no_records")]),
    "not a row": (given(admin_penalty=["P1"]), {}, [("/records/admin_penalty/0", "type")]),
    "unknown column": (penalty(fines=1), {}, [("/records/admin_penalty/0/fines", "unknown_column")]),
    "no date": (penalty(event_date=None), {}, [("/records/admin_penalty/0/event_date", "missing_value")]),
    "a time": (penalty(event_date="2023-06-01T00:00"), {}, [("/records/admin_penalty/0/event_date", "date")]),
    "a week": (penalty(event_date="2024-W01-1"), {}, [("/records/admin_penalty/0/event_date", "date")]),
    "no such day": (penalty(known_date="2023-02-29"), {}, [("/records/admin_penalty/0/known_date", "date")]),
    "far away": (penalty(known_date="9999-12-31"), {}, [("/records/admin_penalty/0/known_date", "range")]),
    "yuan": (penalty(fine=90000.5), {}, [("/records/admin_penalty/0/fine", "type")]),
    "huge": (penalty(fine=2**70), {}, [("/records/admin_penalty/0/fine", "range")]),
    "negative": (penalty(fine=-1), {}, [("/records/admin_penalty/0/fine", "below_minimum")]),
    "deep": (penalty(fine=[[1]]), {}, [("/records/admin_penalty/0/fine", "type")]),
    "code": (penalty(penalty_kind="stern"), {}, [("/records/admin_penalty/0/penalty_kind", "unknown_code")]),
    "endless term": (
        given(list_entry=[{"record_id": "L", "uscc": USCC, "event_date": "2023-06-01", "known_date": "2023-06-03",
                           "list_code": TABLES["list_entry"].column("list_code").codes[0], "term_months": 10**9}]), {},
        [("/records/list_entry/0/term_months", "above_maximum")],
    ),
    "long": (penalty(record_id="x" * 5000), {}, [("/records/admin_penalty/0/record_id", "length")]),
    "two of one id": (
        given(admin_penalty=[*given()["admin_penalty"], {**given()["admin_penalty"][1], "record_id": "P1"}]), {},
        [("/records/admin_penalty/2/record_id", "duplicate_record_id")],
    ),
    "two subjects": (penalty(uscc="91220101MA0000007M"), {}, [("/records/admin_penalty/0/uscc", "other_subject")]),
    "other subject": (given(), {"subject": "91220101MA0000007M"}, [("/subject", "other_subject")]),
    "event of nothing": (given(record_event=[event(table_name="admin_penalties")]), {},
                         [("/records/record_event/admin_penalties", "unknown_table")]),
    "event kind": (given(record_event=[event(kind="mended")]), {}, [("/records/record_event/0/kind", "unknown_code")]),
    "coverage table": (given(), {"coverage": {"penalties": "2017-01-01"}}, [("/coverage/penalties", "unknown_table")]),
    "coverage day": (given(), {"coverage": {"list_entry": 2017}}, [("/coverage/list_entry", "date")]),
    "coverage rows": (given(), {"coverage": [{"table_name": "list_entry"}]}, [("/coverage/0/covered_from", "missing_value")]),
    "coverage text": (given(), {"coverage": "admin_penalty"}, [("/coverage", "type")]),
    "as_of": (given(), {"as_of": "soon"}, [("/as_of", "date")]),
    "no as_of": (given(), {"as_of": None}, [("/as_of", "date")]),
    "as_of of no age": (given(), {"as_of": "0001-01-01"}, [("/as_of", "range")]),
    "request": (given(), {"scored_at": "now"}, [("/scored_at", "date")]),
    "all at once": (
        given(admin_penalty=[{"fine": "1"}], x=[]), {"as_of": 1, "coverage": 3},
        [("/as_of", "date"), ("/coverage", "type"), ("/records/x", "unknown_table"), *(
            (f"/records/admin_penalty/0/{name}", code) for name, code in (
                ("domain", "missing_value"), ("event_date", "missing_value"), ("fine", "type"),
                ("known_date", "missing_value"), ("penalty_kind", "missing_value"), ("record_id", "missing_value"),
                ("uscc", "missing_value"),
            )
        )],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_every_fault_is_listed_with_its_place(hand, case):
    records, asked, wanted = FAULTS[case]
    with pytest.raises(InputErrors) as caught:
        hand.score_records(records, **{"as_of": AS_OF, "coverage": SINCE, **asked})
    assert sorted((one["pointer"], one["code"]) for one in caught.value.errors) == sorted(wanted)


WRONG: dict[str, list[tuple[Any, str]]] = {
    "text": [(1, "type"), ("x" * 5000, "length"), (["x"], "type")],
    "code": [(1, "type"), ({}, "type")],
    "date": [(20240101, "date"), ("2024-13-01", "date"), ("20240101", "date"), (True, "date")],
    "money": [("1", "type"), (1.0, "type"), (True, "type"), (2**63, "range"), (-(2**64), "range")],
    "integer": [("1", "type"), (1.5, "type"), (False, "type"), (10**400, "range")],
    "number": [("1", "type"), (True, "type"), (float("inf"), "not_finite"), (1e19, "not_finite"), (10**400, "not_finite")],
    "boolean": [(1, "type"), ("true", "type")],
}  # fmt: skip


def test_every_column_that_is_read_refuses_what_is_not_of_its_kind():
    plan = plan_of(head(EVERY))
    intake = _record_intake.RecordIntake(plan)
    kinds = set()
    for table, source in plan.records.items():
        row = generators.record(TABLES[table], Random(3), uscc=USCC, number=1)
        for name, cell in source.columns.items():
            kinds.add(cell.kind)
            for value, code in WRONG[cell.kind]:
                faults: list[Any] = []
                intake.take({table: [{**row, name: value}]}, {}, faults)
                assert [(f["pointer"], f["code"]) for f in faults] == [(f"/records/{table}/0/{name}", code)]
            if cell.kind == "number":
                taken = intake.take({table: [{**row, name: 1}]}, {}, faults := [])
                assert not faults and isinstance(taken.rows[table][0][name], float)
            if not cell.required:
                left_out = {key: value for key, value in row.items() if key != name}
                taken = intake.take({table: [left_out]}, {}, faults := [])
                assert not faults and taken.rows[table][0][name] is None
    assert kinds == set(WRONG)


ODD = (
    0, -1, 1e18, -1e18, 2**62, True, "", "x", "9999-12-31", "0001-01-01", "2024-02-29", date(1800, 1, 1), date.max, None,
    float("nan"), [], {},
)  # fmt: skip


def test_whatever_stands_in_a_column_the_answer_is_a_score_or_a_list_of_faults():
    artefact = card_of(FINANCING.spec.features)
    model = scorer.Scorer(artefact, plan=plan_files(artefact.header, plan_of(artefact.header)))
    since = {table: date(2010, 1, 1) for table in model.records.plan.records}
    random, said = Random(11), []
    for table, source in model.records.plan.records.items():
        rows = [generators.record(TABLES[table], random, uscc=USCC, number=number) for number in range(3)]
        for name, value in product(source.columns, ODD):
            held = {table: [{**rows[0], name: value}, *rows[1:]]}
            said.append(outcome(model, held, generators.AS_OF, coverage=since))
    refused = [places for places in said if places != "scored"]
    assert len(refused) > 300 and len(said) - len(refused) > 200
    assert all(place.startswith("/records/") for places in refused for place in places)


def outcome(model: scorer.Scorer, *asked: Any, **also: Any) -> str | list[str]:
    try:
        return model.score_records(*asked, **also).status
    except InputErrors as error:
        return [one["pointer"] for one in error.errors]


def test_a_near_miss_is_named_and_no_value_is_echoed(hand):
    with pytest.raises(InputErrors, match="did you mean fine\\?") as caught:
        hand.score_records(penalty(fines="a secret", domain=["a secret"], known_date="a secret"), AS_OF)
    assert "secret" not in str(caught.value)


def test_too_many_rows_are_refused_unread_and_faults_are_capped(hand):
    rows = [{}] * (_record_intake.MOST_ROWS + 1)
    with pytest.raises(InputErrors) as caught:
        hand.score_records(given(tax_filing=rows), AS_OF)
    assert [one["code"] for one in caught.value.errors] == ["too_many"]
    with pytest.raises(InputErrors) as caught:
        hand.score_records(given(admin_penalty=[{}] * 20_000), AS_OF)
    assert len(caught.value.errors) == 200 and caught.value.errors[-1]["code"] == "more"


def test_a_natural_person_is_refused_and_not_named(hand):
    person = "11010519491231002X"
    rows = [{**row, "uscc": person} for row in given()["admin_penalty"]]
    answer = hand.score_records({"admin_penalty": rows}, AS_OF, coverage=SINCE)
    assert answer.status == "refused" and answer.subject is None and answer.score is None
    assert person not in json.dumps(answer.to_dict())


def test_an_individual_business_needs_its_operators_consent_for_financing(tmp_path):
    artefact = small_card(evaluation="enterprise_financing")
    path = scorer.write_bundle(tmp_path / "b", artefact, plan=record_plan(artefact.header))
    model, shop = scorer.load(path), "92220102MA0000015U"
    rows = {name: [{**row, "uscc": shop} for row in many] for name, many in given().items()}
    assert model.score_records(rows, AS_OF, coverage=SINCE).status == "refused"
    assert model.score_records(rows, AS_OF, coverage=SINCE, separate_consent=True).status == "scored"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, None),
        ({"reg_status": "deregistered"}, "deregistered"),
        ({"established_on": None}, "age_unknown"),
        ({"established_on": "2023-12-31"}, "younger_than_12_months"),
        ({"event_date": "2024-01-01"}, "not_registered"),
    ],
)
def test_whom_the_evaluation_does_not_judge_gets_no_score(tmp_path, changes, wanted):
    evaluation = evaluations.get("enterprise_risk")
    artefact = small_card(evaluation="enterprise_risk", subjects=evaluation.spec.subjects)
    model = scorer.load(evaluation.bundle(artefact).save(tmp_path / "b"))
    registered = {**given()["entity"][0], "established_on": "2018-06-01", "reg_status": "active"}
    answer = model.score_records(given(entity=[{**registered, **changes}]), AS_OF, coverage=SINCE)
    if wanted is None:
        assert answer.status == "scored" and answer.reasons
        return
    assert answer.status == "not_scored" and answer.score is None and answer.reasons == ()
    assert [note.code for note in answer.use.why] == [wanted]


# ------------------------------------------------------------------ bundles


def test_a_bundle_without_the_parts_scores_features_and_says_what_is_missing(root, tmp_path):
    for path in (root / "models" / "reference-1", scorer.write_bundle(tmp_path / "b", small_card())):
        old = scorer.load(path)
        assert old.score(old.example()).status == "scored"
        with pytest.raises(BundleError, match=r"plan/features\.json: missing"):
            old.score_records(given(), AS_OF)


def signed(folder: Path, tmp_path: Path, **changes: bytes | None) -> Path:
    """The bundle with files changed (None takes one away) and a manifest that agrees."""
    from hashlib import sha256

    path = shutil.copytree(folder, tmp_path / "changed")
    manifest = json.loads((path / "MANIFEST.json").read_text(encoding="utf-8"))
    for part, content in changes.items():
        name = f"plan/{part}.json"
        if content is None:
            (path / name).unlink()
            del manifest["files"][name]
        else:
            (path / name).write_bytes(content)
            manifest["files"][name] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
    manifest["sha256"] = manifest_digest(manifest)
    (path / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    return path


def test_other_definitions_than_those_fitted_on_are_refused_at_load(folder, tmp_path):
    text = (folder / "plan" / "features.json").read_bytes()
    assert text.count(b"[36,0]") == 4
    path = signed(folder, tmp_path, features=text.replace(b"[36,0]", b"[35,0]", 1))
    with pytest.raises(BundleError, match=r"plan/features\.json: its SHA-256 is not the definition hash"):
        scorer.load(path)


@pytest.mark.parametrize("part", ["features", "records"])
def test_half_a_plan_is_refused_at_load(folder, tmp_path, part):
    with pytest.raises(BundleError, match=rf"plan/{part}\.json: missing"):
        scorer.load(signed(folder, tmp_path, **{part: None}))


def test_a_plan_of_other_time_rules_scores_features_only(tmp_path, monkeypatch):
    """As if the bundle had been written before the time rules changed."""
    from creditscore.plan import canonical

    with monkeypatch.context() as patch:
        patch.setattr(canonical, "TIME_RULES_VERSION", "2020.1")
        artefact = small_card()
        path = scorer.write_bundle(tmp_path / "b", artefact, plan=record_plan(artefact.header))
    old = scorer.load(path)
    assert old.score(old.example()).status == "scored"
    with pytest.raises(BundleError, match=r"plan/features\.json: made under time rules 2020\.1"):
        old.score_records(given(), AS_OF)
    assert record_plan(artefact.header) is None, "it cannot be bundled as if it were of today"


def changed(text: bytes, change: Any) -> bytes:
    data = json.loads(text)
    change(data)
    return dumps(data).encode()


BROKEN = {
    "not JSON": lambda _: b"{",
    "another format": lambda text: changed(text, lambda data: data.update(format_version=9)),
    "another policy": lambda text: changed(text, lambda data: data["rights"].update(contested="annotate")),
    "a table less": lambda text: changed(text, lambda data: data["sources"].pop("list_entry")),
    "a column less": lambda text: changed(
        text, lambda data: data["sources"]["admin_penalty"]["columns"].pop("fine")
    ),
    "a kind unknown": lambda text: changed(
        text, lambda data: data["sources"]["admin_penalty"]["columns"]["fine"].update(kind="gold")
    ),
    "no rules in order": lambda text: changed(
        text, lambda data: data["sources"]["admin_penalty"]["governed"]["rules"]["rules"].reverse()
    ),
    "no expression": lambda text: text.replace(b'"call":"ge"', b'"call":"exec"'),
    "no operation of two": lambda text: text.replace(b'"call":"ge"', b'"call":["ge"]'),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_plan_is_named_and_the_score_of_features_stands(folder, tmp_path, how):
    text = (folder / "plan" / "records.json").read_bytes()
    broken = BROKEN[how](text)
    assert broken != text
    model = scorer.load(signed(folder, tmp_path, records=broken))
    assert model.score(model.example()).status == "scored"
    with pytest.raises(BundleError, match=r"plan/records\.json"):
        model.score_records(given(), AS_OF)


def test_a_plan_is_not_written_for_features_the_model_was_not_fitted_on(tmp_path):
    other = record_cards.card()  # its hash is made up
    plan = record_plan(small_card().header)
    with pytest.raises(DefinitionError, match="definition hash"):
        scorer.write_bundle(tmp_path / "b", other, plan=plan)
    assert record_plan(other.header) is None
    assert record_plan(replace(other.header, features=())) is None
