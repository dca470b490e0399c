"""Scorecards: the points table is the model, signs are safe, and what is refused says why."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from creditscore import models
from creditscore.errors import FitError
from creditscore.plan import Scale
from creditscore.scorer import Scorecard
from tests.models.drawn import DIRECTIONS, frame, sample_of, train


@pytest.fixture(scope="module")
def fit() -> models.ScorecardFit:
    return models.fit_scorecard_explained(train(3000, dated=True))


def rows_to_score(rows: int = 150) -> pd.DataFrame:
    """Training-like rows with more nulls, values beyond training, an unseen label."""
    X, _ = frame(rows, seed=99)
    X.loc[::7, "late_share"] = np.nan
    X.loc[::11, "capital"] *= 1e6
    X.loc[::13, "sector"] = "Z"
    return X


def points_by_table(card: Scorecard, row: dict) -> float:
    """The score a person gets with the printed table and a pencil."""
    table = pd.DataFrame(card.table())
    total = float(table.loc[table["feature"] == "(base)", "points"].iloc[0])
    for field in card.fields:
        mine = table[table["feature"] == field.name].reset_index(drop=True)
        total += float(mine.loc[place_in_table(mine["bin"].tolist(), row[field.name]), "points"])
    return total


def place_in_table(labels: list[str], value: object) -> int:
    if value is None or value != value:
        return labels.index("missing")
    for place, label in enumerate(labels):
        if label.startswith("{") and str(value) in label.strip("{}").split(", "):
            return place
        if match := re.fullmatch(r"[(\[](.+), ([^)]+)\)", label):
            low, high = (float(end.replace(",", "")) for end in match.groups())
            if not isinstance(value, str) and low <= value < high:
                return place
    return labels.index("unseen")


def test_the_points_table_is_the_model_for_every_row(fit):
    card = fit.card
    X = rows_to_score()
    scores = card.scores(X)
    again = Scorecard.from_json(card.to_json())
    assert again == card
    assert np.array_equal(again.scores(X), scores)
    assert np.array_equal(card.base_points + card.points(X).sum(axis=1), scores)
    by_hand = [points_by_table(card, row) for row in X.to_dict("records")]
    assert by_hand == scores.tolist()


def test_the_score_is_the_fitted_regression_on_the_declared_scale(fit):
    card, X = fit.card, train(3000, dated=True).early.X
    woe = fit.bins.woe(X)[list(card.field_names)]
    log_odds = card.intercept + woe.to_numpy() @ np.array(card.coefficients)
    assert np.allclose(card.scores(X), [card.header.scale.score(value) for value in log_odds], atol=1e-4)


def test_points_never_go_against_the_bad_rate(fit):
    for bins, coefficient in zip(fit.card.binned, fit.card.coefficients, strict=True):
        rate = np.array(bins.bads) / np.array(bins.counts)
        assert coefficient > 0
        assert (np.diff(np.array(bins.points)[np.argsort(rate, kind="stable")]) <= 1e-6).all()


def test_improving_a_directed_feature_never_lowers_the_score(fit):
    X = rows_to_score()
    for field in fit.card.fields:
        if field.direction not in ("up", "down"):
            continue
        values = np.unique(np.concatenate([X[field.name].dropna(), X[field.name].dropna() * 2 - 1]))
        safer = values if field.direction == "down" else values[::-1]
        for _, row in X.head(10).iterrows():
            swept = pd.DataFrame([row] * len(safer)).assign(**{field.name: safer})
            assert (np.diff(fit.card.scores(swept)) >= 0).all()


def test_three_proxies_of_one_driver_leave_no_wrong_sign():
    """The peers' bug: each of them ships a card in which one proxy earns points for being bad."""
    random = np.random.default_rng(5)
    driver = random.normal(size=4000)
    X = pd.DataFrame({f"proxy_{i}": driver + 0.35 * random.normal(size=4000) for i in range(3)})
    log_odds = -2 + 1.6 * X["proxy_0"] + 0.9 * X["proxy_1"] - 0.9 * X["proxy_2"]
    y = (random.random(4000) < 1 / (1 + np.exp(-log_odds))).astype(int)
    sample = sample_of(X, y, directions=dict.fromkeys(X, "up"))
    fit = models.fit_scorecard_explained(sample, selection=models.Selection(max_correlation=1.0))
    assert min(fit.card.coefficients) > 0
    assert "proxy_2" not in fit.card.field_names
    assert "wrong sign" in fit.report.loc["proxy_2", "reason"]


