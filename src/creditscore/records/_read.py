"""Reading a folder of records whose columns already bear our names, and checking one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from creditscore.errors import RecordsError
from creditscore.records import _pairing
from creditscore.records._cast import ColumnSpec, Unit
from creditscore.records._catalogue import TABLES
from creditscore.records._check import Feed, Job, accepted_sql, quarantine_sql, readable, write
from creditscore.records._check import check as check_table
from creditscore.records._convert import notes
from creditscore.records._deliver import REJECTED, Delivery, Progress, Workshop, deliver, workshop
from creditscore.records._intake import Layout
from creditscore.records._manifest import FILE, Source, read_manifest
from creditscore.records._province import Province
from creditscore.records._rules import RULES, Context
from creditscore.records._stage import PARQUET, TEXTS, Staged, inside, is_data, stage
from creditscore.records._table import Table
from creditscore.records._warnings import Accepted, warnings

if TYPE_CHECKING:
    import pandas as pd

DECLARED = "source.json"
"""Optional file of a raw folder with the fields of ``Source`` (dates in ISO form)."""

DEFAULT_OUT = ".creditscore"


def read(
    folder: Path | str,
    *,
    out: Path | str | None = None,
    rejected: Path | str | None = None,
    source: Source | None = None,
    progress: Progress | None = None,
) -> Province:
    """Open a canonical folder, or check a raw one and write it canonically.

    A folder with a manifest is opened as it is. Any other holds one file per table, ``<table>.parquet``,
    ``<table>.csv``, ``<table>.csv.gz`` or ``<table>.xlsx``, or a folder ``<table>/`` of such files, with our column
    names: money in fen in Parquet (int64) and in yuan in CSV and workbooks. Bad rows go to ``rejected`` (default ``out/rejected``) with
    the names of the rules they break; a table that cannot be used at all raises ``RecordsError`` before
    anything is written. Unchanged tables of an earlier run are kept. ``out`` is ``folder/.creditscore``
    unless given; ``source`` is read from ``source.json`` in the folder unless given.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise RecordsError(f"{folder}: no such folder; wanted a folder of record tables; correct the path")
    if (folder / FILE).is_file():
        return Province(folder)
    target = Path(out) if out is not None else folder / DEFAULT_OUT
    with workshop(target) as shop:
        jobs, declared = _jobs(folder, source, shop)
        declared = replace(declared, assumptions=(*declared.assumptions, *notes(jobs)))
        delivery = Delivery(
            out=target, rejected=Path(rejected) if rejected is not None else target / REJECTED, source=declared,
            covered_from={}, lags={}, origin={"folder": folder.name},
        )  # fmt: skip
        deliver(jobs, delivery, shop=shop, progress=progress)
    return Province(target)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Counts of a check: rows ``accepted`` by table, ``rejected`` by table and rule, ``undated`` by table.

    ``earlier`` holds what was refused when the folder was made canonical, if it is. ``warnings`` counts accepted
    rows by table and warning (months for ``missing_months``).
    """

    accepted: Mapping[str, int]
    rejected: Mapping[str, Mapping[str, int]]
    undated: Mapping[str, int]
    earlier: Mapping[str, Mapping[str, int]]
    warnings: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])

    @property
    def rejected_rows(self) -> int:
        """Rows refused in all tables."""
        return sum(sum(rules.values()) for rules in self.rejected.values())

    @property
    def titles(self) -> dict[str, tuple[str, str]]:
        """What each rule and warning found means, (zh, en), in the order of ``RULES``."""
        found = {rule for rules in (*self.rejected.values(), *self.warnings.values()) for rule in rules}
        return {rule: titles for rule, titles in RULES.items() if rule in found}

    @property
    def by_rule(self) -> dict[str, int]:
        """Refused rows by rule over all tables, in the order of ``RULES``."""
        return _by_rule(self.rejected)

    @property
    def warned(self) -> dict[str, int]:
        """Warnings over all tables, in the order of ``RULES``."""
        return _by_rule(self.warnings)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a table and outcome: table, rule (``accepted``, a rule or a warning), meaning, rows.

        Rows with warnings are accepted and counted there as well.
        """
        import pandas as pd

        lines: list[tuple[str, str, str, int]] = []
        for name, rows in self.accepted.items():
            lines.append((name, "accepted", "", rows))
            told = {**self.rejected[name], **self.warnings.get(name, {})}
            lines += [(name, rule, RULES[rule][0], count) for rule, count in told.items()]
        return pd.DataFrame(lines, columns=["table", "rule", "meaning", "rows"])


def check(
    folder: Path | str,
    *,
    rejected: Path | str | None = None,
    source: Source | None = None,
    progress: Progress | None = None,
) -> CheckResult:
    """Check every table of a raw or canonical folder as ``read`` does and count, writing only the quarantine if asked."""
    folder = Path(folder)
    if not folder.is_dir():
        raise RecordsError(f"{folder}: no such folder; wanted a folder of record tables; correct the path")
    manifest = read_manifest(folder) if (folder / FILE).is_file() else None
    earlier = {name: dict(entry.rejected) for name, entry in manifest.tables.items()} if manifest else {}
    if manifest is not None and source is None:
        source = Source(identifier=manifest.identifier, regions=manifest.regions, made_up=manifest.made_up)
    accepted: dict[str, int] = {}
    refused: dict[str, dict[str, int]] = {}
    undated: dict[str, int] = {}
    odd: dict[str, dict[str, int]] = {}
    with workshop() as shop:
        jobs = sorted(_jobs(folder, source, shop)[0], key=lambda job: job.table.name == "record_event")
        changed = _changed(jobs, shop)
        for done, job in enumerate(jobs):
            name = job.table.name
            if progress is not None:
                progress(name, done, len(jobs))
            if name == "record_event":
                job = _pairing.paired(job)
            with readable(job):
                verdict = check_table(job, connection=shop.connection)
                odd[name] = warnings(_accepted(job, verdict.revised), connection=shop.connection)
                if name in changed:
                    _pairing.add(name, _accepted(job, verdict.revised).source, connection=shop.connection)
                count = sum(verdict.rejected.values())
                if rejected is not None and count:
                    _write_quarantine(job, Path(rejected), shop)
            accepted[name], undated[name], refused[name] = job.rows - count, verdict.undated, verdict.rejected
    return CheckResult(accepted=accepted, rejected=refused, undated=undated, earlier=earlier, warnings=odd)


