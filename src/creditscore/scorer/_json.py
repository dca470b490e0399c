"""Artefacts as canonical JSON and back; what is read is checked piece by piece, nothing is trusted.

Canonical: sorted keys, no spaces, no NaN, so that equal artefacts give equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from datetime import date
from math import isfinite
from typing import Any, TypeVar, cast

from creditscore.errors import DefinitionError
from creditscore.plan import (
    Expression,
    Feature,
    GradeScale,
    RightsPolicy,
    Scale,
    feature_from_json,
    feature_to_json,
)
from creditscore.plan.canonical import expression_to_json
from creditscore.scorer._field import Field
from creditscore.scorer._header import Header
from creditscore.scorer.calibration import Calibration

T = TypeVar("T")


def dumps(data: Any) -> str:
    """Canonical JSON of plain data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def loads(text: str | bytes, *, where: str) -> Any:
    """JSON without duplicate keys, NaN or Infinity. Raises DefinitionError that names ``where``."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            raise ValueError("a key stands twice in one object")
        return found

    def constant(token: str) -> Any:
        raise ValueError(f"{token} is not JSON")

    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(decoded, object_pairs_hook=pairs, parse_constant=constant)
    except (ValueError, RecursionError) as error:
        raise DefinitionError(f"{where}: wanted JSON, found {type(error).__name__}: {error}") from None


def plain(value: Any) -> Any:
    """A dataclass, mapping, tuple, date or expression as plain JSON data."""
    if isinstance(value, Feature):
        return feature_to_json(value)
    if isinstance(value, Expression):
        return expression_to_json(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain(getattr(value, part.name)) for part in fields_of(value) if part.init}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in cast("Sequence[Any]", value)]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in cast("dict[str, Any]", value).items()}
    return value


class Reader:
    """One JSON object being read; every miss raises DefinitionError naming the place."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, dict):
            raise DefinitionError(f"{where}: wanted an object, found {type(data).__name__}")
        self.data = cast("dict[str, Any]", data)
        self.where = where

    def get(self, key: str) -> Any:
        if key not in self.data:
            raise DefinitionError(f"{self.where}: {key!r} is missing")
        return self.data[key]

    def _wanted(self, key: str, what: str) -> DefinitionError:
        return DefinitionError(f"{self.where}.{key}: wanted {what}, found {type(self.get(key)).__name__}")

    def text(self, key: str) -> str:
        value = self.get(key)
        if not isinstance(value, str):
            raise self._wanted(key, "text")
        return value

    def number(self, key: str) -> float:
        value = self.get(key)
        if not _is_number(value):
            raise self._wanted(key, "a finite number")
        return float(value)

    def whole(self, key: str) -> int:
        value = self.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wanted(key, "a whole number")
        return value

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if not isinstance(value, bool):
            raise self._wanted(key, "true or false")
        return value

    def day(self, key: str) -> date:
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            raise self._wanted(key, "a date") from None

    def maybe(self, key: str, read: Callable[[str], T]) -> T | None:
        return None if self.get(key) is None else read(key)

    def one_of(self, key: str, choices: Sequence[str]) -> Any:
        value = self.text(key)
        if value not in choices:
            raise self._wanted(key, f"one of {', '.join(choices)}")
        return value

    def items(self, key: str) -> list[Any]:
        value = self.get(key)
        if not isinstance(value, list):
            raise self._wanted(key, "a list")
        return cast("list[Any]", value)

    def numbers(self, key: str) -> tuple[float, ...]:
        values = self.items(key)
        if not all(map(_is_number, values)):
            raise self._wanted(key, "a list of finite numbers")
        return tuple(map(float, values))

    def flags(self, key: str) -> tuple[bool, ...]:
        values = self.items(key)
        if not all(isinstance(value, bool) for value in values):
            raise self._wanted(key, "a list of true and false")
        return tuple(values)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.items(key)
        if not all(isinstance(value, str) for value in values):
            raise self._wanted(key, "a list of texts")
        return tuple(values)

    def inside(self, key: str) -> Reader:
        return Reader(self.get(key), f"{self.where}.{key}")

    def each(self, key: str) -> list[Reader]:
        return [Reader(item, f"{self.where}.{key}[{i}]") for i, item in enumerate(self.items(key))]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def read_field(data: Reader) -> Field:
    return Field(
        name=data.text("name"), title_zh=data.text("title_zh"), title_en=data.text("title_en"),
        unit=data.text("unit"), direction=data.one_of("direction", ("up", "down", "none")),
        group=data.text("group"), family=data.text("family"),
        layer=data.one_of("layer", ("public", "authorised")),
        kind=data.one_of("kind", ("number", "category")), categories=data.texts("categories"),
        missing=data.one_of("missing", ("allowed", "forbidden")),
        minimum=data.maybe("minimum", data.number), maximum=data.maybe("maximum", data.number),
        low=data.maybe("low", data.number), high=data.maybe("high", data.number),
        explains=data.flag("explains"),
    )  # fmt: skip


def read_calibration(data: Reader) -> Calibration:
    kind = data.one_of("kind", ("platt", "identity"))
    return Calibration(kind=kind, slope=data.number("slope"), intercept=data.number("intercept"))


def read_header(data: Reader) -> Header:
    scale, grades = data.inside("scale"), data.inside("grade_scale")
    return Header(
        model_id=data.text("model_id"), version=data.text("version"), evaluation=data.text("evaluation"),
        layer=data.one_of("layer", ("public", "authorised")), subjects=data.texts("subjects"),
        outcome=data.text("outcome"), horizon_months=data.whole("horizon_months"),
        scale=Scale(**{key: scale.number(key) for key in ("pdo", "base_score", "base_odds", "low", "high")}),
        grade_scale=GradeScale(
            name=grades.text("name"), grades=grades.texts("grades"), floors=grades.numbers("floors")
        ),
        rights=read_rights(data.inside("rights")),
        feature_hash=data.text("feature_hash"), purpose=data.texts("purpose"),
        rule_version=data.maybe("rule_version", data.text),
        catalogue_version=data.maybe("catalogue_version", data.text),
        data_cutoff=data.maybe("data_cutoff", data.day), core_sources=data.texts("core_sources"),
        minimum_coverage=data.whole("minimum_coverage"), made_up=data.flag("made_up"),
        assumptions=data.texts("assumptions"), seed=data.maybe("seed", data.whole),
        features=tuple(read_feature(item) for item in data.each("features")),
    )  # fmt: skip


def read_rights(data: Reader) -> RightsPolicy:
    return RightsPolicy(
        name=data.one_of("name", ("as_served", "current_rights", "current_rules")),
        built_on=data.maybe("built_on", data.day),
        after_publicity=data.one_of("after_publicity", ("stop", "internal")),
        contested=data.one_of("contested", ("exclude", "annotate")),
    )


def read_feature(data: Reader) -> Feature:
    try:
        return feature_from_json(cast("Mapping[str, Any]", data.data))  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DefinitionError(f"{data.where}: not a feature definition ({type(error).__name__})") from None
