"""Leaves as boxes: what is proved on them is what trying every combination of values shows."""

from __future__ import annotations

from itertools import product

import lightgbm as lgb
import numpy as np
import pytest

from creditscore.models._boxes import boxes_of, breaches
from creditscore.models._lightgbm import trees_of


def grown(seed: int, *, method: str | None = None, rounds: int = 12) -> tuple[lgb.Booster, list[dict]]:
    """A few small trees on three inputs, two of them with nulls."""
    random = np.random.default_rng(seed)
    X = random.integers(0, 5, (400, 3)).astype(float)
    z = X[:, 0] - X[:, 1] + np.abs(X[:, 2] - 2) + random.normal(size=400)
    X[random.random(400) < 0.2, 1] = np.nan
    X[random.random(400) < 0.2, 2] = np.nan
    settings = {
        "objective": "binary", "num_leaves": 8, "min_data_in_leaf": 5, "verbosity": -1, "num_threads": 1, "seed": seed,
        "max_depth": 4,
    }  # fmt: skip
    if method:
        settings |= {"monotone_constraints": [1, -1, 0], "monotone_constraints_method": method}
    booster = lgb.train(settings, lgb.Dataset(X, (z > 1).astype(float), params=settings), rounds)
    return booster, trees_of(booster)


EVERY_ROW = np.array(list(product([-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, np.nan], repeat=3)))


def broken_by_trial(booster: lgb.Booster, number: int, place: int, sign: int) -> bool:
    values = booster.predict(EVERY_ROW, raw_score=True, start_iteration=number, num_iteration=1)
    grid = np.moveaxis(values.reshape(7, 7, 7), place, 0)[:6]
    return bool((sign * np.diff(grid, axis=0) < -1e-12).any())


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("method", [None, "basic", "intermediate"])
def test_a_breach_is_found_exactly_where_some_row_shows_it(seed, method):
    booster, trees = grown(seed, method=method)
    for number, tree in enumerate(trees):
        for signs in ([1, -1, 0], [0, 0, 1], [-1, 1, -1]):
            expected = [
                place
                for place in range(3)
                if signs[place] and broken_by_trial(booster, number, place, signs[place])
            ]
            assert breaches(boxes_of(tree), signs) == expected


def test_the_method_basic_never_breaks_a_direction_even_with_missing_values():
    for seed in range(20):
        assert not any(breaches(boxes_of(tree), [1, -1, 0]) for tree in grown(seed, method="basic")[1])


def test_a_tree_of_one_leaf_is_one_box():
    assert breaches(boxes_of({"leaf_value": [0.25]}), [1]) == []
