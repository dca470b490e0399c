"""The feature dictionary as one page that can be searched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from creditscore import features
from creditscore.plan import Feature, definition_hash
from creditscore.reporting._page import fill

_FACE = re.compile(r"@font-face \{[^}]*\}")


def dictionary(chosen: Iterable[Feature] | None = None) -> str:
    """HTML of every feature (or of ``chosen``): searched by word, group and layer, without any other file."""
    listed = list(features.FEATURES.values() if chosen is None else chosen)
    return fill(
        "dictionary.html.jinja", "dictionary.css", entries=features.entries(listed), groups=features.GROUPS,
        digest=definition_hash(listed),
    )  # fmt: skip


def without_font(page: str) -> str:
    """A page without its embedded font, whose bytes change with the library that packs it."""
    return _FACE.sub("", page)
