"""Runs of calendar months as whole numbers: bit ``m`` says whether something held ``m`` months ago.

A mask is merged by OR, so that runs and streaks are settled in the same grouping as every other aggregate.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import ibis
from ibis import ir

_Ibis = Any

LONGEST = 61
"""The oldest month a mask can hold; windows of runs begin no earlier than 60 months back."""

_STEPS = (1, 2, 4, 8, 16, 32)
"""Powers of two that reach the longest run a mask of 61 months can hold."""


@ibis.udf.scalar.builtin
def bit_count(bits: int) -> int:  # type: ignore[empty-body]
    """How many bits are set (the engine's own function, by this name in DuckDB and in Spark)."""


@ibis.udf.agg.builtin
def bit_or(bits: int) -> int:  # type: ignore[empty-body]
    """The bits set in any row (the engine's own aggregate, by this name in DuckDB and in Spark)."""


def months(ago: _Ibis, holds: _Ibis | None) -> _Ibis:
    """The mask of the months for which ``holds`` is true of some row; null if none."""
    bit = ibis.literal(1, "int8").cast("int64") << ibis.least(ago, LONGEST).cast("int32")
    return bit_or(bit, where=holds)


def streak(holding: _Ibis, seen: _Ibis) -> _Ibis:
    """Months that hold without a break back from the last month seen; null if none holds."""
    back = holding >> bit_count((seen & -seen) - 1)
    return (bit_count(back ^ (back + 1)) - 1).cast("float64")


def longest(rows: ir.Table, columns: Sequence[str]) -> ir.Table:
    """``rows`` with each mask among ``columns`` replaced by its longest run of months."""
    if not columns:
        return rows
    given = rows.columns
    for step, twice in pairwise(_STEPS):
        rows = rows.mutate(
            **{
                f"{name}_{twice}": _mask(rows, name, step) & (_mask(rows, name, step) >> step)
                for name in columns
            }
        )
    rows = rows.mutate(
        **{f"{name}_found": ibis.literal(-1, "int64") for name in columns},
        **{f"{name}_long": ibis.literal(0, "int32") for name in columns},
    )
    for step in reversed(_STEPS):
        rows = rows.mutate(**{part: value for name in columns for part, value in _longer(rows, name, step)})
    return rows.select(**{name: rows[f"{name}_long" if name in columns else name] for name in given})


def _mask(rows: ir.Table, name: str, step: int) -> _Ibis:
    """Months that begin a run of ``step`` months or more."""
    return rows[name if step == 1 else f"{name}_{step}"]


def _longer(rows: ir.Table, name: str, step: int) -> list[tuple[str, _Ibis]]:
    """Runs of the length found so far that go on for ``step`` months more, if any does."""
    found, long = rows[f"{name}_found"], rows[f"{name}_long"]
    further = found & (_mask(rows, name, step) >> long)
    return [
        (f"{name}_found", ibis.ifelse(further != 0, further, found)),
        (f"{name}_long", ibis.ifelse(further != 0, long + step, long).cast("int32")),
    ]
