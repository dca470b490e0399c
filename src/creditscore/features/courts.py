"""司法 (JUD): judgments and their enforcement (domain.md 2.10).

Not every judgment tells of default: what the entity was sued for as a debtor does, and the amount against its size
(S30); disputes over wages, torts or patents follow the trade. An enforcement case is what is left when the loser
does not pay of its own accord.
"""

from creditscore.features._feature import (
    count,
    decayed,
    difference,
    distinct,
    maximum,
    months,
    ratio,
    recency,
    share,
    total,
)
from creditscore.features.exposures import YEARS_IN_VIEW
from creditscore.features.registration import REG_CAPITAL
from creditscore.features.tax import REVENUE
from creditscore.plan import AsOf, Window, col
from creditscore.records import ENFORCEMENT_CASE, JUDGMENT

_SUED = col("case_role").is_("defendant")
_DEBT = _SUED & col("case_type").is_in(("loan", "sales", "construction", "lease"))
_LOST = _SUED & col("result").is_("lost")
_DEBT_LOST = _DEBT & col("result").is_("lost")
_OWES = _DEBT & col("result").is_in(("lost", "settled"))
"""Judged or settled as debtor: money has to be paid."""

_OPEN = col("closed_date").is_null()
"""Not closed as far as is known on the day (a late fact)."""

SUED = count(
    "defendant_count", of=JUDGMENT, windows=months(12, 24, 36), where=_SUED, risk="up", unit="件",
    title=("近{w}月作为被告的裁判数", "judgments as defendant, last {w} months"), group="JUD", family="lawsuits",
    why="Partners go to court when talking has failed.",
)  # fmt: skip

DEBT_SUED = count(
    "debt_defendant_count", of=JUDGMENT, windows=months(12, 24, 36), where=_DEBT, risk="up", unit="件",
    title=("近{w}月作为被告的债务类裁判数", "judgments as defendant over loans, sales, building or rent, last {w} months"),
    group="JUD", family="debt_lawsuits", why="Published work finds only some judgments telling: those over money owed.",
)  # fmt: skip

LOAN_SUED = count(
    "loan_defendant_count", of=JUDGMENT, windows=months(24), where=_SUED & col("case_type").is_("loan"), risk="up",
    unit="件", title=("近{w}月作为被告的金融借款裁判数", "judgments as defendant over loans, last {w} months"),
    group="JUD", family="debt_lawsuits", why="A lender has given up on the entity: the nearest public sign of default.",
)  # fmt: skip

LABOUR_SUED = count(
    "labour_defendant_count", of=JUDGMENT, windows=months(24), where=_SUED & col("case_type").is_("labour"),
    risk="up", unit="件", title=("近{w}月作为被告的劳动争议裁判数", "labour judgments as defendant, last {w} months"),
    group="JUD", family="lawsuits", why="Wages in dispute today are wages not paid yesterday.",
)  # fmt: skip

LOST = count(
    "lost_judgment_count", of=JUDGMENT, windows=months(12, 36), where=_LOST, risk="up", unit="件",
    title=("近{w}月作为被告败诉数", "judgments lost as defendant, last {w} months"), group="JUD", family="lawsuits",
    why="The court agreed with the other side.",
)  # fmt: skip

LOST_SHARE = share(
    "lost_judgment_share", LOST, SUED, zero=0.0, risk="up", unit="1",
    title=("近{w}月作为被告败诉率", "share of judgments as defendant that were lost, last {w} months"),
    why="Tells the entity that breaks its word from the one that is merely sued.",
)  # fmt: skip

SUIT_KINDS = distinct(
    "lawsuit_kinds", of=JUDGMENT, windows=months(36), where=_SUED, value=col("case_type"), risk="up", unit="种",
    title=("近{w}月作为被告的案由种类数", "kinds of suits as defendant, last {w} months"), group="JUD",
    family="lawsuits", why="Bank, supplier, landlord and staff at once: nobody is paid any more.",
)  # fmt: skip

_DEBT_KINDS = distinct(
    "debt_lawsuit_kinds", of=JUDGMENT, windows=months(36), where=_DEBT, value=col("case_type"), risk="up",
    unit="种", title=("近{w}月作为被告的债务类案由种类数", "kinds of debt suits as defendant, last {w} months"),
    group="JUD", family="repeat_offences", why="Parent of the repeats.",
)  # fmt: skip

REPEAT_DEBT = difference(
    "repeat_debt_defendant_count_36m", DEBT_SUED.at(36), _DEBT_KINDS.at(36), zero=None, risk="up", unit="件",
    family="repeat_offences",
    title=("近36月同类债务案件再次被诉数", "debt suits of a kind seen before, last 36 months"),
    why="The second supplier has to sue as well: it was no quarrel with one of them.",
)  # fmt: skip

SUED_RECENCY = recency(
    "days_since_debt_judgment", of=JUDGMENT, windows=months(36), where=_OWES, risk="down", unit="日",
    title=("距最近一次债务类败诉或调解天数（{w}月内）", "days since owing by a judgment or settlement, within {w} months"),
    group="JUD", family="debt_lawsuits", why="A judgment of last month is still to be paid.",
)  # fmt: skip

