"""Laws of rights: one definition, two machines, and a third reading of the rules day by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records, rights
from creditscore.plan import RightsPolicy, months_before, substitute
from creditscore.records.lists import LIST_CODES
from creditscore.records.penalties import DOMAINS, PENALTY_KINDS
from creditscore.rights import _changes, _terms
from creditscore.rights._tables import RULE_TABLES, rules_of
from tests.provinces import province

DAY = timedelta(days=1)
BUILT_ON = date(2026, 6, 1)
KINDS = ("repaired", "revoked", "corrected", "objection_filed", "objection_rejected", "objection_upheld")
POLICIES = [
    RightsPolicy(name=name, built_on=built_on, after_publicity=after, contested=contested)
    for (name, built_on), after, contested in product(
        [("as_served", None), ("current_rights", BUILT_ON), ("current_rules", BUILT_ON),
         ("current_rules", date(2024, 1, 1)), ("current_rules", date(2023, 4, 30))],
        ["stop", "internal"], ["exclude", "annotate"],
    )
]  # fmt: skip

policies = pytest.mark.parametrize(
    "policy", POLICIES, ids=lambda p: f"{p.name}-{p.built_on}-{p.after_publicity}-{p.contested}"
)


# ------------------------------------------------------------------ cases

days = st.dates(date(2017, 1, 1), date(2027, 12, 31)) | st.sampled_from(
    [date(2020, 2, 29), date(2023, 4, 30), date(2023, 5, 1), date(2026, 3, 31), date(2026, 4, 1), BUILT_ON]
)
lags = st.integers(0, 3) | st.integers(0, 400)
codes = st.sampled_from(["91220101MA00000000", "92220101MA00000000", "92x", "p001"])


@st.composite
def changes(draw, after: date) -> list[dict[str, object]]:
    found = []
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=5)):
        day = after + draw(lags) * DAY
        found.append({"kind": kind, "event_date": day, "known_date": day + (draw(lags) - 1) * DAY})
    return found


@st.composite
def penalties(draw) -> tuple[dict[str, object], list[dict[str, object]]]:
    day = draw(days)
    record = {
        "uscc": draw(codes),
        "event_date": day,
        "known_date": day + draw(lags) * DAY,
        "superseded_date": draw(st.none() | st.just(day + draw(lags) * DAY)),
        "penalty_kind": draw(st.sampled_from(PENALTY_KINDS)),
        "domain": draw(st.sampled_from(DOMAINS)),
        "fine": draw(st.none() | st.sampled_from([0, 999_999, 1_000_000, 49_999_999, 50_000_000])),
        "confiscated": draw(st.none() | st.sampled_from([0, 1])),
        "procedure": draw(st.sampled_from([None, "simple", "ordinary"])),
    }
    return record, draw(changes(day))


cases = st.lists(penalties(), min_size=1, max_size=20)


def numbered(cases, table: str = "admin_penalty") -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Records with ids, and their changes as rows of ``record_event``."""
    rows = [{"record_id": f"r{number}", **record} for number, (record, _) in enumerate(cases)]
    events = [
        {"record_id": f"r{number}", "table_name": table, "uscc": record["uscc"], **change}
        for number, (record, found) in enumerate(cases)
        for change in found
    ]
    return rows, events


# ------------------------------------------------------------------ one definition, two machines


def set_wise(rows, events, policy: RightsPolicy, table: str = "admin_penalty") -> set[tuple[object, ...]]:
    with TemporaryDirectory() as folder:
        made = province(Path(folder), {table: rows, "record_event": events}, data_until=date(2030, 1, 1))
        found = rights.usable(made, table, policy=policy, columns=["record_id"]).to_pyarrow().to_pylist()
        made.connection.disconnect()
    assert len({tuple(row.values()) for row in found}) == len(found)
    return {tuple(row[name] for name in ("record_id", *rights.RIGHTS_COLUMNS)) for row in found}


def row_wise(rows, events, policy: RightsPolicy, table: str = "admin_penalty") -> set[tuple[object, ...]]:
    found = rights.usable_rows(table, rows, events, policy=policy)
    return {tuple(row[name] for name in ("record_id", *rights.RIGHTS_COLUMNS)) for row in found}


@policies
@settings(max_examples=3)
@given(cases)
def test_the_engine_and_the_interpreter_give_a_record_the_same_rights(policy, cases):
    rows, events = numbered(cases)
    assert set_wise(rows, events, policy) == row_wise(rows, events, policy)


FAMILIES = {
    "list_entry": {
        "list_code": st.sampled_from(LIST_CODES),
        "term_months": st.sampled_from([None, None, 6, 13, 36]),
        "exit_date": st.none() | days,
    },
    "construction_credit": {
        "behaviour": st.sampled_from(["good", "bad"]),
        "publicity_until": st.none() | days,
    },
    "statistics_event": {"corrected_date": st.none() | days},
    "award": {},
}
"""What the rules of each other family read; ``award`` has none."""


