"""行政处罚: administrative penalties (双公示, domain.md 2.4)."""

from creditscore.records._table import Column, Table

PENALTY_KINDS = (
    "warning", "criticism", "fine", "confiscate_income", "confiscate_goods", "licence_suspend",
    "qualification_down", "licence_revoke", "restrict_business", "stop_production", "order_close",
    "restrict_employment", "other",
)  # fmt: skip
"""Administrative Penalty Law 2021, art. 9; detention is for persons only and dropped at the door."""

DOMAINS = (
    "food", "drug", "special_equipment", "safety", "fire", "env", "tax", "quality", "advertising", "ip",
    "certification_testing", "construction", "transport", "health", "culture_tourism", "labour", "finance",
    "customs", "statistics", "internet", "market_general", "other",
)  # fmt: skip

ADMIN_PENALTY = Table(
    name="admin_penalty",
    title_zh="行政处罚",
    title_en="administrative penalty",
    event=("处罚决定日期", "date of the decision"),
    key=("doc_no", "agency"),
    basis="admin_management",
    negative=True,
    rights="penalty",
    own=(
        Column(name="doc_no", kind="text", title_zh="行政处罚决定书文号", title_en="decision number", layer="public"),
        Column(name="agency", kind="text", title_zh="处罚机关", title_en="agency", layer="public"),
        Column(name="domain", kind="code", title_zh="领域", title_en="domain", required=True, codes=DOMAINS,
               layer="public"),
        Column(name="violation_code", kind="code", title_zh="违法行为类型", title_en="kind of violation", layer="public"),
        Column(name="penalty_kind", kind="code", title_zh="处罚类别（最重）", title_en="kind of penalty (the most severe)",
               required=True, codes=PENALTY_KINDS, layer="public"),
        Column(name="fine", kind="money", title_zh="罚款金额", title_en="fine", unit="yuan", at_least=0, layer="public"),
        Column(name="confiscated", kind="money", title_zh="没收金额", title_en="amount confiscated", unit="yuan",
               at_least=0, layer="public"),
        Column(name="procedure", kind="code", title_zh="程序", title_en="procedure", codes=("simple", "ordinary"),
               layer="public"),
        Column(name="paid_date", kind="date", title_zh="罚款缴清日期", title_en="date the fine was paid",
               fact_date="paid_date", layer="public"),
    ),
)  # fmt: skip
