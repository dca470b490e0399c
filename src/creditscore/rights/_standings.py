"""How every record of a table stands on a day: the set-wise machine over every rule table.

One lazy expression gives what ``standing_on`` gives for one record; the publication filter and the repair table
are selections of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from creditscore.errors import RightsError
from creditscore.plan import RightsPolicy
from creditscore.plan.rights import ENDING_EVENTS
from creditscore.plan.rule import Case, Channel, Rule
from creditscore.records import Table
from creditscore.rights._changes import contested_on, ended_on, status_changes, with_change
from creditscore.rights._expression import compiled, condition
from creditscore.rights._public import marks, public_columns, public_rows
from creditscore.rights._tables import enveloped, rules_of
from creditscore.rights._terms import (
    ends_use,
    individual_business,
    known_before,
    months_after,
    published_until,
    term_ends,
    with_fixed_end,
    with_publicity,
)
from creditscore.rights.conditions import APPLICATION, FALSE_MATERIALS_MONTHS
from creditscore.rights.names import masked_names

if TYPE_CHECKING:
    from creditscore.records import Province

STANDING_COLUMNS = (
    "known", "visible", "usable", "usable_until", "publicity", "published_until", "severity", "case", "rule_version",
    "automatic_end", "repairable", "earliest_repair", "unmet", "unseen", "contested", "masked",
)  # fmt: skip
"""What ``standings`` adds to the columns of a table."""

NAMES = ("name",)
"""Columns that hold the name of the entity itself."""

_AS_SERVED = RightsPolicy()


def _with_changes(
    province: Province, table: Table, rows: ir.Table, *, on: date, policy: RightsPolicy
) -> tuple[ir.Table, bool]:
    """``rows`` with ``ended`` (if any ended), ``_dropped`` and ``contested``."""
    events, kinds = status_changes(province, table.name)
    has_ended = events is not None and bool(kinds & set(ENDING_EVENTS))
    dropped: Any = ibis.literal(False)
    if events is not None and has_ended:
        rows = with_change(rows, ended_on(events))
        if policy.name == "current_rights":
            dropped = ibis.coalesce(rows.ended < policy.built_on, False)
        rows = rows.mutate(_dropped=dropped, ended=known_before(rows.ended, on))
        dropped = rows._dropped
    if events is not None and "objection_filed" in kinds:
        rows = with_change(rows, contested_on(events, on))
        contested: Any = ibis.coalesce(rows.contested, False)
    else:
        contested = ibis.literal(False)
    return rows.mutate(_dropped=dropped, contested=contested), has_ended


def _with_applications(province: Province, table: Table, rows: ir.Table, on: date) -> ir.Table:
    """``rows`` with ``applied_…`` of the latest application for repair known by the day."""
    if not province.has("repair_application"):
        nulls = {f"applied_{name}": ibis.null("boolean") for name in APPLICATION}
        return rows.mutate(**nulls, applied_false_materials=ibis.literal(False))
    asked = province.table("repair_application")
    asked = asked.filter(
        (asked.event_date < on)
        & (asked.known_date < on)
        & (asked.superseded_date.isnull() | (asked.superseded_date >= on))
    )
    order = [asked[name].desc() for name in ("event_date", "known_date", "record_id")]
    rank = ibis.row_number().over(group_by=["about_record_id", "uscc"], order_by=order)
    mine = asked.filter(asked.about_table == table.name).mutate(rank=rank)
    last = mine.filter(mine["rank"] == 0).select(
        asked_id=mine.about_record_id,
        asked_by=mine.uscc,
        **{f"applied_{name}": mine[name] for name in APPLICATION},
    )
    barring = ibis.coalesce(mine.false_materials, False) & (mine.closed_date < on)
    false = mine.filter(barring & (months_after(mine.closed_date, FALSE_MATERIALS_MONTHS) > on))
    false = false.select(
        false_id=false.about_record_id, false_by=false.uscc, applied_false_materials=True
    ).distinct()
    rows = rows.left_join(last, [rows.record_id == last.asked_id, rows.uscc == last.asked_by])
    rows = rows.drop("asked_id", "asked_by")
    rows = rows.left_join(false, [rows.record_id == false.false_id, rows.uscc == false.false_by])
    rows = rows.drop("false_id", "false_by")
    return rows.mutate(applied_false_materials=ibis.coalesce(rows.applied_false_materials, False))


def _case(rule: Rule | None, rows: ir.Table) -> Any:
    """Name of the line that governs each record."""
    if rule is None:
        return ibis.null("string")
    *first, last = rule.applied
    branches = [(condition(case.when, rows), case.name) for case in first if case.when is not None]
    return ibis.cases(*branches, else_=last.name) if branches else ibis.literal(last.name)


def _among(rows: ir.Table, cases: Iterable[Case]) -> Any:
    names = [case.name for case in cases]
    return rows.case.isin(names) if names else ibis.literal(False)


def _by_case(rows: ir.Table, values: Iterable[tuple[str, str | None]], kind: str) -> Any:
    """A text per line, null where the line has none."""
    groups: dict[str, list[str]] = {}
    for name, value in values:
        if value is not None:
            groups.setdefault(value, []).append(name)
    branches = [(rows.case.isin(names), value) for value, names in groups.items()]
    return ibis.cases(*branches, else_=ibis.null(kind)) if branches else ibis.null(kind)


def _earliest(rule: Rule | None, rows: ir.Table) -> Any:
    """What ``Case.earliest_repair`` gives a record."""
    alike: dict[tuple[int, str | None], list[str]] = {}
    for case in () if rule is None else rule.applied:
        if case.repair != "barred" and case.min_from == "event" and case.min_months is not None:
            alike.setdefault((case.min_months, case.not_before), []).append(case.name)
    branches: list[tuple[Any, Any]] = []
    for (months, own), names in alike.items():
        day = months_after(rows.event_date, months)
        later = day if own is None else ibis.greatest(day, ibis.coalesce(rows[own], day))
        branches.append((rows.case.isin(names), later))
    return ibis.cases(*branches, else_=ibis.null("date")) if branches else ibis.null("date")


def _unmet(rule: Rule | None, rows: ir.Table, on: date) -> Iterator[tuple[str, Any]]:
    """(code, whether it is unmet) in the order in which they are told, repairable records being meant."""
    if rule is None:
        yield "no_rule", ibis.literal(True)
        return
    cases = rule.applied
    barred = _among(rows, [case for case in cases if case.repair == "barred"])
    from_correction = _among(rows, [case for case in cases if case.min_from == "correction"])
    least = _among(rows, [case for case in cases if case.min_from == "event" and case.min_months is None])
    yield "barred_kind", barred
    yield (
        "determining_body",
        ~barred & _among(rows, [case for case in cases if case.repair == "determining_body"]),
    )
    yield "minimum_not_sourced", ~barred & least
    yield "minimum_from_correction", ~barred & from_correction
    yield "period_not_reached", ~barred & ibis.coalesce(rows.earliest_repair > on, False)
    for found in rule.conditions:
        if found.applied and found.unmet is not None:
            yield found.code, ~barred & ibis.coalesce(compiled(found.unmet, rows), False)


def _told(codes: Sequence[tuple[str, Any]], among: Any) -> Any:
    """The codes that hold, separated by spaces; empty where none does."""
    if not codes:
        return ibis.literal("")
    words = [(among & holds).ifelse(code, ibis.null("string")) for code, holds in codes]
    return ibis.literal(" ").join(words)


def _with_publicity_in(
    channel: Channel, table: Table, rows: ir.Table, *, on: date, has_ended: bool, policy: RightsPolicy
) -> ir.Table:
    """``rows`` with both ends as known on the day: of publicity in the channel, of use by the policy."""
    china, shown = rules_of(table.name), rules_of(table.name, channel)
    rows = rows.mutate(_superseded=known_before(rows.superseded_date, on))
    rows = with_publicity(rows, rules=china, policy=policy)
    rows = with_fixed_end(table, rows, has_ended=has_ended, superseded="_superseded")
    used = published_until(rows, china, known_by=on) if ends_use(china, policy) else rows.fixed_end
    rows = rows.mutate(usable_until=used)
    if channel != "credit_china" or policy.name == "current_rules":
        rows = with_publicity(rows.drop("term_ends", "rule_version"), rules=shown, policy=_AS_SERVED)
    return rows.mutate(published_until=published_until(rows, shown, known_by=on))


def standings(
    province: Province,
    table_name: str,
    *,
    on: date,
    policy: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
    channel: Channel = "credit_china",
    columns: Sequence[str] | None = None,
) -> ir.Table:
    """Every record of a table as it stands on a day, one row each.

    Columns: those of the table (or only ``columns``) and ``STANDING_COLUMNS``, in one channel; ``unmet`` and
    ``unseen`` hold codes separated by spaces. Same definition as ``standing_on``, which says more in words. Nothing
    runs until the expression is executed, but for one look at which status changes occur.
    """
    table = enveloped(table_name)
    kept = [table.column(name).name for name in columns or [column.name for column in table.columns]]
    shown = rules_of(table_name, channel)
    rule = None if shown is None else shown.on(on)
    rows = province.table(table_name)
    rows, has_ended = _with_changes(province, table, rows, on=on, policy=policy)
    rows = _with_publicity_in(channel, table, rows, on=on, has_ended=has_ended, policy=policy)
    rows = _with_applications(province, table, rows, on)
    known = (rows.event_date < on) & (rows.known_date < on)
    rows = rows.mutate(
        as_of=ibis.literal(on), known=known, case=_case(rule, rows), _public=public_rows(table, rows),
        masked=individual_business(rows), automatic_end=ibis.null("date") if rule is None else term_ends(rule, rows),
    )  # fmt: skip
    return _told_apart(table, rows, rule, on, policy).select(*kept, *STANDING_COLUMNS)


def _told_apart(table: Table, rows: ir.Table, rule: Rule | None, on: date, policy: RightsPolicy) -> ir.Table:
    """``rows`` with what follows from the line, the ends and the day."""
    cases = () if rule is None else rule.applied
    publicity = [(case.name, case.published) for case in cases]
    standing = rows.known & (rows.published_until.isnull() | (rows.published_until > on))
    adverse = ibis.literal(table.negative) if rule is None else _among(rows, [c for c in cases if c.adverse])
    rows = rows.mutate(
        publicity=ibis.coalesce(_by_case(rows, publicity, "string"), "yes"),
        severity=_by_case(rows, [(case.name, case.severity) for case in cases], "string"),
        repairable=standing & adverse & rows._public,
        earliest_repair=_earliest(rule, rows),
        rule_version=ibis.literal(None if rule is None else rule.version, type="string"),
    )
    usable = rows.known & ~rows._dropped & (rows.usable_until.isnull() | (rows.usable_until > on))
    if policy.contested == "exclude":
        usable &= ~rows.contested
    barred = _among(rows, [case for case in cases if case.repair == "barred"])
    hidden = () if rule is None else [c for c in rule.conditions if c.applied and c.unmet is None]
    return rows.mutate(
        visible=standing & rows._public & (rows.publicity == "yes"),
        usable=usable,
        unmet=_told(list(_unmet(rule, rows, on)), rows.repairable),
        unseen=_told([(found.code, ~barred) for found in hidden], rows.repairable),
        earliest_repair=rows.repairable.ifelse(rows.earliest_repair, ibis.null("date")),
    )


def published(
    province: Province, table_name: str, *, on: date, channel: Channel = "credit_china"
) -> ir.Table:
    """The publication filter (S082): the records of a table that may be shown on a day, public columns only.

    Late facts that are not yet facts on the day are null, names of individual businesses are masked, and records
    under objection are marked ``contested`` and still shown: neither an objection nor reconsideration or litigation
    suspends publicity (Order 36 art. 19; a stay ordered by the court is a change no record delivers). With ``case,
    severity, rule_version, published_until``.
    Raises RightsError for a table that is never shown.
    """
    table = enveloped(table_name)
    if marks(table) is None:
        raise RightsError(
            f"{table_name}: it rests on {table.basis} and has no public column; wanted a table of public credit "
            "information; nothing of it is ever published"
        )
    columns = [name for name in public_columns(table) if name != "superseded_date"]
    facts = {name: fact for name in columns if (fact := table.column(name).fact_date) is not None}
    needed = list(dict.fromkeys([*columns, *facts.values()]))
    rows = standings(province, table_name, on=on, channel=channel, columns=needed)
    rows = rows.filter(rows.visible)
    late = {
        name: (rows[fact] < on).ifelse(rows[name], ibis.null(rows[name].type()))
        for name, fact in facts.items()
    }
    names = {
        name: rows.masked.ifelse(masked_names(rows[name]), rows[name]) for name in columns if name in NAMES
    }
    told = ("case", "severity", "rule_version", "published_until", "contested", "masked")
    return rows.select(**{name: {**late, **names}.get(name, rows[name]) for name in (*columns, *told)})


def repair_table(
    province: Province, table_name: str, *, on: date, channel: Channel = "credit_china"
) -> ir.Table:
    """Every adverse record whose publicity still runs: when its repair may be asked for and what is unmet (S034).

    ``record_id, uscc, event_date, case, severity, rule_version, earliest_repair, automatic_end, unmet, unseen,
    contested``; ``unmet`` is empty where nothing on record stands in the way.
    """
    rows = standings(
        province, table_name, on=on, channel=channel, columns=["record_id", "uscc", "event_date"]
    )
    return rows.filter(rows.repairable).select(
        "record_id", "uscc", "event_date", "case", "severity", "rule_version", "earliest_repair", "automatic_end",
        "unmet", "unseen", "contested",
    )  # fmt: skip
