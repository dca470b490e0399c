"""行政处罚与行政强制 (PEN).

No question looks back further than its records may be used under NDRC Order 36: minor penalties 3 months, general
ones 12, serious ones 36; what asks of any penalty over 36 months sees the serious ones alone beyond the first year.
"""

from creditscore.codes import violations
from creditscore.features._feature import (
    count,
    decayed,
    difference,
    distinct,
    maximum,
    mean,
    months,
    ratio,
    recency,
    total,
)
from creditscore.features.exposures import HUNDREDS_EMPLOYED, YEARS_IN_VIEW
from creditscore.features.registration import REG_CAPITAL
from creditscore.plan import AsOf, col
from creditscore.records import ADMIN_ACTION, ADMIN_PENALTY
from creditscore.rights import GENERAL_PENALTY, SERIOUS_PENALTY

GUARDED_DOMAINS = ("food", "drug", "special_equipment", "safety", "fire")
"""Fields where lives are at stake: the long minimum publicity of NDRC Order 58."""

_SERIOUS = SERIOUS_PENALTY.or_else(False)
_SEVERITY = _SERIOUS.as_number() * 2.0 + GENERAL_PENALTY.as_number() + 1.0
_UNPAID = (col("fine") > 0) & col("paid_date").is_null()
_COMPULSION = col("action_kind").is_("compulsion")

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

GENERAL_PENALTY_COUNT = count(
    "general_penalty_count", of=ADMIN_PENALTY, windows=months(12), where=GENERAL_PENALTY, risk="up", unit="次",
    title=("近{w}月一般行政处罚次数", "general administrative penalties, last {w} months"), group="PEN",
    family="penalties", why="Larger fines and confiscations: more than a slip, less than a threat to the business.",
)  # fmt: skip

MINOR_PENALTY_COUNT = count(
    "minor_penalty_count", of=ADMIN_PENALTY, windows=months(3), where=~_SERIOUS & ~GENERAL_PENALTY, risk="up",
    unit="次", title=("近{w}月轻微行政处罚次数", "minor administrative penalties, last {w} months"), group="PEN",
    family="penalties", why="Warnings and small fines are forgotten after three months; until then they are news.",
)  # fmt: skip

ORDINARY_PENALTY_COUNT = count(
    "ordinary_penalty_count", of=ADMIN_PENALTY, windows=months(12), where=col("procedure").is_not("simple"),
    risk="up", unit="次", group="PEN", family="penalties",
    title=("近{w}月普通程序处罚次数", "penalties by ordinary procedure, last {w} months"),
    why="Fines on the spot tell of the zeal of a region; an investigated case tells of the entity.",
)  # fmt: skip

WORST_SEVERITY = maximum(
    "penalty_severity_max", of=ADMIN_PENALTY, windows=months(36), value=_SEVERITY, risk="up", unit="级",
    title=("近{w}月最重处罚等级", "gravest penalty (1 minor to 3 serious), last {w} months"), group="PEN",
    family="penalties", why="One closure outweighs any number of warnings.",
)  # fmt: skip

SERIOUS_SHARE = ratio(
    "serious_penalty_share_36m", SERIOUS_PENALTY_COUNT.at(36), PENALTY_COUNT.at(36), zero=0.0, risk="up", unit="1",
    title=("近36月严重处罚占比", "share of penalties that are serious, last 36 months"),
    why="Tells the few grave cases of one entity from the many trifles of another.",
)  # fmt: skip

PENALTY_DECAYED = decayed(
    "penalty_decayed", of=ADMIN_PENALTY, windows=months(36), risk="up", unit="次",
    title=("近{w}月衰减加权处罚次数", "penalties, halved for every year of age, last {w} months"), group="PEN",
    family="penalties", why="One number for how many and how long ago, without the cliff of a window.",
)  # fmt: skip

