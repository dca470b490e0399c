"""社会保险与工资: contributions by month, housing fund, wage arrears (domain.md 2.12)."""

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

SOCIAL_INSURANCE_MONTHLY = Table(
    name="social_insurance_monthly",
    title_zh="社会保险缴费月度",
    title_en="social insurance by month",
    event=("缴费期限", "date the contribution was due"),
    key=("month",),
    basis="social_insurance_authorisation",
    own=(
        Column(name="month", kind="date", title_zh="月份（首日）", title_en="first day of the month", required=True),
        Column(name="insured_count", kind="integer", title_zh="参保人数", title_en="persons insured", unit="人",
               at_least=0),
        Column(name="amount_due", kind="money", title_zh="应缴金额", title_en="amount due", required=True, at_least=0,
               unit="yuan"),
        Column(name="amount_paid", kind="money", title_zh="实缴金额", title_en="amount paid", at_least=0,
               fact_date="paid_date", unit="yuan"),
        Column(name="paid_date", kind="date", title_zh="缴费日期", title_en="date paid", fact_date="paid_date"),
        Column(name="arrears_balance", kind="money", title_zh="欠费余额", title_en="arrears at the due date",
               at_least=0, unit="yuan"),
    ),
    checks=(
        Check(rule="paid_more_than_due", title_zh="实缴大于应缴", title_en="more was paid than was due",
              wrong=col("amount_paid") > col("amount_due") * 1.2, level="warn", source="the project's own bound", status="proposal"),
    ),
)  # fmt: skip

HOUSING_FUND_MONTHLY = Table(
    name="housing_fund_monthly",
    title_zh="住房公积金缴存月度",
    title_en="housing fund by month",
    event=("缴存期限", "date the deposit was due"),
    key=("month",),
    basis="housing_fund_authorisation",
    own=(
        Column(name="month", kind="date", title_zh="月份（首日）", title_en="first day of the month", required=True),
        Column(name="member_count", kind="integer", title_zh="缴存人数", title_en="members", unit="人", at_least=0),
        Column(name="amount_due", kind="money", title_zh="应缴金额", title_en="amount due", required=True, at_least=0,
               unit="yuan"),
        Column(name="amount_paid", kind="money", title_zh="实缴金额", title_en="amount paid", at_least=0,
               fact_date="paid_date", unit="yuan"),
        Column(name="paid_date", kind="date", title_zh="缴存日期", title_en="date paid", fact_date="paid_date"),
    ),
)  # fmt: skip

WAGE_ARREARS = Table(
    name="wage_arrears",
    title_zh="拖欠工资",
    title_en="wage arrears",
    event=("查实日期", "date found"),
    key=("case_no",),
    basis="admin_management",
    negative=True,
    own=(
        Column(name="case_no", kind="text", title_zh="案件编号", title_en="case number", required=True,
               layer="public"),
        Column(name="amount", kind="money", title_zh="拖欠金额", title_en="wages owed", required=True, at_least=0,
               layer="public", unit="yuan"),
        Column(name="worker_count", kind="integer", title_zh="涉及人数", title_en="workers concerned", required=True,
               unit="人", at_least=1, layer="public"),
        Column(name="order_date", kind="date", title_zh="责令支付日期", title_en="date of the order to pay",
               fact_date="order_date", layer="public"),
        Column(name="cleared_date", kind="date", title_zh="清偿日期", title_en="date paid in full",
               fact_date="cleared_date", layer="public"),
        Column(name="mass_incident", kind="boolean", title_zh="群体性事件", title_en="mass incident", layer="public"),
    ),
)  # fmt: skip
