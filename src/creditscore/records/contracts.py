"""合同履约: performance of contracts (domain.md 2.15)."""

from creditscore.records._table import Column, Table

CONTRACT_PERFORMANCE = Table(
    name="contract_performance",
    title_zh="合同履约",
    title_en="contract performance",
    event=("履行期限", "date performance was due"),
    key=("contract_no", "contract_role"),
    basis="contract_performance",
    own=(
        Column(name="contract_no", kind="text", title_zh="合同编号", title_en="contract number", required=True,
               layer="public"),
        Column(name="counterparty_kind", kind="code", title_zh="相对方类别", title_en="kind of counterparty",
               enumeration="counterparty_kind", layer="public"),
        Column(name="contract_role", kind="code", title_zh="角色", title_en="role", required=True,
               enumeration="contract_role", layer="public"),
        Column(name="contract_type", kind="code", title_zh="合同类型", title_en="kind of contract", required=True,
               enumeration="contract_type", layer="public"),
        Column(name="amount", kind="money", title_zh="合同金额", title_en="amount", at_least=0, layer="public",
               unit="yuan"),
        Column(name="performed_date", kind="date", title_zh="履行日期", title_en="date performed",
               fact_date="performed_date", layer="public"),
        Column(name="outcome", kind="code", title_zh="履约结果", title_en="outcome", enumeration="contract_outcome",
               fact_date="outcome_date", layer="public"),
        Column(name="outcome_date", kind="date", title_zh="结果认定日期", title_en="date the outcome was stated",
               fact_date="outcome_date", layer="public"),
    ),
)  # fmt: skip
