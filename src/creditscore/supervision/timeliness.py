"""修复与异议时效: working days from application to result, and what is still open (domain.md 5.10, 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore.records import Province
from creditscore.rights import TimeLimit, time_limits
from creditscore.supervision._elapsed import with_elapsed
from creditscore.supervision._rows import Level, as_known, fact, month, of_these, place
from creditscore.supervision._sheet import Field, Sheet, share


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Days within which a step is to be done, with where that was found. Nothing is assumed: without a limit, no
    share within it is stated, and months of filing that begin before ``in_force_from`` are not measured against it.
    """

    days: int
    source: str
    unit: Literal["working_days", "calendar_days"] = "working_days"
    in_force_from: date | None = None


def objection_limits(terms: str, *, cross_unit: bool | None = None) -> dict[str, Limit]:
    """The limits of ``annotation`` and ``objection`` in a set of ``rights.time_limits``; the set is named by who asks.

    >>> objection_limits("shanghai")["objection"].days
    5
    """
    steps = {"annotate": "annotation", "answer": "objection"}
    return {
        steps[found.step]: _limit(found)
        for found in time_limits(terms, cross_unit=cross_unit)
        if found.step in steps and found.counts_from == "filed"
    }


def repair_limits() -> dict[str, Limit]:
    """The national limit of ``repair``: the result within so many working days of the application.

    >>> repair_limits()["repair"].days
    10
    """
    national = time_limits("ndrc_order_36", procedure="repair")
    return {"repair": _limit(next(found for found in national if found.step == "answer"))}


def _limit(found: TimeLimit) -> Limit:
    source = f"{found.place_en}: {found.source}"
    return Limit(days=found.days, unit=found.unit, source=source, in_force_from=found.in_force_from)


TIMELINESS = Sheet(
    name="procedure_timeliness",
    title_zh="修复和异议办理时效",
    title_en="timeliness of repair and objection",
    rows="one row per procedure, division and month of filing",
    fields=(
        Field(name="procedure", kind="text", title_zh="程序", title_en="procedure"),
        Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
        Field(name="month", kind="month", title_zh="申请月份", title_en="month filed"),
        Field(name="filed", kind="count", title_zh="申请数", title_en="filed", unit="件"),
        Field(name="closed", kind="count", title_zh="办结数", title_en="closed", unit="件"),
        Field(name="granted", kind="count", title_zh="准予或成立数", title_en="granted or upheld", unit="件"),
        Field(name="open", kind="count", title_zh="在办数", title_en="open", unit="件"),
        Field(name="median_working_days", kind="number", title_zh="办理工作日中位数", title_en="median working days to the result",
              unit="天"),
        Field(name="p90_working_days", kind="number", title_zh="办理工作日九成分位", title_en="nine in ten within", unit="天"),
        Field(name="limit", kind="count", title_zh="时限", title_en="limit", unit="天"),
        Field(name="limit_unit", kind="text", title_zh="时限单位", title_en="unit of the limit"),
        Field(name="within", kind="count", title_zh="按时办结数", title_en="closed in time", unit="件"),
        Field(name="overdue", kind="count", title_zh="逾期未办结数", title_en="open past the limit", unit="件"),
        Field(name="within_share", kind="share", title_zh="按时办结率", title_en="share of those due that were closed in time"),
        Field(name="limit_source", kind="text", title_zh="时限依据", title_en="source of the limit"),
    ),
    order=("procedure", "region", "month"),
    source="domain.md 5.10, 3.5",
)  # fmt: skip

_PROCEDURES = {
    "repair": ("repair_application", "closed_date", "granted"),
    "objection": ("objection", "closed_date", "upheld"),
    "annotation": ("objection", "annotated_date", None),
}
"""Procedure → its table, the date on which it was done, and the result that grants what was asked."""

_KEYS = ("region", "month")


def procedure_timeliness(
    province: Province,
    *,
    as_of: date,
    level: Level = "county",
    limits: Mapping[str, Limit] | None = None,
) -> pd.DataFrame:
    """Repair applications, objections and their annotation by month of filing (``TIMELINESS``).

    ``limits`` by procedure (``repair``, ``objection``, ``annotation``), by default the national one of repair
    (``repair_limits``); ``objection_limits`` gives those of a named set: the package knows none for objections that
    holds in Jilin and takes none silently. Within share = done in time / (done + open past the limit), over what
    was filed since the limit is in force.
    """
    limits = repair_limits() if limits is None else limits
    tables = {procedure: table for procedure, (table, _, _) in _PROCEDURES.items()}
    found = [
        _timeliness(province, procedure, as_of=as_of, level=level, limit=limits.get(procedure))
        for procedure in of_these(province, tables, as_of=as_of)
    ]
    return TIMELINESS.frame(pd.concat(found, ignore_index=True))


def _timeliness(
    province: Province, procedure: str, *, as_of: date, level: Level, limit: Limit | None
) -> pd.DataFrame:
    table, done, good = _PROCEDURES[procedure]
    rows = as_known(province, table, as_of=as_of)
    granted = fact(rows.result, rows.closed_date, as_of=as_of) == good if good else ibis.null("boolean")
    rows = rows.mutate(
        region=place(rows.region_code, level=level),
        month=month(rows.event_date),
        done_on=fact(rows[done], rows[done], as_of=as_of),
        granted=granted,
    )
    rows = with_elapsed(rows, "took", start="event_date", end="done_on")
    rows = with_elapsed(rows, "waited", start="event_date", end=as_of)
    still = rows.done_on.isnull()
    within, overdue = _against(rows, limit, as_of=as_of)
    frame = (
        rows.group_by(*_KEYS)
        .agg(
            filed=rows.count(),
            closed=rows.done_on.count(),
            granted=rows.granted.sum().fill_null(0) if good else ibis.null("int64"),
            open=still.sum(),
            median_working_days=rows.took.quantile(0.5),
            p90_working_days=rows.took.quantile(0.9),
            within=within,
            overdue=overdue,
        )
        .to_pandas()
    )
    counts = ["granted", "within", "overdue"]
    frame[counts] = frame[counts].astype("Int64")
    frame = frame.assign(
        procedure=procedure,
        limit=pd.Series(None if limit is None else limit.days, index=frame.index, dtype="Int64"),
        limit_unit=None if limit is None else limit.unit,
        limit_source=None if limit is None else limit.source,
    )
    if limit is not None and limit.in_force_from is not None:
        before = pd.to_datetime(frame["month"]) < pd.Timestamp(limit.in_force_from)
        frame.loc[before, ["within", "overdue", "limit", "limit_unit", "limit_source"]] = pd.NA
    frame["within_share"] = share(
        frame["within"].astype("Float64"), frame["closed"] + frame["overdue"].fillna(0)
    )
    return frame


def _against(rows: ir.Table, limit: Limit | None, *, as_of: date) -> tuple[Any, Any]:
    """Counts done in time and open past the limit; null where there is none."""
    if limit is None:
        return ibis.null("int64"), ibis.null("int64")
    if limit.unit == "working_days":
        took, waited = rows.took, rows.waited
    else:
        took = rows.done_on.delta(rows.event_date, unit="day")
        waited = ibis.literal(as_of).delta(rows.event_date, unit="day")
    in_time, over = took <= limit.days, rows.done_on.isnull() & (waited > limit.days)
    return in_time.sum().fill_null(0), over.sum().fill_null(0)
