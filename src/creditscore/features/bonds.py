"""债券兑付 (LOA): payments announced, missed and warned of (measure 49); authorised, for financing evaluations only.

A payment that is missed is announced twice, before it is due and after: sums leave the second announcement out.
"""

from creditscore.features._feature import count, covered, maximum, months, ratio, recency, total
from creditscore.plan import AsOf, col
from creditscore.records import BOND_EVENT

_MISSED = col("overdue").is_("actual")
_FIRST = col("overdue").is_null() | col("overdue").is_not("actual")
_DUE = _FIRST & (col("due_date") < AsOf())

MISSED = count(
    "bond_missed_count", of=BOND_EVENT, windows=months(36), where=_MISSED, risk="up", unit="次", group="LOA",
    family="bonds", title=("近{w}月债券逾期次数", "bond payments missed, last {w} months"),
    why="A bond missed in public is a default that cross-default clauses carry to every loan.",
)  # fmt: skip

WARNED = count(
    "bond_warning_count", of=BOND_EVENT, windows=months(24), where=col("overdue").is_("potential"), risk="up",
    unit="次", title=("近{w}月债券潜在逾期提示次数", "bond payments announced as at risk, last {w} months"), group="LOA",
    family="bonds", why="The issuer itself says that it may not pay.",
)  # fmt: skip

_DUE_AMOUNT = total(
    "bond_due_amount", of=BOND_EVENT, windows=months(36), value=col("amount_due"), where=_DUE, risk="none",
    unit="元", title=("近{w}月到期应付债券本息", "principal and interest of bonds that fell due, last {w} months"),
    group="LOA", family="bonds", why="Parent of the share.",
)  # fmt: skip

_UNPAID = total(
    "bond_unpaid_amount", of=BOND_EVENT, windows=months(36), value=col("amount_due"), risk="up", unit="元",
    where=_DUE & col("paid_date").is_null(), title=("近{w}月到期未付债券本息", "bond payments due and unpaid, last {w} months"),
    group="LOA", family="bonds", why="Open today, whatever was promised since.",
)  # fmt: skip

UNPAID_SHARE = ratio(
    "bond_unpaid_share_36m", _UNPAID.at(36), _DUE_AMOUNT.at(36), zero=0.0, risk="up", unit="1",
    title=("近36月到期债券未付占比", "share of bond payments due that are unpaid, 36 months"),
    why="Unpaid in proportion to what fell due.",
)  # fmt: skip

DELAY = maximum(
    "bond_delay_max", of=BOND_EVENT, windows=months(36), where=_DUE, risk="up", unit="日", group="LOA",
    value=col("paid_date").or_else(AsOf()).days_since(col("due_date")).at_least(0.0), family="bonds",
    title=("近{w}月债券兑付最长延迟天数", "longest delay of a bond payment, last {w} months"),
    why="A week late for want of paper, or a year late for want of money.",
)  # fmt: skip

MISSED_RECENCY = recency(
    "days_since_bond_missed", of=BOND_EVENT, windows=months(36), where=_MISSED, risk="down", unit="日", group="LOA",
    family="bonds", title=("距最近一次债券逾期天数（{w}月内）", "days since the last bond payment missed, within {w} months"),
    why="What happened lately counts more.",
)  # fmt: skip

COVERAGE = covered(
    f"covered_{BOND_EVENT.name}", of=BOND_EVENT, windows=months(36),
    title=(f"近{{w}}月{BOND_EVENT.title_zh}数据已覆盖", f"{BOND_EVENT.title_en} covered, last {{w}} months"),
)  # fmt: skip

FEATURES = (*MISSED, *WARNED, UNPAID_SHARE, *DELAY, *MISSED_RECENCY, *COVERAGE)
