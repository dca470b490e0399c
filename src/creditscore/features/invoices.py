"""增值税发票 (INV): sales, purchases and partners, by month."""

from creditscore.features._feature import (
    change,
    count,
    covered,
    difference,
    longest_run,
    maximum,
    mean,
    median,
    months,
    ratio,
    recency,
    streak,
    total,
    trend,
)  # fmt: skip
from creditscore.features.registration import REG_CAPITAL
from creditscore.features.tax import REVENUE
from creditscore.plan import Window, col
from creditscore.records import VAT_INVOICE_MONTHLY

_GROSS = col("out_amount") + col("red_amount").or_else(0)
"""Sales before red invoices: what the shares of the largest buyers are shares of."""

_IN_FORCE = col("out_count") > col("void_count").or_else(0)

SALES = total(
    "invoice_sales", of=VAT_INVOICE_MONTHLY, windows=(*months(3, 6, 12, 24), Window(15, 12), Window(24, 12)),
    value=col("out_amount"),
    risk="down", unit="元", title=("近{w}月销项金额", "invoiced sales, last {w} months"), group="INV",
    family="invoices", why="The size of the business as its invoices show it.",
)  # fmt: skip

PURCHASES = total(
    "invoice_purchases", of=VAT_INVOICE_MONTHLY, windows=months(12, 24), value=col("in_amount"), risk="down",
    unit="元", title=("近{w}月进项金额", "invoiced purchases, last {w} months"), group="INV", family="invoices",
    why="A business that sells must buy.",
)  # fmt: skip

SALES_CHANGE = change(
    "invoice_sales_change_12m", SALES.at(12), SALES.at(24, 12), zero=None, risk="down", unit="1",
    title=("近12月销项金额同比", "invoiced sales, last 12 months over the 12 before"),
    why="Sales fall before payments stop.",
)  # fmt: skip

SALES_TREND = trend(
    "invoice_sales_trend", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("out_amount"), risk="down",
    unit="1/月", title=("近{w}月销项金额趋势", "trend of invoiced sales, last {w} months"), group="INV",
    family="invoices", why="The slope uses every month.",
)  # fmt: skip

SALES_CHANGE_SEASON = change(
    "invoice_sales_change_3_15m", SALES.at(3), SALES.at(15, 12), zero=None, risk="down", unit="1",
    title=("近3月销项金额较上年同季变化", "invoiced sales, last 3 months over the same season a year before"),
    why="The freshest view of sales that no holiday distorts.",
)  # fmt: skip

SALES_MEDIAN = median(
    "invoice_sales_median", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("out_amount"), none_seen=0.0,
    risk="down", unit="元", group="INV", family="invoices",
    title=("近{w}月销项金额月中位数", "median month of invoiced sales, last {w} months"),
    why="What an ordinary month brings in; one large order does not move it.",
)  # fmt: skip

SALES_PEAK = maximum(
    "invoice_sales_peak", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("out_amount"), risk="down",
    unit="元", group="INV", family="invoices",
    title=("近{w}月最高单月销项金额", "best month of invoiced sales, last {w} months"),
    why="What the business can reach; the base of its unevenness.",
)  # fmt: skip

SALES_PEAK_SHARE = ratio(
    "invoice_peak_share_12m", SALES_PEAK.at(12), SALES.at(12), zero=None, risk="none", unit="1",
    title=("近12月最高单月占销项金额比", "share of the best month in invoiced sales, 12 months"),
    why="A season or a single deal: explains cash gaps, but is no fault.",
)  # fmt: skip

SALES_TO_CAPITAL = ratio(
    "invoice_sales_to_capital", SALES.at(12), REG_CAPITAL, zero=None, risk="down", unit="1",
    title=("近12月销项金额与注册资本之比", "invoiced sales over registered capital, 12 months"),
    why="A company with capital on paper and no sales is a shell.",
)  # fmt: skip

PURCHASES_TO_SALES = ratio(
    "invoice_purchases_to_sales_12m", PURCHASES.at(12), SALES.at(12), zero=None, risk="valley", unit="1",
    title=("近12月进销项金额比", "invoiced purchases over sales, 12 months"),
    why="Sales with no purchases behind them look invented; purchases beyond sales pile up stock or losses.",
)  # fmt: skip

DECLARED_TO_INVOICED = ratio(
    "declared_to_invoiced_12m", REVENUE.at(12), SALES.at(12), zero=None, risk="down", unit="1",
    family="tax_burden", title=("近12月申报销售额与销项金额之比", "declared revenue over invoiced sales, 12 months"),
    why="Less declared than invoiced: one of the two is untrue.",
)  # fmt: skip

ACTIVE_MONTHS = count(
    "invoice_active_months", of=VAT_INVOICE_MONTHLY, windows=months(6, 12, 24), where=_IN_FORCE,
    risk="down", unit="月", title=("近{w}月有销项的月数", "months with sales invoices, last {w} months"), group="INV",
    family="invoices", why="Steady business is safer business.",
)  # fmt: skip

