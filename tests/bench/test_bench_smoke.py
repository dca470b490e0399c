"""The benchmarks run: tiny sizes, one round, no statement about time."""

from __future__ import annotations

import socket

import pytest

from tests.bench import run


@pytest.mark.slow
def test_every_benchmark_runs_on_tiny_sizes_and_the_page_names_no_machine(tmp_path):
    out = tmp_path / "benchmarks.md"
    assert (
        run.main(["--quick", "--date", "2026-01-31", "--out", str(out), "--work", str(tmp_path / "work")])
        == 0
    )
    text = out.read_text(encoding="utf-8")
    for title in (
        "Records",
        "Reading many rows of one table",
        "Rights of many records",
        "The report of one entity",
        "Features: 60",
        "Features: 300",
        "The same features in pandas, Polars and Featuretools",
        "A whole province at once",
        "Scorecard: fit",
        "Scoring",
        "One entity online",
        "Cold start",
    ):
        assert f"## {title}" in text, f"{title} is missing: a measurement failed"
    assert "all equal" in text
    assert "| 0 |" in text.split("## Reading many rows")[1], "what is refused is what was planted"
    assert "2026-01-31" in text
    assert socket.gethostname() not in text and str(tmp_path) not in text and str(run.ROOT) not in text
