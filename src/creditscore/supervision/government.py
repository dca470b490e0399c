"""政府失信治理: government bodies on the judgment-defaulter list, and their arrears to small firms (S041, S042)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore.plan import months_before
from creditscore.records import Province
from creditscore.supervision._rows import NOT_STATED, Level, as_known, entities, fact, need
from creditscore.supervision._sheet import Field, Sheet

SMALL_FIRMS = ("micro", "small", "medium")
"""Size classes that count as small and medium (国统字〔2017〕213号, unverified)."""

_SUBJECT = (
    Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
    Field(name="uscc", kind="text", title_zh="政府机构代码", title_en="credit code of the body"),
)  # fmt: skip

GOV_DEFAULTERS = Sheet(
    name="gov_defaulters",
    title_zh="政府机构失信被执行人",
    title_en="government bodies that are judgment defaulters",
    rows="one row per open entry",
    fields=(
        *_SUBJECT,
        Field(name="record_id", kind="text", title_zh="记录标识", title_en="record"),
        Field(name="decision_no", kind="text", title_zh="决定文书号", title_en="decision number"),
        Field(name="event_date", kind="date", title_zh="列入日期", title_en="date of entry"),
        Field(name="days_open", kind="count", title_zh="未清理天数", title_en="days open", unit="天"),
    ),
    order=("region", "uscc", "event_date", "record_id"),
    source="domain.md 5.5 (target 0)",
)  # fmt: skip

GOV_CLEARANCE = Sheet(
    name="gov_clearance",
    title_zh="政府机构失信被执行人清理",
    title_en="clearance of government judgment defaulters",
    rows="one row per division with an entry, and one for the whole province (no division)",
    fields=(
        Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
        Field(name="open", kind="count", title_zh="未清理数", title_en="open entries", unit="条"),
        Field(name="bodies", kind="count", title_zh="涉及机构数", title_en="bodies concerned", unit="个"),
        Field(name="longest_open", kind="count", title_zh="最长未清理天数", title_en="longest open", unit="天"),
        Field(name="entered_12m", kind="count", title_zh="近12月新增", title_en="entered within 12 months", unit="条"),
        Field(name="cleared_12m", kind="count", title_zh="近12月清理", title_en="cleared within 12 months", unit="条"),
        Field(name="target_met", kind="flag", title_zh="是否清零", title_en="target of none met"),
    ),
    order=("region",),
    source="domain.md 5.5 (target 0)",
)  # fmt: skip

GOV_ARREARS = Sheet(
    name="gov_arrears",
    title_zh="政府机构拖欠企业账款",
    title_en="payments that government bodies owe to firms",
    rows="one row per contract paid late or not at all",
    fields=(
        *_SUBJECT,
        Field(name="contract_no", kind="text", title_zh="合同编号", title_en="contract number"),
        Field(name="contract_type", kind="text", title_zh="合同类型", title_en="kind of contract",
              enumeration="contract_type"),
        Field(name="amount", kind="money", title_zh="金额", title_en="amount", unit="元"),
        Field(name="due_date", kind="date", title_zh="应付日期", title_en="date due"),
        Field(name="performed_date", kind="date", title_zh="付款日期", title_en="date paid"),
        Field(name="days_late", kind="count", title_zh="逾期天数", title_en="days late", unit="天"),
        Field(name="outstanding", kind="flag", title_zh="尚未支付", title_en="still outstanding"),
        Field(name="creditor", kind="text", title_zh="债权企业代码", title_en="credit code of the creditor"),
        Field(name="creditor_size", kind="text", title_zh="债权企业规模", title_en="size class of the creditor",
              enumeration="size_class"),
    ),
    order=("region", "uscc", "due_date", "contract_no"),
    source="domain.md 1.2 S041, 2.15 (Regulation on Payments to SMEs 2025, S31: due dates are those of the contract)",
)  # fmt: skip


def gov_defaulters(
    province: Province, *, as_of: date, level: Level = "county", kinds: Sequence[str] = ("gov_body",)
) -> pd.DataFrame:
    """Open judgment-defaulter entries of government bodies, with the days they have been open (``GOV_DEFAULTERS``)."""
    rows = _gov_entries(province, as_of=as_of, level=level, kinds=kinds)
    rows = rows.filter(rows.left_on.isnull())
    return GOV_DEFAULTERS.frame(
        rows.mutate(days_open=ibis.literal(as_of).delta(rows.event_date, unit="day")).to_pandas()
    )


def gov_clearance(
    province: Province, *, as_of: date, level: Level = "prefecture", kinds: Sequence[str] = ("gov_body",)
) -> pd.DataFrame:
    """Open, new and cleared entries by division (``GOV_CLEARANCE``); the row without division is the province."""
    rows = _gov_entries(province, as_of=as_of, level=level, kinds=kinds)
    frame = rows.select("region", "uscc", "event_date", "left_on").to_pandas()
    frame[["event_date", "left_on"]] = frame[["event_date", "left_on"]].astype("datetime64[us]")
    since = pd.Timestamp(months_before(as_of, 12))
    still = frame["left_on"].isna()
    frame["open"] = still.astype(int)
    frame["days"] = (pd.Timestamp(as_of) - frame["event_date"]).dt.days.where(still)
    frame["body"] = frame["uscc"].where(still)
    frame["entered_12m"] = (frame["event_date"] >= since).astype(int)
    frame["cleared_12m"] = (frame["left_on"] >= since).astype(int)
    whole = frame.assign(region=None)
    counts = pd.concat([frame, whole], ignore_index=True).groupby("region", dropna=False, as_index=False).agg(
        open=("open", "sum"), bodies=("body", "nunique"), longest_open=("days", "max"),
        entered_12m=("entered_12m", "sum"), cleared_12m=("cleared_12m", "sum"),
    )  # fmt: skip
    if counts.empty:
        counts = pd.DataFrame([{"region": None, "open": 0, "bodies": 0, "longest_open": None, "entered_12m": 0,
                                "cleared_12m": 0}])  # fmt: skip
    counts["target_met"] = counts["open"] == 0
    return GOV_CLEARANCE.frame(counts)


def _gov_entries(province: Province, *, as_of: date, level: Level, kinds: Sequence[str]) -> ir.Table:
    """Judgment-defaulter entries of bodies of ``kinds``: ``region, uscc, record_id, decision_no, event_date, left_on``."""
    need(province, "list_entry", "entity", as_of=as_of)
    rows = as_known(province, "list_entry", as_of=as_of)
    rows = rows.filter(rows.list_code == "judgment_defaulter")
    bodies = _of_kinds(province, as_of=as_of, level=level, kinds=kinds)
    rows = rows.join(bodies, rows.uscc == bodies.subject)
    return rows.select(
        "uscc", "record_id", "decision_no", "event_date", region="home",
        left_on=fact(rows.exit_date, rows.exit_date, as_of=as_of),
    )  # fmt: skip


def _of_kinds(province: Province, *, as_of: date, level: Level, kinds: Sequence[str]) -> ir.Table:
    rows = entities(province, as_of=as_of, level=level)
    return rows.filter(rows.kind.isin(kinds)).select(subject="uscc", home="home")


def gov_arrears(
    province: Province, *, as_of: date, level: Level = "county", kinds: Sequence[str] = ("gov_body",)
) -> pd.DataFrame:
    """Contracts that government debtors paid late or still owe at ``as_of`` (``GOV_ARREARS``).

    A contract counts when its counterparty is a firm, or where the other side of the same contract is on
    record. A creditor known to be large is left out; one whose size is not on record stays, with no size. What is stated to be performed without a date is not late by any number of days
    and is left out.
    """
    need(province, "contract_performance", "entity", as_of=as_of)
    rows = as_known(province, "contract_performance", as_of=as_of)
    bodies = _of_kinds(province, as_of=as_of, level=level, kinds=kinds)
    debts = rows.filter(rows.contract_role == "debtor").join(bodies, ibis._.uscc == bodies.subject)
    firms = entities(province, as_of=as_of).select(firm="uscc", creditor_size="size_class")
    creditors = rows.filter(rows.contract_role == "creditor").select(claim="contract_no", creditor="uscc")
    creditors = creditors.left_join(firms, creditors.creditor == firms.firm)
    creditors = creditors.group_by("claim").agg(
        creditor=creditors.creditor.min(),
        creditor_size=creditors.creditor_size.argmin(creditors.creditor),
    )
    debts = debts.left_join(creditors, debts.contract_no == creditors.claim)
    owed_to_firm = (debts.counterparty_kind == "enterprise") | debts.creditor.notnull()
    small = debts.creditor_size.isnull() | debts.creditor_size.isin(SMALL_FIRMS)
    paid = fact(debts.performed_date, debts.performed_date, as_of=as_of)
    undated = (fact(debts.outcome, debts.outcome_date, as_of=as_of) == "performed").fill_null(
        False
    ) & paid.isnull()
    debts = debts.filter(owed_to_firm & small & ~undated).mutate(paid=paid)
    debts = debts.mutate(
        days_late=debts.paid.fill_null(ibis.literal(as_of)).delta(debts.event_date, unit="day")
    )
    debts = debts.filter(debts.days_late > 0)
    return GOV_ARREARS.frame(
        debts.select(
            "uscc", "contract_no", "contract_type", "amount", "days_late", "creditor", "creditor_size",
            region=debts.home.fill_null(NOT_STATED), due_date="event_date", performed_date="paid",
            outstanding=debts.paid.isnull(),
        ).to_pandas()
    )  # fmt: skip
