"""统一社会信用代码: the unified social credit code of GB 32100-2015.

Eighteen characters: registration authority, class of subject, six digits of the registration region
(GB/T 2260, possibly a retired one), nine characters of the organisation code (GB 11714), one check
character. Sources: domain.md 2.1, S3 (check character, worked example) and S4 (authorities and classes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from creditscore.codes._data import read_rows
from creditscore.errors import IdentifierError

CHARSET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters in order of their values; I, O, S, V and Z are not used."""

WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
"""``3**i mod 31`` for the first 17 positions: 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28."""

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""Weights of the eight characters of an organisation code (GB 11714)."""

_ROWS = read_rows("uscc_kinds.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the first two characters say: who registered the subject, and what it is."""

    authority: str
    kind_class: str
    authority_zh: str
    authority_en: str
    name_zh: str
    name_en: str
    entity_type: str
    source: str
    status: str


KIND_ROWS: dict[str, Kind] = {row["authority"] + row["kind_class"]: Kind(**row) for row in _ROWS}
"""Every pair of first characters in use (S4; ``uscc_kinds.csv``)."""

AUTHORITIES: dict[str, tuple[str, str]] = {
    first: (
        next(kind.authority_zh for kind in KIND_ROWS.values() if kind.authority == first),
        "".join(kind.kind_class for kind in KIND_ROWS.values() if kind.authority == first),
    )
    for first in dict.fromkeys(kind.authority for kind in KIND_ROWS.values())
}
"""First character → (registration authority, classes it may register)."""

KINDS = {pair: kind.entity_type for pair, kind in KIND_ROWS.items() if kind.entity_type != "other"}
"""First two characters → kind of subject; every other pair is ``other``."""

