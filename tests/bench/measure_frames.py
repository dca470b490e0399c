"""The 60 features in pandas, Polars and Featuretools, as far as each can say them, over the same Parquet files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.frames_env import interpreter
from tests.bench.measure_features import THREADS, _province, engine

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 900
"""A peer that needs longer is stopped and reported as having needed longer."""


def ours(work: Path, size: int) -> dict[str, float]:
    """``features.write``, in the same rounds as the peers."""
    return engine(work, size)


def _peer(work: Path, size: int, name: str, python: Path) -> dict[str, float]:
    """The peer's script in its own process and environment; CPU of its process and children, imports excluded."""
    from tests.bench.questions import chosen

    names = json.dumps([feature.name for feature in chosen()])
    command = [str(python), "-m", f"tests.bench.frames_{name}", str(_province(work, size)), names]
    told = {**os.environ, "POLARS_MAX_THREADS": str(THREADS)}
    told["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    try:
        done = subprocess.run(
            [*command, str(work / f"{name}-{size}.parquet")], env=told, capture_output=True, text=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"stopped after {SECONDS} s") from None
    if done.returncode != 0:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no reason given"])[-1])
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures | {"events": float(size)} | _equal(work, size, name)


def _equal(work: Path, size: int, name: str) -> dict[str, float]:
    """Columns of the peer that equal ours in every snapshot (to 1e-9), and the share of equal snapshots of the others."""
    import numpy as np
    import pandas as pd

    keys = ["entity", "as_of"]
    mine, theirs = (
        pd.read_parquet(work / f"{who}-{size}.parquet").sort_values(keys, ignore_index=True)
        for who in ("engine", name)
    )
    names = [column for column in theirs.columns if column not in keys]
    if len(mine) != len(theirs) or not (mine["entity"] == theirs["entity"]).all():
        return {"equal": 0.0, "snapshots": float(len(theirs)), "least_share": 0.0, "mean_share": 0.0}
    same = [
        float(
            np.isclose(
                mine[column], theirs[column].astype("float64"), rtol=1e-9, atol=1e-9, equal_nan=True
            ).mean()
        )
        for column in names
    ]
    return {
        "equal": float(sum(share == 1.0 for share in same)), "snapshots": float(len(theirs)),
        "least_share": min(same), "mean_share": sum(same) / len(same),
    }  # fmt: skip


def in_pandas(work: Path, size: int) -> dict[str, float]:
    """pandas of this project's own environment."""
    return _peer(work, size, "pandas", Path(sys.executable))


def in_polars(work: Path, size: int) -> dict[str, float]:
    """Polars, lazily, written by its streaming engine."""
    return _peer(work, size, "polars", interpreter(work, "polars"))


def in_featuretools(work: Path, size: int) -> dict[str, float]:
    """Featuretools, for what can be said on one time axis."""
    return _peer(work, size, "featuretools", interpreter(work, "featuretools"))


MEASURES = {
    "frames_ours": ours,
    "frames_pandas": in_pandas,
    "frames_polars": in_polars,
    "frames_featuretools": in_featuretools,
}
