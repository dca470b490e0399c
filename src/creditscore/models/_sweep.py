"""A second witness of monotonicity: every directed input of a fitted model moved through its values on real rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import FitError
from creditscore.scorer import Trees

Floats = NDArray[np.float64]

_ROWS, _STEPS = 24, 12


def check_sweep(trees: Trees, rows: Floats) -> None:
    """Raises FitError if moving one directed input to riskier values ever lowers the log-odds of bad.

    ``rows`` (n, p) are training rows with their missing values; half of those used get more inputs blanked in
    a fixed pattern, where training had missing values at all. Each input takes values on both sides of up to
    twelve of its thresholds.
    """
    base = rows[np.unique(np.linspace(0, len(rows) - 1, min(_ROWS, len(rows))).astype(int))].copy()
    allowed = np.array([field.missing == "allowed" for field in trees.fields])
    blank = (np.arange(base.shape[0])[:, None] * 7 + np.arange(base.shape[1]) * 3) % 5 == 0
    blank[::2] = False
    base[blank & allowed] = np.nan
    for place, field in enumerate(trees.fields):
        if field.direction not in ("up", "down"):
            continue
        thresholds = np.unique(trees.threshold[trees.feature == place])
        thresholds = thresholds[np.abs(thresholds) < np.finfo(np.float64).max]
        if not len(thresholds):
            continue
        few = thresholds[
            np.unique(np.linspace(0, len(thresholds) - 1, min(_STEPS, len(thresholds))).astype(int))
        ]
        values = np.unique(np.concatenate((few, np.nextafter(few, np.inf))))
        swept = np.repeat(base, len(values), axis=0)
        swept[:, place] = np.tile(values, len(base))
        columns = {name: swept[:, at] for at, name in enumerate(trees.field_names)}
        rises = np.diff(trees.log_odds(columns).reshape(len(base), len(values)), axis=1)
        worst = float((rises if field.direction == "up" else -rises).min())
        if worst < -1e-12:
            raise FitError(
                f"trees {trees.header.model_id}: {field.name} is declared {field.direction!r}, but a riskier value "
                f"lowers the log-odds of bad by {-worst:.3g} somewhere; do not ship this model"
            )
