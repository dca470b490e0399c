"""投诉举报 (CMP): upheld complaints only (domain.md 2.8).

Anyone can complain; what was found true counts, from the day the case was closed. All complaints together are
asked for as the base of a rate alone, and are no feature.
"""

from creditscore.features._feature import (
    count,
    covered,
    decayed,
    difference,
    distinct,
    longest_run,
    mean,
    months,
    ratio,
    recency,
    share,
)
from creditscore.features.exposures import HUNDREDS_EMPLOYED
from creditscore.features.penalties import GUARDED_DOMAINS
from creditscore.plan import Window, col
from creditscore.records import COMPLAINT

_UPHELD = col("outcome").is_("upheld")

_COMPLAINTS = count(
    "complaint_count", of=COMPLAINT, windows=months(24), risk="none", unit="件",
    title=("近{w}月投诉举报件数", "complaints, last {w} months"), group="CMP", family="complaints",
    why="Base of the rate; who serves many people gets many.",
)  # fmt: skip

UPHELD = count(
    "upheld_complaint_count", of=COMPLAINT, windows=months(3, 12, 24), where=_UPHELD,
    risk="up", unit="件", title=("近{w}月属实投诉件数", "complaints upheld, last {w} months"), group="CMP",
    family="complaints", why="Customers and staff see trouble before any authority does.",
)  # fmt: skip

UPHELD_SHARE = share(
    "upheld_complaint_share", UPHELD, _COMPLAINTS, zero=0.0, risk="up", unit="1",
    title=("近{w}月投诉属实率", "share of complaints upheld, last {w} months"),
    why="How often the complainants are right, however many there are.",
)  # fmt: skip

UPHELD_PER_HUNDRED = ratio(
    "upheld_complaint_per_hundred_12m", UPHELD.at(12), HUNDREDS_EMPLOYED, zero=None, risk="up", unit="件/百人",
    title=("近12月每百人属实投诉件数", "complaints upheld per hundred employed, last 12 months"),
    why="Large entities serve more people; per head the count is fair to them.",
)  # fmt: skip

_UPHELD_BEFORE = count(
    "upheld_complaint_count", of=COMPLAINT, windows=(Window(24, 12),), where=_UPHELD, risk="up", unit="件",
    title=("前{w}月属实投诉件数", "complaints upheld, months {w} before"), group="CMP", family="complaints",
    why="Parent of the rise.",
)  # fmt: skip

UPHELD_MORE = difference(
    "upheld_complaint_rise_12m", UPHELD.at(12), _UPHELD_BEFORE.at(24, 12), zero=None, risk="up", unit="件",
    title=("近12月较前12月属实投诉增加", "complaints upheld, 12 months against the 12 before"),
    why="A wave of complaints comes when deliveries, refunds or wages begin to fail.",
)  # fmt: skip

UPHELD_RECENCY = recency(
    "days_since_upheld_complaint", of=COMPLAINT, windows=months(24), where=_UPHELD, risk="down", unit="日",
    title=("距最近一次属实投诉天数（{w}月内）", "days since a complaint that was upheld, within {w} months"),
    group="CMP", family="complaints", why="What happened lately counts more.",
)  # fmt: skip

UPHELD_DECAYED = decayed(
    "upheld_complaint_decayed", of=COMPLAINT, windows=months(36), where=_UPHELD, risk="up", unit="件",
    title=("近{w}月衰减加权属实投诉", "complaints upheld, halved for every year of age, last {w} months"),
    group="CMP", family="complaints", why="One number for how many and how long ago.",
)  # fmt: skip

_UPHELD_IN_FIELD = count(
    "upheld_complaint_in_field_count", of=COMPLAINT, windows=months(24), where=_UPHELD & ~col("domain").is_null(),
    risk="up", unit="件", title=("近{w}月领域明确的属实投诉", "complaints upheld of a known field, last {w} months"),
    group="CMP", family="repeat_offences", why="Parent of the repeats.",
)  # fmt: skip
_FIELDS = distinct(
    "upheld_complaint_fields", of=COMPLAINT, windows=months(24), where=_UPHELD & ~col("domain").is_null(),
    value=col("domain"), risk="up", unit="个", group="CMP", family="repeat_offences",
    title=("近{w}月属实投诉领域数", "fields of complaints upheld, last {w} months"), why="Parent of the repeats.",
)  # fmt: skip

REPEAT_UPHELD = difference(
    "repeat_upheld_complaint_count_24m", _UPHELD_IN_FIELD.at(24), _FIELDS.at(24), zero=None, risk="up", unit="件",
    title=("近24月同领域再次属实投诉件数", "complaints upheld in a field seen before, last 24 months"),
    why="The cause of the first complaint was not put right.",
)  # fmt: skip

UPHELD_RUN = longest_run(
    "upheld_complaint_run", of=COMPLAINT, windows=months(24), value=_UPHELD, risk="up", unit="月",
    title=("近{w}月最长连续有属实投诉月数", "longest run of months with a complaint upheld, last {w} months"),
    group="CMP", family="complaints", why="Month after month is a failing business, not a bad day.",
)  # fmt: skip

WAGE_COMPLAINTS = count(
    "upheld_wage_complaint_count", of=COMPLAINT, windows=months(24), risk="up", unit="件", group="CMP",
    where=_UPHELD & col("channel").is_("wage_portal"), family="complaints",
    title=("近{w}月属实欠薪线索件数", "reports of unpaid wages upheld, last {w} months"),
    why="Unpaid wages are the nearest thing to an open default that is public.",
)  # fmt: skip

CONSUMER_COMPLAINTS = count(
    "upheld_consumer_complaint_count", of=COMPLAINT, windows=months(12), risk="up", unit="件", group="CMP",
    where=_UPHELD & col("channel").is_("12315"), family="complaints",
    title=("近{w}月12315属实投诉件数", "12315 consumer complaints upheld, last {w} months"),
    why="Unhappy customers do not come back: revenue follows.",
)  # fmt: skip

SAFETY_COMPLAINTS = count(
    "upheld_safety_complaint_count", of=COMPLAINT, windows=months(24), risk="up", unit="件", group="CMP",
    where=_UPHELD & col("domain").is_in(GUARDED_DOMAINS), family="complaints",
    title=("近{w}月食药安全类属实投诉件数", "food, drug, safety and fire complaints upheld, last {w} months"),
    why="In these fields a true complaint is followed by an inspection, and that by a penalty.",
)  # fmt: skip

CLOSING_DAYS = mean(
    "upheld_complaint_days_mean", of=COMPLAINT, windows=months(24), where=_UPHELD, none_seen=0.0, risk="up",
    unit="日", value=col("closed_date").days_since(col("event_date")), group="CMP", family="complaints",
    title=("近{w}月属实投诉平均办结天数", "mean days to close an upheld complaint, last {w} months"),
    why="Who is in the right and still waits long deals with an entity that cannot or will not pay.",
)  # fmt: skip

COVERAGE = covered(
    "covered_complaint", of=COMPLAINT, windows=months(24),
    title=("近{w}月投诉举报数据已覆盖", "complaint covered, last {w} months"),
)  # fmt: skip

FEATURES = (
    *UPHELD, *UPHELD_SHARE, UPHELD_PER_HUNDRED, UPHELD_MORE, *UPHELD_RECENCY, *UPHELD_DECAYED,
    REPEAT_UPHELD, *UPHELD_RUN, *WAGE_COMPLAINTS, *CONSUMER_COMPLAINTS, *SAFETY_COMPLAINTS, *CLOSING_DAYS, *COVERAGE,
)  # fmt: skip
