"""信用承诺事项: the registry of matters for which a credit commitment may be given (S109). Data: ``commitment_items.csv``.

What is known but unverified (status K) stays on record and is never handed out as in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from creditscore.codes._data import optional_day, read_rows
from creditscore.errors import DefinitionError


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentItem:
    """One matter: the kind of commitment, the department, and the days between which it holds.

    No ``in_force_from`` means that the first day is not on record; ``in_force_until`` is the last day.
    """

    code: str
    name_zh: str
    name_en: str
    kind: str
    department_zh: str
    department_en: str
    domain: str
    in_force_from: date | None
    in_force_until: date | None
    source: str
    status: str

    def holds(self, day: date) -> bool:
        """Whether the matter is verified and in force on a day."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return self.status != "K" and begun and (self.in_force_until is None or day <= self.in_force_until)


def _item(row: dict[str, str]) -> CommitmentItem:
    return CommitmentItem(
        code=row["code"], name_zh=row["name_zh"], name_en=row["name_en"], kind=row["kind"],
        department_zh=row["department_zh"], department_en=row["department_en"], domain=row["domain"],
        in_force_from=optional_day(row["in_force_from"]), in_force_until=optional_day(row["in_force_until"]),
        source=row["source"], status=row["status"],
    )  # fmt: skip


ITEMS: dict[str, CommitmentItem] = {row["code"]: _item(row) for row in read_rows("commitment_items.csv")}
"""Every matter of the registry by code, unverified ones included."""


def get(code: str) -> CommitmentItem:
    """The matter called ``code``.

    >>> get("repair_2026").kind
    'repair'
    """
    try:
        return ITEMS[code]
    except KeyError:
        raise DefinitionError(f"no commitment item {code!r}; wanted one of {sorted(ITEMS)}") from None


def on(day: date, *, kind: str = "", department: str = "") -> tuple[CommitmentItem, ...]:
    """The matters in force on a day, of one kind or department if asked.

    >>> [item.code for item in on(date(2026, 4, 1), department="海关")]
    ['customs_repair']
    >>> on(date(2026, 3, 31), department="海关")
    ()
    """
    return tuple(
        item
        for item in ITEMS.values()
        if item.holds(day) and kind in {"", item.kind} and department in {"", item.department_zh}
    )
