"""Whether flat arrays are trees, and what can be said of them without scoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import DefinitionError

if TYPE_CHECKING:
    from creditscore.scorer.trees import Trees

MAX_DEPTH = 6
"""Decisions on a path: more would make the reason tables grow as 2^depth."""


def check_forest(trees: Trees) -> None:
    """Raises DefinitionError unless every root leads, in at most 6 decisions, to leaves of its own."""
    name = trees.header.model_id
    for one in trees.fields:
        if one.kind == "category":
            raise DefinitionError(
                f"model {name}: input {one.name} is a category; trees take numbers only, code it"
            )
    inner, leaves = len(trees.feature), len(trees.leaf_value)
    for what in ("threshold", "default_left", "missing", "left", "right", "cover"):
        if getattr(trees, what).shape != (inner,):
            raise DefinitionError(f"model {name}: wanted {inner} values of {what}, one per node")
    if trees.leaf_cover.shape != (leaves,) or trees.roots.ndim != 1 or not len(trees.roots):
        raise DefinitionError(f"model {name}: wanted one cover per leaf and at least one tree")
    for what in ("threshold", "cover", "leaf_value", "leaf_cover"):
        if not np.isfinite(getattr(trees, what)).all():
            raise DefinitionError(f"model {name}: wanted finite values of {what}")
    if (trees.cover <= 0).any() or (trees.leaf_cover < 0).any():
        raise DefinitionError(f"model {name}: wanted covers > 0 (rows that passed each node in training)")
    if inner and not (0 <= int(trees.feature.min()) <= int(trees.feature.max()) < len(trees.fields)):
        raise DefinitionError(f"model {name}: a node tests an input outside 0..{len(trees.fields) - 1}")
    if (trees.missing > 2).any():
        raise DefinitionError(f"model {name}: wanted missing types 0, 1 or 2")
    _check_paths(trees, inner, leaves)


def _check_paths(trees: Trees, inner: int, leaves: int) -> None:
    name = trees.header.model_id
    seen: list[NDArray[np.int32]] = []
    level = trees.roots
    for _ in range(MAX_DEPTH + 1):
        if (level >= inner).any() or (level < -leaves).any():
            raise DefinitionError(f"model {name}: a branch leads to a node or leaf that is not there")
        seen.append(level)
        level = level[level >= 0]
        level = np.concatenate([trees.left[level], trees.right[level]])
        if not len(level):
            break
    else:
        raise DefinitionError(
            f"model {name}: a path has more than {MAX_DEPTH} decisions; fit with max_depth <= {MAX_DEPTH} "
            "(reason tables grow as 2^depth)"
        )
    met = np.concatenate(seen)
    if len(met) != inner + leaves or len(np.unique(met)) != len(met):
        raise DefinitionError(f"model {name}: wanted every node and leaf to be reached by exactly one branch")


def leaves_by_tree(trees: Trees) -> NDArray[np.int32]:
    """Tree of each leaf (l,)."""
    out = np.empty(len(trees.leaf_value), dtype=np.int32)
    tree = np.arange(len(trees.roots), dtype=np.int32)
    level = trees.roots
    while len(level):
        ends = level < 0
        out[~level[ends]] = tree[ends]
        inner, tree = level[~ends], tree[~ends]
        level = np.concatenate([trees.left[inner], trees.right[inner]])
        tree = np.concatenate([tree, tree])
    return out


def expected_value(trees: Trees) -> float:
    """Sum over trees of the mean leaf value by training cover (LightGBM's ``Tree::ExpectedValue``)."""
    tree = leaves_by_tree(trees)
    total = np.bincount(tree, weights=trees.leaf_cover)
    value = np.bincount(tree, weights=trees.leaf_cover * trees.leaf_value)
    alone = trees.roots < 0
    value[alone], total[alone] = trees.leaf_value[~trees.roots[alone]], 1.0
    return float((value / total).sum())


def extremes(trees: Trees) -> tuple[float, float]:
    """Lowest and highest sum of leaf values, every tree taken alone."""
    tree = leaves_by_tree(trees)
    low = np.full(len(trees.roots), np.inf)
    high = np.full(len(trees.roots), -np.inf)
    np.minimum.at(low, tree, trees.leaf_value)
    np.maximum.at(high, tree, trees.leaf_value)
    return float(low.sum()), float(high.sum())
