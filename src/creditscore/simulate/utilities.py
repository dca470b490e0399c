"""Utility bills: electricity for every metered subject, water, gas, telecom for some, heat from October to April."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditscore.records.utilities import UTILITIES, UTILITY_BILL
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import (
    Coded,
    Family,
    Masked,
    Numbered,
    Rows,
    arrival,
    cells,
    chance,
    dated,
    joined,
    waits,
)
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, Array, World

METERED = (0.85, 0.52, 0.32)
"""Share of borrowers, of other enterprises and of other subjects with metered accounts (55 % in the demo mix)."""
HEATING = (10, 11, 12, 1, 2, 3, 4)


@dataclass(frozen=True)
class Supply:
    """One utility: share of metered subjects that have it, usage relative to electricity, price in fen a
    unit, log-odds of paying late for an average subject and their slope in distress, late fee a day.
    """

    share: float
    usage: float
    price: float
    late: float
    slope: float
    fee: float


SUPPLIES = {
    "electricity": Supply(1.00, 1.0, 75.0, -3.55, 1.20, 0.002),
    "water": Supply(0.40, 0.02, 480.0, -3.35, 1.00, 0.001),
    "gas": Supply(0.12, 0.06, 380.0, -3.45, 1.00, 0.001),
    "heat": Supply(0.22, 0.03, 3800.0, -3.25, 0.85, 0.001),
    "telecom": Supply(0.12, 0.2, 55.0, -3.10, 0.70, 0.0),
}
UNITS = UTILITY_BILL.column("usage_unit").codes
UNIT_OF = np.array([UNITS.index(unit) for unit in ("kwh", "m3", "m3", "gj", "min")])
"""Unit of each utility's usage, in the order of UTILITIES."""
CROSS_YEAR_FEE = 0.003
"""Electricity late fee a day once the arrears cross a year's end (0.2 % within it; domain.md 2.13)."""
CUTOFF_AFTER = 30


def make_bills(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``utility_bill``, one per account and month billed, dated by the day the bill was due."""
    rng = cohort.rng(world, "utilities")
    share = np.where(cohort.borrower, METERED[0], np.where(cohort.kind == ENTERPRISE, METERED[1], METERED[2]))
    metered = rng.random(cohort.count) < share
    scale = np.array([1.0, 3.5, 14.0, 60.0])[cohort.size] * np.exp(rng.normal(0.0, 0.6, cohort.count))
    careless = rng.normal(0.0, 0.35, cohort.count).astype(np.float32)
    parts = []
    for number, name in enumerate(UTILITIES):
        connected = metered & (rng.random(cohort.count) < SUPPLIES[name].share)
        mask = traits.alive & connected[:, None]
        if name == "heat":
            mask &= np.isin(world.month + 1, HEATING)[None, :]
        entity, month = cells(mask)
        parts.append(_bills(name, number, entity, month, scale, careless, cohort, traits, world, rng))
    rows = joined(parts)
    utility = rows.pop("utility")
    account = utility * 10_000_000 + cohort.first + rows["entity"]
    known = arrival(rows["event_date"], rng, usual=(1, 12), late=90, share=0.03)
    power = utility == UTILITIES.index("electricity")
    load = np.round(6.0 * scale * np.exp(cohort.rng(world, "loads").normal(0.0, 0.3, cohort.count)), 1)[
        rows["entity"]
    ]
    coded: Rows = {"usage_unit": Coded(UNIT_OF[utility], UNITS), "load_kw": Masked(load, ~power),
                   "contract_capacity_kva": Masked(np.ceil(load * 1.25 / 10) * 10, ~power),
                   "utility": Coded(utility, UTILITIES), "known_date": known,
                   "account_hash": Numbered("acc", account, hashed=True)}  # fmt: skip
    return Family(rows=rows | coded)


def _bills(
    name: str, number: int, entity: Array, month: Array, scale: Array, careless: Array, cohort: Cohort,
    traits: Traits, world: World, rng: np.random.Generator,
) -> Rows:  # fmt: skip
    supply = SUPPLIES[name]
    count = len(entity)
    usage = _usage(name, entity, month, scale, cohort, traits, world, rng)
    due = np.maximum(np.rint(usage * supply.price), 100).astype(np.int64)
    event = (world.month_start[month + 1] + 19 - rng.integers(0, 5, count)).astype(np.int32)
    distress = traits.distress[entity, month]
    level = supply.late + supply.slope * distress - 0.30 * traits.compliance[entity, month] + careless[entity]
    late = rng.random(count, dtype=np.float32) < chance(level)
    delay = waits(9.0 * np.exp(0.45 * np.clip(distress, -1.5, 3.0)), count, rng)
    never = late & (rng.random(count, dtype=np.float32) < 0.10 * chance(1.3 * (distress - 1.2)))
    paid = dated(np.where(late, event + delay, event - rng.integers(0, 16, count)), ~never)
    days = np.where(late & ~never, delay, 0)
    fee = np.full(count, supply.fee)
    if name == "electricity":
        year = event.astype("datetime64[D]").astype("datetime64[Y]")
        later = (event + delay).astype("datetime64[D]").astype("datetime64[Y]")
        fee = np.where(later > year, CROSS_YEAR_FEE, supply.fee)
    late_fee = np.rint(due * fee * days).astype(np.int64)
    cut_on = event + CUTOFF_AFTER + rng.integers(3, 25, count)
    cut = late & (rng.random(count) < 0.45) & ((paid == NO_DAY) | (paid > cut_on)) & (name != "telecom")
    return {
        "entity": entity,
        "event_date": event,
        "utility": np.full(count, number, np.int32),
        "period": world.month_start[month],
        "usage": np.round(usage, 1),
        "amount_due": due,
        "paid_date": paid,
        "amount_paid": due + late_fee,
        "late_fee": late_fee,
        "cutoff_date": dated(cut_on, cut),
    }


def _usage(
    name: str, entity: Array, month: Array, scale: Array, cohort: Cohort, traits: Traits, world: World,
    rng: np.random.Generator,
) -> Array:  # fmt: skip
    supply = SUPPLIES[name]
    usual = np.array([item.electricity for item in INDUSTRIES])[cohort.industry] * supply.usage * scale
    season = world.season[cohort.industry[entity], world.month[month]]
    pulse = (
        0.45 * traits.vitality[entity, month]
        - 0.12 * traits.shock[entity, month]
        + 0.08 * rng.standard_normal(len(entity), dtype=np.float32)
    )
    active = np.where(traits.dormant[entity, month], 0.05, 1.0)
    return usual[entity] * season * np.exp(pulse) * active