_SUED_BEFORE = count(
    "defendant_count", of=JUDGMENT, windows=(Window(24, 12),), where=_SUED, risk="up", unit="件",
    title=("前{w}月作为被告的裁判数", "judgments as defendant, months {w} before"), group="JUD", family="lawsuits",
    why="Parent of the rise.",
)  # fmt: skip

SUED_RISE = difference(
    "defendant_rise_12m", SUED.at(12), _SUED_BEFORE.at(24, 12), zero=None, risk="up", unit="件",
    title=("近12月较前12月被诉增加", "judgments as defendant, 12 months against the 12 before"),
    why="Suits come in waves when payments stop; a business that is always in court has its normal level.",
)  # fmt: skip

SUED_DECAYED = decayed(
    "debt_defendant_decayed", of=JUDGMENT, windows=months(36), where=_DEBT, risk="up", unit="件",
    title=("近{w}月衰减加权债务类被诉", "debt suits as defendant, halved for every year of age, last {w} months"),
    group="JUD", family="debt_lawsuits", why="One number for how many and how long ago.",
)  # fmt: skip

SUED_PER_YEAR = ratio(
    "defendant_per_year_36m", SUED.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="件/年",
    title=("近36月年均被诉数", "judgments as defendant per year of existence, last 36 months"),
    why="A young entity had less time to be sued: the count alone makes it look better than it is.",
)  # fmt: skip

AMOUNT = total(
    "debt_judgment_amount", of=JUDGMENT, windows=months(12, 24), where=_OWES, value=col("amount"), risk="up",
    unit="元", title=("近{w}月债务类败诉或调解标的额", "owed by judgments and settlements, last {w} months"), group="JUD",
    family="judged_debt", why="What creditors can enforce ahead of the next one.",
)  # fmt: skip

AMOUNT_MAX = maximum(
    "debt_judgment_amount_max", of=JUDGMENT, windows=months(36), where=_OWES, value=col("amount"), risk="up",
    unit="元", title=("近{w}月债务类败诉或调解最大标的额", "largest debt by judgment or settlement, last {w} months"),
    group="JUD", family="judged_debt", why="One large judgment can end what ten small ones do not.",
)  # fmt: skip

AMOUNT_DECAYED = decayed(
    "debt_judgment_amount_decayed", of=JUDGMENT, windows=months(36), where=_OWES, value=col("amount"), risk="up",
    unit="元", group="JUD", family="judged_debt",
    title=("近{w}月衰减加权债务类败诉标的额", "owed by judgments, halved for every year of age, last {w} months"),
    why="Old judgments have been paid or written off, new ones are due.",
)  # fmt: skip

AMOUNT_TO_CAPITAL = ratio(
    "debt_judgment_to_capital_24m", AMOUNT.at(24), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近24月债务类败诉标的额占注册资本比", "owed by judgments over registered capital, 24 months"),
    why="The amount against the size of the entity is what foretells default.",
)  # fmt: skip

AMOUNT_TO_REVENUE = ratio(
    "debt_judgment_to_revenue_12m", AMOUNT.at(12), REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("近12月债务类败诉标的额占申报销售额比", "owed by judgments over declared revenue, 12 months"),
    why="How much of a year of sales is already spoken for.",
)  # fmt: skip

PLAINTIFF = count(
    "plaintiff_count", of=JUDGMENT, windows=months(24), where=col("case_role").is_("plaintiff"), risk="none",
    unit="件", title=("近{w}月作为原告的裁判数", "judgments as plaintiff, last {w} months"), group="JUD",
    family="receivables", why="It is owed and has to fight for it, but it also fights: no sign.",
)  # fmt: skip

CLAIMED = total(
    "plaintiff_won_amount", of=JUDGMENT, windows=months(24), value=col("amount"), risk="none", unit="元",
    where=col("case_role").is_("plaintiff") & col("result").is_("won"), group="JUD", family="receivables",
    title=("近{w}月作为原告胜诉标的额", "amounts won as plaintiff, last {w} months"),
    why="Money the entity is owed by title of a court, if the other side can pay.",
)  # fmt: skip

CASES = count(
    "enforcement_count", of=ENFORCEMENT_CASE, windows=months(12, 24, 36), risk="up", unit="件",
    title=("近{w}月被执行案件数", "enforcement cases, last {w} months"), group="JUD", family="enforcement",
    why="Judged to pay and did not: the court had to be called a second time.",
)  # fmt: skip

CASES_OPEN = count(
    "enforcement_open_count", of=ENFORCEMENT_CASE, windows=months(36), where=_OPEN, risk="up", unit="件",
    title=("近{w}月立案且未结执行案件数", "enforcement cases still open, filed within {w} months"), group="JUD",
    family="enforcement", why="Accounts may be frozen any day.",
)  # fmt: skip

UNPERFORMED_SHARE = ratio(
    "enforcement_open_share_36m", CASES_OPEN.at(36), CASES.at(36), zero=0.0, risk="up", unit="1",
    title=("近36月执行案件未结比例", "share of enforcement cases still open, last 36 months"),
    why="Whether it pays at least when forced to.",
)  # fmt: skip

