"""Platt's line: found again, never against the order, refused where it has no ground."""

from __future__ import annotations

import numpy as np
import pytest

from creditscore.errors import FitError
from creditscore.models import calibrate
from creditscore.plan import Scale

SCALE = Scale()


def drawn(rows: int = 20_000, slope: float = 0.7, intercept: float = -0.5, seed: int = 3):
    random = np.random.default_rng(seed)
    log_odds = random.normal(-2, 1.2, rows)
    bad = random.random(rows) < 1 / (1 + np.exp(-(intercept + slope * log_odds)))
    return SCALE.offset - SCALE.factor * log_odds, bad.astype(int), log_odds


def test_the_line_is_found_again():
    scores, bad, _ = drawn()
    fit = calibrate(scores, bad)
    assert fit.kind == "platt"
    assert fit.slope == pytest.approx(0.7, abs=0.05) and fit.intercept == pytest.approx(-0.5, abs=0.1)


def test_mean_probability_equals_the_observed_rate():
    scores, bad, log_odds = drawn()
    weight = np.random.default_rng(1).integers(1, 4, len(bad)).astype(float)
    fit = calibrate(scores, bad, weight)
    assert np.average(fit.probabilities(log_odds), weights=weight) == pytest.approx(
        np.average(bad, weights=weight), abs=1e-8
    )


def test_a_weight_of_two_is_the_row_twice():
    scores, bad, _ = drawn(2000)
    times = np.random.default_rng(4).integers(1, 3, 2000)
    heavy = calibrate(scores, bad, times.astype(float))
    twice = calibrate(np.repeat(scores, times), np.repeat(bad, times))
    assert (heavy.slope, heavy.intercept) == pytest.approx((twice.slope, twice.intercept))


def test_scores_that_rank_the_wrong_way_are_refused():
    scores, bad, _ = drawn(2000)
    with pytest.raises(FitError, match="slope > 0"):
        calibrate(-scores, bad)


def test_too_few_bads_are_refused_with_their_number():
    scores, bad, _ = drawn(2000)
    bad[np.flatnonzero(bad)[7:]] = 0
    with pytest.raises(FitError, match="at least 20 bads and 20 goods, found 7 and 1993"):
        calibrate(scores, bad)


def test_scores_that_know_the_outcome_are_refused():
    bad = np.arange(200) % 2
    with pytest.raises(FitError, match="perfectly"):
        calibrate(600.0 - 10.0 * bad, bad)


def test_equal_scores_have_nothing_to_calibrate():
    with pytest.raises(FitError, match="every score is the same"):
        calibrate(np.full(200, 600.0), np.arange(200) % 2)
