"""Rules of use as data: versions in order of time, and the lines that decide.

A rule table says, by the day it is asked for, how long a kind of record is published, how grave it is, and when
and by whom its publicity can end early. Every line carries its source, its status and its kind of basis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from creditscore.errors import DefinitionError
from creditscore.plan.expression import Expression
from creditscore.plan.operations import compile_expression
from creditscore.plan.policy import RightsPolicy
from creditscore.plan.window import months_before

BasisKind = Literal["law", "published_method", "project_default"]

Status = Literal["sourced", "unverified", "proposal"]
"""``sourced``: found in public text; ``unverified``: from knowledge, never applied nor shown as law;
``proposal``: the project's own."""

Severity = Literal["minor", "general", "serious"]
"""How grave the conduct is in the words of NDRC Order 36; a rule that does not grade says nothing."""

Published = Literal["yes", "in_principle_not", "no"]
"""Whether a record is shown while its term runs; ``in_principle_not`` is shown only if the sector authority finds
it necessary, which no record says, so that a publication filter shows neither it nor ``no``."""

RepairWay = Literal["on_application", "determining_body", "barred"]
"""Who can end publicity early: on application, only the body that decided, or nobody."""

Channel = Literal["credit_china", "necips"]
"""Where a record is shown: Credit China (and third parties, who must follow it), or the enterprise publicity system."""

_condition = lru_cache(compile_expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold before publicity can end early, besides the shortest term.

    ``unmet`` over the columns of the record (and of its latest application for repair, ``applied_*``) holds where
    the condition is not met on the day; none means that no record shows it and the authority has to look.
    """

    code: str
    title_zh: str
    title_en: str
    source: str
    unmet: Expression | None = None
    status: Status = "sourced"
    basis_kind: BasisKind = "law"

    def __post_init__(self) -> None:
        _not_passed_off_as_law(f"condition {self.code}", self.status, self.basis_kind)

    @property
    def applied(self) -> bool:
        return self.status != "unverified"


def _not_passed_off_as_law(name: str, status: Status, basis_kind: BasisKind) -> None:
    if status != "sourced" and basis_kind == "law":
        raise DefinitionError(f"{name}: marked law but {status}; name a source or use project_default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One line of a rule: which records it covers (``when``, over the columns as declared, money in yuan;
    none means all that are left) and how many months from the decision they are published.

    ``applied=False`` keeps a line on record without letting it decide anything. ``min_months`` is the
    shortest publicity before repair may be asked for, counted from the event or from the correction; null where
    the text gives no number. ``open_ended`` lines have no term: the record stands until it is taken off.
    ``stated_end`` and ``stated_months`` name a column with the end or the term the authority stated in this very
    decision; where given, it takes the place of ``max_months``. ``not_before`` names a column with a day before which
    publicity may not end early, however short its minimum. ``adverse=False`` is for what speaks in favour.
    """

    name: str
    title_zh: str
    title_en: str
    source: str
    max_months: int | None
    min_months: int | None = None
    min_from: Literal["event", "correction"] = "event"
    when: Expression | None = None
    severity: Severity | None = None
    published: Published = "yes"
    repair: RepairWay = "on_application"
    open_ended: bool = False
    stated_end: str | None = None
    stated_months: str | None = None
    not_before: str | None = None
    adverse: bool = True
    status: Status = "sourced"
    basis_kind: BasisKind = "law"
    applied: bool = True

    def __post_init__(self) -> None:
        if self.applied and (self.status == "unverified" or (self.max_months is None) != self.open_ended):
            raise DefinitionError(
                f"rule line {self.name}: status {self.status}, max_months {self.max_months}; only a sourced or "
                "proposed term that is a number may be applied; set applied=False, give its source, or say "
                "open_ended"
            )
        _not_passed_off_as_law(f"rule line {self.name}", self.status, self.basis_kind)

    def term_ends(self, record: Mapping[str, Any]) -> date | None:
        """First day on which the term is over; null if it has none."""
        if self.stated_end is not None and (stated := record.get(self.stated_end)) is not None:
            return stated
        months = None if self.stated_months is None else record.get(self.stated_months)
        months = self.max_months if months is None else months
        return None if months is None else months_before(record["event_date"], -months)

    def earliest_repair(self, record: Mapping[str, Any]) -> date | None:
        """First day on which the shortest term is over, and what it may not end before; null if nobody may apply, or
        no number or day is known. It may lie past the end of the term: then nothing ends publicity early.
        """
        if self.repair == "barred" or self.min_from != "event" or self.min_months is None:
            return None
        least = months_before(record["event_date"], -self.min_months)
        own = None if self.not_before is None else record.get(self.not_before)
        return least if own is None else max(least, own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of a rule, in force in ``[in_force_from, in_force_until)``; the first case that holds counts.

    ``dated`` says whether the first day is that of a text found, or this project's own reading of one.
    """

    version: str
    title_zh: str
    title_en: str
    in_force_from: date
    in_force_until: date | None
    cases: tuple[Case, ...]
    conditions: tuple[Condition, ...] = ()
    dated: Status = "sourced"
    dated_by: str = ""

    def __post_init__(self) -> None:
        applied = self.applied
        if not applied or applied[-1].when is not None or any(case.when is None for case in applied[:-1]):
            raise DefinitionError(
                f"rule {self.version}: wanted applied cases with a condition and one last case without, "
                f"found {[case.name for case in applied]}; add or reorder the cases"
            )
        if len({case.name for case in self.cases}) < len(self.cases) or self.dated == "unverified":
            raise DefinitionError(
                f"rule {self.version}: wanted a name of its own for every line and a first day that is sourced or "
                f"the project's own, found {[case.name for case in self.cases]}, dated {self.dated}; correct it"
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
    """The versions of a rule in order of time, without gap or overlap; before the first there is no rule.

    ``family`` is the family of record tables it governs, ``channel`` where they are shown. Where ``ends_use`` the
    end of publicity ends use whatever the policy. ``taken_off`` names the date column on which the determining body
    took the record off; its publicity is over the day after.
    """

    name: str
    rules: tuple[Rule, ...]
    family: str = ""
    channel: Channel = "credit_china"
    ends_use: bool = False
    taken_off: str | None = None

    def __post_init__(self) -> None:
        ends = [rule.in_force_until for rule in self.rules]
        starts: list[date | None] = [rule.in_force_from for rule in self.rules]
        ordered = all(
            rule.in_force_until is None or rule.in_force_from < rule.in_force_until for rule in self.rules
        )
        if not self.rules or ends[:-1] != starts[1:] or ends[-1] is not None or not ordered:
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
