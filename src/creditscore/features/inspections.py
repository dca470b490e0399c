"""监督检查 (INS)."""

from creditscore.features._feature import count, months, recency, share
from creditscore.plan import col
from creditscore.records import INSPECTION

INSPECTIONS = count(
    "inspection_count", of=INSPECTION, windows=months(3, 6, 12, 24), risk="none", unit="次",
    title=("近{w}月受检查次数", "inspections, last {w} months"), group="INS", family="inspections",
    why="Exposure: who is looked at more is found out more.",
)  # fmt: skip

FAILED_INSPECTIONS = count(
    "failed_inspection_count", of=INSPECTION, windows=months(3, 6, 12, 24), where=col("failed"), risk="up", unit="次",
    title=("近{w}月检查不合格次数", "inspections failed, last {w} months"), group="INS", family="inspections",
    why="What inspectors found.",
)  # fmt: skip

FAILED_SHARE = share(
    "failed_inspection_share", FAILED_INSPECTIONS, INSPECTIONS, zero=0.0, risk="up", unit="1",
    title=("近{w}月检查不合格率", "share of inspections failed, last {w} months"),
    why="The rate twin of the count: per inspection, not per visit paid.",
)  # fmt: skip

INSPECTION_RECENCY = recency(
    "days_since_inspection", of=INSPECTION, windows=months(12), risk="none", unit="日",
    title=("距最近一次检查天数（{w}月内）", "days since the last inspection, within {w} months"), group="INS",
    family="inspections", why="How fresh the supervision is.",
)  # fmt: skip

FAILURE_RECENCY = recency(
    "days_since_failed_inspection", of=INSPECTION, windows=months(12, 24), where=col("failed"), risk="down",
    unit="日", title=("距最近一次不合格天数（{w}月内）", "days since the last failed inspection, within {w} months"),
    group="INS", family="inspections", why="What happened lately counts more.",
)  # fmt: skip

FEATURES = (*INSPECTIONS, *FAILED_INSPECTIONS, *FAILED_SHARE, *INSPECTION_RECENCY, *FAILURE_RECENCY)
