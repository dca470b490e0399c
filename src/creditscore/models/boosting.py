"""Boosted trees, monotone as the features declare, handed over as arrays that need numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import FitError
from creditscore.models._boxes import boxes_of, breaches
from creditscore.models._header import header_of
from creditscore.models._lightgbm import BoostingRules, Rows, boost, signs_of, trees_of
from creditscore.models._periods import Periods, calibrated, first_quarter, periods_of
from creditscore.models._range import check_range
from creditscore.models._sweep import check_sweep, reached
from creditscore.models._training import Category, Training, field_of, training_of
from creditscore.plan import Feature
from creditscore.scorer import Field, Header, Trees

if TYPE_CHECKING:
    from creditscore.samples import Sample

Floats = NDArray[np.float64]


_REFERENCE_ROWS, _CHECK_ROWS, _HELD_OUT, _ENOUGH_BADS = 2000, 500, 4, 100.0


def method_of(inputs: Floats) -> str:
    """LightGBM's way to keep a direction.

    ``intermediate`` fits a little better, but where training has missing values a row with some can cross two
    branches against a direction (LightGBM 4.7, in two of twenty small models, by up to 0.05 in log-odds; with
    ``advanced`` in nine, by up to 0.6); ``basic`` cannot.
    """
    return "basic" if np.isnan(inputs).any() else "intermediate"


def fit_trees(
    train: Sample, *, late: Sample | None = None, seed: int = 7, rules: BoostingRules | None = None
) -> Trees:
    """Fit monotone boosted trees on ``train.early``, stop and calibrate on ``train.late`` (or ``late``).

    LightGBM with the directions of the features as constraints and depth at most 6. Early stopping uses the
    first quarter of the late period, calibration the rest (all of it where the rest has fewer than 100 bads). A
    sample without dates finds the number of rounds on every fourth entity, drawn by ``seed``, is then fitted
    whole, and stays uncalibrated, with a flag in the header. The same sample and seed give the same trees.

    Raises FitError for labels as inputs, for trees that break a direction (proved leaf by leaf and swept over
    data with missing values), for arrays that do not score as LightGBM does, and for an attainable range that
    leaves the scale.
    """
    rules = rules or BoostingRules()
    periods = periods_of(train, late)
    plan = _split(periods, seed)
    training = training_of(plan.fit)
    inputs = _inputs(training)
    fields = tuple(_field(f, inputs[:, place]) for place, f in enumerate(training.features))
    header = header_of(
        train,
        training.features,
        kind="trees",
        seed=seed,
        settings=rules,
        assumptions=(*periods.flags, *plan.flags),
    )
    fit, stop = (
        Rows(inputs, training.bad, training.weight),
        _rows(plan.stop, [field.name for field in fields]),
    )
    if plan.whole is not None:
        search = boost(fit, stop, fields=fields, rules=rules, method=method_of(inputs), seed=seed)
        rules, stop = replace(rules, rounds=max(search.best_iteration, 1)), None
        whole = training_of(plan.whole)
        inputs = _inputs(whole)
        fit = Rows(inputs, whole.bad, whole.weight)
        fields = tuple(_field(f, inputs[:, place]) for place, f in enumerate(whole.features))
    trees = _monotone(header, fields, fit, stop, rules, seed)
    trees = replace(trees, reference=_reference(trees, fit))
    calibration, notes = calibrated(trees, plan.calibrate)
    return replace(
        trees, header=replace(header, assumptions=(*header.assumptions, *notes)), calibration=calibration
    )


def _monotone(
    header: Header, fields: tuple[Field, ...], fit: Rows, stop: Rows | None, rules: BoostingRules, seed: int
) -> Trees:
    """Trees checked against all laws of a shippable model."""
    name, signs, few = f"trees {header.model_id}", signs_of(fields), _spread(fit.inputs, _CHECK_ROWS)
    booster = boost(fit, stop, fields=fields, rules=rules, method=method_of(fit.inputs), seed=seed)
    parts = trees_of(booster)
    for number, tree in enumerate(parts):
        if wrong := breaches(boxes_of(tree), signs):
            raise FitError(
                f"{name}: wanted monotone trees, found that tree {number} breaks the direction of "
                f"{fields[wrong[0]].name}; use another version of LightGBM"
            )
    trees = Trees.from_lightgbm(header, fields=fields, trees=parts)
    ours = trees.log_odds({field: few[:, place] for place, field in enumerate(trees.field_names)})
    apart = float(np.abs(ours - np.asarray(booster.predict(few, raw_score=True))).max())
    if not apart <= 1e-9:
        raise FitError(
            f"{name}: the exported arrays differ from LightGBM by {apart:.3g} in log-odds; do not ship them"
        )
    check_sweep(trees, few)
    check_range(name, reached(trees, few), header.scale)
    return trees


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Which rows fit, stop and calibrate; ``whole`` is fitted last where rows were held out only to stop."""

    fit: Sample
    stop: Sample
    calibrate: Sample | None
    whole: Sample | None = None
    flags: tuple[str, ...] = ()


