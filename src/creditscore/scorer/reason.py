"""Why a score is lower than the declared reference: codes and texts, made from the input's own declaration."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from creditscore.scorer._field import Field

State = Literal["value", "missing", "unseen"]
STATES: tuple[State, ...] = ("value", "missing", "unseen")
"""What was found: a value, no data, or a category that training never saw. Each has a code of its own."""

UNITS_EN = {
    "次": "times", "元": "yuan", "天": "days", "日": "days", "月": "months", "个月": "months", "年": "years",
    "人": "people", "户": "households", "家": "firms", "笔": "transactions", "项": "items", "个": "", "条": "records",
    "级": "level", "分": "points", "期": "periods", "份": "invoices", "1/月": "a month", "度": "kWh", "千瓦时": "kWh", "吨": "tonnes", "倍": "times", "比例": "", "万元": "10,000 yuan",
}  # fmt: skip
"""Units as the titles in English name them; a unit that is not here is shown as it is."""


def reason_code(one: Field, *, state: State = "value") -> str:
    """Stable for an input whatever the model: its group, its name, and the state if it is not a value.

    >>> penalties = Field(name="penalty_count_12m", title_zh="", title_en="", group="PEN")
    >>> reason_code(penalties), reason_code(penalties, state="missing")
    ('PEN.penalty_count_12m', 'PEN.penalty_count_12m.missing')
    """
    code = f"{one.group or 'GEN'}.{one.name}"
    return code if state == "value" else f"{code}.{state}"


def family_code(family: str) -> str:
    """Code of a reason published for a whole family of inputs."""
    return f"FAMILY.{family}"


def shown(value: float | str, *, money: bool = False) -> str:
    """A value as people read it.

    >>> shown(1234567.5, money=True), shown(3.0), shown(0.12345), shown(98765.4)
    ('1,234,567.50', '3', '0.1235', '98,765.40')
    """
    if isinstance(value, str):
        return value
    if money:
        return f"{value:,.2f}"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,d}"
    return f"{value:,.2f}" if 1000.0 <= abs(value) < 1e15 else f"{value:.4g}"


PLAIN_NUMBER = "1"
"""Unit of a share, ratio or flag: the number says it all."""


def text_zh(one: Field, value: float | str | None, *, state: State = "value") -> str:
    """One sentence in Chinese.

    >>> text_zh(Field(name="n", title_zh="近12月行政处罚次数", title_en="", unit="次"), 3.0)
    '近12月行政处罚次数为3次'
    """
    title = one.title_zh or one.name
    if state == "unseen":
        return f"{title}：取值未见于训练样本"
    if value is None:
        return f"{title}：数据缺失"
    unit = "" if one.unit == PLAIN_NUMBER else one.unit
    return f"{title}为{shown(value, money=one.unit == '元')}{unit}"


def text_en(one: Field, value: float | str | None, *, state: State = "value") -> str:
    """One sentence in English.

    >>> text_en(Field(name="n", title_zh="", title_en="administrative penalties", unit="次"), None)
    'administrative penalties: data missing'
    >>> text_en(Field(name="n", title_zh="", title_en="share of filings late", unit="1"), 0.25)
    'share of filings late: 0.25'
    """
    title = one.title_en or one.name
    if state == "unseen":
        return f"{title}: a category not seen in training"
    if value is None:
        return f"{title}: data missing"
    unit = "" if one.unit == PLAIN_NUMBER else UNITS_EN.get(one.unit, one.unit)
    return f"{title}: {shown(value, money=one.unit == '元')}{' ' if unit and unit != '%' else ''}{unit}"


class Reason(NamedTuple):
    """Points lost against the declared reference, at one input (or, by family, at its worst input).

    ``points`` is negative. ``feature`` is null for a reason that stands for a family; its texts then name the
    family's input that lost most. ``record_ids`` and ``earliest_repair`` are null until records are scored.
    """

    code: str
    feature: str | None
    family: str
    points: float
    field: Field
    value: float | str | None
    state: State = "value"
    record_ids: tuple[str, ...] | None = None
    earliest_repair: str | None = None

    def __repr__(self) -> str:
        return f"<Reason {self.code} {self.points:+.1f}: {self.text_en}>"

    @property
    def text_zh(self) -> str:
        return text_zh(self.field, self.value, state=self.state)

    @property
    def text_en(self) -> str:
        return text_en(self.field, self.value, state=self.state)

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code, "feature": self.feature, "family": self.family, "points": self.points,
            "text_zh": self.text_zh, "text_en": self.text_en,
            "record_ids": None if self.record_ids is None else list(self.record_ids),
            "earliest_repair": self.earliest_repair,
        }  # fmt: skip


def reason_table(fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    """Every reason a model can give, for ``reasons.json``: code, input, family, texts without a value."""
    out: list[dict[str, Any]] = []
    for one in fields:
        if not one.explains:
            continue
        states: list[State] = ["value", "missing"]
        if one.kind == "category":
            states.append("unseen")
        for state in states:
            zh = one.title_zh or one.name if state == "value" else text_zh(one, None, state=state)
            en = one.title_en or one.name if state == "value" else text_en(one, None, state=state)
            out.append(
                {
                    "code": reason_code(one, state=state),
                    "feature": one.name,
                    "family": one.family,
                    "state": state,
                    "text_zh": zh,
                    "text_en": en,
                    "unit": one.unit,
                    "direction": one.direction,
                }
            )
    return out
