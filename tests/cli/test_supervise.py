"""``creditscore supervise``: a folder of CSV that a spreadsheet opens, whole or not at all."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from creditscore import supervision
from creditscore.cli import main
from creditscore.errors import RecordsError
from tests.provinces import province
from tests.supervision.subjects import FIRM, registered


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    penalty = {"uscc": FIRM, "domain": "tax", "violation_code": "fake_invoicing", "penalty_kind": "fine", "fine": 123_450,
               "agency": "=1+1", "region_code": "220102"}  # fmt: skip
    penalties = [
        {**penalty, "record_id": f"p{month}", "event_date": date(2024, month, 5), "doc_no": f"{month}号"}
        for month in (5, 6)
    ]
    tables = {"entity": registered(FIRM), "admin_penalty": penalties}
    return province(tmp_path_factory.mktemp("records") / "province", tables).path


def run(folder: Path, out: Path, *more: str) -> int:
    return main(["supervise", str(folder), "--as-of", "2024-09-02", "--out", str(out), *more])


def read(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), (
        "without a byte order mark a spreadsheet garbles Chinese"
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_answered_sheet_is_a_file_and_every_sheet_a_line(folder, tmp_path, capsys):
    assert run(folder, tmp_path / "out") == 0
    said = capsys.readouterr().out
    asked = set(supervision.SHEETS) - {"bottom_rank", "city_ranks"}
    assert all(f"\n{name} " in f"\n{said}" for name in asked)
    written = {path.stem for path in (tmp_path / "out").iterdir()}
    assert written >= {
        "columns",
        "repeat_offenders",
        "dual_publicity",
        "source_coverage",
        "coverage_share",
        "code_quality",
    }
    assert "credit_loans" not in written
    assert (
        "credit_loans 信用贷款占比和首贷 unsecured and first loans: not written: table loan_contract is missing"
        in said
    )
    assert "repeat_offenders 屡罚不改主体 repeat offenders: 1 rows" in said
    assert "MADE-UP DATA" in said
    assert f"wrote {tmp_path / 'out'}" in said


def test_a_sheet_reads_back_with_chinese_heads_dates_and_yuan(folder, tmp_path, capsys):
    run(folder, tmp_path / "out")
    row = read(tmp_path / "out" / "repeat_offenders.csv")[0]
    assert row["统一社会信用代码"] == FIRM
    assert row["首次处罚日期"] == "2024-05-05"
    assert row["罚款合计"] == "2469.00"
    assert row["计入的记录"] == "p5|p6"


@pytest.mark.parametrize(("titles", "head"), [("en", "credit code"), ("name", "uscc")])
def test_the_heads_may_be_english_or_the_names_in_code(folder, tmp_path, titles, head):
    run(folder, tmp_path / "out", "--titles", titles)
    assert head in read(tmp_path / "out" / "repeat_offenders.csv")[0]


def test_what_a_spreadsheet_would_run_is_only_shown(folder, tmp_path):
    run(folder, tmp_path / "out")
    assert {row["部门"] for row in read(tmp_path / "out" / "publication_lag.csv")} == {"'=1+1"}


def test_the_columns_of_every_sheet_are_explained(folder, tmp_path):
    run(folder, tmp_path / "out")
    told = {(row["sheet"], row["column"]) for row in read(tmp_path / "out" / "columns.csv")}
    assert told == {
        (sheet.name, field.name) for sheet in supervision.SHEETS.values() for field in sheet.fields
    }


def test_a_second_run_replaces_the_first_and_leaves_nothing_else(folder, tmp_path):
    run(folder, tmp_path / "out")
    (tmp_path / "out" / "credit_loans.csv").write_text("of an earlier run")
    assert run(folder, tmp_path / "out") == 0
    assert not (tmp_path / "out" / "credit_loans.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_files_is_left_alone(folder, tmp_path, capsys):
    out = tmp_path / "mine"
    out.mkdir()
    (out / "notes.txt").write_text("keep me")
    assert run(folder, out) == 2
    assert "notes.txt" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


def test_a_failure_half_way_writes_nothing(folder, tmp_path, monkeypatch, capsys):
    whole = supervision.supervise
    monkeypatch.setattr(supervision, "supervise", lambda *a, **k: half(whole(*a, **k)))
    assert run(folder, tmp_path / "out") == 2
    assert "the disk is gone" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def half(answers):
    yield next(answers)
    raise RecordsError("the disk is gone")


def test_a_day_the_data_do_not_reach_is_refused_in_one_sentence(folder, tmp_path, capsys):
    assert main(["supervise", str(folder), "--as-of", "2030-01-01", "--out", str(tmp_path / "out")]) == 2
    assert "would be taken for missing" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
