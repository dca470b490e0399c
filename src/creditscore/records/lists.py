"""名单: abnormal and serious-dishonesty lists in one table (domain.md 2.9)."""

from creditscore.records._table import Column, Table

LIST_CODES = (
    "abnormal_operation", "serious_illegal_samr", "judgment_defaulter", "major_tax_violation", "wage_arrears",
    "social_insurance_serious", "safety_serious", "statistics_serious", "customs_dishonest", "customs_serious",
    "gov_procurement_serious", "ip_dishonesty", "research_misconduct", "so_abnormal", "so_serious",
    "medical_serious", "fire_serious", "construction_blacklist", "env_serious", "tourism_serious",
    "securities_serious", "internet_serious",
)  # fmt: skip

SERIOUS_LISTS = (
    "serious_illegal_samr", "judgment_defaulter", "major_tax_violation", "wage_arrears",
    "social_insurance_serious", "safety_serious", "customs_serious", "so_serious",
)  # fmt: skip
"""Lists of serious dishonesty: a new entry is misconduct (domain.md 2.9, those with default effect D)."""

LIST_ENTRY = Table(
    name="list_entry",
    title_zh="名单列入",
    title_en="list entry",
    event=("列入日期", "date of entry"),
    key=("list_code", "decision_no"),
    basis="lists",
    negative=True,
    rights="list",
    own=(
        Column(name="list_code", kind="code", title_zh="名单", title_en="list", required=True, codes=LIST_CODES,
               layer="public"),
        Column(name="entry_reason", kind="text", title_zh="列入事由", title_en="reason of entry", layer="public"),
        Column(name="basis", kind="text", title_zh="法律依据", title_en="legal basis", layer="public"),
        Column(name="decision_no", kind="text", title_zh="决定文书号", title_en="decision number", layer="public"),
        Column(name="determining_body", kind="text", title_zh="认定单位", title_en="determining body", layer="public"),
        Column(name="exit_date", kind="date", title_zh="移出日期", title_en="date of exit", fact_date="exit_date",
               layer="public"),
        Column(name="exit_kind", kind="code", title_zh="移出方式", title_en="kind of exit", fact_date="exit_date",
               codes=("expired", "repaired", "revoked", "objection_upheld"), layer="public"),
    ),
)  # fmt: skip
