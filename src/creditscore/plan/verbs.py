"""What each verb makes of the records seen: plain arithmetic over two lists, written once for every interpreter.

A verb is given the records seen in the window in order of (event_date, known_from, record_id): ``days`` are their
event dates, ``values`` their values without nulls (for ``count`` and ``recency``, which take none, the dates again).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import floor, log1p
from typing import Any

from creditscore.plan.expression import Constant, Expression
from creditscore.plan.node import RUNS, Aggregate, Verb
from creditscore.plan.window import month_index

FIXED_POINT = float(1 << 40)
"""Numbers that are not whole are summed as whole multiples of 1 / FIXED_POINT: no order of adding changes a bit."""

Reduce = Callable[[Sequence[date], Sequence[Any], date, date], float | None]
"""What the records come to, from (days, values, as_of, first day of the window); null where that says nothing."""


def fixed(value: float) -> int:
    """A number in whole multiples of 1 / FIXED_POINT, halves upwards (adding a half would itself round from 4096 on)."""
    scaled = value * FIXED_POINT
    below = floor(scaled)
    return below + (scaled - below >= 0.5)


def exact_sum(values: Sequence[Any]) -> float:
    """The sum, the same in any order: whole numbers as they are, others in fixed point.

    >>> exact_sum([0.1, 0.2, 0.3]) == exact_sum([0.3, 0.2, 0.1])
    True
    """
    plain: float = sum(values)
    return sum([fixed(value) for value in values]) / FIXED_POINT if type(plain) is float else float(plain)


def value_of(node: Aggregate) -> Expression | None:
    """What a verb takes of each record: a run takes an unknown condition as not met, a decayed count takes 1."""
    if node.verb == "decayed" and node.value is None:
        return Constant(1)
    return node.value.or_else(False) if node.verb in RUNS and node.value is not None else node.value


def reduce_of(node: Aggregate) -> Reduce:
    """The verb of a node."""
    if node.half_life is not None:
        return _decayed(node.half_life)
    return _REDUCE[node.verb]


def nothing_seen(node: Aggregate, as_of: date, start: date) -> float | None:
    """The value in a covered source without a record in the window."""
    return finished(node, reduce_of(node)((), (), as_of, start))


def finished(node: Aggregate, found: float | None) -> float | None:
    """What a node answers for what its verb found."""
    return node.none_seen if found is None else found / node.per


def _count(days: Sequence[date], _values: Sequence[Any], _as_of: date, _start: date) -> float:
    return float(len(days))


def _recency(days: Sequence[date], _values: Sequence[Any], as_of: date, start: date) -> float:
    return float((as_of - (days[-1] if days else start)).days)


def _sum(_days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float:
    return exact_sum(values)


def _distinct(_days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float:
    return float(len(set(values)))


def _maximum(_days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float | None:
    return float(max(values)) if values else None


def _minimum(_days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float | None:
    return float(min(values)) if values else None


def _mean(_days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float | None:
    return exact_sum(values) / len(values) if values else None


def _latest(_days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float | None:
    return float(values[-1]) if values else None


def _median(_days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float | None:
    if not values:
        return None
    ranked, middle = sorted(values), len(values) // 2
    return float(ranked[middle]) if len(values) % 2 else (ranked[middle - 1] + ranked[middle]) / 2


def _trend(days: Sequence[date], values: Sequence[Any], as_of: date, _start: date) -> float | None:
    here = month_index(as_of)
    pairs = [
        (month_index(day) - here, fixed(log1p(value)))
        for day, value in zip(days, values, strict=True)
        if value > -1
    ]
    if len({month for month, _ in pairs}) < 3:
        return None
    n, st, sy = len(pairs), sum(t for t, _ in pairs), sum(y for _, y in pairs)
    stt, sty = sum(t * t for t, _ in pairs), sum(t * y for t, y in pairs)
    return (n * sty - st * sy) / (n * stt - st * st) / FIXED_POINT


def _holding(days: Sequence[date], values: Sequence[Any]) -> set[int]:
    return {month_index(day) for day, holds in zip(days, values, strict=True) if holds}


def run_up_to(month: int, holding: set[int]) -> range:
    """The months that hold without a break up to and with ``month``; empty if it does not hold."""
    first = month + 1
    while first - 1 in holding:
        first -= 1
    return range(first, month + 1)


def _longest_run(days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float:
    holding = _holding(days, values)
    return float(max((len(run_up_to(month, holding)) for month in holding), default=0))


def _streak(days: Sequence[date], values: Sequence[Any], _as_of: date, _start: date) -> float:
    return float(len(run_up_to(month_index(days[-1]), _holding(days, values)))) if days else 0.0


def _decayed(half_life: int) -> Reduce:
    def decayed(days: Sequence[date], values: Sequence[Any], as_of: date, _start: date) -> float:
        weights: Iterable[float] = (2.0 ** ((as_of - day).days / -half_life) for day in days)
        return exact_sum([value * weight for value, weight in zip(values, weights, strict=True)])

    return decayed


_REDUCE: dict[Verb, Reduce] = {
    "count": _count, "sum": _sum, "maximum": _maximum, "minimum": _minimum, "mean": _mean, "distinct": _distinct,
    "latest": _latest, "recency": _recency, "trend": _trend, "median": _median, "longest_run": _longest_run,
    "streak": _streak,
}  # fmt: skip
