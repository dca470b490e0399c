"""What happened to records, set-wise: repairs, revocations, objections, as small tables to join."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from creditscore.plan.rights import ENDING_EVENTS

if TYPE_CHECKING:
    from creditscore.records import Province

VOIDING_EVENTS = ("revoked", "objection_upheld")
"""Status changes after which a record never was an event."""

EVER = date(9999, 12, 31)
"""Stands for an end that is open."""

_NEVER = date(1, 1, 1)


def next_day(day: Any) -> Any:
    """The day after."""
    return (day.cast("timestamp") + ibis.interval(days=1)).cast("date")


def status_changes(province: Province, table_name: str) -> tuple[ir.Table | None, frozenset[str]]:
    """The rows of ``record_event`` about a table, with the day each was learnt, and which kinds occur."""
    if not province.has("record_event"):
        return None, frozenset()
    events = province.table("record_event")
    mine = events.filter(events.table_name == table_name).select(
        "record_id", "kind", "event_date", learnt=ibis.greatest(events.event_date, events.known_date)
    )
    return mine, frozenset(mine.select("kind").distinct().to_pandas()["kind"])


def ended_on(events: ir.Table, kinds: Sequence[str] = ENDING_EVENTS) -> ir.Table:
    """One row per record with such a change: ``record_id, ended``, the first day one was learnt."""
    return events.filter(events.kind.isin(kinds)).group_by("record_id").agg(ended=lambda t: t.learnt.min())


def with_change(rows: ir.Table, changes: ir.Table) -> ir.Table:
    """``rows`` left-joined to ``changes`` on ``record_id``."""
    changes = changes.rename(changed_id="record_id")
    return rows.left_join(changes, rows.record_id == changes.changed_id).drop("changed_id")


def holes(events: ir.Table) -> ir.Table:
    """``record_id, start, stop`` of each stretch under objection, ``stop`` far away if unanswered."""
    filed = events.filter(events.kind == "objection_filed").select("record_id", "event_date", "learnt")
    answers = events.filter(events.kind == "objection_rejected").select(
        answered_record=events.record_id, answer_date=events.event_date, answered=events.learnt
    )
    answered = filed.left_join(
        answers,
        [filed.record_id == answers.answered_record, answers.answer_date >= filed.event_date],
    )
    found = answered.group_by("record_id", "event_date", "learnt").agg(stop=lambda t: t.answered.min())
    return found.select(
        "record_id",
        start=next_day(found.learnt),
        stop=ibis.coalesce(next_day(found.stop), ibis.literal(EVER)),
    ).filter(ibis._.stop > ibis._.start)


def segments(events: ir.Table) -> ir.Table:
    """``record_id, segment_from, segment_until``: all time outside the holes, for records that have any."""
    found = holes(events)
    before = ibis.window(group_by="record_id", order_by=["start", "stop"], rows=(None, -1))
    gaps = found.mutate(segment_from=ibis.coalesce(found.stop.max().over(before), ibis.literal(_NEVER)))
    gaps = gaps.filter(gaps.segment_from < gaps.start)
    tails = found.group_by("record_id").agg(segment_from=found.stop.max(), segment_until=ibis.literal(EVER))
    tails = tails.filter(tails.segment_from < EVER)
    return gaps.select("record_id", "segment_from", segment_until=gaps.start).union(tails)


def contested_on(events: ir.Table, day: date) -> ir.Table:
    """``record_id, contested`` of the records under objection on a day."""
    found = holes(events)
    pending = found.filter((found.start <= day) & (found.stop > day))
    return pending.select("record_id").distinct().mutate(contested=True)
