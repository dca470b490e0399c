"""A canonical province of a wanted number of events, straight from numpy to Parquet, for timing only.

Four event tables, 25 events per entity (unevenly), 2 snapshots per entity on arbitrary days. Nothing in it is
plausible but the shapes: kinds, dates, lags, nulls, ends of use. Not for models.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from creditscore import records

EVENTS_PER_ENTITY = 25
SNAPSHOTS_PER_ENTITY = 2
SHARES = {"utility_bill": 0.45, "tax_filing": 0.30, "loan_performance": 0.15, "admin_penalty": 0.10}
REGIONS = ("220100", "220200", "220300", "220400", "220500", "220600", "220700", "220800", "222400")
DATA_FROM, DATA_UNTIL = date(2017, 1, 1), date(2026, 1, 1)
DAYS = (DATA_UNTIL - DATA_FROM).days
_EPOCH = (DATA_FROM - date(1970, 1, 1)).days
_ROW_GROUP = 122_880

Draw = Callable[[np.random.Generator, int], np.ndarray]


def _days(days: np.ndarray, null: np.ndarray | None = None) -> pa.Array:
    return pa.array((days + _EPOCH).astype("int32"), mask=null).cast(pa.date32())


def _codes(random: np.random.Generator, rows: int, codes: tuple[str, ...], *, null: float = 0.0) -> pa.Array:
    places = pa.array(random.integers(0, len(codes), rows), mask=random.random(rows) < null if null else None)
    return pa.array(codes).take(places)


def _numbered(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def _months(days: np.ndarray) -> np.ndarray:
    """First day of each day's month, as days after DATA_FROM."""
    stamps = (days + _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]")
    return stamps.astype("int64") - _EPOCH


def _usccs(entities: int) -> pa.Array:
    return _numbered("91220101MA", np.arange(10_000_000, 10_000_000 + entities))


def _envelope(random: np.random.Generator, table: str, owner: np.ndarray, usccs: pa.Array) -> dict[str, Any]:
    """``event`` are days after DATA_FROM; records come in no order, as providers deliver them."""
    rows = len(owner)
    event = random.integers(0, DAYS - 60, rows)
    known = np.minimum(event + random.geometric(0.08, rows) - 1, DAYS - 1)
    replaced = np.minimum(known + random.integers(1, 400, rows), DAYS - 1)
    return {
        "event": event,
        "record_id": _numbered(f"{table}-", np.arange(rows)),
        "uscc": usccs.take(pa.array(owner)),
        "event_date": _days(event),
        "known_date": _days(known),
        "superseded_date": _days(replaced, random.random(rows) >= 0.01),
        "source_code": _codes(random, rows, tuple(f"S{n:02d}" for n in range(12))),
        "region_code": _codes(random, rows, REGIONS),
    }


def _utility_bill(
    random: np.random.Generator, rows: int, event: np.ndarray, owner: np.ndarray
) -> dict[str, Any]:
    due = random.integers(1_000, 5_000_000, rows) * 100
    unpaid = random.random(rows) < 0.03
    paid = event + random.geometric(0.05, rows)
    return {
        "utility": _codes(
            random, rows, ("electricity", "electricity", "electricity", "water", "gas", "heat")
        ),
        "account_hash": _numbered("a", owner),
        "period": _days(_months(event)),
        "usage": pa.array(random.integers(0, 100_000, rows).astype(float), mask=random.random(rows) < 0.01),
        "amount_due": pa.array(due),
        "paid_date": _days(paid, unpaid),
        "amount_paid": pa.array(due, mask=unpaid),
        "late_fee": pa.array(random.integers(1, 90_000, rows) * 100, mask=random.random(rows) > 0.1),
        "cutoff_date": _days(event + 45, random.random(rows) > 0.01),
    }