PENALTY_WEIGHT = decayed(
    "penalty_weight_decayed", of=ADMIN_PENALTY, windows=months(36), risk="up", unit="分",
    value=_SERIOUS.as_number() * 210.0 + GENERAL_PENALTY.as_number() * 50.0 + 10.0,
    title=("近{w}月衰减加权处罚分值", "penalty weights (10, 60, 220), halved for every year, last {w} months"),
    group="PEN", family="penalties",
    why="Number, gravity and age in one, with the weights of the points table (this project's own).",
)  # fmt: skip

PENALTY_RECENCY = recency(
    "days_since_penalty", of=ADMIN_PENALTY, windows=months(36), risk="down", unit="日",
    title=("距最近一次行政处罚天数（{w}月内）", "days since the last penalty, within {w} months"), group="PEN",
    family="penalties", why="What happened lately counts more.",
)  # fmt: skip

SERIOUS_RECENCY = recency(
    "days_since_serious_penalty", of=ADMIN_PENALTY, windows=months(36), where=SERIOUS_PENALTY, risk="down",
    unit="日", title=("距最近一次严重处罚天数（{w}月内）", "days since the last serious penalty, within {w} months"),
    group="PEN", family="penalties", why="A grave case of last month is a crisis, one of three years ago is history.",
)  # fmt: skip

PENALTY_DOMAINS = distinct(
    "penalty_domains", of=ADMIN_PENALTY, windows=months(36), value=col("domain"), risk="up", unit="个",
    title=("近{w}月受处罚领域数", "domains with a penalty, last {w} months"), group="PEN", family="penalties",
    why="Trouble with several authorities is not bad luck.",
)  # fmt: skip

_NAMED = col("violation_code").is_null().is_(False) & ~col("violation_code").is_in(
    ("other", *violations.CATCH_ALLS)
)
"""Two penalties of a kind that gathers the rest need not be for the same violation."""
_NAMED_PENALTIES = count(
    "named_penalty_count", of=ADMIN_PENALTY, windows=months(12, 24), where=_NAMED, risk="up", unit="次",
    title=("近{w}月违法行为类型明确的处罚次数", "penalties with a known kind of violation, last {w} months"),
    group="PEN", family="repeat_offences", why="Parent of the repeats.",
)  # fmt: skip
_VIOLATIONS = distinct(
    "violation_kinds", of=ADMIN_PENALTY, windows=months(12, 24), where=_NAMED, value=col("violation_code"),
    risk="up", unit="个", title=("近{w}月违法行为种类数", "kinds of violation, last {w} months"), group="PEN",
    family="repeat_offences", why="Parent of the repeats.",
)  # fmt: skip

REPEAT_VIOLATIONS = tuple(
    difference(
        f"repeat_violation_count_{window}m", _NAMED_PENALTIES.at(window), _VIOLATIONS.at(window), zero=None,
        risk="up", unit="次",
        title=(f"近{window}月同类违法再犯次数", f"penalties for a kind of violation seen before, last {window} months"),
        why="Punished for it and did it again: the penalty did not change the conduct.",
    )
    for window in (12, 24)
)  # fmt: skip

SAFETY_PENALTIES = count(
    "safety_penalty_count", of=ADMIN_PENALTY, windows=months(12, 36), risk="up", unit="次",
    where=col("domain").is_in(GUARDED_DOMAINS), group="PEN",
    family="penalties", title=("近{w}月食药安全类处罚次数", "food, drug, safety and fire penalties, last {w} months"),
    why="Fields with a one-year minimum publicity under Order 58.",
)  # fmt: skip

ENVIRONMENT_PENALTIES = count(
    "environment_penalty_count", of=ADMIN_PENALTY, windows=months(12), where=col("domain").is_("env"),
    risk="up", unit="次", title=("近{w}月生态环境处罚次数", "environmental penalties, last {w} months"), group="PEN",
    family="penalties", why="Limits on production and the cost of cleaning up follow.",
)  # fmt: skip

LABOUR_PENALTIES = count(
    "labour_penalty_count", of=ADMIN_PENALTY, windows=months(12), where=col("domain").is_("labour"), risk="up",
    unit="次", title=("近{w}月劳动用工处罚次数", "labour penalties, last {w} months"), group="PEN", family="penalties",
    why="Wages and insurance are what an entity short of money stops paying first.",
)  # fmt: skip

