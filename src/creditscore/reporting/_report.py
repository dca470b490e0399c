"""The finished report: metrics, findings and published tables, and how they are written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from creditscore.errors import ReportError
from creditscore.reporting._written import write_whole

if TYPE_CHECKING:
    from creditscore.validation import Explanation, Finding

FORMAT_VERSION = 1
LIMIT = 3_000_000
"""Bytes a page may have."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Report:
    """``metrics`` flat and finite, ``findings``, ``tables`` without small cells, ``explanations`` by part.

    ``facts`` are what identifies the run (model, digests, seeds). The page is drawn when first asked for.
    """

    evaluation: str
    metrics: dict[str, float]
    findings: tuple[Finding, ...]
    tables: dict[str, pd.DataFrame]
    explanations: dict[str, Explanation]
    facts: dict[str, str]
    excluded: dict[str, int | None]
    draw: Callable[[], str] = field(repr=False)

    @cached_property
    def html(self) -> str:
        """The page: one file, no reference to anything outside."""
        return self.draw()

    def to_json(self) -> str:
        """Metrics, findings and tables as JSON; null where a figure does not exist or a cell is suppressed."""
        content = {
            "format_version": FORMAT_VERSION,
            "evaluation": self.evaluation,
            "facts": self.facts,
            "excluded": self.excluded,
            "metrics": self.metrics,
            "findings": [finding.to_dict() for finding in self.findings],
            "tables": {name: records(frame) for name, frame in self.tables.items()},
        }
        return json.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def save(self, path: Path | str) -> Path:
        """Write the page to ``path`` and the JSON beside it (same name, ``.json``); return the page's path."""
        page = Path(path)
        if page.suffix.lower() not in (".html", ".htm"):
            raise ReportError(f"report {page.name!r}: wanted a file name ending in .html; rename it")
        content = self.html
        if len(content.encode("utf-8")) > LIMIT:
            raise ReportError(
                f"report {page.name}: wanted a page under {LIMIT:,} bytes, found {len(content.encode('utf-8')):,}; "
                "explain fewer rows or show fewer cases"
            )
        for target, written in ((page, content), (page.with_suffix(".json"), self.to_json())):
            write_whole(target, written)
        return page

    def __repr__(self) -> str:
        lights = [finding.light for finding in self.findings]
        tally = ", ".join(f"{lights.count(light)} {light}" for light in ("green", "amber", "red", "grey"))
        low, high = self.metrics.get("auc_low", math.nan), self.metrics.get("auc_high", math.nan)
        return (
            f"Report of {self.evaluation}: AUC {self.metrics.get('auc', math.nan):.3f} ({low:.3f} to {high:.3f}) "
            f"out of time; findings {tally}"
        )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain mappings, index levels first."""
    named = frame.rename_axis(index=[name or "index" for name in frame.index.names])
    return named.reset_index().to_dict("records")


def _plain(value: Any) -> Any:
    """Values as JSON knows them."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
