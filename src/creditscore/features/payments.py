"""商户支付与结算 (PAY): card turnover and corporate settlement by month; authorised.

Turnover is what customers paid of their own: vouchers of the state are subtracted wherever turnover is meant.
Whether a merchant takes part in a promotion programme says nothing of its credit and is read by no question (U05).
"""

from creditscore.features._feature import (
    FeatureSet,
    change,
    count,
    covered,
    difference,
    distinct,
    longest_run,
    mean,
    median,
    minimum,
    months,
    ratio,
    share,
    streak,
    total,
    trend,
)
from creditscore.features.lending import DEBT
from creditscore.features.tax import REVENUE
from creditscore.plan import AsOf, Feature, Window, col
from creditscore.records import MERCHANT_PAYMENT_MONTHLY, SETTLEMENT_MONTHLY, Table

_WINDOWS = (*months(3, 12), Window(15, 12), Window(24, 12))
_OWN = col("txn_amount") - col("voucher_amount").or_else(0)
_DEFICIT = col("outflow") > col("inflow")

_AMOUNT = total(
    "merchant_amount", of=MERCHANT_PAYMENT_MONTHLY, windows=_WINDOWS, value=col("txn_amount"), risk="none",
    unit="元", title=("近{w}月刷卡交易金额", "card payments, vouchers included, {w} months"), group="PAY",
    family="card_turnover", why="Parent of turnover.",
)  # fmt: skip
_VOUCHERS = total(
    "merchant_vouchers", of=MERCHANT_PAYMENT_MONTHLY, windows=_WINDOWS, value=col("voucher_amount"), risk="none",
    unit="元", title=("近{w}月消费券核销金额", "vouchers redeemed, {w} months"), group="PAY",
    family="card_turnover", why="Parent of turnover.",
)  # fmt: skip


def _span(window: Window) -> str:
    return f"{window.start}" if window.end == 0 else f"{window.start}-{window.end}"


def _turnover(window: Window) -> Feature:
    """Card turnover without vouchers over ``window``, exact in fen until the last step."""
    start, end, span = window.start, window.end, _span(window)
    return difference(
        f"merchant_turnover_{window.label}", _AMOUNT.at(start, end), _VOUCHERS.at(start, end), zero=None,
        risk="down", unit="元", title=(f"近{span}月刷卡营业额（扣除消费券）", f"card turnover less vouchers, {span} months"),
        why="What customers paid of their own: the size of the business as its till shows it.",
    )  # fmt: skip


def _months_of(of: Table) -> FeatureSet:
    """Months reported: the last one may not be known yet, so that sums are compared by the month."""
    return distinct(
        f"{of.name}_months", of=of, windows=_WINDOWS, value=col("month"), risk="none", unit="月", group="PAY",
        family="card_turnover", title=("近{w}月有数据的月数", "months reported, {w} months"), why="Parent of monthly means.",
    )  # fmt: skip


def _monthly(amount: Feature, reported: FeatureSet, window: Window) -> Feature:
    """``amount`` over the months reported in ``window``, 0 with none: who stopped has fallen to nothing."""
    span = _span(window)
    return ratio(
        f"{amount.name}_monthly", amount, reported.at(window.start, window.end), zero=0.0, risk=amount.direction,
        unit=f"{amount.unit}/月", title=(f"{amount.title_zh}月均", f"{amount.title_en}, mean of a month over {span}"),
        why="Parent of the change.",
    )  # fmt: skip


_MERCHANT_MONTHS = _months_of(MERCHANT_PAYMENT_MONTHLY)
_SETTLEMENT_MONTHS = _months_of(SETTLEMENT_MONTHLY)

TURNOVER = tuple(_turnover(window) for window in _WINDOWS)
_TURNOVER_MONTHLY = tuple(
    _monthly(amount, _MERCHANT_MONTHS, window) for amount, window in zip(TURNOVER, _WINDOWS, strict=True)
)
TURNOVER_12M = TURNOVER[1]

TURNOVER_CHANGE_3M = change(
    "merchant_turnover_change_3m", _TURNOVER_MONTHLY[0], _TURNOVER_MONTHLY[2], zero=None, risk="down", unit="1",
    title=("近3月月均刷卡营业额同比", "monthly card turnover, last 3 months over the same months a year before"),
    why="The till is empty months before the tax return says so; holidays are compared with holidays.",
)  # fmt: skip

