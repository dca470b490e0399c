"""The page: one file, both languages, nothing from outside, nobody named."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from creditscore import reporting
from creditscore.errors import ReportError
from creditscore.reporting._texts import catalogue
from tests.judged import FIELDS, card, drawn
from tests.reporting.conftest import evaluation


class Reader(HTMLParser):
    """Tags with attributes, and the visible words."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words, self.ids = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def read(page):
    return Reader(page)


def test_the_page_refers_to_nothing_outside_itself(page, read):
    assert "http:" not in page
    assert "https:" not in page
    assert "@import" not in page
    assert not {"script", "link", "iframe", "object", "embed"} & {tag for tag, _ in read.tags}
    for _, attributes in read.tags:
        for name in ("src", "href", "xlink:href"):
            target = attributes.get(name) or "#"
            assert target.startswith(("#", "data:image/png;base64,"))
    for target in re.findall(r"url\(([^)]*)\)", page):
        assert target.strip("\"'").startswith(("#", "data:font/woff;base64,"))


def test_the_page_is_under_three_megabytes(page):
    assert len(page.encode()) < 3_000_000


def test_every_section_stands_in_both_languages_chinese_first(page):
    for section in catalogue()["sections"].values():
        assert page.index(section["zh"]) < page.index(section["en"])
    assert '<html lang="zh-CN">' in page
    assert 'lang="en"' in page


@pytest.mark.parametrize(
    "phrase",
    ["账龄分析", "滚动率", "坏样本率", "WOE", "IV", "分数", "虚构数据", "仅供分级分类监管和授信参考", "人工复核",
     "隔离", "验证人（不得为开发人）", "tax_filing.known_date assumed 30 days", "DeLong"],
)  # fmt: skip
def test_a_validator_finds_what_he_looks_for(page, phrase):
    assert phrase in page


def test_every_verdict_is_a_word_and_a_colour(page, report):
    words = {"green": "通过", "amber": "通过（关注）", "red": "不通过", "grey": "不适用"}
    for light in {finding.light for finding in report.findings}:
        assert f'<span class="badge {light}">{words[light]}' in page


def test_every_finding_shows_its_threshold_and_its_source(read, report):
    shown = "".join(read.words)
    for finding in report.findings:
        assert finding.threshold in shown
        assert finding.source_zh in shown
        assert finding.title_en in shown


def test_no_entity_and_no_case_can_be_recognised(page, report, small):
    written = page + report.to_json()
    assert not re.search(r"91220101MA\d", written)
    explained = report.explanations["champion"]
    place = explained.names.index("registered_capital")
    for value in explained.values[:, place]:
        assert f"= {value:,.2f}" not in page


def test_ids_are_unique_although_there_are_many_figures(read):
    assert len(read.ids) == len(set(read.ids))


def test_figures_keep_their_text_as_text(page):
    assert re.search(r"<text[^>]*>[^<]*近12月行政处罚次数", page)
    assert "font-family: 'DejaVu" not in page


def test_words_from_data_are_escaped_everywhere(small):
    evil = '<script>alert("名")</script>'
    fields = tuple(replace(field, title_zh=evil, title_en=evil) for field in FIELDS)
    plain = card(small.train.frame)
    marked = replace(plain, binned=tuple(replace(b, field=f) for b, f in zip(plain.binned, fields)))
    frame = small.test.frame.assign(info_size=evil)
    frame.loc[: len(frame) // 2, "info_size"] = "micro"
    found = reporting.validate(
        evaluation(title_zh=evil), small.train, drawn(frame, excluded={evil: 40}), champion=marked,
        replicates=10, rows=100, cases=1,
    )  # fmt: skip
    assert "<script" not in found.html
    assert "alert(" in found.html
    assert not [tag for tag, _ in Reader(found.html).tags if tag == "script"]


def test_the_font_of_the_page_holds_every_chinese_character_it_shows(page):
    import base64
    from io import BytesIO

    from fontTools.ttLib import TTFont

    found = re.search(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", page)
    if found is None:
        pytest.skip("this build has no font in its package data")
    with TTFont(BytesIO(base64.b64decode(found.group(1)))) as font:
        held = set(font.getBestCmap())
    shown = set(re.sub(r"<[^>]*>", "", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)))
    assert {letter for letter in shown if "\u4e00" <= letter <= "\u9fff"} <= {chr(code) for code in held}


def test_a_page_without_challenger_loans_or_made_up_data_says_so(small):
    real = replace(small.card, header=replace(small.card.header, made_up=False, assumptions=()))
    found = reporting.validate(
        evaluation(), small.train, small.test, champion=real, replicates=10, rows=100, cases=0
    )
    assert "虚构数据" not in found.html
    assert "未提供" in found.html
    assert found.facts["made_up"] == "false"


def test_an_internal_evaluation_carries_its_warning(small):
    found = reporting.validate(
        evaluation(internal=True),
        small.train,
        small.test,
        champion=small.card,
        replicates=10,
        rows=100,
        cases=0,
    )
    assert "内部风险预警" in found.html


def test_a_model_of_another_evaluation_is_refused(small):
    with pytest.raises(ReportError, match=r"report of other: wanted a champion fitted for it"):
        reporting.validate(evaluation(name="other"), small.train, small.test, champion=small.card)
