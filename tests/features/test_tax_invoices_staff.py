"""Tax, invoices, contributions and wages: answers worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from creditscore.features import FEATURES
from creditscore.plan import Aggregate, columns_of, leaves
from tests.features import asked
from tests.features.asked import Record

DAY = date(2024, 7, 10)


def answer(name: str, **records: list[Record]) -> float | None:
    """The feature on DAY over records of each table, all it reads being covered."""
    return asked.answers([name], records, as_of=DAY)[name]


def monthly(*values: dict[str, Any] | None, last: date = date(2024, 6, 15)) -> list[dict[str, Any]]:
    """One record a month up to ``last``, oldest first; None is a month without a record."""
    months = [last.year * 12 + last.month - 1 - back for back in range(len(values))][::-1]
    days = [date(month // 12, month % 12 + 1, last.day) for month in months]
    return [{"event_date": day, **said} for day, said in zip(days, values, strict=True) if said is not None]


def test_tax_paid_after_the_day_is_unpaid_on_the_day_and_part_payment_leaves_the_rest() -> None:
    due = [
        {"event_date": date(2024, 6, 17), "amount_due": 90_000, "amount_paid": 90_000, "paid_date": DAY},
        {"event_date": date(2024, 5, 17), "amount_due": 50_000, "amount_paid": 20_000, "paid_date": date(2024, 6, 1)},
        {"event_date": date(2024, 4, 17), "amount_due": 10_000, "amount_paid": 10_000, "paid_date": date(2024, 4, 16)},
        {"event_date": date(2024, 3, 18), "amount_due": 70_000},
    ]  # fmt: skip
    assert answer("tax_unpaid_24m", tax_payment=due) == 900.0 + 300.0 + 700.0
    assert answer("tax_payment_late_share_12m", tax_payment=due) == 3 / 4
    days = [23, 15, 0, 114]
    assert answer("tax_payment_delay_mean_12m", tax_payment=due) == sum(days) / 4


def test_arrears_of_the_same_tax_announced_again_are_repeated() -> None:
    taxes = ["vat", "vat", "cit", "vat", "stamp"]
    seen = [
        {"event_date": date(2023, month, 10), "tax_type": tax, "arrears_balance": 0}
        for month, tax in enumerate(taxes, start=3)
    ]
    assert answer("tax_arrears_repeated_24m", tax_arrears=seen) == 2.0
    assert answer("tax_arrears_repeated_24m", tax_arrears=seen[2:]) == 0.0
    assert answer("tax_arrears_repeated_24m", tax_arrears=[]) == 0.0


def test_arrears_of_one_year_ago_weigh_half() -> None:
    seen = [{"event_date": date(2023, 7, 11), "tax_type": "vat", "arrears_balance": 100_000}]
    assert (DAY - seen[0]["event_date"]).days == 365
    assert answer("tax_arrears_decayed_36m", tax_arrears=seen) == pytest.approx(500.0, rel=1e-12)


def test_a_silent_taxpayer_is_counted_until_the_day_and_no_longer_than_it_lasted() -> None:
    seen = [
        {"event_date": date(2024, 7, 1)},
        {"event_date": date(2024, 1, 1), "ended_date": date(2024, 1, 31)},
        {"event_date": date(2023, 1, 1), "ended_date": DAY},
    ]
    assert answer("abnormal_taxpayer_days_36m", abnormal_taxpayer=seen) == 9 + 30 + 556
    assert answer("abnormal_taxpayer_open_36m", abnormal_taxpayer=seen) == 2.0


def test_the_fine_is_held_against_the_tax_concerned() -> None:
    seen = [
        {"event_date": date(2024, 1, 1), "nature": "fake_invoice", "amount": 100_000, "penalty": 50_000},
        {"event_date": date(2023, 1, 1), "nature": "other", "amount": 100_000, "penalty": 250_000},
    ]
    assert answer("tax_fine_multiple_36m", tax_violation=seen) == 1.5
    assert answer("tax_fine_multiple_36m", tax_violation=[]) == 0.0
    assert answer("tax_fraud_count_36m", tax_violation=seen) == 1.0


def test_a_zero_return_of_another_tax_and_a_month_unfiled_make_no_run() -> None:
    zero = {"tax_type": "vat", "zero_return": True, "filed_date": date(2023, 1, 1)}
    unfiled = {"tax_type": "vat", "zero_return": True}
    income = {"tax_type": "cit", "zero_return": True, "filed_date": date(2023, 1, 1)}
    returns = monthly(zero, zero, zero, income, zero, zero, unfiled, zero)
    assert answer("zero_vat_run_24m", tax_filing=returns) == 3.0
    assert answer("zero_vat_run_24m", tax_filing=returns[3:]) == 2.0


def test_late_filings_up_to_the_last_one_due_are_a_streak_and_a_prompt_one_ends_it() -> None:
    late, prompt = {"filed_date": date(2024, 7, 5)}, {"filed_date": date(2022, 1, 1)}
    assert answer("late_filing_streak_12m", tax_filing=monthly(late, late, prompt, late, {})) == 2.0
    assert answer("late_filing_run_24m", tax_filing=monthly(late, late, late, prompt, {}, late)) == 3.0
    assert answer("late_filing_streak_12m", tax_filing=monthly(late, late, prompt)) == 0.0


def test_sales_are_compared_with_the_same_season_of_the_year_before() -> None:
    def filed(day: date, yuan: int) -> dict[str, Any]:
        return {"event_date": day, "filed_date": day, "tax_type": "vat", "declared_revenue": yuan * 100}

    returns = [
        filed(date(2024, 6, 15), 300), filed(date(2024, 4, 10), 60), filed(date(2024, 4, 9), 5_000),
        filed(date(2023, 7, 9), 400), filed(date(2023, 4, 10), 80), filed(date(2023, 7, 10), 7_000),
    ]  # fmt: skip
    assert answer("declared_revenue_change_3_15m", tax_filing=returns) == pytest.approx(360 / 480 - 1)
    peak = 7_000 / (300 + 60 + 5_000 + 7_000)
    assert answer("declared_revenue_peak_share_12m", tax_filing=returns) == pytest.approx(peak)


def test_points_lost_since_the_last_evaluation() -> None:
    seen = [
        {"event_date": date(2024, 4, 20), "score": 71.5, "grade": "B"},
        {"event_date": date(2023, 4, 20), "score": 92.0, "grade": "A"},
    ]
    assert answer("tax_points_change_12m", tax_credit=seen) == -20.5
    assert answer("tax_points_change_12m", tax_credit=seen[:1]) is None
    assert answer("tax_grade_lowest_36m", tax_credit=seen) == 4.0


def test_the_share_of_the_largest_buyer_weighs_each_month_by_its_sales_before_red_invoices() -> None:
    months = [
        {
            "event_date": date(2024, 5, 31),
            "out_amount": 90_000,
            "red_amount": 10_000,
            "top1_buyer_share": 0.8,
        },
        {"event_date": date(2024, 4, 30), "out_amount": 300_000, "top1_buyer_share": 0.2},
        {"event_date": date(2023, 5, 31), "out_amount": 50_000, "top1_buyer_share": 0.25},
    ]
    assert answer("invoice_top_buyer_share_12m", vat_invoice_monthly=months) == pytest.approx(
        (0.8 * 1_000 + 0.2 * 3_000) / 4_000
    )
    assert answer("invoice_top_buyer_rise_12m", vat_invoice_monthly=months) == pytest.approx(0.35 - 0.25)
    assert answer("invoice_red_amount_share_12m", vat_invoice_monthly=months) == pytest.approx(100 / 4_000)


def test_the_median_month_is_not_moved_by_one_large_order() -> None:
    months = [
        {"event_date": date(2024, month, 28), "out_amount": amount * 100}
        for month, amount in ((1, 10), (2, 20), (3, 30), (4, 9_999))
    ]
    assert answer("invoice_sales_median_12m", vat_invoice_monthly=months) == 25.0


def sale(day: date, buyer: str, yuan: int, **said: Any) -> dict[str, Any]:
    return {
        "event_date": day,
        "side": "out",
        "counterparty": buyer,
        "amount": yuan * 100,
        "void": False,
        **said,
    }


def test_sales_in_force_alone_make_buyers_days_and_months() -> None:
    sales = [
        sale(date(2024, 7, 5), "a", 100), sale(date(2024, 7, 5), "b", 300), sale(date(2024, 3, 1), "a", 500),
        sale(date(2024, 2, 1), "c", 100, void=True), sale(date(2024, 1, 1), "d", -100),
        sale(date(2023, 12, 1), "e", 100, side="in"),
    ]  # fmt: skip
    assert answer("invoice_buyers_distinct_12m", vat_invoice=sales) == 2.0
    assert answer("invoice_sellers_distinct_12m", vat_invoice=sales) == 1.0
    assert answer("sale_invoices_per_buyer_12m", vat_invoice=sales) == 1.5
    assert answer("sale_days_distinct_12m", vat_invoice=sales) == 2.0
    assert answer("sale_months_distinct_12m", vat_invoice=sales) == 2.0
    assert answer("sale_largest_share_12m", vat_invoice=sales) == pytest.approx(500 / 900)
    assert answer("sale_void_amount_share_12m", vat_invoice=sales) == pytest.approx(100 / 1_000)
    assert answer("sale_void_amount_share_12m", vat_invoice=[]) is None


def test_july_of_this_year_and_july_of_last_year_are_two_months() -> None:
    """Twelve months up to 10 July touch thirteen calendar months."""
    days = [
        date(2023, 7, 10),
        date(2023, 7, 31),
        date(2023, 8, 1),
        date(2024, 6, 30),
        date(2024, 7, 1),
        date(2024, 7, 9),
    ]
    assert answer("sale_months_distinct_12m", vat_invoice=[sale(day, "a", 1) for day in days]) == 4.0
    every = [date(2023 + month // 12, month % 12 + 1, 10 if month == 6 else 1) for month in range(6, 19)]
    assert answer("sale_months_distinct_12m", vat_invoice=[sale(day, "a", 1) for day in every]) == 13.0


def test_staff_is_compared_with_its_peak_and_its_season() -> None:
    heads = [20, 40, 30, *[25] * 11, 16, 12]
    months = monthly(*({"insured_count": count} for count in heads), last=date(2024, 7, 1))
    assert answer("insured_now_6m", social_insurance_monthly=months) == 12.0
    assert answer("insured_to_peak_24m", social_insurance_monthly=months) == 12 / 40
    assert answer("insured_change_3_15m", social_insurance_monthly=months) == pytest.approx(
        ((25 + 16 + 12) / 3) / ((40 + 30 + 25) / 3) - 1
    )
    assert answer("insured_now_6m", social_insurance_monthly=[]) == 0.0


def test_contributions_late_in_a_row_and_those_still_unpaid() -> None:
    def due(late: bool, amount: int = 100_000) -> dict[str, Any]:
        return {
            "paid_date": date(2024, 7, 1) if late else date(2022, 1, 1),
            "amount_due": amount,
            "amount_paid": amount,
        }

    months = monthly(
        due(True), due(True), due(True), due(False), due(True), due(True), {"amount_due": 400_000}
    )
    assert answer("insurance_late_run_24m", social_insurance_monthly=months) == 3.0
    assert answer("insurance_late_streak_12m", social_insurance_monthly=months) == 3.0
    assert answer("insurance_late_share_12m", social_insurance_monthly=months) == 6 / 7
    assert answer("insurance_unpaid_share_24m", social_insurance_monthly=months) == pytest.approx(4 / 10)


def test_wages_cut_show_in_contributions_per_head() -> None:
    months = [
        {"event_date": date(2024, 6, 15), "insured_count": 10, "amount_due": 900_000},
        {"event_date": date(2023, 6, 15), "insured_count": 20, "amount_due": 2_000_000},
    ]
    assert answer("insurance_per_head_change_12m", social_insurance_monthly=months) == pytest.approx(-0.1)


def test_an_order_to_pay_wages_is_unmet_after_thirty_days() -> None:
    def case(ordered: date | None, cleared: date | None = None) -> dict[str, Any]:
        return {
            "event_date": date(2024, 3, 1), "amount": 100_000, "worker_count": 7, "order_date": ordered, "cleared_date": cleared,
        }  # fmt: skip

    unmet = case(date(2024, 6, 9))
    cases = [unmet, case(date(2024, 6, 10)), case(date(2024, 6, 1), date(2024, 7, 9)), case(None)]
    assert answer("wage_order_unmet_count_36m", wage_arrears=cases) == 1.0
    assert answer("wage_arrears_open_36m", wage_arrears=cases) == 3_000.0
    assert answer("wage_order_unmet_count_36m", wage_arrears=[case(date(2024, 6, 1), DAY)]) == 1.0


def test_public_tax_features_read_no_column_but_the_a_list_of_the_grades() -> None:
    for name in ("tax_a_years_36m", "days_since_tax_a_36m"):
        (leaf,) = leaves(FEATURES[name].node)
        assert isinstance(leaf, Aggregate) and FEATURES[name].layer == "public"
        assert columns_of(leaf.where) == {"a_list"}
