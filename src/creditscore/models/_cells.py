"""Histogram cells: what the exact programme is given instead of single values.

A numeric input is cut at weighted quantiles (values that carry a lot of weight get a cell of their own); a
category is a cell, ordered by its bad rate. Only the weighted counts of goods and bads per cell go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import FitError

Floats = NDArray[np.float64]

SIGNIFICANT_DIGITS = (4, 6)
"""A cut is written with the first number of digits that moves at most a thousandth of the weight."""

_MOVED = 0.001
_TAILS = np.array([0.0, 0.001, 0.999, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Weighted goods and bads per cell, in order; the missing apart.

    ``edges`` (numbers): value < edge goes left, one edge fewer than cells. ``quantiles`` (numbers): minimum,
    0.1 %, 99.9 % quantile and maximum, None when all are missing. ``groups`` (categories): labels of each cell.
    """

    good: Floats
    bad: Floats
    missing_good: float
    missing_bad: float
    edges: Floats = field(default_factory=lambda: np.empty(0))
    quantiles: tuple[float, float, float, float] | None = None
    groups: tuple[tuple[str, ...], ...] = ()


def numeric_cells(
    name: str, values: Floats, outcome: NDArray[np.bool_], weight: Floats | None, *, most: int = 64
) -> Cells:
    """Cells of a numeric input: about ``most`` quantiles, plus the neighbours of heavy values.

    ``values`` (n,) with NaN for missing, ``outcome`` (n,) true for bad, ``weight`` (n,) or None for ones.
    Giving a row the weight 2 is the same as giving it twice.

    Raises FitError for infinite values.
    """
    if weight is None:
        return _unweighted(name, values, outcome, most)
    order = np.argsort(values, kind="stable")
    ascending, missing = _present(name, values[order])
    present = len(ascending)
    total = np.concatenate(([0.0], np.cumsum(weight[order])))
    bads = np.concatenate(([0.0], np.cumsum(np.where(outcome[order], weight[order], 0.0))))

    def at(shares: Floats) -> Floats:
        place = np.searchsorted(total[1 : present + 1], total[present] * shares)
        return ascending[np.minimum(place, present - 1)]

    def below(cuts: Floats) -> Floats:
        return total[np.searchsorted(ascending, cuts)] / total[present]

    edges = _edges(ascending, at(np.arange(1, most) / most), below) if present else np.empty(0)
    cuts = np.concatenate(([0], np.searchsorted(ascending, edges), [present]))
    in_bad, in_all = np.diff(bads[cuts]), np.diff(total[cuts])
    missing_bad = float(bads[-1] - bads[present]) if missing else 0.0
    missing_all = float(total[-1] - total[present]) if missing else 0.0
    quantiles = tuple(at(_TAILS).tolist()) if present else None
    return Cells(
        np.maximum(in_all - in_bad, 0.0), in_bad, max(missing_all - missing_bad, 0.0), missing_bad,
        edges=edges, quantiles=quantiles,
    )  # fmt: skip


def _unweighted(name: str, values: Floats, outcome: NDArray[np.bool_], most: int) -> Cells:
    """The same with every weight 1: two sorts instead of an ordering."""
    ascending, missing = _present(name, np.sort(values))
    present = len(ascending)

    def at(shares: Floats) -> Floats:
        return ascending[np.maximum(np.ceil(present * shares - 1e-9).astype(int) - 1, 0)]

    def below(cuts: Floats) -> Floats:
        return np.searchsorted(ascending, cuts) / present

    edges = _edges(ascending, at(np.arange(1, most) / most), below) if present else np.empty(0)
    bads, bads_missing = _present(name, np.sort(values[outcome]))
    in_all = np.diff(np.searchsorted(ascending, edges), prepend=0, append=present).astype(np.float64)
    in_bad = np.diff(np.searchsorted(bads, edges), prepend=0, append=len(bads)).astype(np.float64)
    quantiles = tuple(at(_TAILS).tolist()) if present else None
    return Cells(
        in_all - in_bad,
        in_bad,
        float(missing - bads_missing),
        float(bads_missing),
        edges=edges,
        quantiles=quantiles,
    )


