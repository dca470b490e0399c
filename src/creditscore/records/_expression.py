"""Row expressions of ``plan`` as SQL over a table's typed columns; tests hold them equal to the interpreter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from creditscore.errors import DefinitionError
from creditscore.plan import AsOf, Call, Constant, Expression
from creditscore.plan import Column as Read
from creditscore.records._cast import literal, name
from creditscore.records._table import Table


def _among(value: str, *listed: str) -> str:
    return (
        f"({value} IN ({', '.join(listed)}))" if listed else f"(CASE WHEN {value} IS NOT NULL THEN FALSE END)"
    )


def _coded(value: str, *pairs: str) -> str:
    arms = " ".join(f"WHEN {key} THEN {code}" for key, code in zip(pairs[::2], pairs[1::2], strict=True))
    return f"CASE {value} {arms} END"


_OPERATIONS: dict[str, Callable[..., str]] = {
    **{
        operation: f"({{}} {symbol} {{}})".format
        for operation, symbol in {
            "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "<>", "and": "AND", "or": "OR",
        }.items()
    },
    **{
        operation: f"({{}}::DOUBLE {symbol} {{}}::DOUBLE)".format
        for operation, symbol in {"add": "+", "subtract": "-", "multiply": "*"}.items()
    },
    "divide": "({}::DOUBLE / nullif({}::DOUBLE, 0))".format,
    "not": "(NOT {})".format,
    "is_null": "({} IS NULL)".format,
    "coalesce": "coalesce({}, {})".format,
    "days": "date_diff('day', {1}, {0})".format,
    "month": "month({})".format,
    "number": "{}::DOUBLE".format,
    "floor": "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN greatest({0}, {1}) END".format,
    "log1p": "CASE WHEN {0} > -1 THEN ln(1 + {0}::DOUBLE) END".format,
    "in": _among,
    "code": _coded,
}  # fmt: skip
"""Nulls go through as in the interpreter; numbers are added and multiplied in double precision."""


def predicate(expression: Expression, table: Table) -> str:
    """SQL that is true where ``expression`` holds for a row of ``table``.

    Money is stored in fen and read as yuan (double precision); numbers are added and multiplied in double
    precision, so that nothing overflows. There is no ``as_of`` when records are read: an expression that asks
    for one raises ``DefinitionError``.
    """
    match expression:
        case Read(column):
            stored = name(column)
            return f"({stored}::DOUBLE / 100)" if table.column(column).kind == "money" else stored
        case Constant(value):
            return _constant(value)
        case AsOf() | Call("known", _):
            raise DefinitionError(
                f"table {table.name}: a check reads one row as delivered and knows no as_of, found {expression!r}; "
                "take it out of the check"
            )
        case Call(operation, arguments):
            return _call(operation, arguments, table)
        case _:
            raise DefinitionError(
                f"table {table.name}: an expression of type {type(expression).__name__} cannot become SQL"
            )


def _call(operation: str, arguments: tuple[Expression, ...], table: Table) -> str:
    if operation not in _OPERATIONS:
        raise DefinitionError(f"table {table.name}: operation {operation!r} cannot become SQL")
    return _OPERATIONS[operation](*(predicate(argument, table) for argument in arguments))


def _constant(value: bool | int | float | str | date | None) -> str:
    if value is None:
        return "NULL"
    return f"'{value!r}'::DOUBLE" if isinstance(value, float) else literal(value)
