"""Wage arrears found by the labour inspectorate; a case stands behind every entry on the list of wage arrears."""

from __future__ import annotations

import numpy as np

from creditscore.records.lists import LIST_CODES
from creditscore.simulate._cohort import COOPERATIVE, ENTERPRISE, Cohort
from creditscore.simulate._draws import (
    Family,
    Numbered,
    Rows,
    arrival,
    cells,
    chance,
    dated,
    day_in_month,
    joined,
    waits,
)
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._revocations import revocations
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, Array, World

MONTHLY = 0.00020
BUILDING = 3.0
"""How much more often builders are found to owe wages, beyond the rate of the others."""
WORKERS = np.array([3.0, 9.0, 30.0, 80.0])
OWED_EACH = 9_000.0
"""Wages owed to one worker, yuan (assumption): about two months' pay."""
MASS_FROM = 30


def make_wage_arrears(cohort: Cohort, traits: Traits, lists: Family, world: World) -> Family:
    """Rows of ``wage_arrears``: those that led to the list, found 10 to 40 days before, and many more."""
    rng = cohort.rng(world, "wage_arrears")
    rows = joined([_listed(cohort, lists, world, rng), _others(cohort, traits, world, rng)])
    order = np.lexsort((rows["event_date"], rows["entity"]))
    rows = {name: values[order] for name, values in rows.items()}
    entity, event, count = rows["entity"], rows["event_date"], len(order)
    month = np.clip(world.month_of(event), 0, world.months - 1)
    workers = np.maximum(np.rint(WORKERS[cohort.size[entity]] * np.exp(rng.normal(0.0, 0.8, count))), 1)
    owed = np.rint(workers * OWED_EACH * np.exp(rng.normal(0.0, 0.5, count)))
    ordered = event + rng.integers(1, 16, count, dtype=np.int32)
    pays = rng.random(count) < chance(1.1 + 0.9 * traits.solvency[entity, month])
    cleared = np.where(pays & ~rows["listed"], ordered + waits(70.0, count, rng), NO_DAY)
    out: Rows = {
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 20), late=120, share=world.settings.late_share),
        "case_no": Numbered("虚劳监", cohort.first * 1000 + np.arange(count)),
        "amount": (owed * 100).astype(np.int64),
        "worker_count": workers.astype(np.int64),
        "order_date": ordered,
        "cleared_date": np.where(rows["listed"], rows["left"], cleared).astype(np.int32),
        "mass_incident": (workers >= MASS_FROM) & (rng.random(count) < 0.25),
    }
    return Family(rows=out, events=revocations(out, rng))


def _listed(cohort: Cohort, lists: Family, world: World, rng: np.random.Generator) -> Rows:
    """Cases behind list entries: paid, at the latest, the day the entity was repaired off the list."""
    hit = lists.rows["list_code"].index == LIST_CODES.index("wage_arrears")
    entity, entered, left = (lists.rows[name][hit] for name in ("entity", "event_date", "exit_date"))
    repaired = lists.rows["exit_kind"].index[hit] == lists.rows["exit_kind"].codes.index("repaired")
    event = np.maximum(entered - rng.integers(10, 41, len(entity)), cohort.established[entity] + 1)
    event = np.minimum(np.maximum(event, world.first_day), entered)
    return {
        "entity": entity,
        "event_date": event.astype(np.int32),
        "left": dated(left, repaired),
        "listed": np.ones(len(entity), bool),
    }


def _others(cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator) -> Rows:
    firm = np.isin(cohort.kind, (ENTERPRISE, COOPERATIVE))
    builds = np.array([item.code.startswith("E") for item in INDUSTRIES])[cohort.industry]
    rate: Array = MONTHLY * np.exp(0.8 * (traits.distress - 0.5)) * (1 + BUILDING * builds)[:, None]
    hit = (rng.random(rate.shape, dtype=np.float32) < rate) & traits.alive & firm[:, None]
    entity, month = cells(hit)
    event = np.maximum(day_in_month(world, month, rng), cohort.established[entity] + 1)
    count = len(entity)
    return {
        "entity": entity,
        "event_date": event.astype(np.int32),
        "left": np.full(count, NO_DAY, np.int32),
        "listed": np.zeros(count, bool),
    }
