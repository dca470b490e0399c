"""One row through an artefact, and which inputs may speak as reasons.

The same numbers as the artefact's own arithmetic on columns, bit for bit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from creditscore.scorer._intake import Given, Intake
from creditscore.scorer.scorecard import Scorecard

if TYPE_CHECKING:
    from creditscore.scorer.trees import Trees

Points = tuple[float, Sequence[float]]
"""A score, and the points against the reference per input."""


def intake_of(artefact: Scorecard | Trees) -> Intake:
    """The reader of an artefact's inputs."""
    seen: dict[str, set[str]] = {}
    refused: set[str] = set()
    if isinstance(artefact, Scorecard):
        for bins in artefact.binned:
            if bins.field.kind == "category":
                seen[bins.field.name] = set(bins.codes)
                if bins.unseen_policy == "forbidden":
                    refused.add(bins.field.name)
    return Intake(artefact.fields, seen=seen, unseen_refused=refused)


def engine_of(artefact: Scorecard | Trees) -> Callable[[Sequence[Given]], Points]:
    """A function from values in the order of the inputs to score and points."""
    return card_engine(artefact) if isinstance(artefact, Scorecard) else trees_engine(artefact)


def card_engine(card: Scorecard) -> Callable[[Sequence[Given]], Points]:
    """Bins are found by bisection, points by look-up."""
    base = card.base_points
    rows = [
        (
            bins.edges if bins.field.kind == "number" else None,
            bins.lookup,
            [points - reference for points in bins.lookup],
            bins,
        )
        for bins, reference in zip(card.binned, card.reference)
    ]

    def one(values: Sequence[Given]) -> Points:
        score = base
        lost: list[float] = []
        for (edges, points, against, bins), value in zip(rows, values):
            if value is None or edges is None:
                index = bins.index(value)
            else:
                index = bisect_right(edges, value)  # type: ignore[type-var]
            score += points[index]
            lost.append(against[index])
        return score, lost

    return one


def trees_engine(trees: Trees) -> Callable[[Sequence[Given]], Points]:
    """One row through the tables of the forest."""
    import numpy as np

    forest = trees.forest
    reference = np.asarray(trees.reference)
    scale = trees.header.scale
    offset, factor, last = scale.offset, scale.factor, len(trees.fields)

    def one(values: Sequence[Given]) -> Points:
        row = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        got = forest.explain_row(row)
        score = offset + factor * -float(got[last])
        return score, ((got[:last] - reference) * -factor).tolist()

    return one


def silent(artefact: Scorecard | Trees) -> tuple[frozenset[int], frozenset[int]]:
    """Inputs that never speak as reasons, and those that do not when missing.

    Silent is what a subject *is* (``Field.explains``); silent when missing is an input whose missing bin is
    neutral by policy: no data is no reason by itself.
    """
    never = frozenset(j for j, field in enumerate(artefact.fields) if not field.explains)
    if not isinstance(artefact, Scorecard):
        return never, never
    neutral = {j for j, bins in enumerate(artefact.binned) if bins.missing_policy == "neutral"}
    return never, never | neutral


def ranked(
    lost: Sequence[float], values: Sequence[Given], quiet: tuple[frozenset[int], frozenset[int]], top: int
) -> list[int]:
    """Inputs that lost most points, worst first, ties in the order of the inputs; gains are no reasons."""
    out: list[int] = []
    never, when_missing = quiet
    for j in sorted(range(len(lost)), key=lost.__getitem__):
        if len(out) >= top or lost[j] >= 0.0:
            break
        if j not in (when_missing if values[j] is None else never):
            out.append(j)
    return out
