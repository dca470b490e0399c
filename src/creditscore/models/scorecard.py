"""Scorecards: logistic regression on WOE whose coefficients cannot be negative, turned into a table of points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr
from threadpoolctl import threadpool_limits

from creditscore.errors import FitError
from creditscore.models._header import header_of
from creditscore.models._optimum import BinningRules
from creditscore.models._periods import calibrated, periods_of
from creditscore.models._range import check_range
from creditscore.models._selection import (
    Selection,
    correlation_of,
    refit,
    screen,
    standard_errors,
    strongest,
    without_redundant,
)
from creditscore.models._signed_logit import SignedLogit, fit_signed_logit
from creditscore.models._training import Training, training_of
from creditscore.models.binning import Binning, Bins, bins_of
from creditscore.scorer import Scorecard

if TYPE_CHECKING:
    from creditscore.samples import Sample

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ScorecardFit:
    """A card with the story of its fit.

    ``report``: index ``feature``; columns ``title_zh, direction, shape, bins, iv, iv_free, iv_lost, missing,
    status`` (kept | dropped), ``reason, coefficient, standard_error, p_value, vif``. ``bins`` holds every
    feature's bins, dropped ones too.
    """

    card: Scorecard
    report: pd.DataFrame
    bins: Bins


def fit_scorecard(
    train: Sample, *, late: Sample | None = None, max_features: int = 20, max_bins: int = 8,
    binning: BinningRules | None = None, selection: Selection | None = None, seed: int | None = None,
) -> Scorecard:  # fmt: skip
    """Fit a scorecard on ``train.early`` and calibrate it on ``train.late`` (or on the ``late`` given).

    Bins with the greatest IV the declared directions allow; features dropped that have one bin, little IV, or
    repeat a stronger one; logistic regression with coefficients >= 0 (so no bin's points go against its bad
    rate); points on ``train.spec.scale``. A sample without dates is fitted whole and left uncalibrated, with a
    flag in the header. ``seed`` is only recorded: nothing here is random.

    Raises FitError for what may not be fitted or shipped; see ``fit_scorecard_explained`` for what was dropped.
    """
    return fit_scorecard_explained(
        train,
        late=late,
        max_features=max_features,
        max_bins=max_bins,
        binning=binning,
        selection=selection,
        seed=seed,
    ).card


def fit_scorecard_explained(
    train: Sample, *, late: Sample | None = None, max_features: int = 20, max_bins: int = 8,
    binning: BinningRules | None = None, selection: Selection | None = None, seed: int | None = None,
) -> ScorecardFit:  # fmt: skip
    """The same with a report of every feature: its IV, what its direction cost, kept or why not."""
    rules = replace(binning or BinningRules(), max_bins=max_bins)
    choice = selection or Selection()
    if max_features < 1:
        raise FitError(f"scorecard: wanted max_features >= 1, found {max_features}")
    periods = periods_of(train, late)
    training = training_of(periods.early)
    bins = bins_of(training, rules)
    # blocks of rows are small: more threads would only wait for each other, and round differently
    with threadpool_limits(1, user_api="blas"):
        chosen = _choose(training, bins, choice, max_features)
    settings = (rules, choice, max_features)
    header = header_of(
        train, [_feature(training, b) for b in chosen.binnings], kind="scorecard", seed=seed, settings=settings,
        assumptions=periods.flags,
    )  # fmt: skip
    card = Scorecard.from_woe(
        header, binned=tuple(b.binned for b in chosen.binnings), intercept=chosen.fit.intercept,
        coefficients=tuple(chosen.fit.coefficients.tolist()),
    )  # fmt: skip
    check_range(f"scorecard {header.model_id}", card.attainable, header.scale)
    calibration, flags = calibrated(card, periods.late)
    header = replace(header, assumptions=(*header.assumptions, *flags))
    card = replace(card, header=header, calibration=calibration)
    return ScorecardFit(card, _report(training, bins, chosen), bins)


def _feature(training: Training, binning: Binning) -> Any:
    return next(f for f in training.features if f.name == binning.binned.field.name)


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    """The features of the card, reasons against the others, the final fit, and their WOE correlations."""

    binnings: list[Binning]
    against: dict[str, str]
    fit: SignedLogit
    correlation: Floats


def _choose(training: Training, bins: Bins, choice: Selection, most: int) -> _Chosen:
    against = screen(bins.binnings, choice)
    able = [b for b in bins.binnings if b.binned.field.name not in against]
    _some(able, against)
    inputs, good = _inputs(training, able), ~training.bad
    names = [b.binned.field.name for b in able]
    correlation = correlation_of(inputs, training.weight)
    families = [b.binned.field.family for b in able]
    against |= without_redundant(names, families, [b.iv for b in able], correlation, choice)
    keep = [place for place, name in enumerate(names) if name not in against]
    left, inputs = [names[place] for place in keep], _only(inputs, keep)
    first = fit_signed_logit(inputs, good, training.weight, ridge=choice.ridge)
    found = strongest(first, left, most=most, rules=choice)
    against |= found.against
    _some(found.places, against)
    places = [keep[place] for place in found.places]
    final = refit(
        _only(inputs, found.places), good, training.weight, names=[names[place] for place in places], rules=choice,
        start=found.start,
    )  # fmt: skip
    return _Chosen([able[place] for place in places], against, final, correlation[np.ix_(places, places)])


def _some(left: Sequence[object], against: dict[str, str]) -> None:
    if not left:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in list(against.items())[:5])
        raise FitError(
            f"scorecard: wanted at least one usable feature, found none ({reasons}); bring others or more rows"
        )


def _inputs(training: Training, binnings: Sequence[Binning]) -> Floats:
    """WOE (n, p), one contiguous run of memory per feature."""
    by_feature = np.empty((len(binnings), len(training.bad)))
    for row, binning in zip(by_feature, binnings, strict=True):
        row[:] = binning.woe(training.columns[binning.binned.field.name])
    return by_feature.T


def _only(inputs: Floats, places: Sequence[int]) -> Floats:
    """The chosen columns, ascending, moved to the front of the same memory: no second copy of the inputs."""
    by_feature = inputs.T
    for to, place in enumerate(places):
        if to != place:
            by_feature[to] = by_feature[place]
    return by_feature[: len(places)].T


def _report(training: Training, bins: Bins, chosen: _Chosen) -> pd.DataFrame:
    report = bins.report()
    names = [b.binned.field.name for b in chosen.binnings]
    report.insert(0, "title_zh", [feature.title_zh for feature in training.features])
    report["status"] = ["kept" if name in names else "dropped" for name in report.index]
    report["reason"] = [chosen.against.get(str(name), "") for name in report.index]
    coefficients, errors = chosen.fit.coefficients, standard_errors(chosen.fit.curvature)[1:]
    details = {
        "coefficient": coefficients, "standard_error": errors, "p_value": 2.0 * ndtr(-coefficients / errors),
        "vif": np.diag(np.linalg.pinv(chosen.correlation)),
    }  # fmt: skip
    for column, values in details.items():
        report[column] = pd.Series(values, index=pd.Index(names)).reindex(report.index)
    return report
