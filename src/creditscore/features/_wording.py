"""What a plan asks, in words: read from the plan itself, so that the sentence cannot drift from the arithmetic."""

from __future__ import annotations

from creditscore.plan import Aggregate, Attribute, Combine, Covered, Expression, Node
from creditscore.plan.window import Window
from creditscore.records import table

Words = tuple[str, str]
"""Chinese and English."""

_VERBS: dict[str, Words] = {
    "count": ("条数", "number of records"),
    "sum": ("合计 {value}", "sum of {value}"),
    "maximum": ("最大值 {value}", "largest {value}"),
    "minimum": ("最小值 {value}", "smallest {value}"),
    "mean": ("平均值 {value}", "mean of {value}"),
    "median": ("中位数 {value}", "median of {value}"),
    "distinct": ("不同取值个数 {value}", "number of different {value}"),
    "latest": ("最近一次的值 {value}", "latest {value}"),
    "recency": ("距最近一条的天数", "days since the last record"),
    "trend": ("log(1+{value}) 的月度斜率", "slope per month of log(1 + {value})"),
    "longest_run": ("满足 {value} 的最长连续月数", "most consecutive months with {value}"),
    "streak": ("满足 {value} 的当前连续月数", "consecutive months up to now with {value}"),
    "decayed": (
        "半衰期{half_life}天的加权和 {value}",
        "sum of {value}, halved for every {half_life} days of age",
    ),
}
_COMBINED: dict[str, Words] = {
    "ratio": ("[{left}] ÷ [{right}]", "[{left}] / [{right}]"),
    "difference": ("[{left}] − [{right}]", "[{left}] - [{right}]"),
    "change": ("[{left}] ÷ [{right}] − 1", "[{left}] / [{right}] - 1"),
}
_NOTHING: dict[str, Words] = {
    "count": ("0", "0"), "sum": ("0", "0"), "distinct": ("0", "0"), "longest_run": ("0", "0"), "streak": ("0", "0"),
    "decayed": ("0", "0"), "recency": ("窗口天数", "the window's length in days"),
}  # fmt: skip


def _window(window: Window) -> Words:
    if window.end == 0:
        return f"评价日前{window.start}个月内", f"in the {window.start} months before as_of"
    return (
        f"评价日前{window.start}至{window.end}个月间",
        f"from {window.start} to {window.end} months before as_of",
    )


def _shown(expression: Expression | None) -> str:
    return "1" if expression is None else repr(expression)


def asked(node: Node) -> Words:
    """The question of a plan as one phrase in Chinese and one in English."""
    match node:
        case Aggregate():
            said = {"value": _shown(node.value), "half_life": node.half_life}
            (verb_zh, verb_en), (when_zh, when_en) = _VERBS[node.verb], _window(node.window)
            only = "" if node.where is None else f" {_shown(node.where)}"
            read = table(node.table)
            return (
                f"{when_zh}{read.title_zh}记录{'（' + only.strip() + '）' if only else ''}的{verb_zh.format(**said)}",
                f"{verb_en.format(**said)} of {read.title_en} {when_en}{' where' + only if only else ''}",
            )
        case Attribute():
            read = table(node.table)
            return (
                f"评价日{read.title_zh}最新版本的 {_shown(node.value)}",
                f"{_shown(node.value)} of the latest {read.title_en} known at as_of",
            )
        case Covered():
            read, (when_zh, when_en) = table(node.table), _window(node.window)
            return f"{when_zh}{read.title_zh}数据是否覆盖", f"whether {read.title_en} is delivered {when_en}"
        case Combine():
            (left_zh, left_en), (right_zh, right_en) = asked(node.left), asked(node.right)
            zh, en = _COMBINED[node.combination]
            return zh.format(left=left_zh, right=right_zh), en.format(left=left_en, right=right_en)
        case _:
            return "由调用方给出", "given by the caller"


def missing_policy(node: Node) -> Words:
    """What the value is where nothing is seen, and where the source does not cover the entity."""
    match node:
        case Aggregate():
            seen_zh, seen_en = _NOTHING.get(node.verb, ("空", "null"))
            if node.none_seen is not None:
                seen_zh = seen_en = f"{node.none_seen:g}"
            return (
                f"已覆盖而无记录：{seen_zh}；未覆盖：空",
                f"covered and nothing seen: {seen_en}; not covered: null",
            )
        case Attribute():
            return "无版本：空", "no version known: null"
        case Covered():
            return "从不为空", "never null"
        case Combine():
            zero = "空" if node.zero is None else f"{node.zero:g}"
            zero_en = "null" if node.zero is None else f"{node.zero:g}"
            by_zero = node.combination != "difference"
            return (
                "任一项为空则空" + (f"；除数为零：{zero}" if by_zero else ""),
                "null if either side is" + (f"; divisor zero: {zero_en}" if by_zero else ""),
            )
        case _:
            return "空", "null"
