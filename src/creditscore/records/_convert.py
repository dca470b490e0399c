"""Reading somebody else's files through a column mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from creditscore.errors import MappingError, RecordsError
from creditscore.records._cast import Fault, literal, name
from creditscore.records._catalogue import TABLES
from creditscore.records._check import Feed, Job
from creditscore.records._deliver import REJECTED, Delivery, Progress, Workshop, deliver, workshop
from creditscore.records._mapping import FeedMapping, RecordsMapping, TableMapping, read_mapping
from creditscore.records._province import Province
from creditscore.records._registry import FROM_IDS, registry_job
from creditscore.records._rules import Context
from creditscore.records._stage import is_data, stage


def convert(
    raw: Path | str,
    *,
    mapping: Path | str | Mapping[str, Any],
    out: Path | str,
    rejected: Path | str | None = None,
    progress: Progress | None = None,
) -> Province:
    """Read the files of a raw folder through a mapping and write a canonical folder.

    Paths in the mapping are relative to ``raw``. Every file is opened and every mapped column looked up
    before anything is written; a mapping that does not fit raises ``MappingError``, a file that cannot be read
    ``RecordsError``. Rows that break a rule go to ``rejected`` (default ``out/rejected``). A table whose files
    and mapping are unchanged since an earlier run is kept, so an interrupted run resumes at the next table.
    What was assumed (a lag until records are known, a registry made from identifiers) is in
    ``province.assumptions``.
    """
    folder, target, plan = Path(raw), Path(out), read_mapping(mapping)
    if not folder.is_dir():
        raise RecordsError(f"{folder}: no such folder; wanted the folder the mapping's paths are relative to")
    with workshop(target) as shop:
        jobs = [_job(folder, plan, table, shop) for table in plan.tables if not table.from_ids]
        registry = next((table for table in plan.tables if table.from_ids), None)
        source = plan.source
        if registry is not None:
            source = replace(source, assumptions=(*source.assumptions, FROM_IDS))
        delivery = Delivery(
            out=target, rejected=Path(rejected) if rejected is not None else target / REJECTED, source=source,
            covered_from={table.table.name: table.covered_from for table in plan.tables if table.covered_from},
            lags={table.table.name: table.lag_days for table in plan.tables if table.lag_days is not None},
            origin={"mapping": plan.name},
        )  # fmt: skip
        last = None
        if registry is not None:
            attributes = _job(folder, plan, registry, shop) if registry.feeds[0].files else None
            columns = dict(registry.feeds[0].columns)
            last = registry_job(jobs, columns=columns, attributes=attributes, out=target)
        deliver(jobs, delivery, shop=shop, progress=progress, last=last)
    return Province(target)


def _job(folder: Path, plan: RecordsMapping, mapped: TableMapping, shop: Workshop) -> Job:
    feeds = [
        _feed(path, mapped, feed, plan, shop)
        for feed in mapped.feeds
        for path in _paths(folder, mapped, feed, plan)
    ]
    context = Context(regions=plan.source.regions, data_until=plan.source.data_until, tables=tuple(TABLES))
    return Job(table=mapped.table, feeds=tuple(feeds), identifier=plan.source.identifier, context=context,
               where=f"{plan.name}: ")  # fmt: skip


def _paths(folder: Path, mapped: TableMapping, feed: FeedMapping, plan: RecordsMapping) -> list[Path]:
    found: list[Path] = []
    for pattern in feed.files:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise MappingError(
                f"{plan.name}: [{mapped.table.name}] files: {pattern!r} leads out of the raw folder; "
                "wanted a path relative to it; correct the mapping"
            )
        paths = sorted(path for path in folder.glob(pattern) if is_data(path))
        if not paths:
            raise MappingError(
                f"{plan.name}: [{mapped.table.name}] files: nothing in {folder} matches {pattern!r} (Parquet or CSV "
                "wanted); correct the path in the mapping or deliver the file"
            )
        found += paths
    return list(dict.fromkeys(found))


def _feed(path: Path, mapped: TableMapping, feed: FeedMapping, plan: RecordsMapping, shop: Workshop) -> Feed:
    table = mapped.table.name
    staged = stage(path, connection=shop.connection, scratch=shop.scratch, encoding=feed.encoding)
    sources = [(column, source) for column, spec in feed.columns.items() for source in spec.sources]
    for column, wanted in [*sources, *([("natural_person", feed.persons[0])] if feed.persons else [])]:
        if wanted not in staged.columns:
            raise MappingError(
                f"{plan.name}: {table}: column {wanted!r} (mapped to {column}) is missing from {path.name}; "
                f"found {list(staged.columns)}; correct it under [{table}.columns]"
            )
    persons = None
    if feed.persons is not None:
        values = ", ".join(literal(value) for value in feed.persons[1])
        persons = Fault(rule="natural_person", predicate=f"({name(feed.persons[0])}::VARCHAR IN ({values}))",
                        detail=f"'{table} is about a natural person'")  # fmt: skip
    return Feed(staged=staged, columns=feed.columns, nulls=plan.nulls, lag_days=mapped.lag_days, persons=persons,
                made_id="record_id" not in feed.columns and mapped.table.enveloped)  # fmt: skip
