"""Which rows fit and which, later ones, stop and calibrate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import FitError
from creditscore.models.calibration import LEAST_BADS, calibrate
from creditscore.scorer import Calibration, Scorecard, Trees

if TYPE_CHECKING:
    from creditscore.samples import Sample


@dataclass(frozen=True, slots=True, eq=False)
class Periods:
    """``late`` is None where the sample has no later period; ``flags`` go on every answer."""

    early: Sample
    late: Sample | None
    flags: tuple[str, ...]


def periods_of(train: Sample, late: Sample | None) -> Periods:
    """The early and late part of a training sample, or all of it and the ``late`` that was given."""
    if late is not None:
        if not len(late):
            raise FitError(
                "late sample: wanted rows, found none; leave late out to use the sample's own quarters"
            )
        return Periods(train, late, ())
    if not train.dated or train.frame["as_of"].nunique() < 2:
        return Periods(train, None, ("calibration: none, the sample has no later period",))
    early, own_late = train.early, train.late
    if not len(early) or not len(own_late):
        return Periods(train, None, ("calibration: none, the sample has no embargoed later period",))
    return Periods(early, own_late, ())


def calibrated(artefact: Scorecard | Trees, late: Sample | None) -> tuple[Calibration, tuple[str, ...]]:
    """Platt's line on the later period; with too few bads there the identity, and a flag that says so."""
    if late is None:
        return Calibration(), ()
    weight, bad = late.weight, late.y.astype(bool)
    bads, goods = float(weight[bad].sum()), float(weight[~bad].sum())
    if min(bads, goods) < LEAST_BADS:
        return Calibration(), (f"calibration: none, the later period has {bads:g} bads and {goods:g} goods",)
    return calibrate(artefact.scores(late.X), late.y, weight, scale=artefact.header.scale), ()


def first_quarter(late: Sample) -> NDArray[np.bool_]:
    """Which rows (n,) lie in the first calendar quarter of a late period; all of them where it has only one."""
    quarter = late.frame["as_of"].dt.to_period("Q")
    return (quarter == quarter.min()).to_numpy()
