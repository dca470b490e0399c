"""水电气热通信: utility bills (domain.md 2.13), one row a bill, dated by its due date.

A row without ``amount_due`` is no bill but a reading of the meter (a daily one, say), dated by its day: it tells the
usage and nothing of payment (this project's own reading).
"""

from creditscore.codes import enumerations
from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

UTILITIES = enumerations.codes("utility")

_OUT_OF_SEASON = (col("period").month() > 4) & (col("period").month() < 10)
"""Outside October to April, the heating season of Jilin (known, not verified)."""

UTILITY_BILL = Table(
    name="utility_bill",
    title_zh="公用事业缴费",
    title_en="utility bill",
    event=("缴费期限", "date the bill was due"),
    key=("utility", "account_hash", "period"),
    basis="utility_authorisation",
    own=(
        Column(name="utility", kind="code", title_zh="种类", title_en="utility", required=True, enumeration="utility"),
        Column(name="account_hash", kind="text", title_zh="户号（散列）", title_en="account (hash)", required=True),
        Column(name="period", kind="date", title_zh="账期（首日）", title_en="first day of the billing period",
               required=True),
        Column(name="usage", kind="number", title_zh="用量", title_en="usage", at_least=0, unit="见用量单位"),
        Column(name="usage_unit", kind="code", title_zh="用量单位", title_en="unit of the usage", enumeration="usage_unit"),
        Column(name="amount_due", kind="money", title_zh="应缴金额", title_en="amount due", unit="yuan", at_least=0),
        Column(name="paid_date", kind="date", title_zh="缴费日期", title_en="date paid", fact_date="paid_date"),
        Column(name="amount_paid", kind="money", title_zh="实缴金额", title_en="amount paid", unit="yuan", at_least=0,
               fact_date="paid_date"),
        Column(name="late_fee", kind="money", title_zh="违约金", title_en="late fee", unit="yuan", at_least=0,
               fact_date="paid_date"),
        Column(name="cutoff_date", kind="date", title_zh="停供日期", title_en="date cut off", fact_date="cutoff_date"),
        Column(name="load_kw", kind="number", title_zh="用电负荷", title_en="load", unit="kW", at_least=0),
        Column(name="contract_capacity_kva", kind="number", title_zh="合同容量", title_en="contract capacity", unit="kVA",
               at_least=0),
    ),
    checks=(
        Check(rule="heat_out_of_season", title_zh="供暖季外的供热账单", title_en="a heating bill outside the season",
              wrong=col("utility").is_("heat") & _OUT_OF_SEASON, level="warn",
              source="domain.md 2.13: October to April in Jilin", status="K"),
        Check(rule="cut_off_too_early", title_zh="欠费未满30日停电", title_en="electricity cut off within 30 days",
              wrong=col("utility").is_("electricity") & (col("cutoff_date").days_since(col("event_date")) <= 30),
              level="warn", source="domain.md 2.13 S22"),
        Check(rule="late_fee_too_high", title_zh="电费违约金超过规定上限",
              title_en="a late fee above 0.3 % of the bill a day of delay",
              wrong=col("utility").is_("electricity") & (col("late_fee") > 0)
              & (col("late_fee") > col("amount_due") * 0.003 * col("paid_date").days_since(col("event_date")) + 0.01),
              level="warn", source="domain.md 2.13 S22 (the higher of the two rates)"),
        Check(rule="late_fee_without_delay", title_zh="按期缴费却有违约金", title_en="a late fee though paid in time",
              wrong=(col("late_fee") > 0) & (col("paid_date") <= col("event_date")), level="warn",
              source="domain.md 2.13 S22"),
        Check(rule="bill_overpaid", title_zh="实缴大于应缴与违约金之和", title_en="more paid than due and the late fee",
              wrong=col("amount_paid") > col("amount_due") + col("late_fee").or_else(0) + 0.01,
              level="warn", source="domain.md 2.13"),
        Check(rule="neither_bill_nor_reading", title_zh="既无应缴金额又无用量", title_en="neither an amount due nor a usage",
              wrong=col("amount_due").is_null() & col("usage").is_null(), source="the project's own", status="proposal"),
    ),
)  # fmt: skip
