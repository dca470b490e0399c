"""Frames as tables of a page: headings from the catalogue, cells in words, small cells left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditscore.reporting._texts import Text, catalogue, word
from creditscore.validation import SMALLEST

RATES = ("bads", "bad_entities", "bad_rate", "observed", "observed_low", "observed_high")
HIDDEN = {
    "grades_pooled": ("entities", RATES),
    "reliability": ("entities", RATES),
    "quarters": ("n", RATES),
    "acquaintance": ("entities", ("bads",)),
    "segments": ("entities", (*RATES, "jeffreys_p")),
}
"""Count of each table that must reach ten, and the columns that also need ten distinct bad entities."""

COUNTS = ("n", "entities", "bads", "bad_entities", "expected_n", "actual_n", "missing", "count")
"""Columns of counts, in whatever table: none is shown between 1 and 9."""

MARKED = frozenset((*RATES, *COUNTS, "jeffreys_p", "iv"))
"""Columns in which an empty cell of a row that lost something reads as under ten."""


@dataclass(frozen=True)
class Cell:
    """One cell: ``en`` is empty where the figure needs no translation; ``light`` colours a verdict."""

    zh: str
    en: str = ""
    light: str = ""
    numeric: bool = True


@dataclass(frozen=True)
class Sheet:
    """A table of a page."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> tuple[tuple[Text, bool], ...]:
        """Headings, and whether the column holds numbers."""
        first = self.rows[0] if self.rows else tuple(Cell("", numeric=False) for _ in self.heads)
        return tuple((head, cell.numeric) for head, cell in zip(self.heads, first, strict=True))


def published(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with small cells left out; what a report shows and what its JSON holds."""
    out: dict[str, pd.DataFrame] = {}
    for name, frame in tables.items():
        if name in HIDDEN and len(frame):
            count, of_bads = HIDDEN[name]
            parts = (
                [part for _, part in frame.groupby(level=0, sort=False)]
                if frame.index.nlevels > 1
                else [frame]
            )
            frame = pd.concat([_without_small(part, count, of_bads) for part in parts])
        out[name] = _without_counts(frame)
    if "grades" in tables and "grades_pooled" in tables:
        out["grades"] = _without_pooled(tables["grades"], tables["grades_pooled"])
    return out


def _without_pooled(grades: pd.DataFrame, pools: pd.DataFrame) -> pd.DataFrame:
    """Grades whose bads are shown only together with their neighbours' lose their own counts of bads."""
    parts = []
    for first, last in zip(pools["first"], pools["last"], strict=True):
        part = grades.iloc[int(first) : int(last) + 1]
        shown = _without_small(part, "entities", RATES)
        if first != last:
            shown.loc[:, list(set(RATES) & set(shown.columns))] = np.nan
            shown["suppressed"] = True
        parts.append(shown)
    return _without_counts(pd.concat(parts))


def _without_counts(frame: pd.DataFrame) -> pd.DataFrame:
    shown = frame.copy()
    for name in COUNTS:
        if name in shown.columns and pd.api.types.is_numeric_dtype(shown[name]):
            small = shown[name].between(0, SMALLEST, inclusive="neither")
            if small.any():
                shown[name] = shown[name].astype(np.float64).where(~small)
                shown["suppressed"] = shown.get("suppressed", False) | small
    return shown


def _without_small(frame: pd.DataFrame, count: str, of_bads: Sequence[str]) -> pd.DataFrame:
    """Null where fewer than ten entities stand behind a cell; ``suppressed`` marks rows that lost something."""
    counts = frame[count].to_numpy(dtype=float)
    rows = _hidden(counts)
    numbers = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    words = [name for name in ("direction", "outcome") if name in frame.columns]
    frame = frame.astype(dict.fromkeys(numbers, np.float64))
    frame.loc[rows, numbers] = np.nan
    frame.loc[rows, words] = ""
    lost = rows.copy()
    bads = frame["bad_entities" if "bad_entities" in frame.columns else "bads"]
    thin = _hidden(bads.fillna(0).to_numpy(dtype=float), gone=rows) & ~rows
    frame.loc[thin, [name for name in of_bads if name in frame.columns]] = np.nan
    lost |= thin
    return frame.assign(suppressed=lost)


def _hidden(counts: np.ndarray, *, gone: np.ndarray | None = None) -> np.ndarray:
    """Cells of 1 to 9; if exactly one would be missing, the next smallest too, so that it cannot be subtracted.

    ``gone`` are cells that are hidden already.
    """
    small = (counts > 0) & (counts < SMALLEST)
    missing = small if gone is None else small | gone
    others = np.flatnonzero(~missing & (counts > 0))
    if missing.sum() == 1 and len(others):
        small = small.copy()
        small[others[np.argmin(counts[others])]] = True
    return small


def sheet(frame: pd.DataFrame, columns: Sequence[str], *, top: int | None = None) -> Sheet:
    """The columns named, formatted as the catalogue says; index levels count as columns by their names."""
    shown = frame.head(top) if top is not None else frame
    if any(name is not None for name in frame.index.names):
        shown = shown.reset_index()
    lost = (
        shown["suppressed"].to_numpy() if "suppressed" in shown.columns else np.zeros(len(shown), dtype=bool)
    )
    heads = tuple(_head(name) for name in columns)
    kinds = [catalogue()["columns"].get(name, {"format": "figure"})["format"] for name in columns]
    rows = tuple(
        tuple(
            _cell(row[name], kind, lost=bool(gone) and (name in MARKED or whole))
            for name, kind in zip(columns, kinds, strict=True)
        )
        for gone, whole, (_, row) in zip(lost, _whole(shown), shown.iterrows(), strict=True)
    )
    return Sheet(heads, rows)


def _whole(frame: pd.DataFrame) -> np.ndarray:
    """Rows of which nothing is shown, because too few entities stand behind them."""
    return frame["n"].isna().to_numpy() if "n" in frame.columns else np.zeros(len(frame), dtype=bool)


def _head(name: str) -> Text:
    return word(name, table="columns")


FORMATS = {
    "count": "{:,.0f}",
    "percent": "{:.2%}",
    "figure": "{:.3f}",
    "small": "{:.4f}",
    "signed": "{:+.3f}",
    "points": "{:,.1f}",
    "p": "{:.3f}",
}
WORDS = {
    "direction": "directions",
    "outcome": "outcomes",
    "dimension": "dimensions",
    "metric": "metrics",
    "word": "words",
    "text": "groups",
}
LIGHTS = {"passed": "green", "failed": "red", "insufficient": "grey", "not_applicable": "grey"}


def _cell(value: Any, kind: str, *, lost: bool) -> Cell:
    if isinstance(value, Text):
        return Cell(value.zh, value.en if value.en != value.zh else "", numeric=False)
    if kind == "declared":
        found = word("no_direction" if value == "none" else value)
        return Cell(found.zh, found.en, numeric=False)
    if isinstance(value, float) and kind == "text" and value.is_integer():
        value = int(value)
    if kind == "range":
        return Cell(str(value))
    if kind in WORDS:
        found = word(value, table=WORDS[kind]) if pd.notna(value) else Text("–", "–")
        if found.zh in ("", "–") and lost:
            found = word("suppressed")
        light = LIGHTS.get(str(value), "") if kind == "outcome" else ""
        return Cell(found.zh, found.en if found.en != found.zh else "", light=light, numeric=False)
    if value is None or pd.isna(value):
        return Cell(word("suppressed").zh if lost else "–")
    shown = FORMATS[kind].format(float(value))
    return Cell(shown if shown.strip("-0.%") else shown.removeprefix("-"))
