"""The repair calculator: when each adverse record can be put right, under which rule, and what that is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import evaluations, features, rights, scorer, simulate, supervision
from creditscore.plan.standing import STANDING_UNMET
from creditscore.records import TABLES, known_before
from creditscore.supervision.repair import STATUS, UNMET, unmet_words, without
from tests import generators
from tests.record_cards import card

FIRM, SHOP = "91220102MA0Y1RPR7A", "92220102MA0000015U"
DAY = date(2026, 6, 1)
"""Order 36 is in force."""


def row(table: str, number: str, day: date, **more):
    columns = dict.fromkeys(column.name for column in TABLES[table].columns)
    return columns | {"record_id": number, "uscc": FIRM, "event_date": day, "known_date": day} | more


def fine(number: str, day: date, **more):
    said = {
        "doc_no": number,
        "domain": "tax",
        "penalty_kind": "fine",
        "fine": 3_000_000,
        "agency": "x",
    } | more
    return row("admin_penalty", number, day, **said)


def applied(number: str, **more):
    said = {"duties_done": True, "corrected": True, "promise": True} | more
    return row("repair_application", f"R-{number}", date(2026, 5, 1), about_table="admin_penalty",
               about_record_id=number, application_no=number, **said)  # fmt: skip


def happened(number: str, kind: str, day: date):
    return {"record_id": number, "table_name": "admin_penalty", "uscc": FIRM, "kind": kind, "event_date": day,
            "known_date": day}  # fmt: skip


HELD = {
    "admin_penalty": [
        fine("now", date(2026, 1, 1), paid_date=date(2026, 2, 1)),
        fine("unpaid", date(2026, 1, 2)),
        fine("young", date(2026, 5, 1), paid_date=date(2026, 5, 2)),
        fine("repaired", date(2026, 1, 3)), fine("revoked", date(2026, 1, 4)),
        fine("over", date(2025, 1, 1)),
        fine("replaced", date(2026, 1, 5), superseded_date=date(2026, 2, 1)),
        fine("future", DAY),
    ],
    "list_entry": [row("list_entry", "listed", date(2025, 1, 1), list_code="safety_serious"),
                   row("list_entry", "exited", date(2025, 1, 1), list_code="abnormal_operation", exit_date=date(2025, 6, 1))],
    "enforcement_case": [row("enforcement_case", "court", date(2025, 1, 1), case_no="c", court="x", amount=1)],
    "construction_credit": [row("construction_credit", "good", date(2025, 12, 1), behaviour="good", item_no="1"),
                            row("construction_credit", "bad", date(2025, 12, 1), behaviour="bad", item_no="2")],
    "admin_licence": [row("admin_licence", "licence", date(2025, 1, 1))],
    "record_event": [happened("repaired", "repaired", date(2026, 4, 10)), happened("revoked", "revoked", date(2026, 4, 10)),
                     happened("now", "repaired", DAY)],
    "repair_application": [applied("now"), applied("unpaid"), applied("young")],
}  # fmt: skip


def lines(**asked):
    return {line.record_id: line for line in supervision.repairs(HELD, as_of=DAY, **asked).lines}


def test_every_adverse_record_has_its_status_and_no_other_record_has_a_line():
    assert {number: line.status for number, line in lines().items()} == {
        "now": "repairable_now", "unpaid": "conditions_unmet", "young": "from_date", "repaired": "repaired",
        "revoked": "annulled", "over": "ended", "listed": "determining_body", "exited": "ended",
        "court": "determining_body", "bad": "determining_body",
    }  # fmt: skip


def test_a_line_names_the_rule_the_dates_and_what_is_unmet_in_both_languages():
    young = lines()["young"]
    assert (young.rule_version, young.severity) == ("ndrc_order_36", "general")
    assert (young.earliest_repair, young.automatic_end) == (date(2026, 8, 1), date(2027, 5, 1))
    assert young.unmet == ("period_not_reached",)
    assert young.unmet_zh[0] == "最短公示期限未满" and young.unmet_en[0] == "the minimum period is not over"
    assert "罚款" in young.what_zh and "fine" in young.what_en and "young" in young.what_zh
    unpaid = lines()["unpaid"]
    assert unpaid.unmet == ("fine_unpaid",) and "罚没款未缴清" in unpaid.unmet_zh[0]
    court = lines()["court"]
    assert court.unmet == ("no_rule",) and court.rule_version is None and court.earliest_repair is None


def test_what_is_learnt_on_the_day_or_later_is_not_foreseen():
    assert lines()["now"].status == "repairable_now"
    after = supervision.repairs(HELD, as_of=DAY + timedelta(days=1))
    assert {line.record_id: line.status for line in after.lines}["now"] == "repaired"
    before = {line.record_id: line for line in supervision.repairs(HELD, as_of=date(2026, 3, 1)).lines}
    assert before["repaired"].automatic_end == date(2029, 1, 3)
    assert before["repaired"].visible_until == date(2027, 1, 3)  # a month before it, Order 36 is no secret
    assert before["repaired"].rule_version == "ndrc_order_58"


def test_what_can_be_done_first_stands_first():
    assert [line.status for line in supervision.repairs(HELD, as_of=DAY).lines][:3] == [
        "repairable_now", "conditions_unmet", "from_date",
    ]  # fmt: skip


def test_the_enterprise_publicity_system_bars_some_kinds_for_good():
    closed = {
        "admin_penalty": [fine("stopped", date(2026, 1, 1), penalty_kind="stop_production", domain="food")]
    }
    (line,) = supervision.repairs(closed, as_of=DAY, channel="necips").lines
    assert (line.status, line.rule_version) == ("barred", "samr_order_45")
    (china,) = supervision.repairs(closed, as_of=DAY).lines
    assert china.status == "from_date" and china.severity == "serious"


def test_every_code_that_may_be_unmet_has_words_in_both_languages():
    assert set(UNMET) == set(STANDING_UNMET)
    codes = {(condition.code, rule.version) for table in rights.RULE_TABLES.values() for rule in table.rules
             for condition in rule.conditions}  # fmt: skip
    for code, version in {*codes, *((code, None) for code in UNMET)}:
        zh, en = unmet_words(code, version)
        assert zh and en and zh != en
    assert all(zh and en for zh, en in STATUS.values())


def test_the_frame_has_a_row_a_record_and_an_entity_without_any_has_none():
    frame = supervision.repairs(HELD, as_of=DAY).frame
    assert len(frame) == len(lines()) and {"status", "score_after", "unmet_zh"} <= set(frame.columns)
    empty = supervision.repairs({"admin_licence": HELD["admin_licence"]}, as_of=DAY)
    assert empty.lines == () and list(empty.frame.columns) == list(frame.columns)


# ------------------------------------------------------------------ with a model

COVERAGE = [
    {"table_name": name, "region_code": None, "entity_type": None, "covered_from": date(2010, 1, 1), "covered_until": None}
    for name in TABLES
]  # fmt: skip


def test_the_score_after_repair_is_that_of_the_records_without_the_repaired_one():
    model = scorer.Scorer(card())
    found = supervision.repairs(HELD, as_of=DAY, model=model, coverage=COVERAGE, subject=FIRM)
    judged = lambda held: evaluations.judge(model, held, COVERAGE, as_of=DAY, subject=FIRM)  # noqa: E731
    assert found.now.score == judged(HELD).score
    for line in found.lines:
        if line.status in ("repaired", "annulled", "ended"):
            assert line.after is None
        else:
            left = without(HELD, {(line.table, line.record_id)})
            assert line.after.score == judged(left).score
    gone = {(line.table, line.record_id) for line in found.lines if line.open}
    assert found.all_repaired.score == judged(without(HELD, gone)).score > found.now.score
    assert found.all_repaired.grade == "A" and found.now.grade == "C"
    assert found.model["id"] == "trial-public"


def test_a_barred_record_has_no_score_after_repair_and_stays_where_all_are_repaired():
    held = {
        "admin_penalty": [fine("stopped", date(2026, 1, 1), penalty_kind="stop_production", domain="food")]
    }
    found = supervision.repairs(
        held, as_of=DAY, channel="necips", model=scorer.Scorer(card()), coverage=COVERAGE, subject=FIRM
    )
    assert found.lines[0].after is None and found.all_repaired == found.now


def test_an_entity_the_model_refuses_has_lines_without_scores():
    model = scorer.Scorer(card(evaluation="trial_financing"))
    held = {"admin_penalty": [fine("now", date(2026, 1, 1), uscc=SHOP)]}
    found = supervision.repairs(held, as_of=DAY, model=model, coverage=COVERAGE, subject=SHOP)
    assert found.now.status == "refused" and found.now.score is None
    assert found.lines[0].after.score is None
    consented = supervision.repairs(
        held, as_of=DAY, model=model, coverage=COVERAGE, subject=SHOP, separate_consent=True
    )
    assert consented.now.status == "scored"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small made-up province, and its entities with an adverse record."""
    made = simulate.province(entities=200, seed=11, out=tmp_path_factory.mktemp("repair") / "province")
    found = set()
    for name in ("admin_penalty", "list_entry", "enforcement_case"):
        found |= set(made.frame(name, ["uscc"])["uscc"])
    entities = sorted(found)[:40]
    read = [table.name for table in TABLES.values() if table.negative or table.rights != "none"]
    read += ["entity", "record_event", "repair_application", "loan_performance"]
    held = {entity: made.records_of(entity, tables=read) for entity in entities}
    return made, entities, held, made.rows("coverage")


