"""Sanction measures rest on lists with a legal basis; none may refer to a score or a grade (S108)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from creditscore.codes import lists, measures
from creditscore.errors import DefinitionError

SOUND = measures.get("samr_supervision")
TEXTS = [field.name for field in fields(measures.Measure) if field.type == "str" and field.name != "status"]
MUTANTS = [
    "信用评分低于600的不予许可", "评级为差", "grade D", "D级企业不得参加", "信用等级为Ｄ", "评价结果为差的取消优惠",
    "低于 600 分者", "低于600", "六百分以下", "信 用 评 分", "红牌企业", "被评为差", "综合评价较差", "风险等级高",
    "信用状况差", "排名靠后", "score below 600", "credit_score", "rated D", "PD above the limit", "tier 3",
    "risk class D", "信\u200b用分低",
]  # fmt: skip
INNOCENT = [
    "降低资质等级", "满三年", "三个工作日内", "处5万元以上罚款", "不足100万元的", "超过3年的按照实际期限执行", "百分之二十以下",
    "中级人民法院", "分包单位", "部分履行", "government procurement", "licence withdrawn", "upgrade of equipment",
]  # fmt: skip


@pytest.mark.parametrize("measure", measures.MEASURES.values(), ids=lambda measure: measure.code)
def test_no_listed_measure_refers_to_a_score_or_a_grade(measure):
    assert measures.validate(measure) is measure


@pytest.mark.parametrize("text", MUTANTS)
@pytest.mark.parametrize("column", ["name_zh", "legal_basis"])
def test_a_measure_that_refers_to_a_score_is_refused(text, column):
    with pytest.raises(DefinitionError, match=f"column '{column}' refers to a score or grade"):
        measures.validate(replace(SOUND, **{column: f"限制{text}"}))


@pytest.mark.parametrize("column", TEXTS)
def test_the_guard_reads_every_column_of_text(column):
    with pytest.raises(DefinitionError, match="refers to a score or grade"):
        measures.validate(replace(SOUND, **{column: "信用评分低于600"}))


@pytest.mark.parametrize("text", INNOCENT)
def test_the_guard_lets_law_speak_of_years_money_and_qualifications(text):
    assert measures.score_word(text) == ""


def test_a_threshold_or_the_removal_of_an_incentive_goes_through_the_same_guard():
    with pytest.raises(DefinitionError, match="incentive 'green lane': column 'condition'"):
        measures.refuse_scores({"condition": "信用分不足700的取消绿色通道"}, what="incentive 'green lane'")
    measures.refuse_scores({"condition": "列入严重失信主体名单的取消绿色通道"}, what="incentive 'green lane'")


def test_a_measure_without_a_legal_basis_or_a_known_list_is_refused():
    with pytest.raises(DefinitionError, match="names no legal basis"):
        measures.validate(replace(SOUND, legal_basis=" "))
    with pytest.raises(DefinitionError, match="no list 'gossip'"):
        measures.validate(replace(SOUND, list_code="gossip"))


@pytest.mark.parametrize("measure", measures.MEASURES.values(), ids=lambda measure: measure.code)
def test_only_a_sourced_measure_is_ever_in_force(measure):
    in_force = any(measure.in_force(date(year, 6, 1)) for year in range(2015, 2030))
    assert in_force == (measure.status == "S")
    if measure.in_force_from is not None:
        assert measure.in_force(measure.in_force_from)
        assert not measure.in_force(date.fromordinal(measure.in_force_from.toordinal() - 1))


def test_measures_are_looked_up_by_list_and_day():
    before, after = date(2020, 4, 30), date(2020, 5, 1)
    assert measures.against("wage_arrears", on=before) == ()
    assert {found.list_code for found in measures.against("wage_arrears", on=after)} == {"wage_arrears"}
    for code in lists.LISTS:
        assert all(found.status == "S" for found in measures.against(code, on=date(2026, 11, 1)))
    with pytest.raises(DefinitionError, match="no list"):
        measures.against("gossip", on=after)
