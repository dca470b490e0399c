"""Features for many snapshots: one equi-join per event table, one GROUP BY, conditional aggregates.

Month bounds are computed once, here, as columns of the snapshots; the engine only compares dates.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import ibis
import pandas as pd
from ibis import ir

from creditscore.errors import DataHorizonWarning, FeatureError
from creditscore.features._compile import bound, finish_aggregate
from creditscore.features._joins import aggregated, with_coverage, with_versions
from creditscore.features._question import Question
from creditscore.features._snapshots import beyond, checked, with_bounds
from creditscore.features._spark import Spark, SparkWorkspace, spark_workspace
from creditscore.features._workspace import DuckWorkspace, Workspace
from creditscore.plan import Aggregate, Attribute, Combine, Covered, Feature, Node, RightsPolicy, leaves

if TYPE_CHECKING:
    from creditscore.records import Province

Progress = Callable[[str, int, int], None]
Engine = Literal["duckdb", "spark"] | Spark

CHUNK = 120
"""At most so many leaves of one table in one statement, so that none grows without bound."""

AT_ONCE = 150
"""At most so many features in one last statement, for the same reason."""


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
    read = {*question.aggregates, *question.sources, *(leaf.table for leaf in question.attributes)}
    missing = sorted(read - set(province.tables))
    if missing:
        raise FeatureError(
            f"table {missing[0]!r} is missing from {province.path.name}, and the selected features read it; "
            f"found {list(province.tables)}; read it in or select other features"
        )
    frame = checked(snapshots)
    first, last = pd.Timestamp(province.data_from), pd.Timestamp(province.data_until)
    outside = frame["as_of"][(frame["as_of"] <= first) | (frame["as_of"] > last)]
    if len(outside):
        said = beyond(province, outside.iloc[0].date(), others=len(outside) - 1)
        warnings.warn(said, DataHorizonWarning, stacklevel=3)
    return with_bounds(frame, question.months)


@dataclass(frozen=True)
class Settled:
    """What the tables say of the snapshots, kept in a workspace: ``base`` and one part per table and chunk."""

    question: Question
    base: ir.Table
    parts: tuple[tuple[ir.Table, tuple[Aggregate, ...]], ...]

    def tables(self, *, at_once: int = AT_ONCE) -> list[ir.Table]:
        """``_row``, ``entity``, ``as_of`` and so many features each, in no order; together all the features."""
        asked = self.question.features
        return [self.table(asked[start : start + at_once]) for start in range(0, max(len(asked), 1), at_once)]

    def table(self, features: Sequence[Feature]) -> ir.Table:
        """``_row``, ``entity``, ``as_of`` and these features, in no order; only parts they rest on are joined."""
        wanted = {leaf for feature in features for leaf in leaves(feature.node)}
        joined, names = self.base, dict[Node, str]()
        for number, (part, nodes) in enumerate(self.parts):
            named = {f"_raw_{number}_{i}": f"_leaf_{i}" for i, node in enumerate(nodes) if node in wanted}
            if named:
                names |= {node: f"_raw_{number}_{i}" for i, node in enumerate(nodes)}
                right = part.select(
                    **{f"_row_{number}": part["_row"], **{new: part[old] for new, old in named.items()}}
                )
                joined = joined.left_join(right, joined["_row"] == right[f"_row_{number}"])
        attributes: dict[Node, str] = {
            leaf: f"_attribute_{i}" for i, leaf in enumerate(self.question.attributes)
        }
        values = _Values(joined, names, attributes)
        return joined.select(
            "_row", "entity", "as_of", **{feature.name: values.of(feature.node) for feature in features}
        )


def settled(
    work: Workspace, frame: pd.DataFrame, question: Question, *, progress: Progress | None = None
) -> Settled:
    """Everything the tables say of prepared snapshots, computed and kept in the workspace."""
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
    parts: list[tuple[ir.Table, tuple[Aggregate, ...]]] = []
    for done, (table, nodes) in enumerate(chunks):
        if progress is not None:
            progress(table, done, len(chunks))
        parts.append((work.keep(aggregated(work, base, table, nodes)), tuple(nodes)))
    if progress is not None:
        progress("features", len(chunks), len(chunks))
    return Settled(question, base, tuple(parts))


def compute(
    province: Province,
    snapshots: pd.DataFrame,
    *,
    select: Sequence[Feature],
    rights: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
    engine: Engine = "duckdb",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Features of every snapshot.

    Args:
        province: the records.
        snapshots: one row per (entity, as_of); ``as_of`` a date.
        select: the features to compute.
        rights: which state of the records they may rest on.
        engine: ``"duckdb"``, or ``"spark"``, or a ``Spark`` that says which session and where the records lie.
        progress: called with (table, done, of).

    Returns:
        ``entity``, ``as_of`` and one float64 column per feature, in the order of ``snapshots``; null is NaN.

    Raises:
        FeatureError: a table is missing, a snapshot is doubled, or a feature cannot be computed from records.
    """
    question = Question.of(select)
    frame = prepared(province, snapshots, question)
    with _workspace(engine, province, rights) as work:
        tables = settled(work, frame, question, progress=progress).tables()
        found = [work.fetch(table.order_by("_row").drop("_row")) for table in tables]
    return tidied(found, select)


@contextmanager
def _workspace(
    engine: Engine, province: Province, rights: RightsPolicy
) -> Iterator[DuckWorkspace | SparkWorkspace]:
    spark = on_spark(engine)
    if spark is not None:
        with spark_workspace(spark, province, rights) as work:
            yield work
        return
    work = DuckWorkspace(province, rights)
    try:
        yield work
    finally:
        work.drop()


def on_spark(engine: Engine) -> Spark | None:
    """What ``engine`` says of Spark; nothing where it means DuckDB."""
    if engine not in ("duckdb", "spark") and not isinstance(engine, Spark):
        raise FeatureError(f"engine: {engine!r}; wanted 'duckdb', 'spark' or a Spark(session, records)")
    if engine == "duckdb":
        return None
    return engine if isinstance(engine, Spark) else Spark()


def tidied(found: Sequence[pd.DataFrame], select: Sequence[Feature]) -> pd.DataFrame:
    """Ordered tables side by side, in the types that ``compute`` promises."""
    keys, features = ["entity", "as_of"], [feature.name for feature in select]
    frame = pd.concat([found[0], *(table.drop(columns=keys) for table in found[1:])], axis=1)
    frame["as_of"] = pd.to_datetime(frame["as_of"]).astype("datetime64[us]")
    return frame.astype(dict.fromkeys(features, "float64"))