def _present(name: str, ascending: Floats) -> tuple[Floats, int]:
    """Sorted values without the NaN at their end, and how many there were."""
    present = int(np.searchsorted(ascending, np.nan))
    found = ascending[:present]
    if present and not (np.isfinite(found[0]) and np.isfinite(found[-1])):
        raise FitError(
            f"feature {name}: wanted finite numbers or missing, found {int(np.isinf(found).sum())} infinite "
            "value(s); replace them by null or a bounded value before fitting"
        )
    return found, len(ascending) - present


def _edges(ascending: Floats, picks: Floats, below: Callable[[Floats], Floats]) -> Floats:
    """Cut below each picked value; above it too where it was picked more than once (a heavy value)."""
    distinct, times = np.unique(picks, return_counts=True)
    heavy = distinct[(times > 1) | (distinct == ascending[0])]
    above = np.searchsorted(ascending, heavy, side="right")
    edges = np.concatenate((distinct, ascending[above[above < len(ascending)]]))
    for digits in SIGNIFICANT_DIGITS[::-1]:
        short = _rounded_down(edges, digits)
        edges = np.where(below(edges) - below(short) <= _MOVED, short, edges)
    edges = np.unique(edges)
    return edges[edges > ascending[0]]


def _rounded_down(cuts: Floats, digits: int) -> Floats:
    """Each cut with so many significant digits, never above it, so that the cut value itself stays right of it."""
    with np.errstate(divide="ignore"):
        power = np.floor(np.log10(np.abs(cuts))) - (digits - 1)
    power = np.where(np.isfinite(power), np.clip(power, -300, 300), 0.0)
    scale, parts = 10.0 ** np.abs(power), power < 0
    whole = np.round(np.where(parts, cuts * scale, cuts / scale))
    short = np.where(parts, whole / scale, whole * scale)
    lower = np.where(parts, (whole - 1.0) / scale, (whole - 1.0) * scale)
    short = np.where(short > cuts, lower, short)
    return np.where(np.isfinite(short), short, cuts)


def category_cells(
    codes: NDArray[np.intp],
    labels: tuple[str, ...],
    outcome: NDArray[np.bool_],
    weight: Floats | None,
    *,
    most: int = 64,
) -> Cells:
    """Cells of a category: one per label, ordered from the lowest bad rate to the highest.

    ``codes`` (n,) index ``labels``, -1 for missing. Rates are drawn towards the overall rate with the strength
    of one observation, so that a label seen once is not put at an end. More than ``most`` labels: neighbours in
    that order share a cell.
    """
    if not labels:
        bads = float(outcome.sum() if weight is None else weight[outcome].sum())
        goods = float(len(outcome) if weight is None else weight.sum()) - bads
        return Cells(np.zeros(1), np.zeros(1), goods, bads, groups=((),))
    shifted = codes + 1
    every = np.bincount(shifted, weights=weight, minlength=len(labels) + 1).astype(np.float64)
    bad = np.bincount(
        shifted[outcome], weights=None if weight is None else weight[outcome], minlength=len(labels) + 1
    ).astype(np.float64)
    missing_bad, missing_all = float(bad[0]), float(every[0])
    bad, every = bad[1:], every[1:]
    overall = bad.sum() / max(every.sum(), 1e-300)
    rate = (bad + overall) / (every + 1.0)
    order = np.lexsort((np.arange(len(labels)), rate))
    share = np.cumsum(every[order]) / max(every.sum(), 1e-300)
    cell = np.arange(len(labels)) if len(labels) <= most else np.minimum((share * most).astype(int), most - 1)
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    good, bads = np.add.reduceat((every - bad)[order], starts), np.add.reduceat(bad[order], starts)
    stops = [*starts[1:].tolist(), len(labels)]
    groups = tuple(
        tuple(labels[int(index)] for index in order[start:stop])
        for start, stop in zip(starts.tolist(), stops, strict=True)
    )
    return Cells(np.maximum(good, 0.0), bads, missing_all - missing_bad, missing_bad, groups=groups)
