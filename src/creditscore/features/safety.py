"""安全生产与消防 (SEC): accidents, fires, and dangers ordered to be put right."""

from creditscore.features._feature import (
    count,
    covered,
    maximum,
    mean,
    months,
    ratio,
    recency,
)
from creditscore.features.exposures import PREMISES
from creditscore.plan import AsOf, col
from creditscore.records import FIRE_EVENT, SAFETY_EVENT

_OPEN = col("rectified_date").is_null()
"""Not put right as far as is known on the day (a late fact)."""

_DANGER = col("event_kind").is_("hidden_danger_order")
_ACCIDENT = col("event_kind").is_("accident")
_HAZARD = col("event_kind").is_("hazard_order")
_STANDING_DAYS = AsOf().days_since(col("event_date"))
_MENDING_DAYS = col("rectified_date").days_since(col("event_date"))

SAFETY_EVENTS = count(
    "safety_event_count", of=SAFETY_EVENT, windows=months(12, 36), risk="up", unit="起",
    title=("近{w}月安全生产事件数", "work-safety events, last {w} months"), group="SEC", family="work_safety",
    why="Careless with lives is careless with much else, and a stop of production is near.",
)  # fmt: skip

ACCIDENTS = count(
    "accident_count", of=SAFETY_EVENT, windows=months(36), where=_ACCIDENT, risk="up", unit="起",
    title=("近{w}月生产安全事故数", "work accidents, last {w} months"), group="SEC", family="work_safety",
    why="Compensation, a halt of production and a criminal inquiry may follow each one.",
)  # fmt: skip

ACCIDENT_LEVEL = maximum(
    "accident_level_max", of=SAFETY_EVENT, windows=months(36), risk="up", unit="级",
    value=col("level").coded({"general": 1, "larger": 2, "major": 3, "extraordinary": 4}), group="SEC",
    family="work_safety", title=("近{w}月最高事故等级", "gravest accident (1 general to 4), last {w} months"),
    why="From the second level on the fine alone may exceed the capital (Work Safety Law art. 114).",
)  # fmt: skip

OPEN_DANGERS = count(
    "hidden_danger_open_count", of=SAFETY_EVENT, windows=months(36), where=_DANGER & _OPEN, risk="up", unit="件",
    title=("近{w}月未完成整改的重大隐患数", "major hidden dangers not put right, last {w} months"), group="SEC",
    family="work_safety", why="Putting it right costs money the entity has not spent.",
)  # fmt: skip

OPEN_DAYS = maximum(
    "hidden_danger_open_days_max", of=SAFETY_EVENT, windows=months(36), where=_DANGER & _OPEN, risk="up",
    unit="日", value=_STANDING_DAYS, group="SEC", family="work_safety",
    title=("近{w}月重大隐患最长未整改天数", "days the oldest danger has stood, last {w} months"),
    why="After a warning the authority closes what stands too long.",
)  # fmt: skip

MENDING_DAYS = mean(
    "hidden_danger_days_mean", of=SAFETY_EVENT, windows=months(36), where=_DANGER, value=_MENDING_DAYS,
    none_seen=0.0, risk="up", unit="日", group="SEC", family="work_safety",
    title=("近{w}月重大隐患平均整改天数", "mean days to put a danger right, last {w} months"),
    why="Speed shows both the means and the will.",
)  # fmt: skip

SAFETY_RECENCY = recency(
    "days_since_safety_event", of=SAFETY_EVENT, windows=months(36), risk="down", unit="日",
    title=("距最近一次安全生产事件天数（{w}月内）", "days since the last work-safety event, within {w} months"),
    group="SEC", family="work_safety", why="A recent event may still stop production.",
)  # fmt: skip

SAFETY_PER_PREMISES = ratio(
    "safety_event_per_premises_36m", SAFETY_EVENTS.at(36), PREMISES, zero=None, risk="up", unit="起/处",
    title=("近36月每处场所安全生产事件数", "work-safety events per premises, last 36 months"),
    why="More sites, more chances of an event; per site the count compares.",
)  # fmt: skip

FIRE_EVENTS = count(
    "fire_event_count", of=FIRE_EVENT, windows=months(36), risk="up", unit="起",
    title=("近{w}月消防事件数", "fire-safety events, last {w} months"), group="SEC", family="fire_safety",
    why="A fire destroys collateral and stock; a hazard order says one is likely.",
)  # fmt: skip

FIRES = count(
    "fire_count", of=FIRE_EVENT, windows=months(36), where=col("event_kind").is_("fire"), risk="up", unit="起",
    title=("近{w}月火灾数", "fires, last {w} months"), group="SEC", family="fire_safety",
    why="Stock and premises are the collateral of small loans.",
)  # fmt: skip

OPEN_HAZARDS = count(
    "fire_hazard_open_count", of=FIRE_EVENT, windows=months(36), where=_HAZARD & _OPEN, risk="up", unit="件",
    title=("近{w}月未完成整改的火灾隐患数", "fire hazards not put right, last {w} months"), group="SEC",
    family="fire_safety", why="An insurer may refuse what was known and left as it was.",
)  # fmt: skip

HAZARD_OPEN_DAYS = maximum(
    "fire_hazard_open_days_max", of=FIRE_EVENT, windows=months(36), where=_HAZARD & _OPEN, risk="up", unit="日",
    value=_STANDING_DAYS, group="SEC", family="fire_safety",
    title=("近{w}月火灾隐患最长未整改天数", "days the oldest fire hazard has stood, last {w} months"),
    why="The premises may be sealed when it stands too long.",
)  # fmt: skip

FIRE_RECENCY = recency(
    "days_since_fire_event", of=FIRE_EVENT, windows=months(36), risk="down", unit="日",
    title=("距最近一次消防事件天数（{w}月内）", "days since the last fire-safety event, within {w} months"),
    group="SEC", family="fire_safety", why="What was found lately is likely to be there still.",
)  # fmt: skip

COVERAGE = tuple(
    feature
    for table in (SAFETY_EVENT, FIRE_EVENT)
    for feature in covered(
        f"covered_{table.name}", of=table, windows=months(36),
        title=(f"近{{w}}月{table.title_zh}数据已覆盖", f"{table.title_en} covered, last {{w}} months"),
    )
)  # fmt: skip

FEATURES = (
    *SAFETY_EVENTS, *ACCIDENTS, *ACCIDENT_LEVEL, *OPEN_DANGERS, *OPEN_DAYS,
    *MENDING_DAYS, *SAFETY_RECENCY, SAFETY_PER_PREMISES, *FIRE_EVENTS, *FIRES, *OPEN_HAZARDS,
    *HAZARD_OPEN_DAYS, *FIRE_RECENCY, *COVERAGE,
)  # fmt: skip