@pytest.mark.parametrize("layer", ["public", "authorised"])
@settings(max_examples=30)
@given(data=st.data())
def test_repairing_never_lowers_a_score(small, layer, data):
    made, entities, held, coverage = small
    entity = data.draw(st.sampled_from(entities))
    day = made.data_until - timedelta(days=data.draw(st.integers(0, 1500)))
    model = scorer.Scorer(card(layer))
    found = supervision.repairs(
        held[entity], as_of=day, model=model, coverage=coverage, subject=entity, separate_consent=True
    )
    if found.now.score is None:
        assert all(line.after is None or line.after.score is None for line in found.lines)
        return
    best = found.all_repaired.score
    for line in found.lines:
        if line.after is not None:
            assert found.now.score <= line.after.score <= best
    assert best >= found.now.score


def test_the_law_is_felt_in_the_small_province(small):
    made, entities, held, coverage = small
    model = scorer.Scorer(card())
    found = [
        supervision.repairs(
            held[entity], as_of=made.data_until, model=model, coverage=coverage, subject=entity
        )
        for entity in entities
    ]
    better = [one for one in found if one.now.score is not None and one.all_repaired.score > one.now.score]
    assert len(better) >= 5
    assert len({line.status for one in found for line in one.lines}) >= 4


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_dates_and_statuses_are_those_of_the_standing_of_each_record(seed):
    random = Random(seed)
    held = {
        table.name: generators.records(table, random, uscc=FIRM, most=3, as_of=DAY)
        for table in TABLES.values()
        if table.negative
    }
    held["record_event"] = [
        happened(
            one["record_id"], random.choice(("repaired", "revoked", "objection_filed")), one["event_date"]
        )
        for one in held["admin_penalty"]
        if random.random() < 0.4
    ]
    known = known_before(held, DAY)
    for line in supervision.repairs(held, as_of=DAY).lines:
        record = next(one for one in known[line.table] if one["record_id"] == line.record_id)
        now = rights.standing_on(line.table, record, held["record_event"], on=DAY)
        shown = now.in_channel()
        assert (line.published, line.in_use, line.contested) == (now.visible, now.usable, now.contested)
        assert (line.earliest_repair, line.automatic_end) == (shown.earliest_repair, shown.automatic_end)
        if line.status == "from_date":
            assert line.earliest_repair is not None and line.earliest_repair > DAY
        if line.status == "repairable_now":
            assert line.unmet == () and line.earliest_repair is not None and line.earliest_repair <= DAY
        assert line.open == (line.status not in ("repaired", "annulled", "ended"))


def test_a_line_can_be_changed_only_by_making_another():
    line = lines()["now"]
    assert replace(line, status="ended").open is False and line.open is True
    assert features.get("penalty_count_36m").record_monotone


def _never_missing(bins: scorer.Binned) -> scorer.Binned:
    return replace(bins, field=replace(bins.field, missing="forbidden"))


def test_an_entity_without_a_source_the_model_needs_is_refused_and_told_why(small):
    """A source the model never missed in training does not cover the entity: refused, not an exception."""
    made, entities, held, coverage = small
    lenient = card()
    strict = replace(lenient, binned=tuple(_never_missing(one) for one in lenient.binned))
    entity = next(entity for entity in entities if held[entity]["admin_penalty"])
    for given_coverage, status in ((coverage, "scored"), ([], "refused")):
        found = supervision.repairs(
            held[entity], as_of=made.data_until, model=scorer.Scorer(strict), coverage=given_coverage
        )
        assert found.lines and found.now.status == status
        assert (found.now.score is None) == bool(found.now.why) == (status == "refused")
