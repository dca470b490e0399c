"""The scorecard's fit beside optbinning's, through the shared adapter (``peers_adapter.py``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.probe import Spent

ADAPTER = Path(__file__).with_name("peers_adapter.py")
OURS, THEIRS = "creditscore", "optbinning"
KEYS = {
    "bin_fit_cpu_s": "bin_fit_cpu", "full_fit_cpu_s": "full_fit_cpu", "auc": "auc", "ks": "ks",
    "one_row_cpu_ms": "one_row_cpu_ms", "batch_rows_cpu_s": "batch_rows_per_cpu_s",
}  # fmt: skip


def peers_python() -> str | None:
    """The interpreter with optbinning, if one is named in PEER_PY_MAIN and can import it."""
    named = os.environ.get("PEER_PY_MAIN")
    if not named:
        return None
    tried = subprocess.run([named, "-c", "import optbinning"], check=False, capture_output=True)
    return named if tried.returncode == 0 else None


def _fit(name: str, work: Path, rows: int) -> dict[str, float]:
    found = work / f"peers-{name}.json"
    command = [
        sys.executable,
        str(ADAPTER),
        "--only",
        name,
        "--rounds",
        "1",
        "--rows",
        str(rows),
        "--out",
        str(found),
    ]
    environment = {**os.environ, "PEER_PY_OURS": sys.executable}
    with Spent() as spent:
        subprocess.run(command, check=True, env=environment, capture_output=True)
    median = json.loads(found.read_text(encoding="utf-8"))["median"][name]
    wrong = [str(value) for key, value in median.items() if key.startswith("err")]
    if wrong:
        raise RuntimeError(f"{name}: {wrong[0]}")
    kept = {ours: median[key] for key, ours in KEYS.items() if key in median}
    return {"wall": spent.wall, "cpu": median["full_fit_cpu_s"], "peak_mib": median["peak_mb"], **kept}


def fit_ours(work: Path, rows: int) -> dict[str, float]:
    """Binning, selection, sign-constrained regression, points table: 60 numbers and 10 categories."""
    return _fit(OURS, work, rows)


def fit_optbinning(work: Path, rows: int) -> dict[str, float]:
    """optbinning's BinningProcess and Scorecard on the same rows; nothing if it is not there."""
    return _fit(THEIRS, work, rows) if peers_python() else {}


MEASURES = {"fit": fit_ours, "fit_optbinning": fit_optbinning}
