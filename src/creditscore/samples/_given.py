"""Samples from a researcher's own frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from pandas.api import types

from creditscore.errors import SampleError
from creditscore.plan import Direction, Feature, Given, GradeScale, Scale
from creditscore.samples.sample import Sample, refuse_outcome
from creditscore.samples.spec import RESERVED, Spec

GIVEN_GRADES = GradeScale(
    name="market_9",
    grades=("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"),
    floors=(750.0, 710.0, 670.0, 630.0, 590.0, 550.0, 510.0, 470.0),
)
"""Grades for a frame of one's own on the default scale (the project's own default)."""


def _column(name: str, values: pd.Series) -> pd.Series:
    """Numbers as float64, labels as text."""
    if types.is_bool_dtype(values.dtype) or types.is_numeric_dtype(values.dtype):
        return pd.Series(values.to_numpy(dtype=np.float64, na_value=np.nan))
    if types.is_datetime64_any_dtype(values.dtype):
        raise SampleError(
            f"X: column {name!r} holds dates; turn them into days or months before as_of, or leave it out"
        )
    return values.astype("str").reset_index(drop=True)


def _outcome(y: Any, rows: int) -> np.ndarray:
    values = np.asarray(y)
    if values.shape != (rows,):
        raise SampleError(
            f"y: wanted {rows} values, one per row of X, found shape {values.shape}; align the two"
        )
    numbers = pd.to_numeric(pd.Series(values), errors="coerce")
    odd = ~numbers.isin((0, 1))
    if odd.any():
        raise SampleError(
            f"y: wanted 0 (good) or 1 (bad), found {values[odd.to_numpy()][0]!r} in {int(odd.sum())} rows; recode them, "
            "and leave indeterminate rows out"
        )
    return numbers.to_numpy(dtype=np.int8)


def _feature(name: str, direction: Direction) -> Feature:
    return Feature(
        name=name, node=Given(), title_zh=name, title_en=name, unit="", direction=direction, group="GIV", family=name,
        layer="authorised", basis=("given",), why="Brought by the researcher.",
    )  # fmt: skip


def from_frame(
    X: pd.DataFrame,  # noqa: N803  (the field's word for it)
    y: ArrayLike,
    *,
    dates: ArrayLike | None = None,
    entity: ArrayLike | None = None,
    directions: Mapping[str, Direction] | None = None,
    weight: ArrayLike | None = None,
    horizon_months: int = 12,
    scale: Scale | None = None,
) -> Sample:
    """A sample of any frame, so that its models can be fitted and validated here.

    Args:
        X: one row per case, one column per feature (numbers, or text for categories).
        y: 0 good, 1 bad (n,).
        dates: ``as_of`` of each row (n,); without dates a sample cannot be split by time.
        entity: whose row it is (n,); each its own by default.
        directions: ``up`` (a larger value is more risk), ``down``, ``peak``, ``valley`` or ``none`` (the default) by
            column.
        weight: sampling weights (n,); 1 by default.
        horizon_months: length of the outcome's window, for the embargo.
        scale: the score scale; 600 points at 20 to 1, 50 to double the odds, by default.

    Raises:
        SampleError: lengths that differ, an outcome that is not 0/1, a column that is the outcome.
    """
    given: dict[str, Direction] = dict(directions or {})
    names = [str(name) for name in X.columns]
    label = getattr(y, "name", None)
    for name in names:
        if name in RESERVED or name == label:
            raise SampleError(
                f"X: column {name!r} is the outcome or a column of the sample itself, not a feature; take it out of X"
            )
    strangers = sorted(set(given) - set(names))
    if strangers:
        raise SampleError(
            f"directions: {strangers[0]!r} is not a column of X; found {names[:10]}; correct the name"
        )
    odd = [name for name, direction in given.items() if direction not in get_args(Direction)]
    if odd:
        raise SampleError(f"directions: {odd[0]!r} is {given[odd[0]]!r}; wanted one of {get_args(Direction)}")
    features = tuple(_feature(name, given.get(name, "none")) for name in names)
    spec = Spec(
        evaluation="given", subjects=(), layer="authorised", outcome="given", features=features,
        grade_scale=GIVEN_GRADES, scale=scale or Scale(), horizon_months=horizon_months, purpose=("research",),
    )  # fmt: skip
    frame = pd.DataFrame({name: _column(name, X.iloc[:, place]) for place, name in enumerate(names)})
    frame.insert(
        0, "entity", _given("entity", entity, frame, [f"row-{number:07d}" for number in range(len(X))], "str")
    )
    frame.insert(
        1, "as_of", pd.to_datetime(_given("dates", dates, frame, pd.NaT, "datetime64[us]")).dt.normalize()
    )
    frame["outcome"] = _outcome(y, len(X))
    frame["weight"] = _given("weight", weight, frame, 1.0, "float64")
    if not (np.isfinite(frame["weight"]) & (frame["weight"] >= 0)).all():
        raise SampleError("weight: wanted finite numbers >= 0, found others; correct them")
    refuse_outcome(frame, names=tuple(names), evaluation="given")
    return Sample(spec, frame)


def _given(name: str, values: Any, frame: pd.DataFrame, default: Any, dtype: str) -> pd.Series:
    """A column the caller may bring, of the frame's length and without nulls."""
    if values is None:
        return pd.Series(default, index=frame.index, dtype=dtype)
    column = pd.Series(np.asarray(values))
    if len(column) != len(frame):
        raise SampleError(
            f"{name}: wanted {len(frame)} values, one per row of X, found {len(column)}; align the two"
        )
    if column.isna().any():
        raise SampleError(
            f"{name}: found {int(column.isna().sum())} nulls; complete them or leave those rows out"
        )
    return pd.to_datetime(column).astype(dtype) if dtype.startswith("datetime") else column.astype(dtype)
