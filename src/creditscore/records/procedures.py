"""主体权益: objections, applications for repair, authorisations (domain.md 2.16, 3.1, 3.5, 3.6).

What changes the rights of a record is ``record_event`` alone; these rows say what was asked, and by when it is answered.
"""

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

OBJECTION = Table(
    name="objection",
    title_zh="异议申请",
    title_en="objection",
    event=("申请日期", "date filed"),
    key=("objection_no",),
    basis="registration",
    own=(
        Column(name="objection_no", kind="text", title_zh="异议编号", title_en="number", required=True),
        Column(name="about_table", kind="code", title_zh="所涉记录表", title_en="record table", required=True,
               system="tables"),
        Column(name="about_record_id", kind="text", title_zh="所涉记录标识", title_en="record", required=True),
        Column(name="reason", kind="text", title_zh="理由", title_en="reason"),
        Column(name="annotated_date", kind="date", title_zh="标注日期", title_en="date the record was annotated",
               fact_date="annotated_date"),
        Column(name="result", kind="code", title_zh="处理结果", title_en="result", enumeration="objection_result",
               fact_date="closed_date"),
        Column(name="closed_date", kind="date", title_zh="办结日期", title_en="date closed", fact_date="closed_date"),
    ),
    checks=(
        Check(rule="answered_before_filed", title_zh="办结早于申请", title_en="answered before it was filed",
              wrong=col("closed_date") < col("event_date"), source="domain.md 3.5"),
    ),
)  # fmt: skip

REPAIR_APPLICATION = Table(
    name="repair_application",
    title_zh="信用修复申请",
    title_en="application for repair",
    event=("申请日期", "date filed"),
    key=("application_no",),
    basis="registration",
    own=(
        Column(name="application_no", kind="text", title_zh="申请编号", title_en="number", required=True),
        Column(name="about_table", kind="code", title_zh="所涉记录表", title_en="record table", required=True,
               system="tables"),
        Column(name="about_record_id", kind="text", title_zh="所涉记录标识", title_en="record", required=True),
        Column(name="duties_done", kind="boolean", title_zh="义务履行完毕", title_en="duties performed"),
        Column(name="corrected", kind="boolean", title_zh="失信行为已纠正", title_en="conduct corrected"),
        Column(name="promise", kind="boolean", title_zh="已作公开信用承诺", title_en="public promise given"),
        Column(name="result", kind="code", title_zh="处理结果", title_en="result", enumeration="repair_result",
               fact_date="closed_date"),
        Column(name="closed_date", kind="date", title_zh="办结日期", title_en="date closed", fact_date="closed_date"),
        Column(name="false_materials", kind="boolean", title_zh="材料虚假", title_en="false materials",
               fact_date="closed_date"),
    ),
    checks=(
        Check(rule="decided_before_filed", title_zh="办结早于申请", title_en="decided before it was filed",
              wrong=col("closed_date") < col("event_date"), source="domain.md 3.1"),
    ),
)  # fmt: skip

AUTHORISATION = Table(
    name="authorisation",
    title_zh="信息查询授权",
    title_en="authorisation",
    event=("授权日期", "date given"),
    key=("authorisation_no",),
    basis="volunteered",
    own=(
        Column(name="authorisation_no", kind="text", title_zh="授权编号", title_en="number", required=True),
        Column(name="user_id", kind="text", title_zh="被授权单位", title_en="who is authorised", required=True),
        Column(name="role", kind="code", title_zh="角色", title_en="role", required=True, enumeration="role"),
        Column(name="purpose", kind="code", title_zh="用途", title_en="purpose", required=True,
               enumeration="purpose"),
        Column(name="scope", kind="text", title_zh="范围（记录表，以空格分隔）",
               title_en="record tables, separated by spaces", required=True),
        Column(name="valid_from", kind="date", title_zh="有效期自", title_en="valid from", required=True),
        Column(name="valid_to", kind="date", title_zh="有效期至", title_en="valid to"),
        Column(name="operator_consent", kind="boolean", title_zh="经营者单独同意",
               title_en="separate consent of the operator"),
        Column(name="evidence_hash", kind="text", title_zh="凭证散列", title_en="hash of the evidence"),
        Column(name="withdrawn_date", kind="date", title_zh="撤回日期", title_en="date withdrawn",
               fact_date="withdrawn_date"),
    ),
    checks=(
        Check(rule="authorisation_period_reversed", title_zh="授权起止颠倒", title_en="an authorisation that ends before it begins",
              wrong=col("valid_to") < col("valid_from"), source="domain.md 2.16"),
    ),
)  # fmt: skip
