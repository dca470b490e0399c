"""Checks on arrays, and the frame every figure starts from: one scored row per sample row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from creditscore.errors import ValidationError

if TYPE_CHECKING:
    from creditscore.plan import GradeScale
    from creditscore.samples import Sample
    from creditscore.scorer import Scorecard, Trees

    Artefact = Scorecard | Trees

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def two_classes(outcome: ArrayLike) -> Flags:
    """``outcome`` as booleans (true = bad), refused unless it is 0/1 and holds both."""
    values = np.asarray(outcome, dtype=np.float64)
    found = np.unique(values)
    if values.ndim != 1 or not np.isin(found, (0.0, 1.0)).all():
        raise ValidationError(
            f"outcome: wanted a column of 0 and 1 without nulls, found {found[:5].tolist()}; "
            "leave indeterminate rows out of the sample"
        )
    if len(found) < 2:
        raise ValidationError(
            f"outcome: wanted good and bad rows, found {len(values)} rows of which all are "
            f"{'bad' if found.tolist() == [1.0] else 'good'}; take a longer period or more entities"
        )
    return values == 1.0


def finite(values: ArrayLike, *, name: str, like: Flags) -> Floats:
    """``values`` as float64 of the same length, refused if any is null or infinite."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape != like.shape:
        raise ValidationError(
            f"{name}: wanted {like.shape[0]} values, one per outcome, found shape {array.shape}; align the two"
        )
    if not np.isfinite(array).all():
        raise ValidationError(
            f"{name}: wanted finite numbers, found {int((~np.isfinite(array)).sum())} null or infinite; "
            "score only rows the model may score"
        )
    return array


def grade_positions(score: Floats, *, scale: GradeScale) -> NDArray[np.intp]:
    """Position of each score's grade, 0 the best (``GradeScale.index`` for a column)."""
    floors = np.asarray(scale.floors[::-1], dtype=np.float64)
    return len(floors) - np.searchsorted(floors, score, side="right")


def scored(sample: Sample, artefact: Artefact) -> pd.DataFrame:
    """One row per sample row: ``entity, as_of, outcome`` (0/1), ``weight, score, probability, grade``.

    ``grade`` is an ordered categorical, best first, of the artefact's own grade scale.
    """
    columns = sample.X
    missing = [field.name for field in artefact.fields if field.name not in columns.columns]
    if missing:
        raise ValidationError(
            f"{artefact.header.model_id}: the sample lacks {missing[:5]}; found {columns.shape[1]} features; "
            "draw the sample with the features the model was fitted on"
        )
    score = np.asarray(artefact.scores(columns), dtype=np.float64)
    scale = artefact.header.grade_scale
    frame = sample.frame
    return pd.DataFrame(
        {
            "entity": frame["entity"].to_numpy(),
            "as_of": pd.to_datetime(frame["as_of"]).to_numpy(),
            "outcome": two_classes(sample.y).astype(np.int8),
            "weight": np.asarray(sample.weight, dtype=np.float64),
            "score": score,
            "probability": np.asarray(artefact.probabilities(columns), dtype=np.float64),
            "grade": pd.Categorical.from_codes(
                grade_positions(score, scale=scale), categories=list(scale.grades), ordered=True
            ),
        }
    )
