"""Small frames with a known truth, and samples made of them through the public door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from creditscore import samples
from creditscore.plan import Scale

DIRECTIONS = {"penalties": "up", "capital": "down", "late_share": "up"}
QUARTERS = ("2021-01-01", "2021-04-01", "2021-07-01", "2022-07-01", "2022-10-01")


def sample_of(
    X: pd.DataFrame, y: Any, *, directions: Mapping[str, str] | None = None, families: Mapping[str, str] | None = None,
    dates: Any = None, weight: Any = None, scale: Scale | None = None,
) -> Any:  # fmt: skip
    """``samples.from_frame`` on a scale wide enough for anything, unless one is given."""
    given = samples.from_frame(
        X, y, dates=dates, directions=dict(directions or {}), weight=weight, scale=scale or Scale(pdo=10.0)
    )
    if not families:
        return given
    features = tuple(replace(one, family=families.get(one.name, one.family)) for one in given.features)
    return replace(given, spec=replace(given.spec, features=features))


def frame(rows: int = 1500, *, seed: int = 3) -> tuple[pd.DataFrame, np.ndarray]:
    """Four informative inputs (one with nulls, one of labels), one of noise, and about 20 % bad."""
    random = np.random.default_rng(seed)
    latent = random.normal(size=rows)
    late = np.clip(0.3 + 0.15 * latent + 0.1 * random.normal(size=rows), 0, 1).round(3)
    late[random.random(rows) < 0.15] = np.nan
    sector = np.array(["C", "F", "G", "H", "I"], dtype=object)[random.integers(0, 5, rows)]
    log_odds = -1.8 + 1.2 * latent + 0.6 * np.isin(sector, ["H", "I"])
    X = pd.DataFrame(
        {
            "penalties": random.poisson(np.exp(-0.4 + 0.6 * latent)).astype(float),
            "capital": np.exp(13 - 0.5 * latent + random.normal(size=rows)).round(2),
            "late_share": late,
            "sector": sector,
            "noise": random.normal(size=rows),
        }
    )
    return X, (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(int)


def train(rows: int = 1500, *, seed: int = 3, labels: bool = True, dated: bool = False, **facts: Any) -> Any:
    """A sample of ``frame``; ``dated`` spreads it over five quarters, of which the last two are late."""
    X, y = frame(rows, seed=seed)
    X = X if labels else X.drop(columns="sector")
    dates = pd.to_datetime(np.array(QUARTERS)[np.arange(rows) % len(QUARTERS)]) if dated else None
    return sample_of(X, y, dates=dates, directions=DIRECTIONS, **facts)
