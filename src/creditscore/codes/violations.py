"""违法行为: the kinds of violation a penalty may be for, and how a text is put under one of them.

Data: ``violations.csv``, the project's own list (status proposal): 双公示 delivers a free text, repeat offences are
counted per code (domain.md 2.4, 5.6). A row's ``pattern`` is a regular expression; the first row of the file whose
pattern occurs in the text gives the code, so the special stands above the general.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One kind of violation and the regular expression that finds it."""

    code: str
    domain: str
    name_zh: str
    name_en: str
    pattern: str
    source: str
    status: str


VIOLATIONS: dict[str, Violation] = {row["code"]: Violation(**row) for row in read_rows("violations.csv")}
"""Every kind of violation by code, in the order in which they are tried."""


CATCH_ALLS = tuple(code for code in VIOLATIONS if code.endswith(("_other", "_general")))
"""Kinds of violation that gather what has no kind of its own: two of them need not be the same violation."""


@lru_cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((found.code, re.compile(found.pattern)) for found in VIOLATIONS.values())


def get(code: str) -> Violation:
    """The kind of violation called ``code``.

    >>> get("fire_equipment").domain
    'fire'
    """
    try:
        return VIOLATIONS[code]
    except KeyError:
        raise DefinitionError(f"no violation {code!r}; wanted a code of violations.csv") from None


def known(code: str) -> bool:
    """Whether a record may carry this code."""
    return code in VIOLATIONS


def classify(text: str) -> str | None:
    """The code of the first kind of violation whose pattern occurs in a text; nothing if none does.

    Spaces do not count, full-width digits and letters are read as plain ones.

    >>> classify("超出核准登记的经营范围从事经营活动"), classify("未按规定设置消防设施"), classify("其他违法")
    ('beyond_scope', 'fire_equipment', None)
    """
    plain = _plain(text)
    return next((code for code, pattern in _patterns() if pattern.search(plain)), None)


def classify_many(texts: Iterable[str | None]) -> list[str | None]:
    """``classify`` of many texts; each distinct text is looked at once.

    >>> classify_many(["发布虚假广告", None])
    ['false_advertising', None]
    """
    seen: dict[str, str | None] = {}
    found: list[str | None] = []
    for text in texts:
        if text is not None and text not in seen:
            seen[text] = classify(text)
        found.append(None if text is None else seen[text])
    return found


def _plain(text: str) -> str:
    """A text without spaces; full-width digits and letters made plain, Chinese punctuation kept."""
    kept = "".join(text.split())
    return "".join(
        unicodedata.normalize("NFKC", character) if character.isalnum() else character for character in kept
    )
