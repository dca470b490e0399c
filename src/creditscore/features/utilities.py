"""水电气热通信 (UTL): how bills are paid; how much is used stands in ``usage``."""

from creditscore.features._feature import (
    count,
    decayed,
    difference,
    distinct,
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
)
from creditscore.features.tax import REVENUE
from creditscore.plan import AsOf, Window, col
from creditscore.records import UTILITY_BILL

_BILLED = ~col("amount_due").is_null()
"""What states no amount is a reading of the meter: nobody says whether it was paid."""

_UNPAID = _BILLED & col("paid_date").is_null()
_LATE = _BILLED & (col("paid_date").is_null() | (col("paid_date") > col("event_date")))
_DELAY = col("paid_date").or_else(AsOf()).days_since(col("event_date")).at_least(0.0)
_POWER = col("utility").is_("electricity")

BILL_COUNT = count(
    "utility_bill_count", of=UTILITY_BILL, windows=months(3, 6, 12), where=_BILLED, risk="none", unit="次",
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
    "utility_unpaid_count", of=UTILITY_BILL, windows=months(6, 12), where=_UNPAID, risk="up",
    unit="次", title=("近{w}月至今未缴账单数", "utility bills still unpaid, last {w} months"), group="UTL",
    family="utility_payment", why="Still open today.",
)  # fmt: skip

UNPAID_AMOUNT = total(
    "utility_unpaid_amount", of=UTILITY_BILL, windows=months(12), value=col("amount_due"),
    where=_UNPAID, risk="up", unit="元", group="UTL", family="utility_payment",
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
    "utility_delay_mean", of=UTILITY_BILL, windows=months(6, 12), value=_DELAY, where=_BILLED, none_seen=0.0, risk="up", unit="日",
    title=("近{w}月平均缴费延迟天数", "mean days of delay in paying bills, last {w} months"), group="UTL",
    family="utility_payment", why="How late, not only how often.",
)  # fmt: skip

DELAY_MAX = maximum(
    "utility_delay_max", of=UTILITY_BILL, windows=months(12), value=_DELAY, where=_BILLED, risk="up", unit="日",
    title=("近{w}月最长缴费延迟天数", "longest delay in paying a bill, last {w} months"), group="UTL",
    family="utility_payment", why="One long delay marks a liquidity gap.",
)  # fmt: skip

CUTOFFS = count(
    "utility_cutoff_count", of=UTILITY_BILL, windows=months(12, 24), where=~col("cutoff_date").is_null(), risk="up",
    unit="次", title=("近{w}月停供次数", "supply cut off, last {w} months"), group="UTL", family="utility_payment",
    why="Cut-off is allowed only after 30 days overdue with notices.",
)  # fmt: skip

LATE_POWER = count(
    "electricity_late_count", of=UTILITY_BILL, windows=months(12), where=_LATE & _POWER, risk="up", unit="次",
    title=("近{w}月电费逾期次数", "electricity bills paid late or not at all, last {w} months"), group="UTL",
    family="utility_payment", why="Who cannot pay for power cannot produce: the bill paid last before failure.",
)  # fmt: skip

LATE_WATER = count(
    "water_late_count", of=UTILITY_BILL, windows=months(12), where=_LATE & col("utility").is_("water"), risk="up",
    unit="次", title=("近{w}月水费逾期次数", "water bills paid late or not at all, last {w} months"), group="UTL",
    family="utility_payment", why="A small bill left unpaid is a matter of will or of disorder, not of its size.",
)  # fmt: skip

LATE_KINDS = distinct(
    "utility_late_kinds", of=UTILITY_BILL, windows=months(12), value=col("utility"), where=_LATE, risk="up",
    unit="种", title=("近{w}月逾期的公用事业种类数", "kinds of supply paid late, last {w} months"), group="UTL",
    family="utility_payment", why="Late to one supplier may be a dispute; late to all of them is a shortage of cash.",
)  # fmt: skip

LONG_LATE = count(
    "utility_long_late_count", of=UTILITY_BILL, windows=months(12), where=_BILLED & (_DELAY > 30.0), risk="up", unit="次",
    title=("近{w}月逾期超过30日的账单数", "bills paid more than 30 days late, last {w} months"), group="UTL",
    family="utility_payment", why="Beyond 30 days the supplier may cut off: nobody risks that out of carelessness.",
)  # fmt: skip

LATE_RUN = longest_run(
    "utility_late_run", of=UTILITY_BILL, windows=months(12), value=_LATE, risk="up", unit="月",
    title=("近{w}月最长连续逾期月数", "longest run of months with a late bill, last {w} months"), group="UTL",
    family="utility_payment", why="Months late in a row are a state, scattered ones an accident.",
)  # fmt: skip

LATE_STREAK = streak(
    "utility_late_streak", of=UTILITY_BILL, windows=months(12), value=_LATE, risk="up", unit="月",
    title=("近{w}月截至最近账单的连续逾期月数", "months late in a row up to the last bill, last {w} months"), group="UTL",
    family="utility_payment", why="A run of late months that still goes on.",
)  # fmt: skip

LATE_RECENCY = recency(
    "days_since_late_bill", of=UTILITY_BILL, windows=months(24), where=_LATE, risk="down", unit="日",
    title=("距最近一张逾期账单天数（{w}月内）", "days since the last bill paid late was due, within {w} months"),
    group="UTL", family="utility_payment", why="A late bill of last month weighs more than one of two years ago.",
)  # fmt: skip

