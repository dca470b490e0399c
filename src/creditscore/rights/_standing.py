"""How one record stands on a day: the row-wise machine over every rule table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from creditscore.plan import RightsPolicy, months_before
from creditscore.plan.rule import Channel, RuleTable
from creditscore.plan.standing import Standing, Subject, standing_of
from creditscore.plan.usable import is_individual_business
from creditscore.records import Table
from creditscore.rights._public import is_public
from creditscore.rights._rows import stop_months
from creditscore.rights._tables import channels_of, enveloped, rules_of
from creditscore.rights.conditions import APPLICATION, FALSE_MATERIALS_MONTHS

Row = Mapping[str, Any]


def _applied(table: Table, record: Row, applications: Sequence[Row], on: date) -> dict[str, Any]:
    """What the latest application for repair known by the day says of the record, as ``applied_…``."""
    known = [row for row in applications if row["event_date"] < on and row["known_date"] < on]
    current = [
        row
        for row in known
        if row.get("uscc", record["uscc"]) == record["uscc"]
        and (row.get("superseded_date") is None or row["superseded_date"] >= on)
    ]
    mine = [
        row
        for row in current
        if row["about_table"] == table.name and row["about_record_id"] == record["record_id"]
    ]
    last = max(mine, key=lambda row: (row["event_date"], row["known_date"], row["record_id"]), default={})
    found = [row["closed_date"] for row in mine if row["false_materials"] is True]
    false = any(day is not None and day < on < months_before(day, -FALSE_MATERIALS_MONTHS) for day in found)
    return {**{f"applied_{name}": last.get(name) for name in APPLICATION}, "applied_false_materials": false}


def standing_on(
    table_name: str,
    record: Row,
    events: Sequence[Row],
    *,
    on: date,
    policy: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
    applications: Sequence[Row] = (),
) -> Standing:
    """How one record stands on a day: shown, usable, how grave, when it ends and what its repair still wants.

    ``record`` holds stored values (dates, fen; a column left out reads as null); ``events`` are rows of
    ``record_event``, ``applications`` rows of ``repair_application``, those about other records being ignored. What is dated ``on`` or later is not seen. Same definition as
    ``standings``.
    """
    table = enveloped(table_name)
    row = {**dict.fromkeys(column.name for column in table.columns), **record}
    row |= _applied(table, row, applications, on)
    mine = [event for event in events if event.get("record_id", row["record_id"]) == row["record_id"]]
    mine = [event for event in mine if event.get("table_name", table_name) == table_name]
    subject = Subject(
        negative=table.negative,
        public=is_public(table, row),
        masked=is_individual_business(row["uscc"]),
        stop_months=stop_months(table, row["uscc"]),
    )
    rules: dict[Channel, RuleTable | None] = {
        channel: rules_of(table_name, channel) for channel in channels_of(table_name)
    }
    return standing_of(row, events=mine, on=on, policy=policy, rules=rules, subject=subject)