BOOKS_PENALTIES = count(
    "books_penalty_count", of=ADMIN_PENALTY, windows=months(12), risk="up", unit="次", group="PEN",
    where=col("domain").is_in(("tax", "finance", "customs", "statistics")), family="penalties",
    title=("近{w}月税务金融海关统计类处罚次数", "tax, finance, customs and statistics penalties, last {w} months"),
    why="What is false towards these authorities is rarely true in the accounts shown to a bank.",
)  # fmt: skip

DECEPTION_PENALTIES = count(
    "deception_penalty_count", of=ADMIN_PENALTY, windows=months(12), risk="up", unit="次", group="PEN",
    where=col("domain").is_in(("quality", "advertising", "ip", "certification_testing")), family="penalties",
    title=("近{w}月质量广告知识产权类处罚次数", "quality, advertising, IP and certification penalties, last {w} months"),
    why="Customers were misled about what they bought.",
)  # fmt: skip

LICENCE_PENALTIES = count(
    "licence_penalty_count", of=ADMIN_PENALTY, windows=months(36), risk="up", unit="次", group="PEN",
    where=col("penalty_kind").is_in(("licence_suspend", "licence_revoke", "qualification_down")),
    family="penalties",
    title=("近{w}月暂扣吊销降级类处罚次数", "licences suspended, revoked or lowered, last {w} months"),
    why="Without the licence there is no business and no revenue to repay from.",
)  # fmt: skip

