"""From nothing to a checked province in one call."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from creditscore import records
from creditscore.simulate._settings import Settings
from creditscore.simulate._truth import TRUTH
from creditscore.simulate._write import Progress, write


def province(
    *,
    entities: int = 20_000,
    seed: int = 7,
    out: Path | str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> records.Province:
    """Write a made-up province, check it like any delivery, and open it.

    ``out`` receives the canonical folder with ``truth/`` in it; without ``out`` it is a temporary folder that
    is removed when the process ends. ``province.rejected`` counts the planted rows that the checks caught.
    """
    if out is None:
        out = Path(tempfile.mkdtemp(prefix="creditscore-"))
        atexit.register(shutil.rmtree, out, ignore_errors=True)
    out = Path(out)
    raw = out.with_name(f".{out.name}.raw")
    shutil.rmtree(raw, ignore_errors=True)
    try:
        write(raw, entities=entities, seed=seed, settings=settings, progress=progress)
        opened = records.read(raw, out=out, progress=progress)
        shutil.rmtree(out / TRUTH, ignore_errors=True)
        (raw / TRUTH).replace(out / TRUTH)
    finally:
        shutil.rmtree(raw, ignore_errors=True)
    return opened