TURNOVER_CHANGE_12M = change(
    "merchant_turnover_change_12m", _TURNOVER_MONTHLY[1], _TURNOVER_MONTHLY[3], zero=None, risk="down", unit="1",
    title=("近12月月均刷卡营业额同比", "monthly card turnover, last 12 months over the 12 before"),
    why="A whole year against a whole year, free of the season.",
)  # fmt: skip

TURNOVER_TREND = trend(
    "merchant_turnover_trend", of=MERCHANT_PAYMENT_MONTHLY, windows=months(12), value=_OWN, risk="down",
    unit="1/月", title=("近{w}月刷卡营业额趋势", "trend of card turnover less vouchers, last {w} months"), group="PAY",
    family="card_turnover", why="The slope uses every month, not only two sums.",
)  # fmt: skip

TURNOVER_MEDIAN = median(
    "merchant_turnover_median", of=MERCHANT_PAYMENT_MONTHLY, windows=months(12), value=_OWN, risk="down",
    unit="元", title=("近{w}月刷卡营业额中位数", "median monthly card turnover less vouchers, last {w} months"),
    group="PAY", family="card_turnover", why="The usual month, which one holiday does not move.",
)  # fmt: skip

_TURNOVER_MIN = minimum(
    "merchant_turnover_min", of=MERCHANT_PAYMENT_MONTHLY, windows=months(12), value=_OWN, risk="down", unit="元",
    title=("近{w}月刷卡营业额最低值", "lowest monthly card turnover less vouchers, last {w} months"), group="PAY",
    family="card_turnover", why="Parent of the steadiness.",
)  # fmt: skip

TURNOVER_STEADINESS = ratio(
    "merchant_turnover_min_to_median_12m", _TURNOVER_MIN.at(12), TURNOVER_MEDIAN.at(12), zero=None, risk="down",
    unit="1", title=("近12月刷卡营业额最低值与中位数之比", "lowest over median monthly card turnover, 12 months"),
    why="Rent and wages fall due in the worst month too.",
)  # fmt: skip

TURNOVER_TO_REVENUE = ratio(
    "merchant_turnover_to_revenue_12m", TURNOVER_12M, REVENUE.at(12), zero=None, risk="none", unit="1",
    title=("近12月刷卡营业额与申报销售额之比", "card turnover over declared revenue, 12 months"),
    why="Checks declared sales against the till: above 1 something was not declared, near 0 it is not the till.",
)  # fmt: skip

VOUCHER_SHARE = ratio(
    "merchant_voucher_share_12m", _VOUCHERS.at(12), _AMOUNT.at(12), zero=None, risk="none", unit="1",
    title=("近12月消费券占交易金额比", "share of card payments made in vouchers, 12 months"),
    why="How much of the trade a campaign carried: campaigns go by region and trade, so it has no sign.",
)  # fmt: skip

_REFUNDS = total(
    "merchant_refunds", of=MERCHANT_PAYMENT_MONTHLY, windows=months(3, 12), value=col("refund_amount"), risk="up",
    unit="元", title=("近{w}月退款金额", "refunds, last {w} months"), group="PAY", family="refunds",
    why="Parent of the share.",
)  # fmt: skip

REFUND_SHARE_3M, REFUND_SHARE_12M = (
    ratio(
        f"merchant_refund_share_{span}m", _REFUNDS.at(span), turnover, zero=None, risk="up", unit="1",
        title=(f"近{span}月退款与刷卡营业额之比", f"refunds over card turnover less vouchers, last {span} months"),
        why="Goods sent back, services not rendered, or sales that never were.",
    )
    for span, turnover in ((3, TURNOVER[0]), (12, TURNOVER[1]))
)  # fmt: skip

REFUND_RISE = difference(
    "merchant_refund_rise_3m", REFUND_SHARE_3M, REFUND_SHARE_12M, zero=None, risk="up", unit="1",
    title=("近3月退款率较全年上升", "refund share of 3 months less that of 12"),
    why="Customers who want their money back all at once have heard something.",
)  # fmt: skip

