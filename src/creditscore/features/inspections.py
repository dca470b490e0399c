"""监督检查、抽检与行政监督检查行为 (INS).

Who is looked at more is found out more: counts of findings go with their rate per inspection.
"""

from creditscore.features._feature import (
    count,
    covered,
    decayed,
    difference,
    distinct,
    latest,
    months,
    ratio,
    recency,
    share,
)
from creditscore.features.exposures import PREMISES
from creditscore.features.penalties import GUARDED_DOMAINS, PENALTY_COUNT
from creditscore.plan import Window, col
from creditscore.records import ADMIN_ACTION, INSPECTION, SAMPLING_TEST

_GUARDED = col("domain").is_in(GUARDED_DOMAINS)
_RANDOM = col("inspection_mode").is_("double_random")
_UNFIT = ~col("qualified")

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

_FAILED_BEFORE = count(
    "failed_inspection_count", of=INSPECTION, windows=(Window(24, 12),), where=col("failed"), risk="up", unit="次",
    title=("前{w}月检查不合格次数", "inspections failed, months {w} before"), group="INS", family="inspections",
    why="Parent of the rise.",
)  # fmt: skip

FAILURES_MORE = difference(
    "failed_inspection_rise_12m", FAILED_INSPECTIONS.at(12), _FAILED_BEFORE.at(24, 12), zero=None, risk="up",
    unit="次", title=("近12月较前12月检查不合格次数增加", "failed inspections, 12 months against the 12 before"),
    why="Getting worse is a different story from having been bad.",
)  # fmt: skip

FAILED_DECAYED = decayed(
    "failed_inspection_decayed", of=INSPECTION, windows=months(36), where=col("failed"), risk="up", unit="次",
    title=("近{w}月衰减加权不合格次数", "failed inspections, halved for every year of age, last {w} months"),
    group="INS", family="inspections", why="One number for how many failures and how long ago.",
)  # fmt: skip

LATEST_FAILED = latest(
    "last_inspection_failed", of=INSPECTION, windows=months(24), value=col("failed").as_number(), none_seen=0.0,
    risk="up", unit="1", title=("近{w}月最近一次检查不合格", "the last inspection was failed, last {w} months"),
    group="INS", family="inspections", why="The state of affairs as the authority last left it.",
)  # fmt: skip

FAILED_DOMAINS = distinct(
    "failed_inspection_domains", of=INSPECTION, windows=months(24), where=col("failed"), value=col("domain"),
    risk="up", unit="个", title=("近{w}月检查不合格领域数", "fields with a failed inspection, last {w} months"),
    group="INS", family="inspections", why="Failures before several authorities point to the management.",
)  # fmt: skip

_FAILED_IN_FIELD = count(
    "failed_inspection_in_field_count", of=INSPECTION, windows=months(24),
    where=col("failed") & ~col("domain").is_null(), risk="up", unit="次",
    title=("近{w}月领域明确的不合格次数", "failed inspections of a known field, last {w} months"), group="INS",
    family="repeat_offences", why="Parent of the repeats.",
)  # fmt: skip
_FIELDS_FAILED = distinct(
    "failed_inspection_fields", of=INSPECTION, windows=months(24), where=col("failed") & ~col("domain").is_null(),
    value=col("domain"), risk="up", unit="个", group="INS", family="repeat_offences",
    title=("近{w}月不合格领域数", "fields of failed inspections, last {w} months"), why="Parent of the repeats.",
)  # fmt: skip

REPEAT_FAILURES = difference(
    "repeat_failed_inspection_count_24m", _FAILED_IN_FIELD.at(24), _FIELDS_FAILED.at(24), zero=None, risk="up",
    unit="次", title=("近24月同领域再次不合格次数", "failures in a field failed before, last 24 months"),
    why="Was told what to put right, and failed at the same thing again.",
)  # fmt: skip

_RANDOM_INSPECTIONS = count(
    "random_inspection_count", of=INSPECTION, windows=months(24), where=_RANDOM, risk="none", unit="次",
    title=("近{w}月双随机检查次数", "random inspections, last {w} months"), group="INS", family="inspections",
    why="Exposure that no suspicion has chosen.",
)  # fmt: skip

RANDOM_FAILURES = count(
    "random_inspection_failed_count", of=INSPECTION, windows=months(24), where=_RANDOM & col("failed"),
    risk="up", unit="次", group="INS", family="inspections",
    title=("近{w}月双随机检查不合格次数", "random inspections failed, last {w} months"),
    why="Drawn by lot and failed: not the outcome of a region's zeal or of a complaint.",
)  # fmt: skip

RANDOM_SHARE = share(
    "random_inspection_failed_share", RANDOM_FAILURES, _RANDOM_INSPECTIONS, zero=0.0, risk="up", unit="1",
    title=("近{w}月双随机检查不合格率", "share of random inspections failed, last {w} months"),
    why="The one rate of failure that is free of the choice of whom to inspect.",
)  # fmt: skip

