"""Which records stand behind a feature's value: those of one entity that made it what it is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from creditscore.plan.feature import Feature
from creditscore.plan.node import Aggregate, Attribute, Combine, Node, Verb
from creditscore.plan.operations import compile_expression
from creditscore.plan.situation import Row, Situation
from creditscore.plan.verbs import run_up_to, value_of
from creditscore.plan.window import month_index

Found = tuple[tuple[str, str], ...]

_compiled = lru_cache(maxsize=1024)(compile_expression)


def records_behind(feature: Feature, situation: Situation) -> Found:
    """``(table, record_id)`` of the records that count, by table and date; empty where none does.

    Keeping these records alone gives the same value: all that are counted, summed or averaged, the one that is
    the largest, the last, or the current version, those of the months of a run. An uncovered source and a covered
    one without a record in the window give none.
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
            return [(node.table, rows[-1]["record_id"])] if rows else ()
        case _:
            return ()


def _counted(node: Aggregate, situation: Situation) -> list[Row]:
    """Records in use in the window for which the condition holds and which move the value, by date."""
    start, end = node.window.bounds(situation.as_of)
    if not situation.covers(node.table, start):
        return []
    day = situation.as_of
    seen = [row for row in situation.visible(node.table) if start <= row["event_date"] < end]
    if node.where is not None:
        holds = _compiled(node.where)
        seen = [row for row in seen if holds(row, day) is True]
    taken = value_of(node)
    if taken is None:
        return _moving(node, [(row, row["event_date"]) for row in seen])
    value = _compiled(taken)
    return _moving(node, [(row, found) for row in seen if (found := value(row, day)) is not None])


def _moving(node: Aggregate, valued: list[tuple[Row, Any]]) -> list[Row]:
    """Of the records with a value, in order, those without which the answer would be another."""
    values = [value for _, value in valued]
    match node.verb:
        case "recency" | "maximum" | "minimum" if values:
            extreme = min(values) if node.verb == "minimum" else max(values)
            return [row for row, value in valued if value == extreme]
        case "latest":
            return [row for row, _ in valued[-1:]]
        case "sum" | "decayed":
            return [row for row, value in valued if value != 0]
        case "longest_run" | "streak":
            return _of_run(node.verb, valued)
        case _:
            return [row for row, _ in valued]


def _of_run(verb: Verb, valued: list[tuple[Row, Any]]) -> list[Row]:
    """Records that meet the condition in the months of the run: the last of the longest, or the one that lasts."""
    months = [month_index(row["event_date"]) for row, _ in valued]
    holding = {month for month, (_, holds) in zip(months, valued, strict=True) if holds}
    if verb == "streak":
        run = run_up_to(months[-1], holding) if months else range(0)
    else:
        run = max(
            (run_up_to(month, holding) for month in sorted(holding, reverse=True)), key=len, default=range(0)
        )
    return [row for month, (row, holds) in zip(months, valued, strict=True) if holds and month in run]
