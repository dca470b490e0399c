"""税务 (TAX): grades, filings and arrears. Public of these are the A list and arrears announcements."""

from creditscore.features._feature import (
    change,
    count,
    latest,
    maximum,
    mean,
    months,
    ratio,
    share,
    total,
    trend,
)  # fmt: skip
from creditscore.features.registration import REG_CAPITAL
from creditscore.plan import AsOf, Window, col
from creditscore.records import TAX_ARREARS, TAX_CREDIT, TAX_FILING

_LATE = col("filed_date").is_null() | (col("filed_date") > col("event_date"))
_LATE_DAYS = col("filed_date").or_else(AsOf()).days_since(col("event_date")).at_least(0.0)

TAX_GRADE = latest(
    "tax_grade_code", of=TAX_CREDIT, windows=months(24), risk="down", unit="级",
    value=col("grade").coded({"A": 5, "B": 4, "M": 3, "C": 2, "D": 1}), group="TAX", family="tax_grade",
    title=("近{w}月最新纳税信用级别", "latest tax credit grade, within {w} months"),
    why="The best documented official grade; B, M and D separate defaulters in published work.",
)  # fmt: skip

TAX_A_YEARS = count(
    "tax_a_years", of=TAX_CREDIT, windows=months(36), risk="down", unit="次", where=col("a_list"),
    title=("近{w}月入选A级纳税人名单次数", "times on the A-grade taxpayer list, last {w} months"), group="TAX",
    family="tax_grade", why="Public, positive and hard to obtain.",
)  # fmt: skip

FILING_COUNT = count(
    "tax_filing_count", of=TAX_FILING, windows=months(3, 6, 12, 24), risk="none", unit="次",
    title=("近{w}月应申报次数", "filings due, last {w} months"), group="TAX", family="tax_filing",
    why="The base of filing ratios.",
)  # fmt: skip

LATE_FILINGS = count(
    "late_filing_count", of=TAX_FILING, windows=months(3, 6, 12, 24), where=_LATE, risk="up", unit="次",
    title=("近{w}月逾期或未申报次数", "late or missing filings, last {w} months"), group="TAX",
    family="tax_filing", why="Late filing rises months before default.",
)  # fmt: skip

LATE_FILING_SHARE = share(
    "late_filing_share", LATE_FILINGS, FILING_COUNT, zero=0.0, risk="up", unit="1",
    title=("近{w}月逾期申报占比", "share of filings late, last {w} months"),
    why="Late filings in proportion to what was due.",
)  # fmt: skip

UNFILED = count(
    "unfiled_count", of=TAX_FILING, windows=months(6, 12), where=col("filed_date").is_null(), risk="up", unit="次",
    title=("近{w}月至今未申报次数", "filings still missing, last {w} months"), group="TAX", family="tax_filing",
    why="Not filing at all is worse than filing late.",
)  # fmt: skip

LATE_DAYS_MEAN = mean(
    "late_filing_days_mean", of=TAX_FILING, windows=months(6, 12), value=_LATE_DAYS, none_seen=0.0, risk="up",
    unit="日", title=("近{w}月平均逾期申报天数", "mean days late in filing, last {w} months"), group="TAX",
    family="tax_filing", why="How late, not only how often.",
)  # fmt: skip

LATE_DAYS_MAX = maximum(
    "late_filing_days_max", of=TAX_FILING, windows=months(12), value=_LATE_DAYS, risk="up", unit="日",
    title=("近{w}月最长逾期申报天数", "longest delay in filing, last {w} months"), group="TAX",
    family="tax_filing", why="One long silence is telling.",
)  # fmt: skip

ZERO_RETURNS = count(
    "zero_return_count", of=TAX_FILING, windows=months(6, 12), where=col("zero_return"), risk="up", unit="次",
    title=("近{w}月零申报次数", "zero returns, last {w} months"), group="TAX", family="revenue",
    why="No revenue declared: dormant, or hiding it.",
)  # fmt: skip

REVENUE = total(
    "declared_revenue", of=TAX_FILING, windows=(*months(6, 12), Window(12, 6), Window(24, 12)),
    value=col("declared_revenue"), where=col("tax_type").is_("vat"), risk="down", unit="元",
    title=("近{w}月申报销售额", "declared revenue, last {w} months"), group="TAX", family="revenue",
    why="The size of the business, and the base of ratios.",
)  # fmt: skip

REVENUE_CHANGE_6M = change(
    "declared_revenue_change_6m", REVENUE.at(6), REVENUE.at(12, 6), zero=None, risk="down", unit="1",
    title=("近6月申报销售额环比", "declared revenue, last 6 months over the 6 before"),
    why="Sales fall before payments stop.",
)  # fmt: skip

REVENUE_CHANGE_12M = change(
    "declared_revenue_change_12m", REVENUE.at(12), REVENUE.at(24, 12), zero=None, risk="down", unit="1",
    title=("近12月申报销售额同比", "declared revenue, last 12 months over the 12 before"),
    why="The same, free of the season.",
)  # fmt: skip

REVENUE_TREND = trend(
    "declared_revenue_trend", of=TAX_FILING, windows=months(12), value=col("declared_revenue"),
    where=col("tax_type").is_("vat"), risk="down", unit="1/月",
    title=("近{w}月申报销售额趋势", "trend of declared revenue, last {w} months"), group="TAX", family="revenue",
    why="The slope uses every month, not only two sums.",
)  # fmt: skip

ARREARS_COUNT = count(
    "tax_arrears_count", of=TAX_ARREARS, windows=months(12, 24), risk="up", unit="次",
    title=("近{w}月欠税公告次数", "tax-arrears announcements, last {w} months"), group="TAX", family="tax_arrears",
    why="Announced arrears are public and undisputed.",
)  # fmt: skip

ARREARS_OPEN = total(
    "tax_arrears_open", of=TAX_ARREARS, windows=months(36), value=col("arrears_balance"),
    where=col("cleared_date").is_null(), risk="up", unit="元",
    title=("近{w}月公告且未清缴的欠税", "announced tax arrears not cleared, last {w} months"), group="TAX",
    family="tax_arrears", why="The state ranks before other creditors.",
)  # fmt: skip

ARREARS_TO_CAPITAL = ratio(
    "tax_arrears_to_capital", ARREARS_OPEN.at(36), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("未清欠税占注册资本比", "open tax arrears over registered capital"),
    why="Arrears in proportion to size.",
)  # fmt: skip

FEATURES = (
    *TAX_GRADE, *TAX_A_YEARS, *FILING_COUNT, *LATE_FILINGS, *LATE_FILING_SHARE, *UNFILED, *LATE_DAYS_MEAN,
    *LATE_DAYS_MAX, *ZERO_RETURNS, *REVENUE, REVENUE_CHANGE_6M, REVENUE_CHANGE_12M, *REVENUE_TREND,
    *ARREARS_COUNT, *ARREARS_OPEN, ARREARS_TO_CAPITAL,
)  # fmt: skip
