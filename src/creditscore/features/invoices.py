"""增值税发票 (TAX): monthly invoice records."""

from creditscore.features._feature import change, count, maximum, mean, months, ratio, total, trend
from creditscore.plan import Window, col
from creditscore.records import VAT_INVOICE_MONTHLY

SALES = total(
    "invoice_sales", of=VAT_INVOICE_MONTHLY, windows=(*months(6, 12, 24), Window(24, 12)), value=col("out_amount"),
    risk="down", unit="元", title=("近{w}月销项金额", "invoiced sales, last {w} months"), group="TAX",
    family="invoices", why="The size of the business as its invoices show it.",
)  # fmt: skip

PURCHASES = total(
    "invoice_purchases", of=VAT_INVOICE_MONTHLY, windows=months(12, 24), value=col("in_amount"), risk="down",
    unit="元", title=("近{w}月进项金额", "invoiced purchases, last {w} months"), group="TAX", family="invoices",
    why="A business that sells must buy.",
)  # fmt: skip

SALES_CHANGE = change(
    "invoice_sales_change_12m", SALES.at(12), SALES.at(24, 12), zero=None, risk="down", unit="1",
    title=("近12月销项金额同比", "invoiced sales, last 12 months over the 12 before"),
    why="Sales fall before payments stop.",
)  # fmt: skip

SALES_TREND = trend(
    "invoice_sales_trend", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("out_amount"), risk="down",
    unit="1/月", title=("近{w}月销项金额趋势", "trend of invoiced sales, last {w} months"), group="TAX",
    family="invoices", why="The slope uses every month.",
)  # fmt: skip

ACTIVE_MONTHS = count(
    "invoice_active_months", of=VAT_INVOICE_MONTHLY, windows=months(6, 12, 24), where=col("out_count") > col("void_count").or_else(0),
    risk="down", unit="月", title=("近{w}月有销项的月数", "months with sales invoices, last {w} months"), group="TAX",
    family="invoices", why="Steady business is safer business.",
)  # fmt: skip

OUT_COUNT = total(
    "invoice_out_count", of=VAT_INVOICE_MONTHLY, windows=months(12, 24), value=col("out_count"), risk="down",
    unit="份", title=("近{w}月销项份数", "sales invoices, last {w} months"), group="TAX", family="invoices",
    why="Many small sales are steadier than one large.",
)  # fmt: skip

IN_COUNT = total(
    "invoice_in_count", of=VAT_INVOICE_MONTHLY, windows=months(12, 24), value=col("in_count"), risk="down",
    unit="份", title=("近{w}月进项份数", "purchase invoices, last {w} months"), group="TAX", family="invoices",
    why="Regular purchases show regular work.",
)  # fmt: skip

VOID_COUNT = total(
    "invoice_void_count", of=VAT_INVOICE_MONTHLY, windows=months(24), value=col("void_count"), risk="none",
    unit="份", title=("近{w}月作废份数", "void sales invoices, last {w} months"), group="TAX",
    family="invoice_quality", why="The base of the void rate.",
)  # fmt: skip

RED_COUNT = total(
    "invoice_red_count", of=VAT_INVOICE_MONTHLY, windows=months(24), value=col("red_count"), risk="none",
    unit="份", title=("近{w}月红字份数", "red sales invoices, last {w} months"), group="TAX",
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

BUYERS = mean(
    "invoice_buyers_mean", of=VAT_INVOICE_MONTHLY, windows=months(12, 24), value=col("buyer_count"), none_seen=0.0,
    risk="down", unit="户", title=("近{w}月月均购方户数", "mean buyers a month, last {w} months"), group="TAX",
    family="concentration", why="Dependence on few buyers is fragile.",
)  # fmt: skip

SELLERS = mean(
    "invoice_sellers_mean", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("seller_count"), none_seen=0.0,
    risk="down", unit="户", title=("近{w}月月均销方户数", "mean sellers a month, last {w} months"), group="TAX",
    family="concentration", why="Suppliers who keep delivering trust the entity.",
)  # fmt: skip

TOP_BUYER = maximum(
    "invoice_top_buyer_max", of=VAT_INVOICE_MONTHLY, windows=months(12), value=col("top1_buyer_share"), risk="up",
    unit="1", title=("近{w}月第一大购方最高占比", "largest share of one buyer, last {w} months"), group="TAX",
    family="concentration", why="The loss of one buyer can end the business.",
)  # fmt: skip

FEATURES = (
    *SALES, *PURCHASES, SALES_CHANGE, *SALES_TREND, *ACTIVE_MONTHS, *OUT_COUNT, *IN_COUNT, *VOID_COUNT,
    *RED_COUNT, VOID_RATIO, RED_RATIO, *BUYERS, *SELLERS, *TOP_BUYER,
)  # fmt: skip