LATE_DECAYED = decayed(
    "utility_late_decayed", of=UTILITY_BILL, windows=months(36), where=_LATE, risk="up", unit="次",
    title=("近{w}月衰减加权逾期次数", "late bills, halved for every year of age, last {w} months"), group="UTL",
    family="utility_payment", why="How many and how long ago in one number, without the cliff of a window.",
)  # fmt: skip

_LATE_RING = count(
    "utility_late_count", of=UTILITY_BILL, windows=(Window(24, 12),), where=_LATE, risk="up", unit="次",
    title=("近{w}月逾期缴费次数", "utility bills paid late or not at all, {w} months back"), group="UTL",
    family="utility_payment", why="Parent of the rise.",
)  # fmt: skip

LATE_RISE = difference(
    "utility_late_rise_12m", LATE_BILLS.at(12), _LATE_RING.at(24, 12), zero=None, risk="up", unit="次",
    title=("近12月逾期次数较上年增加", "late bills, last 12 months less the 12 before"),
    why="The habitually late are known; those who begin to be late are in trouble.",
)  # fmt: skip

DELAY_MEDIAN = median(
    "utility_delay_median", of=UTILITY_BILL, windows=months(12), value=_DELAY, where=_BILLED, none_seen=0.0, risk="up", unit="日",
    title=("近{w}月缴费延迟天数中位数", "median days of delay in paying bills, last {w} months"), group="UTL",
    family="utility_payment", why="Above 0 only where being late is the rule: one forgotten bill does not move it.",
)  # fmt: skip

_DELAY_RING = mean(
    "utility_delay_mean", of=UTILITY_BILL, windows=(Window(12, 6),), value=_DELAY, where=_BILLED, none_seen=0.0, risk="up",
    unit="日", title=("近{w}月平均缴费延迟天数", "mean days of delay in paying bills, {w} months back"), group="UTL",
    family="utility_payment", why="Parent of the rise.",
)  # fmt: skip

DELAY_RISE = difference(
    "utility_delay_rise_6m", DELAY_MEAN.at(6), _DELAY_RING.at(12, 6), zero=None, risk="up", unit="日",
    title=("近6月平均缴费延迟较前6月增加", "mean days of delay, last 6 months less the 6 before"),
    why="Payments stretch out months before they stop.",
)  # fmt: skip

_LATE_AMOUNT = total(
    "utility_late_amount", of=UTILITY_BILL, windows=months(12), value=col("amount_due"), where=_LATE, risk="up",
    unit="元", title=("近{w}月逾期账单金额", "amount of bills paid late, last {w} months"), group="UTL",
    family="utility_payment", why="A late bill of a hundred yuan and one of a million are not the same.",
)  # fmt: skip

LATE_TO_BILLED = ratio(
    "utility_late_to_billed_12m", _LATE_AMOUNT.at(12), BILL_AMOUNT.at(12), zero=0.0, risk="up", unit="1",
    title=("近12月逾期金额占应缴金额比", "share of utility amounts paid late, 12 months"),
    why="Weighs late bills by their size, whatever the size of the entity.",
)  # fmt: skip

_LATE_FEES = total(
    "utility_late_fee_sum", of=UTILITY_BILL, windows=months(12), value=col("late_fee"), risk="up", unit="元",
    title=("近{w}月违约金合计", "late fees paid to utilities, last {w} months"), group="UTL", family="utility_payment",
    why="Amount times days of delay, as the supplier reckoned it: paid at up to 0.3 percent a day, dearer than any loan.",
)  # fmt: skip

LATE_FEE_RATE = ratio(
    "utility_late_fee_rate_12m", _LATE_FEES.at(12), BILL_AMOUNT.at(12), zero=0.0, risk="up", unit="1",
    title=("近12月违约金占应缴金额比", "late fees over utility amounts due, 12 months"),
    why="The price paid for time, in proportion to the bills.",
)  # fmt: skip

UNPAID_TO_REVENUE = ratio(
    "utility_unpaid_to_revenue_12m", UNPAID_AMOUNT.at(12), REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("近12月未缴公用事业费与申报销售额之比", "utility amounts unpaid over declared revenue, 12 months"),
    why="Arrears in proportion to the business that must pay them.",
)  # fmt: skip

CUTOFF_RECENCY = recency(
    "days_since_cutoff", of=UTILITY_BILL, windows=months(36), where=~col("cutoff_date").is_null(), risk="down",
    unit="日", group="UTL", family="utility_payment",
    title=("距最近一张导致停供的账单天数（{w}月内）", "days since the last bill that led to a cut-off, within {w} months"),
    why="Supply cut off lately means production stands still now.",
)  # fmt: skip

FEATURES = (
    *BILL_COUNT, *LATE_BILLS, *LATE_BILL_SHARE, *UNPAID_BILLS, *UNPAID_AMOUNT, *BILL_AMOUNT, UNPAID_TO_BILLED,
    *DELAY_MEAN, *DELAY_MAX, *CUTOFFS, *LATE_POWER, *LATE_WATER, *LATE_KINDS, *LONG_LATE, *LATE_RUN, *LATE_STREAK,
    *LATE_RECENCY, *LATE_DECAYED, LATE_RISE, *DELAY_MEDIAN, DELAY_RISE, LATE_TO_BILLED, LATE_FEE_RATE,
    UNPAID_TO_REVENUE, *CUTOFF_RECENCY,
)  # fmt: skip
