"""The rule tables besides Credit China's for penalties: market supervision, lists, construction, statistics."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore import records, rights
from creditscore.codes import lists
from creditscore.errors import RightsError
from creditscore.plan import RightsPolicy
from creditscore.rights._tables import RULE_TABLES, rules_of
from creditscore.rights.list_terms import LIST_TERMS, ORDER_36_FROM

FIRM = "91220101MA00000000"
WAN = 10_000 * 100


def row(table: str, day: date, **values) -> dict[str, object]:
    blank = dict.fromkeys(column.name for column in records.table(table).columns)
    return {**blank, "record_id": "r", "uscc": FIRM, "event_date": day, "known_date": day, **values}


def used_until(table: str, record, policy: RightsPolicy = RightsPolicy()) -> tuple[date | None, str | None]:  # noqa: B008
    found = rights.intervals(table, record, (), policy=policy)
    return found[-1].usable_until, found[-1].rule_version


# ------------------------------------------------------------------ market supervision (SAMR Order 45)


def market(**values) -> tuple[str, int | None, str, str]:
    penalty = {"penalty_kind": "fine", "domain": "food", "procedure": "ordinary", "fine": 5 * WAN, **values}
    rule = rules_of("admin_penalty", "necips").on(date(2024, 1, 1))
    case = rule.case_of(row("admin_penalty", date(2023, 1, 1), **penalty))
    return case.name, case.max_months, case.published, case.repair


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, ("other_penalty", 36, "yes", "on_application")),
        ({"fine": 1 * WAN - 1}, ("low_fine", 3, "yes", "on_application")),
        ({"fine": 1 * WAN - 1, "confiscated": 1}, ("other_penalty", 36, "yes", "on_application")),
        ({"fine": None}, ("other_penalty", 36, "yes", "on_application")),
        ({"penalty_kind": "criticism", "fine": None}, ("criticism", 3, "yes", "on_application")),
        ({"penalty_kind": "warning", "fine": None}, ("only_warned", None, "no", "on_application")),
        ({"penalty_kind": "warning", "fine": 100}, ("low_fine", 3, "yes", "on_application")),
        ({"procedure": "simple"}, ("simple_procedure", None, "no", "on_application")),
        ({"penalty_kind": "licence_revoke"}, ("barred", 36, "yes", "barred")),
        ({"penalty_kind": "qualification_down"}, ("barred", 36, "yes", "barred")),
        ({"penalty_kind": "order_close"}, ("other_penalty", 36, "yes", "on_application")),
        ({"domain": "env"}, ("other_authority", None, "no", "on_application")),
        ({"penalty_kind": "restrict_business", "valid_until": date(2027, 6, 1)}, ("restricted_longer", 36, "yes", "barred")),
        ({"penalty_kind": "restrict_business", "valid_until": date(2025, 1, 1)}, ("barred", 36, "yes", "barred")),
    ],
)  # fmt: skip
def test_publicity_of_a_market_supervision_penalty(values, wanted):
    assert market(**values) == wanted


def test_a_restriction_of_more_than_three_years_is_shown_as_long_as_it_lasts():
    penalty = row(
        "admin_penalty", date(2022, 1, 1), penalty_kind="restrict_business", domain="food",
        procedure="ordinary", valid_until=date(2027, 1, 1),
    )  # fmt: skip
    shown = rights.standing_on("admin_penalty", penalty, (), on=date(2026, 1, 1)).in_channel("necips")
    assert (shown.automatic_end, shown.visible) == (date(2027, 1, 1), True)


def test_the_market_rule_decides_no_use():
    warned = row("admin_penalty", date(2022, 1, 1), penalty_kind="warning", domain="food", procedure="simple")
    standing = rights.standing_on("admin_penalty", warned, (), on=date(2022, 6, 1))
    assert standing.usable
    assert not standing.in_channel("necips").visible


def test_a_channel_without_a_rule_for_the_table_is_refused():
    assert rights.channels_of("admin_penalty") == ("credit_china", "necips")
    assert rights.channels_of("list_entry") == rights.channels_of("award") == ("credit_china",)
    with pytest.raises(RightsError, match="list_entry: no rule governs it in channel 'necips'"):
        rules_of("list_entry", "necips")


# ------------------------------------------------------------------ lists


@pytest.mark.parametrize("code", [code for code, found in lists.LISTS.items() if found.term_kind == "fixed"])
def test_a_list_with_a_sourced_term_ends_by_it(code):
    entry = row("list_entry", date(2026, 5, 31), list_code=code)
    months = lists.LISTS[code].term_months
    assert used_until("list_entry", entry)[0] == {12: date(2027, 5, 31), 36: date(2029, 5, 31)}[months]


@pytest.mark.parametrize(
    "code", [code for code, found in lists.LISTS.items() if found.term_kind == "until_done"]
)
def test_a_list_that_lasts_until_the_duty_is_done_never_ends_by_itself(code):
    entry = row("list_entry", date(2015, 1, 1), list_code=code)
    assert used_until("list_entry", entry) == (None, None)


UNSOURCED = [code for code, found in lists.LISTS.items() if found.term_kind == "unsourced"]


@pytest.mark.parametrize("code", UNSOURCED)
def test_an_unsourced_term_is_shown_as_such_and_ends_nothing_before_order_36(code):
    before = RightsPolicy(name="current_rules", built_on=date(2026, 3, 31))
    after = RightsPolicy(name="current_rules", built_on=ORDER_36_FROM)
    entry = row("list_entry", date(2015, 1, 1), list_code=code)
    assert used_until("list_entry", entry, before) == (None, None)
    wanted = date(2018, 1, 1) if lists.LISTS[code].serious else None
    assert used_until("list_entry", entry, after)[0] == wanted
    if lists.LISTS[code].min_months is None:
        (line,) = [line for line in rights.rules(on=date(2026, 3, 31)) if line.case == code]
        assert (line.status, line.basis_kind, line.applied, line.max_months) == (
            "unverified", "project_default", False, None,
        )  # fmt: skip


def test_no_list_ends_before_the_rule_it_ends_by_was_in_force():
    old = row("list_entry", date(2015, 1, 1), list_code="safety_serious")
    assert used_until("list_entry", old) == (date(2023, 10, 1), "list_terms_2023_10_01")
    tax = row("list_entry", date(2017, 1, 1), list_code="major_tax_violation")
    assert used_until("list_entry", tax) == (date(2022, 2, 1), "list_terms_2022_02_01")


def test_a_term_stated_in_the_decision_goes_before_the_term_of_the_list():
    entry = row("list_entry", date(2024, 1, 31), list_code="safety_serious", term_months=13)
    assert used_until("list_entry", entry)[0] == date(2025, 2, 28)
    defaulter = row("list_entry", date(2024, 1, 31), list_code="judgment_defaulter", term_months=24)
    assert used_until("list_entry", defaulter)[0] == date(2026, 1, 31)


def test_an_entry_taken_off_is_not_shown_and_past_its_publicity():
    entry = row("list_entry", date(2024, 1, 1), list_code="judgment_defaulter", exit_date=date(2024, 6, 1))
    (stop,) = rights.intervals("list_entry", entry, (), policy=RightsPolicy())
    (inside,) = rights.intervals("list_entry", entry, (), policy=RightsPolicy(after_publicity="internal"))
    assert (stop.usable_until, inside.usable_until) == (date(2024, 6, 2), None)
    assert rights.standing_on("list_entry", entry, (), on=date(2024, 6, 1)).visible
    off = rights.standing_on("list_entry", entry, (), on=date(2024, 6, 2))
    assert (off.visible, off.usable, off.why) == (False, False, ("taken_off",))


@pytest.mark.parametrize("code", lists.LISTS)
def test_serious_lists_are_serious_once_dishonesty_is_graded(code):
    entry = row("list_entry", date(2025, 5, 1), list_code=code)
    assert rights.standing_on("list_entry", entry, (), on=date(2026, 3, 1)).severity is None
    graded = rights.standing_on("list_entry", entry, (), on=date(2026, 5, 1))
    abnormal = code in ("abnormal_operation", "so_abnormal")
    assert graded.severity == ("serious" if lists.LISTS[code].serious else "minor" if abnormal else None)


@pytest.mark.parametrize("code", ["abnormal_operation", "so_abnormal"])
def test_an_abnormal_list_is_minor_and_may_be_left_at_once_but_stays_published_until_then(code):
    entry = row("list_entry", date(2026, 4, 2), list_code=code)
    found = rights.standing_on("list_entry", entry, (), on=date(2029, 4, 2))
    assert (found.severity, found.visible, found.automatic_end) == ("minor", True, None)
    assert found.earliest_repair == date(2026, 4, 2)
    assert found.unmet == ("determining_body", "correction_not_shown", "promise_not_given")
    before = rights.standing_on(
        "list_entry", row("list_entry", date(2020, 1, 1), list_code=code), (), on=date(2026, 3, 31)
    )
    assert (before.severity, before.earliest_repair) == (None, None)


def test_the_customs_levels_end_as_order_282_says():
    for code, months, least in (("customs_dishonest", 12, None), ("customs_serious", 36, 12)):
        case = (
            rules_of("list_entry")
            .on(date(2026, 4, 1))
            .case_of(row("list_entry", date(2026, 5, 1), list_code=code))
        )
        assert (case.name, case.max_months, case.min_months, case.status) == (code, months, least, "sourced")
        assert "GACC Order 282" in case.source


def test_every_list_has_exactly_one_line_in_every_version():
    for rule in LIST_TERMS.rules:
        named = [case.name for case in rule.cases if case.name in lists.LISTS]
        assert len(set(named)) == len(named)
    assert set(lists.LISTS) == {case.name for case in LIST_TERMS.rules[-1].cases if case.name in lists.LISTS}


# ------------------------------------------------------------------ construction and statistics


def test_bad_conduct_in_construction_is_published_up_to_three_years_or_as_the_department_states():
    bad = row("construction_credit", date(2024, 2, 29), behaviour="bad")
    assert used_until("construction_credit", bad) == (date(2027, 2, 28), "mohurd_2017_241")
    stated = {**bad, "publicity_until": date(2025, 1, 1)}
    assert used_until("construction_credit", stated)[0] == date(2025, 1, 1)
    standing = rights.standing_on("construction_credit", bad, (), on=date(2024, 5, 1))
    assert standing.earliest_repair == date(2024, 8, 29)
    assert standing.unmet == ("determining_body", "period_not_reached")


def test_expired_bad_conduct_in_construction_is_used_by_nobody():
    bad = row("construction_credit", date(2024, 2, 29), behaviour="bad")
    assert used_until("construction_credit", bad, RightsPolicy(after_publicity="internal"))[0] == date(
        2027, 2, 28
    )


def test_good_conduct_needs_no_repair():
    good = row("construction_credit", date(2024, 2, 29), behaviour="good")
    shown = rights.standing_on("construction_credit", good, (), on=date(2024, 5, 1)).in_channel()
    assert (shown.visible, shown.repairable, shown.unmet) == (True, False, ())


def test_statistical_dishonesty_is_published_a_year_and_may_be_repaired_after_six_months_once_corrected():
    fault = row("statistics_event", date(2024, 1, 31), event_kind="false_data")
    assert used_until("statistics_event", fault) == (date(2025, 1, 31), "nbs_order_35")
    early = rights.standing_on("statistics_event", fault, (), on=date(2024, 7, 30))
    assert early.unmet == ("period_not_reached", "correction_not_shown")
    corrected = {**fault, "corrected_date": date(2024, 7, 30)}
    assert rights.standing_on("statistics_event", corrected, (), on=date(2024, 7, 30)).unmet == early.unmet
    assert rights.standing_on("statistics_event", corrected, (), on=date(2024, 7, 31)).unmet == ()


def test_the_longer_term_for_the_uncorrected_is_on_record_and_not_applied():
    (line,) = [line for line in rights.rules(on=date(2024, 1, 1)) if line.case == "uncorrected_or_repeated"]
    assert (line.max_months, line.applied, line.status) == (24, False, "sourced")


# ------------------------------------------------------------------ every table


@pytest.mark.parametrize("table", RULE_TABLES.values(), ids=lambda table: table.name)
def test_a_rule_table_has_no_gap_and_no_overlap_in_dates(table):
    starts = [rule.in_force_from for rule in table.rules]
    assert starts == sorted(set(starts))
    edges = {
        day for rule in table.rules for day in (rule.in_force_from, rule.in_force_until) if day is not None
    }
    for day in (*edges, *(date.fromordinal(edge.toordinal() - 1) for edge in edges), date(2099, 1, 1)):
        in_force = [rule.version for rule in table.rules if rule.in_force(day)]
        assert len(in_force) == (1 if day >= starts[0] else 0), day


def test_one_table_a_family_and_channel_and_every_family_is_governed():
    pairs = [(table.family, table.channel) for table in RULE_TABLES.values()]
    assert len(set(pairs)) == len(pairs)
    families = {table.rights for table in records.TABLES.values()} - {"none"}
    assert families == {family for family, _ in pairs}
    assert {
        name: table.rights for name, table in records.TABLES.items() if table.rights != "none"
    } == {"admin_penalty": "penalty", "list_entry": "list", "construction_credit": "construction",
            "statistics_event": "statistics"}  # fmt: skip


def test_what_a_rule_reads_is_a_column_of_every_table_it_governs():
    for name, table in records.TABLES.items():
        if not table.enveloped:
            continue
        for channel in rights.channels_of(name):
            rules = rules_of(name, channel)  # compiles every condition over the stored columns
            names = {column.name for column in table.columns}
            for case in () if rules is None else [case for rule in rules.rules for case in rule.cases]:
                assert {case.stated_end, case.stated_months, case.not_before} - {None} <= names
            assert rules is None or {rules.taken_off} - {None} <= names
