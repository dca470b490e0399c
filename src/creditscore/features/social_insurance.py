"""社会保险、公积金与工资 (SOC): headcount, contributions, deposits; wage arrears alone are public."""

from creditscore.features._feature import (
    change,
    count,
    covered,
    decayed,
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
    trend,
)  # fmt: skip
from creditscore.features.exposures import YEARS_IN_VIEW
from creditscore.features.registration import REG_CAPITAL
from creditscore.plan import AsOf, Window, col
from creditscore.records import HOUSING_FUND_MONTHLY, SOCIAL_INSURANCE_MONTHLY, WAGE_ARREARS

_LATE = col("paid_date").is_null() | (col("paid_date") > col("event_date"))
_OWED = (col("amount_due") - col("amount_paid").or_else(0)).at_least(0.0)
_UNCLEARED = col("cleared_date").is_null()

INSURED_NOW = latest(
    "insured_now", of=SOCIAL_INSURANCE_MONTHLY, windows=months(6), value=col("insured_count"), none_seen=0.0,
    risk="down", unit="人", group="SOC", family="headcount",
    title=("近{w}月最新参保人数", "persons insured at the last contribution, within {w} months"),
    why="People on the payroll cannot be printed like capital.",
)  # fmt: skip

INSURED_MEAN = mean(
    "insured_mean", of=SOCIAL_INSURANCE_MONTHLY, windows=(*months(3, 12), Window(15, 12)),
    value=col("insured_count"), none_seen=0.0, risk="down", unit="人", group="SOC", family="headcount",
    title=("近{w}月平均参保人数", "mean persons insured, last {w} months"),
    why="The size of the business in people.",
)  # fmt: skip

INSURED_CHANGE = change(
    "insured_change_3_15m", INSURED_MEAN.at(3), INSURED_MEAN.at(15, 12), zero=None, risk="down", unit="1",
    title=("近3月参保人数较上年同季变化", "persons insured, last 3 months over the same season a year before"),
    why="Staff is let go before loans are missed; seasonal hands do not disturb it.",
)  # fmt: skip

INSURED_TREND = trend(
    "insured_trend", of=SOCIAL_INSURANCE_MONTHLY, windows=months(12), value=col("insured_count"), risk="down",
    unit="1/月", group="SOC", family="headcount",
    title=("近{w}月参保人数趋势", "trend of persons insured, last {w} months"),
    why="A slow decline that no single month shows.",
)  # fmt: skip

INSURED_PEAK = maximum(
    "insured_peak", of=SOCIAL_INSURANCE_MONTHLY, windows=months(24), value=col("insured_count"), risk="down",
    unit="人", group="SOC", family="headcount",
    title=("近{w}月最高参保人数", "most persons insured, last {w} months"),
    why="What the business once employed.",
)  # fmt: skip

INSURED_TO_PEAK = ratio(
    "insured_to_peak_24m", INSURED_NOW.at(6), INSURED_PEAK.at(24), zero=None, risk="down", unit="1",
    title=("最新参保人数与近24月最高之比", "persons insured now over the most within 24 months"),
    why="How far below its best the business has fallen.",
)  # fmt: skip

INSURANCE_COUNT = count(
    "insurance_due_count", of=SOCIAL_INSURANCE_MONTHLY, windows=months(12, 24), risk="none", unit="次",
    group="SOC", family="contributions", title=("近{w}月应缴社保次数", "contributions due, last {w} months"),
    why="The base of contribution ratios.",
)  # fmt: skip

INSURANCE_LATE = count(
    "insurance_late_count", of=SOCIAL_INSURANCE_MONTHLY, windows=months(6, 12, 24), where=_LATE, risk="up",
    unit="次", group="SOC", family="contributions",
    title=("近{w}月逾期或未缴社保次数", "contributions paid late or not at all, last {w} months"),
    why="Arrears to the fund come one to three months before arrears to the bank.",
)  # fmt: skip

