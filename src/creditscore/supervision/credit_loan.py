"""信用贷款占比、首贷户: unsecured and first loans to small firms and individual businesses (S052; domain.md 5.9)."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore.plan import months_before
from creditscore.records import Province
from creditscore.supervision._rows import Level, as_known, entities, held, month, need
from creditscore.supervision._sheet import SMALLEST, Field, Sheet, share, suppressed
from creditscore.supervision.government import SMALL_FIRMS

REFERENCE_LINES = {"enterprise": 0.28, "small_firms": 0.18, "micro": 0.14}
"""Shares of unsecured loans that Anhui's plan for 2022 aimed to exceed, by segment ([S32]): lines to compare with,
not targets of this province."""

CREDIT_LOANS = Sheet(
    name="credit_loans",
    title_zh="信用贷款占比和首贷",
    title_en="unsecured and first loans",
    rows="one row per segment of borrowers and month",
    fields=(
        Field(name="segment", kind="text", title_zh="主体类别", title_en="segment of borrowers"),
        Field(name="month", kind="month", title_zh="月份", title_en="month"),
        Field(name="loans", kind="count", title_zh="新发放笔数", title_en="loans granted", unit="笔"),
        Field(name="borrowers", kind="count", title_zh="借款主体数", title_en="borrowers", unit="户"),
        Field(name="first_loans", kind="count", title_zh="首贷户数", title_en="borrowers with a first loan", unit="户"),
        Field(name="principal", kind="money", title_zh="新发放金额", title_en="amount granted", unit="元"),
        Field(name="unsecured_principal", kind="money", title_zh="其中信用贷款金额", title_en="of the amount granted unsecured", unit="元"),
        Field(name="unsecured_share", kind="share", title_zh="新发放信用贷款占比", title_en="unsecured share of the amount granted"),
        Field(name="balance", kind="money", title_zh="月末余额", title_en="balance at the end of the month", unit="元"),
        Field(name="unsecured_balance", kind="money", title_zh="其中信用贷款余额", title_en="of the balance unsecured", unit="元"),
        Field(name="balance_share", kind="share", title_zh="信用贷款余额占比", title_en="unsecured share of the balance"),
        Field(name="reference_line", kind="share", title_zh="参考线（安徽2022年目标）", title_en="line to compare with (Anhui's aim for 2022)"),
    ),
    order=("segment", "month"),
    source="domain.md 5.9; reference lines S32",
)  # fmt: skip

SEGMENTS = ("all", "enterprise", "small_firms", "micro", "individual_business")
"""All borrowers; enterprises; small and medium (micro included) enterprises; micro enterprises; individual
businesses. A segment may lie inside another: they do not add up."""

_MONEY = ("principal", "unsecured_principal", "balance", "unsecured_balance")


def credit_loans(
    province: Province, *, as_of: date, months: int = 12, smallest: int = SMALLEST
) -> pd.DataFrame:
    """Unsecured and first loans by segment in the last ``months`` full months before ``as_of`` (``CREDIT_LOANS``).

    Unsecured = a guarantee of none. The stock is that of ``loan_performance`` where it is there. A borrower's first
    loan is a contract that the bank states to be one. Where a month has from 1 to ``smallest - 1`` borrowers (of
    new loans, or of first loans) their figures are null.
    """
    need(province, "loan_contract", "entity", as_of=as_of)
    last = as_of.replace(day=1)
    since = months_before(last, months)
    loans = held(_with_segments(province, as_known(province, "loan_contract", as_of=as_of), as_of=as_of))
    flow = loans.filter((loans.event_date >= since) & (loans.event_date < last))
    flow = flow.mutate(month=month(flow.event_date), unsecured=flow.guarantee_type == "none")
    granted = pd.concat([_granted(flow, segment) for segment in SEGMENTS], ignore_index=True)
    standing = _standing(province, loans, since=since, last=last, as_of=as_of)
    frame = granted.merge(standing, on=["segment", "month"], how="outer")
    grid = _grid(since, months)
    frame = grid.merge(frame, on=["segment", "month"], how="left")
    counts = ["loans", "borrowers", "first_loans", "principal", "unsecured_principal"]
    frame[counts] = frame[counts].astype("float64").fillna(0)
    frame["unsecured_share"] = share(frame["unsecured_principal"], frame["principal"])
    frame["balance_share"] = share(frame["unsecured_balance"], frame["balance"])
    frame["reference_line"] = frame["segment"].map(REFERENCE_LINES).astype("float64")
    frame = suppressed(frame, "first_loans", smallest=smallest)
    hidden = ("loans", "first_loans", "principal", "unsecured_principal", "unsecured_share")
    frame = suppressed(frame, "borrowers", hidden, smallest=smallest)
    stock = ("balance", "unsecured_balance", "balance_share")
    return CREDIT_LOANS.frame(suppressed(frame, "holders", stock, smallest=smallest))


def _grid(since: date, months: int) -> pd.DataFrame:
    firsts = [pd.Timestamp(months_before(since, -step)) for step in range(months)]
    cells = [(segment, first) for segment in SEGMENTS for first in firsts]
    return pd.DataFrame(cells, columns=["segment", "month"]).astype({"month": "datetime64[us]"})


def _with_segments(province: Province, rows: ir.Table, *, as_of: date) -> ir.Table:
    """Contracts with a column for every segment: whether its borrower belongs there."""
    level: Level = "province"
    subjects = entities(province, as_of=as_of, level=level).select(
        subject="uscc", kind="kind", size_class="size_class"
    )
    rows = rows.left_join(subjects, rows.uscc == subjects.subject)
    firm = (rows.kind == "enterprise").fill_null(False)
    return rows.mutate(
        all=ibis.literal(True), enterprise=firm,
        small_firms=firm & rows.size_class.isin(SMALL_FIRMS).fill_null(False),
        micro=firm & (rows.size_class == "micro").fill_null(False),
        individual_business=(rows.kind == "individual_business").fill_null(False),
    )  # fmt: skip


def _granted(flow: ir.Table, segment: str) -> pd.DataFrame:
    mine = flow.filter(flow[segment])
    grouped = mine.group_by("month").agg(
        loans=mine.count(), borrowers=mine.uscc.nunique(),
        first_loans=mine.uscc.nunique(where=mine["product"] == "first_loan"),
        principal=mine.principal.sum(), unsecured_principal=mine.principal.sum(where=mine.unsecured).fill_null(0),
    )  # fmt: skip
    return _typed(grouped.to_pandas().assign(segment=segment))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({"month": "datetime64[us]", "segment": "str"})


def _standing(province: Province, loans: ir.Table, *, since: date, last: date, as_of: date) -> pd.DataFrame:
    """``segment, month, holders, balance, unsecured_balance``; no rows where no performance is there."""
    columns = ["segment", "month", "holders", "balance", "unsecured_balance"]
    if not province.has("loan_performance"):
        return _typed(pd.DataFrame({name: pd.Series(dtype="float64") for name in columns}))
    rows = as_known(province, "loan_performance", as_of=as_of)
    rows = rows.filter((rows.month >= since) & (rows.month < last) & (rows.balance > 0))
    terms = loans.select(
        *SEGMENTS, contract="contract_no", borrower="uscc", unsecured=loans.guarantee_type == "none"
    )
    rows = rows.join(terms, (rows.contract_no == terms.contract) & (rows.uscc == terms.borrower))
    found = [
        rows.filter(rows[segment]).group_by("month").agg(
            holders=lambda t: t.uscc.nunique(), balance=lambda t: t.balance.sum(),
            unsecured_balance=lambda t: t.balance.sum(where=t.unsecured).fill_null(0),
        ).to_pandas().assign(segment=segment)
        for segment in SEGMENTS
    ]  # fmt: skip
    return _typed(pd.concat(found, ignore_index=True)[columns])
