"""From scores to probabilities on a later period: Platt's line in log-odds, never against the order."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from creditscore.errors import FitError
from creditscore.plan import Scale
from creditscore.scorer import Calibration

Floats = NDArray[np.float64]

LEAST_BADS = 20
"""Fewer weighted bads (or goods) than this cannot carry a line of two numbers."""

_MOST_STEPS = 100


def calibrate(
    scores: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None = None, *, scale: Scale | None = None
) -> Calibration:
    """Platt's calibration: weighted logistic regression of bad on the log-odds of bad the score stands for.

    ``scores`` (n,) on ``scale`` (higher is better; the default scale if none), ``outcome`` (n,) 1 for bad,
    ``weight`` (n,). The scores themselves and their order stay what they are.

    Raises FitError with fewer than 20 bads or goods, for scores that do not rank bads below goods (the slope
    would not be positive), and for scores that separate them perfectly.
    """
    scale = scale or Scale()
    log_odds = -(np.asarray(scores, dtype=np.float64) - scale.offset) / scale.factor
    bad = np.asarray(outcome).astype(np.bool_)
    heavy = np.ones(len(bad)) if weight is None else np.asarray(weight, dtype=np.float64)
    bads, goods = float(heavy[bad].sum()), float(heavy[~bad].sum())
    if min(bads, goods) < LEAST_BADS:
        raise FitError(
            f"calibration: wanted at least {LEAST_BADS} bads and {LEAST_BADS} goods, found {bads:g} and {goods:g}; "
            "take a longer later period"
        )
    intercept, slope = _platt(log_odds, bad, heavy)
    if not slope > 0.0:
        raise FitError(
            f"calibration: wanted a slope > 0, found {slope:.4g}: on the calibration period lower scores are not "
            "riskier; look for drift or a wrong outcome before shipping anything"
        )
    return Calibration(kind="platt", slope=slope, intercept=intercept)


def _platt(log_odds: Floats, bad: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Newton's method for two parameters, with step halving."""
    centre = float(np.average(log_odds, weights=weight))
    spread = float(np.sqrt(np.average((log_odds - centre) ** 2, weights=weight)))
    if not spread > 1e-9 * max(1.0, abs(centre)):
        raise FitError("calibration: every score is the same; there is nothing to calibrate")
    inputs = np.column_stack((np.ones(len(bad)), (log_odds - centre) / spread))
    point = np.array([np.log(weight[bad].sum() / weight[~bad].sum()), 0.0])
    loss = _loss(point, inputs, bad, weight)
    for _ in range(_MOST_STEPS):
        chance = expit(inputs @ point)
        slope = inputs.T @ (weight * (chance - bad))
        curvature = (inputs * (weight * chance * (1.0 - chance))[:, None]).T @ inputs
        step = np.linalg.solve(curvature + 1e-12 * np.eye(2), slope)
        if float(slope @ step) <= 1e-13 * max(loss, 1.0):
            return float(point[0] - point[1] * centre / spread), float(point[1] / spread)
        size = 1.0
        while (fresh := _loss(point - size * step, inputs, bad, weight)) > loss and size > 1e-6:
            size /= 2.0
        point, loss = point - size * step, fresh
        if loss < 1e-6 * weight.sum():
            break
    raise FitError(
        "calibration: the scores separate goods from bads (almost) perfectly, so no finite line fits; "
        "look for a feature that knows the outcome"
    )


def _loss(point: Floats, inputs: Floats, bad: NDArray[np.bool_], weight: Floats) -> float:
    log_odds = inputs @ point
    return float(weight @ np.logaddexp(0.0, np.where(bad, -log_odds, log_odds)))
