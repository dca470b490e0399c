"""Utilities, loans, bonds, payments and settlement: answers worked out by hand, and what no question may read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from creditscore.features import FEATURES, col, months, total
from creditscore.plan import Aggregate, Attribute, Feature, columns_of, leaves
from creditscore.records import MERCHANT_PAYMENT_MONTHLY
from tests.features import asked
from tests.features.asked import Record

DAY = date(2024, 7, 1)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def month(back: int, day: int) -> date:
    """A day of the month that lies ``back`` months before that of DAY."""
    index = DAY.year * 12 + DAY.month - 1 - back
    return date(index // 12, index % 12 + 1, day)


def month_end(back: int) -> date:
    return month(back - 1, 1) - timedelta(days=1)


def answer(name: str, **records: list[Record]) -> float | None:
    """The feature on DAY over records of each table, all it reads being covered."""
    return asked.answers([name], records, as_of=DAY)[name]


def bill(back: int, **said: Any) -> Record:
    """An electricity bill due on the 20th of the month ``back`` months ago, paid the day before."""
    due = month(back, 20)
    usual = {
        "utility": "electricity",
        "amount_due": 100_00,
        "usage": 500.0,
        "paid_date": due - timedelta(days=1),
    }
    return {"event_date": due, **usual, **said}


def read_by(feature: Feature) -> dict[str, set[str]]:
    """Columns a feature reads, by table."""
    found: dict[str, set[str]] = {}
    for leaf in leaves(feature.node):
        if isinstance(leaf, (Aggregate, Attribute)):
            where = leaf.where if isinstance(leaf, Aggregate) else None
            found.setdefault(leaf.table, set()).update(columns_of(leaf.value) | columns_of(where))
    return found


def without_vouchers(feature: Feature) -> bool:
    read = read_by(feature).get("merchant_payment_monthly", set())
    return "txn_amount" not in read or "voucher_amount" in read


def test_no_question_asks_whether_a_merchant_takes_part_in_the_honghuo_plan() -> None:
    readers = [
        name for name, feature in FEATURES.items() if "honghuo" in set().union(*read_by(feature).values())
    ]
    assert readers == []
    (planted,) = total(
        "planted", of=MERCHANT_PAYMENT_MONTHLY, windows=months(12), value=col("txn_count"), where=col("honghuo"),
        risk="down", unit="1", title=("测试", "test"), group="PAY", family="card_turnover", why="A test.",
    )  # fmt: skip
    assert "honghuo" in read_by(planted)["merchant_payment_monthly"]


def test_whatever_reads_card_payments_reads_the_vouchers_in_them() -> None:
    readers = [feature for feature in FEATURES.values() if "merchant_payment_monthly" in read_by(feature)]
    assert len(readers) >= 10
    assert [feature.name for feature in readers if not without_vouchers(feature)] == []
    (planted,) = total(
        "planted", of=MERCHANT_PAYMENT_MONTHLY, windows=months(12), value=col("txn_amount"), risk="down", unit="元",
        title=("测试", "test"), group="PAY", family="card_turnover", why="A test.",
    )  # fmt: skip
    assert not without_vouchers(planted)


def test_a_month_is_idle_only_if_no_electric_meter_turns() -> None:
    turning = [bill(back) for back in range(1, 13)]
    idle = [bill(back, usage=1.0, account_hash="b") for back in (1, 2, 3, 5)]
    assert answer("electricity_idle_run_12m", utility_bill=turning + idle) == 3.0
    assert answer("electricity_idle_months_12m", utility_bill=turning + idle) == 0.0
    assert answer("electricity_idle_days_12m", utility_bill=turning + idle) == 0.0
    assert answer("electricity_idle_share_3m", utility_bill=turning + idle) == 0.5


def test_idleness_counts_up_to_the_last_bill_and_water_does_not_hide_it() -> None:
    power = [bill(back, usage=300.0 if back > 4 else 0.0) for back in range(2, 13)]
    water = [bill(back, utility="water", usage=20.0) for back in range(1, 13)]
    bills = power + water
    assert answer("electricity_idle_streak_12m", utility_bill=bills) == 3.0
    assert answer("electricity_idle_months_12m", utility_bill=bills) == 3.0
    assert answer("days_since_electricity_use_12m", utility_bill=bills) == (DAY - month(5, 20)).days
    assert answer("electricity_idle_days_12m", utility_bill=bills) == (month(2, 20) - month(5, 20)).days
    assert answer("days_since_electricity_use_12m", utility_bill=water) == 366.0
    assert answer("electricity_idle_days_12m", utility_bill=water) == 0.0


def test_a_daily_meter_is_asked_the_same_questions() -> None:
    days = [bill(0, event_date=ago(n), usage=0.0 if n <= 40 else 10.0) for n in range(1, 366)]
    assert answer("days_since_electricity_use_12m", utility_bill=days) == 41.0
    assert answer("electricity_idle_days_12m", utility_bill=days) == 40.0
    assert answer("electricity_idle_months_12m", utility_bill=days) == 1.0  # June; in May the meter turned
    assert answer("electricity_idle_share_12m", utility_bill=days) == pytest.approx(40 / 365)
    assert answer("electricity_step_1m", utility_bill=days) == -1.0


def test_electricity_against_the_season_and_against_the_months_before() -> None:
    def year(now: float, before: float) -> list[Record]:
        usual = dict.fromkeys(range(1, 25), 200.0)
        usage = usual | dict.fromkeys(range(1, 4), now) | dict.fromkeys(range(13, 16), before)
        return [bill(back, usage=units) for back, units in usage.items()]

    seasonal = year(50.0, 50.0)
    assert answer("electricity_change_3m", utility_bill=seasonal) == 0.0
    assert answer("electricity_step_3m", utility_bill=seasonal) == -0.75
    assert answer("electricity_slowdown_3m", utility_bill=seasonal) == 0.0
    failing = year(50.0, 200.0)
    assert answer("electricity_change_3m", utility_bill=failing) == -0.75
    year_change = (9 * 200 + 3 * 50) / 2400 - 1
    assert answer("electricity_slowdown_3m", utility_bill=failing) == pytest.approx(-0.75 - year_change)
    assert answer("electricity_latest_to_median", utility_bill=failing) == 0.25
    assert answer("electricity_mean_to_max", utility_bill=failing) == 0.25


def test_a_supply_no_longer_used_is_given_up() -> None:
    before = [bill(14), bill(14, utility="gas", usage=80.0), bill(14, utility="water", usage=9.0)]
    now = [bill(2), bill(2, utility="water", usage=0.0)]
    assert answer("utility_kinds_given_up_3m", utility_bill=before + now) == 2.0
    assert answer("utility_kinds_given_up_3m", utility_bill=now) == -1.0


def test_half_of_what_the_contracted_capacity_allows_and_a_standby_month() -> None:
    meters = [bill(1, usage=365.0, contract_capacity_kva=1.0), bill(2, usage=10.0, contract_capacity_kva=1.0)]
    unknown = bill(1, usage=99_999.0)
    assert answer("electricity_capacity_use_3m", utility_bill=[*meters, unknown]) == pytest.approx(375 / 1460)
    assert answer("electricity_standby_run_12m", utility_bill=[*meters, unknown]) == 1.0


def test_months_paid_late_in_a_row_and_a_payment_not_yet_known() -> None:
    def late(back: int, **said: Any) -> Record:
        return bill(back, paid_date=month(back, 20) + timedelta(days=35), late_fee=2_00, **said)

    bills = [late(8), late(7), late(6), bill(5), late(3, utility="water"), bill(2), bill(1, paid_date=DAY)]
    assert answer("utility_late_run_12m", utility_bill=bills) == 3.0
    assert answer("utility_late_streak_12m", utility_bill=bills) == 1.0
    assert answer("utility_late_kinds_12m", utility_bill=bills) == 2.0
    assert answer("utility_long_late_count_12m", utility_bill=bills) == 4.0
    assert answer("utility_late_fee_rate_12m", utility_bill=bills) == pytest.approx(8 / 700)
    assert answer("utility_late_to_billed_12m", utility_bill=bills) == pytest.approx(5 / 7)
    assert answer("days_since_late_bill_24m", utility_bill=bills) == 11.0
    assert answer("utility_late_rise_12m", utility_bill=[*bills, late(14)]) == 4.0
    assert answer("utility_delay_rise_6m", utility_bill=[late(9), bill(2)]) == -35.0


def loan_month(back: int, contract: str = "a", **said: Any) -> Record:
    usual = {"contract_no": contract, "month": month(back, 1), "balance": 1_000_00, "dpd": 0, "five_class": 1}
    return {"event_date": month_end(back), **usual, **said}


def test_arrears_by_run_by_loan_by_depth_and_by_direction() -> None:
    dpd = {10: 20, 9: 45, 5: 10, 2: 5, 1: 12}
    loans = [
        loan_month(back, dpd=dpd.get(back, 0), overdue_amount=250_00 * (back in dpd)) for back in range(1, 13)
    ]
    loans += [loan_month(back, "b") for back in range(1, 13)]
    assert answer("loan_overdue_run_24m", loan_performance=loans) == 2.0
    assert answer("loan_overdue_streak_12m", loan_performance=loans) == 2.0
    assert answer("loan_months_30dpd_12m", loan_performance=loans) == 1.0
    assert answer("days_since_30dpd_36m", loan_performance=loans) == (DAY - month_end(9)).days
    assert answer("loan_dpd_rise_6m", loan_performance=loans) == 12.0 - 45.0
    assert answer("overdue_loan_share_12m", loan_performance=loans) == 0.5
    assert answer("loan_overdue_to_balance_12m", loan_performance=loans) == 0.25


def test_the_debt_is_that_of_all_loans_and_a_month_not_yet_reported_does_not_lower_it() -> None:
    loans = [loan_month(back, contract, settled=contract == "c") for back in (2, 3) for contract in "abc"]
    assert answer("loan_debt_3m", loan_performance=loans) == 3_000.0
    assert answer("settled_loan_count_36m", loan_performance=loans) == 1.0
    assert answer("loan_history_months_36m", loan_performance=loans) == 2.0
    revenue = [
        {"event_date": ago(60), "filed_date": ago(61), "tax_type": "vat", "declared_revenue": 12_000_00}
    ]
    assert answer("loan_debt_to_revenue", loan_performance=loans, tax_filing=revenue) == 0.25
    contracts = [
        {"event_date": ago(300), "due_date": due, "principal": 6_000_00, "guarantee_type": "none"}
        for due in (DAY - timedelta(days=1), DAY, DAY + timedelta(days=182), DAY + timedelta(days=183))
    ]
    assert answer("loan_maturing_to_revenue", loan_contract=contracts, tax_filing=revenue) == 1.0


def test_a_bond_payment_announced_twice_fell_due_once() -> None:
    def payment(due: date, announced: date, overdue: str | None, paid: date | None = None) -> Record:
        return {
            "event_date": announced,
            "due_date": due,
            "amount_due": 5_000_00,
            "overdue": overdue,
            "paid_date": paid,
        }

    paid = payment(ago(400), ago(410), "none", paid=ago(400))
    missed = payment(ago(100), ago(107), "potential")
    again = payment(ago(100), ago(98), "actual")
    ahead = payment(DAY + timedelta(days=5), ago(3), None)
    bonds = [paid, missed, again, ahead]
    assert answer("bond_missed_count_36m", bond_event=bonds) == 1.0
    assert answer("bond_warning_count_24m", bond_event=bonds) == 1.0
    assert answer("bond_unpaid_share_36m", bond_event=bonds) == 0.5
    assert answer("bond_delay_max_36m", bond_event=bonds) == 100.0
    assert answer("days_since_bond_missed_36m", bond_event=bonds) == 98.0


def takings(back: int, amount: int, **said: Any) -> Record:
    usual = {
        "month": month(back, 1),
        "mcc_group": "catering",
        "txn_amount": amount,
        "txn_count": 10,
        "active_days": 20,
    }
    return {"event_date": month_end(back), **usual, **said}


def test_vouchers_are_no_turnover() -> None:
    year = [takings(back, 1_000_00) for back in range(1, 16)]
    campaign = [takings(back, 1_600_01, voucher_amount=600_01, honghuo=True) for back in (1, 2, 3)]
    boosted = campaign + year[3:]
    for name in ("merchant_turnover_12m", "merchant_turnover_change_3m", "merchant_turnover_trend_12m",
                 "merchant_turnover_median_12m", "merchant_turnover_min_to_median_12m"):  # fmt: skip
        assert answer(name, merchant_payment_monthly=boosted) == pytest.approx(
            answer(name, merchant_payment_monthly=year), abs=1e-9
        )
    assert answer("merchant_turnover_12m", merchant_payment_monthly=boosted) == 12_000.0
    assert answer("merchant_voucher_share_12m", merchant_payment_monthly=boosted) == pytest.approx(
        1_800.03 / (12_000 + 1_800.03)
    )


def test_a_month_not_yet_known_is_no_fall_of_turnover_and_an_empty_till_is() -> None:
    year = [takings(back, 1_000_00) for back in range(1, 16)]
    year[0]["known_from"] = DAY
    assert answer("merchant_turnover_change_3m", merchant_payment_monthly=year) == 0.0
    assert answer("merchant_transactions_change_3m", merchant_payment_monthly=year) == 0.0
    assert answer("merchant_turnover_change_3m", merchant_payment_monthly=year[5:]) == -1.0
    assert answer("merchant_silent_days_24m", merchant_payment_monthly=year[5:]) == (DAY - month_end(6)).days
    assert answer("merchant_silent_days_24m", merchant_payment_monthly=[]) is None
    assert answer("merchant_active_days_mean_12m", merchant_payment_monthly=[]) is None


def test_months_in_which_more_goes_out_than_comes_in() -> None:
    drained = {1, 2, 3, 7}
    flows = [
        {"event_date": month_end(back), "month": month(back, 1), "inflow": 100_00,
         "outflow": 150_00 if back in drained else 90_00}
        for back in range(1, 13)
    ]  # fmt: skip
    assert answer("settlement_deficit_run_12m", settlement_monthly=flows) == 3.0
    assert answer("settlement_deficit_streak_12m", settlement_monthly=flows) == 3.0
    assert answer("settlement_deficit_share_12m", settlement_monthly=flows) == pytest.approx(4 / 12)
    assert answer("settlement_out_to_in_3m", settlement_monthly=flows) == 1.5
    assert answer("settlement_out_to_in_12m", settlement_monthly=flows) == pytest.approx(
        (4 * 150 + 8 * 90) / 1200
    )