def test_a_weight_of_two_is_the_row_twice():
    X, y = frame(1200)
    times = np.random.default_rng(6).integers(1, 3, 1200)
    heavy = models.fit_scorecard(sample_of(X, y, directions=DIRECTIONS, weight=times.astype(float)))
    twice = models.fit_scorecard(
        sample_of(X.loc[X.index.repeat(times)], np.repeat(y, times), directions=DIRECTIONS)
    )
    assert [b.edges for b in heavy.binned] == [b.edges for b in twice.binned]
    assert np.allclose(heavy.scores(X), twice.scores(X), atol=1e-5)


def test_rows_of_weight_zero_are_not_there():
    X, y = frame(900)
    weight = (np.arange(900) % 3 != 0).astype(float)
    kept = weight > 0
    some = models.fit_scorecard(sample_of(X, y, directions=DIRECTIONS, weight=weight))
    fewer = models.fit_scorecard(sample_of(X[kept], y[kept], directions=DIRECTIONS))
    assert np.array_equal(some.scores(X), fewer.scores(X))


def test_the_same_sample_gives_the_same_card():
    assert models.fit_scorecard(train(dated=True)) == models.fit_scorecard(train(dated=True))


def test_it_is_fitted_on_the_early_and_calibrated_on_the_late_period():
    sample = train(6000, dated=True)
    card = models.fit_scorecard(sample)
    assert card.calibration.kind == "platt" and card.header.assumptions == ()
    assert np.average(card.probabilities(sample.late.X)) == pytest.approx(sample.late.y.mean(), abs=1e-6)
    early = sample.early
    assert sum(card.binned[0].counts) + card.binned[0].missing_count == len(early) < len(sample)


def test_without_dates_it_is_fitted_whole_and_flagged():
    card = models.fit_scorecard(train())
    assert card.calibration.kind == "identity"
    assert card.header.assumptions == ("calibration: none, the sample has no later period",)


def test_a_late_period_with_few_bads_leaves_it_uncalibrated_and_flagged():
    sample = train(6000, dated=True)
    late = sample.late.take(np.flatnonzero(sample.late.y == 0)[:50])
    card = models.fit_scorecard(sample, late=late)
    assert card.calibration.kind == "identity"
    assert card.header.assumptions == ("calibration: none, the later period has 0 bads and 50 goods",)


def test_the_header_carries_the_spec_and_only_the_inputs_used():
    sample = train(dated=True)
    header = models.fit_scorecard(sample, seed=11).header
    assert header.evaluation == sample.spec.evaluation and header.scale == sample.spec.scale
    assert header.seed == 11 and header.data_cutoff.isoformat() == "2023-10-01"
    assert {feature.name for feature in header.features} <= set(sample.names)


def test_the_report_tells_what_became_of_every_feature():
    X, y = frame(3000)
    X["constant"], X["empty"] = 1.0, np.nan
    X["penalties_again"] = X["penalties"] * 2
    contrary = {**DIRECTIONS, "penalties_again": "up", "turned": "down"}
    X["turned"] = X["late_share"]
    report = models.fit_scorecard_explained(sample_of(X, y, directions=contrary)).report
    assert list(report.index) == list(X)
    assert "constant" in report.loc["constant", "reason"] and "missing" in report.loc["empty", "reason"]
    assert "correlates 1.00 with" in report.loc[["penalties", "penalties_again"], "reason"].str.cat()
    assert "contradict its direction 'down'" in report.loc["turned", "reason"]
    assert report.loc["turned", "iv_lost"] > 0.1
    kept = report[report["status"] == "kept"]
    assert (kept["coefficient"] > 0).all() and (kept["p_value"] < 0.05).all() and (kept["vif"] >= 1).all()
    assert (report["reason"] == "").eq(report["status"] == "kept").all()


