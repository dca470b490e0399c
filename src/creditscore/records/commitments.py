"""信用承诺: commitments and whether they were kept (domain.md 2.15)."""

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

COMMITMENT = Table(
    name="commitment",
    title_zh="信用承诺",
    title_en="credit commitment",
    event=("承诺日期", "date made"),
    key=("commitment_no",),
    basis="commitments",
    own=(
        Column(name="commitment_no", kind="text", title_zh="承诺编号", title_en="number", required=True,
               layer="public"),
        Column(name="commitment_type", kind="code", title_zh="承诺类型", title_en="kind of commitment", required=True,
               enumeration="commitment_type", layer="public"),
        Column(name="domain", kind="code", title_zh="领域", title_en="domain", enumeration="domain", layer="public"),
        Column(name="matter", kind="text", title_zh="承诺事项", title_en="matter", required=True, layer="public"),
        Column(name="item_code", kind="code", title_zh="事项目录编号", title_en="item of the registry",
               system="commitment_items", layer="public"),
        Column(name="due_date", kind="date", title_zh="履行期限", title_en="date due", layer="public"),
        Column(name="outcome", kind="code", title_zh="践诺情况", title_en="outcome", enumeration="commitment_outcome",
               fact_date="verified_date", layer="public"),
        Column(name="verified_date", kind="date", title_zh="核验日期", title_en="date verified",
               fact_date="verified_date", layer="public"),
        Column(name="published", kind="boolean", title_zh="是否公示", title_en="published", layer="public"),
    ),
    checks=(
        Check(rule="verified_before_made", title_zh="核验早于承诺", title_en="verified before it was made",
              wrong=col("verified_date") < col("event_date"), source="domain.md 2.15"),
    ),
)  # fmt: skip
