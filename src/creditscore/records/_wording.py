"""A stored value as people read it, in both languages: codes by their names, money in yuan, dates in ISO form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from creditscore.codes import commitment_items, enumerations, industries, lists, regions, violations
from creditscore.errors import DefinitionError
from creditscore.records._catalogue import TABLES
from creditscore.records._table import Column

Wording = tuple[str, str]
"""Chinese and English; equal where nothing is to be translated, empty for null."""


def yuan(fen: int) -> float:
    """Money at the boundary: fen as yuan with two decimals.

    >>> yuan(123456)
    1234.56
    """
    return round(fen / 100, 2)


def wording(column: Column, value: Any, *, subject: str = "") -> Wording:
    """The value of a column as text; a code that no list names (any more) stays as it is.

    ``subject`` is the credit code of the subject: an individual business is marked, not listed, as abnormal.

    >>> from creditscore.records import TABLES
    >>> wording(TABLES["admin_penalty"].column("penalty_kind"), "fine")
    ('罚款', 'fine')
    >>> wording(TABLES["admin_penalty"].column("fine"), 1234500)
    ('12,345.00', '12,345.00')
    """
    if value is None:
        return "", ""
    match column.kind:
        case "boolean":
            return ("是", "yes") if value else ("否", "no")
        case "money":
            return _same(f"{yuan(value):,.2f}")
        case "date":
            return _same(value.isoformat() if isinstance(value, date) else str(value))
        case "integer":
            return _same(f"{value:d}")
        case "number":
            return _same(f"{value:g}")
        case "code":
            if column.enumeration == "list_code" and value in lists.LISTS:
                return lists.title(str(value), subject)
            return _named(column, str(value))
        case "text":
            listed = LISTED.get(column.name)
            return _same(str(value)) if listed is None else _each(listed, str(value))


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run at the start of a cell."""


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what a department delivers is shown, never run.

    >>> harmless("=1+1"), harmless("罚款")
    ("'=1+1", '罚款')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


LISTED = {"penalty_kinds": "penalty_kind"}
"""Text columns that hold several codes of a list, separated by a vertical bar."""


def _each(enumeration: str, codes: str) -> Wording:
    known = enumerations.get(enumeration)
    words = [
        (known[code].name_zh, known[code].name_en) if code in known else (code, code)
        for code in codes.split("|")
    ]
    return "、".join(word[0] for word in words), ", ".join(word[1] for word in words)


def _same(text: str) -> Wording:
    return text, text


def _named(column: Column, code: str) -> Wording:
    if column.enumeration:
        listed = enumerations.get(column.enumeration).get(code)
        return _same(code) if listed is None else (listed.name_zh, listed.name_en)
    name = _SYSTEMS.get(column.system)
    if name is None:
        return _same(code)
    try:
        return name(code)
    except (DefinitionError, KeyError):
        return _same(code)  # an open system: codes of elsewhere stay as they are


def _region(code: str) -> Wording:
    region = regions.get(code)
    return f"{region.name_zh}（{code}）", f"{region.name_en} ({code})"


def _industry(code: str) -> Wording:
    division = industries.division(code)
    found = industries.DIVISIONS[division] if division else industries.SECTIONS[industries.section(code)]
    return f"{found.name_zh}（{code}）", f"{found.name_en} ({code})"


def _violation(code: str) -> Wording:
    found = violations.get(code)
    return found.name_zh, found.name_en


def _table(code: str) -> Wording:
    return TABLES[code].title_zh, TABLES[code].title_en


def _commitment_item(code: str) -> Wording:
    found = commitment_items.get(code)
    return found.name_zh, found.name_en


_SYSTEMS: dict[str, Callable[[str], Wording]] = {
    "gb2260": _region, "gb2260_registrar": _region, "gb4754": _industry, "violations": _violation, "tables": _table,
    "commitment_items": _commitment_item,
}  # fmt: skip
