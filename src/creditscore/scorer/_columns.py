"""Columns of whatever table is brought: a mapping of arrays, a pandas frame, an Arrow table.

Nothing is imported for it: a column is asked for what it can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import Fault, InputErrors
from creditscore.scorer._field import Field

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def names_of(table: Any) -> list[str]:
    """Column names of a mapping, an Arrow table (``column_names``) or a frame (``columns``)."""
    if hasattr(table, "column_names"):
        return [str(name) for name in cast("Iterable[Any]", table.column_names)]
    if isinstance(table, Mapping):
        return [str(name) for name in cast("Mapping[Any, Any]", table)]
    return [str(name) for name in cast("Iterable[Any]", table.columns)]


def plain(column: Any) -> NDArray[Any]:
    """A column as a numpy array (n,); its nulls are NaN, or None in an array of objects."""
    if isinstance(column, np.ndarray):
        return cast("NDArray[Any]", column)
    if not hasattr(column, "to_numpy"):
        values = list(column)
        made = np.empty(len(values), dtype=object)
        made[:] = values
        return made
    if hasattr(column, "isna"):
        return _of_frame(column)
    try:
        return cast("NDArray[Any]", column.to_numpy(zero_copy_only=False))
    except TypeError:
        return cast("NDArray[Any]", column.to_numpy())


def _of_frame(column: Any) -> NDArray[Any]:
    if isinstance(column.dtype, np.dtype):
        return cast("NDArray[Any]", column.to_numpy())
    values = cast("NDArray[Any]", column.to_numpy(dtype=object))
    empty = cast("Flags", np.asarray(column.isna()))
    if empty.any():
        values = values.copy()
        values[empty] = None
    return values


def numbers(column: Any) -> tuple[Floats, Flags | None]:
    """A column as float64 (n,) with NaN for null, and which rows are not numbers (None if all are)."""
    values = plain(column)
    if values.dtype == np.float64:
        return cast("Floats", values), None
    if values.dtype.kind in "iuf":
        return values.astype(np.float64), None
    if values.dtype != object:
        return np.full(len(values), np.nan), np.ones(len(values), dtype=np.bool_)
    out = np.full(len(values), np.nan)
    wrong = np.zeros(len(values), dtype=np.bool_)
    for row, value in enumerate(cast("list[Any]", values.tolist())):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            try:
                out[row] = value
            except OverflowError:
                out[row] = np.inf
        elif value is not None:
            wrong[row] = True
    return out, wrong if wrong.any() else None


def labels(column: Any) -> tuple[NDArray[Any], Flags | None]:
    """A column as objects (n,), text or None for null, and which rows are neither (None if all are)."""
    values = plain(column)
    out = np.empty(len(values), dtype=object)
    wrong = np.zeros(len(values), dtype=np.bool_)
    for row, value in enumerate(cast("list[Any]", values.tolist())):
        if isinstance(value, str):
            out[row] = value
        elif value is not None and value == value:
            wrong[row] = True
    return out, wrong if wrong.any() else None


def is_none(values: NDArray[Any]) -> Flags:
    """Which values of an array of objects (n,) are None."""
    return np.fromiter((value is None for value in values.tolist()), np.bool_, len(values))


def column_of(table: Any, field: Field) -> tuple[NDArray[Any], Flags | None]:
    """The column of one input, as its kind wants it; flags count as 0 and 1."""
    if field.kind == "category":
        return labels(table[field.name])
    values = plain(table[field.name])
    return numbers(values.astype(np.float64) if values.dtype == np.bool_ else values)


def columns_of(table: Any, fields: tuple[Field, ...]) -> list[NDArray[Any]]:
    """Every input's column. Raises InputErrors for a column that is missing, mistyped or of another length."""
    present = set(names_of(table))
    faults: list[Fault] = [
        {"pointer": f"/{field.name}", "code": "missing_feature", "detail": f"column {field.name} is missing"}
        for field in fields
        if field.name not in present
    ]
    if faults:
        raise InputErrors(faults)
    out: list[NDArray[Any]] = []
    for field in fields:
        values, wrong = column_of(table, field)
        if wrong is not None:
            faults.append(_mistyped(field, wrong))
        elif out and len(values) != len(out[0]):
            detail = f"wanted {len(out[0])} rows as in {fields[0].name}, found {len(values)}"
            faults.append({"pointer": f"/{field.name}", "code": "length", "detail": detail})
        elif field.kind == "number" and np.isinf(values).any():
            detail = f"wanted finite numbers or null, found an infinite value in row {int(np.argmax(np.isinf(values)))}"
            faults.append({"pointer": f"/{field.name}", "code": "not_finite", "detail": detail})
        out.append(values)
    if faults:
        raise InputErrors(faults)
    return out


def _mistyped(field: Field, wrong: Flags) -> Fault:
    wanted = "text" if field.kind == "category" else "numbers"
    detail = (
        f"wanted {wanted} or null in every row, found {int(wrong.sum())} other value(s), the first in row "
    )
    return {"pointer": f"/{field.name}", "code": "type", "detail": detail + str(int(np.argmax(wrong)))}
