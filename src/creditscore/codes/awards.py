"""守信激励与荣誉: the honours that are recorded, their levels and what they may do (domain.md 2.15). Data: ``awards.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError

AwardEffect = Literal["positive", "plus_only", "sampling_only"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One honour. ``effect`` is positive (counts for its holder), plus_only (a plus, never required) or
    sampling_only (lowers the sampling rate of inspections and nothing else).
    """

    code: str
    name_zh: str
    name_en: str
    levels: tuple[str, ...]
    effect: AwardEffect
    source: str
    status: str


def _award(row: dict[str, str]) -> Award:
    return Award(
        code=row["code"], name_zh=row["name_zh"], name_en=row["name_en"], levels=tuple(row["levels"].split()),
        effect=cast("AwardEffect", row["effect"]), source=row["source"], status=row["status"],
    )  # fmt: skip


AWARDS: dict[str, Award] = {row["code"]: _award(row) for row in read_rows("awards.csv")}
"""Every honour by code."""


def get(code: str) -> Award:
    """The honour called ``code``.

    >>> get("env_positive_list").effect
    'sampling_only'
    """
    try:
        return AWARDS[code]
    except KeyError:
        raise DefinitionError(f"no award {code!r}; wanted one of {sorted(AWARDS)} (awards.csv)") from None


def known(code: str, *, level: str) -> bool:
    """Whether an honour is granted at a level.

    >>> known("aeo_advanced", level="national"), known("aeo_advanced", level="county")
    (True, False)
    """
    return code in AWARDS and level in AWARDS[code].levels
