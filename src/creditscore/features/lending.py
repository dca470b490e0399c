"""信贷 (LOA): contracts and monthly performance; authorised, for financing evaluations only."""

from creditscore.features._feature import (
    count,
    covered,
    decayed,
    difference,
    distinct,
    latest,
    longest_run,
    maximum,
    mean,
    months,
    ratio,
    recency,
    share,
    streak,
    total,
)
from creditscore.features.tax import REVENUE
from creditscore.plan import AsOf, Window, col
from creditscore.records import LOAN_CONTRACT, LOAN_PERFORMANCE

_OVERDUE = col("dpd") > 0
_MATURES = col("due_date").days_since(AsOf())

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

OVERDUE_RUN = longest_run(
    "loan_overdue_run", of=LOAN_PERFORMANCE, windows=months(24), value=_OVERDUE, risk="up", unit="月",
    title=("近{w}月最长连续逾期月数", "longest run of months overdue, last {w} months"), group="LOA",
    family="arrears", why="Six months in a row are not six single slips.",
)  # fmt: skip

OVERDUE_STREAK = streak(
    "loan_overdue_streak", of=LOAN_PERFORMANCE, windows=months(12), value=_OVERDUE, risk="up", unit="月",
    title=("近{w}月截至最近报送的连续逾期月数", "months overdue in a row up to the last report, last {w} months"),
    group="LOA", family="arrears", why="Arrears that still go on, however small the days past due are.",
)  # fmt: skip

OVERDUE_DECAYED = decayed(
    "loan_overdue_decayed", of=LOAN_PERFORMANCE, windows=months(36), where=_OVERDUE, risk="up", unit="期",
    title=("近{w}月衰减加权逾期期数", "loan months overdue, halved for every year of age, last {w} months"),
    group="LOA", family="arrears", why="How often and how long ago in one number, without the cliff of a window.",
)  # fmt: skip

MONTHS_30 = count(
    "loan_months_30dpd", of=LOAN_PERFORMANCE, windows=months(12), where=col("dpd") >= 30, risk="up", unit="期",
    title=("近{w}月逾期30天以上期数", "loan months 30 days or more past due, last {w} months"), group="LOA",
    family="arrears", why="Beyond a month an oversight is ruled out; here the roll to default begins.",
)  # fmt: skip

RECENCY_30 = recency(
    "days_since_30dpd", of=LOAN_PERFORMANCE, windows=months(36), where=col("dpd") >= 30, risk="down", unit="日",
    title=("距最近一次逾期30天以上天数（{w}月内）", "days since the last month 30 days past due, within {w} months"),
    group="LOA", family="arrears", why="How long the entity has held since it was last in real trouble.",
)  # fmt: skip

_DPD_BEFORE = maximum(
    "loan_max_dpd", of=LOAN_PERFORMANCE, windows=(Window(12, 6),), value=col("dpd"), risk="up", unit="日",
    title=("前{w}月最长逾期天数", "most days past due, {w} months back"), group="LOA", family="arrears",
    why="Parent of the rise.",
)  # fmt: skip

DPD_RISE = difference(
    "loan_dpd_rise_6m", MAX_DPD.at(6), _DPD_BEFORE.at(12, 6), zero=None, risk="up", unit="日",
    title=("近6月最长逾期天数较前6月增加", "most days past due, last 6 months less the 6 before"),
    why="Tells who is getting worse from who is recovering.",
)  # fmt: skip

OVERDUE_LOANS = distinct(
    "overdue_loan_count", of=LOAN_PERFORMANCE, windows=months(12), value=col("contract_no"), where=_OVERDUE,
    risk="up", unit="笔", title=("近{w}月发生逾期的贷款笔数", "loans that were overdue, last {w} months"), group="LOA",
    family="arrears", why="One loan may be in dispute; several overdue together are a shortage of cash.",
)  # fmt: skip

_LOANS = distinct(
    "reported_loan_count", of=LOAN_PERFORMANCE, windows=months(12), value=col("contract_no"), risk="none",
    unit="笔", title=("近{w}月报送的贷款笔数", "loans reported, last {w} months"), group="LOA", family="debt",
    why="Parent of the share.",
)  # fmt: skip

OVERDUE_LOAN_SHARE = share(
    "overdue_loan_share", OVERDUE_LOANS, _LOANS, zero=0.0, risk="up", unit="1",
    title=("近{w}月发生逾期的贷款笔数占比", "share of loans that were overdue, last {w} months"),
    why="Overdue to everybody, or to one lender of many.",
)  # fmt: skip

