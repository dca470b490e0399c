"""The parts a page is made of; the template knows how each looks, the sections say what is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from creditscore.reporting import _svg
from creditscore.reporting._texts import Text, text

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.axes import Axes

    from creditscore.reporting._tables import Sheet
    from creditscore.validation import Finding


@dataclass(frozen=True)
class Note:
    """A sentence in both languages; a ``banner`` stands out."""

    words: Text
    tone: Literal["plain", "banner", "small"] = "plain"
    kind: str = "note"


@dataclass(frozen=True)
class Grid:
    """A table with a caption."""

    sheet: Sheet
    caption: Text | None = None
    kind: str = "grid"


@dataclass(frozen=True)
class Figure:
    """One drawing."""

    drawing: Markup
    caption: Text


@dataclass(frozen=True)
class Figures:
    """Drawings side by side as far as they fit."""

    figures: tuple[Figure, ...]
    kind: str = "figures"


@dataclass(frozen=True)
class Facts:
    """Names and values in two columns."""

    facts: tuple[tuple[Text, Text], ...]
    kind: str = "facts"


@dataclass(frozen=True)
class Verdicts:
    """Findings with threshold and, unless ``brief``, its source."""

    findings: tuple[Finding, ...]
    brief: bool = False
    kind: str = "verdicts"


@dataclass(frozen=True)
class Signatures:
    """Empty lines to sign on."""

    roles: tuple[Text, ...]
    kind: str = "signatures"


Block = Note | Grid | Figures | Facts | Verdicts | Signatures


@dataclass(frozen=True)
class Section:
    """A numbered part of the report."""

    key: str
    blocks: tuple[Block, ...]
    title: Text = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", text(self.key, table="sections"))


def figure(ax: Axes, key: str, *, name: str = "", caption: Text | None = None) -> Figure:
    """``ax`` as a drawing of the page; ``key`` names its caption in the catalogue, ``name`` its ids."""
    words = caption or text(key, table="figures")
    return Figure(_svg.inline(ax, name=name or key, label=str(words)), words)
