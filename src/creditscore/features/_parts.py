"""A feature table in parts: memory bounded by their number, resumed where a run was interrupted.

A part is the entities of one hash bucket. The records in use are first dealt out to the parts, so that each is
read once; every finished part is a file of its own, and the last step puts the rows back into the order of the
snapshots. What is done is known by the job's ``job.json``; another job under the same name starts afresh.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from creditscore.features._engine import Progress, settled
from creditscore.features._question import Question
from creditscore.features._sketch import TYPES, Statement, in_use_name, sketched, snapshot_type
from creditscore.features._workspace import RIGHTS, DuckWorkspace
from creditscore.plan import TIME_RULES_VERSION, RightsPolicy, definition_hash
from creditscore.records import quiet
from creditscore.records import table as record_table

if TYPE_CHECKING:
    from creditscore.records import Province

_KEYS = ("_row", "entity", "as_of")

METADATA = b"creditscore.features"
"""Key of the Parquet file's metadata under which it says what it holds: records, rights, definitions and their hash."""

ROWS = 50_000
"""Rows put in order and written at a time, so that memory does not grow with the table."""

_views = count()


@dataclass(frozen=True)
class Job:
    """One feature table to write: ``frame`` holds prepared snapshots."""

    province: Province
    frame: pd.DataFrame
    out: Path
    question: Question
    policy: RightsPolicy
    parts: int

    @property
    def folder(self) -> Path:
        """Where what is done so far lies."""
        return self.out.with_name(f".{self.out.name}.parts")

    def part(self, number: int) -> Path:
        return self.folder / f"part-{number:04d}.parquet"

    @cached_property
    def statement(self) -> Statement:
        """What every part runs; put together once."""
        return sketched(self.question)

    @cached_property
    def told(self) -> dict[str, Any]:
        """What a finished file says of itself, in its own metadata (``METADATA``)."""
        return {
            "records": self.province.digest,
            "made_up": self.province.made_up,
            "assumptions": list(self.province.assumptions),
            "time_rules": TIME_RULES_VERSION,
            "rights": {
                key: value if value is None else str(value) for key, value in asdict(self.policy).items()
            },
            "features": definition_hash(self.question.features),
            "definitions": {one.name: definition_hash(one) for one in self.question.features},
        }

    @cached_property
    def fingerprint(self) -> str:
        """What makes the parts of an interrupted run parts of this one."""
        asked = pd.util.hash_pandas_object(self.frame[["entity", "as_of"]], index=False).to_numpy()
        said = {
            **self.told,
            "snapshots": sha256(asked.tobytes()).hexdigest(),
            "parts": self.parts,
            "engine": duckdb.__version__,
        }
        return json.dumps(said, indent=2)


def write_whole(job: Job, progress: Progress | None) -> None:
    """All snapshots at once."""
    work = DuckWorkspace(job.province, job.policy)
    unfinished = job.out.with_name(f".{job.out.name}.unfinished")
    try:
        tables = settled(work, job.frame, job.question, progress=progress).tables()
        selects = [str(ibis.to_sql(table, dialect="duckdb")) for table in tables]  # once, not for every range
        parts = _in_order(job.province.connection.con, selects, len(job.frame), ROWS)
        _write(unfinished, (part.drop(["_row"]) for part in parts), told=job.told)
        unfinished.replace(job.out)
    finally:
        work.drop()
        unfinished.unlink(missing_ok=True)


def write_parts(job: Job, progress: Progress | None) -> None:
    """Part by part; parts that an interrupted run has finished are kept."""
    _take_up(job)
    steps = len(job.question.tables) + job.parts + 1
    for done, table in enumerate(job.question.tables):
        _tell(progress, "records", done, steps)
        _deal(job, table)
    buckets = _buckets(job)
    with _engine(job) as engine:
        for number in range(job.parts):
            _tell(progress, "part", len(job.question.tables) + number, steps)
            if not job.part(number).exists():
                _write_part(job, engine, number, job.frame[buckets == number])
    _tell(progress, "order", steps - 1, steps)
    unfinished = job.folder / "whole.unfinished"
    parts = _merged([job.part(number) for number in range(job.parts)], len(job.frame))
    _write(unfinished, parts, told=job.told)
    unfinished.replace(job.out)
    shutil.rmtree(job.folder)
    _tell(progress, "order", steps, steps)


def _tell(progress: Progress | None, stage: str, done: int, of: int) -> None:
    if progress is not None:
        progress(stage, done, of)


def _take_up(job: Job) -> None:
    """The job's folder; what lies there of another job is thrown away."""
    said = job.folder / "job.json"
    if not (said.is_file() and said.read_text(encoding="utf-8") == job.fingerprint):
        shutil.rmtree(job.folder, ignore_errors=True)
        job.folder.mkdir(parents=True)
        said.write_text(job.fingerprint, encoding="utf-8")


def _dealt(job: Job, table: str) -> Path:
    return job.folder / "records" / table


