"""What is asked of the engine: the leaves of the selected features, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from creditscore.errors import FeatureError
from creditscore.features._guard import one_definition_each
from creditscore.plan import Aggregate, Attribute, Covered, Feature, Given, Node, columns_of, leaves


@dataclass(frozen=True)
class Question:
    """The de-duplicated leaves of the selected features, by table."""

    features: tuple[Feature, ...]
    aggregates: dict[str, list[Aggregate]] = field(default_factory=dict)
    attributes: list[Attribute] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    months: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, features: Sequence[Feature]) -> Question:
        one_definition_each(features)
        question = cls(tuple(features))
        unique = dict.fromkeys(leaf for feature in features for leaf in leaves(feature.node))
        for leaf in unique:
            question._add(leaf)
        return question

    def _add(self, leaf: Node) -> None:
        match leaf:
            case Aggregate():
                self.aggregates.setdefault(leaf.table, []).append(leaf)
                self.sources.add(leaf.table)
                self.months.update((leaf.window.start, leaf.window.end))
            case Covered():
                self.sources.add(leaf.table)
                self.months.add(leaf.window.start)
            case Attribute():
                self.attributes.append(leaf)
            case Given():
                raise FeatureError(
                    "a given feature cannot be computed from records; bring its values instead"
                )
            case _:
                raise FeatureError(f"{type(leaf).__name__} is not a leaf this engine knows")

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of records the question reads, ``entity`` first: coverage goes by its place and kind."""
        return tuple(dict.fromkeys(["entity", *(leaf.table for leaf in self.attributes), *self.aggregates]))

    def columns(self, table: str) -> set[str]:
        """Columns of ``table`` that some leaf reads, and those by which records are found and put in order."""
        read = {"record_id", "uscc", "event_date"}
        for node in self.aggregates.get(table, ()):
            read |= columns_of(node.value) | columns_of(node.where)
        for leaf in self.attributes:
            if leaf.table == table:
                read |= columns_of(leaf.value)
        return read | ({"oper_region_code", "entity_type"} if table == "entity" else set())
