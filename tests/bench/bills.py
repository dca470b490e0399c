"""Raw utility bills of any number, made quickly and spoilt in known ways, for timing the reader only.

A bill a subject and month, delivered month by month, with an entry in the registry for every subject. One row in
``EVERY`` carries each kind of defect, and one in ``AGAIN`` is delivered twice; ``planted.json`` beside the folder says how
many rows of which kind there are, so that what was found can be compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from creditscore.codes import regions, uscc

MONTHS = 100
EVERY = 1_009
AGAIN = 997
CHUNK = 500_000
_PERSON = "990000198005060121"
"""The shape of a resident ID (its check character fits) in an area that does not exist."""

Columns = dict[str, pa.Array]


def _wrong_code(values: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pc.utf8_slice_codeunits(values, 0, 17), "I", "")


def _later(days: pa.Array, by: int) -> pa.Array:
    return pc.add(days.cast(pa.int32()), pa.scalar(by, pa.int32())).cast(pa.date32())


def _one(value: Any) -> Callable[[pa.Array], pa.Array]:
    return lambda values: pa.array([value] * len(values), values.type)


DEFECTS: dict[str, tuple[str, Callable[[pa.Array], pa.Array]]] = {
    "bad_uscc": ("uscc", _wrong_code),
    "resident_id": ("account_hash", _one(_PERSON)),
    "unknown_code": ("utility", _one("steam")),
    "missing_required": ("amount_due", _one(None)),
    "below_minimum": ("usage", _one(-1.0)),
    "event_after_known": ("known_date", lambda days: _later(days, -90)),
    "unknown_region": ("region_code", _one("999999")),
    "suspected_unit_error": ("amount_due", lambda fen: pc.multiply(fen, 10_000)),
}
"""Rule → the column spoilt and how; the last is a warning, the others refuse the row."""


def write(folder: Path, rows: int, *, seed: int = 7) -> Path:
    """``utility_bill.parquet`` of about ``rows`` rows and ``entity.parquet``; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    subjects = max(2, rows // MONTHS)
    random = np.random.default_rng(seed)
    codes = _subjects(subjects)
    planted = dict.fromkeys((*DEFECTS, "duplicate_key"), 0)
    writer: pq.ParquetWriter | None = None
    for start in range(0, rows, CHUNK):
        numbers = np.arange(start, min(start + CHUNK, rows))
        table = pa.table(_again(_spoilt(_bills(numbers, codes, random), numbers, planted), numbers, planted))
        writer = writer or pq.ParquetWriter(
            folder / "utility_bill.parquet", table.schema, compression="snappy"
        )
        writer.write_table(table)
    if writer is not None:
        writer.close()
    pq.write_table(pa.table(_registry(codes)), folder / "entity.parquet")
    folder.with_name(f"{folder.name}-planted.json").write_text(json.dumps(planted), encoding="utf-8")
    return folder


def planted(folder: Path) -> dict[str, int]:
    """How many rows of each kind ``write`` has put in."""
    return json.loads(folder.with_name(f"{folder.name}-planted.json").read_text(encoding="utf-8"))


def _subjects(count: int) -> pa.Array:
    places = [region.code for region in regions.counties()]
    numbers = np.arange(count)
    return pa.array(
        uscc.make_many(["91"] * count, regions=[places[n % len(places)] for n in numbers], numbers=numbers)
    )


def _registry(codes: pa.Array) -> Columns:
    count = len(codes)
    return {
        "record_id": _named("E", np.arange(count)), "uscc": codes, "event_date": _days(np.full(count, 15_000)),
        "known_date": _days(np.full(count, 15_010)), "entity_type": pa.array(["enterprise"] * count),
        "region_code": pc.utf8_slice_codeunits(codes, 2, 8),
    }  # fmt: skip


def _named(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def _days(days: np.ndarray, null: np.ndarray | None = None) -> pa.Array:
    return pa.array(days.astype("int32"), mask=null).cast(pa.date32())


def _bills(numbers: np.ndarray, codes: pa.Array, random: np.random.Generator) -> Columns:
    """Bills without defects; ``numbers`` are their places in the whole file."""
    count, subject, month = len(numbers), numbers % len(codes), numbers // len(codes)
    first = (np.datetime64("2017-01") + month).astype("datetime64[D]").astype(np.int64)
    due = (np.datetime64("2017-02") + month).astype("datetime64[D]").astype(np.int64) + 14
    unpaid = random.random(count) < 0.03
    amount = np.exp(random.normal(11.0, 1.0, count)).astype(np.int64) + 100
    kind = pa.array(subject % 3)
    return {
        "record_id": _named("B", numbers), "uscc": codes.take(pa.array(subject)), "event_date": _days(due),
        "known_date": _days(due + random.integers(1, 25, count)),
        "source_code": pa.array(["grid", "water", "gas"]).take(kind),
        "region_code": pc.utf8_slice_codeunits(codes, 2, 8).take(pa.array(subject)),
        "utility": pa.array(["electricity", "water", "gas"]).take(kind),
        "account_hash": _hashes(subject), "period": _days(first),
        "usage": pa.array(np.round(amount / 60.0, 1)), "usage_unit": pa.array(["kwh", "m3", "m3"]).take(kind),
        "amount_due": pa.array(amount), "paid_date": _days(due - random.integers(0, 20, count), unpaid),
        "amount_paid": pa.array(amount, mask=unpaid), "late_fee": pa.array(np.zeros(count, np.int64), mask=unpaid),
        "load_kw": pa.array(np.round(amount / 9_000.0, 1)),
    }  # fmt: skip


def _hashes(subject: np.ndarray) -> pa.Array:
    """32 hexadecimal characters a subject, as keyed hashes look."""
    mixed = subject.astype(np.uint64)
    halves = [
        np.char.mod("%016x", mixed * np.uint64(odd)) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
    ]
    return pc.binary_join_element_wise(*(pa.array(half) for half in halves), "")


def _spoilt(columns: Columns, numbers: np.ndarray, planted: dict[str, int]) -> Columns:
    for turn, (rule, (column, spoil)) in enumerate(DEFECTS.items(), start=1):
        chosen = pa.array(numbers % EVERY == turn * 37)
        planted[rule] += pc.sum(chosen).as_py() or 0
        columns[column] = pc.replace_with_mask(columns[column], chosen, spoil(columns[column].filter(chosen)))
    return columns


def _again(columns: Columns, numbers: np.ndarray, planted: dict[str, int]) -> Columns:
    """Good rows delivered twice, the second time some days later and under another record id."""
    turns = [turn * 37 for turn in range(1, len(DEFECTS) + 1)]
    chosen = pa.array((numbers % AGAIN == 5) & ~np.isin(numbers % EVERY, turns))
    second = {name: values.filter(chosen) for name, values in columns.items()}
    second["record_id"] = pc.binary_join_element_wise(second["record_id"], "-2", "")
    second["known_date"] = _later(second["known_date"], 9)
    planted["duplicate_key"] += len(second["record_id"])
    return {name: pa.concat_arrays([values, second[name]]) for name, values in columns.items()}
