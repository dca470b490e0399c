"""A sample as the arrays a fit needs, and what is refused before anything is fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types

from creditscore.errors import FitError
from creditscore.plan import Attribute, Feature, columns_of, leaves
from creditscore.scorer import Field

if TYPE_CHECKING:
    from creditscore.samples import Sample

Floats = NDArray[np.float64]


WHAT_A_SUBJECT_IS = frozenset({
    "entity_type", "industry_code", "oper_region_code", "reg_capital", "established_on", "reg_status",
    "employee_band", "size_class",
})  # fmt: skip
"""Columns of the register that say what a subject is, not what it did: an input read from these alone may carry
points, but is never given as a reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Category:
    """A column of labels: ``codes`` (n,) index ``labels``, -1 for missing."""

    codes: NDArray[np.intp]
    labels: tuple[str, ...]


Column = Floats | Category


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """Checked columns by feature name, ``bad`` (n,) and ``weight`` (n,), None where every weight is 1."""

    features: tuple[Feature, ...]
    columns: Mapping[str, Column]
    bad: NDArray[np.bool_]
    weight: Floats | None

    @property
    def total(self) -> tuple[float, float]:
        """Weighted goods and bads."""
        if self.weight is None:
            bads = float(self.bad.sum())
            return len(self.bad) - bads, bads
        return float(self.weight[~self.bad].sum()), float(self.weight[self.bad].sum())


def training_of(sample: Sample) -> Training:
    """The sample's features, outcome and weights, checked.

    Rows of weight 0 are left out. Raises FitError for no goods or no bads, an outcome that is not 0 or 1, a
    weight that is negative or not finite, a feature that is the outcome, or no features at all.
    """
    features = tuple(sample.features)
    if not features:
        raise FitError("sample: wanted at least one feature, found none; select features for its spec")
    frame, outcome = sample.X, np.asarray(sample.y)
    strange = sorted({str(value) for value in np.unique(outcome) if value not in (0, 1)})
    if strange:
        raise FitError(
            f"outcome: wanted only 0 (good) and 1 (bad), found {strange[:5]}; drop or recode those rows"
        )
    weight = np.asarray(sample.weight, dtype=np.float64)
    if not np.isfinite(weight).all() or (weight < 0.0).any():
        raise FitError("weights: wanted finite numbers >= 0, found others; correct the sampling weights")
    used = weight > 0.0
    if not used.all():
        frame, outcome, weight = frame.loc[used], outcome[used], weight[used]
    bad = outcome.astype(np.bool_)
    if not bad.any() or bad.all():
        found = "no bads" if not bad.any() else "no goods"
        raise FitError(
            f"sample: wanted goods and bads, found {found} among {len(bad)} rows of weight > 0; "
            "draw more dates or entities, or check the outcome"
        )
    columns = {feature.name: column_of(feature.name, frame[feature.name]) for feature in features}
    for feature in features:
        if _is_outcome(columns[feature.name], bad):
            raise FitError(
                f"feature {feature.name}: it is the outcome itself, not something known before as_of; "
                "take it out of the features"
            )
    return Training(features, columns, bad, None if (weight == 1.0).all() else weight)


def column_of(name: str, values: pd.Series[Any]) -> Column:
    """A pandas column as float64 with NaN for missing, or as codes and labels."""
    kind = values.dtype
    if types.is_bool_dtype(kind) or types.is_numeric_dtype(kind):
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    if isinstance(kind, pd.CategoricalDtype) or types.is_string_dtype(kind) or types.is_object_dtype(kind):
        codes, found = pd.factorize(values, sort=True)
        return Category(codes.astype(np.intp), tuple(str(label) for label in found))
    raise FitError(
        f"feature {name}: wanted numbers or labels, found {kind}; turn dates into days or months before as_of"
    )


def field_of(
    feature: Feature,
    column: Column,
    *,
    has_missing: bool,
    quantiles: tuple[float, float, float, float] | None,
) -> Field:
    """The feature as the artefact's input, with what training saw of it."""
    field = Field(
        name=feature.name, title_zh=feature.title_zh, title_en=feature.title_en, unit=feature.unit,
        direction=feature.direction, group=feature.group, family=feature.family, layer=feature.layer,
        missing="allowed" if has_missing else "forbidden", explains=not describes_the_subject(feature),
    )  # fmt: skip
    if isinstance(column, Category):
        return replace(field, kind="category", categories=tuple(sorted(column.labels)))
    if quantiles is None:
        return field
    minimum, low, high, maximum = quantiles
    return replace(field, minimum=minimum, low=low, high=high, maximum=maximum)


def describes_the_subject(feature: Feature) -> bool:
    """Every leaf reads the register for what the subject is (age, size, industry, region)."""
    read = [columns_of(leaf.value) if isinstance(leaf, Attribute) else None for leaf in leaves(feature.node)]
    return all(columns is not None and columns <= WHAT_A_SUBJECT_IS for columns in read)


def _is_outcome(column: Column, bad: NDArray[np.bool_]) -> bool:
    """The column is the outcome or its opposite on every row, under whatever names or numbers."""
    few, is_bad = slice(0, 1000), bad
    values = column.codes if isinstance(column, Category) else column
    if len(np.unique(values[few])) > 2:
        return False
    of_bads, of_goods = values[is_bad], values[~is_bad]
    return bool(
        (of_bads == of_bads[0]).all() and (of_goods == of_goods[0]).all() and of_bads[0] != of_goods[0]
    )
