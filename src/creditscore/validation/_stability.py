"""Whether the population and the model's hold on it have moved: PSI, CSI, quarter by quarter.

PSI = sum (a - e) ln(a / e) over bins fixed at development, the missing bin kept. Its critical value at level
0.05 is the chi-square quantile with B - 1 degrees of freedom times (1/n + 1/m): Yurdakul and Naranjo (2020).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from creditscore.validation._arrays import Floats, scored
from creditscore.validation._delong import delong, delong_clustered

if TYPE_CHECKING:
    from creditscore.samples import Sample
    from creditscore.validation._arrays import Artefact

BINS = 10


def psi_of(expected: ArrayLike, actual: ArrayLike) -> float:
    """PSI of two columns of counts over the same bins; half a row is added to every bin if one is empty.

    >>> round(psi_of([50, 50], [60, 40]), 6)
    0.040547
    """
    return float(_contributions(expected, actual)[2].sum())


def psi_critical(bins: int, *, n: int, m: int, level: float = 0.05) -> float:
    """PSI that two samples of n and m independent rows of one population exceed with chance ``level``.

    >>> round(psi_critical(10, n=500, m=500), 3)
    0.068
    """
    return float(stats.chi2.ppf(1 - level, max(bins - 1, 1)) * (1 / n + 1 / m))


def psi(train: Sample, test: Sample, artefact: Artefact) -> pd.DataFrame:
    """The score's distribution, development against now, by deciles of development.

    Index ``bin`` (1 lowest score); columns ``low, high`` (score bounds, closed below), ``expected_n,
    actual_n, expected, actual`` (shares), ``contribution``; the PSI is the sum of ``contribution``.
    """
    return shift(scored(train, artefact)["score"].to_numpy(), scored(test, artefact)["score"].to_numpy())


def shift(expected: Floats, actual: Floats, *, bins: int = BINS) -> pd.DataFrame:
    """``psi`` of two columns of numbers; nulls form a bin of their own, numbered 0."""
    edges = _edges(expected, bins=bins)
    before, after = _counts(expected, edges), _counts(actual, edges)
    start = 0 if before[0] + after[0] > 0 else 1
    before, after = before[start:], after[start:]
    shares, now, contribution = _contributions(before, after)
    low = np.concatenate(([np.nan], [-np.inf], edges))[start:]
    high = np.concatenate(([np.nan], edges, [np.inf]))[start:]
    return pd.DataFrame(
        {
            "low": low,
            "high": high,
            "expected_n": before,
            "actual_n": after,
            "expected": shares,
            "actual": now,
            "contribution": contribution,
        },
        index=pd.RangeIndex(start, start + len(before), name="bin"),
    )


def csi(train: Sample, test: Sample, artefact: Artefact) -> pd.DataFrame:
    """PSI of each feature of the model, largest first.

    Index ``feature``; columns ``csi, critical`` (0.05, on distinct entities), ``bins``, and the missing
    shares ``missing_before, missing_now``.
    """
    n, m = train.frame["entity"].nunique(), test.frame["entity"].nunique()
    lines: dict[str, dict[str, float]] = {}
    for field in artefact.fields:
        before, after = _numbers(train.X[field.name], test.X[field.name])
        bins = shift(before, after)
        lines[field.name] = {
            "csi": float(bins["contribution"].sum()),
            "critical": psi_critical(len(bins), n=n, m=m),
            "bins": len(bins),
            "missing_before": float(np.isnan(before).mean()),
            "missing_now": float(np.isnan(after).mean()),
        }
    frame = pd.DataFrame.from_dict(lines, orient="index").rename_axis("feature")
    return frame.sort_values("csi", ascending=False, kind="stable")


def quarters(train: Sample, test: Sample, artefact: Artefact) -> pd.DataFrame:
    """Each ``as_of`` of train and test: ``part, n, bads, bad_entities, bad_rate, mean_pd, auc, auc_low,
    auc_high, psi`` (score against all of train); the AUC is null under 30 bad rows; rows without a date
    have no line.
    """
    return by_quarter(scored(train, artefact), scored(test, artefact))


def by_quarter(train: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame:
    """``quarters`` on two frames made by ``scored``."""
    edges = _edges(train["score"].to_numpy(), bins=BINS)
    reference = _counts(train["score"].to_numpy(), edges)[1:]
    lines = []
    for part, frame in (("train", train), ("test", test)):
        for as_of, rows in frame.groupby("as_of"):
            bad = rows["outcome"] == 1
            line = {
                "as_of": pd.Timestamp(as_of).date(),
                "part": part,
                "n": len(rows),
                "bads": int(bad.sum()),
                "bad_entities": int(rows.loc[bad, "entity"].nunique()),
                "bad_rate": float(bad.mean()),
                "mean_pd": float(rows["probability"].mean()),
                "psi": psi_of(reference, _counts(rows["score"].to_numpy(), edges)[1:]),
            }
            lines.append(line | _area(rows, bads=line["bads"]))
    order = ["part", "n", "bads", "bad_entities", "bad_rate", "mean_pd", "auc", "auc_low", "auc_high", "psi"]
    return pd.DataFrame(lines, columns=["as_of", *order]).set_index("as_of")


def _area(rows: pd.DataFrame, *, bads: int) -> dict[str, float]:
    if min(bads, len(rows) - bads) < 30:
        return {"auc": np.nan, "auc_low": np.nan, "auc_high": np.nan}
    if rows["entity"].is_unique:
        area = delong(rows["outcome"], risk=-rows["score"])
    else:
        area = delong_clustered(rows["outcome"], risk=-rows["score"], entity=rows["entity"])
    return {"auc": area.value, "auc_low": area.low, "auc_high": area.high}


def _numbers(before: pd.Series, after: pd.Series) -> tuple[Floats, Floats]:
    """Both columns as floats; a text value becomes its position among all values seen."""
    both = pd.concat([before, after], ignore_index=True)
    if pd.api.types.is_numeric_dtype(both):
        values = both.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        codes = pd.Categorical(both, categories=sorted(both.dropna().unique())).codes.astype(np.float64)
        values = np.where(codes < 0, np.nan, codes)
    return values[: len(before)], values[len(before) :]


def _edges(values: Floats, *, bins: int) -> Floats:
    """Inner edges: every distinct value if few, else development quantiles; an edge belongs to the bin above."""
    distinct = np.unique(values[~np.isnan(values)])
    if len(distinct) <= bins:
        return distinct[1:]
    held = values[~np.isnan(values)]
    inner = np.unique(np.quantile(held, np.linspace(0, 1, bins + 1)[1:-1], method="higher"))
    inner = inner[inner > distinct[0]]
    return inner if len(inner) else distinct[1:2]


def _counts(values: Floats, edges: Floats) -> np.ndarray:
    """Rows per bin; position 0 counts nulls."""
    held = ~np.isnan(values)
    places = np.searchsorted(edges, values[held], side="right") + 1
    counted = np.bincount(places, minlength=len(edges) + 2)
    counted[0] = int((~held).sum())
    return counted


def _contributions(expected: ArrayLike, actual: ArrayLike) -> tuple[Floats, Floats, Floats]:
    before, after = np.asarray(expected, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    half = 0.5 if min(before.min(), after.min()) == 0 else 0.0
    shares = (before + half) / (before + half).sum()
    now = (after + half) / (after + half).sum()
    return shares, now, (now - shares) * np.log(now / shares)