@st.composite
def of_family(draw, table: str) -> tuple[dict[str, object], list[dict[str, object]]]:
    record, found = draw(penalties())
    kept = {name: record[name] for name in ("uscc", "event_date", "known_date", "superseded_date")}
    return {**kept, **{name: draw(value) for name, value in FAMILIES[table].items()}}, found


@pytest.mark.parametrize("table", FAMILIES)
@pytest.mark.parametrize("policy", POLICIES[::3], ids=lambda p: f"{p.name}-{p.built_on}-{p.after_publicity}")
@settings(max_examples=2)
@given(st.data())
def test_both_machines_agree_in_every_family_of_rules(table, policy, data):
    rows, events = numbered(data.draw(st.lists(of_family(table), min_size=1, max_size=20)), table)
    assert set_wise(rows, events, policy, table) == row_wise(rows, events, policy, table)


@pytest.mark.parametrize("table", [table.name for table in records.TABLES.values() if table.enveloped])
def test_both_machines_agree_on_every_declared_table(table):
    rows = [
        {"record_id": "calm", "uscc": "92220101MA00000000", "event_date": date(2020, 2, 29), "known_date": date(2020, 3, 1),
         "superseded_date": None},
        {"record_id": "replaced", "uscc": "p1", "event_date": date(2020, 2, 29), "known_date": date(2020, 3, 1),
         "superseded_date": date(2020, 5, 31)},
        {"record_id": "upheld", "uscc": "p1", "event_date": date(2020, 2, 29), "known_date": date(2020, 3, 1),
         "superseded_date": None},
    ]  # fmt: skip
    events = [
        {
            "record_id": "upheld",
            "table_name": table,
            "uscc": "p1",
            "kind": kind,
            "event_date": day,
            "known_date": day,
        }
        for kind, day in [("objection_filed", date(2020, 4, 1)), ("objection_upheld", date(2020, 5, 1))]
    ]
    filled = {
        "penalty_kind": "warning",
        "domain": "food",
        "fine": None,
        "confiscated": None,
        "procedure": None,
    }
    listed = {"list_code": "safety_serious", "term_months": None, "exit_date": None}
    bad = {"behaviour": "bad", "publicity_until": None}
    fillers = {"admin_penalty": filled, "list_entry": listed, "construction_credit": bad}
    for policy in (POLICIES[0], POLICIES[4]):
        stored = [row | fillers.get(table, {}) for row in rows]
        assert set_wise(stored, events, policy, table) == row_wise(stored, events, policy, table)


SHARP = numbered(
    [
        (
            {"uscc": "92220101MA00000000", "event_date": date(2018, 1, 31), "known_date": date(2018, 2, 1),
             "superseded_date": None, "penalty_kind": "fine", "domain": "food", "fine": 100, "confiscated": None,
             "procedure": None},
            [{"kind": "objection_filed", "event_date": date(2019, 1, 1), "known_date": date(2019, 1, 2)},
             {"kind": "objection_rejected", "event_date": date(2018, 12, 1), "known_date": date(2019, 2, 1)},
             {"kind": "objection_filed", "event_date": date(2019, 3, 1), "known_date": date(2019, 3, 1)},
             {"kind": "objection_rejected", "event_date": date(2019, 4, 1), "known_date": date(2019, 4, 1)},
             {"kind": "repaired", "event_date": date(2020, 1, 1), "known_date": date(2020, 2, 1)}],
        ),
        (
            {"uscc": "92220101MA00000000", "event_date": date(2017, 1, 31), "known_date": date(2017, 2, 1),
             "superseded_date": None, "penalty_kind": "licence_revoke", "domain": "food", "fine": None,
             "confiscated": None, "procedure": None}, [],
        ),
        (
            {"uscc": "91220101MA00000000", "event_date": date(2025, 1, 31), "known_date": date(2025, 2, 1),
             "superseded_date": None, "penalty_kind": "fine", "domain": "food", "fine": 900_000, "confiscated": None,
             "procedure": None}, [],
        ),
    ]
)  # fmt: skip

MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "an end takes effect on the day it is learnt": lambda patch: patch.setattr(
        _terms, "next_day", lambda day: day
    ),
    "individual businesses are not spared": lambda patch: patch.setattr(_terms, "INDIVIDUAL_BUSINESS", "00"),
    "the last rule alone counts": lambda patch: patch.setattr(
        _terms, "_first_day", lambda term, rule: term if rule.in_force_until is None else ibis.null("date")
    ),
    "fines are compared in fen": lambda patch: patch.setattr(_terms, "condition", _in_fen),
    "holes are forgotten": lambda patch: patch.setattr(
        _changes, "holes", lambda events: _HOLES(events).filter(ibis._.stop < date(2019, 3, 1))
    ),
}
_HOLES = _changes.holes
_CONDITION = _terms.condition


