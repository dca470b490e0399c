"""水电气热通信用量 (UTL): how much is supplied, against the season, against the year, and whether at all.

A bill is one row of ``utility_bill``, monthly as a rule; where a meter is read daily, each day is a bill, and every
question here keeps its meaning. A bill of at most one unit counts as no use: an idle meter still turns (this
project's own).
"""

from creditscore.features._feature import (
    FeatureSet,
    change,
    count,
    decayed,
    difference,
    distinct,
    latest,
    longest_run,
    maximum,
    mean,
    median,
    months,
    ratio,
    recency,
    share,
    streak,
    total,
    trend,
)
from creditscore.features.tax import REVENUE
from creditscore.features.utilities import BILL_AMOUNT
from creditscore.plan import Window, col
from creditscore.records import UTILITY_BILL

_POWER = col("utility").is_("electricity")
_IDLE = _POWER & (col("usage") <= 1)
_USED = _POWER & (col("usage") > 1)
_METERED = _POWER & ~col("usage").is_null()

POWER_USAGE = total(
    "electricity_usage", of=UTILITY_BILL, value=col("usage"), where=_POWER, risk="none", unit="kWh",
    windows=(*months(3, 6, 12), Window(15, 12), Window(18, 12)),
    title=("近{w}月用电量", "electricity used, last {w} months"), group="UTL", family="usage",
    why="Electricity follows production.",
)  # fmt: skip

_POWER_BEFORE = total(
    "electricity_usage", of=UTILITY_BILL, value=col("usage"), where=_POWER, risk="none", unit="kWh",
    windows=(Window(6, 3), Window(12, 6), Window(24, 12)),
    title=("前{w}月用电量", "electricity used, {w} months back"), group="UTL", family="usage",
    why="Parent of the changes.",
)  # fmt: skip

POWER_CHANGE_3M = change(
    "electricity_change_3m", POWER_USAGE.at(3), POWER_USAGE.at(15, 12), zero=None, risk="down", unit="1",
    title=("近3月用电量同比", "electricity, last 3 months over the same months a year before"), family="usage_change",
    why="Usage falls before failure; the same season is compared.",
)  # fmt: skip

POWER_CHANGE_6M = change(
    "electricity_change_6m", POWER_USAGE.at(6), POWER_USAGE.at(18, 12), zero=None, risk="down", unit="1",
    title=("近6月用电量同比", "electricity, last 6 months over the same months a year before"), family="usage_change",
    why="The same over a steadier window.",
)  # fmt: skip

POWER_CHANGE_12M = change(
    "electricity_change_12m", POWER_USAGE.at(12), _POWER_BEFORE.at(24, 12), zero=None, risk="down", unit="1",
    title=("近12月用电量同比", "electricity, last 12 months over the 12 before"), family="usage_change",
    why="A whole year against a whole year: free of the season and of a single weak quarter.",
)  # fmt: skip

POWER_STEP_3M = change(
    "electricity_step_3m", POWER_USAGE.at(3), _POWER_BEFORE.at(6, 3), zero=None, risk="down", unit="1",
    title=("近3月用电量环比", "electricity, last 3 months over the 3 before"), family="usage_change",
    why="A stop shows here a year before it shows in a comparison by season, and for young entities too.",
)  # fmt: skip

POWER_STEP_6M = change(
    "electricity_step_6m", POWER_USAGE.at(6), _POWER_BEFORE.at(12, 6), zero=None, risk="down", unit="1",
    title=("近6月用电量环比", "electricity, last 6 months over the 6 before"), family="usage_change",
    why="The half-year that follows the half-year: a decline that lasts.",
)  # fmt: skip

POWER_SLOWDOWN = difference(
    "electricity_slowdown_3m", POWER_CHANGE_3M, POWER_CHANGE_12M, zero=None, risk="down", unit="1",
    title=("近3月用电量同比较全年同比之差", "electricity: change of the quarter less change of the year"),
    family="usage_change", why="The same fall is worse where it is new: the last quarter against the year it ends.",
)  # fmt: skip

_POWER_MEAN = mean(
    "electricity_mean", of=UTILITY_BILL, value=col("usage"), where=_POWER, risk="none", unit="kWh/账单",
    windows=(*months(1, 3), Window(4, 1)), group="UTL", family="usage",
    title=("近{w}月平均每账单用电量", "electricity a bill, {w} months"), why="Parent of the comparisons.",
)  # fmt: skip

POWER_STEP_1M = change(
    "electricity_step_1m", _POWER_MEAN.at(1), _POWER_MEAN.at(4, 1), zero=None, risk="down", unit="1",
    title=("近1月用电量较前3月平均变动", "electricity a bill, last month over the mean of the 3 before"),
    family="usage_change", why="The first month of a standstill; compared by bill, so a late reading does not count as a fall.",
)  # fmt: skip

