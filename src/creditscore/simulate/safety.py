"""Work safety: accidents, and orders to put major dangers right."""

from __future__ import annotations

import numpy as np

from creditscore.records.sector_events import SAFETY_EVENT
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Coded, Family, Masked, arrival, chance, dated, pick, waits
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._sparse import happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MOST = 0.02
MONTHLY = 0.0014
KINDS = SAFETY_EVENT.column("event_kind").codes
ACCIDENT, ORDER = range(2)
LEVELS = SAFETY_EVENT.column("level").codes
LEVEL_WEIGHTS = (0.95, 0.043, 0.006, 0.001)
DEATHS = np.array([0, 3, 10, 30])
"""Deaths from which an accident is of the next level (general: fewer than three)."""


def make_safety_events(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``safety_event``: in the dangerous industries, after careless months."""
    rng = cohort.rng(world, "safety_events")
    dangerous = np.array(["safety" in item.domains for item in INDUSTRIES])[cohort.industry]
    entity, month = thinned(
        traits, world, rng, who=dangerous & (cohort.kind == ENTERPRISE), most=MOST,
        rate=lambda e, m: MONTHLY * np.exp(0.4 * cohort.size[e] - 0.9 * traits.compliance[e, m]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    kind = pick((0.12, 0.88), count, rng)
    level = pick(LEVEL_WEIGHTS, count, rng)
    deaths = np.where(level == 0, rng.binomial(2, 0.2, count), DEATHS[level] + rng.poisson(2.0, count))
    mends = rng.random(count) < chance(1.8 + 0.8 * traits.compliance[entity, month])
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 15), late=120, share=world.settings.late_share),
        "event_no": serial("虚安", cohort, count),
        "event_kind": Coded(kind, KINDS),
        "level": Coded(np.where(kind == ACCIDENT, level, -1), LEVELS),
        "deaths": Masked(deaths, kind != ACCIDENT),
        "rectified_date": dated(event + waits(45.0, count, rng), mends),
    })  # fmt: skip
