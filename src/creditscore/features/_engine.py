"""Features for many snapshots: one equi-join per event table, one GROUP BY, conditional aggregates.

Month bounds are computed once, here, as columns of the snapshots; the engine only compares dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
import pyarrow.parquet as pq
from ibis import ir

from creditscore import rights
from creditscore.errors import FeatureError
from creditscore.features._compile import bound, compile_aggregate, compile_expression, finish_aggregate
from creditscore.features._question import Question
from creditscore.features._snapshots import checked, with_bounds
from creditscore.plan import (
    Aggregate,
    Attribute,
    Combine,
    Covered,
    Feature,
    Node,
    RightsPolicy,
    columns_of,
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

_names = count()


class _Workspace:
    """Temporary tables on the province's connection, dropped at the end."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.connection = province.connection
        self._tables: list[str] = []

    def keep(self, data: Any) -> ir.Table:
        name = f"_creditscore_{next(_names)}"
        self._tables.append(name)
        return self.connection.create_table(name, data, temp=True)

    def drop(self) -> None:
        for name in self._tables:
            self.connection.raw_sql(f"DROP TABLE IF EXISTS {name}")


def _in_use(snapshots: ir.Table, records: ir.Table) -> list[Any]:
    """The predicate of DESIGN section 4, on both time axes and the end of use."""
    return [
        snapshots["entity"] == records["uscc"],
        records["event_date"] < snapshots["as_of"],
        records["known_from"] < snapshots["as_of"],
        records["usable_from"] <= snapshots["as_of"],
        records["usable_until"].isnull() | (records["usable_until"] > snapshots["as_of"]),
    ]


def _pairs(
    work: _Workspace,
    snapshots: ir.Table,
    table: str,
    columns: set[str],
    policy: RightsPolicy,
    widest: int | None,
) -> ir.Table:
    needed = sorted(columns | {"uscc", "event_date"})
    records = rights.usable(work.province, table, policy=policy, columns=needed)
    predicates = _in_use(snapshots, records)
    if widest is not None:
        predicates.append(records["event_date"] >= snapshots[bound(widest)])
    return snapshots.inner_join(records, predicates)


def _versions(work: _Workspace, snapshots: ir.Table, question: Question, policy: RightsPolicy) -> ir.Table:
    """Snapshots with the attributes asked for and the region and kind that coverage goes by."""
    out = snapshots.mutate(_region=ibis.null("string"), _kind=ibis.null("string"))
    tables = {leaf.table for leaf in question.attributes} | {"entity"}
    for table in sorted(tables):
        if not work.province.has(table):
            if table == "entity" and not question.attributes:
                continue
            raise FeatureError(
                f"table {table!r} is missing from {work.province.path.name}, and the selected features read it; "
                f"found {list(work.province.tables)}; read it in or select other features"
            )
        out = _latest_version(work, out, table, question, policy)
    return out


def _latest_version(
    work: _Workspace, snapshots: ir.Table, table: str, question: Question, policy: RightsPolicy
) -> ir.Table:
    asked = [(i, leaf) for i, leaf in enumerate(question.attributes) if leaf.table == table]
    columns = set().union(*(columns_of(leaf.value) for _, leaf in asked))
    if table == "entity":
        columns |= {"oper_region_code", "entity_type"}
    key = snapshots.select("_row", "entity", "as_of")
    pairs = _pairs(work, key, table, columns | {"record_id"}, policy, None)
    order = [pairs[name].desc() for name in ("event_date", "known_from", "record_id")]
    rank = ibis.row_number().over(group_by=pairs["_row"], order_by=order)
    last = pairs.mutate(_rank=rank).filter(lambda t: t["_rank"] == 0)
    values = {f"_attribute_{i}": compile_expression(leaf.value, last).cast("float64") for i, leaf in asked}
    if table == "entity":
        values |= {"_region": last["oper_region_code"], "_kind": last["entity_type"]}
        snapshots = snapshots.drop("_region", "_kind")
    last = last.select("_row", **values)
    return snapshots.left_join(last, "_row").drop("_row_right")


def _with_coverage(work: _Workspace, snapshots: ir.Table, sources: set[str]) -> ir.Table:
    """One column per source: since when it covers the entity without a break up to ``as_of``; null if not."""
    if not sources:
        return snapshots
    places = snapshots.select("_region", "_kind", "as_of").distinct()
    coverage = work.province.table("coverage")
    prefecture = places["_region"].left(4).concat("00")
    holding = places.left_join(
        coverage,
        [
            coverage["region_code"].isnull()
            | (coverage["region_code"] == places["_region"])
            | (coverage["region_code"] == prefecture),
            coverage["entity_type"].isnull() | (coverage["entity_type"] == places["_kind"]),
            coverage["covered_from"] < places["as_of"],
            coverage["covered_until"].isnull() | (coverage["covered_until"] >= places["as_of"]),
        ],
    )
    since = holding.group_by("_region", "_kind", "as_of").agg(
        **{
            f"_covered_{source}": holding["covered_from"].min(where=holding["table_name"] == source)
            for source in sorted(sources)
        }
    )
    since = work.keep(since).rename(_since_region="_region", _since_kind="_kind", _since_as_of="as_of")
    joined = snapshots.left_join(
        since,
        [
            snapshots["_region"].identical_to(since["_since_region"]),
            snapshots["_kind"].identical_to(since["_since_kind"]),
            snapshots["as_of"] == since["_since_as_of"],
        ],
    )
    return joined.drop("_since_region", "_since_kind", "_since_as_of")


def _aggregated(
    work: _Workspace, snapshots: ir.Table, table: str, nodes: Sequence[Aggregate], policy: RightsPolicy
) -> ir.Table:
    """One row per snapshot that saw anything, one raw column per leaf."""
    columns = set().union(*(columns_of(node.value) | columns_of(node.where) for node in nodes))
    if any(node.verb == "latest" for node in nodes):
        columns |= {"record_id"}
    months = {month for node in nodes for month in (node.window.start, node.window.end)}
    widest = max(node.window.start for node in nodes)
    key = snapshots.select(
        "_row", "entity", "as_of", "_month", *(bound(month) for month in sorted(months - {0}))
    )
    pairs = _pairs(work, key, table, columns, policy, widest)
    return pairs.group_by("_row").agg(
        **{f"_leaf_{i}": compile_aggregate(node, pairs, widest=widest) for i, node in enumerate(nodes)}
    )


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
) -> Iterator[tuple[_Workspace, ir.Table]]:
    """The feature table with ``_row``, in no order, as an Ibis expression valid inside the ``with`` block."""
    question = Question.of(select)
    _require(province, question)
    work = _Workspace(province)
    chunks = [
        (table, nodes[start : start + CHUNK])
        for table, nodes in question.aggregates.items()
        for start in range(0, len(nodes), CHUNK)
    ]
    whole = sum(len(nodes) for nodes in question.aggregates.values()) <= WHOLE
    try:
        base = work.keep(with_bounds(checked(snapshots), question.months))
        base = base.mutate(
            **{name: base[name].cast("date") for name in base.columns if name.startswith("_b")}
        )
        base = base.mutate(as_of=base["as_of"].cast("date"))
        base = work.keep(
            _with_coverage(work, work.keep(_versions(work, base, question, policy)), question.sources)
        )
        joined, names = base, dict[Node, str]()
        for done, (table, nodes) in enumerate(chunks):
            if progress is not None:
                progress(table, done, len(chunks))
            raw = _aggregated(work, base, table, nodes, policy)
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