COMPLAINT_FAILURES = count(
    "complaint_inspection_failed_count", of=INSPECTION, windows=months(24), risk="up", unit="次", group="INS",
    where=col("inspection_mode").is_("complaint_driven") & col("failed"), family="inspections",
    title=("近{w}月投诉举报核查不合格次数", "inspections after a complaint that were failed, last {w} months"),
    why="Customers complained and the inspector found them right.",
)  # fmt: skip

_SAFETY_INSPECTIONS = count(
    "safety_inspection_count", of=INSPECTION, windows=months(24), where=_GUARDED, risk="none", unit="次",
    title=("近{w}月食药安全类检查次数", "food, drug, safety and fire inspections, last {w} months"), group="INS",
    family="inspections", why="Exposure in the fields where lives are at stake.",
)  # fmt: skip

SAFETY_FAILURES = count(
    "safety_inspection_failed_count", of=INSPECTION, windows=months(24), where=_GUARDED & col("failed"),
    risk="up", unit="次", group="INS", family="inspections",
    title=("近{w}月食药安全类检查不合格次数", "food, drug, safety and fire inspections failed, last {w} months"),
    why="The next failure in these fields may close the premises.",
)  # fmt: skip

SAFETY_SHARE = share(
    "safety_inspection_failed_share", SAFETY_FAILURES, _SAFETY_INSPECTIONS, zero=0.0, risk="up", unit="1",
    title=("近{w}月食药安全类检查不合格率", "share of food, drug, safety and fire inspections failed, last {w} months"),
    why="A dangerous trade is inspected often; per inspection it is compared fairly.",
)  # fmt: skip

FAILED_PER_PREMISES = ratio(
    "failed_inspection_per_premises_24m", FAILED_INSPECTIONS.at(24), PREMISES, zero=None, risk="up", unit="次/处",
    title=("近24月每处经营场所检查不合格次数", "failed inspections per premises, last 24 months"),
    why="Who runs ten branches has ten places to fail in.",
)  # fmt: skip

PENALTIES_PER_INSPECTION = tuple(
    ratio(
        f"penalty_per_inspection_{window}m", PENALTY_COUNT.at(window), INSPECTIONS.at(window), zero=None, risk="up",
        unit="次/次",
        title=(f"近{window}月每次检查对应处罚次数", f"penalties per inspection, last {window} months"),
        why="Penalties measure zeal as well as conduct; per inspection zeal cancels out (null if none came).",
    )
    for window in (12, 24)
)  # fmt: skip

SAMPLES = count(
    "sample_count", of=SAMPLING_TEST, windows=months(36), risk="none", unit="批次",
    title=("近{w}月被抽检批次", "samples tested, last {w} months"), group="INS", family="sampling",
    why="Exposure: whose goods are tested more is found out more.",
)  # fmt: skip

UNFIT_SAMPLES = count(
    "unfit_sample_count", of=SAMPLING_TEST, windows=months(12, 36), where=_UNFIT, risk="up", unit="批次",
    title=("近{w}月抽检不合格批次", "samples below the standard, last {w} months"), group="INS", family="sampling",
    why="Goods below the standard come back as recalls, refunds and lost customers.",
)  # fmt: skip

UNFIT_SHARE = share(
    "unfit_sample_share", UNFIT_SAMPLES, SAMPLES, zero=0.0, risk="up", unit="1",
    title=("近{w}月抽检不合格率", "share of samples below the standard, last {w} months"),
    why="The rate of bad goods, whatever the number of tests.",
)  # fmt: skip

UNFIT_RECENCY = recency(
    "days_since_unfit_sample", of=SAMPLING_TEST, windows=months(36), where=_UNFIT, risk="down", unit="日",
    title=("距最近一次抽检不合格天数（{w}月内）", "days since a sample below the standard, within {w} months"),
    group="INS", family="sampling", why="Returns and claims follow a failed test within months.",
)  # fmt: skip

COVERAGE = tuple(
    feature
    for table in (INSPECTION, SAMPLING_TEST, ADMIN_ACTION)
    for feature in covered(
        f"covered_{table.name}", of=table, windows=months(24),
        title=(f"近{{w}}月{table.title_zh}数据已覆盖", f"{table.title_en} covered, last {{w}} months"),
    )
)  # fmt: skip

FEATURES = (
    *INSPECTIONS, *FAILED_INSPECTIONS, *FAILED_SHARE, *INSPECTION_RECENCY, *FAILURE_RECENCY,
    FAILURES_MORE, *FAILED_DECAYED, *LATEST_FAILED, *FAILED_DOMAINS, REPEAT_FAILURES,
    *RANDOM_FAILURES, *RANDOM_SHARE, *COMPLAINT_FAILURES,
    *SAFETY_FAILURES, *SAFETY_SHARE, FAILED_PER_PREMISES, *PENALTIES_PER_INSPECTION, *SAMPLES, *UNFIT_SAMPLES,
    *UNFIT_SHARE, *UNFIT_RECENCY, *COVERAGE,
)  # fmt: skip
