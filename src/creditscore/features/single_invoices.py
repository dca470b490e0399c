"""逐张增值税发票 (INV): what months do not tell, such as different partners over a year and the size of one sale."""

from creditscore.features._feature import (
    count,
    covered,
    distinct,
    maximum,
    months,
    ratio,
    recency,
    total,
)
from creditscore.plan import AsOf, col
from creditscore.records import VAT_INVOICE

_OUT = col("side").is_("out")
_SALE = _OUT & ~col("void") & (col("amount") > 0)
_PURCHASE = col("side").is_("in") & ~col("void") & (col("amount") > 0)

_MONTH = col("event_date").month()
_YEAR_AGO = (_MONTH.is_(AsOf().month()) & (AsOf().days_since(col("event_date")) > 183)).as_number()
_CALENDAR_MONTH = _MONTH + _YEAR_AGO * 12
"""A number for each calendar month that 12 months up to ``as_of`` touch: the month of ``as_of`` may occur in both
years, every other one occurs once. Longer windows would need the year of a date, which expressions do not have."""

BUYERS = distinct(
    "invoice_buyers_distinct", of=VAT_INVOICE, windows=months(12), where=_SALE, value=col("counterparty"),
    risk="down", unit="户", group="INV", family="concentration",
    title=("近{w}月不同购方户数", "different buyers, last {w} months"),
    why="The mean of a month cannot tell ten regular buyers from a hundred passing ones.",
)  # fmt: skip

SELLERS = distinct(
    "invoice_sellers_distinct", of=VAT_INVOICE, windows=months(12), where=_PURCHASE, value=col("counterparty"),
    risk="down", unit="户", group="INV", family="concentration",
    title=("近{w}月不同销方户数", "different sellers, last {w} months"),
    why="Who buys from one supplier stops when that one stops.",
)  # fmt: skip

SALES_COUNT = count(
    "sale_invoice_count", of=VAT_INVOICE, windows=months(12), where=_SALE, risk="down", unit="份", group="INV",
    family="invoices", title=("近{w}月有效正数销项发票份数", "sales invoices in force, last {w} months"),
    why="Many sales are steadier than a few; the base of custom per buyer.",
)  # fmt: skip

SALES_PER_BUYER = ratio(
    "sale_invoices_per_buyer_12m", SALES_COUNT.at(12), BUYERS.at(12), zero=0.0, risk="down", unit="份/户",
    family="concentration", title=("近12月户均销项发票份数", "sales invoices per buyer, 12 months"),
    why="Buyers who come back are the best reference.",
)  # fmt: skip

SALES_DAYS = distinct(
    "sale_days_distinct", of=VAT_INVOICE, windows=months(12), where=_SALE, value=col("event_date"),
    risk="down", unit="日", group="INV", family="invoices",
    title=("近{w}月有销项开票的天数", "days with a sale, last {w} months"),
    why="Daily trade cannot be put into a month's last evening.",
)  # fmt: skip

SALES_MONTHS = distinct(
    "sale_months_distinct", of=VAT_INVOICE, windows=months(12), where=_SALE, value=_CALENDAR_MONTH, risk="down",
    unit="月", group="INV", family="invoices",
    title=("近{w}月有有效销项的月数", "calendar months with a sale in force, last {w} months"),
    why="Steady business is safer business; a month whose every invoice was voided is none.",
)  # fmt: skip

SALE_MAX = maximum(
    "sale_amount_max", of=VAT_INVOICE, windows=months(12), where=_SALE, value=col("amount"), risk="none",
    unit="元", group="INV", family="concentration",
    title=("近{w}月单张最大销项金额", "largest sale, last {w} months"), why="The base of dependence on one deal.",
)  # fmt: skip

SOLD = total(
    "sale_amount", of=VAT_INVOICE, windows=months(12), where=_SALE, value=col("amount"), risk="down", unit="元",
    group="INV", family="invoices", title=("近{w}月有效正数销项金额", "sales in force, last {w} months"),
    why="The size of the business, invoice by invoice.",
)  # fmt: skip

LARGEST_SHARE = ratio(
    "sale_largest_share_12m", SALE_MAX.at(12), SOLD.at(12), zero=None, risk="up", unit="1",
    title=("近12月单张最大销项占比", "share of the largest single sale, 12 months"),
    why="A year that hangs on one invoice may not come again.",
)  # fmt: skip

ISSUED = total(
    "sale_amount_issued", of=VAT_INVOICE, windows=months(12), where=_OUT & (col("amount") > 0),
    value=col("amount"), risk="none", unit="元", group="INV", family="invoice_quality",
    title=("近{w}月开具销项金额（含作废）", "sales invoiced, void ones included, last {w} months"),
    why="The base of the void share.",
)  # fmt: skip

VOIDED = total(
    "sale_amount_void", of=VAT_INVOICE, windows=months(12), where=_OUT & col("void") & (col("amount") > 0),
    value=col("amount"), risk="none", unit="元", group="INV", family="invoice_quality",
    title=("近{w}月作废销项金额", "sales voided, last {w} months"), why="Part of what was invoiced that never was.",
)  # fmt: skip

VOID_SHARE = ratio(
    "sale_void_amount_share_12m", VOIDED.at(12), ISSUED.at(12), zero=None, risk="up", unit="1",
    title=("近12月作废金额占比", "share of invoiced sales voided, 12 months"),
    why="Weighs a voided contract more than a misprint.",
)  # fmt: skip

SALE_RECENCY = recency(
    "days_since_sale", of=VAT_INVOICE, windows=months(12), where=_SALE, risk="up", unit="日", group="INV",
    family="invoices", title=("距最近一笔销项天数（{w}月内）", "days since the last sale, within {w} months"),
    why="Silence of weeks shows here before the month is summed up.",
)  # fmt: skip

COVERAGE = covered(
    "covered_vat_invoice", of=VAT_INVOICE, windows=months(12),
    title=("近{w}月逐张发票数据已覆盖", "single VAT invoices covered, last {w} months"),
)  # fmt: skip

FEATURES = (
    *BUYERS, *SELLERS, SALES_PER_BUYER, *SALES_DAYS, *SALES_MONTHS, LARGEST_SHARE, VOID_SHARE, *SALE_RECENCY,
    *COVERAGE,
)  # fmt: skip
"""What is declared above and not named here is the part of a ratio that says nothing alone."""
