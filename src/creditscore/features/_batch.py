"""Features straight to a Parquet file, within a memory limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from creditscore.errors import FeatureError
from creditscore.features._engine import Engine, Progress, on_spark, prepared, settled
from creditscore.features._parts import Job, write_parts, write_whole
from creditscore.features._question import Question
from creditscore.features._spark import Spark, spark_workspace, target
from creditscore.plan import Feature, RightsPolicy

if TYPE_CHECKING:
    from creditscore.records import Province

PART = 4 << 30
"""Bytes one part may take where no limit is given: an estimate of what is grouped and joined at once."""

_BYTES_PER_VALUE = 18
"""State of one aggregate or feature of one snapshot while it is grouped, joined and written (measured)."""


def write(
    province: Province,
    snapshots: pd.DataFrame,
    out: Path | str,
    *,
    select: Sequence[Feature],
    rights: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
    engine: Engine = "duckdb",
    partitions: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Path | str:
    """Features of every snapshot as a Parquet file (with Spark: a folder of them), in the order of ``snapshots``.

    Args:
        province: the records.
        snapshots: one row per (entity, as_of).
        out: the file; it appears when it is whole. With Spark a folder, or a URL such as ``s3a://``.
        select: the features to compute.
        rights: which state of the records they may rest on.
        engine: as in ``compute``.
        partitions: how many parts; by default as many as ``memory`` asks for. With Spark those of a shuffle.
        memory: what the engine may hold, such as ``"2GiB"``; beyond it the engine spills to disk. With Spark the
            memory of a session on this machine.
        progress: called with (stage, done, of).

    Returns:
        ``out``. An interrupted run leaves ``.<name>.parts`` beside it, and the same call goes on from there.

    Raises:
        FeatureError: as ``compute``; or ``partitions`` is less than one, or something else lies at ``out``.
    """
    question = Question.of(select)
    spark = on_spark(engine)
    if spark is not None:
        job = (province, snapshots, question, rights)
        return _write_on_spark(spark, job, target(out), partitions, memory, progress)
    out = Path(out)
    frame = prepared(province, snapshots, question)
    parts = _parts(partitions, memory, rows=len(frame), question=question)
    job = Job(province, frame, out, question, rights, parts)
    with _limited(province, memory, spill=job.folder):
        if parts == 1:
            write_whole(job, progress)
        else:
            write_parts(job, progress)
    return out


def _write_on_spark(
    spark: Spark,
    job: tuple[Province, pd.DataFrame, Question, RightsPolicy],
    out: Path | str,
    partitions: int | None,
    memory: str | None,
    progress: Progress | None,
) -> Path | str:
    province, snapshots, question, rights = job
    frame = prepared(province, snapshots, question)
    least = None if partitions is None else _parts(partitions, None, rows=len(frame), question=question)
    driver = None if memory is None else f"{_bytes(memory) >> 20}m"
    with spark_workspace(spark, province, rights, memory=driver, partitions=least) as work:
        table = settled(work, frame, question, progress=progress).table(question.features)
        work.save(table.order_by("_row").drop("_row"), out)
    return out


def _parts(asked: int | None, memory: str | None, *, rows: int, question: Question) -> int:
    if asked is not None:
        if asked < 1:
            raise FeatureError(f"partitions: {asked}; wanted at least 1")
        return asked
    budget = PART if memory is None else _bytes(memory) * 3 // 4
    leaves = sum(len(nodes) for nodes in question.aggregates.values())
    return max(1, -(-rows * (leaves + len(question.features)) * _BYTES_PER_VALUE // budget))


_UNITS = {"MB": 10**6, "GB": 10**9, "MIB": 1 << 20, "GIB": 1 << 30}


def _bytes(memory: str) -> int:
    number, unit = memory.strip()[:-3], memory.strip()[-3:].upper()
    if unit not in _UNITS:
        number, unit = memory.strip()[:-2], memory.strip()[-2:].upper()
    try:
        return int(float(number) * _UNITS[unit])
    except (KeyError, ValueError):
        raise FeatureError(f"memory: {memory!r}; wanted a size such as 2GiB or 800MB") from None


@contextmanager
def _limited(province: Province, memory: str | None, *, spill: Path) -> Iterator[None]:
    """The engine's memory limit while the block runs."""
    if memory is None:
        yield
        return
    connection = province.connection.con
    before = connection.execute(
        "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
    ).fetchone()
    assert before is not None
    connection.execute(f"SET memory_limit = '{_bytes(memory)}B'")
    connection.execute("SET temp_directory = ?", [str(spill / "spill")])
    try:
        yield
    finally:
        connection.execute(f"SET memory_limit = '{before[0]}'")
        connection.execute("SET temp_directory = ?", [before[1]])
