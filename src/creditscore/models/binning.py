"""Weight of evidence by bins: exact, monotone where the feature declares a direction.

The convention everywhere: WOE = ln(share of all goods / share of all bads), larger is safer; IV = sum over bins
of (share of goods - share of bads) * WOE, the missing bin included; shares are of all rows, weighted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from creditscore.errors import FitError
from creditscore.models._cells import Cells, category_cells, numeric_cells
from creditscore.models._optimum import BinningRules, Partition, Shape, best_partition
from creditscore.models._training import Category, Column, Training, column_of, field_of, training_of
from creditscore.plan import Feature
from creditscore.scorer import Binned
from creditscore.scorer.binned import MissingPolicy

if TYPE_CHECKING:
    from creditscore.samples import Sample

Floats = NDArray[np.float64]

_TURN_GAIN, _TURN_EVIDENCE = 1.1, 12.0
"""A chosen peak or valley must beat the better of up and down by a tenth of its IV, and its likelihood ratio,
about IV * goods * bads / (goods + bads), by 12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binning:
    """One feature's bins. ``binned`` has WOE and evidence (its points come with a scorecard).

    ``shape`` is the course its bad rate was held to, ``iv`` includes the missing bin, ``iv_free`` is what the
    same rules give without any direction: the difference is what the declared direction costs.
    """

    binned: Binned
    shape: Shape
    iv: float
    iv_free: float

    @property
    def iv_lost(self) -> float:
        return max(self.iv_free - self.iv, 0.0)

    def woe(self, column: Column) -> Floats:
        """WOE of every row (n,), by the bins' own lookup."""
        values = np.array([*self.binned.woe, self.binned.missing_woe, 0.0])
        if not isinstance(column, Category):
            return values[self.binned.indices(column)]
        of_label = np.array([self.binned.index(label) for label in (*column.labels, None)], dtype=np.intp)
        return values[of_label[column.codes]]

    def table(self) -> pd.DataFrame:
        """One row per bin, the missing bin last: ``bin, count, share, bads, bad_rate, woe, iv``."""
        b = self.binned
        count = np.array([*b.counts, b.missing_count])
        bads = np.array([*b.bads, b.missing_bads])
        with np.errstate(divide="ignore", invalid="ignore"):
            share_good, share_bad = (count - bads) / (count - bads).sum(), bads / bads.sum()
            woe = np.array([*b.woe, b.missing_woe])
            return pd.DataFrame({
                "bin": b.labels(), "count": count, "share": count / count.sum(), "bads": bads,
                "bad_rate": bads / count, "woe": woe, "iv": (share_good - share_bad) * woe,
            })  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """The binnings of a sample's features, in their order."""

    binnings: tuple[Binning, ...]

    def __getitem__(self, name: str) -> Binning:
        for binning in self.binnings:
            if binning.binned.field.name == name:
                return binning
        raise FitError(f"bins: wanted a binned feature, found no {name!r}; see report() for the names")

    def woe(self, frame: pd.DataFrame) -> pd.DataFrame:
        """WOE of every feature for a frame of raw values, with its index."""
        return pd.DataFrame(
            {b.binned.field.name: b.woe(column_of(b.binned.field.name, frame[b.binned.field.name])) for b in self.binnings},
            index=frame.index, copy=False,
        )  # fmt: skip

    def report(self) -> pd.DataFrame:
        """Index ``feature``; columns ``direction, shape, bins, iv, iv_free, iv_lost, missing``."""
        rows = [
            {
                "feature": b.binned.field.name, "direction": b.binned.field.direction, "shape": b.shape,
                "bins": len(b.binned), "iv": b.iv, "iv_free": b.iv_free, "iv_lost": b.iv_lost,
                "missing": b.binned.missing_policy,
            }
            for b in self.binnings
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("feature")


def fit_bins(train: Sample, *, rules: BinningRules | None = None) -> Bins:
    """Bin every feature of a sample. Raises FitError for what ``bin_feature`` and a sample's checks refuse."""
    return bins_of(training_of(train), rules or BinningRules())


def bins_of(training: Training, rules: BinningRules) -> Bins:
    """The same from checked arrays."""
    return Bins(
        tuple(
            _bin(
                feature, training.columns[feature.name], training.bad, training.weight, training.total, rules
            )
            for feature in training.features
        )
    )


def bin_feature(
    feature: Feature, values: pd.Series, outcome: NDArray[np.int_], *, weight: Floats | None = None,
    rules: BinningRules | None = None,
) -> Binning:  # fmt: skip
    """The bins of one feature with the greatest IV its declared direction allows.

    ``values`` (n,) numbers or labels, ``outcome`` (n,) 1 for bad, ``weight`` (n,). Exact: no other partition of
    the histogram cells into bins that satisfy ``rules`` and the direction has more IV. Where the data contradict
    the direction, the direction is kept and the feature may end with one bin; ``iv_lost`` says what that costs.

    Raises FitError for infinite values, or values that are neither numbers nor labels.
    """
    bad = np.asarray(outcome).astype(np.bool_)
    heavy = np.ones(len(bad)) if weight is None else np.asarray(weight, dtype=np.float64)
    total = (float(heavy[~bad].sum()), float(heavy[bad].sum()))
    return _bin(feature, column_of(feature.name, values), bad, weight, total, rules or BinningRules())


def _bin(
    feature: Feature, column: Column, bad: NDArray[np.bool_], weight: Floats | None, total: tuple[float, float],
    rules: BinningRules,
) -> Binning:  # fmt: skip
    if isinstance(column, Category):
        cells = category_cells(column.codes, column.labels, bad, weight, most=rules.max_cells)
    else:
        cells = numeric_cells(feature.name, column, bad, weight, most=rules.max_cells)
    free = best_partition(cells.good, cells.bad, total=total, shape="none", rules=rules)
    shape, partition = _shaped(feature, cells, total, rules, free, is_number=not isinstance(column, Category))
    has_missing = cells.missing_good + cells.missing_bad > 0.0
    field = field_of(feature, column, has_missing=has_missing, quantiles=cells.quantiles)
    starts = np.array(partition.starts or (0,))
    good, bads = np.add.reduceat(cells.good, starts), np.add.reduceat(cells.bad, starts)
    woe = _woe(good, bads, total) if partition.starts else np.zeros(1)
    own = _own_woe(cells, total, rules)
    missing_woe, policy = _missing(cells, woe, own, rules, capped=feature.direction in ("up", "down"))
    shares = cells.missing_good / total[0] - cells.missing_bad / total[1]
    binned = Binned(
        field=field, edges=tuple(cells.edges[starts[1:] - 1].tolist()) if not isinstance(column, Category) else (),
        groups=_groups(cells, starts), woe=tuple(woe.tolist()), missing_woe=missing_woe, missing_policy=policy,
        unseen_policy="neutral", counts=tuple((good + bads).tolist()), bads=tuple(bads.tolist()),
        missing_count=cells.missing_good + cells.missing_bad, missing_bads=cells.missing_bad,
    )  # fmt: skip
    iv_free = free.iv + shares * (missing_woe if own is None else own)
    return Binning(binned=binned, shape=shape, iv=partition.iv + shares * missing_woe, iv_free=iv_free)


def _shaped(
    feature: Feature,
    cells: Cells,
    total: tuple[float, float],
    rules: BinningRules,
    free: Partition,
    *,
    is_number: bool,
) -> tuple[Shape, Partition]:
    """The declared shape, or the chosen one; labels are ordered by their bad rate and need none."""
    if not is_number or (feature.direction == "none" and rules.undirected == "free"):
        return "none", free

    def best(shape: Shape) -> Partition:
        return best_partition(cells.good, cells.bad, total=total, shape=shape, rules=rules)

    if feature.direction != "none":
        return feature.direction, best(feature.direction)
    shape, found = _better(("up", best("up")), ("down", best("down")))
    needed = max(_TURN_GAIN * found.iv, found.iv + _TURN_EVIDENCE * (1.0 / total[0] + 1.0 / total[1]))
    if free.iv <= needed:
        return shape, found
    other, turned = _better(("peak", best("peak")), ("valley", best("valley")))
    return (other, turned) if turned.iv > needed else (shape, found)


def _better(one: tuple[Shape, Partition], other: tuple[Shape, Partition]) -> tuple[Shape, Partition]:
    return other if other[1].iv > one[1].iv else one


def _woe(good: Floats, bads: Floats, total: tuple[float, float]) -> Floats:
    return np.log(good / total[0]) - np.log(bads / total[1])


def _own_woe(cells: Cells, total: tuple[float, float], rules: BinningRules) -> float | None:
    """WOE of the missing bin by its own evidence, or None where it has too little."""
    if min(cells.missing_good, cells.missing_bad) < max(rules.min_each, 1e-9):
        return None
    return float(np.log(cells.missing_good / total[0]) - np.log(cells.missing_bad / total[1]))


def _missing(
    cells: Cells, woe: Floats, own: float | None, rules: BinningRules, *, capped: bool
) -> tuple[float, MissingPolicy]:
    """WOE of the missing bin and whence it comes.

    Its own where it has enough bads and goods; under a declared direction never safer than the safest bin, so
    that knowing nothing is not better than the best known behaviour.
    """
    worst, safest = float(woe.min()), float(woe.max())
    if cells.missing_good + cells.missing_bad <= 0.0:
        return worst, "forbidden"
    if own is not None:
        return (min(own, safest) if capped else own), "own"
    return (worst, "worst") if rules.thin_missing == "worst" else (0.0, "neutral")


def _groups(cells: Cells, starts: NDArray[np.intp]) -> tuple[tuple[str, ...], ...]:
    if not cells.groups:
        return ()
    stops = [*starts[1:].tolist(), len(cells.groups)]
    return tuple(
        tuple(label for group in cells.groups[start:stop] for label in group)
        for start, stop in zip(starts.tolist(), stops, strict=True)
    )
