"""Laws of samples: time between what is learnt from and what is tested, and outcomes read a second way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import samples
from creditscore.errors import SampleError
from creditscore.plan import RightsPolicy, months_before
from creditscore.records.lists import SERIOUS_LISTS
from creditscore.samples import OutcomeRule, _split
from creditscore.samples._bad import PATHS
from creditscore.samples._drawing import _judged
from tests.loans import YUAN, chosen, code, firm, month_end, spec
from tests.provinces import province

DAY = timedelta(days=1)
TEST_FROM = date(2024, 2, 29)
HORIZONS = (1, 6, 12, 24)


def sample_on(days: list[date], horizon_months: int) -> samples.Sample:
    """One entity per row, so that any days may be mixed."""
    frame = pd.DataFrame(
        {"entity": [f"e{number}" for number in range(len(days))], "as_of": pd.to_datetime(days)}
    )
    frame["as_of"] = frame["as_of"].astype("datetime64[us]")
    frame = frame.assign(loan_max_dpd_12m=1.0, loan_months_12m=1.0, outcome=np.int8(0), weight=1.0)
    return samples.Sample(spec(horizon_months=horizon_months), frame)


def reaching(learnt: samples.Sample, judged: samples.Sample) -> list[date]:
    """Learnt days whose outcome window is not over on the first day that is judged."""
    months, first = learnt.spec.horizon_months, judged.frame["as_of"].min().date()
    days = [stamp.date() for stamp in learnt.frame["as_of"].unique()]
    return [day for day in days if months_before(day, -months) > first]


# ------------------------------------------------------------------ embargo


def near(mark: date) -> st.SearchStrategy[date]:
    return st.integers(-2, 2).map(lambda shift: mark + shift * DAY)


@st.composite
def dated(draw) -> samples.Sample:
    """Days crowd around the split, the end of the embargo and the end of the months."""
    horizon = draw(st.sampled_from(HORIZONS))
    marks = [near(months_before(TEST_FROM, back)) for back in (0, horizon, 2 * horizon, horizon + 3)]
    anywhere = st.dates(date(2019, 1, 1), date(2025, 12, 31))
    days = draw(st.lists(st.one_of(anywhere, *marks), min_size=2, max_size=25))
    return sample_on([TEST_FROM - 4000 * DAY, TEST_FROM + DAY, *days], horizon)


@given(dated(), st.booleans())
def test_no_outcome_window_of_training_reaches_a_test_day(sample, disjoint):
    try:
        train, test = sample.split(test_from=TEST_FROM, disjoint_entities=disjoint)
    except SampleError:
        assert disjoint  # chance may leave no entity for one half
        return
    assert reaching(train, test) == []
    if not disjoint:
        assert len(train) + len(test) + train.excluded.get("embargo", 0) == len(sample)


@given(dated())
def test_no_outcome_window_of_the_early_part_reaches_the_late_part(sample):
    early, late = sample.early, sample.late
    assert reaching(early, late) == []
    left = early.excluded.get("embargo_before_late", 0)
    assert len(early) + len(late) + left == len(sample)


@given(dated())
def test_nothing_is_dropped_that_could_have_been_learnt_from(sample):
    train, _ = sample.split(test_from=TEST_FROM)
    kept = set(train.frame["entity"])
    for row in sample.frame.itertuples():
        day = row.as_of.date()
        closed = months_before(day, -sample.spec.horizon_months) <= TEST_FROM and day < TEST_FROM
        assert (row.entity in kept) == closed


EVERY_DAY = [TEST_FROM - back * DAY for back in range(-1, 1500)]
_END = _split.window_end

MUTANTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "no embargo": ("window_end", lambda as_of, months: as_of),
    "a day short": ("window_end", lambda as_of, months: _END(as_of, months) - DAY),
    "a month short": ("window_end", lambda as_of, months: _END(as_of, months - 1)),
}


@pytest.mark.parametrize("mutant", MUTANTS)
@pytest.mark.parametrize("horizon", HORIZONS)
def test_a_split_without_its_embargo_is_caught(mutant, horizon, monkeypatch):
    sample = sample_on(EVERY_DAY, horizon)
    assert reaching(*sample.split(test_from=TEST_FROM)) == []
    assert reaching(sample.early, sample.late) == []
    monkeypatch.setattr(_split, *MUTANTS[mutant])
    assert reaching(*sample.split(test_from=TEST_FROM)) != []
    assert reaching(sample.early, sample.late) != []


# ------------------------------------------------------------------ bad_12m, read row by row

DAYS = [date(2021, 1, 1), date(2021, 4, 1), date(2021, 5, 31)]
RULE = OutcomeRule(dpd_bad=60, dpd_indeterminate=20, materiality=500, cure_months=4, lost_feed_months=3)
Row = dict[str, Any]


def random_loans(uscc: str, random: Random) -> list[Row]:
    """A few loans with months of trouble, gaps and ends, so that every rule has cases."""
    rows: list[Row] = []
    for contract in range(random.randint(0, 3)):
        first, length = random.randint(0, 20), random.randint(1, 24)
        for index in range(first, first + length):
            year, month = 2020 + index // 12, index % 12 + 1
            if random.random() < 0.05:
                continue
            trouble = random.random() < 0.06
            row = {
                "uscc": uscc, "contract_no": f"{uscc}-{contract}", "event_date": month_end(year, month),
                "month": date(year, month, 1), "balance": random.choice((0, 400, 499, 500, 9_000)) * YUAN
                if random.random() < 0.15 else 9_000 * YUAN,
                "dpd": random.choice((0, 19, 20, 59, 60)) if trouble else 0,
                "five_class": random.choice((1, 2, 3)) if trouble else 1,
                "settled": random.random() < 0.02 or None,
            }  # fmt: skip
            row |= {
                name: trouble and random.random() < 0.1
                for name in ("written_off", "restructured", "transferred")
            }
            rows.append(row)
    return rows


def bad_paths(row: Row, rule: OutcomeRule) -> set[str]:
    found = {name for name in ("written_off", "restructured", "transferred") if row[name]}
    found |= {"dpd"} if row["dpd"] >= rule.dpd_bad else set()
    return found | ({"five_class"} if row["five_class"] >= rule.five_class_bad else set())


def is_closed(row: Row) -> bool:
    return bool(row["settled"]) or row["balance"] == 0


def read_loans(rows: list[Row], gone_on: date | None, as_of: date, rule: OutcomeRule, months: int) -> str:
    """DESIGN section 5 for one entity and day."""
    end = months_before(as_of, -months)
    start = months_before(as_of, max(rule.cure_months, rule.lost_feed_months))
    before_bad = any_open = overdue = lost = False
    paths: set[str] = set()
    for contract in {row["contract_no"] for row in rows}:
        mine = sorted((r for r in rows if r["contract_no"] == contract), key=lambda r: r["event_date"])
        mine = [row for row in mine if start <= row["event_date"] < end]
        if max((row["balance"] for row in mine), default=0) < rule.materiality * 100:
            continue
        before = [row for row in mine if row["event_date"] < as_of]
        inside = [row for row in mine if row["event_date"] >= as_of]
        cure, lately = months_before(as_of, rule.cure_months), months_before(as_of, rule.lost_feed_months)
        before_bad |= any(bad_paths(row, rule) for row in before if row["event_date"] >= cure)
        recent = [row for row in before if row["event_date"] >= lately]
        was_open = bool(recent) and not is_closed(recent[-1])
        any_open |= was_open
        for row in inside:
            paths |= bad_paths(row, rule)
            overdue |= row["dpd"] >= rule.dpd_indeterminate
        if gone_on is not None and as_of <= gone_on < end:
            until = [row for row in mine if row["event_date"] <= gone_on]
            if until and not is_closed(until[-1]):
                paths.add("deregistered")
        fed = inside and (
            is_closed(inside[-1]) or inside[-1]["event_date"] >= months_before(end, rule.lost_feed_months)
        )
        lost |= was_open and not fed
    if before_bad:
        return "not_performing"
    if not any_open:
        return "no_open_loan"
    if paths:
        return "bad: " + " ".join(name for name in PATHS if name in paths)
    return "overdue_but_not_bad" if overdue else "lost_feed" if lost else "good"


def told(frame: pd.DataFrame) -> dict[tuple[str, date], str]:
    """State by entity and day, of rows no other reason has left out."""
    names = [name for name in frame.columns if name.startswith("path_")]
    states = {}
    for row in frame.to_dict("records"):
        by = " ".join(name.removeprefix("path_") for name in names if row[name] is True)
        state = (
            row["reason"]
            if isinstance(row["reason"], str)
            else f"bad: {by}"
            if row["outcome"] == 1
            else "good"
        )
        states[row["entity"], row["as_of"].date()] = state
    return states


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rule", [OutcomeRule(), RULE], ids=["default", "other numbers"])
def test_the_engine_finds_the_outcome_a_reader_of_the_rows_finds(seed, rule):
    random = Random(seed)
    loans = {code(number): random_loans(code(number), random) for number in range(150)}
    gone = {uscc: month_end(2021, random.randint(3, 12)) for uscc in loans if random.random() < 0.15}
    firms = [firm(uscc) for uscc in loans]
    firms += [firm(uscc, event_date=day, reg_status="deregistered") for uscc, day in gone.items()]
    rows = [row for mine in loans.values() for row in mine]
    with TemporaryDirectory() as folder:
        made = province(
            Path(folder), {"entity": firms, "loan_performance": rows}, data_until=date(2023, 1, 1)
        )
        states = told(_judged(made, spec(rule=rule), DAYS, None))
        made.connection.disconnect()
    expected = {
        (uscc, day): "deregistered"
        if uscc in gone and gone[uscc] < day
        else read_loans(mine, gone.get(uscc), day, rule, 12)
        for uscc, mine in loans.items()
        for day in DAYS
    }
    assert {key: (states[key], state) for key, state in expected.items() if states[key] != state} == {}
    assert len({state.split(":")[0] for state in states.values()}) >= 6


# ------------------------------------------------------------------ misconduct_12m, read row by row


def read_conduct(rows: list[Row], changes: dict[str, set[str]], as_of: date, policy: RightsPolicy) -> str:
    """DESIGN section 5 for one entity and day; ``changes`` are kinds of change by record, all before built_on."""
    end, strict = months_before(as_of, -12), policy.name == "current_rights"
    paths, repaired = set(), False
    for row in rows:
        kinds, listing = changes.get(row["record_id"], set()), "list_code" in row
        if kinds & {"revoked", "objection_upheld"} or row.get("exit_kind") in ("revoked", "objection_upheld"):
            continue
        if listing and row["list_code"] not in SERIOUS_LISTS:
            continue
        if not listing and row["penalty_kind"] != "order_close" and (row["fine"] or 0) < 500_000 * YUAN:
            continue
        if listing and row["event_date"] < as_of and (row["exit_date"] is None or row["exit_date"] >= as_of):
            return "already_listed"
        if as_of <= row["event_date"] < end:
            if strict and ("repaired" in kinds or row.get("exit_kind") == "repaired"):
                repaired = True
            elif listing:
                paths.add(
                    "judgment_defaulter" if row["list_code"] == "judgment_defaulter" else "serious_list"
                )
            else:
                paths.add("serious_penalty")
    if paths:
        return "bad: " + " ".join(
            n for n in ("serious_list", "judgment_defaulter", "serious_penalty") if n in paths
        )
    return "outcome_repaired" if repaired else "good"


def random_conduct(uscc: str, random: Random) -> list[tuple[str, Row]]:
    rows: list[tuple[str, Row]] = []
    for number in range(random.choice((0, 0, 1, 2, 3))):
        mark = random.choice(
            [*DAYS, *(months_before(day, -12) for day in DAYS), date(2020, 6, 1), date(2021, 9, 1)]
        )
        day = mark + random.randint(-1, 1) * DAY
        head = {"record_id": f"{uscc}-{number}", "uscc": uscc, "event_date": day}
        if random.random() < 0.5:
            left = random.choice((None, day + 30 * DAY, *DAYS))
            kind = random.choice(("expired", "repaired", "revoked", "objection_upheld"))
            listing = random.choice(("wage_arrears", "judgment_defaulter", "abnormal_operation"))
            exit_date = left if left is None or left > day else None
            rows.append(
                (
                    "list_entry",
                    head | {"list_code": listing, "exit_date": exit_date, "exit_kind": exit_date and kind},
                )
            )
        else:
            kind = random.choice(("fine", "order_close", "warning"))
            fine = random.choice((None, 0, 500_000 * YUAN - 1, 500_000 * YUAN))
            rows.append(("admin_penalty", head | {"penalty_kind": kind, "fine": fine, "domain": "food"}))
    return rows


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "policy",
    [RightsPolicy(), RightsPolicy(name="current_rights", built_on=date(2025, 1, 1))],
    ids=lambda p: p.name,
)
def test_the_engine_finds_the_misconduct_a_reader_of_the_rows_finds(seed, policy):
    random = Random(seed)
    conduct = {code(number): random_conduct(code(number), random) for number in range(200)}
    changes: dict[str, set[str]] = {}
    events = []
    for mine in conduct.values():
        for table, row in mine:
            if random.random() < 0.3:
                kind = random.choice(("repaired", "revoked", "objection_upheld", "objection_filed"))
                changes.setdefault(row["record_id"], set()).add(kind)
                events.append({"record_id": row["record_id"], "table_name": table, "uscc": row["uscc"], "kind": kind,
                               "event_date": date(2023, 1, 1), "known_date": date(2023, 1, 2)})  # fmt: skip
    tables: dict[str, list[Row]] = {"entity": [firm(uscc) for uscc in conduct], "record_event": events}
    for name in ("list_entry", "admin_penalty"):
        tables[name] = [row for mine in conduct.values() for table, row in mine if table == name]
    asked = spec(outcome="misconduct_12m", features=chosen("penalty_count_12m"), rights=policy)
    with TemporaryDirectory() as folder:
        made = province(Path(folder), tables, data_until=date(2025, 1, 1))
        states = told(_judged(made, asked, DAYS, None))
        made.connection.disconnect()
    expected = {
        (uscc, day): read_conduct([row for _, row in mine], changes, day, policy)
        for uscc, mine in conduct.items()
        for day in DAYS
    }
    assert {key: (states[key], state) for key, state in expected.items() if states[key] != state} == {}
    assert ("outcome_repaired" in states.values()) == (policy.name == "current_rights")


@settings(max_examples=3)
@given(
    st.lists(
        st.sampled_from(samples.quarters("2019-01-01", "2021-10-01")), min_size=1, max_size=4, unique=True
    )
)
def test_each_entity_is_judged_once_a_day_and_every_row_is_accounted_for(days):
    firms = [firm(code(number), established_on=date(2015 + number, 1, 1)) for number in range(6)]
    rows = [
        {"uscc": code(number), "contract_no": "L", "event_date": month_end(2018 + index // 12, index % 12 + 1),
         "month": date(2018, 1, 1), "balance": 9_000 * YUAN, "dpd": 0, "five_class": 1}
        for number in range(5) for index in range(54)
    ]  # fmt: skip
    with TemporaryDirectory() as folder:
        made = province(
            Path(folder), {"entity": firms, "loan_performance": rows}, data_until=date(2022, 7, 1)
        )
        sample = samples.draw(made, spec(), as_of=days)
        made.connection.disconnect()
    assert not sample.frame.duplicated(["entity", "as_of"]).any()
    assert len(sample) + sum(sample.excluded.values()) == 6 * len(days)
