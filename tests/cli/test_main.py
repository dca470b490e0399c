"""The command line: what it says, its exit codes, and that nothing half-written is left behind."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from creditscore import scorer
from creditscore.cli import main
from creditscore.features import FEATURES
from creditscore.plan import GradeScale, RightsPolicy, Scale
from tests.provinces import province

CODE = "91220101MA0000001X"
DAY = date(2023, 6, 1)


def card() -> scorer.Scorecard:
    header = scorer.Header(
        model_id="trial-scorecard", version="1", evaluation="trial", layer="authorised", subjects=("enterprise",),
        outcome="bad_12m", horizon_months=12, scale=Scale(), rights=RightsPolicy(), feature_hash="0" * 64,
        grade_scale=GradeScale(name="abc", grades=("A", "B", "C"), floors=(620.0, 560.0)),
    )  # fmt: skip
    fields = [
        scorer.Field(name="penalties", title_zh="处罚次数", title_en="penalties", unit="次", direction="up",
                     group="PEN", family="penalties", missing="forbidden", minimum=0, maximum=9, low=0, high=8),
        scorer.Field(name="capital", title_zh="注册资本", title_en="capital", unit="元", direction="down",
                     group="REG", family="registration", minimum=0, maximum=1e7, low=0, high=5e6),
    ]  # fmt: skip
    binned = (
        scorer.Binned(
            field=fields[0], edges=(1.0, 3.0), woe=(0.4, -0.3, -1.2), counts=(80, 15, 5), bads=(2, 1, 1)
        ),
        scorer.Binned(field=fields[1], edges=(1e6,), woe=(-0.2, 0.3), counts=(60, 40), bads=(3, 1)),
    )
    return scorer.Scorecard.from_woe(header, binned=binned, intercept=3.0, coefficients=(1.0, 0.8))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scorer.write_bundle(tmp_path_factory.mktemp("cli") / "bundle", card())


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


ROWS: list[dict[str, object]] = [
    {"entity": CODE, "as_of": "2024-01-01", "penalties": 0, "capital": 2e6},
    {"entity": CODE, "as_of": "2024-04-01", "penalties": 4, "capital": ""},
]


def test_a_table_is_scored_as_one_by_one(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert (
        main(["score", str(written(tmp_path / "in.csv", ROWS)), "--bundle", str(bundle), "--out", str(out)])
        == 0
    )
    answers = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    model = scorer.load(bundle)
    for row, answer in zip(ROWS, answers, strict=True):
        single = model.score({"penalties": row["penalties"], "capital": row["capital"] or None})
        assert float(answer["score"]) == single.score
        assert answer["grade"] == single.grade
        assert answer["entity"] == CODE and answer["as_of"] == row["as_of"]
    assert answers[1]["reason_1"].startswith("PEN")


@pytest.mark.parametrize("suffix", ["csv", "ndjson", "parquet"])
def test_every_format_out_says_the_same(suffix: str, bundle: Path, tmp_path: Path) -> None:
    import pandas as pd

    given = written(tmp_path / "in.csv", ROWS)
    out = tmp_path / f"out.{suffix}"
    assert main(["score", str(given), "--bundle", str(bundle), "--out", str(out)]) == 0
    readers = {
        "csv": pd.read_csv,
        "parquet": pd.read_parquet,
        "ndjson": lambda p: pd.read_json(p, lines=True),
    }
    assert list(readers[suffix](out)["score"]) == pytest.approx(
        [scorer.load(bundle).score({"penalties": p, "capital": c}).score for p, c in ((0, 2e6), (4, None))]
    )


def test_refused_rows_go_to_their_own_file_and_the_exit_code_says_so(bundle: Path, tmp_path: Path) -> None:
    rows = [*ROWS, {"entity": CODE, "as_of": "2024-07-01", "penalties": "", "capital": "many"}]
    out, errors = tmp_path / "out.ndjson", tmp_path / "errors.ndjson"
    given = written(tmp_path / "in.csv", rows)
    asked = ["score", str(given), "--bundle", str(bundle), "--out", str(out), "--errors", str(errors)]
    assert main(asked) == 3
    faults = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    assert {(fault["row"], fault["code"]) for fault in faults} == {(2, "missing_forbidden"), (2, "type")}
    assert "many" not in errors.read_text(encoding="utf-8")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3


def test_a_finished_job_is_not_done_twice(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, out = written(tmp_path / "in.csv", ROWS), tmp_path / "out.csv"
    asked = ["score", str(given), "--bundle", str(bundle), "--out", str(out)]
    assert main(asked) == 0
    first = out.stat().st_mtime_ns
    assert main(asked) == 0
    assert "nothing was done" in capsys.readouterr().out
    assert out.stat().st_mtime_ns == first
    out.write_text("changed by hand", encoding="utf-8")
    assert main(asked) == 0
    assert out.read_text(encoding="utf-8").startswith("entity,as_of,score")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("in.csv", "", "the file is empty"),
        ("in.csv", "penalties,capital\n1\n", "a row has 1 cells, the header 2"),
        ("in.ndjson", '{"penalties": 1}\nnot json\n', "line 2 is not JSON"),
        ("in.ndjson", "[1]\n", "line 1 is not an object"),
        ("in.parquet", "not parquet", "not a Parquet file"),
        ("in.xls", "x", "unknown suffix"),
        ("in.csv", "penalties\n1\n", "column capital is missing"),
    ],
)
def test_a_table_that_cannot_be_read_leaves_nothing_behind(
    name: str, content: str, message: str, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    out = tmp_path / "out.csv"
    assert main(["score", str(tmp_path / name), "--bundle", str(bundle), "--out", str(out)]) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_that_is_not_there_is_named(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone.csv"
    assert main(["score", str(gone), "--bundle", str(bundle), "--out", str(tmp_path / "o.csv")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_verify_replays_every_golden_row(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(bundle)]) == 0
    assert "golden rows replayed, all equal" in capsys.readouterr().out


def test_a_tampered_bundle_is_refused(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    model = copy / "model.json"
    model.write_text(model.read_text(encoding="utf-8").replace("0.4", "0.5", 1), encoding="utf-8")
    assert main(["verify", str(copy)]) == 2
    assert "model.json" in capsys.readouterr().err


def test_the_dictionary_check_sees_a_stale_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "dictionary.md"
    assert main(["dictionary", "--out", str(file)]) == 0
    assert main(["dictionary", "--check", str(file)]) == 0
    file.write_text("old", encoding="utf-8")
    assert main(["dictionary", "--check", str(file)]) == 1
    assert "write it again" in capsys.readouterr().err


def test_rules_are_shown_with_source_and_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--on", "2026-05-01"]) == 0
    out = capsys.readouterr().out
    assert "ndrc_order_36" in out and "ndrc_order_58" not in out
    assert all("source" in line and "status" in line for line in out.splitlines())


def small(folder: Path) -> Path:
    entity = {"uscc": CODE, "entity_type": "enterprise", "event_date": date(2018, 1, 1)}
    province(folder, {"entity": [entity], "admin_penalty": [{"uscc": CODE, "event_date": DAY}]})
    return folder


def test_features_are_written_for_every_entity(tmp_path: Path) -> None:
    import pandas as pd

    records, out = small(tmp_path / "records"), tmp_path / "features.parquet"
    assert main(["features", str(records), "--as-of", "2024-01-01", "--out", str(out)]) == 0
    frame = pd.read_parquet(out)
    assert list(frame["entity"]) == [CODE]
    assert frame["penalty_count_12m"].iloc[0] == 1
    assert "loan_max_dpd_12m" not in frame.columns


def test_features_can_be_named_or_taken_by_group_and_layer_in_parts(tmp_path: Path) -> None:
    folder, out = str(small(tmp_path / "province")), tmp_path / "x.parquet"
    day = ["--as-of", "2024-01-01", "--out", str(out)]
    assert (
        main(["features", folder, *day, "--names", "fine_sum_12m", "penalty_count_12m", "--partitions", "2"])
        == 0
    )
    assert pq.read_schema(out).names == ["entity", "as_of", "fine_sum_12m", "penalty_count_12m"]
    assert main(["features", folder, *day, "--groups", "PEN", "--layer", "public", "--memory", "500MB"]) == 0
    assert {FEATURES[name].layer for name in pq.read_schema(out).names[2:]} == {"public"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--groups", "TAX"], "groups are REG, CHG"),
        (["--names", "fine_sum_13m"], "did you mean 'fine_sum_"),
        (["--partitions", "0"], "wanted at least 1"),
        (["--memory", "plenty"], "wanted a size such as 2GiB"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_sentence(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = str(small(tmp_path / "province")), tmp_path / "x.parquet"
    assert main(["features", folder, "--as-of", "2024-01-01", "--out", str(out), *words]) != 0
    assert said in capsys.readouterr().err and not out.exists()


def test_a_feature_is_explained_with_the_rows_that_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(small(tmp_path / "province"))
    assert (
        main(["explain", "penalty_count_12m", "--records", folder, "--entity", CODE, "--as-of", "2024-01-01"])
        == 0
    )
    told = capsys.readouterr().out
    assert "rows of admin_penalty that counted: 1" in told and "GROUP BY" in told
    assert main(["explain", "fine_sum_12m", "--entity", CODE]) != 0
    assert "give all three" in capsys.readouterr().err


def test_a_day_outside_the_data_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records, out = small(tmp_path / "records"), tmp_path / "features.parquet"
    assert main(["features", str(records), "--as-of", "2031-01-01", "--out", str(out)]) == 2
    assert "lies outside the data (2017-01-01 to 2026-01-01)" in capsys.readouterr().err
    assert not out.exists()


def test_an_unknown_evaluation_is_answered_with_the_declared_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = small(tmp_path / "records")
    assert main(["train", str(records), "--evaluation", "grades", "--out", str(tmp_path / "out")]) == 2
    assert "declared are ['enterprise_financing', 'enterprise_risk']" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_missing_table_stops_training_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records, out = small(tmp_path / "records"), tmp_path / "out"
    assert main(["train", str(records), "--evaluation", "enterprise_financing", "--out", str(out)]) == 2
    assert "is missing from records" in capsys.readouterr().err
    assert not out.exists()


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw").mkdir()
    asked = [
        "read",
        str(tmp_path / "raw"),
        "--mapping",
        str(tmp_path / "m.toml"),
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(asked) == 2
    assert "m.toml" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [
    ["simulate", "{file}/x", "--entities", "5", "--seed", "1"],
    ["read", "{folder}", "--mapping", "shuanggongshi-2018", "--out", "{file}"],
])  # fmt: skip
def test_a_place_that_cannot_be_written_is_one_sentence_and_not_a_traceback(words, tmp_path, capsys):
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_text("not a folder")
    folder.mkdir()
    (folder / "a.csv").write_text("决定日期\n2024-01-01\n", encoding="utf-8")
    code = main([word.format(file=file, folder=folder) for word in words])
    said = capsys.readouterr().err.lstrip()
    assert code == 2 and said.startswith(f"creditscore {words[0]}: ") and "Traceback" not in said
    assert file.read_text() == "not a folder"