ACTIVE_RUN = longest_run(
    "invoice_active_run", of=VAT_INVOICE_MONTHLY, windows=months(24), value=_IN_FORCE, risk="down", unit="月",
    group="INV", family="invoices",
    title=("近{w}月连续有销项最长月数", "longest run of months with sales invoices, last {w} months"),
    why="Two years without a gap is a business, scattered months are not.",
)  # fmt: skip

ACTIVE_STREAK = streak(
    "invoice_active_streak", of=VAT_INVOICE_MONTHLY, windows=months(24), value=_IN_FORCE, risk="down", unit="月",
    group="INV", family="invoices",
    title=("截至最近一月连续有销项月数（{w}月内）", "months with sales invoices up to the last one seen, within {w} months"),
    why="Whether the business runs since its last pause, and how long.",
)  # fmt: skip

SALES_RECENCY = recency(
    "days_since_sales_month", of=VAT_INVOICE_MONTHLY, windows=months(12), where=_IN_FORCE, risk="up", unit="日",
    group="INV", family="invoices",
    title=("距最近有销项月份天数（{w}月内）", "days since the last month with sales invoices, within {w} months"),
    why="A business that stopped selling stops paying.",
)  # fmt: skip

OUT_COUNT = total(
    "invoice_out_count", of=VAT_INVOICE_MONTHLY, windows=months(12, 24), value=col("out_count"), risk="down",
    unit="份", title=("近{w}月销项份数", "sales invoices, last {w} months"), group="INV", family="invoices",
    why="Many small sales are steadier than one large.",
)  # fmt: skip

IN_COUNT = total(
    "invoice_in_count", of=VAT_INVOICE_MONTHLY, windows=months(12, 24), value=col("in_count"), risk="down",
    unit="份", title=("近{w}月进项份数", "purchase invoices, last {w} months"), group="INV", family="invoices",
    why="Regular purchases show regular work.",
)  # fmt: skip

VOID_COUNT = total(
    "invoice_void_count", of=VAT_INVOICE_MONTHLY, windows=months(24), value=col("void_count"), risk="none",
    unit="份", title=("近{w}月作废份数", "void sales invoices, last {w} months"), group="INV",
    family="invoice_quality", why="The base of the void rate.",
)  # fmt: skip

RED_COUNT = total(
    "invoice_red_count", of=VAT_INVOICE_MONTHLY, windows=months(24), value=col("red_count"), risk="none",
    unit="份", title=("近{w}月红字份数", "red sales invoices, last {w} months"), group="INV",
    family="invoice_quality", why="The base of the red rate.",
)  # fmt: skip

VOID_RATIO = ratio(
    "invoice_void_ratio_24m", VOID_COUNT.at(24), OUT_COUNT.at(24), zero=0.0, risk="up", unit="1",
    title=("近24月销项作废率", "void over sales invoices, 24 months"), why="Sales that did not happen.",
)  # fmt: skip

RED_RATIO = ratio(
    "invoice_red_ratio_24m", RED_COUNT.at(24), OUT_COUNT.at(24), zero=0.0, risk="up", unit="1",
    title=("近24月销项红字率", "red over sales invoices, 24 months"), why="Sales that were taken back.",
)  # fmt: skip

RED_AMOUNT = total(
    "invoice_red_amount", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("red_amount"), risk="none",
    unit="元", group="INV", family="invoice_quality",
    title=("近{w}月红字金额", "amount of red sales invoices, last {w} months"), why="The base of the red share.",
)  # fmt: skip

GROSS_SALES = total(
    "invoice_gross_sales", of=VAT_INVOICE_MONTHLY, windows=(*months(12), Window(24, 12)), value=_GROSS, risk="down",
    unit="元", group="INV", family="invoices",
    title=("近{w}月红冲前销项金额", "invoiced sales before red invoices, last {w} months"),
    why="What was sold before anything was taken back.",
)  # fmt: skip

RED_AMOUNT_SHARE = ratio(
    "invoice_red_amount_share_12m", RED_AMOUNT.at(12), GROSS_SALES.at(12), zero=None, risk="up", unit="1",
    title=("近12月红冲金额占比", "share of sales taken back by red invoices, 12 months"),
    why="One large reversal matters more than many small ones.",
)  # fmt: skip

BUYERS = mean(
    "invoice_buyers_mean", of=VAT_INVOICE_MONTHLY, windows=(*months(12, 24), Window(24, 12)), value=col("buyer_count"), none_seen=0.0,
    risk="down", unit="户", title=("近{w}月月均购方户数", "mean buyers a month, last {w} months"), group="INV",
    family="concentration", why="Dependence on few buyers is fragile.",
)  # fmt: skip

