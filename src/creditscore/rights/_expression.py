"""Conditions of rules and outcomes, compiled to Ibis: the set-wise reading of a plan expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir

from creditscore.errors import DefinitionError
from creditscore.plan import Call, Column, Constant, Expression, columns_of, substitute
from creditscore.records import Table


def _divide(a: Any, b: Any) -> Any:
    return a / (b.nullif(0) if isinstance(b, ir.Value) else b)


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": _divide,
    "in": lambda a, *values: a.isin(values),
    "is_null": lambda a: a.isnull(),
    "coalesce": ibis.coalesce,
}


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


def condition(expression: Expression, rows: ir.Table) -> Any:
    """``expression`` over stored columns as an Ibis column of ``rows``."""
    match expression:
        case Column(name):
            return rows[name]
        case Constant(value):
            return value
        case Call(operation, arguments) if operation in _OPERATIONS:
            return _OPERATIONS[operation](*(condition(argument, rows) for argument in arguments))
        case _:
            raise DefinitionError(
                f"{expression!r}: a condition of a rule or outcome may use {sorted(_OPERATIONS)}; a late fact "
                "or as_of belongs in a feature"
            )
