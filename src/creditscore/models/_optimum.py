"""The exact programme: which neighbouring cells to join so that the information value is greatest.

Over all partitions of the cells into at most ``most`` runs, each with enough weight, goods and bads, whose bad
rates follow the declared shape, the one with the greatest IV = sum (g/G - b/B) ln((g/G)/(b/B)). A state is
(number of bins, first cell of the last bin, last cell), so shape is checked between neighbouring bins exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import FitError

Floats = NDArray[np.float64]
Shape = Literal["up", "down", "peak", "valley", "none"]
"""Course of the bad rate: non-decreasing, non-increasing, rising then falling, falling then rising, any."""

_TIE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class BinningRules:
    """What every bin must have, and what happens where a declaration is silent.

    ``max_bins``: bins at most, the missing bin not counted. ``min_share``: least share of all rows (weighted, the
    missing included). ``min_each``: least weighted number of bads, and of goods. ``max_cells``: histogram cells
    the programme joins. ``undirected``: a number without a direction is binned ``free`` of any shape, or as the
    ``chosen`` one of up, down, peak and valley. ``thin_missing``: WOE of a missing bin with fewer than
    ``min_each`` bads or goods: ``neutral`` (0) or that of the ``worst`` bin.
    """

    max_bins: int = 8
    min_share: float = 0.02
    min_each: float = 5.0
    max_cells: int = 64
    undirected: Literal["free", "chosen"] = "free"
    thin_missing: Literal["neutral", "worst"] = "neutral"

    def __post_init__(self) -> None:
        if self.max_bins < 2 or self.max_cells < 2:
            raise FitError(
                f"binning rules: wanted at least 2 bins and cells, found {self.max_bins}, {self.max_cells}"
            )
        if not (0.0 <= self.min_share <= 0.5 and self.min_each >= 0.0):
            raise FitError(
                f"binning rules: wanted 0 <= min_share <= 0.5 and min_each >= 0, found {self.min_share} and "
                f"{self.min_each}"
            )


@dataclass(frozen=True, slots=True)
class Partition:
    """First cell of every bin, and the IV of the bins (the missing bin not counted). Empty when none exists."""

    starts: tuple[int, ...]
    iv: float


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Every run of cells i..j: its bad rate and IV (minus infinity where it may not be a bin)."""

    rate: Floats
    iv: Floats


def best_partition(
    good: Floats, bad: Floats, *, total: tuple[float, float], shape: Shape, rules: BinningRules
) -> Partition:
    """The best partition of cells with weighted ``good`` and ``bad`` (k,).

    ``total`` is (goods, bads) of all rows, the missing included: the denominators of IV and of the least share.
    Among partitions of equal IV the one with fewest bins is taken.
    """
    cells = len(good)
    if cells == 0 or min(total) <= 0.0:
        return Partition((), 0.0)
    runs = _runs(good, bad, total, rules)
    most = max(1, min(rules.max_bins, cells))
    if shape == "none":
        return _free(runs, most)
    falls = shape in ("down", "valley")
    rate = -runs.rate if falls else runs.rate
    rising = _course(rate, runs.iv, most, None)
    if shape in ("up", "down"):
        return _walk_back(rate, runs.iv, rising, None)
    return _walk_back(rate, runs.iv, rising, _course(-rate, runs.iv, most, rising))


def _runs(good: Floats, bad: Floats, total: tuple[float, float], rules: BinningRules) -> _Runs:
    goods, bads = np.concatenate(([0.0], np.cumsum(good))), np.concatenate(([0.0], np.cumsum(bad)))
    g = np.maximum(goods[None, 1:] - goods[:-1, None], 0.0)
    b = np.maximum(bads[None, 1:] - bads[:-1, None], 0.0)
    least = rules.min_share * (total[0] + total[1]) * (1.0 - 1e-12)
    enough = np.triu((g + b >= least) & (g >= rules.min_each) & (b >= rules.min_each) & (g > 0) & (b > 0))
    share_good, share_bad = np.where(enough, g, 1.0) / total[0], np.where(enough, b, 1.0) / total[1]
    iv = np.where(enough, (share_good - share_bad) * np.log(share_good / share_bad), -np.inf)
    return _Runs(np.where(enough, b / np.where(enough, g + b, 1.0), 0.0), iv)


def _free(runs: _Runs, most: int) -> Partition:
    """No shape: the best of bins ending at each cell needs only the best ending before it starts."""
    cells = len(runs.iv)
    best = np.full((most + 1, cells + 1), -np.inf)
    best[0, 0] = 0.0
    came = np.zeros((most + 1, cells + 1), dtype=np.intp)
    for count in range(1, most + 1):
        through = best[count - 1, :-1, None] + runs.iv
        came[count, 1:] = through.argmax(axis=0)
        best[count, 1:] = through.max(axis=0)
    count = _fewest(best[1:, -1]) + 1
    if count == 0:
        return Partition((), 0.0)
    starts, stop, iv = [], cells, float(best[count, -1])
    for bins in range(count, 0, -1):
        stop = int(came[bins, stop])
        starts.append(stop)
    return Partition(tuple(reversed(starts)), iv)


def _course(rate: Floats, iv: Floats, most: int, before: Floats | None) -> Floats:
    """(most, i, j): greatest IV of ``most`` bins whose last is cells i..j and whose rates rise (never fall).

    ``before`` holds the states of an earlier phase (the rise of a peak, where ``rate`` is already turned round)
    from which a step in this phase's direction may be taken.
    """
    cells = len(iv)
    value = np.full((most, cells, cells), -np.inf)
    if before is None:
        value[0, 0] = iv[0]
    for start in range(1, cells):
        ending = value[:, :start, start - 1]
        if before is not None:
            ending = np.maximum(ending, before[:, :start, start - 1])
        previous = rate[:start, start - 1]
        order = np.argsort(previous, kind="stable")
        up_to = np.maximum.accumulate(ending[:, order], axis=1)
        position = np.searchsorted(previous[order], rate[start, start:], side="right")
        allowed = position > 0
        best = np.where(allowed, up_to[:-1, np.maximum(position, 1) - 1], -np.inf)
        value[1:, start, start:] = best + iv[start, start:]
    return value


def _walk_back(rate: Floats, iv: Floats, rising: Floats, falling: Floats | None) -> Partition:
    last = rising if falling is None else np.maximum(rising, falling)
    ends = last[:, :, -1]
    count = _fewest(ends.max(axis=1))
    if count < 0:
        return Partition((), 0.0)
    start = int(ends[count].argmax())
    found, stop = float(ends[count, start]), len(iv) - 1
    in_fall = falling is not None and falling[count, start, stop] >= rising[count, start, stop]
    starts = [start]
    while start > 0:
        count, before = count - 1, start - 1
        previous = rate[:start, before]
        if in_fall and falling is not None:
            allowed = previous >= rate[start, stop]
            states = np.maximum(falling[count, :start, before], rising[count, :start, before])
        else:
            allowed, states = previous <= rate[start, stop], rising[count, :start, before]
        stop, start = before, int(np.where(allowed, states, -np.inf).argmax())
        in_fall = (
            in_fall and falling is not None and falling[count, start, stop] >= rising[count, start, stop]
        )
        starts.append(start)
    return Partition(tuple(reversed(starts)), found)


def _fewest(by_count: Floats) -> int:
    """Index of the fewest bins that reach the greatest IV, or -1 when no partition exists."""
    top = float(by_count.max())
    return int(np.flatnonzero(by_count >= top - _TIE * max(1.0, abs(top)))[0]) if np.isfinite(top) else -1
