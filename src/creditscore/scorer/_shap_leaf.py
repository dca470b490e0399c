"""Path-dependent TreeSHAP of one leaf as a table (Lundberg 2018, algorithm 2, which LightGBM runs).

What a leaf gives to each input depends only on which of its path's inputs the row satisfies: with d inputs on
the path that is a table of 2^d rows and d numbers. For satisfied o_j in {0, 1} and the share z_j of training
rows that pass the path's conditions on j, input i gets

    value * (o_i - z_i) * sum_k  k! (d-1-k)! / d! * [t^k] prod_{j != i} (z_j + o_j t).
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

CHUNK = 256
"""Leaves at a time, so that the polynomials stay in cache."""


def leaf_tables(value: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tables (leaves, 2^d, d) for leaf values (leaves,) and shares z (leaves, d); bit i of a row is o_i."""
    leaves, d = share.shape
    out = np.empty((leaves, 1 << d, d))
    for start in range(0, leaves, CHUNK):
        part = slice(start, start + CHUNK)
        _fill(value[part], share[part], out[part])
    return out


def _fill(value: NDArray[np.float64], share: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    d = share.shape[1]
    bits = [[float(row >> i & 1) for i in range(d)] for row in range(1 << d)]
    met = np.array(bits, dtype=np.float64).reshape(1 << d, d)
    weight = [factorial(k) * factorial(d - 1 - k) / factorial(d) for k in range(d)]
    for i in range(d):
        poly = [np.ones((len(value), 1 << d))]
        for j in range(d):
            if j != i:
                poly = _times(poly, share[:, j : j + 1], met[:, j])
        total = sum(w * p for w, p in zip(weight, poly))
        out[:, :, i] = value[:, None] * (met[:, i] - share[:, i : i + 1]) * total


def _times(
    poly: list[NDArray[np.float64]], z: NDArray[np.float64], o: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """``poly * (z + o t)``, coefficient of t^k at position k."""
    grown = [p * z for p in poly]
    grown.append(np.zeros_like(poly[0]))
    for k, p in enumerate(poly):
        grown[k + 1] += p * o
    return grown
