"""A finding: one number against one threshold with its source, and the verdict."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from creditscore.errors import ValidationError

Outcome = Literal["passed", "failed", "not_applicable"]
Light = Literal["green", "amber", "red", "grey"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``light`` refines the outcome: green and amber (watch) passed, red failed, grey not applicable.

    ``value`` is null where the test does not apply; ``evidence`` names the features, grades or groups the
    verdict rests on.
    """

    code: str
    title_zh: str
    title_en: str
    outcome: Outcome
    light: Light
    value: float | None = None
    threshold: str = ""
    source_zh: str = ""
    source_en: str = ""
    basis_kind: str = "project_default"
    detail_zh: str = ""
    detail_en: str = ""
    evidence: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self) | {"evidence": list(self.evidence)}


@lru_cache(maxsize=1)
def thresholds() -> dict[str, Any]:
    """The versioned table of thresholds: ``version`` and ``tests``, a mapping by code."""
    text = resources.files("creditscore.validation").joinpath("thresholds.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def light_of(value: float, *, bar: Mapping[str, Any]) -> Light:
    """Colour of a value by ``good`` and ``watch`` of a threshold entry.

    ``sense`` is ``at_least`` (larger is better), ``at_most``, or ``between`` (both are pairs of bounds).
    """
    good, watch = bar["good"], bar["watch"]
    if bar["sense"] == "between":
        inside = [low <= value <= high for low, high in (good, watch)]
    elif bar["sense"] == "at_least":
        inside = [value >= good, value >= watch]
    else:
        inside = [value <= good, value <= watch]
    return "green" if inside[0] else "amber" if inside[1] else "red"


def bar_text(bar: Mapping[str, Any]) -> str:
    """The threshold in words: where green ends, then where amber ends (or the entry's own ``bar``)."""
    if "bar" in bar:
        return str(bar["bar"])
    if bar["sense"] == "between":
        return " / ".join(f"{low:g}–{high:g}" for low, high in (bar["good"], bar["watch"]))
    sign = "≥" if bar["sense"] == "at_least" else "≤"
    if bar["good"] == bar["watch"]:
        return f"{sign} {bar['good']:g}"
    return f"{sign} {bar['good']:g} / {sign} {bar['watch']:g}"


def verdict(
    code: str,
    value: float | None,
    *,
    evidence: tuple[str, ...] = (),
    light: Light | None = None,
    **facts: Any,
) -> Finding:
    """The finding of test ``code`` of ``thresholds.toml`` for ``value`` (null: not applicable).

    ``facts`` fill the entry's sentences; ``light`` replaces the colour where a test has a rule of its own.
    """
    try:
        bar = thresholds()["tests"][code]
    except KeyError:
        raise ValidationError(
            f"finding {code!r}: no such test; found {sorted(thresholds()['tests'])}; add it to thresholds.toml"
        ) from None
    if value is None or value != value:
        light, value = "grey", None
    elif light is None:
        light = light_of(value, bar=bar)
    outcome: Outcome = {"red": "failed", "grey": "not_applicable"}.get(light, "passed")  # type: ignore[assignment]
    why = ("", "") if value is not None else (bar.get("without_zh", ""), bar.get("without_en", ""))
    return Finding(
        code=code,
        title_zh=bar["title_zh"],
        title_en=bar["title_en"],
        outcome=outcome,
        light=light,
        value=value,
        threshold=bar_text(bar),
        source_zh=bar["source_zh"],
        source_en=bar["source_en"],
        basis_kind=bar["basis_kind"],
        detail_zh=why[0] or (bar["detail_zh"].format(value=value, **facts) if value is not None else ""),
        detail_en=why[1] or (bar["detail_en"].format(value=value, **facts) if value is not None else ""),
        evidence=evidence,
    )
