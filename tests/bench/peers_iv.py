"""Our exact programme against optbinning's solver on optbinning's own pre-bins.

    python tests/bench/peers_iv.py [ROWS]

Needs an interpreter with optbinning (which moves protobuf, so not ours) and ``src`` on PYTHONPATH; the generated
data are those of ``bench_peers.py`` (see ``peers_adapter.py`` for where it is looked for). Prints how many of the
binnings have less, equal and more IV than optbinning's, and exits with 1 if any has less.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from creditscore.models._optimum import BinningRules, Shape, best_partition

TRENDS: dict[str, Shape] = {"ascending": "up", "descending": "down", "peak": "peak", "valley": "valley"}
ALL = BinningRules(max_bins=20, min_share=0.0, min_each=1.0)


def watched() -> Any:
    """optbinning's class, keeping the pre-bins it solved."""
    from optbinning import OptimalBinning

    class Watched(OptimalBinning):
        def _compute_prebins(self, *given: Any, **named: Any) -> Any:
            found = super()._compute_prebins(*given, **named)
            self.before = np.asarray(found[0])
            return found

    return Watched


def information(good: np.ndarray, bad: np.ndarray, total: tuple[float, float]) -> float:
    good, bad = good / total[0], bad / total[1]
    return float(((good - bad) * np.log(good / bad)).sum())


def compare(solver: Any, x: np.ndarray, y: np.ndarray, trend: str) -> float:
    """Our IV less theirs."""
    theirs = solver(monotonic_trend=trend).fit(x, y)
    held = ~np.isnan(x)
    place, cells = np.searchsorted(theirs.before, x[held], side="right"), len(theirs.before) + 1
    bad = np.bincount(place[y[held] == 1], minlength=cells).astype(float)
    good = np.bincount(place[y[held] == 0], minlength=cells).astype(float)
    total = (float((y == 0).sum()), float((y == 1).sum()))
    starts = np.concatenate(([0], np.searchsorted(theirs.before, theirs.splits) + 1)).astype(int)
    reached = information(np.add.reduceat(good, starts), np.add.reduceat(bad, starts), total)
    return best_partition(good, bad, total=total, shape=TRENDS[trend], rules=ALL).iv - reached


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from peers_adapter import peers

    solver = watched()
    X, y, _, _, numbers, _ = peers().make_data(int(sys.argv[1]) if len(sys.argv) > 1 else 40_000)
    apart = np.array([compare(solver, X[name].to_numpy(), y, trend) for name in numbers for trend in TRENDS])
    less, more = int((apart < -1e-9).sum()), int((apart > 1e-9).sum())
    print(f"{len(apart)} binnings: {less} with less IV than optbinning, {more} with more, the rest equal")
    sys.exit(1 if less else 0)
