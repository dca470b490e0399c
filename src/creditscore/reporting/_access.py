"""Who may be reported on, and to whom: the entity asked for, and the authorisation behind a financing report."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from creditscore import rights
from creditscore.codes import identifiers, uscc
from creditscore.errors import IdentifierError, ReportError
from creditscore.records import known_before

if TYPE_CHECKING:
    from creditscore.records import Province

Row = Mapping[str, Any]

FINANCING = ("loan_origination", "loan_monitoring")
"""Purposes that open authorised records (domain.md 3.6); every other report is public."""

_BIRTH = re.compile(r"\d{6}(?:18[89]\d|19\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
"""The shape of a resident ID, its check character right or wrong."""


def identified(entity: str, province: Province) -> str:
    """The identifier as the records bear it; refused, and never echoed, if it cannot be that of an entity."""
    text = identifiers.normalise(entity)
    valid = uscc.check(text).valid
    if identifiers.looks_like_resident_id(text) or (_BIRTH.fullmatch(text) and not valid):
        raise IdentifierError(
            "entity: what was given looks like a resident ID; natural persons are never reported on; give the unified "
            "social credit code of an entity"
        )
    if province.identifier == "uscc" and not valid:
        raise IdentifierError(
            f"entity: wanted a unified social credit code of 18 characters with a right check character (GB 32100), "
            f"found {len(text)} characters that are none; correct it"
        )
    if province.identifier == "pseudonym" and (fault := identifiers.pseudonym_fault(entity.strip())):
        raise IdentifierError(
            f"entity: the records are pseudonymised and {fault}; give a pseudonym of theirs"
        )
    return text if province.identifier == "uscc" else entity.strip()


def day_of(as_of: date | str, province: Province) -> date:
    """The day asked for; refused if it lies before the data."""
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    if day <= province.data_from:
        raise ReportError(
            f"as_of {day} lies before the data of {province.path.name} ({province.data_from} to {province.data_until}); "
            "choose a later day"
        )
    return day


def known_of(
    held: Mapping[str, Sequence[Row]], day: date, province: Province, *, besides: Collection[str] = ()
) -> dict[str, list[dict[str, Any]]]:
    """What was known of an entity before a day; refused if that is nothing but rows of tables read ``besides``.

    A registration counts, whether read besides or not.
    """
    known = known_before(held, day)
    if not any(rows for table, rows in known.items() if table not in besides or table == "entity"):
        raise ReportError(
            f"entity: no record of it in {province.path.name} was known before {day}; check the identifier and the day"
        )
    return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An authorisation that holds on the day: whom it names, for what, and the record tables it opens."""

    number: str
    user: str
    purpose: str
    scope: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    operator_consent: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "authorisation_no": self.number, "user_id": self.user, "purpose": self.purpose, "scope": list(self.scope),
            "valid_from": self.valid_from.isoformat(),
            "valid_to": None if self.valid_to is None else self.valid_to.isoformat(),
        }  # fmt: skip


def granted(
    held: Mapping[str, Sequence[Row]], *, entity: str, number: str | None, user: str | None, on: date
) -> Grant:
    """The authorisation ``number`` of an entity, if it lets ``user`` see authorised records on a day.

    ``held`` are the entity's records. Raises ``ReportError`` with the reason: none given, none such, of another user,
    not yet or no longer valid, withdrawn, for another purpose, or without the operator's separate consent where the
    entity is an individual business.
    """
    if not number or not user:
        raise ReportError(
            "financing report: wanted an authorisation of the entity and the user it names, found "
            f"{'no authorisation' if not number else 'no user'}; give both, or ask for the public layer"
        )
    row = _current(held.get("authorisation", ()), number, on)
    if row is None:
        raise ReportError(
            f"authorisation {number}: no such authorisation of this entity was known before {on}; correct the number "
            "or the day"
        )
    if fault := _fault(row, entity=entity, user=user, on=on):
        raise ReportError(
            f"authorisation {number}: {fault}; obtain one that holds, or ask for the public layer"
        )
    return Grant(
        number=number, user=row["user_id"], purpose=row["purpose"], scope=tuple(row["scope"].split()),
        valid_from=row["valid_from"], valid_to=row["valid_to"], operator_consent=row["operator_consent"] is True,
    )  # fmt: skip


def _current(rows: Sequence[Row], number: str, on: date) -> Row | None:
    known = [
        row
        for row in rows
        if row["authorisation_no"] == number
        and row["event_date"] <= on
        and row["known_date"] <= on
        and (row["superseded_date"] is None or row["superseded_date"] > on)
    ]
    return max(known, key=lambda row: (row["event_date"], row["known_date"], row["record_id"]), default=None)


def _fault(row: Row, *, entity: str, user: str, on: date) -> str:
    """Why an authorisation does not hold for a user on a day, empty if it does; withdrawn on the day is withdrawn."""
    withdrawn = row["withdrawn_date"]
    if withdrawn is not None and withdrawn <= on:
        return f"it was withdrawn on {withdrawn}"
    if row["user_id"] != user:
        return "it names another user"
    if row["valid_from"] > on:
        return f"it is valid from {row['valid_from']} only, the report is of {on}"
    if row["valid_to"] is not None and row["valid_to"] < on:
        return f"it ended on {row['valid_to']}, the report is of {on}"
    if row["purpose"] not in FINANCING:
        return f"its purpose is {row['purpose']}, and a financing report wants one of {list(FINANCING)}"
    if rights.is_individual_business(entity) and row["operator_consent"] is not True:
        return "the entity is an individual business and its operator's separate consent is not on it"
    return ""
