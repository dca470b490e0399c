"""失信惩戒措施: which sanction may follow from which list, and the guard that none follows from a score (S108).

Sanctions rest on lists with a legal basis, never on a score or a grade: the package looks measures up and decides
none. Data: ``measures.csv``; what is known but unverified (status K) is on record and never in force.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from creditscore.codes import lists
from creditscore.codes._data import optional_day, read_rows
from creditscore.errors import DefinitionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One listed measure: against whom (the list), on which legal basis, between which days."""

    code: str
    name_zh: str
    name_en: str
    list_code: str
    legal_basis: str
    in_force_from: date | None
    in_force_until: date | None
    source: str
    status: str

    def in_force(self, day: date) -> bool:
        """Whether the measure is sourced and holds on a day; without a first day it never does."""
        begun = self.in_force_from is not None and self.in_force_from <= day
        return self.status == "S" and begun and (self.in_force_until is None or day <= self.in_force_until)


def _measure(row: dict[str, str]) -> Measure:
    return Measure(
        code=row["code"], name_zh=row["name_zh"], name_en=row["name_en"], list_code=row["list_code"],
        legal_basis=row["legal_basis"], in_force_from=optional_day(row["in_force_from"]),
        in_force_until=optional_day(row["in_force_until"]), source=row["source"], status=row["status"],
    )  # fmt: skip


MEASURES: dict[str, Measure] = {row["code"]: _measure(row) for row in read_rows("measures.csv")}
"""Every listed measure by code, unverified ones included."""

_INNOCENT = re.compile(
    r"资质等级|[初中高]级(?:人民)?法院|等级保护|事故等级|分(?:包|别|期|支|公司|红|配)|部分|充分|成分|\S分之"
)
_SCORE_WORDS = re.compile(
    r"评分|打分|得分|积分|扣分|加分|计分|记分|分数|分值|分档|总分|信用分|\d(?:\.\d+)?分|[零〇一二三四五六七八九十百千]分"
    r"|评级|等级|级别|信用级|[a-e]{1,4}[+-]?级|[优良中差红黄绿蓝黑]级|[红黄绿蓝黑]牌"
    r"|评价结果|信用评价|综合评价|评价为|评为[优良中差]|评定为|信用状况(?:较|很)?差|风险(?:分类|类别|高)|高风险"
    r"|排名|名次|档次"
    r"|(?:低于|高于|不足|未达|以下|超过|小于|大于|[<>≤≥])\d++(?!\s*(?:年|个?月|日|天|元|万|亿|人|%|次|倍|户|件))"
    r"|(?<![a-z])(?:scor(?:e|es|ed|ing|ecard)|grad(?:e|es|ed|ing)|rat(?:ing|ings|ed)|points?|rank(?:s|ed|ing)?"
    r"|risk[ -]?class(?:es)?|probability of default|pd|tiers?|class [a-e])(?![a-z])"
)


def score_word(text: str) -> str:
    """The first word of a text that speaks of a score, a grade or a threshold on one; empty if there is none.

    >>> score_word("信用评分低于600的不予许可"), score_word("降低资质等级"), score_word("barred at grade D")
    ('评分', '', 'grade')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    joined = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", plain)
    joined = re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", joined)
    match = _SCORE_WORDS.search(_INNOCENT.sub("\n", joined))
    return match.group() if match else ""


def refuse_scores(texts: Mapping[str, str], *, what: str) -> None:
    """Refuse a measure, the removal of an incentive or a threshold any text of which refers to a score or grade.

    ``texts`` maps the name of a column to what stands there, ``what`` names the thing for the message.
    """
    for column, text in texts.items():
        word = score_word(text)
        if word:
            raise DefinitionError(
                f"{what}: column {column!r} refers to a score or grade ({word!r}); wanted a measure that rests on a "
                "list and its legal basis; remove it, results are for reference only (S108)"
            )


def validate(measure: Measure) -> Measure:
    """The measure itself, if it names a known list and a legal basis and refers to no score or grade."""
    texts = {field.name: str(getattr(measure, field.name) or "") for field in fields(measure)}
    refuse_scores(texts, what=f"measure {measure.code!r}")
    lists.get(measure.list_code)
    if not measure.legal_basis.strip():
        raise DefinitionError(
            f"measure {measure.code!r} names no legal basis; wanted the law and its article"
        )
    return measure


def get(code: str) -> Measure:
    """The measure called ``code``.

    >>> get("samr_no_commitment").list_code
    'serious_illegal_samr'
    """
    try:
        return MEASURES[code]
    except KeyError:
        raise DefinitionError(f"no measure {code!r}; wanted one of {sorted(MEASURES)}") from None


def against(list_code: str, *, on: date) -> tuple[Measure, ...]:
    """The listed measures in force on a day against those on a list; nothing where none is sourced.

    >>> [measure.code for measure in against("major_tax_violation", on=date(2024, 1, 1))]
    ['tax_notified']
    >>> against("safety_serious", on=date(2024, 1, 1))
    ()
    """
    lists.get(list_code)
    return tuple(found for found in MEASURES.values() if found.list_code == list_code and found.in_force(on))
