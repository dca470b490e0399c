"""行业事件: what happened in the sectors without a grade of their own (domain.md 2.16)."""

from creditscore.records._table import Column, Table

DISCLOSURE_EVENT = Table(
    name="disclosure_event",
    title_zh="信息披露",
    title_en="disclosure",
    event=("应披露日期", "date due"),
    key=("disclosure_kind", "period"),
    basis="admin_management",
    own=(
        Column(name="disclosure_kind", kind="code", title_zh="披露种类", title_en="kind", required=True,
               enumeration="disclosure_kind", layer="public"),
        Column(name="period", kind="text", title_zh="所属期", title_en="period", required=True, layer="public"),
        Column(name="submitted_date", kind="date", title_zh="提交日期", title_en="date submitted",
               fact_date="submitted_date", layer="public"),
        Column(name="untruthful_date", kind="date", title_zh="认定不实日期", title_en="date found untruthful",
               fact_date="untruthful_date", layer="public"),
    ),
)  # fmt: skip

SAFETY_EVENT = Table(
    name="safety_event",
    title_zh="安全生产事件",
    title_en="work-safety event",
    event=("发生日期", "date"),
    key=("event_no",),
    basis="admin_management",
    negative=True,
    own=(
        Column(name="event_no", kind="text", title_zh="编号", title_en="number", required=True, layer="public"),
        Column(name="event_kind", kind="code", title_zh="种类", title_en="kind", required=True,
               enumeration="safety_event_kind", layer="public"),
        Column(name="level", kind="code", title_zh="事故等级", title_en="level of the accident",
               enumeration="accident_level", layer="public"),
        Column(name="deaths", kind="integer", title_zh="死亡人数", title_en="deaths", unit="人", at_least=0,
               layer="public"),
        Column(name="rectified_date", kind="date", title_zh="整改完成日期", title_en="date put right",
               fact_date="rectified_date", layer="public"),
    ),
)  # fmt: skip

FIRE_EVENT = Table(
    name="fire_event",
    title_zh="消防事件",
    title_en="fire-safety event",
    event=("发生日期", "date"),
    key=("event_no",),
    basis="admin_management",
    negative=True,
    own=(
        Column(name="event_no", kind="text", title_zh="编号", title_en="number", required=True, layer="public"),
        Column(name="event_kind", kind="code", title_zh="种类", title_en="kind", required=True,
               enumeration="fire_event_kind", layer="public"),
        Column(name="rectified_date", kind="date", title_zh="整改完成日期", title_en="date put right",
               fact_date="rectified_date", layer="public"),
    ),
)  # fmt: skip

STATISTICS_EVENT = Table(
    name="statistics_event",
    title_zh="统计失信",
    title_en="statistical dishonesty",
    event=("认定日期", "date stated"),
    key=("document_no",),
    basis="admin_management",
    negative=True,
    rights="statistics",
    own=(
        Column(name="document_no", kind="text", title_zh="文书号", title_en="document number", required=True,
               layer="public"),
        Column(name="event_kind", kind="code", title_zh="种类", title_en="kind", required=True,
               enumeration="statistics_event_kind", layer="public"),
        Column(name="corrected_date", kind="date", title_zh="改正日期", title_en="date corrected",
               fact_date="corrected_date", layer="public"),
    ),
)  # fmt: skip

BIDDING_EVENT = Table(
    name="bidding_event",
    title_zh="招标投标行为",
    title_en="bidding",
    event=("认定日期", "date stated"),
    key=("project_no", "event_kind"),
    basis="contract_performance",
    own=(
        Column(name="project_no", kind="text", title_zh="项目编号", title_en="project", required=True,
               layer="public"),
        Column(name="event_kind", kind="code", title_zh="种类", title_en="kind", required=True,
               enumeration="bidding_event_kind", layer="public"),
        Column(name="amount", kind="money", title_zh="项目金额", title_en="amount", at_least=0, layer="public",
               unit="yuan"),
    ),
)  # fmt: skip

FISCAL_EVENT = Table(
    name="fiscal_event",
    title_zh="财政资金使用",
    title_en="use of fiscal funds",
    event=("认定日期", "date stated"),
    key=("project_no",),
    basis="admin_management",
    negative=True,
    own=(
        Column(name="project_no", kind="text", title_zh="项目编号", title_en="project", required=True,
               layer="public"),
        Column(name="event_kind", kind="code", title_zh="种类", title_en="kind", required=True,
               enumeration="fiscal_event_kind", layer="public"),
        Column(name="amount", kind="money", title_zh="涉及金额", title_en="amount", at_least=0, layer="public",
               unit="yuan"),
    ),
)  # fmt: skip

SECURITIES_EVENT = Table(
    name="securities_event",
    title_zh="证券期货事件",
    title_en="securities event",
    event=("日期", "date"),
    key=("document_no",),
    basis="admin_management",
    negative=True,
    own=(
        Column(name="document_no", kind="text", title_zh="文书号", title_en="document number", required=True,
               layer="public"),
        Column(name="event_kind", kind="code", title_zh="种类", title_en="kind", required=True,
               enumeration="securities_event_kind", layer="public"),
    ),
)  # fmt: skip

FOREIGN_ECON_EVENT = Table(
    name="foreign_econ_event",
    title_zh="对外经济合作",
    title_en="foreign economic cooperation",
    event=("应报日期", "date the report was due"),
    key=("event_kind", "project_no"),
    basis="admin_management",
    own=(
        Column(name="event_kind", kind="code", title_zh="种类", title_en="kind", required=True,
               enumeration="foreign_event_kind", layer="public"),
        Column(name="project_no", kind="text", title_zh="项目编号", title_en="project", required=True,
               layer="public"),
        Column(name="submitted_date", kind="date", title_zh="报送日期", title_en="date reported",
               fact_date="submitted_date", layer="public"),
        Column(name="reserve_required", kind="money", title_zh="应缴备用金", title_en="reserve required", at_least=0,
               layer="public", unit="yuan"),
        Column(name="reserve_paid", kind="money", title_zh="已缴备用金", title_en="reserve paid", at_least=0,
               layer="public", unit="yuan"),
    ),
)  # fmt: skip
