"""Penalties, inspections, licences, complaints and safety events: answers worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.features import asked
from tests.features.asked import Record

DAY = date(2024, 7, 1)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def answer(name: str, **records: list[Record]) -> float | None:
    """The feature on DAY over records of each table, all it reads being covered."""
    return asked.answers([name], records, as_of=DAY)[name]


def penalty(days: int, **said: Any) -> dict[str, Any]:
    return {"event_date": ago(days), "penalty_kind": "fine", "procedure": "ordinary", "fine": 0, **said}


def test_a_second_penalty_for_the_same_violation_is_a_repeat_and_an_unnamed_one_is_not() -> None:
    codes = ["food_label", "food_label", "food_label", "price_violation", None, None]
    seen = [penalty(30 * (i + 1), violation_code=code) for i, code in enumerate(codes)]
    assert answer("repeat_violation_count_12m", admin_penalty=seen) == 2.0
    assert answer("repeat_violation_count_12m", admin_penalty=seen[2:]) == 0.0


def test_the_gravest_penalty_and_its_share() -> None:
    seen = [
        penalty(400, penalty_kind="order_close"),
        penalty(50, penalty_kind="warning"),
        penalty(40, fine=2_000_000),
    ]
    assert answer("penalty_severity_max_36m", admin_penalty=seen) == 3.0
    assert answer("penalty_severity_max_36m", admin_penalty=seen[1:]) == 2.0
    assert answer("serious_penalty_share_36m", admin_penalty=seen) == pytest.approx(1 / 3)
    assert answer("serious_penalty_share_36m", admin_penalty=[]) == 0.0
    assert answer("minor_penalty_count_3m", admin_penalty=seen) == 1.0
    assert answer("general_penalty_count_12m", admin_penalty=seen) == 1.0


def test_a_penalty_loses_half_its_weight_in_a_year() -> None:
    seen = [penalty(365, penalty_kind="order_close"), penalty(730, fine=2_000_000)]
    assert answer("penalty_weight_decayed_36m", admin_penalty=seen) == pytest.approx(
        220 / 2 + 60 / 4, abs=1e-9
    )
    assert answer("fine_decayed_36m", admin_penalty=seen) == pytest.approx(20_000 / 4, abs=1e-6)
    assert answer("penalty_decayed_36m", admin_penalty=[]) == 0.0


def test_a_fine_is_overdue_after_fifteen_days_until_its_payment_is_known() -> None:
    fine = {"fine": 1_000_00}
    assert answer("overdue_fine_count_36m", admin_penalty=[penalty(15, **fine), penalty(16, **fine)]) == 1.0
    paid_today = penalty(100, paid_date=DAY, **fine)
    assert answer("unpaid_fine_days_max_36m", admin_penalty=[paid_today]) == 100.0
    paid_yesterday = penalty(100, paid_date=ago(1), **fine)
    assert answer("unpaid_fine_days_max_36m", admin_penalty=[paid_yesterday]) == 0.0
    assert answer("fine_payment_days_mean_36m", admin_penalty=[paid_yesterday, paid_today]) == 99.0
    assert answer("unpaid_fine_share_36m", admin_penalty=[paid_yesterday, paid_today]) == 0.5


def test_the_same_penalty_weighs_more_on_the_young_the_small_and_the_uninspected() -> None:
    seen = [penalty(10), penalty(20)]

    def entity(**said: Any) -> list[dict[str, Any]]:
        return [{"event_date": date(2012, 1, 1), **said}]

    young, old = entity(established_on=ago(200)), entity(established_on=date(1999, 1, 1))
    assert answer("penalty_per_year_36m", admin_penalty=seen, entity=young) == 2.0
    assert answer("penalty_per_year_36m", admin_penalty=seen, entity=old) == pytest.approx(2 / 3)
    small = entity(employee_band="0-9")
    assert answer("penalty_per_hundred_12m", admin_penalty=seen, entity=small) == pytest.approx(40.0)
    visits = [{"event_date": ago(30), "failed": False}] * 4
    assert answer("penalty_per_inspection_12m", admin_penalty=seen, inspection=visits) == 0.5
    assert answer("penalty_per_inspection_12m", admin_penalty=seen, inspection=[]) is None


def test_inspections_by_lot_by_field_and_against_the_year_before() -> None:
    def visit(days: int, failed: bool, mode: str, domain: str | None = "food") -> dict[str, Any]:
        return {"event_date": ago(days), "failed": failed, "inspection_mode": mode, "domain": domain}

    seen = [
        visit(10, True, "double_random"), visit(40, False, "double_random", "env"), visit(100, True, "special"),
        visit(200, True, "complaint_driven", "env"), visit(500, True, "routine"), visit(600, True, "routine", None),
    ]  # fmt: skip
    assert answer("random_inspection_failed_share_24m", inspection=seen) == 0.5
    assert answer("complaint_inspection_failed_count_24m", inspection=seen) == 1.0
    assert answer("repeat_failed_inspection_count_24m", inspection=seen) == 2.0
    assert answer("failed_inspection_rise_12m", inspection=seen) == 1.0
    assert answer("safety_inspection_failed_share_24m", inspection=seen) == 1.0
    assert answer("last_inspection_failed_24m", inspection=seen) == 1.0
    assert answer("last_inspection_failed_24m", inspection=seen[1:]) == 0.0
    branches = [{"event_date": date(2012, 1, 1), "branch_count": 4}]
    assert answer("failed_inspection_per_premises_24m", inspection=seen, entity=branches) == 1.0


def test_a_licence_counts_as_withdrawn_only_from_the_day_after_it_ended() -> None:
    def licence(ended: date | None, valid_to: date = date(2030, 1, 1)) -> dict[str, Any]:
        return {"event_date": ago(300), "domain": "food", "valid_to": valid_to, "ended_date": ended}

    assert answer("withdrawn_licence_count_36m", admin_licence=[licence(DAY)]) == 0.0
    seen = [licence(ago(1)), licence(None), licence(None, ago(-182)), licence(None, ago(1))]
    assert answer("withdrawn_licence_share_36m", admin_licence=seen) == 0.25
    assert answer("licence_in_force_count_36m", admin_licence=seen) == 2.0
    assert answer("expiring_licence_count_36m", admin_licence=seen) == 1.0
    assert answer("expiring_licence_count_36m", admin_licence=[licence(None, ago(-183))]) == 0.0
    assert answer("licence_days_left_max_36m", admin_licence=[licence(None, date(2099, 12, 31))]) == 1826.0
    assert answer("licence_days_left_max_36m", admin_licence=[licence(None, ago(-9))]) == 9.0


def test_a_complaint_counts_once_it_is_known_to_be_upheld() -> None:
    def complaint(day: date, outcome: str = "upheld", closed: date = date(2024, 6, 29)) -> dict[str, Any]:
        return {
            "event_date": day,
            "outcome": outcome,
            "closed_date": closed,
            "channel": "12315",
            "domain": "food",
        }

    spring = [complaint(date(2024, month, 9)) for month in (2, 3, 4, 6)]
    other = [complaint(ago(9), closed=DAY), complaint(ago(9), "rejected"), complaint(date(2023, 3, 1))]
    seen = spring + other
    assert answer("upheld_complaint_count_12m", complaint=seen) == 4.0
    assert answer("upheld_complaint_share_24m", complaint=seen) == pytest.approx(5 / 7)
    assert answer("upheld_complaint_run_24m", complaint=seen) == 3.0
    assert answer("upheld_complaint_rise_12m", complaint=seen) == 3.0
    assert answer("repeat_upheld_complaint_count_24m", complaint=seen) == 4.0
    slow = [complaint(ago(12)), complaint(ago(32))]
    assert answer("upheld_complaint_days_mean_24m", complaint=slow) == 20.0


def test_a_danger_stands_open_until_it_is_known_to_be_put_right() -> None:
    def danger(days: int, mended: date | None) -> dict[str, Any]:
        return {"event_date": ago(days), "event_kind": "hidden_danger_order", "rectified_date": mended}

    accident = {"event_date": ago(500), "event_kind": "accident", "level": "larger"}
    seen = [danger(90, None), danger(60, DAY), danger(50, ago(20)), accident]
    assert answer("hidden_danger_open_count_36m", safety_event=seen) == 2.0
    assert answer("hidden_danger_open_days_max_36m", safety_event=seen) == 90.0
    assert answer("hidden_danger_days_mean_36m", safety_event=seen) == 30.0
    assert answer("accident_level_max_36m", safety_event=seen) == 2.0
