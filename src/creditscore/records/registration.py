"""登记信息: who an entity is, one row per version, and where each source delivers."""

from creditscore.records._table import Column, Table

ENTITY_TYPES = (
    "enterprise", "individual_business", "cooperative", "social_org", "gov_body", "public_institution", "other",
)  # fmt: skip
REG_STATUSES = (
    "active", "dormant", "moved_out", "deregistered", "licence_revoked", "cancelled", "liquidating",
)  # fmt: skip
EMPLOYEE_BANDS = ("0-9", "10-49", "50-99", "100-299", "300-999", "1000+")
SIZE_CLASSES = ("micro", "small", "medium", "large")
CHANGE_KINDS = ("initial", "representative", "address", "capital", "name", "scope", "shareholder", "status")

ENTITY = Table(
    name="entity",
    title_zh="主体登记信息",
    title_en="registration",
    event=("登记或变更日期", "date of registration or change"),
    key=(),
    basis="registration",
    versioned=True,
    own=(
        Column(name="name", kind="text", title_zh="名称", title_en="name", layer="public"),
        Column(name="entity_type", kind="code", title_zh="主体类型", title_en="kind of subject", required=True,
               codes=ENTITY_TYPES, layer="public"),
        Column(name="industry_code", kind="code", title_zh="行业代码", title_en="industry (GB/T 4754-2017)",
               layer="public"),
        Column(name="oper_region_code", kind="code", title_zh="经营地区划", title_en="region of operation",
               layer="public"),
        Column(name="reg_capital", kind="money", title_zh="注册资本", title_en="registered capital", unit="yuan",
               at_least=0, layer="public"),
        Column(name="established_on", kind="date", title_zh="成立日期", title_en="date of establishment",
               layer="public"),
        Column(name="reg_status", kind="code", title_zh="登记状态", title_en="registration status",
               codes=REG_STATUSES, layer="public"),
        Column(name="employee_band", kind="code", title_zh="从业人员区间", title_en="employees", codes=EMPLOYEE_BANDS),
        Column(name="size_class", kind="code", title_zh="企业规模", title_en="size class", codes=SIZE_CLASSES,
               layer="public"),
        Column(name="legal_rep_hash", kind="text", title_zh="法定代表人（密钥散列）",
               title_en="legal representative (keyed hash)"),
        Column(name="change_kind", kind="code", title_zh="变更事项", title_en="what changed", codes=CHANGE_KINDS,
               layer="public"),
        Column(name="annual_report_year", kind="integer", title_zh="年报年度", title_en="year of the last annual report",
               layer="public"),
        Column(name="annual_report_on_time", kind="boolean", title_zh="年报是否按时", title_en="annual report on time",
               layer="public"),
    ),
)  # fmt: skip

COVERAGE = Table(
    name="coverage",
    title_zh="数据源覆盖",
    title_en="where and when each source delivers",
    event=("", ""),
    key=("table_name", "region_code", "entity_type", "covered_from"),
    basis="registration",
    enveloped=False,
    own=(
        Column(name="table_name", kind="code", title_zh="记录表", title_en="record table", required=True, layer="public"),
        Column(name="region_code", kind="code", title_zh="行政区划代码（空为全省）",
               title_en="administrative division, empty for all", layer="public"),
        Column(name="entity_type", kind="code", title_zh="主体类型（空为全部）", title_en="kind of subject, empty for all",
               codes=ENTITY_TYPES, layer="public"),
        Column(name="covered_from", kind="date", title_zh="覆盖起始", title_en="first day covered", required=True,
               layer="public"),
        Column(name="covered_until", kind="date", title_zh="覆盖终止", title_en="first day no longer covered",
               layer="public"),
    ),
)  # fmt: skip

RECORD_EVENT = Table(
    name="record_event",
    title_zh="记录状态变动",
    title_en="what happened to a record",
    event=("变动日期", "date of the change"),
    key=("record_id", "kind", "event_date"),
    basis="registration",
    enveloped=False,
    own=(
        Column(name="record_id", kind="text", title_zh="记录标识", title_en="record id", required=True, layer="public"),
        Column(name="table_name", kind="code", title_zh="记录表", title_en="record table", required=True, layer="public"),
        Column(name="uscc", kind="text", title_zh="统一社会信用代码", title_en="unified social credit code",
               required=True, layer="public"),
        Column(name="kind", kind="code", title_zh="变动类型", title_en="kind of change", required=True, layer="public",
               codes=("repaired", "revoked", "corrected", "objection_filed", "objection_rejected",
                      "objection_upheld")),
        Column(name="event_date", kind="date", title_zh="变动日期", title_en="date of the change", required=True,
               layer="public"),
        Column(name="known_date", kind="date", title_zh="归集日期", title_en="date the platform received it",
               required=True, layer="public"),
    ),
)  # fmt: skip
