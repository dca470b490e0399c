"""When a person must look: DESIGN section 1. Nothing here ever rejects anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from creditscore.scorer._header import Header
from creditscore.scorer._subject import is_financing
from creditscore.scorer.answer import Note, Override, Review, Use

LOWEST_GRADES = Note(
    code="lowest_two_grades", text_zh="等级为最低两级：须经人工复核",
    text_en="the grade is one of the lowest two: a person must review it",
)  # fmt: skip
OVERRIDDEN = Note(
    code="override", text_zh="适用了等级限制规则：须经人工复核",
    text_en="a rule that caps the grade applies: a person must review it",
)  # fmt: skip
CONTESTED = Note(
    code="contested", text_zh="所依据的记录存在异议：须经人工复核",
    text_en="a record it rests on is under objection: a person must review it",
)  # fmt: skip
THIN = Note(
    code="coverage_thin", text_zh="数据覆盖仅达最低要求：须经人工复核",
    text_en="coverage is just at the minimum: a person must review it",
)  # fmt: skip
OUTSIDE = Note(
    code="outside_training_support", text_zh="输入超出训练样本范围：须经人工复核",
    text_en="an input lies outside what training saw: a person must review it",
)  # fmt: skip
UNKNOWN_COVERAGE = Note(
    code="coverage_unknown", text_zh="未说明数据源覆盖情况：建议人工复核",
    text_en="it was not said which sources cover the subject: a review is advised",
)  # fmt: skip
TOO_THIN = Note(
    code="coverage_below_minimum", text_zh="数据覆盖不足最低要求：不予评分",
    text_en="coverage is below the minimum: not scored",
)  # fmt: skip
NOT_ALLOWED = Note(
    code="purpose", text_zh="该用途不在本评价的许可用途之内",
    text_en="this purpose is not among those the evaluation may serve",
)  # fmt: skip
NO_PROVIDER = Note(
    code="provider_not_named", text_zh="模型包未载明提供机构及备案编号：用于融资前须补充",
    text_en="the bundle names no provider and filing number: needed before financing use",
)  # fmt: skip
MADE_UP = Note(
    code="made_up", text_zh="模型由模拟数据训练，仅供演示", text_en="the model was trained on made-up records: for demonstration only",
)  # fmt: skip

ADVICE = (UNKNOWN_COVERAGE,)
"""Whys that only advise a review; every other requires it."""


def standing_warnings(header: Header, provider: Mapping[str, str] | None) -> tuple[Note, ...]:
    """Warnings that go on every answer of a model."""
    found = [
        Note(code="assumption", text_zh=f"数据假设：{text}", text_en=f"assumption about the data: {text}")
        for text in header.assumptions
    ]
    if header.made_up:
        found.append(MADE_UP)
    if provider is None and is_financing(header):
        found.append(NO_PROVIDER)
    return tuple(found)


def is_too_thin(header: Header, coverage: Mapping[str, Any] | None) -> bool:
    """Whether fewer core sources cover the subject than the evaluation's own minimum."""
    return coverage is not None and len(coverage["covered"]) < header.minimum_coverage


def is_thin(header: Header, coverage: Mapping[str, Any] | None) -> bool:
    """Whether coverage is just at the minimum while a core source is missing."""
    return (
        coverage is not None
        and len(coverage["covered"]) == header.minimum_coverage
        and bool(coverage["missing"])
    )


def overridden(header: Header, grade: str, overrides: Sequence[Override]) -> str:
    """The worst of the model's grade and every cap."""
    order = header.grade_scale.grades
    return max((grade, *(one.cap for one in overrides)), key=order.index)


def use_of(header: Header, purpose: str | None, why: tuple[Note, ...]) -> Use:
    """Use with the review that the whys ask for."""
    review: Review = "none"
    if why:
        review = "advised" if all(note in ADVICE for note in why) else "required"
    return Use(purpose=purpose, allowed=header.purpose, human_review=review, why=why)
