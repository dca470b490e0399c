"""The README is run: its notebook example and its commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def run(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {})


def test_the_notebook_example_runs_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len([line for line in EXAMPLES[0].splitlines() if line.strip()]) == 10
    monkeypatch.chdir(tmp_path)
    run(EXAMPLES[0])
    printed = capsys.readouterr().out
    assert "auc" in printed.lower()
    assert (tmp_path / "build" / "readme-bundle").is_dir()


def test_the_feature_declared_in_it_is_laid_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(EXAMPLES) == 2
    run(EXAMPLES[1])
    printed = capsys.readouterr().out
    assert "unpaid_fines_12m" in printed and "admin_penalty_in_use" in printed


def test_every_command_it_names_exists() -> None:
    from creditscore.cli import _main

    parser = _main._parser()
    for line in re.findall(r"^creditscore .*$", README, re.MULTILINE):
        words = line.partition("#")[0].split()[1:]
        parsed = parser.parse_args(words)
        assert parsed.command == words[0]


def test_every_file_it_shows_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).is_file(), target


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test", "lint", "lab", "bench", "clean"} <= targets
