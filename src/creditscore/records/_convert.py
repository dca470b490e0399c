"""Reading somebody else's files through a column mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from creditscore.errors import MappingError, RecordsError
from creditscore.records import _secret
from creditscore.records._cast import ColumnSpec, Fault, literal, name
from creditscore.records._catalogue import TABLES
from creditscore.records._check import Feed, Job
from creditscore.records._classify import look_up_texts
from creditscore.records._column_mapping import Door
from creditscore.records._deliver import REJECTED, Delivery, Progress, Workshop, deliver, workshop
from creditscore.records._intake import Layout, plain
from creditscore.records._mapping import FeedMapping, RecordsMapping, TableMapping, read_mapping
from creditscore.records._province import Province
from creditscore.records._registry import FROM_IDS, registry_job
from creditscore.records._rules import Context
from creditscore.records._stage import Staged, fits, inside, is_data, stage

_OLD_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".et", ".ods")
_ENDING = re.compile(r"\.\w+(?:\.gz)?$")
_SHOWN = 20
"""How many files or columns a note names."""


def convert(
    raw: Path | str,
    *,
    mapping: Path | str | Mapping[str, Any],
    out: Path | str,
    rejected: Path | str | None = None,
    key: Path | str | None = None,
    progress: Progress | None = None,
) -> Province:
    """Read the files of a raw folder through a mapping and write a canonical folder.

    ``mapping`` is a TOML file, the name of a built-in mapping (``records.mappings()``) or a parsed one; its paths are
    relative to ``raw``. Every file is opened and every mapped column looked up before anything is written; a mapping
    that does not fit raises ``MappingError``, a file that cannot be read ``RecordsError``. Rows that break a rule go to
    ``rejected`` (default ``out/rejected``). A table whose files and mapping are unchanged since an earlier run is kept,
    so an interrupted run resumes at the next table. What was assumed (a lag until records are known, an encoding told
    from the bytes, a registry made from identifiers) and which files were not read is in ``province.assumptions``. ``key`` is the file with the key
    of person links, for mappings that hash; it lies outside ``raw`` and ``out``.
    """
    folder, target, plan = Path(raw), Path(out), read_mapping(mapping)
    if not folder.is_dir():
        raise RecordsError(f"{folder}: no such folder; wanted the folder the mapping's paths are relative to")
    own = [Path(each) for each in (rejected, mapping) if isinstance(each, (str, Path))]
    secret = _key(plan, key, (folder, target))
    sign = _secret.fingerprint(secret) if secret is not None else ""
    with workshop(target) as shop:
        if secret is not None:
            _secret.arm(shop.connection, secret)
        found = {table.table.name: _files(folder, target, plan, table) for table in plan.tables}
        _nothing_left_over(folder, target, plan, found)
        jobs = [
            _job(plan, table, found[table.table.name], shop, sign=sign)
            for table in plan.tables
            if not table.from_ids and found[table.table.name]
        ]
        registry = next((table for table in plan.tables if table.from_ids), None)
        last, attributes = None, None
        if registry is not None:
            files = found[registry.table.name]
            attributes = _job(plan, registry, files, shop, sign=sign) if files else None
            last = registry_job(
                jobs, columns=dict(registry.feeds[0].columns), attributes=attributes, out=target
            )
        told = [
            *notes(jobs),
            *_unread(folder, (target, *own), plan, found),
            *([FROM_IDS] if registry else []),
        ]
        source = replace(plan.source, assumptions=(*plan.source.assumptions, *told))
        delivery = Delivery(
            out=target, rejected=Path(rejected) if rejected is not None else target / REJECTED, source=source,
            covered_from={table.table.name: table.covered_from for table in plan.tables if table.covered_from},
            lags={table.table.name: table.lag_days for table in plan.tables
                  if table.lag_days is not None and found[table.table.name]},
            origin={"mapping": plan.name, **({"key": sign} if sign else {})},
        )  # fmt: skip
        for job in jobs:
            look_up_texts(job, connection=shop.connection)
        deliver(jobs, delivery, shop=shop, progress=progress, last=last)
    return Province(target)


def notes(jobs: Sequence[Job]) -> list[str]:
    """What was found out while files were opened, each thing once with the files it is about."""
    told: dict[str, list[str]] = {}
    for job in jobs:
        for feed in job.feeds:
            for note in feed.staged.notes:
                told.setdefault(f"{job.table.name}: {note}", []).append(feed.staged.origin.name)
    shown = {note: (*names[:3], *(["…"] if len(names) > 3 else [])) for note, names in told.items()}
    return [f"{note} ({len(told[note])} files: {', '.join(names)})" for note, names in shown.items()]


def _key(plan: RecordsMapping, key: Path | str | None, folders: tuple[Path, ...]) -> bytes | None:
    hashed = [
        f"{table.table.name}.{column}"
        for table in plan.tables for feed in table.feeds for column, spec in feed.columns.items() if spec.hashed
    ]  # fmt: skip
    if key is None and hashed:
        raise MappingError(
            f"{plan.name}: {hashed[0]} is kept as a keyed hash and no key was given; give the file of the key (key=…, --key FILE)"
        )
    return None if key is None else _secret.read_key(Path(key), outside=folders)


def _job(
    plan: RecordsMapping,
    mapped: TableMapping,
    files: Sequence[tuple[FeedMapping, Path]],
    shop: Workshop,
    *,
    sign: str,
) -> Job:
    feeds = tuple(_feed(path, mapped, feed, plan, shop) for feed, path in files)
    feeds = tuple(replace(feed, read_as=f"{feed.read_as} {sign if feed.withheld else ''}") for feed in feeds)
    context = Context(regions=plan.source.regions, data_until=plan.source.data_until, tables=tuple(TABLES))
    return Job(table=mapped.table, feeds=feeds, identifier=plan.source.identifier, context=context,
               where=f"{plan.name}: ")  # fmt: skip


# ------------------------------------------------------------------ which files


def _files(
    folder: Path, out: Path, plan: RecordsMapping, mapped: TableMapping
) -> list[tuple[FeedMapping, Path]]:
    """The files of a table with the feed that each belongs to; told by their header where the mapping says so."""
    found: dict[Path, FeedMapping] = {}
    for feed in mapped.feeds:
        layout = _layout(mapped, feed)
        for path in _matching(folder, out, plan, mapped, feed):
            if not feed.by_header or fits(path, replace(layout, wanted=feed.by_header)):
                found.setdefault(path, feed)
    return [(feed, path) for path, feed in found.items()]


def _matching(
    folder: Path, out: Path, plan: RecordsMapping, mapped: TableMapping, feed: FeedMapping
) -> list[Path]:
    found: list[Path] = []
    for pattern in feed.files:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise MappingError(
                f"{plan.name}: [{mapped.table.name}] files: {pattern!r} leads out of the raw folder; "
                "wanted a path relative to it; correct the mapping"
            )
        paths = [inside(folder, path) for path in sorted(folder.glob(pattern)) if _given(folder, out, path)]
        if not paths:
            raise MappingError(
                f"{plan.name}: [{mapped.table.name}] files: nothing in {folder} matches {pattern!r} (Parquet, CSV or "
                ".xlsx wanted); correct the path in the mapping or deliver the file"
            )
        found += paths
    return list(dict.fromkeys(found))


def _given(folder: Path, out: Path, path: Path) -> bool:
    """Whether a path is a delivered file: one that can be read, not hidden, not of our own writing."""
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    own = out.resolve() != folder.resolve() and path.resolve().is_relative_to(out.resolve())
    return is_data(path) and path.is_file() and not hidden and not own


def _nothing_left_over(
    folder: Path, out: Path, plan: RecordsMapping, found: Mapping[str, Sequence[tuple[FeedMapping, Path]]]
) -> None:
    """Where tables are told by their headers, every file must have been recognised."""
    told = [(table, feed) for table in plan.tables for feed in table.feeds if feed.by_header]
    matched = {path for table, feed in told for path in _matching(folder, out, plan, table, feed)}
    left = sorted(matched - {path for files in found.values() for _, path in files})
    if left:
        headers = "; ".join(
            dict.fromkeys(f"{table.table.name}: {list(feed.by_header)}" for table, feed in told)
        )
        raise MappingError(
            f"{plan.name}: {left[0].name}: no table has this header; wanted the columns of one of {headers}; "
            "take the file out of the folder, or map it"
        )


def _unread(
    folder: Path,
    own: Sequence[Path],
    plan: RecordsMapping,
    found: Mapping[str, Sequence[tuple[FeedMapping, Path]]],
) -> list[str]:
    """Files that match a pattern but for their ending and were not read; ``own`` are not of the delivery."""
    patterns = {pattern for table in plan.tables for feed in table.feeds for pattern in feed.files}
    anyhow = {_ENDING.sub(".*", pattern) for pattern in patterns if any(mark in pattern for mark in "*?[")}
    ours = [path.resolve() for path in own]
    if folder.resolve() in ours:
        return []
    read = {path for files in found.values() for _, path in files}
    left: list[str] = []
    for path in sorted({path for pattern in anyhow for path in folder.glob(pattern)} - read):
        place = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in place.parts)
        if not hidden and path.is_file() and not any(path.resolve().is_relative_to(each) for each in ours):
            old = path.name.lower().endswith(_OLD_WORKBOOKS)
            left.append(f"{place.as_posix()}{' (another kind of workbook: save it as .xlsx)' if old else ''}")
    more = [f"and {len(left) - _SHOWN} more"] if len(left) > _SHOWN else []
    return [f"not read: {', '.join([*left[:_SHOWN], *more])}"] if left else []


# ------------------------------------------------------------------ one file


def _layout(mapped: TableMapping, feed: FeedMapping) -> Layout:
    sources = [source for spec in feed.columns.values() for source in spec.sources]
    sources += [column for door in feed.doors for column in (door.source, door.unless) if column]
    sources += feed.by_header
    names = {
        source: mapped.aliases.get(source, ()) for source in (*sources, *mapped.aliases, *mapped.private)
    }
    return Layout(
        encoding=feed.encoding, delimiter=feed.delimiter, sheet=feed.sheet, header_row=feed.header_row, names=names,
        wanted=tuple(wanted for _, wanted in _wanted(feed)),
        private=tuple(column for column in mapped.private if column not in sources),
        guarded=bool(feed.doors or mapped.private or any(spec.hashed for spec in feed.columns.values())),
    )  # fmt: skip


def _wanted(feed: FeedMapping) -> list[tuple[str, str]]:
    """Our column and the source column it cannot do without."""
    wanted = [
        (column, source)
        for column, spec in feed.columns.items()
        if not spec.optional
        for source in spec.sources
    ]
    return wanted + [(door.rule, door.source) for door in feed.doors if not door.optional]


def _feed(path: Path, mapped: TableMapping, feed: FeedMapping, plan: RecordsMapping, shop: Workshop) -> Feed:
    table = mapped.table.name
    layout = _layout(mapped, feed)
    staged = stage(path, connection=shop.connection, scratch=shop.scratch, layout=layout)
    for column, wanted in _wanted(feed):
        if wanted not in staged.columns:
            raise MappingError(
                f"{plan.name}: {table}: column {wanted!r} (mapped to {column}) is missing from {path.name}; "
                f"found {list(staged.columns)}; correct it under [{table}.columns]"
            )
    if feed.by_header:
        staged = replace(staged, notes=(*staged.notes, *_unknown_columns(staged, layout, plan, table)))
    hashed = {source for spec in feed.columns.values() if spec.hashed for source in spec.sources}
    hidden = sorted({*hashed, *mapped.private} & staged.columns.keys())
    columns = {column: present(spec, staged) for column, spec in feed.columns.items()}
    return Feed(staged=staged, columns=columns, nulls=plan.nulls, lag_days=mapped.lag_days,
                doors=tuple(_fault(door, table, staged, plan.nulls) for door in feed.doors if door.source in staged.columns),
                made_id="record_id" not in feed.columns and mapped.table.enveloped,
                withheld=tuple(hidden), read_as=repr(layout))  # fmt: skip


def _unknown_columns(staged: Staged, layout: Layout, plan: RecordsMapping, table: str) -> list[str]:
    """A note of the columns that neither the mapping nor a layout of it knows."""
    known = {plain(column) for column in layout.names}
    for tables in plan.layouts.values():
        known |= {plain(str(header)) for line in tables.get(table, ()) for header in line[:2]}
    left = [column for column in staged.columns if plain(column) not in known]
    more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
    return [f"columns not read: {left[:_SHOWN]}{more}"] if left else []


def present(spec: ColumnSpec, staged: Staged) -> ColumnSpec:
    """The spec over the columns that a file has; with none of them, a column of its ``empty`` value."""
    if not spec.optional:
        return spec
    there = [source for source in spec.sources if source in staged.columns]
    if not there:
        return ColumnSpec(constant=spec.empty) if spec.empty not in (None, "") else ColumnSpec()
    return replace(spec, source=there[0], otherwise=tuple(there[1:]))


def _fault(door: Door, table: str, staged: Staged, nulls: tuple[str, ...]) -> Fault:
    def text(column: str) -> str:
        return f"trim({name(column)}::VARCHAR)"

    said = f"{text(door.source)} IN ({', '.join(map(literal, door.values))})"
    if door.filled:
        said = f"{text(door.source)} NOT IN ({', '.join(map(literal, nulls))})"
    if door.unless in staged.columns:
        said += f" AND coalesce({text(door.unless)}, '') IN ({', '.join(map(literal, nulls))})"
    what = (
        "is about a natural person" if door.rule == "natural_person" else "is marked as revoked by its source"
    )
    return Fault(rule=door.rule, predicate=f"({said})", detail=literal(f"{table} {what}"))
