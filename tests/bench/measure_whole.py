"""Features of a whole province: one day, every entity, 140 events each, in as many parts as ``features.write`` chooses."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.measure_features import THREADS, _province
from tests.bench.probe import Spent

BYTES_PER_EVENT = 120
"""Room asked of the disk for one event: the records, and what is dealt out to the parts and spilt."""


def whole(work: Path, entities: int) -> dict[str, float]:
    """60 features of every entity on the last day."""
    import pandas as pd

    from creditscore import features, records
    from tests.bench.questions import chosen
    from tests.bench.whole import EVENTS_PER_ENTITY, write_whole

    tiny, folder = _province(work, 1_000), work / f"whole-{entities}"
    events = entities * EVENTS_PER_ENTITY
    if not folder.is_dir() and shutil.disk_usage(work).free < events * BYTES_PER_EVENT:
        raise RuntimeError(
            f"{events * BYTES_PER_EVENT / 2**30:.0f} GiB of disk wanted for {entities} entities"
        )
    write_whole(folder, entities=entities)
    features.write(
        records.Province(tiny, threads=THREADS), pd.read_parquet(tiny / "snapshots.parquet"),
        work / "warm.parquet", select=chosen()[:1],
    )  # fmt: skip
    snapshots = pd.read_parquet(folder / "snapshots.parquet")
    province = records.Province(folder, threads=THREADS)
    stages: list[str] = []
    out = work / f"whole-{entities}.parquet"
    with Spent() as spent:
        features.write(
            province, snapshots, out, select=chosen(), progress=lambda stage, done, of: stages.append(stage)
        )
    disk = sum(path.stat().st_size for path in folder.glob("*.parquet"))
    return spent.figures(
        events=events, snapshots=len(snapshots), parts=max(1, stages.count("part")), features=60,
        disk_mib=disk / 2**20, out_mib=out.stat().st_size / 2**20,
    )  # fmt: skip


MEASURES = {"whole": whole}
