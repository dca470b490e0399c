"""角色: who acts in the measures, and as what (domain.md 1.7). Data: ``roles.csv``."""

from __future__ import annotations

from dataclasses import dataclass

from creditscore.codes._data import read_rows
from creditscore.errors import DefinitionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One role; ``seed_terms`` are the words of the measures that stand under it."""

    code: str
    name_zh: str
    name_en: str
    seed_terms: tuple[str, ...]
    source: str
    status: str


def _role(row: dict[str, str]) -> Role:
    return Role(
        code=row["code"], name_zh=row["name_zh"], name_en=row["name_en"], source=row["source"],
        seed_terms=tuple(row["seed_terms"].split()), status=row["status"],
    )  # fmt: skip


ROLES: dict[str, Role] = {row["code"]: _role(row) for row in read_rows("roles.csv")}
"""Every role by code."""


def get(code: str) -> Role:
    """The role called ``code``.

    >>> get("bank").name_zh
    '金融机构'
    """
    try:
        return ROLES[code]
    except KeyError:
        raise DefinitionError(f"no role {code!r}; wanted one of {list(ROLES)} (roles.csv)") from None


def named(term: str) -> Role:
    """The role a word of the measures stands under.

    >>> named("认定单位").code
    'regulator'
    """
    for role in ROLES.values():
        if term in role.seed_terms or term == role.name_zh:
            return role
    raise DefinitionError(f"no role is called {term!r} in the measures (roles.csv, column seed_terms)")
