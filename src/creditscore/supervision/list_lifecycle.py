"""名单全周期: entries past their term, exits without evidence, entries that should have moved on (domain.md 5.7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore.codes import lists
from creditscore.records import Province
from creditscore.supervision._rows import NOT_STATED, Level, as_known, need, place
from creditscore.supervision._sheet import Field, Sheet

PAST_TERM, NO_EVIDENCE, ESCALATE, UNREMEDIED = (
    "past_term",
    "exit_without_evidence",
    "escalate",
    "long_unremedied",
)
"""What may be wrong with an entry: open past its term; gone without evidence; unremedied for so long that a rule in
force moves it to a serious list; unremedied as long after that rule has ended (an observation of the project)."""

LIST_LIFECYCLE = Sheet(
    name="list_lifecycle",
    title_zh="名单管理问题",
    title_en="findings on list entries",
    rows="one row per entry and finding",
    fields=(
        Field(name="list_code", kind="text", title_zh="名单", title_en="list", enumeration="list_code"),
        Field(name="finding", kind="text", title_zh="问题", title_en="finding"),
        Field(name="department", kind="text", title_zh="认定单位", title_en="determining body"),
        Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
        Field(name="uscc", kind="text", title_zh="统一社会信用代码", title_en="credit code"),
        Field(name="record_id", kind="text", title_zh="记录标识", title_en="record"),
        Field(name="event_date", kind="date", title_zh="列入日期", title_en="date of entry"),
        Field(name="exit_date", kind="date", title_zh="移出日期", title_en="date of exit"),
        Field(name="due_date", kind="date", title_zh="应办日期", title_en="day it was due"),
        Field(name="days_over", kind="count", title_zh="超期天数", title_en="days since", unit="天"),
        Field(name="detail", kind="text", title_zh="说明代码", title_en="in particular"),
        Field(name="source", kind="text", title_zh="依据", title_en="source of the rule"),
        Field(name="basis_kind", kind="text", title_zh="依据类别", title_en="kind of basis"),
    ),
    order=("list_code", "finding", "department", "event_date", "record_id"),
    source="domain.md 5.7; terms and escalations of codes.lists that have a source",
)  # fmt: skip

_KEPT = ("list_code", "uscc", "record_id", "event_date", "exit_date")
_SETTLING = {"repaired": "repaired", "revoked": "revoked", "objection_upheld": "objection_upheld"}
"""Kind of exit → the status change of the record that shows it."""


def list_lifecycle(province: Province, *, as_of: date, level: Level = "county") -> pd.DataFrame:
    """Findings on list entries at ``as_of`` (``LIST_LIFECYCLE``).

    - ``past_term``: still open after the term the decision states or, failing that, the term of the list where
      a source states one (``codes.lists``; unsourced terms are not applied);
    - ``exit_without_evidence``: left without a kind of exit; as repaired, revoked or upheld without that change
      of the record (or a granted application for repair); or as expired before its term;
    - ``escalate``: unremedied for as long as the rule in force on that day allows, and not on the list it moves
      to; ``long_unremedied``: as long, but the rule had ended by that day.
    """
    need(province, "list_entry", as_of=as_of)
    rows = as_known(province, "list_entry", as_of=as_of)
    gone = rows.exit_date < as_of
    rows = rows.mutate(
        department=rows.determining_body.fill_null(NOT_STATED),
        region=place(rows.region_code, level=level),
        exit_date=ibis.ifelse(gone, rows.exit_date, ibis.null("date")),
        exit_kind=ibis.ifelse(gone, rows.exit_kind, ibis.null("string")),
        term_ends=_after_months(rows, _terms(rows)),
    )
    parts = [_past_term(rows, as_of), _without_evidence(province, rows, as_of), _unremedied(rows, as_of)]
    frame = pd.concat([part.to_pandas() for part in parts], ignore_index=True)
    frame = pd.concat([frame[frame["finding"] != ESCALATE], _escalated(frame)], ignore_index=True)
    return LIST_LIFECYCLE.frame(frame)


def _by_list(rows: ir.Table, values: dict[str, Any], kind: str) -> Any:
    """The value of each row's list, null for the others."""
    if not values:
        return ibis.null(kind)
    return rows.list_code.cases(*values.items(), else_=ibis.null(kind))


def _terms(rows: ir.Table) -> Any:
    """Months of an entry: stated in the decision, or sourced for the list; null where there is no term."""
    sourced = {
        code: found.term_months
        for code, found in lists.LISTS.items()
        if found.term_kind == "fixed" and found.term_months is not None and found.term_status == "S"
    }
    return rows.term_months.fill_null(_by_list(rows, sourced, "int64"))


def _after_months(rows: ir.Table, months: Any) -> Any:
    """The date of entry ``months`` later, clipped to the month's end."""
    return (rows.event_date.cast("timestamp") + months.as_interval("M")).cast("date")


