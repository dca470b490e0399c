"""Subjects and rows that the tests of supervision share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from creditscore.codes import uscc

AS_OF = date(2024, 9, 2)
"""A Monday."""

FIRM = uscc.make(kind="91", region_code="220102", organisation="MA000001")
OTHER_FIRM = uscc.make(kind="91", region_code="220203", organisation="MA000002")
BODY = uscc.make(kind="11", region_code="220102", organisation="MB000003")
OTHER_BODY = uscc.make(kind="11", region_code="220203", organisation="MB000004")
KINDS = {FIRM: "enterprise", OTHER_FIRM: "enterprise", BODY: "gov_body", OTHER_BODY: "gov_body"}


def registered(*codes: str, region: str = "220102", **values: Any) -> list[dict[str, Any]]:
    """One row of ``entity`` for each code, registered in 2018."""
    return [
        {
            "uscc": code, "event_date": date(2018, 1, 2), "entity_type": KINDS.get(code, "enterprise"),
            "oper_region_code": region, "reg_status": "active", "name": f"虚构{code[-4:]}", **values,
        }
        for code in codes
    ]  # fmt: skip


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """``columns`` of a frame as plain rows: dates as date, null as None."""
    return [tuple(_plain(value) for value in row) for row in frame[list(columns)].itertuples(index=False)]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return value
    if pd.isna(value):
        return None
    return (
        value.date() if isinstance(value, pd.Timestamp) else value.item() if hasattr(value, "item") else value
    )


def numbered(template: Mapping[str, Any], column: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    """One row for each value of a column, the rest as in the template."""
    return [{**template, column: value} for value in values]
