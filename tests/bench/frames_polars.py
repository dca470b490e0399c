"""The 60 features in lazy Polars: ``python -m tests.bench.frames_polars FOLDER NAMES OUT`` where Polars is installed.

One lazy query: a join per table, the visibility rules as a filter, conditional aggregates in one ``group_by``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

from tests.bench import frames_spec as spec
from tests.bench.probe import Spent

C = pl.col


def visible(snapshots: pl.LazyFrame, records: pl.LazyFrame) -> pl.LazyFrame:
    """Pairs of snapshots and records that had happened, were known and may still be used."""
    pairs = snapshots.join(records, left_on="entity", right_on="uscc", how="inner")
    return pairs.filter(
        C("event_date") < C("as_of"), C("known_date") < C("as_of"), C("until").is_null() | (C("until") > C("as_of"))
    )  # fmt: skip


def scan(folder: Path, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(folder / f"{table}.parquet")


def in_use(folder: Path, table: str) -> pl.LazyFrame:
    """Records with the day their use ends."""
    records = scan(folder, table).select(*spec.ENVELOPE, *spec.COLUMNS[table])
    replaced = C("superseded_date").dt.offset_by("1d")
    if table != "admin_penalty":
        return records.with_columns(until=replaced)
    ended = (
        scan(folder, "record_event")
        .filter(C("table_name") == "admin_penalty", C("kind").is_in(list(spec.ENDINGS)))
        .group_by("record_id")
        .agg(ended=pl.max_horizontal("event_date", "known_date").min())
    )
    term = pl.max_horizontal(C("event_date").dt.offset_by("36mo"), pl.date(2023, 5, 1))
    term = pl.when(term < pl.date(2026, 4, 1)).then(term)
    return records.join(ended, on="record_id", how="left").with_columns(
        until=pl.min_horizontal(replaced, C("ended").dt.offset_by("1d"), term)
    )


def placed(folder: Path) -> pl.LazyFrame:
    """Snapshots, and since when each table covers each of them."""
    frame = scan(folder, "snapshots").with_columns(as_of=C("as_of").cast(pl.Date)).with_row_index("row")
    entity = scan(folder, "entity").select(*spec.ENVELOPE, "record_id", "oper_region_code", "entity_type")
    pairs = visible(frame, entity.with_columns(until=C("superseded_date").dt.offset_by("1d")))
    order = pl.struct("event_date", "known_date", "record_id")
    last = pairs.group_by("row").agg(C("oper_region_code", "entity_type").sort_by(order).last())
    frame = frame.join(last, on="row", how="left")
    place = ["oper_region_code", "entity_type", "as_of"]
    coverage = scan(folder, "coverage").rename({"entity_type": "kind"})
    region, kind = C("region_code"), C("kind")
    cross = frame.select(place).unique().join(coverage, how="cross").filter(
        region.is_null() | (region == C("oper_region_code")) | (region == C("oper_region_code").str.head(4) + "00"),
        kind.is_null() | (kind == C("entity_type")), C("covered_from") < C("as_of"),
        C("covered_until").is_null() | (C("covered_until") >= C("as_of")),
    )  # fmt: skip
    since = cross.group_by(place).agg(
        **{f"since_{table}": C("covered_from").filter(C("table_name") == table).min() for table in spec.ASKS}
    )
    return frame.join(since, on=place, how="left", nulls_equal=True)


def derived(table: str) -> dict[str, pl.Expr]:
    """The values and conditions that the questions name."""
    found: dict[str, pl.Expr] = {}
    late = {"utility_bill": "paid_date", "tax_filing": "filed_date", "admin_penalty": "paid_date"}.get(table)
    if late is not None:
        fact = pl.when(C(late) < C("as_of")).then(C(late))
        found["open"] = fact.is_null()
        found["late"] = fact.is_null() | (fact > C("event_date"))
        days = (fact.fill_null(C("as_of")) - C("event_date")).dt.total_days()
        found["delay"] = days.clip(lower_bound=0)
    if table == "utility_bill":
        billed = C("amount_due").is_not_null()
        found |= {
            "billed": billed, "billed_late": billed & found["late"], "billed_open": billed & found["open"],
            "cut_off": C("cutoff_date") < C("as_of"), "electricity": C("utility") == "electricity",
        }  # fmt: skip
    elif table == "tax_filing":
        found["zero"] = C("zero_return") & ~found["open"]
        found["vat_filed"] = ~found["open"] & (C("tax_type") == "vat")
        found["log_revenue"] = (C("declared_revenue") / 100).log1p()
        event, as_of = C("event_date").dt, C("as_of").dt
        found["t"] = (
            (event.year().cast(pl.Int64) - as_of.year()) * 12 + event.month().cast(pl.Int64) - as_of.month()
        )
    elif table == "loan_performance":
        found["overdue"] = C("dpd") > 0
    else:
        found["serious"] = C("penalty_kind").is_in(list(spec.SERIOUS_KINDS)) | (
            C("fine") >= spec.SERIOUS_FINE
        )
        found["safety"] = C("domain").is_in(list(spec.SAFETY))
    return found


def aggregate(one: spec.Wanted) -> pl.Expr:
    """One conditional aggregate."""
    seen = C("event_date") >= C(f"b{one.start}")
    if one.end:
        seen &= C("event_date") < C(f"b{one.end}")
    if one.ask.where:
        seen &= C(one.ask.where)
    value = C(one.ask.value) if one.ask.value else C("event_date")
    match one.ask.verb:
        case "count":
            found = seen.sum()
        case "sum":
            found = value.filter(seen).sum()
        case "mean":
            found = value.filter(seen).mean()
        case "max" | "recency":
            found = value.filter(seen).max()
        case "distinct":
            found = value.filter(seen).drop_nulls().n_unique()
        case "latest":
            kept = seen & value.is_not_null()
            order = pl.struct("event_date", "known_date", "record_id").filter(kept)
            found = value.filter(kept).sort_by(order).last()
        case _:
            found = _trend(value, seen & value.is_not_null())
    return found.alias(one.name)


def _trend(value: pl.Expr, seen: pl.Expr) -> pl.Expr:
    """Least squares by sums; null with fewer than three different months."""
    t, y, n = C("t").filter(seen), value.filter(seen), seen.sum().cast(pl.Float64)
    slope = (n * (t * y).sum() - t.sum() * y.sum()) / (n * (t * t).sum() - t.sum() * t.sum())
    return pl.when(t.n_unique() >= 3).then(slope)


def finished(table: str, one: spec.Wanted) -> pl.Expr:
    start = C(f"b{one.start}")
    if one.ask.verb == "recency":
        value = (C("as_of") - C(one.name).fill_null(start)).dt.total_days()
    else:
        value = C(one.name).cast(pl.Float64) / one.ask.per
        if one.ask.none is not None:
            value = value.fill_null(one.ask.none)
    return pl.when(C(f"since_{table}") <= start).then(value.cast(pl.Float64)).alias(one.name)


def query(folder: Path, names: list[str]) -> pl.LazyFrame:
    """All features, in the order of the snapshots."""
    asked = spec.wanted(names)
    months = sorted({m for ones in asked.values() for one in ones for m in (one.start, one.end)} - {0})
    bounds = {f"b{month}": C("as_of").dt.offset_by(f"-{month}mo") for month in months}
    base = placed(folder).with_columns(**bounds)
    whole = base
    for table, ones in asked.items():
        if not ones:
            continue
        widest = max(one.start for one in ones)
        key = base.select("row", "entity", "as_of", *bounds)
        pairs = visible(key, in_use(folder, table)).filter(C("event_date") >= C(f"b{widest}"))
        seen = pairs.with_columns(**derived(table)).group_by("row").agg(aggregate(one) for one in ones)
        whole = whole.join(seen, on="row", how="left")
    columns = {one.name: finished(table, one) for table, ones in asked.items() for one in ones}
    return whole.sort("row").select("entity", "as_of", *(columns[name] for name in names))


def main(folder: Path, names: list[str], out: Path) -> dict[str, float]:
    with Spent() as spent:
        query(folder, names).sink_parquet(out)
    return spent.figures(features=len(names))


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3]))))
