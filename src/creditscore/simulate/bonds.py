"""Bonds: a handful of large enterprises, what falls due on their bonds and whether it was paid."""

from __future__ import annotations

import numpy as np

from creditscore.records.bonds import BOND_EVENT
from creditscore.simulate._borrowing import Borrowing
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Coded, Family, Rows, arrival, dated, joined, taken, waits
from creditscore.simulate._hazard import BAD, CURRENT, NONE
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, Array, World

ISSUERS = 0.30
"""Share of large borrowers that issue bonds."""
BONDS = 2
YEARS = (3, 5)
PRINCIPAL = 2e8
OVERDUE = BOND_EVENT.column("overdue").codes
FINE, POTENTIAL, ACTUAL = range(3)
WORRY = 0.6
"""Distress from which an issuer warns that it may not pay."""


def make_bond_events(cohort: Cohort, traits: Traits, borrowing: Borrowing, world: World) -> Family:
    """Rows of ``bond_event``: each payment announced some days before it is due, and again if it was missed."""
    rng = cohort.rng(world, "bonds")
    large = (
        (cohort.kind == ENTERPRISE) & (cohort.size == 3) & cohort.borrower & (cohort.born < world.months // 2)
    )
    issuers = np.flatnonzero(large & (rng.random(cohort.count) < ISSUERS))
    due = joined([_payments(cohort, issuers, number, world, rng) for number in range(BONDS)])
    due = taken(due, traits.alive[due["entity"], due["month"]])
    state = np.full((cohort.count, world.months), NONE, np.int16)
    state[borrowing.who] = borrowing.state
    entity, month, count = due["entity"], due["month"], len(due["entity"])
    distress = traits.distress[entity, month]
    before = state[entity, np.maximum(month - 1, 0)]
    worried = (before > CURRENT) | (distress + rng.normal(0.0, 0.4, count) > WORRY)
    missed = (state[entity, month] == BAD) & (rng.random(count) < 0.8)
    missed |= worried & (rng.random(count) < 0.10)
    day = due["day"]
    later = np.where(rng.random(count) < 0.4, day + 5 + waits(60.0, count, rng), NO_DAY)
    due["paid"] = np.where(missed, later, day).astype(np.int32)
    first = due | {"event": day - rng.integers(4, 12, count), "overdue": np.where(worried, POTENTIAL, FINE)}
    again = due | {"event": day + rng.integers(1, 5, count), "overdue": np.full(count, ACTUAL)}
    rows = joined([first, taken(again, missed)])
    rows = taken(rows, np.lexsort((rows["event"], rows["bond"], rows["entity"])))
    return Family(rows=_rows(rows, rng))


def _payments(cohort: Cohort, issuers: Array, number: int, world: World, rng: np.random.Generator) -> Rows:
    """What falls due on the ``number``-th bond of each issuer: interest every year, the principal in the last."""
    count = len(issuers)
    start = np.maximum(cohort.born[issuers], 0) + 6 + rng.integers(0, 40, count)
    years = np.where(rng.random(count) < 0.6, *YEARS)
    principal = np.round(PRINCIPAL * np.exp(rng.normal(0.0, 0.6, count)) / 1e7 + 1) * 1e7
    coupon = rng.uniform(0.032, 0.062, count)
    has = np.ones(count, bool) if number == 0 else rng.random(count) < 0.5
    parts: list[Rows] = []
    for year in range(1, max(YEARS) + 1):
        month = start + 12 * year
        here = has & (year <= years) & (month < world.months)
        amount = principal * (coupon + (year == years))
        parts.append({
            "entity": issuers[here].astype(np.int32),
            "bond": (cohort.first + issuers[here]) * 10 + number,
            "month": month[here],
            "day": world.month_start[month[here]] + 19,
            "amount": np.rint(amount[here] * 100).astype(np.int64),
        })  # fmt: skip
    return joined(parts)


def _rows(rows: Rows, rng: np.random.Generator) -> Rows:
    codes, place = np.unique(rows["bond"], return_inverse=True)
    event = rows["event"].astype(np.int32)
    return {
        "entity": rows["entity"],
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 3), late=20, share=0.03),
        "bond_code": Coded(place, [f"虚债{code:09d}" for code in codes]),
        "due_date": rows["day"].astype(np.int32),
        "amount_due": rows["amount"],
        "paid_date": dated(rows["paid"], rows["paid"] != NO_DAY),
        "overdue": Coded(rows["overdue"].astype(np.int32), OVERDUE),
    }
