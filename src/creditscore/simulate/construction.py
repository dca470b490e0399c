"""Construction credit: good and bad conduct of builders, published for as long as the department states."""

from __future__ import annotations

import numpy as np

from creditscore.records.sectors import CONSTRUCTION_CREDIT
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Coded, Family, Rows, arrival, chance, joined, pick, waits
from creditscore.simulate._sparse import choice, happened, serial, thinned, works_in
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World
from creditscore.simulate.penalties import FILED, REJECTED, REPAIRED, UPHELD, events_on

MOST = 0.06
MONTHLY = 0.012
QUALIFICATIONS = (
    "施工总承包一级",
    "施工总承包二级",
    "施工总承包三级",
    "专业承包二级",
    "专业承包三级",
    "劳务资质",
)
ITEMS = (
    "获优质工程奖",
    "按时足额支付工资",
    "绿色施工示范",
    "违法分包转包",
    "拖欠工程款和工资",
    "质量安全隐患",
    "弄虚作假投标",
)
GOOD, BAD = range(2)
SIGNS = CONSTRUCTION_CREDIT.column("behaviour").codes
GRADES = CONSTRUCTION_CREDIT.column("grade").codes
EDGES = (1.3, 0.6, -0.2, -1.0)
GRADED = 0.7
CONTESTED = 0.06
"""Share of bad conduct that is contested; three objections in ten are never answered."""


def make_construction_credit(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``construction_credit``; some bad conduct is put right and no longer counts."""
    rng = cohort.rng(world, "construction_credit")
    builders = works_in(cohort, "E") & (cohort.kind == ENTERPRISE)
    entity, month = thinned(
        traits, world, rng, who=builders, most=MOST, rate=lambda e, _: MONTHLY * (1.0 + 0.8 * cohort.size[e])
    )
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    compliance = traits.compliance[entity, month]
    bad = rng.random(count) < chance(-0.4 - 1.1 * compliance + 0.3 * traits.distress[entity, month])
    item = np.where(bad, 3 + pick((0.25, 0.25, 0.40, 0.10), count, rng), pick((0.2, 0.5, 0.3), count, rng))
    standing = compliance + 0.5 * traits.solvency[entity, month] + rng.normal(0.0, 0.5, count)
    grade = np.select([standing >= edge for edge in EDGES], range(4), 4)
    points = np.where(bad, -1.0, 1.0) * rng.choice((0.5, 1.0, 2.0, 3.0, 5.0), count)
    months = np.where(bad, rng.choice((6, 12, 24, 36), count), 36)
    known = arrival(event, rng, usual=(1, 20), late=150, share=world.settings.late_share)
    rows: Rows = {
        "entity": entity,
        "event_date": event,
        "known_date": known,
        "item_no": serial("虚建", cohort, count),
        "qualification": choice((0.06, 0.18, 0.30, 0.16, 0.22, 0.08), QUALIFICATIONS, count, rng),
        "behaviour": Coded(np.where(bad, BAD, GOOD), SIGNS),
        "behaviour_item": Coded(item, ITEMS),
        "points": points,
        "publicity_until": world.add_months(event, months),
        "grade": Coded(np.where(rng.random(count) < GRADED, grade, -1), GRADES),
    }
    mended = bad & (rng.random(count) < chance(-1.4 + 0.8 * compliance))
    on = (np.maximum(world.add_months(event, 6), known) + waits(60.0, count, rng)).astype(np.int32)
    parts = [events_on(mended & (on < rows["publicity_until"]), on, REPAIRED, rng)]
    filed = (known + waits(60.0, count, rng)).astype(np.int32)
    contested = bad & ~mended & (rng.random(count) < CONTESTED)
    fate = rng.random(count)
    answered = filed + rng.integers(3, 21, count)
    parts.append(events_on(contested, filed, FILED, rng))
    parts.append(events_on(contested & (fate < 0.2), answered, UPHELD, rng))
    parts.append(events_on(contested & (fate > 0.5), answered, REJECTED, rng))
    return Family(rows=rows, events=joined(parts))
