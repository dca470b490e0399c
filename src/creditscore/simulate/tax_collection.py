"""What the tax office collects and finds: payments of what was declared, violations, and taxpayers who fell silent."""

from __future__ import annotations

import numpy as np

from creditscore.records.lists import LIST_CODES
from creditscore.records.tax import TAX_TYPES, TAX_VIOLATION
from creditscore.simulate._cohort import COOPERATIVE, ENTERPRISE, Cohort
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
    taken,
    waits,
)
from creditscore.simulate._revocations import revocations
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, Array, World
from creditscore.simulate.tax import Taxpayers

LATE_LEVEL, LATE_DISTRESS, LATE_COMPLIANCE = -3.30, 1.05, 0.30
PART_PAID = 0.15
"""Share of late payments that leave a part unpaid."""
SILENT_AFTER = 90
STATED_WITHIN = 30
"""Days a return must be missing before the taxpayer counts as silent (assumption)."""
LEFT_UNFINISHED = 0.10
"""Share of taxpayers leaving the market who just stop filing."""
VIOLATIONS = 0.00018
NATURES = TAX_VIOLATION.column("nature").codes
MINOR = (0.50, 0.0, 0.10, 0.06, 0.001, 0.10, 0.24)
GRAVE = (0.22, 0.08, 0.48, 0.08, 0.01, 0.13, 0.0)
"""Weights of the natures among violations and among those that lead to the list of major ones."""


def make_payments(cohort: Cohort, traits: Traits, filings: Family, world: World) -> Family:
    """Rows of ``tax_payment``: one for each return filed with tax to pay, due the day the return was due."""
    rng = cohort.rng(world, "tax_payment")
    filed = filings.rows["filed_date"]
    declared = taken(filings.rows, (filings.rows["declared_tax"] > 0) & (filed != NO_DAY))
    entity, event, filed = declared["entity"], declared["event_date"], declared["filed_date"]
    count = len(entity)
    month = np.minimum(world.month_of(event), world.months - 1)
    careless = rng.normal(0.0, 0.3, cohort.count).astype(np.float32)
    distress = traits.distress[entity, month]
    level = LATE_LEVEL + LATE_DISTRESS * distress - LATE_COMPLIANCE * traits.compliance[entity, month]
    late = rng.random(count, dtype=np.float32) < chance(level + careless[entity])
    never = late & (rng.random(count, dtype=np.float32) < 0.15 * chance(distress))
    delay = waits(13.0 * np.exp(0.45 * np.clip(distress, -1.5, 3.0)), count, rng)
    prompt = np.minimum(filed + rng.integers(0, 4, count, dtype=np.int32), np.maximum(event, filed))
    paid = np.where(late, np.maximum(event, filed) + delay, prompt)
    due = declared["declared_tax"]
    part = late & (rng.random(count, dtype=np.float32) < PART_PAID)
    share = np.where(part, rng.uniform(0.2, 0.9, count), 1.0)
    known = arrival(event, rng, usual=(1, 10), late=100, share=0.05)
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": np.maximum(known, filed + 1).astype(np.int32),
        "tax_type": Coded(declared["tax_type"].index, TAX_TYPES),
        "period": declared["period"],
        "amount_due": due,
        "paid_date": dated(paid, ~never),
        "amount_paid": np.rint(due * share).astype(np.int64),
    })  # fmt: skip


