"""行政处罚: administrative penalties (双公示, domain.md 2.4)."""

from creditscore.codes import enumerations
from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

PENALTY_KINDS = enumerations.codes("penalty_kind")
"""Administrative Penalty Law 2021, art. 9; detention is for persons only and dropped at the door."""

DOMAINS = enumerations.codes("domain")

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
        Column(name="domain", kind="code", title_zh="领域", title_en="domain", required=True, enumeration="domain",
               layer="public"),
        Column(name="violation_code", kind="code", title_zh="违法行为类型", title_en="kind of violation", layer="public",
               system="violations"),
        Column(name="penalty_kind", kind="code", title_zh="处罚类别（最重）", title_en="kind of penalty (the most severe)",
               required=True, enumeration="penalty_kind", layer="public"),
        Column(name="fine", kind="money", title_zh="罚款金额", title_en="fine", unit="yuan", at_least=0, layer="public"),
        Column(name="confiscated", kind="money", title_zh="没收金额", title_en="amount confiscated", unit="yuan",
               at_least=0, layer="public"),
        Column(name="procedure", kind="code", title_zh="程序", title_en="procedure", enumeration="procedure",
               layer="public"),
        Column(name="paid_date", kind="date", title_zh="罚款缴清日期", title_en="date the fine was paid",
               fact_date="paid_date", layer="public"),
        Column(name="agency_uscc", kind="text", title_zh="处罚机关统一社会信用代码", title_en="credit code of the agency",
               layer="public"),
        Column(name="penalty_kinds", kind="text", title_zh="处罚类别（全部，以竖线分隔）",
               title_en="every kind of penalty, separated by |", layer="public"),
        Column(name="violation_type", kind="text", title_zh="违法行为类型（原文）", title_en="kind of violation as delivered",
               layer="public"),
        Column(name="violation_fact", kind="text", title_zh="违法事实", title_en="facts", layer="public"),
        Column(name="legal_basis", kind="text", title_zh="处罚依据", title_en="legal basis", layer="public"),
        Column(name="penalty_content", kind="text", title_zh="处罚内容", title_en="content", layer="public"),
        Column(name="licence_withdrawn", kind="text", title_zh="暂扣或吊销证照名称及编号",
               title_en="licence suspended or revoked", layer="public"),
        Column(name="valid_until", kind="date", title_zh="处罚有效期", title_en="penalty in force until", layer="public"),
        Column(name="publicity_until", kind="date", title_zh="公示截止期", title_en="publicity ends as delivered",
               layer="public"),
    ),
    checks=(
        Check(rule="penalty_paid_before_decided", title_zh="罚款缴清早于处罚决定", title_en="paid before it was decided",
              wrong=col("paid_date") < col("event_date"), source="domain.md 2.4", level="warn"),
        Check(rule="fine_without_amount", title_zh="罚款无金额", title_en="a fine without its amount",
              wrong=col("penalty_kind").is_("fine") & (col("fine").or_else(0) <= 0), source="domain.md 2.4",
              status="K", level="warn"),
        Check(rule="publicity_before_decision", title_zh="公示截止期早于处罚决定",
              title_en="publicity that ends before the decision", wrong=col("publicity_until") < col("event_date"),
              source="domain.md 2.4", level="warn"),
    ),
)  # fmt: skip
