"""公示质量: lag by department, records shown too long, records shown without a basis."""

from __future__ import annotations

from datetime import date
from typing import Any

from creditscore.supervision import over_publication, publication_lag
from tests.provinces import province
from tests.supervision.subjects import AS_OF, FIRM, rows


def penalty(name: str, day: date, **more: Any) -> dict[str, Any]:
    return {
        "uscc": FIRM, "record_id": name, "event_date": day, "doc_no": name, "agency": "甲局", "domain": "tax",
        "penalty_kind": "fine", "fine": 2_000_000, "legal_basis": "某法第一条", "region_code": "220102", **more,
    }  # fmt: skip


def test_the_lag_of_each_department_is_told_by_kind_and_year(tmp_path):
    made = province(
        tmp_path,
        {"admin_penalty": [
            penalty("a", date(2024, 3, 4), known_date=date(2024, 3, 6)),
            penalty("b", date(2024, 3, 4), known_date=date(2024, 3, 14)),
            penalty("c", date(2024, 3, 4), known_date=date(2024, 3, 15)),
            penalty("d", date(2023, 3, 6), known_date=date(2023, 3, 7), agency="乙局"),
        ]},
    )  # fmt: skip
    columns = (
        "kind",
        "department",
        "year",
        "decisions",
        "median_days",
        "longest_days",
        "median_working_days",
        "within_share",
    )
    assert rows(publication_lag(made, as_of=AS_OF), *columns) == [
        ("penalty", "乙局", 2023, 1, 1.0, 1.0, 1.0, 1.0),
        ("penalty", "甲局", 2024, 3, 10.0, 11.0, 8.0, 1 / 3),
    ]


def test_a_record_shown_past_its_end_is_found_with_the_days_it_is_too_long(tmp_path):
    day = date(2023, 6, 1)
    tables = {
        "admin_penalty": [
            penalty("shown", day, publicity_until=date(2028, 1, 1)),
            penalty("in time", day, publicity_until=date(2024, 6, 1)),
            penalty("no date", day),
        ]
    }
    made = province(tmp_path, tables, data_until=date(2028, 1, 1))
    # a fine of 20,000 yuan is general under Order 36: one year, over when the Order came into force
    frame = over_publication(made, as_of=date(2026, 6, 1))
    assert rows(frame, "record_id", "fault", "published_until", "days_over", "rule_version") == [
        ("shown", "past_end", date(2026, 4, 1), 61, "ndrc_order_36")
    ]


def test_publicity_has_ended_on_the_first_day_it_is_over(tmp_path):
    shown = penalty("a", date(2021, 9, 2), publicity_until=date(2026, 1, 1))
    made = province(tmp_path, {"admin_penalty": [shown]})
    assert rows(over_publication(made, as_of=AS_OF), "fault", "days_over") == [("past_end", 0)]
    assert rows(over_publication(made, as_of=date(2024, 9, 1)), "fault") == [("declared_too_long",)]


def test_an_end_declared_later_than_the_rule_is_told_before_it_comes(tmp_path):
    made = province(tmp_path, {"admin_penalty": [
        penalty("long", date(2023, 6, 1), publicity_until=date(2030, 1, 1)),
        penalty("right", date(2023, 6, 1), publicity_until=date(2026, 6, 1)),
    ]})  # fmt: skip
    assert rows(over_publication(made, as_of=AS_OF), "record_id", "fault", "days_over") == [
        ("long", "declared_too_long", None)
    ]


def test_a_revoked_record_still_declared_as_shown_was_not_withdrawn(tmp_path):
    event = {"record_id": "gone", "table_name": "admin_penalty", "uscc": FIRM, "kind": "revoked",
             "event_date": date(2024, 6, 3), "known_date": date(2024, 6, 3)}  # fmt: skip
    tables = {
        "admin_penalty": [penalty("gone", date(2024, 3, 4), publicity_until=date(2025, 1, 1))],
        "record_event": [event],
    }
    frame = over_publication(province(tmp_path, tables), as_of=AS_OF)
    assert rows(frame, "record_id", "fault", "published_until") == [
        ("gone", "not_withdrawn", date(2024, 6, 4))
    ]


def test_a_contested_record_is_not_taken_for_one_shown_too_long(tmp_path):
    event = {"record_id": "asked", "table_name": "admin_penalty", "uscc": FIRM, "kind": "objection_filed",
             "event_date": date(2024, 6, 3), "known_date": date(2024, 6, 3)}  # fmt: skip
    tables = {
        "admin_penalty": [penalty("asked", date(2024, 3, 4), publicity_until=date(2025, 1, 1))],
        "record_event": [event],
    }
    assert len(over_publication(province(tmp_path, tables), as_of=AS_OF)) == 0


def test_what_is_shown_without_a_basis_is_found_and_what_has_left_is_not(tmp_path):
    entry = {
        "uscc": FIRM,
        "event_date": date(2023, 1, 9),
        "list_code": "wage_arrears",
        "determining_body": "丙局",
    }
    made = province(
        tmp_path,
        {
            "admin_penalty": [
                penalty("with", date(2024, 1, 8)),
                penalty("without", date(2024, 1, 8), legal_basis=" "),
                penalty("ended", date(2020, 1, 8), legal_basis=None, publicity_until=date(2021, 1, 8)),
            ],
            "list_entry": [
                {**entry, "record_id": "bare"},
                {**entry, "record_id": "left", "exit_date": date(2024, 1, 2)},
                {**entry, "record_id": "based", "basis": "某办法"},
            ],
        },
    )
    frame = over_publication(made, as_of=AS_OF)
    assert rows(frame, "table", "record_id", "fault", "department") == [
        ("admin_penalty", "without", "no_basis", "甲局"),
        ("list_entry", "bare", "no_basis", "丙局"),
    ]


def test_a_column_that_is_never_delivered_accuses_nobody(tmp_path):
    made = province(tmp_path, {"admin_penalty": [penalty("a", date(2024, 1, 8), legal_basis=None)]})
    assert len(over_publication(made, as_of=AS_OF)) == 0


def test_an_end_that_only_a_later_rule_or_a_later_change_brings_is_not_known_yet(tmp_path):
    event = {"record_id": "a", "table_name": "admin_penalty", "uscc": FIRM, "kind": "repaired",
             "event_date": date(2024, 10, 8), "known_date": date(2024, 10, 8)}  # fmt: skip
    shown = penalty("a", date(2023, 6, 1), publicity_until=date(2026, 6, 1))
    made = province(
        tmp_path, {"admin_penalty": [shown], "record_event": [event]}, data_until=date(2028, 1, 1)
    )
    assert len(over_publication(made, as_of=AS_OF)) == 0
    assert rows(over_publication(made, as_of=date(2024, 10, 10)), "fault", "days_over") == [
        ("not_withdrawn", 1)
    ]
