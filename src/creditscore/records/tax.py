"""税务: credit grades, filings, arrears announcements, invoices (domain.md 2.11).

Public of these are only the A-grade list and arrears announcements; the rest needs an authorisation.
"""

from creditscore.records._table import Column, Table

TAX_TYPES = ("vat", "cit", "iit_withheld", "stamp", "property", "other")

TAX_CREDIT = Table(
    name="tax_credit",
    title_zh="纳税缴费信用级别",
    title_en="tax-and-fee credit grade",
    event=("评价日期", "date of the evaluation"),
    key=("year",),
    basis="tax_authorisation",
    own=(
        Column(name="year", kind="integer", title_zh="评价年度", title_en="year evaluated", required=True,
               layer="public", basis="honours"),
        Column(name="grade", kind="code", title_zh="级别", title_en="grade", required=True,
               codes=("A", "B", "M", "C", "D")),
        Column(name="a_list", kind="boolean", title_zh="A级名单", title_en="on the published A list", layer="public",
               basis="honours"),
        Column(name="score", kind="number", title_zh="得分", title_en="points", at_least=0, at_most=100),
    ),
)  # fmt: skip

TAX_FILING = Table(
    name="tax_filing",
    title_zh="纳税申报",
    title_en="tax filing",
    event=("申报期限", "date the filing was due"),
    key=("tax_type", "period"),
    basis="tax_authorisation",
    own=(
        Column(name="tax_type", kind="code", title_zh="税种", title_en="tax", required=True, codes=TAX_TYPES),
        Column(name="period", kind="date", title_zh="所属期（首日）", title_en="first day of the period", required=True),
        Column(name="filed_date", kind="date", title_zh="申报日期", title_en="date filed", fact_date="filed_date"),
        Column(name="zero_return", kind="boolean", title_zh="零申报", title_en="zero return", fact_date="filed_date"),
        Column(name="declared_tax", kind="money", title_zh="应纳税额", title_en="tax declared", unit="yuan",
               at_least=0, fact_date="filed_date"),
        Column(name="declared_revenue", kind="money", title_zh="申报销售额", title_en="revenue declared", unit="yuan",
               at_least=0, fact_date="filed_date"),
    ),
)  # fmt: skip

TAX_ARREARS = Table(
    name="tax_arrears",
    title_zh="欠税公告",
    title_en="tax-arrears announcement",
    event=("公告日期", "date announced"),
    key=("tax_type",),
    basis="admin_management",
    negative=True,
    own=(
        Column(name="tax_type", kind="code", title_zh="税种", title_en="tax", required=True, codes=TAX_TYPES,
               layer="public"),
        Column(name="arrears_balance", kind="money", title_zh="欠税余额", title_en="arrears", unit="yuan", required=True,
               at_least=0, layer="public"),
        Column(name="cleared_date", kind="date", title_zh="清缴日期", title_en="date cleared", fact_date="cleared_date",
               layer="public"),
    ),
)  # fmt: skip

VAT_INVOICE = Table(
    name="vat_invoice",
    title_zh="增值税发票",
    title_en="VAT invoice",
    event=("开票日期", "date of issue"),
    key=("invoice_no", "side"),
    basis="tax_authorisation",
    own=(
        Column(name="invoice_no", kind="text", title_zh="发票号码", title_en="invoice number", required=True),
        Column(name="side", kind="code", title_zh="进项或销项", title_en="purchase or sale", required=True,
               codes=("in", "out")),
        Column(name="counterparty", kind="text", title_zh="对方单位", title_en="counterparty", required=True),
        Column(name="amount", kind="money", title_zh="金额", title_en="amount before tax", unit="yuan", required=True),
        Column(name="tax", kind="money", title_zh="税额", title_en="tax", unit="yuan"),
        Column(name="void", kind="boolean", title_zh="作废", title_en="void", required=True),
    ),
)  # fmt: skip

VAT_INVOICE_MONTHLY = Table(
    name="vat_invoice_monthly",
    title_zh="发票月度汇总",
    title_en="VAT invoices by month",
    event=("所属月末日", "last day of the month"),
    key=("month",),
    basis="tax_authorisation",
    own=(
        Column(name="month", kind="date", title_zh="月份（首日）", title_en="first day of the month", required=True),
        Column(name="out_amount", kind="money", title_zh="销项金额", title_en="sales", unit="yuan"),
        Column(name="out_count", kind="integer", title_zh="销项份数", title_en="sales invoices", at_least=0),
        Column(name="in_amount", kind="money", title_zh="进项金额", title_en="purchases", unit="yuan"),
        Column(name="in_count", kind="integer", title_zh="进项份数", title_en="purchase invoices", at_least=0),
        Column(name="void_count", kind="integer", title_zh="作废份数", title_en="void sales invoices", at_least=0),
        Column(name="red_count", kind="integer", title_zh="红字份数", title_en="red (negative) sales invoices",
               at_least=0),
        Column(name="red_amount", kind="money", title_zh="红字金额", title_en="amount of red sales invoices",
               unit="yuan", at_least=0),
        Column(name="buyer_count", kind="integer", title_zh="购方户数", title_en="buyers", at_least=0),
        Column(name="seller_count", kind="integer", title_zh="销方户数", title_en="sellers", at_least=0),
        Column(name="top1_buyer_share", kind="number", title_zh="第一大购方占比", title_en="share of the largest buyer",
               at_least=0, at_most=1),
    ),
)  # fmt: skip
