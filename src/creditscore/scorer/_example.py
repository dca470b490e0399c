"""An input in the middle of what training saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditscore.scorer.scorecard import Scorecard

if TYPE_CHECKING:
    from creditscore.scorer._field import Field
    from creditscore.scorer.trees import Trees


def example_of(artefact: Scorecard | Trees) -> dict[str, float | str | None]:
    """Name → value: the middle between the training quantiles (whole if both are), or the first category."""
    labels = {}
    if isinstance(artefact, Scorecard):
        labels = {bins.field.name: bins.groups[0][0] for bins in artefact.binned if bins.groups}
    return {field.name: labels.get(field.name, _middle(field)) for field in artefact.fields}


def _middle(field: Field) -> float:
    low = field.low if field.low is not None else field.minimum
    high = field.high if field.high is not None else field.maximum
    if low is None or high is None:
        return low if low is not None else high if high is not None else 0.0
    middle = low + (high - low) / 2.0
    return float(round(middle)) if low == int(low) and high == int(high) and high - low >= 1.0 else middle
