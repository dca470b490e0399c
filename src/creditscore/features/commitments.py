"""信用承诺 (COM): promises given to authorities and the public, and whether they were kept (domain.md 2.15).

A commitment counts as kept or broken once it was verified; until then it is open, and overdue after its date.
"""

from creditscore.features._feature import count, decayed, months, recency, share
from creditscore.plan import AsOf, col
from creditscore.records import COMMITMENT

_CHECKED = col("outcome").is_in(("fulfilled", "partly", "breached", "false_promise"))
_BROKEN = col("outcome").is_in(("breached", "false_promise"))
_KEPT = col("outcome").is_("fulfilled")
_WEIGHT = col("outcome").coded({"partly": 0.5, "breached": 1.0, "false_promise": 2.0})

_VERIFIED = count(
    "verified_commitment_count", of=COMMITMENT, windows=months(24, 36), where=_CHECKED, risk="none", unit="件",
    title=("近{w}月作出且已核验的承诺数", "commitments of the last {w} months that were verified"), group="COM",
    family="commitments", why="The base of breach rates; who promises often is seen often.",
)  # fmt: skip

BROKEN = count(
    "broken_commitment_count", of=COMMITMENT, windows=months(24, 36), where=_BROKEN, risk="up", unit="件",
    title=("近{w}月违背承诺数", "commitments broken, last {w} months"), group="COM", family="broken_promises",
    why="Gave its word in exchange for a permit or a grace period, and broke it.",
)  # fmt: skip

BREACH_SHARE = share(
    "commitment_breach_share", BROKEN, _VERIFIED, zero=0.0, risk="up", unit="1",
    title=("近{w}月承诺违约率", "share of verified commitments that were broken, last {w} months"),
    why="The same in proportion to what was promised.",
)  # fmt: skip

KEPT = count(
    "kept_commitment_count", of=COMMITMENT, windows=months(36), where=_KEPT, risk="down", unit="件",
    title=("近{w}月履行承诺数", "commitments kept, last {w} months"), group="COM", family="commitments",
    why="A record of promises kept, which costs something to build.",
)  # fmt: skip

KEPT_SHARE = share(
    "commitment_fulfilment_share", KEPT, _VERIFIED, zero=None, risk="down", unit="1",
    title=("近{w}月践诺率", "share of verified commitments that were kept, last {w} months"),
    why="Reliability of those who promised at all (null for the others).",
)  # fmt: skip

OVERDUE = count(
    "overdue_commitment_count", of=COMMITMENT, windows=months(24), risk="up", unit="件",
    where=(col("due_date") < AsOf()) & (col("outcome").is_null() | col("outcome").is_("pending")), group="COM",
    family="broken_promises",
    title=("近{w}月到期未核验承诺数", "commitments past their date and not seen kept, last {w} months"),
    why="The day has come and nobody has seen the promise kept.",
)  # fmt: skip

BROKEN_DECAYED = decayed(
    "broken_commitment_decayed", of=COMMITMENT, windows=months(36), value=_WEIGHT.or_else(0.0), risk="up", unit="分",
    title=("近{w}月衰减加权失诺分值", "broken commitments by gravity, halved for every year of age, last {w} months"),
    group="COM", family="broken_promises",
    why="Number, gravity and age in one; half for partly kept, double for a lie (this project's own weights).",
)  # fmt: skip

BROKEN_RECENCY = recency(
    "days_since_broken_commitment", of=COMMITMENT, windows=months(36), where=_BROKEN, risk="down", unit="日",
    title=("距最近一次违背的承诺天数（{w}月内）", "days since the last commitment that was broken, within {w} months"),
    group="COM", family="broken_promises", why="What happened lately counts more.",
)  # fmt: skip

APPROVAL_BROKEN = count(
    "broken_approval_commitment_count", of=COMMITMENT, windows=months(36), risk="up", unit="件", group="COM",
    where=_BROKEN & col("commitment_type").is_in(("approval_substitute", "missing_documents", "proof")),
    family="broken_promises",
    title=("近{w}月违背审批、容缺和证明类承诺数", "commitments in place of approvals, documents or proofs broken, last {w} months"),
    why="The permit rested on the promise and can be withdrawn with it.",
)  # fmt: skip

VOLUNTEERED = count(
    "volunteered_commitment_count", of=COMMITMENT, windows=months(36), risk="down", unit="件", group="COM",
    where=col("commitment_type").is_in(("volunteered", "self_regulation")) & col("published"), family="commitments",
    title=("近{w}月主动公开承诺数", "volunteered commitments made public, last {w} months"),
    why="Invites to be held to its word without being asked.",
)  # fmt: skip

FEATURES = (
    *BROKEN, *BREACH_SHARE, *KEPT, *KEPT_SHARE, *OVERDUE, *BROKEN_DECAYED, *BROKEN_RECENCY,
    *APPROVAL_BROKEN, *VOLUNTEERED,
)  # fmt: skip
