"""Where a source delivers: a missing source is not good behaviour, neither as a feature nor as an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Row = Mapping[str, Any]


def _applies(row: Row, *, region: str | None, kind: str | None) -> bool:
    places = {None} if region is None else {None, region, region[:4] + "00"}
    return row["region_code"] in places and row["entity_type"] in {None, kind}


def delivers(
    coverage: Sequence[Row],
    places: pd.DataFrame,
    *,
    table: str,
    windows: Mapping[date, tuple[date, date]],
) -> NDArray[np.bool_]:
    """Whether a source delivers without a break over ``windows[as_of]`` (``[from, until)``), per row of ``places``.

    ``places`` has ``region``, ``kind`` and ``as_of``; ``coverage`` are rows of that table.
    """
    mine = [row for row in coverage if row["table_name"] == table]
    distinct = places[["region", "kind", "as_of"]].drop_duplicates()
    answers: list[bool] = []
    applying: dict[tuple[str | None, str | None], list[Row]] = {}
    for region, kind, stamp in distinct.itertuples(index=False, name=None):
        key = (None if pd.isna(region) else region, None if pd.isna(kind) else kind)
        if key not in applying:
            applying[key] = [row for row in mine if _applies(row, region=key[0], kind=key[1])]
        answers.append(any(_spans(row, *windows[stamp.date()]) for row in applying[key]))
    found = places.merge(distinct.assign(delivers=answers), on=["region", "kind", "as_of"], how="left")
    return found["delivers"].to_numpy(dtype=bool)


def _spans(row: Row, start: date, end: date) -> bool:
    return row["covered_from"] <= start and (row["covered_until"] is None or row["covered_until"] >= end)
