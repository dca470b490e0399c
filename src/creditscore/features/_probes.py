"""Records made up to try a condition out: every combination of the values that expressions tell apart.

Of a code those named and one that is not, of a number those on either side of every bound, of a date the days
around the event, around ``as_of`` and at every distance named, of each also null. Values that no expression tells
apart stand for one another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from creditscore.plan import AsOf, Call, Column, Constant, Expression, columns_of, compile_expression
from creditscore.records import Column as RecordColumn
from creditscore.records import Table

_ENTERPRISE = "91220101MA00000000"
_FIXED = frozenset({"record_id", "uscc", "event_date", "known_date", "superseded_date"})
_LOGICAL = frozenset({"and", "or", "not"})
_DAY = timedelta(days=1)
_FAR = 40_000
"""Days beyond which a number in an expression is taken for an amount, not for a distance in days."""


def reads_age(expression: Expression | None) -> bool:
    """Whether a condition asks how long ago the record happened, so that the day it happened matters."""
    match expression:
        case AsOf():
            return True
        case Column(name):
            return name in {"event_date", "known_date"}
        case Call("known", (value, _)):
            return reads_age(value)
        case Call(_, arguments):
            return any(map(reads_age, arguments))
        case _:
            return False


def probes(
    of: Table,
    expressions: Sequence[Expression],
    *,
    event: date,
    on: date,
    steering: Collection[str | None] = (),
) -> Iterator[dict[str, Any]]:
    """Records of an enterprise that happened and became known on ``event``, over every combination of what the
    ``expressions`` (over stored columns) tell apart on the day ``on``.

    Columns of ``steering`` mean something beyond the expressions: all their values are kept. Columns that no
    expression reads are null.
    """
    told = tuple(atom for expression in expressions for atom in _atoms(expression))
    record = dict.fromkeys(column.name for column in of.columns) | {
        "record_id": "probe", "uscc": _ENTERPRISE, "event_date": event, "known_date": event,
    }  # fmt: skip
    read = sorted(frozenset[str]().union(*map(columns_of, told)) - _FIXED)
    values: list[list[Any]] = []
    for name in read:
        mine = [atom for atom in told if name in columns_of(atom)]
        found = list(dict.fromkeys(_values(of.column(name), mine, event=event, on=on)))
        alone = all(columns_of(atom) - _FIXED == {name} for atom in mine)
        values.append(_told_apart(name, found, mine, record, on) if alone and name not in steering else found)
    for combination in product(*values):
        yield record | dict(zip(read, combination, strict=True))


def _atoms(expression: Expression) -> Iterator[Expression]:
    """The parts of a condition that hold or not by themselves."""
    match expression:
        case Call(operation, arguments) if operation in _LOGICAL:
            for argument in arguments:
                yield from _atoms(argument)
        case Call("coalesce", (Call(), Constant(bool())) as parts):
            yield from _atoms(parts[0])
        case Call():
            yield expression
        case _:
            if columns_of(expression):
                yield expression


def _constants(expression: Expression) -> Iterator[Any]:
    match expression:
        case Constant(value):
            yield value
        case Call(_, arguments):
            for argument in arguments:
                yield from _constants(argument)
        case _:
            return


def _values(column: RecordColumn, atoms: Sequence[Expression], *, event: date, on: date) -> Iterator[Any]:
    """Values of a column that the atoms may tell apart, null among them."""
    named = [value for atom in atoms for value in _constants(atom)]
    numbers = [value for value in named if isinstance(value, int | float) and not isinstance(value, bool)]
    match column.kind:
        case "text" | "code":
            words = [value for value in named if isinstance(value, str)]
            yield from words
            yield next((code for code in column.codes if code not in words), "another")
        case "boolean":
            yield from (True, False)
        case "date":
            yield None  # a date that is not there comes first: a later fact is no more than that
            around = [event, on, *(value for value in named if isinstance(value, date))]
            for days in (round(number) for number in numbers if abs(number) < _FAR):
                around += [event + days * _DAY, on - days * _DAY]
            yield from (day + step * _DAY for day in around for step in (-1, 0, 1))
        case _:
            unit = 100 if column.kind == "money" else 1
            for bound in (0, *numbers):
                yield from (round(bound * unit) + step for step in (-1, 0, 1))
            yield 10**12
    yield None


def _told_apart(
    name: str, values: Sequence[Any], atoms: Sequence[Expression], record: Mapping[str, Any], on: date
) -> list[Any]:
    """One value for each way in which the atoms can come out."""
    asked = [compile_expression(atom) for atom in atoms]
    outcomes: dict[tuple[Any, ...], Any] = {}
    for value in values:
        outcomes.setdefault(tuple(ask({**record, name: value}, on) for ask in asked), value)
    return list(outcomes.values())
