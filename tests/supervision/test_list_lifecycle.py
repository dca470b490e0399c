"""名单全周期: entries past their term, exits without evidence, entries that should have moved on."""

from __future__ import annotations

from datetime import date
from typing import Any

from creditscore.supervision import list_lifecycle
from tests.provinces import province
from tests.supervision.subjects import AS_OF, FIRM, OTHER_FIRM, rows


def entry(name: str, code: str, day: date, **more: Any) -> dict[str, Any]:
    return {
        "uscc": FIRM, "record_id": name, "event_date": day, "list_code": code, "decision_no": name,
        "determining_body": "甲局", "region_code": "220102", "basis": "某办法", **more,
    }  # fmt: skip


def change(name: str, kind: str, day: date) -> dict[str, Any]:
    return {
        "record_id": name,
        "table_name": "list_entry",
        "uscc": FIRM,
        "kind": kind,
        "event_date": day,
        "known_date": day,
    }


def found(folder, entries: list[dict[str, Any]], *columns: str, as_of: date = AS_OF, **tables: Any):
    frame = list_lifecycle(province(folder, {"list_entry": entries, **tables}), as_of=as_of)
    return rows(frame, *columns)


def test_an_entry_open_past_the_sourced_term_of_its_list_is_found(tmp_path):
    entries = [
        entry("past", "wage_arrears", date(2021, 8, 31)),
        entry("last day", "wage_arrears", date(2021, 9, 2)),
        entry("left", "wage_arrears", date(2021, 1, 4), exit_date=date(2024, 1, 4), exit_kind="expired"),
    ]
    assert found(tmp_path, entries, "record_id", "finding", "due_date", "days_over", "basis_kind") == [
        ("past", "past_term", date(2024, 8, 31), 2, "law")
    ]


def test_a_term_that_no_source_states_is_not_applied_but_one_in_the_decision_is(tmp_path):
    entries = [
        entry("unsourced", "gov_procurement_serious", date(2019, 1, 7)),
        entry("stated", "gov_procurement_serious", date(2022, 1, 10), term_months=24),
        entry("longer", "wage_arrears", date(2021, 1, 4), term_months=60),
    ]
    assert found(tmp_path, entries, "record_id", "finding", "due_date", "detail") == [
        ("stated", "past_term", date(2024, 1, 10), "term_of_the_decision")
    ]


def test_a_list_that_lasts_until_the_duty_is_done_has_no_term(tmp_path):
    assert found(tmp_path, [entry("a", "judgment_defaulter", date(2015, 1, 5))], "finding") == []


def test_an_exit_without_evidence_is_found_and_one_with_it_is_not(tmp_path):
    left = date(2024, 3, 4)
    entries = [
        entry("bare", "judgment_defaulter", date(2023, 1, 9), exit_date=left),
        entry("said", "judgment_defaulter", date(2023, 1, 9), exit_date=left, exit_kind="repaired"),
        entry("shown", "judgment_defaulter", date(2023, 1, 9), exit_date=left, exit_kind="repaired"),
        entry("granted", "judgment_defaulter", date(2023, 1, 9), exit_date=left, exit_kind="repaired"),
        entry("other", "judgment_defaulter", date(2023, 1, 9), exit_date=left, exit_kind="revoked"),
        entry("early", "wage_arrears", date(2023, 1, 9), exit_date=left, exit_kind="expired"),
        entry("in time", "wage_arrears", date(2021, 1, 9), exit_date=left, exit_kind="expired"),
    ]
    asked = {
        "uscc": FIRM, "event_date": date(2024, 2, 1), "application_no": "1", "about_table": "list_entry",
        "about_record_id": "granted", "result": "granted", "closed_date": date(2024, 3, 1),
    }  # fmt: skip
    events = [change("shown", "repaired", left), change("other", "repaired", left)]
    answer = found(
        tmp_path, entries, "record_id", "finding", "detail", record_event=events, repair_application=[asked]
    )
    assert answer == [
        ("bare", "exit_without_evidence", "no_kind_of_exit"),
        ("other", "exit_without_evidence", "no_such_change_of_the_record"),
        ("said", "exit_without_evidence", "no_such_change_of_the_record"),
        ("early", "exit_without_evidence", "expired_before_its_term"),
    ]


def test_an_exit_that_lies_ahead_is_not_yet_one(tmp_path):
    ahead = entry("a", "judgment_defaulter", date(2023, 1, 9), exit_date=AS_OF)
    assert found(tmp_path, [ahead], "finding") == []


def test_three_years_on_the_abnormal_list_moved_an_entity_on_while_that_was_the_rule(tmp_path):
    entries = [
        entry("then", "abnormal_operation", date(2020, 6, 1)),
        entry("moved", "abnormal_operation", date(2020, 6, 1), uscc=OTHER_FIRM),
        entry("serious", "serious_illegal_samr", date(2023, 6, 2), uscc=OTHER_FIRM),
        entry("after", "abnormal_operation", date(2021, 6, 1)),
        entry("young", "abnormal_operation", date(2021, 9, 3)),
    ]
    assert found(tmp_path, entries, "record_id", "finding", "due_date", "detail", "basis_kind") == [
        ("then", "escalate", date(2023, 6, 1), "serious_illegal_samr", "law"),
        ("after", "long_unremedied", date(2024, 6, 1), "serious_illegal_samr", "project_default"),
    ]


def test_two_years_on_the_abnormal_list_of_social_organisations_move_one_on(tmp_path):
    entries = [entry("a", "so_abnormal", date(2022, 9, 2)), entry("b", "so_abnormal", date(2022, 9, 3))]
    assert found(tmp_path, entries, "record_id", "finding", "detail", "days_over") == [
        ("a", "escalate", "so_serious", None)
    ]
    later = found(tmp_path / "later", entries, "record_id", "days_over", as_of=date(2024, 9, 4))
    assert later == [("a", 2), ("b", 1)]
