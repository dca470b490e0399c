"""Administrative penalties, with their corrections, repairs, revocations and objections.

Whether a subject is penalised depends on its compliance, a frailty of its own (heavy repeaters) and how hard
its region inspects, which is effort, not risk. Simple-procedure warnings under market_general are issued by
region alone: a family of records that stands for the region.
"""

from __future__ import annotations

import numpy as np

from creditscore.records.penalties import DOMAINS, PENALTY_KINDS
from creditscore.records.registration import RECORD_EVENT
from creditscore.simulate import _agencies
from creditscore.simulate._cohort import ENTERPRISE, GOVERNMENT, SOCIAL, Cohort
from creditscore.simulate._decisions import particulars, violation_codes
from creditscore.simulate._draws import (
    Coded,
    Family,
    Numbered,
    Rows,
    arrival,
    cells,
    chance,
    dated,
    day_in_month,
    joined,
    pick,
    waits,
)
from creditscore.simulate._industries import DOMAIN_WEIGHTS, INDUSTRIES
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, Array, World

MONTHLY = 0.0021
COMPLIANCE = 1.20
CORNERS_CUT = 0.30
FRAILTY = 1.1
WARNINGS = 0.0016
KIND_SHARES = {
    "warning": 0.16, "criticism": 0.02, "fine": 0.525, "confiscate_income": 0.06, "confiscate_goods": 0.05,
    "licence_suspend": 0.03, "qualification_down": 0.01, "licence_revoke": 0.028, "restrict_business": 0.022,
    "stop_production": 0.060, "order_close": 0.014, "restrict_employment": 0.010, "other": 0.008,
}  # fmt: skip
GRAVE = ("licence_revoke", "restrict_business", "stop_production", "order_close", "restrict_employment")
GRAVE_LEVEL, GRAVE_SLOPE = -2.3, 1.0
FINE_MEDIAN = np.array([6e3, 2e4, 6e4, 1.5e5])
FINE_SPREAD = 1.25
STRICT_DOMAINS = ("food", "drug", "special_equipment", "safety", "fire")
"""Minimum publicity of one year before repair (NDRC Order 58); three months elsewhere."""
EVENT_KINDS = RECORD_EVENT.column("kind").codes
REPAIRED, REVOKED, CORRECTED, FILED, REJECTED, UPHELD = range(6)


