"""Rights of one record: the row-wise machine over the declared rule tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from creditscore import records
from creditscore.plan import RightsPolicy
from creditscore.plan.rights import Interval, intervals_of
from creditscore.plan.rule import Channel
from creditscore.records import Table
from creditscore.rights._tables import rules_of
from creditscore.rights.publicity import FIVE_YEARS

INDIVIDUAL_BUSINESS = "92"
"""First two characters of a unified social credit code of an individual business (GB 32100-2015)."""

_RIGHTS = tuple(field.name for field in fields(Interval))


def is_individual_business(uscc: str) -> bool:
    """Whether a unified social credit code is that of an individual business, whose operator is a natural person."""
    return len(uscc) == 18 and uscc.startswith(INDIVIDUAL_BUSINESS)


def stop_months(table: Table, uscc: str) -> int | None:
    """Months after which use stops whatever the policy: adverse records of individual businesses."""
    return FIVE_YEARS if table.negative and is_individual_business(uscc) else None


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
    return intervals_of(
        record,
        events=[
            event for event in events if event.get("record_id", record["record_id"]) == record["record_id"]
        ],
        policy=policy,
        rules=rules_of(table_name),
        stop_months=stop_months(records.table(table_name), record["uscc"]),
    )


def usable_rows(
    table_name: str,
    rows: Iterable[Mapping[str, Any]],
    events: Sequence[Mapping[str, Any]],
    *,
    policy: RightsPolicy,
) -> list[dict[str, Any]]:
    """``rows`` of one entity with their rights: one dict per usable interval, as ``usable`` gives them."""
    by_record: dict[str, list[Mapping[str, Any]]] = {}
    for event in events:
        if event.get("table_name", table_name) == table_name:
            by_record.setdefault(event["record_id"], []).append(event)
    return [
        {**row, **{name: getattr(interval, name) for name in _RIGHTS}}
        for row in rows
        for interval in intervals(table_name, row, by_record.get(row["record_id"], ()), policy=policy)
    ]


def earliest_repair(
    table_name: str, record: Mapping[str, Any], *, on: date, channel: Channel = "credit_china"
) -> date | None:
    """First day on which repair may be asked for under the rule in force on ``on``; null if none says.

    Only the shortest term; ``standing_on`` says what else is missing.
    """
    rules = rules_of(table_name, channel)
    rule = None if rules is None else rules.on(on)
    return None if rule is None else rule.case_of(record).earliest_repair(record)