def make_violations(
    cohort: Cohort, traits: Traits, taxpayers: Taxpayers, lists: Family, world: World
) -> Family:
    """Rows of ``tax_violation``: one before every entry on the list of major violations, and minor ones."""
    rng = cohort.rng(world, "tax_violation")
    hit = lists.rows["list_code"].index == LIST_CODES.index("major_tax_violation")
    entity, entered = lists.rows["entity"][hit], lists.rows["event_date"][hit]
    stated = np.maximum(entered - rng.integers(5, 41, len(entity)), cohort.established[entity] + 1)
    stated = np.minimum(np.maximum(stated, world.first_day), entered)
    firm = np.isin(cohort.kind, (ENTERPRISE, COOPERATIVE)) & taxpayers.pays
    rate: Array = VIOLATIONS * np.exp(-1.1 * traits.compliance + 0.2 * traits.distress) * firm[:, None]
    found = cells((rng.random(rate.shape, dtype=np.float32) < rate) & traits.alive)
    parts: list[Rows] = []
    later = np.maximum(day_in_month(world, found[1], rng), cohort.established[found[0]] + 1)
    for who, when, grave in ((entity, stated, True), (found[0], later, False)):
        parts.append({"entity": who, "event": when.astype(np.int32), "grave": np.full(len(who), grave)})
    rows = joined(parts)
    order = np.lexsort((rows["event"], rows["entity"]))
    entity, event, grave = (rows[name][order] for name in ("entity", "event", "grave"))
    count = len(entity)
    month = np.clip(world.month_of(event), 0, world.months - 1)
    revenue = np.maximum(taxpayers.revenue[entity, month], 5_000.0)
    amount = np.rint(revenue * np.where(grave, 2.5, 0.12) * np.exp(rng.normal(0.0, 0.9, count)))
    fined = rng.random(count) < np.where(grave, 0.9, 0.7)
    out: Rows = {
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 20), late=150, share=world.settings.late_share),
        "document_no": Numbered("虚税稽", cohort.first * 1000 + np.arange(count)),
        "nature": Coded(np.where(grave, pick(GRAVE, count, rng), pick(MINOR, count, rng)), NATURES),
        "amount": (amount * 100).astype(np.int64),
        "penalty": np.rint(amount * rng.uniform(0.5, 1.5, count) * fined * 100).astype(np.int64),
        "transferred_to_police": grave & (rng.random(count) < 0.35),
    }
    return Family(rows=out, events=revocations(out, rng))


def make_abnormal(
    cohort: Cohort, traits: Traits, taxpayers: Taxpayers, filings: Family, world: World
) -> Family:
    """Rows of ``abnormal_taxpayer``: two returns in a row missing for 90 days, or nothing after the last one."""
    rng = cohort.rng(world, "abnormal_taxpayer")
    rows = filings.rows
    order = np.lexsort((rows["event_date"], rows["entity"]))
    entity, due, filed = (rows[name][order] for name in ("entity", "event_date", "filed_date"))
    stated = due + SILENT_AFTER + STATED_WITHIN
    missing = (filed[1:] == NO_DAY) | (filed[1:] > stated[1:])
    again = missing & ((filed[:-1] == NO_DAY) | (filed[:-1] > stated[1:])) & (entity[1:] == entity[:-1])
    last = 1 + np.flatnonzero(again)
    silent = last[np.diff(entity[last], prepend=-1) != 0]
    resumed = np.maximum(filed[silent], stated[silent]) + waits(60.0, len(silent), rng)
    gone = (traits.ended < world.months) & taxpayers.pays & (rng.random(cohort.count) < LEFT_UNFINISHED)
    gone[entity[silent]] = False
    left = np.flatnonzero(gone)
    who = np.concatenate([entity[silent], left]).astype(np.int32)
    event = np.concatenate([due[silent], world.month_start[np.minimum(traits.ended[left] + 1, world.months)]])
    event = (event + SILENT_AFTER + rng.integers(2, STATED_WITHIN + 1, len(who))).astype(np.int32)
    ended = np.concatenate([resumed, np.full(len(left), NO_DAY)])
    place = np.argsort(who, kind="stable")
    out: Rows = {
        "entity": who[place],
        "event_date": event[place],
        "known_date": arrival(event[place], rng, usual=(0, 15), late=90, share=world.settings.late_share),
        "ended_date": ended[place].astype(np.int32),
    }
    return Family(rows=out, events=revocations(out, rng))
