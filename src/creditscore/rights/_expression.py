"""Plan expressions over the columns of a table, as Ibis: one operation table for rules, outcomes and features.

``plan.compile_expression`` reads the same expressions for one record; the two agree, and the tests say so.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from creditscore.errors import DefinitionError
from creditscore.plan import AsOf, Call, Column, Constant, Expression, columns_of, substitute
from creditscore.records import Table

_Ibis = Any


def _divide(a: _Ibis, b: _Ibis) -> _Ibis:
    """Null where the divisor is 0; a literal divisor other than 0 needs no look at every row."""
    literal = b.op()
    never_zero = isinstance(literal, ops.Literal) and bool(literal.value)
    b = b.cast("float64")
    return a.cast("float64") / (b if never_zero else b.nullif(0.0))


def _alike(a: _Ibis, b: _Ibis) -> tuple[_Ibis, _Ibis]:
    """A whole number beside another number as that: engines read a literal such as 0.5 as a decimal."""
    whole, other = a.type().is_integer(), b.type().is_integer()
    if whole == other:
        return a, b
    return (a.cast("float64"), b) if whole else (a, b.cast("float64"))


def _code(value: _Ibis, *pairs: _Ibis) -> _Ibis:
    return value.cases(*zip(pairs[::2], pairs[1::2], strict=True), else_=ibis.null("float64"))


def _at_least(value: _Ibis, bound: _Ibis) -> _Ibis:
    """Whole numbers stay whole over a whole bound, so that their sums stay exact and cheap."""
    literal = bound.op()
    if value.type().is_integer() and isinstance(literal, ops.Literal) and float(literal.value).is_integer():
        bound = ibis.literal(int(literal.value))
    return ibis.ifelse(value < bound, bound, value)


OPERATIONS: dict[str, Callable[..., _Ibis]] = {
    "add": lambda a, b: operator.add(*_alike(a, b)),
    "subtract": lambda a, b: operator.sub(*_alike(a, b)),
    "multiply": lambda a, b: operator.mul(*_alike(a, b)),
    "divide": _divide,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
    "is_null": lambda a: a.isnull(),
    "in": lambda a, *values: a.isin(values),
    "coalesce": ibis.coalesce,
    "days": lambda later, earlier: later.delta(earlier, unit="day"),
    "month": lambda a: a.month(),
    "code": _code,
    "log1p": lambda a: ibis.ifelse(a > -1, (a.cast("float64") + 1).ln(), ibis.null("float64")),
    "number": lambda a: a.cast("float64"),
    "floor": _at_least,
}
"""Every operation of a plan expression but ``known``, which needs the day the question is asked for."""


def compiled(expression: Expression, rows: ir.Table) -> _Ibis:
    """``expression`` over the columns of ``rows``, which carries ``as_of`` if the expression asks for it."""
    match expression:
        case Column(name):
            return rows[name]
        case Constant(value):
            return ibis.literal(value)
        case AsOf():
            return rows["as_of"]
        case Call("known", (value, fact)):
            known = compiled(fact, rows) < rows["as_of"]
            of_value = compiled(value, rows)
            return ibis.ifelse(known, of_value, ibis.null(of_value.type()))
        case Call(operation, arguments) if operation in OPERATIONS:
            return OPERATIONS[operation](*(compiled(argument, rows) for argument in arguments))
        case _:
            raise DefinitionError(f"{expression!r}: it cannot be compiled; wanted {sorted(OPERATIONS)}")


def _asks_for_a_day(expression: Expression) -> bool:
    match expression:
        case AsOf() | Call("known", _):
            return True
        case Call(_, arguments):
            return any(map(_asks_for_a_day, arguments))
        case _:
            return False


def in_storage(table: Table, expression: Expression) -> Expression:
    """``expression`` over the stored columns of ``table``: what it says in yuan is stored in fen."""
    for name in columns_of(expression):
        table.column(name)
    return substitute(
        expression,
        lambda column: (
            Call("divide", (column, Constant(100.0))) if table.column(column.name).kind == "money" else column
        ),
    )


def condition(expression: Expression, rows: ir.Table) -> _Ibis:
    """``expression`` over stored columns as an Ibis column of ``rows``: what a rule or outcome asks of a record."""
    if _asks_for_a_day(expression):
        raise DefinitionError(
            f"{expression!r}: a condition of a rule or outcome may use {sorted(OPERATIONS)}; a late fact or as_of "
            "belongs in a feature"
        )
    return compiled(expression, rows)
