"""The same declarations on Spark: every verb, operation and policy gives what DuckDB gives."""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import ibis
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from creditscore import features
from creditscore.cli import main
from creditscore.errors import FeatureError, RecordsError
from creditscore.features import FEATURES, Spark
from creditscore.features._question import Question
from creditscore.plan import Aggregate, AsOf, Combine, Feature, Node, RightsPolicy, Window, col, leaves
from creditscore.plan.expression import Call, Column, Constant, Expression, Operation
from creditscore.plan.node import Verb
from creditscore.records import Province
from tests.laws.test_parity import COVERAGE, ENTITIES, POLICIES, entity_code, made_up_tables
from tests.provinces import province

pytestmark = [
    pytest.mark.xdist_group("spark"),
    # Spark 4.0 converts to pandas with a keyword pandas 3 retires, and leaves sockets to its JVM to the collector
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning:pyspark"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
AS_OF = date(2024, 2, 29)
READ = {"entity", "admin_penalty", "list_entry", "utility_bill"}
"""Few tables, so that the test costs little: attributes, dated rules, late facts, numbers, all of coverage."""


@pytest.fixture(scope="module", autouse=True)
def _spark_is_here() -> Iterator[None]:
    pytest.importorskip("pyspark", reason="pyspark absent: install the extra with pip install '.[spark]'")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java absent: Spark needs Java 17 or 21")
    yield
    gc.collect()  # here, where what Spark leaves behind is expected


@pytest.fixture(scope="class")
def session() -> Iterator[Any]:
    """A session handed in, as on a cluster; with little compiling, since the tables here are small."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2", "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN", "spark.sql.session.timeZone": "America/New_York",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }  # fmt: skip
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for key, value in settings.items():
        builder = builder.config(key, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


def as_stored(folder: Path, name: str, column: str) -> None:
    """Numbers in the encoding in which canonical folders hold them, which Spark's own fast reader lacks."""
    path, manifest = folder / f"{name}.parquet", folder / "manifest.json"
    before = sha256(path.read_bytes()).hexdigest()
    pq.write_table(pq.read_table(path), path, use_dictionary=["uscc"], use_byte_stream_split=[column])
    after = sha256(path.read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """The province of the parity law, under a name with a space and Chinese characters."""
    folder = tmp_path_factory.mktemp("spark") / "golden 省"
    tables = {**made_up_tables(), "coverage": COVERAGE}
    province(folder, tables, data_from=date(2010, 1, 1), data_until=date(2026, 1, 1))
    as_stored(folder, "utility_bill", "usage")
    return Province(folder)


@pytest.fixture(scope="module")
def asked() -> pd.DataFrame:
    days = [AS_OF, date(2024, 3, 31), date(2023, 7, 1)]
    codes = [*map(entity_code, range(ENTITIES)), "91220101MANOBODY00"]
    return pd.DataFrame([(code, day) for code in codes for day in days], columns=["entity", "as_of"])


def same(spark: pd.DataFrame, duckdb: pd.DataFrame) -> None:
    assert list(spark.columns) == list(duckdb.columns)
    assert list(spark.dtypes) == list(duckdb.dtypes)
    pd.testing.assert_frame_equal(spark.iloc[:, :2], duckdb.iloc[:, :2])
    for name in duckdb.columns[2:]:
        np.testing.assert_allclose(spark[name], duckdb[name], rtol=1e-9, atol=0, err_msg=str(name))


def _of_few_tables() -> list[Feature]:
    """Library features over ``READ`` alone: three for each verb and combination, and every eighth of the others."""
    found, seen = [FEATURES["penalty_count_36m"]], Counter[str]()
    for number, feature in enumerate(FEATURES.values()):
        question = Question.of([feature])
        said = {node.verb for nodes in question.aggregates.values() for node in nodes}
        said |= {type(feature.node).__name__, getattr(feature.node, "combination", "none")}
        tables = set(question.aggregates) | {leaf.table for leaf in question.attributes} | question.sources
        if (
            tables <= READ
            and feature not in found
            and (min(seen[word] for word in said) < 3 or number % 8 == 0)
        ):
            found.append(feature)
            seen.update(said)
    return found


BILL = {"table": "utility_bill", "window": Window(24)}
DUE, PAID = col("amount_due"), col("amount_paid").known_by(col("paid_date"))
_EXPRESSIONS: list[Expression] = [
    DUE + PAID, DUE - PAID, DUE * 3, DUE / PAID, col("usage") / 7, DUE / (DUE - DUE), PAID.or_else(0), PAID.log1p(),
    (PAID - DUE).log1p(), AsOf().days_since(col("paid_date").known_by(col("paid_date"))),
    col("period").month(), col("utility").coded({"electricity": 1.0, "water": 2.5}), DUE.as_number(),
    (PAID - DUE).at_least(0), col("usage").at_least(0.7),
]  # fmt: skip
_CONDITIONS: list[Expression] = [
    PAID < DUE, PAID <= DUE, PAID > DUE, PAID >= DUE, PAID.is_(DUE), PAID.is_not(DUE), ~(PAID < DUE),
    (PAID < DUE) & (col("usage") > 0.4), (PAID < DUE) | (col("usage") > 0.4), PAID.is_null(),
    col("utility").is_in(("electricity", "gas")),
]  # fmt: skip
_VERBS: list[Node] = [
    Aggregate(verb=verb, value=value, half_life=90 if verb == "decayed" else None, **BILL)
    for verb in get_args(Verb)
    for value in ((PAID < DUE,) if verb in ("longest_run", "streak") else (DUE, col("usage"), PAID))
    if verb not in ("count", "recency")
]
NODES: list[Node] = [
    *(Aggregate(verb="sum", value=value, **BILL) for value in _EXPRESSIONS),
    *(Aggregate(verb="count", where=where, **BILL) for where in _CONDITIONS),
    *_VERBS,
    Aggregate(verb="count", **BILL),
    Aggregate(verb="recency", **BILL),
    Aggregate(verb="decayed", half_life=365, **BILL),
    Aggregate(verb="latest", value=col("usage"), table="utility_bill", window=Window(24, 12), none_seen=-1.0),
    *(
        Combine(combination=how, left=Aggregate(verb="count", **BILL), zero=zero,
                right=Aggregate(verb="count", where=PAID > DUE, **BILL))
        for how, zero in (("ratio", None), ("ratio", 9.0), ("change", None), ("difference", None))
    ),
]  # fmt: skip
PROBES = [
    Feature(name=f"probe_{number}", node=node, title_zh="探", title_en="probe", unit="1", direction="none", group="UTL",
            family="probe", layer="public", basis=("b",), why="a probe")
    for number, node in enumerate(NODES)
]  # fmt: skip


def _said(expression: Expression | None) -> Iterator[str]:
    if isinstance(expression, Call):
        yield expression.operation
        for argument in expression.arguments:
            yield from _said(argument)


def test_the_probes_hold_every_verb_and_operation() -> None:
    nodes = [leaf for feature in PROBES for leaf in leaves(feature.node) if isinstance(leaf, Aggregate)]
    assert {node.verb for node in nodes} == set(get_args(Verb))
    said = {word for node in nodes for part in (node.value, node.where) for word in _said(part)}
    assert said == set(get_args(Operation))
    assert {type(part) for part in (DUE, Constant(1))} == {Column, Constant}


class TestOnASessionHandedIn:
    @pytest.mark.parametrize("name", POLICIES)
    def test_features_equal_those_of_duckdb(
        self, name: str, golden: Province, asked: pd.DataFrame, session: Any
    ) -> None:
        ruled = [feature for feature in _of_few_tables() if feature.group in ("PEN", "LST")]
        select = _of_few_tables() if name == "as_served" else ruled[::2]
        spark = features.compute(golden, asked, select=select, rights=POLICIES[name], engine=Spark(session))
        same(spark, features.compute(golden, asked, select=select, rights=POLICIES[name]))

    def test_every_verb_and_operation_equals_duckdb(
        self, golden: Province, asked: pd.DataFrame, session: Any
    ) -> None:
        spark = features.compute(golden, asked, select=PROBES, engine=Spark(session))
        duckdb = features.compute(golden, asked, select=PROBES)
        same(spark, duckdb)
        told = {feature.name: duckdb[feature.name].nunique() for feature in PROBES}
        assert [name for name, values in told.items() if values < 2] == [
            "probe_5"
        ]  # a division by zero is null

    def test_the_session_keeps_its_settings_and_holds_nothing_afterwards(
        self, golden: Province, asked: pd.DataFrame, session: Any
    ) -> None:
        features.compute(golden, asked.iloc[:3], select=PROBES[:1], engine=Spark(session))
        assert session.conf.get("spark.sql.session.timeZone") == "America/New_York"
        assert session.sql("SHOW VIEWS").count() == 0
        assert session.sparkContext._jsc.getPersistentRDDs().size() == 0
        assert session.sql("SELECT 1 AS one").first().one == 1

    def test_a_folder_of_parquet_files_is_what_duckdb_writes(
        self, golden: Province, asked: pd.DataFrame, session: Any, tmp_path: Path
    ) -> None:
        out = tmp_path / "特征 out"
        for select in (PROBES[:2], PROBES[:3]):  # the second replaces the first
            assert (
                features.write(golden, asked, out, select=select, engine=Spark(session), partitions=3) == out
            )
        file = features.write(golden, asked, tmp_path / "x.parquet", select=PROBES[:3])
        pd.testing.assert_frame_equal(
            pq.read_table(out).to_pandas(), pq.read_table(file).to_pandas(), rtol=1e-9
        )
        assert pq.read_table(out).schema.types == pq.read_table(file).schema.types  # no decimal in Spark's
        assert sorted(path.name for path in tmp_path.iterdir()) == ["x.parquet", out.name]

    def test_what_lies_at_the_output_is_not_thrown_away(
        self, golden: Province, asked: pd.DataFrame, session: Any, tmp_path: Path
    ) -> None:
        (tmp_path / "mine").mkdir()
        with pytest.raises(FeatureError, match="something else lies there"):
            features.write(golden, asked, tmp_path / "mine", select=PROBES[:1], engine=Spark(session))
        with pytest.raises(FeatureError, match=r"spark\.executor\.memory"):
            features.write(
                golden, asked, tmp_path / "x", select=PROBES[:1], engine=Spark(session), memory="2GiB"
            )

    def test_tables_on_a_lake_are_read_as_they_are_and_that_is_said(
        self, golden: Province, asked: pd.DataFrame, session: Any, tmp_path: Path
    ) -> None:
        lake = tmp_path / "lake"
        shutil.copytree(golden.path, lake)
        bills = pq.read_table(golden.path / "utility_bill.parquet")
        (lake / "utility_bill.parquet").unlink()
        (lake / "utility_bill.parquet").mkdir()  # a folder of parts, as engines of a lake write tables
        for number, start in enumerate(range(0, len(bills), 1000)):
            pq.write_table(bills.slice(start, 1000), lake / f"utility_bill.parquet/part-{number}.parquet")
        engine = Spark(session, records=f"file://{lake}")
        spark = features.compute(golden, asked, select=PROBES[:3], engine=engine)
        same(spark, features.compute(golden, asked, select=PROBES[:3]))
        backend = ibis.pyspark.connect(session.newSession())
        there = golden.on(backend, f"file://{lake}/")
        assert any("read as they are" in text for text in there.assumptions)
        assert golden.on(backend).assumptions == golden.assumptions
        shutil.copy(golden.path / "entity.parquet", lake / "admin_penalty.parquet")
        with pytest.raises(RecordsError, match="rows the manifest of"):
            there.table("admin_penalty")
        with pytest.raises(RecordsError, match="SHA-256"):
            golden.on(backend, str(lake)).table("admin_penalty")
        with pytest.raises(RecordsError, match="is missing"):
            there.table("no_such_table")

    def test_with_a_checkpoint_directory_what_is_kept_outlives_an_executor(
        self, golden: Province, asked: pd.DataFrame, session: Any, tmp_path: Path
    ) -> None:
        session.sparkContext.setCheckpointDir(
            f"file://{tmp_path}"
        )  # of this session to its end: the last test on it
        spark = features.compute(golden, asked.iloc[:9], select=PROBES[:2], engine=Spark(session))
        same(spark, features.compute(golden, asked.iloc[:9], select=PROBES[:2]))
        assert list(tmp_path.glob("*/rdd-*/part-*"))


def test_without_a_session_one_is_started_and_stopped(golden: Province, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    out = tmp_path / "out"
    one = pd.DataFrame({"entity": [entity_code(1)], "as_of": [AS_OF]})
    found = features.compute(golden, one, select=PROBES[:2], engine="spark")
    same(found, features.compute(golden, one, select=PROBES[:2]))
    assert SparkSession.getActiveSession() is None
    one.to_csv(tmp_path / "one.csv", index=False)
    tiny = province(tmp_path / "tiny", {"entity": [{"uscc": entity_code(1), "entity_type": "enterprise"}]})
    asked = ["features", str(tiny.path), "--snapshots", str(tmp_path / "one.csv"), "--out", str(out)]
    assert main([*asked, "--engine", "spark"]) == 0
    assert len(pq.read_table(out)) == 1


def test_an_engine_that_is_none_is_refused(golden: Province, asked: pd.DataFrame) -> None:
    with pytest.raises(FeatureError, match="wanted 'duckdb', 'spark'"):
        features.compute(golden, asked, select=PROBES[:1], engine="polars")  # type: ignore[arg-type]


def test_without_java_the_message_says_so(
    golden: Province, asked: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FeatureError, match="needs Java 17"):
        features.compute(golden, asked, select=PROBES[:1], engine="spark")


@pytest.mark.slow
@pytest.mark.parametrize("name", POLICIES)
def test_the_whole_library_on_spark_equals_duckdb(name: str, golden: Province, asked: pd.DataFrame) -> None:
    select = list(FEATURES.values())
    rights: RightsPolicy = POLICIES[name]
    spark = features.compute(golden, asked, select=select, rights=rights, engine="spark")
    same(spark, features.compute(golden, asked, select=select, rights=rights))
