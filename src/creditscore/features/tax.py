"""税务申报与信用 (TAX): grades, filings and revenue. Public of these is the A list alone."""

from creditscore.features._feature import (
    change,
    count,
    covered,
    decayed,
    difference,
    latest,
    longest_run,
    maximum,
    mean,
    minimum,
    months,
    ratio,
    recency,
    share,
    streak,
    total,
    trend,
)  # fmt: skip
from creditscore.features.registration import REG_CAPITAL
from creditscore.plan import AsOf, Window, col
from creditscore.records import TAX_CREDIT, TAX_FILING

_GRADE = col("grade").coded({"A": 5, "B": 4, "M": 3, "C": 2, "D": 1})
_LATE = col("filed_date").is_null() | (col("filed_date") > col("event_date"))
_VAT = col("tax_type").is_("vat")
_LATE_DAYS = col("filed_date").or_else(AsOf()).days_since(col("event_date")).at_least(0.0)

TAX_GRADE = latest(
    "tax_grade_code", of=TAX_CREDIT, windows=months(24), risk="down", unit="级",
    value=_GRADE, group="TAX", family="tax_grade",
    title=("近{w}月最新纳税信用级别", "latest tax credit grade, within {w} months"),
    why="The best documented official grade; B, M and D separate defaulters in published work.",
)  # fmt: skip

TAX_A_YEARS = count(
    "tax_a_years", of=TAX_CREDIT, windows=months(36), risk="down", unit="次", where=col("a_list"),
    title=("近{w}月入选A级纳税人名单次数", "times on the A-grade taxpayer list, last {w} months"), group="TAX",
    family="tax_grade", why="Public, positive and hard to obtain.",
)  # fmt: skip

DAYS_SINCE_A = recency(
    "days_since_tax_a", of=TAX_CREDIT, windows=months(36), risk="up", unit="日", where=col("a_list"), group="TAX",
    family="tax_grade", title=("距最近一次入选A级名单天数（{w}月内）", "days since the last A listing, within {w} months"),
    why="An A of three years ago that was not kept is worth little.",
)  # fmt: skip

TAX_GRADE_LOWEST = minimum(
    "tax_grade_lowest", of=TAX_CREDIT, windows=months(36), risk="down", unit="级", value=_GRADE, group="TAX",
    family="tax_grade", title=("近{w}月最低纳税信用级别", "lowest tax credit grade, last {w} months"),
    why="A D stays on the mind of the tax office: the next year can be no A.",
)  # fmt: skip

TAX_POINTS = latest(
    "tax_points", of=TAX_CREDIT, windows=(*months(12, 24), Window(24, 12)), value=col("score"), risk="down",
    unit="分", group="TAX", family="tax_grade",
    title=("近{w}月最新纳税信用得分", "latest points of the tax credit evaluation, within {w} months"),
    why="Finer than the grade: 71 and 89 points are both a B.",
)  # fmt: skip

