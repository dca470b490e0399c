"""Every rule table, and the one that governs a record table in a channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from creditscore import records
from creditscore.errors import RightsError
from creditscore.plan.rule import Case, Channel, Condition, Rule, RuleTable
from creditscore.records import Table
from creditscore.rights._expression import in_storage
from creditscore.rights.list_terms import LIST_TERMS
from creditscore.rights.market_publicity import MARKET_PUBLICITY
from creditscore.rights.publicity import FIVE_YEARS, PENALTY_PUBLICITY, RULE_VERSION
from creditscore.rights.sector_publicity import CONSTRUCTION_PUBLICITY, STATISTICS_PUBLICITY

RULE_TABLES: dict[str, RuleTable] = {
    table.name: table
    for table in (
        PENALTY_PUBLICITY,
        MARKET_PUBLICITY,
        LIST_TERMS,
        CONSTRUCTION_PUBLICITY,
        STATISTICS_PUBLICITY,
    )
}
"""Every rule table by name. Use always follows the table of ``credit_china`` ("who determines, repairs; third parties
must follow Credit China", S1b), which for construction and statistics is the sector's own rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One line of a rule table, as shown to people: status and basis go wherever the term goes.

    ``kind`` is ``term`` (how long which records are published), ``condition`` (what must hold before publicity can
    end early) or ``stop`` (the end of use of adverse records of individual businesses, whatever the family, always in
    force: ``in_force_from`` is null). ``applied`` lines decide; the others stay on record. ``dated`` and ``dated_by`` say whether the
    first day in force is sourced or the project's own.
    """

    table: str
    family: str
    channel: Channel
    version: str
    in_force_from: date | None
    in_force_until: date | None
    dated: str
    dated_by: str
    kind: str
    case: str
    title_zh: str
    title_en: str
    condition: str
    severity: str | None = None
    published: str = ""
    repair: str = ""
    min_months: int | None = None
    min_from: str = ""
    max_months: int | None = None
    open_ended: bool = False
    source: str
    status: str
    basis_kind: str
    applied: bool


def enveloped(table_name: str) -> Table:
    """The declared table, refused if its rows are not records with rights of their own."""
    table = records.table(table_name)
    if not table.enveloped:
        raise RightsError(
            f"{table_name}: wanted a table of records, found one without record_id and dates of its own; "
            "rights are asked of record tables only"
        )
    return table


def channels_of(table_name: str) -> tuple[Channel, ...]:
    """Where records of a table are shown: Credit China, and the enterprise publicity system if a rule of it exists."""
    family = enveloped(table_name).rights
    ruled = {table.channel for table in RULE_TABLES.values() if table.family == family}
    return ("credit_china", "necips") if "necips" in ruled else ("credit_china",)


@lru_cache
def rules_of(table_name: str, channel: Channel = "credit_china") -> RuleTable | None:
    """The rule table of a record table with conditions over stored columns; none if it has no dated rule.

    Raises RightsError for a channel in which no rule governs records of this table.
    """
    table = enveloped(table_name)
    if channel not in channels_of(table_name):
        raise RightsError(
            f"{table_name}: no rule governs it in channel {channel!r}; wanted one of {list(channels_of(table_name))}"
        )
    found = [
        rules for rules in RULE_TABLES.values() if rules.family == table.rights and rules.channel == channel
    ]
    if not found:
        return None

    def stored(case: Case) -> Case:
        return case if case.when is None else replace(case, when=in_storage(table, case.when))

    versions = (replace(rule, cases=tuple(stored(case) for case in rule.cases)) for rule in found[0].rules)
    return replace(found[0], rules=tuple(versions))


def _line(
    table: RuleTable, rule: Rule, said: Case | Condition, *, kind: str, case: str, condition: str
) -> RuleLine:
    """A line of a rule without a term: what the rule and the line itself say of its title, source and standing."""
    return RuleLine(
        table=table.name, family=table.family, channel=table.channel, version=rule.version,
        in_force_from=rule.in_force_from, in_force_until=rule.in_force_until, dated=rule.dated, dated_by=rule.dated_by,
        kind=kind, case=case, title_zh=said.title_zh, title_en=said.title_en, condition=condition, source=said.source,
        status=said.status, basis_kind=said.basis_kind, applied=said.applied,
    )  # fmt: skip


def _term_line(table: RuleTable, rule: Rule, case: Case) -> RuleLine:
    when = "" if case.when is None else repr(case.when)
    return replace(
        _line(table, rule, case, kind="term", case=case.name, condition=when),
        severity=case.severity, published=case.published, repair=case.repair, min_months=case.min_months,
        min_from=case.min_from, max_months=case.max_months, open_ended=case.open_ended,
    )  # fmt: skip


def _condition_line(table: RuleTable, rule: Rule, condition: Condition) -> RuleLine:
    unmet = "" if condition.unmet is None else f"unmet where {condition.unmet!r}"
    return _line(table, rule, condition, kind="condition", case=condition.code, condition=unmet)


_STOP = RuleLine(
    table="five_year_stop", family="all", channel="credit_china", version=f"project_{RULE_VERSION}", in_force_from=None,
    in_force_until=None, dated="proposal", dated_by="this project", kind="stop", case="individual_business",
    title_zh="个体工商户不良信息满五年不再使用", title_en="adverse records of individual businesses are not used after five years",
    condition="uscc of an individual business, adverse table", max_months=FIVE_YEARS,
    source="this project, after the regulations of Shandong and Shanghai (S28b)", status="proposal",
    basis_kind="project_default", applied=True,
)  # fmt: skip


def _lines(table: RuleTable, rule: Rule) -> Iterator[RuleLine]:
    yield from (_term_line(table, rule, case) for case in rule.cases)
    yield from (_condition_line(table, rule, condition) for condition in rule.conditions)


def rules(*, on: date) -> tuple[RuleLine, ...]:
    """Every line of every rule table in force on a day, applied or not, with its source and status."""
    in_force = ((table, rule) for table in RULE_TABLES.values() if (rule := table.on(on)) is not None)
    return (*(line for table, rule in in_force for line in _lines(table, rule)), _STOP)
