"""Area under the ROC curve with DeLong variance, paired, and its clustered form.

DeLong, DeLong, Clarke-Pearson (1988), computed from midranks (Sun and Xu 2014); clustered by entity after
Obuchowski (1997), because one entity appears in several quarters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from creditscore.errors import ValidationError
from creditscore.validation._arrays import Flags, Floats, finite, two_classes


class Interval(NamedTuple):
    """A figure with its bounds and standard error."""

    value: float
    low: float
    high: float
    error: float


class Gain(NamedTuple):
    """Difference of two areas on the same rows: second minus first, with a two-sided p-value."""

    value: float
    low: float
    high: float
    error: float
    p_value: float


@dataclass(frozen=True, eq=False)
class Placements:
    """For each bad row the share of good rows it ranks above in risk, and the reverse for each good row."""

    area: float
    of_bad: Floats
    of_good: Floats


def placements(outcome: ArrayLike, *, risk: ArrayLike) -> Placements:
    """Structural components of the area; a tie counts half."""
    bad = two_classes(outcome)
    values = finite(risk, name="risk", like=bad)
    above, below = values[bad], values[~bad]
    together = stats.rankdata(np.concatenate((above, below)))
    of_bad = (together[: len(above)] - stats.rankdata(above)) / len(below)
    of_good = 1.0 - (together[len(above) :] - stats.rankdata(below)) / len(above)
    return Placements(float(of_bad.mean()), of_bad, of_good)


def auc(outcome: ArrayLike, *, risk: ArrayLike) -> float:
    """Chance that a bad row carries more risk than a good one; ties count half.

    >>> auc([0, 0, 1, 1], risk=[0.1, 0.4, 0.35, 0.8])
    0.75
    """
    return placements(outcome, risk=risk).area


def auc_of_enough(bad: Flags, *, risk: Floats, fewest: int = 5) -> float:
    """``auc``, or NaN where so few rows of either outcome say nothing."""
    return auc(bad, risk=risk) if min(int(bad.sum()), int((~bad).sum())) >= fewest else float("nan")


def delong(outcome: ArrayLike, *, risk: ArrayLike, level: float = 0.95) -> Interval:
    """Area with its DeLong interval, rows taken as independent."""
    parts = placements(outcome, risk=risk)
    return _interval(parts.area, _variance(parts.of_bad, parts.of_good), level=level)


def delong_clustered(
    outcome: ArrayLike, *, risk: ArrayLike, entity: ArrayLike, level: float = 0.95
) -> Interval:
    """Area with an interval that allows for several rows of one entity."""
    bad = two_classes(outcome)
    parts = placements(outcome, risk=risk)
    variance = _clustered_variance(bad, parts.of_bad, parts.of_good, entity=entity)
    return _interval(parts.area, variance, level=level)


def delong_paired(
    outcome: ArrayLike,
    *,
    first: ArrayLike,
    second: ArrayLike,
    entity: ArrayLike | None = None,
    level: float = 0.95,
) -> Gain:
    """Gain in area of ``second`` over ``first`` on the same rows, clustered when ``entity`` is given."""
    bad = two_classes(outcome)
    one, two = placements(outcome, risk=first), placements(outcome, risk=second)
    of_bad, of_good = two.of_bad - one.of_bad, two.of_good - one.of_good
    if entity is None:
        variance = _variance(of_bad, of_good)
    else:
        variance = _clustered_variance(bad, of_bad, of_good, entity=entity)
    gain, error = two.area - one.area, float(np.sqrt(max(variance, 0.0)))
    width = float(stats.norm.ppf(0.5 + level / 2)) * error
    p_value = 1.0 if gain == 0.0 else 0.0 if error == 0.0 else float(2 * stats.norm.sf(abs(gain) / error))
    return Gain(gain, gain - width, gain + width, error, p_value)


def _interval(area: float, variance: float, *, level: float) -> Interval:
    error = float(np.sqrt(max(variance, 0.0)))
    width = float(stats.norm.ppf(0.5 + level / 2)) * error
    return Interval(area, max(area - width, 0.0), min(area + width, 1.0), error)


def _variance(of_bad: Floats, of_good: Floats) -> float:
    if min(len(of_bad), len(of_good)) < 2:
        raise ValidationError(
            f"AUC interval: wanted at least two bad and two good rows, found {len(of_bad)} bad and "
            f"{len(of_good)} good; take a longer period or more entities"
        )
    return float(of_bad.var(ddof=1) / len(of_bad) + of_good.var(ddof=1) / len(of_good))


def _clustered_variance(bad: Flags, of_bad: Floats, of_good: Floats, *, entity: ArrayLike) -> float:
    codes: NDArray[np.intp] = np.unique(np.asarray(entity), return_inverse=True)[1]
    size = int(codes.max()) + 1
    bads, goods = len(of_bad), len(of_good)
    holds_bad, holds_good = np.unique(codes[bad]).size, np.unique(codes[~bad]).size
    if min(holds_bad, holds_good) < 2:
        raise ValidationError(
            f"clustered AUC interval: wanted at least two bad and two good entities, found {holds_bad} and "
            f"{holds_good}; take more entities"
        )
    total_bad = np.bincount(codes[bad], of_bad - of_bad.mean(), size)
    total_good = np.bincount(codes[~bad], of_good - of_good.mean(), size)
    within_bad = holds_bad / (holds_bad - 1) * float(total_bad @ total_bad) / bads**2
    within_good = holds_good / (holds_good - 1) * float(total_good @ total_good) / goods**2
    across = size / (size - 1) * float(total_bad @ total_good) / (bads * goods)
    return within_bad + within_good + 2 * across
