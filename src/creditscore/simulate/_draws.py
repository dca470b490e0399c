"""Shapes shared by the record families: rows as arrays, dates within months, delays until known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from creditscore.simulate._world import NO_DAY, Array, World


@dataclass(frozen=True)
class Coded:
    """A text or code column: ``index`` into ``codes``, -1 for null."""

    index: Array
    codes: Sequence[str] | Array


@dataclass(frozen=True)
class Numbered:
    """A text column written as ``prefix`` and ``numbers`` with leading zeros (a hash of it if ``hashed``)."""

    prefix: str
    numbers: Array
    hashed: bool = False


@dataclass(frozen=True)
class Masked:
    """A number or boolean column with nulls where ``null``."""

    values: Array
    null: Array


@dataclass(frozen=True)
class Given:
    """A text column as an Arrow array."""

    values: pa.Array


Rows = dict[str, Any]
"""Column name → array, Coded, Numbered, Masked or Given, all of one length; ``entity`` indexes the block. Dates are
day numbers with NO_DAY for null. ``known_date`` and the rest of the envelope are named as in the table."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """Rows of one table, and ``events`` on them: ``row`` (position), ``kind`` (Coded), ``event_date``,
    ``known_date``. ``marks`` are what the family itself plants, a mask over the rows by name, for the truth.
    """

    rows: Rows
    events: Rows = field(default_factory=dict)
    marks: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the platform holds of a family of one block: its record ids are ``prefix`` and ``offset`` + row."""

    prefix: str
    offset: int
    family: Family


def chance(level: Array) -> Array:
    """Logistic function: log-odds to probability."""
    return 1.0 / (1.0 + np.exp(-level))


def cells(mask: Array) -> tuple[Array, Array]:
    """Entity and month of every true cell of an (n, M) mask, ordered by entity, then month."""
    entity, month = np.nonzero(mask)
    return entity.astype(np.int32), month.astype(np.int32)


def day_in_month(world: World, month: Array, rng: np.random.Generator) -> Array:
    """A random day of each month."""
    return world.month_start[month] + rng.integers(0, 28, len(month), dtype=np.int32)


def arrival(
    event: Array, rng: np.random.Generator, *, usual: tuple[int, int], late: int, share: float
) -> Array:
    """The day a record becomes known: ``usual`` days after the event, a ``share`` of them up to ``late``."""
    delay = rng.integers(usual[0], usual[1] + 1, len(event), dtype=np.int32)
    slow = rng.random(len(event), dtype=np.float32) < share
    extra = rng.integers(usual[1], late + 1, int(slow.sum()), dtype=np.int32)
    delay[slow] = extra
    return event + delay


def waits(mean: Array | float, count: int, rng: np.random.Generator) -> Array:
    """Days to wait, exponential with the given mean, at least one."""
    return 1 + (rng.standard_exponential(count, dtype=np.float32) * mean).astype(np.int32)


def dated(days: Array, keep: Array) -> Array:
    """Days where ``keep``, no date elsewhere."""
    return np.where(keep, days, NO_DAY).astype(np.int32)


def pick(weights: Sequence[float] | Array, count: int, rng: np.random.Generator) -> Array:
    """``count`` draws from the positions of ``weights`` (which need not sum to one)."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.searchsorted(edges, rng.random(count) * edges[-1], side="right").astype(np.int32)


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows of several parts below one another; ``Coded`` columns must share their codes."""
    out: Rows = {}
    for name in parts[0]:
        values = [part[name] for part in parts]
        if isinstance(values[0], Coded):
            out[name] = Coded(np.concatenate([value.index for value in values]), values[0].codes)
        elif isinstance(values[0], Given):
            out[name] = Given(pa.concat_arrays([value.values for value in values]))
        else:
            out[name] = np.concatenate(values)
    return out


def taken(rows: Rows, where: Array) -> Rows:
    """Rows at positions, or where a mask is true."""
    out: Rows = {}
    for name, value in rows.items():
        if isinstance(value, Coded):
            out[name] = Coded(value.index[where], value.codes)
        elif isinstance(value, Numbered):
            out[name] = Numbered(value.prefix, value.numbers[where], value.hashed)
        elif isinstance(value, Masked):
            out[name] = Masked(value.values[where], value.null[where])
        elif isinstance(value, Given):
            place = np.flatnonzero(where) if where.dtype == bool else where
            out[name] = Given(value.values.take(pa.array(place)))
        else:
            out[name] = value[where]
    return out
