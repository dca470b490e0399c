"""Social organisations: their yearly inspection and assessment."""

from __future__ import annotations

import numpy as np

from creditscore.records.sectors import SOCIAL_ORG_INSPECTION
from creditscore.simulate._cohort import SOCIAL, Cohort
from creditscore.simulate._draws import Coded, Family, arrival, pick
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

RESULTS = SOCIAL_ORG_INSPECTION.column("result").codes
ASSESSMENTS = SOCIAL_ORG_INSPECTION.column("assessment_grade").codes


def make_social_inspections(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``social_org_inspection``: one a year, concluded in summer for the year before."""
    rng = cohort.rng(world, "social_org_inspections")
    decembers = np.flatnonzero(world.month == 11)
    entity, column = np.nonzero(traits.alive[:, decembers] & (cohort.kind == SOCIAL)[:, None])
    month, count = decembers[column], len(entity)
    standing = traits.compliance[entity, month] + rng.normal(0.0, 0.8, count)
    result = np.select([standing > -0.6, standing > -1.4, standing > -2.0], [0, 1, 2], 3)
    assessed = pick((0.02, 0.06, 0.16, 0.05, 0.02, 0.69), cohort.count, rng)
    charter = rng.random(cohort.count) < 0.6
    event = (world.month_start[month] + 190 + rng.integers(0, 60, count)).astype(np.int32)
    return Family(rows={
        "entity": entity.astype(np.int32),
        "event_date": event,
        "known_date": arrival(event, rng, usual=(3, 30), late=150, share=world.settings.late_share),
        "year": world.year[month].astype(np.int64),
        "result": Coded(result, RESULTS),
        "assessment_grade": Coded(assessed[entity], ASSESSMENTS),
        "integrity_charter": charter[entity],
    })  # fmt: skip
