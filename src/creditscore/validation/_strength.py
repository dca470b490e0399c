"""How strong each feature is alone, period by period: what a selection by strength and stability rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from creditscore.errors import ValidationError
from creditscore.validation._delong import auc_of_enough

if TYPE_CHECKING:
    from creditscore.samples import Sample

_SIGN = {"up": 1.0, "down": -1.0}


def strength(sample: Sample, *, by: str = "as_of") -> pd.DataFrame:
    """Univariate AUC of every feature, over all rows and period by period.

    ``by`` is a column of ``sample.frame`` (``as_of``, ``info_industry`` ...). An area above 0.5 means that the
    feature points the way it is declared to; of a feature without a declared sign, the larger of both directions
    over all rows counts, and the periods follow that direction.

    Returns:
        Index ``feature``; ``direction``, ``auc`` (over rows with a value), ``missing`` (share without), ``lowest`` and
        ``highest`` of the periods, ``against`` (number of periods that point the other way), then one column per
        period (null where fewer than 5 bad or good rows have a value). Strongest first.

    Raises:
        ValidationError: no such column, or not both outcomes.
    """
    if by not in sample.frame.columns:
        raise ValidationError(
            f"strength: no column {by!r} in the sample; found {[*sample.frame.columns][:10]}; name one of them"
        )
    bad = sample.y == 1
    periods = {_label(key): rows for key, rows in sample.frame.groupby(by, sort=True).indices.items()}
    lines = {
        feature.name: _line(
            sample.frame[feature.name].to_numpy(dtype=np.float64, na_value=np.nan),
            bad,
            feature.direction,
            periods,
        )
        for feature in sample.features
    }
    found = pd.DataFrame.from_dict(lines, orient="index").rename_axis("feature")
    return found.sort_values("auc", ascending=False, kind="stable")


def _label(key: Any) -> str:
    return str(key.date()) if isinstance(key, pd.Timestamp) else str(key)


def _line(
    values: np.ndarray, bad: np.ndarray, direction: str, periods: dict[str, np.ndarray]
) -> dict[str, object]:
    whole = _area(values, bad)
    sign = _SIGN.get(direction, 1.0 if not whole < 0.5 else -1.0)
    of_period = {label: _signed(_area(values[rows], bad[rows]), sign) for label, rows in periods.items()}
    told = [area for area in of_period.values() if not np.isnan(area)]
    return {
        "direction": direction,
        "auc": _signed(whole, sign),
        "missing": float(np.isnan(values).mean()),
        "lowest": min(told, default=np.nan),
        "highest": max(told, default=np.nan),
        "against": sum(area < 0.5 for area in told),
        **of_period,
    }


def _signed(area: float, sign: float) -> float:
    return area if sign > 0 else 1.0 - area


def _area(values: np.ndarray, bad: np.ndarray) -> float:
    held = ~np.isnan(values)
    return auc_of_enough(bad[held], risk=values[held])