INSURANCE_LATE_SHARE = share(
    "insurance_late_share", INSURANCE_LATE, INSURANCE_COUNT, zero=0.0, risk="up", unit="1",
    title=("近{w}月逾期缴社保占比", "share of contributions late, last {w} months"),
    why="In proportion to the months in which staff was insured at all.",
)  # fmt: skip

INSURANCE_RUN = longest_run(
    "insurance_late_run", of=SOCIAL_INSURANCE_MONTHLY, windows=months(24), value=_LATE, risk="up", unit="月",
    group="SOC", family="contributions",
    title=("近{w}月连续逾期缴社保最长月数", "longest run of late contributions, last {w} months"),
    why="One month is a slip, three in a row are a lack of cash.",
)  # fmt: skip

INSURANCE_STREAK = streak(
    "insurance_late_streak", of=SOCIAL_INSURANCE_MONTHLY, windows=months(12), value=_LATE, risk="up", unit="月",
    group="SOC", family="contributions",
    title=("截至最近一期连续逾期缴社保月数（{w}月内）", "late contributions up to the last one due, within {w} months"),
    why="Trouble that goes on.",
)  # fmt: skip

INSURANCE_DECAYED = decayed(
    "insurance_late_decayed", of=SOCIAL_INSURANCE_MONTHLY, windows=months(36), where=_LATE, risk="up", unit="次",
    group="SOC", family="contributions",
    title=("近{w}月逾期缴社保次数（一年半衰）", "late contributions, last {w} months, halved for every year of age"),
    why="Old delays fade, they do not vanish on a birthday.",
)  # fmt: skip

INSURANCE_RECENCY = recency(
    "days_since_late_insurance", of=SOCIAL_INSURANCE_MONTHLY, windows=months(24), where=_LATE, risk="down",
    unit="日", group="SOC", family="contributions",
    title=("距最近一次逾期缴社保天数（{w}月内）", "days since the last late contribution, within {w} months"),
    why="Tells who has mended from who has not.",
)  # fmt: skip

INSURANCE_DUE = total(
    "insurance_due", of=SOCIAL_INSURANCE_MONTHLY, windows=(*months(12, 24), Window(24, 12)),
    value=col("amount_due"), risk="none", unit="元", group="SOC", family="contributions",
    title=("近{w}月应缴社保金额", "contributions due, last {w} months"), why="The base of what is left unpaid.",
)  # fmt: skip

INSURANCE_UNPAID = total(
    "insurance_unpaid", of=SOCIAL_INSURANCE_MONTHLY, windows=months(24), value=_OWED, risk="up", unit="元",
    group="SOC", family="contributions",
    title=("近{w}月到期至今未缴社保", "contributions due and still unpaid, last {w} months"),
    why="Owed for the staff, and ranked before the bank when the firm fails.",
)  # fmt: skip

INSURANCE_UNPAID_SHARE = ratio(
    "insurance_unpaid_share_24m", INSURANCE_UNPAID.at(24), INSURANCE_DUE.at(24), zero=0.0, risk="up", unit="1",
    title=("近24月未缴社保占比", "share of contributions unpaid, 24 months"),
    why="What is owed in proportion to what was due.",
)  # fmt: skip

INSURANCE_ARREARS_MONTHS = count(
    "insurance_arrears_months", of=SOCIAL_INSURANCE_MONTHLY, windows=months(12),
    where=col("arrears_balance") > 0, risk="up", unit="月", group="SOC", family="contributions",
    title=("近{w}月存在社保欠费的月数", "months with contributions in arrears, last {w} months"),
    why="The fund's own book of arrears, whatever the day of payment says.",
)  # fmt: skip

PERSON_MONTHS = total(
    "insured_person_months", of=SOCIAL_INSURANCE_MONTHLY, windows=(*months(12), Window(24, 12)),
    value=col("insured_count"), risk="down", unit="人月", group="SOC", family="headcount",
    title=("近{w}月参保人月数", "person-months insured, last {w} months"),
    why="The base of contributions per head.",
)  # fmt: skip

