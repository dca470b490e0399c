"""The verbs in which features are declared.

A declaration names the table, the windows, the direction of risk and the wording; the rest follows from the
table: money becomes yuan after an exact sum in fen, a late fact reads as null until its own date has passed,
the lawful basis is the table's, and the layer is public only if every column read is.

A verb returns one feature per window as a ``FeatureSet``; ``.at(12)`` is the one over 12 months.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict, Unpack

from creditscore.codes import catalogue
from creditscore.errors import DefinitionError
from creditscore.features._guard import agreeing, guard, own_columns
from creditscore.features._life import AfterPublicity
from creditscore.plan import (
    Aggregate,
    Attribute,
    Call,
    Column,
    Combination,
    Combine,
    Constant,
    Covered,
    Direction,
    Expression,
    Feature,
    Layer,
    Verb,
    Window,
    columns_of,
    substitute,
)  # fmt: skip
from creditscore.records import Column as RecordColumn
from creditscore.records import Table

Title = tuple[str, str]


HALF_LIFE = 365
"""Days after which a record counts half in a decayed sum, unless the feature says otherwise (this project's own)."""

_IN_YUAN = frozenset({"trend", "decayed"})
"""Verbs that do more with an amount than add or compare it: they read money in yuan, not in fen."""


class Declared(TypedDict):
    """What a windowed verb is told; ``value`` and ``where`` are expressions over the columns of ``of``;
    ``half_life`` is in days and belongs to ``decayed`` alone; ``after_publicity="internal"`` says that the question is for
    evaluations that use records past their publicity, and lets its windows reach beyond it.
    """

    of: Table
    windows: Sequence[Window]
    risk: Direction
    title: Title
    unit: str
    group: str
    family: str
    value: NotRequired[Expression]
    where: NotRequired[Expression]
    none_seen: NotRequired[float]
    half_life: NotRequired[int]
    after_publicity: NotRequired[AfterPublicity]
    why: NotRequired[str]


class Combined(TypedDict):
    """What an arithmetic verb is told; ``zero`` is the value where the divisor is 0."""

    zero: float | None
    risk: Direction
    title: Title
    unit: str
    family: NotRequired[str]
    after_publicity: NotRequired[AfterPublicity]
    why: NotRequired[str]


@dataclass(frozen=True)
class FeatureSet:
    """The same question over several windows."""

    features: tuple[Feature, ...]
    windows: tuple[Window, ...]

    def __iter__(self) -> Iterator[Feature]:
        return iter(self.features)

    def at(self, start: int, end: int = 0) -> Feature:
        """The feature over ``[as_of - start months, as_of - end months)``."""
        for feature, window in zip(self.features, self.windows, strict=True):
            if window == Window(start, end):
                return feature
        raise DefinitionError(
            f"{self.features[0].name}: no window ({start}, {end}); declared are "
            f"{[(window.start, window.end) for window in self.windows]}"
        )


def months(*starts: int) -> tuple[Window, ...]:
    """Windows of so many months up to ``as_of``."""
    return tuple(Window(start) for start in starts)


def _readable(table: Table) -> dict[str, Expression]:
    """Each column as features may read it: money in yuan, late facts only once they are facts."""
    readable: dict[str, Expression] = {}
    for column in table.columns:
        expression: Expression = Column(column.name)
        if column.kind == "money":
            expression = Call("divide", (expression, Constant(100.0)))
        if column.fact_date is not None:
            expression = expression.known_by(Column(column.fact_date))
        readable[column.name] = expression
    return readable


def readable(table: Table, expression: Expression) -> Expression:
    """``expression`` over the columns of ``table`` as features may read them."""
    columns = _readable(table)
    for name in columns_of(expression):
        table.column(name)
    return substitute(expression, lambda column: columns[column.name])


def _read(table: Table, *expressions: Expression | None) -> Sequence[RecordColumn]:
    return own_columns(table, set().union(*(columns_of(expression) for expression in expressions)))


def layer_of(table: Table, *expressions: Expression | None) -> Layer:
    """``public`` only if every column read is; that a record exists is as public as its whole table."""
    public = all(column.layer == "public" for column in _read(table, *expressions))
    return "public" if public else "authorised"


def basis_of(table: Table, *expressions: Expression | None) -> tuple[str, ...]:
    """The lawful bases of what is read; one that is denied or in no catalogue is refused here (S095)."""
    if layer_of(table, *expressions) == "authorised":
        return (catalogue.get(table.basis).code,)
    bases = dict.fromkeys(column.basis or table.basis for column in _read(table, *expressions))
    return tuple(catalogue.get(basis).code for basis in bases)


def _value(table: Table, verb: Verb, value: Expression | None) -> tuple[Expression | None, int]:
    """The value to aggregate and the divisor of the result: sums of money stay exact in fen."""
    if value is None:
        return None, 1
    if isinstance(value, Column) and verb not in _IN_YUAN and table.column(value.name).kind == "money":
        fact = table.column(value.name).fact_date
        return (value if fact is None else value.known_by(Column(fact))), 100
    return readable(table, value), 1


_WHOLE = frozenset({"count", "distinct", "recency", "longest_run", "streak"})


def _titles(title: Title, window: Window) -> Title:
    span = str(window.start) if window.end == 0 else f"{window.start}-{window.end}"
    return title[0].replace("{w}", span), title[1].replace("{w}", span)


def _aggregate(verb: Verb, name: str, declared: Declared) -> FeatureSet:
    of, windows = declared["of"], tuple(declared["windows"])
    value, where = declared.get("value"), declared.get("where")
    over, per = _value(of, verb, value)
    condition = None if where is None else readable(of, where)
    features: list[Feature] = []
    for window in windows:
        node = Aggregate(
            verb=verb, table=of.name, window=window, value=over, where=condition,
            none_seen=declared.get("none_seen"), per=per, half_life=declared.get("half_life"),
        )  # fmt: skip
        zh, en = _titles(declared["title"], window)
        features.append(
            guard(
                Feature(
                    name=f"{name}_{window.label}",
                    node=node,
                    title_zh=zh,
                    title_en=en,
                    unit=declared["unit"],
                    direction=declared["risk"],
                    group=declared["group"],
                    family=declared["family"],
                    layer=layer_of(of, value, where),
                    basis=basis_of(of, value, where),
                    why=declared.get("why", ""),
                    whole=verb in _WHOLE,
                ),
                after_publicity=declared.get("after_publicity", "stop"),
            )
        )
    return FeatureSet(tuple(features), windows)


def count(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """How many records are in use in the window."""
    return _aggregate("count", name, declared)


def total(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The sum of ``value``."""
    return _aggregate("sum", name, declared)


def maximum(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The largest ``value``; 0 when none is seen unless ``none_seen`` says otherwise."""
    return _aggregate("maximum", name, {**declared, "none_seen": declared.get("none_seen", 0.0)})


def minimum(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The smallest ``value``."""
    return _aggregate("minimum", name, declared)


def mean(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The mean of ``value``."""
    return _aggregate("mean", name, declared)


def distinct(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """How many different values."""
    return _aggregate("distinct", name, declared)


def latest(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The last non-null ``value`` by event date, then by when it was known, then by record id."""
    return _aggregate("latest", name, declared)


def recency(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """Days since the last record; the window's length in days when none is seen."""
    return _aggregate("recency", name, declared)


def trend(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """Least-squares slope per month of log(1 + ``value``)."""
    return _aggregate("trend", name, declared)


def median(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The median of ``value``; the mean of the two middle ones where their number is even."""
    return _aggregate("median", name, declared)


def longest_run(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The most consecutive calendar months in which the condition ``value`` held for some record."""
    return _aggregate("longest_run", name, declared)


def streak(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The consecutive calendar months in which ``value`` held, back from the last month with any record."""
    return _aggregate("streak", name, declared)


def decayed(name: str, **declared: Unpack[Declared]) -> FeatureSet:
    """The sum of ``value`` (1 for each record if none is given), halved for every ``half_life`` days of age."""
    return _aggregate("decayed", name, {**declared, "half_life": declared.get("half_life", HALF_LIFE)})


def attribute(
    name: str, *, of: Table, value: Expression, risk: Direction, title: Title, unit: str, group: str, family: str,
    why: str = "",
) -> Feature:  # fmt: skip
    """A value of the latest version known before ``as_of``."""
    node = Attribute(table=of.name, value=readable(of, value))
    return guard(Feature(
        name=name, node=node, title_zh=title[0], title_en=title[1], unit=unit, direction=risk, group=group,
        family=family, layer=layer_of(of, value), basis=basis_of(of, value), why=why,
    ))  # fmt: skip


def covered(name: str, *, of: Table, windows: Sequence[Window], title: Title) -> FeatureSet:
    """Whether the source delivers for the entity's region and kind over the window; never null."""
    features: list[Feature] = []
    for window in windows:
        zh, en = _titles(title, window)
        features.append(
            guard(
                Feature(
                    name=f"{name}_{window.label}",
                    node=Covered(table=of.name, window=window),
                    title_zh=zh,
                    title_en=en,
                    unit="1",
                    direction="none",
                    group="QLT",
                    family="coverage",
                    layer=layer_of(of),
                    basis=basis_of(of),
                    why="A missing source is not good behaviour.",
                    whole=True,
                )
            )
        )
    return FeatureSet(tuple(features), tuple(windows))


def _combine(
    name: str, combination: Combination, left: Feature, right: Feature, declared: Combined
) -> Feature:
    node = Combine(combination=combination, left=left.node, right=right.node, zero=declared["zero"])
    zh, en = declared["title"]
    made = Feature(
        name=name, node=node, title_zh=zh, title_en=en, unit=declared["unit"], direction=declared["risk"],
        group=left.group, family=declared.get("family", left.family),
        layer="public" if left.layer == right.layer == "public" else "authorised",
        basis=tuple(dict.fromkeys(left.basis + right.basis)), why=declared.get("why", ""),
    )  # fmt: skip
    return guard(agreeing(made, left, right), after_publicity=declared.get("after_publicity", "stop"))


def ratio(name: str, left: Feature, right: Feature, **declared: Unpack[Combined]) -> Feature:
    """``left / right``; null if either is; the more restricted layer and the union of the bases."""
    return _combine(name, "ratio", left, right, declared)


def change(name: str, now: Feature, before: Feature, **declared: Unpack[Combined]) -> Feature:
    """``now / before - 1``, otherwise as ``ratio``."""
    return _combine(name, "change", now, before, declared)


def difference(name: str, left: Feature, right: Feature, **declared: Unpack[Combined]) -> Feature:
    """``left - right``, otherwise as ``ratio``."""
    return _combine(name, "difference", left, right, declared)


def share(name: str, part: FeatureSet, whole: FeatureSet, **declared: Unpack[Combined]) -> FeatureSet:
    """``part / whole`` for every window both have."""
    windows = tuple(window for window in part.windows if window in whole.windows)
    features = tuple(
        ratio(
            f"{name}_{window.label}",
            part.at(window.start, window.end),
            whole.at(window.start, window.end),
            **{**declared, "title": _titles(declared["title"], window)},
        )
        for window in windows
    )
    return FeatureSet(features, windows)
