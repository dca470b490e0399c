"""How a feature table is filled: coverage, missing values and spread, over all rows or period by period."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from creditscore.errors import FeatureError
from creditscore.features._catalogue import FEATURES
from creditscore.plan import Feature

_KEYS = ("entity", "as_of")
_QUANTILES = {"p5": 0.05, "median": 0.5, "p95": 0.95}


def profile(frame: pd.DataFrame, features: Iterable[Feature] | None = None) -> pd.DataFrame:
    """One row per feature of a frame made by ``compute``.

    Args:
        frame: ``entity``, ``as_of`` and feature columns.
        features: what the columns are, for titles and units; by default the declared features of these names.

    Returns:
        Index ``feature``; ``title_zh, title_en, unit, group, family``, then ``rows``, ``missing`` (share without a
        value: the source does not cover, or nothing to measure), ``zero`` (share of the values that are 0),
        ``distinct`` (how many different values), ``constant`` (fewer than two), ``minimum, p5, median, p95, maximum``.

    Raises:
        FeatureError: the frame holds no feature.
    """
    values, known = _values(frame), _named(features)
    quantiles = values.quantile(list(_QUANTILES.values()))
    found = pd.DataFrame(
        {
            "rows": len(values),
            "missing": values.isna().mean(),
            "zero": (values == 0).sum() / values.notna().sum().clip(lower=1),
            "distinct": values.nunique(),
            "constant": values.nunique() < 2,
            "minimum": values.min(),
            **{name: quantiles.loc[level] for name, level in _QUANTILES.items()},
            "maximum": values.max(),
        }
    ).rename_axis("feature")
    told = {
        name: {key: getattr(known[name], key) for key in ("title_zh", "title_en", "unit", "group", "family")}
        for name in values.columns
        if name in known
    }
    titles = pd.DataFrame.from_dict(told, orient="index").reindex(found.index)
    return pd.concat([titles, found], axis=1)


def missing_by_period(frame: pd.DataFrame, *, by: str = "as_of") -> pd.DataFrame:
    """Share without a value: one row per feature, one column per period (``by`` names the column).

    A source that begins, breaks off or changes shows as a step in its row.
    """
    if by not in frame.columns:
        raise FeatureError(
            f"missing_by_period: no column {by!r}; found {list(frame.columns)[:10]}; name the column that holds the period"
        )
    values = _values(frame.drop(columns=[by], errors="ignore"))
    return values.isna().groupby(frame[by]).mean().T.rename_axis("feature")


def _values(frame: pd.DataFrame) -> pd.DataFrame:
    values = frame.drop(columns=[name for name in _KEYS if name in frame.columns]).select_dtypes("number")
    if values.empty:
        raise FeatureError(
            f"profile: no feature column among {list(frame.columns)[:10]}; give a frame made by features.compute"
        )
    return values


def _named(features: Iterable[Feature] | None) -> dict[str, Feature]:
    return FEATURES if features is None else {feature.name: feature for feature in features}
