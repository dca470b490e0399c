"""A scorecard and trees of the sizes the bars speak of, on drawn inputs; for timing only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from creditscore import scorer
from creditscore.plan import GradeScale, RightsPolicy, Scale

CARD_INPUTS = 20
TREES, LEAVES, TREE_INPUTS, DEPTH = 300, 31, 100, 6
GRADES = GradeScale(
    name="market_9",
    grades=("AAA", "AA", "A", "BBB", "BB", "B", "C"),
    floors=(700.0, 670.0, 640.0, 610.0, 580.0, 540.0),
)


def inputs(rows: int, columns: int, *, seed: int = 7) -> np.ndarray:
    """(rows, columns) of correlated values, 5 % missing."""
    random = np.random.default_rng(seed)
    latent = random.standard_normal((rows, 8))
    drawn = latent @ random.normal(0, 0.6, (8, columns)) + random.standard_normal((rows, columns))
    drawn[random.random((rows, columns)) < 0.05] = np.nan
    return drawn


def fields(columns: int) -> tuple[scorer.Field, ...]:
    return tuple(
        scorer.Field(
            name=f"input_{place:03d}", title_zh=f"输入{place}", title_en=f"input {place}", direction="up",
            family=f"family_{place // 5}", minimum=-20.0, maximum=20.0, low=-12.0, high=12.0,
        )
        for place in range(columns)
    )  # fmt: skip


def header(kind: str) -> scorer.Header:
    return scorer.Header(
        model_id=f"bench-{kind}", version="1", evaluation="bench", layer="authorised", subjects=("enterprise",),
        outcome="given", horizon_months=12, scale=Scale(), grade_scale=GRADES, rights=RightsPolicy(),
        feature_hash="00" * 32, made_up=True, seed=7,
    )  # fmt: skip


def card() -> scorer.Scorecard:
    """20 inputs of 6 bins each."""
    edges = (-1.5, -0.5, 0.25, 1.0, 2.0)
    woe = (0.9, 0.5, 0.1, -0.2, -0.6, -1.1)
    binned = tuple(
        scorer.Binned(
            field=field, edges=edges, woe=woe, missing_policy="own", missing_woe=-0.1, counts=(1.0,) * 6,
            bads=(0.1,) * 6,
        )
        for field in fields(CARD_INPUTS)
    )  # fmt: skip
    return scorer.Scorecard.from_woe(
        header("card"),
        binned=binned,
        intercept=3.0,
        coefficients=tuple(np.linspace(0.3, 0.8, CARD_INPUTS).tolist()),
    )


def booster() -> Any:
    """300 trees of up to 31 leaves, at most 6 deep, on 100 inputs, monotone, as LightGBM fits them on one thread."""
    import lightgbm as lgb

    given = inputs(30_000, TREE_INPUTS)
    random = np.random.default_rng(8)
    eta = (
        np.nan_to_num(given) @ (random.uniform(0.05, 0.3, TREE_INPUTS) * (random.random(TREE_INPUTS) < 0.5))
        - 2.5
    )
    bad = random.random(len(given)) < 1 / (1 + np.exp(-eta))
    parameters = {
        "objective": "binary", "num_leaves": LEAVES, "max_depth": DEPTH, "learning_rate": 0.03,
        "min_data_in_leaf": 2, "min_sum_hessian_in_leaf": 0.0, "monotone_constraints": [1] * TREE_INPUTS,
        "monotone_constraints_method": "basic", "num_threads": 1, "deterministic": True, "force_row_wise": True,
        "seed": 7, "verbosity": -1,
    }  # fmt: skip
    return lgb.train(parameters, lgb.Dataset(given, bad.astype(float)), num_boost_round=TREES)


def prepare(work: Path) -> dict[str, Path]:
    """Bundles of both and the booster's text, made once."""
    from creditscore.models._lightgbm import trees_of

    made = {"card": work / "bundle-card", "trees": work / "bundle-trees", "booster": work / "booster.txt"}
    if not made["card"].is_dir():
        scorer.write_bundle(made["card"], card())
    if not made["booster"].is_file():
        fitted = booster()
        artefact = scorer.Trees.from_lightgbm(
            header("trees"), fields=fields(TREE_INPUTS), trees=trees_of(fitted)
        )
        scorer.write_bundle(made["trees"], artefact, replace=True)
        fitted.save_model(made["booster"])
    return made
