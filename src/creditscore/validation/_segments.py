"""Does the model hold in every part of the province: region, size, industry, kind of entity.

Groups under ten entities are pooled, never shown; a group under 30 bad rows gets no verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from creditscore.validation._arrays import scored
from creditscore.validation._calibration import jeffreys
from creditscore.validation._delong import auc, delong, delong_clustered

if TYPE_CHECKING:
    from creditscore.samples import Sample
    from creditscore.validation._arrays import Artefact

SMALLEST = 10
"""A cell of fewer entities or bad entities is not published."""

ENOUGH = 30
"""Bad rows a group needs before its AUC is judged."""

POOLED = "other"
COLUMNS = (
    "n", "entities", "bads", "bad_entities", "bad_rate", "mean_pd", "jeffreys_p", "auc", "auc_low",
    "auc_high", "gap", "review_share", "outcome",
)  # fmt: skip


def segments(sample: Sample, artefact: Artefact, *, by: Sequence[str] | None = None) -> pd.DataFrame:
    """Figures by group of every ``info_`` column of the sample (or those in ``by``).

    Index ``dimension, group``; columns ``n, entities, bads, bad_entities, bad_rate, mean_pd, jeffreys_p``,
    ``auc`` with bounds, ``gap`` (overall AUC minus the group's), ``review_share`` (share in the two lowest
    grades, which a person must review) and ``outcome`` (insufficient | passed | failed at a gap over 0.10).
    Groups under 10 entities, and where needed the next smallest, are pooled as ``other``.
    """
    rows = scored(sample, artefact)
    names = (
        list(by) if by is not None else [name for name in sample.frame.columns if name.startswith("info_")]
    )
    total = auc(rows["outcome"], risk=-rows["score"])
    lowest = list(artefact.header.grade_scale.lowest_two)
    lines: list[dict[str, object]] = []
    for name in names:
        group = _pooled(sample.frame[name].to_numpy(), entity=rows["entity"])
        if group.nunique() < 2:
            continue
        dimension = name.removeprefix("info_")
        for label, part in rows.groupby(group.to_numpy(), observed=True):
            lines.append({"dimension": dimension, "group": label, **_line(part, total=total, lowest=lowest)})
    frame = pd.DataFrame(lines, columns=["dimension", "group", *COLUMNS])
    return frame.set_index(["dimension", "group"])


def _line(part: pd.DataFrame, *, total: float, lowest: list[str]) -> dict[str, object]:
    bad = part["outcome"] == 1
    bads, goods = int(bad.sum()), int((~bad).sum())
    rate, predicted = float(bad.mean()), float(part["probability"].mean())
    line: dict[str, object] = {
        "n": len(part),
        "entities": int(part["entity"].nunique()),
        "bads": bads,
        "bad_entities": int(part.loc[bad, "entity"].nunique()),
        "bad_rate": rate,
        "mean_pd": predicted,
        "jeffreys_p": float(jeffreys(predicted, bads=bads, rows=len(part))),
        "review_share": float(part["grade"].isin(lowest).mean()),
        "outcome": "insufficient",
    }
    if min(bads, goods) >= ENOUGH:
        risk = -part["score"]
        if part["entity"].is_unique:
            area = delong(part["outcome"], risk=risk)
        else:
            area = delong_clustered(part["outcome"], risk=risk, entity=part["entity"])
        gap = total - area.value
        line |= {"auc": area.value, "auc_low": area.low, "auc_high": area.high, "gap": gap}
        line["outcome"] = "passed" if gap <= 0.10 else "failed"
    return line


def _pooled(labels: np.ndarray, *, entity: pd.Series) -> pd.Series:
    """Group labels as text, nulls as ``unknown``, groups of too few entities joined into one.

    If the joined group is still too small, the next smallest joins it, so that it cannot be found by
    subtraction.
    """
    group = pd.Series(labels, dtype="object").map(lambda label: "unknown" if pd.isna(label) else str(label))
    sizes = pd.Series(entity.to_numpy()).groupby(group.to_numpy()).nunique().sort_values(kind="stable")
    small: list[str] = list(sizes.index[sizes < SMALLEST])
    while small and sizes[small].sum() < SMALLEST and len(small) < len(sizes):
        small.append(sizes.index[len(small)])
    return group.where(~group.isin(small), POOLED)
