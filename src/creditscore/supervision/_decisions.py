"""Administrative decisions as the platform got them, one row per decision and subject, with their first arrival."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from creditscore.records import Province
from creditscore.supervision._elapsed import with_elapsed
from creditscore.supervision._quarantine import QUARANTINE, Quarantine, refused
from creditscore.supervision._rows import NOT_STATED, Level, as_known, document, month, place

Department = Literal["agency", "source_code"]
"""What a department is: the agency that decided, or the provider that delivered."""

FIVE_KINDS = ("compulsion", "confirmation", "adjudication", "award", "supervision")
"""The five kinds of administrative information. No text found fixes the five; this is a proposal of the project
(domain.md 2.6), to be replaced by configuration."""

PLATFORM = {"penalty": "admin_penalty", "licence": "admin_licence", "action": "admin_action"}
"""Kind of decision → table in which the platform holds it."""

_COLUMNS = (
    "record_id", "uscc", "event_date", "doc_no", "agency", "agency_uscc", "source_code", "region_code",
)  # fmt: skip


def decisions(
    province: Province,
    kind: str,
    *,
    as_of: date,
    by: Department = "agency",
    level: Level = "county",
    action_kinds: Sequence[str] | None = None,
) -> ir.Table:
    """Decisions of one kind standing on the platform at ``as_of``.

    Columns: ``kind, record_id, uscc, department, region, event_date, month, number, agency, agency_uscc,
    first_known, elapsed`` (working days from the decision to its first arrival; null where the arrival is an
    assumption or the calendar does not reach). A revision is no arrival: the first one of the same record, or of
    the same number, agency, subject and date counts.
    """
    name = PLATFORM[kind]
    rows = as_known(province, name, as_of=as_of)
    if action_kinds is not None and kind == "action":
        rows = rows.filter(rows.action_kind.isin(action_kinds))
    rows = rows.select(*_COLUMNS, "known_date", number=document(rows.doc_no))
    rows = rows.mutate(natural=_natural(rows))
    first = _first_known(province, name, as_of=as_of)
    rows = rows.left_join(first, "record_id").drop("record_id_right")
    once = ibis.window(group_by="natural", order_by=["first_by_id", "record_id"])
    rows = rows.mutate(position=ibis.row_number().over(once)).filter(ibis._.position == 0)
    rows = rows.mutate(first_known=rows.first_by_id)
    rows = with_elapsed(rows, "elapsed", start="event_date", end="first_known")
    entry = province.manifest.tables[name]
    assumed = entry.lag_days is not None
    return rows.select(
        "record_id", "uscc", "event_date", "number", "agency", "agency_uscc", "first_known",
        kind=ibis.literal(kind),
        department=rows[by].fill_null(NOT_STATED),
        region=place(rows.region_code, level=level),
        month=month(rows.event_date),
        elapsed=ibis.null("int64") if assumed else rows.elapsed.cast("int64"),
    )  # fmt: skip


def _natural(rows: ir.Table) -> ir.StringValue:
    """What makes two rows one decision about one subject."""
    return ibis.ifelse(
        rows.number.notnull() & rows.agency.notnull(),
        rows.number.concat(" ", rows.agency, " ", rows.uscc, " ", rows.event_date.cast("string")),
        ibis.literal("record ").concat(rows.record_id),
    )


def _first_known(province: Province, name: str, *, as_of: date) -> ir.Table:
    """``record_id, first_by_id``: when a record, or any other row of its decision, first arrived."""
    rows = province.table(name)
    rows = rows.filter(rows.known_date < as_of)
    rows = rows.select(
        "record_id", "uscc", "event_date", "agency", "known_date", number=document(rows.doc_no)
    )
    rows = rows.mutate(natural=_natural(rows))
    rows = rows.mutate(by_id=rows.known_date.min().over(ibis.window(group_by="record_id")))
    rows = rows.mutate(first=rows.by_id.min().over(ibis.window(group_by="natural")))
    return rows.group_by("record_id").agg(first_by_id=rows.first.min())


def registered(
    province: Province,
    kind: str,
    *,
    as_of: date,
    by: Department = "agency",
    level: Level = "county",
    quarantine: Quarantine = QUARANTINE,
) -> ir.Table:
    """Decisions in the departments' own registers known at ``as_of``, with their arrival on the platform.

    Columns: ``kind, record_id, uscc, doc_no, agency, department, region, event_date, month, arrived`` (null if
    never), ``refused`` (delivered, but refused as wrong), ``waited`` (working days from the decision to ``as_of``).
    A register row finds its decision by number and agency, the agency by its name or by its credit code.
    """
    rows = as_known(province, "decision_register", as_of=as_of)
    rows = rows.filter(rows.decision_kind == kind)
    number = document(rows.doc_no)
    rows = rows.mutate(
        named=_under("name", number, rows.agency), coded=_under("code", number, rows.agency_uscc)
    )
    once = ibis.window(group_by=["named", "uscc", "event_date"], order_by="record_id")
    rows = rows.mutate(position=ibis.row_number().over(once)).filter(ibis._.position == 0)
    rows = _with_arrivals(province, kind, rows, as_of=as_of, quarantine=quarantine)
    rows = with_elapsed(rows, "waited", start="event_date", end=as_of)
    return rows.select(
        "record_id", "uscc", "doc_no", "agency", "event_date", "arrived", "refused",
        kind=ibis.literal(kind),
        department=rows[by].fill_null(NOT_STATED),
        region=place(rows.region_code, level=level),
        month=month(rows.event_date),
        waited=rows.waited.cast("int64"),
    )  # fmt: skip


def _under(what: str, number: Any, agency: Any) -> Any:
    """A decision's number under its agency's name or code; null where either is not stated."""
    return ibis.literal(f"{what} ").concat(number, " ", agency)


def _with_arrivals(
    province: Province, kind: str, rows: ir.Table, *, as_of: date, quarantine: Quarantine
) -> ir.Table:
    """``rows`` with ``arrived`` and ``refused`` of the decision under its ``named`` or ``coded`` number."""
    if not province.has(PLATFORM[kind]):
        return rows.mutate(arrived=ibis.null("date"), refused=ibis.literal(False))
    there = _arrivals(province, kind, as_of=as_of)
    for column in ("named", "coded"):
        mine = there.rename({f"{column}_decision": "decision", f"{column}_arrived": "arrived"})
        rows = rows.left_join(mine, rows[column] == mine[f"{column}_decision"])
    rows = rows.mutate(arrived=ibis.least(rows.named_arrived, rows.coded_arrived))
    wrong = refused(
        province, PLATFORM[kind], quarantine, number="doc_no", agency="agency", agency_uscc="agency_uscc"
    )
    if wrong is None:
        return rows.mutate(refused=ibis.literal(False))
    keys = _keys(wrong.mutate(number=document(wrong.number))).distinct()
    known = rows.named.isin(keys.decision).fill_null(False) | rows.coded.isin(keys.decision).fill_null(False)
    return rows.mutate(refused=known & rows.arrived.isnull())


def _arrivals(province: Province, kind: str, *, as_of: date) -> ir.Table:
    """``decision, arrived``: every decision on the platform under its agency's name and its code."""
    rows = decisions(province, kind, as_of=as_of)
    return _keys(rows, "first_known").group_by("decision").agg(arrived=lambda t: t.first_known.min())


def _keys(rows: ir.Table, *kept: str) -> ir.Table:
    named = rows.select(*kept, decision=_under("name", rows.number, rows.agency))
    coded = rows.select(*kept, decision=_under("code", rows.number, rows.agency_uscc))
    both = named.union(coded)
    return both.filter(both.decision.notnull())
