"""No window looks back further than the law lets its records be used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from creditscore import features, rights
from creditscore.errors import DefinitionError
from creditscore.features import FEATURES, RULES_DATE, col
from creditscore.features._probes import probes
from creditscore.plan import Aggregate, AsOf, RightsPolicy, compile_expression, in_use, leaves, months_before
from creditscore.records import (
    ADMIN_PENALTY,
    CONSTRUCTION_CREDIT,
    ENTITY,
    LIST_ENTRY,
    STATISTICS_EVENT,
    TABLES,
    Table,
)
from creditscore.records.penalties import DOMAINS, PENALTY_KINDS
from creditscore.rights import GENERAL_PENALTY, RULE_TABLES, SERIOUS_PENALTY
from tests.generators import record
from tests.loans import spec

ORDER_58 = date(2024, 1, 1)
TODAY = RightsPolicy(name="current_rules", built_on=RULES_DATE)
MINOR = ~SERIOUS_PENALTY.or_else(False) & ~GENERAL_PENALTY
CUSTOMS = col("domain").is_("customs")
RULED = [table for table in TABLES.values() if table.rights != "none"]


def listed(*codes: str):
    return col("list_code").is_in(codes)


def counting(of: Table, *, back: int = 1, **said: object) -> features.FeatureSet:
    declared = {
        "of": of, "windows": features.months(back), "risk": "up", "unit": "次", "title": ("近{w}月", "last {w} months"),
        "group": "PEN", "family": "penalties", "why": "A trial.",
    }  # fmt: skip
    return features.count("trial", **{**declared, **said})


def life(of: Table, where=None, **asked: object) -> int | None:
    said = (
        {"after_publicity": "internal"} if where is None else {"after_publicity": "internal", "where": where}
    )
    (feature,) = counting(of, **said)
    return features.life(feature, **asked)


BY_HAND = [
    (ADMIN_PENALTY, None, 36),
    (ADMIN_PENALTY, SERIOUS_PENALTY, 36),
    (ADMIN_PENALTY, GENERAL_PENALTY, 12),
    (ADMIN_PENALTY, MINOR & ~CUSTOMS, 3),
    (ADMIN_PENALTY, MINOR, 12),  # customs publishes a small fine of ordinary procedure for a year
    (ADMIN_PENALTY, CUSTOMS & col("penalty_kind").is_("licence_suspend"), 12),
    (ADMIN_PENALTY, CUSTOMS & col("penalty_kind").is_("licence_revoke"), 36),
    (ADMIN_PENALTY, (col("fine") > 9_999.98) & (col("fine") < 10_000) & ~CUSTOMS & col("penalty_kind").is_("fine"), 12),
    (ADMIN_PENALTY, SERIOUS_PENALTY & (AsOf().days_since(col("event_date")) < 400), 14),
    (LIST_ENTRY, None, None),
    (LIST_ENTRY, listed("abnormal_operation"), None),
    (LIST_ENTRY, listed("judgment_defaulter", "customs_dishonest"), None),
    (LIST_ENTRY, listed("major_tax_violation", "safety_serious"), 36),
    (LIST_ENTRY, listed("customs_dishonest", "statistics_serious"), 12),
    (LIST_ENTRY, listed("env_serious"), 36),
    (LIST_ENTRY, listed("env_serious") & col("exit_date").is_null(), 36),
    (LIST_ENTRY, ~col("exit_date").is_null(), 0),
    (STATISTICS_EVENT, None, 12),
    (CONSTRUCTION_CREDIT, None, 36),
    (ENTITY, None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "where", "months"), BY_HAND, ids=lambda part: getattr(part, "name", None) or repr(part)
)
def test_records_live_as_long_as_the_rules_of_today_say(of, where, months):
    assert life(of, where) == months


def test_a_confiscation_beside_a_small_fine_is_general_and_lives_a_year():
    small = (col("fine") < 5_000) & ~CUSTOMS
    assert life(ADMIN_PENALTY, small & col("procedure").is_("simple") & ~SERIOUS_PENALTY) == 3
    assert life(ADMIN_PENALTY, small & (col("confiscated") > 0) & ~SERIOUS_PENALTY) == 12


def test_rules_of_another_day_give_another_life():
    assert life(ADMIN_PENALTY, MINOR & ~CUSTOMS, on=ORDER_58) == 36
    assert life(ADMIN_PENALTY, on=date(2020, 1, 1)) is None, "before the first rule there is none"
    assert life(LIST_ENTRY, listed("env_serious"), on=ORDER_58) is None


def test_where_records_outlive_their_publicity_only_what_the_sector_forbids_ends():
    assert life(ADMIN_PENALTY, MINOR, after_publicity="internal") is None
    assert life(LIST_ENTRY, listed("customs_dishonest"), after_publicity="internal") is None
    assert life(CONSTRUCTION_CREDIT, after_publicity="internal") == 36


def test_a_window_longer_than_the_life_of_its_records_is_refused_where_it_is_declared():
    counting(ADMIN_PENALTY, where=GENERAL_PENALTY, back=12)
    with pytest.raises(
        DefinitionError,
        match=r"feature trial_24m: it looks back 24 months over admin_penalty.*found 12 months at most; declare a window "
        r"of at most 12 months, or after_publicity='internal'",
    ):
        counting(ADMIN_PENALTY, where=GENERAL_PENALTY, back=24)
    with pytest.raises(
        DefinitionError, match=r"over construction_credit.*found 36 months at most; .* 36 months$"
    ):
        counting(CONSTRUCTION_CREDIT, back=37, after_publicity="internal")
    with pytest.raises(DefinitionError, match="found 0 months at most; ask for what is still in use"):
        counting(LIST_ENTRY, where=~col("exit_date").is_null())


def test_a_run_of_months_is_no_longer_than_the_records_that_make_it():
    said = {
        "of": ADMIN_PENALTY, "risk": "up", "unit": "月", "title": ("近{w}月", "last {w} months"), "group": "PEN",
        "family": "penalties", "why": "A trial.", "value": GENERAL_PENALTY,
    }  # fmt: skip
    for run in (features.longest_run, features.streak):
        assert features.life(run("trial", windows=features.months(12), **said).at(12)) == 12
        with pytest.raises(DefinitionError, match="found 12 months at most"):
            run("trial", windows=features.months(24), **said)


def test_a_ring_is_as_old_as_its_far_end():
    from creditscore.plan import Window

    with pytest.raises(DefinitionError, match="looks back 24 months"):
        counting(STATISTICS_EVENT, windows=[Window(24, 12)])


def test_what_is_made_of_a_window_too_long_is_refused_too_unless_it_says_what_for():
    (long,) = counting(ADMIN_PENALTY, where=GENERAL_PENALTY, back=24, after_publicity="internal")
    assert features.degenerate_under_stop(long) and not features.degenerate_under_stop(
        FEATURES["penalty_count_36m"]
    )
    said = {"zero": None, "risk": "up", "unit": "1", "title": ("比", "ratio"), "why": "A trial."}
    with pytest.raises(DefinitionError, match="feature rate: it looks back 24 months"):
        features.ratio("rate", long, FEATURES["reg_capital"], **said)
    features.ratio("rate", long, FEATURES["reg_capital"], after_publicity="internal", **said)


def test_the_dictionary_says_how_long_records_live_and_flags_what_is_for_internal_use_only():
    (long,) = counting(ADMIN_PENALTY, where=GENERAL_PENALTY, back=24, after_publicity="internal")
    asked = (FEATURES["penalty_count_36m"], FEATURES["listed_count_12m"], long)
    assert [entry.life[1] for entry in features.entries(asked)] == [
        "36 months", "12 months, internal use only", "no legal end",
    ]  # fmt: skip
    assert "| 12 months, internal use only |" in features.dictionary(asked)


def test_an_evaluation_asks_only_what_its_own_rights_policy_can_answer():
    (long,) = counting(ADMIN_PENALTY, where=GENERAL_PENALTY, back=24, after_publicity="internal")
    with pytest.raises(DefinitionError, match="trial_24m: it looks back 24 months"):
        spec(features=(long,))
    internal = spec(features=(long,), rights=RightsPolicy(after_publicity="internal"))
    with pytest.raises(DefinitionError, match="trial_24m"):
        replace(internal, rights=RightsPolicy())


def test_a_condition_that_no_record_fulfils_is_not_judged():
    assert life(ADMIN_PENALTY, (col("fine") > 5) & (col("fine") < 5)) is None


# ------------------------------------------------------------------ laws


def test_no_question_of_the_library_looks_back_further_than_its_records_may_be_used():
    assert [name for name, feature in FEATURES.items() if features.degenerate_under_stop(feature)] == []


def test_the_stated_day_lies_under_the_newest_version_of_every_rule():
    newest = max(table.rules[-1].in_force_from for table in RULE_TABLES.values())
    assert newest <= RULES_DATE, (
        "a rule table has a newer version: move RULES_DATE and look at the windows again"
    )


@pytest.mark.parametrize("of", RULED, ids=lambda of: of.name)
def test_no_record_is_ever_in_use_beyond_the_life_worked_out(of):
    """Random records against every condition that a feature of the library puts to the table."""
    random = Random(7)
    rows = [record(of, random, uscc="91220101MA00000000", number=n, as_of=RULES_DATE) for n in range(400)]
    stated = {name: None for name in ("term_months", "publicity_until") if name in rows[0]}
    usable = rights.usable_rows(of.name, [row | stated for row in rows], (), policy=TODAY)
    used = [row for row in usable if in_use(row, RULES_DATE)]
    asked = {
        leaf.where: features.life(feature)
        for feature in FEATURES.values()
        for leaf in leaves(feature.node)
        if isinstance(leaf, Aggregate) and leaf.table == of.name and feature.node == leaf
    }
    assert used and asked
    for where, months in asked.items():
        holds = None if where is None else compile_expression(where)
        counted = [row for row in used if holds is None or holds(row, RULES_DATE) is True]
        if months is not None:
            oldest = months_before(RULES_DATE, months)
            assert all(row["event_date"] >= oldest for row in counted), (where, months)


@pytest.mark.parametrize("where", [None, SERIOUS_PENALTY, GENERAL_PENALTY, MINOR, MINOR & ~CUSTOMS], ids=repr)
def test_the_life_is_reached_by_some_record_and_by_none_beyond(where):
    """Every kind, domain, procedure and bracket of amounts, one by one, against the longest term among them."""
    decided = date(2026, 5, 31)
    holds = None if where is None else compile_expression(rights.in_storage(ADMIN_PENALTY, where))
    blank = dict.fromkeys(column.name for column in ADMIN_PENALTY.columns)
    longest = 0
    for kind, domain, procedure, fine, confiscated in product(
        PENALTY_KINDS, ("customs", *DOMAINS[:2]), ("simple", "ordinary"), (None, 0, 999_999, 1_000_000, 50_000_000), (None, 1)
    ):  # fmt: skip
        row = blank | {
            "record_id": "r", "uscc": "91220101MA00000000", "event_date": decided, "known_date": decided,
            "penalty_kind": kind, "domain": domain, "procedure": procedure, "fine": fine, "confiscated": confiscated,
        }  # fmt: skip
        if holds is None or holds(row, RULES_DATE) is True:
            (interval,) = rights.intervals("admin_penalty", row, (), policy=TODAY)
            end = interval.usable_until
            longest = max(longest, (end.year - decided.year) * 12 + end.month - decided.month)
    assert longest == life(ADMIN_PENALTY, where)


def test_probes_stand_for_every_case_the_conditions_tell_apart():
    """Each record that random data holds comes out of the conditions like one of the probes."""
    event = RULES_DATE - timedelta(days=40)
    asked = [rights.in_storage(ADMIN_PENALTY, where) for where in (SERIOUS_PENALTY, GENERAL_PENALTY, CUSTOMS)]
    tried = [compile_expression(where) for where in asked]
    made = {
        tuple(ask(row, RULES_DATE) for ask in tried)
        for row in probes(ADMIN_PENALTY, asked, event=event, on=RULES_DATE)
    }
    random = Random(3)
    rows = [record(ADMIN_PENALTY, random, uscc="91220101MA00000000", number=n) for n in range(2_000)]
    assert {tuple(ask(row, RULES_DATE) for ask in tried) for row in rows} <= made
