"""Subjects that changed their credit code, and subjects that went up in another.

A changed code is carried as ``former_uscc`` by the versions of registration after the change, and some departments go
on writing the old one. A subject that was deregistered by a merger stands as ``former_uscc`` at the one it joined.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditscore.codes import uscc
from creditscore.simulate._cohort import COOPERATIVE, ENTERPRISE, MADE_UP_BLOCK, Cohort
from creditscore.simulate._draws import Coded, Family, Rows
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, REGIONS, Array, World

FIRST = 600_000_000
"""Numbers of old codes, beyond those of any subject."""
SEEN_AFTER = 400
"""Days a subject lives on after the change, so that a yearly report at least carries both codes."""
KEPT_BEFORE, KEPT_AFTER = 0.5, 0.1
"""Share of records under the old code, before the change and after it."""
RECODED = (
    "admin_licence", "admin_action", "sampling_test", "complaint", "commitment", "award", "contract_performance",
    "env_credit", "construction_credit", "bidding_event",
)  # fmt: skip
"""Tables in which old codes live on. The tables that models are trained on were all moved to the new code."""


@dataclass(frozen=True, kw_only=True)
class Former:
    """``uscc`` the old code of each subject (n,), ``on`` the day of the change (NO_DAY: none)."""

    uscc: Array
    on: Array


def make_former(cohort: Cohort, traits: Traits, world: World) -> Former:
    """Draw which of the older subjects have changed their code, and when."""
    rng = cohort.rng(world, "former codes")
    able = (cohort.born < 0) & np.isin(cohort.kind, (ENTERPRISE, COOPERATIVE))
    changed = able & (rng.random(cohort.count) < world.settings.changed_code)
    on = rng.integers(world.first_day + 200, world.end_day - SEEN_AFTER - 30, cohort.count)
    changed &= on + SEEN_AFTER < world.month_start[traits.ended]
    kinds = [code[:2] for code in cohort.uscc]
    numbers = FIRST + cohort.first + np.arange(cohort.count)
    codes = uscc.make_many(
        kinds, regions=np.array(REGIONS)[cohort.region], numbers=numbers, block=MADE_UP_BLOCK
    )
    return Former(uscc=codes, on=np.where(changed, on, NO_DAY).astype(np.int32))


def former_codes(
    rows: Rows, gone: Array, former: Former, cohort: Cohort, traits: Traits, world: World
) -> Family:
    """Column ``former_uscc`` of versions of registration (entity, event_date), as a family of that column alone.

    ``gone`` marks the versions that deregister. Marked are the first versions to carry the code, ``changed_code`` and
    ``merged``.
    """
    entity, event = rows["entity"], rows["event_date"]
    changed = (former.on[entity] != NO_DAY) & (event >= former.on[entity])
    into, on = _absorbed(entity[gone], event[gone], cohort, traits, world)
    joined = (into[entity] >= 0) & (event >= on[entity]) & ~changed
    index = np.where(changed, cohort.count + entity, np.where(joined, into[entity], -1))
    codes = np.concatenate([cohort.uscc, former.uscc])
    return Family(
        rows={"former_uscc": Coded(index, codes)},
        marks={"changed_code": _first(entity, changed), "merged": _first(entity, joined)},
    )


def _absorbed(left: Array, when: Array, cohort: Cohort, traits: Traits, world: World) -> tuple[Array, Array]:
    """For each subject, who went up in it (-1: nobody) and when."""
    rng = cohort.rng(world, "mergers")
    into, on = np.full(cohort.count, -1, np.int64), np.full(cohort.count, NO_DAY, np.int32)
    hit = (rng.random(len(left)) < world.settings.merged) & (cohort.kind[left] == ENTERPRISE)
    left, when = left[hit], when[hit]
    firms = np.flatnonzero(cohort.kind == ENTERPRISE)
    if len(left) == 0 or len(firms) == 0:
        return into, on
    other = rng.choice(firms, len(left))
    month = np.clip(world.month_of(when), 0, world.months - 1)
    there = traits.alive[other, month] & (other != left)
    into[other[there]], on[other[there]] = left[there], when[there]
    return into, on


def _first(entity: Array, hit: Array) -> Array:
    """The first hit of each entity."""
    place = np.flatnonzero(hit)
    first = np.zeros(len(hit), bool)
    first[place[np.unique(entity[place], return_index=True)[1]]] = True
    return first


def under_old_codes(family: Family, former: Former, cohort: Cohort, world: World, table: str) -> Family:
    """A family with some rows under the old code of their subject, marked ``old_code``."""
    entity = family.rows["entity"]
    place = np.flatnonzero(former.on[entity] != NO_DAY)
    rng = cohort.rng(world, f"old codes of {table}")
    before = family.rows["event_date"][place] < former.on[entity[place]]
    old = np.zeros(len(entity), bool)
    old[place] = rng.random(len(place)) < np.where(before, KEPT_BEFORE, KEPT_AFTER)
    codes = np.concatenate([cohort.uscc, former.uscc])
    rows = family.rows | {"uscc": Coded(np.where(old, cohort.count + entity, entity), codes)}
    return Family(rows=rows, events=family.events, marks=family.marks | {"old_code": old})
