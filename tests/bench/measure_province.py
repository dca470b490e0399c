"""Making and reading records: ``simulate.write``, ``records.check``, ``records.read``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.bench.probe import Spent

SEED = 7


def simulated(work: Path, entities: int) -> Path:
    """A raw made-up province, kept for the measurements after it."""
    from creditscore import simulate

    folder = work / f"raw-{entities}"
    if not folder.is_dir():
        simulate.write(folder, entities=entities, seed=SEED)
    return folder


def _rows(folder: Path) -> int:
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(path).num_rows for path in folder.glob("*.parquet"))


def simulate_write(work: Path, entities: int) -> dict[str, float]:
    """Raw tables of a made-up province, dirty rows and truth included."""
    from creditscore import simulate

    out = work / f"raw-{entities}"
    shutil.rmtree(out, ignore_errors=True)
    with Spent() as spent:
        simulate.write(out, entities=entities, seed=SEED)
    rows = _rows(out)
    return spent.figures(rows=rows, rows_per_cpu_s=rows / spent.cpu)


def records_check(work: Path, entities: int) -> dict[str, float]:
    """Every rule over every raw row; nothing written."""
    import duckdb  # noqa: F401  (imported late by records)
    import pyarrow.parquet  # noqa: F401

    from creditscore import records

    raw = simulated(work, entities)
    with Spent() as spent:
        records.check(raw)
    rows = _rows(raw)
    return spent.figures(rows=rows, rows_per_cpu_s=rows / spent.cpu)


def records_read(work: Path, entities: int) -> dict[str, float]:
    """Raw folder to canonical folder: checked, quarantined, written, digested."""
    import duckdb  # noqa: F401  (imported late by records)
    import pyarrow.parquet  # noqa: F401

    from creditscore import records

    raw, out = simulated(work, entities), work / f"canonical-{entities}"
    shutil.rmtree(out, ignore_errors=True)
    with Spent() as spent:
        records.read(raw, out=out)
    rows = _rows(raw)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    refused = sum(sum(entry["rejected"].values()) for entry in manifest["tables"].values())
    return spent.figures(rows=rows, rows_per_cpu_s=rows / spent.cpu, refused=refused)


MEASURES = {"simulate": simulate_write, "check": records_check, "read": records_read}
