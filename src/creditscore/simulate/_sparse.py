"""Sparse families: months that are hit drawn without looking at every month of every subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from creditscore.records.penalties import DOMAINS
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._draws import Coded, Numbered, Rows, pick
from creditscore.simulate._industries import DOMAIN_WEIGHTS, INDUSTRIES
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World

SPAN = 1000
"""Numbers of one family run from the block's first entity times this on, so that no two blocks share one."""


def thinned(
    traits: Traits, world: World, rng: np.random.Generator, *, who: Array, most: float,
    rate: Callable[[Array, Array], Array],
) -> tuple[Array, Array]:  # fmt: skip
    """Entity and month of every hit, ordered: ``rate(entity, month)`` a month among ``who``, at most ``most``.

    Candidates are drawn at the rate ``most`` and kept with probability ``rate / most``, so that the cost is that of
    the hits and not of all months. Only months in which the subject is alive are hit.
    """
    pool = np.flatnonzero(who)
    cells = len(pool) * world.months
    if cells == 0:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    flat = np.unique(rng.integers(0, cells, rng.binomial(cells, most)))
    entity, month = pool[flat // world.months].astype(np.int32), (flat % world.months).astype(np.int32)
    keep = traits.alive[entity, month] & (rng.random(len(flat)) * most < rate(entity, month))
    return entity[keep], month[keep]


def happened(cohort: Cohort, world: World, entity: Array, month: Array, rng: np.random.Generator) -> Array:
    """A day of each month, not before the subject was established."""
    day = world.month_start[month] + rng.integers(0, 28, len(month), dtype=np.int32)
    return np.maximum(day, cohort.established[entity]).astype(np.int32)


def reported(event: Array, rng: np.random.Generator, share: float) -> tuple[Array, Array]:
    """The day a department's decision reaches the platform, and which come late.

    Within a week (five working days at most); a ``share`` of them 40 to 200 days after the decision, which is more
    than seven working days whatever holidays lie between.
    """
    late = rng.random(len(event)) < share
    delay = np.where(late, rng.integers(40, 201, len(event)), rng.integers(0, 8, len(event)))
    return (event + delay).astype(np.int32), late


def serial(prefix: str, cohort: Cohort, count: int, *, beyond: int = 0) -> Numbered:
    """``count`` numbers of this block, from ``beyond`` on."""
    return Numbered(prefix, cohort.first * SPAN + beyond + np.arange(count))


def choice(weights: Sequence[float], codes: Sequence[str], count: int, rng: np.random.Generator) -> Coded:
    """``count`` codes drawn with these weights."""
    return Coded(pick(weights, count, rng), codes)


def domains_met(cohort: Cohort, entity: Array, rng: np.random.Generator) -> Array:
    """The domain in which each subject is met, by its industry: positions in DOMAINS."""
    place = pick((*DOMAIN_WEIGHTS, 0.08), len(entity), rng)
    return DOMAINS_MET[cohort.industry[entity], place]


def works_in(cohort: Cohort, *prefixes: str) -> Array:
    """Whose industry begins with one of ``prefixes``, shape (n,)."""
    return np.array([item.code.startswith(prefixes) for item in INDUSTRIES])[cohort.industry]


def ordered(rows: Rows) -> Array:
    """Positions of rows by entity and date."""
    return np.lexsort((rows["event_date"], rows["entity"]))


DOMAINS_MET: Array = np.array([
    [DOMAINS.index(name) for name in (*item.domains, "market_general", "market_general")[:4]] for item in INDUSTRIES
])  # fmt: skip
"""First, second and third domain of each industry, then market_general."""