def make_penalties(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``admin_penalty`` and what happened to them afterwards."""
    rng = cohort.rng(world, "penalties")
    base = _base(cohort, traits, world, rng)
    count = len(base["entity"])
    domain = _domains(cohort, base, rng)
    kind = _kinds(base, traits, rng)
    size = cohort.size[base["entity"]]
    fined = (kind == PENALTY_KINDS.index("fine")) | (rng.random(count) < 0.35)
    fined &= ~base["simple"]
    fine = np.round(FINE_MEDIAN[size] * np.exp(rng.normal(0.0, FINE_SPREAD, count)) / 100) * 100
    taken_away = np.where(np.isin(kind, (3, 4)), np.round(fine * rng.uniform(0.1, 2.0, count)), 0)
    event = day_in_month(world, base["month"], rng)
    known = arrival(event, rng, usual=(0, 30), late=200, share=world.settings.late_share)
    pays = rng.random(count) < chance(2.2 + 0.9 * traits.solvency[base["entity"], base["month"]])
    rows: Rows = {
        "entity": base["entity"],
        "event_date": event,
        "known_date": known,
        "doc_no": Numbered("虚罚字", cohort.first * 1000 + np.arange(count)),
        **_agencies.columns(_agencies.of_domain(cohort, base["entity"], domain)),
        "domain": Coded(domain, DOMAINS),
        "violation_code": Coded(domain * 3 + rng.integers(0, 3, count), violation_codes()),
        "penalty_kind": Coded(kind, PENALTY_KINDS),
        "fine": np.where(fined, fine * 100, 0).astype(np.int64),
        "confiscated": (taken_away * 100).astype(np.int64),
        "procedure": Coded(np.where(base["simple"], 0, 1), ("simple", "ordinary")),
        "paid_date": dated(event + waits(25.0, count, rng), fined & pays),
        "superseded_date": np.full(count, NO_DAY, np.int32),
    }
    said, conflict = particulars(rows, cohort, world)
    made = _with_events(rows | said, traits, base["month"], world, rng)
    revised = np.zeros(len(made.rows["entity"]) - count, bool)
    return Family(
        rows=made.rows, events=made.events, marks={"publicity_conflict": np.append(conflict, revised)}
    )


def _base(cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator) -> Rows:
    frailty = np.exp(rng.normal(0.0, FRAILTY, cohort.count) - FRAILTY**2 / 2)
    effort = world.region_inspection[cohort.region]
    size = np.array([0.9, 1.5, 2.2, 3.0])[cohort.size]
    who = np.where(cohort.kind == ENTERPRISE, 1.0, np.where(cohort.kind >= SOCIAL, 0.1, 0.55))
    drive = np.exp(-COMPLIANCE * traits.compliance + CORNERS_CUT * traits.distress)
    rate = MONTHLY * drive * (frailty * effort * size * who)[:, None]
    ordinary = cells((rng.random(rate.shape, dtype=np.float32) < np.minimum(rate, 0.6)) & traits.alive)
    warned = rng.random(rate.shape, dtype=np.float32) < (WARNINGS * effort**2)[:, None]
    simple = cells(warned & traits.alive & (cohort.kind < GOVERNMENT)[:, None])
    parts = []
    for (entity, month), short in ((ordinary, False), (simple, True)):
        parts.append({"entity": entity, "month": month, "simple": np.full(len(entity), short)})
    base = joined(parts)
    order = np.lexsort((base["month"], base["entity"]))
    return {name: values[order] for name, values in base.items()}


def _domains(cohort: Cohort, base: Rows, rng: np.random.Generator) -> Array:
    general = DOMAINS.index("market_general")
    table = np.full((len(INDUSTRIES), 4), general)
    for index, industry in enumerate(INDUSTRIES):
        for place, name in enumerate(industry.domains):
            table[index, place] = DOMAINS.index(name)
    place = pick((*DOMAIN_WEIGHTS, 0.08), len(base["entity"]), rng)
    domain = table[cohort.industry[base["entity"]], place]
    return np.where(base["simple"], general, domain).astype(np.int32)


def _kinds(base: Rows, traits: Traits, rng: np.random.Generator) -> Array:
    """Kinds by their shares; the grave ones fall on the careless and the distressed."""
    entity, month = base["entity"], base["month"]
    shares = np.array([KIND_SHARES[name] for name in PENALTY_KINDS])
    grave = np.isin(PENALTY_KINDS, GRAVE)
    mild = pick(np.where(grave, 0.0, shares), len(entity), rng)
    severe = pick(np.where(grave, shares, 0.0), len(entity), rng)
    level = (
        GRAVE_LEVEL - GRAVE_SLOPE * traits.compliance[entity, month] + 0.5 * traits.distress[entity, month]
    )
    kind = np.where(rng.random(len(entity)) < chance(level), severe, mild)
    return np.where(base["simple"], PENALTY_KINDS.index("warning"), kind)


def _with_events(rows: Rows, traits: Traits, month: Array, world: World, rng: np.random.Generator) -> Family:
    count = len(rows["entity"])
    entity, event, known = rows["entity"], rows["event_date"], rows["known_date"]
    strict = np.isin(rows["domain"].index, [DOMAINS.index(name) for name in STRICT_DOMAINS])
    grave = np.isin(rows["penalty_kind"].index, [PENALTY_KINDS.index(name) for name in GRAVE])
    earliest = world.add_months(np.maximum(event, known), np.where(strict, 12, 3))
    will = 0.45 + 0.9 * traits.compliance[entity, month] + 0.6 * traits.solvency[entity, month]
    repairs = (rng.random(count) < chance(will)) & ~grave & (rows["procedure"].index == 1)
    repaired_on = earliest + waits(150.0, count, rng)
    repairs &= (rows["paid_date"] != NO_DAY) | (rows["fine"] == 0)
    parts = [events_on(repairs, repaired_on, REPAIRED, rng)]
    fate = rng.random(count)
    later = np.maximum(event, known) + waits(60.0, count, rng)
    parts.append(events_on(fate < 0.012, later, REVOKED, rng))
    contested = (fate >= 0.012) & (fate < 0.035)
    upheld = contested & (rng.random(count) < 0.3)
    answered = later + rng.integers(3, 21, count)
    parts.append(events_on(contested, later, FILED, rng))
    parts.append(events_on(upheld, answered, UPHELD, rng))
    parts.append(events_on(contested & ~upheld, answered, REJECTED, rng))
    corrected = (fate >= 0.035) & (fate < 0.035 + world.settings.correction_share) & (rows["fine"] > 0)
    parts.append(events_on(corrected, later, CORRECTED, rng))
    return Family(rows=_revised(rows, corrected, parts[-1]), events=joined(parts))


def events_on(hit: Array, on: Array, kind: int, rng: np.random.Generator) -> Rows:
    """Events of one kind on the rows that are hit, each on its day and known within days."""
    row = np.flatnonzero(hit)
    event = on[row].astype(np.int32)
    return {
        "row": row,
        "kind": Coded(np.full(len(row), kind, np.int32), EVENT_KINDS),
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 10), late=60, share=0.05),
    }


def _revised(rows: Rows, corrected: Array, events: Rows) -> Rows:
    """Append the corrected revision of each row: a tenth of the fine, known when the correction was."""
    old = events["row"]
    rows["superseded_date"][old] = events["known_date"]
    fresh: Rows = {}
    for name, value in rows.items():
        if isinstance(value, Coded):
            fresh[name] = Coded(np.concatenate([value.index, value.index[old]]), value.codes)
        elif isinstance(value, Numbered):
            fresh[name] = Numbered(value.prefix, np.concatenate([value.numbers, value.numbers[old]]))
        else:
            fresh[name] = np.concatenate([value, value[old]])
    end = len(corrected)
    fresh["known_date"][end:] = events["known_date"]
    fresh["superseded_date"][end:] = NO_DAY
    fresh["fine"][end:] = fresh["fine"][end:] // 1000 * 100
    return fresh
