"""SQL that folds what is written in several ways into one: widths, brackets, day numbers, persons into keyed hashes."""

from __future__ import annotations

SERIAL = "excel"
"""The date format of a spreadsheet's day number left as a number (45322 is 2024-01-31)."""

_WIDE = "".join(
    chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
)
_NARROW = "".join(chr(ord(letter) - 0xFEE0) for letter in _WIDE)
_WIDE_MARKS, _NARROW_MARKS = "．－，：／\u3000", ".-,:/ "
_OPENING, _CLOSING = "〔［\\[【（(〈{", "〕］\\]】）)〉}"

INNER, OUTER = "hmac_inner", "hmac_outer"
"""Names of the variables that hold the two padded keys; the key never is part of a statement."""


def halved(text: str) -> str:
    """Digits, letters and the marks of dates and amounts in half width; plain ASCII is left alone at once."""
    return f"CASE WHEN strlen({text}) = length({text}) THEN {text} ELSE translate({text}, '{_WIDE + _WIDE_MARKS}', '{_NARROW + _NARROW_MARKS}') END"


def document(text: str) -> str:
    """A document number or an agency as it is compared: half width, one kind of bracket, no spaces, capitals.

    〔2021〕, [2021], （2021） and (2021) are one number.
    """
    folded = f"regexp_replace(regexp_replace(regexp_replace({text}, '[{_OPENING}]', '(', 'g'), '[{_CLOSING}]', ')', 'g'), '[\\s\u3000]', '', 'g')"
    return f"upper(CASE WHEN regexp_matches({text}, '[０-９Ａ-Ｚａ-ｚ]') THEN translate({folded}, '{_WIDE}', '{_NARROW}') ELSE {folded} END)"


def credit_code(text: str) -> str:
    """A credit code in half width and capitals, without spaces."""
    return f"upper(replace({halved(text)}, ' ', ''))"


def serial_day(text: str) -> str:
    """The day of a spreadsheet's day number; nothing for any other text."""
    return f"CASE WHEN regexp_full_match({text}, '[1-9][0-9]{{4}}([.][0-9]+)?') THEN DATE '1899-12-30' + TRY_CAST(split_part({text}, '.', 1) AS INTEGER) END"


def keyed_hash(text: str) -> str:
    """HMAC-SHA256 (RFC 2104) of a text, in hexadecimal, under the key in the connection's variables."""
    inner = f"unhex(sha256(getvariable('{INNER}') || encode({credit_code(text)})))"
    return f"CASE WHEN {text} IS NOT NULL THEN sha256(getvariable('{OUTER}') || {inner}) END"
