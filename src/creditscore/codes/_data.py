"""Reading the data files that lie beside this package's code."""

from __future__ import annotations

import csv
from importlib.resources import files


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a packaged CSV file, every value as text."""
    text = files("creditscore.codes").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
