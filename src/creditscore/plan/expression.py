"""Row expressions: what one record says, as data.

Four kinds of node, no lambdas and no strings of SQL, so that the same expression can be compiled for an
engine, interpreted for one entity, hashed and shown to an auditor. Nulls follow SQL: a comparison with
null is null, ``and``/``or`` are three-valued, division by zero is null, and a condition holds only if it
is true.

>>> (col("fine") > 0) & col("domain").is_("food")
((fine > 0) and (domain = 'food'))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Value = bool | int | float | str | date | None

Operation = Literal[
    "add", "subtract", "multiply", "divide",
    "lt", "le", "gt", "ge", "eq", "ne",
    "and", "or", "not", "is_null", "in", "coalesce", "days", "code", "log1p", "number", "known", "floor", "month",
]  # fmt: skip

_SYMBOLS: dict[str, str] = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "lt": "<", "le": "<=", "gt": ">",
    "ge": ">=", "eq": "=", "ne": "<>", "and": "and", "or": "or",
}  # fmt: skip


class Expression:
    """A value or condition over the columns of one record, known before ``as_of``."""

    def __lt__(self, other: Expression | Value) -> Call:
        return Call("lt", (self, lift(other)))

    def __le__(self, other: Expression | Value) -> Call:
        return Call("le", (self, lift(other)))

    def __gt__(self, other: Expression | Value) -> Call:
        return Call("gt", (self, lift(other)))

    def __ge__(self, other: Expression | Value) -> Call:
        return Call("ge", (self, lift(other)))

    def __and__(self, other: Expression) -> Call:
        return Call("and", (self, other))

    def __or__(self, other: Expression) -> Call:
        return Call("or", (self, other))

    def __invert__(self) -> Call:
        return Call("not", (self,))

    def __add__(self, other: Expression | Value) -> Call:
        return Call("add", (self, lift(other)))

    def __sub__(self, other: Expression | Value) -> Call:
        return Call("subtract", (self, lift(other)))

    def __mul__(self, other: Expression | Value) -> Call:
        return Call("multiply", (self, lift(other)))

    def __truediv__(self, other: Expression | Value) -> Call:
        return Call("divide", (self, lift(other)))

    def is_(self, other: Expression | Value) -> Call:
        """Equality (``==`` is kept for comparing definitions)."""
        return Call("eq", (self, lift(other)))

    def is_not(self, other: Expression | Value) -> Call:
        return Call("ne", (self, lift(other)))

    def is_in(self, values: Sequence[Value]) -> Call:
        return Call("in", (self, *(Constant(value) for value in values)))

    def is_null(self) -> Call:
        return Call("is_null", (self,))

    def or_else(self, other: Expression | Value) -> Call:
        """The value, or ``other`` where it is null."""
        return Call("coalesce", (self, lift(other)))

    def days_since(self, earlier: Expression) -> Call:
        """Whole days from ``earlier`` to this date."""
        return Call("days", (self, earlier))

    def month(self) -> Call:
        """Month of the year of a date, 1 to 12."""
        return Call("month", (self,))

    def coded(self, codes: Mapping[str, float]) -> Call:
        """Ordinal code of a text value; a value outside ``codes`` is null."""
        pairs = tuple(part for key in sorted(codes) for part in (Constant(key), Constant(float(codes[key]))))
        return Call("code", (self, *pairs))

    def log1p(self) -> Call:
        return Call("log1p", (self,))

    def known_by(self, fact_date: Expression) -> Call:
        """The value once ``fact_date`` lies before ``as_of``, null until then (a late fact)."""
        return Call("known", (self, fact_date))

    def at_least(self, bound: float) -> Call:
        """The value, or ``bound`` where it is smaller."""
        return Call("floor", (self, Constant(bound)))

    def as_number(self) -> Call:
        """1.0 where true, 0.0 where false, null where unknown."""
        return Call("number", (self,))


@dataclass(frozen=True, slots=True, repr=False)
class Column(Expression):
    """A column of the record."""

    name: str

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Constant(Expression):
    """A literal; 1, 1.0 and true are three different ones, as they are in JSON and to an engine."""

    value: Value

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Constant)
            and type(self.value) is type(other.value)
            and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))

    def __repr__(self) -> str:
        return repr(str(self.value)) if isinstance(self.value, (str, date)) else str(self.value)


@dataclass(frozen=True, slots=True, repr=False)
class AsOf(Expression):
    """The day the question is asked for (00:00 Asia/Shanghai)."""

    def __repr__(self) -> str:
        return "as_of"


@dataclass(frozen=True, slots=True, repr=False)
class Call(Expression):
    """An operation on other expressions."""

    operation: Operation
    arguments: tuple[Expression, ...]

    def __repr__(self) -> str:
        if self.operation in _SYMBOLS:
            return "(" + f" {_SYMBOLS[self.operation]} ".join(map(repr, self.arguments)) + ")"
        return f"{self.operation}({', '.join(map(repr, self.arguments))})"


def col(name: str) -> Column:
    """The column ``name`` of the record."""
    return Column(name)


def lift(value: Expression | Value) -> Expression:
    """``value`` as an expression."""
    return value if isinstance(value, Expression) else Constant(value)


def columns_of(expression: Expression | None) -> frozenset[str]:
    """Names of the columns an expression reads."""
    if isinstance(expression, Column):
        return frozenset({expression.name})
    if isinstance(expression, Call):
        return frozenset(name for argument in expression.arguments for name in columns_of(argument))
    return frozenset()


def substitute(expression: Expression, replacement: Callable[[Column], Expression]) -> Expression:
    """``expression`` with every column replaced by ``replacement(column)``."""
    if isinstance(expression, Column):
        return replacement(expression)
    if isinstance(expression, Call):
        arguments = tuple(substitute(argument, replacement) for argument in expression.arguments)
        return Call(expression.operation, arguments)
    return expression
