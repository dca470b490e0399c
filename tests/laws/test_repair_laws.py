"""Laws of repair on the score itself: what is put right never costs points, what is added never earns any.

The models are fitted; the entities are made up record by record, with dates beside every bound of the rules. The
law holds for every feature that is ``record_monotone``, over every table of negative records that features read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import evaluations, features, models, samples, simulate
from creditscore.features import FEATURES
from creditscore.plan import RightsPolicy, evaluate, tables_of
from creditscore.records import TABLES
from tests import generators

AS_OF = date(2026, 6, 15)
"""After 2026-04-01, so that records have lived under both orders."""

USCC = "91220102MA0Y1RPR7D"
NEGATIVE = tuple(
    table for table in TABLES.values()
    if table.negative and any(table.name in tables_of(feature.node) for feature in FEATURES.values())
)  # fmt: skip
ASKED = tuple(
    feature for feature in FEATURES.values()
    if feature.record_monotone and feature.direction in ("up", "down")
    and any(table.name in tables_of(feature.node) for table in NEGATIVE)
)  # fmt: skip
COVERAGE = [
    {"table_name": name, "region_code": None, "entity_type": None, "covered_from": date(2010, 1, 1), "covered_until": None}
    for name in TABLES
]  # fmt: skip
FELT = ("admin_penalty", "list_entry", "tax_arrears")
"""Tables that every fitted model of the province rests on."""
POLICIES = [
    RightsPolicy(),
    RightsPolicy(after_publicity="internal"),
    RightsPolicy(contested="annotate"),
    RightsPolicy(name="current_rights", built_on=date(2026, 6, 1)),
    RightsPolicy(name="current_rules", built_on=date(2026, 6, 1)),
]


@pytest.fixture(scope="module")
def artefacts():
    """A scorecard and trees over the record-monotone features of negative records, on a small made-up province."""
    province = simulate.province(entities=3000, seed=11)
    risk = evaluations.get("enterprise_risk")
    asked = tuple(feature for feature in ASKED if feature.layer == "public")
    evaluation = replace(risk, spec=replace(risk.spec, features=asked))
    train = evaluation.sample(province, as_of=samples.quarters("2020-01-01", "2023-10-01"))
    return asked, (models.fit_scorecard(train), models.fit_trees(train, seed=7))


def drawn(random: Random):
    """Records of one entity with every negative table, and status changes of some of them."""
    entity = generators.record(TABLES["entity"], random, uscc=USCC, number=0, as_of=date(2024, 1, 1))
    entity |= {"entity_type": "enterprise", "event_date": date(2015, 1, 1), "known_date": date(2015, 1, 2)}
    records = {"entity": [entity], "record_event": []}
    for table in NEGATIVE:
        records[table.name] = generators.records(table, random, uscc=USCC, most=3, as_of=AS_OF)
        for row in records[table.name]:
            if random.random() < 0.3:
                records["record_event"].append(change(row, table.name, random))
    return records


def change(row, table: str, random: Random, kinds=("repaired", "revoked", "objection_filed")):
    day = min(max(row["event_date"], row["known_date"]) + timedelta(days=random.randint(0, 400)), AS_OF)
    return {
        "record_id": row["record_id"], "table_name": table, "uscc": USCC, "kind": random.choice(kinds),
        "event_date": day, "known_date": day + timedelta(days=random.randint(0, 30)),
    }  # fmt: skip


def answers(records, asked, policy: RightsPolicy):
    now = features.situation(records, COVERAGE, as_of=AS_OF, policy=policy)
    return evaluate(asked, now)


def score(artefact, values) -> float:
    return float(artefact.scores({name: [value] for name, value in values.items()})[0])


@pytest.mark.parametrize(
    "policy", POLICIES, ids=lambda policy: f"{policy.name}-{policy.after_publicity}-{policy.contested}"
)
@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_adding_a_negative_record_never_raises_a_score_and_repairing_one_never_lowers_it(
    artefacts, policy, seed
):
    asked, fitted = artefacts
    random = Random(seed)
    records = drawn(random)
    table = random.choice(NEGATIVE)
    added = generators.record(table, random, uscc=USCC, number=99, as_of=AS_OF)
    worse = {**records, table.name: [*records[table.name], added]}
    end = change(added, table.name, random, kinds=("repaired", "revoked", "objection_upheld"))
    better = {**worse, "record_event": [*worse["record_event"], end]}
    for artefact in fitted:
        before, with_it, after = (
            score(artefact, answers(each, asked, policy)) for each in (records, worse, better)
        )
        assert with_it <= before + 1e-9, f"{type(artefact).__name__}: one more {table.name} earned points"
        assert after >= with_it - 1e-9, f"{type(artefact).__name__}: {end['kind']} cost points"
        assert after <= before + 1e-9


@pytest.mark.parametrize("table", NEGATIVE, ids=lambda table: table.name)
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_every_record_monotone_feature_moves_only_towards_risk_when_a_record_is_added(table, seed):
    random = Random(seed)
    records = drawn(random)
    asked = [feature for feature in ASKED if table.name in tables_of(feature.node)]
    added = generators.record(table, random, uscc=USCC, number=99, as_of=AS_OF)
    worse = {**records, table.name: [*records[table.name], added]}
    for policy in POLICIES:
        old, new = (answers(each, asked, policy) for each in (records, worse))
        for feature in asked:
            before, after = old[feature.name], new[feature.name]
            if before is None or after is None:
                assert before is None and after is None, feature.name
            else:
                towards = 1 if feature.direction == "up" else -1
                assert (after - before) * towards >= -1e-9, feature.name


def test_the_law_is_not_empty(artefacts):
    """Added records are felt: over a hundred drawn entities each model loses points for many of them."""
    asked, fitted = artefacts
    assert len(ASKED) >= 100 and {table.name for table in NEGATIVE} > set(FELT)
    felt = dict.fromkeys(("Scorecard", "Trees"), 0)
    for seed in range(100):
        random = Random(seed)
        records = drawn(random)
        table = TABLES[FELT[seed % len(FELT)]]
        added = generators.record(table, random, uscc=USCC, number=99, as_of=AS_OF)
        worse = {**records, table.name: [*records[table.name], added]}
        for artefact in fitted:
            before, after = (
                score(artefact, answers(each, asked, RightsPolicy())) for each in (records, worse)
            )
            felt[type(artefact).__name__] += after < before - 1e-6
    assert min(felt.values()) >= 15, felt
