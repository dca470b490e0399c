"""Figures of ranking, calibration and stability; each draws one frame and returns its axes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from creditscore.reporting._style import AMBER, BLUE, COLOURS, GREY, RED, axes, percent, styled
from creditscore.reporting._texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def plot_roc(curve: pd.DataFrame | Mapping[str, pd.DataFrame], *, ax: Axes | None = None) -> Axes:
    """ROC curves; ``curve`` is a frame of ``validation.curve`` or several by name."""
    ax = axes(ax, height=4.2, width=4.4)
    curves = {"": curve} if isinstance(curve, pd.DataFrame) else curve
    for (name, frame), colour in zip(curves.items(), COLOURS, strict=False):
        good, bad = frame["good"].to_numpy(), frame["bad"].to_numpy()
        area = frame.attrs.get("auc")
        shown = "" if area is None else f"AUC = {area:.3f}"
        ax.plot(good, bad, color=colour, label=f"{name} {shown}".strip() or None)
    ax.plot([0, 1], [0, 1], color=GREY, linestyle=":", label=str(text("chance")))
    ax.set(xlabel=str(text("share_good")), ylabel=str(text("share_bad")), xlim=(0, 1), ylim=(0, 1))
    percent(ax)
    percent(ax, which="x")
    ax.legend(loc="lower right")
    ax.set_title(str(text("roc", table="figures")))
    return ax


@styled
def plot_ks(curve: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Cumulated shares of goods and bads by score and the place of the largest gap."""
    ax = axes(ax, height=4.2, width=4.4)
    ax.plot(curve["score"], curve["bad"], color=RED, label=str(text("bads")))
    ax.plot(curve["score"], curve["good"], color=BLUE, label=str(text("goods")))
    widest = curve.loc[curve["gap"].idxmax()]
    ax.plot([widest["score"]] * 2, [widest["good"], widest["bad"]], color=AMBER, marker="_")
    ax.annotate(
        f"KS = {widest['gap']:.3f}",
        (widest["score"], (widest["good"] + widest["bad"]) / 2),
        textcoords="offset points",
        xytext=(8, -4),
        color=AMBER,
    )
    ax.set(xlabel=str(text("score")), ylabel=str(text("share")), ylim=(0, 1))
    percent(ax)
    ax.legend(loc="upper left")
    ax.set_title(str(text("ks", table="figures")))
    return ax