def _result(
    rows: ir.Table, finding: Any, *, due: Any, as_of: date, detail: Any, source: Any, basis: Any
) -> ir.Table:
    since = ibis.ifelse(due < as_of, ibis.literal(as_of).delta(due, unit="day"), ibis.null("int64"))
    return rows.select(
        *_KEPT, "department", "region", finding=finding, due_date=due, days_over=since, detail=detail,
        source=source, basis_kind=basis,
    )  # fmt: skip


def _past_term(rows: ir.Table, as_of: date) -> ir.Table:
    late = rows.filter(rows.exit_date.isnull() & (rows.term_ends < as_of))
    sources = {code: found.term_source for code, found in lists.LISTS.items()}
    stated = late.term_months.notnull()
    return _result(
        late, ibis.literal(PAST_TERM), due=late.term_ends, as_of=as_of,
        detail=ibis.ifelse(stated, "term_of_the_decision", "term_of_the_list"),
        source=ibis.ifelse(stated, ibis.literal("list_entry.term_months"), _by_list(late, sources, "string")),
        basis=ibis.literal("law"),
    )  # fmt: skip


def _without_evidence(province: Province, rows: ir.Table, as_of: date) -> ir.Table:
    left = rows.filter(rows.exit_date.notnull())
    shown = _evidence(province, as_of)
    if shown is not None:
        shown = shown.distinct()
        left = left.left_join(
            shown, (left.record_id == shown.about_record) & (left.exit_kind == shown.change)
        )
        unproved = left.about_record.isnull()
    else:
        unproved = ibis.literal(True)
    detail = ibis.cases(
        (left.exit_kind.isnull(), "no_kind_of_exit"),
        (left.exit_kind.isin(list(_SETTLING)) & unproved, "no_such_change_of_the_record"),
        ((left.exit_kind == "expired") & (left.exit_date < left.term_ends), "expired_before_its_term"),
        else_=ibis.null("string"),
    )
    left = left.mutate(detail=detail).filter(ibis._.detail.notnull())
    return _result(
        left, ibis.literal(NO_EVIDENCE), due=left.exit_date, as_of=as_of, detail=left.detail,
        source=ibis.literal("domain.md 5.7, 2.9"), basis=ibis.literal("project_default"),
    )  # fmt: skip


def _evidence(province: Province, as_of: date) -> ir.Table | None:
    """``about_record, change``: what status changes and granted applications show about list entries."""
    found: list[ir.Table] = []
    if province.has("record_event"):
        events = province.table("record_event")
        mine = events.filter((events.table_name == "list_entry") & (events.known_date < as_of))
        found.append(mine.select(about_record="record_id", change="kind"))
    if province.has("repair_application"):
        asked = as_known(province, "repair_application", as_of=as_of)
        granted = (
            (asked.about_table == "list_entry") & (asked.result == "granted") & (asked.closed_date < as_of)
        )
        found.append(
            asked.filter(granted).select(about_record="about_record_id", change=ibis.literal("repaired"))
        )
    if not found:
        return None
    return found[0] if len(found) == 1 else ibis.union(*found)


def _unremedied(rows: ir.Table, as_of: date) -> ir.Table:
    """Entries open for longer than the months after which they move, by entities not on the list they move to."""
    moving = {
        code: found for code, found in lists.LISTS.items()
        if found.escalates_to and found.after_months is not None and found.escalation_status == "S"
    }  # fmt: skip
    months = _by_list(rows, {code: found.after_months for code, found in moving.items()}, "int64")
    target = _by_list(rows, {code: found.escalates_to for code, found in moving.items()}, "string")
    source = _by_list(rows, {code: found.escalation_source for code, found in moving.items()}, "string")
    opened = rows.mutate(due=_after_months(rows, months), target=target, source=source)
    opened = opened.filter(opened.exit_date.isnull() & (opened.due <= as_of))
    there = (
        rows.filter(rows.exit_date.isnull()).select(target_uscc="uscc", target_list="list_code").distinct()
    )
    opened = opened.anti_join(
        there, (opened.uscc == there.target_uscc) & (opened.target == there.target_list)
    )
    return _result(
        opened, ibis.literal(ESCALATE), due=opened.due, as_of=as_of, detail=opened.target, source=opened.source,
        basis=ibis.literal("law"),
    )  # fmt: skip


def _escalated(frame: pd.DataFrame) -> pd.DataFrame:
    """The entries to escalate, each by the rule in force on the day it was due."""
    found = frame[frame["finding"] == ESCALATE].copy()
    in_force = [_moves(code, pd.Timestamp(due).date()) for code, due in _pairs(found)]
    found["finding"] = [ESCALATE if moves else UNREMEDIED for moves in in_force]
    found["basis_kind"] = ["law" if moves else "project_default" for moves in in_force]
    return found


def _pairs(found: pd.DataFrame) -> Iterable[tuple[str, Any]]:
    return zip(found["list_code"], found["due_date"], strict=True)


def _moves(code: str, on: date) -> bool:
    return lists.escalation(code, on=on) is not None
