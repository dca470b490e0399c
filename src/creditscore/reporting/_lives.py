"""记录的一生: when records are shown and used, one by one or counted, drawn across changes of the law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from creditscore.errors import ReportError
from creditscore.reporting._style import AMBER, BLUE, COLOURS, INK, axes, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = {"shown": ("公示 shown", BLUE), "used": ("使用 used", AMBER)}
"""What a bar says of a record, and its colour."""

COLUMNS = ("label", "kind", "start", "end")


@styled
def plot_lives(
    lives: pd.DataFrame, *, changes: Mapping[str, date] | None = None, ax: Axes | None = None
) -> Axes:
    """Bars of days on which records are shown or used, from the frame's ``label, kind, start, end``.

    ``kind`` is shown or used; both bars of one label stand in one row. ``start`` and ``end`` are days, ``end`` the first
    day that is over or null for one that is open (drawn to the right edge). ``changes`` names days to mark.
    Raises ReportError for a frame without these columns or with another kind.
    """
    missing = [name for name in COLUMNS if name not in lives.columns]
    other = sorted(set() if missing else set(lives["kind"]) - set(KINDS))
    if missing or other or lives.empty:
        raise ReportError(
            f"lives: wanted rows with {list(COLUMNS)} and kinds among {list(KINDS)}, found {list(lives.columns)}"
            f"{f' and kinds {other}' if other else ''}{' and no row' if lives.empty else ''}; choose the columns"
        )
    labels = list(dict.fromkeys(lives["label"]))
    days = pd.concat([pd.to_datetime(lives["start"]), pd.to_datetime(lives["end"])]).dropna()
    edge = max([days.max(), *map(pd.Timestamp, (changes or {}).values())]) + pd.DateOffset(months=3)
    ax = axes(ax, height=0.9 + 0.42 * len(labels))
    for kind, (title, colour) in KINDS.items():
        bars = lives[lives["kind"] == kind]
        if bars.empty:
            continue
        start, end = pd.to_datetime(bars["start"]), pd.to_datetime(bars["end"])
        height = [labels.index(label) + (-0.18 if kind == "shown" else 0.18) for label in bars["label"]]
        width = end.fillna(edge) - start
        ax.barh(height, width.to_list(), left=start.to_list(), height=0.32, color=colour, label=title)
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.set_xlim(right=edge)
    _months(ax, days.min(), edge)
    _mark(ax, changes or {})
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    ax.set_title("记录的一生 The life of a record", pad=16)
    return ax


@styled
def plot_in_force(
    counts: pd.DataFrame, *, changes: Mapping[str, date] | None = None, ax: Axes | None = None
) -> Axes:
    """How many records are in force by day: one step line per column of ``counts``, whose index holds days.

    ``changes`` names days to mark.
    """
    if counts.empty:
        raise ReportError(
            "counts: wanted a frame with days as its index and a column per line, found no row; count first"
        )
    ax = axes(ax, height=3.2)
    days = pd.to_datetime(pd.Index(counts.index))
    for at, name in enumerate(counts.columns):
        ax.step(
            days, counts[name], where="post", color=COLOURS[at % len(COLOURS)], linewidth=1.4, label=str(name)
        )
    ax.set_ylim(bottom=0)
    ax.set_ylabel("记录数 records")
    _mark(ax, changes or {})
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    ax.set_title("在公示或使用中的记录 Records shown or in use", pad=16)
    return ax


def _months(ax: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Ticks at firsts of months, seven at most."""
    from matplotlib.dates import DateFormatter, MonthLocator, YearLocator

    months = 12 * (last.year - first.year) + last.month - first.month
    step = next((step for step in (1, 2, 3, 6, 12, 24) if months <= 6 * step), 60)
    ax.xaxis.set_major_locator(MonthLocator(range(1, 13, step)) if step < 12 else YearLocator(step // 12))
    ax.xaxis.set_major_formatter(DateFormatter("%Y-%m"))


def _mark(ax: Axes, changes: Mapping[str, date]) -> None:
    """A dashed line per change of the law, its name above the axes."""
    for title, day in changes.items():
        at = pd.Timestamp(day)
        ax.axvline(at, color=INK, linewidth=0.8, linestyle="--")
        ax.annotate(title, (at, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points",
                    ha="center", va="bottom", fontsize=7)  # fmt: skip