POWER_TREND = trend(
    "electricity_trend", of=UTILITY_BILL, windows=months(6, 12), value=col("usage"), where=_POWER, risk="down",
    unit="1/月", title=("近{w}月用电量趋势", "trend of electricity used, last {w} months"), group="UTL",
    family="usage_change", why="The slope uses every bill: a slow decline that no two quarters show.",
)  # fmt: skip

POWER_MEDIAN = median(
    "electricity_median", of=UTILITY_BILL, windows=months(12), value=col("usage"), where=_POWER, risk="none",
    unit="kWh/账单", title=("近{w}月用电量中位数", "median electricity a bill, last {w} months"), group="UTL",
    family="usage", why="The usual month, which a few peaks or a stop do not move.",
)  # fmt: skip

POWER_MAX = maximum(
    "electricity_max", of=UTILITY_BILL, windows=months(12), value=col("usage"), where=_POWER, risk="none",
    unit="kWh/账单", title=("近{w}月最高用电量", "highest electricity of a bill, last {w} months"), group="UTL",
    family="usage", why="What the plant does when it runs: the base of how much of it runs now.",
)  # fmt: skip

_POWER_LATEST = latest(
    "electricity_latest", of=UTILITY_BILL, windows=months(3), value=col("usage"), where=_POWER, risk="none",
    unit="kWh/账单", title=("近{w}月最近一期用电量", "electricity of the last bill, within {w} months"), group="UTL",
    family="usage", why="Parent of the comparison.",
)  # fmt: skip

LATEST_TO_MEDIAN = ratio(
    "electricity_latest_to_median", _POWER_LATEST.at(3), POWER_MEDIAN.at(12), zero=None, risk="down", unit="1",
    title=("最近一期用电量与近12月中位数之比", "electricity of the last bill over the median of 12 months"),
    family="usage_change", why="Where the entity stands today against its own usual month.",
)  # fmt: skip

LATEST_TO_MEAN = ratio(
    "electricity_latest_to_mean_3m", _POWER_LATEST.at(3), _POWER_MEAN.at(3), zero=None, risk="down", unit="1",
    title=("最近一期与近3月平均用电量之比", "electricity of the last bill over the mean of 3 months"),
    family="usage_change", why="The latest word on whether machines run, for entities too young to have a year.",
)  # fmt: skip

_POWER_RECENT = decayed(
    "electricity_recent", of=UTILITY_BILL, windows=months(3), value=col("usage"), where=_METERED, half_life=7,
    risk="none", unit="kWh", title=("近{w}月衰减加权用电量", "electricity used, halved for every week of age, {w} months"),
    group="UTL", family="usage", why="Parent of the recent level.",
)  # fmt: skip
_BILLS_RECENT = decayed(
    "electricity_bills_recent", of=UTILITY_BILL, windows=months(3), where=_METERED, half_life=7, risk="none",
    unit="张", title=("近{w}月衰减加权电费账单数", "electricity bills, halved for every week of age, {w} months"),
    group="UTL", family="usage", why="Parent of the recent level.",
)  # fmt: skip
_LEVEL = ratio(
    "electricity_recent_mean_3m", _POWER_RECENT.at(3), _BILLS_RECENT.at(3), zero=None, risk="none", unit="kWh/账单",
    title=("近期加权平均每账单用电量", "electricity a bill, the last weeks weighing most"), why="Parent of the recent level.",
)  # fmt: skip

RECENT_LEVEL = ratio(
    "electricity_recent_level_3m", _LEVEL, _POWER_MEAN.at(3), zero=None, risk="down", unit="1",
    title=("近期加权与近3月平均用电量之比", "electricity a bill, the last weeks weighing most, over the mean of 3 months"),
    family="usage_change",
    why="Several meters, or one read every day: weeks of standstill show that one last reading may miss.",
)  # fmt: skip

MEAN_TO_MAX = ratio(
    "electricity_mean_to_max", _POWER_MEAN.at(3), POWER_MAX.at(12), zero=None, risk="down", unit="1",
    title=("近3月平均与近12月最高用电量之比", "electricity a bill of 3 months over the highest of 12"),
    family="usage_change", why="How much of what ran within the year still runs.",
)  # fmt: skip

