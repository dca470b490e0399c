"""税款征收 (TAX): payments, arrears, violations and taxpayers who fell silent. Payments alone are authorised."""

from creditscore.features._feature import (
    count,
    covered,
    decayed,
    difference,
    distinct,
    longest_run,
    mean,
    months,
    ratio,
    recency,
    share,
    total,
)  # fmt: skip
from creditscore.features.exposures import YEARS_IN_VIEW
from creditscore.features.registration import REG_CAPITAL
from creditscore.features.tax import REVENUE
from creditscore.plan import AsOf, col
from creditscore.records import ABNORMAL_TAXPAYER, TAX_ARREARS, TAX_PAYMENT, TAX_VIOLATION

_LATE = col("paid_date").is_null() | (col("paid_date") > col("event_date"))
_DELAY = col("paid_date").or_else(AsOf()).days_since(col("event_date")).at_least(0.0)
_OWED = (col("amount_due") - col("amount_paid").or_else(0)).at_least(0.0)
"""What is still owed on the day: all of it as long as no payment is known."""

_UNCLEARED = col("cleared_date").is_null()
_SILENT = col("ended_date").is_null()

TAX_DUE_COUNT = count(
    "tax_payment_count", of=TAX_PAYMENT, windows=months(12, 24), risk="none", unit="次", group="TAX",
    family="tax_payment", title=("近{w}月应缴税款次数", "tax payments due, last {w} months"),
    why="The base of payment ratios.",
)  # fmt: skip

TAX_LATE = count(
    "tax_payment_late_count", of=TAX_PAYMENT, windows=months(12, 24), where=_LATE, risk="up", unit="次",
    group="TAX", family="tax_payment",
    title=("近{w}月逾期或未缴税款次数", "taxes paid late or not at all, last {w} months"),
    why="Tax is the bill a firm short of cash puts off first after wages.",
)  # fmt: skip

TAX_LATE_SHARE = share(
    "tax_payment_late_share", TAX_LATE, TAX_DUE_COUNT, zero=0.0, risk="up", unit="1",
    title=("近{w}月逾期缴税占比", "share of tax payments late, last {w} months"),
    why="Compares those who pay monthly with those who pay by the quarter.",
)  # fmt: skip

TAX_UNPAID = total(
    "tax_unpaid", of=TAX_PAYMENT, windows=months(24), value=_OWED, risk="up", unit="元", group="TAX",
    family="tax_payment", title=("近{w}月到期至今未缴税款", "tax due and still unpaid, last {w} months"),
    why="Owed to the state now, before it is announced.",
)  # fmt: skip

TAX_UNPAID_TO_REVENUE = ratio(
    "tax_unpaid_to_revenue", TAX_UNPAID.at(24), REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("未缴税款占近12月申报销售额比", "unpaid tax over declared revenue, 12 months"),
    why="A tenth of a year's sales is another debt than a thousandth.",
)  # fmt: skip

TAX_DELAY_MEAN = mean(
    "tax_payment_delay_mean", of=TAX_PAYMENT, windows=months(12), value=_DELAY, none_seen=0.0, risk="up",
    unit="日", group="TAX", family="tax_payment",
    title=("近{w}月平均逾期缴税天数", "mean days late in paying tax, last {w} months"),
    why="How late, not only how often.",
)  # fmt: skip

TAX_LATE_RUN = longest_run(
    "tax_payment_late_run", of=TAX_PAYMENT, windows=months(24), value=_LATE, risk="up", unit="月", group="TAX",
    family="tax_payment", title=("近{w}月连续逾期缴税最长月数", "longest run of months with tax paid late, last {w} months"),
    why="A run shows a lack of cash where single slips show a lack of order.",
)  # fmt: skip

TAX_LATE_RECENCY = recency(
    "days_since_late_tax", of=TAX_PAYMENT, windows=months(24), where=_LATE, risk="down", unit="日", group="TAX",
    family="tax_payment", title=("距最近一次逾期缴税天数（{w}月内）", "days since the last late tax payment, within {w} months"),
    why="Tells who has mended from who has not.",
)  # fmt: skip

ARREARS_COUNT = count(
    "tax_arrears_count", of=TAX_ARREARS, windows=months(12, 24), risk="up", unit="次",
    title=("近{w}月欠税公告次数", "tax-arrears announcements, last {w} months"), group="TAX", family="tax_arrears",
    why="Announced arrears are public and undisputed.",
)  # fmt: skip

