"""Measure, and write ``reports/benchmarks.md``.

    python -m tests.bench.run --date 2026-01-31 [--quick] [--only NAME ...] [--rounds 3] [--out FILE]

Every figure comes from a process of its own; rounds are interleaved, medians reported, and what is compared was
measured in the same run. Groups: simulate, records, rights, report, features, features300, peers, province, fit,
scoring, online, cold. Peers that this project does not depend on get environments of their own in the work folder;
one that cannot be installed is left out, and the page says how that failed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tests.bench import (  # noqa: E402
    measure_features,
    measure_frames,
    measure_many,
    measure_peers,
    measure_province,
    measure_records,
    measure_report,
    measure_rights,
    measure_scoring,
    measure_whole,
)
from tests.bench.frames_env import NOT_INSTALLED  # noqa: E402
from tests.bench.written import Figures, page  # noqa: E402

MEASURES = {
    **measure_province.MEASURES, **measure_records.MEASURES, **measure_rights.MEASURES, **measure_report.MEASURES, **measure_features.MEASURES,
    **measure_many.MEASURES, **measure_frames.MEASURES, **measure_whole.MEASURES, **measure_scoring.MEASURES, **measure_peers.MEASURES,
}  # fmt: skip


class Step(NamedTuple):
    """One measurement at one size; ``quick`` is its size in a smoke run; ``once`` for checks, not timings."""

    name: str
    size: int
    quick: int
    once: bool = False


GROUPS: dict[str, tuple[Step, ...]] = {
    "simulate": (
        Step("simulate", 20_000, 300), Step("check", 20_000, 300), Step("read", 20_000, 300),
        Step("simulate", 50_000, 600), Step("check", 50_000, 600), Step("read", 50_000, 600),
    ),
    "records": (
        Step("bills_check", 10_000_000, 20_000), Step("bills_read", 2_500_000, 10_000),
        Step("bills_read", 5_000_000, 15_000), Step("bills_read", 10_000_000, 20_000), Step("tables_read", 2, 2),
    ),
    "rights": (Step("rights_usable", 5_000_000, 10_000), Step("rights_standings", 5_000_000, 10_000)),
    "report": (
        Step("report", 200_000, 300), Step("report_command", 200_000, 300), Step("repair", 200_000, 300),
    ),
    "features": (
        Step("floor", 1_000_000, 5_000), Step("by_hand", 1_000_000, 5_000), Step("engine", 1_000_000, 5_000),
        Step("equal", 1_000_000, 5_000, once=True),
        Step("floor", 5_000_000, 10_000), Step("by_hand", 5_000_000, 10_000), Step("engine", 5_000_000, 10_000),
        Step("equal", 5_000_000, 10_000, once=True),
        Step("floor", 20_000_000, 15_000), Step("by_hand", 20_000_000, 15_000), Step("engine", 20_000_000, 15_000),
        Step("equal", 20_000_000, 15_000, once=True),
    ),
    "features300": (
        Step("sixty", 5_000_000, 5_000), Step("many", 5_000_000, 5_000), Step("many_one", 5_000_000, 5_000),
        Step("many_two", 5_000_000, 5_000), Step("many_equal", 5_000_000, 5_000, once=True),
    ),
    "peers": (
        Step("frames_ours", 5_000_000, 5_000), Step("frames_pandas", 5_000_000, 5_000),
        Step("frames_polars", 5_000_000, 5_000), Step("frames_ours", 20_000, 1_000),
        Step("frames_featuretools", 20_000, 1_000, once=True),
    ),
    "province": (Step("whole", 1_000_000, 200, once=True),),
    "fit": (Step("fit", 200_000, 4_000), Step("fit_optbinning", 200_000, 4_000)),
    "scoring": (
        Step("card_one", 20_000, 1_000), Step("card_batch", 200_000, 1_000), Step("trees_one", 10_000, 1_000),
        Step("trees_batch", 10_000, 200), Step("pred_contrib", 10_000, 200), Step("trees_table", 1, 1),
        Step("trees_equal", 2_000, 100, once=True),
    ),
    "online": (Step("online", 200_000, 20_000), Step("online_many", 200_000, 20_000)),
    "cold": (
        Step("cold_python", 1, 1), Step("cold_numpy", 1, 1), Step("cold_card", 1, 1),
        Step("cold_card_without_numpy", 1, 1), Step("cold_trees", 1, 1),
    ),
}  # fmt: skip


FAILED: dict[str, str] = {}
"""Measurement → how it failed last; the page tells it of the peers."""


def child(name: str, size: int, work: Path) -> dict[str, float]:
    """One measurement in a fresh process; its figures are the last line it prints."""
    command = [
        sys.executable,
        "-m",
        "tests.bench.run",
        "--child",
        name,
        "--size",
        str(size),
        "--work",
        str(work),
    ]
    source = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": source, "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{name} at {size}: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def measured(groups: list[str], *, work: Path, rounds: int, quick: bool) -> Figures:
    """(name, size) → medians over the rounds; a measurement that fails is reported as such, the rest go on."""
    found: Figures = {}
    for group in groups:
        steps = [(step.name, step.quick if quick else step.size, step.once) for step in GROUPS[group]]
        taken: dict[tuple[str, int], list[dict[str, float]]] = {}
        for turn in range(rounds):
            for name, size, once in steps:
                if once and turn:
                    continue
                try:
                    figures = child(name, size, work)
                except RuntimeError as fault:
                    print(f"  failed: {fault}", file=sys.stderr)
                    FAILED[name] = str(fault)
                    figures = {}
                print(f"{group} {turn + 1}/{rounds} {name} {size} {figures}", file=sys.stderr, flush=True)
                if figures:
                    taken.setdefault((name, size), []).append(figures)
        found |= {key: _median(rows) for key, rows in taken.items()}
    return found


def _median(rows: list[dict[str, float]]) -> dict[str, float]:
    medians = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    if "cpu" in medians:
        medians |= {"cpu_low": min(row["cpu"] for row in rows), "cpu_high": max(row["cpu"] for row in rows)}
    return medians | {"rounds": float(len(rows))}


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--date", help="the day to write on the page; there is no hidden clock")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one round: does everything run?")
    parser.add_argument("--only", nargs="+", choices=list(GROUPS), help="these groups only")
    parser.add_argument("--rounds", type=int, help="processes per figure (3; 1 with --quick)")
    parser.add_argument("--out", type=Path, default=ROOT / "reports" / "benchmarks.md")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench", help="data made for measuring")
    parser.add_argument("--child", choices=list(MEASURES), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    asked = arguments(words)
    asked.work.mkdir(parents=True, exist_ok=True)
    if asked.child:
        print(json.dumps(MEASURES[asked.child](asked.work, asked.size)))
        return 0
    if asked.quick:
        os.environ[NOT_INSTALLED] = "1"
    rounds = asked.rounds or (1 if asked.quick else 3)
    groups = asked.only or list(GROUPS)
    figures = measured(groups, work=asked.work, rounds=rounds, quick=asked.quick)
    command = " ".join(["python -m tests.bench.run", *(["--quick"] if asked.quick else []),
                        *(["--only", *asked.only] if asked.only else [])])  # fmt: skip
    text = page(
        figures,
        date=asked.date,
        command=command,
        rounds=rounds,
        peers=bool(measure_peers.peers_python()),
        failed=FAILED,
    )
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = asked.out.with_name(f".{asked.out.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(asked.out)
    print(f"wrote {asked.out.name}: {len(figures)} measurements", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
