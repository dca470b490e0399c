"""Kinds of violation: a text of 双公示 is put under one code, the special before the general."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.codes import catalogue, violations
from creditscore.errors import DefinitionError

ALL = violations.VIOLATIONS.values()


def test_there_are_at_least_forty_kinds_and_every_domain_of_penalties_is_served():
    assert len(violations.VIOLATIONS) >= 40
    domains = Counter(found.domain for found in ALL)
    assert {"food", "drug", "special_equipment", "safety", "fire", "env", "tax", "quality", "advertising", "ip",
            "certification_testing", "construction", "transport", "health", "culture_tourism", "labour", "finance",
            "customs", "statistics", "internet", "market_general", "other"} == set(domains)  # fmt: skip


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.code)
def test_every_kind_has_a_pattern_that_matches_no_empty_text_and_no_denied_matter(found):
    assert re.compile(found.pattern).search("") is None
    assert found.status == "proposal", "the list is the project's own"
    assert catalogue.denied_word(found.pattern + found.name_zh) == ""


@pytest.mark.parametrize(("text", "code"), [
    ("超出核准登记的经营范围从事经营活动", "beyond_scope"), ("无证无照经营", "unlicensed_business"),
    ("发布虚假广告", "false_advertising"), ("销售标签不符合规定的预包装食品", "food_label"),
    ("消防设施未保持完好有效", "fire_equipment"), ("买卖论文", "paper_mill"), ("丢失发票", "invoice_lost"),
    ("虚开增值税专用发票", "fake_invoicing"), ("未按照规定期限办理纳税申报", "tax_not_filed"),
    ("旅行社进行虚假宣传", "travel_agency"), ("《某市大气污染防治条例》第五十九条第一款", "env_air"),
    ("未如实记录安全生产教育和培训情况", "safety_training"), ("使用未经检验的电梯", "special_equipment"),
    ("拖欠农民工工资", "wage_arrears"), ("出具虚假检测报告", "false_certificate"), ("违法分包", "construction_subcontract"),
    ("串通投标", "construction_bidding"), ("销售假药", "drug_fake"), ("其他违法", None), ("", None),
])  # fmt: skip
def test_a_text_is_put_under_the_kind_it_speaks_of(text, code):
    assert violations.classify(text) == code


def test_spaces_and_full_width_digits_do_not_hide_a_kind():
    assert violations.classify(" 超 范 围\n经营 ") == "beyond_scope"
    assert violations.classify("未做ＣＣＣ") == "ccc_violation"


@given(
    st.lists(
        st.one_of(
            st.none(), st.text(st.sampled_from("超范围经营消防设施发票大气食品标签 未虚开其他"), max_size=12)
        )
    )
)
def test_many_texts_at_once_are_the_texts_one_by_one(texts):
    expected = [None if text is None else violations.classify(text) for text in texts]
    assert violations.classify_many(texts) == expected
    assert all(code is None or violations.known(code) for code in expected)


def test_an_unknown_kind_is_refused():
    assert not violations.known("gossip")
    with pytest.raises(DefinitionError, match="no violation 'gossip'"):
        violations.get("gossip")


@pytest.mark.real
def test_nearly_every_real_text_that_says_something_finds_its_kind(real_data):
    """5,591 texts of real penalties; ``其他违法`` and the like say nothing and stay without a code."""
    import pandas as pd

    path = real_data / "beijing_open_data" / "penalties_before_2024_or_undated.parquet"
    texts = pd.read_parquet(path, columns=["violation_type"])["violation_type"].dropna()
    codes = violations.classify_many(texts.tolist())
    classified = sum(code is not None for code in codes) / len(codes)
    assert classified >= 0.95
    silent = {text for text, code in zip(texts, codes, strict=True) if code is None}
    assert "其他违法" in silent
    speaking = texts[~texts.isin({"其他违法", "其他非主观故意违法", "行政处罚", "行政违法"})].tolist()
    assert sum(code is not None for code in violations.classify_many(speaking)) / len(speaking) >= 0.99
