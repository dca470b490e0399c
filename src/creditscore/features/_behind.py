"""Which records stand behind a feature's value: those of one entity that made it what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from creditscore.plan import Aggregate, Attribute, Combine, Feature, Node, Situation, compile_expression
from creditscore.plan.window import Window

Row = Mapping[str, Any]
Found = tuple[tuple[str, str], ...]

_compiled = lru_cache(maxsize=1024)(compile_expression)


def records_behind(feature: Feature, situation: Situation) -> Found:
    """``(table, record_id)`` of the records that count, by table and date; empty where none does.

    Keeping these records alone gives the same value: all that are counted, summed or averaged, the one that is
    the largest, the last, or the current version. An uncovered source and a covered one without a record in the
    window give none.
    """
    return tuple(dict.fromkeys(_found(feature.node, situation)))


def _found(node: Node, situation: Situation) -> Iterable[tuple[str, str]]:
    match node:
        case Combine():
            return (*_found(node.left, situation), *_found(node.right, situation))
        case Aggregate():
            return [(node.table, row["record_id"]) for row in _counted(node, situation)]
        case Attribute():
            rows = situation.visible(node.table)
            return [(node.table, max(rows, key=_order)["record_id"])] if rows else ()
        case _:
            return ()


def _order(row: Row) -> tuple[Any, Any, str]:
    return row["event_date"], row["known_from"], row["record_id"]


def _counted(node: Aggregate, situation: Situation) -> list[Row]:
    """Records in use in the window for which the condition holds and which move the value, by date."""
    window: Window = node.window
    start, end = situation.bounds(window, (window.start, window.end))
    since = situation.covered_from.get(node.table)
    if since is None or since > start:
        return []
    day = situation.as_of
    seen = [row for row in situation.visible(node.table) if start <= row["event_date"] < end]
    if node.where is not None:
        holds = _compiled(node.where)
        seen = [row for row in seen if holds(row, day) is True]
    return sorted(_moving(node, seen, situation), key=_order)


def _moving(node: Aggregate, seen: list[Row], situation: Situation) -> list[Row]:
    if node.verb == "count" or not seen:
        return seen
    if node.verb == "recency":
        last = max(row["event_date"] for row in seen)
        return [row for row in seen if row["event_date"] == last]
    assert node.value is not None
    value_of, day = _compiled(node.value), situation.as_of
    valued = [(row, value) for row in seen if (value := value_of(row, day)) is not None]
    values = [value for _, value in valued]
    match node.verb:
        case "sum":
            return [row for row, value in valued if value != 0]
        case "maximum" | "minimum" if values:
            extreme = max(values) if node.verb == "maximum" else min(values)
            return [row for row, value in valued if value == extreme]
        case "latest" if valued:
            return [max((row for row, _ in valued), key=_order)]
        case _:
            return [row for row, _ in valued]
