"""Rights of every record of a table at once: the set-wise machine, lazily, through Ibis.

A table without dated rules and without status changes stays a projection of its Parquet file; status changes
add hash joins with the few records that have any.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from creditscore.plan import RightsPolicy
from creditscore.plan.rights import ENDING_EVENTS, Rule, RuleTable
from creditscore.rights._expression import condition
from creditscore.rights._rows import INDIVIDUAL_BUSINESS, enveloped, rules_of
from creditscore.rights.publicity import FIVE_YEARS

if TYPE_CHECKING:
    from creditscore.records import Province, Table

RIGHTS_COLUMNS = ("usable_from", "usable_until", "known_from", "published_until", "rule_version")
"""What ``usable`` adds to the columns of a table."""

VOIDING_EVENTS = ("revoked", "objection_upheld")
"""Status changes after which a record never was an event."""

_EVER = date(9999, 12, 31)
_NEVER = date(1, 1, 1)


def _next_day(day: Any) -> Any:
    return (day.cast("timestamp") + ibis.interval(days=1)).cast("date")


def _months_after(day: Any, months: int) -> Any:
    """The same day ``months`` later, clipped to the month's end, as ``plan.months_before`` does."""
    return (day.cast("timestamp") + ibis.interval(months=months)).cast("date")


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


def _holes(events: ir.Table) -> ir.Table:
    """``record_id, start, stop`` of each stretch under objection, ``stop`` far away if unanswered."""
    filed = events.filter(events.kind == "objection_filed").select("record_id", "event_date", "learnt")
    answers = events.filter(events.kind == "objection_rejected").select(
        answered_record=events.record_id, answer_date=events.event_date, answered=events.learnt
    )
    answered = filed.left_join(
        answers,
        [filed.record_id == answers.answered_record, answers.answer_date >= filed.event_date],
    )
    holes = answered.group_by("record_id", "event_date", "learnt").agg(stop=lambda t: t.answered.min())
    return holes.select(
        "record_id",
        start=_next_day(holes.learnt),
        stop=ibis.coalesce(_next_day(holes.stop), ibis.literal(_EVER)),
    ).filter(ibis._.stop > ibis._.start)


def _segments(events: ir.Table) -> ir.Table:
    """``record_id, segment_from, segment_until``: all time outside the holes, for records that have any."""
    holes = _holes(events)
    before = ibis.window(group_by="record_id", order_by=["start", "stop"], rows=(None, -1))
    gaps = holes.mutate(segment_from=ibis.coalesce(holes.stop.max().over(before), ibis.literal(_NEVER)))
    gaps = gaps.filter(gaps.segment_from < gaps.start)
    tails = holes.group_by("record_id").agg(segment_from=holes.stop.max(), segment_until=ibis.literal(_EVER))
    tails = tails.filter(tails.segment_from < _EVER)
    return gaps.select("record_id", "segment_from", segment_until=gaps.start).union(tails)


def _term(rule: Rule, rows: ir.Table) -> Any:
    """Event date plus the months of the case that holds; trailing cases of the same term need no condition."""
    cases = list(rule.applied)
    last = cases.pop()
    while cases and cases[-1].max_months == last.max_months:
        cases.pop()
    assert last.max_months is not None
    otherwise = _months_after(rows.event_date, last.max_months)
    if not cases:
        return otherwise
    branches = [
        (condition(case.when, rows), _months_after(rows.event_date, case.max_months))
        for case in cases
        if case.when is not None and case.max_months is not None
    ]
    return ibis.cases(*branches, else_=otherwise)


def _first_day(term: Any, rule: Rule) -> Any:
    """First day in force on which the rule says that publicity has ended; null if there is none."""
    day = ibis.greatest(term, ibis.literal(rule.in_force_from))
    return day if rule.in_force_until is None else (day < rule.in_force_until).ifelse(day, ibis.null("date"))


def _with_publicity(rows: ir.Table, *, rules: RuleTable | None, policy: RightsPolicy) -> ir.Table:
    """``rows`` with ``term_ends``, the day publicity ends by the rules, and the ``rule_version`` that ends it."""
    applying = () if rules is None else rules.applying(policy)
    if not applying:
        return rows.mutate(term_ends=ibis.null("date"), rule_version=ibis.null("string"))
    rows = rows.mutate(**{rule.version: _term(rule, rows) for rule in applying})
    if policy.name != "current_rules":
        rows = rows.mutate(**{rule.version: _first_day(rows[rule.version], rule) for rule in applying})
    days = [(rows[rule.version], rule.version) for rule in applying]
    return rows.mutate(
        term_ends=ibis.coalesce(*(day for day, _ in days)),
        rule_version=ibis.cases(
            *((day.notnull(), version) for day, version in days), else_=ibis.null("string")
        ),
    )


