"""行政许可: administrative licences (双公示, domain.md 2.5; the field list is known, not verified)."""

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

ADMIN_LICENCE = Table(
    name="admin_licence",
    title_zh="行政许可",
    title_en="administrative licence",
    event=("许可决定日期", "date of the decision"),
    key=("doc_no", "agency"),
    basis="admin_management",
    own=(
        Column(name="doc_name", kind="text", title_zh="行政许可决定文书名称", title_en="name of the decision",
               layer="public"),
        Column(name="doc_no", kind="text", title_zh="行政许可决定文书号", title_en="decision number", required=True,
               layer="public"),
        Column(name="licence_kind", kind="code", title_zh="许可类别", title_en="kind of licence", required=True,
               enumeration="licence_kind", layer="public"),
        Column(name="cert_name", kind="text", title_zh="许可证书名称", title_en="name of the certificate",
               layer="public"),
        Column(name="licence_no", kind="text", title_zh="许可编号", title_en="licence number", layer="public"),
        Column(name="content", kind="text", title_zh="许可内容", title_en="what is licensed", layer="public"),
        Column(name="domain", kind="code", title_zh="领域", title_en="domain", enumeration="domain", layer="public"),
        Column(name="valid_from", kind="date", title_zh="有效期自", title_en="valid from", layer="public"),
        Column(name="valid_to", kind="date", title_zh="有效期至（2099-12-31为长期）",
               title_en="valid to (2099-12-31 is open)", layer="public"),
        Column(name="agency", kind="text", title_zh="许可机关", title_en="agency", required=True, layer="public"),
        Column(name="agency_uscc", kind="text", title_zh="许可机关统一社会信用代码",
               title_en="credit code of the agency", layer="public"),
        Column(name="current_state", kind="code", title_zh="当前状态", title_en="state as delivered",
               enumeration="licence_state", layer="public"),
        Column(name="ended_date", kind="date", title_zh="失效日期", title_en="date it ceased to hold",
               fact_date="ended_date", layer="public"),
    ),
    checks=(
        Check(rule="licence_period_reversed", title_zh="许可有效期起止颠倒", title_en="a licence that ends before it begins",
              wrong=col("valid_to") < col("valid_from"), source="domain.md 2.5; plain logic", status="proposal"),
    ),
)  # fmt: skip
