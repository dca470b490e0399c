"""``misconduct_12m``: one entity per case, judged on 2021-01-01 over the year 2021."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore.plan import RightsPolicy
from creditscore.samples._drawing import _judged
from tests.loans import YUAN, chosen, code, firm, spec
from tests.provinces import province

AS_OF = date(2021, 1, 1)
REPAIRED_BY_THEN = RightsPolicy(name="current_rights", built_on=date(2022, 6, 1))


def entry(day: date, list_code: str = "wage_arrears", **values):
    return "list_entry", {"event_date": day, "list_code": list_code, **values}


def penalty(day: date, **values):
    return "admin_penalty", {
        "event_date": day,
        "penalty_kind": "fine",
        "domain": "food",
        "fine": 100 * YUAN,
        **values,
    }


CASES = {
    "nothing": ([], "good"),
    "a serious list": ([entry(date(2021, 6, 1))], "bad: serious_list"),
    "on as_of itself": ([entry(AS_OF)], "bad: serious_list"),
    "on the last day": ([entry(date(2021, 12, 31))], "bad: serious_list"),
    "a day too late": ([entry(date(2022, 1, 1))], "good"),
    "a judgment defaulter": ([entry(date(2021, 6, 1), "judgment_defaulter")], "bad: judgment_defaulter"),
    "abnormal operation only": ([entry(date(2021, 6, 1), "abnormal_operation")], "good"),
    "a closure": ([penalty(date(2021, 6, 1), penalty_kind="order_close")], "bad: serious_penalty"),
    "a licence suspended": ([penalty(date(2021, 6, 1), penalty_kind="licence_suspend")], "bad: serious_penalty"),
    "a qualification lowered": ([penalty(date(2021, 6, 1), penalty_kind="qualification_down")], "bad: serious_penalty"),
    "illegal goods confiscated": ([penalty(date(2021, 6, 1), penalty_kind="confiscate_goods")], "good"),
    "a fine of half a million": ([penalty(date(2021, 6, 1), fine=500_000 * YUAN)], "bad: serious_penalty"),
    "a fine one fen below": ([penalty(date(2021, 6, 1), fine=500_000 * YUAN - 1)], "good"),
    "a fine of unknown size": ([penalty(date(2021, 6, 1), fine=None)], "good"),
    "known in the window, happened before": (
        [penalty(date(2020, 12, 31), penalty_kind="order_close", known_date=date(2021, 3, 1))], "good",
    ),
    "happened in the window, known after it": ([entry(date(2021, 12, 1), known_date=date(2022, 4, 1))], "bad: serious_list"),
    "listed already": ([entry(date(2020, 6, 1))], "already_listed"),
    "listed already, known later": ([entry(date(2020, 12, 20), known_date=date(2021, 2, 1))], "already_listed"),
    "off the list on as_of": ([entry(date(2020, 6, 1), exit_date=AS_OF, exit_kind="expired")], "already_listed"),
    "off the list before": ([entry(date(2019, 6, 1), exit_date=date(2020, 12, 31), exit_kind="expired")], "good"),
    "off it and on again": (
        [entry(date(2019, 6, 1), exit_date=date(2020, 1, 1), exit_kind="expired"), entry(date(2021, 5, 1))],
        "bad: serious_list",
    ),
    "a serious penalty before is no bar": ([penalty(date(2020, 6, 1), penalty_kind="order_close")], "good"),
    "entry revoked": ([entry(date(2021, 6, 1), exit_date=date(2021, 9, 1), exit_kind="revoked")], "good"),
    "entry annulled": ([entry(date(2021, 6, 1), exit_date=date(2021, 9, 1), exit_kind="objection_upheld")], "good"),
    "listing before was revoked": (
        [entry(date(2020, 6, 1), exit_date=date(2021, 9, 1), exit_kind="revoked")], "good",
    ),
    "two ways": (
        [entry(date(2021, 6, 1)), penalty(date(2021, 7, 1), penalty_kind="order_close")],
        "bad: serious_list serious_penalty",
    ),
    "replaced by a correction": (
        [penalty(date(2021, 6, 1), penalty_kind="order_close", superseded_date=date(2021, 8, 1)),
         penalty(date(2021, 6, 1), penalty_kind="warning")], "good",
    ),
    "in a region whose lists are not delivered": ([], "outcome_not_covered"),
}  # fmt: skip


def judge(folder, cases, *, policy=RightsPolicy(), events=(), until=date(2023, 1, 1)) -> dict[str, str]:  # noqa: B008
    tables: dict[str, list[dict[str, object]]] = {"entity": [], "list_entry": [], "admin_penalty": []}
    for number, records in enumerate(cases):
        tables["entity"].append(
            firm(code(number), oper_region_code="220102" if records is not None else "220283")
        )
        for at, (table, row) in enumerate(records or ()):
            tables[table].append({"record_id": f"{number}-{at}", "uscc": code(number), **row})
    tables["coverage"] = [
        {"table_name": "list_entry", "region_code": "220102", "covered_from": date(2017, 1, 1)},
        {"table_name": "admin_penalty", "covered_from": date(2017, 1, 1)},
    ]
    if events:
        tables["record_event"] = list(events)
    made = province(folder, tables, data_until=until)
    asked = spec(outcome="misconduct_12m", rights=policy, features=chosen("penalty_count_12m"))
    frame = _judged(made, asked, [AS_OF], None)
    paths = [name for name in frame.columns if name.startswith("path_")]
    return {
        row["entity"]: row["reason"]
        if isinstance(row["reason"], str)
        else "bad: " + " ".join(name.removeprefix("path_") for name in paths if row[name] is True)
        if row["outcome"] == 1
        else "good"
        for row in frame.to_dict("records")
    }


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    cases = [None if wanted == "outcome_not_covered" else records for records, wanted in CASES.values()]
    return judge(tmp_path_factory.mktemp("cases"), cases)


@pytest.mark.parametrize(("number", "name"), list(enumerate(CASES)))
def test_an_entity(judged, number, name):
    assert judged[code(number)] == CASES[name][1]


def event(table: str, kind: str, day: date) -> dict[str, object]:
    return {
        "record_id": "0-0", "table_name": table, "uscc": code(0), "kind": kind, "event_date": day, "known_date": day,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["revoked", "objection_upheld"])
def test_a_revoked_penalty_is_no_event(tmp_path, kind):
    closure = [penalty(date(2021, 6, 1), penalty_kind="order_close")]
    assert judge(tmp_path, [closure], events=[event("admin_penalty", kind, date(2022, 5, 1))]) == {
        code(0): "good"
    }


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [(RightsPolicy(), "bad: serious_penalty"), (REPAIRED_BY_THEN, "outcome_repaired"),
     (RightsPolicy(name="current_rules", built_on=date(2022, 6, 1)), "bad: serious_penalty")],
)  # fmt: skip
def test_a_repaired_penalty_is_an_event_as_served_and_neither_under_current_rights(tmp_path, policy, wanted):
    closure = [penalty(date(2021, 6, 1), penalty_kind="order_close")]
    repaired = event("admin_penalty", "repaired", date(2022, 5, 1))
    assert judge(tmp_path, [closure], policy=policy, events=[repaired]) == {code(0): wanted}


def test_a_list_left_by_repair_is_treated_alike(tmp_path):
    left = [entry(date(2021, 6, 1), exit_date=date(2022, 5, 1), exit_kind="repaired")]
    assert judge(tmp_path / "one", [left]) == {code(0): "bad: serious_list"}
    assert judge(tmp_path / "two", [left], policy=REPAIRED_BY_THEN) == {code(0): "outcome_repaired"}


def test_what_was_not_repaired_still_counts_beside_what_was(tmp_path):
    two = [penalty(date(2021, 6, 1), penalty_kind="order_close"), entry(date(2021, 7, 1))]
    repaired = event("admin_penalty", "repaired", date(2022, 5, 1))
    assert judge(tmp_path, [two], policy=REPAIRED_BY_THEN, events=[repaired]) == {
        code(0): "bad: serious_list"
    }
