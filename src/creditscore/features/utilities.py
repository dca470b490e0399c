"""水电气热通信 (UTL)."""

from creditscore.features._feature import change, count, maximum, mean, months, ratio, share, total
from creditscore.plan import AsOf, Window, col
from creditscore.records import UTILITY_BILL

_LATE = col("paid_date").is_null() | (col("paid_date") > col("event_date"))
_DELAY = col("paid_date").or_else(AsOf()).days_since(col("event_date")).at_least(0.0)
_POWER = col("utility").is_("electricity")

BILL_COUNT = count(
    "utility_bill_count", of=UTILITY_BILL, windows=months(3, 6, 12), risk="none", unit="次",
    title=("近{w}月水电气热账单数", "utility bills, last {w} months"), group="UTL", family="utility_payment",
    why="The base of payment ratios.",
)  # fmt: skip

LATE_BILLS = count(
    "utility_late_count", of=UTILITY_BILL, windows=months(3, 6, 12), where=_LATE, risk="up", unit="次",
    title=("近{w}月逾期缴费次数", "utility bills paid late or not at all, last {w} months"), group="UTL",
    family="utility_payment", why="Bills left unpaid are the cheapest credit there is.",
)  # fmt: skip

LATE_BILL_SHARE = share(
    "utility_late_share", LATE_BILLS, BILL_COUNT, zero=0.0, risk="up", unit="1",
    title=("近{w}月逾期缴费占比", "share of utility bills late, last {w} months"),
    why="Late bills in proportion to all bills.",
)  # fmt: skip

UNPAID_BILLS = count(
    "utility_unpaid_count", of=UTILITY_BILL, windows=months(6, 12), where=col("paid_date").is_null(), risk="up",
    unit="次", title=("近{w}月至今未缴账单数", "utility bills still unpaid, last {w} months"), group="UTL",
    family="utility_payment", why="Still open today.",
)  # fmt: skip

UNPAID_AMOUNT = total(
    "utility_unpaid_amount", of=UTILITY_BILL, windows=months(12), value=col("amount_due"),
    where=col("paid_date").is_null(), risk="up", unit="元", group="UTL", family="utility_payment",
    title=("近{w}月至今未缴金额", "utility amounts still unpaid, last {w} months"),
    why="What is owed to the utilities now.",
)  # fmt: skip

BILL_AMOUNT = total(
    "utility_amount", of=UTILITY_BILL, windows=months(12), value=col("amount_due"), risk="none", unit="元",
    title=("近{w}月应缴金额", "utility amounts due, last {w} months"), group="UTL", family="usage",
    why="The base of amount ratios.",
)  # fmt: skip

UNPAID_TO_BILLED = ratio(
    "utility_unpaid_to_billed_12m", UNPAID_AMOUNT.at(12), BILL_AMOUNT.at(12), zero=0.0, risk="up", unit="1",
    title=("近12月未缴金额占比", "share of utility amounts unpaid, 12 months"),
    why="What is owed in proportion to what was used.",
)  # fmt: skip

DELAY_MEAN = mean(
    "utility_delay_mean", of=UTILITY_BILL, windows=months(6, 12), value=_DELAY, none_seen=0.0, risk="up", unit="日",
    title=("近{w}月平均缴费延迟天数", "mean days of delay in paying bills, last {w} months"), group="UTL",
    family="utility_payment", why="How late, not only how often.",
)  # fmt: skip

DELAY_MAX = maximum(
    "utility_delay_max", of=UTILITY_BILL, windows=months(12), value=_DELAY, risk="up", unit="日",
    title=("近{w}月最长缴费延迟天数", "longest delay in paying a bill, last {w} months"), group="UTL",
    family="utility_payment", why="One long delay marks a liquidity gap.",
)  # fmt: skip

CUTOFFS = count(
    "utility_cutoff_count", of=UTILITY_BILL, windows=months(12, 24), where=~col("cutoff_date").is_null(), risk="up",
    unit="次", title=("近{w}月停供次数", "supply cut off, last {w} months"), group="UTL", family="utility_payment",
    why="Cut-off is allowed only after 30 days overdue with notices.",
)  # fmt: skip

POWER_USAGE = total(
    "electricity_usage", of=UTILITY_BILL, value=col("usage"), where=_POWER, risk="none", unit="kWh",
    windows=(*months(3, 6), Window(15, 12), Window(18, 12)),
    title=("近{w}月用电量", "electricity used, last {w} months"), group="UTL", family="usage",
    why="Electricity follows production.",
)  # fmt: skip

POWER_CHANGE_3M = change(
    "electricity_change_3m", POWER_USAGE.at(3), POWER_USAGE.at(15, 12), zero=None, risk="down", unit="1",
    title=("近3月用电量同比", "electricity, last 3 months over the same months a year before"),
    why="Usage falls before failure; the same season is compared.",
)  # fmt: skip

POWER_CHANGE_6M = change(
    "electricity_change_6m", POWER_USAGE.at(6), POWER_USAGE.at(18, 12), zero=None, risk="down", unit="1",
    title=("近6月用电量同比", "electricity, last 6 months over the same months a year before"),
    why="The same over a steadier window.",
)  # fmt: skip

FEATURES = (
    *BILL_COUNT, *LATE_BILLS, *LATE_BILL_SHARE, *UNPAID_BILLS, *UNPAID_AMOUNT, *BILL_AMOUNT, UNPAID_TO_BILLED,
    *DELAY_MEAN, *DELAY_MAX, *CUTOFFS, *POWER_USAGE, POWER_CHANGE_3M, POWER_CHANGE_6M,
)  # fmt: skip
