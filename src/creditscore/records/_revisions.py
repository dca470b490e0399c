"""One decision delivered twice: a second feed is folded into the first, a later correction becomes a revision.

Rows of one natural key are walked in the order in which they became known. What says the same again is refused and
counted (``duplicate_feed`` from another source, ``duplicate_key`` from the same); what says something else later
replaces the row before it, whose ``superseded_date`` is the day on which the new one became known. So every day has at
most one row of a key, and what was known on a day never changes (DESIGN section 4, corrections).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditscore.records._cast import name
from creditscore.records._folding import document
from creditscore.records._table import Table

FOREVER = "DATE '9999-12-31'"
EPOCH = "DATE '1900-01-01'"
_OPEN = (np.datetime64("9999-12-31") - np.datetime64("1900-01-01")).astype(int)

_ENVELOPE = {"record_id", "uscc", "event_date", "known_date", "superseded_date", "source_code"}
"""Columns that do not say what a record is about."""

SAME = "duplicate_key"
OTHER_FEED = "duplicate_feed"

Twins = Mapping[str, NDArray[Any]]
"""Columns of the rows that share a key: ``grouped``, ``_id``, ``known``, ``until`` (days since 1900) and what
``content_sql`` adds."""


def is_decision(table: Table) -> bool:
    """Whether a table's records are decisions with a document number, which departments write in several ways."""
    return "doc_no" in table.key


def key_sql(table: Table, column: str) -> str:
    """A key column as it is compared."""
    decided = is_decision(table) and column in table.key and table.column(column).kind == "text"
    return document(name(column)) if decided else name(column)


def content_sql(table: Table) -> str:
    """What two rows of one key are compared by: ``content`` (everything), ``source``, and dates and figures one by one."""
    said = [
        column for column in table.columns if column.name not in _ENVELOPE and column.name not in table.key
    ]
    figures = [column for column in said if column.kind in ("date", "money", "integer", "number")]
    parts = [
        f"hash({', '.join(['1', *(name(column.name) for column in said)])}) AS content",
        "hash(source_code) AS source",
    ]
    parts += [
        f"CASE WHEN {name(column.name)} IS NULL THEN 0::UBIGINT ELSE hash({name(column.name)}) END AS figure_{position}"
        for position, column in enumerate(figures)
    ]
    return ", ".join(parts)


@dataclass(slots=True)
class Settled:
    """Rows refused by rule, and rows replaced with the day from which they are."""

    refused: dict[str, list[int]] = field(default_factory=lambda: {SAME: [], OTHER_FEED: []})
    replaced: dict[int, int] = field(default_factory=dict[int, int])


def settle(twins: Twins) -> Settled:
    """Walk each group once in order of known_date."""
    settled = Settled()
    figures: NDArray[np.uint64] = np.column_stack([values for column, values in twins.items() if column.startswith("figure_")] or
                              [np.zeros(len(twins["_id"]), np.uint64)])  # fmt: skip
    columns = ("grouped", "_id", "known", "until", "content", "source")
    grouped, ids, known, until, content, source = (twins[column].tolist() for column in columns)
    versions: list[int] = []
    for row in range(len(ids)):
        if not versions or grouped[row] != grouped[versions[-1]]:
            versions = [row]
            continue
        last = versions[-1]
        if known[row] < until[last]:
            again = [
                other for other in versions if source[other] != source[row] and _agree(figures, row, other)
            ]
            if again or (source[last] == source[row] and content[last] == content[row]):
                settled.refused[OTHER_FEED if again else SAME].append(ids[row])
                continue
            if until[last] != _OPEN or known[row] <= known[last]:
                settled.refused[SAME].append(ids[row])
                continue
            settled.replaced[ids[last]] = known[row]
        versions.append(row)
    return settled


def _agree(figures: NDArray[np.uint64], row: int, other: int) -> bool:
    """Whether dates and figures are the same wherever both rows give them; the wording may differ."""
    here, there = figures[row], figures[other]
    return bool(np.all((here == there) | (here == 0) | (there == 0)))
