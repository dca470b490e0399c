"""信用主体: the five kinds of credit subject, and which of them are market entities (经营主体).

Data: ``subjects.csv``; natural persons are no row, and never will be (DESIGN 1).
"""

from __future__ import annotations

from dataclasses import dataclass

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One kind of entity: whether it is a credit subject, and whether it is a market entity."""

    code: str
    name_zh: str
    name_en: str
    credit_subject: bool
    market_entity: bool
    source: str
    status: str


def _subject(row: dict[str, str]) -> Subject:
    return Subject(
        code=row["code"], name_zh=row["name_zh"], name_en=row["name_en"],
        credit_subject=row["credit_subject"] == "yes", market_entity=row["market_entity"] == "yes",
        source=row["source"], status=row["status"],
    )  # fmt: skip


SUBJECTS: dict[str, Subject] = {row["code"]: _subject(row) for row in read_rows("subjects.csv")}
"""Every kind of entity a credit code may name, credit subjects first."""

CREDIT_SUBJECTS: tuple[str, ...] = tuple(code for code, kind in SUBJECTS.items() if kind.credit_subject)
"""The five kinds of credit subject."""

MARKET_ENTITIES: tuple[str, ...] = tuple(code for code, kind in SUBJECTS.items() if kind.market_entity)
"""Enterprises, individual businesses and cooperatives."""


def get(code: str) -> Subject:
    """The kind of entity called ``code``.

    >>> get("cooperative").market_entity, get("social_org").market_entity
    (True, False)
    """
    try:
        return SUBJECTS[code]
    except KeyError:
        raise DefinitionError(f"no kind of subject {code!r}; wanted one of {list(SUBJECTS)}") from None