@styled
def plot_calibration(reliability: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Observed against predicted rates by tenths, with 95 % intervals (``validation.reliability``)."""
    ax = axes(ax, height=4.2, width=4.4)
    shown = reliability[reliability["observed"].notna()]
    predicted, observed = shown["mean_pd"].to_numpy(), shown["observed"].to_numpy()
    spread = [observed - shown["observed_low"].to_numpy(), shown["observed_high"].to_numpy() - observed]
    top = float(max(predicted.max(), shown["observed_high"].max(), 0.01)) * 1.05 if len(shown) else 1.0
    ax.plot([0, top], [0, top], color=GREY, linestyle=":", label=str(text("perfect")))
    ax.errorbar(
        predicted, observed, yerr=np.maximum(spread, 0), fmt="o", color=BLUE, ecolor=GREY, markersize=4,
        label=f"{text('observed')}, {text('interval')}",
    )  # fmt: skip
    ax.set(xlabel=str(text("predicted")), ylabel=str(text("observed")), xlim=(0, top), ylim=(0, top))
    percent(ax, digits=0 if top > 0.1 else 1)
    percent(ax, which="x", digits=0 if top > 0.1 else 1)
    ax.legend(loc="upper left")
    ax.set_title(str(text("calibration", table="figures")))
    return ax


@styled
def plot_grades(grades: pd.DataFrame, *, pools: pd.DataFrame | None = None, ax: Axes | None = None) -> Axes:
    """Predicted and observed rate of each grade, best first, and its share (``validation.calibration``).

    With ``pools`` (``validation.pooled``) observed rates are those of neighbouring grades together, drawn
    across them.
    """
    ax = axes(ax, height=3.2)
    place = np.arange(len(grades))
    share = grades["n"] / grades["n"].sum()
    shares = ax.twinx()
    shares.bar(place, share, width=0.7, color=GREY, alpha=0.3, zorder=0)
    shares.set_ylabel(str(text("share")))
    shares.set_ylim(0, max(float(share.max()) * 1.6, 0.01) if share.notna().any() else 1)
    percent(shares)
    ax.set_zorder(shares.get_zorder() + 1)
    ax.patch.set_visible(False)
    ax.plot(place, grades["mean_pd"], color=BLUE, marker="D", markersize=4, linestyle="none",
            label=str(text("predicted")))  # fmt: skip
    seen = grades.assign(first=place, last=place) if pools is None else pools
    seen = seen[seen["observed"].notna()]
    first, last = seen["first"].to_numpy(dtype=float), seen["last"].to_numpy(dtype=float)
    observed = seen["observed"].to_numpy(dtype=float)
    spread = [
        observed - seen["observed_low"].to_numpy(float),
        seen["observed_high"].to_numpy(float) - observed,
    ]
    ax.errorbar(
        (first + last) / 2, observed, xerr=(last - first) / 2 + 0.2, yerr=np.maximum(spread, 0), fmt="none",
        ecolor=RED, capsize=2, label=f"{text('observed')}, {text('interval')}",
    )  # fmt: skip
    ax.set_xticks(place, [str(grade) for grade in grades.index])
    ax.set(xlabel=str(text("grade")), ylabel=str(text("observed")))
    ax.set_ylim(bottom=0)
    percent(ax, digits=0)
    ax.legend(loc="upper left")
    ax.set_title(str(text("grades", table="figures")))
    return ax


@styled
def plot_psi(psi: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Shares of the score bands in development and out of time (``validation.psi``)."""
    ax = axes(ax, height=2.8)
    place = np.arange(len(psi))
    ax.bar(place - 0.2, psi["expected"], width=0.4, color=GREY, label=str(text("train")))
    ax.bar(place + 0.2, psi["actual"], width=0.4, color=BLUE, label=str(text("sample_test")))
    ax.set_xticks(place, [str(number) for number in psi.index])
    ax.set(xlabel=str(text("score_band")), ylabel=str(text("share")))
    ax.set_ylim(top=float(psi[["expected", "actual"]].to_numpy().max()) * 1.35)
    percent(ax)
    ax.legend(loc="upper right", ncols=2)
    ax.set_title(f"{text('psi', table='figures')}  PSI = {psi['contribution'].sum():.4f}")
    return ax


@styled
def plot_quarters(quarters: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """AUC with interval and bad rate of every date (``validation.quarters``)."""
    ax = axes(ax, height=3.2)
    place = np.arange(len(quarters))
    rates = ax.twinx()
    rates.bar(place, quarters["bad_rate"], width=0.5, color=GREY, alpha=0.3, label=str(text("observed")))
    rates.plot(place, quarters["mean_pd"], color=AMBER, marker="_", markersize=10, linestyle="none",
               label=str(text("predicted")))  # fmt: skip
    rates.set_ylim(0, float(quarters[["bad_rate", "mean_pd"]].max().max()) * 2.2)
    percent(rates)
    ax.set_zorder(rates.get_zorder() + 1)
    ax.patch.set_visible(False)
    for part, colour, label in (("train", GREY, "train"), ("test", BLUE, "sample_test")):
        held = ((quarters["part"] == part) & quarters["auc"].notna()).to_numpy()
        if not held.any():
            continue
        shown = quarters[held]
        spread = [shown["auc"] - shown["auc_low"], shown["auc_high"] - shown["auc"]]
        ax.errorbar(place[held], shown["auc"], yerr=np.maximum(spread, 0), fmt="o", color=colour, markersize=4,
                    capsize=2, label=f"AUC {text(label)}")  # fmt: skip
    ax.set_xticks(place, [str(day) for day in quarters.index], rotation=45, ha="right")
    ax.set_ylabel("AUC")
    ax.set_ylim(0.4, 1.0)
    lines, labels = ax.get_legend_handles_labels()
    more, names = rates.get_legend_handles_labels()
    ax.legend(
        lines + more, labels + names, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=7
    )
    ax.set_title(str(text("quarters", table="figures")), pad=32)
    return ax