def _with_fixed_end(table: Table, rows: ir.Table, *, has_ended: bool) -> ir.Table:
    """``rows`` with ``fixed_end``, the end that no policy moves."""
    ends: list[Any] = [_next_day(rows.superseded_date)]
    if has_ended:
        ends.append(_next_day(rows.ended))
    if table.negative:
        individual = (rows.uscc.length() == 18) & rows.uscc.startswith(INDIVIDUAL_BUSINESS)
        ends.append(individual.ifelse(_months_after(rows.event_date, FIVE_YEARS), ibis.null("date")))
    return rows.mutate(fixed_end=ends[0] if len(ends) == 1 else ibis.least(*ends))


def usable(
    province: Province,
    table_name: str,
    *,
    policy: RightsPolicy,
    columns: Sequence[str] | None = None,
) -> ir.Table:
    """Every record of a table with the intervals in which it may be used.

    Columns: those of the table (or only ``columns``) and ``usable_from, usable_until, known_from,
    published_until, rule_version``; ``usable_until`` and ``published_until`` are null where open. One row per
    usable interval; the intervals of one record never overlap, and a record that may never be used has none.
    A record is in use at ``as_of`` when event_date < as_of, known_from < as_of, usable_from <= as_of and
    usable_until is null or > as_of (DESIGN section 4). Nothing runs until the expression is executed, but for
    one look at which status changes occur.
    """
    table = enveloped(table_name)
    kept = [table.column(name).name for name in columns or [column.name for column in table.columns]]
    rows = province.table(table_name)
    events, kinds = status_changes(province, table_name)
    has_ended = bool(kinds & set(ENDING_EVENTS))
    contested = policy.contested == "exclude" and "objection_filed" in kinds
    if events is not None and has_ended:
        rows = with_change(rows, ended_on(events))
        if policy.name == "current_rights":
            rows = rows.filter(rows.ended.isnull() | (rows.ended >= policy.built_on))
    if events is not None and contested:
        rows = with_change(rows, _segments(events))
    rules = rules_of(table_name)
    rows = _with_fixed_end(table, _with_publicity(rows, rules=rules, policy=policy), has_ended=has_ended)
    published_until = rows.fixed_end if rules is None else ibis.least(rows.fixed_end, rows.term_ends)
    rows = rows.mutate(published_until=published_until)
    until = rows.published_until if policy.after_publicity == "stop" else rows.fixed_end
    start = rows.event_date
    if contested:
        start = ibis.greatest(start, rows.segment_from)
        until = ibis.least(until, rows.segment_until.nullif(_EVER))
    rights = {"usable_from": start, "usable_until": until, "known_from": rows.known_date}
    result = rows.select(
        *kept, **rights, published_until=rows.published_until, rule_version=rows.rule_version
    )
    return result.filter(result.usable_until.isnull() | (result.usable_until > result.usable_from))


def standing(
    province: Province,
    table_name: str,
    *,
    policy: RightsPolicy,
    columns: Sequence[str],
) -> ir.Table:
    """Records as labels see them: what happened, by everything known today.

    Revisions that were replaced and records that were revoked or annulled on objection are left out: they are
    no events. ``repaired`` says whether the record was repaired before ``policy.built_on`` under
    ``current_rights`` (then the event is neither counted nor good); under the other policies it is false.
    """
    table = enveloped(table_name)
    rows = province.table(table_name)
    rows = rows.filter(rows.superseded_date.isnull())
    events, kinds = status_changes(province, table_name)
    if events is not None and kinds & set(VOIDING_EVENTS):
        rows = rows.anti_join(ended_on(events, VOIDING_EVENTS), "record_id")
    kept = [table.column(name).name for name in columns]
    if events is None or policy.name != "current_rights" or "repaired" not in kinds:
        return rows.select(*kept, repaired=ibis.literal(False))
    rows = with_change(rows, ended_on(events, ("repaired",)))
    return rows.select(*kept, repaired=ibis.coalesce(rows.ended < policy.built_on, False))
