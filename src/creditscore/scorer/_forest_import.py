"""Per-tree arrays with LightGBM's names, joined into one set of flat arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import DefinitionError

CATEGORICAL, DEFAULT_LEFT = 1, 2
"""Bits of LightGBM's decision_type; bits 2 and 3 hold the missing type (0 none, 1 zero, 2 nan)."""


LARGEST = float(np.finfo(np.float64).max)


def joined(name: str, trees: Sequence[Mapping[str, Sequence[float]]]) -> dict[str, NDArray[Any]]:
    """Arrays of ``Trees``. Raises DefinitionError for a categorical split or a tree without leaves."""
    parts: dict[str, list[NDArray[Any]]] = {}
    inner = leaves = 0
    for number, tree in enumerate(trees):
        for key, array in _one(name, number, tree, inner, leaves).items():
            parts.setdefault(key, []).append(array)
        inner += len(parts["feature"][-1])
        leaves += len(parts["leaf_value"][-1])
    if not parts:
        raise DefinitionError(f"model {name}: wanted at least one tree, found none")
    return {key: np.concatenate(arrays) for key, arrays in parts.items()}


def _one(
    name: str, number: int, tree: Mapping[str, Sequence[float]], inner: int, leaves: int
) -> dict[str, NDArray[Any]]:
    value = np.asarray(tree["leaf_value"], dtype=np.float64).reshape(-1)
    if not len(value):
        raise DefinitionError(f"model {name}: tree {number} has no leaf")
    single = len(value) == 1
    empty: Sequence[float] = ()

    def column(key: str, kind: str) -> NDArray[Any]:
        return np.asarray(empty if single else tree[key], dtype=kind).reshape(-1)

    decision = column("decision_type", "<i4")
    if (decision & CATEGORICAL).any():
        raise DefinitionError(
            f"model {name}: tree {number} splits on a category; code categories as numbers before fitting"
        )
    children = {side: column(f"{side}_child", "<i4") for side in ("left", "right")}
    moved = {side: np.where(child < 0, child - leaves, child + inner) for side, child in children.items()}
    cover = np.ones(1) if single else np.asarray(tree["leaf_count"], dtype=np.float64)
    return {
        "feature": column("split_feature", "<i4"),
        # An infinite threshold parts the missing from the present; the largest float does so for finite inputs.
        "threshold": np.minimum(column("threshold", "<f8"), LARGEST),
        "default_left": (decision & DEFAULT_LEFT) != 0,
        "missing": ((decision >> 2) & 3).astype(np.uint8),
        **moved,
        "cover": column("internal_count", "<f8"),
        "leaf_value": value,
        "leaf_cover": cover,
        "roots": np.array([~leaves if single else inner], dtype=np.int32),
    }
