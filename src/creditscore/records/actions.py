"""行政管理信息: the other administrative actions, and the departments' own register of decisions (domain.md 2.6, 5.2)."""

from creditscore.records._table import Column, Table

ADMIN_ACTION = Table(
    name="admin_action",
    title_zh="其他行政管理信息",
    title_en="other administrative action",
    event=("决定日期", "date of the decision"),
    key=("doc_no", "agency"),
    basis="admin_management",
    own=(
        Column(name="action_kind", kind="code", title_zh="行政行为种类", title_en="kind of action", required=True,
               enumeration="action_kind", layer="public"),
        Column(name="doc_no", kind="text", title_zh="文书号", title_en="document number", required=True,
               layer="public"),
        Column(name="action_name", kind="text", title_zh="事项名称", title_en="name of the matter", required=True,
               layer="public"),
        Column(name="content", kind="text", title_zh="内容", title_en="content", layer="public"),
        Column(name="result", kind="text", title_zh="结果", title_en="result", layer="public"),
        Column(name="agency", kind="text", title_zh="机关", title_en="agency", required=True, layer="public"),
        Column(name="agency_uscc", kind="text", title_zh="机关统一社会信用代码", title_en="credit code of the agency",
               layer="public"),
        Column(name="valid_to", kind="date", title_zh="有效期至", title_en="valid to", layer="public"),
    ),
)  # fmt: skip

DECISION_REGISTER = Table(
    name="decision_register",
    title_zh="部门决定台账",
    title_en="a department's own register of decisions",
    event=("决定日期", "date of the decision"),
    key=("decision_kind", "doc_no", "agency"),
    basis="admin_management",
    own=(
        Column(name="decision_kind", kind="code", title_zh="决定种类", title_en="kind of decision", required=True,
               enumeration="decision_kind", layer="public"),
        Column(name="doc_no", kind="text", title_zh="文书号", title_en="document number", required=True,
               layer="public"),
        Column(name="agency", kind="text", title_zh="机关", title_en="agency", required=True, layer="public"),
        Column(name="agency_uscc", kind="text", title_zh="机关统一社会信用代码", title_en="credit code of the agency",
               layer="public"),
    ),
)  # fmt: skip
