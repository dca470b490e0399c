"""What a feature asks, as a tree of frozen nodes.

Leaves read one table (``Aggregate`` over a window of events, ``Attribute`` of the latest version,
``Covered`` for whether the source delivers at all); ``Combine`` does arithmetic on other nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from creditscore.errors import DefinitionError
from creditscore.plan.expression import Expression
from creditscore.plan.window import Window

Verb = Literal[
    "count", "sum", "maximum", "minimum", "mean", "distinct", "latest", "recency", "trend", "median",
    "longest_run", "streak", "decayed",
]  # fmt: skip
"""``latest`` is the last non-null value by (event_date, known_from, record_id); ``recency`` is days from
the last event to ``as_of`` and the window's length in days when none is seen; ``trend`` is the least-squares
slope per calendar month of log(1 + value) over the records, null with fewer than three months; ``median`` is
the mean of the two middle values where their number is even.

``longest_run`` and ``streak`` take a condition as their value. A calendar month holds if a record of it has the
condition true: the one is the most consecutive months that hold, the other the consecutive months that hold
back from the last month with any record. ``decayed`` is the sum of the value (1 if there is none) times
2 ** (-age in days / half_life)."""

RUNS: frozenset[Verb] = frozenset({"longest_run", "streak"})
"""Verbs over calendar months; their value is a condition."""

LONGEST_RUN_WINDOW = 60
"""Months back a run may begin at most: engines hold the months of a run as the bits of one number."""

Combination = Literal["ratio", "difference", "change"]
"""``ratio`` a/b, ``difference`` a-b, ``change`` a/b - 1."""


class Node:
    """Part of a feature's plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Node):
    """A verb over the records in use of one table whose event lies in ``window``.

    Null where the source does not cover the entity or the window reaches before its data begin. In a covered
    source with nothing seen, count, sum, distinct, longest_run, streak and decayed are 0, recency is the window's
    length in days, and the rest are ``none_seen``. ``per`` divides the result (100 turns fen into yuan after an
    exact sum); ``half_life`` is in days.
    """

    verb: Verb
    table: str
    window: Window
    value: Expression | None = None
    where: Expression | None = None
    none_seen: float | None = None
    per: int = 1
    half_life: int | None = None

    def __post_init__(self) -> None:
        self._expect_value()
        if self.verb in RUNS and self.window.start > LONGEST_RUN_WINDOW:
            raise DefinitionError(
                f"{self.verb} over {self.table}: the window begins {self.window.start} months back, wanted at most "
                f"{LONGEST_RUN_WINDOW}; shorten it"
            )
        wanted = self.verb == "decayed"
        if (self.half_life is not None) != wanted or (self.half_life is not None and self.half_life < 1):
            raise DefinitionError(
                f"{self.verb} over {self.table}: half_life is {self.half_life!r}; decayed needs one of at least 1 day, "
                "no other verb takes one"
            )

    def _expect_value(self) -> None:
        if self.verb != "decayed" and (self.value is None) != (self.verb in {"count", "recency"}):
            raise DefinitionError(
                f"{self.verb} over {self.table}: count and recency take no value, decayed may have one, every other "
                "verb needs one"
            )
        for part, given in (("value", self.value), ("where", self.where)):
            if not isinstance(cast("object", given), Expression | None):
                raise DefinitionError(
                    f"{self.verb} over {self.table}: {part} is {given!r}, wanted an expression over columns; write "
                    'col("x").is_("y") for equality (== compares definitions)'
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute(Node):
    """A value of the latest version of a versioned table in use at ``as_of``."""

    table: str
    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered(Node):
    """1 where the source of ``table`` covers the entity over ``window``, else 0; never null."""

    table: str
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Combine(Node):
    """Arithmetic on two nodes; null if either is; ``zero`` is the value where the divisor is 0."""

    combination: Combination
    left: Node
    right: Node
    zero: float | None = None


@dataclass(frozen=True, slots=True)
class Given(Node):
    """A number the caller brings (``samples.from_frame``); it cannot be computed from records."""


def leaves(node: Node) -> Iterator[Node]:
    """Every leaf of a plan, left to right."""
    if isinstance(node, Combine):
        yield from leaves(node.left)
        yield from leaves(node.right)
    else:
        yield node


def tables_of(node: Node) -> frozenset[str]:
    """Tables a plan reads."""
    return frozenset(leaf.table for leaf in leaves(node) if isinstance(leaf, (Aggregate, Attribute, Covered)))
