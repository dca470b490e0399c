"""The interpreter: the same plans, run for one entity over plain dicts.

Closures are built once per plan and run many times; nothing is generated from text. It serves single
entities online and is the independent oracle the set-wise engine is tested against. ``compile_node`` answers one
plan by itself and shows what is meant; ``compile_features`` (in ``shared``) answers many and shares the work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from creditscore.errors import DefinitionError
from creditscore.plan.expression import Column, Constant
from creditscore.plan.feature import Feature
from creditscore.plan.node import Aggregate, Attribute, Combine, Covered, Node, leaves
from creditscore.plan.operations import compile_expression
from creditscore.plan.shared import Leaf, compile_table
from creditscore.plan.situation import Situation
from creditscore.plan.verbs import finished, reduce_of, value_of

Answer = Callable[[Situation], float | None]


def combined(node: Combine, left: float | None, right: float | None) -> float | None:
    """The arithmetic of a combination; null if either side is."""
    if left is None or right is None:
        return None
    if node.combination == "difference":
        return left - right
    if right == 0:
        return node.zero
    return left / right - (1.0 if node.combination == "change" else 0.0)


def _compile_aggregate(node: Aggregate) -> Answer:
    value = compile_expression(value_of(node) or Column("event_date"))
    holds = compile_expression(node.where or Constant(value=True))
    reduce = reduce_of(node)

    def answer(situation: Situation) -> float | None:
        as_of, (start, end) = situation.as_of, node.window.bounds(situation.as_of)
        if not situation.covers(node.table, start):
            return None
        seen = [
            row
            for row in situation.visible(node.table)
            if start <= row["event_date"] < end and holds(row, as_of) is True
        ]
        known = [row for row in seen if value(row, as_of) is not None]
        days, values = [row["event_date"] for row in known], [value(row, as_of) for row in known]
        return finished(node, reduce(days, values, as_of, start))

    return answer


def _compile_covered(node: Covered) -> Answer:
    return lambda situation: float(situation.covers(node.table, node.window.bounds(situation.as_of)[0]))


def _compile_attribute(node: Attribute) -> Answer:
    value_of = compile_expression(node.value)

    def answer(situation: Situation) -> float | None:
        rows = situation.visible(node.table)
        value = value_of(rows[-1], situation.as_of) if rows else None
        return None if value is None else float(value)

    return answer


def _compile_combine(node: Combine) -> Answer:
    left_of, right_of = compile_node(node.left), compile_node(node.right)
    return lambda situation: combined(node, left_of(situation), right_of(situation))


@lru_cache(maxsize=4096)
def compile_node(node: Node) -> Answer:
    """A function of a situation, built once per plan."""
    match node:
        case Aggregate():
            return _compile_aggregate(node)
        case Attribute():
            return _compile_attribute(node)
        case Covered():
            return _compile_covered(node)
        case Combine():
            return _compile_combine(node)
        case _:
            return compile_node(_computed(node))


def _computed(node: Node) -> Leaf:
    """A leaf that records answer."""
    if isinstance(node, Leaf):
        return node
    raise DefinitionError(f"{type(node).__name__} cannot be computed from records; bring its values")


def compile_features(features: Sequence[Feature]) -> Callable[[Situation], dict[str, float | None]]:
    """A function that answers all of them for a situation: built once, called for every entity.

    The answers are those of ``compile_node``; what the features have in common is worked out once.
    """
    by_table: dict[str, dict[Leaf, None]] = {}
    for leaf in (_computed(leaf) for feature in features for leaf in leaves(feature.node)):
        by_table.setdefault(leaf.table, {})[leaf] = None
    places: dict[Node, int] = {}
    tables: list[Callable[[Situation], list[float | None]]] = []
    for table, asked in by_table.items():
        places |= {leaf: len(places) + place for place, leaf in enumerate(asked)}
        tables.append(compile_table(table, list(asked)))
    combinations: list[tuple[Combine, int, int]] = []
    for feature in features:
        _place(feature.node, places, combinations)
    names = [(feature.name, places[feature.node]) for feature in features]

    def answers(situation: Situation) -> dict[str, float | None]:
        found: list[float | None] = []
        for answer in tables:
            found += answer(situation)
        for node, left, right in combinations:
            found.append(combined(node, found[left], found[right]))
        return {name: found[place] for name, place in names}

    return answers


def _place(node: Node, places: dict[Node, int], combinations: list[tuple[Combine, int, int]]) -> int:
    """Where the answer of a node will be; a combination comes after what it combines."""
    if isinstance(node, Combine) and node not in places:
        left, right = (_place(part, places, combinations) for part in (node.left, node.right))
        combinations.append((node, left, right))
        places[node] = len(places)
    return places[node]


_compiled = lru_cache(maxsize=128)(compile_features)


def evaluate(features: Sequence[Feature], situation: Situation) -> dict[str, float | None]:
    """Values of features for one entity on one day; null is None. The same features are compiled once."""
    return _compiled(tuple(features))(situation)
