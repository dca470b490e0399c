"""公示质量: how fast decisions are published, and what is shown too long or without a basis (S096)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore.plan import RightsPolicy
from creditscore.plan.rights import ENDING_EVENTS
from creditscore.records import Province
from creditscore.rights import standings
from creditscore.supervision._decisions import PLATFORM, Department, decisions
from creditscore.supervision._rows import NOT_STATED, Level, as_known, of_these, place
from creditscore.supervision._sheet import Field, Sheet
from creditscore.supervision.dual_publicity import WORKING_DAYS

PUBLICATION_LAG = Sheet(
    name="publication_lag",
    title_zh="公示时滞",
    title_en="lag of publication",
    rows="one row per kind of decision, department and year of the decision",
    fields=(
        Field(name="kind", kind="text", title_zh="决定种类", title_en="kind of decision", enumeration="decision_kind"),
        Field(name="department", kind="text", title_zh="部门", title_en="department"),
        Field(name="year", kind="count", title_zh="决定年份", title_en="year of the decision"),
        Field(name="decisions", kind="count", title_zh="决定数", title_en="decisions", unit="件"),
        Field(name="median_days", kind="number", title_zh="时滞中位数", title_en="median lag", unit="天"),
        Field(name="p90_days", kind="number", title_zh="时滞九成分位", title_en="nine in ten within", unit="天"),
        Field(name="longest_days", kind="number", title_zh="最长时滞", title_en="longest lag", unit="天"),
        Field(name="median_working_days", kind="number", title_zh="工作日时滞中位数",
              title_en="median lag in working days", unit="天"),
        Field(name="within_share", kind="share", title_zh="七个工作日内占比", title_en="share within seven working days"),
    ),
    order=("kind", "department", "year"),
    source="domain.md 1.5 S096, 2.4 (seven working days S14b, S15)",
)  # fmt: skip

OVER_PUBLICATION = Sheet(
    name="over_publication",
    title_zh="超期或无依据公示",
    title_en="shown too long or without a basis",
    rows="one row per record and fault",
    fields=(
        Field(name="table", kind="text", title_zh="记录表", title_en="record table"),
        Field(name="fault", kind="text", title_zh="问题", title_en="fault"),
        Field(name="department", kind="text", title_zh="部门", title_en="department"),
        Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
        Field(name="record_id", kind="text", title_zh="记录标识", title_en="record"),
        Field(name="uscc", kind="text", title_zh="统一社会信用代码", title_en="credit code"),
        Field(name="event_date", kind="date", title_zh="业务日期", title_en="date of the event"),
        Field(name="publicity_until", kind="date", title_zh="报送的公示截止期", title_en="publicity ends as delivered"),
        Field(name="published_until", kind="date", title_zh="按规则的公示截止", title_en="publicity ends by the rules"),
        Field(name="rule_version", kind="text", title_zh="现行规则版本", title_en="version of the rule in force"),
        Field(name="days_over", kind="count", title_zh="超期天数", title_en="days too long", unit="天"),
    ),
    order=("table", "fault", "department", "record_id"),
    source="domain.md 1.5 S096, 3.1 (publicity periods as applied by rights)",
)  # fmt: skip

PAST_END = "past_end"
"""Still declared as shown although the term of the rules is over."""

NOT_WITHDRAWN = "not_withdrawn"
"""Repaired, revoked or annulled, and the declared end of publicity was not moved."""

TOO_LONG = "declared_too_long"
"""Declared to be shown beyond the end the rules give, which has not come yet."""

NO_BASIS = "no_basis"
"""Shown without a legal basis on the record."""

_BASIS = {"admin_penalty": ("legal_basis", "agency"), "list_entry": ("basis", "determining_body")}


def publication_lag(
    province: Province,
    *,
    as_of: date,
    by: Department = "agency",
    kinds: Sequence[str] = tuple(PLATFORM),
) -> pd.DataFrame:
    """Days from decisions to their first arrival, by department and year (``PUBLICATION_LAG``).

    Tables whose dates of arrival are an assumption of the reader are left out: their lag is the assumption.
    """
    entries = province.manifest.tables
    there = of_these(province, {kind: PLATFORM[kind] for kind in kinds}, as_of=as_of)
    found = [
        _lags(decisions(province, kind, as_of=as_of, by=by)).to_pandas()
        for kind in there
        if entries[PLATFORM[kind]].lag_days is None
    ]
    return PUBLICATION_LAG.frame(pd.concat(found, ignore_index=True) if found else [])


def _lags(rows: ir.Table) -> ir.Table:
    rows = rows.mutate(days=rows.first_known.delta(rows.event_date, unit="day"), year=rows.event_date.year())
    judged = rows.elapsed.count()
    return rows.group_by("kind", "department", "year").agg(
        decisions=rows.count(),
        median_days=rows.days.quantile(0.5),
        p90_days=rows.days.quantile(0.9),
        longest_days=rows.days.max(),
        median_working_days=rows.elapsed.quantile(0.5),
        within_share=(rows.elapsed <= WORKING_DAYS).sum() / judged.nullif(0),
    )


def over_publication(
    province: Province,
    *,
    as_of: date,
    policy: RightsPolicy | None = None,
    level: Level = "county",
) -> pd.DataFrame:
    """Records shown too long or without a basis at ``as_of`` (``OVER_PUBLICATION``).

    What has ended has ended by the rules in force on the day it ended, as ``rights.standings`` tells under ``policy``
    (``as_served`` unless given); an end that lies ahead is that of the rule in force on ``as_of``. A record without a
    delivered end of publicity is not judged on its length. A table in which no row states a legal basis is not
    judged on its basis: then the source does not deliver the column.
    """
    there = of_these(province, tuple(_BASIS), as_of=as_of)
    found = [_without_basis(province, name, as_of=as_of, level=level) for name in there]
    if "admin_penalty" in there:
        found.append(
            _too_long(province, as_of=as_of, policy=policy or RightsPolicy(), level=level).to_pandas()
        )
    return OVER_PUBLICATION.frame(pd.concat(found, ignore_index=True))


def _too_long(province: Province, *, as_of: date, policy: RightsPolicy, level: Level) -> ir.Table:
    columns = (
        "record_id", "uscc", "event_date", "superseded_date", "agency", "region_code", "publicity_until",
    )  # fmt: skip
    rows = standings(province, "admin_penalty", on=as_of, policy=policy, columns=columns)
    standing = rows.superseded_date.isnull() | (rows.superseded_date >= as_of)
    rows = rows.filter(rows.known & standing & (rows.publicity_until > as_of))
    over = (rows.published_until <= as_of).fill_null(False)
    ahead = ~over & (rows.publicity_until > rows.automatic_end).fill_null(False)
    changed = (
        rows.record_id.isin(_changed(province, as_of).record_id) if province.has("record_event") else False
    )
    return rows.filter(over | ahead).select(
        "record_id", "uscc", "event_date", "publicity_until", "rule_version",
        table=ibis.literal("admin_penalty"),
        fault=ibis.cases((over & changed, NOT_WITHDRAWN), (over, PAST_END), else_=TOO_LONG),
        department=rows.agency.fill_null(NOT_STATED),
        region=place(rows.region_code, level=level),
        published_until=ibis.ifelse(over, rows.published_until, rows.automatic_end),
        days_over=ibis.ifelse(
            over, ibis.literal(as_of).delta(rows.published_until, unit="day"), ibis.null("int64")
        ),
    )  # fmt: skip


def _changed(province: Province, as_of: date) -> ir.Table:
    """Records that a change known before ``as_of`` ended."""
    events = province.table("record_event")
    ending = events.kind.isin(ENDING_EVENTS) & (events.table_name == "admin_penalty")
    return events.filter(ending & (events.known_date < as_of) & (events.event_date < as_of)).select(
        "record_id"
    )


def _without_basis(province: Province, name: str, *, as_of: date, level: Level) -> pd.DataFrame:
    basis, department = _BASIS[name]
    rows = as_known(province, name, as_of=as_of)
    blank = rows[basis].isnull() | (rows[basis].strip() == "")
    shown: Any = (
        rows.exit_date.isnull() | (rows.exit_date >= as_of)
        if name == "list_entry"
        else rows.publicity_until.isnull() | (rows.publicity_until > as_of)
    )
    stated = rows.filter(~blank).count().execute()
    rows = rows.mutate(blank=blank, shown=shown).filter(ibis._.blank & ibis._.shown)
    if not stated:
        rows = rows.filter(ibis.literal(False))
    return rows.select(
        "record_id", "uscc", "event_date",
        table=ibis.literal(name),
        fault=ibis.literal(NO_BASIS),
        department=rows[department].fill_null(NOT_STATED),
        region=place(rows.region_code, level=level),
        publicity_until=rows.publicity_until if name == "admin_penalty" else ibis.null("date"),
        published_until=ibis.null("date"),
        rule_version=ibis.null("string"),
        days_over=ibis.null("int64"),
    ).to_pandas()  # fmt: skip
