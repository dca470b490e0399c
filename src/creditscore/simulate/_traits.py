"""How a subject is doing, month by month: solvency, compliance and vitality, which no record shows directly.

Each trait is a lasting level plus an AR(1) deviation; solvency also moves with the provincial cycle and is
pulled down by shocks (loss of a main buyer, accident, lawsuit) that build up over 3 to 6 months before they
are at their worst. That build-up is what features can see.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditscore.simulate._cohort import GOVERNMENT, Cohort
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._world import Array, World

DEVIATION = np.array([0.68, 0.45, 0.55], dtype=np.float32)
"""Stationary standard deviation of the AR(1) part of solvency, compliance and vitality."""
BUYER, ACCIDENT, LAWSUIT = range(3)
SHOCK_KINDS = (0.50, 0.15, 0.35)
SHOCK_HAZARD = 0.008
SHOCK_SIZE = 1.55
SHOCK_SPREAD = 0.40
SHOCK_PLATEAU = 4
SHOCK_FADE = np.float32(0.92)
SHOCK_ON_VITALITY = 0.70


@dataclass(frozen=True, kw_only=True)
class Traits:
    """Monthly states of one block, arrays of shape (n, M).

    ``swing`` is the AR(1) part of solvency; ``shock`` the depth of the shock under way, ``shock_start`` the month the current shock began (-99: none),
    ``shock_size`` its full size and ``shock_ramp`` the months it takes to build up; ``shock_kind`` BUYER,
    ACCIDENT or LAWSUIT. ``alive`` covers the months from birth to exit; ``ended`` is the month of exit (M if
    none) of shape (n,). ``dormant`` marks months of suspended business (歇业).
    """

    solvency: Array
    compliance: Array
    vitality: Array
    swing: Array
    shock: Array
    shock_start: Array
    shock_size: Array
    shock_ramp: Array
    shock_kind: Array
    alive: Array
    ended: Array
    dormant: Array

    @property
    def distress(self) -> Array:
        """Minus solvency."""
        return -self.solvency


def sensitivity(cohort: Cohort) -> Array:
    """How strongly each entity's solvency moves with the cycle, shape (n,)."""
    return np.array([item.sensitivity for item in INDUSTRIES], dtype=np.float32)[cohort.industry]


def shock_level(since: Array, size: Array, ramp: Array) -> Array:
    """Depth of a shock ``since`` months after it began (0 before it began)."""
    rising = np.clip((since + 1) / ramp, 0.0, 1.0)
    return size * rising * SHOCK_FADE ** np.maximum(since - ramp - SHOCK_PLATEAU, 0)


def shock_hazard(vitality: Array, cycle: float, exposure: Array) -> Array:
    """Monthly probability that a new shock begins."""
    return SHOCK_HAZARD * np.exp(-0.25 * vitality) * (1.0 + 1.2 * max(-cycle, 0.0) * exposure)


def exit_hazard(solvency: Array, vitality: Array, size: Array, rate: float) -> Array:
    """Monthly probability of leaving the market."""
    return np.minimum(rate / 12 * np.exp(-0.50 - 0.60 * solvency - 0.60 * vitality - 0.35 * size), 0.2)


def make_traits(cohort: Cohort, world: World) -> Traits:
    """Draw the traits of one block over all months."""
    levels, swing = _levels(cohort, world)
    shocks = _shocks(cohort, world, levels)
    solvency = levels[0] - shocks["level"]
    vitality = levels[2] - SHOCK_ON_VITALITY * shocks["level"]
    alive, ended = _lives(cohort, world, solvency, vitality)
    return Traits(
        solvency=solvency,
        compliance=levels[1],
        vitality=vitality,
        swing=swing,
        shock=shocks["level"],
        shock_start=shocks["start"],
        shock_size=shocks["size"],
        shock_ramp=shocks["ramp"],
        shock_kind=shocks["kind"],
        alive=alive,
        ended=ended,
        dormant=_dormancy(cohort, world, vitality) & alive,
    )