def test_no_more_features_than_asked_for():
    report = models.fit_scorecard_explained(train(3000), max_features=2).report
    assert (report["status"] == "kept").sum() == 2
    assert report["reason"].str.contains("weakest of more than 2").any()


def test_families_keep_the_stronger_of_two_that_repeat_each_other():
    X, y = frame(3000)
    X["late_share_24m"] = X["late_share"] + np.random.default_rng(1).normal(scale=0.06, size=3000)
    directions = {**DIRECTIONS, "late_share_24m": "up"}
    families = dict.fromkeys(("late_share", "late_share_24m"), "late filing")
    sample = sample_of(X, y, directions=directions, families=families)
    report = models.fit_scorecard_explained(sample, selection=models.Selection(max_correlation=0.6)).report
    assert "with late_share, which is stronger" in report.loc["late_share_24m", "reason"]


def test_a_range_that_leaves_the_scale_is_refused_with_the_pdo_that_fits():
    with pytest.raises(FitError, match=r"within 550..620 .* pdo 30; declare a scale with pdo <= ") as refused:
        models.fit_scorecard(train(3000, scale=Scale(pdo=30.0, low=550.0, high=620.0)))
    fitting = float(str(refused.value).rsplit("<= ", 1)[1])
    card = models.fit_scorecard(train(3000, scale=Scale(pdo=fitting, low=550.0, high=620.0)))
    assert card.attainable[0] >= 550.0 and card.attainable[1] <= 620.0


def test_an_impossible_scale_says_so():
    with pytest.raises(FitError, match="declare a scale whose bounds hold the base score"):
        models.fit_scorecard(train(3000, scale=Scale(pdo=10.0, low=700.0, high=900.0)))


@pytest.mark.parametrize("endless", [np.inf, -np.inf])
def test_infinite_values_are_refused_by_name(endless):
    X, y = frame(500)
    X.loc[3, "capital"] = endless
    with pytest.raises(FitError, match="feature capital: wanted finite numbers or missing, found 1 infinite"):
        models.fit_scorecard(sample_of(X, y))


@pytest.mark.parametrize(("only", "found"), [(0, "no bads"), (1, "no goods")])
def test_a_sample_of_one_kind_is_refused(only, found):
    X, y = frame(500)
    with pytest.raises(FitError, match=f"wanted goods and bads, found {found} among 500 rows"):
        models.fit_scorecard(sample_of(X, np.full_like(y, only)))


def test_the_outcome_among_the_features_is_refused_by_name():
    sample = train(500)
    leak = sample.frame.assign(noise=np.where(sample.y == 1, 7.0, -2.0))
    with pytest.raises(FitError, match="feature noise: it is the outcome itself"):
        models.fit_scorecard(replace(sample, frame=leak))


def test_features_that_say_nothing_leave_a_clear_refusal():
    _, y = frame(500)
    with pytest.raises(FitError, match=r"at least one usable feature, found none \(constant: constant"):
        models.fit_scorecard(sample_of(pd.DataFrame({"constant": np.ones(500)}), y))


def test_a_label_with_a_third_value_is_refused():
    sample = train(500)
    odd = sample.frame.assign(outcome=np.where(np.arange(500) < 5, 2, sample.frame["outcome"]))
    with pytest.raises(FitError, match=r"only 0 \(good\) and 1 \(bad\), found \['2'\]"):
        models.fit_scorecard(replace(sample, frame=odd))


def test_weights_that_are_no_weights_are_refused():
    sample = train(500)
    with pytest.raises(FitError, match="weights: wanted finite numbers >= 0"):
        models.fit_scorecard(replace(sample, frame=sample.frame.assign(weight=-1.0)))
