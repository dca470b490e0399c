"""Chinese on any machine: a font from package data for figures, its used part embedded in pages."""

from __future__ import annotations

import base64
from functools import lru_cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

from creditscore.errors import MissingExtra, ReportError

FAMILIES = ["DejaVu Sans", "Noto Sans CJK SC", "sans-serif"]
"""Families of the figures: Latin first (comes with matplotlib), then the font of package data."""

PAGE_FAMILIES = (
    '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", '
    '"creditscore-embedded", sans-serif'
)
"""Families of the pages: what the reader's machine has, else the embedded part."""


def font_file() -> Path | None:
    """The font of package data, or null if this build has none."""
    folder = resources.files("creditscore.reporting").joinpath("fonts")
    if not folder.is_dir():
        return None
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.lower().endswith((".otf", ".ttf", ".ttc")):
            return Path(str(entry))
    return None


@lru_cache(maxsize=1)
def register() -> bool:
    """Tell matplotlib of the font once (a font installed later is not seen by its cache)."""
    try:
        from matplotlib import font_manager
    except ImportError:
        raise MissingExtra("matplotlib", extra="research", why="figures are drawn with it") from None
    path = font_file()
    if path is None:
        return False
    font_manager.fontManager.addfont(path)
    return True


def embedded(characters: set[str]) -> str:
    """A data URI (WOFF) of the font reduced to ``characters``; empty if there is no font.

    ``fontTools`` comes with matplotlib.
    """
    path = font_file()
    if path is None:
        return ""
    return _embedded(path, "".join(sorted(characters)))


@lru_cache(maxsize=4)
def _embedded(path: Path, characters: str) -> str:
    from fontTools import subset

    options: Any = subset.Options()
    options.flavor = "woff"
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    try:
        font = subset.load_font(str(path), options)
        small = subset.Subsetter(options=options)
        small.populate(text=characters)
        small.subset(font)
        target = BytesIO()
        subset.save_font(font, target, options)
        font.close()
    except (OSError, subset.Subsetter.SubsettingError) as error:
        raise ReportError(
            f"{path.name}: wanted a font that can be reduced to {len(characters)} characters, found {error}; "
            "install the package again"
        ) from error
    return "data:font/woff;base64," + base64.b64encode(target.getvalue()).decode("ascii")