_TRANSACTIONS = total(
    "merchant_transactions", of=MERCHANT_PAYMENT_MONTHLY, windows=(_WINDOWS[0], _WINDOWS[2]),
    value=col("txn_count"), risk="down", unit="笔", title=("近{w}月刷卡笔数", "card payments, {w} months"), group="PAY",
    family="card_activity", why="Parent of the change.",
)  # fmt: skip
_TRANSACTIONS_NOW, _TRANSACTIONS_BEFORE = (
    _monthly(_TRANSACTIONS.at(window.start, window.end), _MERCHANT_MONTHS, window) for window in _TRANSACTIONS.windows
)  # fmt: skip

TRANSACTIONS_CHANGE = change(
    "merchant_transactions_change_3m", _TRANSACTIONS_NOW, _TRANSACTIONS_BEFORE, zero=None, risk="down", unit="1",
    title=("近3月月均刷卡笔数同比", "monthly card payments by number, last 3 months over the same a year before"),
    why="Customers stay away before prices move; vouchers and price rises do not hide it.",
)  # fmt: skip

ACTIVE_DAYS = mean(
    "merchant_active_days_mean", of=MERCHANT_PAYMENT_MONTHLY, windows=months(3, 12), value=col("active_days"),
    risk="down", unit="天", group="PAY", family="card_activity",
    title=("近{w}月月均有交易天数", "mean days a month with a card payment, last {w} months"),
    why="An open door: shorter weeks come before closing.",
)  # fmt: skip

ACTIVE_DAYS_CHANGE = difference(
    "merchant_active_days_change_3m", ACTIVE_DAYS.at(3), ACTIVE_DAYS.at(12), zero=None, risk="down", unit="天",
    title=("近3月月均有交易天数较全年变动", "mean active days of 3 months less those of 12"),
    why="The same merchant opens less than it used to.",
)  # fmt: skip

SILENT_DAYS = minimum(
    "merchant_silent_days", of=MERCHANT_PAYMENT_MONTHLY, windows=months(24), value=AsOf().days_since(col("event_date")),
    where=col("txn_count") > 0, risk="up", unit="日", group="PAY", family="card_activity",
    title=("距最近有刷卡交易月份天数（{w}月内有交易者）", "days since the last month with a card payment, of merchants within {w} months"),
    why="A merchant without payments has closed or moved its till; who never was one is not asked.",
)  # fmt: skip

INFLOW = total(
    "settlement_inflow", of=SETTLEMENT_MONTHLY, windows=_WINDOWS, value=col("inflow"), risk="down", unit="元",
    title=("近{w}月转入金额", "settlement inflow, {w} months"), group="PAY", family="settlement_flow",
    why="Money that arrived: harder to embellish than sales.",
)  # fmt: skip

_INFLOW_MONTHLY = tuple(
    _monthly(INFLOW.at(window.start, window.end), _SETTLEMENT_MONTHS, window) for window in _WINDOWS
)

INFLOW_CHANGE_3M = change(
    "settlement_inflow_change_3m", _INFLOW_MONTHLY[0], _INFLOW_MONTHLY[2], zero=None, risk="down", unit="1",
    title=("近3月月均转入金额同比", "monthly settlement inflow, last 3 months over the same months a year before"),
    why="Customers pay less, or pay elsewhere: both matter to who lends against it.",
)  # fmt: skip

INFLOW_CHANGE_12M = change(
    "settlement_inflow_change_12m", _INFLOW_MONTHLY[1], _INFLOW_MONTHLY[3], zero=None, risk="down", unit="1",
    title=("近12月月均转入金额同比", "monthly settlement inflow, last 12 months over the 12 before"),
    why="A whole year against a whole year, free of the season.",
)  # fmt: skip

INFLOW_TREND = trend(
    "settlement_inflow_trend", of=SETTLEMENT_MONTHLY, windows=months(12), value=col("inflow"), risk="down",
    unit="1/月", title=("近{w}月转入金额趋势", "trend of settlement inflow, last {w} months"), group="PAY",
    family="settlement_flow", why="A slow decline that no two quarters show.",
)  # fmt: skip