def _tax_filing(
    random: np.random.Generator, rows: int, event: np.ndarray, owner: np.ndarray
) -> dict[str, Any]:
    late = random.random(rows) < 0.1
    filed = np.where(late, event + random.geometric(0.05, rows), event - random.integers(0, 10, rows))
    tax = random.integers(0, 3_000_000, rows) * 100
    return {
        "tax_type": _codes(random, rows, ("vat", "vat", "cit", "iit_withheld")),
        "period": _days(_months(event)),
        "filed_date": _days(filed, random.random(rows) < 0.03),
        "zero_return": pa.array(random.random(rows) < 0.2),
        "declared_tax": pa.array(tax),
        "declared_revenue": pa.array(tax * 20, mask=random.random(rows) < 0.05),
    }


def _loan_performance(
    random: np.random.Generator, rows: int, event: np.ndarray, owner: np.ndarray
) -> dict[str, Any]:
    dpd = np.where(random.random(rows) < 0.08, random.integers(1, 200, rows), 0)
    balance = random.integers(1_000_000, 500_000_000, rows) * 100
    return {
        "contract_no": _numbered("c", owner * 3 + random.integers(0, 3, rows)),
        "month": _days(_months(event)),
        "balance": pa.array(balance),
        "overdue_amount": pa.array(np.where(dpd > 0, balance // 10_000 * 100, 0)),
        "dpd": pa.array(dpd),
        "five_class": pa.array(np.where(dpd >= 90, 3, np.where(dpd > 30, 2, 1))),
        "extended": pa.array(random.random(rows) < 0.02),
        "restructured": pa.array(random.random(rows) < 0.01),
        "written_off": pa.array(random.random(rows) < 0.002),
        "transferred": pa.array(random.random(rows) < 0.002),
        "settled": pa.array(random.random(rows) < 0.05),
    }


def _admin_penalty(
    random: np.random.Generator, rows: int, event: np.ndarray, owner: np.ndarray
) -> dict[str, Any]:
    table = records.ADMIN_PENALTY
    fine = random.integers(1, 2_000, rows) ** 2 * 100
    return {
        "doc_no": _numbered("d", np.arange(rows)),
        "agency": _codes(random, rows, tuple(f"agency {n}" for n in range(40))),
        "domain": _codes(random, rows, table.column("domain").codes),
        "violation_code": _codes(random, rows, tuple(f"V{n:03d}" for n in range(200)), null=0.1),
        "penalty_kind": _codes(random, rows, table.column("penalty_kind").codes),
        "fine": pa.array(fine, mask=random.random(rows) < 0.3),
        "confiscated": pa.array(fine // 10 * 10, mask=random.random(rows) < 0.9),
        "procedure": _codes(random, rows, table.column("procedure").codes, null=0.05),
        "paid_date": _days(event + random.geometric(0.03, rows), random.random(rows) < 0.2),
    }


_OWN = {
    "utility_bill": _utility_bill, "tax_filing": _tax_filing, "loan_performance": _loan_performance,
    "admin_penalty": _admin_penalty,
}  # fmt: skip


def _entity(random: np.random.Generator, usccs: pa.Array) -> dict[str, Any]:
    """One version per entity, on file from the first day."""
    rows = len(usccs)
    first = np.zeros(rows, dtype="int64")
    return {
        "record_id": _numbered("entity-", np.arange(rows)),
        "uscc": usccs,
        "event_date": _days(first),
        "known_date": _days(first),
        "entity_type": _codes(random, rows, ("enterprise", "enterprise", "enterprise", "cooperative")),
        "industry_code": _codes(random, rows, tuple(f"C{n:03d}" for n in range(100, 400))),
        "oper_region_code": _codes(random, rows, REGIONS),
        "reg_capital": pa.array(random.integers(10, 5_000, rows) * 1_000_000),
        "established_on": _days(-random.integers(0, 6_000, rows)),
        "reg_status": _codes(random, rows, ("active",)),
    }


def _record_event(random: np.random.Generator, penalties: dict[str, Any]) -> dict[str, Any]:
    """2 % of penalties repaired, 0.2 % revoked, 3 to 24 months later."""
    rows = len(penalties["event"])
    chosen = random.permutation(rows)[: rows * 22 // 1000]
    day = np.minimum(penalties["event"][chosen] + random.integers(90, 730, len(chosen)), DAYS - 1)
    return {
        "record_id": penalties["record_id"].take(pa.array(chosen)),
        "table_name": pa.array(["admin_penalty"] * len(chosen)),
        "uscc": penalties["uscc"].take(pa.array(chosen)),
        "kind": pa.array(np.where(np.arange(len(chosen)) % 11 == 0, "revoked", "repaired").astype(str)),
        "event_date": _days(day),
        "known_date": _days(np.minimum(day + random.integers(0, 20, len(chosen)), DAYS - 1)),
    }


def _coverage() -> dict[str, Any]:
    """Every source everywhere from the first day, utilities from 2018 on."""
    begins = [DATA_FROM if name != "utility_bill" else date(2018, 1, 1) for name in SHARES]
    return {"table_name": pa.array(list(SHARES)), "covered_from": pa.array(begins)}


_ARROW = {
    "text": pa.string(), "code": pa.string(), "date": pa.date32(), "money": pa.int64(), "integer": pa.int64(),
    "number": pa.float64(), "boolean": pa.bool_(),
}  # fmt: skip


def _write(folder: Path, name: str, columns: dict[str, Any]) -> dict[str, Any]:
    declared = records.table(name).columns
    rows = len(columns[declared[0].name])
    schema = pa.schema(
        [(column.name, _ARROW[column.kind]) for column in declared],
        metadata={"creditscore.made_up": "true", "creditscore.table": name},
    )
    arrays = [
        columns[column.name].cast(_ARROW[column.kind]) if column.name in columns
        else pa.nulls(rows, _ARROW[column.kind])
        for column in declared
    ]  # fmt: skip
    path = folder / f"{name}.parquet"
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd", compression_level=1,
        row_group_size=_ROW_GROUP,
    )  # fmt: skip
    return {"rows": rows, "sha256": sha256(path.read_bytes()).hexdigest(), "rejected": {}, "undated": 0}


def write_province(folder: Path, *, events: int, seed: int = 7) -> Path:
    """A canonical folder with ``events`` events, and ``snapshots.parquet`` beside the tables."""
    if (folder / "manifest.json").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    entities = events // EVENTS_PER_ENTITY
    usccs = _usccs(entities)
    order = random.permutation(entities)
    entries: dict[str, Any] = {}
    for name, share in SHARES.items():
        rows = round(events * share)
        owner = order[(entities * random.random(rows) ** 1.5).astype("int64")]
        columns = _envelope(random, name, owner, usccs)
        columns |= _OWN[name](random, rows, columns["event"], owner)
        entries[name] = _write(folder, name, columns)
        if name == "admin_penalty":
            entries["record_event"] = _write(folder, "record_event", _record_event(random, columns))
    entries["entity"] = _write(folder, "entity", _entity(random, usccs))
    entries["coverage"] = _write(folder, "coverage", _coverage())
    pq.write_table(_snapshots(random, usccs), folder / "snapshots.parquet")
    manifest = {
        "format_version": 1, "title": f"{events} events for timing", "made_up": True, "identifier": "uscc",
        "regions": "free", "assumptions": [], "data_from": DATA_FROM.isoformat(),
        "data_until": DATA_UNTIL.isoformat(), "tables": entries, "source": {},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _snapshots(random: np.random.Generator, usccs: pa.Array) -> pa.Table:
    """Two different days per entity, 2020-01-01 to 2025-12-31, in no order."""
    first, last = (date(2020, 1, 1) - DATA_FROM).days, DAYS - 1
    one = random.integers(first, last, len(usccs))
    other = first + (one - first + random.integers(1, last - first, len(usccs))) % (last - first)
    table = pa.table({
        "entity": pa.chunked_array([usccs, usccs]),
        "as_of": _days(np.concatenate([one, other])).cast(pa.timestamp("us")),
    })  # fmt: skip
    return table.take(pa.array(random.permutation(len(table))))


def last_day() -> date:
    """The last day of the data."""
    return DATA_UNTIL - timedelta(days=1)