LIMITED = count(
    "consumption_limit_count", of=ENFORCEMENT_CASE, windows=months(36), risk="up", unit="件",
    where=~col("limit_date").is_null() & _OPEN, group="JUD", family="enforcement",
    title=("近{w}月被限制高消费的未结案件数", "open cases with a limit on high consumption, last {w} months"),
    why="The court has put pressure on the entity and it has not yielded.",
)  # fmt: skip

TERMINATED = count(
    "terminated_enforcement_count", of=ENFORCEMENT_CASE, windows=months(36), risk="up", unit="件",
    where=~col("terminated_date").is_null() & _OPEN, group="JUD", family="enforcement",
    title=("近{w}月终结本次执行案件数", "enforcement cases terminated for this time, last {w} months"),
    why="The court looked for assets and found none.",
)  # fmt: skip

CASE_RECENCY = recency(
    "days_since_enforcement", of=ENFORCEMENT_CASE, windows=months(36), risk="down", unit="日",
    title=("距最近一次被执行立案天数（{w}月内）", "days since the last enforcement case, within {w} months"),
    group="JUD", family="enforcement", why="What happened lately counts more.",
)  # fmt: skip

OPEN_DAYS = maximum(
    "enforcement_open_days_max", of=ENFORCEMENT_CASE, windows=months(36), where=_OPEN, risk="up", unit="日",
    value=AsOf().days_since(col("event_date")), group="JUD", family="enforcement",
    title=("近{w}月立案的未结执行案件最长天数", "days the oldest open case has stood, filed within {w} months"),
    why="Who could pay would have paid by now.",
)  # fmt: skip

CASES_PER_YEAR = ratio(
    "enforcement_per_year_36m", CASES.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="件/年",
    title=("近36月年均被执行案件数", "enforcement cases per year of existence, last 36 months"),
    why="A young entity had less time to be enforced against.",
)  # fmt: skip

_DEBT_LOST_COUNT = count(
    "debt_lost_count", of=JUDGMENT, windows=months(36), where=_DEBT_LOST, risk="up", unit="件",
    title=("近{w}月债务类败诉数", "debt judgments lost, last {w} months"), group="JUD", family="debt_lawsuits",
    why="Base of the rate.",
)  # fmt: skip

FORCED_RATE = ratio(
    "enforcement_per_lost_judgment_36m", CASES.at(36), _DEBT_LOST_COUNT.at(36), zero=0.0, risk="up", unit="件/件",
    title=("近36月每件债务类败诉对应执行案件数", "enforcement cases per debt judgment lost, last 36 months"),
    family="enforcement", why="Among those told to pay, who had to be forced (0 without such a judgment).",
)  # fmt: skip

OPEN_AMOUNT = total(
    "enforcement_open_amount", of=ENFORCEMENT_CASE, windows=months(36), where=_OPEN, value=col("amount"), risk="up",
    unit="元", title=("近{w}月立案且未结执行标的", "amounts under open enforcement, filed within {w} months"),
    group="JUD", family="enforced_debt", why="Due now, with the court behind it.",
)  # fmt: skip

ENFORCED_DECAYED = decayed(
    "enforcement_amount_decayed", of=ENFORCEMENT_CASE, windows=months(36), value=col("amount"), risk="up",
    unit="元", group="JUD", family="enforced_debt",
    title=("近{w}月衰减加权执行标的", "amounts enforced, halved for every year of age, last {w} months"),
    why="How much and how long ago, paid or not.",
)  # fmt: skip

OPEN_TO_CAPITAL = ratio(
    "enforcement_open_to_capital_36m", OPEN_AMOUNT.at(36), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近36月未结执行标的占注册资本比", "amounts under open enforcement over registered capital, 36 months"),
    why="Above one the capital is gone on paper.",
)  # fmt: skip

OPEN_TO_REVENUE = ratio(
    "enforcement_open_to_revenue_36m", OPEN_AMOUNT.at(36), REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("近36月未结执行标的占近12月申报销售额比", "amounts under open enforcement over revenue of 12 months"),
    why="How many years of sales it would take to pay what is enforced.",
)  # fmt: skip

FEATURES = (
    *SUED, *DEBT_SUED, *LOAN_SUED, *LABOUR_SUED, *LOST, *LOST_SHARE, *SUIT_KINDS, REPEAT_DEBT, *SUED_RECENCY,
    SUED_RISE, *SUED_DECAYED, SUED_PER_YEAR, *AMOUNT, *AMOUNT_MAX, *AMOUNT_DECAYED, AMOUNT_TO_CAPITAL,
    AMOUNT_TO_REVENUE, *PLAINTIFF, *CLAIMED, *CASES, *CASES_OPEN, UNPERFORMED_SHARE, *LIMITED, *TERMINATED,
    *CASE_RECENCY, *OPEN_DAYS, CASES_PER_YEAR, FORCED_RATE, *OPEN_AMOUNT, *ENFORCED_DECAYED,
    OPEN_TO_CAPITAL, OPEN_TO_REVENUE,
)  # fmt: skip
