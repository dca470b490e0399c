"""Environments of their own for packages that this project does not depend on, made in the benchmark's work folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PINNED: dict[str, tuple[str, ...]] = {
    "polars": ("polars==1.36.1",),
    "featuretools": ("featuretools==1.31.0", "woodwork==0.31.0", "pandas==2.3.3", "pyarrow==25.0.1"),
}
"""Featuretools needs a pandas before 3, and so an environment apart from everything else."""

SECONDS = 300
"""An installation that takes longer is given up."""

NOT_INSTALLED = "CREDITSCORE_BENCH_NO_INSTALL"
"""Set in a smoke run: what is not there already is left out."""


def interpreter(work: Path, peer: str) -> Path:
    """The interpreter that has ``peer`` in its pinned version, installed now if it is not there.

    Raises:
        RuntimeError: it cannot be installed; the message says how that failed.
    """
    folder = work / "peers-venv" / peer
    python = folder / "bin" / "python"
    said = folder / "pinned.json"
    if said.is_file() and json.loads(said.read_text(encoding="utf-8")) == list(PINNED[peer]):
        return python
    if os.environ.get(NOT_INSTALLED):
        raise RuntimeError("not installed (a smoke run installs nothing)")
    quiet = ["--quiet", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", *quiet, *PINNED[peer]],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"not installed within {SECONDS} s") from None
        if done.returncode != 0:
            raise RuntimeError(
                f"not installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
            )
    said.write_text(json.dumps(PINNED[peer]), encoding="utf-8")
    return python
