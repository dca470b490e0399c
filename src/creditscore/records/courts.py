"""司法: enforcement cases and judgments (domain.md 2.10)."""

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

ENFORCEMENT_CASE = Table(
    name="enforcement_case",
    title_zh="执行案件",
    title_en="enforcement case",
    event=("立案日期", "date filed"),
    key=("case_no",),
    basis="judicial",
    negative=True,
    own=(
        Column(name="case_no", kind="text", title_zh="案号", title_en="case number", required=True, layer="public"),
        Column(name="court", kind="text", title_zh="执行法院", title_en="court", required=True, layer="public"),
        Column(name="amount", kind="money", title_zh="执行标的", title_en="amount enforced", required=True,
               at_least=0, layer="public", unit="yuan"),
        Column(name="performance", kind="code", title_zh="履行情况", title_en="performance",
               enumeration="enforcement_performance", fact_date="performance_date", layer="public"),
        Column(name="performance_date", kind="date", title_zh="履行情况日期",
               title_en="date of the statement on performance", fact_date="performance_date", layer="public"),
        Column(name="limit_date", kind="date", title_zh="限制高消费日期",
               title_en="date of the limit on high consumption", fact_date="limit_date", layer="public"),
        Column(name="terminated_date", kind="date", title_zh="终结本次执行日期",
               title_en="date terminated for this time", fact_date="terminated_date", layer="public"),
        Column(name="closed_date", kind="date", title_zh="结案日期", title_en="date closed", fact_date="closed_date",
               layer="public"),
    ),
    checks=(
        Check(rule="closed_before_filed", title_zh="结案早于立案", title_en="closed before it was filed",
              wrong=col("closed_date") < col("event_date"), source="domain.md 2.10"),
    ),
)  # fmt: skip

JUDGMENT = Table(
    name="judgment",
    title_zh="裁判文书",
    title_en="judgment",
    event=("裁判日期", "date of the judgment"),
    key=("case_no", "case_role"),
    basis="judicial",
    own=(
        Column(name="case_no", kind="text", title_zh="案号", title_en="case number", required=True, layer="public"),
        Column(name="court", kind="text", title_zh="法院", title_en="court", layer="public"),
        Column(name="case_type", kind="code", title_zh="案由类别", title_en="kind of case", required=True,
               enumeration="case_type", layer="public"),
        Column(name="case_role", kind="code", title_zh="诉讼地位", title_en="role", required=True,
               enumeration="case_role", layer="public"),
        Column(name="amount", kind="money", title_zh="标的额", title_en="amount in dispute", at_least=0,
               layer="public", unit="yuan"),
        Column(name="result", kind="code", title_zh="裁判结果", title_en="result", required=True,
               enumeration="case_result", layer="public"),
    ),
)  # fmt: skip
