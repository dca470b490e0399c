"""Small scorecards on real features of records, made by hand, for tests of reports and repairs."""

from __future__ import annotations

from typing import Any

from creditscore import features, scorer
from creditscore.plan import GradeScale, Layer, RightsPolicy, Scale

PUBLIC = ("penalty_count_36m", "fine_max_36m", "listed_count_36m", "days_since_penalty_36m")
AUTHORISED = (*PUBLIC, "loan_max_dpd_12m")


def card(layer: Layer = "public", **changes: Any) -> scorer.Scorecard:
    """Four (or five) features over negative records, two bins each, monotone as declared."""
    chosen = [features.get(name) for name in (PUBLIC if layer == "public" else AUTHORISED)]
    said: dict[str, Any] = {
        "model_id": f"trial-{layer}", "version": "1", "evaluation": "trial", "layer": layer,
        "subjects": ("enterprise", "individual_business"), "outcome": "given", "horizon_months": 12, "scale": Scale(),
        "rights": RightsPolicy(), "feature_hash": "0" * 64, "features": tuple(chosen), "made_up": True,
        "grade_scale": GradeScale(name="abc", grades=("A", "B", "C"), floors=(600.0, 560.0)),
    }  # fmt: skip
    header = scorer.Header(**(said | changes))
    edges = {"fine_max_36m": 20_000.0, "days_since_penalty_36m": 400.0, "loan_max_dpd_12m": 30.0}
    binned = []
    for feature in chosen:
        worse = (0.5, -0.8) if feature.direction == "up" else (-0.8, 0.5)
        field = scorer.Field(
            name=feature.name, title_zh=feature.title_zh, title_en=feature.title_en, unit=feature.unit,
            direction=feature.direction, group=feature.group, family=feature.family, layer=feature.layer,
            minimum=0.0, maximum=1e9, low=0.0, high=1e8,
        )  # fmt: skip
        binned.append(
            scorer.Binned(
                field=field, edges=(edges.get(feature.name, 1.0),), woe=worse, counts=(80, 20), bads=(2, 4)
            )
        )
    return scorer.Scorecard.from_woe(
        header, binned=tuple(binned), intercept=3.0, coefficients=(1.0,) * len(binned)
    )
