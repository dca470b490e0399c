"""Every check that a table declares: a row that breaks it is refused, or accepted and counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from creditscore import records
from creditscore.records import RULES, TABLES, Source
from creditscore.records._rules import WARNINGS
from tests.records import tables as made

EVENT = made.DAY
BEFORE = EVENT - timedelta(days=1)
DUE = {
    "utility": "electricity",
    "usage_unit": "kwh",
    "amount_due": 100_00,
    "amount_paid": 100_00,
    "late_fee": 0,
}

WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "paid_above_registered": ("entity", {"reg_capital": 100, "paid_capital": 101}),
    "term_reversed": ("entity", {"term_from": EVENT, "term_to": BEFORE}),
    "penalty_paid_before_decided": ("admin_penalty", {"paid_date": BEFORE}),
    "fine_without_amount": ("admin_penalty", {"penalty_kind": "fine", "fine": None}),
    "publicity_before_decision": ("admin_penalty", {"publicity_until": BEFORE}),
    "licence_period_reversed": ("admin_licence", {"valid_from": EVENT, "valid_to": BEFORE}),
    "closed_before_received": ("complaint", {"closed_date": BEFORE}),
    "exit_before_entry": ("list_entry", {"exit_date": BEFORE}),
    "closed_before_filed": ("enforcement_case", {"closed_date": BEFORE}),
    "unknown_start_points": ("tax_credit", {"start_points": 91}),
    "a_list_without_grade_a": ("tax_credit", {"a_list": True, "grade": "B"}),
    "more_void_than_issued": ("vat_invoice_monthly", {"out_count": 1, "void_count": 2}),
    "top5_below_top1": ("vat_invoice_monthly", {"top1_buyer_share": 0.5, "top5_buyer_share": 0.4}),
    "tax_overpaid": ("tax_payment", {"amount_due": 100, "amount_paid": 101}),
    "lifted_before_stated": ("abnormal_taxpayer", {"ended_date": BEFORE}),
    "paid_more_than_due": ("social_insurance_monthly", {"amount_due": 100, "amount_paid": 121}),
    "heat_out_of_season": ("utility_bill", {"utility": "heat", "period": date(2021, 7, 1)}),
    "cut_off_too_early": ("utility_bill", {**DUE, "cutoff_date": EVENT + timedelta(days=30)}),
    "late_fee_too_high": ("utility_bill", {**DUE, "paid_date": EVENT + timedelta(days=10), "amount_paid": 103_02,
                                           "late_fee": 3_02}),
    "late_fee_without_delay": ("utility_bill", {**DUE, "utility": "water", "paid_date": BEFORE, "late_fee": 1}),
    "bill_overpaid": ("utility_bill", {**DUE, "amount_paid": 100_02}),
    "neither_bill_nor_reading": ("utility_bill", {"amount_due": None, "usage": None}),
    "matures_before_start": ("loan_contract", {"due_date": BEFORE}),
    "unsecured_with_guarantee": ("loan_contract", {"product": "unsecured", "guarantee_type": "mortgage"}),
    "class_too_good_for_delay": ("loan_performance", {"dpd": 91, "five_class": 2}),
    "settled_with_balance": ("loan_performance", {"settled": True, "balance": 1}),
    "verified_before_made": ("commitment", {"verified_date": BEFORE}),
    "award_period_reversed": ("award", {"valid_to": BEFORE}),
    "wrong_grade_version": ("customs_credit", {"grade_2021": None, "grade_2026": "advanced"}),
    "no_customs_grade": ("customs_credit", {"grade_2021": None}),
    "vouchers_above_turnover": ("merchant_payment_monthly", {"txn_amount": 100, "voucher_amount": 101}),
    "answered_before_filed": ("objection", {"closed_date": BEFORE}),
    "decided_before_filed": ("repair_application", {"closed_date": BEFORE}),
    "authorisation_period_reversed": ("authorisation", {"valid_from": EVENT, "valid_to": BEFORE}),
}  # fmt: skip
"""Rule → its table and what is wrong with the row."""

JUST_RIGHT: dict[str, dict[str, Any]] = {
    "late_fee_too_high": {
        **DUE,
        "paid_date": EVENT + timedelta(days=10),
        "amount_paid": 103_01,
        "late_fee": 3_01,
    },
    "cut_off_too_early": {**DUE, "cutoff_date": EVENT + timedelta(days=31)},
    "bill_overpaid": {**DUE, "amount_paid": 100_01},
    "heat_out_of_season": {"utility": "heat", "period": date(2021, 4, 1)},
    "neither_bill_nor_reading": {"amount_due": None, "usage": 0.0, "amount_paid": None},
    "class_too_good_for_delay": {"dpd": 90, "five_class": 2},
    "paid_more_than_due": {"amount_due": 100, "amount_paid": 120},
    "tax_overpaid": {"amount_due": 100, "amount_paid": 100},
}
"""Rule → a row that only just does not break it."""


def read(tmp_path, table, rows):
    raw = made.write(tmp_path / "raw", table, rows).parent
    return records.read(raw, out=tmp_path / "out", source=Source(regions="free"))


@pytest.mark.parametrize("rule", WRONG)
def test_a_row_that_breaks_a_declared_check_is_refused_or_counted_under_its_rule(tmp_path, rule):
    table = TABLES[WRONG[rule][0]]
    bad = made.row(table, 0, **WRONG[rule][1])
    province = read(tmp_path, table, [bad, made.row(table, 1)])
    entry = province.manifest.tables[table.name]
    if rule in WARNINGS:
        assert (entry.rows, entry.rejected) == (2, {})
        assert entry.warnings == {rule: 1}
        return
    assert (entry.rows, entry.rejected) == (1, {rule: 1})
    (found,) = made.rejected(province.path, table.name)
    (check,) = [check for check in table.checks if check.rule == rule]
    assert found["_detail"].startswith(f"{rule}: ")
    assert all(f"{name} = " in found["_detail"] for name in WRONG[rule][1]), "what was compared is shown"
    assert RULES[rule] == (check.title_zh, check.title_en)


@pytest.mark.parametrize("rule", JUST_RIGHT)
def test_a_row_on_the_bound_of_a_check_is_neither_refused_nor_counted(tmp_path, rule):
    table = TABLES[WRONG[rule][0]]
    province = read(tmp_path, table, [made.row(table, 0, **JUST_RIGHT[rule])])
    entry = province.manifest.tables[table.name]
    assert (entry.rows, dict(entry.warnings)) == (1, {})


def test_every_declared_check_has_a_case_above():
    declared = {check.rule: table.name for table in TABLES.values() for check in table.checks}
    assert {rule: table for rule, (table, _) in WRONG.items()} == declared


def test_what_could_not_be_read_is_not_held_against_the_row_twice(tmp_path):
    table = TABLES["customs_credit"]
    bad = {**made.row(table), "event_date": "2021-02-30", "grade_2021": None}
    raw = made.write(tmp_path / "raw", table, [bad], event_date=made.ARROW["text"]).parent
    result = records.check(raw)
    assert result.rejected["customs_credit"] == {"wrong_type": 1}
