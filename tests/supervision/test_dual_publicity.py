"""双公示质量: late, missing, unreported for long and wrong, each planted and each found."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records
from creditscore.codes import workdays
from creditscore.errors import RecordsError
from creditscore.records import Province
from creditscore.supervision import Quarantine, band, dual_publicity, missing_decisions, sheet, wrong_rows
from tests.provinces import province
from tests.records.tables import SUBJECT, resident_id, row, write
from tests.supervision.subjects import AS_OF, FIRM, OTHER_FIRM, rows

DECIDED = date(2024, 2, 8)
"""The last working day before the Spring Festival of 2024; the seventh after it is 23 February."""

SEVENTH = date(2024, 2, 23)
COUNTS = ("registered", "reported", "late", "missing", "concealed", "not_due")


def penalty(number: int, known: date, *, day: date = DECIDED, **more: Any) -> dict[str, Any]:
    return {
        "uscc": FIRM, "record_id": f"p{number}", "event_date": day, "known_date": known, "doc_no": f"罚〔2024〕{number}号",
        "agency": "甲局", "region_code": "220102", **more,
    }  # fmt: skip


def registered(number: int, *, day: date = DECIDED, kind: str = "penalty", **more: Any) -> dict[str, Any]:
    return {
        "uscc": FIRM, "record_id": f"r{number}", "event_date": day, "decision_kind": kind, "doc_no": f"罚〔2024〕{number}号",
        "agency": "甲局", "region_code": "220102", **more,
    }  # fmt: skip


def quality(folder: Path, *, as_of: date = AS_OF, **tables: Any) -> pd.DataFrame:
    return dual_publicity(province(folder, tables), as_of=as_of)


def test_the_seventh_working_day_is_in_time_and_the_eighth_is_late(tmp_path):
    assert workdays.between(DECIDED, SEVENTH) == 7
    frame = quality(tmp_path, admin_penalty=[penalty(1, SEVENTH), penalty(2, date(2024, 2, 26))])
    assert rows(
        frame, "kind", "department", "region", "month", "reported", "late", "late_share", "late_band"
    ) == [("penalty", "甲局", "220102", date(2024, 2, 1), 2, 1, 0.5, "bad")]


def test_weekends_holidays_and_made_up_workdays_are_told_apart(tmp_path):
    after_weekend = SEVENTH + timedelta(days=2)
    frame = quality(tmp_path, admin_penalty=[penalty(1, after_weekend)])
    assert after_weekend.weekday() == 6
    assert rows(frame, "late") == [(0,)]


def test_a_correction_is_not_a_late_report(tmp_path):
    first = penalty(1, date(2024, 2, 18), superseded_date=date(2024, 6, 3))
    frame = quality(tmp_path, admin_penalty=[first, penalty(1, date(2024, 6, 3), fine=100)])
    assert rows(frame, "reported", "late") == [(1, 0)]


def test_a_correction_of_the_date_itself_keeps_its_first_arrival(tmp_path):
    first = penalty(1, date(2024, 2, 18), superseded_date=date(2024, 6, 3))
    frame = quality(tmp_path, admin_penalty=[first, penalty(1, date(2024, 6, 3), day=date(2024, 2, 7))])
    assert rows(frame, "reported", "late") == [(1, 0)]


def test_what_never_arrived_is_missing_and_after_thirty_working_days_concealed(tmp_path):
    as_of = workdays.add(DECIDED, 31)
    frame = quality(
        tmp_path, as_of=as_of, admin_penalty=[penalty(1, SEVENTH)],
        decision_register=[registered(1), registered(2), registered(3, day=date(2024, 3, 1)),
                           registered(4, day=as_of - timedelta(days=3))],
    )  # fmt: skip
    assert rows(frame, "month", *COUNTS) == [
        (date(2024, 2, 1), 2, 1, 0, 1, 1, 0),
        (date(2024, 3, 1), 2, 0, 0, 1, 0, 1),
    ]


def test_the_thirtieth_working_day_is_missing_and_the_thirty_first_for_long(tmp_path):
    made = province(tmp_path, {"admin_penalty": [], "decision_register": [registered(1)]})
    for day, concealed in ((30, 0), (31, 1)):
        frame = dual_publicity(made, as_of=workdays.add(DECIDED, day))
        assert rows(frame, "missing", "concealed") == [(1, concealed)], day


def test_a_correction_under_another_record_keeps_the_first_arrival_of_its_decision(tmp_path):
    first = penalty(1, date(2024, 2, 18), record_id="from one feed", superseded_date=date(2024, 6, 3))
    frame = quality(tmp_path, admin_penalty=[first, penalty(1, date(2024, 6, 3), record_id="from another")])
    assert rows(frame, "reported", "late") == [(1, 0)]


def test_a_decision_is_due_until_its_seventh_working_day_is_over(tmp_path):
    tables = {"admin_penalty": [penalty(9, SEVENTH, uscc=OTHER_FIRM)], "decision_register": [registered(1)]}
    made = province(tmp_path, tables)
    last = SEVENTH + timedelta(days=1)
    assert dual_publicity(made, as_of=last)["not_due"].sum() == 1
    assert dual_publicity(made, as_of=date(2024, 2, 26))["missing"].sum() == 1


def test_what_arrived_later_is_late_and_not_missing(tmp_path):
    frame = quality(tmp_path, admin_penalty=[penalty(1, date(2024, 6, 3))], decision_register=[registered(1)])
    assert rows(frame, *COUNTS) == [(1, 1, 1, 0, 0, 0)]


def test_brackets_spaces_and_the_agencys_code_do_not_hide_a_decision(tmp_path):
    there = [
        penalty(1, SEVENTH, doc_no="罚 [2024] 1号"),
        penalty(2, SEVENTH, doc_no="罚（2024）2号", agency="甲市甲局", agency_uscc="110X"),
    ]
    books = [registered(1), registered(2, agency_uscc="110X")]
    assert (
        len(
            missing_decisions(
                province(tmp_path, {"admin_penalty": there, "decision_register": books}), as_of=AS_OF
            )
        )
        == 0
    )


def test_the_same_number_of_another_agency_or_kind_is_another_decision(tmp_path):
    there = {
        "admin_penalty": [penalty(1, SEVENTH, agency="乙局")],
        "admin_licence": [penalty(1, SEVENTH, licence_kind="ordinary")],
        "decision_register": [registered(1)],
    }
    frame = missing_decisions(province(tmp_path, there), as_of=AS_OF)
    assert rows(frame, "record_id", "kind", "fault", "waited") == [
        ("r1", "penalty", "unreported_for_long", workdays.between(DECIDED, AS_OF))
    ]


def test_without_a_register_nothing_is_said_about_missing_decisions(tmp_path):
    frame = quality(tmp_path, admin_penalty=[penalty(1, SEVENTH)])
    assert rows(frame, "registered", "missing", "missing_share", "missing_band") == [(None, None, None, None)]


def test_the_five_kinds_are_a_setting(tmp_path):
    actions = [
        penalty(n, SEVENTH, action_kind=kind, action_name="x") for n, kind in enumerate(("award", "payment"))
    ]
    made = province(tmp_path, {"admin_action": actions})
    assert dual_publicity(made, as_of=AS_OF)["reported"].sum() == 1
    assert dual_publicity(made, as_of=AS_OF, action_kinds=("award", "payment"))["reported"].sum() == 2


def test_an_action_of_the_register_arrived_under_whatever_kind_it_did(tmp_path):
    actions = [penalty(1, SEVENTH, action_kind="payment", action_name="x")]
    books = [registered(n, kind="action") for n in (1, 2)]
    frame = quality(tmp_path, admin_action=actions, decision_register=books)
    assert rows(frame, "registered", "reported", "arrived", "missing", "missing_share") == [(2, 0, 1, 1, 0.5)]


def test_a_decision_from_before_the_calendar_is_missing_for_long(tmp_path):
    books = [registered(1, day=workdays.FIRST - timedelta(days=1))]
    made = province(tmp_path, {"admin_penalty": [], "decision_register": books})
    assert rows(dual_publicity(made, as_of=AS_OF), *COUNTS) == [(1, 0, 0, 1, 1, 0)]
    assert rows(missing_decisions(made, as_of=AS_OF), "waited", "fault") == [(None, "unreported_for_long")]


def test_no_sheet_accuses_a_department_of_intent():
    for name in ("dual_publicity", "missing_decisions"):
        found = sheet(name)
        told = [found.title_zh, found.title_en, *(t for f in found.fields for t in (f.title_zh, f.title_en))]
        assert not any("瞒" in title or "conceal" in title for title in told)
        assert any("长期未报" in title for title in told)
        assert "project's own" in found.source


def test_an_assumed_day_of_arrival_is_not_judged(tmp_path):
    made = province(tmp_path, {"admin_penalty": [penalty(1, date(2024, 8, 1))]})
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["tables"]["admin_penalty"]["lag_days"] = 175
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    frame = dual_publicity(Province(made.path), as_of=AS_OF)
    assert rows(frame, "reported", "not_judged", "late", "late_share", "late_band") == [(1, 1, 0, None, None)]


def test_departments_may_be_told_by_the_provider_and_places_rolled_up(tmp_path):
    old = penalty(1, SEVENTH, source_code="S1", region_code="220381")
    made = province(tmp_path, {"admin_penalty": [old]})
    frame = dual_publicity(made, as_of=AS_OF, by="source_code", level="prefecture")
    assert rows(frame, "department", "region") == [("S1", "220100")]


def test_a_day_after_the_data_is_refused_because_everything_would_be_missing(tmp_path):
    made = province(tmp_path, {"admin_penalty": []}, data_until=date(2024, 6, 1))
    with pytest.raises(RecordsError, match="would be taken for missing"):
        dual_publicity(made, as_of=AS_OF)


def test_bands_are_good_to_one_percent_and_watched_to_five():
    assert [band(share) for share in (0.0, 0.01, 0.0101, 0.05, 0.0501)] == [
        "good",
        "good",
        "watch",
        "watch",
        "bad",
    ]


# ------------------------------------------------------------------ wrong rows


def delivered(folder: Path) -> Province:
    """Six penalties: one right, one wrong code, one unknown kind, one copy, one about a person, one undated."""
    table = records.table("admin_penalty")
    good = {"agency": "甲局", "region_code": "220102", "uscc": SUBJECT}
    raw = [
        row(table, 0, **good),
        row(table, 1, **{**good, "uscc": SUBJECT[:-1] + "0"}),
        row(table, 2, **good, penalty_kind="hanging"),
        {**row(table, 0, **good), "record_id": "again"},
        row(table, 4, **{**good, "uscc": resident_id()}),
        row(table, 5, **{**good, "agency": "乙局", "event_date": None}),
    ]
    write(folder, table, raw)
    write(folder, records.table("entity"), [row(records.table("entity"), 0)])
    return records.read(folder)


def test_wrong_rows_are_counted_by_rule_department_place_and_month(tmp_path):
    made = delivered(tmp_path)
    as_of = made.data_until
    frame = wrong_rows(made, as_of=as_of)
    counted = {
        (rule, department, month): n
        for rule, department, month, n in rows(frame, "rule", "department", "month", "rows")
    }
    assert sum(counted.values()) == sum(made.rejected["admin_penalty"].values()) == 5
    assert counted["bad_uscc", "甲局", date(2021, 3, 1)] == 1
    assert counted["unknown_code", "甲局", date(2021, 3, 1)] == 1
    assert counted["undated", "乙局", None] == 1
    assert counted["resident_id", "", None] == 1, "of a row that holds a resident ID nothing else is kept"
    assert set(frame.loc[frame["rule"] != "resident_id", "region"]) == {"220102"}


def test_compliance_leaves_out_persons_and_copies(tmp_path):
    made = delivered(tmp_path)
    frame = dual_publicity(made, as_of=made.data_until, kinds=("penalty",))
    by = {(department, month): tuple(rest) for department, month, *rest in
          rows(frame, "department", "month", "reported", "wrong", "repeated", "compliance", "wrong_band")}  # fmt: skip
    assert by["甲局", date(2021, 3, 1)] == (1, 2, 1, 1 / 3, "bad")
    assert by["乙局", None] == (0, 1, 0, 0.0, "bad")
    assert by["", None] == (0, 1, 0, 0.0, "bad")


def test_a_decision_that_was_delivered_and_refused_is_wrong_and_not_missing(tmp_path):
    table, book = records.table("admin_penalty"), records.table("decision_register")
    good = {"uscc": SUBJECT, "agency": "甲局", "region_code": "220102"}
    write(tmp_path, table, [row(table, 0, **good, doc_no="〔2021〕1号"),
                            row(table, 1, **good, doc_no="〔2021〕2号", penalty_kind="hanging")])  # fmt: skip
    listed = [row(book, n, **good, decision_kind="penalty", doc_no=f"[2021]{n + 1}号") for n in range(3)]
    write(
        tmp_path,
        book,
        [*listed, row(book, 9, **good, event_date=date(2021, 6, 1), known_date=date(2021, 6, 2))],
    )
    write(tmp_path, records.table("entity"), [row(records.table("entity"), 0)])
    made = records.read(tmp_path)
    frame = dual_publicity(made, as_of=date(2021, 6, 2), kinds=("penalty",))
    columns = (
        "registered",
        "arrived",
        "reported",
        "missing",
        "concealed",
        "refused",
        "wrong",
        "missing_share",
    )
    assert rows(frame, *columns) == [(3, 1, 1, 1, 1, 1, 1, 1 / 3)]


def test_unusual_headers_of_a_quarantine_can_be_named(tmp_path):
    made = delivered(tmp_path)
    path = made.path / "rejected" / "admin_penalty.parquet"
    content = pq.read_table(path)
    names = {"agency": "单位", "event_date": "日子"}
    pq.write_table(content.rename_columns([names.get(name, name) for name in content.column_names]), path)
    plain = wrong_rows(made, as_of=made.data_until)
    assert set(plain["department"]) == {""}
    told = wrong_rows(
        made,
        as_of=made.data_until,
        quarantine=Quarantine(headers={"agency": ("单位",), "event_date": ("日子",)}),
    )
    assert set(told["department"]) == {"甲局", "乙局", ""}
    assert told["month"].notna().any()


def test_a_lost_quarantine_leaves_the_manifests_counts_by_rule(tmp_path):
    made = delivered(tmp_path)
    whole = wrong_rows(made, as_of=made.data_until)["rows"].sum()
    (made.path / "rejected" / "admin_penalty.parquet").unlink()
    frame = wrong_rows(made, as_of=made.data_until)
    assert frame["rows"].sum() == whole
    assert set(rows(frame, "department", "month")) == {("", None)}


# ------------------------------------------------------------------ against a plain count

DAYS = st.dates(date(2023, 12, 1), date(2024, 8, 30))
KINDS = ("penalty", "licence", "action")
ANY_CASES = st.lists(
    st.tuples(st.dates(workdays.FIRST - timedelta(days=5), date(2024, 8, 30)), st.one_of(st.none(), st.integers(0, 90)),
              st.sampled_from(KINDS), st.sampled_from(("award", "payment")), st.booleans()), max_size=20,
)  # fmt: skip


@given(ANY_CASES)
@settings(max_examples=10)
def test_every_decision_of_the_register_is_counted_once(cases):
    tables: dict[str, list[dict[str, Any]]] = {f"admin_{kind}": [] for kind in KINDS}
    books = [registered(n, day=day, kind=kind) for n, (day, _, kind, _, listed) in enumerate(cases) if listed]
    for number, (day, lag, kind, action, _) in enumerate(cases):
        if lag is not None:
            more = {"penalty": {}, "licence": {"licence_kind": "ordinary"},
                    "action": {"action_kind": action, "action_name": "x"}}[kind]  # fmt: skip
            tables[f"admin_{kind}"].append(penalty(number, day + timedelta(days=lag), day=day, **more))
    with TemporaryDirectory() as folder:
        made = province(Path(folder) / "p", {**tables, "decision_register": books})
        frame = dual_publicity(made, as_of=AS_OF)
        listed = missing_decisions(made, as_of=AS_OF)
    adds_up = frame[["arrived", "missing", "not_due", "refused"]].sum(axis=1)
    assert (frame["registered"] == adds_up).all()
    assert frame["registered"].sum() == len(books)
    assert frame["missing"].sum() == len(listed)
    assert frame["concealed"].sum() == (listed["fault"] == "unreported_for_long").sum()


CASES = st.lists(st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 90)), st.booleans()), max_size=25)


@given(CASES)
@settings(max_examples=10)
def test_the_engine_counts_what_the_calendar_says(cases):
    there, books, expected = [penalty(999, date(2024, 2, 9))], [], [0, 0, 0]
    for number, (day, lag, in_register) in enumerate(cases):
        known = None if lag is None else day + timedelta(days=lag)
        if known is not None:
            there.append(penalty(number, known, day=day))
        if in_register:
            books.append(registered(number, day=day))
        arrived = known is not None and known < AS_OF
        waited = workdays.between(day, AS_OF)
        expected[0] += arrived and workdays.between(day, known) > 7
        expected[1] += in_register and not arrived and waited > 7
        expected[2] += in_register and not arrived and waited > 30
    with TemporaryDirectory() as folder:
        made = province(Path(folder) / "p", {"admin_penalty": there, "decision_register": books})
        frame = dual_publicity(made, as_of=AS_OF)
    assert [int(frame[name].sum()) for name in ("late", "missing", "concealed")] == expected
