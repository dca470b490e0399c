"""践诺: commitments kept, broken, false or never looked at."""

from __future__ import annotations

from datetime import date
from typing import Any

from creditscore.codes import commitment_items
from creditscore.supervision import commitment_alerts, commitment_fulfilment, commitment_registry
from tests.provinces import province
from tests.supervision.subjects import AS_OF, FIRM, OTHER_FIRM, rows


def promise(name: str, outcome: str | None = None, **more: Any) -> dict[str, Any]:
    verified = date(2024, 6, 3) if outcome else None
    return {
        "uscc": FIRM, "record_id": name, "event_date": date(2024, 1, 8), "commitment_no": name, "domain": "food",
        "commitment_type": "proof", "matter": "x", "outcome": outcome, "verified_date": verified, "source_code": "甲局",
        "due_date": date(2024, 9, 2), **more,
    }  # fmt: skip


def test_the_rate_is_over_what_was_verified(tmp_path):
    made = province(tmp_path, {"commitment": [
        promise("a", "fulfilled"), promise("b", "fulfilled"), promise("c", "partly"), promise("d", "breached"),
        promise("e", "false_promise"), promise("f", "pending"), promise("g"), promise("h", due_date=date(2024, 9, 1)),
    ]})  # fmt: skip
    frame = commitment_fulfilment(made, as_of=AS_OF, smallest=1)
    columns = ("department", "made", "entities", "verified", "fulfilled", "partly", "breached", "false_promise", "overdue",
               "fulfilment_rate")  # fmt: skip
    assert rows(frame, *columns) == [("甲局", 8, 1, 5, 2, 1, 1, 1, 1, 0.4)]


def test_an_outcome_verified_tomorrow_is_not_known_today(tmp_path):
    made = province(tmp_path, {"commitment": [promise("a", "fulfilled", verified_date=AS_OF)]})
    assert rows(commitment_fulfilment(made, as_of=AS_OF), "verified", "fulfilment_rate") == [(0, None)]


def test_a_matter_of_the_registry_names_its_department(tmp_path):
    item = commitment_items.get("assured_consumption")
    made = province(
        tmp_path, {"commitment": [promise("a", item_code=item.code), promise("b", item_code="unheard of")]}
    )
    frame = commitment_fulfilment(made, as_of=AS_OF)
    assert rows(frame, "department", "made", "in_registry") == [(item.department_zh, 1, 1), ("甲局", 1, 0)]


def test_every_matter_of_the_registry_is_listed_with_how_it_is_kept(tmp_path):
    kept = [promise("a", "fulfilled"), promise("b", "breached"), promise("c")]
    made = province(tmp_path, {"commitment": [{**row, "item_code": "repair_2023"} for row in kept]})
    frame = commitment_registry(made, as_of=AS_OF)
    assert sorted(frame["item_code"]) == sorted(commitment_items.ITEMS)
    by = {
        code: rest
        for code, *rest in rows(
            frame, "item_code", "made", "verified", "fulfilled", "fulfilment_rate", "in_force"
        )
    }
    assert by["repair_2023"] == [3, 2, 1, 0.5, False], "known, not verified: never shown as in force"
    assert by["repair_2026"] == [0, 0, 0, None, False], "not yet in force"
    assert by["metrology_integrity"][-1] is True


def test_overdue_and_false_commitments_are_listed_with_what_else_is_open_in_the_domain(tmp_path):
    made = province(tmp_path, {"commitment": [
        promise("false", "false_promise"),
        promise("overdue", due_date=date(2024, 8, 23)),
        promise("open"),
        promise("elsewhere", domain="tax"),
        promise("of another", uscc=OTHER_FIRM),
        promise("kept", "fulfilled", due_date=date(2024, 2, 1)),
        promise("undated", due_date=None),
    ]})  # fmt: skip
    frame = commitment_alerts(made, as_of=AS_OF)
    assert rows(frame, "alert", "record_id", "days_over", "also_open") == [
        ("false_promise", "false", None, 3),
        ("overdue_unverified", "overdue", 10, 2),
    ]


def test_few_entities_are_not_shown(tmp_path):
    made = province(tmp_path, {"commitment": [promise("a"), promise("b", uscc=OTHER_FIRM)]})
    assert rows(commitment_fulfilment(made, as_of=AS_OF), "made", "entities") == [(2, None)]
