"""The 60 features in pandas as a careful analyst would write them: ``python -m tests.bench.frames_pandas FOLDER NAMES OUT``.

A merge per table, the visibility rules as a filter, masked columns, one ``groupby`` per kind of aggregate.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet  # noqa: F401  (so that its import is not measured)

from tests.bench import frames_spec as spec
from tests.bench.probe import Spent


def read(folder: Path, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.read_parquet(folder / f"{table}.parquet", columns=list(columns))
    for name in frame.columns:
        if name.endswith("_date"):
            frame[name] = pd.to_datetime(frame[name])
    return frame


def placed(folder: Path) -> pd.DataFrame:
    """Snapshots, and since when each table covers each of them."""
    frame = pd.read_parquet(folder / "snapshots.parquet")
    frame["as_of"] = frame["as_of"].astype("datetime64[us]")
    frame.insert(0, "row", np.arange(len(frame)))
    entity = read(folder, "entity", (*spec.ENVELOPE, "record_id", "oper_region_code", "entity_type"))
    pairs = visible(frame, entity.assign(until=entity["superseded_date"] + pd.Timedelta(days=1)))
    pairs = pairs.sort_values(["event_date", "known_date", "record_id"])
    last = pairs.groupby("row")[["oper_region_code", "entity_type"]].last()
    frame = frame.join(last, on="row")
    coverage = pd.read_parquet(folder / "coverage.parquet").rename(columns={"entity_type": "kind"})
    for name in ("covered_from", "covered_until"):
        coverage[name] = pd.to_datetime(coverage[name])
    place = ["oper_region_code", "entity_type", "as_of"]
    cross = frame[place].drop_duplicates().merge(coverage, how="cross")
    region = cross["region_code"]
    cross = cross[
        (region.isna() | (region == cross["oper_region_code"]) | (region == cross["oper_region_code"].str[:4] + "00"))
        & (cross["kind"].isna() | (cross["kind"] == cross["entity_type"]))
        & (cross["covered_from"] < cross["as_of"])
        & (cross["covered_until"].isna() | (cross["covered_until"] >= cross["as_of"]))
    ]  # fmt: skip
    since = cross.pivot_table(index=place, columns="table_name", values="covered_from", aggfunc="min")
    return frame.merge(since.reset_index(), on=place, how="left")


def visible(snapshots: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Pairs of snapshots and records that had happened, were known and may still be used."""
    pairs = snapshots[["row", "entity", "as_of"]].merge(records, left_on="entity", right_on="uscc")
    as_of, until = pairs["as_of"], pairs["until"]
    return pairs[
        (pairs["event_date"] < as_of) & (pairs["known_date"] < as_of) & (until.isna() | (until > as_of))
    ]


def penalties_until(folder: Path, records: pd.DataFrame) -> pd.Series:
    """Ends of use: replaced, repaired or revoked, or 36 months over between the two orders of the NDRC."""
    ended = read(folder, "record_event", ("record_id", "table_name", "kind", "event_date", "known_date"))
    ended = ended[(ended["table_name"] == "admin_penalty") & ended["kind"].isin(spec.ENDINGS)]
    ended = (
        ended.assign(day=ended[["event_date", "known_date"]].max(axis=1)).groupby("record_id")["day"].min()
    )
    term = (records["event_date"] + pd.DateOffset(months=36)).clip(lower=pd.Timestamp("2023-05-01"))
    term = term.where(term < pd.Timestamp("2026-04-01"))
    day = pd.Timedelta(days=1)
    ends = [records["superseded_date"] + day, records["record_id"].map(ended) + day, term]
    return pd.concat(ends, axis=1).min(axis=1)


def derive(table: str, pairs: pd.DataFrame) -> dict[str, pd.Series]:
    """The values and conditions that the questions name."""
    as_of, event, found = pairs["as_of"], pairs["event_date"], {}
    late = {"utility_bill": "paid_date", "tax_filing": "filed_date", "admin_penalty": "paid_date"}.get(table)
    if late is not None:
        fact = pairs[late].where(pairs[late] < as_of)
        found["open"] = fact.isna()
        found["late"] = found["open"] | (fact > event)
        found["delay"] = (fact.fillna(as_of) - event).dt.days.clip(lower=0)
    if table == "utility_bill":
        found["billed"] = pairs["amount_due"].notna()
        found["billed_late"], found["billed_open"] = (
            found["billed"] & found["late"],
            found["billed"] & found["open"],
        )
        found["cut_off"] = pairs["cutoff_date"] < as_of
        found["electricity"] = pairs["utility"] == "electricity"
    elif table == "tax_filing":
        found["zero"] = pairs["zero_return"].eq(True) & ~found["open"]
        found["vat_filed"] = ~found["open"] & (pairs["tax_type"] == "vat")
        found["log_revenue"] = np.log1p(pairs["declared_revenue"] / 100)
    elif table == "loan_performance":
        found["overdue"] = pairs["dpd"] > 0
    else:
        found["serious"] = pairs["penalty_kind"].isin(spec.SERIOUS_KINDS) | (
            pairs["fine"] >= spec.SERIOUS_FINE
        )
        found["safety"] = pairs["domain"].isin(spec.SAFETY)
    return found


