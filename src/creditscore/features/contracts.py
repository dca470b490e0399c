"""合同履约与招标投标 (CON): what was owed under contracts, and conduct in tenders (domain.md 2.15, 2.16).

The date of a contract record is the day performance was due. As debtor the entity owes; as creditor it is owed, and
late payment by public bodies and large buyers is what small suppliers die of.
"""

from creditscore.features._feature import (
    count,
    decayed,
    maximum,
    mean,
    months,
    ratio,
    recency,
    share,
    total,
)
from creditscore.features.registration import REG_CAPITAL
from creditscore.features.tax import REVENUE
from creditscore.plan import AsOf, col
from creditscore.records import BIDDING_EVENT, CONTRACT_PERFORMANCE

_DEBTOR = col("contract_role").is_("debtor")
_CREDITOR = col("contract_role").is_("creditor")
_STANDING = col("performed_date").is_null()
"""Not performed as far as is known on the day (a late fact)."""

_LATE = _STANDING | (col("performed_date") > col("event_date"))
_LATE_DAYS = col("performed_date").or_else(AsOf()).days_since(col("event_date")).at_least(0.0)
_FOUL = ("collusion", "falsification")
_WALKED_OFF = ("abandoned", "unsigned")
_MISCONDUCT = (*_FOUL, *_WALKED_OFF, "poor_performance")

_DUE = count(
    "contract_due_count", of=CONTRACT_PERFORMANCE, windows=months(24, 36), where=_DEBTOR, risk="none", unit="件",
    title=("近{w}月应履行合同数", "contracts due from the entity, last {w} months"), group="CON", family="contracts",
    why="The base of rates of performance.",
)  # fmt: skip

LATE = count(
    "contract_late_count", of=CONTRACT_PERFORMANCE, windows=months(12, 24, 36), where=_DEBTOR & _LATE, risk="up",
    unit="件", title=("近{w}月逾期或未履行合同数", "contracts performed late or not at all, last {w} months"),
    group="CON", family="contracts", why="Who is late to partners will be late to the bank.",
)  # fmt: skip

LATE_SHARE = share(
    "contract_late_share", LATE, _DUE, zero=0.0, risk="up", unit="1",
    title=("近{w}月合同逾期率", "share of contracts late or not performed, last {w} months"),
    why="Late contracts in proportion to what was due.",
)  # fmt: skip

BREACHED = count(
    "contract_breach_count", of=CONTRACT_PERFORMANCE, windows=months(36), risk="up", unit="件",
    where=_DEBTOR & col("outcome").is_in(("breached", "disputed")), group="CON", family="contracts",
    title=("近{w}月合同违约或争议数", "contracts breached or disputed, last {w} months"),
    why="Not late but not at all, or the other side says so.",
)  # fmt: skip

BREACH_SHARE = share(
    "contract_breach_share", BREACHED, _DUE, zero=0.0, risk="up", unit="1",
    title=("近{w}月合同违约或争议率", "share of contracts breached or disputed, last {w} months"),
    why="Breaches in proportion to what was due.",
)  # fmt: skip

DELAY_MEAN = mean(
    "contract_delay_mean", of=CONTRACT_PERFORMANCE, windows=months(24), where=_DEBTOR, value=_LATE_DAYS,
    none_seen=0.0, risk="up", unit="日", group="CON", family="contract_delay",
    title=("近{w}月合同平均逾期天数", "mean days late in performing, last {w} months"),
    why="How late, not only how often.",
)  # fmt: skip

DELAY_MAX = maximum(
    "contract_delay_max", of=CONTRACT_PERFORMANCE, windows=months(24), where=_DEBTOR, value=_LATE_DAYS, risk="up",
    unit="日", title=("近{w}月合同最长逾期天数", "longest delay in performing, last {w} months"), group="CON",
    family="contract_delay", why="From 60 days on even large buyers break the rules on paying small suppliers (S31).",
)  # fmt: skip

LATE_DECAYED = decayed(
    "contract_late_decayed", of=CONTRACT_PERFORMANCE, windows=months(36), where=_DEBTOR & _LATE, risk="up",
    unit="件", group="CON", family="contracts",
    title=("近{w}月衰减加权逾期合同", "contracts late, halved for every year of age, last {w} months"),
    why="One number for how many and how long ago.",
)  # fmt: skip

LATE_RECENCY = recency(
    "days_since_contract_late", of=CONTRACT_PERFORMANCE, windows=months(36), where=_DEBTOR & _LATE, risk="down",
    unit="日", title=("距最近一次逾期合同天数（{w}月内）", "days since a contract fell due and was missed, within {w} months"),
    group="CON", family="contracts", why="What happened lately counts more.",
)  # fmt: skip

_AMOUNT_DUE = total(
    "contract_amount_due", of=CONTRACT_PERFORMANCE, windows=months(24), where=_DEBTOR, value=col("amount"),
    risk="none", unit="元", title=("近{w}月应履行合同金额", "amounts due under contracts, last {w} months"), group="CON",
    family="contracts", why="The base of the share of amounts.",
)  # fmt: skip

