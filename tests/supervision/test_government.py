"""政府失信治理: open entries of government bodies, how they are cleared, and what bodies owe to firms."""

from __future__ import annotations

from datetime import date
from typing import Any

from creditscore.supervision import gov_arrears, gov_clearance, gov_defaulters
from tests.provinces import province
from tests.supervision.subjects import AS_OF, BODY, FIRM, OTHER_BODY, OTHER_FIRM, registered, rows


def entry(name: str, who: str, day: date, **more: Any) -> dict[str, Any]:
    return {
        "uscc": who,
        "record_id": name,
        "event_date": day,
        "list_code": "judgment_defaulter",
        "decision_no": name,
        **more,
    }


def entities() -> list[dict[str, Any]]:
    there = registered(OTHER_BODY, region="220203")
    return (
        registered(BODY, region="220102")
        + there
        + registered(FIRM, size_class="small")
        + registered(OTHER_FIRM, size_class="large")
    )


ENTRIES = [
    entry("open", BODY, date(2024, 8, 3)),
    entry("old", BODY, date(2022, 9, 2), exit_date=date(2023, 9, 1)),
    entry("cleared", OTHER_BODY, date(2023, 9, 1), exit_date=date(2024, 5, 6)),
    entry("firm", FIRM, date(2024, 8, 3)),
    entry("another list", BODY, date(2024, 8, 3), list_code="wage_arrears"),
    entry("to come", OTHER_BODY, date(2024, 8, 3), known_date=AS_OF),
]


def test_open_entries_of_government_bodies_are_listed_with_the_days_they_are_open(tmp_path):
    made = province(tmp_path, {"entity": entities(), "list_entry": ENTRIES})
    assert rows(gov_defaulters(made, as_of=AS_OF), "region", "uscc", "record_id", "days_open") == [
        ("220102", BODY, "open", 30)
    ]


def test_clearance_is_counted_by_prefecture_and_for_the_province(tmp_path):
    made = province(tmp_path, {"entity": entities(), "list_entry": ENTRIES})
    columns = ("region", "open", "bodies", "longest_open", "entered_12m", "cleared_12m", "target_met")
    assert rows(gov_clearance(made, as_of=AS_OF), *columns) == [
        ("220100", 1, 1, 30, 1, 0, False),
        ("220200", 0, 0, None, 0, 1, True),
        (None, 1, 1, 30, 1, 1, False),
    ]


def test_a_province_without_an_entry_has_met_the_target(tmp_path):
    made = province(tmp_path, {"entity": entities(), "list_entry": []})
    assert rows(gov_clearance(made, as_of=AS_OF), "region", "open", "target_met") == [(None, 0, True)]


def contract(
    number: str, who: str = BODY, *, due: date = date(2024, 6, 3), role: str = "debtor", **more: Any
):
    return {
        "uscc": who, "event_date": due, "contract_no": number, "contract_role": role, "contract_type": "procurement",
        "amount": 1_000_000, **more,
    }  # fmt: skip


def test_what_a_government_body_paid_late_or_still_owes_to_firms_is_found(tmp_path):
    firm = {"counterparty_kind": "enterprise"}
    contracts = [
        contract("late", **firm, performed_date=date(2024, 7, 3)),
        contract("owed", **firm),
        contract("in time", **firm, performed_date=date(2024, 6, 3)),
        contract("not due", **firm, due=date(2024, 10, 8), known_date=date(2024, 1, 2)),
        contract("to a body", counterparty_kind="gov_body"),
        contract("of a firm", who=FIRM, **firm),
        contract("stated done", **firm, outcome="performed", outcome_date=date(2024, 6, 20)),
    ]
    made = province(tmp_path, {"entity": entities(), "contract_performance": contracts})
    columns = (
        "contract_no",
        "region",
        "amount",
        "performed_date",
        "days_late",
        "outstanding",
        "creditor_size",
    )
    assert rows(gov_arrears(made, as_of=AS_OF), *columns) == [
        ("late", "220102", 10_000.0, date(2024, 7, 3), 30, False, None),
        ("owed", "220102", 10_000.0, None, 91, True, None),
    ]


def test_the_other_side_of_a_contract_says_how_large_the_creditor_is(tmp_path):
    contracts = [
        contract("small"), contract("small", who=FIRM, role="creditor"),
        contract("large"), contract("large", who=OTHER_FIRM, role="creditor"),
    ]  # fmt: skip
    made = province(tmp_path, {"entity": entities(), "contract_performance": contracts})
    assert rows(gov_arrears(made, as_of=AS_OF), "contract_no", "creditor", "creditor_size") == [
        ("small", FIRM, "small")
    ]


def test_a_payment_of_tomorrow_is_still_owed_today(tmp_path):
    paid = contract("a", counterparty_kind="enterprise", performed_date=AS_OF)
    made = province(tmp_path, {"entity": entities(), "contract_performance": [paid]})
    assert rows(gov_arrears(made, as_of=AS_OF), "outstanding", "days_late") == [(True, 91)]
