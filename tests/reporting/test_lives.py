"""The life of records drawn: every bar where it belongs, faults named."""

from __future__ import annotations

import itertools
from datetime import date

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from creditscore import reporting
from creditscore.errors import ReportError

LIVES = pd.DataFrame(
    [
        ("罚款 fine", "shown", "2023-01-10", "2026-01-10"), ("罚款 fine", "used", "2023-01-10", None),
        ("警告 warning", "shown", "2024-02-01", "2024-05-01"),
    ],
    columns=["label", "kind", "start", "end"],
)  # fmt: skip
CHANGES = {"第36号令 Order 36": date(2026, 4, 1)}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def spans(ax):
    return [
        (mdates.num2date(bar.get_x()).date(), mdates.num2date(bar.get_x() + bar.get_width()).date())
        for bar in ax.patches
    ]


def test_a_bar_lasts_from_the_first_day_to_the_end_and_an_open_one_to_the_edge():
    ax = reporting.plot_lives(LIVES, changes=CHANGES)
    edge = date(2026, 7, 1)
    assert spans(ax) == [
        (date(2023, 1, 10), date(2026, 1, 10)), (date(2024, 2, 1), date(2024, 5, 1)), (date(2023, 1, 10), edge),
    ]  # fmt: skip
    assert mdates.num2date(ax.get_xlim()[1]).date() == edge
    assert [label.get_text() for label in ax.get_yticklabels()] == ["罚款 fine", "警告 warning"]
    assert [line.get_xdata()[0] for line in ax.lines] == [pd.Timestamp(2026, 4, 1)]
    ax.figure.canvas.draw()


@pytest.mark.parametrize(("months", "every"), [(3, 1), (8, 2), (30, 6), (66, 12), (130, 24), (300, 60)])
def test_ticks_are_firsts_of_months_and_few(months, every):
    start = pd.Timestamp(2020, 1, 15)
    one = pd.DataFrame(
        [("罚款 fine", "shown", start, start + pd.DateOffset(months=months))], columns=LIVES.columns
    )
    ax = reporting.plot_lives(one)
    ax.figure.canvas.draw()
    low, high = ax.get_xlim()
    ticks = [mdates.num2date(tick) for tick in ax.get_xticks() if low <= tick <= high]
    assert 1 <= len(ticks) <= 8
    apart = {(b.year - a.year) * 12 + b.month - a.month for a, b in itertools.pairwise(ticks)}
    assert apart <= {every} and all(tick.day == 1 for tick in ticks)


def test_counts_are_steps_with_a_name_each():
    days = pd.date_range("2025-01-01", periods=4, freq="QS")
    counts = pd.DataFrame({"公示 shown": [4, 3, 3, 0], "使用 used": [4, 4, 3, 1]}, index=days)
    ax = reporting.plot_in_force(counts, changes=CHANGES)
    drawn = ax.lines[:2]
    assert [list(line.get_ydata()) for line in drawn] == [[4, 3, 3, 0], [4, 4, 3, 1]]
    assert [line.get_drawstyle() for line in drawn] == ["steps-post"] * 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(counts.columns)
    ax.figure.canvas.draw()


def test_given_axes_are_drawn_into_and_settings_left_alone():
    _, ax = plt.subplots()
    before = dict(plt.rcParams)
    assert reporting.plot_in_force(pd.DataFrame({"n": [1]}, index=[date(2025, 1, 1)]), ax=ax) is ax
    assert dict(plt.rcParams) == before


@pytest.mark.parametrize(
    "fault",
    [LIVES.drop(columns="end"), LIVES.assign(kind="hidden"), LIVES.iloc[:0]],
    ids=["a column missing", "a kind unknown", "no row"],
)
def test_a_frame_that_cannot_be_drawn_is_refused_by_name(fault):
    with pytest.raises(ReportError, match="lives: wanted rows with"):
        reporting.plot_lives(fault)


def test_no_counts_at_all_are_refused():
    with pytest.raises(ReportError, match="count first"):
        reporting.plot_in_force(pd.DataFrame())
