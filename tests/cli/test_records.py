"""Reading, checking and writing records from the command line: what is printed, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditscore.cli import main
from creditscore.records import ADMIN_PENALTY, LIST_ENTRY
from tests.records import tables as made
from tests.records.test_dual_publicity import PENALTY, write


def test_a_delivery_is_read_by_the_name_of_a_mapping_and_summed_up_by_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        PENALTY,
        PENALTY | {"CF_WSH": "2", "CF_JDRQ": "何时"},
        PENALTY | {"CF_XDR_LB": "自然人"},
        PENALTY | {"CF_WSH": "3"},
    ]
    write(tmp_path / "raw", rows, encoding="gb18030")
    asked = ["read", str(tmp_path / "raw"), "--mapping", "shuanggongshi-2018", "--out", str(tmp_path / "out")]
    assert main(asked) == 3
    lines = capsys.readouterr().out.splitlines()
    assert "admin_penalty 行政处罚: 4 rows, 2 accepted, 2 refused (50.00 %)" in lines
    assert "  refused admin_penalty: natural_person 1 (25.00 %) 自然人: a row about a natural person" in lines
    assert any(line.startswith("  refused admin_penalty: wrong_type 1 (25.00 %) 类型错误") for line in lines)
    assert (
        "assumed: admin_penalty: encoding not declared, told from the bytes: gb18030 (1 files: admin_penalty-2018.csv)"
        in lines
    )
    assert f"wrote {tmp_path / 'out'}" in lines
    assert f"refused rows with the rules they break: {tmp_path / 'out' / 'rejected'}" in lines
    assert any(line.startswith("all 3 tables: ") for line in lines)


def test_a_check_sums_up_refusals_and_warnings_with_their_titles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made.write(tmp_path, LIST_ENTRY, [made.row(LIST_ENTRY), made.row(LIST_ENTRY, 1, list_code="nonsense")])
    made.write(tmp_path, ADMIN_PENALTY, [made.row(ADMIN_PENALTY, 0, penalty_kind="fine", fine=None)])
    assert main(["check", str(tmp_path), "--rejected", str(tmp_path / "refused")]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert any(
        line.startswith("  refused list_entry: unknown_code 1 (50.00 %) 未知代码: a code") for line in lines
    )
    assert (
        "  warning admin_penalty: fine_without_amount 1 (100.00 %) 罚款无金额: a fine without its amount"
        in lines
    )
    assert lines[-2] == "all 2 tables: 3 rows, 2 accepted, 1 refused (33.33 %)"
    assert (tmp_path / "refused" / "list_entry.parquet").is_file()


def test_the_built_in_mappings_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mappings"]) == 0
    assert "shuanggongshi-2018: 双公示" in capsys.readouterr().out


def test_decisions_are_written_out_and_read_in_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "raw", [PENALTY])
    read = ["--mapping", "shuanggongshi-2018", "--out"]
    assert main(["read", str(tmp_path / "raw"), *read, str(tmp_path / "records")]) == 0
    out = tmp_path / "written" / "x.xlsx"
    assert main(["publish", str(tmp_path / "records"), "--out", str(out), "--headers", "interface"]) == 0
    assert f"wrote {out}" in capsys.readouterr().out
    assert main(["read", str(out.parent), *read, str(tmp_path / "again")]) == 0
    same = [(tmp_path / name / "admin_penalty.parquet").read_bytes() for name in ("records", "again")]
    assert same[0] == same[1]
    assert main(["publish", str(tmp_path / "records"), "--out", str(out), "--layout", "1999"]) == 2
    assert "no layout '1999' of admin_penalty" in capsys.readouterr().err