def _levels(cohort: Cohort, world: World) -> tuple[list[Array], Array]:
    rng = cohort.rng(world, "traits")
    phi = np.float32(world.settings.persistence)
    rho = world.settings.trait_correlation
    factor = np.linalg.cholesky(np.full((3, 3), rho) + (1 - rho) * np.eye(3)).astype(np.float32)
    moves = np.empty((3, world.months, cohort.count), dtype=np.float32)
    state = factor @ rng.standard_normal((3, cohort.count), dtype=np.float32)
    for month in range(world.months):
        fresh = factor @ rng.standard_normal((3, cohort.count), dtype=np.float32)
        state = phi * state + np.sqrt(1 - phi * phi) * fresh
        moves[:, month] = state
    moves *= DEVIATION[:, None, None]
    swing = np.ascontiguousarray(moves[0].T)
    levels = [
        np.ascontiguousarray(moves[k].T) + cohort.lasting[:, k, None].astype(np.float32) for k in range(3)
    ]
    levels[0] += sensitivity(cohort)[:, None] * world.cycle.astype(np.float32)[None, :]
    return levels, swing


def _shocks(cohort: Cohort, world: World, levels: list[Array]) -> dict[str, Array]:
    rng = cohort.rng(world, "shocks")
    n, months = cohort.count, world.months
    exposure = sensitivity(cohort)
    start, size = np.full(n, -99, np.int16), np.zeros(n, np.float32)
    ramp, kind = np.ones(n, np.int8), np.zeros(n, np.int8)
    kept = {
        "level": np.empty((months, n), np.float32), "start": np.empty((months, n), np.int16),
        "size": np.empty((months, n), np.float32), "ramp": np.empty((months, n), np.int8),
        "kind": np.empty((months, n), np.int8),
    }  # fmt: skip
    for month in range(months):
        level = shock_level(month - start, size, ramp)
        fresh = SHOCK_SIZE * np.exp(rng.normal(0.0, SHOCK_SPREAD, n))
        hit = rng.random(n) < shock_hazard(levels[2][:, month], float(world.cycle[month]), exposure)
        hit &= level < 0.5 * fresh
        start[hit] = month
        size[hit] = fresh[hit]
        ramp[hit] = rng.integers(3, 7, n)[hit]
        kind[hit] = rng.choice(3, n, p=SHOCK_KINDS)[hit]
        kept["level"][month] = shock_level(month - start, size, ramp)
        kept["start"][month], kept["size"][month], kept["ramp"][month] = start, size, ramp
        kept["kind"][month] = kind
    return {name: np.ascontiguousarray(values.T) for name, values in kept.items()}


def _lives(cohort: Cohort, world: World, solvency: Array, vitality: Array) -> tuple[Array, Array]:
    rng = cohort.rng(world, "lives")
    month = np.arange(world.months)
    hazard = exit_hazard(solvency, vitality, cohort.size[:, None], world.settings.exit_rate)
    old_enough = month[None, :] >= cohort.born[:, None] + 6
    leaves = (rng.random(hazard.shape, dtype=np.float32) < hazard) & old_enough
    leaves[cohort.kind >= GOVERNMENT] = False
    ended = np.where(leaves.any(axis=1), leaves.argmax(axis=1), world.months).astype(np.int32)
    alive = (month[None, :] >= cohort.born[:, None]) & (month[None, :] < ended[:, None])
    return alive, ended


def _dormancy(cohort: Cohort, world: World, vitality: Array) -> Array:
    rng = cohort.rng(world, "dormancy")
    n, months = vitality.shape
    begins = rng.random((n, months), dtype=np.float32) < 0.0022 * np.exp(-0.9 * vitality)
    length = rng.integers(6, 37, (n, months), dtype=np.int16)
    begins[cohort.kind >= GOVERNMENT] = False
    dormant = np.zeros((n, months), dtype=bool)
    until = np.zeros(n, dtype=np.int64)
    for month in range(months):
        fresh = begins[:, month] & (month >= until)
        until[fresh] = month + length[fresh, month]
        dormant[:, month] = month < until
    return dormant
