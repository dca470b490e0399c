"""Trees as boxes: each leaf is an interval per input, plus whether a missing value may reach it.

On boxes it can be proved, instead of sampled, that no tree ever falls where it must rise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Tree = Mapping[str, Sequence[float]]

_NAN, _DEFAULT_LEFT = 2, 2
"""LightGBM's missing type for NaN, and the bit of decision_type that sends it left."""

_LARGEST = np.finfo(np.float64).max
"""LightGBM's threshold where only missing values go right: such a leaf holds no number, low = high."""


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Leaves (l) of one tree over the inputs it uses (u): ``low < x <= high``, or missing where ``missing``."""

    used: NDArray[np.intp]
    low: Floats
    high: Floats
    missing: NDArray[np.bool_]
    value: Floats


def boxes_of(tree: Tree) -> Boxes:
    """The boxes of a tree given with the names of LightGBM's model text."""
    value = np.asarray(tree["leaf_value"], dtype=np.float64)
    split = np.asarray(tree.get("split_feature", ()), dtype=np.intp)
    used = np.unique(split)
    place = {int(feature): position for position, feature in enumerate(used.tolist())}
    low = np.full((len(value), len(used)), -np.inf)
    high = np.full((len(value), len(used)), np.inf)
    missing = np.ones((len(value), len(used)), dtype=np.bool_)
    waiting = [(0, low[0].copy(), high[0].copy(), missing[0].copy())] if len(split) else []
    while waiting:
        node, lows, highs, nulls = waiting.pop()
        at, threshold, decision = (
            place[int(split[node])],
            tree["threshold"][node],
            int(tree["decision_type"][node]),
        )
        if threshold >= _LARGEST:
            threshold = np.inf
        reads_null = (decision >> 2) & 3 == _NAN
        null_left = bool(decision & _DEFAULT_LEFT) if reads_null else threshold >= 0.0
        for child, is_left in (
            (int(tree["left_child"][node]), True),
            (int(tree["right_child"][node]), False),
        ):
            sides = lows.copy(), highs.copy(), nulls.copy()
            if is_left:
                sides[1][at] = min(sides[1][at], threshold)
            else:
                sides[0][at] = max(sides[0][at], threshold)
            sides[2][at] &= null_left == is_left
            if child >= 0:
                waiting.append((child, *sides))
            else:
                low[~child], high[~child], missing[~child] = sides
    return Boxes(used, low, high, missing, value)


def breaches(boxes: Boxes, signs: Sequence[int]) -> list[int]:
    """Inputs in which the tree breaks its sign (1: must rise, -1: must fall, 0: free), for some row.

    Exact: two leaves conflict when one row reaches both by changing that input alone, missing values of the
    other inputs included.
    """
    shared = np.maximum(boxes.low[:, None], boxes.low[None]) < np.minimum(
        boxes.high[:, None], boxes.high[None]
    )
    shared |= boxes.missing[:, None] & boxes.missing[None]
    together = shared.sum(axis=2)
    falls = boxes.value[:, None] > boxes.value[None] + 1e-12 * np.abs(boxes.value).max()
    found = []
    for at, feature in enumerate(boxes.used.tolist()):
        if not signs[feature]:
            continue
        others = together - shared[:, :, at] == len(boxes.used) - 1
        real = boxes.low[:, at] < boxes.high[:, at]
        below = (boxes.high[:, None, at] <= boxes.low[None, :, at]) & real[:, None] & real[None]
        wrong = falls if signs[feature] > 0 else falls.T
        if (others & below & wrong).any():
            found.append(feature)
    return found
