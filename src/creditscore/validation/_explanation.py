"""Why scores are what they are: points per feature against a stored reference, and whether signs are right.

Contributions are the artefact's own (points lost of a card, path-dependent SHAP of trees scaled to points),
so what is validated is what is published as a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy import optimize, stats

from creditscore import features
from creditscore.errors import ValidationError
from creditscore.validation._arrays import Floats

if TYPE_CHECKING:
    from creditscore.samples import Sample
    from creditscore.scorer import Field
    from creditscore.validation._arrays import Artefact


@dataclass(frozen=True, eq=False, kw_only=True)
class Explanation:
    """Contributions of a sample of rows.

    ``values`` (n, p) are the inputs (nulls as NaN, texts as NaN), ``contributions`` (n, p) the points
    against the reference, ``base`` the reference score: ``base + contributions.sum(axis=1) == scores``.
    ``entity`` is kept for the analyst and is never published.
    """

    model_id: str
    kind: str
    fields: tuple[Field, ...]
    values: Floats
    contributions: Floats
    base: float
    scores: Floats
    entity: np.ndarray
    as_of: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def directions(self) -> tuple[str, ...]:
        return tuple(field.direction for field in self.fields)

    def __len__(self) -> int:
        return len(self.scores)


def explain(artefact: Artefact, sample: Sample, *, rows: int = 2000, seed: int = 7) -> Explanation:
    """Contributions of at most ``rows`` rows, drawn in proportion from every tenth of the score."""
    score = np.asarray(artefact.scores(sample.X), dtype=np.float64)
    taken = _stratified(score, rows=rows, seed=seed)
    part = sample.X.iloc[taken].reset_index(drop=True)
    contributions = np.asarray(artefact.contributions(part), dtype=np.float64)
    wanted = (len(taken), len(artefact.fields))
    if contributions.shape != wanted:
        raise ValidationError(
            f"{artefact.header.model_id}: wanted contributions of shape {wanted}, found {contributions.shape}; "
            "the artefact must give one per row and field"
        )
    frame = sample.frame.iloc[taken]
    return Explanation(
        model_id=artefact.header.model_id,
        kind=artefact.kind,
        fields=tuple(artefact.fields),
        values=np.column_stack([_numeric(part[field.name]) for field in artefact.fields]),
        contributions=contributions,
        base=float(artefact.reference_score),
        scores=score[taken],
        entity=frame["entity"].to_numpy(),
        as_of=frame["as_of"].to_numpy(),
    )


def importance(explanation: Explanation, *, by: Literal["feature", "family"] = "feature") -> pd.DataFrame:
    """Mean absolute contribution in points, largest first, by feature or by family of correlated features.

    Columns ``title_zh, title_en, family`` (by feature), ``points, share, mean`` (signed mean); of a family the points of its
    features are added row by row before the absolute value is taken.
    """
    fields = explanation.fields
    if by == "feature":
        keys = [field.name for field in fields]
    else:
        keys = [field.family or field.group or field.name for field in fields]
    lines: dict[str, dict[str, object]] = {}
    for key in dict.fromkeys(keys):
        members = [place for place, other in enumerate(keys) if other == key]
        points = explanation.contributions[:, members].sum(axis=1)
        first = fields[members[0]]
        zh, en = (first.title_zh, first.title_en) if by == "feature" else features.family_title(key)
        lines[key] = {
            "title_zh": zh,
            "title_en": en,
            "family": first.family or first.group,
            "points": float(np.abs(points).mean()),
            "mean": float(points.mean()),
        }
    frame = pd.DataFrame.from_dict(lines, orient="index").rename_axis(by)
    frame["share"] = frame["points"] / (frame["points"].sum() or 1.0)
    frame = frame[
        ["title_zh", "title_en", *(["family"] if by == "feature" else []), "points", "share", "mean"]
    ]
    return frame.sort_values("points", ascending=False, kind="stable")


def sign_check(artefact: Artefact, sample: Sample | Explanation, *, tolerance: float = 0.1) -> pd.DataFrame:
    """Does each contribution move the way its feature's declared direction says? Nulls are kept apart.

    Index ``feature``; columns ``direction``, ``n`` (rows with a value), ``rho`` (rank correlation of value
    and points), ``in_order`` (share of the contribution's variance a curve monotone in the declared
    direction explains), ``missing`` (rows), ``missing_points`` (their mean), ``outcome``: failed if ``rho``
    is more than ``tolerance`` on the wrong side, not_applicable if the declared direction is not up or down,
    the value is constant or the feature is never used.
    """
    explanation = explain(artefact, sample) if not isinstance(sample, Explanation) else sample
    lines = {
        field.name: _sign(
            field.direction, explanation.values[:, place], explanation.contributions[:, place], tolerance
        )
        for place, field in enumerate(explanation.fields)
    }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("feature")


def additivity(artefact: Artefact, sample: Sample | Explanation) -> float:
    """Largest |reference + sum of contributions - score| over the rows, in points."""
    explanation = explain(artefact, sample) if not isinstance(sample, Explanation) else sample
    total = explanation.base + explanation.contributions.sum(axis=1)
    return float(np.abs(total - explanation.scores).max())


def sweep(
    artefact: Artefact, sample: Sample, *, rows: int = 100, steps: int = 12, seed: int = 7
) -> pd.DataFrame:
    """Brute force: move one declared feature through its range on real rows and count wrong steps.

    Index ``feature``; columns ``direction, steps`` (score pairs compared) and ``breaches`` (pairs in which
    more risk raised the score by over 1e-9 points); ``worst`` is the largest such rise. The ``steps`` values
    tried are quantiles of the distinct values seen, so that a column of mostly zeros is tried beyond zero.
    """
    score = np.asarray(artefact.scores(sample.X), dtype=np.float64)
    part = sample.X.iloc[_stratified(score, rows=rows, seed=seed)].reset_index(drop=True)
    lines: dict[str, dict[str, object]] = {}
    for field in artefact.fields:
        if field.direction not in ("up", "down") or field.kind != "number":
            continue
        seen = np.unique(sample.X[field.name].dropna().to_numpy(dtype=np.float64))
        grid = np.unique(np.quantile(seen, np.linspace(0, 1, steps))) if len(seen) else seen
        if len(grid) < 2:
            continue
        repeated = part.loc[part.index.repeat(len(grid))].reset_index(drop=True)
        repeated[field.name] = np.tile(grid, len(part))
        moved = np.diff(np.asarray(artefact.scores(repeated)).reshape(len(part), len(grid)), axis=1)
        rise = moved if field.direction == "up" else -moved
        lines[field.name] = {
            "direction": field.direction,
            "steps": int(rise.size),
            "breaches": int((rise > 1e-9).sum()),
            "worst": float(max(rise.max(), 0.0)),
        }
    columns = ["direction", "steps", "breaches", "worst"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).rename_axis("feature")


def dependence(explanation: Explanation, feature: str, *, bins: int = 12) -> pd.DataFrame:
    """Points against value in bins of about equal count, a very common value apart.

    Columns ``value`` (median), ``low, mean, high`` (5 %, mean, 95 % of the points), ``n``; rows without a
    value come last with a null ``value``.
    """
    place = explanation.names.index(feature)
    values, points = explanation.values[:, place], explanation.contributions[:, place]
    held = ~np.isnan(values)
    band = np.full(len(values), -1)
    band[held] = np.searchsorted(_bands(values[held], bins=bins), values[held], side="right")
    frame = pd.DataFrame({"band": band, "value": values, "points": points})
    groups = frame.groupby("band")["points"]
    table = pd.DataFrame(
        {
            "value": frame.groupby("band")["value"].median(),
            "low": groups.quantile(0.05),
            "mean": groups.mean(),
            "high": groups.quantile(0.95),
            "n": groups.size(),
        }
    )
    return table.sort_values("value", na_position="last").reset_index(drop=True)


def _stratified(score: Floats, *, rows: int, seed: int) -> np.ndarray:
    if len(score) <= rows:
        return np.arange(len(score))
    order = np.argsort(score, kind="stable")
    generator = np.random.default_rng(seed)
    strata = np.array_split(order, 10)
    wanted = [rows // 10 + (1 if place < rows % 10 else 0) for place in range(10)]
    chosen = [
        generator.choice(part, size=min(count, len(part)), replace=False)
        for part, count in zip(strata, wanted, strict=True)
    ]
    return np.sort(np.concatenate(chosen))


def _bands(values: Floats, *, bins: int) -> Floats:
    """Inner edges: every distinct value if few; the commonest value apart, the rest in equal counts."""
    distinct, times = np.unique(values, return_counts=True)
    if len(distinct) <= bins:
        return distinct[1:]
    common = int(times.argmax())
    if times[common] < 2 * len(values) / bins:
        return np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1], method="higher"))
    rest = values[values != distinct[common]]
    edges = np.quantile(rest, np.linspace(0, 1, bins)[1:-1], method="higher")
    return np.unique(np.concatenate((edges, distinct[common : common + 2])))


def _numeric(column: pd.Series) -> Floats:
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.full(len(column), np.nan)


def _sign(direction: str, values: Floats, points: Floats, tolerance: float) -> dict[str, object]:
    held = ~np.isnan(values)
    x, y = values[held], points[held]
    line: dict[str, object] = {
        "direction": direction,
        "n": int(held.sum()),
        "rho": np.nan,
        "in_order": np.nan,
        "missing": int((~held).sum()),
        "missing_points": float(points[~held].mean()) if (~held).any() else np.nan,
        "outcome": "not_applicable",
    }
    if len(x) < 3 or np.ptp(x) == 0.0 or np.ptp(y) == 0.0:
        return line
    rho = float(stats.spearmanr(x, y).statistic)
    line["rho"] = rho
    if direction not in ("up", "down"):
        return line
    falling = direction == "up"
    order = np.argsort(x, kind="stable")
    _, place = np.unique(x[order], return_inverse=True)
    size = np.bincount(place)
    level = np.bincount(place, y[order]) / size
    fitted = optimize.isotonic_regression(level, weights=size.astype(float), increasing=not falling).x
    line["in_order"] = 1.0 - float(((y[order] - fitted[place]) ** 2).sum() / ((y - y.mean()) ** 2).sum())
    wrong = rho if falling else -rho
    line["outcome"] = "failed" if wrong > tolerance else "passed"
    return line
