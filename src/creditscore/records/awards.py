"""荣誉: honours for honesty and lawful conduct (domain.md 2.15)."""

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

AWARD = Table(
    name="award",
    title_zh="守信激励与荣誉",
    title_en="award",
    event=("授予日期", "date granted"),
    key=("award_code", "award_no"),
    basis="honours",
    own=(
        Column(name="award_code", kind="code", title_zh="荣誉种类", title_en="award", required=True,
               enumeration="award_code", layer="public"),
        Column(name="award_no", kind="text", title_zh="证书编号", title_en="number", layer="public"),
        Column(name="level", kind="code", title_zh="级别", title_en="level", required=True, enumeration="award_level",
               layer="public"),
        Column(name="valid_to", kind="date", title_zh="有效期至", title_en="valid to", layer="public"),
        Column(name="granting_body", kind="text", title_zh="授予单位", title_en="granting body", layer="public"),
        Column(name="withdrawn_date", kind="date", title_zh="撤销日期", title_en="date withdrawn",
               fact_date="withdrawn_date", layer="public"),
    ),
    checks=(
        Check(rule="award_period_reversed", title_zh="荣誉有效期早于授予", title_en="an award that ends before it was granted",
              wrong=col("valid_to") < col("event_date"), source="domain.md 2.15"),
    ),
)  # fmt: skip
