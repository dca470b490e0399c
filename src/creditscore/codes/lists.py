"""名单: every list an entity may be on, who decides it, how long it lasts and how one leaves.

Data: ``lists.csv`` (domain.md 2.9). Each figure has a source and a status of its own: S (found in a source), K
(known, unverified) or proposal. A term without a source is not applied: ``term`` refuses it; the unverified
number stays on record in ``unverified_term_months``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from creditscore.codes._data import optional_day, optional_number, read_rows
from creditscore.codes.uscc import entity_type
from creditscore.errors import DefinitionError, RightsError

TermKind = Literal["fixed", "until_done", "unsourced"]
Effect = Literal["lose_points", "cap_C", "grade_D"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditList:
    """One list. Months are calendar months from the date of entry.

    ``term_kind`` is fixed (``term_months`` holds), until_done (no term of the list's own: one leaves once the
    duty is done, or when a term stated in the decision ends) or unsourced (``term_months`` is null, whatever
    ``unverified_term_months`` says). ``longer_term_months`` holds where the conduct was not corrected or
    repeated. ``min_months`` is the earliest exit. ``in_force_from`` is the first day of the rule these figures
    are taken from, ``escalation_until`` the first day the escalation no longer holds. ``effect`` on the
    evaluation is the project's own default.
    """

    list_code: str
    name_zh: str
    name_en: str
    domain: str
    serious: bool
    authority_zh: str
    authority_en: str
    authority_source: str
    authority_status: str
    term_kind: TermKind
    term_months: int | None
    longer_term_months: int | None
    term_source: str
    term_status: str
    min_months: int | None
    min_source: str
    min_status: str
    unverified_term_months: str
    unverified_min_months: str
    exit_zh: str
    exit_en: str
    exit_source: str
    exit_status: str
    escalates_to: str
    after_months: int | None
    escalation_until: date | None
    escalation_source: str
    escalation_status: str
    effect: Effect
    effect_source: str
    effect_status: str
    in_force_from: date | None
    source: str
    status: str


_MONTHS = ("term_months", "longer_term_months", "min_months", "after_months")
_DAYS = ("escalation_until", "in_force_from")


def _list(row: dict[str, str]) -> CreditList:
    values: dict[str, object] = dict(row)
    values.update((name, optional_number(row[name])) for name in _MONTHS)
    values["serious"] = row["serious"] == "yes"
    values.update((name, optional_day(row[name])) for name in _DAYS)
    return CreditList(**cast("dict[str, object]", values))  # pyright: ignore[reportArgumentType]


LISTS: dict[str, CreditList] = {row["list_code"]: _list(row) for row in read_rows("lists.csv")}
"""Every list by code."""

SERIOUS: tuple[str, ...] = tuple(code for code, found in LISTS.items() if found.serious)
"""Lists of serious dishonesty (item 6 of the catalogue), in the order of the file."""

GRADE_D: tuple[str, ...] = tuple(code for code, found in LISTS.items() if found.effect == "grade_D")
"""Lists whose default effect is the worst grade while listed (the project's own default)."""


def get(code: str) -> CreditList:
    """The list called ``code``.

    >>> get("wage_arrears").min_months
    6
    """
    try:
        return LISTS[code]
    except KeyError:
        raise DefinitionError(f"no list {code!r}; wanted one of {sorted(LISTS)} (lists.csv)") from None


MARKED_STATE = ("标记经营异常状态", "marked state of abnormal operation")
"""What the abnormal-operation list is called of an individual business, which is marked, not listed (domain.md 2.9, S27)."""


def title(code: str, uscc: str = "") -> tuple[str, str]:
    """Chinese and English name of a list, as it is called of the subject.

    >>> title("abnormal_operation", "92220102MA0000000X")[0], title("abnormal_operation")[0]
    ('标记经营异常状态', '经营异常名录')
    """
    found = get(code)
    if code == "abnormal_operation" and entity_type(uscc) == "individual_business":
        return MARKED_STATE
    return found.name_zh, found.name_en


def term(code: str) -> int | None:
    """Months an entry lasts by a sourced rule; nothing where it lasts until the duty is done.

    >>> term("safety_serious"), term("abnormal_operation")
    (36, None)

    Raises ``RightsError`` where no source states the term: it is not invented.
    """
    found = get(code)
    if found.term_kind == "unsourced":
        known = (
            f" (an unverified {found.unverified_term_months} months are on record and not applied)"
            if found.unverified_term_months
            else ""
        )
        raise RightsError(
            f"list {code!r} has no sourced term{known}; wanted a source in lists.csv, or a term stated in the "
            "decision itself"
        )
    return found.term_months


def min_months(code: str) -> int:
    """Months before an entry may end early, by a sourced rule; refused where no source states it.

    >>> min_months("statistics_serious")
    6
    """
    found = get(code)
    if found.min_months is None:
        raise RightsError(
            f"list {code!r} has no sourced minimum before an early exit; wanted a source in lists.csv"
        )
    return found.min_months


def escalation(code: str, *, on: date) -> tuple[str, int] | None:
    """The list an unremedied entry moves to by the rule in force on a day, and after how many months.

    >>> escalation("so_abnormal", on=date(2026, 4, 1))
    ('so_serious', 24)
    >>> (
    ...     escalation("abnormal_operation", on=date(2023, 1, 1)),
    ...     escalation("abnormal_operation", on=date(2026, 1, 1)),
    ... )
    (('serious_illegal_samr', 36), None)
    """
    found = get(code)
    if not found.escalates_to or found.after_months is None:
        return None
    if found.escalation_until is not None and on >= found.escalation_until:
        return None
    return found.escalates_to, found.after_months
