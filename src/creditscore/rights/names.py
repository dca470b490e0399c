"""个体工商户名称脱敏: names of individual businesses, whose operator is a natural person, masked.

This project's own way, the same for everybody: the place in front and the trade word behind stay, of what lies
between only the first character, since it is there that the operator's name tends to be. Places are those of
``codes``; trade words are data (``business_words.csv``). What is not recognised is masked rather than shown.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

import ibis

from creditscore.codes import regions


@lru_cache
def _pattern() -> str:
    """Place, first character, the rest, trade word: read alike by Python and by the engine's RE2."""
    text = files("creditscore.rights").joinpath("business_words.csv").read_text(encoding="utf-8")
    words = [row["word"] for row in csv.DictReader(text.splitlines())]
    places = sorted(
        {"吉林省", *(region.name_zh for region in regions.REGIONS.values())}, key=len, reverse=True
    )
    return f"((?:{'|'.join(places)})*)(.)(.*?)((?:{'|'.join(words)})?)"


@lru_cache
def _compiled() -> re.Pattern[str]:
    return re.compile(_pattern(), re.DOTALL)


def mask_name(name: str | None) -> str | None:
    """The name with what may be the operator's name masked; null stays null.

    >>> mask_name("张三小吃店"), mask_name("长春市南关区李小明超市"), mask_name("王店"), mask_name("张三")
    ('张*小吃店', '长春市南关区李**超市', '*店', '张*')
    """
    found = None if name is None else _compiled().fullmatch(name)
    if name is None or found is None:
        return name
    place, first, rest, word = found.groups()
    return f"{place}{first + '*' * len(rest) if rest else '*'}{word}"


def masked_names(names: Any) -> Any:
    """``mask_name`` for a column of an Ibis table."""
    pattern = f"(?s)^{_pattern()}$"
    place, first, rest, word = (names.re_extract(pattern, group) for group in (1, 2, 3, 4))
    middle = (rest.length() == 0).ifelse("*", first.concat(ibis.literal("*").repeat(rest.length())))
    return (names.length() == 0).ifelse(names, place.concat(middle, word))
