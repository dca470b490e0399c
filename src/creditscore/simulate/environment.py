"""Environmental credit: yearly colours of the firms that pollute, from their compliance."""

from __future__ import annotations

import numpy as np

from creditscore.records.sectors import ENV_CREDIT
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Coded, Family, arrival
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

RATED = np.array([0.10, 0.30, 0.70, 1.0])
"""Share rated by size among enterprises of the industries that environmental departments see to."""
COLOURS = ENV_CREDIT.column("colour").codes
EDGES = (85.0, 70.0, 55.0, 40.0)


def make_env_grades(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``env_credit``: one a firm and year, rated in spring for the year before."""
    rng = cohort.rng(world, "env_credit")
    pollutes = np.array(["env" in item.domains for item in INDUSTRIES])[cohort.industry]
    rated = pollutes & (cohort.kind == ENTERPRISE) & (rng.random(cohort.count) < RATED[cohort.size])
    decembers = np.flatnonzero(world.month == 11)
    entity, column = np.nonzero(traits.alive[:, decembers] & rated[:, None])
    month = decembers[column]
    points = 71.0 + 9.0 * traits.compliance[entity, month] + rng.normal(0.0, 7.0, len(entity))
    points = np.round(np.clip(points, 5, 100), 1)
    event = (world.month_start[month] + 150 + rng.integers(0, 60, len(entity))).astype(np.int32)
    return Family(rows={
        "entity": entity.astype(np.int32),
        "event_date": event,
        "known_date": arrival(event, rng, usual=(3, 30), late=150, share=world.settings.late_share),
        "year": world.year[month].astype(np.int64),
        "colour": Coded(np.select([points >= edge for edge in EDGES], range(4), 4), COLOURS),
        "points": points,
    })  # fmt: skip
