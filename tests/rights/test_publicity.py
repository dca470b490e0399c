"""The declared rules: Order 58, Order 36 and the project's own defaults."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from creditscore import rights
from creditscore.errors import DefinitionError, RightsError
from creditscore.plan import RightsPolicy, compile_expression
from creditscore.records.penalties import PENALTY_KINDS
from creditscore.rights._tables import rules_of

WAN = 10_000 * 100
GRAVE = {
    "licence_suspend", "qualification_down", "licence_revoke", "restrict_business", "stop_production", "order_close",
    "restrict_employment",
}  # fmt: skip
"""NDRC Order 36 art. 10 (2)."""


def penalty(day: date, **values) -> dict[str, object]:
    blank = {"record_id": "p", "uscc": "91220101MA00000000", "superseded_date": None, "domain": "food"}
    blank |= {"penalty_kind": "fine", "fine": 5 * WAN, "confiscated": None, "procedure": "ordinary"}
    return {**blank, "event_date": day, "known_date": day, **values}


def severity(**values) -> str:
    rule = rules_of("admin_penalty").on(date(2026, 4, 1))
    return rule.case_of(penalty(date(2025, 1, 1), **values)).name


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"penalty_kind": "licence_revoke", "fine": None}, "serious_kind"),
        ({"penalty_kind": "stop_production", "procedure": "simple"}, "serious_kind"),
        ({"fine": 50 * WAN}, "serious_fine"),
        ({"fine": 50 * WAN - 1}, "general_fine"),
        ({"fine": 1 * WAN}, "general_fine"),
        ({"fine": 1 * WAN - 1}, "minor_fine"),
        ({"fine": 1 * WAN, "procedure": "simple"}, "minor_simple"),
        ({"penalty_kind": "licence_suspend", "fine": None}, "serious_kind"),
        ({"penalty_kind": "qualification_down", "fine": 100}, "serious_kind"),
        ({"penalty_kind": "confiscate_goods", "fine": None}, "general_kind"),
        ({"penalty_kind": "confiscate_income", "fine": None}, "general_income"),
        ({"fine": 100, "confiscated": 1}, "general_income"),
        ({"penalty_kind": "confiscate_income", "procedure": "simple"}, "minor_simple"),
        ({"penalty_kind": "warning", "fine": None}, "minor_kind"),
        ({"penalty_kind": "warning", "fine": 2 * WAN}, "general_fine"),
        ({"penalty_kind": "criticism", "fine": None, "procedure": None}, "minor_kind"),
        ({"fine": None}, "unknown"),
        ({"penalty_kind": "other", "fine": None, "procedure": None}, "unknown"),
        ({"domain": "customs", "penalty_kind": "licence_revoke"}, "customs_serious"),
        ({"domain": "customs", "penalty_kind": "restrict_employment"}, "customs_serious"),
        ({"domain": "customs", "fine": 50 * WAN}, "customs_general"),
        ({"domain": "customs", "fine": 100}, "customs_general"),
        ({"domain": "customs", "penalty_kind": "licence_suspend"}, "customs_general"),
        ({"domain": "customs", "fine": 100, "procedure": "simple"}, "customs_minor"),
        ({"domain": "customs", "penalty_kind": "warning", "fine": None}, "customs_minor"),
        ({"domain": "customs", "penalty_kind": "warning", "fine": 100}, "customs_general"),
    ],
)
def test_severity_under_order_36(values, wanted):
    assert severity(**values) == wanted


@pytest.mark.parametrize(
    ("values", "wanted"),
    [({"penalty_kind": "licence_suspend"}, ("serious", 12, 36, "sourced")),
     ({"penalty_kind": "confiscate_goods"}, ("general", 3, 12, "sourced")),
     ({"penalty_kind": "confiscate_income"}, ("general", 3, 12, "proposal")),
     ({"fine": 2 * WAN}, ("general", 3, 12, "proposal")),
     ({"penalty_kind": "warning", "fine": None}, ("minor", 0, 3, "sourced")),
     ({"domain": "customs"}, ("general", 3, 12, "sourced"))],
)  # fmt: skip
def test_a_grade_of_order_36_has_its_terms_and_says_whether_the_text_names_it(values, wanted):
    case = rules_of("admin_penalty").on(date(2026, 4, 1)).case_of(penalty(date(2026, 4, 2), **values))
    assert (case.severity, case.min_months, case.max_months, case.status) == wanted
    assert "art. " in case.source


def test_the_most_severe_kind_a_feed_names_is_the_one_shown_longest():
    """Order 36 art. 12: of several kinds the longest counts. What cannot be read at all ranks last in a feed."""
    text = (
        files("creditscore.records").joinpath("mappings/shuanggongshi-2018.toml").read_text(encoding="utf-8")
    )
    order = tomllib.loads(text)["admin_penalty"]["columns"]["penalty_kinds"]["order"]
    assert set(order) == set(PENALTY_KINDS) and order[-1] == "other"
    rule = rules_of("admin_penalty").on(date(2026, 4, 1))
    longest = [
        rule.case_of(penalty(date(2026, 4, 2), penalty_kind=kind, fine=None)).max_months
        for kind in order[:-1]
    ]
    assert longest == sorted(longest, reverse=True)
    assert longest == [36] * 7 + [12] * 3 + [3] * 2


@pytest.mark.parametrize(
    ("kind", "grave"), [(kind, kind in GRAVE) for kind in PENALTY_KINDS], ids=PENALTY_KINDS
)
def test_a_serious_penalty_is_one_of_article_10_or_a_very_large_fine(kind, grave):
    serious = compile_expression(rights.SERIOUS_PENALTY)
    for fine, wanted in ((0.0, grave), (499_999.99, grave), (500_000.0, True)):
        assert bool(serious({"penalty_kind": kind, "fine": fine}, date(2026, 4, 1))) == wanted
    assert bool(serious({"penalty_kind": kind, "fine": None}, date(2026, 4, 1))) == grave


@pytest.mark.parametrize(
    ("values", "months_until"),
    [({"penalty_kind": "warning", "fine": None}, date(2026, 8, 31)), ({}, date(2027, 5, 31)),
     ({"penalty_kind": "order_close"}, date(2029, 5, 31))],
)  # fmt: skip
def test_terms_of_order_36_run_from_the_decision(values, months_until):
    (found,) = rights.intervals(
        "admin_penalty", penalty(date(2026, 5, 31), **values), (), policy=RightsPolicy()
    )
    assert (found.usable_until, found.rule_version) == (months_until, "ndrc_order_36")


def test_under_order_58_any_penalty_is_published_three_years():
    row = penalty(date(2020, 6, 30), penalty_kind="warning", procedure="simple", fine=None)
    (found,) = rights.intervals("admin_penalty", row, (), policy=RightsPolicy())
    assert (found.usable_until, found.rule_version) == (date(2023, 6, 30), "ndrc_order_58")


def test_a_minor_penalty_of_2025_stops_on_the_day_order_36_begins():
    row = penalty(date(2025, 1, 15), penalty_kind="warning", fine=None)
    (found,) = rights.intervals("admin_penalty", row, (), policy=RightsPolicy())
    assert (found.usable_until, found.rule_version) == (date(2026, 4, 1), "ndrc_order_36")


def test_an_individual_business_is_free_of_adverse_records_after_five_years():
    policy = RightsPolicy(after_publicity="internal")
    shop = penalty(date(2017, 2, 28), uscc="92220101MA00000000")
    firm = penalty(date(2017, 2, 28))
    assert rights.intervals("admin_penalty", shop, (), policy=policy)[0].usable_until == date(2022, 2, 28)
    assert rights.intervals("admin_penalty", firm, (), policy=policy)[0].usable_until is None
    listed = {**shop, "list_code": "abnormal_operation"}
    assert rights.intervals("list_entry", listed, (), policy=policy)[0].usable_until == date(2022, 2, 28)
    bill = rights.intervals("utility_bill", shop, (), policy=policy)
    assert bill[0].usable_until is None


def test_the_earliest_repair_follows_the_rule_of_the_day_it_is_asked():
    row = penalty(date(2025, 8, 31), domain="food")
    assert rights.earliest_repair("admin_penalty", row, on=date(2026, 1, 1)) == date(2026, 8, 31)
    assert rights.earliest_repair("admin_penalty", row, on=date(2026, 4, 1)) == date(2025, 11, 30)
    assert rights.earliest_repair("admin_penalty", row, on=date(2020, 1, 1)) is None
    assert rights.earliest_repair("tax_filing", row, on=date(2026, 4, 1)) is None


@pytest.mark.parametrize("domain", ["food", "drug", "special_equipment", "safety", "fire"])
def test_five_domains_wait_a_year_under_order_58_and_every_other_three_months(domain):
    on = date(2026, 1, 1)
    assert rights.earliest_repair("admin_penalty", penalty(date(2025, 8, 31), domain=domain), on=on) == date(
        2026, 8, 31
    )
    assert rights.earliest_repair("admin_penalty", penalty(date(2025, 8, 31), domain="env"), on=on) == date(
        2025, 11, 30
    )


def test_a_penalty_with_a_term_of_its_own_may_not_end_publicity_before_it():
    suspended = penalty(date(2026, 4, 2), penalty_kind="licence_suspend", valid_until=date(2027, 10, 2))
    on = date(2026, 5, 1)
    assert rights.earliest_repair("admin_penalty", suspended, on=on) == date(2027, 10, 2)
    over = {**suspended, "valid_until": date(2026, 7, 2)}
    assert rights.earliest_repair("admin_penalty", over, on=on) == date(2027, 4, 2)
    assert rights.earliest_repair("admin_penalty", suspended, on=date(2026, 3, 31)) == date(2027, 4, 2)


def test_what_no_record_tells_of_order_36_stays_on_record_and_decides_nothing():
    lines = {line.case: line for line in rights.rules(on=date(2026, 4, 1)) if line.family == "penalty"}
    for name in ("customs_smuggling", "serious_repeated", "false_materials_record"):
        assert (lines[name].applied, lines[name].status) == (False, "sourced")
        assert "not applied: no" in lines[name].source
    assert (lines["false_materials_record"].max_months, lines["false_materials_record"].repair) == (
        36,
        "barred",
    )


def test_every_line_in_force_is_shown_with_its_source_status_and_basis():
    lines = rights.rules(on=date(2024, 1, 1))
    assert {line.table for line in lines} == {*rights.RULE_TABLES, "five_year_stop"}
    penalties = [line for line in lines if line.table == "penalty_publicity"]
    assert {line.version for line in penalties} == {"ndrc_order_58"}
    assert [line.case for line in penalties if line.status == "unverified" and line.kind == "term"] == [
        "not_published"
    ]
    assert {line.channel for line in lines if line.family == "penalty"} == {"credit_china", "necips"}
    assert all(line.source and line.dated_by for line in lines)
    assert [line.table for line in rights.rules(on=date(2016, 1, 1))] == ["five_year_stop"]


@pytest.mark.parametrize("on", [date(2018, 6, 1), date(2022, 1, 1), date(2024, 1, 1), date(2026, 4, 1)])
def test_nothing_unverified_or_of_the_projects_own_is_shown_as_law(on):
    for line in rights.rules(on=on):
        assert line.basis_kind in ("law", "published_method", "project_default")
        if line.status != "sourced":
            assert line.basis_kind != "law", line
        if line.status == "unverified":
            assert not line.applied, line


def test_amounts_the_law_does_not_give_are_marked_as_the_projects_own():
    for line in rights.rules(on=date(2026, 4, 1)):
        if any(str(amount) in line.condition for amount in (rights.SMALL_FINE, rights.HUGE_FINE)):
            assert (line.status, line.basis_kind) == ("proposal", "project_default")


def test_rights_are_asked_of_records_only():
    with pytest.raises(RightsError, match="coverage: wanted a table of records"):
        rights.intervals("coverage", penalty(date(2020, 1, 1)), (), policy=RightsPolicy())


def test_an_unknown_table_is_named():
    with pytest.raises(DefinitionError, match="no record table 'penalties'"):
        rights.intervals("penalties", penalty(date(2020, 1, 1)), (), policy=RightsPolicy())
