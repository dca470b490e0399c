"""The joins of the engine: snapshots with the records in use, the latest versions, and what is covered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
from ibis import ir

from creditscore.features import _runs
from creditscore.features._compile import bound, compile_aggregate, compile_expression
from creditscore.features._question import Question
from creditscore.features._workspace import Workspace
from creditscore.plan import Aggregate, columns_of


def in_use(snapshots: ir.Table, records: ir.Table) -> list[Any]:
    """The predicate of DESIGN section 4, on both time axes and the end of use."""
    return [
        snapshots["entity"] == records["uscc"],
        records["event_date"] < snapshots["as_of"],
        records["known_from"] < snapshots["as_of"],
        records["usable_from"] <= snapshots["as_of"],
        records["usable_until"].isnull() | (records["usable_until"] > snapshots["as_of"]),
    ]


def _pairs(
    work: Workspace, snapshots: ir.Table, table: str, columns: set[str], widest: int | None
) -> ir.Table:
    records = work.usable(table, columns | {"uscc", "event_date"})
    predicates = in_use(snapshots, records)
    if widest is not None:
        predicates.append(records["event_date"] >= snapshots[bound(widest)])
    return snapshots.inner_join(records, predicates)


def with_versions(work: Workspace, snapshots: ir.Table, question: Question) -> ir.Table:
    """Snapshots with the attributes asked for and the region and kind that coverage goes by."""
    out = snapshots.mutate(_region=ibis.null("string"), _kind=ibis.null("string"))
    for table in sorted({leaf.table for leaf in question.attributes} | {"entity"}):
        if work.has(table):  # records may lack a register as long as no question is about it
            out = _latest_version(work, out, table, question)
    return out


def _latest_version(work: Workspace, snapshots: ir.Table, table: str, question: Question) -> ir.Table:
    asked = [(i, leaf) for i, leaf in enumerate(question.attributes) if leaf.table == table]
    key = snapshots.select("_row", "entity", "as_of")
    pairs = _pairs(work, key, table, question.columns(table), None)
    order = [pairs[name].desc() for name in ("event_date", "known_from", "record_id")]
    rank = ibis.row_number().over(group_by=pairs["_row"], order_by=order)
    last = pairs.mutate(_rank=rank).filter(lambda t: t["_rank"] == 0)
    values = {f"_attribute_{i}": compile_expression(leaf.value, last).cast("float64") for i, leaf in asked}
    if table == "entity":
        values |= {"_region": last["oper_region_code"], "_kind": last["entity_type"]}
        snapshots = snapshots.drop("_region", "_kind")
    last = last.select("_row", **values)
    return snapshots.left_join(last, "_row").drop("_row_right")


def with_coverage(work: Workspace, snapshots: ir.Table, sources: set[str]) -> ir.Table:
    """One column per source: since when it covers the entity without a break up to ``as_of``; null if not."""
    if not sources:
        return snapshots
    places = snapshots.select("_region", "_kind", "as_of").distinct()
    coverage = work.coverage()
    prefecture = places["_region"].left(4).concat("00")
    registered = [places["_kind"].notnull()] if work.has("entity") else []  # a source covers whom it can know
    holding = places.left_join(
        coverage,
        [
            *registered,
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


def aggregated(work: Workspace, snapshots: ir.Table, table: str, nodes: Sequence[Aggregate]) -> ir.Table:
    """One row per snapshot that saw anything, one raw column per leaf."""
    columns = set().union(*(columns_of(node.value) | columns_of(node.where) for node in nodes))
    if any(node.verb == "latest" for node in nodes):
        columns |= {"record_id"}
    months = {month for node in nodes for month in (node.window.start, node.window.end)}
    widest = max(node.window.start for node in nodes)
    key = snapshots.select(
        "_row", "entity", "as_of", "_month", *(bound(month) for month in sorted(months - {0}))
    )
    pairs = _pairs(work, key, table, columns, widest)
    found = pairs.group_by("_row").agg(
        **{f"_leaf_{i}": compile_aggregate(node, pairs, widest=widest) for i, node in enumerate(nodes)}
    )
    return _runs.longest(found, [f"_leaf_{i}" for i, node in enumerate(nodes) if node.verb == "longest_run"])