def _by_rule(found: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    sums = {rule: sum(rules.get(rule, 0) for rules in found.values()) for rule in RULES}
    return {rule: count for rule, count in sums.items() if count}


def _changed(jobs: Sequence[Job], shop: Workshop) -> frozenset[str]:
    """Tables with records that a status change is about; its own table comes last."""
    events = jobs[-1]
    if events.table.name != "record_event":
        return frozenset()
    with readable(events):
        named = _pairing.begin(events, connection=shop.connection)
    return frozenset(job.table.name for job in jobs if job.table.enveloped and job.table.name in named)


def _accepted(job: Job, revised: int) -> Accepted:
    """The accepted rows of the table that was checked last."""
    return Accepted(
        table=job.table,
        source=f"({accepted_sql(job, revised=revised)})",
        identifier=job.identifier,
        context=job.context,
    )


def _write_quarantine(job: Job, folder: Path, shop: Workshop) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{job.table.name}.parquet"
    temporary = target.with_name(f".{target.name}.writing")
    try:
        write(
            quarantine_sql(job),
            temporary,
            connection=shop.connection,
            marks={"creditscore.table": job.table.name},
        )
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _jobs(folder: Path, source: Source | None, shop: Workshop) -> tuple[list[Job], Source]:
    """Every table found in a folder, made scannable and judged usable; all of it before anything is written."""
    files = {name: found for name in TABLES if (found := _files(folder, name))}
    if not files:
        there = sorted(path.name for path in folder.iterdir())[:12]
        raise RecordsError(
            f"{folder}: no record table; wanted files such as entity.parquet or admin_penalty.csv, found {there}; "
            "rename them, or map them with records.convert"
        )
    staged = {
        name: [
            stage(path, connection=shop.connection, scratch=shop.scratch, layout=_layout(TABLES[name]))
            for path in paths
        ]
        for name, paths in files.items()
    }
    declared = source if source is not None else _declared(folder)
    if any(_marked_made_up(part) for parts in staged.values() for part in parts):
        declared = replace(declared, made_up=True)
    context = Context(regions=declared.regions, data_until=declared.data_until, tables=tuple(TABLES))
    jobs = [
        Job(table=TABLES[name], feeds=tuple(_feed(TABLES[name], part) for part in parts),
            identifier=declared.identifier, context=context)
        for name, parts in staged.items()
    ]  # fmt: skip
    return jobs, declared


def _files(folder: Path, name: str) -> list[Path]:
    single = [
        folder / f"{name}{ending}" for ending in (*PARQUET, *TEXTS) if (folder / f"{name}{ending}").is_file()
    ]
    parts = (
        sorted(path for path in (folder / name).glob("*") if is_data(path))
        if (folder / name).is_dir()
        else []
    )
    if len(single) + bool(parts) > 1:
        raise RecordsError(
            f"{folder}: table {name} is there more than once: {[path.name for path in (*single, *parts)]}; keep one"
        )
    return [inside(folder, path) for path in single or parts]


def _layout(table: Table) -> Layout:
    return Layout(names={column.name: () for column in table.columns}, wanted=table.required)


def _feed(table: Table, staged: Staged) -> Feed:
    missing = [column for column in table.required if column not in staged.columns]
    if missing:
        raise RecordsError(
            f"{table.name}: column {missing[0]!r} is missing; wanted {list(table.required)}, "
            f"found {sorted(staged.columns)}; add it to {staged.origin.name}, or map it under [{table.name}.columns]"
        )
    text = staged.origin.name.lower().endswith(TEXTS)
    unit: Unit = "yuan" if text else ""
    columns = {
        column.name: ColumnSpec(source=column.name, unit=unit if column.kind == "money" else "")
        for column in table.columns
        if column.name in staged.columns
    }
    return Feed(staged=staged, columns=columns, nulls=("",) if text else ())


def _declared(folder: Path) -> Source:
    path = folder / DECLARED
    if not path.is_file():
        return Source()
    fields = sorted(Source.__dataclass_fields__)
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        unknown = sorted(set(content) - set(fields))
        if unknown or content.get("identifier", "uscc") not in ("uscc", "pseudonym"):
            raise ValueError(f"found {unknown or content['identifier']}")
        values: dict[str, Any] = {key: value for key, value in content.items() if value is not None}
        for key in ("data_from", "data_until"):
            if key in values:
                values[key] = date.fromisoformat(values[key])
        values["assumptions"] = tuple(values.get("assumptions", ()))
        return Source(**values)
    except (ValueError, TypeError) as error:
        raise RecordsError(
            f"{path}: {error}; wanted a JSON object with any of {fields}; correct it"
        ) from error


def _marked_made_up(staged: Staged) -> bool:
    if not staged.origin.name.lower().endswith(PARQUET):
        return False
    import pyarrow.parquet as pq

    marks = cast("dict[bytes, bytes]", pq.read_metadata(staged.origin).metadata or {})
    return marks.get(b"creditscore.made_up") == b"true"
