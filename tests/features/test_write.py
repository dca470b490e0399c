"""A feature table written in parts: equal to the whole, resumed, within a limit, nothing half-written."""

from __future__ import annotations

import json
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from creditscore import features
from creditscore.errors import DataHorizonWarning, FeatureError
from creditscore.features import FEATURES, _parts
from creditscore.plan import RightsPolicy, definition_hash
from creditscore.records import Province
from tests.provinces import province

DAY = date(2024, 1, 1)
SELECT = [
    FEATURES[name]
    for name in ("penalty_count_12m", "fine_sum_24m", "fine_to_capital_12m", "listed_count_36m")
]
CODES = [f"91220101MA{number:08d}" for number in range(40)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Province:
    dates = {"event_date": date(2018, 1, 1), "established_on": date(2018, 1, 1), "entity_type": "enterprise"}
    entities = [{"uscc": code, "reg_capital": (n + 1) * 100_00, **dates} for n, code in enumerate(CODES)]
    penalties = [
        {"uscc": code, "event_date": date(2022 + n % 2, 1 + n % 12, 3), "fine": 7 * n}
        for code in CODES for n in range(len(code) % 5 + int(code[-1]))
    ]  # fmt: skip
    return province(
        tmp_path_factory.mktemp("parts") / "p",
        {"entity": entities, "admin_penalty": penalties, "list_entry": [{"uscc": CODES[3], "event_date": date(2023, 5, 1)}]},
    )  # fmt: skip


@pytest.fixture
def asked() -> pd.DataFrame:
    rows = [(code, day) for day in (DAY, date(2023, 3, 31)) for code in (*CODES[::-1], "91220101MANOBODY00")]
    return pd.DataFrame(rows, columns=["entity", "as_of"])


def read(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


@pytest.mark.parametrize("parts", [2, 9])
def test_any_number_of_parts_gives_the_same_file(
    parts: int, many: Province, asked: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read(features.write(many, asked, tmp_path / "whole.parquet", select=SELECT))
    monkeypatch.setattr(_parts, "ROWS", 5)
    made = read(features.write(many, asked, tmp_path / "made.parquet", select=SELECT, partitions=parts))
    pd.testing.assert_frame_equal(whole, made, check_exact=True)
    assert list(made["entity"]) == list(asked["entity"])
    pd.testing.assert_frame_equal(
        features.compute(many, asked, select=SELECT)[made.columns[2:]],
        made[made.columns[2:]],
        check_exact=True,
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.parquet", "whole.parquet"]


def interrupted(monkeypatch: pytest.MonkeyPatch, after: int) -> list[int]:
    """Writing a part fails once so many were written; the list tells which were begun."""
    begun: list[int] = []
    write_part = _parts._write_part

    def failing(job: Any, engine: Any, number: int, frame: pd.DataFrame) -> None:
        begun.append(number)
        if number == after:
            raise KeyboardInterrupt
        write_part(job, engine, number, frame)

    monkeypatch.setattr(_parts, "_write_part", failing)
    return begun


def test_an_interrupted_run_goes_on_where_it_stopped(
    many: Province, asked: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "x.parquet"
    with monkeypatch.context() as patch:
        interrupted(patch, after=2)
        with pytest.raises(KeyboardInterrupt):
            features.write(many, asked, out, select=SELECT, partitions=4)
    assert not out.exists() and (tmp_path / ".x.parquet.parts").is_dir()
    with monkeypatch.context() as patch:
        begun = interrupted(patch, after=-1)
        features.write(many, asked, out, select=SELECT, partitions=4)
    assert begun == [2, 3]
    whole = features.write(many, asked, tmp_path / "whole.parquet", select=SELECT)
    pd.testing.assert_frame_equal(read(out), read(whole), check_exact=True)
    assert not (tmp_path / ".x.parquet.parts").exists()


@pytest.mark.parametrize("other", ["features", "snapshots", "rights"])
def test_parts_of_another_question_are_not_taken_up(
    other: str, many: Province, asked: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "x.parquet"
    given: dict[str, Any] = {"select": SELECT, "partitions": 3}
    with monkeypatch.context() as patch:
        interrupted(patch, after=2)
        with pytest.raises(KeyboardInterrupt):
            features.write(many, asked, out, **given)
    changed = {
        "features": {"select": SELECT[:2]},
        "snapshots": {"snapshots": asked.iloc[1:]},
        "rights": {"rights": RightsPolicy(after_publicity="internal")},
    }[other]
    given = {"snapshots": asked, **given, **changed}
    with monkeypatch.context() as patch:
        begun = interrupted(patch, after=-1)
        features.write(many, given.pop("snapshots"), out, **given)
    assert begun == [0, 1, 2]


def test_a_memory_limit_is_kept_only_while_it_writes(
    many: Province, asked: pd.DataFrame, tmp_path: Path
) -> None:
    def setting() -> float:
        (limit,) = many.connection.con.execute("SELECT current_setting('memory_limit')").fetchone()
        return float(limit.removesuffix(" GiB"))

    before = setting()
    out = features.write(many, asked, tmp_path / "x.parquet", select=SELECT, memory="500MiB")
    whole = features.write(many, asked, tmp_path / "whole.parquet", select=SELECT)
    pd.testing.assert_frame_equal(read(out), read(whole), check_exact=True)
    assert setting() == pytest.approx(before, abs=0.2) and before > 1


def test_more_rows_and_features_or_less_memory_make_more_parts() -> None:
    from creditscore.features._batch import _parts as parts
    from creditscore.features._question import Question

    few, all_ = Question.of(SELECT), Question.of(list(FEATURES.values()))
    assert parts(None, None, rows=1_000, question=few) == 1
    assert (
        parts(None, "1GiB", rows=400_000, question=all_)
        > parts(None, "2GiB", rows=400_000, question=all_)
        > 1
    )
    assert parts(None, None, rows=7_000_000, question=all_) > 16
    with pytest.raises(FeatureError, match="wanted at least 1"):
        parts(0, None, rows=1, question=few)
    with pytest.raises(FeatureError, match="memory: 'lots'; wanted a size such as 2GiB"):
        parts(None, "lots", rows=1, question=few)


@pytest.mark.parametrize("parts", [1, 3])
def test_the_file_says_which_records_rights_and_definitions_it_rests_on(
    parts: int, many: Province, asked: pd.DataFrame, tmp_path: Path
) -> None:
    out = features.write(many, asked, tmp_path / "x.parquet", select=SELECT, partitions=parts)
    told = json.loads(pq.read_schema(out).metadata[b"creditscore.features"])
    assert (told["records"], told["made_up"], told["rights"]["name"]) == (many.digest, True, "as_served")
    assert told["features"] == definition_hash(SELECT)
    assert told["definitions"] == {feature.name: definition_hash(feature) for feature in SELECT}


def test_progress_is_told_part_by_part(many: Province, asked: pd.DataFrame, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    features.write(
        many,
        asked,
        tmp_path / "x.parquet",
        select=SELECT,
        partitions=3,
        progress=lambda *step: told.append(step),
    )
    assert [done for _, done, _ in told] == list(range(len(told))) and told[-1][1] == told[-1][2]
    assert [stage for stage, _, _ in told].count("part") == 3


def test_a_day_outside_the_data_is_answered_with_a_warning(many: Province) -> None:
    late = pd.DataFrame(
        {"entity": [CODES[0]], "as_of": [pd.Timestamp(many.data_until) + pd.Timedelta(days=400)]}
    )
    with pytest.raises(DataHorizonWarning, match="outside the data"):
        features.compute(many, late, select=SELECT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataHorizonWarning)
        assert len(features.compute(many, late, select=SELECT)) == 1


@pytest.mark.parametrize("parts", [1, 2])
def test_every_feature_is_a_float_in_the_file_whatever_the_engine_makes_of_a_whole_number(
    parts: int, many: Province, asked: pd.DataFrame, tmp_path: Path
) -> None:
    select = [*SELECT, FEATURES["branch_count"]]  # a whole number and a literal with a decimal point
    schema = pq.read_schema(
        features.write(many, asked, tmp_path / "out.parquet", select=select, partitions=parts)
    )
    assert {feature.name: str(schema.field(feature.name).type) for feature in select} == dict.fromkeys(
        [feature.name for feature in select], "double"
    )
