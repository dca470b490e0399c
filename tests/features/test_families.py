"""Families: named once, and what asks the same is explained together."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from creditscore import features, validation
from creditscore.features import FAMILIES, FEATURES
from creditscore.features._dictionary import GROUPS
from creditscore.plan import Aggregate, Combine, Covered, Node
from creditscore.scorer import Field
from creditscore.validation import Explanation


def shape(node: Node) -> object:
    """What a node asks, whatever its windows."""
    match node:
        case Combine():
            return node.combination, shape(node.left), shape(node.right)
        case Aggregate():
            return node.verb, node.table, node.value, node.where
        case Covered():
            return "covered", node.table
        case _:
            return node


def test_every_family_is_named_in_both_languages_and_no_name_is_left_over() -> None:
    assert {feature.family for feature in FEATURES.values()} == set(FAMILIES)
    assert all(
        zh and en and any("\u4e00" <= letter <= "\u9fff" for letter in zh) for zh, en in FAMILIES.values()
    )
    assert (
        len({zh for zh, _ in FAMILIES.values()}) == len({en for _, en in FAMILIES.values()}) == len(FAMILIES)
    )


def test_the_same_question_over_other_windows_is_one_family() -> None:
    asked: dict[object, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for feature in FEATURES.values():
        asked[shape(feature.node)][feature.family].append(feature.name)
    split = [dict(families) for families in asked.values() if len(families) > 1]
    assert not split, f"one question, several families: {split}"


def test_every_group_has_a_chapter_in_the_dictionary_and_no_feature_is_left_out() -> None:
    assert {feature.group for feature in FEATURES.values()} <= set(GROUPS)
    pages = features.dictionary()
    assert sum(line.startswith("| `") for line in pages.splitlines()) == len(FEATURES)


def test_the_dictionary_and_the_importance_by_family_show_the_same_titles() -> None:
    zh, en = FAMILIES["penalties"]
    row = next(
        line for line in features.dictionary().splitlines() if line.startswith("| `penalty_count_12m`")
    )
    assert f"| {zh} {en} |" in row
    fields = tuple(
        Field(name=name, title_zh=name, title_en=name, family=family)
        for name, family in (("a", "penalties"), ("b", "penalties"), ("c", "my_own"))
    )
    found = Explanation(
        model_id="m", kind="scorecard", fields=fields, values=np.zeros((2, 3)), contributions=np.ones((2, 3)), base=0.0,
        scores=np.full(2, 3.0), entity=np.array(["x", "y"]), as_of=np.array(["2024-01-01"] * 2, dtype="datetime64[us]"),
    )  # fmt: skip
    table = validation.importance(found, by="family")
    assert tuple(table.loc["penalties", ["title_zh", "title_en"]]) == (zh, en)
    assert tuple(table.loc["my_own", ["title_zh", "title_en"]]) == ("my_own", "my_own")
