"""Reading the data files that lie beside this package's code."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a packaged CSV file, every value as text."""
    text = files("creditscore.codes").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def optional_day(text: str) -> date | None:
    """An ISO date, nothing where the cell is empty."""
    return date.fromisoformat(text) if text else None


def optional_number(text: str) -> int | None:
    """A whole number, nothing where the cell is empty."""
    return int(text) if text else None
