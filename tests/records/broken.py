"""Files made wrong on purpose."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path


def rewrite(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Change the text of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def share(path: Path, *, rich: bool = False) -> Path:
    """Move the texts of a workbook's first sheet into the shared strings, as spreadsheets do; ``rich`` in two runs with a reading aid."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    texts: list[str] = []

    def moved(found: re.Match[str]) -> str:
        texts.append(found["text"])
        return f'<c r="{found["place"]}" t="s"><v>{len(texts) - 1}</v></c>'

    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    cell = r'<c r="(?P<place>[A-Z]+[0-9]+)" t="inlineStr"><is><t[^>]*>(?P<text>[^<]*)</t></is></c>'
    parts["xl/worksheets/sheet1.xml"] = re.sub(cell, moved, sheet).encode()
    items = [
        f"<si><r><t>{text[:1]}</t></r><rPh><t>reading</t></rPh><r><t>{text[1:]}</t></r></si>"
        if rich
        else f"<si><t>{text}</t></si>"
        for text in texts
    ]
    assert items, "no text was found to share"
    parts["xl/sharedStrings.xml"] = f"<sst>{''.join(items)}</sst>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path
