"""Writing a text whole or not at all: under a temporary name beside it, then moved into place."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, text: str, *, newline: str | None = None) -> Path:
    """Write ``text`` as UTF-8 and return ``path``; its folder is made, and a failure leaves nothing behind.

    ``newline`` is that of ``Path.write_text``: empty keeps the line ends of the text as they are.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished-{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline=newline)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
