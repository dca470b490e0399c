"""Writing a canonical folder: table by table, through temporary names, the manifest last."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditscore.errors import RecordsError
from creditscore.records import _pairing
from creditscore.records._cast import literal, sql_type
from creditscore.records._catalogue import TABLES
from creditscore.records._check import (
    Job,
    accepted_sql,
    check,
    prepare,
    quarantine_sql,
    readable,
    typed_sql,
    write,
)
from creditscore.records._manifest import (
    FILE,
    Manifest,
    Source,
    TableEntry,
    file_sha256,
    footer_sha256,
    write_manifest,
    write_text,
)  # fmt: skip
from creditscore.records._province import quiet
from creditscore.records._rules import RULES_VERSION
from creditscore.records._warnings import Accepted, warnings

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how many are done, how many there are."""

PARTS = ".parts"
REJECTED = "rejected"
_MEMORY = "1500MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A DuckDB connection and a scratch folder, both gone afterwards."""

    connection: duckdb.DuckDBPyConnection
    scratch: Path


@contextmanager
def workshop(beside: Path | None = None) -> Generator[Workshop]:
    """Open a workshop for writing into ``beside`` (made, and removed again if left empty).

    The scratch folder holds raw rows, so it is a private one in the system's temporary folder (TMPDIR), never in
    ``beside``, which is handed on: a killed run leaves nothing there.
    """
    import duckdb

    made = beside is not None and not beside.exists()
    if beside is not None:
        beside.mkdir(parents=True, exist_ok=True)
        _clear_stale(beside)
    scratch = Path(tempfile.mkdtemp(prefix="creditscore-"))
    connection = duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(scratch / "spill")})
    try:
        quiet(connection)
        connection.execute(
            "SET disabled_optimizers = 'statistics_propagation'"
        )  # a file may lie about its extremes
        prepare(connection)
        yield Workshop(connection=connection, scratch=scratch)
    finally:
        connection.close()
        shutil.rmtree(scratch, ignore_errors=True)
        if made and beside is not None:
            with suppress(OSError):
                beside.rmdir()


