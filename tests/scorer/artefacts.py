"""Small artefacts made by hand: cards from a seed, trees from LightGBM."""

from __future__ import annotations

from typing import Any

import numpy as np

from creditscore.plan import GradeScale, RightsPolicy, Scale
from creditscore.scorer import Binned, Calibration, Field, Header, Scorecard, Trees

GRADES = GradeScale(name="composite_cn4", grades=("优", "良", "中", "差"), floors=(700.0, 620.0, 540.0))

TREE_KEYS = (
    "split_feature", "threshold", "decision_type", "left_child", "right_child", "leaf_value", "leaf_count",
    "internal_count",
)  # fmt: skip


def header(**changes: Any) -> Header:
    said: dict[str, Any] = {
        "model_id": "enterprise_financing-test", "version": "1", "evaluation": "enterprise_financing",
        "layer": "authorised", "subjects": ("enterprise", "cooperative"), "outcome": "bad_12m",
        "horizon_months": 12, "scale": Scale(), "grade_scale": GRADES, "rights": RightsPolicy(),
        "feature_hash": "0" * 64, "purpose": ("loan_origination", "loan_monitoring"),
        "core_sources": ("admin_penalty", "tax_filing", "utility_bill"), "minimum_coverage": 2,
    }  # fmt: skip
    return Header(**{**said, **changes})


def number(name: str, **changes: Any) -> Field:
    said: dict[str, Any] = {
        "name": name, "title_zh": f"近12月{name}", "title_en": f"{name}, last 12 months", "unit": "次",
        "direction": "up", "group": "PEN", "family": "penalties",
    }  # fmt: skip
    return Field(**{**said, **changes})


def card(*, inputs: int = 20, seed: int = 1, **changes: Any) -> Scorecard:
    """A card of numbers, one category among them, with evidence, missing bins and ranges."""
    rng = np.random.default_rng(seed)
    binned = [_category()] if inputs > 2 else []
    for j in range(inputs - len(binned)):
        edges = tuple(
            np.sort(rng.choice(np.arange(1, 60), size=int(rng.integers(1, 7)), replace=False)).astype(float)
        )
        bins = len(edges) + 1
        low, high = float(edges[0] - 1), float(edges[-1] + 5)
        forbidden = j % 4 == 3
        field = number(
            f"f{j}", minimum=low, low=low, high=high, maximum=high + 3, group=("PEN", "TAX", "UTL")[j % 3],
            family=("penalties", "tax", "bills")[j % 3], missing="forbidden" if forbidden else "allowed",
            unit=("次", "元", "天")[j % 3],
        )  # fmt: skip
        policy = "forbidden" if forbidden else ("own", "neutral", "worst")[j % 3]
        woe = tuple(np.sort(rng.normal(size=bins))[::-1])
        binned.append(
            Binned(
                field=field, edges=edges, woe=woe, missing_policy=policy,
                missing_woe={"own": 0.3, "neutral": 0.0, "worst": min(woe), "forbidden": min(woe)}[policy],
                counts=tuple(rng.integers(50, 500, bins).astype(float)),
                bads=tuple(rng.integers(1, 50, bins).astype(float)),
            )
        )  # fmt: skip
    return Scorecard.from_woe(
        header(**changes), binned=tuple(binned), intercept=2.9,
        coefficients=tuple(rng.uniform(0.2, 0.9, len(binned))),
        calibration=Calibration(kind="platt", slope=0.9, intercept=-0.1),
    )  # fmt: skip


def _category() -> Binned:
    field = number(
        "kind", kind="category", categories=("a", "b", "c"), unit="", direction="none", group="REG"
    )
    return Binned(
        field=field, groups=(("a",), ("b", "c")), woe=(0.4, -0.5), missing_woe=-0.2, missing_policy="own",
        counts=(10.0, 30.0), bads=(1.0, 5.0), missing_count=4.0, missing_bads=1.0,
    )  # fmt: skip


def rows_for(artefact: Scorecard | Trees, n: int, *, seed: int = 5) -> dict[str, np.ndarray]:
    """Columns within and around what training saw, with missing values where they are allowed."""
    rng = np.random.default_rng(seed)
    columns: dict[str, np.ndarray] = {}
    for field in artefact.fields:
        if field.kind == "category":
            columns[field.name] = np.array(rng.choice(["a", "b", "c", "d", None], n), dtype=object)
            continue
        low = field.minimum if field.minimum is not None else -3.0
        high = field.maximum if field.maximum is not None else 3.0
        values = np.round(rng.uniform(low - 1, high + 1, n), 1)
        if field.missing == "allowed":
            values[rng.random(n) < 0.15] = np.nan
        columns[field.name] = values
    return columns


def row_of(columns: dict[str, np.ndarray], i: int) -> dict[str, Any]:
    """One row as a caller would give it: floats, labels, None."""
    found = {name: column[i] for name, column in columns.items()}
    return {
        name: None if value is None or value != value else value if isinstance(value, str) else float(value)
        for name, value in found.items()
    }


def trees_of(booster: Any, fields: list[Field], **changes: Any) -> Trees:
    """A LightGBM booster's text as ``Trees``."""
    return Trees.from_lightgbm(header(**changes), fields=fields, trees=parsed(booster.model_to_string()))


def parsed(text: str) -> list[dict[str, list[float]]]:
    trees: list[dict[str, list[float]]] = []
    for line in text.split("end of trees", maxsplit=1)[0].splitlines():
        if line.startswith("Tree="):
            trees.append({})
        elif trees and "=" in line:
            key, value = line.split("=", 1)
            if key in TREE_KEYS:
                trees[-1][key] = [float(part) for part in value.split()]
    return trees
