"""名单 (LST).

Unless the policy keeps records past their publicity, an entry that was left is no longer used: what is counted are
entries that stand. None is asked for over more than the 36 months that the longest term allows.
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
)
from creditscore.features.exposures import YEARS_IN_VIEW
from creditscore.plan import AsOf, col
from creditscore.records import LIST_ENTRY
from creditscore.records.lists import SERIOUS_LISTS

_STILL = col("exit_date").is_null()
_SERIOUS = col("list_code").is_in(SERIOUS_LISTS)
_DEBT_LISTS = ("judgment_defaulter", "wage_arrears", "social_insurance_serious", "major_tax_violation")
"""Lists of those who owe: by a judgment, to workers, to the insurance, to the state."""

_DAYS_ON = AsOf().days_since(col("event_date"))

LISTED_COUNT = count(
    "listed_count", of=LIST_ENTRY, windows=months(12, 36), risk="up", unit="次",
    title=("近{w}月被列入名单次数", "list entries, last {w} months"), group="LST", family="lists",
    why="Every listing is a formal finding against the entity.",
)  # fmt: skip

ABNORMAL_OPEN = count(
    "abnormal_operation_open", of=LIST_ENTRY, windows=months(36), risk="up", unit="条",
    where=col("list_code").is_("abnormal_operation") & _STILL, group="LST", family="lists",
    title=("仍在经营异常名录（{w}月内列入）", "still on the abnormal-operation list, entered within {w} months"),
    why="Cannot be reached or did not report, and has not put it right.",
)  # fmt: skip

ABNORMAL_COUNT = count(
    "abnormal_operation_count", of=LIST_ENTRY, windows=months(12, 36), risk="up", unit="次",
    where=col("list_code").is_("abnormal_operation"), group="LST", family="lists",
    title=("近{w}月列入经营异常名录次数", "abnormal-operation entries, last {w} months"),
    why="Repeated lapses show weak administration.",
)  # fmt: skip

SERIOUS_OPEN = count(
    "serious_list_open", of=LIST_ENTRY, windows=months(36), risk="up", unit="条", where=_SERIOUS & _STILL,
    title=("仍在严重失信名单（{w}月内列入）", "still on a serious-dishonesty list, entered within {w} months"),
    group="LST", family="lists", why="The gravest standing finding there is.",
)  # fmt: skip

SERIOUS_COUNT = count(
    "serious_list_count", of=LIST_ENTRY, windows=months(36), risk="up", unit="次", where=_SERIOUS,
    title=("近{w}月列入严重失信名单次数", "serious-dishonesty entries, last {w} months"), group="LST",
    family="lists", why="Serious conduct in the past, even if remedied.",
)  # fmt: skip

DEFAULTER_COUNT = count(
    "judgment_defaulter_count", of=LIST_ENTRY, windows=months(36), risk="up", unit="次",
    where=col("list_code").is_("judgment_defaulter"), group="LST", family="lists",
    title=("近{w}月列为失信被执行人次数", "judgment-defaulter entries, last {w} months"),
    why="Able to pay by the court's finding, and did not.",
)  # fmt: skip

LIST_KINDS = distinct(
    "list_kinds", of=LIST_ENTRY, windows=months(36), value=col("list_code"), risk="up", unit="个",
    title=("近{w}月涉及名单种类数", "different lists, last {w} months"), group="LST", family="lists",
    why="Findings by several bodies support each other.",
)  # fmt: skip

LIST_RECENCY = recency(
    "days_since_listed", of=LIST_ENTRY, windows=months(36), risk="down", unit="日",
    title=("距最近一次列入名单天数（{w}月内）", "days since the last listing, within {w} months"), group="LST",
    family="lists", why="What happened lately counts more.",
)  # fmt: skip

DEBT_LISTS = count(
    "debt_list_count", of=LIST_ENTRY, windows=months(36), risk="up", unit="次", group="LST", family="lists",
    where=col("list_code").is_in(_DEBT_LISTS),
    title=("近{w}月列入失信被执行人、欠薪、欠保、欠税名单次数", "entries for owing judgments, wages, insurance or tax, last {w} months"),
    why="Somebody was owed, went to an authority and was still not paid.",
)  # fmt: skip

SERIOUS_RECENCY = recency(
    "days_since_serious_listed", of=LIST_ENTRY, windows=months(36), where=_SERIOUS, risk="down", unit="日",
    title=("距最近一次列入严重失信名单天数（{w}月内）", "days since the last serious listing, within {w} months"),
    group="LST", family="lists", why="The first months on a serious list are those in which credit lines are cut.",
)  # fmt: skip

LISTED_DECAYED = decayed(
    "listed_decayed", of=LIST_ENTRY, windows=months(36), risk="up", unit="次",
    title=("近{w}月衰减加权列入名单", "list entries, halved for every year of age, last {w} months"), group="LST",
    family="lists", why="One number for how many and how long ago.",
)  # fmt: skip

LISTED_DAYS = maximum(
    "listed_days_max", of=LIST_ENTRY, windows=months(36), where=_STILL, value=_DAYS_ON, risk="up", unit="日",
    title=("近{w}月列入且仍在名单的最长天数", "days on the list, of the longest entry that stands, last {w} months"),
    group="LST", family="list_standing", why="What could be put right in weeks has stood for years.",
)  # fmt: skip

ABNORMAL_DAYS = maximum(
    "abnormal_operation_days_max", of=LIST_ENTRY, windows=months(36), risk="up", unit="日", value=_DAYS_ON,
    where=col("list_code").is_("abnormal_operation") & _STILL, group="LST", family="list_standing",
    title=("近{w}月列入经营异常名录的最长在列天数", "days on the abnormal-operation list, last {w} months"),
    why="An owner who still needs the business files the report and leaves the list.",
)  # fmt: skip

TERM_LEFT = maximum(
    "list_term_months_left_max", of=LIST_ENTRY, windows=months(36), where=_STILL, risk="up", unit="月",
    value=(col("term_months") - _DAYS_ON / 30.4375).at_least(0.0), group="LST", family="list_standing",
    title=("近{w}月列入名单的最长剩余期限", "months left of the longest stated term, entries of the last {w} months"),
    why="How long tenders, subsidies and loans stay closed to the entity.",
)  # fmt: skip

REPEAT_LISTINGS = difference(
    "repeat_listing_count_36m", LISTED_COUNT.at(36), LIST_KINDS.at(36), zero=None, risk="up", unit="次",
    family="repeat_offences", title=("近36月重复列入同一名单次数", "entries on a list it was on already, last 36 months"),
    why="On the same list again before the first entry was cleared.",
)  # fmt: skip

LISTED_PER_YEAR = ratio(
    "listed_per_year_36m", LISTED_COUNT.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近36月年均列入名单次数", "list entries per year of existence, last 36 months"),
    why="A young entity had less time to be listed: the count alone makes it look better than it is.",
)  # fmt: skip

SERIOUS_PER_YEAR = ratio(
    "serious_list_per_year_36m", SERIOUS_COUNT.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近36月年均列入严重失信名单次数", "serious listings per year of existence, last 36 months"),
    why="The same, of the gravest entries.",
)  # fmt: skip

FEATURES = (
    *LISTED_COUNT, *ABNORMAL_OPEN, *ABNORMAL_COUNT, *SERIOUS_OPEN, *SERIOUS_COUNT, *DEFAULTER_COUNT,
    *LIST_KINDS, *LIST_RECENCY, *DEBT_LISTS, *SERIOUS_RECENCY, *LISTED_DECAYED, *LISTED_DAYS, *ABNORMAL_DAYS,
    *TERM_LEFT, REPEAT_LISTINGS, LISTED_PER_YEAR, SERIOUS_PER_YEAR,
)  # fmt: skip
