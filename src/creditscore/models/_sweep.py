"""Fitted trees tried on rows: a second witness of monotonicity, and the scores that can be reached."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import FitError
from creditscore.scorer import Trees

Floats = NDArray[np.float64]

_ROWS, _STEPS, _CORNERS = 24, 12, 50
_FAR = np.finfo(np.float64).max / 2
"""Beyond every threshold."""


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


def reached(trees: Trees, rows: Floats) -> tuple[float, float]:
    """Lowest and highest score found with every directed input at its riskiest or safest end.

    Undirected inputs are as in up to fifty of ``rows`` (n, p); an input that may be missing is left out where
    that goes further, one after the other. Where nothing may be missing no row with such undirected inputs
    scores beyond; otherwise it is the reach of a search.
    """
    directed = [place for place, field in enumerate(trees.fields) if field.direction in ("up", "down")]
    few = 1 if len(directed) == len(trees.fields) else _CORNERS
    start = rows[np.unique(np.linspace(0, len(rows) - 1, min(few, len(rows))).astype(int))]
    ends = []
    for sign in (-1.0, 1.0):
        corner = start.copy()
        for place in directed:
            risky = np.inf if trees.fields[place].direction == "up" else -np.inf
            corner[:, place] = np.clip(-sign * risky, -_FAR, _FAR)
        best = sign * _scores(trees, corner)
        for place in directed:
            if trees.fields[place].missing == "allowed":
                tried = corner.copy()
                tried[:, place] = np.nan
                score = sign * _scores(trees, tried)
                corner = np.where((score > best)[:, None], tried, corner)
                best = np.maximum(score, best)
        ends.append(float(sign * best.max()))
    return ends[0], ends[1]


def _scores(trees: Trees, rows: Floats) -> Floats:
    return trees.scores({name: rows[:, place] for place, name in enumerate(trees.field_names)})