STANDSTILL_PENALTIES = count(
    "standstill_penalty_count", of=ADMIN_PENALTY, windows=months(36), risk="up", unit="次", group="PEN",
    where=col("penalty_kind").is_in(("stop_production", "order_close", "restrict_business")), family="penalties",
    title=("近{w}月停产停业关闭限制类处罚次数", "orders to stop, close or restrict business, last {w} months"),
    why="Production stands still while wages, rent and interest go on.",
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

FINE_DECAYED = decayed(
    "fine_decayed", of=ADMIN_PENALTY, windows=months(36), value=col("fine"), risk="up", unit="元",
    title=("近{w}月衰减加权罚款", "fines, halved for every year of age, last {w} months"), group="PEN",
    family="fines", why="An old fine has been digested, a new one is still to be paid.",
)  # fmt: skip

CONFISCATED_SUM = total(
    "confiscated_sum", of=ADMIN_PENALTY, windows=months(12), value=col("confiscated"), risk="up", unit="元",
    title=("近{w}月没收金额", "amounts confiscated, last {w} months"), group="PEN", family="fines",
    why="What is confiscated was earned unlawfully: part of the turnover was not sound.",
)  # fmt: skip

UNPAID_FINES = total(
    "unpaid_fine_sum", of=ADMIN_PENALTY, windows=months(36), value=col("fine"), where=col("paid_date").is_null(),
    risk="up", unit="元", title=("近{w}月尚未缴清的罚款", "fines not yet paid, last {w} months"), group="PEN",
    family="fines", why="An unpaid fine shows a lack of means or of will.",
)  # fmt: skip

UNPAID_SHARE = ratio(
    "unpaid_fine_share_36m", UNPAID_FINES.at(36), FINE_SUM.at(36), zero=0.0, risk="up", unit="1",
    title=("近36月罚款未缴清比例", "share of fines not yet paid, last 36 months"),
    why="Willingness to pay, whatever the size of the fines.",
)  # fmt: skip

OVERDUE_FINES = count(
    "overdue_fine_count", of=ADMIN_PENALTY, windows=months(36), risk="up", unit="笔",
    where=_UNPAID & (AsOf().days_since(col("event_date")) > 15), group="PEN", family="fines",
    title=("近{w}月逾期未缴罚款笔数", "fines unpaid beyond 15 days, last {w} months"),
    why="A fine is due within 15 days (Administrative Penalty Law art. 67); 3 percent a day is added after that.",
)  # fmt: skip

UNPAID_AGE = maximum(
    "unpaid_fine_days_max", of=ADMIN_PENALTY, windows=months(36), where=_UNPAID, risk="up", unit="日",
    value=AsOf().days_since(col("event_date")), group="PEN", family="fines",
    title=("近{w}月未缴罚款最长拖欠天数", "days the oldest unpaid fine has stood, last {w} months"),
    why="The longer a known debt to the state stands, the less other creditors can hope for.",
)  # fmt: skip

PAYMENT_DAYS = mean(
    "fine_payment_days_mean", of=ADMIN_PENALTY, windows=months(36), where=col("fine") > 0, risk="up", unit="日",
    value=col("paid_date").days_since(col("event_date")), none_seen=0.0, group="PEN", family="fines",
    title=("近{w}月已缴罚款平均缴纳天数", "mean days to pay a fine, fines paid, last {w} months"),
    why="How quickly an undisputed debt is paid when it falls due.",
)  # fmt: skip

FINE_TO_CAPITAL = ratio(
    "fine_to_capital_12m", FINE_SUM.at(12), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近12月罚款占注册资本比", "fines over registered capital, 12 months"),
    why="The same fine hurts a small entity more.",
)  # fmt: skip

FINE_TO_CAPITAL_LONG = ratio(
    "fine_to_capital_24m", FINE_SUM.at(24), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近24月罚款占注册资本比", "fines over registered capital, 24 months"),
    why="Weighs the large fines of the year before against what can absorb them.",
)  # fmt: skip

UNPAID_TO_CAPITAL = ratio(
    "unpaid_fine_to_capital_36m", UNPAID_FINES.at(36), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近36月未缴罚款占注册资本比", "unpaid fines over registered capital, 36 months"),
    why="A claim of the state that ranks beside the bank's, against what can absorb it.",
)  # fmt: skip

PENALTY_PER_YEAR = ratio(
    "penalty_per_year_36m", PENALTY_COUNT.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近36月年均处罚次数", "penalties per year of existence, last 36 months"),
    why="A young entity had less time to offend: the count alone makes it look better than it is.",
)  # fmt: skip

PENALTY_PER_HUNDRED = ratio(
    "penalty_per_hundred_12m", PENALTY_COUNT.at(12), HUNDREDS_EMPLOYED, zero=None, risk="up", unit="次/百人",
    title=("近12月每百人处罚次数", "penalties per hundred employed, last 12 months"),
    why="Large entities are seen more often; per head the count is fair to them.",
)  # fmt: skip

COMPULSION_COUNT = count(
    "compulsion_count", of=ADMIN_ACTION, windows=months(36), where=_COMPULSION, risk="up", unit="次",
    title=("近{w}月行政强制次数", "acts of administrative compulsion, last {w} months"), group="PEN",
    family="compulsion", why="Goods or premises were sealed or seized: assets out of reach of the entity and its bank.",
)  # fmt: skip

FEATURES = (
    *PENALTY_COUNT, *SERIOUS_PENALTY_COUNT, *FINE_SUM, *FINE_MAX, *PENALTY_RECENCY, *PENALTY_DOMAINS,
    *SAFETY_PENALTIES, *UNPAID_FINES, FINE_TO_CAPITAL, *GENERAL_PENALTY_COUNT, *MINOR_PENALTY_COUNT,
    *ORDINARY_PENALTY_COUNT, *WORST_SEVERITY, SERIOUS_SHARE, *PENALTY_DECAYED, *PENALTY_WEIGHT,
    *SERIOUS_RECENCY, *REPEAT_VIOLATIONS, *ENVIRONMENT_PENALTIES, *LABOUR_PENALTIES,
    *BOOKS_PENALTIES, *DECEPTION_PENALTIES, *LICENCE_PENALTIES, *STANDSTILL_PENALTIES, *FINE_DECAYED,
    *CONFISCATED_SUM, UNPAID_SHARE, *OVERDUE_FINES, *UNPAID_AGE, *PAYMENT_DAYS, FINE_TO_CAPITAL_LONG,
    UNPAID_TO_CAPITAL, PENALTY_PER_YEAR, PENALTY_PER_HUNDRED, *COMPULSION_COUNT,
)  # fmt: skip
