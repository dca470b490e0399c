"""税务: credit grades, filings, arrears announcements, invoices (domain.md 2.11).

Public of these are only the A-grade list and arrears announcements; the rest needs an authorisation.
"""

from creditscore.codes import enumerations
from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

TAX_TYPES = enumerations.codes("tax_type")

TAX_CREDIT = Table(
    name="tax_credit",
    title_zh="纳税缴费信用级别",
    title_en="tax-and-fee credit grade",
    event=("评价日期", "date of the evaluation"),
    key=("year",),
    basis="tax_authorisation",
    own=(
        Column(name="year", kind="integer", title_zh="评价年度", title_en="year evaluated", required=True,
               unit="年", layer="public", basis="honours"),
        Column(name="grade", kind="code", title_zh="级别", title_en="grade", required=True,
               enumeration="tax_grade"),
        Column(name="a_list", kind="boolean", title_zh="A级名单", title_en="on the published A list", layer="public",
               basis="honours"),
        Column(name="score", kind="number", title_zh="得分", title_en="points", at_least=0, at_most=100,
               unit="分"),
        Column(name="start_points", kind="integer", title_zh="起评分", title_en="starting points", unit="分"),
        Column(name="direct_d_reason", kind="text", title_zh="直接判为D级的情形", title_en="reason of a direct D"),
    ),
    checks=(
        Check(rule="unknown_start_points", title_zh="起评分不在100、93、90之列",
              title_en="starting points other than 100, 93 or 90", level="warn", source="domain.md 2.11",
              wrong=~col("start_points").is_in((100, 93, 90))),
        Check(rule="a_list_without_grade_a", title_zh="A级名单与级别不符", title_en="on the A list without grade A",
              wrong=col("a_list").is_(True) & col("grade").is_not("A"), source="domain.md 2.11"),
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
        Column(name="tax_type", kind="code", title_zh="税种", title_en="tax", required=True, enumeration="tax_type"),
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
        Column(name="tax_type", kind="code", title_zh="税种", title_en="tax", required=True, enumeration="tax_type",
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
               enumeration="invoice_side"),
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
        Column(name="out_count", kind="integer", title_zh="销项份数", title_en="sales invoices", unit="份", at_least=0),
        Column(name="in_amount", kind="money", title_zh="进项金额", title_en="purchases", unit="yuan"),
        Column(name="in_count", kind="integer", title_zh="进项份数", title_en="purchase invoices", unit="份", at_least=0),
        Column(name="void_count", kind="integer", title_zh="作废份数", title_en="void sales invoices", unit="份", at_least=0),
        Column(name="red_count", kind="integer", title_zh="红字份数", title_en="red (negative) sales invoices",
               unit="份", at_least=0),
        Column(name="red_amount", kind="money", title_zh="红字金额", title_en="amount of red sales invoices",
               unit="yuan", at_least=0),
        Column(name="buyer_count", kind="integer", title_zh="购方户数", title_en="buyers", unit="户", at_least=0),
        Column(name="seller_count", kind="integer", title_zh="销方户数", title_en="sellers", unit="户", at_least=0),
        Column(name="top1_buyer_share", kind="number", title_zh="第一大购方占比", title_en="share of the largest buyer",
               unit="比例", at_least=0, at_most=1),
        Column(name="top5_buyer_share", kind="number", title_zh="前五大购方占比",
               title_en="share of the five largest buyers", unit="比例", at_least=0, at_most=1),
        Column(name="out_tax", kind="money", title_zh="销项税额", title_en="output tax", unit="yuan"),
        Column(name="in_tax", kind="money", title_zh="进项税额", title_en="input tax", unit="yuan"),
    ),
    checks=(
        Check(rule="more_void_than_issued", title_zh="作废份数大于开具份数", title_en="more void invoices than were issued",
              wrong=col("void_count") > col("out_count"), source="domain.md 2.11"),
        Check(rule="top5_below_top1", title_zh="前五大占比小于第一大占比",
              title_en="the five largest buyers have less than the largest",
              wrong=col("top5_buyer_share") < col("top1_buyer_share") - 0.0001, source="domain.md 2.11"),
    ),
)  # fmt: skip

TAX_PAYMENT = Table(
    name="tax_payment",
    title_zh="税款缴纳",
    title_en="tax payment",
    event=("缴款期限", "date the tax was due"),
    key=("tax_type", "period"),
    basis="tax_authorisation",
    own=(
        Column(name="tax_type", kind="code", title_zh="税种", title_en="tax", required=True, enumeration="tax_type"),
        Column(name="period", kind="date", title_zh="所属期（首日）", title_en="first day of the period", required=True),
        Column(name="amount_due", kind="money", title_zh="应缴税款", title_en="tax due", unit="yuan", required=True,
               at_least=0),
        Column(name="paid_date", kind="date", title_zh="缴款日期", title_en="date paid", fact_date="paid_date"),
        Column(name="amount_paid", kind="money", title_zh="实缴税款", title_en="tax paid", unit="yuan", at_least=0,
               fact_date="paid_date"),
    ),
    checks=(
        Check(rule="tax_overpaid", title_zh="实缴大于应缴", title_en="more paid than was due",
              wrong=col("amount_paid") > col("amount_due"), level="warn", source="domain.md 2.11"),
    ),
)  # fmt: skip

TAX_VIOLATION = Table(
    name="tax_violation",
    title_zh="税收违法",
    title_en="tax violation",
    event=("认定日期", "date stated"),
    key=("document_no",),
    basis="admin_management",
    negative=True,
    own=(
        Column(name="document_no", kind="text", title_zh="文书号", title_en="document number", required=True,
               layer="public"),
        Column(name="nature", kind="code", title_zh="违法性质", title_en="nature", required=True,
               enumeration="tax_violation_nature", layer="public"),
        Column(name="amount", kind="money", title_zh="涉及税款", title_en="tax concerned", unit="yuan", required=True,
               at_least=0, layer="public"),
        Column(name="penalty", kind="money", title_zh="罚款", title_en="fine", unit="yuan", at_least=0, layer="public"),
        Column(name="transferred_to_police", kind="boolean", title_zh="移送公安", title_en="passed to the police",
               layer="public"),
    ),
)  # fmt: skip

ABNORMAL_TAXPAYER = Table(
    name="abnormal_taxpayer",
    title_zh="非正常户",
    title_en="abnormal taxpayer",
    event=("认定日期", "date stated"),
    key=(),
    basis="abnormal_lists",
    negative=True,
    own=(
        Column(name="ended_date", kind="date", title_zh="解除日期", title_en="date lifted", fact_date="ended_date",
               layer="public"),
    ),
    checks=(
        Check(rule="lifted_before_stated", title_zh="解除早于认定", title_en="lifted before it was stated",
              wrong=col("ended_date") < col("event_date"), source="domain.md 2.11"),
    ),
)  # fmt: skip
