"""The credit report of one entity out of a whole province: opened province to bytes, and the whole command."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measure_province import simulated
from tests.bench.probe import peak_mib

ENTITIES = 25
"""Entities reported on, spread over the registry."""


def _folder(work: Path, entities: int) -> Path:
    """The canonical folder of a made-up province, made once."""
    from creditscore import records

    out = work / f"canonical-{entities}"
    if not (out / "manifest.json").is_file():
        records.read(simulated(work, entities), out=out)
    return out


def _chosen(folder: Path) -> list[str]:
    import pyarrow.parquet as pq

    codes = sorted(set(pq.read_table(folder / "admin_penalty.parquet", columns=["uscc"])["uscc"].to_pylist()))
    return codes[:: max(1, len(codes) // ENTITIES)][:ENTITIES]


def report(work: Path, entities: int) -> dict[str, float]:
    """Province opened (a new handle each time) → page, JSON and CSV as bytes; imports apart."""
    from creditscore import records, reporting

    folder = _folder(work, entities)
    walls: list[float] = []
    cpus: list[float] = []
    sizes: list[int] = []
    for entity in _chosen(folder):
        start, spent = time.perf_counter(), time.process_time()
        province = records.Province(folder)
        found = reporting.credit_report(province, entity, as_of=province.data_until - timedelta(days=1))
        sizes.append(sum(len(text.encode()) for text in (found.html, found.to_json(), found.csv)))
        walls.append(time.perf_counter() - start)
        cpus.append(time.process_time() - spent)
    return {
        "cpu": median(cpus[1:] or cpus), "wall": median(walls[1:] or walls), "wall_first": walls[0],
        "wall_worst": max(walls[1:] or walls), "reports": float(len(walls)), "bytes": median(sizes),
        "peak_mib": peak_mib(), "disk_mib": _disk(folder), "rows": _rows(folder),
    }  # fmt: skip


def _disk(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.glob("*.parquet")) / 2**20


def _rows(folder: Path) -> float:
    import pyarrow.parquet as pq

    return float(sum(pq.read_metadata(path).num_rows for path in folder.glob("*.parquet")))


def report_command(work: Path, entities: int) -> dict[str, float]:
    """``creditscore report`` as a process of its own, interpreter, imports and writing included."""
    folder = _folder(work, entities)
    out = work / "report"
    command = [
        sys.executable, "-m", "creditscore", "report", _chosen(folder)[0], "--records", str(folder), "--as-of",
        _day(folder), "--out", str(out),
    ]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "wall": wall, "peak_mib": after.ru_maxrss / 1024}


def _day(folder: Path) -> str:
    from creditscore import records

    return (records.Province(folder).data_until - timedelta(days=1)).isoformat()


def repair(work: Path, entities: int) -> dict[str, float]:
    """The repair calculation of one entity with a scorecard: every record's score after its repair."""
    from creditscore import records, reporting, scorer
    from tests.record_cards import card

    folder = _folder(work, entities)
    model: Any = scorer.Scorer(card())
    walls: list[float] = []
    lines = 0
    for entity in _chosen(folder):
        start = time.perf_counter()
        province = records.Province(folder)
        day = province.data_until - timedelta(days=1)
        found = reporting.repair_report(province, entity, as_of=day, model=model)
        found.to_json()
        walls.append(time.perf_counter() - start)
        lines += len(found.repairs.lines)
    return {"wall": median(walls[1:] or walls), "lines": lines / len(walls), "peak_mib": peak_mib()}


MEASURES = {"report": report, "report_command": report_command, "repair": repair}
