"""The truth behind the records: the probability of default of each borrower, from the law that made the data.

``true_pd``: at each quarter start, for every borrower performing there (a loan in force, not bad within the
last three months), the probability of going bad within 12 months given everything the simulator knows on
that day: the level and AR(1) state of solvency, the shock under way, the bucket of arrears. The future of
the entity is averaged over ``PATHS`` antithetic AR(1) paths, weighted by what happens on them: ``QUIET``
paths without a fresh shock and one for a first fresh shock in each month of the horizon (a second one within
the year is left out). Along each path the probability is exact, because the transition probabilities of
``_hazard`` are applied to the whole distribution over buckets rather than drawn. The provincial cycle is
taken as it came (it is the same for all), so this is a point-in-time probability.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from creditscore.errors import RecordsError
from creditscore.records.registration import ENTITY_TYPES
from creditscore.simulate._borrowing import Borrowing
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._hazard import BAD, CURRENT, NONE, RELATION_ENDS, step
from creditscore.simulate._traits import (
    DEVIATION,
    SHOCK_SIZE,
    SHOCK_SPREAD,
    Traits,
    exit_hazard,
    sensitivity,
    shock_hazard,
    shock_level,
)
from creditscore.simulate._world import Array, World

HORIZON = 12
QUIET = 8
PATHS = QUIET + HORIZON
CURE_MONTHS = 3


TRUTH = "truth"
TABLES = ("entities", "traits", "true_pd", "planted")


def truth(path: Path | str) -> dict[str, pd.DataFrame]:
    """What was true in a province written by ``simulate``, by name, one row each as said.

    ``entities``: entity, its kind, whether it ever borrows, its sampling weight (share of its stratum in a
    natural province over its share here); ``traits``: entity and as_of (quarter starts), solvency, compliance,
    vitality in standard-deviation-like units and the depth of the shock under way, at the end of the month
    before; ``true_pd``: entity and as_of, the probability of going bad within 12 months; ``planted``:
    table_name, record_id, defect. A defect bears the name of the rule that finds it where one does; what is not
    there (``missing_month``) stands under its credit code and natural key. Raises ``RecordsError`` when ``path`` holds no truth.
    """
    folder = Path(path) / TRUTH
    if not folder.is_dir():
        raise RecordsError(
            f"{path}: no folder {TRUTH!r}; only provinces written by simulate have one; name such a folder"
        )
    frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
    for frame in frames.values():
        for column in frame.select_dtypes("category"):
            frame[column] = frame[column].astype("str")
        if "as_of" in frame:
            frame["as_of"] = frame["as_of"].astype("datetime64[us]")
    return frames


def truth_tables(cohort: Cohort, traits: Traits, borrowing: Borrowing, world: World) -> dict[str, pa.Table]:
    """The truth of one block as Arrow tables (all but what was planted)."""
    codes = pa.array(cohort.uscc, pa.string())
    found = true_pd(cohort, traits, borrowing, world)
    quarters = quarter_starts(world)
    there, column = np.nonzero(traits.alive[:, quarters - 1])
    before = quarters[column] - 1
    kinds = pa.array(np.array(ENTITY_TYPES)[cohort.kind], pa.string())
    return {
        "entities": pa.table({
            "entity": codes,
            "entity_type": kinds.dictionary_encode(),
            "borrower": pa.array(cohort.borrower),
            "sampling_weight": pa.array(cohort.weight),
        }),
        "traits": pa.table({
            "entity": pa.DictionaryArray.from_arrays(pa.array(there, pa.int32()), codes),
            "as_of": _days(world, quarters[column]),
            "solvency": pa.array(traits.solvency[there, before]),
            "compliance": pa.array(traits.compliance[there, before]),
            "vitality": pa.array(traits.vitality[there, before]),
            "shock": pa.array(traits.shock[there, before]),
        }),
        "true_pd": pa.table({
            "entity": pa.DictionaryArray.from_arrays(pa.array(found["entity"], pa.int32()), codes),
            "as_of": _days(world, found["month"]),
            "true_pd": pa.array(found["pd"]),
        }),
    }  # fmt: skip


def _days(world: World, month: Array) -> pa.Array:
    return pa.array(world.month_start[month].astype(np.int32)).view(pa.date32())


def quarter_starts(world: World) -> Array:
    """Month indices of quarter starts with a year behind them."""
    return np.flatnonzero(((world.month % 3) == 0) & (np.arange(world.months) >= 12))


def performing(state: Array, month: int) -> Array:
    """Borrowers with a loan in force at the start of ``month`` and not bad in the three months before."""
    before = state[:, month - 1]
    recent = state[:, max(month - CURE_MONTHS, 0) : month]
    return (before != NONE) & (before != BAD) & ~(recent == BAD).any(axis=1)


def true_pd(cohort: Cohort, traits: Traits, borrowing: Borrowing, world: World) -> dict[str, Array]:
    """Columns ``entity`` (index in the block), ``month`` (index of the quarter start) and ``pd``.

    Quarter starts with less than the whole horizon of data after them are left out.
    """
    rng = cohort.rng(world, "truth")
    entities, months, values = [], [], []
    for month in quarter_starts(world):
        if month + HORIZON > world.months:
            break
        rows = np.flatnonzero(performing(borrowing.state, int(month)))
        entities.append(borrowing.who[rows])
        months.append(np.full(len(rows), month))
        values.append(_probabilities(cohort, traits, borrowing, world, rows, int(month), rng))
    return {
        "entity": np.concatenate(entities), "month": np.concatenate(months), "pd": np.concatenate(values),
    }  # fmt: skip


def _probabilities(
    cohort: Cohort, traits: Traits, borrowing: Borrowing, world: World, rows: Array, month: int,
    rng: np.random.Generator,
) -> Array:  # fmt: skip
    who = borrowing.who[rows]
    exposure = sensitivity(cohort)[who, None]
    level = cohort.lasting[who, 0].astype(np.float32)[:, None]
    vitality = traits.vitality[who, month - 1][:, None]
    ahead = np.arange(month, month + HORIZON)
    hazards = [shock_hazard(vitality, float(world.cycle[m]), exposure) for m in ahead]
    swing = np.repeat(traits.swing[who, month - 1][:, None], PATHS, axis=1)
    shock = [values[who, month - 1][:, None].astype(np.float32)
             for values in (traits.shock_start, traits.shock_size, traits.shock_ramp)]  # fmt: skip
    shock = _with_fresh_shocks(shock, month, rng)
    state = borrowing.state[rows, month - 1][:, None]
    mass = [np.repeat((state == CURRENT + bucket).astype(np.float32), PATHS, axis=1) for bucket in range(4)]
    bad = np.zeros_like(swing)
    for later in ahead:
        swing = _moved(swing, world, rng)
        cycle = np.float32(world.cycle[later])
        distress = shock_level(later - shock[0], shock[1], shock[2]) - level - exposure * cycle - swing
        stays = 1 - exit_hazard(-distress, vitality, cohort.size[who, None], world.settings.exit_rate)
        mass = [part * stays for part in mass]
        mass[0] = mass[0] * (1 - RELATION_ENDS)
        open_ = mass[0] + mass[1] + mass[2] + mass[3]
        mass = step(mass, distress)
        bad += open_ - (mass[0] + mass[1] + mass[2] + mass[3])
    return (bad * _path_weights(hazards)).sum(axis=1, dtype=np.float64)


def _moved(swing: Array, world: World, rng: np.random.Generator) -> Array:
    phi = np.float32(world.settings.persistence)
    half = rng.standard_normal((len(swing), PATHS // 2), dtype=np.float32)
    fresh = np.concatenate([half, -half], axis=1) * (DEVIATION[0] * np.sqrt(1 - phi * phi))
    return phi * swing + fresh


def _with_fresh_shocks(shock: list[Array], month: int, rng: np.random.Generator) -> list[Array]:
    """(start, size, ramp) of shape (rows, PATHS): path ``QUIET + j`` gets a shock in month ``month + j``.

    As in the data, a shock under way keeps a fresh one of less than half its depth from counting.
    """
    start, size, ramp = (np.repeat(values, PATHS, axis=1) for values in shock)
    begins = np.broadcast_to(month + np.arange(HORIZON), (len(start), HORIZON)).astype(np.float32)
    fresh = (SHOCK_SIZE * np.exp(rng.normal(0.0, SHOCK_SPREAD, begins.shape))).astype(np.float32)
    there = shock_level(begins - shock[0], shock[1], shock[2])
    hit = there < 0.5 * fresh
    start[:, QUIET:] = np.where(hit, begins, start[:, QUIET:])
    size[:, QUIET:] = np.where(hit, fresh, size[:, QUIET:])
    ramp[:, QUIET:] = np.where(hit, rng.integers(3, 7, begins.shape), ramp[:, QUIET:])
    return [start, size, ramp]


def _path_weights(hazards: list[Array]) -> Array:
    """Probability of each path: no fresh shock (shared by the QUIET paths) or the first one in month j."""
    weights, none_yet = [], np.ones_like(hazards[0])
    for hazard in hazards:
        weights.append(none_yet * hazard)
        none_yet = none_yet * (1 - hazard)
    return np.concatenate([none_yet / QUIET] * QUIET + weights, axis=1)
