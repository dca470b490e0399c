"""商户支付与结算: merchant payments and settlement by month (domain.md 2.16, U01-U11)."""

from creditscore.plan import col
from creditscore.records._table import Check, Column, Table

MERCHANT_PAYMENT_MONTHLY = Table(
    name="merchant_payment_monthly",
    title_zh="商户支付月度",
    title_en="merchant payments by month",
    event=("所属月末日", "last day of the month"),
    key=("month", "mcc_group"),
    basis="payments_authorisation",
    own=(
        Column(name="month", kind="date", title_zh="月份（首日）", title_en="first day of the month", required=True),
        Column(name="mcc_group", kind="code", title_zh="商户类别组", title_en="merchant category", required=True,
               enumeration="mcc_group"),
        Column(name="txn_count", kind="integer", title_zh="交易笔数", title_en="transactions", required=True,
               unit="笔", at_least=0),
        Column(name="txn_amount", kind="money", title_zh="交易金额", title_en="amount", required=True, at_least=0,
               unit="yuan"),
        Column(name="refund_amount", kind="money", title_zh="退款金额", title_en="refunds", at_least=0, unit="yuan"),
        Column(name="active_days", kind="integer", title_zh="有交易天数", title_en="days with a transaction",
               unit="天", at_least=0, at_most=31),
        Column(name="night_share", kind="number", title_zh="夜间交易占比", title_en="share at night", unit="比例",
               at_least=0, at_most=1),
        Column(name="unique_cards", kind="integer", title_zh="去重卡数（仅汇总）",
               title_en="distinct cards (aggregate only)", unit="张", at_least=0),
        Column(name="voucher_amount", kind="money", title_zh="政府消费券核销金额", title_en="vouchers redeemed",
               at_least=0, unit="yuan"),
        Column(name="fee_relief_amount", kind="money", title_zh="手续费减免金额", title_en="fees relieved",
               at_least=0, unit="yuan"),
        Column(name="honghuo", kind="boolean", title_zh="参与红火计划", title_en="takes part in the Honghuo plan"),
    ),
    checks=(
        Check(rule="vouchers_above_turnover", title_zh="消费券金额大于交易金额", title_en="vouchers above the turnover",
              wrong=col("voucher_amount") > col("txn_amount"), source="domain.md 2.16"),
    ),
)  # fmt: skip

SETTLEMENT_MONTHLY = Table(
    name="settlement_monthly",
    title_zh="单位结算月度",
    title_en="corporate settlement by month",
    event=("所属月末日", "last day of the month"),
    key=("month",),
    basis="payments_authorisation",
    own=(
        Column(name="month", kind="date", title_zh="月份（首日）", title_en="first day of the month", required=True),
        Column(name="inflow", kind="money", title_zh="转入金额", title_en="inflow", required=True, at_least=0,
               unit="yuan"),
        Column(name="outflow", kind="money", title_zh="转出金额", title_en="outflow", required=True, at_least=0,
               unit="yuan"),
        Column(name="inflow_count", kind="integer", title_zh="转入笔数", title_en="transfers in", unit="笔",
               at_least=0),
        Column(name="outflow_count", kind="integer", title_zh="转出笔数", title_en="transfers out", unit="笔",
               at_least=0),
    ),
)  # fmt: skip
