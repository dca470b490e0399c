"""Plans compiled to Ibis expressions: the set-wise half of one definition, two machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
from ibis import ir

from creditscore.features import _runs
from creditscore.plan import FIXED_POINT, Aggregate, Column
from creditscore.records import table
from creditscore.rights import OPERATIONS
from creditscore.rights import compiled as compile_expression

_Ibis = Any


def bound(months: int) -> str:
    """Name of the snapshot column that holds ``as_of`` minus so many months."""
    return "as_of" if months == 0 else f"_b{months}"


def _within(node: Aggregate, pairs: ir.Table, widest: int) -> _Ibis | None:
    """The part of window and condition that the join has not already settled."""
    conditions: list[_Ibis] = []
    if node.window.start != widest:
        conditions.append(pairs["event_date"] >= pairs[bound(node.window.start)])
    if node.window.end:
        conditions.append(pairs["event_date"] < pairs[bound(node.window.end)])
    if node.where is not None:
        conditions.append(compile_expression(node.where, pairs))
    return ibis.and_(*conditions) if conditions else None


def _and(seen: _Ibis | None, also: _Ibis) -> _Ibis:
    return also if seen is None else seen & also


def _months_ago(pairs: ir.Table) -> _Ibis:
    """Calendar months from the event's month to that of ``as_of``."""
    return pairs["_month"] - (pairs["event_date"].year() * 12 + pairs["event_date"].month() - 1)


def _fixed(value: _Ibis) -> _Ibis:
    """A number as a whole multiple of 1 / FIXED_POINT, in a type that holds the sum of any number of them."""
    return (value.cast("float64") * FIXED_POINT).cast("decimal(38, 0)")


def _trend(value: _Ibis, pairs: ir.Table, seen: _Ibis | None) -> _Ibis:
    """Sums that make a least-squares slope; null with fewer than three different months."""
    y, t = (compile_log1p(value) * FIXED_POINT).round().cast("int64"), -_months_ago(pairs)
    usable = _and(seen, y.notnull())
    n = usable.sum().cast("float64")
    st, sy = t.sum(where=usable), y.sum(where=usable)
    stt, sty = (t * t).sum(where=usable), (t * y).sum(where=usable)  # integers: exact in any order
    st, sy, stt, sty = (total.cast("float64") for total in (st, sy, stt, sty))
    slope = (n * sty - st * sy) / (n * stt - st * st).nullif(0.0) / FIXED_POINT
    months = _runs.bit_count(_runs.months(-t, usable))
    return ibis.ifelse(months >= 3, slope, ibis.null("float64"))


def compile_log1p(value: _Ibis) -> _Ibis:
    """``log(1 + value)``, null at or below -1."""
    return OPERATIONS["log1p"](value)


def _sum(value: _Ibis, seen: _Ibis | None) -> _Ibis:
    """The same whatever the order of rows: whole numbers as they are, others as multiples of 1 / FIXED_POINT."""
    if value.type().is_integer():
        return value.sum(where=seen).cast("float64")
    return _fixed(value).sum(where=seen).cast("float64") / FIXED_POINT


def _distinct(node: Aggregate, value: _Ibis, seen: _Ibis | None) -> _Ibis:
    """Codes of a short declared list as bits, which merge; anything else by its values."""
    codes = table(node.table).column(node.value.name).codes if isinstance(node.value, Column) else ()
    if not 0 < len(codes) <= _runs.LONGEST:
        return value.nunique(where=seen)
    bit = value.cases(*((code, 1 << place) for place, code in enumerate(codes)), else_=ibis.null("int64"))
    return _runs.bit_count(_runs.bit_or(bit.cast("int64"), where=seen))


def _decayed(node: Aggregate, value: _Ibis | None, pairs: ir.Table, seen: _Ibis | None) -> _Ibis:
    assert node.half_life is not None
    age = pairs["as_of"].delta(pairs["event_date"], unit="day").cast("float64")
    weight = ibis.literal(2.0) ** (age / float(-node.half_life))
    return _sum(weight if value is None else value.cast("float64") * weight, seen)


def _mean(value: _Ibis, seen: _Ibis | None) -> _Ibis:
    return _sum(value, seen) / value.count(where=seen).cast("float64").nullif(0.0)


def _streak(value: _Ibis, pairs: ir.Table, seen: _Ibis | None) -> _Ibis:
    ago = _months_ago(pairs)
    return _runs.streak(_runs.months(ago, _and(seen, value)), _runs.months(ago, seen))


def _latest(value: _Ibis, pairs: ir.Table, seen: _Ibis | None) -> _Ibis:
    key = ibis.struct({name: pairs[name] for name in ("event_date", "known_from", "record_id")})
    return value.argmax(key, where=_and(seen, value.notnull()))


_OF_VALUE: dict[str, Callable[[_Ibis, ir.Table, _Ibis | None], _Ibis]] = {
    "sum": lambda value, _, seen: _sum(value, seen),
    "mean": lambda value, _, seen: _mean(value, seen),
    "maximum": lambda value, _, seen: value.max(where=seen),
    "minimum": lambda value, _, seen: value.min(where=seen),
    "median": lambda value, _, seen: value.cast("float64").quantile(
        0.5, where=seen
    ),  # between two: their mean
    "trend": _trend,
    "longest_run": lambda value, pairs, seen: _runs.months(_months_ago(pairs), _and(seen, value)),
    "streak": _streak,
    "latest": _latest,
}
"""Verbs that aggregate a value, from (value, pairs, what is seen)."""


def compile_aggregate(node: Aggregate, pairs: ir.Table, *, widest: int) -> _Ibis:
    """The aggregate of ``node`` over ``pairs`` of snapshots and records in use, grouped by snapshot.

    ``widest`` is the window start, in months, the pairs are already limited to. The result is raw: the date
    of the latest record for recency, the months that hold for a longest run, null where nothing was seen.
    """
    seen = _within(node, pairs, widest)
    value = None if node.value is None else compile_expression(node.value, pairs)
    match node.verb:
        case "count":
            return pairs.count() if seen is None else pairs.count(where=seen)
        case "recency":
            return pairs["event_date"].max(where=seen)
        case "decayed":
            return _decayed(node, value, pairs, seen)
        case "distinct":
            return _distinct(node, value, seen)
        case verb:
            return _OF_VALUE[verb](value, pairs, seen)


_NOTHING_IS_ZERO = frozenset({"count", "sum", "distinct", "longest_run", "streak", "decayed"})


def finish_aggregate(node: Aggregate, raw: _Ibis, base: ir.Table) -> _Ibis:
    """The value of the leaf: what was seen, what nothing seen means, null where the source does not cover."""
    start = base[bound(node.window.start)]
    if node.verb in _NOTHING_IS_ZERO:
        value = ibis.coalesce(raw.cast("float64"), 0.0)
    elif node.verb == "recency":
        value = base["as_of"].delta(ibis.coalesce(raw, start), unit="day").cast("float64")
    else:
        value = raw.cast("float64")
    if node.per != 1:
        value = value / float(node.per)
    if node.none_seen is not None:
        value = ibis.coalesce(value, float(node.none_seen))
    return ibis.ifelse(base[f"_covered_{node.table}"] <= start, value, ibis.null("float64"))
