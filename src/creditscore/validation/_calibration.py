"""Whether probabilities are right: by grade, by decile, as a line, and whether grades are in order.

Jeffreys test per grade: ECB, Instructions for reporting the validation results of internal models (2019);
Hosmer and Lemeshow (1980); Spiegelhalter (1986); slope and intercept: Cox (1958).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from creditscore.errors import ValidationError
from creditscore.validation._arrays import Floats, finite, scored, two_classes

if TYPE_CHECKING:
    from creditscore.samples import Sample
    from creditscore.validation._arrays import Artefact

SIGNIFICANT = 0.05
"""Two-sided level of the over/under direction: p below it is under-, above 1 minus it over-prediction."""


def jeffreys(probability: ArrayLike, *, bads: ArrayLike, rows: ArrayLike) -> Floats:
    """Chance that the true rate is at most the predicted one, given ``bads`` of ``rows`` and Jeffreys' prior.

    Small: more bads than predicted (the probability is too low). Near 1: fewer.

    >>> round(float(jeffreys(0.02, bads=5, rows=100)), 4)
    0.0286
    """
    bads, rows = np.asarray(bads, dtype=np.float64), np.asarray(rows, dtype=np.float64)
    return np.asarray(stats.beta.cdf(np.asarray(probability), bads + 0.5, rows - bads + 0.5))


def calibration(sample: Sample, artefact: Artefact) -> pd.DataFrame:
    """By grade, best first: ``n, entities, bads, bad_entities, mean_pd, observed, observed_low,
    observed_high`` (95 % Jeffreys interval), ``jeffreys_p`` and ``direction`` (under | over | in line).

    Every grade of the scale has a row; where nobody holds it the figures are null. Rows are unweighted and
    taken as independent, which makes the test sharper than several rows per entity deserve.
    """
    return by_grade(scored(sample, artefact))


def by_grade(rows: pd.DataFrame) -> pd.DataFrame:
    """``calibration`` on a frame made by ``scored``."""
    return _groups(rows, by="grade").rename_axis("grade")


def reliability(sample: Sample, artefact: Artefact, *, bins: int = 10) -> pd.DataFrame:
    """The columns of ``calibration`` by equal-count bins of the predicted probability, lowest first."""
    return by_decile(scored(sample, artefact), bins=bins)


def by_decile(rows: pd.DataFrame, *, bins: int = 10) -> pd.DataFrame:
    """``reliability`` on a frame made by ``scored``."""
    return _groups(rows.assign(band=bands(rows, bins=bins)), by="band").rename_axis("band")


def bands(rows: pd.DataFrame, *, bins: int = 10) -> pd.Series:
    """Equal-count bands of the predicted probability as an ordered categorical 1 … ``bins``, lowest first."""
    codes = _bands(rows["probability"].to_numpy(), bins=bins)
    names = list(range(1, int(codes.max()) + 2))
    return pd.Series(pd.Categorical.from_codes(codes, categories=names, ordered=True), index=rows.index)


def _bands(probability: Floats, *, bins: int) -> np.ndarray:
    """Number of each row's equal-count band; rows of one probability stay together."""
    edges = np.unique(np.quantile(probability, np.linspace(0, 1, bins + 1)[1:-1]))
    codes = np.searchsorted(edges, probability, side="left")
    return np.unique(codes, return_inverse=True)[1]


def pooled(rows: pd.DataFrame, *, by: str = "grade", smallest: int = 10) -> pd.DataFrame:
    """``calibration`` of neighbouring grades (or bands) joined until each holds ``smallest`` bad entities.

    ``rows`` as made by ``scored``, ``by`` an ordered categorical. Index: "AAA–A" where several were joined;
    further columns ``first, last`` (positions among the categories). Best first; what is left over at the end
    joins the last group.
    """
    labels = list(rows[by].cat.categories)
    positions = rows[by].cat.codes.to_numpy()
    groups: list[list[int]] = [[]]
    for place in range(len(labels)):
        groups[-1].append(place)
        part = rows[np.isin(positions, groups[-1])]
        enough = part.loc[part["outcome"] == 1, "entity"].nunique() >= smallest
        if enough and place + 1 < len(labels):
            groups.append([])
    last = rows[np.isin(positions, groups[-1])]
    if len(groups) > 1 and last.loc[last["outcome"] == 1, "entity"].nunique() < smallest:
        left_over = groups.pop()
        groups[-1].extend(left_over)
    names = [str(labels[g[0]]) if len(g) == 1 else f"{labels[g[0]]}–{labels[g[-1]]}" for g in groups]
    owner = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    joined = pd.Categorical.from_codes(owner[positions], categories=names, ordered=True)
    frame = _groups(rows.assign(joined=joined), by="joined").rename_axis(f"{by}s")
    return frame.assign(first=[g[0] for g in groups], last=[g[-1] for g in groups])


def calibration_summary(sample: Sample, artefact: Artefact) -> pd.Series:
    """``slope, intercept`` with errors, ``hosmer_lemeshow`` and its p, ``spiegelhalter`` z, means."""
    return summary(scored(sample, artefact))


