"""登记信息: who an entity is, one row per version, and where each source delivers."""

from creditscore.codes import enumerations
from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

ENTITY_TYPES = enumerations.codes("entity_type")
REG_STATUSES = enumerations.codes("reg_status")
EMPLOYEE_BANDS = enumerations.codes("employee_band")
SIZE_CLASSES = enumerations.codes("size_class")
CHANGE_KINDS = enumerations.codes("change_kind")

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
               enumeration="entity_type", layer="public"),
        Column(name="industry_code", kind="code", title_zh="行业代码", title_en="industry (GB/T 4754-2017)",
               layer="public", system="gb4754"),
        Column(name="oper_region_code", kind="code", title_zh="经营地区划", title_en="region of operation",
               layer="public", system="gb2260"),
        Column(name="reg_capital", kind="money", title_zh="注册资本", title_en="registered capital", unit="yuan",
               at_least=0, layer="public"),
        Column(name="established_on", kind="date", title_zh="成立日期", title_en="date of establishment",
               layer="public"),
        Column(name="reg_status", kind="code", title_zh="登记状态", title_en="registration status",
               enumeration="reg_status", layer="public"),
        Column(name="employee_band", kind="code", title_zh="从业人员区间", title_en="employees", enumeration="employee_band"),
        Column(name="size_class", kind="code", title_zh="企业规模", title_en="size class", enumeration="size_class",
               layer="public"),
        Column(name="legal_rep_hash", kind="text", title_zh="法定代表人（密钥散列）",
               title_en="legal representative (keyed hash)", link="person"),
        Column(name="change_kind", kind="code", title_zh="变更事项", title_en="what changed", enumeration="change_kind",
               layer="public"),
        Column(name="annual_report_year", kind="integer", title_zh="年报年度", title_en="year of the last annual report",
               layer="public", unit="年"),
        Column(name="annual_report_on_time", kind="boolean", title_zh="年报是否按时", title_en="annual report on time",
               layer="public"),
        Column(name="org_form", kind="code", title_zh="市场主体类型", title_en="legal form", enumeration="org_form",
               layer="public"),
        Column(name="reg_region_code", kind="code", title_zh="登记机关区划", title_en="division of the registrar",
               system="gb2260_registrar", layer="public"),
        Column(name="paid_capital", kind="money", title_zh="实缴资本", title_en="paid-in capital", unit="yuan",
               at_least=0, layer="public"),
        Column(name="term_from", kind="date", title_zh="营业期限自", title_en="term from", layer="public"),
        Column(name="term_to", kind="date", title_zh="营业期限至", title_en="term to", layer="public"),
        Column(name="shareholder_count", kind="integer", title_zh="股东人数", title_en="shareholders", unit="人",
               at_least=0),
        Column(name="branch_count", kind="integer", title_zh="分支机构数", title_en="branches", unit="个", at_least=0,
               layer="public"),
        Column(name="invest_count", kind="integer", title_zh="对外投资数", title_en="investments in others", unit="个",
               at_least=0),
        Column(name="former_uscc", kind="text", title_zh="变更前统一社会信用代码", title_en="credit code before the change",
               layer="public"),
    ),
    checks=(
        Check(rule="paid_above_registered", title_zh="实缴资本大于注册资本", title_en="paid-in above registered capital",
              wrong=col("paid_capital") > col("reg_capital"), level="warn", source="domain.md 2.1"),
        Check(rule="term_reversed", title_zh="营业期限起止颠倒", title_en="a term that ends before it begins",
              wrong=col("term_to") < col("term_from"), source="domain.md 2.1"),
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
        Column(name="table_name", kind="code", title_zh="记录表", title_en="record table", required=True, layer="public",
               system="tables"),
        Column(name="region_code", kind="code", title_zh="行政区划代码（空为全省）",
               title_en="administrative division, empty for all", layer="public", system="gb2260"),
        Column(name="entity_type", kind="code", title_zh="主体类型（空为全部）", title_en="kind of subject, empty for all",
               enumeration="entity_type", layer="public"),
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
        Column(name="table_name", kind="code", title_zh="记录表", title_en="record table", required=True, layer="public",
               system="tables"),
        Column(name="uscc", kind="text", title_zh="统一社会信用代码", title_en="unified social credit code",
               required=True, layer="public"),
        Column(name="kind", kind="code", title_zh="变动类型", title_en="kind of change", required=True, layer="public",
               enumeration="record_event_kind"),
        Column(name="event_date", kind="date", title_zh="变动日期", title_en="date of the change", required=True,
               layer="public"),
        Column(name="known_date", kind="date", title_zh="归集日期", title_en="date the platform received it",
               required=True, layer="public"),
    ),
)  # fmt: skip
