"""Who may be judged at all, from the shape of the subject's code. Natural persons never are.

A resident ID (GB 11643) has a birth date in positions 7 to 14; whatever is shaped like one is refused, check
character right or wrong, unless it is a valid unified social credit code (GB 32100) and not a valid resident ID.
"""

from __future__ import annotations

from datetime import date

from creditscore.scorer._header import Header
from creditscore.scorer.answer import Note

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")

KINDS = {
    "91": "enterprise", "92": "individual_business", "93": "cooperative", "11": "gov_body",
    "12": "public_institution", "51": "social_org", "52": "social_org", "53": "social_org", "59": "social_org",
}  # fmt: skip
"""First two characters of a unified social credit code → kind of subject (domain.md 2.1)."""

RESIDENT_ID = Note(
    code="resident_id",
    text_zh="主体标识形似居民身份证号码：自然人不在评价范围内",
    text_en="the subject looks like a resident ID: natural persons are never scored",
)
INDIVIDUAL_BUSINESS = Note(
    code="separate_consent_missing",
    text_zh="个体工商户的经营者为自然人：融资用途须取得其单独同意",
    text_en="an individual business is run by a natural person: financing use needs the operator's separate consent",
)
OTHER_KIND = Note(
    code="subject_kind",
    text_zh="该类主体不属于本评价的对象",
    text_en="this kind of subject is not among those the evaluation judges",
)
OUTSIDE_SUBJECTS = Note(
    code="outside_subjects",
    text_zh="该类主体不在模型训练对象之内",
    text_en="this kind of subject was not among those the model was made for",
)


def looks_like_resident_id(value: str) -> bool:
    """Whether a subject is shaped like a resident ID of 18 characters, or of the old form of 15 digits.

    >>> looks_like_resident_id("11010519491231002X"), looks_like_resident_id("110105491231002")
    (True, True)
    >>> looks_like_resident_id("11010519491231003X"), looks_like_resident_id("91350100M000100Y43")
    (True, False)
    """
    if len(value) < 15 or not value[:14].strip().isdecimal():
        return False
    text = value.strip().translate(_FULL_WIDTH).upper()
    if not text.isascii():
        return False
    if len(text) == 18 and text[:17].isdigit() and text[17] in "0123456789X" and _is_birth(text[6:14]):
        return _is_resident_id(text) or not _is_credit_code(text)
    return len(text) == 15 and text.isdigit() and text[0] != "0" and _is_birth("19" + text[6:12])


def _is_birth(digits: str) -> bool:
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2099
    except ValueError:
        return False


def _is_resident_id(text: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS))
    return "10X98765432"[total % 11] == text[17]


def _is_credit_code(text: str) -> bool:
    if len(text) != 18 or any(letter not in _USCC for letter in text):
        return False
    total = sum(_USCC.index(letter) * pow(3, i, 31) for i, letter in enumerate(text[:17]))
    return _USCC[-total % 31] == text[17]


def kind_of(subject: str) -> str | None:
    """Kind of subject from a credit code, None for a pseudonym or an unknown class.

    >>> kind_of("91350100M000100Y43"), kind_of("S06113643f6df683a")
    ('enterprise', None)
    """
    text = subject.strip()
    return KINDS.get(text[:2]) if len(text) == 18 and text[:2] in KINDS and text[2:8].isdecimal() else None


def is_financing(header: Header) -> bool:
    """Whether an evaluation serves financing: by its name, or because it predicts a bank's losses."""
    return "financing" in header.evaluation or header.outcome.startswith("bad_")


def refusal_of(header: Header, subject: str, *, separate_consent: bool) -> Note | None:
    """Why this subject may not be judged by this evaluation; None if it may."""
    if looks_like_resident_id(subject):
        return RESIDENT_ID
    kind = kind_of(subject)
    if kind == "individual_business" and is_financing(header):
        return None if separate_consent else INDIVIDUAL_BUSINESS
    if kind is None or kind in header.subjects:
        return None
    return OTHER_KIND if _names_kinds(header) else None


def is_outside(header: Header, subject: str) -> bool:
    """Whether an admitted subject is of a kind the model was not made for."""
    kind = kind_of(subject)
    return kind is not None and kind not in header.subjects and _names_kinds(header)


def _names_kinds(header: Header) -> bool:
    return bool(header.subjects) and all(one in KINDS.values() for one in header.subjects)
