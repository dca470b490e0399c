"""信贷 (LOA): contracts and monthly performance; authorised, for financing evaluations only."""

from creditscore.features._feature import (
    count,
    distinct,
    latest,
    maximum,
    mean,
    months,
    ratio,
    recency,
    share,
    total,
)  # fmt: skip
from creditscore.features.tax import REVENUE
from creditscore.plan import col
from creditscore.records import LOAN_CONTRACT, LOAN_PERFORMANCE

_OVERDUE = col("dpd") > 0

MAX_DPD = maximum(
    "loan_max_dpd", of=LOAN_PERFORMANCE, windows=months(3, 6, 12, 24), value=col("dpd"), risk="up", unit="日",
    title=("近{w}月最长逾期天数", "most days past due, last {w} months"), group="LOA", family="arrears",
    why="Past arrears are the strongest single predictor of default.",
)  # fmt: skip

MONTHS_OVERDUE = count(
    "loan_months_overdue", of=LOAN_PERFORMANCE, windows=months(3, 6, 12, 24), where=_OVERDUE, risk="up", unit="期",
    title=("近{w}月逾期期数", "loan months overdue, last {w} months"), group="LOA", family="arrears",
    why="How often, not only how long.",
)  # fmt: skip

LOAN_MONTHS = count(
    "loan_months", of=LOAN_PERFORMANCE, windows=months(6, 12, 24), risk="none", unit="期",
    title=("近{w}月贷款报送期数", "loan months reported, last {w} months"), group="LOA", family="arrears",
    why="The base of arrears ratios.",
)  # fmt: skip

OVERDUE_SHARE = share(
    "loan_overdue_share", MONTHS_OVERDUE, LOAN_MONTHS, zero=0.0, risk="up", unit="1",
    title=("近{w}月逾期期数占比", "share of loan months overdue, last {w} months"),
    why="Arrears in proportion to exposure.",
)  # fmt: skip

DPD_RECENCY = recency(
    "days_since_overdue", of=LOAN_PERFORMANCE, windows=months(24), where=_OVERDUE, risk="down", unit="日",
    title=("距最近一次逾期天数（{w}月内）", "days since the last month overdue, within {w} months"), group="LOA",
    family="arrears", why="Recent arrears weigh more.",
)  # fmt: skip

WORST_CLASS = maximum(
    "loan_worst_class", of=LOAN_PERFORMANCE, windows=months(6, 12, 24), value=col("five_class"), none_seen=1.0,
    risk="up", unit="级", title=("近{w}月最差五级分类", "worst five-category class, last {w} months"), group="LOA",
    family="arrears", why="The bank's own judgement, including what dpd does not show.",
)  # fmt: skip

OVERDUE_MAX = maximum(
    "loan_overdue_max", of=LOAN_PERFORMANCE, windows=months(6, 12), value=col("overdue_amount"), risk="up",
    unit="元", title=("近{w}月最大逾期金额", "largest overdue amount, last {w} months"), group="LOA",
    family="arrears", why="How much was overdue.",
)  # fmt: skip

EXTENSIONS = count(
    "loan_extensions", of=LOAN_PERFORMANCE, windows=months(12, 24), where=col("extended"), risk="up", unit="期",
    title=("近{w}月展期期数", "loan months under extension, last {w} months"), group="LOA", family="forbearance",
    why="Not bad by itself, but it postpones the question.",
)  # fmt: skip

BALANCE_MAX = maximum(
    "loan_balance_max", of=LOAN_PERFORMANCE, windows=months(3), value=col("balance"), risk="none", unit="元",
    title=("近{w}月最大单笔贷款余额", "largest loan balance, last {w} months"), group="LOA", family="debt",
    why="The base of debt ratios.",
)  # fmt: skip

BALANCE_TO_REVENUE = ratio(
    "loan_balance_to_revenue", BALANCE_MAX.at(3), REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("贷款余额与近12月销售额之比", "loan balance over revenue of 12 months"),
    why="Debt in proportion to the business that must carry it.",
)  # fmt: skip

NEW_LOANS = count(
    "new_loans", of=LOAN_CONTRACT, windows=months(6, 12, 36), risk="up", unit="笔",
    title=("近{w}月新增贷款笔数", "new loans, last {w} months"), group="LOA", family="debt",
    why="Many new loans in a short time fill a hole.",
)  # fmt: skip

UNSECURED_LOANS = count(
    "unsecured_loans", of=LOAN_CONTRACT, windows=months(36), where=col("guarantee_type").is_("none"), risk="none",
    unit="笔", title=("近{w}月信用贷款笔数", "unsecured loans, last {w} months"), group="LOA", family="debt",
    why="Banks lend unsecured to those they trust.",
)  # fmt: skip

LENDERS = distinct(
    "lender_count", of=LOAN_CONTRACT, windows=months(24, 36), value=col("bank_code"), risk="up", unit="家",
    title=("近{w}月贷款银行数", "lending banks, last {w} months"), group="LOA", family="debt",
    why="Spreading debt over many lenders hides its sum.",
)  # fmt: skip

RATE = mean(
    "loan_rate_mean", of=LOAN_CONTRACT, windows=months(36), value=col("rate"), risk="up", unit="1",
    title=("近{w}月贷款平均利率", "mean loan rate, last {w} months"), group="LOA", family="debt",
    why="The rate carries the lender's own view of risk.",
)  # fmt: skip

PRINCIPAL = total(
    "loan_principal", of=LOAN_CONTRACT, windows=months(12, 36), value=col("principal"), risk="none", unit="元",
    title=("近{w}月贷款本金合计", "loan principal, last {w} months"), group="LOA", family="debt",
    why="What was borrowed.",
)  # fmt: skip

CLASS_NOW = latest(
    "loan_class_now", of=LOAN_PERFORMANCE, windows=months(3), value=col("five_class"), none_seen=1.0, risk="up",
    unit="级", title=("近{w}月最新五级分类", "latest five-category class, within {w} months"), group="LOA",
    family="arrears", why="Where the loan stands today.",
)  # fmt: skip

FEATURES = (
    *MAX_DPD, *MONTHS_OVERDUE, *LOAN_MONTHS, *OVERDUE_SHARE, *DPD_RECENCY, *WORST_CLASS, *OVERDUE_MAX,
    *EXTENSIONS, *BALANCE_MAX, BALANCE_TO_REVENUE, *NEW_LOANS, *UNSECURED_LOANS, *LENDERS, *RATE, *PRINCIPAL,
    *CLASS_NOW,
)  # fmt: skip
