"""One entity on one day: what the interpreter is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

Row = Mapping[str, Any]

in_order = itemgetter("event_date", "known_from", "record_id")
"""By which records are first and last."""


def in_use(row: Row, as_of: date) -> bool:
    """The rule of DESIGN section 4: everything strictly before ``as_of``."""
    until = row["usable_until"]
    return (
        row["event_date"] < as_of
        and row["known_from"] < as_of
        and row["usable_from"] <= as_of
        and (until is None or until > as_of)
    )


@dataclass(frozen=True, slots=True)
class Situation:
    """One entity on one day: its rows by table (one per usable interval of a record, with ``record_id``,
    ``event_date``, ``known_from``, ``usable_from``, ``usable_until``), and since when each source covers it.
    """

    as_of: date
    rows: Mapping[str, Sequence[Row]]
    covered_from: Mapping[str, date | None]
    _visible: dict[str, list[Row]] = field(
        default_factory=dict[str, list[Row]], init=False, repr=False, compare=False
    )

    def visible(self, table: str) -> list[Row]:
        """Rows of a table in use on the day, in order, sifted once."""
        found = self._visible.get(table)
        if found is None:
            as_of = self.as_of
            used = [row for row in self.rows.get(table, ()) if in_use(row, as_of)]
            found = self._visible[table] = sorted(used, key=in_order) if len(used) > 1 else used
        return found

    def covers(self, table: str, start: date) -> bool:
        """Whether the source of a table has delivered on the entity since ``start`` at the latest."""
        since = self.covered_from.get(table)
        return since is not None and since <= start
