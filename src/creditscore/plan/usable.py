"""What may be used of one entity's records on a day: rows, status changes, rules and coverage made one situation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from creditscore.plan.policy import RightsPolicy
from creditscore.plan.rights import Interval, intervals_of
from creditscore.plan.rule import RuleTable
from creditscore.plan.situation import Row, Situation
from creditscore.plan.standing import contested_on

Records = Mapping[str, Sequence[Row]]
"""Records of one entity by table."""

INDIVIDUAL_BUSINESS = "92"
"""First two characters of a unified social credit code of an individual business (GB 32100-2015)."""

BESIDE = ("record_event", "coverage")
"""Tables about records: their rows are none themselves."""

_RIGHTS = tuple(field.name for field in fields(Interval))


def is_individual_business(uscc: str) -> bool:
    """Whether a unified social credit code is that of an individual business, whose operator is a natural person."""
    return len(uscc) == 18 and uscc.startswith(INDIVIDUAL_BUSINESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """What ends the use of the records of one table.

    ``rules`` are its dated rules over stored columns, none if it has none; ``stop_months`` is how many months after the
    event a record of an individual business is used no longer, null if it always may.
    """

    rules: RuleTable | None = None
    stop_months: int | None = None

    def stops_after(self, uscc: str) -> int | None:
        """Months after which use of this subject's records stops whatever the policy."""
        return self.stop_months if is_individual_business(uscc) else None


def intervals(
    record: Row, events: Sequence[Row], *, governed: Governed, policy: RightsPolicy
) -> tuple[Interval, ...]:
    """Intervals in which one record may be used, disjoint and in order (``intervals_of``)."""
    return intervals_of(
        record, events=events, policy=policy, rules=governed.rules, stop_months=governed.stops_after(record["uscc"])
    )  # fmt: skip


def usable_rows(
    table: str, rows: Iterable[Row], events: Sequence[Row], *, governed: Governed, policy: RightsPolicy
) -> list[dict[str, Any]]:
    """``rows`` of one entity with their rights: one dict per usable interval; ``events`` are its status changes."""
    by_record: dict[str, list[Row]] = {}
    for event in events:
        if event.get("table_name", table) == table:
            by_record.setdefault(event["record_id"], []).append(event)
    return [
        {**row, **{name: getattr(interval, name) for name in _RIGHTS}}
        for row in rows
        for interval in intervals(
            row, by_record.get(row["record_id"], ()), governed=governed, policy=policy
        )
    ]  # fmt: skip


def covered_from(
    coverage: Sequence[Row], *, region: str | None, kind: str | None, as_of: date
) -> dict[str, date]:
    """Since when each source covers the place and kind without a break up to ``as_of``."""
    places = {None, region, None if region is None else region[:4] + "00"}
    since: dict[str, date] = {}
    for row in coverage:
        if (
            row["region_code"] in places
            and row["entity_type"] in {None, kind}
            and row["covered_from"] < as_of
            and (row["covered_until"] is None or row["covered_until"] >= as_of)
        ):
            table = row["table_name"]
            since[table] = min(since.get(table, row["covered_from"]), row["covered_from"])
    return since


def situation_of(
    records: Records,
    coverage: Sequence[Row] | Mapping[str, date],
    *,
    as_of: date,
    policy: RightsPolicy,
    governed: Mapping[str, Governed],
) -> Situation:
    """What is known and usable about one entity on one day, of the tables in ``governed``.

    ``coverage`` are rows of the table of that name, or since when each table covers this very entity. A table that is
    not named there is not covered. Where the records have an ``entity`` table, an entity of which no version is in use
    on the day is unknown and no source covers it: its features are null, not 0. Without such a table (a source that
    has no register) rows of coverage go by nothing but the place ``None``.
    """
    events = records.get("record_event", ())
    rows = {
        table: usable_rows(table, records[table], events, governed=terms, policy=policy)
        for table, terms in governed.items()
        if table in records
    }
    since: dict[str, date] = {}
    known = Situation(as_of=as_of, rows=rows, covered_from=since)
    versions = known.visible("entity")
    if "entity" in records and not versions:
        return known
    if isinstance(coverage, Mapping):
        since.update(coverage)
        return known
    now: Row = versions[-1] if versions else {}
    place, kind = now.get("oper_region_code"), now.get("entity_type")
    since.update(covered_from(coverage, region=place, kind=kind, as_of=as_of))
    return known


def contested_records(records: Records, tables: Iterable[str], *, as_of: date) -> list[dict[str, str]]:
    """``table, record_id`` of each record of these tables under objection on the day."""
    events: dict[tuple[str, str], list[Row]] = {}
    for event in records.get("record_event", ()):
        events.setdefault((event["table_name"], event["record_id"]), []).append(event)
    return [
        {"table": table, "record_id": row["record_id"]}
        for table in sorted(tables)
        for row in records.get(table, ())
        if contested_on(events.get((table, row["record_id"]), ()), as_of)
    ]
