"""Reasons of trees against the shap library: the same quantity, in points."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from creditscore import validation
from creditscore.models import _lightgbm
from creditscore.scorer import Trees
from tests.judged import FIELDS, drawn, header, population


@pytest.fixture(scope="module")
def fitted():
    frame = population(entities=800, quarters=("2024-01-01", "2024-07-01"), seed=5)
    inputs = frame[[field.name for field in FIELDS]].to_numpy()
    rows = _lightgbm.Rows(inputs, frame["outcome"].to_numpy() == 1, None)
    rules = _lightgbm.BoostingRules(rounds=40, leaves=8, depth=4)
    booster = _lightgbm.boost(rows, None, fields=FIELDS, rules=rules, method="intermediate", seed=7)
    trees = Trees.from_lightgbm(header(), fields=FIELDS, trees=_lightgbm.trees_of(booster))
    return booster, trees, drawn(frame)


def test_contributions_are_the_shap_values_of_the_shap_library_in_points(fitted):
    shap = pytest.importorskip("shap", reason="the shap library is absent: it is part of the research extra")
    booster, trees, sample = fitted
    explanation = validation.explain(trees, sample, rows=200)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "LightGBM binary classifier with TreeExplainer", UserWarning)
        values = shap.TreeExplainer(booster).shap_values(explanation.values)
    values = values[1] if isinstance(values, list) else values
    factor = trees.header.scale.factor
    np.testing.assert_allclose(explanation.contributions, -factor * values, atol=1e-6)


def test_contributions_of_trees_add_up_and_move_as_declared(fitted):
    _, trees, sample = fitted
    explanation = validation.explain(trees, sample, rows=500)
    assert validation.additivity(trees, explanation) <= 1e-6
    signs = validation.sign_check(trees, explanation)
    assert (signs["outcome"] != "failed").all()
    assert validation.sweep(trees, sample)["breaches"].sum() == 0