def _clear_stale(folder: Path) -> None:
    """Remove the scratch folders that killed runs of earlier versions left in ``folder``."""
    for stale in folder.glob(".scratch-*"):
        if stale.is_dir() and not stale.is_symlink():
            shutil.rmtree(stale, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where a set of tables is written and what is declared about it."""

    out: Path
    rejected: Path
    source: Source
    covered_from: Mapping[str, date]
    lags: Mapping[str, int]
    origin: Mapping[str, Any]


def deliver(
    jobs: Sequence[Job],
    delivery: Delivery,
    *,
    shop: Workshop,
    progress: Progress | None,
    last: Callable[[Workshop], Job] | None = None,
) -> Manifest:
    """Check and write every table, then the manifest; tables whose inputs are unchanged are kept as they are.

    Status changes of records (``record_event``) are checked after the other tables, against the records
    accepted there; ``last`` makes a job that needs all the others to be written.
    """
    ordered = sorted(
        jobs, key=lambda job: (job.table.name == "record_event", list(TABLES).index(job.table.name))
    )
    for job in ordered:
        _try(job, shop.connection)
    entries: dict[str, TableEntry] = {}
    (delivery.out / PARTS).mkdir(parents=True, exist_ok=True)
    steps = len(ordered) + (last is not None)
    for done, job in enumerate(ordered):
        if progress is not None:
            progress(job.table.name, done, steps)
        entries[job.table.name] = _table(job, delivery, entries, shop)
    if last is not None:
        job = last(shop)
        if progress is not None:
            progress(job.table.name, len(ordered), steps)
        entries[job.table.name] = _table(job, delivery, entries, shop)
    if progress is not None:
        progress("manifest", steps, steps)
    return finish(entries, delivery, shop=shop)


def _try(job: Job, connection: duckdb.DuckDBPyConnection) -> None:
    """Find out whether a table can be read as asked before any is written."""
    with readable(job):
        connection.execute(f"SELECT * FROM ({typed_sql(job)}) LIMIT 1").fetchall()


def _table(job: Job, delivery: Delivery, before: Mapping[str, TableEntry], shop: Workshop) -> TableEntry:
    digest = _input_digest(job, before)
    kept = _kept(job.table.name, digest, delivery)
    if kept is not None:
        return kept
    with readable(job):
        if job.table.name == "record_event":
            job = _paired(job, delivery.out, before, shop.connection)
        return write_table(job, delivery, shop=shop, digest=digest)


def write_table(job: Job, delivery: Delivery, *, shop: Workshop, digest: str) -> TableEntry:
    """Check one table and put its file, its quarantine and its part of the manifest in place."""
    table, connection = job.table.name, shop.connection
    verdict = check(job, connection=connection)
    marks = {"creditscore.table": table, "creditscore.made_up": str(delivery.source.made_up).lower()}
    written = shop.scratch / f"{table}.parquet"
    rows = write(accepted_sql(job, revised=verdict.revised), written, connection=connection, marks=marks)
    refused = shop.scratch / f"{table}.rejected.parquet"
    count = sum(verdict.rejected.values())
    if count:
        write(quarantine_sql(job), refused, connection=connection, marks=marks)
    if rows + count != job.rows:
        raise RecordsError(
            f"{table}: {job.rows} rows were read but {rows} accepted and {count} refused; this is a defect of "
            "creditscore: please report it with the file"
        )
    accepted = Accepted(
        table=job.table, source=_parquet(written), identifier=job.identifier, context=job.context
    )
    entry = TableEntry(
        rows=rows, sha256=file_sha256(written), footer_sha256=footer_sha256(written), rejected=verdict.rejected,
        undated=verdict.undated,
        input_sha256=digest, lag_days=delivery.lags.get(table), **_dates(job, written, connection),
        warnings=warnings(accepted, connection=connection), revised=verdict.revised,
    )  # fmt: skip
    place(entry, written=written, refused=refused if count else None, table=table, delivery=delivery)
    return entry


def place(entry: TableEntry, *, written: Path, refused: Path | None, table: str, delivery: Delivery) -> None:
    """Move a finished table into the folder; the old manifest goes first, so that none ever lies."""
    (delivery.out / FILE).unlink(missing_ok=True)
    quarantine = delivery.rejected / f"{table}.parquet"
    if refused is None:
        quarantine.unlink(missing_ok=True)
    else:
        quarantine.parent.mkdir(parents=True, exist_ok=True)
        _move(refused, quarantine)
    _move(written, delivery.out / f"{table}.parquet")
    (delivery.out / PARTS).mkdir(exist_ok=True)
    write_text(delivery.out / PARTS / f"{table}.json", json.dumps(asdict(entry), indent=1) + "\n")


def _move(source: Path, target: Path) -> None:
    """Move a file into place in one step, even from another file system."""
    temporary = target.with_name(f".{target.name}.writing")
    shutil.move(source, temporary)
    temporary.replace(target)


def _dates(job: Job, written: Path, connection: duckdb.DuckDBPyConnection) -> dict[str, str | None]:
    names = {column.name for column in job.table.columns}
    first = "min(event_date)" if "event_date" in names else "min(NULL::DATE)"
    last = (
        "max(known_date) FILTER (WHERE known_date <= DATE '9999-12-31')"
        if "known_date" in names
        else "max(NULL::DATE)"
    )
    row = connection.execute(f"SELECT {first}, {last} FROM {_parquet(written)}").fetchone()
    assert row is not None
    return {"first_event": None if row[0] is None else row[0].isoformat(),
            "last_known": None if row[1] is None else row[1].isoformat()}  # fmt: skip


def _kept(table: str, digest: str, delivery: Delivery) -> TableEntry | None:
    """The entry of an earlier run if its inputs and its output are unchanged."""
    part, written = delivery.out / PARTS / f"{table}.json", delivery.out / f"{table}.parquet"
    if not (part.is_file() and written.is_file()):
        return None
    try:
        entry = TableEntry(**json.loads(part.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return None
    refused = bool(entry.rejected) and not (delivery.rejected / f"{table}.parquet").is_file()
    same = entry.input_sha256 == digest and not refused and file_sha256(written) == entry.sha256
    return entry if same else None


def _input_digest(job: Job, before: Mapping[str, TableEntry]) -> str:
    """Everything that decides what a table becomes: files, mapping, declaration, rules."""
    parts = [f"rules {RULES_VERSION}", repr(job.table), job.identifier, repr(job.context)]
    for feed in job.feeds:
        declared = sorted((column, repr(spec)) for column, spec in feed.columns.items())
        parts += [
            file_sha256(feed.staged.origin),
            repr(declared),
            repr((feed.nulls, feed.lag_days, feed.doors, feed.withheld, feed.read_as)),
        ]
    if job.table.name == "record_event":
        parts += [f"{name} {entry.sha256}" for name, entry in sorted(before.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _paired(
    job: Job, out: Path, before: Mapping[str, TableEntry], connection: duckdb.DuckDBPyConnection
) -> Job:
    """Status changes must belong to an accepted record of the table and the subject they name."""
    for name in _pairing.begin(job, connection=connection) & before.keys():
        if TABLES[name].enveloped:
            _pairing.add(name, _parquet(out / f"{name}.parquet"), connection=connection)
    return _pairing.paired(job)


def _parquet(path: Path) -> str:
    return f"read_parquet({literal(str(path))})"


def finish(entries: Mapping[str, TableEntry], delivery: Delivery, *, shop: Workshop) -> Manifest:
    """Write the coverage table if the source has none, and the manifest."""
    tables = dict(entries)
    if "coverage" not in tables:
        tables["coverage"] = write_coverage(_coverage(tables, delivery), delivery, shop=shop)
    source = delivery.source
    flags = [
        f"{name}.known_date assumed {days} days after event_date"
        for name, days in sorted(delivery.lags.items())
    ]
    manifest = Manifest(
        title=source.title, made_up=source.made_up, identifier=source.identifier, regions=source.regions,
        assumptions=tuple(dict.fromkeys((*source.assumptions, *flags))),
        data_from=source.data_from or _data_from(tables), data_until=source.data_until or _data_until(tables),
        tables={name: tables[name] for name in TABLES if name in tables}, source=dict(delivery.origin),
    )  # fmt: skip
    _sweep(delivery, manifest)
    write_manifest(delivery.out, manifest)
    return manifest


def _sweep(delivery: Delivery, manifest: Manifest) -> None:
    """Remove what an earlier run left for tables that are no longer there."""
    for name in TABLES:
        if name not in manifest.tables:
            for stale in (delivery.out / f"{name}.parquet", delivery.out / PARTS / f"{name}.json",
                          delivery.rejected / f"{name}.parquet"):  # fmt: skip
                stale.unlink(missing_ok=True)


def _data_from(tables: Mapping[str, TableEntry]) -> date:
    """First event of the tables of events; registrations reach back decades and do not count."""
    events = [
        entry.first_event
        for name, entry in tables.items()
        if not TABLES[name].versioned and entry.first_event
    ]
    found = events or [entry.first_event for entry in tables.values() if entry.first_event]
    if not found:
        raise RecordsError(
            "no table holds a single accepted row with a date; look into the refused rows for the reasons"
        )
    return date.fromisoformat(min(found))


def _data_until(tables: Mapping[str, TableEntry]) -> date:
    """The day after the last day on which a record became known, or the last of the calendar."""
    last = date.fromisoformat(max(entry.last_known for entry in tables.values() if entry.last_known))
    return min(last, date.max - timedelta(days=1)) + timedelta(days=1)


def _coverage(tables: Mapping[str, TableEntry], delivery: Delivery) -> list[dict[str, Any]]:
    """One row a table: it covers everyone from the declared day or its first event on."""
    rows: list[dict[str, Any]] = []
    for name, entry in tables.items():
        first = delivery.covered_from.get(name) or (
            entry.first_event and date.fromisoformat(entry.first_event)
        )
        if TABLES[name].enveloped and first:
            rows.append({"table_name": name, "covered_from": first})
    return rows


def write_coverage(rows: Sequence[Mapping[str, Any]], delivery: Delivery, *, shop: Workshop) -> TableEntry:
    """Write the coverage table from its rows, as the same file that reading it again would give."""
    columns = TABLES["coverage"].columns
    lines = [
        "SELECT "
        + ", ".join(
            f"{_cell(row.get(column.name))}::{sql_type(column)} AS {column.name}" for column in columns
        )
        for row in rows
    ]
    nothing = ", ".join(f"NULL::{sql_type(column)} AS {column.name}" for column in columns)
    marks = {"creditscore.table": "coverage", "creditscore.made_up": str(delivery.source.made_up).lower()}
    written = shop.scratch / "coverage.parquet"
    write(
        " UNION ALL ".join(lines) or f"SELECT {nothing} LIMIT 0",
        written,
        connection=shop.connection,
        marks=marks,
    )
    entry = TableEntry(rows=len(rows), sha256=file_sha256(written), footer_sha256=footer_sha256(written))
    place(entry, written=written, refused=None, table="coverage", delivery=delivery)
    return entry


def _cell(value: str | date | None) -> str:
    return "NULL" if value is None else literal(value)
