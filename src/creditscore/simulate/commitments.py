"""Credit commitments: given for a licence or of one's own accord, checked later, mostly kept."""

from __future__ import annotations

import numpy as np

from creditscore.codes import commitment_items
from creditscore.records.commitments import COMMITMENT
from creditscore.records.penalties import DOMAINS
from creditscore.simulate._cohort import GOVERNMENT, Cohort
from creditscore.simulate._draws import Coded, Family, arrival, chance, dated, pick, waits
from creditscore.simulate._sparse import domains_met, happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World, day

MOST = 0.02
MONTHLY = 0.0035
TYPES = COMMITMENT.column("commitment_type").codes
TYPE_WEIGHTS = (0.30, 0.20, 0.20, 0.20, 0.08, 0.02)
MATTERS = (
    "以承诺替代审批",
    "限期补齐材料",
    "以承诺替代证明",
    "公开承诺诚信经营",
    "遵守行业公约",
    "承诺纠正失信行为",
)
ITEMS = ("xinyi_pledge", "association_integrity", "repair_2026")
"""Items of the registry that subjects of every industry may commit themselves under."""
OUTCOMES = COMMITMENT.column("outcome").codes
FULFILLED, PARTLY, BREACHED, FALSE, PENDING = range(5)
VERIFIED = 0.80


def make_commitments(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``commitment``; whether one was kept follows compliance and solvency and is seen after it fell due."""
    rng = cohort.rng(world, "commitments")
    entity, month = thinned(
        traits, world, rng, who=cohort.kind < GOVERNMENT, most=MOST,
        rate=lambda e, m: MONTHLY * np.exp(0.25 * cohort.size[e] + 0.2 * traits.vitality[e, m]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    kind = pick(TYPE_WEIGHTS, count, rng)
    due = event + rng.integers(30, 366, count)
    kept = chance(1.9 + 0.7 * traits.compliance[entity, month] + 0.5 * traits.solvency[entity, month])
    broken = PARTLY + pick((0.5, 0.42, 0.08), count, rng)
    outcome = np.where(rng.random(count) < kept, FULFILLED, broken)
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 12), late=120, share=world.settings.late_share),
        "commitment_no": serial("虚诺", cohort, count),
        "commitment_type": Coded(kind, TYPES),
        "domain": Coded(domains_met(cohort, entity, rng), DOMAINS),
        "matter": Coded(kind, MATTERS),
        "item_code": Coded(_items(kind, event), ITEMS),
        "due_date": due.astype(np.int32),
        "outcome": Coded(outcome, OUTCOMES),
        "verified_date": dated(due + waits(30.0, count, rng), rng.random(count) < VERIFIED),
        "published": _published(kind, rng),
    })  # fmt: skip


def _items(kind: Array, event: Array) -> Array:
    """The item of the registry a commitment falls under, by its kind and, for repair, by its date (-1: none)."""
    item = np.full(len(kind), -1, np.int32)
    for place, code in enumerate(ITEMS):
        found = commitment_items.get(code)
        since = -np.inf if found.in_force_from is None else day(found.in_force_from)
        until = np.inf if found.in_force_until is None else day(found.in_force_until)
        item[(kind == TYPES.index(found.kind)) & (event >= since) & (event <= until)] = place
    return item


def _published(kind: Array, rng: np.random.Generator) -> Array:
    """Volunteered and repair commitments always are published, the others mostly."""
    return (rng.random(len(kind)) < 0.9) | np.isin(kind, (TYPES.index("volunteered"), TYPES.index("repair")))
