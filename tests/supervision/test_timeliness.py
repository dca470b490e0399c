"""修复与异议时效: how long procedures took, and against which limit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from creditscore.codes import workdays
from creditscore.errors import RecordsError
from creditscore.supervision import Limit, objection_limits, procedure_timeliness, repair_limits
from tests.provinces import province
from tests.supervision.subjects import AS_OF, FIRM, rows

FILED = date(2024, 4, 30)
"""Before the Labour Day holidays: the fifth working day after it is 10 May, the sixth Saturday 11 May, a made-up workday."""


def asked(name: str, closed: date | None, result: str | None = "granted", **more: Any) -> dict[str, Any]:
    return {
        "uscc": FIRM, "record_id": name, "event_date": FILED, "application_no": name, "about_table": "admin_penalty",
        "about_record_id": "p", "result": result, "closed_date": closed, "region_code": "220102", **more,
    }  # fmt: skip


def objected(name: str, annotated: date | None, closed: date | None) -> dict[str, Any]:
    row = asked(name, closed, "upheld" if closed else None, annotated_date=annotated, objection_no=name)
    del row["application_no"]
    return row


APPLICATIONS = [
    asked("a", date(2024, 5, 7)), asked("b", date(2024, 5, 10), "refused"), asked("c", date(2024, 5, 11)),
    asked("d", None, None), asked("e", AS_OF), asked("f", date(2024, 8, 1), event_date=date(2024, 8, 1)),
]  # fmt: skip


def test_the_calendar_of_the_state_is_used():
    assert [
        workdays.between(FILED, day) for day in (date(2024, 5, 7), date(2024, 5, 10), date(2024, 5, 11))
    ] == [2, 5, 6]


def test_procedures_are_counted_by_month_of_filing_without_a_limit_nobody_gave(tmp_path):
    made = province(tmp_path, {"repair_application": APPLICATIONS})
    columns = ("procedure", "region", "month", "filed", "closed", "granted", "open", "median_working_days", "limit", "within",
               "overdue", "within_share")  # fmt: skip
    assert rows(procedure_timeliness(made, as_of=AS_OF), *columns) == [
        ("repair", "220102", date(2024, 4, 1), 5, 3, 2, 2, 5.0, None, None, None, None),
        ("repair", "220102", date(2024, 8, 1), 1, 1, 1, 0, 0.0, None, None, None, None),
    ]


def test_a_limit_is_met_on_its_last_day_and_what_is_open_past_it_is_overdue(tmp_path):
    made = province(tmp_path, {"repair_application": APPLICATIONS})
    frame = procedure_timeliness(made, as_of=AS_OF, limits={"repair": Limit(days=5, source="the province")})
    assert rows(frame, "month", "within", "overdue", "within_share", "limit_unit", "limit_source") == [
        (date(2024, 4, 1), 2, 2, 0.4, "working_days", "the province"),
        (date(2024, 8, 1), 1, 0, 1.0, "working_days", "the province"),
    ]


def test_a_repair_is_measured_against_the_national_limit_since_it_is_in_force(tmp_path):
    """Order 36, art. 16: ten working days, for what was filed from 2026-04-01 on."""
    filed, as_of = date(2026, 4, 10), date(2026, 6, 1)
    new = [
        asked("n", workdays.add(filed, 10), event_date=filed), asked("o", workdays.add(filed, 11), event_date=filed),
        asked("p", None, None, event_date=filed),
    ]  # fmt: skip
    made = province(tmp_path, {"repair_application": [*APPLICATIONS, *new]}, data_until=date(2026, 7, 1))
    frame = procedure_timeliness(made, as_of=as_of)
    assert rows(frame, "month", "within", "overdue", "within_share", "limit") == [
        (date(2024, 4, 1), None, None, None, None),
        (date(2024, 8, 1), None, None, None, None),
        (date(2026, 4, 1), 1, 1, 1 / 3, 10),
    ]
    assert repair_limits()["repair"].source.endswith(frame["limit_source"].iloc[-1].split(": ")[-1])


def test_an_objection_is_measured_against_the_set_of_limits_that_was_named(tmp_path):
    made = province(tmp_path, {"objection": [
        objected("a", date(2024, 5, 6), date(2024, 5, 10)), objected("b", date(2024, 5, 7), date(2024, 5, 11)),
    ]})  # fmt: skip
    limits = objection_limits("shanghai")
    assert (limits["annotation"].days, limits["objection"].days) == (1, 5)
    frame = procedure_timeliness(made, as_of=AS_OF, limits=limits)
    assert rows(frame, "procedure", "closed", "granted", "within", "within_share") == [
        ("annotation", 2, None, 1, 0.5),
        ("objection", 2, 2, 1, 0.5),
    ]


def test_a_limit_in_calendar_days_is_counted_in_calendar_days(tmp_path):
    made = province(tmp_path, {"objection": [
        objected("a", None, date(2024, 5, 20)), objected("b", None, date(2024, 5, 21)),
    ]})  # fmt: skip
    limit = Limit(days=20, unit="calendar_days", source="S29b")
    frame = procedure_timeliness(made, as_of=AS_OF, limits={"objection": limit})
    assert rows(frame[frame["procedure"] == "objection"], "within", "overdue") == [(1, 0)]


def test_without_procedures_the_question_is_refused(tmp_path):
    with pytest.raises(RecordsError, match="repair_application"):
        procedure_timeliness(province(tmp_path, {"entity": []}), as_of=AS_OF)
