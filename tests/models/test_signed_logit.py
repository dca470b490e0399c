"""Logistic regression with coefficients that cannot be negative."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from creditscore.models._signed_logit import bounded_quadratic, fit_signed_logit


def proxies(rows: int = 3000, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Three noisy copies of one driver, the third of them acting against the outcome once the others are known."""
    random = np.random.default_rng(seed)
    driver = random.normal(size=rows)
    X = np.column_stack([driver + 0.3 * random.normal(size=rows) for _ in range(3)])
    log_odds = 1.5 * X[:, 0] + 0.8 * X[:, 1] - 0.7 * X[:, 2]
    return X, random.random(rows) < 1 / (1 + np.exp(-log_odds))


def loss(point, X, good, weight, ridge):
    z = point[0] + X @ point[1:]
    return float(weight @ np.logaddexp(0, np.where(good, -z, z)) + 0.5 * ridge * point[1:] @ point[1:])


def test_three_proxies_of_one_driver_never_take_a_negative_coefficient():
    X, good = proxies()
    fit = fit_signed_logit(X, good, None, ridge=1.0)
    assert (fit.coefficients >= 0).all() and fit.coefficients[2] == 0.0
    assert (fit.coefficients[:2] > 0).all()


@pytest.mark.parametrize("rows", [400, 25_000])
def test_it_is_the_minimum_a_general_bounded_optimiser_finds(rows):
    X, good = proxies(rows)
    weight = np.random.default_rng(2).integers(1, 4, rows).astype(float)
    fit = fit_signed_logit(X, good, weight, ridge=1.0)
    found = minimize(
        loss, np.zeros(4), (X, good, weight, 1.0), method="L-BFGS-B", bounds=[(None, None)] + [(0, None)] * 3,
        options={"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-10},
    )  # fmt: skip
    ours = np.concatenate(([fit.intercept], fit.coefficients))
    assert loss(ours, X, good, weight, 1.0) <= found.fun + 1e-7 * abs(found.fun)
    assert np.allclose(ours, found.x, atol=2e-4)


def test_a_whole_number_is_a_penalty_like_any_other():
    X, good = proxies()
    assert (
        fit_signed_logit(X, good, None, ridge=1).intercept
        == fit_signed_logit(X, good, None, ridge=1.0).intercept
    )


def test_a_weight_of_two_is_the_row_twice():
    X, good = proxies(500)
    times = np.random.default_rng(4).integers(1, 3, 500)
    heavy = fit_signed_logit(X, good, times.astype(float), ridge=1.0)
    twice = fit_signed_logit(np.repeat(X, times, axis=0), np.repeat(good, times), None, ridge=1.0)
    assert np.allclose(heavy.coefficients, twice.coefficients, atol=1e-9)
    assert heavy.intercept == pytest.approx(twice.intercept, abs=1e-9)


def test_the_bounded_quadratic_meets_its_optimality_conditions():
    random = np.random.default_rng(8)
    for _ in range(50):
        root = random.normal(size=(6, 6))
        curvature, pull = root @ root.T + 0.1 * np.eye(6), random.normal(size=6)
        point = bounded_quadratic(curvature, pull)
        slope = curvature @ point - pull
        assert (point[1:] >= 0).all() and abs(slope[0]) < 1e-7
        assert (slope[1:] > -1e-7).all() and abs(slope[1:] @ point[1:]) < 1e-7


def test_separated_data_are_held_by_the_ridge():
    X = np.linspace(-1, 1, 200)[:, None]
    fit = fit_signed_logit(X, X[:, 0] > 0, None, ridge=1.0)
    assert 0 < fit.coefficients[0] < 50 and np.isfinite(fit.loss)