def _in_fen(expression, rows):
    in_fen = substitute(expression, lambda column: column * 100 if column.name == "fine" else column)
    return _CONDITION(in_fen, rows)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_of_the_engine_is_caught(mutant, monkeypatch):
    policies = [RightsPolicy(), RightsPolicy(after_publicity="internal")]
    oracle = [row_wise(*SHARP, policy) for policy in policies]
    assert [set_wise(*SHARP, policy) for policy in policies] == oracle
    MUTANTS[mutant](monkeypatch)
    assert [set_wise(*SHARP, policy) for policy in policies] != oracle


# ------------------------------------------------------------------ day by day


def usable_on(day: date, record, events, policy: RightsPolicy) -> bool:
    """The rules of DESIGN section 4 read for one day, without intervals."""
    seen = [event for event in events if max(event["event_date"], event["known_date"]) < day]
    ended = ("repaired", "revoked", "objection_upheld")
    if policy.name == "current_rights" and any(
        event["kind"] in ended and max(event["event_date"], event["known_date"]) < policy.built_on
        for event in events
    ):
        return False
    if any(event["kind"] in ended for event in seen):
        return False
    if record["superseded_date"] is not None and record["superseded_date"] < day:
        return False
    individual = record["uscc"].startswith("92") and len(record["uscc"]) == 18
    if individual and day >= months_before(record["event_date"], -60):
        return False
    if policy.contested == "exclude":
        for filed in seen:
            if filed["kind"] == "objection_filed" and not any(
                event["kind"] == "objection_rejected" and event["event_date"] >= filed["event_date"]
                for event in seen
            ):
                return False
    rule = rules_of("admin_penalty").on(policy.built_on if policy.name == "current_rules" else day)
    if policy.after_publicity == "stop" and rule is not None:
        return day < months_before(record["event_date"], -rule.case_of(record).max_months)
    return True


@policies
@settings(max_examples=40)
@given(st.data())
def test_a_day_lies_in_an_interval_exactly_if_the_rules_allow_use_on_it(policy, data):
    record, events = data.draw(penalties())
    record = {"record_id": "r", **record}
    found = rights.intervals("admin_penalty", record, events, policy=policy)
    marks = [record["event_date"], date(2023, 5, 1), date(2026, 4, 1)]
    marks += [months_before(record["event_date"], -months) for months in (3, 12, 36, 60)]
    marks += [event[name] for event in events for name in ("event_date", "known_date")]
    near = st.builds(lambda mark, shift: mark + shift * DAY, st.sampled_from(marks), st.integers(-2, 2))
    for day in data.draw(st.lists(near, min_size=5, max_size=10)):
        if day >= record["event_date"]:
            inside = any(
                i.usable_from <= day and (i.usable_until is None or day < i.usable_until) for i in found
            )
            assert inside == usable_on(day, record, events, policy), day


@policies
@settings(max_examples=40)
@given(penalties())
def test_intervals_are_in_order_apart_and_not_empty(policy, case):
    record, events = case
    found = rights.intervals("admin_penalty", {"record_id": "r", **record}, events, policy=policy)
    for interval in found:
        assert interval.usable_until is None or interval.usable_from < interval.usable_until
    for one, other in pairwise(found):
        assert one.usable_until is not None
        assert one.usable_until < other.usable_from


@settings(max_examples=100)
@given(penalties(), st.sampled_from(["stop", "internal"]), st.sampled_from(["exclude", "annotate"]))
def test_what_stops_at_publicity_is_used_only_while_published(case, after, contested):
    record, events = case
    policy = RightsPolicy(after_publicity=after, contested=contested)
    for interval in rights.intervals("admin_penalty", {"record_id": "r", **record}, events, policy=policy):
        if after == "stop" and interval.published_until is not None:
            assert interval.usable_until is not None
            assert interval.usable_until <= interval.published_until


def days_of(intervals) -> set[int]:
    last = date(2031, 1, 1)
    return {
        ordinal
        for interval in intervals
        for ordinal in range(interval.usable_from.toordinal(), (interval.usable_until or last).toordinal())
    }


@policies
@settings(max_examples=20)
@given(penalties(), st.sampled_from(["repaired", "revoked", "objection_filed", "objection_upheld"]), lags)
def test_repair_revocation_and_objection_never_add_a_day_of_use(policy, case, kind, lag):
    record, events = case
    record = {"record_id": "r", **record}
    day = record["event_date"] + lag * DAY
    more = [*events, {"kind": kind, "event_date": day, "known_date": day}]
    before = rights.intervals("admin_penalty", record, events, policy=policy)
    after = rights.intervals("admin_penalty", record, more, policy=policy)
    assert days_of(after) <= days_of(before)


# ------------------------------------------------------------------ the declared rules


@pytest.mark.parametrize("table", RULE_TABLES.values(), ids=lambda table: table.name)
def test_no_unverified_line_decides_anything_and_every_line_says_where_it_comes_from(table):
    for rule in table.rules:
        for case in rule.cases:
            assert case.source
            assert not (case.applied and case.status == "unverified")
            assert case.title_zh
            assert case.title_en
            assert case.min_months is None or case.max_months is None or case.min_months <= case.max_months