DUE_PER_HEAD = ratio(
    "insurance_due_per_head_12m", INSURANCE_DUE.at(12), PERSON_MONTHS.at(12), zero=None, risk="none",
    unit="元/人月", title=("近12月人均月应缴社保", "contributions due per person and month, 12 months"),
    why="Stands for the wage; trades differ, so it has no sign.",
)  # fmt: skip

DUE_PER_HEAD_BEFORE = ratio(
    "insurance_due_per_head_24_12m", INSURANCE_DUE.at(24, 12), PERSON_MONTHS.at(24, 12), zero=None, risk="none",
    unit="元/人月", title=("上一年人均月应缴社保", "contributions due per person and month, the 12 months before"),
    why="What the wage was, to see it fall.",
)  # fmt: skip

DUE_PER_HEAD_CHANGE = change(
    "insurance_per_head_change_12m", DUE_PER_HEAD, DUE_PER_HEAD_BEFORE, zero=None, risk="down", unit="1",
    title=("近12月人均应缴社保同比", "contributions per head, last 12 months over the 12 before"),
    why="Wages cut before people are.",
)  # fmt: skip

FUND_COUNT = count(
    "fund_due_count", of=HOUSING_FUND_MONTHLY, windows=months(12), risk="none", unit="次", group="SOC",
    family="housing_fund", title=("近{w}月应缴公积金次数", "housing-fund deposits due, last {w} months"),
    why="The base of deposit ratios.",
)  # fmt: skip

FUND_LATE = count(
    "fund_late_count", of=HOUSING_FUND_MONTHLY, windows=months(12), where=_LATE, risk="up", unit="次",
    group="SOC", family="housing_fund",
    title=("近{w}月逾期或未缴公积金次数", "housing-fund deposits late or missing, last {w} months"),
    why="Nobody cuts power for a missed deposit, so it is missed first.",
)  # fmt: skip

FUND_LATE_SHARE = share(
    "fund_late_share", FUND_LATE, FUND_COUNT, zero=0.0, risk="up", unit="1",
    title=("近{w}月逾期缴公积金占比", "share of housing-fund deposits late, last {w} months"),
    why="In proportion to the deposits that were due.",
)  # fmt: skip

FUND_RUN = longest_run(
    "fund_late_run", of=HOUSING_FUND_MONTHLY, windows=months(24), value=_LATE, risk="up", unit="月", group="SOC",
    family="housing_fund", title=("近{w}月连续逾期缴公积金最长月数", "longest run of late deposits, last {w} months"),
    why="A spell without deposits, not a slip.",
)  # fmt: skip

FUND_MEMBERS = mean(
    "fund_members_mean", of=HOUSING_FUND_MONTHLY, windows=(*months(3, 12), Window(15, 12)),
    value=col("member_count"), none_seen=0.0, risk="down", unit="人", group="SOC", family="housing_fund",
    title=("近{w}月平均缴存人数", "mean members of the housing fund, last {w} months"),
    why="Staff the entity means to keep.",
)  # fmt: skip

FUND_MEMBERS_CHANGE = change(
    "fund_members_change_3_15m", FUND_MEMBERS.at(3), FUND_MEMBERS.at(15, 12), zero=None, risk="down", unit="1",
    title=("近3月缴存人数较上年同季变化", "fund members, last 3 months over the same season a year before"),
    why="Deposits stop for those about to be let go.",
)  # fmt: skip

FUND_TO_INSURED = ratio(
    "fund_to_insured_12m", FUND_MEMBERS.at(12), INSURED_MEAN.at(12), zero=None, risk="down", unit="1",
    title=("近12月缴存人数占参保人数比", "fund members over persons insured, 12 months"),
    why="An employer who pays what few check is a careful one.",
)  # fmt: skip

WAGE_CASES = count(
    "wage_arrears_count", of=WAGE_ARREARS, windows=months(36), risk="up", unit="次", group="SOC",
    family="wage_arrears", title=("近{w}月拖欠工资案件数", "cases of wage arrears, last {w} months"),
    why="Who cannot pay the staff cannot pay the bank.",
)  # fmt: skip

