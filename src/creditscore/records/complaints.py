"""投诉举报: complaints and how they ended (domain.md 2.8)."""

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

COMPLAINT = Table(
    name="complaint",
    title_zh="投诉举报",
    title_en="complaint",
    event=("受理日期", "date received"),
    key=("complaint_no",),
    basis="admin_management",
    own=(
        Column(name="complaint_no", kind="text", title_zh="受理编号", title_en="number", required=True,
               layer="public"),
        Column(name="channel", kind="code", title_zh="渠道", title_en="channel", required=True,
               enumeration="complaint_channel", layer="public"),
        Column(name="category", kind="text", title_zh="类别", title_en="category", layer="public"),
        Column(name="domain", kind="code", title_zh="领域", title_en="domain", enumeration="domain", layer="public"),
        Column(name="outcome", kind="code", title_zh="处理结果", title_en="outcome", enumeration="complaint_outcome",
               fact_date="closed_date", layer="public"),
        Column(name="closed_date", kind="date", title_zh="办结日期", title_en="date closed", fact_date="closed_date",
               layer="public"),
    ),
    checks=(
        Check(rule="closed_before_received", title_zh="办结早于受理", title_en="closed before it was received",
              wrong=col("closed_date") < col("event_date"), source="domain.md 2.8"),
    ),
)  # fmt: skip
