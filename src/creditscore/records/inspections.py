"""监督检查: supervision inspections (domain.md 2.7)."""

from creditscore.records._table import Column, Table
from creditscore.records.penalties import DOMAINS

INSPECTION = Table(
    name="inspection",
    title_zh="监督检查",
    title_en="inspection",
    event=("检查日期", "date of the inspection"),
    key=("inspection_no",),
    basis="admin_management",
    own=(
        Column(name="inspection_no", kind="text", title_zh="检查编号", title_en="inspection number", layer="public"),
        Column(name="domain", kind="code", title_zh="领域", title_en="domain", codes=DOMAINS, layer="public"),
        Column(name="inspection_mode", kind="code", title_zh="检查方式", title_en="mode", layer="public",
               codes=("double_random", "routine", "special", "complaint_driven", "other")),
        Column(name="failed", kind="boolean", title_zh="检查不合格", title_en="a problem was found", required=True,
               layer="public"),
        Column(name="result", kind="text", title_zh="检查结果", title_en="result as delivered", layer="public"),
    ),
)  # fmt: skip
