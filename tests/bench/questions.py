"""The 60 features of the feature benchmark: 15 of the real library over each of the four event tables."""

from __future__ import annotations

from creditscore import features
from creditscore.plan import Feature, Node, leaves, tables_of
from tests.bench.events import SHARES

PER_TABLE = 15


def chosen() -> tuple[Feature, ...]:
    """Features that each bring a question of their own, evenly over every table's declarations."""
    return tuple(feature for table in SHARES for feature in _of(table))


def _of(table: str) -> list[Feature]:
    seen: set[Node] = set()
    fresh: list[Feature] = []
    for feature in features.FEATURES.values():
        asked = {leaf for leaf in leaves(feature.node) if hasattr(leaf, "verb")}
        if tables_of(feature.node) == {table} and asked - seen:
            seen |= asked
            fresh.append(feature)
    last = PER_TABLE - 1
    return [fresh[place * (len(fresh) - 1) // last] for place in range(PER_TABLE)]
