"""Performance of contracts, public bodies that pay their suppliers late among them."""

from __future__ import annotations

import numpy as np

from creditscore.records.contracts import CONTRACT_PERFORMANCE
from creditscore.simulate._cohort import ENTERPRISE, GOVERNMENT, Cohort
from creditscore.simulate._draws import (
    Coded,
    Family,
    Numbered,
    Rows,
    arrival,
    chance,
    dated,
    joined,
    pick,
    taken,
    waits,
)
from creditscore.simulate._sparse import SPAN, happened, ordered, thinned, works_in
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, World

MOST = 0.45
MONTHLY = 0.0025
"""Contracts a month of an enterprise in which it owes performance."""
PUBLIC_MONTHLY = 0.30
"""Payments a month of a public body that are on record."""
AMOUNT = np.array([5e4, 3e5, 2e6, 1e7])
ROLES = CONTRACT_PERFORMANCE.column("contract_role").codes
DEBTOR, CREDITOR = range(2)
KINDS = CONTRACT_PERFORMANCE.column("counterparty_kind").codes
TYPES = CONTRACT_PERFORMANCE.column("contract_type").codes
TYPE_WEIGHTS = (0.10, 0.10, 0.01, 0.02, 0.12, 0.30, 0.35)
PUBLIC_WEIGHTS = (0.45, 0.25, 0.05, 0.05, 0.02, 0.18, 0.0)
OUTCOMES = CONTRACT_PERFORMANCE.column("outcome").codes
PERFORMED, DELAYED, BREACHED, DISPUTED = range(4)


def make_contracts(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``contract_performance``: one for the debtor, and for public debtors one for the supplier as well."""
    rng = cohort.rng(world, "contracts")
    rows = joined([_debts(cohort, traits, world, rng, public=public) for public in (False, True)])
    number = cohort.first * SPAN + np.arange(len(rows["entity"]))
    rows |= {"number": number, "role": np.full(len(number), DEBTOR, np.int32)}
    rows = joined([rows, _suppliers(rows, cohort, traits, rng)])
    rows = taken(rows, ordered(rows))
    known = np.where(rows["outcome_date"] != NO_DAY, rows["outcome_date"], rows["event_date"] + 30)
    return Family(rows={
        "entity": rows["entity"],
        "event_date": rows["event_date"],
        "known_date": arrival(known.astype(np.int32), rng, usual=(0, 20), late=120, share=world.settings.late_share),
        "contract_no": Numbered("虚合", rows["number"]),
        "counterparty_kind": Coded(rows["other"], KINDS),
        "contract_role": Coded(rows["role"], ROLES),
        "contract_type": Coded(rows["type"], TYPES),
        "amount": rows["amount"],
        "performed_date": rows["performed_date"],
        "outcome": Coded(rows["outcome"], OUTCOMES),
        "outcome_date": rows["outcome_date"],
    })  # fmt: skip


def _debts(cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator, *, public: bool) -> Rows:
    who = cohort.kind >= GOVERNMENT if public else cohort.kind == ENTERPRISE
    rate = PUBLIC_MONTHLY if public else MONTHLY * np.exp(0.4 * cohort.size)
    entity, month = thinned(
        traits, world, rng, who=who, most=MOST if public else 0.02,
        rate=lambda e, _: np.broadcast_to(rate, cohort.count)[e],
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    strain = -2.5 * world.region_solvency[cohort.region[entity]] if public else traits.distress[entity, month]
    trouble = (-0.7 if public else -1.9) + 1.1 * strain - 0.4 * traits.compliance[entity, month]
    late = rng.random(count) < chance(trouble)
    never = late & (rng.random(count) < (0.10 if public else 0.25))
    delay = waits((110.0 if public else 45.0) * np.exp(0.4 * np.clip(strain, -1, 2)), count, rng)
    performed = dated(np.where(late, event + delay, event - rng.integers(0, 21, count)), ~never)
    disputed = never & (rng.random(count) < 0.3)
    outcome = np.select([disputed, never, late], [DISPUTED, BREACHED, DELAYED], PERFORMED)
    stated = np.where(performed != NO_DAY, np.maximum(performed, event), event + 60) + rng.integers(
        0, 15, count
    )
    amount = AMOUNT[cohort.size[entity]] * np.exp(rng.normal(0.0, 1.0, count))
    return {
        "entity": entity,
        "event_date": event,
        "other": np.full(count, 0, np.int32) if public else pick((0.85, 0.05, 0.10), count, rng),
        "type": pick(PUBLIC_WEIGHTS if public else TYPE_WEIGHTS, count, rng),
        "amount": (np.maximum(np.round(amount / 100), 1) * 10_000).astype(np.int64),
        "performed_date": performed,
        "outcome": outcome.astype(np.int32),
        "outcome_date": stated.astype(np.int32),
        "public": np.full(count, public),
        "month": month,
    }


def _suppliers(rows: Rows, cohort: Cohort, traits: Traits, rng: np.random.Generator) -> Rows:
    """The other side of what public bodies owe: a firm of the block that was there when payment fell due."""
    owed = taken(rows, rows["public"])
    firms = np.flatnonzero(
        (cohort.kind == ENTERPRISE) & (works_in(cohort, "E", "F51", "I", "L", "M") | (cohort.size > 0))
    )
    if len(firms) == 0:
        return taken(owed, np.zeros(0, np.int64))
    chosen = rng.choice(firms, len(owed["entity"])).astype(np.int32)
    there = traits.alive[chosen, owed["month"]]
    owed |= {
        "entity": chosen,
        "role": np.full(len(chosen), CREDITOR, np.int32),
        "other": np.full(len(chosen), KINDS.index("gov_body"), np.int32),
    }
    return taken(owed, there)
