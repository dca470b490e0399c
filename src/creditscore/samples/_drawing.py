"""Samples from a province: on calendar days, or at the days of events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from creditscore import features
from creditscore.errors import SampleError
from creditscore.samples import _bad, _misconduct
from creditscore.samples._population import INFO, dates, reasons, versions, with_info
from creditscore.samples._split import window_end
from creditscore.samples.sample import Sample, refuse_outcome
from creditscore.samples.spec import Spec, day_of

if TYPE_CHECKING:
    from creditscore.records import Province

Progress = Callable[[str, int, int], None]


def checked_days(province: Province, as_of: Sequence[date | str]) -> list[date]:
    """Days inside the data, in order. Raises SampleError for none, a doubled one or one outside."""
    days = sorted(day_of(value) for value in as_of)
    if not days:
        raise SampleError(
            "as_of: wanted at least one day, found none; give for example samples.quarters(first, last)"
        )
    for day, following in pairwise(days):
        if day == following:
            raise SampleError(
                f"as_of: {day} is given twice; a duplicate (entity, as_of) is an error, give it once"
            )
    outside = [day for day in days if not province.data_from < day <= province.data_until]
    if outside:
        raise SampleError(
            f"as_of {outside[0]} lies outside the data of {province.path.name}: wanted a day after data_from "
            f"{province.data_from} and not after data_until {province.data_until}; choose other days"
        )
    return days


def _brought(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Outcomes of the caller's own, checked: ``entity, as_of, outcome`` (0, 1 or null)."""
    missing = [name for name in ("entity", "as_of", "outcome") if name not in outcomes.columns]
    if missing:
        raise SampleError(
            f"outcomes: column {missing[0]!r} is missing; found {list(outcomes.columns)}; add it"
        )
    frame = outcomes[["entity", "as_of", "outcome"]].copy()
    frame["as_of"] = pd.to_datetime(frame["as_of"]).astype("datetime64[us]")
    frame["entity"] = frame["entity"].astype("str")
    frame["outcome"] = frame["outcome"].astype("float64")
    odd = frame["outcome"].notna() & ~frame["outcome"].isin((0.0, 1.0))
    if odd.any():
        raise SampleError(
            f"outcomes: wanted 0, 1 or null, found {frame.loc[odd, 'outcome'].iloc[0]:g} in {int(odd.sum())} rows; "
            "recode them"
        )
    twice = int(frame.duplicated(["entity", "as_of"]).sum())
    if twice:
        raise SampleError(f"outcomes: {twice} rows repeat an (entity, as_of); keep one row each")
    return frame.assign(reason=frame["outcome"].isna().map({True: "outcome_indeterminate", False: None}))


def _labels(
    province: Province, spec: Spec, days: Sequence[date], outcomes: pd.DataFrame | None
) -> pd.DataFrame:
    if outcomes is not None:
        return _brought(outcomes)
    if spec.outcome == "given":
        raise SampleError(
            f"{spec.evaluation}: its outcome is given by the caller, found none; pass outcomes= with entity, as_of "
            "and outcome (0, 1 or null)"
        )
    find = _bad.bad_states if spec.outcome == "bad_12m" else _misconduct.misconduct
    frame = find(province, spec, days)
    frame["as_of"] = pd.to_datetime(frame["as_of"]).astype("datetime64[us]")
    return frame


def _judged(
    province: Province, spec: Spec, days: Sequence[date], outcomes: pd.DataFrame | None
) -> pd.DataFrame:
    """Every entity on every day with ``reason`` (null if in the sample), ``outcome`` and paths."""
    coverage = province.rows("coverage") if province.has("coverage") else []
    frame = versions(province, spec, {"as_of": dates(days)})
    frame["reason"] = reasons(frame, spec, coverage)
    windows = {day: (day, window_end(day, spec.horizon_months)) for day in days}
    short = frame["as_of"].isin(
        [pd.Timestamp(day) for day, (_, end) in windows.items() if end > province.data_until]
    )
    frame["reason"] = frame["reason"].where(frame["reason"].notna() | ~short, "window_incomplete")
    labels = _labels(province, spec, days, outcomes).rename(columns={"reason": "unlabelled"})
    frame = frame.merge(
        labels, on=["entity", "as_of"], how="left", validate="one_to_one", indicator="labelled"
    )
    absent = frame["labelled"] == "left_only"
    if outcomes is not None or spec.outcome == "bad_12m":
        none = "no_outcome" if outcomes is not None else "no_open_loan"
        frame["unlabelled"] = frame["unlabelled"].where(~absent, none)
    else:
        observed = _misconduct.observed(coverage, frame, windows)
        frame["unlabelled"] = frame["unlabelled"].where(observed, "outcome_not_covered")
        frame["outcome"] = frame["outcome"].fillna(0)
    frame["reason"] = frame["reason"].where(frame["reason"].notna(), frame["unlabelled"])
    return frame


