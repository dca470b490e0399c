"""Intellectual property: patents and trademarks counted once a year, abnormal applications, infringements."""

from __future__ import annotations

import numpy as np

from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Family, arrival, chance
from creditscore.simulate._sparse import works_in
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

HOLDERS = np.array([0.03, 0.15, 0.40, 0.70])
PATENTS = np.array([0.6, 2.0, 10.0, 60.0])


def make_ip_counts(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``ip_event``: one a holder and year, counted at the end of January."""
    rng = cohort.rng(world, "ip_events")
    share = HOLDERS[cohort.size] * np.where(works_in(cohort, "C", "I", "M"), 1.0, 0.3)
    holder = (cohort.kind == ENTERPRISE) & (rng.random(cohort.count) < share)
    since = rng.integers(-60, world.months, cohort.count)
    level = PATENTS[cohort.size] * np.exp(rng.normal(0.0, 0.9, cohort.count))
    januaries = np.flatnonzero(world.month == 0)
    entity, column = np.nonzero(
        traits.alive[:, januaries] & holder[:, None] & (since[:, None] <= januaries[None, :])
    )
    month, count = januaries[column], len(entity)
    grown = 1.0 + np.minimum((month - since[entity]) / 36.0, 3.0)
    careless = chance(-4.2 - 0.8 * traits.compliance[entity, month])
    event = (world.month_start[month] + 30 - rng.integers(0, 5, count)).astype(np.int32)
    return Family(rows={
        "entity": entity.astype(np.int32),
        "event_date": event,
        "known_date": arrival(event, rng, usual=(5, 60), late=150, share=0.05),
        "patent_count": rng.poisson(level[entity] * grown),
        "trademark_count": rng.poisson(1.0 + 0.5 * level[entity]),
        "abnormal_application_count": np.where(rng.random(count) < careless, 1 + rng.poisson(2.0, count), 0),
        "infringement_judgment": rng.random(count) < careless * 0.4,
        "pledged": rng.random(count) < 0.04 + 0.03 * cohort.size[entity],
    })  # fmt: skip
