"""Who borrows from when to when, and how the worst loan of each borrower performs, month by month."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from creditscore.simulate._cohort import Cohort
from creditscore.simulate._hazard import BAD, CURRENT, LATE30, NONE, RELATION_ENDS, draw
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World

ARREARS, CLASSIFIED, RESTRUCTURED, SOLD, WRITTEN_OFF = 1, 2, 3, 4, 5
PATHS_AT_ONCE = (0.0, 0.58, 0.24, 0.12, 0.06)
"""Shares of the ways of going bad without 90 days of arrears first (arrears, classified, …)."""
CURED, REPAID, LOST, DISPOSED = 1, 2, 3, 4
OUTCOMES = (0.28, 0.26, 0.31, 0.15)


@dataclass(frozen=True, kw_only=True)
class Borrowing:
    """The ``b`` borrowers of a block: ``who`` indexes its entities, the rest is of shape (b, M).

    ``state`` is the state at each month's end (NONE … BAD), ``dpd`` days past due of the worst loan,
    ``path`` how it went bad (0: not bad), ``outcome`` how a bad spell ends, set in its last month only.
    """

    who: Array
    state: Array
    dpd: Array
    path: Array
    outcome: Array


@dataclass
class _Spell:
    """Running state of the month loop, one entry per borrower."""

    state: Array
    owed_days: Array
    path: Array
    left: Array
    outcome: Array
    over: Array


def _fresh_spells(count: int) -> _Spell:
    state, owed_days, path, left, outcome = np.zeros((5, count), np.int64)
    return _Spell(state, owed_days, path, left, outcome, over=np.zeros(count, dtype=bool))


def make_borrowing(cohort: Cohort, traits: Traits, world: World) -> tuple[Borrowing, Traits]:
    """Run the borrowers through the months.

    Returns the traits again with lives adjusted: nobody leaves with a bad loan open, and many leave soon
    after one was lost.
    """
    rng = cohort.rng(world, "borrowing")
    who = np.flatnonzero(cohort.borrower & (traits.ended > cohort.born + 6))
    starts = _starts(cohort.born[who], rng)
    ended = traits.ended[who].copy()
    count, months = len(who), world.months
    kept = {name: np.zeros((months, count), np.int16) for name in ("state", "dpd", "path", "outcome")}
    spell = _fresh_spells(count)
    distress = traits.distress[who]
    for month in range(months):
        outcome = _advance(spell, month, starts, ended, distress[:, month], rng)
        kept["outcome"][month] = outcome
        for name, values in (("state", spell.state), ("dpd", spell.owed_days), ("path", spell.path)):
            kept[name][month] = values
        ended = np.where((spell.state == BAD) & (ended <= month + 1), month + 2, ended)
        lost = (outcome >= REPAID) & (rng.random(count) < 0.5)
        ended = np.where(lost, np.minimum(ended, month + rng.integers(2, 19, count)), ended)
    arrays = {name: np.ascontiguousarray(values.T) for name, values in kept.items()}
    return Borrowing(who=who, **arrays), _with_lives(cohort, traits, who, np.minimum(ended, months))


def _starts(born: Array, rng: np.random.Generator) -> Array:
    """First month of borrowing: most of the stock early on, newcomers after half a year or more."""
    early = rng.exponential(7.0, len(born))
    late = 6 + rng.exponential(12.0, len(born))
    spread = rng.uniform(0, 60, len(born))
    stock = np.where(rng.random(len(born)) < 0.70, early, spread)
    return np.where(born < 0, stock, born + late).astype(np.int64)


def _advance(
    spell: _Spell, month: int, starts: Array, ended: Array, distress: Array, rng: np.random.Generator
) -> Array:
    """One month: enter, move, resolve. Returns the outcomes of spells whose last bad month this is."""
    count = len(starts)
    uniform = rng.random((5, count))
    first_days = rng.integers(1, 29, count)
    months_bad = np.minimum(6 + rng.exponential(10.0, count), 30).astype(np.int64)
    was = spell.state.copy()
    open_ = (was != NONE) & (was != BAD)
    leaving = (month >= ended) | ((was == CURRENT) & (uniform[0] < RELATION_ENDS))
    after, at_once = draw(was, distress, uniform[1], uniform[2])
    after = np.where(open_, np.where(leaving, NONE, after), was)
    spell.over |= open_ & leaving
    healed = (was == BAD) & (spell.left == 0)
    after = np.where(healed, np.where(spell.outcome == CURED, CURRENT, NONE), after)
    spell.over |= healed & (spell.outcome != CURED)
    enters = (was == NONE) & ~spell.over & (month >= starts) & (month < ended)
    after = np.where(enters, CURRENT, after)
    fresh = (after == BAD) & (was != BAD)
    way = np.searchsorted(np.cumsum(PATHS_AT_ONCE), uniform[3]) + 1
    spell.path = np.where(fresh, np.where(at_once, way, ARREARS), np.where(after == BAD, spell.path, 0))
    _resolve(spell, fresh, months_bad, uniform[4])
    spell.owed_days = _days(spell, was, after, first_days)
    spell.state = after
    spell.left = np.where(after == BAD, spell.left - 1, 0)
    return np.where((after == BAD) & (spell.left == 0), spell.outcome, 0)


def _resolve(spell: _Spell, fresh: Array, months_bad: Array, uniform: Array) -> None:
    outcome = np.searchsorted(np.cumsum(OUTCOMES), uniform) + 1
    outcome = np.where(spell.path == RESTRUCTURED, np.where(uniform < 0.6, CURED, LOST), outcome)
    outcome = np.where(spell.path == SOLD, DISPOSED, np.where(spell.path == WRITTEN_OFF, LOST, outcome))
    at_once = (spell.path == SOLD) | (spell.path == WRITTEN_OFF)
    length = np.where(at_once, 1, np.where(spell.path == RESTRUCTURED, 12, months_bad))
    spell.left = np.where(fresh, length, spell.left)
    spell.outcome = np.where(fresh, np.minimum(outcome, DISPOSED), spell.outcome)


def _days(spell: _Spell, was: Array, after: Array, first_days: Array) -> Array:
    """Days past due at the month's end; a payment missed on day x is 30 - x days late at its end."""
    kept = spell.owed_days
    rolled = np.where(was == LATE30, kept + 31, kept + 29)
    late = np.where(after == LATE30, first_days, rolled)
    bad = np.where(spell.path == RESTRUCTURED, 0, kept + np.where(was == LATE30 + 2, 31, 30))
    days = np.where(after == BAD, bad, late)
    return np.where((after == NONE) | (after == CURRENT), 0, np.minimum(days, 2000))


def _with_lives(cohort: Cohort, traits: Traits, who: Array, ended: Array) -> Traits:
    all_ended = traits.ended.copy()
    all_ended[who] = ended
    month = np.arange(traits.alive.shape[1])
    alive = (month[None, :] >= cohort.born[:, None]) & (month[None, :] < all_ended[:, None])
    return replace(traits, alive=alive, ended=all_ended, dormant=traits.dormant & alive)
