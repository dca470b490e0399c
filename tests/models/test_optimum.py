"""The exact programme against trying everything."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.errors import FitError
from creditscore.models._optimum import BinningRules, best_partition

SHAPES = ("up", "down", "peak", "valley", "none")

cells = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=8)
rules = st.builds(
    BinningRules,
    max_bins=st.integers(2, 5),
    min_share=st.sampled_from([0.0, 0.1, 0.3]),
    min_each=st.sampled_from([1.0, 2.0]),
)


def follows(rates: np.ndarray, shape: str) -> bool:
    steps = np.sign(np.diff(rates)) * (-1 if shape in ("down", "valley") else 1)
    if shape == "none":
        return True
    if shape in ("up", "down"):
        return bool((steps >= 0).all())
    falling = np.maximum.accumulate(steps < 0)
    return bool((steps[falling] <= 0).all())


def bins_of(good: np.ndarray, bad: np.ndarray, starts: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    return np.add.reduceat(good, np.array(starts)), np.add.reduceat(bad, np.array(starts))


def value_of(good, bad, starts, total, demands, shape) -> float | None:
    """IV of a partition, or None where a bin or the shape is not allowed."""
    g, b = bins_of(good, bad, starts)
    enough = (g + b >= demands.min_share * sum(total) * (1 - 1e-12)) & (np.minimum(g, b) >= demands.min_each)
    if not enough.all() or not follows(b / (g + b), shape):
        return None
    share_good, share_bad = g / total[0], b / total[1]
    return float(((share_good - share_bad) * np.log(share_good / share_bad)).sum())


@pytest.mark.parametrize("shape", SHAPES)
@given(counts=cells, demands=rules, missing=st.tuples(st.integers(0, 5), st.integers(0, 3)))
def test_no_other_partition_has_more_information(shape, counts, demands, missing):
    good, bad = np.array(counts, dtype=float).T
    total = (good.sum() + missing[0], bad.sum() + missing[1])
    every = [
        value
        for most in range(demands.max_bins)
        for cuts in combinations(range(1, len(good)), most)
        if (value := value_of(good, bad, (0, *cuts), total, demands, shape)) is not None
    ]
    found = best_partition(good, bad, total=total, shape=shape, rules=demands)
    if not every:
        assert found.starts == ()
        return
    assert found.iv == pytest.approx(max(every), abs=1e-9)
    assert value_of(good, bad, found.starts, total, demands, shape) == pytest.approx(found.iv, abs=1e-9)
    assert len(found.starts) <= demands.max_bins


@pytest.mark.parametrize("shape", SHAPES)
def test_among_equals_the_fewest_bins_are_taken(shape):
    flat = np.full(6, 10.0)
    assert best_partition(flat, flat, total=(60.0, 60.0), shape=shape, rules=BinningRules()).starts == (0,)


def test_a_direction_the_data_contradict_leaves_one_bin():
    good, bad = np.array([10.0, 20.0, 40.0]), np.array([30.0, 20.0, 10.0])
    kept = best_partition(good, bad, total=(70.0, 60.0), shape="up", rules=BinningRules())
    free = best_partition(good, bad, total=(70.0, 60.0), shape="none", rules=BinningRules())
    assert len(kept.starts) == 1 and len(free.starts) == 3 and free.iv > kept.iv


@pytest.mark.parametrize("wrong", [{"max_bins": 1}, {"min_share": 0.6}, {"min_each": -1.0}, {"max_cells": 1}])
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(FitError, match="binning rules"):
        BinningRules(**wrong)
