"""Tax: filings, yearly credit grades drawn from them, and announcements of arrears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditscore.records.tax import TAX_TYPES
from creditscore.simulate._cohort import COOPERATIVE, ENTERPRISE, GOVERNMENT, Cohort
from creditscore.simulate._draws import (
    Coded,
    Family,
    Rows,
    arrival,
    cells,
    chance,
    dated,
    joined,
    pick,
    waits,
)
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, Array, World

TAXPAYERS = 0.70
GENERAL = 0.25
"""Share of general VAT taxpayers among micro enterprises that pay tax; larger ones all are."""
GRADES = ("A", "B", "M", "C", "D")
START_POINTS = np.array([100, 93, 90])
DIRECT = ("存在逃避缴纳税款行为", "提供虚假申报材料", "走逃失联", "欠税逾期未缴")
REVENUE = np.array([4.5e4, 4.5e5, 6e6, 6e7])
"""Monthly revenue of a typical firm by size, yuan."""
VAT_RATE = {True: 0.028, False: 0.010}
LATE_LEVEL, LATE_DISTRESS, LATE_COMPLIANCE = -3.60, 1.55, 0.45
ARREARS_LEVEL, ARREARS_DISTRESS = -6.9, 1.40


@dataclass(frozen=True, kw_only=True)
class Taxpayers:
    """Who pays tax in one block: ``pays`` and ``general`` (general taxpayers file monthly) of shape (n,),
    ``revenue`` (n, M) in yuan a month.
    """

    pays: Array
    general: Array
    revenue: Array


def make_taxpayers(cohort: Cohort, traits: Traits, world: World) -> Taxpayers:
    """Draw who is registered for tax and what each turns over."""
    rng = cohort.rng(world, "taxpayers")
    pays = (rng.random(cohort.count) < TAXPAYERS) & (cohort.kind < GOVERNMENT)
    pays |= cohort.borrower
    general = pays & ((cohort.size >= 1) | (rng.random(cohort.count) < GENERAL)) & (cohort.kind == ENTERPRISE)
    scale = (
        REVENUE[cohort.size]
        * np.exp(rng.normal(0.0, 0.7, cohort.count))
        * np.where(cohort.kind == 1, 0.4, 1.0)
    )
    season = world.season[cohort.industry][:, world.month].astype(np.float32)
    noise = 0.18 * rng.standard_normal(traits.vitality.shape, dtype=np.float32)
    revenue = (
        scale.astype(np.float32)[:, None]
        * season
        * np.exp(0.50 * traits.vitality - 0.12 * traits.shock + noise)
    )
    return Taxpayers(pays=pays, general=general, revenue=np.where(traits.dormant, 0, revenue))


def make_filings(cohort: Cohort, traits: Traits, taxpayers: Taxpayers, world: World) -> Family:
    """Rows of ``tax_filing``: VAT monthly or quarterly, income tax quarterly, dated by the day it was due."""
    rng = cohort.rng(world, "tax")
    quarter_end = (world.month % 3 == 2)[None, :]
    small = (taxpayers.pays & ~taxpayers.general)[:, None]
    general = taxpayers.general[:, None]
    firm = (taxpayers.pays & np.isin(cohort.kind, (ENTERPRISE, COOPERATIVE)))[:, None]
    careless = rng.normal(0.0, 0.3, cohort.count).astype(np.float32)
    parts = [
        _filings("vat", 1, cells(traits.alive & general), careless, traits, taxpayers, world, rng),
        _filings(
            "vat", 3, cells(traits.alive & small & quarter_end), careless, traits, taxpayers, world, rng
        ),
        _filings("cit", 3, cells(traits.alive & firm & quarter_end), careless, traits, taxpayers, world, rng),
    ]
    rows = joined(parts)
    rows["tax_type"] = Coded(rows.pop("tax"), TAX_TYPES)
    rows["known_date"] = arrival(rows["event_date"], rng, usual=(1, 10), late=100, share=0.05)
    return Family(rows=rows)


def _filings(
    tax: str, months: int, where: tuple[Array, Array], careless: Array, traits: Traits, taxpayers: Taxpayers,
    world: World, rng: np.random.Generator,
) -> Rows:  # fmt: skip
    entity, month = where
    count = len(entity)
    first = np.maximum(month - months + 1, 0)
    revenue = sum(taxpayers.revenue[entity, np.maximum(month - back, 0)] for back in range(months))
    event = world.month_start[month + 1] + 14 + rng.integers(0, 6, count, dtype=np.int32)
    distress, compliance = traits.distress[entity, month], traits.compliance[entity, month]
    level = LATE_LEVEL + LATE_DISTRESS * distress - LATE_COMPLIANCE * compliance + careless[entity]
    late = rng.random(count, dtype=np.float32) < chance(level)
    never = late & (rng.random(count, dtype=np.float32) < 0.12 * chance(distress))
    delay = waits(11.0 * np.exp(0.4 * np.clip(distress, -1.5, 3.0)), count, rng)
    filed = np.where(late, event + delay, event - rng.integers(0, 13, count))
    idle = chance(-3.6 - 1.2 * traits.vitality[entity, month]) * np.where(taxpayers.general[entity], 0.5, 1.6)
    zero = traits.dormant[entity, month] | (rng.random(count, dtype=np.float32) < idle)
    declared = np.where(zero, 0.0, revenue * np.exp(0.05 * rng.standard_normal(count, dtype=np.float32)))
    general = taxpayers.general[entity]
    rate = np.where(general, VAT_RATE[True], VAT_RATE[False]) if tax == "vat" else np.full(count, 0.006)
    owed = declared * rate * rng.uniform(0.4, 1.6, count)
    return {
        "entity": entity,
        "event_date": event,
        "tax": np.full(count, TAX_TYPES.index(tax), np.int32),
        "period": world.month_start[first],
        "filed_date": dated(filed, ~never),
        "zero_return": zero,
        "declared_tax": np.rint(owed * 100).astype(np.int64),
        "declared_revenue": np.rint(declared * 100).astype(np.int64),
    }


def make_arrears(cohort: Cohort, traits: Traits, taxpayers: Taxpayers, world: World) -> Family:
    """Rows of ``tax_arrears``: announced quarter by quarter, cleared when solvency allows."""
    rng = cohort.rng(world, "tax_arrears")
    level = ARREARS_LEVEL + ARREARS_DISTRESS * traits.distress - 0.6 * traits.compliance
    hit = (rng.random(level.shape, dtype=np.float32) < chance(level)) & traits.alive & taxpayers.pays[:, None]
    entity, month = cells(hit)
    count = len(entity)
    quarter = np.minimum((month // 3 + 1) * 3, world.months)
    event = world.month_start[quarter] + rng.integers(5, 26, count, dtype=np.int32)
    revenue = np.maximum(taxpayers.revenue[entity, month], 2000.0)
    balance = np.maximum(np.rint(revenue * 0.08 * np.exp(rng.normal(0.0, 1.0, count))), 200).astype(np.int64)
    clears = rng.random(count) < chance(0.9 + 0.9 * traits.solvency[entity, month])
    cleared = dated(event + waits(150.0, count, rng), clears)
    order, first = np.unique(np.stack([entity, quarter]), axis=1, return_index=True)
    rows: Rows = {
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 15), late=120, share=world.settings.late_share),
        "arrears_balance": balance * 100,
        "cleared_date": cleared,
    }
    rows = {name: values[first] for name, values in rows.items()}
    kind = np.where(rng.random(order.shape[1]) < 0.7, TAX_TYPES.index("vat"), TAX_TYPES.index("cit"))
    return Family(rows=rows | {"tax_type": Coded(kind, TAX_TYPES)})


def make_grades(cohort: Cohort, traits: Traits, filings: Family, world: World) -> Family:
    """Rows of ``tax_credit``: the year's points, from late filings, traits and luck, as grades.

    Grade A from 90 points and three years in business, B from 70, C from 40, D below; M for newcomers.
    """
    rng = cohort.rng(world, "tax_credit")
    years = np.unique(world.year)
    late = _late_counts(filings.rows, years, cohort.count)
    decembers = np.flatnonzero(world.month == 11)
    years = years[: len(decembers)]
    rated = traits.alive[:, decembers] & (cohort.born[:, None] < decembers[None, :] - 3)
    filed = np.zeros(cohort.count, dtype=bool)
    filed[filings.rows["entity"]] = True
    rated &= (filed & np.isin(cohort.kind, (ENTERPRISE, COOPERATIVE)))[:, None]
    entity, column = np.nonzero(rated)
    month = decembers[column]
    quality = 2.0 * traits.compliance[entity, month] + 2.8 * traits.solvency[entity, month]
    score = 84.6 + quality + rng.normal(0.0, 4.5, len(entity)) - 3.5 * np.minimum(late[entity, column], 9)
    score -= np.where(rng.random(len(entity)) < 0.05, rng.uniform(30, 75, len(entity)), 0.0)
    score = np.clip(score, 5, 100)
    grade = np.select([score >= 90, score >= 70, score >= 40], [0, 1, 3], 4)
    young = world.month_start[month] - cohort.established[entity] < 2 * 365
    grade = np.where(young & (score >= 70), 2, np.where((grade == 0) & young, 1, grade))
    april = np.searchsorted(world.month_start, world.month_start[month] + 31 + 89)
    event = world.month_start[np.minimum(april, world.months)] + rng.integers(
        14, 29, len(entity), dtype=np.int32
    )
    idle = (rng.random(len(entity)) < 0.06) & (score >= 70)
    grade = np.where(idle, 2, grade)
    return Family(rows={
        "entity": entity.astype(np.int32),
        "event_date": event.astype(np.int32),
        "known_date": arrival(event.astype(np.int32), rng, usual=(1, 15), late=60, share=0.03),
        "year": years[column].astype(np.int64),
        "grade": Coded(grade, GRADES),
        "a_list": grade == 0,
        "score": np.round(score, 1),
        "start_points": START_POINTS[pick((0.25, 0.70, 0.05), cohort.count, cohort.rng(world, "start points"))][entity],
        "direct_d_reason": Coded(np.where(grade == 4, entity % len(DIRECT), -1), DIRECT),
    })  # fmt: skip


def _late_counts(rows: Rows, years: Array, count: int) -> Array:
    """Late or missing filings of each entity by year of the due date, shape (n, years)."""
    late = (rows["filed_date"] == NO_DAY) | (rows["filed_date"] > rows["event_date"])
    year = rows["event_date"].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    column = np.searchsorted(years, year)
    late &= column < len(years)
    flat = rows["entity"][late].astype(np.int64) * len(years) + column[late]
    return np.bincount(flat, minlength=count * len(years)).reshape(count, len(years))
