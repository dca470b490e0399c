"""债券: what is due on bonds, and whether it was paid (domain.md 2.14, measure 49)."""

from creditscore.records._table import Column, Table

BOND_EVENT = Table(
    name="bond_event",
    title_zh="债券兑付",
    title_en="bond payment",
    event=("公告日期", "date announced"),
    key=("bond_code", "due_date"),
    basis="lending_authorisation",
    own=(
        Column(name="bond_code", kind="text", title_zh="债券代码", title_en="bond", required=True),
        Column(name="due_date", kind="date", title_zh="兑付日期", title_en="date due", required=True),
        Column(name="amount_due", kind="money", title_zh="应付本息", title_en="principal and interest due",
               required=True, at_least=0, unit="yuan"),
        Column(name="paid_date", kind="date", title_zh="实付日期", title_en="date paid", fact_date="paid_date"),
        Column(name="overdue", kind="code", title_zh="逾期状态", title_en="overdue", enumeration="bond_overdue"),
    ),
)  # fmt: skip
