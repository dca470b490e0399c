"""The only file that knows LightGBM: parameters in, trees as plain arrays out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import FitError, MissingExtra
from creditscore.scorer import Field

if TYPE_CHECKING:
    import lightgbm

Floats = NDArray[np.float64]

_WHOLE = {"split_feature", "decision_type", "left_child", "right_child", "leaf_count", "internal_count"}
_REAL = {"threshold", "leaf_value"}

_SMALL = 1_000_000
"""Below this many values one thread is as fast as many, and does not stall on a busy machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoostingRules:
    """Size of the trees and pace of learning.

    ``rounds`` at most, ``patience`` rounds without gain on the stopping period end it; ``depth`` at most 6;
    ``leaves`` per tree; ``min_rows`` per leaf; ``learning_rate``.
    """

    rounds: int = 600
    patience: int = 40
    depth: int = 5
    leaves: int = 20
    min_rows: int = 30
    learning_rate: float = 0.05

    def __post_init__(self) -> None:
        if not 1 <= self.depth <= 6:
            raise FitError(
                f"boosting rules: wanted a depth of 1 to 6, found {self.depth}; deeper trees have no fast reasons"
            )
        if self.rounds < 1 or self.leaves < 2 or not self.learning_rate > 0.0:
            raise FitError("boosting rules: wanted rounds >= 1, leaves >= 2 and learning_rate > 0")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Inputs (n, p) with NaN for missing, outcome (n,) and weight (n,) or None."""

    inputs: Floats
    bad: NDArray[np.bool_]
    weight: Floats | None


def boost(
    fit: Rows, stop: Rows | None, *, fields: Sequence[Field], rules: BoostingRules, method: str, seed: int
) -> lightgbm.Booster:
    """A booster of log-odds of bad, monotone by the fields' directions; stopped early on ``stop``, if given."""
    try:
        import lightgbm as lgb
    except ImportError as absent:
        raise MissingExtra("lightgbm", extra="research", why="boosted trees are fitted with it") from absent
    parameters: dict[str, Any] = {
        "objective": "binary", "metric": "binary_logloss", "learning_rate": rules.learning_rate,
        "num_leaves": rules.leaves, "max_depth": rules.depth, "min_data_in_leaf": rules.min_rows,
        "lambda_l2": 1.0, "monotone_constraints": signs_of(fields), "monotone_constraints_method": method,
        "deterministic": True, "force_row_wise": True, "seed": seed, "verbosity": -1,
        "num_threads": 1 if fit.inputs.size < _SMALL else 0,
    }  # fmt: skip
    names = [field.name for field in fields]
    data = lgb.Dataset(
        fit.inputs, fit.bad.astype(np.float64), weight=fit.weight, feature_name=names, params=parameters
    )
    if stop is None:
        return lgb.train(parameters, data, num_boost_round=rules.rounds)
    later = lgb.Dataset(stop.inputs, stop.bad.astype(np.float64), weight=stop.weight, reference=data)
    quiet = lgb.early_stopping(rules.patience, verbose=False)
    return lgb.train(parameters, data, num_boost_round=rules.rounds, valid_sets=[later], callbacks=[quiet])


def signs_of(fields: Sequence[Field]) -> list[int]:
    """1 where the log-odds of bad must rise with the input, -1 where they must fall, 0 where they are free."""
    return [{"up": 1, "down": -1}.get(field.direction, 0) for field in fields]


def trees_of(booster: lightgbm.Booster) -> list[dict[str, list[float]]]:
    """Each tree of the best iteration with the names of LightGBM's model text, numbers exact."""
    text = booster.model_to_string(num_iteration=booster.best_iteration or -1)
    trees = []
    for part in re.split(r"^Tree=\d+\n", text, flags=re.MULTILINE)[1:]:
        tree: dict[str, list[float]] = {}
        for line in part.split("\n\n", 1)[0].splitlines():
            key, _, numbers = line.partition("=")
            if key in _WHOLE:
                tree[key] = [int(number) for number in numbers.split()]
            elif key in _REAL:
                tree[key] = [float(number) for number in numbers.split()]
        trees.append(tree)
    return trees
