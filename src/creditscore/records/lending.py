"""信贷: loan contracts and their monthly performance (domain.md 2.14)."""

from creditscore.codes import enumerations
from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

PRODUCTS = enumerations.codes("loan_product")
GUARANTEES = enumerations.codes("guarantee_type")

LOAN_CONTRACT = Table(
    name="loan_contract",
    title_zh="贷款合同",
    title_en="loan contract",
    event=("起始日期", "start date"),
    key=("contract_no",),
    basis="lending_authorisation",
    own=(
        Column(name="contract_no", kind="text", title_zh="合同号", title_en="contract number", required=True),
        Column(name="bank_code", kind="code", title_zh="银行代码", title_en="bank", required=True, system="bank"),
        Column(name="product", kind="code", title_zh="贷款种类", title_en="product", required=True, enumeration="loan_product"),
        Column(name="guarantee_type", kind="code", title_zh="担保方式", title_en="guarantee", required=True,
               enumeration="guarantee_type"),
        Column(name="principal", kind="money", title_zh="本金", title_en="principal", unit="yuan", required=True,
               at_least=1),
        Column(name="rate", kind="number", title_zh="年利率", title_en="annual rate", unit="年利率", at_least=0,
               at_most=1),
        Column(name="due_date", kind="date", title_zh="到期日期", title_en="maturity", required=True),
        Column(name="repay_mode", kind="code", title_zh="还款方式", title_en="mode of repayment", enumeration="repay_mode"),
        Column(name="purpose_industry", kind="code", title_zh="投向行业", title_en="industry of the purpose",
               system="gb4754"),
    ),
    checks=(
        Check(rule="matures_before_start", title_zh="到期早于起始", title_en="matures before it starts",
              wrong=col("due_date") < col("event_date"), source="domain.md 2.14"),
        Check(rule="unsecured_with_guarantee", title_zh="信用贷却有担保", title_en="an unsecured loan with a guarantee",
              wrong=col("product").is_("unsecured") & col("guarantee_type").is_not("none"), level="warn",
              source="domain.md 2.14"),
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
        Column(name="dpd", kind="integer", title_zh="逾期天数", title_en="days past due", required=True, unit="天",
               at_least=0),
        Column(name="five_class", kind="integer", title_zh="五级分类", title_en="five-category class", required=True,
               unit="级", at_least=1, at_most=5),
        Column(name="extended", kind="boolean", title_zh="展期", title_en="extended"),
        Column(name="restructured", kind="boolean", title_zh="重组（困难）", title_en="distressed restructuring"),
        Column(name="written_off", kind="boolean", title_zh="核销", title_en="written off"),
        Column(name="transferred", kind="boolean", title_zh="带余额转让", title_en="sold or transferred with a balance"),
        Column(name="settled", kind="boolean", title_zh="结清", title_en="settled"),
        Column(name="overdue_principal", kind="money", title_zh="逾期本金", title_en="overdue principal", unit="yuan",
               at_least=0),
        Column(name="overdue_interest", kind="money", title_zh="逾期利息", title_en="overdue interest", unit="yuan",
               at_least=0),
    ),
    checks=(
        Check(rule="class_too_good_for_delay", title_zh="五级分类低于逾期天数要求",
              title_en="a class better than the days past due allow",
              wrong=((col("dpd") > 90) & (col("five_class") < 3)) | ((col("dpd") > 270) & (col("five_class") < 4))
              | ((col("dpd") > 360) & (col("five_class") < 5)),
              level="warn", source="domain.md 2.14: articles not displayed in the sources found", status="K"),
        Check(rule="settled_with_balance", title_zh="结清却有余额", title_en="settled with a balance left",
              wrong=col("settled").is_(True) & (col("balance") > 0), level="warn", source="the project's own",
              status="proposal"),
    ),
)  # fmt: skip
