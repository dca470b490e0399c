"""Fire safety: fires, and notices to put hazards right."""

from __future__ import annotations

import numpy as np

from creditscore.records.sector_events import FIRE_EVENT
from creditscore.simulate._cohort import GOVERNMENT, Cohort
from creditscore.simulate._draws import Family, arrival, chance, dated, waits
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._sparse import choice, happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MOST = 0.02
MONTHLY = 0.0012
KINDS = FIRE_EVENT.column("event_kind").codes


def make_fire_events(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``fire_event``."""
    rng = cohort.rng(world, "fire_events")
    seen = np.where(np.array(["fire" in item.domains for item in INDUSTRIES]), 1.0, 0.15)[cohort.industry]
    entity, month = thinned(
        traits, world, rng, who=cohort.kind < GOVERNMENT, most=MOST,
        rate=lambda e, m: MONTHLY * seen[e] * np.exp(0.3 * cohort.size[e] - 0.8 * traits.compliance[e, m]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    mends = rng.random(count) < chance(1.9 + 0.8 * traits.compliance[entity, month])
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 15), late=120, share=world.settings.late_share),
        "event_no": serial("虚消", cohort, count),
        "event_kind": choice((0.04, 0.96), KINDS, count, rng),
        "rectified_date": dated(event + waits(40.0, count, rng), mends),
    })  # fmt: skip
