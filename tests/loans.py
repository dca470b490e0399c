"""Entities and loans made by hand, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from creditscore import features
from creditscore.plan import Feature, GradeScale, months_before
from creditscore.samples import Spec

Row = dict[str, Any]

GRADES = GradeScale(name="market_9", grades=("A", "B", "C"), floors=(700.0, 600.0))
YUAN = 100


def code(number: int) -> str:
    return f"91220101MA{number:08d}"


def firm(uscc: str, **values: Any) -> Row:
    """One registration, of an active enterprise established in 2015."""
    row = {
        "uscc": uscc,
        "event_date": date(2015, 1, 1),
        "entity_type": "enterprise",
        "established_on": date(2015, 1, 1),
    }
    return (
        row
        | {
            "oper_region_code": "220102",
            "industry_code": "C13",
            "size_class": "small",
            "reg_status": "active",
        }
        | values
    )


def month_end(year: int, month: int) -> date:
    return months_before(date(year, month, 1), -1) - timedelta(days=1)


def loan(
    uscc: str,
    *,
    first: tuple[int, int] = (2020, 1),
    last: tuple[int, int] = (2022, 12),
    contract: str = "L1",
    changes: Mapping[tuple[int, int], Row] | None = None,
    without: tuple[tuple[int, int], ...] = (),
    balance: int = 100_000 * YUAN,
) -> list[Row]:
    """Monthly performance, current and in class 1 but for ``changes`` by (year, month)."""
    rows: list[Row] = []
    year, month = first
    while (year, month) <= last:
        if (year, month) not in without:
            row = {
                "record_id": f"{uscc}-{contract}-{year}-{month:02d}", "uscc": uscc, "contract_no": contract,
                "event_date": month_end(year, month), "month": date(year, month, 1), "balance": balance, "dpd": 0,
                "five_class": 1,
            }  # fmt: skip
            rows.append(row | (changes or {}).get((year, month), {}))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return rows


def chosen(*names: str) -> tuple[Feature, ...]:
    return tuple(features.get(name) for name in names)


def spec(**values: Any) -> Spec:
    """A financing spec with two features over loans."""
    declared: dict[str, Any] = {
        "evaluation": "enterprise_financing", "subjects": ("enterprise", "cooperative"), "layer": "authorised",
        "outcome": "bad_12m", "features": chosen("loan_max_dpd_12m", "loan_months_12m"), "grade_scale": GRADES,
    }  # fmt: skip
    return Spec(**declared | values)
