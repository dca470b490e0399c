"""Rights of one record: the row-wise machine over the declared rule tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from creditscore import records
from creditscore.plan import RightsPolicy, usable
from creditscore.plan.rights import Interval
from creditscore.plan.rule import Channel
from creditscore.plan.usable import Governed
from creditscore.records import Table
from creditscore.rights._tables import rules_of
from creditscore.rights.publicity import FIVE_YEARS


@lru_cache
def governing(table_name: str) -> Governed:
    """What ends the use of a table's records: its dated rules, and the stop for adverse records of individual businesses."""
    stop = FIVE_YEARS if records.table(table_name).negative else None
    return Governed(rules=rules_of(table_name), stop_months=stop)


def stop_months(table: Table, uscc: str) -> int | None:
    """Months after which use stops whatever the policy: adverse records of individual businesses."""
    return governing(table.name).stops_after(uscc)


def intervals(
    table_name: str,
    record: Mapping[str, Any],
    events: Sequence[Mapping[str, Any]],
    *,
    policy: RightsPolicy,
) -> tuple[Interval, ...]:
    """Intervals in which one record may be used, disjoint and in order; empty if it never may.

    ``record`` holds stored values (dates, fen); ``events`` are the rows of ``record_event`` of this record
    (rows of other records are ignored). Same definition as ``usable``.
    """
    mine = [event for event in events if event.get("record_id", record["record_id"]) == record["record_id"]]
    return usable.intervals(record, mine, governed=governing(table_name), policy=policy)


def usable_rows(
    table_name: str,
    rows: Iterable[Mapping[str, Any]],
    events: Sequence[Mapping[str, Any]],
    *,
    policy: RightsPolicy,
) -> list[dict[str, Any]]:
    """``rows`` of one entity with their rights: one dict per usable interval, as ``usable`` gives them."""
    return usable.usable_rows(table_name, rows, events, governed=governing(table_name), policy=policy)


def earliest_repair(
    table_name: str, record: Mapping[str, Any], *, on: date, channel: Channel = "credit_china"
) -> date | None:
    """First day on which repair may be asked for under the rule in force on ``on``; null if none says.

    Only the shortest term; ``standing_on`` says what else is missing.
    """
    rules = rules_of(table_name, channel)
    rule = None if rules is None else rules.on(on)
    return None if rule is None else rule.case_of(record).earliest_repair(record)
