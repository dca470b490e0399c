"""Features for many snapshots: one equi-join per event table, one GROUP BY, conditional aggregates.

Month bounds are computed once, here, as columns of the snapshots; the engine only compares dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
import pyarrow.parquet as pq
from ibis import ir

from creditscore.errors import FeatureError
from creditscore.features._compile import bound, finish_aggregate
from creditscore.features._joins import aggregated, with_coverage, with_versions
from creditscore.features._question import Question
from creditscore.features._snapshots import checked, with_bounds
from creditscore.features._workspace import DuckWorkspace, Workspace
from creditscore.plan import (
    Aggregate,
    Attribute,
    Combine,
    Covered,
    Feature,
    Node,
    RightsPolicy,
)

if TYPE_CHECKING:
    from creditscore.records import Province

Progress = Callable[[str, int, int], None]

CHUNK = 60
"""At most so many leaves in one statement (one Ibis statement costs 16 ms for one, 68 ms for 60)."""

WHOLE = 80
"""Up to so many leaves all tables are answered in one statement, which saves writing what lies between; beyond,
each chunk is settled on its own, so that no statement grows without bound and progress can be told."""

ROWS = 250_000
"""Rows put in order and written at a time, so that memory does not grow with the table."""


@dataclass
class _Values:
    """Compiled values of the leaves over one joined table."""

    table: ir.Table
    leaves: dict[Node, str]
    attributes: dict[Node, str]

    def of(self, node: Node) -> Any:
        match node:
            case Aggregate():
                return finish_aggregate(node, self.table[self.leaves[node]], self.table)
            case Attribute():
                return self.table[self.attributes[node]]
            case Covered():
                covered = self.table[f"_covered_{node.table}"] <= self.table[bound(node.window.start)]
                return ibis.coalesce(covered, False).cast("float64")
            case Combine():
                return self._combine(node)
            case _:
                raise FeatureError(f"{type(node).__name__} has no value here")

    def _combine(self, node: Combine) -> Any:
        left, right = self.of(node.left), self.of(node.right)
        if node.combination == "difference":
            return left - right
        value = left / right.nullif(0.0) - (1.0 if node.combination == "change" else 0.0)
        if node.zero is None:
            return value
        return ibis.ifelse((right == 0) & left.notnull(), float(node.zero), value)


def _require(province: Province, question: Question) -> None:
    missing = sorted((set(question.aggregates) | question.sources) - set(province.tables))
    if missing:
        raise FeatureError(
            f"table {missing[0]!r} is missing from {province.path.name}, and the selected features read it; "
            f"found {list(province.tables)}; read it in or select other features"
        )


@contextmanager
def computed(
    province: Province,
    snapshots: pd.DataFrame,
    *,
    select: Sequence[Feature],
    policy: RightsPolicy,
    progress: Progress | None = None,
) -> Iterator[tuple[Workspace, ir.Table]]:
    """The feature table with ``_row``, in no order, as an Ibis expression valid inside the ``with`` block."""
    question = Question.of(select)
    _require(province, question)
    work = DuckWorkspace(province)
    chunks = [
        (table, nodes[start : start + CHUNK])
        for table, nodes in question.aggregates.items()
        for start in range(0, len(nodes), CHUNK)
    ]
    whole = sum(len(nodes) for nodes in question.aggregates.values()) <= WHOLE
    try:
        base = work.bring(with_bounds(checked(snapshots), question.months))
        base = base.mutate(
            **{name: base[name].cast("date") for name in base.columns if name.startswith("_b")}
        )
        base = base.mutate(as_of=base["as_of"].cast("date"))
        base = work.keep(
            with_coverage(work, work.keep(with_versions(work, base, question, policy)), question.sources)
        )
        joined, names = base, dict[Node, str]()
        for done, (table, nodes) in enumerate(chunks):
            if progress is not None:
                progress(table, done, len(chunks))
            raw = aggregated(work, base, table, nodes, policy)
            raw = raw if whole else work.keep(raw)
            raw = raw.rename({f"_raw_{done}_{i}": f"_leaf_{i}" for i in range(len(nodes))})
            names |= {node: f"_raw_{done}_{i}" for i, node in enumerate(nodes)}
            joined = joined.left_join(raw, "_row").drop("_row_right")
        if progress is not None:
            progress("features", len(chunks), len(chunks))
        values = _Values(
            joined, names, {leaf: f"_attribute_{i}" for i, leaf in enumerate(question.attributes)}
        )
        result = joined.select(
            "_row", "entity", "as_of", **{feature.name: values.of(feature.node) for feature in select}
        )
        yield work, result
    finally:
        work.drop()


def compute(
    province: Province,
    snapshots: pd.DataFrame,
    *,
    select: Sequence[Feature],
    rights: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Features of every snapshot.

    Args:
        province: the records.
        snapshots: one row per (entity, as_of); ``as_of`` a date.
        select: the features to compute.
        rights: which state of the records they may rest on.
        progress: called with (table, done, of).

    Returns:
        ``entity``, ``as_of`` and one float64 column per feature, in the order of ``snapshots``; null is NaN.

    Raises:
        FeatureError: a table is missing, a snapshot is doubled, or a feature cannot be computed from records.
    """
    with computed(province, snapshots, select=select, policy=rights, progress=progress) as (_, table):
        frame = table.order_by("_row").drop("_row").to_pandas()
    frame["as_of"] = pd.to_datetime(frame["as_of"]).astype("datetime64[us]")
    names = [feature.name for feature in select]
    return frame.astype(dict.fromkeys(names, "float64"))


def write(
    province: Province,
    snapshots: pd.DataFrame,
    out: Path | str,
    *,
    select: Sequence[Feature],
    rights: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
    progress: Progress | None = None,
) -> Path:
    """The same straight to a Parquet file, written beside it first and moved into place."""
    out = Path(out)
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        with computed(province, snapshots, select=select, policy=rights, progress=progress) as (work, table):
            kept = work.keep(table)
            starts = range(0, max(len(snapshots), 1), ROWS)
            parts = (
                kept.filter((kept["_row"] >= start) & (kept["_row"] < start + ROWS))
                .order_by("_row")
                .drop("_row")
                for start in starts
            )
            first = next(parts).to_pyarrow()
            with pq.ParquetWriter(unfinished, first.schema, use_dictionary=["entity", "as_of"]) as writer:
                writer.write_table(first)
                for part in parts:
                    writer.write_table(part.to_pyarrow())
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return out
