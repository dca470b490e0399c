"""Snapshots: checked, then given every date the engine will compare with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from creditscore.errors import FeatureError
from creditscore.features._compile import bound
from creditscore.plan import month_index, months_before

if TYPE_CHECKING:
    from creditscore.records import Province


def checked(snapshots: pd.DataFrame) -> pd.DataFrame:
    """``entity`` and ``as_of`` of every row; raises FeatureError for what is no snapshot."""
    missing = [name for name in ("entity", "as_of") if name not in snapshots.columns]
    if missing:
        raise FeatureError(
            f"snapshots: column {missing[0]!r} is missing; found {list(snapshots.columns)}; "
            "give one row per entity and as_of"
        )
    frame = snapshots[["entity", "as_of"]].copy()
    frame["as_of"] = pd.to_datetime(frame["as_of"]).astype("datetime64[us]")
    if frame["entity"].isna().any() or frame["as_of"].isna().any():
        raise FeatureError("snapshots: entity and as_of may not be null; remove or complete those rows")
    if (frame["as_of"].dt.normalize() != frame["as_of"]).any():
        raise FeatureError(
            "snapshots: as_of is a date (00:00 Asia/Shanghai); found a time of day; truncate it"
        )
    twice = frame[frame.duplicated()]
    if len(twice):
        raise FeatureError(
            f"snapshots: {len(twice)} duplicate (entity, as_of) rows, for example "
            f"as_of {twice['as_of'].iloc[0].date()}; keep one row each"
        )
    return frame


def beyond(province: Province, day: date, *, others: int = 0) -> str:
    """What to say of a day outside the data, and of how many more."""
    more = f" and {others} more lie" if others else " lies"
    return (
        f"as_of {day}{more} outside the data of {province.path.name} ({province.data_from} to {province.data_until}): "
        "what happened there is not known; read the coverage features beside the others"
    )


def with_bounds(frame: pd.DataFrame, months: set[int]) -> pd.DataFrame:
    """Snapshots with their row number, month index and window bounds."""
    days = {stamp: stamp.date() for stamp in frame["as_of"].unique()}
    out = frame.reset_index(drop=True)
    out.insert(0, "_row", out.index.astype("int64"))
    out["_month"] = out["as_of"].map({stamp: month_index(day) for stamp, day in days.items()}).astype("int64")
    for length in sorted(months - {0}):
        bounds = {stamp: pd.Timestamp(months_before(day, length)) for stamp, day in days.items()}
        out[bound(length)] = out["as_of"].map(bounds).astype("datetime64[us]")
    return out
