"""Trees give LightGBM's numbers, values and contributions alike, without LightGBM."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore.errors import DefinitionError, InputErrors
from creditscore.scorer import Scorer, Trees
from tests.scorer.artefacts import header, number, parsed, row_of, trees_of

INPUTS = 8
FIELDS = [number(f"x{j}") for j in range(INPUTS)]


def fitted(*, seed: int = 3, rounds: int = 25, **settings_: Any) -> tuple[lgb.Booster, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = np.round(rng.normal(size=(1500, INPUTS)), 1)
    for j in (0, 3, 5):
        x[rng.random(len(x)) < 0.2, j] = np.nan
    x[:, 6] = rng.integers(0, 3, len(x))
    eta = np.nan_to_num(x[:, 0]) - x[:, 1] * x[:, 2] + x[:, 6] + np.isnan(x[:, 3]) - 2.0
    y = rng.random(len(x)) < 1.0 / (1.0 + np.exp(-eta))
    said = {
        "objective": "binary", "num_leaves": 31, "max_depth": 6, "min_data_in_leaf": 5, "verbose": -1,
        "num_threads": 1, "seed": seed, "learning_rate": 0.3, **settings_,
    }  # fmt: skip
    return lgb.train(said, lgb.Dataset(x, y, free_raw_data=False), rounds), x


def columns_of(x: np.ndarray) -> dict[str, np.ndarray]:
    return {f"x{j}": x[:, j] for j in range(x.shape[1])}


def nasty(booster: lgb.Booster, x: np.ndarray) -> np.ndarray:
    """Training rows, every threshold and its neighbours, zeros, tiny numbers, huge numbers, NaN everywhere."""
    trees = parsed(booster.model_to_string())
    thresholds = np.array([t for tree in trees for t in tree.get("threshold", []) if np.isfinite(t)])
    probes = np.concatenate(
        [
            thresholds,
            np.nextafter(thresholds, np.inf),
            np.nextafter(thresholds, -np.inf),
            [0.0, -0.0, 1e-36, -1e-36, 1e-35, 1e-34, -1e-34, 1e300, -1e300, np.nan, np.nan, np.nan],
        ]
    )
    rng = np.random.default_rng(0)
    return np.vstack([x[:100], rng.choice(probes, size=(700, x.shape[1])), np.full((1, x.shape[1]), np.nan)])


VARIANTS = {
    "plain": {},
    "zero_as_missing": {"zero_as_missing": True},
    "missing_unused": {"use_missing": False},
    "monotone": {
        "monotone_constraints": [1, -1, 0, 0, 1, 0, 1, 0],
        "monotone_constraints_method": "intermediate",
    },
    "bagged": {"bagging_fraction": 0.6, "bagging_freq": 1, "feature_fraction": 0.7},
    "shallow": {"max_depth": 2, "num_leaves": 4},
    "stumps_and_constants": {"max_depth": 1, "num_leaves": 2, "min_gain_to_split": 20.0},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_values_and_contributions_are_lightgbms(variant: str) -> None:
    booster, x = fitted(**VARIANTS[variant])
    trees, rows = trees_of(booster, FIELDS), nasty(booster, x)
    raw = booster.predict(rows, raw_score=True)
    contributions = booster.predict(rows, pred_contrib=True)
    for few in (rows, rows[:20]):
        n = len(few)
        assert (trees.log_odds(columns_of(few)) == raw[:n]).all()
        assert np.abs(trees.shap(columns_of(few)) - contributions[:n, :-1]).max() < 1e-9
    assert abs(trees.base - contributions[0, -1]) < 1e-9


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), depth=st.integers(1, 6), leaves=st.integers(2, 40))
def test_any_small_forest_gives_lightgbms_contributions(seed: int, depth: int, leaves: int) -> None:
    booster, x = fitted(seed=seed, rounds=4, max_depth=depth, num_leaves=leaves)
    trees, rows = trees_of(booster, FIELDS), nasty(booster, x)[::7]
    assert (trees.log_odds(columns_of(rows)) == booster.predict(rows, raw_score=True)).all()
    wanted = booster.predict(rows, pred_contrib=True)
    assert np.abs(trees.shap(columns_of(rows)) - wanted[:, :-1]).max() < 1e-9


@pytest.fixture(scope="module")
def model() -> tuple[Trees, np.ndarray]:
    booster, x = fitted()
    trees = trees_of(booster, [replace(one, minimum=-4.0, maximum=4.0) for one in FIELDS])
    return replace(trees, reference=tuple(trees.shap(columns_of(x)).mean(axis=0))), x


def test_a_row_gets_the_same_bits_alone_few_or_many(model: tuple[Trees, np.ndarray]) -> None:
    trees, x = model
    many = trees.forest.explain([np.ascontiguousarray(x[:, j]) for j in range(INPUTS)])
    few = trees.forest.explain([np.ascontiguousarray(x[:30, j]) for j in range(INPUTS)])
    assert (many[:, :30] == few).all()
    scorer = Scorer(trees)
    batch = scorer.score_batch(columns_of(x))
    for i in range(20):
        assert (
            scorer.score(row_of(columns_of(x), i)).score
            == batch["score"][i]
            == trees.scores(columns_of(x))[i]
        )


def test_contributions_and_the_reference_score_add_up_to_the_score(model: tuple[Trees, np.ndarray]) -> None:
    trees, x = model
    total = trees.reference_score + trees.contributions(columns_of(x)).sum(axis=1)
    assert np.abs(total - trees.scores(columns_of(x))).max() < 1e-9
    assert abs(trees.contributions(columns_of(x)).mean()) < 1e-9


def test_the_score_is_affine_in_the_log_odds_and_within_its_bounds(model: tuple[Trees, np.ndarray]) -> None:
    trees, x = model
    scale = trees.header.scale
    wanted = [scale.score(-one) for one in trees.log_odds(columns_of(x))]
    assert trees.scores(columns_of(x)).tolist() == pytest.approx(wanted)
    low, high = trees.attainable
    assert low <= min(wanted) <= max(wanted) <= high
    odds = trees.probabilities(columns_of(x))
    assert odds == pytest.approx(1.0 / (1.0 + np.exp(-trees.log_odds(columns_of(x)))))


def test_trees_written_as_json_and_read_again_are_the_same_trees(model: tuple[Trees, np.ndarray]) -> None:
    trees, x = model
    again = Trees.from_json(trees.to_json())
    assert again == trees
    assert hash(again) == hash(trees)
    assert again != replace(trees, reference=())
    assert (again.shap(columns_of(x)) == trees.shap(columns_of(x))).all()


def test_frames_score_as_arrays_do(model: tuple[Trees, np.ndarray]) -> None:
    trees, x = model
    assert (trees.scores(pd.DataFrame(columns_of(x))) == trees.scores(columns_of(x))).all()


def test_infinite_values_are_refused(model: tuple[Trees, np.ndarray]) -> None:
    trees, x = model
    bad = x[:3].copy()
    bad[1, 2] = np.inf
    with pytest.raises(InputErrors, match="infinite value in row 1"):
        trees.log_odds(columns_of(bad))


def test_arrays_cannot_be_changed_afterwards(model: tuple[Trees, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="read-only"):
        model[0].leaf_value[0] = 1.0


def test_a_path_of_more_than_six_decisions_is_refused() -> None:
    booster, _ = fitted(max_depth=9, num_leaves=120, min_data_in_leaf=1)
    with pytest.raises(DefinitionError, match="more than 6 decisions; fit with max_depth <= 6"):
        trees_of(booster, FIELDS)


def test_a_categorical_split_is_refused() -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 6, (800, 1)).astype(float)
    y = (x[:, 0] % 2 == 0) ^ (rng.random(800) < 0.1)
    booster = lgb.train(
        {"objective": "binary", "verbose": -1, "min_data_in_leaf": 5, "min_data_per_group": 5},
        lgb.Dataset(x, y, categorical_feature=[0]), 2,
    )  # fmt: skip
    with pytest.raises(DefinitionError, match="splits on a category"):
        trees_of(booster, FIELDS[:1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"left": [0, 1]}, "values of left|exactly one branch"),
        ({"left": [0]}, "more than 6 decisions|exactly one branch"),
        ({"left": [7]}, "not there"),
        ({"right": [-9]}, "not there"),
        ({"right": [-1]}, "exactly one branch"),
        ({"feature": [1]}, "outside 0..0"),
        ({"missing": [3]}, "missing types"),
        ({"cover": [0.0]}, "covers > 0"),
        ({"threshold": [np.nan]}, "finite values of threshold"),
        ({"roots": []}, "at least one tree"),
    ],
)
def test_arrays_that_are_not_trees_are_refused(change: dict[str, Any], message: str) -> None:
    sound: dict[str, Any] = {
        "feature": [0], "threshold": [0.5], "default_left": [True], "missing": [2], "left": [-1], "right": [-2],
        "cover": [10.0], "leaf_value": [-0.1, 0.2], "leaf_cover": [6.0, 4.0], "roots": [0],
    }  # fmt: skip
    Trees(header=header(), fields=(number("x"),), **sound)
    with pytest.raises(DefinitionError, match=message):
        Trees(header=header(), fields=(number("x"),), **{**sound, **change})
