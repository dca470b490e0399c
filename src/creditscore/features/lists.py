"""名单 (LST)."""

from creditscore.features._feature import count, distinct, months, recency
from creditscore.plan import col
from creditscore.records import LIST_ENTRY
from creditscore.records.lists import SERIOUS_LISTS

_STILL = col("exit_date").is_null()
_SERIOUS = col("list_code").is_in(SERIOUS_LISTS)

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

FEATURES = (
    *LISTED_COUNT, *ABNORMAL_OPEN, *ABNORMAL_COUNT, *SERIOUS_OPEN, *SERIOUS_COUNT, *DEFAULTER_COUNT,
    *LIST_KINDS, *LIST_RECENCY,
)  # fmt: skip
