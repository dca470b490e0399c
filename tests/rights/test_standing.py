"""How one record stands on a day, and what its repair still wants."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore import records, rights
from creditscore.plan import RightsPolicy

FIRM, SHOP = "91220101MA00000000", "92220101MA00000000"
WAN = 10_000 * 100
DECIDED = date(2026, 5, 1)


def penalty(day: date = DECIDED, **values) -> dict[str, object]:
    blank = dict.fromkeys(column.name for column in records.ADMIN_PENALTY.columns)
    blank |= {"record_id": "p", "uscc": FIRM, "domain": "food", "penalty_kind": "fine", "fine": 5 * WAN}
    return {**blank, "event_date": day, "known_date": day, **values}


def event(kind: str, day: date, known: date | None = None, record_id: str = "p") -> dict[str, object]:
    return {"record_id": record_id, "table_name": "admin_penalty", "kind": kind, "event_date": day,
            "known_date": known or day}  # fmt: skip


def application(day: date, **values) -> dict[str, object]:
    blank = dict.fromkeys(column.name for column in records.REPAIR_APPLICATION.columns)
    blank |= {"record_id": "a", "uscc": FIRM, "about_table": "admin_penalty", "about_record_id": "p"}
    return {**blank, "event_date": day, "known_date": day, **values}


def stands(record, *events, on: date, applications=(), **asked) -> rights.Standing:
    return rights.standing_on("admin_penalty", record, events, on=on, applications=applications, **asked)


def test_a_general_penalty_is_shown_used_and_repairable_after_three_months():
    found = stands(penalty(), on=date(2026, 6, 1))
    assert (found.visible, found.usable, found.severity, found.rule_version) == (
        True, True, "general", "ndrc_order_36",
    )  # fmt: skip
    assert (found.earliest_repair, found.automatic_end) == (date(2026, 8, 1), date(2027, 5, 1))
    assert found.unmet == ("period_not_reached", "fine_unpaid", "correction_not_shown", "promise_not_given")
    assert found.in_channel().unseen == ("other_conditions",)
    assert found.why == ()


def test_everything_met_leaves_nothing_unmet():
    paid = penalty(paid_date=date(2026, 6, 1))
    asked = application(date(2026, 7, 31), duties_done=True, corrected=True, promise=True)
    assert stands(paid, on=date(2026, 8, 1), applications=[asked]).unmet == ()


def test_a_fine_paid_on_the_day_is_not_yet_paid():
    paid = penalty(paid_date=date(2026, 9, 1))
    assert "fine_unpaid" in stands(paid, on=date(2026, 9, 1)).unmet
    assert "fine_unpaid" not in stands(paid, on=date(2026, 9, 2)).unmet
    assert "fine_unpaid" not in stands(penalty(penalty_kind="licence_revoke", fine=None), on=DECIDED).unmet


def test_the_latest_application_known_counts_and_only_about_this_record():
    full = {"duties_done": True, "corrected": True, "promise": True}
    later = application(date(2026, 7, 2), promise=False)
    other = application(date(2026, 7, 3), about_record_id="q", **full)
    asked = [application(date(2026, 7, 1), **full), later, other]
    assert "promise_not_given" not in stands(penalty(), on=date(2026, 7, 2), applications=asked).unmet
    assert "promise_not_given" in stands(penalty(), on=date(2026, 7, 4), applications=asked).unmet


def test_false_materials_bar_the_repair_of_that_record_for_three_years():
    closed = penalty(penalty_kind="order_close")
    lied = application(date(2026, 6, 1), false_materials=True, closed_date=date(2026, 6, 20))

    def barred(on: date, *asked) -> bool:
        return "false_materials" in stands(closed, on=on, applications=asked).unmet

    assert not barred(date(2026, 6, 20), lied)
    assert barred(date(2026, 6, 21), lied)
    honest = application(date(2026, 12, 1), duties_done=True, corrected=True, promise=True)
    assert barred(date(2029, 4, 30), lied, honest)
    assert not barred(date(2026, 12, 1), {**lied, "about_record_id": "q"})
    assert not barred(date(2026, 12, 1), {**lied, "false_materials": None})
    early = application(date(2023, 5, 10), false_materials=True, closed_date=date(2023, 6, 1))
    old = penalty(date(2025, 9, 1))
    assert "false_materials" in stands(old, on=date(2026, 5, 31), applications=[early]).unmet
    assert "false_materials" not in stands(old, on=date(2026, 6, 1), applications=[early]).unmet


def test_a_penalty_still_in_force_is_not_repaired_and_says_so():
    suspended = penalty(penalty_kind="licence_suspend", fine=None, valid_until=date(2027, 11, 1))
    found = stands(suspended, on=date(2027, 6, 1))
    assert (found.severity, found.earliest_repair, found.automatic_end) == (
        "serious", date(2027, 11, 1), date(2029, 5, 1),
    )  # fmt: skip
    assert found.unmet[:2] == ("period_not_reached", "penalty_in_force")
    assert "penalty_in_force" not in stands(suspended, on=date(2027, 11, 1)).unmet
    for_ever = stands({**suspended, "valid_until": date(2099, 12, 31)}, on=date(2029, 4, 30))
    assert for_ever.earliest_repair == date(2099, 12, 31)
    assert not stands({**suspended, "valid_until": date(2099, 12, 31)}, on=date(2029, 5, 1)).visible


def test_a_minor_record_is_in_principle_not_shown_but_used_for_its_three_months():
    slight = penalty(fine=100)
    found = stands(slight, on=date(2026, 6, 1))
    assert (found.severity, found.visible, found.usable) == ("minor", False, True)
    assert found.why == ("in_principle_not_published",)
    assert found.earliest_repair == DECIDED
    assert not stands(slight, on=date(2026, 8, 1)).usable


def test_under_order_58_nothing_unverified_is_applied():
    warned = penalty(date(2025, 1, 1), penalty_kind="warning", fine=None)
    found = stands(warned, on=date(2025, 2, 1))
    assert found.visible
    assert found.severity is None
    assert found.unmet == ("period_not_reached",)


def test_before_the_first_rule_a_record_stands_without_a_term():
    found = stands(penalty(date(2019, 1, 1)), on=date(2023, 4, 30))
    assert (found.visible, found.usable, found.rule_version, found.automatic_end) == (True, True, None, None)
    assert found.unmet == ("no_rule",)


def test_a_barred_kind_cannot_end_early_on_the_enterprise_system():
    found = stands(penalty(penalty_kind="licence_revoke"), on=date(2028, 1, 1))
    assert found.in_channel("necips").unmet == ("barred_kind",)
    assert found.in_channel("necips").earliest_repair is None
    assert "barred_kind" not in found.unmet


def test_who_took_part_in_deciding_a_list_also_decides_the_exit():
    entry = {**dict.fromkeys(column.name for column in records.LIST_ENTRY.columns), "record_id": "l", "uscc": FIRM,
             "event_date": DECIDED, "known_date": DECIDED, "list_code": "wage_arrears"}  # fmt: skip
    found = rights.standing_on("list_entry", entry, (), on=date(2026, 12, 1))
    assert found.earliest_repair is None
    assert found.unmet[:2] == ("determining_body", "minimum_from_correction")
    safety = rights.standing_on(
        "list_entry", {**entry, "list_code": "safety_serious"}, (), on=date(2026, 12, 1)
    )
    assert safety.earliest_repair == date(2027, 5, 1)
    assert safety.unmet[:2] == ("determining_body", "period_not_reached")


@pytest.mark.parametrize("kind", ["repaired", "revoked", "objection_upheld"])
def test_what_ended_a_record_ends_publicity_and_use_the_day_after_it_is_learnt(kind):
    change = event(kind, date(2026, 6, 1), date(2026, 6, 10))
    before, after = (stands(penalty(), change, on=date(2026, 6, day)) for day in (10, 11))
    assert (before.visible, before.usable) == (True, True)
    assert (after.visible, after.usable, after.why) == (False, False, (kind,))
    assert (after.unmet, after.earliest_repair, after.in_channel().repairable) == ((), None, False)


def test_a_superseded_revision_is_not_shown():
    old = penalty(superseded_date=date(2026, 6, 1))
    assert stands(old, on=date(2026, 6, 1)).visible
    assert stands(old, on=date(2026, 6, 2)).why == ("superseded",)


def test_an_objection_is_marked_and_use_follows_the_policy():
    filed = event("objection_filed", date(2026, 6, 1))
    excluded = stands(penalty(), filed, on=date(2026, 6, 2))
    annotated = stands(penalty(), filed, on=date(2026, 6, 2), policy=RightsPolicy(contested="annotate"))
    assert (excluded.contested, excluded.visible, excluded.usable) == (True, True, False)
    assert (annotated.contested, annotated.visible, annotated.usable) == (True, True, True)
    assert excluded.why == ("contested",)
    answered = event("objection_rejected", date(2026, 6, 5))
    assert stands(penalty(), filed, answered, on=date(2026, 6, 6)).usable


def test_what_is_learnt_on_the_day_is_not_seen():
    late = penalty(known_date=date(2026, 6, 1))
    found = stands(late, on=date(2026, 6, 1))
    assert (found.known, found.visible, found.usable, found.why) == (False, False, False, ("not_known",))
    assert stands(late, on=date(2026, 6, 2)).known


def test_an_individual_business_is_masked_and_stops_at_five_years():
    policy = RightsPolicy(after_publicity="internal")
    shop = penalty(date(2021, 5, 31), uscc=SHOP)
    assert stands(shop, on=date(2026, 5, 30), policy=policy).usable
    found = stands(shop, on=date(2026, 5, 31), policy=policy)
    assert (found.masked, found.usable, "five_years" in found.why) == (True, False, True)
    assert not stands(penalty(), on=date(2026, 6, 1)).masked


def test_a_policy_that_looks_back_drops_what_was_repaired_since():
    policy = RightsPolicy(name="current_rights", built_on=date(2027, 1, 1))
    repaired = event("repaired", date(2026, 12, 1))
    found = stands(penalty(), repaired, on=date(2026, 6, 1), policy=policy)
    assert (found.visible, found.usable, found.why) == (True, False, ("dropped_by_policy",))


def test_use_may_outlast_publicity_inside_an_evaluation():
    inside = stands(penalty(), on=date(2027, 6, 1), policy=RightsPolicy(after_publicity="internal"))
    assert (inside.visible, inside.usable, inside.why) == (False, True, ("publicity_ended",))


def test_what_rests_on_an_authorisation_is_used_but_never_shown():
    bill = {**dict.fromkeys(column.name for column in records.UTILITY_BILL.columns), "record_id": "b", "uscc": FIRM,
            "event_date": DECIDED, "known_date": DECIDED}  # fmt: skip
    found = rights.standing_on("utility_bill", bill, (), on=date(2026, 6, 1))
    assert (found.visible, found.usable, found.why) == (False, True, ("not_public",))


def test_changes_of_other_records_and_tables_are_ignored():
    foreign = event("repaired", date(2026, 6, 1), record_id="q")
    elsewhere = {**event("repaired", date(2026, 6, 1)), "table_name": "list_entry"}
    assert stands(penalty(), foreign, elsewhere, on=date(2026, 6, 10)).usable
