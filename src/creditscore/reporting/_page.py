"""Sections as one page: a template with autoescape, styles and font inside, nothing outside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

from creditscore.errors import MissingExtra
from creditscore.reporting import _font
from creditscore.reporting._texts import text

if TYPE_CHECKING:
    from creditscore.reporting._blocks import Section
    from creditscore.reporting._texts import Text

LIGHT_WORDS = {"green": "passed", "amber": "watch", "red": "failed", "grey": "not_applicable"}
_MARK = "/*embedded font*/"
_TAGS = re.compile(r"<[^>]*>")


def render(title: Text, sections: Sequence[Section]) -> str:
    """The page as HTML; whatever comes from data is escaped by the template."""
    return fill(
        "report.html.jinja", "report.css", title=title, sections=sections, words=text,
        lights={light: text(key) for light, key in LIGHT_WORDS.items()}, basis=text,
    )  # fmt: skip


def fill(template: str, *styles: str, **given: Any) -> str:
    """A template of this room filled in, its styles and the characters it shows inside; everything given is escaped."""
    try:
        import jinja2
    except ImportError:
        raise MissingExtra("jinja2", extra="research", why="report pages are written with it") from None
    folder = resources.files("creditscore.reporting").joinpath("templates")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made = environment.from_string(folder.joinpath(template).read_text(encoding="utf-8"))
    style = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in styles)
    page = made.render(style=style.replace("var(--families)", _font.PAGE_FAMILIES), face=_MARK, **given)
    return page.replace(_MARK, _face(page), 1)


def _face(page: str) -> str:
    """An ``@font-face`` holding the Chinese characters the page shows."""
    shown = {letter for letter in _TAGS.sub("", page) if ord(letter) > 0x7F}
    source = _font.embedded(shown)
    if not source:
        return ""
    return f'@font-face {{ font-family: "creditscore-embedded"; src: url("{source}") format("woff"); }}'
