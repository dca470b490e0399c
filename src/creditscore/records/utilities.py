"""水电气热通信: utility bills (domain.md 2.13), one row a bill, dated by its due date."""

from creditscore.records._table import Column, Table

UTILITIES = ("electricity", "water", "gas", "heat", "telecom")

UTILITY_BILL = Table(
    name="utility_bill",
    title_zh="公用事业缴费",
    title_en="utility bill",
    event=("缴费期限", "date the bill was due"),
    key=("utility", "account_hash", "period"),
    basis="utility_authorisation",
    own=(
        Column(name="utility", kind="code", title_zh="种类", title_en="utility", required=True, codes=UTILITIES),
        Column(name="account_hash", kind="text", title_zh="户号（散列）", title_en="account (hash)", required=True),
        Column(name="period", kind="date", title_zh="账期（首日）", title_en="first day of the billing month",
               required=True),
        Column(name="usage", kind="number", title_zh="用量", title_en="usage", at_least=0),
        Column(name="amount_due", kind="money", title_zh="应缴金额", title_en="amount due", unit="yuan", required=True,
               at_least=0),
        Column(name="paid_date", kind="date", title_zh="缴费日期", title_en="date paid", fact_date="paid_date"),
        Column(name="amount_paid", kind="money", title_zh="实缴金额", title_en="amount paid", unit="yuan", at_least=0,
               fact_date="paid_date"),
        Column(name="late_fee", kind="money", title_zh="违约金", title_en="late fee", unit="yuan", at_least=0,
               fact_date="paid_date"),
        Column(name="cutoff_date", kind="date", title_zh="停供日期", title_en="date cut off", fact_date="cutoff_date"),
    ),
)  # fmt: skip
