"""Expressions over the rows of one table, each worked out once for all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from creditscore.errors import DefinitionError
from creditscore.plan.expression import AsOf, Call, Column, Constant, Expression
from creditscore.plan.operations import Row, meaning

Step = Callable[[Sequence[Row], date, list[list[Any]]], list[Any]]
"""The values of an expression, from the rows, the day and the values of the expressions before it."""


class Columns:
    """Expressions in an order in which each comes after those it is made of."""

    def __init__(self) -> None:
        self._places: dict[Expression, int] = {}
        self._steps: list[Step] = []

    def place(self, expression: Expression) -> int:
        """Where in ``values`` those of an expression will be; the same for the same expression."""
        if expression not in self._places:
            step = self._step(expression)
            self._places[expression] = len(self._steps)
            self._steps.append(step)
        return self._places[expression]

    def _step(self, expression: Expression) -> Step:
        match expression:
            case Column(name):
                return lambda rows, _day, _before: [row[name] for row in rows]
            case Constant(value):
                return lambda rows, _day, _before: [value] * len(rows)
            case AsOf():
                return lambda rows, day, _before: [day] * len(rows)
            case Call():
                function, arguments, of_known = meaning(expression)
                places = [self.place(argument) for argument in arguments]
                return _of_known(function, places) if of_known else _of_any(function, places)
            case _:
                raise DefinitionError(
                    f"an expression of type {type(expression).__name__} cannot be interpreted"
                )

    def values(self, rows: Sequence[Row], day: date) -> list[list[Any]]:
        """The values of every expression, one per row."""
        found: list[list[Any]] = []
        for step in self._steps:
            found.append(step(rows, day, found))
        return found


def _of_known(function: Callable[..., Any], places: list[int]) -> Step:
    """``function`` row by row, null where one of the columns is; one and two columns are the usual case."""
    match places:
        case [one]:
            return lambda _rows, _day, before: [None if a is None else function(a) for a in before[one]]
        case [one, two]:
            return lambda _rows, _day, before: [
                None if a is None or b is None else function(a, b)
                for a, b in zip(before[one], before[two], strict=True)
            ]
        case _:
            return lambda _rows, _day, before: [
                None if None in values else function(*values)
                for values in zip(*[before[place] for place in places], strict=True)
            ]


def _of_any(function: Callable[..., Any], places: list[int]) -> Step:
    """``function`` row by row, nulls and all."""
    return lambda _rows, _day, before: list(map(function, *[before[place] for place in places]))
