"""One input of a model: its name, meaning, direction and what values training saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from creditscore.plan import Direction, Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input.

    ``missing`` is ``forbidden`` where training had none: a null would be scored as something it never saw.
    ``low`` and ``high`` are the 0.1 % and 99.9 % quantiles of training, ``minimum`` and ``maximum`` its
    extremes (null for categories). Money is in yuan here, ``unit`` says so. ``explains`` is false for what a
    subject *is* (region, size, industry, age): such an input is never given as a reason.
    """

    name: str
    title_zh: str
    title_en: str
    unit: str = ""
    direction: Direction = "none"
    group: str = ""
    family: str = ""
    layer: Layer = "authorised"
    kind: Literal["number", "category"] = "number"
    categories: tuple[str, ...] = ()
    missing: Literal["allowed", "forbidden"] = "allowed"
    minimum: float | None = None
    maximum: float | None = None
    low: float | None = None
    high: float | None = None
    explains: bool = True
