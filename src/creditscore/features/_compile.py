"""Plans compiled to Ibis expressions: the set-wise half of one definition, two machines."""

from __future__ import annotations

from typing import Any

import ibis
from ibis import ir

from creditscore.plan import FIXED_POINT, Aggregate
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


def _trend(value: _Ibis, pairs: ir.Table, seen: _Ibis | None) -> _Ibis:
    """Sums that make a least-squares slope; null with fewer than three different months."""
    month = pairs["event_date"].year() * 12 + pairs["event_date"].month() - 1 - pairs["_month"]
    y, t = (compile_log1p(value) * FIXED_POINT).round().cast("int64"), month
    usable = y.notnull() if seen is None else seen & y.notnull()
    n = usable.sum().cast("float64")
    st, sy = t.sum(where=usable), y.sum(where=usable)
    stt, sty = (t * t).sum(where=usable), (t * y).sum(where=usable)  # integers: exact in any order
    st, sy, stt, sty = (total.cast("float64") for total in (st, sy, stt, sty))
    slope = (n * sty - st * sy) / (n * stt - st * st).nullif(0.0) / FIXED_POINT
    return ibis.ifelse(month.nunique(where=usable) >= 3, slope, ibis.null("float64"))


def compile_log1p(value: _Ibis) -> _Ibis:
    """``log(1 + value)``, null at or below -1."""
    return OPERATIONS["log1p"](value)


def compile_aggregate(node: Aggregate, pairs: ir.Table, *, widest: int) -> _Ibis:
    """The aggregate of ``node`` over ``pairs`` of snapshots and records in use, grouped by snapshot.

    ``widest`` is the window start, in months, the pairs are already limited to. The result is raw: the date
    of the latest record for recency, null where nothing was seen.
    """
    seen = _within(node, pairs, widest)
    if node.verb == "count":
        return pairs.count() if seen is None else pairs.count(where=seen)
    if node.verb == "recency":
        return pairs["event_date"].max(where=seen)
    assert node.value is not None
    value = compile_expression(node.value, pairs)
    match node.verb:
        case "sum":
            return value.cast("float64").sum(where=seen)
        case "maximum":
            return value.max(where=seen)
        case "minimum":
            return value.min(where=seen)
        case "mean":
            return value.cast("float64").mean(where=seen)
        case "distinct":
            return value.nunique(where=seen)
        case "trend":
            return _trend(value, pairs, seen)
        case _:
            key = ibis.struct({name: pairs[name] for name in ("event_date", "known_from", "record_id")})
            usable = value.notnull() if seen is None else seen & value.notnull()
            return value.argmax(key, where=usable)


def finish_aggregate(node: Aggregate, raw: _Ibis, base: ir.Table) -> _Ibis:
    """The value of the leaf: what was seen, what nothing seen means, null where the source does not cover."""
    start = base[bound(node.window.start)]
    match node.verb:
        case "count" | "sum" | "distinct":
            value = ibis.coalesce(raw.cast("float64"), 0.0)
        case "recency":
            value = base["as_of"].delta(ibis.coalesce(raw, start), unit="day").cast("float64")
        case _:
            value = raw.cast("float64")
    if node.per != 1:
        value = value / float(node.per)
    if node.none_seen is not None:
        value = ibis.coalesce(value, float(node.none_seen))
    return ibis.ifelse(base[f"_covered_{node.table}"] <= start, value, ibis.null("float64"))