ARREARS_OPEN = total(
    "tax_arrears_open", of=TAX_ARREARS, windows=months(36), value=col("arrears_balance"),
    where=_UNCLEARED, risk="up", unit="元",
    title=("近{w}月公告且未清缴的欠税", "announced tax arrears not cleared, last {w} months"), group="TAX",
    family="tax_arrears", why="The state ranks before other creditors.",
)  # fmt: skip

ARREARS_TO_CAPITAL = ratio(
    "tax_arrears_to_capital", ARREARS_OPEN.at(36), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("未清欠税占注册资本比", "open tax arrears over registered capital"),
    why="Arrears in proportion to size.",
)  # fmt: skip

ARREARS_TO_REVENUE = ratio(
    "tax_arrears_to_revenue", ARREARS_OPEN.at(36), REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("未清欠税占近12月申报销售额比", "open tax arrears over declared revenue, 12 months"),
    why="Whether a year's sales can carry what is owed.",
)  # fmt: skip

ARREARS_PER_YEAR = ratio(
    "tax_arrears_per_year_24m", ARREARS_COUNT.at(24), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近24月每存续年欠税公告次数", "tax-arrears announcements per year of existence, last 24 months"),
    why="The young have had less time to be announced.",
)  # fmt: skip

ARREARS_TAXES = distinct(
    "tax_arrears_taxes", of=TAX_ARREARS, windows=months(24), value=col("tax_type"), risk="up", unit="个",
    group="TAX", family="tax_arrears", title=("近{w}月公告欠税的税种数", "taxes in arrears announced, last {w} months"),
    why="Behind with every tax is worse than behind with one.",
)  # fmt: skip

ARREARS_REPEATED = difference(
    "tax_arrears_repeated_24m", ARREARS_COUNT.at(24), ARREARS_TAXES.at(24), zero=None, risk="up", unit="次",
    title=("近24月同税种再次公告欠税次数", "arrears announced again for the same tax, last 24 months"),
    why="Announced again: the first announcement did not help.",
)  # fmt: skip

ARREARS_DECAYED = decayed(
    "tax_arrears_decayed", of=TAX_ARREARS, windows=months(36), value=col("arrears_balance"), risk="up", unit="元",
    group="TAX", family="tax_arrears",
    title=("近{w}月公告欠税额（一年半衰）", "announced arrears, last {w} months, halved for every year of age"),
    why="Cleared arrears still tell of a bad spell, less so every year.",
)  # fmt: skip

ARREARS_RECENCY = recency(
    "days_since_tax_arrears", of=TAX_ARREARS, windows=months(36), risk="down", unit="日", group="TAX",
    family="tax_arrears", title=("距最近一次欠税公告天数（{w}月内）", "days since the last arrears announcement, within {w} months"),
    why="A fresh announcement means the reminders did not help.",
)  # fmt: skip

VIOLATIONS = count(
    "tax_violation_count", of=TAX_VIOLATION, windows=months(36), risk="up", unit="次", group="TAX",
    family="tax_violation", title=("近{w}月税收违法次数", "tax violations, last {w} months"),
    why="Who deceives the tax office keeps books a bank cannot trust.",
)  # fmt: skip

VIOLATIONS_PER_YEAR = ratio(
    "tax_violation_per_year_36m", VIOLATIONS.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近36月每存续年税收违法次数", "tax violations per year of existence, last 36 months"),
    why="One in the first year weighs more than one in three.",
)  # fmt: skip

INVOICE_FRAUD = count(
    "tax_fraud_count", of=TAX_VIOLATION, windows=months(36), risk="up", unit="次", group="TAX",
    family="tax_violation", where=col("nature").is_in(("fake_invoice", "refund_fraud")),
    title=("近{w}月虚开发票或骗取退税次数", "fake invoices or refund fraud, last {w} months"),
    why="False invoices mean that the sales shown to a bank may be false too.",
)  # fmt: skip

VIOLATION_AMOUNT = total(
    "tax_violation_amount", of=TAX_VIOLATION, windows=months(36), value=col("amount"), risk="up", unit="元",
    group="TAX", family="tax_violation", title=("近{w}月税收违法涉及税款", "tax concerned in violations, last {w} months"),
    why="It falls due with a fine and late fees on top.",
)  # fmt: skip

VIOLATION_TO_CAPITAL = ratio(
    "tax_violation_to_capital_36m", VIOLATION_AMOUNT.at(36), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近36月违法涉及税款占注册资本比", "tax concerned in violations over registered capital, 36 months"),
    why="Shows which violation can end the business.",
)  # fmt: skip

