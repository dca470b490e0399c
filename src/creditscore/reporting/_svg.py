"""A figure as inline SVG: text stays text, nothing points outside the page."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from creditscore.reporting._style import SETTINGS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMESPACE = re.compile(r'\s+xmlns(:\w+)?="[^"]*"')
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_NAMES = re.compile(r'\bid="([^"]+)"|url\(#([^)]+)\)|xlink:href="#([^"]+)"')
_FAMILY = re.compile(r"font-family: [^;\"]*;? ?")
_STYLE = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"(\d+\.\d{2})\d+")


def inline(ax: Axes, *, name: str, label: str) -> Markup:
    """``ax``'s figure as ``<svg>``; ``name`` (unique in the page) prefixes its ids, ``label`` is read aloud.

    The figure is closed.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    figure: Any = ax.get_figure(root=True)
    target = StringIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    drawing = target.getvalue()
    drawing = drawing[drawing.index("<svg") :]
    drawing = _METADATA.sub("", drawing)
    head, rest = drawing.split(">", 1)
    head = _NAMESPACE.sub("", head)
    head = re.sub(r'(width|height)="[^"]*"\s*', "", head)
    width, _ = figure.get_size_inches()
    head += f' role="img" aria-label="{escape(label)}" style="width:{width:.2f}in"'
    drawing = head + ">" + _STYLE.sub("", _FAMILY.sub("", rest), count=1)
    drawing = _NAMES.sub(lambda found: _renamed(found, name), drawing)
    drawing = drawing.replace("xlink:href=", "href=")
    drawing = _TAG.sub(lambda tag: _NUMBER.sub(r"\1", tag.group()), drawing)
    return Markup(drawing)  # noqa: S704  (drawn by us; its texts are escaped by matplotlib)


def _renamed(found: re.Match[str], name: str) -> str:
    own, link, reference = found.groups()
    if own is not None:
        return f'id="{name}-{own}"'
    if link is not None:
        return f"url(#{name}-{link})"
    return f'href="#{name}-{reference}"'
