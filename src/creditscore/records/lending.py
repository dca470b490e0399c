"""信贷: loan contracts and their monthly performance (domain.md 2.14)."""

from creditscore.records._table import Column, Table

PRODUCTS = (
    "first_loan", "renewal", "unsecured", "no_repayment_renewal", "revolving", "order", "warehouse_receipt",
    "policy", "inventory", "receivable", "ip_pledge", "equity_pledge", "other",
)  # fmt: skip
GUARANTEES = ("none", "guarantor", "mortgage", "pledge", "mixed")

LOAN_CONTRACT = Table(
    name="loan_contract",
    title_zh="贷款合同",
    title_en="loan contract",
    event=("起始日期", "start date"),
    key=("contract_no",),
    basis="lending_authorisation",
    own=(
        Column(name="contract_no", kind="text", title_zh="合同号", title_en="contract number", required=True),
        Column(name="bank_code", kind="code", title_zh="银行代码", title_en="bank", required=True),
        Column(name="product", kind="code", title_zh="贷款种类", title_en="product", required=True, codes=PRODUCTS),
        Column(name="guarantee_type", kind="code", title_zh="担保方式", title_en="guarantee", required=True,
               codes=GUARANTEES),
        Column(name="principal", kind="money", title_zh="本金", title_en="principal", unit="yuan", required=True,
               at_least=1),
        Column(name="rate", kind="number", title_zh="年利率", title_en="annual rate", at_least=0, at_most=1),
        Column(name="due_date", kind="date", title_zh="到期日期", title_en="maturity", required=True),
    ),
)  # fmt: skip

LOAN_PERFORMANCE = Table(
    name="loan_performance",
    title_zh="贷款月度表现",
    title_en="loan performance",
    event=("月末日", "last day of the month"),
    key=("contract_no", "month"),
    basis="lending_authorisation",
    own=(
        Column(name="contract_no", kind="text", title_zh="合同号", title_en="contract number", required=True),
        Column(name="month", kind="date", title_zh="月份（首日）", title_en="first day of the month", required=True),
        Column(name="balance", kind="money", title_zh="余额", title_en="balance", unit="yuan", required=True,
               at_least=0),
        Column(name="overdue_amount", kind="money", title_zh="逾期本息", title_en="overdue principal and interest",
               unit="yuan", at_least=0),
        Column(name="dpd", kind="integer", title_zh="逾期天数", title_en="days past due", required=True, at_least=0),
        Column(name="five_class", kind="integer", title_zh="五级分类", title_en="five-category class", required=True,
               at_least=1, at_most=5),
        Column(name="extended", kind="boolean", title_zh="展期", title_en="extended"),
        Column(name="restructured", kind="boolean", title_zh="重组（困难）", title_en="distressed restructuring"),
        Column(name="written_off", kind="boolean", title_zh="核销", title_en="written off"),
        Column(name="transferred", kind="boolean", title_zh="带余额转让", title_en="sold or transferred with a balance"),
        Column(name="settled", kind="boolean", title_zh="结清", title_en="settled"),
    ),
)  # fmt: skip
