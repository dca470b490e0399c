"""账龄分析 and 滚动率: how loans age, drawn from the frames of ``samples.vintage`` and ``samples.roll_rate``."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from creditscore.errors import ReportError
from creditscore.reporting._style import INK, axes, percent, styled
from creditscore.reporting._tables import Cell, Sheet
from creditscore.reporting._texts import Text, text, word
from creditscore.samples import ROLL_TITLES
from creditscore.validation import SMALLEST

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AGES = (3, 6, 9, 12, 18, 24, 30, 36)
"""Months on book shown in the table of cohorts."""


def vintage_table(frame: pd.DataFrame) -> pd.DataFrame:
    """``samples.vintage`` without small cells: no share on fewer than ten loans or ten bad loans."""
    wanted = ["cohort", "months_on_book", "loans", "bad_loans", "bad_share"]
    _require(frame, wanted, name="vintage")
    table = frame[wanted].astype({"loans": np.float64, "bad_loans": np.float64, "bad_share": np.float64})
    few = table["loans"].lt(SMALLEST)
    thin = few | table["bad_loans"].between(1, SMALLEST - 1)
    table.loc[thin, ["bad_loans", "bad_share"]] = np.nan
    table.loc[few, "loans"] = np.nan
    return table.assign(suppressed=thin).reset_index(drop=True)


def roll_rate_table(frame: pd.DataFrame) -> pd.DataFrame:
    """``samples.roll_rate`` without small cells: no share that stands for fewer than ten loan months."""
    _require(frame, ["loan_months"], name="roll_rate")
    table = frame.astype(np.float64)
    months = table["loan_months"]
    for name in table.columns.drop("loan_months"):
        behind = (table[name] * months).round()
        table[name] = table[name].where(~behind.between(1, SMALLEST - 1))
    table.loc[months.between(1, SMALLEST - 1)] = np.nan
    return table.assign(suppressed=table.isna().any(axis=1))


@styled
def plot_vintage(vintage: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Cumulated bad share by months on book, one line per cohort, older cohorts lighter."""
    from matplotlib import colormaps

    ax = axes(ax, height=3.6)
    cohorts = list(dict.fromkeys(vintage["cohort"]))
    shades = colormaps["viridis_r"](np.linspace(0.1, 1.0, max(len(cohorts), 1)))
    every = max(1, -(-len(cohorts) // 12))
    for at, (cohort, shade) in enumerate(zip(cohorts, shades, strict=True)):
        rows = vintage[vintage["cohort"] == cohort]
        label = str(cohort) if at % every == 0 else None
        ax.plot(rows["months_on_book"], rows["bad_share"], color=shade, linewidth=1.2, label=label)
    ax.set(xlabel=str(text("months_on_book")), ylabel=str(text("cumulated_bad_rate")))
    ax.set_xlim(left=0)
    ax.set_ylim(bottom=0)
    percent(ax, digits=1)
    if cohorts:
        ax.legend(title=str(text("cohort")), loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=7,
                  title_fontsize=7.5)  # fmt: skip
    ax.set_title(str(text("vintage", table="figures")))
    return ax


@styled
def plot_roll_rate(roll_rate: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The roll-rate matrix: rows are the state last month, columns the state this month."""
    states = [name for name in roll_rate.columns if name not in ("loan_months", "suppressed")]
    shares = roll_rate[states].to_numpy(dtype=float)
    ax = axes(ax, height=0.7 + 0.55 * len(shares))
    ax.imshow(np.sqrt(np.nan_to_num(shares)), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(*shares.shape):
        share = shares[row, column]
        shown = text("suppressed").zh if np.isnan(share) else f"{share:.1%}"
        ax.text(column, row, shown, ha="center", va="center", fontsize=8,
                color="white" if not np.isnan(share) and share > 0.35 else INK)  # fmt: skip
    months = roll_rate["loan_months"]
    names = [
        f"{state_title(str(state)).zh}\n{state_title(str(state)).en}  n={_count(months.loc[state])}"
        for state in roll_rate.index
    ]
    ax.set_yticks(range(len(names)), names, fontsize=7)
    ax.set_xticks(range(len(states)), [_wrapped(state_title(state)) for state in states], fontsize=6.5)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set(xlabel=str(text("roll_to")), ylabel=str(text("roll_from")))
    ax.set_title(str(text("roll_rate", table="figures")))
    return ax


def vintage_sheet(table: pd.DataFrame) -> Sheet:
    """Cohorts down, some months on book across."""
    held = table["loans"].notna()
    ages = [age for age in AGES if (table["months_on_book"] == age).any()]
    heads = (text("cohort"), text("loans"), *(Text(f"{age} 月", f"{age} m") for age in ages))
    rows = []
    for cohort in dict.fromkeys(table["cohort"]):
        part = table[table["cohort"] == cohort].set_index("months_on_book")
        loans = part.loc[held[table["cohort"] == cohort].to_numpy(), "loans"]
        cells = [Cell(str(cohort), numeric=False), Cell(_count(loans.iloc[0] if len(loans) else np.nan))]
        cells += [_share(part, age) for age in ages]
        rows.append(tuple(cells))
    return Sheet(heads, tuple(rows))


def state_title(state: str) -> Text:
    """A bucket of days past due in words."""
    if state in ROLL_TITLES:
        return Text(*ROLL_TITLES[state])
    return word(state)


def _wrapped(words: Text) -> str:
    zh = [words.zh[at : at + 8] for at in range(0, len(words.zh), 8)]
    return "\n".join([*zh, *wrap(words.en, 14)])


def _share(part: pd.DataFrame, age: int) -> Cell:
    if age not in part.index:
        return Cell("")
    share, hidden = part.loc[age, "bad_share"], bool(part.loc[age, "suppressed"])
    if pd.isna(share):
        return Cell(text("suppressed").zh if hidden else "–")
    return Cell(f"{share:.2%}")


def _count(value: float) -> str:
    return text("suppressed").zh if pd.isna(value) else f"{value:,.0f}"


def _require(frame: pd.DataFrame, wanted: list[str], *, name: str) -> None:
    missing = [column for column in wanted if column not in frame.columns]
    if missing:
        raise ReportError(
            f"{name}: wanted columns {wanted}, found {list(frame.columns)}; pass what samples.{name} returns"
        )
