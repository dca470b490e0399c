"""Boosted trees: monotone as declared, exact once exported, refused where no sign can be carried."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest

from creditscore import models
from creditscore.errors import FitError
from creditscore.models import _sweep, boosting
from creditscore.plan import Scale
from creditscore.scorer import Trees
from tests.models.drawn import DIRECTIONS, frame, sample_of, train

QUICK = models.BoostingRules(rounds=60, learning_rate=0.1, min_rows=10)


def gaps(rows: int = 1500, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """Three inputs with many nulls: the ground on which LightGBM's finer methods break directions."""
    random = np.random.default_rng(seed)
    X = pd.DataFrame(random.integers(0, 6, (rows, 3)).astype(float), columns=["rises", "falls", "free"])
    z = X["rises"] - X["falls"] + (X["free"] - 2).abs() + random.normal(size=rows)
    return X.mask(random.random((rows, 3)) < 0.25), (z > 1).astype(int).to_numpy()


@pytest.fixture(scope="module")
def sample():
    return train(4000, labels=False, dated=True)


@pytest.fixture(scope="module")
def trees(sample) -> Trees:
    return models.fit_trees(sample, rules=QUICK)


def test_exported_arrays_score_as_lightgbm_does_missing_values_included(sample, monkeypatch):
    kept: list[lgb.Booster] = []

    def boost(*given, **named):
        kept.append(boosting_boost(*given, **named))
        return kept[-1]

    boosting_boost = boosting.boost
    monkeypatch.setattr(boosting, "boost", boost)
    trees = models.fit_trees(sample, rules=QUICK)
    X = sample.X.copy()
    X.loc[::3, "late_share"] = np.nan
    X.loc[::5, "capital"] = np.nan
    X.loc[::7, "penalties"] = [0.0, -5.0, 1e-40, 1e300, *np.linspace(0, 9, len(X.loc[::7]) - 4)]
    raw = kept[-1].predict(X.to_numpy(), raw_score=True)
    assert np.abs(trees.log_odds(X) - raw).max() <= 1e-12
    again = Trees.from_json(trees.to_json())
    assert again == trees and np.array_equal(again.scores(X), trees.scores(X))


def test_the_score_is_affine_in_the_log_odds(trees, sample):
    scale = trees.header.scale
    assert np.allclose(trees.scores(sample.X), scale.offset - scale.factor * trees.log_odds(sample.X))


def test_improving_a_directed_feature_never_lowers_the_score(trees, sample):
    X = sample.X.head(40)
    for field in trees.fields:
        if field.direction == "none":
            continue
        values = np.unique(sample.X[field.name].dropna())[:: 1 if field.direction == "down" else -1]
        for _, row in X.iterrows():
            swept = pd.DataFrame([row] * len(values)).assign(**{field.name: values})
            assert (np.diff(trees.scores(swept)) >= -1e-9).all()


def test_the_same_seed_gives_the_same_trees(sample, trees):
    assert models.fit_trees(sample, rules=QUICK) == trees


def test_it_stops_and_calibrates_on_the_late_period(sample, trees):
    assert trees.calibration.kind == "platt" and trees.header.assumptions == ()
    first = sample.late.frame["as_of"] == sample.late.frame["as_of"].min()
    rest = sample.late.take(~first.to_numpy())
    assert rest.y.sum() >= 100
    assert trees.probabilities(rest.X).mean() == pytest.approx(rest.y.mean(), abs=1e-6)
    assert len(trees.roots) < QUICK.rounds


def test_without_dates_it_is_fitted_whole_and_flagged():
    trees = models.fit_trees(train(labels=False), rules=QUICK)
    assert trees.calibration.kind == "identity"
    assert trees.header.assumptions == (
        "calibration: none, the sample has no later period",
        "rounds: found on every fourth entity, the sample has no later period",
    )


def test_the_reference_is_the_mean_training_contribution(sample, trees):
    few = sample.early.X
    assert trees.contributions(few).mean(axis=0) == pytest.approx(np.zeros(len(trees.fields)), abs=0.5)
    scores = trees.reference_score + trees.contributions(few).sum(axis=1)
    assert np.allclose(scores, trees.scores(few))


def test_inputs_carry_what_training_saw(trees, sample):
    by_name = {field.name: field for field in trees.fields}
    assert by_name["late_share"].missing == "allowed" and by_name["penalties"].missing == "forbidden"
    held = sample.early.X["capital"]
    capital = by_name["capital"]
    assert (capital.minimum, capital.maximum) == (held.min(), held.max())
    assert capital.minimum <= capital.low < capital.high <= capital.maximum and capital.direction == "down"


