"""行政处罚 (PEN)."""

from creditscore.features._feature import count, distinct, maximum, months, ratio, recency, total
from creditscore.features.registration import REG_CAPITAL
from creditscore.plan import col
from creditscore.records import ADMIN_PENALTY
from creditscore.rights import SERIOUS_PENALTY

PENALTY_COUNT = count(
    "penalty_count", of=ADMIN_PENALTY, windows=months(3, 12, 24, 36), risk="up", unit="次",
    title=("近{w}月行政处罚次数", "administrative penalties, last {w} months"), group="PEN", family="penalties",
    why="Compliance in one field tells of management in others.",
)  # fmt: skip

SERIOUS_PENALTY_COUNT = count(
    "serious_penalty_count", of=ADMIN_PENALTY, windows=months(12, 36), where=SERIOUS_PENALTY, risk="up", unit="次",
    title=("近{w}月严重行政处罚次数", "serious administrative penalties, last {w} months"), group="PEN",
    family="penalties", why="Closure, suspension, revocation or a very large fine threatens the business itself.",
)  # fmt: skip

FINE_SUM = total(
    "fine_sum", of=ADMIN_PENALTY, windows=months(12, 24, 36), value=col("fine"), risk="up", unit="元",
    title=("近{w}月罚款合计", "fines, last {w} months"), group="PEN", family="fines",
    why="The sum of fines weighs the penalties by their size.",
)  # fmt: skip

FINE_MAX = maximum(
    "fine_max", of=ADMIN_PENALTY, windows=months(36), value=col("fine"), risk="up", unit="元",
    title=("近{w}月最大单笔罚款", "largest fine, last {w} months"), group="PEN", family="fines",
    why="One large fine says more than many small ones.",
)  # fmt: skip

PENALTY_RECENCY = recency(
    "days_since_penalty", of=ADMIN_PENALTY, windows=months(36), risk="down", unit="日",
    title=("距最近一次行政处罚天数（{w}月内）", "days since the last penalty, within {w} months"), group="PEN",
    family="penalties", why="What happened lately counts more.",
)  # fmt: skip

PENALTY_DOMAINS = distinct(
    "penalty_domains", of=ADMIN_PENALTY, windows=months(36), value=col("domain"), risk="up", unit="个",
    title=("近{w}月受处罚领域数", "domains with a penalty, last {w} months"), group="PEN", family="penalties",
    why="Trouble with several authorities is not bad luck.",
)  # fmt: skip

SAFETY_PENALTIES = count(
    "safety_penalty_count", of=ADMIN_PENALTY, windows=months(12, 36), risk="up", unit="次",
    where=col("domain").is_in(("food", "drug", "special_equipment", "safety", "fire")), group="PEN",
    family="penalties", title=("近{w}月食药安全类处罚次数", "food, drug, safety and fire penalties, last {w} months"),
    why="Fields with a one-year minimum publicity under Order 58.",
)  # fmt: skip

UNPAID_FINES = total(
    "unpaid_fine_sum", of=ADMIN_PENALTY, windows=months(36), value=col("fine"), where=col("paid_date").is_null(),
    risk="up", unit="元", title=("近{w}月尚未缴清的罚款", "fines not yet paid, last {w} months"), group="PEN",
    family="fines", why="An unpaid fine shows a lack of means or of will.",
)  # fmt: skip

FINE_TO_CAPITAL = ratio(
    "fine_to_capital_12m", FINE_SUM.at(12), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近12月罚款占注册资本比", "fines over registered capital, 12 months"),
    why="The same fine hurts a small entity more.",
)  # fmt: skip

FEATURES = (
    *PENALTY_COUNT, *SERIOUS_PENALTY_COUNT, *FINE_SUM, *FINE_MAX, *PENALTY_RECENCY, *PENALTY_DOMAINS,
    *SAFETY_PENALTIES, *UNPAID_FINES, FINE_TO_CAPITAL,
)  # fmt: skip
