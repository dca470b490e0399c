"""The interpreter: the same plans, run for one entity over plain dicts.

Closures are built once per plan and run many times; nothing is generated from text. It serves single
entities online and is the independent oracle the set-wise engine is tested against.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import log1p
from typing import Any

from creditscore.errors import DefinitionError
from creditscore.plan.expression import AsOf, Call, Column, Constant, Expression, Value
from creditscore.plan.feature import Feature
from creditscore.plan.node import Aggregate, Attribute, Combine, Covered, Node
from creditscore.plan.window import Window, month_index

Row = Mapping[str, Any]
Months = tuple[int, int]

FIXED_POINT = float(1 << 40)
"""Logarithms are summed as whole multiples of 1 / FIXED_POINT, so that no order of adding changes a trend."""
Evaluate = Callable[[Row, date], Any]


@dataclass(frozen=True, slots=True)
class Situation:
    """One entity on one day: its rows by table (one per usable interval of a record, with ``record_id``,
    ``event_date``, ``known_from``, ``usable_from``, ``usable_until``), and since when each source covers it.
    """

    as_of: date
    rows: Mapping[str, Sequence[Row]]
    covered_from: Mapping[str, date | None]
    _visible: dict[str, list[Row]] = field(
        default_factory=dict[str, list[Row]], init=False, repr=False, compare=False
    )
    _bounds: dict[Months, tuple[date, date]] = field(
        default_factory=dict[Months, tuple[date, date]], init=False, repr=False, compare=False
    )

    def visible(self, table: str) -> list[Row]:
        """Rows of a table in use on the day, sifted once."""
        found = self._visible.get(table)
        if found is None:
            found = self._visible[table] = [
                row for row in self.rows.get(table, ()) if in_use(row, self.as_of)
            ]
        return found

    def bounds(self, window: Window, months: Months) -> tuple[date, date]:
        """First day of a window and the first day after it, worked out once; ``months`` are its start and end."""
        found = self._bounds.get(months)
        if found is None:
            found = self._bounds[months] = window.bounds(self.as_of)
        return found


def in_use(row: Row, as_of: date) -> bool:
    """The rule of DESIGN section 4: everything strictly before ``as_of``."""
    until = row["usable_until"]
    return (
        row["event_date"] < as_of
        and row["known_from"] < as_of
        and row["usable_from"] <= as_of
        and (until is None or until > as_of)
    )


def _order(row: Row) -> tuple[date, date, str]:
    return row["event_date"], row["known_from"], row["record_id"]


def _all_known(function: Callable[..., Value]) -> Callable[..., Value]:
    def apply(*arguments: Value) -> Value:
        return None if any(argument is None for argument in arguments) else function(*arguments)

    return apply


def _and(left: Value, right: Value) -> Value:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _or(left: Value, right: Value) -> Value:
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def _divide(a: Any, b: Any) -> Any:
    return None if b == 0 else a / b


def _days(later: date, earlier: date) -> int:
    return (later - earlier).days


def _month(day: date) -> int:
    return day.month


def _log1p(a: float) -> float | None:
    return log1p(a) if a > -1 else None


def _in(a: Value, *values: Value) -> Value:
    return None if a is None else a in values


def _is_null(a: Value) -> bool:
    return a is None


def _coalesce(a: Value, b: Value) -> Value:
    return b if a is None else a


def _code(value: Value, *pairs: Value) -> Value:
    return dict(zip(pairs[::2], pairs[1::2], strict=True)).get(value)


_OF_KNOWN: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": _divide,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
    "not": operator.not_,
    "days": _days,
    "log1p": _log1p,
    "number": float,
    "floor": max,
    "month": _month,
}
"""Null as soon as an argument is."""

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _all_known(function) for name, function in _OF_KNOWN.items()},
    "in": _in,
    "is_null": _is_null,
    "coalesce": _coalesce,
    "and": _and,
    "or": _or,
    "code": _code,
}


def compile_expression(expression: Expression) -> Evaluate:
    """A function of (row, as_of)."""
    match expression:
        case Column(name):
            return lambda row, _: row[name]
        case Constant(value):
            return lambda _row, _day: value
        case AsOf():
            return lambda _, as_of: as_of
        case Call("known", (value, fact)):
            value_of, fact_of = compile_expression(value), compile_expression(fact)

            def known(row: Row, as_of: date) -> Any:
                day = fact_of(row, as_of)
                return value_of(row, as_of) if day is not None and day < as_of else None

            return known
        case Call(operation, (first, second)):
            of_two, first_of, second_of = (
                _FUNCTIONS[operation],
                compile_expression(first),
                compile_expression(second),
            )
            return lambda row, as_of: of_two(first_of(row, as_of), second_of(row, as_of))
        case Call(operation, arguments):
            function, parts = _FUNCTIONS[operation], [compile_expression(part) for part in arguments]
            return lambda row, as_of: function(*(part(row, as_of) for part in parts))
        case _:
            raise DefinitionError(f"an expression of type {type(expression).__name__} cannot be interpreted")


def _trend(points: Iterable[tuple[int, int]]) -> float | None:
    pairs = list(points)
    n = len(pairs)
    if len({month for month, _ in pairs}) < 3:
        return None
    st, sy = sum(t for t, _ in pairs), sum(y for _, y in pairs)
    stt, sty = sum(t * t for t, _ in pairs), sum(t * y for t, y in pairs)
    return (n * sty - st * sy) / (n * stt - st * st) / FIXED_POINT


def _reduce(
    node: Aggregate, seen: Sequence[Row], as_of: date, start: date, value_of: Evaluate | None
) -> float | None:
    """What the records seen come to; null where that says nothing."""
    if node.verb == "count":
        return float(len(seen))
    if node.verb == "recency":
        return float((as_of - max((row["event_date"] for row in seen), default=start)).days)
    assert value_of is not None
    if node.verb == "sum":
        return float(sum(value for row in seen if (value := value_of(row, as_of)) is not None))
    valued = [(row, value) for row in seen if (value := value_of(row, as_of)) is not None]
    values = [value for _, value in valued]
    match node.verb:
        case "distinct":
            return float(len(set(values)))
        case "trend":
            here = month_index(as_of)
            points = [
                (month_index(row["event_date"]) - here, round(log1p(v) * FIXED_POINT))
                for row, v in valued
                if v > -1
            ]
            return _trend(points)
        case _ if not values:
            return None
        case "maximum":
            return float(max(values))
        case "minimum":
            return float(min(values))
        case "mean":
            return float(sum(values)) / len(values)
        case _:
            return float(max(valued, key=lambda pair: _order(pair[0]))[1])


Answer = Callable[[Situation], float | None]


def _compile_aggregate(node: Aggregate) -> Answer:
    value_of = None if node.value is None else compile_expression(node.value)
    holds = None if node.where is None else compile_expression(node.where)
    table, window, per, none_seen = node.table, node.window, node.per, node.none_seen
    months = (window.start, window.end)

    def answer(situation: Situation) -> float | None:
        start, end = situation.bounds(window, months)
        since = situation.covered_from.get(table)
        if since is None or since > start:
            return None
        as_of = situation.as_of
        seen = [row for row in situation.visible(table) if start <= row["event_date"] < end]
        if holds is not None:
            seen = [row for row in seen if holds(row, as_of) is True]
        found = _reduce(node, seen, as_of, start, value_of)
        return none_seen if found is None else found / per

    return answer


def _compile_covered(node: Covered) -> Answer:
    window, months = node.window, (node.window.start, node.window.end)

    def answer(situation: Situation) -> float | None:
        since = situation.covered_from.get(node.table)
        return float(since is not None and since <= situation.bounds(window, months)[0])

    return answer


def _compile_attribute(node: Attribute) -> Answer:
    value_of = compile_expression(node.value)

    def answer(situation: Situation) -> float | None:
        rows = situation.visible(node.table)
        if not rows:
            return None
        value = value_of(max(rows, key=_order), situation.as_of)
        return None if value is None else float(value)

    return answer


def _compile_combine(node: Combine) -> Answer:
    left_of, right_of = compile_node(node.left), compile_node(node.right)

    def answer(situation: Situation) -> float | None:
        left, right = left_of(situation), right_of(situation)
        if left is None or right is None:
            return None
        if node.combination == "difference":
            return left - right
        if right == 0:
            return node.zero
        return left / right - (1.0 if node.combination == "change" else 0.0)

    return answer


@lru_cache(maxsize=4096)
def compile_node(node: Node) -> Answer:
    """A function of a situation, built once per plan."""
    match node:
        case Aggregate():
            return _compile_aggregate(node)
        case Attribute():
            return _compile_attribute(node)
        case Covered():
            return _compile_covered(node)
        case Combine():
            return _compile_combine(node)
        case _:
            raise DefinitionError(f"{type(node).__name__} cannot be computed from records; bring its values")


def compile_features(features: Sequence[Feature]) -> Callable[[Situation], dict[str, float | None]]:
    """A function that answers all of them for a situation: built once, called for every entity."""
    answers = [(feature.name, compile_node(feature.node)) for feature in features]
    return lambda situation: {name: answer(situation) for name, answer in answers}


def evaluate(features: Sequence[Feature], situation: Situation) -> dict[str, float | None]:
    """Values of features for one entity on one day; null is None."""
    return compile_features(features)(situation)
