"""By when an objection is annotated and answered, under time limits chosen by name."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore import records, rights
from creditscore.codes import workdays
from creditscore.errors import RightsError
from creditscore.rights.objections import SETS, TIME_LIMITS

FILED = date(2024, 2, 8)
"""The last working day before the spring festival of 2024: the next is 18 February, a Sunday that is worked."""


def objection(**values) -> dict[str, object]:
    blank = dict.fromkeys(column.name for column in records.OBJECTION.columns)
    blank |= {
        "record_id": "o",
        "uscc": "91220101MA00000000",
        "about_table": "admin_penalty",
        "about_record_id": "p",
    }
    return {**blank, "event_date": FILED, "known_date": FILED, **values}


def due(terms: str, row=None, on: date = date(2024, 6, 1), **asked) -> dict[str, tuple[date, bool | None]]:
    found = rights.deadlines(row or objection(), terms=terms, on=on, **asked)
    return {deadline.limit.step: (deadline.due, deadline.overdue) for deadline in found}


def test_the_set_of_time_limits_is_named_never_silent():
    with pytest.raises(TypeError):
        rights.deadlines(objection(), on=FILED)
    with pytest.raises(RightsError, match="objection terms 'jilin': unknown; wanted one of"):
        rights.deadlines(objection(), terms="jilin", on=date(2024, 6, 1))


def test_no_time_limit_claims_to_be_jilins():
    assert set(SETS) == {"shandong", "shanghai", "taizhou", "credit_reporting", "ndrc_order_36"}
    for limit in TIME_LIMITS:
        assert limit.source and limit.status == "S" and limit.place_en != "Jilin"


def test_working_days_are_counted_over_the_holidays():
    assert due("shanghai") == {
        "annotate": (workdays.add(FILED, 1), True),
        "answer": (workdays.add(FILED, 5), True),
    }
    assert workdays.add(FILED, 1) == date(2024, 2, 9) or workdays.add(FILED, 1) == date(2024, 2, 18)


def test_another_units_records_take_longer_and_somebody_has_to_say_whose_they_are():
    with pytest.raises(RightsError, match="say cross_unit=True or False"):
        due("shandong")
    assert due("shandong", cross_unit=False)["answer"][0] == workdays.add(FILED, 3)
    assert due("shandong", cross_unit=True)["answer"][0] == workdays.add(FILED, 7)


def test_calendar_days_are_calendar_days():
    assert due("credit_reporting")["answer"][0] == date(2024, 2, 28)


def test_it_is_overdue_once_the_last_day_has_passed():
    last = workdays.add(FILED, 5)
    after = date.fromordinal(last.toordinal() + 1)
    assert due("shanghai", on=last)["answer"] == (last, False)
    assert due("shanghai", on=after)["answer"] == (last, False)
    assert due("shanghai", on=date.fromordinal(last.toordinal() + 2))["answer"] == (last, True)


def test_an_answer_in_time_is_not_overdue_and_a_late_one_stays_late():
    last = workdays.add(FILED, 5)
    timely = objection(result="rejected", closed_date=last, annotated_date=workdays.add(FILED, 1))
    assert due("shanghai", timely) == {"annotate": (workdays.add(FILED, 1), False), "answer": (last, False)}
    late = objection(result="rejected", closed_date=date.fromordinal(last.toordinal() + 1))
    assert due("shanghai", late)["answer"] == (last, True)


def test_an_answer_dated_today_is_not_seen_today():
    last = workdays.add(FILED, 5)
    answered = objection(result="rejected", closed_date=last)
    found = rights.deadlines(answered, terms="shanghai", on=last)
    assert [deadline.done for deadline in found if deadline.limit.step == "answer"] == [None]
    assert rights.deadlines(objection(), terms="shanghai", on=FILED) == ()


def test_what_follows_from_the_result_is_owed_then_and_not_measured():
    closed = date(2024, 3, 1)
    upheld = objection(result="upheld", closed_date=closed)
    assert due("shandong", upheld, cross_unit=False)["withdraw"] == (workdays.add(closed, 3), None)
    unverifiable = objection(result="unverifiable", closed_date=closed)
    assert due("taizhou", unverifiable)["stop_disclosure"] == (closed, None)
    assert "stop_disclosure" not in due("taizhou", upheld)


def test_every_objection_gets_a_row_a_step():
    found = rights.deadline_rows(
        [objection(), objection(record_id="o2")], terms="taizhou", on=date(2024, 6, 1)
    )
    assert [(row["record_id"], row["step"]) for row in found] == [
        ("o", "annotate"), ("o", "answer"), ("o2", "annotate"), ("o2", "answer"),
    ]  # fmt: skip
    assert all("S28b" in row["source"] and row["overdue"] for row in found)


# ------------------------------------------------------------------ NDRC Order 36, arts. 16 and 18

NATIONAL = date(2026, 4, 1)


def application(**values) -> dict[str, object]:
    blank = dict.fromkeys(column.name for column in records.REPAIR_APPLICATION.columns)
    blank |= {
        "record_id": "a",
        "uscc": "91220101MA00000000",
        "about_table": "admin_penalty",
        "about_record_id": "p",
    }
    return {**blank, "event_date": NATIONAL, "known_date": NATIONAL, **values}


def test_the_national_time_limits_are_those_of_order_36():
    def limits(procedure: str) -> list[tuple[str, int, str]]:
        found = rights.time_limits("ndrc_order_36", procedure=procedure)
        assert {(limit.in_force_from, limit.unit) for limit in found} == {(NATIONAL, "working_days")}
        return [(limit.step, limit.days, limit.counts_from) for limit in found]

    assert limits("objection") == [("forward", 1, "filed"), ("answer", 7, "accepted")]
    assert limits("repair") == [
        ("answer", 10, "filed"), ("accept", 3, "forwarded"), ("decide", 7, "accepted"), ("decide_extended", 17, "accepted"),
    ]  # fmt: skip


def test_a_repair_is_answered_within_ten_working_days_of_the_application():
    last = workdays.add(NATIONAL, 10)
    on = date(2026, 6, 1)
    (open_,) = rights.deadlines(application(), terms="ndrc_order_36", on=on, procedure="repair")
    assert (open_.limit.step, open_.due, open_.done, open_.overdue) == ("answer", last, None, True)
    granted = application(result="granted", closed_date=last)
    (row,) = rights.deadline_rows([granted], terms="ndrc_order_36", on=on, procedure="repair")
    assert (row["due"], row["done"], row["overdue"]) == (last, last, False)
    with pytest.raises(RightsError, match="repair terms 'shanghai': unknown; wanted one of"):
        rights.deadlines(application(), terms="shanghai", on=on, procedure="repair")


def test_an_objection_is_passed_on_within_a_working_day_and_nothing_is_invented_about_acceptance():
    filed = objection(event_date=NATIONAL, known_date=NATIONAL)
    (passed_on,) = rights.deadlines(filed, terms="ndrc_order_36", on=date(2026, 6, 1))
    assert (passed_on.limit.step, passed_on.due) == ("forward", workdays.add(NATIONAL, 1))
    assert (passed_on.measured, passed_on.overdue) == (False, None)


def test_what_was_filed_before_the_order_has_no_deadline_by_it():
    before = date(2026, 3, 31)
    early = application(event_date=before, known_date=before)
    assert rights.deadlines(early, terms="ndrc_order_36", on=date(2026, 6, 1), procedure="repair") == ()