WAGE_CASES_PER_YEAR = ratio(
    "wage_arrears_per_year_36m", WAGE_CASES.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近36月每存续年拖欠工资案件数", "cases of wage arrears per year of existence, last 36 months"),
    why="A case in the first year weighs more than one in three years.",
)  # fmt: skip

WAGES_OPEN = total(
    "wage_arrears_open", of=WAGE_ARREARS, windows=months(36), value=col("amount"), where=_UNCLEARED, risk="up",
    unit="元", group="SOC", family="wage_arrears",
    title=("近{w}月查实且未清偿的工资", "wages found owed and not yet paid, last {w} months"),
    why="Wages rank before every bank in a bankruptcy.",
)  # fmt: skip

WAGES_TO_CAPITAL = ratio(
    "wage_arrears_to_capital", WAGES_OPEN.at(36), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("未清偿工资占注册资本比", "unpaid wages over registered capital"),
    why="What is owed in proportion to size.",
)  # fmt: skip

ORDERS_UNMET = count(
    "wage_order_unmet_count", of=WAGE_ARREARS, windows=months(36), risk="up", unit="次", group="SOC",
    family="wage_arrears", where=(AsOf().days_since(col("order_date")) > 30) & _UNCLEARED,
    title=("近{w}月责令支付满30日仍未清偿的案件数", "orders to pay wages unmet after 30 days, last {w} months"),
    why="Not paid even when ordered: neither the means nor the will (the 30 days are this project's own).",
)  # fmt: skip

WORKERS_MOST = maximum(
    "wage_arrears_workers_max", of=WAGE_ARREARS, windows=months(36), value=col("worker_count"), risk="up",
    unit="人", group="SOC", family="wage_arrears",
    title=("近{w}月单案涉及最多人数", "most workers in one case, last {w} months"),
    why="A quarrel with one worker is not a payroll unpaid.",
)  # fmt: skip

WORKERS_TO_INSURED = ratio(
    "wage_workers_to_insured_36m", WORKERS_MOST.at(36), INSURED_PEAK.at(24), zero=None, risk="up", unit="1",
    title=("欠薪单案最多人数与参保人数之比", "most workers unpaid in one case over persons insured"),
    why="Half the staff unpaid is the end of work; above one, workers were never insured.",
)  # fmt: skip

WAGE_RECENCY = recency(
    "days_since_wage_arrears", of=WAGE_ARREARS, windows=months(36), risk="down", unit="日", group="SOC",
    family="wage_arrears", title=("距最近一次拖欠工资天数（{w}月内）", "days since the last case of wage arrears, within {w} months"),
    why="Wages withheld lately point at today's cash.",
)  # fmt: skip

COVERAGE = tuple(
    feature
    for table in (SOCIAL_INSURANCE_MONTHLY, HOUSING_FUND_MONTHLY, WAGE_ARREARS)
    for feature in covered(
        f"covered_{table.name}", of=table, windows=months(36 if table is WAGE_ARREARS else 24),
        title=(f"近{{w}}月{table.title_zh}数据已覆盖", f"{table.title_en} covered, last {{w}} months"),
    )
)  # fmt: skip

FEATURES = (
    *INSURED_NOW, INSURED_CHANGE, *INSURED_TREND, INSURED_TO_PEAK, *INSURANCE_LATE, *INSURANCE_LATE_SHARE,
    *INSURANCE_RUN, *INSURANCE_STREAK, *INSURANCE_DECAYED, *INSURANCE_RECENCY, INSURANCE_UNPAID_SHARE,
    *INSURANCE_ARREARS_MONTHS, DUE_PER_HEAD_CHANGE, *FUND_LATE_SHARE, *FUND_RUN, FUND_MEMBERS_CHANGE,
    FUND_TO_INSURED, *WAGE_CASES, WAGE_CASES_PER_YEAR, *WAGES_OPEN, WAGES_TO_CAPITAL, *ORDERS_UNMET, *WORKERS_MOST,
    WORKERS_TO_INSURED, *WAGE_RECENCY, *COVERAGE,
)  # fmt: skip
"""What is declared above and not named here is the part of a ratio that says nothing alone."""
