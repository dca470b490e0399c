"""信用贷款占比: unsecured and first loans by segment and month."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from creditscore.codes import uscc
from creditscore.supervision import credit_loans
from tests.provinces import province
from tests.supervision.subjects import AS_OF, registered, rows

MICRO = [uscc.make(kind="91", region_code="220102", organisation=f"MA{n:06d}") for n in range(12)]
LARGE = [uscc.make(kind="91", region_code="220102", organisation=f"MC{n:06d}") for n in range(10)]
SHOPS = [uscc.make(kind="92", region_code="220102", organisation=f"MD{n:06d}") for n in range(3)]
JULY, AUGUST = date(2024, 7, 1), date(2024, 8, 1)


def loan(who: str, day: date, yuan: int, **more: Any) -> dict[str, Any]:
    return {
        "uscc": who, "event_date": day, "contract_no": f"{who}-{day}", "bank_code": "B", "product": "other",
        "guarantee_type": "mortgage", "principal": yuan * 100, "due_date": date(2026, 1, 1), **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    loans = [loan(who, date(2024, 7, 5), 1_000) for who in MICRO]
    loans += [
        loan(who, date(2024, 7, 9), 3_000, guarantee_type="none", product="first_loan") for who in LARGE
    ]
    loans += [loan(who, date(2024, 8, 9), 500, guarantee_type="none") for who in SHOPS]
    loans += [loan(MICRO[0], date(2024, 9, 1), 9_999), loan(MICRO[0], date(2024, 6, 3), 7)]
    balances = [
        {"uscc": row["uscc"], "event_date": date(2024, 7, 31), "contract_no": row["contract_no"], "month": JULY,
         "balance": row["principal"] // 2}
        for row in loans if row["event_date"].month == 7
    ]  # fmt: skip
    entities = registered(*MICRO, size_class="micro") + registered(*LARGE, size_class="large")
    entities += registered(*SHOPS, entity_type="individual_business")
    tables = {"entity": entities, "loan_contract": loans, "loan_performance": balances}
    return province(tmp_path_factory.mktemp("loans") / "p", tables)


def segment(frame, name: str, *columns: str) -> dict[date, tuple[Any, ...]]:
    return {month: tuple(rest) for month, *rest in rows(frame[frame["segment"] == name], "month", *columns)}


FLOW = ("loans", "borrowers", "first_loans", "principal", "unsecured_principal", "unsecured_share")


def test_new_loans_are_told_by_segment_in_yuan(made):
    frame = credit_loans(made, as_of=AS_OF, months=2)
    assert segment(frame, "all", *FLOW)[JULY] == (22, 22, 10, 42_000.0, 30_000.0, 30 / 42)
    assert segment(frame, "micro", *FLOW)[JULY] == (12, 12, 0, 12_000.0, 0.0, 0.0)
    assert segment(frame, "small_firms", *FLOW)[JULY] == segment(frame, "micro", *FLOW)[JULY]
    assert segment(frame, "enterprise", *FLOW)[JULY] == segment(frame, "all", *FLOW)[JULY]


def test_the_stock_is_told_where_balances_are_delivered(made):
    frame = credit_loans(made, as_of=AS_OF, months=2)
    stock = segment(frame, "all", "balance", "unsecured_balance", "balance_share")
    assert stock == {JULY: (21_000.0, 15_000.0, 15 / 21), AUGUST: (None, None, None)}


def test_a_month_with_few_borrowers_is_not_shown(made):
    frame = credit_loans(made, as_of=AS_OF, months=2)
    assert segment(frame, "individual_business", *FLOW)[AUGUST] == (None,) * 6
    shown = credit_loans(made, as_of=AS_OF, months=2, smallest=1)
    assert segment(shown, "individual_business", *FLOW)[AUGUST] == (3, 3, 0, 1_500.0, 1_500.0, 1.0)


def test_a_month_without_loans_is_a_zero_and_has_no_share(made):
    frame = credit_loans(made, as_of=AS_OF, months=2)
    assert segment(frame, "individual_business", *FLOW)[JULY] == (0, 0, 0, 0.0, 0.0, None)


def test_the_reference_lines_are_those_of_another_province_and_say_so(made):
    frame = credit_loans(made, as_of=AS_OF, months=1)
    assert segment(frame, "micro", "reference_line") == {AUGUST: (0.14,)}
    assert segment(frame, "all", "reference_line") == {AUGUST: (None,)}