_CAPACITY = total(
    "electricity_capacity", of=UTILITY_BILL, windows=months(3, 12), value=col("contract_capacity_kva") * 730.0,
    where=_METERED, risk="none", unit="kVAh", title=("近{w}月合同容量可用电量", "electricity the contracted capacity allows, {w} months"),
    group="UTL", family="usage", why="Parent of the use of capacity; a month has 730 hours.",
)  # fmt: skip
_AT_CAPACITY = total(
    "electricity_usage_at_capacity", of=UTILITY_BILL, windows=months(3, 12), value=col("usage"), risk="none",
    where=_METERED & ~col("contract_capacity_kva").is_null(), unit="kWh", group="UTL", family="usage",
    title=("近{w}月合同容量已知户的用电量", "electricity of accounts with a known capacity, {w} months"),
    why="Parent of the use of capacity.",
)  # fmt: skip

CAPACITY_USE = share(
    "electricity_capacity_use", _AT_CAPACITY, _CAPACITY, zero=None, risk="down", unit="1", family="usage_change",
    title=("近{w}月合同容量利用率", "use of the contracted electric capacity, last {w} months"),
    why="Capacity is paid for whether used or not: idle plant is the first sign of lost orders.",
)  # fmt: skip

STANDBY_RUN = longest_run(
    "electricity_standby_run", of=UTILITY_BILL, windows=months(12), risk="up", unit="月", group="UTL",
    value=_POWER & (col("usage") < col("contract_capacity_kva") * 14.6), family="idleness",
    title=("近{w}月最长连续低负荷月数", "longest run of months at under 2 % of electric capacity, last {w} months"),
    why="Light and heating go on, machines stand: 2 percent of 730 hours at full capacity (this project's own).",
)  # fmt: skip

_POWER_BILLS = count(
    "electricity_bill_count", of=UTILITY_BILL, windows=months(3, 12), where=_METERED, risk="none", unit="张",
    title=("近{w}月有用量的电费账单数", "electricity bills with a reading, last {w} months"), group="UTL",
    family="idleness", why="Parent of the share.",
)  # fmt: skip
_IDLE_BILLS = count(
    "electricity_idle_count", of=UTILITY_BILL, windows=months(3, 12), where=_IDLE, risk="up", unit="张",
    title=("近{w}月无用电账单数", "electricity bills without use, last {w} months"), group="UTL", family="idleness",
    why="Parent of the share.",
)  # fmt: skip

IDLE_SHARE = share(
    "electricity_idle_share", _IDLE_BILLS, _POWER_BILLS, zero=0.0, risk="up", unit="1",
    title=("近{w}月无用电账单占比", "share of electricity bills without use, last {w} months"),
    why="How much of the time the meter stood still.",
)  # fmt: skip

IDLE_RUN = longest_run(
    "electricity_idle_run", of=UTILITY_BILL, windows=months(12), value=_IDLE, risk="up", unit="月",
    title=("近{w}月最长连续无用电月数", "longest run of months with an electricity bill without use, last {w} months"),
    group="UTL", family="idleness", why="A closed season has an end; a closed business has a long run.",
)  # fmt: skip

IDLE_STREAK = streak(
    "electricity_idle_streak", of=UTILITY_BILL, windows=months(12), value=_IDLE, where=_METERED, risk="up", unit="月",
    title=("近{w}月截至最近账单的连续无用电月数", "months without use in a row up to the last electricity bill, last {w} months"),
    group="UTL", family="idleness", why="The standstill that still goes on.",
)  # fmt: skip

USE_RECENCY = recency(
    "days_since_electricity_use", of=UTILITY_BILL, windows=months(12), where=_USED, risk="up", unit="日",
    title=("距最近一张有用电账单天数（{w}月内）", "days since the last bill with electricity used, within {w} months"),
    group="UTL", family="idleness", why="No use and no bill look the same to a lender: nothing runs.",
)  # fmt: skip

_READ_RECENCY = recency(
    "days_since_electricity_reading", of=UTILITY_BILL, windows=months(12), where=_METERED, risk="none", unit="日",
    title=("距最近一张电费账单天数（{w}月内）", "days since the last electricity bill, within {w} months"), group="UTL",
    family="idleness", why="Parent of the standstill.",
)  # fmt: skip

IDLE_DAYS = difference(
    "electricity_idle_days_12m", USE_RECENCY.at(12), _READ_RECENCY.at(12), zero=None, risk="up", unit="日",
    title=("近12月截至最近账单的停用天数", "days without electricity use up to the last bill, 12 months"),
    why="Bills keep coming and no meter of the entity turns: idle, not merely late in the data.",
)  # fmt: skip

