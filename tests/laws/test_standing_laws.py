"""Laws of standing: shown, usable, how grave, when repaired. One definition, two machines, every table."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import rights
from creditscore.plan import RightsPolicy
from creditscore.plan.standing import STANDING_UNMET
from creditscore.records import TABLES, Province
from creditscore.rights import _standings, _terms
from tests.generators import records as some_records
from tests.provinces import province

NOW = date(2026, 6, 1)
DAYS = (date(2022, 1, 15), date(2025, 12, 31), NOW)
CODES = ("91220101MA00000000", "92220101MA00000000", "p1")
KINDS = ("repaired", "revoked", "corrected", "objection_filed", "objection_upheld", "objection_rejected")
POLICIES = {
    "as_served": RightsPolicy(),
    "annotated and internal": RightsPolicy(after_publicity="internal", contested="annotate"),
    "current_rights": RightsPolicy(name="current_rights", built_on=NOW),
    "current_rules": RightsPolicy(name="current_rules", built_on=date(2026, 4, 1)),
    "rules before any": RightsPolicy(name="current_rules", built_on=date(2016, 1, 1), contested="annotate"),
}
ENVELOPED = tuple(name for name, table in TABLES.items() if table.enveloped)
FAMILIES = tuple(name for name in ENVELOPED if TABLES[name].rights != "none")
Rows = list[dict[str, Any]]


def one(name: str, random: Random, code: str) -> Rows:
    most = 12 if TABLES[name].rights == "none" else 40
    rows = some_records(TABLES[name], random, uscc=code, most=most, as_of=NOW)
    for row in rows:
        if random.random() < 0.1:
            row["superseded_date"] = NOW + timedelta(days=random.randint(-60, 60))
        if "term_months" in row:
            row["term_months"] = random.choice((None, None, 6, 36))
            row["list_code"] = random.choice((row["list_code"], "wage_arrears", "safety_serious"))
        if "domain" in row and "penalty_kind" in row:
            row["domain"] = random.choice((row["domain"], "food"))
            row["valid_until"] = random.choice(
                (None, row["event_date"] + timedelta(days=random.choice((40, 800))))
            )
        if row.get("fine") is not None:
            row["fine"] = random.choice((0, 999_999, 1_000_000, 50_000_000))
    return rows


def changes(name: str, rows: Rows, random: Random) -> Rows:
    found: Rows = []
    for row in rows:
        while random.random() < 0.4:
            day = NOW + timedelta(days=random.randint(-250, 60))
            known = day + timedelta(days=random.choice((0, 0, 1, 40, -3)))
            found.append({"record_id": row["record_id"], "table_name": name, "uscc": row["uscc"], "event_date": day,
                          "known_date": known, "kind": random.choice(KINDS)})  # fmt: skip
    return found


def made_up() -> dict[str, Rows]:
    random = Random(20260401)
    tables: dict[str, Rows] = {
        name: [row for code in CODES for row in one(name, random, code)] for name in ENVELOPED
    }
    governed = [
        (name, row["record_id"], row["uscc"])
        for name in FAMILIES
        for row in sorted(tables[name], key=lambda row: row["event_date"])[-40:]
    ]
    for row in tables["repair_application"]:
        row["about_table"], row["about_record_id"], subject = random.choice(governed)
        row["uscc"] = random.choice((subject, subject, subject, row["uscc"]))
        row["event_date"] = row["known_date"] = NOW - timedelta(days=random.randint(-10, 200))
        if row["false_materials"]:
            row["closed_date"] = row["event_date"] + timedelta(days=random.choice((1, 20, -1200)))
    tables["record_event"] = [event for name in ENVELOPED for event in changes(name, tables[name], random)]
    return tables


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Province:
    return province(tmp_path_factory.mktemp("standing") / "province", made_up(), data_until=date(2030, 1, 1))


def read(whole: Province, name: str) -> Rows:
    return whole.table(name).to_pyarrow().to_pylist()


def row_wise(
    whole: Province, name: str, channel: str, on: date, policy: RightsPolicy
) -> dict[str, dict[str, Any]]:
    events, applications = read(whole, "record_event"), read(whole, "repair_application")
    found = {}
    for row in read(whole, name):
        standing = rights.standing_on(name, row, events, on=on, policy=policy, applications=applications)
        shown = standing.in_channel(channel)
        found[row["record_id"]] = {
            "known": standing.known, "visible": shown.visible, "usable": standing.usable,
            "usable_until": standing.usable_until, "publicity": shown.published,
            "published_until": shown.published_until, "severity": shown.severity, "case": shown.case,
            "rule_version": shown.rule_version, "automatic_end": shown.automatic_end,
            "repairable": shown.repairable, "earliest_repair": shown.earliest_repair,
            "unmet": " ".join(shown.unmet), "unseen": " ".join(shown.unseen), "contested": standing.contested,
            "masked": standing.masked,
        }  # fmt: skip
    return found


def set_wise(
    whole: Province, name: str, channel: str, on: date, policy: RightsPolicy
) -> dict[str, dict[str, Any]]:
    table = rights.standings(whole, name, on=on, policy=policy, channel=channel, columns=["record_id"])
    rows = table.to_pyarrow().to_pylist()
    assert len({row["record_id"] for row in rows}) == len(rows)
    return {row.pop("record_id"): row for row in rows}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    ("table", "channel"), [(name, channel) for name in FAMILIES for channel in rights.channels_of(name)]
)
def test_a_table_stands_as_its_records_do_under_every_policy(
    table: str, channel: str, policy: str, whole: Province
) -> None:
    for on in DAYS if policy == "as_served" else DAYS[-1:]:
        mine = row_wise(whole, table, channel, on, POLICIES[policy])
        assert set_wise(whole, table, channel, on, POLICIES[policy]) == mine


@pytest.mark.parametrize("table", ENVELOPED)
def test_every_declared_table_stands_as_its_records_do(table: str, whole: Province) -> None:
    policy = POLICIES["as_served"]
    assert set_wise(whole, table, "credit_china", NOW, policy) == row_wise(
        whole, table, "credit_china", NOW, policy
    )


@pytest.mark.parametrize("table", FAMILIES)
def test_a_record_is_usable_on_a_day_exactly_if_an_interval_of_use_holds_it(
    table: str, whole: Province
) -> None:
    for name, policy in POLICIES.items():
        intervals = rights.usable(whole, table, policy=policy, columns=["record_id", "event_date"])
        for on in DAYS if name == "as_served" else DAYS[-1:]:
            inside = intervals.filter(
                (intervals.event_date < on) & (intervals.known_from < on) & (intervals.usable_from <= on)
                & (intervals.usable_until.isnull() | (intervals.usable_until > on))
            )  # fmt: skip
            stands = rights.standings(whole, table, on=on, policy=policy, columns=["record_id"])
            usable = stands.filter(stands.usable).to_pyarrow()["record_id"].to_pylist()
            assert sorted(usable) == sorted(inside.to_pyarrow()["record_id"].to_pylist())


MUTANTS = {
    "the future is seen": [(_standings, "known_before", lambda day, on: day)],
    "an exit dated ahead counts": [(_terms, "known_before", lambda day, on: day)],
    "nothing is ever contested": [(_standings, "contested_on", lambda events, day: _CONTESTED(events, date(1, 1, 1)))],
    "every line is adverse": [(_standings, "_among", lambda rows, cases: ibis.literal(True))],
    "the shortest term is a month longer": [
        (_standings, "months_after", lambda day, months: _terms.months_after(day, months + 1))
    ],
    "applications are not read": [
        (_standings, "_with_applications", lambda province, table, rows, on: _APPLIED(_Without(province), table, rows, on))
    ],
}  # fmt: skip
_CONTESTED, _APPLIED = _standings.contested_on, _standings._with_applications


class _Without:
    """A province that has nothing."""

    def __init__(self, province: Province) -> None:
        self.has = lambda name: False


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_of_the_engine_is_caught(
    mutant: str, whole: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = POLICIES["as_served"]
    tables = ("list_entry", "admin_penalty")
    oracle = [row_wise(whole, name, "credit_china", NOW, policy) for name in tables]
    for module, name, replacement in MUTANTS[mutant]:
        monkeypatch.setattr(module, name, replacement)
    assert [set_wise(whole, name, "credit_china", NOW, policy) for name in tables] != oracle


# ------------------------------------------------------------------ what always holds

seeds = st.integers(0, 10_000)
near_now = st.integers(-300, 60).map(lambda days: NOW + timedelta(days=days)) | st.sampled_from(DAYS)


@st.composite
def stories(draw) -> tuple[str, dict[str, Any], Rows, date]:
    """One record of any table with what happened to it, and a day."""
    name = draw(st.sampled_from(FAMILIES) | st.sampled_from(ENVELOPED))
    random = Random(draw(seeds))
    rows: Rows = []
    while not rows:
        rows = one(name, random, random.choice(CODES))
    return name, rows[0], changes(name, rows[:1], random), draw(near_now)


@settings(max_examples=200)
@given(stories(), st.sampled_from(list(POLICIES.values())))
def test_what_is_shown_is_known_and_what_stopped_is_neither_shown_nor_repairable(story, policy):
    name, record, events, on = story
    standing = rights.standing_on(name, record, events, on=on, policy=policy)
    for shown in standing.publicity:
        if shown.visible:
            assert standing.known
            assert shown.published == "yes"
            assert shown.published_until is None or shown.published_until > on
        if not shown.repairable:
            assert (shown.unmet, shown.unseen, shown.earliest_repair) == ((), (), None)
        if shown.earliest_repair is not None and shown.earliest_repair > on:
            assert "period_not_reached" in shown.unmet
    if standing.usable:
        assert standing.known
    assert standing.why or (standing.visible and standing.usable) or policy.name == "current_rules"


@settings(max_examples=300)
@given(stories())
def test_what_the_law_ends_is_used_only_while_shown_where_the_rule_says_yes(story):
    """Usable implies visible under the default policy for public records of a rule, except those a rule grades as
    minor, which are in principle not shown (and used for at most three months)."""
    name, record, events, on = story
    standing = rights.standing_on(name, record, events, on=on)
    shown = standing.in_channel()
    if standing.usable and TABLES[name].rights != "none" and shown.published == "yes":
        assert shown.visible
    if standing.usable and shown.published != "yes":
        assert shown.severity == "minor"
        assert shown.automatic_end is not None


@settings(max_examples=200)
@given(
    stories(),
    st.sampled_from(["repaired", "revoked", "objection_filed", "objection_upheld"]),
    st.integers(-40, 40),
)
def test_one_more_repair_revocation_or_objection_never_shows_or_uses_more(story, kind, shift):
    name, record, events, on = story
    day = on + timedelta(days=shift)
    more = [*events, {"record_id": record["record_id"], "table_name": name, "kind": kind, "event_date": day, "known_date": day}]  # fmt: skip
    for policy in POLICIES.values():
        before, after = (
            rights.standing_on(name, record, happened, on=on, policy=policy) for happened in (events, more)
        )
        assert not (after.usable and not before.usable)
        assert not (after.visible and not before.visible)
        if day >= on and policy.name != "current_rights":
            assert after == before


@settings(max_examples=200)
@given(stories(), st.integers(1, 500))
def test_publicity_that_is_over_does_not_begin_again(story, days):
    name, record, events, on = story
    now, later = (rights.standing_on(name, record, events, on=day) for day in (on, on + timedelta(days=days)))
    for before, after in zip(now.publicity, later.publicity, strict=True):
        over = before.published_until is not None and before.published_until <= on
        assert not (over and after.visible)


def test_the_made_up_records_reach_every_kind_of_answer(whole):
    found = [
        row
        for name in FAMILIES
        for channel in rights.channels_of(name)
        for on in DAYS
        for row in row_wise(whole, name, channel, on, POLICIES["as_served"]).values()
    ]
    assert {row["severity"] for row in found} == {None, "minor", "general", "serious"}
    assert {row["publicity"] for row in found} == {"yes", "no", "in_principle_not"}
    for flag in ("known", "visible", "usable", "repairable", "contested", "masked"):
        assert {row[flag] for row in found} == {True, False}, flag
    told = {code for row in found for code in row["unmet"].split()}
    codes = {found.code for table in rights.RULE_TABLES.values() for rule in table.rules for found in rule.conditions
             if found.applied and found.unmet is not None}  # fmt: skip
    assert told == codes | (set(STANDING_UNMET) - {"no_rule"})
