"""Customs credit: three grades until 2026-03-31, five from 2026-04-01, when every trader is graded anew."""

from __future__ import annotations

from datetime import date

import numpy as np

from creditscore.records.sectors import CUSTOMS_CREDIT
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Coded, Family, Rows, arrival, joined, taken
from creditscore.simulate._sparse import happened, ordered, thinned, works_in
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World, day

FIVE_GRADES = day(date(2026, 4, 1))
"""First day of the five grades (GACC Order 282)."""
TRADERS = np.array([0.04, 0.15, 0.40, 0.70])
"""Share of traders by size among manufacturers and wholesalers."""
ANEW = 0.020
"""Monthly rate of being graded anew."""
OLD = CUSTOMS_CREDIT.column("grade_2021").codes
NEW = CUSTOMS_CREDIT.column("grade_2026").codes


def make_customs_grades(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``customs_credit``, each with the grade of the version in force on its date."""
    rng = cohort.rng(world, "customs_credit")
    deals = works_in(cohort, "C", "F51", "G59") & (cohort.kind == ENTERPRISE)
    trader = deals & (rng.random(cohort.count) < TRADERS[cohort.size])
    entity, month = thinned(
        traits, world, rng, who=trader, most=2 * ANEW, rate=lambda e, _: np.full(len(e), ANEW)
    )
    parts = [_graded(entity, month, happened(cohort, world, entity, month, rng))]
    parts.append(_first(cohort, trader, world, rng))
    if world.first_day <= FIVE_GRADES < world.end_day:
        now = int(world.month_of(np.array([FIVE_GRADES]))[0])
        who = np.flatnonzero(trader & traits.alive[:, now])
        parts.append(_graded(who, np.full(len(who), now), FIVE_GRADES + rng.integers(0, 30, len(who))))
    rows = joined(parts)
    rows = taken(rows, ordered(rows))
    twice = np.append((np.diff(rows["entity"]) == 0) & (np.diff(rows["event_date"]) == 0), False)[
        : len(rows["entity"])
    ]
    rows = taken(rows, ~twice)
    return Family(rows=_columns(rows, cohort, traits, world, rng))


def _graded(entity: Array, month: Array, event: Array) -> Rows:
    return {
        "entity": entity.astype(np.int32),
        "month": month.astype(np.int32),
        "event_date": event.astype(np.int32),
    }


def _first(cohort: Cohort, trader: Array, world: World, rng: np.random.Generator) -> Rows:
    """The grade a trader begins with: at the start of the data or some months after it was established."""
    who = np.flatnonzero(trader)
    month = np.where(cohort.born[who] < 0, 0, cohort.born[who] + 3)
    who, month = who[month < world.months], month[month < world.months]
    return _graded(who, month, world.month_start[month] + rng.integers(0, 28, len(who)))


def _columns(rows: Rows, cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator) -> Rows:
    entity, month, event = rows["entity"], rows["month"], rows["event_date"]
    count = len(entity)
    standing = traits.compliance[entity, month] + 0.5 * cohort.size[entity] + rng.normal(0.0, 0.5, count)
    three = np.select([standing > 1.4, standing > -1.9], [0, 1], 2)
    five = np.select([standing > 1.6, standing > 0.7, standing > -1.7, standing > -2.4], [0, 1, 2, 3], 4)
    later = event >= FIVE_GRADES
    return {
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(1, 20), late=120, share=world.settings.late_share),
        "grade_2021": Coded(np.where(later, -1, three), OLD),
        "grade_2026": Coded(np.where(later, five, -1), NEW),
    }
