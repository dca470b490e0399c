"""Inspections: how hard a region looks, and what is found.

They follow the region's effort and the industry; failing follows compliance. Most penalties of the ordinary
procedure have a failed inspection shortly before them.
"""

from __future__ import annotations

import numpy as np

from creditscore.records.inspections import INSPECTION
from creditscore.records.penalties import DOMAINS
from creditscore.simulate._cohort import ENTERPRISE, GOVERNMENT, Cohort
from creditscore.simulate._draws import (
    Coded,
    Family,
    Numbered,
    Rows,
    arrival,
    cells,
    chance,
    day_in_month,
    joined,
    pick,
    taken,
)
from creditscore.simulate._industries import DOMAIN_WEIGHTS, INDUSTRIES
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MONTHLY = 0.020
MODES = INSPECTION.column("inspection_mode").codes
MODE_WEIGHTS = (0.5, 0.3, 0.12, 0.08)
RESULTS = ("未发现问题", "发现问题责令改正", "发现问题当场改正", "发现问题待后续处理")
RECHECKS = ("整改合格", "整改不合格")
BEFORE_PENALTY = 0.6


def make_inspections(cohort: Cohort, traits: Traits, penalties: Family, world: World) -> Family:
    """Rows of ``inspection``."""
    rng = cohort.rng(world, "inspections")
    rows = joined([_routine(cohort, traits, world, rng), _behind(penalties, world, rng)])
    order = np.lexsort((rows["event_date"], rows["entity"]))
    rows = taken(rows, order)
    count = len(order)
    failed = rows["failed"]
    again = pick((0.5, 0.4, 0.1), count, cohort.rng(world, "rechecks")) - 1
    result = np.where(failed, 1 + pick((0.5, 0.3, 0.2), count, rng), 0)
    return Family(rows=rows | {
        "known_date": arrival(rows["event_date"], rng, usual=(1, 25), late=150, share=world.settings.late_share),
        "inspection_no": Numbered("虚检", cohort.first * 1000 + np.arange(count)),
        "inspection_mode": Coded(pick(MODE_WEIGHTS, count, rng), MODES),
        "result": Coded(result, RESULTS),
        "recheck_result": Coded(np.where(failed, again, -1), RECHECKS),
    })  # fmt: skip


def _routine(cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator) -> Rows:
    who = np.where(cohort.kind == ENTERPRISE, 1.0, np.where(cohort.kind >= GOVERNMENT, 0.0, 0.6))
    rate = MONTHLY * world.region_inspection[cohort.region] * who * (1 + 0.4 * cohort.size)
    draws = rng.random(traits.alive.shape, dtype=np.float32)
    entity, month = cells((draws < rate[:, None]) & traits.alive)
    table = np.full((len(INDUSTRIES), 4), DOMAINS.index("market_general"))
    for index, industry in enumerate(INDUSTRIES):
        for place, name in enumerate(industry.domains):
            table[index, place] = DOMAINS.index(name)
    place = pick((*DOMAIN_WEIGHTS, 0.08), len(entity), rng)
    level = -2.1 - 0.8 * traits.compliance[entity, month]
    return {
        "entity": entity,
        "event_date": day_in_month(world, month, rng),
        "domain": Coded(table[cohort.industry[entity], place], DOMAINS),
        "failed": rng.random(len(entity)) < chance(level),
    }


def _behind(penalties: Family, world: World, rng: np.random.Generator) -> Rows:
    rows = penalties.rows
    event = rows["event_date"] - rng.integers(5, 41, len(rows["event_date"]), dtype=np.int32)
    ordinary = (rows["procedure"].index == 1) & (rng.random(len(event)) < BEFORE_PENALTY)
    keep = ordinary & (event >= world.first_day)
    return {
        "entity": rows["entity"][keep],
        "event_date": event[keep].astype(np.int32),
        "domain": Coded(rows["domain"].index[keep], DOMAINS),
        "failed": np.ones(int(keep.sum()), bool),
    }
