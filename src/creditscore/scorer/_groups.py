"""Trees cut into groups of leaves whose few decisions index one table.

A group is a subtree with the path above it, together at most ``BITS`` decisions. All that its leaves give, to
the score and to each input, depends only on those decisions, so one look-up serves them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creditscore.scorer._shap_leaf import leaf_tables

if TYPE_CHECKING:
    from creditscore.scorer.trees import Trees

BITS = 8

Step = tuple[int, bool]
"""An inner node, and whether the path goes left."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf and the steps that lead to it."""

    index: int
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """``nodes`` (at most BITS) in the order of their bits, the ``leaves`` below, the inputs they test."""

    nodes: tuple[int, ...]
    leaves: tuple[Leaf, ...]
    inputs: tuple[int, ...]


def groups_of(trees: Trees) -> list[Group]:
    """Groups of every tree, in order; a tree of one leaf is a group without decisions."""
    left, right = trees.left.tolist(), trees.right.tolist()
    feature = trees.feature.tolist()
    out: list[Group] = []
    for root in trees.roots.tolist():
        out.extend(_cut(root, (), left, right, feature))
    return out


def _cut(
    node: int, path: tuple[Step, ...], left: list[int], right: list[int], feature: list[int]
) -> Iterator[Group]:
    below: list[int] = []
    leaves = tuple(_walk(node, path, left, right, below))
    nodes = (*(step[0] for step in path), *below)
    if len(nodes) <= BITS:
        yield Group(nodes, leaves, tuple(sorted({feature[n] for n in nodes})))
    else:
        yield from _cut(left[node], (*path, (node, True)), left, right, feature)
        yield from _cut(right[node], (*path, (node, False)), left, right, feature)


def _walk(
    node: int, path: tuple[Step, ...], left: list[int], right: list[int], below: list[int]
) -> Iterator[Leaf]:
    if node < 0:
        yield Leaf(~node, path)
        return
    below.append(node)
    yield from _walk(left[node], (*path, (node, True)), left, right, below)
    yield from _walk(right[node], (*path, (node, False)), left, right, below)


def value_tables(trees: Trees, groups: list[Group]) -> list[NDArray[np.float64]]:
    """Per group (2^bits,): the value of the leaf reached, 0 where the decisions reach none of the group."""
    values = trees.leaf_value.tolist()
    out: list[NDArray[np.float64]] = []
    for group in groups:
        table = np.zeros(1 << len(group.nodes))
        codes = np.arange(len(table))
        for leaf in group.leaves:
            mask, wanted = _bits(group, leaf.path)
            table[(codes & mask) == wanted] = values[leaf.index]
        out.append(table)
    return out


def _bits(group: Group, steps: tuple[Step, ...]) -> tuple[int, int]:
    """Which bits of a group's index the steps fix, and to what (a bit is 1 where the node goes left)."""
    mask = wanted = 0
    for node, goes_left in steps:
        bit = 1 << group.nodes.index(node)
        mask |= bit
        wanted |= bit if goes_left else 0
    return mask, wanted


def shap_tables(trees: Trees, groups: list[Group]) -> list[NDArray[np.float64]]:
    """Per group (2^bits, inputs): what its leaves give to each input, in log-odds."""
    tables = _tables_by_leaf(trees, groups)
    out: list[NDArray[np.float64]] = []
    for group in groups:
        codes = np.arange(1 << len(group.nodes))
        slots = {name: i for i, name in enumerate(group.inputs)}
        total = np.zeros((len(codes), len(group.inputs)))
        for leaf in group.leaves:
            inputs, table = tables[leaf.index]
            if not inputs:
                continue
            conditions = [_bits(group, steps) for steps in inputs.values()]
            mask = np.array([c[0] for c in conditions])
            wanted = np.array([c[1] for c in conditions])
            met = (codes[:, None] & mask) == wanted
            rows = met @ (1 << np.arange(len(conditions)))
            total[:, [slots[name] for name in inputs]] += table[rows]
        out.append(total)
    return out


def _tables_by_leaf(
    trees: Trees, groups: list[Group]
) -> dict[int, tuple[dict[int, tuple[Step, ...]], NDArray[np.float64]]]:
    """Per leaf: its path's steps by input, and its table (2^d, d)."""
    feature = trees.feature.tolist()
    share_left = _shares(trees, trees.left)
    share_right = _shares(trees, trees.right)
    by_depth: dict[int, list[tuple[int, dict[int, tuple[Step, ...]], list[float]]]] = {}
    for group in groups:
        for leaf in group.leaves:
            steps: dict[int, tuple[Step, ...]] = {}
            share: dict[int, float] = {}
            for node, goes_left in leaf.path:
                name = feature[node]
                steps[name] = (*steps.get(name, ()), (node, goes_left))
                share[name] = share.get(name, 1.0) * (share_left if goes_left else share_right)[node]
            by_depth.setdefault(len(steps), []).append((leaf.index, steps, list(share.values())))
    out: dict[int, tuple[dict[int, tuple[Step, ...]], NDArray[np.float64]]] = {}
    for depth, many in by_depth.items():
        value = trees.leaf_value[[index for index, _, _ in many]]
        share_of = np.array([z for _, _, z in many], dtype=np.float64).reshape(len(many), depth)
        for (index, steps, _), table in zip(many, leaf_tables(value, share_of)):
            out[index] = (steps, table)
    return out


def _shares(trees: Trees, child: NDArray[np.int32]) -> list[float]:
    """Share of a node's training rows that go to this child."""
    inner = child >= 0
    cover = np.empty(len(child))
    cover[inner] = trees.cover[child[inner]]
    cover[~inner] = trees.leaf_cover[~child[~inner]]
    return (cover / trees.cover).tolist()