_MONTHS_READ = distinct(
    "electricity_months_read", of=UTILITY_BILL, windows=months(12), value=col("event_date").month(), where=_METERED,
    risk="none", unit="月", title=("近{w}月有电费账单的月数", "months with an electricity bill, last {w} months"),
    group="UTL", family="idleness", why="Parent of the idle months.",
)  # fmt: skip
_MONTHS_USED = distinct(
    "electricity_months_used", of=UTILITY_BILL, windows=months(12), value=col("event_date").month(), where=_USED,
    risk="down", unit="月", title=("近{w}月有用电的月数", "months with electricity used, last {w} months"),
    group="UTL", family="idleness", why="Parent of the idle months.",
)  # fmt: skip

IDLE_MONTHS = difference(
    "electricity_idle_months_12m", _MONTHS_READ.at(12), _MONTHS_USED.at(12), zero=None, risk="up", unit="月",
    title=("近12月全部电表无用量的月数", "months billed in which no electric meter turned, last 12 months"),
    why="With several meters one may stand idle for good reason; all of them do not.",
)  # fmt: skip

_KINDS_USED = distinct(
    "utility_kinds_used", of=UTILITY_BILL, windows=(*months(3), Window(15, 12)), value=col("utility"), risk="none",
    where=col("usage") > 1, unit="种", group="UTL", family="usage",
    title=("近{w}月有用量的公用事业种类数", "kinds of supply used, {w} months"), why="Parent of the supplies given up.",
)  # fmt: skip

KINDS_LOST = difference(
    "utility_kinds_given_up_3m", _KINDS_USED.at(15, 12), _KINDS_USED.at(3), zero=None, risk="up", unit="种",
    title=("近3月较上年同期停用的公用事业种类数", "kinds of supply used a year before and no longer, last 3 months"),
    family="idleness", why="Premises are given up one supply at a time.",
)  # fmt: skip


def _used(kind: str, zh: str, unit: str, now: int) -> FeatureSet:
    """Usage of one kind of supply over the last months and over the same months a year before."""
    return total(
        f"{kind}_usage", of=UTILITY_BILL, windows=(Window(now), Window(12 + now, 12)), value=col("usage"),
        where=col("utility").is_(kind), risk="none", unit=unit, title=(f"近{{w}}月用{zh}量", f"{kind} used, {{w}} months"),
        group="UTL", family="usage", why="Parent of the change.",
    )  # fmt: skip


_WATER, _GAS, _HEAT = (
    _used("water", "水", "m³", 3),
    _used("gas", "气", "m³", 3),
    _used("heat", "热", "GJ", 12),
)

WATER_CHANGE = change(
    "water_change_3m", _WATER.at(3), _WATER.at(15, 12), zero=None, risk="down", unit="1", family="usage_change",
    title=("近3月用水量同比", "water, last 3 months over the same months a year before"),
    why="People at work use water: in services it follows business where electricity does not.",
)  # fmt: skip

GAS_CHANGE = change(
    "gas_change_3m", _GAS.at(3), _GAS.at(15, 12), zero=None, risk="down", unit="1", family="usage_change",
    title=("近3月用气量同比", "gas, last 3 months over the same months a year before"),
    why="Kitchens, kilns and boilers burn gas only when there is something to make.",
)  # fmt: skip

HEAT_CHANGE = change(
    "heat_change_12m", _HEAT.at(12), _HEAT.at(24, 12), zero=None, risk="down", unit="1", family="usage_change",
    title=("近12月用热量同比", "heat, last 12 months over the 12 before"),
    why="Rooms no longer heated are rooms no longer used; a year holds one season, whenever it is asked.",
)  # fmt: skip

BILLED_TO_REVENUE = ratio(
    "utility_amount_to_revenue_12m", BILL_AMOUNT.at(12), REVENUE.at(12), zero=None, risk="none", unit="1",
    title=("近12月公用事业费与申报销售额之比", "utility amounts due over declared revenue, 12 months"),
    why="Checks declared sales against what was used to make them: too low is as odd as too high.",
)  # fmt: skip

FEATURES = (
    *POWER_USAGE, POWER_CHANGE_3M, POWER_CHANGE_6M, POWER_CHANGE_12M, POWER_STEP_1M, POWER_STEP_3M, POWER_STEP_6M,
    POWER_SLOWDOWN, *POWER_TREND, *POWER_MEDIAN, *POWER_MAX, LATEST_TO_MEDIAN, LATEST_TO_MEAN, RECENT_LEVEL, MEAN_TO_MAX,
    *CAPACITY_USE, *STANDBY_RUN, *IDLE_SHARE, *IDLE_RUN, *IDLE_STREAK, *USE_RECENCY, IDLE_DAYS,
    IDLE_MONTHS, KINDS_LOST, WATER_CHANGE, GAS_CHANGE, HEAT_CHANGE, BILLED_TO_REVENUE,
)  # fmt: skip
