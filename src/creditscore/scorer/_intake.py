"""What comes in: every fault at once, then values and warnings. No value is ever echoed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isinf, nextafter
from numbers import Real
from sys import float_info
from typing import Any, cast

from creditscore.errors import Fault
from creditscore.scorer._field import Field
from creditscore.scorer.answer import Note

Given = float | str | None

MOST_FAULTS = 200
"""Faults listed for one input; beyond, the last says how many more."""

UNIT_FACTOR = 100.0
"""Fen for yuan is 100 times too much, yuan for 万元 10,000 times: from 100 on a unit is suspected."""

MESSAGES: dict[str, tuple[str, str]] = {
    "above_training_range": ("高于训练样本范围", "above the range seen in training"),
    "below_training_range": ("低于训练样本范围", "below the range seen in training"),
    "suspected_unit_error": (
        "与训练分位数相差百倍以上，疑似单位错误",
        "a hundred times or more outside the training quantiles: is the unit right?",
    ),
    "unseen_category": ("取值未见于训练样本", "a category not seen in training"),
}
"""Warnings about one input, zh and en."""


def pointer(name: str) -> str:
    """RFC 6901 pointer to a member.

    >>> pointer("a/b")
    '/a~1b'
    """
    return "/" + name.replace("~", "~0").replace("/", "~1")


def fault(where: str, code: str, detail: str) -> Fault:
    return {"pointer": where, "code": code, "detail": detail}


def nearest(name: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """The end of a sentence about a name that nothing has: the nearest that something has, if there is one."""
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else otherwise


class Intake:
    """The inputs of one model, ready to read mappings quickly.

    ``unseen_refused`` names categories whose policy refuses what training never saw; ``seen`` holds, per
    category, the labels with a bin.
    """

    def __init__(
        self, fields: Sequence[Field], *, seen: Mapping[str, set[str]], unseen_refused: set[str]
    ) -> None:
        self.fields = tuple(fields)
        self.names = {field.name for field in fields}
        self.seen = seen
        self.unseen_refused = unseen_refused
        self.quick = [(field.name, *usual_range(field)) for field in fields]

    def read(self, features: Mapping[str, Any], faults: list[Fault]) -> tuple[list[Given], list[int]]:
        """Values in the order of the inputs, and which of them want a second look; faults are added."""
        values: list[Given] = []
        odd: list[int] = []
        try:
            for name, low, high in self.quick:
                value = features[name]
                if (type(value) is float or type(value) is int) and low <= value <= high:
                    values.append(float(value))
                else:
                    odd.append(len(values))
                    values.append(value)
        except (KeyError, TypeError):
            self._names(features, faults)
            return [], []
        if len(features) != len(values):
            self._names(features, faults)
            return [], []
        for j in odd:
            values[j] = self._value(self.fields[j], values[j], faults)
        return values, odd

    def _names(self, features: Any, faults: list[Fault]) -> None:
        if not isinstance(features, Mapping):
            faults.append(
                {"pointer": "", "code": "type", "detail": "wanted a mapping of feature names to values"}
            )
            return
        given = cast("Mapping[Any, Any]", features)
        for field in self.fields:
            if field.name in given:
                self._value(field, given[field.name], faults)
            else:
                detail = f"{field.name} is missing; give null where there is no data"
                faults.append({"pointer": pointer(field.name), "code": "missing_feature", "detail": detail})
        faults.extend(self.unknown(str(name)) for name in given if name not in self.names)

    def unknown(self, name: str) -> Fault:
        """The fault of a name that is no input, with the nearest that is."""
        shown = name[:60]
        hint = nearest(shown, self.names, otherwise="; see the schema for the names")
        return fault(pointer(shown), "unknown_feature", f"no such feature{hint}")

    def _value(self, field: Field, value: Any, faults: list[Fault]) -> Given:
        """A value as the arithmetic wants it; None is missing (and so is NaN)."""

        def wrong(code: str, detail: str) -> None:
            faults.append({"pointer": pointer(field.name), "code": code, "detail": detail})

        if value is None or (isinstance(value, Real) and value != value):
            if field.missing == "forbidden":
                wrong("missing_forbidden", "training never saw it missing; a value is needed")
            return None
        if field.kind == "category":
            if not isinstance(value, str):
                wrong("type", "wanted text or null")
                return None
            if field.name in self.unseen_refused and value not in self.seen[field.name]:
                wrong("unknown_category", f"wanted one of {', '.join(sorted(self.seen[field.name]))}")
            return str(value)
        if isinstance(value, bool) or not isinstance(value, Real):
            wrong("type", "wanted a number or null")
            return None
        try:
            number = float(value)
        except OverflowError:
            number = float("inf")
        if isinf(number):
            wrong("not_finite", "wanted a finite number")
            return None
        return number

    def warnings(self, values: Sequence[Given], odd: Sequence[int]) -> tuple[Note, ...]:
        """Warnings about the values that wanted a second look."""
        found: list[Note] = []
        for j in odd:
            field, value = self.fields[j], values[j]
            if isinstance(value, str):
                codes = [] if value in self.seen[field.name] else ["unseen_category"]
            else:
                codes = [] if value is None else strange(field, value)
            found.extend(note(code, field) for code in codes)
        return tuple(found)


def usual_range(field: Field) -> tuple[float, float]:
    """Values from low to high that no warning can concern; empty (1, 0) for a category."""
    if field.kind == "category":
        return 1.0, 0.0
    low = -float_info.max if field.minimum is None else field.minimum
    high = float_info.max if field.maximum is None else field.maximum
    if field.low is not None and field.low > 0.0:
        low = max(low, nextafter(field.low / UNIT_FACTOR, float("inf")))
    if field.high is not None and field.high > 0.0:
        high = min(high, nextafter(field.high * UNIT_FACTOR, 0.0))
    return low, high


def strange(field: Field, value: float) -> list[str]:
    """Codes of the warnings a number deserves."""
    codes: list[str] = []
    if field.maximum is not None and value > field.maximum:
        codes.append("above_training_range")
    if field.minimum is not None and value < field.minimum:
        codes.append("below_training_range")
    too_large = field.high is not None and field.high > 0.0 and value >= field.high * UNIT_FACTOR
    too_small = field.low is not None and field.low > 0.0 and 0.0 < value <= field.low / UNIT_FACTOR
    if too_large or too_small:
        codes.append("suspected_unit_error")
    return codes


def note(code: str, field: Field) -> Note:
    """A warning about one input."""
    zh, en = MESSAGES[code]
    return Note(
        code=code,
        feature=field.name,
        text_zh=f"{field.title_zh or field.name}：{zh}",
        text_en=f"{field.title_en or field.name}: {en}",
    )


def capped(faults: list[Fault]) -> list[Fault]:
    """At most ``MOST_FAULTS`` of them."""
    if len(faults) <= MOST_FAULTS:
        return faults
    more = f"{len(faults) - MOST_FAULTS + 1} more faults are not listed"
    return [*faults[: MOST_FAULTS - 1], {"pointer": "", "code": "more", "detail": more}]
