"""Many plans answered together for one entity: what they have in common is worked out once.

Of each table the rows in use that some window reaches are read once, each expression is evaluated once per row, each
pair of a condition and a value gives one series in order of date, and a window is a slice of it. What a plan means
is said in ``interpreter``; a law holds the two equal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple

from creditscore.plan.columns import Columns
from creditscore.plan.expression import Expression
from creditscore.plan.node import Aggregate, Attribute, Covered
from creditscore.plan.operations import Row, compile_expression
from creditscore.plan.situation import Situation
from creditscore.plan.verbs import Reduce, nothing_seen, reduce_of, value_of
from creditscore.plan.window import Window

Leaf = Aggregate | Attribute | Covered
Found = list[float | None]
Series = tuple[Sequence[date], Sequence[Any]]
"""Event dates in order, and what a verb takes of each record."""

DAYS_KEPT = 64
"""Days whose window bounds and answers without a record are kept; a service asks of many entities on one day."""


class _Asked(NamedTuple):
    """An aggregate: where its answer goes, which window and which series it reads, and what it makes of them."""

    place: int
    window: int
    series: int
    reduce: Reduce
    none_seen: float | None
    per: int


class _Day(NamedTuple):
    """The windows over a table on a day, and what its leaves come to before any record is looked at.

    ``bounds`` are those of the windows, ``reach`` the first day any of them holds; ``starts`` are the first days the
    leaves need covered, ``earliest`` the first of them.
    """

    bounds: list[tuple[date, date]]
    reach: date
    starts: list[date]
    earliest: date
    uncovered: Found
    nothing: Found


def compile_table(table: str, leaves: Sequence[Leaf]) -> Callable[[Situation], Found]:
    """The answers of ``leaves``, all of them of one table, in their order."""
    windows: dict[Window, int] = {}
    series: dict[tuple[Expression | None, Expression | None], int] = {}
    asked: list[_Asked] = []
    attributes = [
        (place, compile_expression(leaf.value))
        for place, leaf in enumerate(leaves)
        if isinstance(leaf, Attribute)
    ]
    for place, leaf in enumerate(leaves):
        if isinstance(leaf, Aggregate):
            window = windows.setdefault(leaf.window, len(windows))
            read = series.setdefault((leaf.where, value_of(leaf)), len(series))
            asked.append(_Asked(place, window, read, reduce_of(leaf), leaf.none_seen, leaf.per))
    series_of = _compile_series(list(series))

    @lru_cache(maxsize=DAYS_KEPT)
    def on(day: date) -> _Day:
        return _day(leaves, list(windows), day)

    def answers(situation: Situation) -> Found:
        as_of, since = situation.as_of, situation.covered_from.get(table)
        day, rows = on(as_of), situation.visible(table)
        blank = _without_records(day, since)
        if not rows:
            return blank
        found = blank.copy()
        for place, value in attributes:
            latest = value(rows[-1], as_of)
            found[place] = None if latest is None else float(latest)
        dates = [row["event_date"] for row in rows]
        within = bisect_left(dates, day.reach)
        if since is None or within == len(rows):
            return found
        every = series_of(rows[within:], dates[within:], as_of)
        for place, window, read, reduce, none_seen, per in asked:
            start, end = day.bounds[window]
            days, values = every[read]
            first, last = bisect_left(days, start), bisect_left(days, end)
            if first < last and since <= start:
                value = reduce(days[first:last], values[first:last], as_of, start)
                found[place] = none_seen if value is None else value / per
        return found

    return answers


def _day(leaves: Sequence[Leaf], windows: Sequence[Window], day: date) -> _Day:
    starts = [day if isinstance(leaf, Attribute) else leaf.window.bounds(day)[0] for leaf in leaves]
    nothing: Found = []
    for leaf, start in zip(leaves, starts, strict=True):
        match leaf:
            case Aggregate():
                nothing.append(nothing_seen(leaf, day, start))
            case Covered():
                nothing.append(1.0)
            case Attribute():
                nothing.append(None)
    uncovered: Found = [0.0 if isinstance(leaf, Covered) else None for leaf in leaves]
    bounds = [window.bounds(day) for window in windows]
    reach = min((start for start, _ in bounds), default=day)
    return _Day(bounds, reach, starts, min(starts), uncovered, nothing)


def _without_records(day: _Day, since: date | None) -> Found:
    """What each leaf answers where its table has no record of the entity."""
    if since is None:
        return day.uncovered
    if since <= day.earliest:
        return day.nothing
    either = zip(day.starts, day.uncovered, day.nothing, strict=True)
    return [nothing if since <= start else uncovered for start, uncovered, nothing in either]


def _compile_series(
    wanted: Sequence[tuple[Expression | None, Expression | None]],
) -> Callable[[Sequence[Row], Sequence[date], date], list[Series]]:
    """The series of each pair of a condition and a value, from rows in order and their event dates."""
    columns = Columns()
    conditions = list(dict.fromkeys(where for where, _ in wanted))
    holding = [None if where is None else columns.place(where) for where in conditions]
    pairs = [
        (conditions.index(where), None if value is None else columns.place(value)) for where, value in wanted
    ]

    def series_of(rows: Sequence[Row], dates: Sequence[date], as_of: date) -> list[Series]:
        made = columns.values(rows, as_of)
        kept = [dates if place is None else list(compress(dates, made[place])) for place in holding]
        found: list[Series] = []
        for condition, value in pairs:
            days, place = kept[condition], holding[condition]
            if value is None or not days:
                found.append((days, days))
                continue
            taken = made[value] if place is None else list(compress(made[value], made[place]))
            found.append(_known(days, taken) if None in taken else (days, taken))
        return found

    return series_of


def _known(days: Sequence[date], values: Sequence[Any]) -> Series:
    """The series without the records whose value is null."""
    known = [value is not None for value in values]
    return list(compress(days, known)), list(compress(values, known))