def summary(rows: pd.DataFrame) -> pd.Series:
    """``calibration_summary`` on a frame made by ``scored``."""
    bad, probability = two_classes(rows["outcome"]), rows["probability"].to_numpy()
    weight = rows["weight"].to_numpy()
    line = cox(bad, probability=probability)
    statistic, p_value = hosmer_lemeshow(bad, probability=probability)
    figures = {
        **line,
        "hosmer_lemeshow": statistic,
        "hosmer_lemeshow_p": p_value,
        "spiegelhalter": spiegelhalter(bad, probability=probability),
        "mean_pd": float(probability.mean()),
        "observed": float(bad.mean()),
        "weighted_mean_pd": float(weight @ probability / weight.sum()),
        "weighted_observed": float(weight @ bad / weight.sum()),
    }
    return pd.Series(figures, name="value")


def spiegelhalter(outcome: ArrayLike, *, probability: ArrayLike) -> float:
    """Standard normal if the probabilities are right; positive where extremes are predicted too mildly."""
    bad = two_classes(outcome)
    p = finite(probability, name="probability", like=bad)
    spread = float(np.sqrt(((1 - 2 * p) ** 2 * p * (1 - p)).sum()))
    return float(((bad - p) * (1 - 2 * p)).sum()) / spread if spread > 0 else 0.0


def hosmer_lemeshow(outcome: ArrayLike, *, probability: ArrayLike, bins: int = 10) -> tuple[float, float]:
    """Statistic over equal-count bins and its p-value with as many degrees of freedom as bins (hold-out)."""
    bad = two_classes(outcome)
    p = finite(probability, name="probability", like=bad)
    band = _bands(p, bins=bins)
    rows, expected, seen = np.bincount(band), np.bincount(band, p), np.bincount(band, bad)
    rate = expected / rows
    held = rate * (1 - rate) > 0
    statistic = float((((seen - expected) ** 2)[held] / (rows * rate * (1 - rate))[held]).sum())
    return statistic, float(stats.chi2.sf(statistic, int(held.sum())))


def cox(outcome: ArrayLike, *, probability: ArrayLike) -> dict[str, float]:
    """Logistic line of the outcome on the predicted log-odds: 1 and 0 if the probabilities are right.

    ``intercept`` is the shift with the slope held at 1 (calibration in the large).
    """
    bad = two_classes(outcome)
    p = np.clip(finite(probability, name="probability", like=bad), 1e-9, 1 - 1e-9)
    odds = np.log(p / (1 - p))
    (_, slope), (_, error) = _logistic(bad, np.column_stack((np.ones_like(odds), odds)), offset=0.0 * odds)
    (shift,), (shift_error,) = _logistic(bad, np.ones((len(odds), 1)), offset=odds)
    return {"slope": slope, "slope_error": error, "intercept": shift, "intercept_error": shift_error}


def inversions(grades: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring grades whose worse one shows the lower rate: ``better, worse, significant``.

    ``grades`` is what ``calibration`` gives; grades under 10 rows are skipped. An inversion is significant
    if the two 95 % intervals do not meet.
    """
    held = grades[grades["n"] >= 10]
    found = [
        {
            "better": better,
            "worse": worse,
            "significant": bool(above["observed_low"] > below["observed_high"]),
        }
        for (better, above), (worse, below) in zip(held.iterrows(), held.iloc[1:].iterrows(), strict=False)
        if below["observed"] < above["observed"]
    ]
    return pd.DataFrame(found, columns=["better", "worse", "significant"])


def _groups(rows: pd.DataFrame, *, by: str) -> pd.DataFrame:
    groups = rows.groupby(by, observed=False)
    bads = rows[rows["outcome"] == 1].groupby(by, observed=False)
    frame = pd.DataFrame(
        {
            "n": groups.size(),
            "entities": groups["entity"].nunique(),
            "bads": groups["outcome"].sum(),
            "bad_entities": bads["entity"].nunique(),
            "mean_pd": groups["probability"].mean(),
            "observed": groups["outcome"].mean(),
        }
    )
    counted = ["n", "entities", "bads", "bad_entities"]
    frame[counted] = frame[counted].fillna(0).astype(np.int64)
    n, k = frame["n"].to_numpy(dtype=float), frame["bads"].to_numpy(dtype=float)
    held = n > 0
    frame["observed_low"] = np.where(held & (k > 0), stats.beta.ppf(0.025, k + 0.5, n - k + 0.5), 0.0)
    frame["observed_high"] = np.where(held & (k < n), stats.beta.ppf(0.975, k + 0.5, n - k + 0.5), 1.0)
    frame["jeffreys_p"] = jeffreys(frame["mean_pd"], bads=k, rows=n)
    frame.loc[~held, ["observed_low", "observed_high", "jeffreys_p"]] = np.nan
    p = frame["jeffreys_p"]
    frame["direction"] = np.select(
        [p < SIGNIFICANT, p > 1 - SIGNIFICANT, p.notna()], ["under", "over", "in line"], default=""
    )
    return frame


def _logistic(bad: np.ndarray, design: Floats, *, offset: Floats) -> tuple[list[float], list[float]]:
    """Newton steps of a logistic regression; coefficients and standard errors."""
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        fitted = 1 / (1 + np.exp(-np.clip(design @ beta + offset, -700, 700)))
        information = design.T @ (design * (fitted * (1 - fitted))[:, None])
        try:
            step = np.linalg.solve(information, design.T @ (bad - fitted))
        except np.linalg.LinAlgError:
            raise ValidationError(
                "calibration line: wanted probabilities that differ between rows, found a constant; "
                "check the model's calibration"
            ) from None
        beta = beta + np.clip(step, -5.0, 5.0)
        if np.abs(step).max() < 1e-10:
            break
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return beta.tolist(), errors.tolist()