TAX_POINTS_CHANGE = difference(
    "tax_points_change_12m", TAX_POINTS.at(12), TAX_POINTS.at(24, 12), zero=None, risk="down", unit="分",
    title=("纳税信用得分较上年变化", "tax credit points over those of the year before"),
    why="Points lost show the turn before the grade does.",
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

LATE_FILING_RUN = longest_run(
    "late_filing_run", of=TAX_FILING, windows=months(24), value=_LATE, risk="up", unit="月", group="TAX",
    family="tax_filing", title=("近{w}月连续逾期申报最长月数", "longest run of months with a late filing, last {w} months"),
    why="One late month is forgetfulness, four in a row are disorder.",
)  # fmt: skip

LATE_FILING_STREAK = streak(
    "late_filing_streak", of=TAX_FILING, windows=months(12), value=_LATE, risk="up", unit="月", group="TAX",
    family="tax_filing", title=("截至最近一期连续逾期申报月数（{w}月内）", "months of late filing up to the last one due, within {w} months"),
    why="A delay that goes on is worse than one that is over.",
)  # fmt: skip

LATE_FILINGS_DECAYED = decayed(
    "late_filing_decayed", of=TAX_FILING, windows=months(36), where=_LATE, risk="up", unit="次", group="TAX",
    family="tax_filing", title=("近{w}月逾期申报次数（一年半衰）", "late filings, last {w} months, halved for every year of age"),
    why="Old delays fade, they do not vanish on a birthday.",
)  # fmt: skip

LATE_FILING_RECENCY = recency(
    "days_since_late_filing", of=TAX_FILING, windows=months(24), where=_LATE, risk="down", unit="日", group="TAX",
    family="tax_filing", title=("距最近一次逾期申报天数（{w}月内）", "days since the last late filing, within {w} months"),
    why="Tells who has mended from who has not.",
)  # fmt: skip

ZERO_RETURNS = count(
    "zero_return_count", of=TAX_FILING, windows=months(6, 12), where=col("zero_return"), risk="up", unit="次",
    title=("近{w}月零申报次数", "zero returns, last {w} months"), group="TAX", family="revenue",
    why="No revenue declared: dormant, or hiding it.",
)  # fmt: skip

ZERO_RETURN_SHARE = share(
    "zero_return_share", ZERO_RETURNS, FILING_COUNT, zero=0.0, risk="up", unit="1",
    title=("近{w}月零申报占比", "share of returns that are zero, last {w} months"),
    why="Compares those who file monthly with those who file by the quarter.",
)  # fmt: skip

ZERO_VAT_RUN = longest_run(
    "zero_vat_run", of=TAX_FILING, windows=months(24), value=col("zero_return"), where=_VAT, risk="up", unit="月",
    group="TAX", family="revenue", title=("近{w}月增值税连续零申报最长月数", "longest run of months with a zero VAT return, last {w} months"),
    why="Three months in a row bar a grade A (domain.md 4.4); those who file by the quarter reach one.",
)  # fmt: skip

REVENUE = total(
    "declared_revenue", of=TAX_FILING, windows=(*months(3, 6, 12), Window(12, 6), Window(15, 12), Window(24, 12)),
    value=col("declared_revenue"), where=_VAT, risk="down", unit="元",
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
    where=_VAT, risk="down", unit="1/月",
    title=("近{w}月申报销售额趋势", "trend of declared revenue, last {w} months"), group="TAX", family="revenue",
    why="The slope uses every month, not only two sums.",
)  # fmt: skip

REVENUE_CHANGE_SEASON = change(
    "declared_revenue_change_3_15m", REVENUE.at(3), REVENUE.at(15, 12), zero=None, risk="down", unit="1",
    title=("近3月申报销售额较上年同季变化", "declared revenue, last 3 months over the same season a year before"),
    why="The freshest view of sales that no holiday distorts.",
)  # fmt: skip

REVENUE_PEAK = maximum(
    "declared_revenue_peak", of=TAX_FILING, windows=months(12), value=col("declared_revenue"), where=_VAT,
    risk="down", unit="元", group="TAX", family="revenue",
    title=("近{w}月单期最高申报销售额", "largest revenue of one return, last {w} months"),
    why="What the business can reach; the base of its unevenness.",
)  # fmt: skip

REVENUE_PEAK_SHARE = ratio(
    "declared_revenue_peak_share_12m", REVENUE_PEAK.at(12), REVENUE.at(12), zero=None, risk="none", unit="1",
    title=("近12月最高一期占申报销售额比", "share of the best return in declared revenue, 12 months"),
    why="A season or a single deal: explains cash gaps, but is no fault.",
)  # fmt: skip

REVENUE_TO_CAPITAL = ratio(
    "declared_revenue_to_capital", REVENUE.at(12), REG_CAPITAL, zero=None, risk="down", unit="1",
    title=("近12月申报销售额与注册资本之比", "declared revenue over registered capital, 12 months"),
    why="A company with capital on paper and no sales is a shell.",
)  # fmt: skip

VAT_DECLARED = total(
    "vat_declared", of=TAX_FILING, windows=months(12), value=col("declared_tax"), where=_VAT, risk="none",
    unit="元", group="TAX", family="tax_burden", title=("近{w}月申报增值税额", "VAT declared, last {w} months"),
    why="The base of the tax burden.",
)  # fmt: skip

VAT_BURDEN = ratio(
    "vat_burden_12m", VAT_DECLARED.at(12), REVENUE.at(12), zero=None, risk="none", unit="1", family="tax_burden",
    title=("近12月增值税税负率", "VAT declared over declared revenue, 12 months"),
    why="Far below its trade asks for an explanation, but trades differ: no sign.",
)  # fmt: skip

COVERAGE = covered(
    "covered_tax_credit", of=TAX_CREDIT, windows=months(24),
    title=("近{w}月纳税信用级别数据已覆盖", "tax credit grades covered, last {w} months"),
)  # fmt: skip

FEATURES = (
    *TAX_GRADE, *TAX_A_YEARS, *DAYS_SINCE_A, *TAX_GRADE_LOWEST, TAX_POINTS.at(24), TAX_POINTS_CHANGE,
    *FILING_COUNT, *LATE_FILINGS, *LATE_FILING_SHARE, *UNFILED, *LATE_DAYS_MEAN, *LATE_DAYS_MAX, *LATE_FILING_RUN,
    *LATE_FILING_STREAK, *LATE_FILINGS_DECAYED, *LATE_FILING_RECENCY, *ZERO_RETURNS, *ZERO_RETURN_SHARE,
    *ZERO_VAT_RUN, REVENUE.at(6), REVENUE.at(12), REVENUE.at(12, 6), REVENUE.at(24, 12), REVENUE_CHANGE_6M,
    REVENUE_CHANGE_12M, REVENUE_CHANGE_SEASON, *REVENUE_TREND, REVENUE_PEAK_SHARE, REVENUE_TO_CAPITAL, VAT_BURDEN,
    *COVERAGE,
)  # fmt: skip
"""What is declared above and not named here is the part of a ratio that says nothing alone."""