def _deal(job: Job, table: str) -> None:
    """The records in use of one table, with the columns the question reads, a folder for each part."""
    target = _dealt(job, table)
    if target.exists() or not job.province.has(table):
        return
    unfinished = target.with_name(f"{table}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    work = DuckWorkspace(job.province, job.policy)
    columns = sorted(job.question.columns(table))
    sql = ibis.to_sql(work.usable(table, columns).select(*columns, *RIGHTS), dialect="duckdb")
    job.province.connection.con.execute(
        f"COPY (SELECT *, hash(uscc) % {job.parts} AS _part FROM ({sql})) "
        f"TO '{_quoted(unfinished)}' (FORMAT parquet, PARTITION_BY (_part), OVERWRITE_OR_IGNORE)"
    )
    unfinished.replace(target)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _buckets(job: Job) -> Any:
    """The part of every snapshot, by the hash that dealt out the records."""
    view = f"_creditscore_snapshots_{next(_views)}"
    connection = job.province.connection.con
    connection.register(view, job.frame[["_row", "entity"]])
    try:
        found = connection.execute(
            f"SELECT hash(entity) % {job.parts} AS part FROM {view} ORDER BY _row"
        ).fetchnumpy()
    finally:
        connection.unregister(view)
    return found["part"]


@contextmanager
def _engine(job: Job) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of the parts' own, with the settings of the province's."""
    asked = "SELECT current_setting('threads'), current_setting('memory_limit'), current_setting('temp_directory')"
    told = job.province.connection.con.execute(asked).fetchone()
    assert told is not None
    threads, memory, spill = told
    job.province.table("coverage")  # its digest is checked
    coverage = job.province.path / "coverage.parquet"
    with duckdb.connect(config={"threads": threads, "memory_limit": memory}) as engine:
        quiet(engine)
        engine.execute("SET temp_directory = ?", [spill])
        engine.execute(f"CREATE VIEW coverage AS SELECT * FROM read_parquet('{_quoted(coverage)}')")
        yield engine


def _write_part(job: Job, engine: duckdb.DuckDBPyConnection, number: int, frame: pd.DataFrame) -> None:
    """The job's statement over the snapshots and records of one part."""
    path = job.part(number)
    unfinished = path.with_suffix(".unfinished")
    for table in job.question.tables:
        engine.execute(
            f"CREATE OR REPLACE VIEW {in_use_name(table)} AS {_records_of_part(job, table, number)}"
        )
    engine.register("_frame", frame)
    columns = ", ".join(f"{name}::{_SQL[snapshot_type(name)]} AS {name}" for name in frame.columns)
    engine.execute(f"CREATE OR REPLACE TABLE snapshots AS SELECT {columns} FROM _frame")
    engine.unregister("_frame")
    for name, select in job.statement.steps:
        engine.execute(f"CREATE OR REPLACE TABLE {name} AS {select}")
    _write(unfinished, _in_order(engine, job.statement.last, len(job.frame), ROWS * job.parts))
    unfinished.replace(path)


_SQL = {"int64": "BIGINT", "string": "VARCHAR", "date": "DATE", "float64": "DOUBLE", "boolean": "BOOLEAN"}


def _records_of_part(job: Job, table: str, number: int) -> str:
    """A select of the records dealt out to a part; typed but empty where it has none."""
    folder = _dealt(job, table) / f"_part={number}"
    if folder.is_dir():
        return f"SELECT * FROM read_parquet('{_quoted(folder / '*.parquet')}', hive_partitioning = false)"
    kinds = {column.name: TYPES[column.kind] for column in record_table(table).columns}
    wanted = {**kinds, **dict.fromkeys(RIGHTS, "date")}
    return (
        "SELECT "
        + ", ".join(f"NULL::{_SQL[kind]} AS {name}" for name, kind in wanted.items())
        + " WHERE false"
    )


def _in_order(
    engine: duckdb.DuckDBPyConnection, selects: Sequence[str], rows: int, step: int
) -> Iterator[pa.Table]:
    """The results side by side by ``_row``, so many snapshots at a time."""
    for start in range(0, max(rows, 1), step):
        first, *others = (
            engine.execute(
                f"SELECT * FROM ({select}) WHERE _row >= {start} AND _row < {start + step} ORDER BY _row"
            ).to_arrow_table()
            for select in selects
        )
        for other in others:
            for name in other.column_names[len(_KEYS) :]:
                first = first.append_column(name, other[name])
        yield _in_doubles(first)


def _in_doubles(table: pa.Table) -> pa.Table:
    """Features as ``float64``, whatever number the engine made of an expression."""
    fields = [field if field.name in _KEYS else field.with_type(pa.float64()) for field in table.schema]
    return table if fields == list(table.schema) else table.cast(pa.schema(fields))


def _write(path: Path, parts: Iterator[pa.Table], *, told: Mapping[str, Any] | None = None) -> None:
    first = next(parts)
    schema = first.schema.with_metadata(
        {} if told is None else {METADATA: json.dumps(told, ensure_ascii=False).encode()}
    )
    with pq.ParquetWriter(path, schema, use_dictionary=["entity", "as_of"]) as writer:
        writer.write_table(first.replace_schema_metadata(schema.metadata))
        for part in parts:
            writer.write_table(part.replace_schema_metadata(schema.metadata))


def _merged(paths: list[Path], rows: int) -> Iterator[pa.Table]:
    """The rows of all parts in the order of the snapshots; each part is in that order already."""
    size = max(1, ROWS // len(paths))
    readers = [pq.ParquetFile(path).iter_batches(size) for path in paths]
    rest = [pq.ParquetFile(path).schema_arrow.empty_table() for path in paths]
    for start in range(0, max(rows, 1), ROWS):
        ready: list[pa.Table] = []
        for place, reader in enumerate(readers):
            while not rest[place].num_rows or rest[place]["_row"][-1].as_py() < start + ROWS:
                batch = next(reader, None)
                if batch is None:
                    break
                rest[place] = pa.concat_tables([rest[place], pa.Table.from_batches([batch])])
            below = pc.sum(pc.less(rest[place]["_row"], start + ROWS)).as_py() or 0
            ready.append(rest[place].slice(0, below))
            rest[place] = rest[place].slice(below)
        whole = pa.concat_tables(ready)
        yield whole.take(pc.sort_indices(whole["_row"])).drop(["_row"])