def _shares(frame: pd.DataFrame) -> dict[str, float]:
    """Share of bad rows by each path."""
    bad = frame[frame["outcome"] == 1]
    paths = [name for name in frame.columns if name.startswith("path_")]
    return {name.removeprefix("path_"): float(bad[name].astype(bool).mean()) for name in paths if len(bad)}


def weighted(frame: pd.DataFrame, weights: pd.DataFrame | None) -> pd.Series:
    if weights is None:
        return pd.Series(1.0, index=frame.index)
    missing = [name for name in ("entity", "weight") if name not in weights.columns]
    if missing:
        raise SampleError(f"weights: column {missing[0]!r} is missing; found {list(weights.columns)}; add it")
    if weights["entity"].duplicated().any():
        raise SampleError("weights: an entity is given twice; keep one weight each")
    found = frame["entity"].map(weights.set_index("entity")["weight"]).astype("float64")
    if found.isna().any() or (found < 0).any():
        raise SampleError(
            f"weights: wanted a number >= 0 for every entity of the sample, found none or a negative one for "
            f"{int((found.isna() | (found < 0)).sum())} rows; complete them"
        )
    return found


def assembled(
    province: Province, spec: Spec, rows: pd.DataFrame, table: pd.DataFrame, **counts: object
) -> Sample:
    """The sample of ``rows`` (entity, as_of, outcome, weight, info columns) with its feature table (same rows)."""
    frame = pd.concat([table, rows[["outcome", "weight", *INFO]].reset_index(drop=True)], axis=1)
    frame["outcome"] = frame["outcome"].astype("int8")
    refuse_outcome(frame, names=tuple(feature.name for feature in spec.features), evaluation=spec.evaluation)
    return Sample(
        spec, frame, made_up=province.made_up, assumptions=tuple(province.assumptions),
        records_digest=province.digest, **counts,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def draw(
    province: Province,
    spec: Spec,
    *,
    as_of: Sequence[date | str],
    outcomes: pd.DataFrame | None = None,
    weights: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Sample:
    """One row per eligible entity and day.

    Args:
        province: the records.
        spec: who is judged, by what.
        as_of: the days; each after ``data_from`` and not after ``data_until``. Rows whose window
            ``[as_of, as_of + horizon)`` reaches past ``data_until`` are left out and counted.
        outcomes: the caller's own, ``entity, as_of, outcome`` (0, 1 or null for indeterminate); the sample's
            outcome is then ``given``.
        weights: sampling weights, ``entity, weight``; 1 for all by default.
        progress: called with (table, done, of) while features are computed.

    Raises:
        SampleError: a day outside the data, a missing table, a label offered as a feature, or no rows left.
    """
    days = checked_days(province, as_of)
    if outcomes is not None:
        spec = replace(spec, outcome="given")
    frame = _judged(province, spec, days, outcomes)
    left_out = frame["reason"].value_counts()
    excluded = {str(reason): int(count) for reason, count in left_out.items()}
    rows = frame[frame["reason"].isna()].reset_index(drop=True)
    if rows.empty:
        raise SampleError(
            f"sample of {spec.evaluation}: no rows are left of {len(frame)}; left out were {excluded}; "
            "check subjects, days and data_until"
        )
    rows = with_info(rows).assign(weight=weighted(rows, weights))
    table = features.compute(
        province, rows[["entity", "as_of"]], select=spec.features, rights=spec.rights, progress=progress
    )
    return assembled(province, spec, rows, table, excluded=excluded, paths=_shares(rows))
