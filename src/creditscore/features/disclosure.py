"""信息披露 (SEC): what had to be disclosed, when it was, and whether it was true (domain.md 2.16)."""

from creditscore.features._feature import count, maximum, months, recency, share
from creditscore.plan import AsOf, col
from creditscore.records import DISCLOSURE_EVENT

_MISSING = col("submitted_date").is_null()
"""Not submitted as far as is known on the day (a late fact)."""

_LATE = _MISSING | (col("submitted_date") > col("event_date"))
_LATE_DAYS = col("submitted_date").or_else(AsOf()).days_since(col("event_date")).at_least(0.0)
_UNTRUE = ~col("untruthful_date").is_null()

_DUE = count(
    "disclosure_due_count", of=DISCLOSURE_EVENT, windows=months(36), risk="none", unit="次",
    title=("近{w}月应披露次数", "disclosures due, last {w} months"), group="SEC", family="disclosure",
    why="The base of the rates.",
)  # fmt: skip

LATE = count(
    "disclosure_late_count", of=DISCLOSURE_EVENT, windows=months(12, 36), where=_LATE, risk="up", unit="次",
    title=("近{w}月逾期或未披露次数", "disclosures late or missing, last {w} months"), group="SEC", family="disclosure",
    why="Good news is published on time.",
)  # fmt: skip

LATE_SHARE = share(
    "disclosure_late_share", LATE, _DUE, zero=0.0, risk="up", unit="1",
    title=("近{w}月逾期披露占比", "share of disclosures late or missing, last {w} months"),
    why="In proportion to what was due.",
)  # fmt: skip

MISSING = count(
    "disclosure_missing_count", of=DISCLOSURE_EVENT, windows=months(24), where=_MISSING, risk="up", unit="次",
    title=("近{w}月至今未披露次数", "disclosures still missing, last {w} months"), group="SEC", family="disclosure",
    why="Silence is worse than delay.",
)  # fmt: skip

DELAY = maximum(
    "disclosure_delay_max", of=DISCLOSURE_EVENT, windows=months(24), value=_LATE_DAYS, risk="up", unit="日",
    title=("近{w}月最长逾期披露天数", "longest delay of a disclosure, last {w} months"), group="SEC",
    family="disclosure", why="How long the public was kept waiting.",
)  # fmt: skip

UNTRUE = count(
    "disclosure_untruthful_count", of=DISCLOSURE_EVENT, windows=months(36), where=_UNTRUE, risk="up", unit="次",
    title=("近{w}月披露不实次数", "disclosures found untruthful, last {w} months"), group="SEC", family="books",
    why="Who misstates emissions or accounts to the public may misstate them to a bank.",
)  # fmt: skip

UNTRUE_SHARE = share(
    "disclosure_untruthful_share", UNTRUE, _DUE, zero=0.0, risk="up", unit="1",
    title=("近{w}月披露不实占比", "share of disclosures found untruthful, last {w} months"),
    why="In proportion to what was disclosed.",
)  # fmt: skip

ENV_LATE = count(
    "env_disclosure_late_count", of=DISCLOSURE_EVENT, windows=months(36), risk="up", unit="次", group="SEC",
    where=col("disclosure_kind").is_("env_annual") & _LATE, family="environment",
    title=("近{w}月环境信息逾期或未披露次数", "environmental disclosures late or missing, last {w} months"),
    why="Those who must disclose are the heavy emitters; the silent ones have something to hide.",
)  # fmt: skip

LATE_RECENCY = recency(
    "days_since_disclosure_late", of=DISCLOSURE_EVENT, windows=months(36), where=_LATE, risk="down", unit="日",
    title=("距最近一次逾期披露的到期天数（{w}月内）", "days since a disclosure fell due and was missed, within {w} months"),
    group="SEC", family="disclosure", why="What happened lately counts more.",
)  # fmt: skip

FEATURES = (
    *LATE, *LATE_SHARE, *MISSING, *DELAY, *UNTRUE, *UNTRUE_SHARE, *ENV_LATE, *LATE_RECENCY,
)  # fmt: skip
