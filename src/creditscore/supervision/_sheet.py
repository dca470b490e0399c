"""A sheet: what a question of supervision hands out, as data: titles, kinds, units and order of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import pandas as pd

from creditscore.errors import DefinitionError

Kind = Literal["text", "ids", "date", "month", "count", "number", "share", "money", "flag"]
"""text as str, ids a tuple of str, date and month (its first day) as datetime64[us], count as Int64, number and
share (0 to 1) as float64, money as float64 yuan, flag as boolean. Null is "not known" or "not shown"."""

SMALLEST = 10
"""Counts of entities from 1 to one less than this are not shown (project default)."""

_DTYPES: dict[Kind, str] = {
    "text": "str", "ids": "object", "date": "datetime64[us]", "month": "datetime64[us]", "count": "Int64",
    "number": "float64", "share": "float64", "money": "float64", "flag": "boolean",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of a sheet. ``enumeration`` names the code list its codes are from."""

    name: str
    kind: Kind
    title_zh: str
    title_en: str
    unit: str = ""
    enumeration: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One kind of result: its columns in order, what it is sorted by, and what its rule rests on.

    ``basis_kind`` is law, published_method or project_default; ``source`` says where the rule was found.
    """

    name: str
    title_zh: str
    title_en: str
    rows: str
    fields: tuple[Field, ...]
    order: tuple[str, ...]
    source: str
    basis_kind: Literal["law", "published_method", "project_default"] = "project_default"

    def __post_init__(self) -> None:
        names = self.names
        titles = [title for field in self.fields for title in ({field.title_zh, field.title_en})]
        twice = len(set(names)) != len(names) or len(set(titles)) != len(titles)
        if twice or set(self.order) - set(names):
            raise DefinitionError(
                f"sheet {self.name}: its order and its columns disagree, or a name or title is there twice; found {names}"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Columns in order."""
        return tuple(field.name for field in self.fields)

    def frame(self, content: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """``content`` with the declared columns, types and order; money comes in fen and leaves in yuan.

        Rows that the declared order leaves equal are put in order of all their columns, so that the same content
        gives the same frame whatever order the engine found it in.
        """
        given: pd.DataFrame = (
            cast("pd.DataFrame", content)
            if isinstance(content, pd.DataFrame)
            else pd.DataFrame(list(content))
        )
        if not len(given.columns):
            given = pd.DataFrame(columns=list(self.names))
        if missing := [name for name in self.names if name not in given.columns]:
            raise DefinitionError(
                f"sheet {self.name}: columns {missing} are missing; found {list(given.columns)}"
            )
        typed = pd.DataFrame({field.name: _typed(given[field.name], field.kind) for field in self.fields})
        by = [*self.order, *(name for name in self.names if name not in self.order)]
        return typed.sort_values(by, kind="stable", na_position="last", ignore_index=True)


def _typed(values: pd.Series, kind: Kind) -> pd.Series:
    if kind == "ids":
        return pd.Series([tuple(value) for value in values], index=values.index, dtype="object")
    if kind == "money":
        return values.astype("float64") / 100.0
    if kind in ("date", "month"):
        return pd.to_datetime(values).astype("datetime64[us]")
    if kind == "text":
        return values.astype("object").where(values.notna(), None).astype("str")
    return values.astype(_DTYPES[kind])


def suppressed(
    frame: pd.DataFrame, count: str, others: Sequence[str] = (), *, smallest: int = SMALLEST
) -> pd.DataFrame:
    """``frame`` with ``count`` and ``others`` set to null where the count is from 1 to ``smallest - 1``.

    A count of 0 says nothing about anybody and stays.
    """
    few = (frame[count] > 0) & (frame[count] < smallest)
    hidden = frame.copy()
    for name in (count, *others):
        hidden[name] = hidden[name].mask(few)
    return hidden


def share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """``part / whole`` as float64, null where there is no whole."""
    part, whole = _floats(part), _floats(whole)
    return part / whole.where(whole > 0)


def _floats(values: pd.Series) -> pd.Series:
    return values.astype("Float64").astype("float64")
