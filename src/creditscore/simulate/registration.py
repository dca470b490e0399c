"""Registration: the first version of each subject, its changes, annual reports, dormancy and end."""

from __future__ import annotations

import numpy as np

from creditscore.codes import enumerations
from creditscore.records.registration import (
    CHANGE_KINDS,
    EMPLOYEE_BANDS,
    ENTITY_TYPES,
    REG_STATUSES,
    SIZE_CLASSES,
)
from creditscore.simulate._cohort import COOPERATIVE, ENTERPRISE, GOVERNMENT, INDIVIDUAL, Cohort
from creditscore.simulate._draws import (
    Coded,
    Family,
    Masked,
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
from creditscore.simulate._former import Former, former_codes
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, REGIONS, Array, World, day

INITIAL, REPRESENTATIVE, ADDRESS, CAPITAL, NAME, SCOPE, SHAREHOLDER, STATUS = range(8)
ACTIVE, DORMANT = REG_STATUSES.index("active"), REG_STATUSES.index("dormant")
DEREGISTERED, REVOKED = REG_STATUSES.index("deregistered"), REG_STATUSES.index("licence_revoked")
MONTHLY_CHANGES = {
    REPRESENTATIVE: 0.0050, ADDRESS: 0.0060, CAPITAL: 0.0020, NAME: 0.0010, SCOPE: 0.0040, SHAREHOLDER: 0.0030,
}  # fmt: skip
BEFORE_FAILURE = 4.5
"""How much more often representative, address and shareholders change in deep distress, until it fades."""
AFTER_FADING = 1.6
REVOKED_SHARE = 0.12
HEADCOUNT = np.array([1.1, 3.2, 5.0, 6.4])
FORMS = enumerations.codes("org_form")
FORM_WEIGHTS = (0.78, 0.05, 0.09, 0.04, 0.01, 0.01, 0.02, 0.0, 0.0, 0.0, 0.0)
TERMS = (0, 10, 20, 30, 50)
TERM_WEIGHTS = (0.62, 0.06, 0.14, 0.14, 0.04)
"""Years for which a business is registered (0: without end) and how common they are."""
BAND_EDGES = np.log(np.array([10, 50, 100, 300, 1000]))


def make_reports(cohort: Cohort, traits: Traits, world: World) -> Array:
    """Annual report of each entity in each calendar year: 1 on time, 0 missed, -1 none due; shape (n, years).

    The report falls due on 30 June of the year after the one reported on.
    """
    rng = cohort.rng(world, "annual_reports")
    junes = np.flatnonzero(world.month == 5)
    level = -3.75 - 0.7 * traits.compliance[:, junes] - 0.4 * traits.vitality[:, junes]
    level += 0.65 * traits.distress[:, junes]
    missed = rng.random(level.shape) < chance(level + 1.5 * traits.dormant[:, junes])
    due = traits.alive[:, junes] & (cohort.born[:, None] < junes[None, :] - 5)
    due[cohort.kind >= GOVERNMENT] = False
    return np.where(due, np.where(missed, 0, 1), -1)


def make_entities(cohort: Cohort, traits: Traits, reports: Array, former: Former, world: World) -> Family:
    """Rows of ``entity``: every version of every subject, each carrying its whole state."""
    rng = cohort.rng(world, "registration")
    parts = [_initial(cohort, world, rng), *_changes(cohort, traits, world, rng)]
    parts += [_reports(reports, world, rng), *_statuses(cohort, traits, world, rng)]
    rows = joined(parts)
    order = np.lexsort((rows["change"] != INITIAL, rows["event_date"], rows["entity"]))
    rows = _versions(cohort, traits, {name: values[order] for name, values in rows.items()}, world, rng)
    same_day = (np.diff(rows["entity"]) == 0) & (np.diff(rows["event_date"]) == 0)
    rows = taken(rows, ~np.append(same_day, False))
    gone = rows["reg_status"].index == DEREGISTERED
    once = former_codes(rows, _first_time(rows["entity"], gone), former, cohort, traits, world)
    return Family(rows=rows | once.rows | _particulars(cohort, rows, world), marks=once.marks)


def _first_time(entity: Array, hit: Array) -> Array:
    """The first row of each entity that is hit (rows are ordered by entity)."""
    return hit & ~np.append(False, hit[:-1] & (entity[1:] == entity[:-1]))


def _particulars(cohort: Cohort, rows: Rows, world: World) -> Rows:
    """What registration says besides: form, registrar, paid-in capital, term, shareholders, branches."""
    rng = cohort.rng(world, "particulars")
    entity, n = rows["entity"], cohort.count
    firm = pick(FORM_WEIGHTS, n, rng)
    kinds = [cohort.kind == kind for kind in (ENTERPRISE, INDIVIDUAL, COOPERATIVE)]
    form = np.select(kinds, [firm, FORMS.index("individual"), FORMS.index("cooperative")], -1)
    places, registrar = np.unique([code[2:8] for code in cohort.uscc], return_inverse=True)
    paid = np.where(rng.random(n) < 0.35, 1.0, rng.random(n))
    capital = rows["reg_capital"]
    years = np.array(TERMS)[pick(TERM_WEIGHTS, n, rng)]
    start = cohort.established
    end = np.where(years > 0, world.add_months(start, 12 * years) - 1, NO_DAY).astype(np.int32)
    owners = np.where(
        cohort.kind == ENTERPRISE, 1 + rng.poisson(np.array([0.7, 1.5, 3.0, 6.0])[cohort.size]), 0
    )
    branches = rng.poisson(np.array([0.02, 0.3, 2.0, 9.0])[cohort.size])
    invested = rng.poisson(np.array([0.03, 0.3, 1.5, 8.0])[cohort.size])
    return {
        "org_form": Coded(form[entity], FORMS),
        "reg_region_code": Coded(registrar[entity], places.tolist()),
        "paid_capital": Masked(
            np.round(capital.values * paid[entity] / 1e6).astype(np.int64) * 1_000_000, capital.null
        ),
        "term_from": start[entity],
        "term_to": end[entity],
        "shareholder_count": Masked(owners[entity], cohort.kind[entity] != ENTERPRISE),
        "branch_count": branches[entity],
        "invest_count": invested[entity],
    }


def _part(entity: Array, event: Array, known: Array, change: int, status: int = -1, year: Array | None = None,
          on_time: Array | None = None) -> Rows:  # fmt: skip
    count = len(entity)
    return {
        "entity": entity.astype(np.int32),
        "event_date": event.astype(np.int32),
        "known_date": known.astype(np.int32),
        "change": np.full(count, change, np.int32),
        "status": np.full(count, status, np.int32),
        "year": np.zeros(count, np.int64) if year is None else year.astype(np.int64),
        "on_time": np.zeros(count, bool) if on_time is None else on_time,
    }


def _initial(cohort: Cohort, world: World, rng: np.random.Generator) -> Rows:
    known = np.where(cohort.born < 0, world.first_day, cohort.established + rng.integers(1, 6, cohort.count))
    return _part(np.arange(cohort.count), cohort.established, known, INITIAL, ACTIVE)


def _changes(cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator) -> list[Rows]:
    parts: list[Rows] = []
    fresh = world.month_start[:-1] < day(world.settings.changes_fade)
    trouble = chance(2.0 * (traits.distress - 1.2))
    telling = np.where(fresh[None, :], 1.0 + BEFORE_FAILURE * trouble, AFTER_FADING)
    for change, rate in MONTHLY_CHANGES.items():
        factor = telling if change in (REPRESENTATIVE, ADDRESS, SHAREHOLDER) else 1.0
        hit = (rng.random(traits.alive.shape, dtype=np.float32) < rate * factor) & traits.alive
        hit[cohort.kind >= GOVERNMENT] = False
        entity, month = cells(hit)
        event = np.maximum(day_in_month(world, month, rng), cohort.established[entity] + 1)
        known = arrival(event, rng, usual=(1, 10), late=90, share=0.05)
        parts.append(_part(entity, event, known, change))
    return parts


def _reports(reports: Array, world: World, rng: np.random.Generator) -> Rows:
    entity, column = np.nonzero(reports >= 0)
    years = world.year[world.month == 5]
    june = world.month_start[:-1][world.month == 5]
    on_time = reports[entity, column] == 1
    event = np.where(on_time, june[column] + 29 - rng.integers(0, 150, len(entity)), june[column] + 30)
    known = arrival(event.astype(np.int32), rng, usual=(1, 5), late=40, share=0.03)
    return _part(entity, event, known, -1, year=years[column] - 1, on_time=on_time)


def _statuses(cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator) -> list[Rows]:
    before = np.zeros_like(traits.dormant)
    before[:, 1:] = traits.dormant[:, :-1]
    parts: list[Rows] = []
    for status, hit in (
        (DORMANT, traits.dormant & ~before),
        (ACTIVE, before & ~traits.dormant & traits.alive),
    ):
        entity, month = cells(hit)
        event = np.maximum(day_in_month(world, month, rng), cohort.established[entity] + 1)
        parts.append(
            _part(entity, event, arrival(event, rng, usual=(1, 10), late=60, share=0.05), STATUS, status)
        )
    gone = np.flatnonzero(traits.ended < world.months)
    event = day_in_month(world, traits.ended[gone], rng)
    known = arrival(event, rng, usual=(1, 15), late=90, share=0.05)
    revoked = rng.random(len(gone)) < REVOKED_SHARE
    parts.append(_part(gone[~revoked], event[~revoked], known[~revoked], STATUS, DEREGISTERED))
    parts.append(_part(gone[revoked], event[revoked], known[revoked], STATUS, REVOKED))
    return parts


def _latest(has: Array) -> Array:
    """Position of the latest row at or before each one where ``has`` (each entity's first row has it)."""
    return np.maximum.accumulate(np.where(has, np.arange(len(has)), 0))


def _versions(cohort: Cohort, traits: Traits, rows: Rows, world: World, rng: np.random.Generator) -> Rows:
    entity, change = rows["entity"], rows["change"]
    initial = change == INITIAL
    status = rows["status"][_latest(rows["status"] >= 0)]
    report = _latest(initial | (rows["year"] > 0))
    raised = np.where(change == CAPITAL, np.log(1.2 + rng.exponential(0.8, len(entity))), 0.0)
    growth = np.cumsum(raised)
    growth -= growth[_latest(initial)]
    capital = np.round(cohort.capital[entity] * np.exp(growth) / 1e6).astype(np.int64) * 1_000_000
    persons = np.cumsum(change == REPRESENTATIVE)
    persons = persons - persons[_latest(initial)]
    shared = (cohort.first + np.arange(cohort.count)) - (rng.random(cohort.count) < 0.06)
    month = np.clip(world.month_of(rows["event_date"]), 0, world.months - 1)
    noise = rng.normal(0.0, 0.5, cohort.count)
    heads = HEADCOUNT[cohort.size[entity]] + 0.5 * traits.vitality[entity, month] + noise[entity]
    return {
        "entity": entity,
        "event_date": rows["event_date"],
        "known_date": rows["known_date"],
        "name": Coded(entity, cohort.name),
        "entity_type": Coded(cohort.kind[entity], ENTITY_TYPES),
        "industry_code": Coded(cohort.industry[entity], [item.code for item in INDUSTRIES]),
        "oper_region_code": Coded(cohort.region[entity], REGIONS),
        "reg_capital": Masked(capital, cohort.capital[entity] == 0),
        "established_on": cohort.established[entity],
        "reg_status": Coded(status, REG_STATUSES),
        "employee_band": Coded(np.searchsorted(BAND_EDGES, heads), EMPLOYEE_BANDS),
        "size_class": Coded(cohort.size[entity], SIZE_CLASSES),
        "legal_rep_hash": Numbered("rep", shared[entity] * 1000 + persons, hashed=True),
        "change_kind": Coded(np.where(change < 0, -1, change), CHANGE_KINDS),
        "annual_report_year": Masked(rows["year"][report], rows["year"][report] == 0),
        "annual_report_on_time": Masked(rows["on_time"][report], rows["year"][report] == 0),
    }