_VALUES = np.full(128, -1, dtype=np.int64)
_VALUES[[ord(character) for character in CHARSET]] = np.arange(31)
_CHARACTERS = np.array([ord(character) for character in CHARSET], dtype=np.uint32)
_ORGANISATION_VALUES = np.full(128, -1, dtype=np.int64)
_ORGANISATION_VALUES[ord("0") : ord("9") + 1] = np.arange(10)
_ORGANISATION_VALUES[ord("A") : ord("Z") + 1] = np.arange(10, 36)
_WEIGHTS = np.array(WEIGHTS, dtype=np.int64)
_ORGANISATION_WEIGHTS = np.array(ORGANISATION_WEIGHTS, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is wrong with a code: ``fault`` is empty when it is valid, ``warning`` when nothing is odd."""

    code: str
    fault: str
    warning: str

    @property
    def valid(self) -> bool:
        return not self.fault


def check(code: str) -> Check:
    """Check one code: length, characters, authority and class, check character.

    A wrong organisation-code check character is a warning only (some individual businesses deviate), and
    the region is not checked, because retired regions stay inside old codes.

    >>> check("91350100M000100Y43").valid
    True
    >>> check("91350100M000100Y4A").fault
    "the check character should be '3' but is 'A'"
    """
    fault = _fault(code)
    warning = ""
    if not fault and organisation_check_character(code[8:16]) != code[16]:
        warning = (
            f"the organisation code inside should end in {organisation_check_character(code[8:16])!r} "
            f"(GB 11714) but ends in {code[16]!r}"
        )
    return Check(code=code, fault=fault, warning=warning)


def _fault(code: str) -> str:
    if len(code) != 18:
        return f"wanted 18 characters, found {len(code)}"
    wrong = sorted({character for character in code if character not in CHARSET})
    if wrong:
        return f"characters {wrong} are not used in a credit code"
    if code[0] not in AUTHORITIES or code[1] not in AUTHORITIES[code[0]][1]:
        return f"{code[:2]!r} is not a registration authority and class"
    if not code[2:8].isdigit():
        return f"positions 3 to 8 should be a region of six digits, found {code[2:8]!r}"
    expected = check_character(code[:17])
    if expected != code[17]:
        return f"the check character should be {expected!r} but is {code[17]!r}"
    return ""


def check_character(first17: str) -> str:
    """The 18th character: ``(31 - sum(value * weight) mod 31) mod 31``.

    The standard's example sums to 1640, 1640 mod 31 = 28, hence 3:

    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(CHARSET.index(character) * weight for character, weight in zip(first17, WEIGHTS, strict=True))
    return CHARSET[-total % 31]


def organisation_check_character(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714): ``11 - sum mod 11``, 10 → X, 11 → 0.

    >>> organisation_check_character("M000100Y")
    '4'
    """
    total = sum(
        int(_ORGANISATION_VALUES[ord(character)]) * weight
        for character, weight in zip(first8, ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def entity_type(code: str) -> str:
    """Kind of subject from positions 1 and 2.

    >>> entity_type("91350100M000100Y43"), entity_type("51"), entity_type("N2")
    ('enterprise', 'social_org', 'other')
    """
    return KINDS.get(code[:2], "other")


def region(code: str) -> str:
    """Registration region inside a code (positions 3 to 8); it may be retired, see ``codes.regions``."""
    return code[2:8]


def make(*, kind: str, region_code: str, organisation: str) -> str:
    """A valid code from its parts: two characters of authority and class, six of region, eight of the
    organisation's own number; both check characters are computed.

    >>> make(kind="91", region_code="350100", organisation="M000100Y")
    '91350100M000100Y43'
    """
    first17 = kind + region_code + organisation + organisation_check_character(organisation)
    code = first17 + check_character(first17)
    fault = _fault(code)
    if fault:
        raise IdentifierError(
            f"no credit code can be made of {kind!r}, {region_code!r}, {organisation!r}: {fault}"
        )
    return code


def make_many(kinds: Sequence[str] | NDArray[np.str_], *, regions: Sequence[str] | NDArray[np.str_],
              numbers: ArrayLike, block: str = "MA") -> NDArray[np.str_]:  # fmt: skip
    """Valid codes for ``n`` subjects, shape ``(n,)``, dtype ``<U18``.

    ``kinds`` are two characters each, ``regions`` six digits, ``numbers`` integers below ``31**6``; number
    ``k`` becomes the organisation code ``block`` (two of the 31 characters) + ``k`` in the 31 characters.
    Equal numbers give equal bodies.
    """
    number = np.asarray(numbers, dtype=np.int64)
    count = len(number)
    if count and (number.min() < 0 or number.max() >= 31**6):
        raise IdentifierError(f"numbers must lie in [0, 31**6); found {number.min()} to {number.max()}")
    cells = np.zeros((count, 18), dtype=np.uint32)
    cells[:, 0:2] = _cells(kinds, width=2)
    cells[:, 2:8] = _cells(regions, width=6)
    cells[:, 8], cells[:, 9] = ord(block[0]), ord(block[1])
    for position in range(6):
        cells[:, 15 - position] = _CHARACTERS[number // 31**position % 31]
    cells[:, 16] = _organisation_cells(cells)
    cells[:, 17] = _CHARACTERS[-(_VALUES[cells[:, :17]] @ _WEIGHTS) % 31]
    return _strings(cells)


def valid_many(codes: Sequence[str] | NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which of ``n`` codes are valid, shape ``(n,)``; the same rules as ``check``."""
    text = np.asarray(codes, dtype=np.str_)
    if not len(text):
        return np.zeros(0, dtype=np.bool_)
    right_length = np.strings.str_len(text) == 18
    cells = _cells(np.where(right_length, text, "0" * 18), width=18)
    values = np.where(cells < 128, _VALUES[np.minimum(cells, 127)], -1)
    good = right_length & (values >= 0).all(axis=1) & (values[:, 2:8] < 10).all(axis=1)
    good &= np.isin(text.astype("<U2"), list(KIND_ROWS))
    return good & (-(values[:, :17] @ _WEIGHTS) % 31 == values[:, 17])


def warned_many(codes: Sequence[str] | NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which of ``n`` codes are valid and yet carry the warning of ``check``, shape ``(n,)``."""
    text = np.asarray(codes, dtype=np.str_)
    valid = valid_many(text)
    warned = np.zeros(len(text), dtype=np.bool_)
    if valid.any():
        cells = _cells(text[valid], width=18)
        warned[valid] = _organisation_cells(cells) != cells[:, 16]
    return warned


def _organisation_cells(cells: NDArray[np.uint32]) -> NDArray[np.uint32]:
    totals = _ORGANISATION_VALUES[cells[:, 8:16]] @ _ORGANISATION_WEIGHTS
    characters = np.array([ord(character) for character in "0123456789X0"], dtype=np.uint32)
    return characters[11 - totals % 11]


def _cells(texts: Sequence[str] | NDArray[np.str_], *, width: int) -> NDArray[np.uint32]:
    text = np.ascontiguousarray(np.asarray(texts, dtype=f"<U{width}"))
    return text.view(np.uint32).reshape(-1, width)


def _strings(cells: NDArray[np.uint32]) -> NDArray[np.str_]:
    return np.ascontiguousarray(cells).view(f"<U{cells.shape[1]}").reshape(-1)
