"""Registration, lists, courts, commitments, contracts, honours, sectors: answers worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from creditscore.features import FEATURES
from creditscore.plan import Covered, tables_of
from creditscore.records import ENTITY
from tests.features import asked
from tests.features.asked import Record

DAY = date(2026, 6, 1)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def answer(name: str, **records: list[Record]) -> float | None:
    """The feature on DAY over records of each table, all it reads being covered."""
    return asked.answers([name], records, as_of=DAY)[name]


def version(days: int, **said: Any) -> dict[str, Any]:
    return {"event_date": ago(days), "established_on": date(2000, 1, 1), **said}


def suit(days: int, kind: str = "sales", result: str = "lost", **said: Any) -> dict[str, Any]:
    return {
        "event_date": ago(days),
        "case_role": "defendant",
        "case_type": kind,
        "result": result,
        "amount": 0,
    } | said


def test_capital_and_staff_are_held_against_the_register_of_a_year_before() -> None:
    seen = [
        version(900, reg_capital=100_00, employee_band="10-49"),
        version(500, reg_capital=400_00, employee_band="50-99"),
        version(200, reg_capital=300_00, employee_band="10-49", change_kind="capital"),
    ]
    assert answer("reg_capital_change_12m", entity=seen) == -0.25
    assert answer("employee_band_change_12m", entity=seen) == -1.0
    assert answer("reg_capital_change_12m", entity=seen[2:]) is None


def test_a_report_that_was_late_counts_once_however_many_versions_say_so() -> None:
    seen = [
        version(700, annual_report_year=2023, annual_report_on_time=False),
        version(650, annual_report_year=2023, annual_report_on_time=False, change_kind="address"),
        version(330, annual_report_year=2024, annual_report_on_time=True),
    ]
    assert answer("late_report_years_36m", entity=seen) == 1.0
    assert answer("late_report_share_36m", entity=seen) == 0.5


def test_a_term_without_end_is_ten_years_and_one_that_has_run_out_is_none() -> None:
    assert answer("term_years_left", entity=[version(9)]) == 10.0
    assert answer("term_years_left", entity=[version(9, term_to=date(2080, 1, 1))]) == 10.0
    assert answer("term_years_left", entity=[version(9, term_to=ago(40))]) == 0.0
    assert answer("term_years_left", entity=[version(9, term_to=DAY + timedelta(1461))]) == pytest.approx(4.0)


def test_a_second_entry_on_a_list_is_a_repeat_and_an_entry_left_no_longer_stands() -> None:
    def entry(days: int, code: str = "abnormal_operation", **said: Any) -> dict[str, Any]:
        return {"event_date": ago(days), "list_code": code, **said}

    seen = [entry(800), entry(300), entry(100, "judgment_defaulter", term_months=24)]
    assert answer("repeat_listing_count_36m", list_entry=seen) == 1.0
    assert answer("debt_list_count_36m", list_entry=seen) == 1.0
    assert answer("abnormal_operation_days_max_36m", list_entry=seen) == 800.0
    assert answer("list_term_months_left_max_36m", list_entry=seen) == pytest.approx(24 - 100 / 30.4375)
    left_today, left_yesterday = entry(800, exit_date=DAY), entry(800, exit_date=ago(1))
    assert answer("listed_days_max_36m", list_entry=[left_today]) == 800.0
    assert answer("listed_days_max_36m", list_entry=[left_yesterday]) == 0.0


def test_debts_by_judgment_are_those_owed_as_defendant_against_the_capital() -> None:
    seen = [
        suit(30, amount=50_000_00), suit(60, "loan", "settled", amount=20_000_00), suit(90, "sales", "won", amount=9_00),
        suit(120, "labour", amount=7_00), suit(150, amount=5_00, case_role="plaintiff"),
    ]  # fmt: skip
    capital = [version(2000, reg_capital=140_000_00)]
    assert answer("debt_judgment_amount_24m", judgment=seen) == 70_000.0
    assert answer("debt_judgment_to_capital_24m", judgment=seen, entity=capital) == 0.5
    assert answer("repeat_debt_defendant_count_36m", judgment=seen) == 1.0
    assert answer("lost_judgment_share_12m", judgment=seen) == 0.5
    assert answer("days_since_debt_judgment_36m", judgment=seen[1:]) == 60.0
    assert answer("days_since_debt_judgment_36m", judgment=[]) == (DAY - date(2023, 6, 1)).days


def test_an_enforcement_case_is_open_until_its_end_is_known() -> None:
    def case(days: int, **said: Any) -> dict[str, Any]:
        return {"event_date": ago(days), "amount": 1_000_00, **said}

    seen = [case(400, terminated_date=ago(200)), case(200, closed_date=ago(1)), case(100, closed_date=DAY)]
    assert answer("enforcement_open_count_36m", enforcement_case=seen) == 2.0
    assert answer("enforcement_open_amount_36m", enforcement_case=seen) == 2_000.0
    assert answer("enforcement_open_share_36m", enforcement_case=seen) == pytest.approx(2 / 3)
    assert answer("terminated_enforcement_count_36m", enforcement_case=seen) == 1.0
    lost = [suit(450), suit(460), suit(470), suit(480)]
    assert answer("enforcement_per_lost_judgment_36m", enforcement_case=seen, judgment=lost) == 0.75
    assert answer("enforcement_amount_decayed_36m", enforcement_case=[case(365)]) == pytest.approx(500.0)


def test_a_commitment_counts_once_it_was_verified() -> None:
    def promise(days: int, outcome: str | None, verified: date | None, **said: Any) -> dict[str, Any]:
        return {
            "event_date": ago(days),
            "outcome": outcome,
            "verified_date": verified,
            "due_date": ago(5),
        } | said

    seen = [
        promise(365, "breached", ago(20)), promise(300, "fulfilled", ago(10)), promise(200, "false_promise", DAY),
        promise(730, "partly", ago(9)),
    ]  # fmt: skip
    assert answer("broken_commitment_count_36m", commitment=seen) == 1.0
    assert answer("commitment_breach_share_36m", commitment=seen) == pytest.approx(1 / 3)
    assert answer("overdue_commitment_count_24m", commitment=seen) == 1.0
    assert answer("broken_commitment_decayed_36m", commitment=seen) == pytest.approx(0.5 + 0.5 / 4)
    assert answer("commitment_fulfilment_share_36m", commitment=[]) is None


def test_what_the_entity_owes_and_what_it_is_owed_are_kept_apart() -> None:
    def contract(
        due: int, performed: int | None, role: str = "debtor", amount: int = 100_00
    ) -> dict[str, Any]:
        done = None if performed is None else ago(performed)
        return {"event_date": ago(due), "performed_date": done, "contract_role": role, "amount": amount}

    seen = [
        contract(100, 110), contract(90, 60), contract(40, None, amount=300_00), contract(400, 250, "creditor"),
    ]  # fmt: skip
    assert answer("contract_late_share_24m", contract_performance=seen) == pytest.approx(2 / 3)
    assert answer("contract_delay_max_24m", contract_performance=seen) == 40.0
    assert answer("contract_delay_mean_24m", contract_performance=seen) == pytest.approx((0 + 30 + 40) / 3)
    assert answer("contract_amount_late_share_24m", contract_performance=seen) == 0.8
    assert answer("receivable_late_amount_24m", contract_performance=seen) == 100.0
    assert answer("receivable_delay_max_24m", contract_performance=seen) == 150.0


def test_an_honour_counts_through_its_last_day_and_until_it_is_withdrawn() -> None:
    def award(valid_to: date | None, level: str = "city", **said: Any) -> dict[str, Any]:
        return {"event_date": ago(365), "award_code": "tax_A", "level": level, "valid_to": valid_to, **said}

    seen = [award(DAY), award(ago(1), "national"), award(None, "province", withdrawn_date=DAY)]
    assert answer("award_count_36m", award=seen) == 2.0
    assert answer("award_level_max_36m", award=seen) == 3.0
    assert answer("award_level_decayed_36m", award=seen) == pytest.approx((2 + 3) / 2)
    withdrawn = [award(None, "province", withdrawn_date=ago(1))]
    assert answer("award_count_36m", award=withdrawn) == 0.0
    assert answer("withdrawn_award_count_36m", award=withdrawn) == 1.0


def test_customs_grades_of_the_old_and_the_new_scale_are_one_scale() -> None:
    old = {"event_date": date(2024, 1, 1), "grade_2021": "dishonest"}
    new = {"event_date": date(2026, 4, 20), "grade_2026": "certified"}
    assert answer("customs_grade_code_60m", customs_credit=[old, new]) == 4.0
    assert answer("customs_grade_worst_60m", customs_credit=[old, new]) == 2.0
    assert answer("customs_grade_code_60m", customs_credit=[]) is None


def test_environmental_points_are_held_against_the_rating_before() -> None:
    seen = [
        {"event_date": date(2024, 6, 20), "colour": "red", "points": 50.0},
        {"event_date": date(2025, 6, 20), "colour": "blue", "points": 75.0},
    ]
    assert answer("env_points_change_12m", env_credit=seen) == 0.5
    assert answer("env_colour_code_24m", env_credit=seen) == 4.0
    assert answer("env_colour_worst_36m", env_credit=seen) == 2.0


def test_points_deducted_on_building_sites_do_not_net_against_prizes() -> None:
    seen = [
        {"event_date": ago(50), "behaviour": "bad", "points": -3.0},
        {"event_date": ago(60), "behaviour": "good", "points": 5.0},
    ]
    assert answer("construction_bad_points_12m", construction_credit=seen) == 3.0
    assert answer("construction_bad_share_12m", construction_credit=seen) == 0.5


def test_the_reserve_for_business_abroad_is_short_by_what_was_not_paid() -> None:
    seen = [
        {"event_date": ago(20), "event_kind": "labour", "reserve_required": 300_00, "reserve_paid": 200_00},
        {"event_date": ago(30), "event_kind": "odi"},
        {"event_date": ago(40), "event_kind": "labour", "reserve_required": 50_00},
    ]
    assert answer("foreign_reserve_shortfall_max_36m", foreign_econ_event=seen) == 100.0


def test_a_disclosure_is_missing_until_it_is_seen_and_untrue_once_found_so() -> None:
    def due(days: int, submitted: date | None, untrue: date | None = None) -> dict[str, Any]:
        return {"event_date": ago(days), "submitted_date": submitted, "untruthful_date": untrue}

    seen = [due(50, ago(60), DAY), due(100, ago(90), ago(10)), due(200, DAY), due(300, None)]
    assert answer("disclosure_late_share_36m", disclosure_event=seen) == 0.75
    assert answer("disclosure_missing_count_24m", disclosure_event=seen) == 2.0
    assert answer("disclosure_delay_max_24m", disclosure_event=seen) == 300.0
    assert answer("disclosure_untruthful_count_36m", disclosure_event=seen) == 1.0


def test_every_source_that_is_asked_says_whether_it_delivers() -> None:
    asked = {name for feature in FEATURES.values() if not isinstance(feature.node, Covered)
             for name in tables_of(feature.node)}  # fmt: skip
    told = {feature.node.table for feature in FEATURES.values() if isinstance(feature.node, Covered)}
    assert asked - told == {ENTITY.name}, "the register itself is who there is to be covered"
