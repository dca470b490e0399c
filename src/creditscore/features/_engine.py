"""Features for many snapshots: one equi-join per event table, one GROUP BY, conditional aggregates.

Month bounds are computed once, here, as columns of the snapshots; the engine only compares dates.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
from ibis import ir

from creditscore.errors import DataHorizonWarning, FeatureError
from creditscore.features._compile import bound, finish_aggregate
from creditscore.features._joins import aggregated, with_coverage, with_versions
from creditscore.features._question import Question
from creditscore.features._snapshots import checked, with_bounds
from creditscore.features._workspace import DuckWorkspace, Workspace
from creditscore.plan import Aggregate, Attribute, Combine, Covered, Feature, Node, RightsPolicy

if TYPE_CHECKING:
    from creditscore.records import Province

Progress = Callable[[str, int, int], None]

CHUNK = 120
"""At most so many leaves of one table in one statement, so that none grows without bound."""


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


def prepared(province: Province, snapshots: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Checked snapshots with their number and month bounds; warns of days outside the data.

    Raises:
        FeatureError: a table the question reads is missing, or a snapshot is none.
    """
    missing = sorted((set(question.aggregates) | question.sources) - set(province.tables))
    if missing:
        raise FeatureError(
            f"table {missing[0]!r} is missing from {province.path.name}, and the selected features read it; "
            f"found {list(province.tables)}; read it in or select other features"
        )
    frame = checked(snapshots)
    first, last = pd.Timestamp(province.data_from), pd.Timestamp(province.data_until)
    outside = frame["as_of"][(frame["as_of"] <= first) | (frame["as_of"] > last)]
    if len(outside):
        warnings.warn(
            f"as_of {outside.iloc[0].date()} and {len(outside) - 1} more lie outside the data of {province.path.name} "
            f"({province.data_from} to {province.data_until}): what happened there is not known; read the coverage "
            "features beside the others",
            DataHorizonWarning,
            stacklevel=4,
        )
    return with_bounds(frame, question.months)


def computed(
    work: Workspace,
    frame: pd.DataFrame,
    question: Question,
    *,
    progress: Progress | None = None,
) -> ir.Table:
    """``_row``, ``entity``, ``as_of`` and the features of prepared snapshots, in no order.

    What the tables say is kept in the workspace, one part per table and chunk; the expression joins the parts.
    """
    chunks = [
        (table, nodes[start : start + CHUNK])
        for table, nodes in question.aggregates.items()
        for start in range(0, len(nodes), CHUNK)
    ]
    base = work.bring(frame)
    base = base.mutate(
        as_of=base["as_of"].cast("date"),
        **{name: base[name].cast("date") for name in base.columns if name.startswith("_b")},
    )
    base = work.keep(with_coverage(work, work.keep(with_versions(work, base, question)), question.sources))
    joined, names = base, dict[Node, str]()
    for done, (table, nodes) in enumerate(chunks):
        if progress is not None:
            progress(table, done, len(chunks))
        raw = work.keep(aggregated(work, base, table, nodes))
        raw = raw.rename({f"_raw_{done}_{i}": f"_leaf_{i}" for i in range(len(nodes))})
        names |= {node: f"_raw_{done}_{i}" for i, node in enumerate(nodes)}
        joined = joined.left_join(raw, "_row").drop("_row_right")
    if progress is not None:
        progress("features", len(chunks), len(chunks))
    attributes = {leaf: f"_attribute_{i}" for i, leaf in enumerate(question.attributes)}
    values = _Values(joined, names, attributes)
    return joined.select(
        "_row", "entity", "as_of", **{feature.name: values.of(feature.node) for feature in question.features}
    )


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
    question = Question.of(select)
    frame = prepared(province, snapshots, question)
    work = DuckWorkspace(province, rights)
    try:
        table = computed(work, frame, question, progress=progress)
        found = table.order_by("_row").drop("_row").to_pandas()
    finally:
        work.drop()
    return tidied(found, select)


def tidied(frame: pd.DataFrame, select: Sequence[Feature]) -> pd.DataFrame:
    """The frame in the types that ``compute`` promises."""
    frame["as_of"] = pd.to_datetime(frame["as_of"]).astype("datetime64[us]")
    return frame.astype(dict.fromkeys((feature.name for feature in select), "float64"))
