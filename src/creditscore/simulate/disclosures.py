"""Disclosure: annual reports and environmental disclosures, due on a day, given in or not, truthful or not."""

from __future__ import annotations

import numpy as np

from creditscore.records.sector_events import DISCLOSURE_EVENT
from creditscore.simulate._cohort import ENTERPRISE, SOCIAL, Cohort
from creditscore.simulate._draws import Coded, Family, Rows, arrival, chance, dated, joined, taken, waits
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._sparse import ordered
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World

KINDS = DISCLOSURE_EVENT.column("disclosure_kind").codes
ENV, ANNUAL, SOCIAL_ANNUAL, OTHER = range(4)
DUE = {ENV: 2, ANNUAL: 5, SOCIAL_ANNUAL: 2}
"""Month of the year whose end is the day due, counted from 0."""
CHECKED = 0.10
"""Share of firms whose annual reports are followed here; the others are in the registration."""


def make_disclosures(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``disclosure_event``."""
    rng = cohort.rng(world, "disclosures")
    firm = cohort.kind == ENTERPRISE
    pollutes = np.array(["env" in item.domains for item in INDUSTRIES])[cohort.industry]
    who = {
        ENV: firm & pollutes & (cohort.size >= 1) & (rng.random(cohort.count) < 0.5),
        ANNUAL: firm & (rng.random(cohort.count) < CHECKED),
        SOCIAL_ANNUAL: cohort.kind == SOCIAL,
    }
    rows = joined([_due(kind, chosen, traits, world) for kind, chosen in who.items()])
    rows = taken(rows, ordered(rows))
    entity, month, event, count = rows["entity"], rows["month"], rows["event_date"], len(rows["entity"])
    late = rng.random(count) < chance(-2.5 - 0.8 * traits.compliance[entity, month])
    never = late & (rng.random(count) < 0.3)
    filed = np.where(late, event + waits(40.0, count, rng), event - rng.integers(0, 90, count))
    untrue = ~never & (rng.random(count) < chance(-4.6 - 0.9 * traits.compliance[entity, month]))
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(1, 15), late=90, share=0.05),
        "disclosure_kind": Coded(rows["kind"], KINDS),
        "period": Coded(world.year[month] - 1 - (world.year[0] - 1), [str(year) for year in _years(world)]),
        "submitted_date": dated(filed, ~never),
        "untruthful_date": dated(np.maximum(filed, event) + 60 + waits(120.0, count, rng), untrue),
    })  # fmt: skip


def _due(kind: int, who: Array, traits: Traits, world: World) -> Rows:
    months = np.flatnonzero(world.month == DUE[kind])
    entity, column = np.nonzero(traits.alive[:, months] & who[:, None])
    month = months[column].astype(np.int32)
    return {
        "entity": entity.astype(np.int32),
        "month": month,
        "event_date": (world.month_start[month + 1] - 1).astype(np.int32),
        "kind": np.full(len(entity), kind, np.int32),
    }


def _years(world: World) -> range:
    return range(int(world.year[0]) - 1, int(world.year[-1]) + 1)
