"""Fiscal funds that were obtained by fraud, misused or poorly used."""

from __future__ import annotations

import numpy as np

from creditscore.records.sector_events import FISCAL_EVENT
from creditscore.simulate._cohort import COOPERATIVE, ENTERPRISE, Cohort
from creditscore.simulate._draws import Family, arrival
from creditscore.simulate._sparse import choice, happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MOST = 0.006
MONTHLY = 0.00012
KINDS = FISCAL_EVENT.column("event_kind").codes


def make_fiscal_events(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``fiscal_event``."""
    rng = cohort.rng(world, "fiscal_events")
    entity, month = thinned(
        traits, world, rng, who=np.isin(cohort.kind, (ENTERPRISE, COOPERATIVE)), most=MOST,
        rate=lambda e, m: MONTHLY * np.exp(0.4 * cohort.size[e] - 0.9 * traits.compliance[e, m]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    amount = 1e5 * np.exp(0.8 * cohort.size[entity] + rng.normal(0.0, 0.9, count))
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(1, 30), late=200, share=world.settings.late_share),
        "project_no": serial("虚财", cohort, count),
        "event_kind": choice((0.25, 0.30, 0.45), KINDS, count, rng),
        "amount": (np.maximum(np.round(amount / 1e3), 1) * 100_000).astype(np.int64),
    })  # fmt: skip
