"""Our scorecard and trees beside the peers, in one run, on one generated data set.

    python tests/bench/peers_adapter.py --only creditscore optbinning --rounds 3

Options are those of ``bench_peers.py``, which lies in the folder CREDITSCORE_BENCH_PEERS, or in
``../shared/bench`` beside the checkout. Peers may need an interpreter of their own (optbinning moves protobuf):
PEER_PY_MAIN names theirs, PEER_PY_OURS ours; each runs only what it can import.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("CREDITSCORE_BENCH_PEERS", CHECKOUT.parent / "shared" / "bench"))


def peers() -> ModuleType:
    """The module ``bench_peers`` with our adapters registered in it."""
    path = FOLDER / "bench_peers.py"
    if not path.is_file():
        sys.exit(f"peers_adapter: no bench_peers.py in {FOLDER}; set CREDITSCORE_BENCH_PEERS to its folder")
    spec = importlib.util.spec_from_file_location("bench_peers", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_peers"] = module
    spec.loader.exec_module(module)
    for name, adapter in (("creditscore", Card), ("creditscore-trees", Trees)):
        bound = type(adapter.__name__, (adapter, module.Adapter), {})
        module.register(name, group="OURS", n_jobs=adapter.jobs, note=adapter.about)(bound)
    return module


class _Ours:
    num: list[str]
    cat: list[str]
    jobs = 1
    about = ""
    mods = ("creditscore.models", "creditscore.samples")

    def sample(self, X: Any, y: Any, *, directions: Any = None, pdo: float = 5.0) -> Any:
        from creditscore import samples
        from creditscore.plan import Scale

        return samples.from_frame(X, y, directions=directions, scale=Scale(pdo=pdo))

    def rules(self) -> Any:
        """As optbinning: the better of up, down, peak and valley, at most 20 bins of at least 5 %."""
        from creditscore import models

        return models.BinningRules(undirected="chosen", max_bins=20, min_share=0.05)


class Card(_Ours):
    about = "monotone, peak or valley; coefficients >= 0; points table"
    card: Any = None

    def fit_binning(self, X: Any, y: Any) -> None:
        from creditscore import models

        self.bins = models.fit_bins(self.sample(X, y), rules=self.rules())

    def transform(self, X: Any) -> Any:
        return self.bins.woe(X)

    def fit_full(self, X: Any, y: Any) -> None:
        from creditscore import models

        self.card = models.fit_scorecard(
            self.sample(X, y),
            max_features=70,
            max_bins=20,
            binning=self.rules(),
            selection=models.Selection(min_iv=0.001),
        )

    def score(self, X: Any) -> Any:
        return self.card.scores(X)

    def extra(self) -> dict[str, Any]:
        if self.card is None:  # refused; the table shows why
            return {}
        low, high = self.card.attainable
        return {
            "features_used": len(self.card.binned),
            "smallest_coefficient": min(self.card.coefficients),
            "points": f"{len(self.card.binned)} features, every coefficient > 0, attainable {low:.0f} to {high:.0f}",
        }


class Trees(_Ours):
    jobs = 2
    about = "depth 5, directions found by binning, labels as WOE"
    has_binning = False
    trees: Any = None

    def coded(self, X: Any) -> Any:
        return X.assign(**self.bins.woe(X[self.cat]))

    def fit_full(self, X: Any, y: Any) -> None:
        from creditscore import models

        every = models.fit_bins(self.sample(X, y), rules=self.rules())
        self.bins = models.Bins(tuple(b for b in every.binnings if b.binned.field.kind == "category"))
        shapes = every.report()["shape"]
        directions = {name: shape for name, shape in shapes.items() if shape in ("up", "down")}
        directions |= dict.fromkeys(self.cat, "down")
        self.trees = models.fit_trees(self.sample(self.coded(X), y, directions=directions))

    def score(self, X: Any) -> Any:
        return self.trees.scores(self.coded(X))

    def extra(self) -> dict[str, Any]:
        return {} if self.trees is None else {"trees": len(self.trees.roots)}


if __name__ == "__main__":
    bench = peers()
    bench.__file__ = __file__  # its workers are started from this script, so that they know ours
    bench.main()
