"""Evaluation of trees from the tables of their groups: many rows in blocks, or one row at a time.

Both add the same numbers in the same order, so a row gets the same bits alone and in a batch. Sums start at 0
and go tree by tree, as LightGBM's do.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from creditscore.scorer._groups import BITS, groups_of, shap_tables, value_tables

if TYPE_CHECKING:
    from creditscore.scorer.trees import Trees

Floats = NDArray[np.float64]

BLOCK = 4096
"""Rows per block."""

FEW = 192
"""Below this many rows, one row at a time is cheaper than a block."""

ZERO = float(np.float32(1e-35))
"""LightGBM's kZeroThreshold: its ``predict`` reads |x| up to this as 0."""


class Forest:
    """Tables and index arrays of one artefact, built once, when first asked."""

    def __init__(self, trees: Trees) -> None:
        self.trees = trees
        self.inputs = len(trees.fields)
        self.groups = groups_of(trees)
        self.values = value_tables(trees, self.groups)
        # Nodes sorted by input, so that one comparison serves all thresholds of one column.
        self.order = np.argsort(trees.feature, kind="stable")
        self.row_of = np.empty(len(self.order), dtype=np.intp)
        self.row_of[self.order] = np.arange(len(self.order))
        self.starts = np.searchsorted(trees.feature[self.order], np.arange(self.inputs + 1))
        self.threshold = trees.threshold[self.order]
        self.zero = (trees.missing == 1)[self.order]
        self.default_left = trees.default_left[self.order]
        reads_zero = trees.missing == 0
        nan_left = np.where(reads_zero, trees.threshold >= 0.0, trees.default_left)
        self.nan_left = nan_left[self.order].astype(np.bool_)

    @cached_property
    def shap(self) -> list[Floats]:
        """Per group (2^bits, its inputs)."""
        return shap_tables(self.trees, self.groups)

    def decisions(self, columns: list[Floats]) -> NDArray[np.uint8]:
        """1 where a node (m, sorted by input) sends a row (n) left."""
        out = np.empty((len(self.order), len(columns[0])), dtype=np.bool_)
        for j, column in enumerate(columns):
            span = slice(int(self.starts[j]), int(self.starts[j + 1]))
            if span.start == span.stop:
                continue
            part = out[span]
            tiny = np.abs(column) <= ZERO
            if tiny.any():
                column = np.where(tiny, 0.0, column)
            np.less_equal(column, self.threshold[span, None], out=part)
            empty = np.isnan(column)
            if empty.any():
                part |= self.nan_left[span, None] & empty
            if self.zero[span].any():
                near = tiny & self.zero[span, None]
                np.copyto(part, np.broadcast_to(self.default_left[span, None], part.shape), where=near)
        return out.view(np.uint8)

    def log_odds(self, columns: list[Floats]) -> Floats:
        """Sum of leaf values (n,)."""
        n = len(columns[0])
        if n < FEW:
            return self._few(columns, explain=False)[self.inputs]
        out = np.zeros(n)
        for start in range(0, n, BLOCK):
            block = [column[start : start + BLOCK] for column in columns]
            self._block(block, out[None, start : start + BLOCK], explain=False)
        return out

    def explain(self, columns: list[Floats]) -> Floats:
        """(inputs + 1, n): what every input gives, then the sum of leaf values."""
        n = len(columns[0])
        if n < FEW:
            return self._few(columns, explain=True)
        out = np.zeros((self.inputs + 1, n))
        for start in range(0, n, BLOCK):
            block = [column[start : start + BLOCK] for column in columns]
            self._block(block, out[:, start : start + BLOCK], explain=True)
        return out

    def explain_row(self, row: Floats) -> Floats:
        """(inputs + 1,) for one row (inputs,), the same bits as ``explain``."""
        return self._flat.row(row)

    def _block(self, columns: list[Floats], out: Floats, *, explain: bool) -> None:
        left = self.decisions(columns)
        n = left.shape[1] if len(left) else len(columns[0])
        code = np.empty(n, dtype=np.uint8)
        index = np.empty(n, dtype=np.intp)
        got = np.empty(n)
        rows = self.row_of.tolist()
        for g, group in enumerate(self.groups):
            code.fill(0)
            for node in reversed(group.nodes):
                np.left_shift(code, 1, out=code)
                np.bitwise_or(code, left[rows[node]], out=code)
            np.copyto(index, code)
            np.take(self.values[g], index, out=got, mode="clip")
            out[-1] += got
            if explain:
                table = np.ascontiguousarray(self.shap[g].T)
                for name, column in zip(group.inputs, table):
                    np.take(column, index, out=got, mode="clip")
                    out[name] += got

    def _few(self, columns: list[Floats], *, explain: bool) -> Floats:
        flat = self._flat if explain else self._flat_values
        out = np.empty((self.inputs + 1, len(columns[0])))
        for i, row in enumerate(np.column_stack(columns)):
            out[:, i] = flat.row(row)
        return out

    @cached_property
    def _flat(self) -> FlatTables:
        joined = [np.column_stack([shap, value]) for shap, value in zip(self.shap, self.values)]
        return FlatTables(self, joined, [(*group.inputs, self.inputs) for group in self.groups])

    @cached_property
    def _flat_values(self) -> FlatTables:
        return FlatTables(self, [v[:, None] for v in self.values], [(self.inputs,)] * len(self.groups))


class FlatTables:
    """All tables of a forest end to end, so that one row takes a handful of array operations."""

    def __init__(self, forest: Forest, tables: list[Floats], targets: list[tuple[int, ...]]) -> None:
        trees = forest.trees
        self.size = forest.inputs + 1
        self.feature = trees.feature.astype(np.intp)
        self.threshold = trees.threshold
        self.default_left = trees.default_left
        self.nan_left = forest.nan_left[forest.row_of]
        self.zero = trees.missing == 1
        self.any_zero = bool(self.zero.any())
        inner = len(trees.feature)
        self.nodes = np.full((len(tables), BITS), inner, dtype=np.intp)
        for g, group in enumerate(forest.groups):
            self.nodes[g, : len(group.nodes)] = group.nodes
        self.weights = 2.0 ** np.arange(BITS)
        self.stride = np.array([len(target) for target in targets], dtype=np.intp)
        sizes = np.array([table.size for table in tables], dtype=np.intp)
        self.base = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.intp)
        self.cells = np.concatenate([table.ravel() for table in tables])
        self.target = np.array([name for target in targets for name in target], dtype=np.intp)
        self.offset = np.concatenate([np.arange(len(target)) for target in targets])
        self.left = np.zeros(inner + 1)

    def row(self, values: Floats) -> Floats:
        """(inputs + 1,) for one row (inputs,)."""
        seen = np.where(np.abs(values) <= ZERO, 0.0, values)[self.feature]
        left = seen <= self.threshold
        if np.isnan(values).any():
            left |= np.isnan(seen) & self.nan_left
        if self.any_zero:
            left = np.where(self.zero & (seen == 0.0), self.default_left, left)
        goes = np.empty(len(left) + 1)
        goes[:-1] = left
        goes[-1] = 0.0
        code = (goes[self.nodes] @ self.weights).astype(np.intp)
        first = code * self.stride + self.base
        cells = self.cells[np.repeat(first, self.stride) + self.offset]
        return cast("Floats", np.bincount(self.target, weights=cells, minlength=self.size))
