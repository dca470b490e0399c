"""国民经济行业分类: sections and divisions of GB/T 4754-2017.

A code is a section letter with up to four digits (``C``, ``C13``, ``C1311``) or the digits alone (``13``,
``1311``); groups and classes below the division are not checked. Data: ``industries.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Industry:
    """A section (``division`` empty) or a division."""

    code: str
    division: str
    section: str
    name_zh: str
    name_en: str
    level: str
    source: str
    status: str


_ROWS = tuple(Industry(**row) for row in read_rows("industries.csv"))

SECTIONS: dict[str, Industry] = {row.section: row for row in _ROWS if row.level == "section"}
"""The 20 sections by letter."""

DIVISIONS: dict[str, Industry] = {row.division: row for row in _ROWS if row.level == "division"}
"""The 97 divisions by their two digits."""


def section(code: str) -> str:
    """The section letter of an industry code.

    >>> section("C1311"), section("62"), section("H")
    ('C', 'H', 'H')
    """
    return _split(code)[0]


def division(code: str) -> str:
    """The two digits of the division, empty where the code names a section only.

    >>> division("C1311"), division("6210"), division("H")
    ('13', '62', '')
    """
    return _split(code)[1]


def known(code: str) -> bool:
    """Whether a record may carry this code; the letter must agree with the division.

    >>> known("C13"), known("A13"), known("99"), known("C131")
    (True, False, False, True)
    """
    return not _fault(code)


def _fault(code: str) -> str:
    letter = code[:1] if code[:1].isalpha() else ""
    digits = code[len(letter) :]
    if letter and letter not in SECTIONS:
        return f"{letter!r} is not a section"
    if not letter and not digits:
        return "it is empty"
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 4):
        return f"wanted two to four digits after the section letter, found {digits!r}"
    if digits[:2] not in DIVISIONS:
        return f"{digits[:2]!r} is not a division"
    if letter and DIVISIONS[digits[:2]].section != letter:
        return f"division {digits[:2]} belongs to section {DIVISIONS[digits[:2]].section}, not {letter}"
    return ""


def _split(code: str) -> tuple[str, str]:
    fault = _fault(code)
    if fault:
        raise DefinitionError(f"industry {code!r} is not a code of GB/T 4754-2017: {fault}")
    digits = code.lstrip("ABCDEFGHIJKLMNOPQRST")
    return (DIVISIONS[digits[:2]].section, digits[:2]) if digits else (code[0], "")
