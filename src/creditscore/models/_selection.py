"""Which binned features enter a scorecard, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from creditscore.errors import FitError
from creditscore.models._signed_logit import SignedLogit, bounded_quadratic, fit_signed_logit
from creditscore.models.binning import Binning

Floats = NDArray[np.float64]

_BLOCK_ROWS = 8192
TWIN = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """``min_iv``: least information value. ``max_correlation``: of WOE with a stronger feature of the same
    family (0.95 across families). ``max_p``: largest Wald p-value of a coefficient. ``ridge``: L2 penalty.
    """

    min_iv: float = 0.01
    max_correlation: float = 0.75
    max_p: float = 0.05
    ridge: float = 1.0


def screen(binnings: Sequence[Binning], rules: Selection) -> dict[str, str]:
    """Reasons against features that need no other feature to be seen, by name."""
    against: dict[str, str] = {}
    for binning in binnings:
        field = binning.binned.field
        if len(binning.binned) < 2:
            against[field.name] = _one_bin(binning)
        elif binning.iv < rules.min_iv:
            against[field.name] = f"IV {binning.iv:.4f} is below {rules.min_iv:g}"
    return against


def _one_bin(binning: Binning) -> str:
    field = binning.binned.field
    if not field.categories and field.minimum is None:
        return "every value is missing"
    if len(field.categories) == 1 or (field.kind == "number" and field.minimum == field.maximum):
        return "constant"
    if binning.iv_lost > 0.0:
        return f"the data contradict its direction {field.direction!r} (IV lost {binning.iv_lost:.4f}): one bin left"
    return "one bin: no split leaves enough rows, goods and bads on both sides"


def without_redundant(
    names: Sequence[str],
    families: Sequence[str],
    strength: Sequence[float],
    correlation: Floats,
    rules: Selection,
) -> dict[str, str]:
    """Features whose WOE repeats a stronger one's: strictly within a family, near twins anywhere."""
    against: dict[str, str] = {}
    kept: list[int] = []
    for place in sorted(range(len(names)), key=lambda i: (-strength[i], names[i])):
        for other in kept:
            same = families[place] == families[other] and bool(families[place])
            limit = rules.max_correlation if same else TWIN
            if correlation[place, other] > limit:
                against[names[place]] = (
                    f"WOE correlates {correlation[place, other]:.2f} with {names[other]}, which is stronger"
                )
                break
        else:
            kept.append(place)
    return against


def correlation_of(inputs: Floats, weight: Floats | None) -> Floats:
    """Weighted correlation matrix of the columns of ``inputs`` (n, p), in blocks of rows."""
    width = inputs.shape[1]
    total, sums, squares = 0.0, np.zeros(width), np.zeros((width, width))
    for first in range(0, len(inputs), _BLOCK_ROWS):
        block = inputs[first : first + _BLOCK_ROWS]
        heavy = block if weight is None else block * weight[first : first + _BLOCK_ROWS, None]
        total += float(len(block) if weight is None else weight[first : first + _BLOCK_ROWS].sum())
        sums += heavy.sum(axis=0)
        squares += heavy.T @ block
    covariance = squares / total - np.outer(sums, sums) / total**2
    deviation = np.sqrt(np.maximum(np.diag(covariance), 1e-300))
    return np.clip(covariance / np.outer(deviation, deviation), -1.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Strongest:
    """Places of the features that stay, reasons against the others by name, and a point near the refit."""

    places: list[int]
    against: dict[str, str]
    start: Floats


def strongest(fit: SignedLogit, names: Sequence[str], *, most: int, rules: Selection) -> Strongest:
    """Features by their weight beside the others.

    Works on the quadratic that the log-likelihood is near its optimum: zero coefficients go, then the smallest
    Wald statistic again and again until every one is significant and at most ``most`` remain.
    """
    against = {
        names[place]: "its coefficient would be zero or of the wrong sign beside the others"
        for place in np.flatnonzero(fit.coefficients <= 0.0).tolist()
    }
    stay = np.flatnonzero(fit.coefficients > 0.0).tolist()
    pull = fit.curvature @ np.concatenate(([fit.intercept], fit.coefficients)) - fit.slope
    start = np.array([fit.intercept])
    while stay:
        rows = np.array([0, *(place + 1 for place in stay)])
        curvature = fit.curvature[np.ix_(rows, rows)]
        start = bounded_quadratic(curvature, pull[rows])
        solved = start[1:]
        statistic = solved / standard_errors(curvature)[1:]
        weakest = int(statistic.argmin())
        p_value = float(2.0 * ndtr(-statistic[weakest]))
        if solved[weakest] > 0.0 and p_value <= rules.max_p and len(stay) <= most:
            break
        name = names[stay.pop(weakest)]
        if solved[weakest] <= 0.0:
            against[name] = "its coefficient would be zero or of the wrong sign beside the others"
        elif p_value > rules.max_p:
            against[name] = f"p-value {p_value:.3f} is above {rules.max_p:g} beside the others"
        else:
            against[name] = f"weakest of more than {most} features"
    return Strongest(stay, against, start)


def standard_errors(curvature: Floats) -> Floats:
    """Square roots of the diagonal of the inverse information matrix."""
    return np.sqrt(np.maximum(np.diag(np.linalg.inv(curvature)), 1e-300))


def refit(
    inputs: Floats,
    good: NDArray[np.bool_],
    weight: Floats | None,
    *,
    names: list[str],
    rules: Selection,
    start: Floats,
) -> SignedLogit:
    """The final fit; every coefficient is positive or the fit raises."""
    fit = fit_signed_logit(inputs, good, weight, ridge=rules.ridge, start=start)
    zero = [name for name, beta in zip(names, fit.coefficients, strict=True) if beta <= 0.0]
    if zero:
        raise FitError(
            f"scorecard: wanted every coefficient > 0, found 0 for {zero}; leave them out of the features"
        )
    return fit
