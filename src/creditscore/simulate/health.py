"""The health sector: practice licences, demerit points and penalties of clinics and hospitals."""

from __future__ import annotations

import numpy as np

from creditscore.records.sectors import HEALTH_EVENT
from creditscore.simulate._cohort import GOVERNMENT, Cohort
from creditscore.simulate._draws import Coded, Family, Masked, arrival, chance, pick
from creditscore.simulate._sparse import happened, serial, thinned, works_in
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MOST = 0.06
MONTHLY = 0.02
KINDS = HEALTH_EVENT.column("event_kind").codes
LICENCE, DEMERIT, PENALTY = range(3)


def make_health_events(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``health_event``."""
    rng = cohort.rng(world, "health_events")
    entity, month = thinned(
        traits, world, rng, who=works_in(cohort, "Q") & (cohort.kind < GOVERNMENT), most=MOST,
        rate=lambda e, _: np.full(len(e), MONTHLY),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    bad = rng.random(count) < chance(-0.5 - 0.9 * traits.compliance[entity, month])
    kind = np.where(bad, DEMERIT + pick((0.75, 0.25), count, rng), LICENCE)
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(1, 20), late=150, share=world.settings.late_share),
        "event_kind": Coded(kind, KINDS),
        "document_no": serial("虚卫", cohort, count),
        "points": Masked(rng.choice((1.0, 2.0, 3.0, 4.0, 6.0), count), kind != DEMERIT),
    })  # fmt: skip