SELLERS = mean(
    "invoice_sellers_mean", of=VAT_INVOICE_MONTHLY, windows=(*months(12), Window(24, 12)), value=col("seller_count"), none_seen=0.0,
    risk="down", unit="户", title=("近{w}月月均销方户数", "mean sellers a month, last {w} months"), group="INV",
    family="concentration", why="Suppliers who keep delivering trust the entity.",
)  # fmt: skip

TOP_BUYER = maximum(
    "invoice_top_buyer_max", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("top1_buyer_share"), risk="up",
    unit="1", title=("近{w}月第一大购方最高占比", "largest share of one buyer, last {w} months"), group="INV",
    family="concentration", why="The loss of one buyer can end the business.",
)  # fmt: skip

BUYERS_CHANGE = change(
    "invoice_buyers_change_12m", BUYERS.at(12), BUYERS.at(24, 12), zero=None, risk="down", unit="1",
    title=("近12月月均购方户数同比", "mean buyers a month, last 12 months over the 12 before"),
    why="Customers leave before sales fall.",
)  # fmt: skip

SELLERS_CHANGE = change(
    "invoice_sellers_change_12m", SELLERS.at(12), SELLERS.at(24, 12), zero=None, risk="down", unit="1",
    title=("近12月月均销方户数同比", "mean sellers a month, last 12 months over the 12 before"),
    why="Suppliers who wait for their money stop delivering.",
)  # fmt: skip

TO_TOP_BUYER = total(
    "invoice_top_buyer_sales", of=VAT_INVOICE_MONTHLY, windows=(*months(12), Window(24, 12)),
    value=col("top1_buyer_share") * _GROSS, risk="none", unit="元", group="INV",
    family="concentration", title=("近{w}月各月第一大购方销项金额", "sales to each month's largest buyer, last {w} months"),
    why="The base of dependence.",
)  # fmt: skip

TO_TOP_FIVE = total(
    "invoice_top5_sales", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("top5_buyer_share") * _GROSS,
    risk="none", unit="元", group="INV",
    family="concentration", title=("近{w}月各月前五大购方销项金额", "sales to each month's five largest buyers, last {w} months"),
    why="The base of dependence on a few.",
)  # fmt: skip

TOP_SHARE = ratio(
    "invoice_top_buyer_share_12m", TO_TOP_BUYER.at(12), GROSS_SALES.at(12), zero=None, risk="up", unit="1",
    title=("近12月第一大购方占比（各月加权）", "share of each month's largest buyer in sales, 12 months"),
    why="The whole year's dependence on one buyer, not that of its most extreme month.",
)  # fmt: skip

TOP_SHARE_BEFORE = ratio(
    "invoice_top_buyer_share_24_12m", TO_TOP_BUYER.at(24, 12), GROSS_SALES.at(24, 12), zero=None, risk="none",
    unit="1", title=("上一年第一大购方占比（各月加权）", "share of each month's largest buyer in sales, the 12 months before"),
    why="What dependence was, to see it grow.",
)  # fmt: skip

TOP_SHARE_RISE = difference(
    "invoice_top_buyer_rise_12m", TOP_SHARE, TOP_SHARE_BEFORE, zero=None, risk="up", unit="1",
    title=("近12月第一大购方占比升幅", "rise of the largest buyer's share over the year before"),
    why="Others leave and one remains: the usual way into dependence.",
)  # fmt: skip

TOP5_SHARE = ratio(
    "invoice_top5_share_12m", TO_TOP_FIVE.at(12), GROSS_SALES.at(12), zero=None, risk="up", unit="1",
    title=("近12月前五大购方占比（各月加权）", "share of each month's five largest buyers in sales, 12 months"),
    why="Five buyers who fail together end the business as one does.",
)  # fmt: skip

COVERAGE = covered(
    "covered_vat_invoice_monthly", of=VAT_INVOICE_MONTHLY, windows=months(24),
    title=("近{w}月发票月度汇总数据已覆盖", "VAT invoices by month covered, last {w} months"),
)  # fmt: skip

FEATURES = (
    SALES.at(6), SALES.at(12), SALES.at(24), SALES.at(24, 12), *PURCHASES, SALES_CHANGE, SALES_CHANGE_SEASON,
    *SALES_TREND, *SALES_MEDIAN, SALES_PEAK_SHARE, SALES_TO_CAPITAL, PURCHASES_TO_SALES, DECLARED_TO_INVOICED,
    *ACTIVE_MONTHS, *ACTIVE_RUN, *ACTIVE_STREAK, *SALES_RECENCY, *OUT_COUNT, *IN_COUNT, *VOID_COUNT, *RED_COUNT,
    VOID_RATIO, RED_RATIO, RED_AMOUNT_SHARE, BUYERS.at(12), BUYERS.at(24), SELLERS.at(12), BUYERS_CHANGE,
    SELLERS_CHANGE, *TOP_BUYER, TOP_SHARE, TOP_SHARE_RISE, TOP5_SHARE, *COVERAGE,
)  # fmt: skip
"""What is declared above and not named here is the part of a ratio that says nothing alone."""
