"""监督检查: supervision inspections (domain.md 2.7)."""

from creditscore.records._table import Column, Table

INSPECTION = Table(
    name="inspection",
    title_zh="监督检查",
    title_en="inspection",
    event=("检查日期", "date of the inspection"),
    key=("inspection_no",),
    basis="admin_management",
    own=(
        Column(name="inspection_no", kind="text", title_zh="检查编号", title_en="inspection number", layer="public"),
        Column(name="domain", kind="code", title_zh="领域", title_en="domain", enumeration="domain", layer="public"),
        Column(name="inspection_mode", kind="code", title_zh="检查方式", title_en="mode", layer="public",
               enumeration="inspection_mode"),
        Column(name="failed", kind="boolean", title_zh="检查不合格", title_en="a problem was found", required=True,
               layer="public"),
        Column(name="result", kind="text", title_zh="检查结果", title_en="result as delivered", layer="public"),
        Column(name="recheck_result", kind="text", title_zh="复查结果", title_en="result of the recheck", layer="public"),
    ),
)  # fmt: skip

SAMPLING_TEST = Table(
    name="sampling_test",
    title_zh="抽检监测",
    title_en="sampling test",
    event=("抽样日期", "date of the sample"),
    key=("sample_no",),
    basis="admin_management",
    own=(
        Column(name="sample_no", kind="text", title_zh="抽样编号", title_en="sample number", required=True, layer="public"),
        Column(name="domain", kind="code", title_zh="领域", title_en="domain", enumeration="domain", layer="public"),
        Column(name="product_category", kind="text", title_zh="产品类别", title_en="product", layer="public"),
        Column(name="qualified", kind="boolean", title_zh="是否合格", title_en="met the standard", required=True,
               layer="public"),
        Column(name="nonconformity", kind="text", title_zh="不合格项目", title_en="nonconformity", layer="public"),
    ),
)  # fmt: skip
