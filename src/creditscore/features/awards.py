"""守信激励与荣誉 (AWD): honours in force on the day (domain.md 2.15).

None of them is needed for a good record: they are a plus and no more (S097), and who has none has 0.
"""

from creditscore.codes import awards
from creditscore.features._feature import count, decayed, distinct, maximum, months, recency
from creditscore.plan import AsOf, col
from creditscore.records import AWARD

_STANDING = col("withdrawn_date").is_null()
"""Not withdrawn as far as is known on the day (a late fact)."""

_COUNTS = ~col("award_code").is_in(
    tuple(code for code, award in awards.AWARDS.items() if award.effect == "sampling_only")
)
"""An honour that only lowers the sampling rate of inspections does nothing else for its holder (S077)."""

_IN_FORCE = _STANDING & _COUNTS & (col("valid_to").is_null() | (col("valid_to") >= AsOf()))
_LEVEL = col("level").coded({"county": 1, "city": 2, "province": 3, "national": 4})
_INTEGRITY = (
    "tax_A",
    "aeo_advanced",
    "assured_consumption",
    "integrity_benchmark",
    "auto_performance_certificate",
)
_TECHNOLOGY = ("high_tech", "specialised_sme")
_GREEN = ("env_green",)

AWARDS = count(
    "award_count", of=AWARD, windows=months(36), where=_IN_FORCE, risk="down", unit="项",
    title=("近{w}月获得且有效的荣誉数", "honours in force, granted within {w} months"), group="AWD", family="awards",
    why="Somebody examined the entity and found it good.",
)  # fmt: skip

AWARD_LEVEL = maximum(
    "award_level_max", of=AWARD, windows=months(36), where=_IN_FORCE, value=_LEVEL, risk="down", unit="级",
    title=("近{w}月获得且有效荣誉的最高级别", "highest level of an honour in force (1 county to 4 national)"),
    group="AWD", family="awards", why="The higher the level, the stricter the examination.",
)  # fmt: skip

AWARD_KINDS = distinct(
    "award_kinds", of=AWARD, windows=months(36), where=_IN_FORCE, value=col("award_code"), risk="down", unit="种",
    title=("近{w}月获得且有效的荣誉种类数", "kinds of honours in force, granted within {w} months"), group="AWD",
    family="awards", why="Several examiners came to the same view.",
)  # fmt: skip

INTEGRITY_AWARDS = count(
    "integrity_award_count", of=AWARD, windows=months(36), risk="down", unit="项", group="AWD", family="awards",
    where=_IN_FORCE & col("award_code").is_in(_INTEGRITY),
    title=("近{w}月获得且有效的诚信守法类荣誉数", "honours for honesty in force, granted within {w} months"),
    why="A grade A at the tax office or customs is a record of years of paying on time.",
)  # fmt: skip

TECHNOLOGY_AWARDS = count(
    "technology_award_count", of=AWARD, windows=months(36), risk="down", unit="项", group="AWD",
    where=_IN_FORCE & col("award_code").is_in(_TECHNOLOGY), family="technology",
    title=("近{w}月获得且有效的高新技术、专精特新资格数", "high-tech or specialised status in force, granted within {w} months"),
    why="A product of its own, a lower tax rate and open doors to subsidised credit.",
)  # fmt: skip

GREEN_AWARDS = count(
    "green_award_count", of=AWARD, windows=months(36), risk="down", unit="项", group="AWD", family="environment",
    where=_IN_FORCE & col("award_code").is_in(_GREEN),
    title=("近{w}月获得且有效的生态环境类荣誉数", "environmental honours in force, granted within {w} months"),
    why="Not in danger of being stopped for pollution, and fit for green credit.",
)  # fmt: skip

WITHDRAWN = count(
    "withdrawn_award_count", of=AWARD, windows=months(36), where=~_STANDING, risk="up", unit="项",
    title=("近{w}月获得后被撤销的荣誉数", "honours withdrawn, granted within {w} months"), group="AWD", family="awards",
    why="What was found good was found false.",
)  # fmt: skip

AWARD_RECENCY = recency(
    "days_since_award", of=AWARD, windows=months(36), where=_STANDING & _COUNTS, risk="up", unit="日",
    title=("距最近一次获得荣誉天数（{w}月内）", "days since the last honour, within {w} months"), group="AWD",
    family="awards", why="The examination was of the entity as it was then.",
)  # fmt: skip

AWARD_DECAYED = decayed(
    "award_level_decayed", of=AWARD, windows=months(36), where=_IN_FORCE, value=_LEVEL, risk="down", unit="分",
    title=("近{w}月衰减加权荣誉级别", "levels of honours in force, halved for every year of age, last {w} months"),
    group="AWD", family="awards", why="Number, level and age in one.",
)  # fmt: skip

FEATURES = (
    *AWARDS, *AWARD_LEVEL, *AWARD_KINDS, *INTEGRITY_AWARDS, *TECHNOLOGY_AWARDS, *GREEN_AWARDS, *WITHDRAWN,
    *AWARD_RECENCY, *AWARD_DECAYED,
)  # fmt: skip
