"""How figures look, said once: font, colours, sizes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec

from creditscore.reporting import _font

if TYPE_CHECKING:
    from matplotlib.axes import Axes

P = ParamSpec("P")

BLUE, RED, GREY, AMBER, GREEN, INK = "#2f5d8c", "#b3463a", "#9aa3ad", "#c98a1b", "#3b7d4f", "#22303c"
COLOURS = (BLUE, RED, AMBER, GREEN, "#6a5a94", "#4f8a8b", "#8c5a3c", GREY)

SETTINGS: Any = {
    "font.family": _font.FAMILIES,
    "font.size": 8.5,
    "axes.unicode_minus": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "figure.dpi": 110,
    "savefig.dpi": 150,
    "svg.fonttype": "none",
    "svg.hashsalt": "creditscore",
}


def styled(draw: Callable[P, Axes]) -> Callable[P, Axes]:
    """A drawing function that runs with the house's font and settings, leaving those of the caller alone."""

    @functools.wraps(draw)
    def run(*given: P.args, **named: P.kwargs) -> Axes:
        _font.register()
        import matplotlib as mpl

        with mpl.rc_context(SETTINGS):
            return draw(*given, **named)

    return run


def axes(ax: Axes | None, *, height: float, width: float = 7.0) -> Axes:
    """The axes given, now with the house's font, or those of a new figure of ``width`` by ``height`` inches."""
    if ax is not None:
        from matplotlib.text import Text

        for words in ax.findobj(Text):
            words.set_fontfamily(_font.FAMILIES)
        ax.tick_params(labelfontfamily=_font.FAMILIES)
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def percent(ax: Axes, *, which: str = "y", digits: int = 0) -> None:
    """Show an axis as percentages."""
    from matplotlib.ticker import PercentFormatter

    axis = ax.yaxis if which == "y" else ax.xaxis
    axis.set_major_formatter(PercentFormatter(1.0, decimals=digits, symbol="%"))


def short_numbers(ax: Axes) -> None:
    """Large values across in 万 (10,000) and 亿 (100,000,000)."""
    from matplotlib.ticker import FuncFormatter

    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


def short(value: float) -> str:
    """A number as a tick.

    >>> short(0.25), short(40.0), short(25_000.0), short(3e8)
    ('0.25', '40', '2.5万', '3亿')
    """
    for size, unit in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.4g}{unit}"
    return f"{value:.4g}"
