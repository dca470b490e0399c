"""The arithmetic of rights for one record.

The rules in force, together with what happened to a record (repaired, revoked, under objection …) and the rights
policy, give the intervals in which the record may be used. This is the row-wise machine; ``creditscore.rights`` runs
the same data set-wise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from creditscore.plan.policy import RightsPolicy
from creditscore.plan.rule import RuleTable
from creditscore.plan.window import months_before

ENDING_EVENTS = ("repaired", "revoked", "objection_upheld")
"""Status changes after which a record is no longer used. ``corrected`` is not one of them: the corrected
revision carries a ``superseded_date`` and the new revision takes its place."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """``[usable_from, usable_until)`` on the axis of ``as_of``; null ends are open.

    ``published_until`` is the first day the record is no longer published; ``rule_version`` the version whose
    term ends its publicity, null where none does.
    """

    usable_from: date
    usable_until: date | None
    known_from: date
    published_until: date | None
    rule_version: str | None


def learnt(event: Mapping[str, Any]) -> date:
    """The day a status change was both in force and known."""
    return max(event["event_date"], event["known_date"])


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of the days that are known."""
    return min((day for day in days if day is not None), default=None)


def publicity_end(
    record: Mapping[str, Any], *, rules: RuleTable | None, policy: RightsPolicy
) -> tuple[date | None, str | None]:
    """First day on which the rule in force says that publicity has ended, and that rule's version.

    Publicity that has ended does not begin again under a later version.
    """
    ends: list[tuple[date, str]] = []
    for rule in () if rules is None else rules.applying(policy):
        term = rule.case_of(record).term_ends(record)
        if term is None:
            continue
        if policy.name == "current_rules":
            return term, rule.version
        day = max(term, rule.in_force_from)
        if rule.in_force(day):
            ends.append((day, rule.version))
    return min(ends, default=(None, None))


def holes_of(events: Sequence[Mapping[str, Any]]) -> list[tuple[date, date | None]]:
    """Intervals under objection: from the day after a filing is learnt until the day after its answer is.

    A filing is answered by any rejection dated on or after it; an upheld objection ends use altogether.
    """
    holes: list[tuple[date, date | None]] = []
    for filed in events:
        if filed["kind"] != "objection_filed":
            continue
        answered = earliest(
            learnt(event) + _DAY
            for event in events
            if event["kind"] == "objection_rejected" and event["event_date"] >= filed["event_date"]
        )
        start = learnt(filed) + _DAY
        if answered is None or answered > start:
            holes.append((start, answered))
    return sorted(holes, key=lambda hole: hole[0])


def _without(
    start: date, end: date | None, holes: Sequence[tuple[date, date | None]]
) -> list[tuple[date, date | None]]:
    """``[start, end)`` minus the holes (sorted by start), as disjoint intervals in order."""
    kept: list[tuple[date, date | None]] = []
    for hole_start, hole_end in holes:
        if end is not None and hole_start >= end:
            break
        if hole_start > start:
            kept.append((start, hole_start))
        if hole_end is None:
            return kept
        start = max(start, hole_end)
    if end is None or start < end:
        kept.append((start, end))
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """When a record's publicity and its use end: the first days on which they are over, null where open.

    ``ended`` is the day a repair, revocation or upheld objection was learnt; ``dropped`` whether the policy leaves
    the record out altogether because of it.
    """

    ended: date | None
    dropped: bool
    published_until: date | None
    usable_until: date | None
    rule_version: str | None


def ends_of(
    record: Mapping[str, Any],
    *,
    events: Sequence[Mapping[str, Any]],
    policy: RightsPolicy,
    rules: RuleTable | None,
    stop_months: int | None = None,
) -> Ends:
    """The ends of one record, objections still pending apart; arguments as of ``intervals_of``."""
    ended = earliest(learnt(event) for event in events if event["kind"] in ENDING_EVENTS)
    dropped = False
    if policy.name == "current_rights":
        assert policy.built_on is not None
        dropped = ended is not None and ended < policy.built_on
    replaced: date | None = record.get("superseded_date")
    fixed_end = earliest(
        (
            None if ended is None else ended + _DAY,
            None if replaced is None else replaced + _DAY,
            None if stop_months is None else months_before(record["event_date"], -stop_months),
        )
    )
    term, version = publicity_end(record, rules=rules, policy=policy)
    off = None if rules is None or rules.taken_off is None else record.get(rules.taken_off)
    published_until = earliest((fixed_end, term, None if off is None else off + _DAY))
    stops = policy.after_publicity == "stop" or (rules is not None and rules.ends_use)
    return Ends(
        ended=ended,
        dropped=dropped,
        published_until=published_until,
        usable_until=published_until if stops else fixed_end,
        rule_version=version,
    )


def intervals_of(
    record: Mapping[str, Any],
    *,
    events: Sequence[Mapping[str, Any]],
    policy: RightsPolicy,
    rules: RuleTable | None,
    stop_months: int | None = None,
) -> tuple[Interval, ...]:
    """Intervals in which one record may be used, disjoint and in order.

    ``record`` has ``event_date``, ``known_date``, ``superseded_date`` (null if current) and what the cases of
    ``rules`` read; ``events`` are its status changes (``kind, event_date, known_date``). An end learnt on day
    d takes effect for ``as_of`` from d + 1, since everything is known strictly before ``as_of``.
    ``stop_months`` after the event use stops whatever the policy.
    """
    ends = ends_of(record, events=events, policy=policy, rules=rules, stop_months=stop_months)
    decided, end = record["event_date"], ends.usable_until
    if ends.dropped or (end is not None and end <= decided):
        return ()
    holes = holes_of(events) if policy.contested == "exclude" else []
    return tuple(
        Interval(
            usable_from=start,
            usable_until=until,
            known_from=record["known_date"],
            published_until=ends.published_until,
            rule_version=ends.rule_version,
        )
        for start, until in _without(decided, end, holes)
    )
