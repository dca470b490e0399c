"""The same engine on PySpark: sessions, and what lies between kept in Spark.

The declarations are compiled by ``_compile`` and joined by ``_joins`` as they are for DuckDB; only where records are
read and what is kept between the joins is Spark's own. Classic sessions only: Spark Connect keeps no checkpoints.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
import pyarrow as pa
import sqlglot.expressions as sge
from ibis import ir

from creditscore import rights
from creditscore.errors import FeatureError, MissingExtra
from creditscore.features._workspace import RIGHTS
from creditscore.plan import RightsPolicy

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from creditscore.records import Province

_names = count()

_LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""A session on this machine opens no port to others."""

_SQL = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.codegen.wholeStage": "false",  # wide statements pass the size a Java method may have
    "spark.sql.parquet.enableVectorizedReader": "false",  # it lacks BYTE_STREAM_SPLIT, in which numbers are stored
}
"""What the statements rest on, set in a session of their own."""


@dataclass(frozen=True)
class Spark:
    """Where Spark runs, and where it finds the records.

    Args:
        session: a running session. Without one, the session active in this process; if none is, under spark-submit the
            one it configures, otherwise one on this machine alone that is stopped when the features are there.
        records: the folder of the tables as the cluster sees it, such as ``s3a://bucket/province``; by default the
            province's own folder.
    """

    session: SparkSession | None = None
    records: str | None = None


@contextmanager
def spark_session(spark: Spark, *, memory: str | None = None) -> Iterator[SparkSession]:
    """A session with settings and views of its own on the cluster of ``spark``; stopped only if started here.

    Raises:
        MissingExtra: PySpark is not installed.
        FeatureError: there is no Java, or ``memory`` was asked of a session that already runs.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as absent:
        raise MissingExtra("pyspark", extra="spark", why="engine 'spark' runs on it") from absent
    given = spark.session or SparkSession.getActiveSession()
    if given is not None and memory is not None:
        raise FeatureError(
            f"memory: {memory!r}; the Spark session that already runs has its own; set spark.executor.memory there"
        )
    running = given or _started(memory)
    own = running.newSession()
    for key, value in _SQL.items():
        own.conf.set(key, value)
    try:
        yield own
    finally:
        if given is None:
            running.stop()


def _started(memory: str | None) -> SparkSession:
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder.appName("creditscore")
    if memory is not None:
        builder = builder.config("spark.driver.memory", memory)
    if "PYSPARK_GATEWAY_PORT" in os.environ or "PYSPARK_SUBMIT_ARGS" in os.environ:
        return builder.getOrCreate()
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise FeatureError(
            "engine 'spark' needs Java 17 or 21 and found neither JAVA_HOME nor java; install one or use engine='duckdb'"
        )
    for key, value in _LOCAL.items():
        builder = builder.config(key, value)
    session = builder.config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1))).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


class SparkWorkspace:
    """Views of a session of our own; what is kept is computed once and forgets how it was made."""

    def __init__(self, province: Province, policy: RightsPolicy, session: SparkSession) -> None:
        self.province = province
        self.policy = policy
        self.session = session
        self._backend = ibis.pyspark.connect(session)
        self._kept: list[DataFrame] = []
        self._views: list[str] = []
        self._ruled: dict[str, ir.Table] = {}

    def has(self, name: str) -> bool:
        return self.province.has(name)

    def usable(self, name: str, columns: Collection[str]) -> ir.Table:
        if rights.governing(name).rules is None:
            return rights.usable(self.province, name, policy=self.policy, columns=sorted(columns))
        if name not in self._ruled:  # nested cases of dated rules: once per record, not once per pair
            self._ruled[name] = self.keep(rights.usable(self.province, name, policy=self.policy))
        return self._ruled[name].select(*sorted(columns), *RIGHTS)

    def coverage(self) -> ir.Table:
        return self.province.table("coverage")

    def bring(self, frame: pd.DataFrame) -> ir.Table:
        arrow = pa.Table.from_pandas(frame, preserve_index=False)
        days = [
            pa.field(field.name, pa.date32() if pa.types.is_timestamp(field.type) else field.type)
            for field in arrow.schema
        ]
        return self._view(self.session.createDataFrame(arrow.cast(pa.schema(days))))

    def keep(self, table: ir.Table) -> ir.Table:
        """Computed now and cut off from how it was made, so that plans do not grow from join to join."""
        reliable = self.session.sparkContext.getCheckpointDir() is not None
        data = self._run(table)
        data = data.checkpoint() if reliable else data.localCheckpoint()
        self._kept.append(data)
        return self._view(data)

    def fetch(self, asked: ir.Table) -> pd.DataFrame:
        return self._run(asked).toArrow().to_pandas()

    def save(self, asked: ir.Table, out: Path | str) -> None:
        """A folder of Parquet files; one of this machine appears when it is whole, a URL as Spark commits it."""
        data = self._run(asked)
        if isinstance(out, str):
            data.write.parquet(out)
            return
        unfinished, replaced = (out.with_name(f".{out.name}.{state}") for state in ("unfinished", "replaced"))
        for left in (unfinished, replaced):
            shutil.rmtree(left, ignore_errors=True)
        data.write.parquet(f"file://{unfinished.resolve()}")
        if out.exists():
            out.replace(replaced)
        unfinished.replace(out)
        shutil.rmtree(replaced, ignore_errors=True)

    def _run(self, asked: ir.Table) -> DataFrame:
        tree = self._backend.compiler.to_sqlglot(asked.unbind())
        return self.session.sql(tree.transform(_double).sql(dialect=self._backend.dialect))

    def _view(self, data: DataFrame) -> ir.Table:
        self._views.append(f"_creditscore_{next(_names)}")
        data.createOrReplaceTempView(self._views[-1])
        return self._backend.table(self._views[-1])

    def drop(self) -> None:
        for name in self._views:
            self.session.catalog.dropTempView(name)
        for data in self._kept:
            _released(data)
        self._views.clear()
        self._kept.clear()
        self._ruled.clear()


def _double(part: sge.Expression) -> sge.Expression:
    """Numbers with a fraction as doubles: to Spark, ``2.5`` is a decimal of two digits."""
    if isinstance(part, sge.Literal) and not part.is_string and "." in part.name:
        return sge.cast(part, sge.DataType.Type.DOUBLE)
    return part


def _released(data: Any) -> None:
    """Free the blocks of a checkpoint now: Spark itself would wait for a garbage collection of the driver."""
    number = data._jdf.queryExecution().logical().rdd().id()
    data.sparkSession.sparkContext._jsc.sc().unpersistRDD(number, False)


@contextmanager
def spark_workspace(
    engine: Spark,
    province: Province,
    policy: RightsPolicy,
    *,
    memory: str | None = None,
    partitions: int | None = None,
) -> Iterator[SparkWorkspace]:
    """A workspace on Spark; forgotten at the end."""
    with spark_session(engine, memory=memory) as session:
        if partitions is not None:
            session.conf.set("spark.sql.shuffle.partitions", str(partitions))
        work = SparkWorkspace(province, policy, session)
        work.province = province.on(work._backend, engine.records)
        try:
            yield work
        finally:
            work.drop()


def target(out: Path | str) -> Path | str:
    """Where a folder may be written: a URL, or a path where nothing lies but a folder Spark has written.

    Raises:
        FeatureError: something else lies there.
    """
    if "://" in str(out):
        return str(out)
    path = Path(out)
    if path.exists() and not (path / "_SUCCESS").is_file():
        raise FeatureError(
            f"{path}: engine 'spark' writes a folder of Parquet files, and something else lies there; "
            "remove it or choose another name"
        )
    return path
