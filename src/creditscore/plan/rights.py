"""Rules of use as data, and their arithmetic for one record.

A rule table says, by the day it is asked for, how long a kind of record is published. Together with what
happened to a record (repaired, revoked, under objection …) and the rights policy it gives the intervals in
which the record may be used. This is the row-wise machine; ``creditscore.rights`` runs the same data set-wise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from creditscore.errors import DefinitionError
from creditscore.plan.expression import Expression
from creditscore.plan.interpreter import compile_expression
from creditscore.plan.policy import RightsPolicy
from creditscore.plan.window import months_before

BasisKind = Literal["law", "published_method", "project_default"]

Status = Literal["sourced", "unverified", "proposal"]
"""``sourced``: found in public text; ``unverified``: from knowledge, never applied nor shown as law;
``proposal``: the project's own."""

ENDING_EVENTS = ("repaired", "revoked", "objection_upheld")
"""Status changes after which a record is no longer used. ``corrected`` is not one of them: the corrected
revision carries a ``superseded_date`` and the new revision takes its place."""

_DAY = timedelta(days=1)

_condition = lru_cache(compile_expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One line of a rule: which records it covers (``when``, over the columns as declared, money in yuan;
    none means all that are left) and how many months from the decision they are published.

    ``applied=False`` keeps a line on record without letting it decide anything. ``min_months`` is the
    shortest publicity before repair may be asked for; null where the text gives no number.
    """

    name: str
    title_zh: str
    title_en: str
    source: str
    max_months: int | None
    min_months: int | None = None
    when: Expression | None = None
    status: Status = "sourced"
    basis_kind: BasisKind = "law"
    applied: bool = True

    def __post_init__(self) -> None:
        if self.applied and (self.status == "unverified" or self.max_months is None):
            raise DefinitionError(
                f"rule line {self.name}: status {self.status}, max_months {self.max_months}; only a sourced or "
                "proposed term that is a number may be applied; set applied=False or give its source"
            )
        if self.status != "sourced" and self.basis_kind == "law":
            raise DefinitionError(
                f"rule line {self.name}: marked law but {self.status}; name a source or use project_default"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of a rule, in force in ``[in_force_from, in_force_until)``; the first case that holds counts."""

    version: str
    title_zh: str
    title_en: str
    in_force_from: date
    in_force_until: date | None
    cases: tuple[Case, ...]

    def __post_init__(self) -> None:
        applied = self.applied
        if not applied or applied[-1].when is not None or any(case.when is None for case in applied[:-1]):
            raise DefinitionError(
                f"rule {self.version}: wanted applied cases with a condition and one last case without, "
                f"found {[case.name for case in applied]}; add or reorder the cases"
            )

    @property
    def applied(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.applied)

    def case_of(self, record: Mapping[str, Any]) -> Case:
        """The applied case of a record; a condition that is unknown does not hold."""
        for case in self.applied:
            if case.when is None or _condition(case.when)(record, self.in_force_from) is True:
                return case
        raise AssertionError(self.version)

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """The versions of a rule in order of time, without gap or overlap; before the first there is no rule."""

    name: str
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        ends = [rule.in_force_until for rule in self.rules]
        starts: list[date | None] = [rule.in_force_from for rule in self.rules]
        if not self.rules or ends[:-1] != starts[1:] or ends[-1] is not None:
            raise DefinitionError(
                f"rule table {self.name}: wanted each version to end on the day the next begins and the last "
                f"to be open, found starts {starts} and ends {ends}"
            )

    def on(self, day: date) -> Rule | None:
        """The version in force on ``day``; none before the first."""
        return next((rule for rule in self.rules if rule.in_force(day)), None)

    def applying(self, policy: RightsPolicy) -> tuple[Rule, ...]:
        """The versions a policy applies: each on its own dates, or today's on every date."""
        if policy.name != "current_rules":
            return self.rules
        assert policy.built_on is not None
        rule = self.on(policy.built_on)
        return () if rule is None else (rule,)


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
        months = rule.case_of(record).max_months
        assert months is not None
        term = months_before(record["event_date"], -months)
        if policy.name == "current_rules":
            return term, rule.version
        day = max(term, rule.in_force_from)
        if rule.in_force(day):
            ends.append((day, rule.version))
    return min(ends, default=(None, None))


def _holes(events: Sequence[Mapping[str, Any]]) -> list[tuple[date, date | None]]:
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
    ended = earliest(learnt(event) for event in events if event["kind"] in ENDING_EVENTS)
    if policy.name == "current_rights":
        assert policy.built_on is not None
        if ended is not None and ended < policy.built_on:
            return ()
    decided: date = record["event_date"]
    replaced: date | None = record.get("superseded_date")
    fixed_end = earliest(
        (
            None if ended is None else ended + _DAY,
            None if replaced is None else replaced + _DAY,
            None if stop_months is None else months_before(decided, -stop_months),
        )
    )
    term, version = publicity_end(record, rules=rules, policy=policy)
    published_until = earliest((fixed_end, term))
    end = published_until if policy.after_publicity == "stop" else fixed_end
    if end is not None and end <= decided:
        return ()
    holes = _holes(events) if policy.contested == "exclude" else []
    return tuple(
        Interval(
            usable_from=start,
            usable_until=until,
            known_from=record["known_date"],
            published_until=published_until,
            rule_version=version,
        )
        for start, until in _without(decided, end, holes)
    )