def test_a_weight_of_two_is_the_row_twice():
    """Exactly so where leaves have no least number of rows, which LightGBM counts unweighted."""
    X, y = frame(900)
    X, late = X.drop(columns="sector"), train(900, labels=False, seed=4)
    rules = models.BoostingRules(rounds=20, min_rows=1, leaves=4)
    once = models.fit_trees(sample_of(X, y), late=late, rules=rules)
    heavy = models.fit_trees(sample_of(X, y, weight=np.full(900, 2.0)), late=late, rules=rules)
    twice = models.fit_trees(sample_of(X.loc[X.index.repeat(2)], np.repeat(y, 2)), late=late, rules=rules)
    assert np.allclose(heavy.log_odds(X), twice.log_odds(X), atol=1e-9)
    assert not np.allclose(heavy.log_odds(X), once.log_odds(X), atol=1e-3)


def test_labels_are_refused_before_lightgbm_sees_them():
    with pytest.raises(FitError, match=r"wanted numbers, found labels in \['sector'\]"):
        models.fit_trees(train())


def test_infinite_values_are_refused_by_name():
    X, y = frame(500)
    X = X.drop(columns="sector")
    X.loc[3, "capital"] = np.inf
    with pytest.raises(FitError, match="feature capital: wanted finite numbers or missing"):
        models.fit_trees(sample_of(X, y))


@pytest.mark.parametrize("method", ["advanced", "intermediate"])
def test_a_method_that_breaks_a_direction_is_caught(monkeypatch, method):
    """Both do on missing values (LightGBM 4.7): the reason why neither is used on them."""
    sample = sample_of(*gaps(), directions={"rises": "up", "falls": "down"})
    monkeypatch.setattr(boosting, "method_of", lambda inputs: method)
    with pytest.raises(FitError, match=r"wanted monotone trees, found that tree \d+ breaks the direction of"):
        models.fit_trees(sample, rules=QUICK)


def test_with_missing_values_the_method_that_cannot_break_is_used():
    X, y = gaps()
    assert boosting.method_of(X.to_numpy()) == "basic"
    assert boosting.method_of(X.fillna(0.0).to_numpy()) == "intermediate"
    trees = models.fit_trees(sample_of(X, y, directions={"rises": "up", "falls": "down"}), rules=QUICK)
    assert len(trees.roots) > 1


def test_the_sweep_catches_trees_that_fall_where_they_must_rise(trees, sample):
    turned = Trees.from_json(trees.to_json().replace('"direction":"up"', '"direction":"down"'))
    with pytest.raises(FitError, match="is declared 'down', but a riskier value lowers"):
        _sweep.check_sweep(turned, sample.X.to_numpy())


def test_no_row_scores_beyond_what_is_reached(trees, sample):
    low, high = _sweep.reached(trees, sample.X.to_numpy())
    random = np.random.default_rng(2)
    X = sample.X.sample(3000, replace=True, random_state=2, ignore_index=True)
    X["penalties"] = random.choice([-1e9, 0, 3, 1e9], 3000)
    X["capital"] = random.choice([-1e12, 1e5, 1e12], 3000)
    X["late_share"] = random.choice([-1.0, 0.5, 2.0, np.nan], 3000)
    scores = trees.scores(X)
    assert low - 0.5 <= scores.min() < low + 5 and high - 5 < scores.max() <= high + 0.5


def test_with_every_input_directed_and_present_the_reach_is_exact():
    X, y = frame(2000)
    sample = sample_of(X[["penalties", "capital"]], y, directions={"penalties": "up", "capital": "down"})
    trees = models.fit_trees(sample, rules=QUICK)
    corners = pd.DataFrame({"penalties": [1e9, -1e9], "capital": [-1e12, 1e12]})
    assert _sweep.reached(trees, sample.X.to_numpy()) == tuple(trees.scores(corners))


def test_a_range_that_leaves_the_scale_is_refused_with_the_pdo_that_fits(sample):
    tight = sample_of(sample.X, sample.y, directions=DIRECTIONS, scale=Scale(pdo=200.0))
    with pytest.raises(
        FitError, match=r"within 0\.\.1000 for every input, .* declare a scale with pdo <= \d"
    ):
        models.fit_trees(tight, rules=QUICK)


@pytest.mark.parametrize(
    "wrong", [{"depth": 7}, {"depth": 0}, {"leaves": 1}, {"rounds": 0}, {"learning_rate": 0.0}]
)
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(FitError, match="boosting rules"):
        models.BoostingRules(**wrong)


def test_the_outcome_among_the_features_is_refused_by_name():
    X, y = frame(500)
    sample = sample_of(X.drop(columns="sector"), y)
    leak = sample.take(np.arange(500))
    leak.frame["noise"] = np.where(y == 1, 7.0, -2.0)
    with pytest.raises(FitError, match="feature noise: it is the outcome itself"):
        models.fit_trees(leak)
