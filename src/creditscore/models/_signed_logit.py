"""Logistic regression whose coefficients may not be negative: Newton steps, each an exact bounded quadratic.

Inputs are WOE values (larger = safer) and the model is the log-odds of good, so a negative coefficient would
give points against the bad rate; it is ruled out, not repaired afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.optimize import nnls
from scipy.special import expit

from creditscore.errors import FitError

Floats = NDArray[np.float64]

_BLOCK_ROWS = 8192
_MOST_STEPS = 60
_MANY_ROWS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class SignedLogit:
    """``intercept + inputs @ coefficients`` is the log-odds of good; every coefficient is >= 0.

    ``curvature`` (p+1, p+1) and ``slope`` (p+1,) are the Hessian and gradient of the penalised negative
    log-likelihood at the solution, the intercept first; ``loss`` its value.
    """

    intercept: float
    coefficients: Floats
    curvature: Floats
    slope: Floats
    loss: float


def fit_signed_logit(
    inputs: Floats,
    good: NDArray[np.bool_],
    weight: Floats | None,
    *,
    ridge: float,
    start: Floats | None = None,
) -> SignedLogit:
    """Minimise the weighted negative log-likelihood + ridge/2 * sum of squared coefficients (not the intercept).

    ``inputs`` (n, p), ``good`` (n,) true for good, ``weight`` (n,) or None for ones, ``start`` (p+1,) a point
    near the solution, the intercept first; without one, many rows start from the solution on every tenth.
    Raises FitError when it does not converge.
    """
    penalty = np.full(inputs.shape[1] + 1, float(ridge))
    penalty[0] = 0.0
    point = _rough(inputs, good, weight, ridge) if start is None else start
    loss, slope, curvature = _derivatives(point, inputs, good, weight, penalty)
    for _ in range(_MOST_STEPS):
        target = bounded_quadratic(curvature, curvature @ point - slope)
        step = target - point
        promised = float(-(slope @ step) - 0.5 * step @ curvature @ step)
        if promised <= 1e-12 * max(1.0, loss):
            return SignedLogit(float(point[0]), point[1:], curvature, slope, loss)
        size = 1.0
        while True:
            moved = point + size * step
            fresh = _derivatives(moved, inputs, good, weight, penalty)
            if fresh[0] <= loss + 1e-4 * size * float(slope @ step) + 1e-13 * loss or size < 1e-6:
                break
            size /= 2.0
        point, (loss, slope, curvature) = moved, fresh
    raise FitError(
        f"logistic regression: wanted convergence in {_MOST_STEPS} Newton steps, found none; "
        "raise the ridge penalty or look for inputs that separate goods from bads"
    )


def _rough(inputs: Floats, good: NDArray[np.bool_], weight: Floats | None, ridge: float) -> Floats:
    """A point to start from: the odds of all rows or, where there are many, the solution on every tenth."""
    total = float(len(good)) if weight is None else float(weight.sum())
    goods = float(good.sum()) if weight is None else float(weight[good].sum())
    point = np.zeros(inputs.shape[1] + 1)
    point[0] = np.log(goods / (total - goods))
    few = good[::10]
    if len(good) < _MANY_ROWS or few.all() or not few.any():
        return point
    fewer = None if weight is None else weight[::10]
    rough = fit_signed_logit(np.ascontiguousarray(inputs[::10]), few, fewer, ridge=ridge, start=point)
    return np.concatenate(([rough.intercept], rough.coefficients))


def bounded_quadratic(curvature: Floats, pull: Floats) -> Floats:
    """The argmin of v'Cv/2 - pull'v with every entry but the first >= 0, exactly (non-negative least squares)."""
    if len(pull) == 1:
        return pull / curvature[0]
    free, side = curvature[0, 0], curvature[0, 1:]
    reduced = curvature[1:, 1:] - np.outer(side, side) / free
    target = pull[1:] - side * (pull[0] / free)
    scale = np.sqrt(np.maximum(np.diag(reduced), 1e-300))
    reduced = reduced / scale[:, None] / scale
    jitter = 1e-12 * np.eye(len(reduced))
    lower = np.linalg.cholesky(reduced + jitter)
    solved, _ = nnls(lower.T, solve_triangular(lower, target / scale, lower=True), maxiter=50 * len(reduced))
    rest = solved / scale
    return np.concatenate(([(pull[0] - side @ rest) / free], rest))


def _derivatives(
    point: Floats, inputs: Floats, good: NDArray[np.bool_], weight: Floats | None, penalty: Floats
) -> tuple[float, Floats, Floats]:
    """Loss, gradient and Hessian, in blocks of rows so that nothing as large as the inputs is allocated."""
    loss = 0.5 * float(penalty @ point**2)
    slope, curvature = penalty * point, np.diag(penalty)
    for first in range(0, len(good), _BLOCK_ROWS):
        rows = slice(first, first + _BLOCK_ROWS)
        block, is_good = inputs[rows], good[rows]
        log_odds = point[0] + block @ point[1:]
        chance = expit(log_odds)
        residual = chance - is_good
        curve = chance * (1.0 - chance)
        losses = np.logaddexp(0.0, np.where(is_good, -log_odds, log_odds))
        if weight is not None:
            residual, curve, losses = residual * weight[rows], curve * weight[rows], losses * weight[rows]
        loss += float(losses.sum())
        slope[0] += residual.sum()
        slope[1:] += residual @ block
        curved = block * curve[:, None]
        side = curved.sum(axis=0)
        curvature[0, 0] += curve.sum()
        curvature[0, 1:] += side
        curvature[1:, 0] += side
        curvature[1:, 1:] += curved.T @ block
    return loss, slope, curvature