def _split(periods: Periods, seed: int) -> _Plan:
    early, late = periods.early, periods.late
    if late is None:
        entities = early.frame["entity"]
        held = np.random.default_rng(seed).permutation(entities.nunique()) % _HELD_OUT == 0
        out = held[entities.factorize()[0]]
        flag = "rounds: found on every fourth entity, the sample has no later period"
        return _Plan(early.take(~out), early.take(out), None, early, (flag,))
    first = first_quarter(late) if late.dated else np.ones(len(late), dtype=np.bool_)
    rest = late.take(~first)
    enough = float(rest.weight[rest.y == 1].sum()) >= _ENOUGH_BADS
    return _Plan(early, late.take(first), rest if enough else late)


def _inputs(training: Training) -> Floats:
    """The columns (n, p), if they are finite numbers or missing."""
    out = np.empty((len(training.bad), len(training.features)))
    labels = [name for name, column in training.columns.items() if isinstance(column, Category)]
    if labels:
        raise FitError(
            f"trees: wanted numbers, found labels in {labels}; a category cannot carry a sign: leave it out, or code "
            "it as a number whose direction is known (such as its WOE from models.fit_bins)"
        )
    for place, feature in enumerate(training.features):
        column = training.columns[feature.name]
        assert not isinstance(column, Category)
        out[:, place] = column
        if np.isinf(column).any():
            raise FitError(
                f"feature {feature.name}: wanted finite numbers or missing, found {int(np.isinf(column).sum())} "
                "infinite value(s); replace them by null or a bounded value before fitting"
            )
    return out


def _rows(sample: Sample | None, names: Sequence[str]) -> Rows | None:
    if sample is None:
        return None
    inputs = sample.X[list(names)].to_numpy(dtype=np.float64, na_value=np.nan)
    return Rows(inputs, sample.y.astype(np.bool_), np.asarray(sample.weight, dtype=np.float64))


def _field(feature: Feature, values: Floats) -> Field:
    held = values[~np.isnan(values)]
    tails = np.quantile(held, [0.0, 0.001, 0.999, 1.0], method="inverted_cdf").tolist() if len(held) else None
    quantiles = None if tails is None else (tails[0], tails[1], tails[2], tails[3])
    return field_of(feature, values, has_missing=len(held) < len(values), quantiles=quantiles)


def _reference(trees: Trees, fit: Rows) -> tuple[float, ...]:
    """Mean contributions per input (log-odds of bad) over at most 2,000 evenly spaced training rows."""
    few = _spread(fit.inputs, _REFERENCE_ROWS)
    shares = trees.shap({name: few[:, place] for place, name in enumerate(trees.field_names)})
    heavy = None if fit.weight is None else _spread(fit.weight, _REFERENCE_ROWS)
    return tuple(np.average(shares, axis=0, weights=heavy).tolist())


def _spread(rows: Floats, most: int) -> Floats:
    """At most ``most`` rows at even distances."""
    return rows[np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))]