AMOUNT_LATE = total(
    "contract_amount_late", of=CONTRACT_PERFORMANCE, windows=months(24), where=_DEBTOR & _LATE, value=col("amount"),
    risk="up", unit="元", group="CON", family="contract_amounts",
    title=("近{w}月逾期或未履行合同金额", "amounts performed late or not at all, last {w} months"),
    why="Weighs the contracts by their size.",
)  # fmt: skip

AMOUNT_LATE_SHARE = share(
    "contract_amount_late_share", AMOUNT_LATE, _AMOUNT_DUE, zero=0.0, risk="up", unit="1",
    title=("近{w}月逾期合同金额占比", "share of amounts late or not performed, last {w} months"),
    why="Pays the small and keeps the large waiting.",
)  # fmt: skip

STANDING_TO_CAPITAL = ratio(
    "contract_late_to_capital_24m", AMOUNT_LATE.at(24), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近24月逾期合同金额占注册资本比", "amounts late over registered capital, 24 months"),
    why="The same amount hurts a small entity more.",
)  # fmt: skip

OWED = total(
    "receivable_late_amount", of=CONTRACT_PERFORMANCE, windows=months(24), where=_CREDITOR & _LATE,
    value=col("amount"), risk="up", unit="元", group="CON", family="receivables",
    title=("近{w}月被拖欠合同金额", "amounts others paid late or still owe, last {w} months"),
    why="A sound supplier fails when its buyers do not pay.",
)  # fmt: skip

OWED_TO_REVENUE = ratio(
    "receivable_late_to_revenue_24m", OWED.at(24), REVENUE.at(12), zero=None, risk="up", unit="1",
    title=("近24月被拖欠合同金额占近12月申报销售额比", "amounts others paid late over revenue of 12 months"),
    why="How much of a year of sales is stuck with others.",
)  # fmt: skip

OWED_DELAY = maximum(
    "receivable_delay_max", of=CONTRACT_PERFORMANCE, windows=months(24), where=_CREDITOR, value=_LATE_DAYS,
    risk="up", unit="日", title=("近{w}月合同收款最长被拖欠天数", "longest delay of others in paying, last {w} months"),
    group="CON", family="receivables", why="Wages have to be paid while the buyer waits.",
)  # fmt: skip

_BIDS = count(
    "bidding_event_count", of=BIDDING_EVENT, windows=months(36), risk="none", unit="次",
    title=("近{w}月招投标行为记录数", "records of conduct in tenders, last {w} months"), group="CON",
    family="bidding", why="The base of rates; who bids often is seen often.",
)  # fmt: skip

BIDDING_MISCONDUCT = count(
    "bidding_misconduct_count", of=BIDDING_EVENT, windows=months(12, 36), risk="up", unit="次",
    where=col("event_kind").is_in(_MISCONDUCT), group="CON", family="bidding",
    title=("近{w}月招投标不良行为次数", "misconduct in tenders, last {w} months"),
    why="Excluded from public orders it loses the surest of its customers.",
)  # fmt: skip

BIDDING_SHARE = share(
    "bidding_misconduct_share", BIDDING_MISCONDUCT, _BIDS, zero=0.0, risk="up", unit="1",
    title=("近{w}月招投标不良行为占比", "share of misconduct among records of tenders, last {w} months"),
    why="In proportion to how often it was seen bidding.",
)  # fmt: skip

FOUL_BIDS = count(
    "bid_rigging_count", of=BIDDING_EVENT, windows=months(36), where=col("event_kind").is_in(_FOUL), risk="up",
    unit="次", title=("近{w}月串通投标或弄虚作假次数", "collusion or falsification in tenders, last {w} months"),
    group="CON", family="bidding", why="Cheating to win work: the papers shown to a bank deserve the same doubt.",
)  # fmt: skip

WALKED_OFF = count(
    "abandoned_bid_count", of=BIDDING_EVENT, windows=months(36), where=col("event_kind").is_in(_WALKED_OFF),
    risk="up", unit="次", title=("近{w}月弃标或中标不签约次数", "tenders abandoned or won and not signed, last {w} months"),
    group="CON", family="bidding", why="It offered more than it could deliver.",
)  # fmt: skip

GOOD_BIDS = count(
    "good_performance_count", of=BIDDING_EVENT, windows=months(36), where=col("event_kind").is_("good_performance"),
    risk="down", unit="次", title=("近{w}月中标项目履约良好次数", "tendered projects performed well, last {w} months"),
    group="CON", family="bidding", why="A public buyer says that it delivered.",
)  # fmt: skip

FEATURES = (
    *LATE, *LATE_SHARE, *BREACHED, *BREACH_SHARE, *DELAY_MEAN, *DELAY_MAX, *LATE_DECAYED, *LATE_RECENCY,
    *AMOUNT_LATE, *AMOUNT_LATE_SHARE, STANDING_TO_CAPITAL, *OWED, OWED_TO_REVENUE, *OWED_DELAY,
    *BIDDING_MISCONDUCT, *BIDDING_SHARE, *FOUL_BIDS, *WALKED_OFF, *GOOD_BIDS,
)  # fmt: skip
