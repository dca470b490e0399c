"""Rights of one record: the row-wise machine over the declared rule tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any

from creditscore import records
from creditscore.errors import RightsError
from creditscore.plan import RightsPolicy, months_before
from creditscore.plan.rights import Case, Interval, Rule, RuleTable, intervals_of
from creditscore.records import Table
from creditscore.rights._expression import in_storage
from creditscore.rights.publicity import FIVE_YEARS, RULE_TABLES

INDIVIDUAL_BUSINESS = "92"
"""First two characters of a unified social credit code of an individual business (GB 32100-2015)."""

_RIGHTS = tuple(field.name for field in fields(Interval))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One line of a rule table, as shown to people: status and basis go wherever the term goes."""

    table: str
    version: str
    in_force_from: date
    in_force_until: date | None
    case: str
    title_zh: str
    title_en: str
    condition: str
    min_months: int | None
    max_months: int | None
    source: str
    status: str
    basis_kind: str
    applied: bool


@lru_cache
def rules_of(table_name: str) -> RuleTable | None:
    """The rule table of a record table with conditions over stored columns; none if it has no dated rule."""
    table = enveloped(table_name)
    rules = RULE_TABLES.get(table.rights)
    if rules is None:
        return None

    def stored(case: Case) -> Case:
        return case if case.when is None else replace(case, when=in_storage(table, case.when))

    versions = (replace(rule, cases=tuple(stored(case) for case in rule.cases)) for rule in rules.rules)
    return replace(rules, rules=tuple(versions))


def enveloped(table_name: str) -> Table:
    """The declared table, refused if its rows are not records with rights of their own."""
    table = records.table(table_name)
    if not table.enveloped:
        raise RightsError(
            f"{table_name}: wanted a table of records, found one without record_id and dates of its own; "
            "rights are asked of record tables only"
        )
    return table


def stop_months(table: Table, uscc: str) -> int | None:
    """Months after which use stops whatever the policy: adverse records of individual businesses."""
    adverse = table.negative and len(uscc) == 18 and uscc.startswith(INDIVIDUAL_BUSINESS)
    return FIVE_YEARS if adverse else None


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


def _in_force(table_name: str, on: date) -> Rule | None:
    rules = rules_of(table_name)
    return None if rules is None else rules.on(on)


def earliest_repair(table_name: str, record: Mapping[str, Any], *, on: date) -> date | None:
    """First day on which repair may be asked for under the rule in force on ``on``; null if none says.

    Only the term; that duties are done and a promise given is for the authority to see.
    """
    rule = _in_force(table_name, on)
    least = None if rule is None else rule.case_of(record).min_months
    return None if least is None else months_before(record["event_date"], -least)


def rules(*, on: date) -> tuple[RuleLine, ...]:
    """Every line of every rule table in force on a day, applied or not, with its source and status."""
    return tuple(
        RuleLine(
            table=table.name,
            version=rule.version,
            in_force_from=rule.in_force_from,
            in_force_until=rule.in_force_until,
            case=case.name,
            title_zh=case.title_zh,
            title_en=case.title_en,
            condition="" if case.when is None else repr(case.when),
            min_months=case.min_months,
            max_months=case.max_months,
            source=case.source,
            status=case.status,
            basis_kind=case.basis_kind,
            applied=case.applied,
        )
        for table in RULE_TABLES.values()
        if (rule := table.on(on)) is not None
        for case in rule.cases
    )
