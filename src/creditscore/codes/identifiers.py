"""What an identifier may look like, and the guard that keeps natural persons out.

A resident ID (GB 11643) is 17 digits with a birth date in positions 7 to 14 and a MOD 11-2 check
character. Whatever looks like one is refused, even if it also passes as something else (domain.md 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from creditscore.codes import uscc

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")
_EMBEDDED = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")


def normalise(value: str) -> str:
    """An identifier without surrounding space and with full-width digits made plain, letters upper case."""
    return value.strip().translate(_FULL_WIDTH).upper()


def looks_like_resident_id(value: str) -> bool:
    """Whether a value has the shape of a resident ID of 18 characters, or of the old form of 15 digits.

    >>> looks_like_resident_id("11010519491231002X"), looks_like_resident_id("91350100M000100Y43")
    (True, False)
    >>> looks_like_resident_id("110105491231002")
    True
    """
    text = normalise(value)
    if len(text) == 18 and text.isascii():
        return text[:17].isdigit() and text[17] in "0123456789X" and _birth(text[6:14]) and _mod_11_2(text)
    return (
        len(text) == 15 and text.isascii() and text.isdigit() and text[0] != "0" and _birth("19" + text[6:12])
    )


def _birth(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1880 <= born.year <= 2099


def _mod_11_2(text: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECK[total % 11] == text[17]


def resident_id_inside(text: str) -> str:
    """The first resident ID of 18 characters standing alone inside a longer text, or nothing.

    >>> resident_id_inside("经营者身份证号11010519491231002X，住址不详")
    '11010519491231002X'
    """
    for match in _EMBEDDED.finditer(text.translate(_FULL_WIDTH)):
        if looks_like_resident_id(match.group()):
            return match.group()
    return ""


def resident_ids(values: Sequence[str] | NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which of ``n`` values look like resident IDs, shape ``(n,)``."""
    text = np.asarray(values, dtype=np.str_)
    suspects = np.isin(np.strings.str_len(np.strings.strip(text)), (15, 18))
    found = np.zeros(len(text), dtype=np.bool_)
    for index in np.flatnonzero(suspects & _mostly_digits(text)):
        found[index] = looks_like_resident_id(str(text[index]))
    return found


def _mostly_digits(text: NDArray[np.str_]) -> NDArray[np.bool_]:
    """A cheap sieve: the first 14 characters, stripped, are decimal digits of some width."""
    return np.strings.isdecimal(np.strings.strip(text).astype("<U14"))


def pseudonym_fault(value: str) -> str:
    """What is wrong with a pseudonym, empty when nothing is.

    A pseudonym is 1 to 64 letters, digits and ``_ . : -``, and looks neither like a resident ID, nor a
    mobile number, nor a real credit code.

    >>> pseudonym_fault("S06113643f6df683a")
    ''
    >>> pseudonym_fault("某某有限公司")
    'a pseudonym is 1 to 64 letters, digits and _ . : -'
    """
    if _PSEUDONYM.fullmatch(value) is None:
        return "a pseudonym is 1 to 64 letters, digits and _ . : -"
    if looks_like_resident_id(value):
        return "it looks like a resident ID"
    if _MOBILE.fullmatch(value) is not None:
        return "it looks like a mobile number"
    if len(value) == 18 and uscc.check(value.upper()).valid:
        return 'it is a real credit code; declare identifier = "uscc" or pseudonymise it'
    return ""
