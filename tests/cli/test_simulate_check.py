"""A province written, checked and counted from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditscore.cli import main


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated") / "raw"
    assert main(["simulate", str(out), "--entities", "300", "--seed", "3"]) == 0
    return out


def test_check_counts_refused_rows_by_rule_and_says_so(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(raw), "--rejected", str(tmp_path / "rejected")]) == 3
    out = capsys.readouterr().out
    assert "duplicate_key" in out
    assert any((tmp_path / "rejected").glob("*.parquet"))


def test_what_was_simulated_says_it_is_made_up(raw: Path) -> None:
    import pyarrow.parquet as pq

    for path in raw.glob("*.parquet"):
        assert pq.read_schema(path).metadata[b"creditscore.made_up"] == b"true", path.name