_BALANCE_MAX_YEAR = maximum(
    "loan_balance_max", of=LOAN_PERFORMANCE, windows=months(12), value=col("balance"), risk="none", unit="元",
    title=("近{w}月最大单笔贷款余额", "largest loan balance, last {w} months"), group="LOA", family="debt",
    why="Parent of the overdue share.",
)  # fmt: skip

OVERDUE_TO_BALANCE = ratio(
    "loan_overdue_to_balance_12m", OVERDUE_MAX.at(12), _BALANCE_MAX_YEAR.at(12), zero=0.0, risk="up", unit="1",
    title=("近12月最大逾期金额与最大余额之比", "largest overdue amount over the largest balance, 12 months"),
    why="An instalment missed, or the whole loan: the amount in proportion to what is owed.",
)  # fmt: skip

WATCHED = count(
    "loan_watch_months", of=LOAN_PERFORMANCE, windows=months(12, 24), where=col("five_class") >= 2, risk="up",
    unit="期", title=("近{w}月关注类及以下期数", "loan months classified special mention or worse, last {w} months"),
    group="LOA", family="arrears", why="The bank worries before the days past due show why.",
)  # fmt: skip

_CLASS_BEFORE = maximum(
    "loan_worst_class", of=LOAN_PERFORMANCE, windows=(Window(12, 6),), value=col("five_class"), none_seen=1.0,
    risk="up", unit="级", title=("前{w}月最差五级分类", "worst five-category class, {w} months back"), group="LOA",
    family="arrears", why="Parent of the change.",
)  # fmt: skip

CLASS_WORSENED = difference(
    "loan_class_worsened_6m", WORST_CLASS.at(6), _CLASS_BEFORE.at(12, 6), zero=None, risk="up", unit="级",
    title=("近6月最差五级分类较前6月下调级数", "worst class, last 6 months less the 6 before"),
    why="Downward migration goes on more often than it turns.",
)  # fmt: skip

DISTRESSED = count(
    "loan_distress_months", of=LOAN_PERFORMANCE, windows=months(36), risk="up", unit="期", group="LOA",
    where=col("restructured").or_else(False) | col("written_off").or_else(False)
    | col("transferred").or_else(False), family="forbearance",
    title=("近{w}月困难重组、核销或转让期数", "loan months restructured, written off or sold, last {w} months"),
    why="A lender has already taken a loss or a concession here.",
)  # fmt: skip

BARE_RENEWALS = count(
    "no_repayment_renewals", of=LOAN_CONTRACT, windows=months(36), risk="none", unit="笔",
    where=col("product").is_("no_repayment_renewal"), group="LOA", family="forbearance",
    title=("近{w}月无还本续贷笔数", "renewals without repayment of principal, last {w} months"),
    why="Encouraged by policy and not bad by itself, so without a sign; it tells what kind of repaying the record shows.",
)  # fmt: skip

SETTLED = distinct(
    "settled_loan_count", of=LOAN_PERFORMANCE, windows=months(36), value=col("contract_no"),
    where=col("settled"), risk="down", unit="笔",
    title=("近{w}月已结清贷款笔数", "loans repaid in full, last {w} months"), group="LOA", family="loan_history",
    why="Repaid before: the plainest evidence of repaying again.",
)  # fmt: skip

HISTORY = distinct(
    "loan_history_months", of=LOAN_PERFORMANCE, windows=months(36), value=col("month"), risk="down", unit="月",
    title=("近{w}月有贷款记录的月数", "months with a loan reported, last {w} months"), group="LOA",
    family="loan_history", why="A short history hides what has not yet had time to happen.",
)  # fmt: skip

_BALANCES = total(
    "loan_balances", of=LOAN_PERFORMANCE, windows=months(3), value=col("balance"), risk="none",
    unit="元", title=("近{w}月各期余额合计", "loan balances summed over the reports, last {w} months"), group="LOA",
    family="debt", why="Parent of the mean debt.",
)  # fmt: skip
_REPORTS = distinct(
    "loan_report_months", of=LOAN_PERFORMANCE, windows=months(3), value=col("month"),
    risk="none", unit="月", title=("近{w}月贷款报送月数", "months reported, last {w} months"), group="LOA",
    family="debt", why="Parent of the mean debt.",
)  # fmt: skip

