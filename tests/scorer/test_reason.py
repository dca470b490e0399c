"""Reason codes last, texts say what was found."""

from __future__ import annotations

import pytest

from creditscore.scorer import Scorer
from creditscore.scorer.reason import reason_code, reason_table, shown, text_en, text_zh
from tests.scorer.artefacts import card, number


def test_every_reason_of_a_model_has_both_texts_and_a_code_of_its_own() -> None:
    table = reason_table(card().fields)
    assert len({row["code"] for row in table}) == len(table)
    assert all(row["text_zh"] and row["text_en"] for row in table)
    assert {row["state"] for row in table} == {"value", "missing", "unseen"}


def test_an_answer_only_gives_reasons_that_the_table_lists() -> None:
    made = card()
    listed = {row["code"] for row in reason_table(made.fields)}
    answer = Scorer(made).score({**Scorer(made).example(), "f0": None, "f2": None, "kind": "zzz"}, top=50)
    assert {reason.code for reason in answer.reasons} <= listed


def test_the_code_does_not_depend_on_the_place_of_the_input_in_the_model() -> None:
    assert reason_code(number("fine_sum_12m")) == "PEN.fine_sum_12m"
    assert reason_code(number("fine_sum_12m", group="")) == "GEN.fine_sum_12m"


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (3.0, "次", "为3次", ": 3 times"),
        (1234567.5, "元", "为1,234,567.50元", ": 1,234,567.50 yuan"),
        (0.25, "", "为0.25", ": 0.25"),
        (12.5, "%", "为12.5%", ": 12.5%"),
        (-40.0, "天", "为-40天", ": -40 days"),
        (1e-7, "", "为1e-07", ": 1e-07"),
        (None, "次", "：数据缺失", ": data missing"),
    ],
)
def test_a_text_shows_the_value_with_its_unit(value: float | None, unit: str, zh: str, en: str) -> None:
    field = number("x", title_zh="标题", title_en="title", unit=unit)
    assert text_zh(field, value) == "标题" + zh
    assert text_en(field, value) == "title" + en


def test_huge_numbers_are_still_shown() -> None:
    assert shown(1e300) == "1e+300"
