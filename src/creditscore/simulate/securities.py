"""Securities: the few enterprises that have issued them, and what the regulator found."""

from __future__ import annotations

import numpy as np

from creditscore.records.sector_events import SECURITIES_EVENT
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Family, arrival
from creditscore.simulate._sparse import choice, happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

ISSUERS = np.array([0.0, 0.002, 0.05, 0.25])
MOST = 0.05
MONTHLY = 0.006
KINDS = SECURITIES_EVENT.column("event_kind").codes


def make_securities_events(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``securities_event``."""
    rng = cohort.rng(world, "securities_events")
    issuer = (cohort.kind == ENTERPRISE) & (rng.random(cohort.count) < ISSUERS[cohort.size])
    entity, month = thinned(
        traits, world, rng, who=issuer, most=MOST,
        rate=lambda e, m: MONTHLY * np.exp(-0.6 * traits.compliance[e, m] + 0.5 * traits.distress[e, m]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 7), late=90, share=0.05),
        "document_no": serial("虚证监", cohort, count),
        "event_kind": choice((0.35, 0.08, 0.02, 0.10, 0.45), KINDS, count, rng),
    })  # fmt: skip