DEBT = ratio(
    "loan_debt_3m", _BALANCES.at(3), _REPORTS.at(3), zero=0.0, risk="none", unit="元",
    title=("近3月月均贷款余额合计", "mean total loan balance, last 3 months"),
    why="All that is owed to banks, loans of several lenders together.",
)  # fmt: skip
DEBT_TO_REVENUE = ratio(
    "loan_debt_to_revenue", DEBT, REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("贷款余额合计与近12月销售额之比", "total loan balance over revenue of 12 months"),
    why="The whole debt, not the largest loan alone, in proportion to the business that must carry it.",
)  # fmt: skip

DEBT_TO_PRINCIPAL = ratio(
    "loan_debt_to_principal", DEBT, PRINCIPAL.at(36), zero=None, risk="up", unit="1",
    title=("贷款余额与近36月本金之比", "loan balance over principal borrowed in 36 months"),
    why="How little of what was borrowed has been repaid (the utilisation of the lines).",
)  # fmt: skip

NEW_LOAN_RECENCY = recency(
    "days_since_new_loan", of=LOAN_CONTRACT, windows=months(36), risk="down", unit="日",
    title=("距最近一笔新增贷款天数（{w}月内）", "days since the last new loan, within {w} months"), group="LOA",
    family="debt", why="A loan just taken has not been tested by a single repayment.",
)  # fmt: skip

_MATURING = total(
    "loan_maturing", of=LOAN_CONTRACT, windows=months(36), value=col("principal"), risk="up", unit="元",
    where=(_MATURES >= 0) & (_MATURES < 183), group="LOA", family="debt",
    title=("近{w}月贷款中半年内到期的本金", "principal of the last {w} months that falls due within half a year"),
    why="Parent of the ratios.",
)  # fmt: skip

MATURING_TO_REVENUE = ratio(
    "loan_maturing_to_revenue", _MATURING.at(36), REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("半年内到期贷款本金与近12月销售额之比", "principal due within half a year over revenue of 12 months"),
    why="The wall of repayments ahead, against what is earned: contracts say it before any payment is missed.",
)  # fmt: skip

_RATE_NOW = latest(
    "loan_rate_latest", of=LOAN_CONTRACT, windows=months(12), value=col("rate"), risk="up", unit="1",
    title=("近{w}月最近一笔贷款利率", "rate of the last loan, within {w} months"), group="LOA", family="debt",
    why="Parent of the rise.",
)  # fmt: skip
_RATE_BEFORE = mean(
    "loan_rate_mean", of=LOAN_CONTRACT, windows=(Window(36, 12),), value=col("rate"), risk="up", unit="1",
    title=("前{w}月贷款平均利率", "mean loan rate, {w} months back"), group="LOA", family="debt",
    why="Parent of the rise.",
)  # fmt: skip

RATE_RISE = difference(
    "loan_rate_rise_12m", _RATE_NOW.at(12), _RATE_BEFORE.at(36, 12), zero=None, risk="up", unit="1",
    title=("近12月最近一笔利率较前24月平均上升", "rate of the last loan less the mean of the two years before"),
    why="The lenders' opinion has changed; the level alone tells more of the market than of the entity.",
)  # fmt: skip

COVERAGE = covered(
    f"covered_{LOAN_CONTRACT.name}", of=LOAN_CONTRACT, windows=months(36),
    title=(f"近{{w}}月{LOAN_CONTRACT.title_zh}数据已覆盖", f"{LOAN_CONTRACT.title_en} covered, last {{w}} months"),
)  # fmt: skip

FEATURES = (
    *MAX_DPD, *MONTHS_OVERDUE, *LOAN_MONTHS, *OVERDUE_SHARE, *DPD_RECENCY, *WORST_CLASS, *OVERDUE_MAX,
    *EXTENSIONS, *BALANCE_MAX, BALANCE_TO_REVENUE, *NEW_LOANS, *UNSECURED_LOANS, *LENDERS, *RATE, *PRINCIPAL,
    *CLASS_NOW, *OVERDUE_RUN, *OVERDUE_STREAK, *OVERDUE_DECAYED, *MONTHS_30, *RECENCY_30, DPD_RISE, *OVERDUE_LOANS,
    *OVERDUE_LOAN_SHARE, OVERDUE_TO_BALANCE, *WATCHED, CLASS_WORSENED, *DISTRESSED, *BARE_RENEWALS, *SETTLED,
    *HISTORY, DEBT, DEBT_TO_REVENUE, DEBT_TO_PRINCIPAL, *NEW_LOAN_RECENCY, MATURING_TO_REVENUE, RATE_RISE, *COVERAGE,
)  # fmt: skip
