"""Scoring with reasons, one row and many, and how long a scorer takes to start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.probe import Spent, per_call, per_cpu_second

COLD = "from creditscore import scorer; s = scorer.load({bundle!r}); s.score(s.example())"


def _columns(artefact: Any, rows: int) -> dict[str, Any]:
    from tests.bench.models_made import inputs

    drawn = inputs(rows, len(artefact.field_names), seed=11)
    return dict(zip(artefact.field_names, drawn.T.copy()))


def _dicts(columns: dict[str, Any], rows: int) -> list[dict[str, Any]]:
    listed = {name: values[:rows].tolist() for name, values in columns.items()}
    return [
        {name: None if values[row] != values[row] else values[row] for name, values in listed.items()}
        for row in range(rows)
    ]


def _scorer(work: Path, kind: str) -> Any:
    from creditscore import scorer
    from tests.bench.models_made import prepare

    return scorer.load(prepare(work)[kind])


def card_one(work: Path, size: int) -> dict[str, float]:
    """One dict to one answer with 4 reasons, scorecard of 20 inputs."""
    ready = _scorer(work, "card")
    return per_call(ready.score, _dicts(_columns(ready.artefact, 500), 500), rounds=max(1, size // 2_000))


def card_batch(work: Path, size: int) -> dict[str, float]:
    """``score_batch`` of ``size`` rows with 4 reasons each."""
    ready = _scorer(work, "card")
    columns = _columns(ready.artefact, size)
    return per_cpu_second(lambda: ready.score_batch(columns, top=4), size)


def trees_one(work: Path, size: int) -> dict[str, float]:
    """One dict to one answer with 4 exact reasons, 300 trees of 31 leaves on 100 inputs."""
    ready = _scorer(work, "trees")
    return per_call(ready.score, _dicts(_columns(ready.artefact, 200), 200), rounds=max(1, size // 10_000))


def trees_batch(work: Path, size: int) -> dict[str, float]:
    """``score_batch`` of ``size`` rows with 4 exact reasons each."""
    ready = _scorer(work, "trees")
    columns = _columns(ready.artefact, size)
    return per_cpu_second(lambda: ready.score_batch(columns, top=4), size)


def trees_table(work: Path, size: int) -> dict[str, float]:
    """Building the tables that exact reasons are read from."""
    from creditscore.scorer._forest import Forest

    artefact = _scorer(work, "trees").artefact
    with Spent() as spent:
        forest = Forest(artefact)
        forest.explain(list(_columns(artefact, 16).values()))
    return spent.figures()


def _booster(work: Path) -> Any:
    import lightgbm as lgb

    from tests.bench.models_made import prepare

    return lgb.Booster(model_file=prepare(work)["booster"])


def pred_contrib(work: Path, size: int) -> dict[str, float]:
    """LightGBM's ``pred_contrib`` of the same booster and rows on one thread: contributions only, no reasons."""
    from tests.bench.models_made import TREE_INPUTS, inputs

    booster, given = _booster(work), inputs(size, TREE_INPUTS, seed=11)
    return per_cpu_second(lambda: booster.predict(given, pred_contrib=True, num_threads=1), size)


def trees_equal(work: Path, size: int) -> dict[str, float]:
    """Largest difference of our contributions and LightGBM's on the same rows, in log-odds."""
    import numpy as np

    from tests.bench.models_made import TREE_INPUTS, inputs

    booster, artefact = _booster(work), _scorer(work, "trees").artefact
    rows = min(size, 2_000)
    theirs = booster.predict(inputs(rows, TREE_INPUTS, seed=11), pred_contrib=True, num_threads=1)
    ours = artefact.shap(_columns(artefact, rows))
    return {"largest_difference": float(np.abs(ours - theirs[:, :-1]).max()), "rows": float(rows)}


def _cold(code: str) -> dict[str, float]:
    """A fresh interpreter running ``code``; its CPU seconds, start-up included."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with Spent() as spent:
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, stdout=subprocess.DEVNULL)
    return {"cpu": spent.cpu, "wall": spent.wall}


def _fresh(code: str) -> dict[str, float]:
    _cold(code)  # compiled and in the file cache
    return _cold(code)


def cold_python(work: Path, size: int) -> dict[str, float]:
    """The bare interpreter."""
    return _fresh("pass")


def cold_numpy(work: Path, size: int) -> dict[str, float]:
    """``import numpy``."""
    return _fresh("import numpy")


def cold_card(work: Path, size: int) -> dict[str, float]:
    """Import, load a scorecard's bundle (200 golden rows replayed), one answer."""
    from tests.bench.models_made import prepare

    return _fresh(COLD.format(bundle=str(prepare(work)["card"])))


def cold_card_without_numpy(work: Path, size: int) -> dict[str, float]:
    """The same with numpy made unimportable: a scorecard needs the standard library only."""
    from tests.bench.models_made import prepare

    block = "import sys; sys.modules['numpy'] = None; "
    return _fresh(block + COLD.format(bundle=str(prepare(work)["card"])))


def cold_trees(work: Path, size: int) -> dict[str, float]:
    """Import, load the trees' bundle (200 golden rows, 20 with reasons), one answer."""
    from tests.bench.models_made import prepare

    return _fresh(COLD.format(bundle=str(prepare(work)["trees"])))


MEASURES = {
    "card_one": card_one, "card_batch": card_batch, "trees_one": trees_one, "trees_batch": trees_batch,
    "trees_table": trees_table, "pred_contrib": pred_contrib, "trees_equal": trees_equal,
    "cold_python": cold_python, "cold_numpy": cold_numpy, "cold_card": cold_card,
    "cold_card_without_numpy": cold_card_without_numpy, "cold_trees": cold_trees,
}  # fmt: skip