_OUTFLOW = total(
    "settlement_outflow", of=SETTLEMENT_MONTHLY, windows=months(3, 12), value=col("outflow"), risk="none",
    unit="元", title=("近{w}月转出金额", "settlement outflow, last {w} months"), group="PAY",
    family="settlement_balance", why="Parent of the ratio.",
)  # fmt: skip

OUT_TO_IN_3M = ratio(
    "settlement_out_to_in_3m", _OUTFLOW.at(3), INFLOW.at(3), zero=None, risk="up", unit="1",
    title=("近3月转出与转入之比", "settlement outflow over inflow, last 3 months"),
    why="More goes out than comes in: reserves are being used up.",
)  # fmt: skip

OUT_TO_IN_12M = ratio(
    "settlement_out_to_in_12m", _OUTFLOW.at(12), INFLOW.at(12), zero=None, risk="up", unit="1",
    title=("近12月转出与转入之比", "settlement outflow over inflow, last 12 months"),
    why="Over a year purchases and sales meet; what is left is the drain.",
)  # fmt: skip

_DEFICITS = count(
    "settlement_deficit_months", of=SETTLEMENT_MONTHLY, windows=months(12), where=_DEFICIT, risk="up",
    unit="月", title=("近{w}月净流出月数", "months with more outflow than inflow, last {w} months"), group="PAY",
    family="settlement_balance", why="Parent of the share.",
)  # fmt: skip
DEFICIT_SHARE = share(
    "settlement_deficit_share", _DEFICITS, _SETTLEMENT_MONTHS, zero=None, risk="up", unit="1",
    title=("近{w}月净流出月份占比", "share of months with more outflow than inflow, last {w} months"),
    why="How often the month did not pay for itself, whatever the amounts.",
)  # fmt: skip

DEFICIT_RUN = longest_run(
    "settlement_deficit_run", of=SETTLEMENT_MONTHLY, windows=months(12), value=_DEFICIT, risk="up", unit="月",
    title=("近{w}月最长连续净流出月数", "longest run of months with more outflow than inflow, last {w} months"),
    group="PAY", family="settlement_balance", why="Months that drain one after another exhaust any reserve.",
)  # fmt: skip

DEFICIT_STREAK = streak(
    "settlement_deficit_streak", of=SETTLEMENT_MONTHLY, windows=months(12), value=_DEFICIT, risk="up", unit="月",
    title=("近{w}月截至最近的连续净流出月数", "months of net outflow in a row up to the last, last {w} months"),
    group="PAY", family="settlement_balance", why="A drain that still goes on.",
)  # fmt: skip

DEBT_TO_INFLOW = ratio(
    "loan_debt_to_inflow_12m", DEBT, INFLOW.at(12), zero=None, risk="up", unit="1", family="debt",
    title=("贷款余额合计与近12月转入金额之比", "total loan balance over settlement inflow of 12 months"),
    why="Debt against money that really arrived, where declared sales are not to be trusted.",
)  # fmt: skip

COVERAGE = tuple(
    feature
    for table in (MERCHANT_PAYMENT_MONTHLY, SETTLEMENT_MONTHLY)
    for feature in covered(
        f"covered_{table.name}",
        of=table,
        windows=months(24),
        title=(f"近{{w}}月{table.title_zh}数据已覆盖", f"{table.title_en} covered, last {{w}} months"),
    )
)

FEATURES = (
    TURNOVER_12M, TURNOVER_CHANGE_3M, TURNOVER_CHANGE_12M, *TURNOVER_TREND, *TURNOVER_MEDIAN, TURNOVER_STEADINESS,
    TURNOVER_TO_REVENUE, VOUCHER_SHARE, REFUND_SHARE_3M, REFUND_SHARE_12M, REFUND_RISE, TRANSACTIONS_CHANGE, *ACTIVE_DAYS,
    ACTIVE_DAYS_CHANGE, *SILENT_DAYS, INFLOW.at(12), INFLOW_CHANGE_3M, INFLOW_CHANGE_12M, *INFLOW_TREND,
    OUT_TO_IN_3M, OUT_TO_IN_12M, *DEFICIT_SHARE, *DEFICIT_RUN, *DEFICIT_STREAK, DEBT_TO_INFLOW, *COVERAGE,
)  # fmt: skip
