"""What each operation of an expression means, and expressions compiled to functions of one record."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import log1p
from typing import Any, NamedTuple

from creditscore.errors import DefinitionError
from creditscore.plan.expression import AsOf, Call, Column, Constant, Expression, Value

Row = Mapping[str, Any]
Evaluate = Callable[[Row, date], Any]


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


def _floor(a: float, bound: float) -> float:
    return max(a, bound)


def _month(day: date) -> int:
    return day.month


def _log1p(a: float) -> float | None:
    return log1p(a) if a > -1 else None


def _in(a: Value, *values: Value) -> bool:
    return a in values


def _is_null(a: Value) -> bool:
    return a is None


def _coalesce(a: Value, b: Value) -> Value:
    return b if a is None else a


def _code(value: Value, *pairs: Value) -> Value:
    return dict(zip(pairs[::2], pairs[1::2], strict=True)).get(value)


def _known(value: Value, fact: date | None, as_of: date) -> Value:
    return value if fact is not None and fact < as_of else None


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
    "in": _in,
    "days": _days,
    "log1p": _log1p,
    "number": float,
    "floor": _floor,
    "month": _month,
}
"""Null as soon as an argument is; the function never sees one."""

_OF_ANY: dict[str, Callable[..., Any]] = {
    "is_null": _is_null,
    "coalesce": _coalesce,
    "and": _and,
    "or": _or,
    "code": _code,
    "known": _known,
}
"""What makes something of a null itself."""


class Meaning(NamedTuple):
    """A function, the expressions it is applied to, and whether a null among their values makes the result null."""

    function: Callable[..., Any]
    arguments: tuple[Expression, ...]
    of_known: bool


def meaning(call: Call) -> Meaning:
    """What a call stands for; a list of constants becomes part of the function: it is looked up, not gone through."""
    first, rest = call.arguments[0], call.arguments[1:]
    constants = [part.value for part in rest if isinstance(part, Constant)]
    match call.operation:
        case "known":
            return Meaning(_known, (*call.arguments, AsOf()), of_known=False)
        case "in" if len(constants) == len(rest):
            return Meaning(frozenset(constants).__contains__, (first,), of_known=True)
        case "code" if len(constants) == len(rest):
            codes = dict(zip(constants[::2], constants[1::2], strict=True))
            return Meaning(codes.get, (first,), of_known=False)
        case name if name in _OF_KNOWN:
            return Meaning(_OF_KNOWN[name], call.arguments, of_known=True)
        case name:
            return Meaning(_OF_ANY[name], call.arguments, of_known=False)


def compile_expression(expression: Expression) -> Evaluate:
    """A function of (row, as_of)."""
    match expression:
        case Column(name):
            return lambda row, _: row[name]
        case Constant(value):
            return lambda _row, _day: value
        case AsOf():
            return lambda _, as_of: as_of
        case Call():
            function, arguments, of_known = meaning(expression)
            parts = [compile_expression(argument) for argument in arguments]
            return _of_known(function, parts) if of_known else _of_any(function, parts)
        case _:
            raise DefinitionError(f"an expression of type {type(expression).__name__} cannot be interpreted")


def _of_known(function: Callable[..., Any], parts: Sequence[Evaluate]) -> Evaluate:
    def apply(row: Row, as_of: date) -> Any:
        values = [part(row, as_of) for part in parts]
        return None if None in values else function(*values)

    return apply


def _of_any(function: Callable[..., Any], parts: Sequence[Evaluate]) -> Evaluate:
    return lambda row, as_of: function(*[part(row, as_of) for part in parts])
