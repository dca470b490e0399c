"""Figures of contributions: importance, beeswarm, dependence, waterfall."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Literal

import numpy as np

from creditscore import validation
from creditscore.errors import ReportError
from creditscore.reporting._style import AMBER, BLUE, GREY, INK, RED, axes, short_numbers, styled
from creditscore.reporting._texts import Text, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from creditscore.scorer import Field
    from creditscore.validation import Explanation

ARROWS = {"up": " ↑", "down": " ↓", "peak": " ∩", "valley": " ∪", "none": ""}
MAP = "coolwarm"


@styled
def plot_importance(
    explanation: Explanation,
    *,
    by: Literal["feature", "family"] = "feature",
    top: int = 15,
    ax: Axes | None = None,
) -> Axes:
    """Mean absolute contribution in points, largest on top."""
    table = validation.importance(explanation, by=by).head(top)[::-1]
    ax = axes(ax, height=0.6 + 0.42 * len(table))
    fields = {field.name: field for field in explanation.fields}
    if by == "feature":
        names = [_label(fields[str(name)]) for name in table.index]
    else:
        names = [str(Text(zh, en)) for zh, en in zip(table["title_zh"], table["title_en"], strict=True)]
    place = np.arange(len(table))
    ax.barh(place, table["points"], color=BLUE, height=0.65)
    for at, points, share in zip(place, table["points"], table["share"], strict=True):
        ax.annotate(f"{points:.1f} ({share:.0%})", (points, at), textcoords="offset points", xytext=(3, -3),
                    fontsize=7)  # fmt: skip
    ax.set_yticks(place, names, fontsize=7)
    ax.set_xlabel(str(text("mean_points")))
    ax.margins(x=0.15)
    ax.set_title(str(text("importance" if by == "feature" else "families", table="figures")))
    return ax


@styled
def plot_beeswarm(explanation: Explanation, *, top: int = 12, ax: Axes | None = None) -> Axes:
    """One dot per row and feature: points across, colour from low (blue) to high (red) value, grey missing.

    The arrow beside a feature is its declared direction of risk: with ↑ red dots belong on the left.
    """
    names = [str(name) for name in validation.importance(explanation).head(top).index][::-1]
    ax = axes(ax, height=0.9 + 0.42 * len(names))
    fields = {field.name: field for field in explanation.fields}
    for at, name in enumerate(names):
        place = explanation.names.index(name)
        points, values = explanation.contributions[:, place], explanation.values[:, place]
        height = at + _spread(points)
        held = ~np.isnan(values)
        ax.scatter(points[~held], height[~held], s=3, color=GREY, linewidths=0, rasterized=True)
        ax.scatter(points[held], height[held], s=3, c=_ranks(values[held]), cmap=MAP, vmin=0, vmax=1,
                   linewidths=0, rasterized=True)  # fmt: skip
    ax.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    ax.set_yticks(range(len(names)), [_label(fields[name]) for name in names], fontsize=7)
    ax.set_ylim(-0.7, len(names) - 0.3)
    ax.set_xlabel(str(text("points")))
    low, high = _ends()
    for colour, key in ((low, "low_value"), (high, "high_value"), (GREY, "missing")):
        ax.plot([], [], "o", color=colour, markersize=4, label=str(text(key)))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    ax.set_title(str(text("beeswarm", table="figures")), pad=22)
    return ax


@styled
def plot_dependence(explanation: Explanation, feature: str, *, ax: Axes | None = None) -> Axes:
    """Mean points and their 5-95 % band against the value, missing apart, beside the declared direction."""
    if feature not in explanation.names:
        raise ReportError(
            f"dependence of {feature!r}: no such feature; found {list(explanation.names)[:8]}; name one of the model"
        )
    field = explanation.fields[explanation.names.index(feature)]
    table = validation.dependence(explanation, feature)
    ax = axes(ax, height=2.6, width=3.5)
    held = table["value"].notna()
    shown, missing = table[held], table[~held]
    ax.fill_between(shown["value"], shown["low"], shown["high"], color=BLUE, alpha=0.2, linewidth=0)
    ax.plot(shown["value"], shown["mean"], color=BLUE, marker="o", markersize=3)
    if len(missing):
        points = float(missing["mean"].iloc[0])
        ax.axhline(points, color=AMBER, linestyle="--", linewidth=1, label=f"{text('missing')} {points:+.1f}")
        ax.legend(loc="best")
    ax.axhline(0, color=GREY, linewidth=0.6, zorder=0)
    values = shown["value"].to_numpy()
    if (
        len(values) > 2
        and values.min() >= 0
        and values.max() > 1000 * max(float(np.median(values)), 1e-12) / 10
    ):
        ax.set_xscale("symlog", linthresh=max(float(np.median(values)) / 10, 1e-3))
    short_numbers(ax)
    unit = "" if field.unit in ("", "1") else f"（{field.unit}）"
    english = "\n".join(wrap(field.title_en, 48))
    ax.set_xlabel(f"{field.title_zh}{unit}\n{english}", fontsize=7)
    ax.set_ylabel(str(text("points")), fontsize=7)
    ax.tick_params(labelsize=7)
    arrow = text(field.direction if field.direction != "none" else "no_direction")
    ax.set_title(arrow.lines, fontsize=7.5, color=INK)
    return ax


@styled
def plot_waterfall(
    explanation: Explanation,
    row: int = 0,
    *,
    top: int = 10,
    number: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """How one anonymous row comes from the reference to its score; values to two digits, no name, no date.

    ``number`` is that of the case in the title.
    """
    points, values = explanation.contributions[row], explanation.values[row]
    order = np.argsort(-np.abs(points), kind="stable")
    shown, rest = order[:top], order[top:]
    steps = [(_label(explanation.fields[at], value=values[at]), points[at]) for at in shown]
    if len(rest):
        steps.append((text("other_features").format(count=len(rest)).lines, float(points[rest].sum())))
    ax = axes(ax, height=0.9 + 0.42 * len(steps))
    level = explanation.base
    reach = [level]
    for at, (_, step) in enumerate(steps):
        place = len(steps) - 1 - at
        ax.barh(place, step, left=level, color=RED if step < 0 else BLUE, height=0.6)
        ax.annotate(f"{step:+.1f}", (level + step, place), textcoords="offset points",
                    xytext=(3 if step >= 0 else -3, -3), ha="left" if step >= 0 else "right", fontsize=7)  # fmt: skip
        level += step
        reach.append(level)
        ax.plot([level, level], [place - 0.3, place - 1.3 if place else -0.5], color=GREY, linewidth=0.6)
    ax.axvline(explanation.base, color=GREY, linewidth=0.8, linestyle=":")
    width = max(max(reach) - min(reach), 1.0)
    ax.set_xlim(min(reach) - 0.12 * width, max(reach) + 0.12 * width)
    ax.set_yticks(range(len(steps)), [name for name, _ in steps][::-1], fontsize=7)
    ax.set_xlabel(str(text("score")))
    facts = {"number": number, "base": explanation.base, "score": explanation.scores[row]}
    ax.set_title(text("row_of" if number is None else "case_of").format(**facts).lines)
    return ax


def rounded(value: float) -> str:
    """Two significant digits, so that a case cannot be looked up by its values."""
    if np.isnan(value):
        return text("missing").zh
    if value == 0:
        return "0"
    digits = 1 - int(np.floor(np.log10(abs(value))))
    short = round(float(value), digits)
    return f"{short:,.0f}" if digits <= 0 else f"{short:,.{digits}f}".rstrip("0").rstrip(".")


def _label(field: Field, *, value: float | None = None) -> str:
    shown = "" if value is None else f" = {rounded(value)}"
    arrow = ARROWS[field.direction] if value is None else ""
    if field.title_zh == field.title_en:
        return f"{field.title_zh}{arrow}{shown}"
    english = "\n".join(wrap(field.title_en, 44))
    return f"{field.title_zh}{arrow}{shown}\n{english}"


def _ranks(values: np.ndarray) -> np.ndarray:
    distinct, place = np.unique(values, return_inverse=True)
    return place / max(len(distinct) - 1, 1)


def _spread(points: np.ndarray) -> np.ndarray:
    """Vertical offsets within ±0.35 so that dots of one value stand side by side."""
    span = np.ptp(points)
    if span == 0:
        return np.zeros(len(points))
    box = np.minimum((points - points.min()) / span * 80, 79).astype(int)
    offset = np.zeros(len(points))
    fullest = np.bincount(box).max()
    for number in np.unique(box):
        rows = np.flatnonzero(box == number)
        step = (np.arange(len(rows)) + 1) // 2 * np.where(np.arange(len(rows)) % 2 == 0, 1, -1)
        offset[rows] = step * (0.7 / max(fullest, 1))
    return offset


def _ends() -> tuple[str, str]:
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return to_hex(colormaps[MAP](0.0)), to_hex(colormaps[MAP](1.0))
