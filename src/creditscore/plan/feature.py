"""A feature: one question, with everything any later room needs to know about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from creditscore.errors import DefinitionError
from creditscore.plan.node import Aggregate, Attribute, Combine, Given, Node

Direction = Literal["up", "down", "none", "peak", "valley"]
"""``up``: a larger value means more risk; ``down``: less; ``none``: no declared direction; ``peak``: risk rises
then falls with the value, ``valley``: falls then rises (a shape for binning; no sign for trees or reasons)."""

Layer = Literal["public", "authorised"]

_MONOTONE_VERBS = {"count", "sum", "maximum", "distinct", "recency", "longest_run", "decayed"}


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One declared feature.

    ``group`` is the code of domain.md 2.17 (PEN, TAX, ...); ``family`` names correlated features whose
    reasons are published together; ``basis`` lists the catalogue items or authorisations it rests on;
    ``layer`` is ``public`` only if every column it reads is; ``whole`` says that values are integers.
    """

    name: str
    node: Node
    title_zh: str
    title_en: str
    unit: str
    direction: Direction
    group: str
    family: str
    layer: Layer
    basis: tuple[str, ...]
    why: str = ""
    version: int = 1
    whole: bool = False

    def __post_init__(self) -> None:
        if not (self.name if isinstance(self.node, Given) else self.name.isidentifier()):
            raise DefinitionError(f"feature {self.name!r}: wanted a name like penalty_count_12m; rename it")
        if not self.basis:
            raise DefinitionError(
                f"feature {self.name}: no lawful basis; name the catalogue item or authorisation it rests on"
            )

    @property
    def record_monotone(self) -> bool:
        """Adding a record can move the value only one way."""
        return _moves_one_way(self.node)


def _moves_one_way(node: Node) -> bool:
    match node:
        case Combine(combination="ratio", left=left, right=Attribute()):
            return _moves_one_way(left)
        case Combine(combination="difference", left=Aggregate() as left, right=Aggregate() as right):
            return _repeats(left, right)
        case _:
            return isinstance(node, Aggregate) and node.verb in _MONOTONE_VERBS


def _repeats(every: Aggregate, kinds: Aggregate) -> bool:
    """Records less the different values among them: one more record adds to the second only if to the first."""
    if (every.verb, kinds.verb) != ("count", "distinct") or kinds.value is None:
        return False
    given = ~kinds.value.is_null()
    valued = given if kinds.where is None else kinds.where & given
    return (every.table, every.window, every.per) == (
        kinds.table,
        kinds.window,
        kinds.per,
    ) and every.where in (kinds.where, valued)
