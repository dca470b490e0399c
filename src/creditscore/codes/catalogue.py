"""公共信用信息目录: what may be recorded as public credit information, what needs an authorisation, what is denied.

The eleven items of the national basic catalogue (2022 draft onwards), the authorisations under which market
credit information may be used, and the deny list against over-generalisation (S095). Data: ``catalogue.csv``
and ``denied.csv``; ``status`` is S (found in a source), K (known, unverified) or proposal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError

VERSION = "2022-draft+project-1"
"""Version of the catalogue that results name: the 2022 draft's eleven items and the project's groupings."""

EntryKind = Literal["item", "group", "authorisation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One lawful basis: an item of the catalogue, a group of items, or an authorisation."""

    code: str
    kind: EntryKind
    name_zh: str
    name_en: str
    members: tuple[str, ...]
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """A matter that may not enter credit records without legislation."""

    code: str
    name_zh: str
    name_en: str
    source: str
    status: str


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        code=row["code"], kind=cast("EntryKind", row["kind"]), name_zh=row["name_zh"], name_en=row["name_en"],
        members=tuple(row["members"].split()), source=row["source"], status=row["status"],
    )  # fmt: skip


ENTRIES: dict[str, Entry] = {row["code"]: _entry(row) for row in read_rows("catalogue.csv")}
"""Every lawful basis by code."""

DENIED: dict[str, Denied] = {row["code"]: Denied(**row) for row in read_rows("denied.csv")}
"""The deny list by code."""


def items() -> tuple[Entry, ...]:
    """The eleven items of the catalogue."""
    return tuple(entry for entry in ENTRIES.values() if entry.kind == "item")


def get(basis: str) -> Entry:
    """The lawful basis called ``basis``; what is denied or in no catalogue is refused (S095).

    >>> get("utility_authorisation").kind
    'authorisation'
    """
    if basis in DENIED or any(basis == denied.name_zh for denied in DENIED.values()):
        raise DefinitionError(
            f"basis {basis!r} is on the deny list: it may not enter credit records without legislation; drop it"
        )
    try:
        return ENTRIES[basis]
    except KeyError:
        raise DefinitionError(
            f"basis {basis!r} is neither a catalogue item nor an authorisation; wanted one of {sorted(ENTRIES)}"
        ) from None


def public(basis: str) -> bool:
    """Whether the basis is public credit information (a catalogue item or group of items)."""
    return get(basis).kind != "authorisation"


def denied_word(text: str) -> str:
    """The first denied matter a title or name speaks of, or nothing.

    >>> denied_word("近12月信访次数")
    '信访'
    """
    return next((entry.name_zh for entry in DENIED.values() if entry.name_zh in text), "")
