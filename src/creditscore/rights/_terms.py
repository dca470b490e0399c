"""Ends of publicity and of use, set-wise: the rule data as columns."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from creditscore.plan import RightsPolicy
from creditscore.plan.rule import Case, Rule, RuleTable
from creditscore.plan.usable import INDIVIDUAL_BUSINESS
from creditscore.records import Table
from creditscore.rights._changes import next_day
from creditscore.rights._expression import condition
from creditscore.rights.publicity import FIVE_YEARS


def months_after(day: Any, months: int) -> Any:
    """The same day ``months`` later, clipped to the month's end, as ``plan.months_before`` does."""
    return (day.cast("timestamp") + ibis.interval(months=months)).cast("date")


def known_before(day: Any, on: date) -> Any:
    """A late fact: the day once it lies before ``on``, null until then."""
    return (day < on).ifelse(day, ibis.null("date"))


def individual_business(rows: ir.Table) -> Any:
    """Whether the credit code is that of an individual business."""
    return (rows.uscc.length() == 18) & rows.uscc.startswith(INDIVIDUAL_BUSINESS)


def _ends(case: Case, rows: ir.Table) -> Any:
    """What ``Case.term_ends`` gives a record; null where the case has no term."""
    end = ibis.null("date") if case.max_months is None else months_after(rows.event_date, case.max_months)
    if case.stated_months in rows.columns:
        stated = rows[case.stated_months].cast("int32").as_interval("M")
        end = ibis.coalesce((rows.event_date.cast("timestamp") + stated).cast("date"), end)
    return end if case.stated_end not in rows.columns else ibis.coalesce(rows[case.stated_end], end)


def _same_term(one: Case, other: Case) -> bool:
    return (one.max_months, one.stated_end, one.stated_months) == (
        other.max_months,
        other.stated_end,
        other.stated_months,
    )


def term_ends(rule: Rule, rows: ir.Table) -> Any:
    """The end of the case that holds; trailing cases of the same term need no condition."""
    cases = list(rule.applied)
    last = cases.pop()
    while cases and _same_term(cases[-1], last):
        cases.pop()
    if not cases:
        return _ends(last, rows)
    branches = [(condition(case.when, rows), _ends(case, rows)) for case in cases if case.when is not None]
    return ibis.cases(*branches, else_=_ends(last, rows))


def _first_day(term: Any, rule: Rule) -> Any:
    """First day in force on which the rule says that publicity has ended; null if there is none."""
    start = ibis.literal(rule.in_force_from)
    day = (term < start).ifelse(start, term)
    return day if rule.in_force_until is None else (day < rule.in_force_until).ifelse(day, ibis.null("date"))


def with_publicity(rows: ir.Table, *, rules: RuleTable | None, policy: RightsPolicy) -> ir.Table:
    """``rows`` with ``term_ends``, the day publicity ends by the rules, and the ``rule_version`` that ends it."""
    applying = () if rules is None else rules.applying(policy)
    if not applying:
        return rows.mutate(term_ends=ibis.null("date"), rule_version=ibis.null("string"))
    rows = rows.mutate(**{rule.version: term_ends(rule, rows) for rule in applying})
    if policy.name != "current_rules":
        rows = rows.mutate(**{rule.version: _first_day(rows[rule.version], rule) for rule in applying})
    days = [(rows[rule.version], rule.version) for rule in applying]
    return rows.mutate(
        term_ends=ibis.coalesce(*(day for day, _ in days)),
        rule_version=ibis.cases(
            *((day.notnull(), version) for day, version in days), else_=ibis.null("string")
        ),
    ).drop(*(rule.version for rule in applying))


def with_fixed_end(
    table: Table, rows: ir.Table, *, has_ended: bool, superseded: str = "superseded_date"
) -> ir.Table:
    """``rows`` with ``fixed_end``, the end that no policy moves."""
    ends: list[Any] = [next_day(rows[superseded])]
    if has_ended:
        ends.append(next_day(rows.ended))
    if table.negative:
        stop = months_after(rows.event_date, FIVE_YEARS)
        ends.append(individual_business(rows).ifelse(stop, ibis.null("date")))
    return rows.mutate(fixed_end=ends[0] if len(ends) == 1 else ibis.least(*ends))


def published_until(rows: ir.Table, rules: RuleTable | None, *, known_by: date | None = None) -> Any:
    """First day on which the record is no longer published, over ``fixed_end`` and ``term_ends``; what lies on or after
    ``known_by`` is not seen.
    """
    if rules is None:
        return rows.fixed_end
    off: list[Any] = []
    if rules.taken_off in rows.columns:
        day = rows[rules.taken_off]
        off = [next_day(day if known_by is None else known_before(day, known_by))]
    return ibis.least(rows.fixed_end, rows.term_ends, *off)


def ends_use(rules: RuleTable | None, policy: RightsPolicy) -> bool:
    """Whether use ends with publicity."""
    return policy.after_publicity == "stop" or (rules is not None and rules.ends_use)