VIOLATION_FINES = total(
    "tax_violation_fines", of=TAX_VIOLATION, windows=months(36), value=col("penalty"), risk="up", unit="元",
    group="TAX", family="tax_violation", title=("近{w}月税收违法罚款", "fines for tax violations, last {w} months"),
    why="A fine comes on top of the tax itself.",
)  # fmt: skip

FINE_MULTIPLE = ratio(
    "tax_fine_multiple_36m", VIOLATION_FINES.at(36), VIOLATION_AMOUNT.at(36), zero=0.0, risk="up", unit="倍",
    title=("近36月税收违法罚款倍数", "fines over the tax concerned, 36 months"),
    why="Half to five times by law: the tax office's own view of how grave it was.",
)  # fmt: skip

TO_POLICE = count(
    "tax_police_count", of=TAX_VIOLATION, windows=months(36), where=col("transferred_to_police"), risk="up",
    unit="次", group="TAX", family="tax_violation",
    title=("近{w}月税收违法移送公安次数", "tax cases passed to the police, last {w} months"),
    why="A criminal case ends bank lines and contracts.",
)  # fmt: skip

VIOLATION_RECENCY = recency(
    "days_since_tax_violation", of=TAX_VIOLATION, windows=months(36), risk="down", unit="日", group="TAX",
    family="tax_violation", title=("距最近一次税收违法天数（{w}月内）", "days since the last tax violation, within {w} months"),
    why="The bill of a fresh violation is still to be paid.",
)  # fmt: skip

SILENT_NOW = count(
    "abnormal_taxpayer_open", of=ABNORMAL_TAXPAYER, windows=months(36), where=_SILENT, risk="up", unit="次",
    group="TAX", family="abnormal_taxpayer",
    title=("近{w}月认定且未解除的非正常户", "abnormal-taxpayer entries not lifted, last {w} months"),
    why="Nobody answers the tax office: the business is gone or hiding; a grade D follows (domain.md 4.4).",
)  # fmt: skip

SILENCES = count(
    "abnormal_taxpayer_count", of=ABNORMAL_TAXPAYER, windows=months(36), risk="up", unit="次", group="TAX",
    family="abnormal_taxpayer", title=("近{w}月认定非正常户次数", "times stated an abnormal taxpayer, last {w} months"),
    why="Lifted or not, it took three months of silence.",
)  # fmt: skip

SILENT_DAYS = total(
    "abnormal_taxpayer_days", of=ABNORMAL_TAXPAYER, windows=months(36), risk="up", unit="日", group="TAX",
    family="abnormal_taxpayer",
    value=col("ended_date").or_else(AsOf()).days_since(col("event_date")).at_least(0),
    title=("近{w}月非正常户累计天数", "days as an abnormal taxpayer, last {w} months"),
    why="A week's oversight is not a year's absence.",
)  # fmt: skip

SILENCES_PER_YEAR = ratio(
    "abnormal_taxpayer_per_year_36m", SILENCES.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近36月每存续年非正常户认定次数", "abnormal-taxpayer entries per year of existence, last 36 months"),
    why="A firm that falls silent in its first year was hardly ever there.",
)  # fmt: skip

COVERAGE = tuple(
    feature
    for table in (TAX_PAYMENT, TAX_ARREARS, TAX_VIOLATION, ABNORMAL_TAXPAYER)
    for feature in covered(
        f"covered_{table.name}", of=table, windows=months(24 if table is TAX_PAYMENT else 36),
        title=(f"近{{w}}月{table.title_zh}数据已覆盖", f"{table.title_en} covered, last {{w}} months"),
    )
)  # fmt: skip

FEATURES = (
    *TAX_LATE, *TAX_LATE_SHARE, *TAX_UNPAID, TAX_UNPAID_TO_REVENUE, *TAX_DELAY_MEAN, *TAX_LATE_RUN,
    *TAX_LATE_RECENCY, *ARREARS_COUNT, *ARREARS_OPEN, ARREARS_TO_CAPITAL, ARREARS_TO_REVENUE, ARREARS_PER_YEAR,
    ARREARS_REPEATED, *ARREARS_DECAYED, *ARREARS_RECENCY, *VIOLATIONS, VIOLATIONS_PER_YEAR, *INVOICE_FRAUD,
    *VIOLATION_AMOUNT, VIOLATION_TO_CAPITAL, FINE_MULTIPLE, *TO_POLICE, *VIOLATION_RECENCY, *SILENT_NOW, *SILENCES,
    *SILENT_DAYS, SILENCES_PER_YEAR, *COVERAGE,
)  # fmt: skip
"""What is declared above and not named here is the part of a ratio that says nothing alone."""