def table_features(
    folder: Path, table: str, asked: list[spec.Wanted], snapshots: pd.DataFrame
) -> pd.DataFrame:
    """The features of one table, one row per snapshot."""
    records = read(folder, table, (*spec.ENVELOPE, *spec.COLUMNS[table]))
    if table == "admin_penalty":
        records["until"] = penalties_until(folder, records)
    else:
        records["until"] = records["superseded_date"] + pd.Timedelta(days=1)
    pairs = visible(snapshots, records)
    del records
    months = sorted({month for one in asked for month in (one.start, one.end)} - {0})
    bounds = {month: snapshots["as_of"] - pd.DateOffset(months=month) for month in months}
    widest = bounds[months[-1]]
    pairs = pairs[pairs["event_date"] >= pairs["row"].map(widest)].reset_index(drop=True)
    begins = {month: pairs["row"].map(bounds[month]) for month in months}
    derived = derive(table, pairs)
    masks = {
        one.name: _mask(one, pairs, begins, derived) for one in asked
    }  # fmt: skip
    raw = _aggregated(asked, pairs, derived, masks).reindex(snapshots["row"])
    return pd.DataFrame({one.name: _finished(one, raw[one.name], snapshots, table, bounds) for one in asked})


def _column(name: str, pairs: pd.DataFrame, derived: dict[str, pd.Series]) -> pd.Series:
    return derived[name] if name in derived else pairs[name]


def _mask(
    one: spec.Wanted, pairs: pd.DataFrame, begins: dict[int, pd.Series], derived: dict[str, pd.Series]
) -> pd.Series:
    mask = pairs["event_date"] >= begins[one.start]
    if one.end:
        mask &= pairs["event_date"] < begins[one.end]
    if one.ask.where:
        mask &= _column(one.ask.where, pairs, derived).eq(True)
    return mask


def _aggregated(
    asked: list[spec.Wanted], pairs: pd.DataFrame, derived: dict[str, pd.Series], masks: dict[str, pd.Series]
) -> pd.DataFrame:
    """One ``groupby`` for all counts and sums, one for all largest values; the rest by themselves."""
    row = pairs["row"]
    sums, tops, others = {}, {}, {}
    for one in asked:
        mask, ask = masks[one.name], one.ask
        value = _column(ask.value or "event_date", pairs, derived)
        match ask.verb:
            case "count":
                sums[one.name] = mask.astype("int64")
            case "sum":
                sums[one.name] = value.where(mask, 0).fillna(0)
            case "mean":
                sums[f"{one.name} sum"] = value.where(mask, 0).fillna(0)
                sums[f"{one.name} n"] = (mask & value.notna()).astype("int64")
            case "max":
                tops[one.name] = value.astype("float64").where(mask)
            case "recency":
                tops[one.name] = pairs["event_date"].where(mask)
            case "distinct":
                others[one.name] = value[mask].groupby(row[mask]).nunique()
            case "latest":
                inside = pairs.loc[
                    mask & value.notna(), ["row", "event_date", "known_date", "record_id", ask.value]
                ]
                ordered = inside.sort_values(["event_date", "known_date", "record_id"])
                others[one.name] = ordered.groupby("row")[ask.value].last()
            case "trend":
                others[one.name] = _trend(value, mask & value.notna(), pairs)
    found = pd.DataFrame(sums).groupby(row).sum()
    for one in asked:
        if one.ask.verb == "mean":
            found[one.name] = found[f"{one.name} sum"] / found[f"{one.name} n"].where(
                found[f"{one.name} n"] > 0
            )
    if tops:
        found = found.join(pd.DataFrame(tops).groupby(row).max())
    return found.join(pd.DataFrame(others)) if others else found


def _trend(value: pd.Series, mask: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    """Least squares by sums; null with fewer than three different months."""
    event, as_of, row = pairs["event_date"][mask], pairs["as_of"][mask], pairs["row"][mask]
    t = (event.dt.year - as_of.dt.year) * 12 + event.dt.month - as_of.dt.month
    y = value[mask]
    sums = pd.DataFrame({"n": 1, "t": t, "y": y, "tt": t * t, "ty": t * y}).groupby(row).sum()
    slope = (sums["n"] * sums["ty"] - sums["t"] * sums["y"]) / (sums["n"] * sums["tt"] - sums["t"] ** 2)
    return slope.where(t.groupby(row).nunique() >= 3)


def _finished(
    one: spec.Wanted, raw: pd.Series, snapshots: pd.DataFrame, table: str, bounds: dict[int, pd.Series]
) -> np.ndarray:
    start = bounds[one.start]
    raw = raw.reset_index(drop=True)
    if one.ask.verb == "recency":
        value = (snapshots["as_of"] - raw.fillna(start)).dt.days.astype("float64")
    else:
        value = raw.astype("float64") / one.ask.per
        if one.ask.none is not None:
            value = value.fillna(one.ask.none)
    return value.where(snapshots[table] <= start).to_numpy()


def main(folder: Path, names: list[str], out: Path) -> dict[str, float]:
    with Spent() as spent:
        snapshots = placed(folder)
        parts = [
            table_features(folder, table, asked, snapshots)
            for table, asked in spec.wanted(names).items()
            if asked
        ]
        pd.concat([snapshots[["entity", "as_of"]], *parts], axis=1)[["entity", "as_of", *names]].to_parquet(
            out
        )
    return spent.figures(features=len(names))


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3]))))
