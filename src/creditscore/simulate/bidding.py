"""Bidding: conduct in tenders, good and bad."""

from __future__ import annotations

import numpy as np

from creditscore.records.sector_events import BIDDING_EVENT
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Coded, Family, arrival, chance, pick
from creditscore.simulate._sparse import happened, serial, thinned, works_in
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MOST = 0.02
MONTHLY = 0.0012
KINDS = BIDDING_EVENT.column("event_kind").codes
GOOD = KINDS.index("good_performance")
BAD_WEIGHTS = (0.18, 0.17, 0.20, 0.15, 0.30)
AMOUNT = np.array([3e5, 1.5e6, 8e6, 4e7])


def make_bidding_events(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``bidding_event``; half of them speak well of the bidder."""
    rng = cohort.rng(world, "bidding_events")
    bids = np.where(works_in(cohort, "E", "I", "M", "L"), 2.0, 0.6)
    entity, month = thinned(
        traits, world, rng, who=cohort.kind == ENTERPRISE, most=MOST,
        rate=lambda e, _: MONTHLY * bids[e] * np.exp(0.5 * cohort.size[e]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    bad = rng.random(count) < chance(
        -0.3 - traits.compliance[entity, month] + 0.3 * traits.distress[entity, month]
    )
    amount = AMOUNT[cohort.size[entity]] * np.exp(rng.normal(0.0, 0.9, count))
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(1, 20), late=150, share=world.settings.late_share),
        "project_no": serial("虚标", cohort, count),
        "event_kind": Coded(np.where(bad, pick(BAD_WEIGHTS, count, rng), GOOD), KINDS),
        "amount": (np.maximum(np.round(amount / 1e4), 1) * 1_000_000).astype(np.int64),
    })  # fmt: skip
