"""Closed code lists of the record columns, with their Chinese and English names.

Data: ``enumerations.csv``; one row a code, in the order that matters where there is one; ``status`` is S (found
in a source), K (known, unverified) or proposal (the project's own).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code of one list."""

    enumeration: str
    code: str
    name_zh: str
    name_en: str
    source: str
    status: str


@lru_cache
def _all() -> dict[str, dict[str, Code]]:
    lists: dict[str, dict[str, Code]] = {}
    for row in read_rows("enumerations.csv"):
        lists.setdefault(row["enumeration"], {})[row["code"]] = Code(**row)
    return lists


def names() -> tuple[str, ...]:
    """Every code list."""
    return tuple(_all())


def get(enumeration: str) -> dict[str, Code]:
    """The codes of one list by code, in the list's order.

    >>> list(get("procedure"))
    ['simple', 'ordinary']
    """
    try:
        return _all()[enumeration]
    except KeyError:
        raise DefinitionError(
            f"no code list {enumeration!r}; wanted one of {sorted(_all())} (enumerations.csv)"
        ) from None


def codes(enumeration: str) -> tuple[str, ...]:
    """The codes of one list.

    >>> codes("utility")
    ('electricity', 'water', 'gas', 'heat', 'telecom')
    """
    return tuple(get(enumeration))


def title(enumeration: str, code: str) -> tuple[str, str]:
    """Chinese and English name of a code.

    >>> title("penalty_kind", "fine")
    ('罚款', 'fine')
    """
    listed = get(enumeration)
    if code not in listed:
        raise DefinitionError(f"code {code!r} is not in list {enumeration!r}; wanted one of {list(listed)}")
    return listed[code].name_zh, listed[code].name_en
