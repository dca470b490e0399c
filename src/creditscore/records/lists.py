"""名单: abnormal and serious-dishonesty lists in one table (domain.md 2.9)."""

from creditscore.codes import enumerations, lists
from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

LIST_CODES = enumerations.codes("list_code")

SERIOUS_LISTS = lists.GRADE_D
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
        Column(name="list_code", kind="code", title_zh="名单", title_en="list", required=True, enumeration="list_code",
               layer="public"),
        Column(name="entry_reason", kind="text", title_zh="列入事由", title_en="reason of entry", layer="public"),
        Column(name="basis", kind="text", title_zh="法律依据", title_en="legal basis", layer="public"),
        Column(name="decision_no", kind="text", title_zh="决定文书号", title_en="decision number", layer="public"),
        Column(name="determining_body", kind="text", title_zh="认定单位", title_en="determining body", layer="public"),
        Column(name="exit_date", kind="date", title_zh="移出日期", title_en="date of exit", fact_date="exit_date",
               layer="public"),
        Column(name="exit_kind", kind="code", title_zh="移出方式", title_en="kind of exit", fact_date="exit_date",
               enumeration="list_exit_kind", layer="public"),
        Column(name="term_months", kind="integer", title_zh="管理期限（决定所载）", title_en="term stated in the decision",
               unit="月", at_least=0, layer="public"),
    ),
    checks=(
        Check(rule="exit_before_entry", title_zh="移出早于列入", title_en="exit before entry",
              wrong=col("exit_date") < col("event_date"), source="domain.md 2.9", level="warn"),
    ),
)  # fmt: skip
