"""From arrays to Arrow: one block of one record table with its envelope, as the table is declared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from creditscore.records._table import Column, Table
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._draws import Coded, Family, Given, Masked, Numbered, Rows, taken
from creditscore.simulate._world import NO_DAY, REGIONS, Array, World

TYPES: dict[str, pa.DataType] = {
    "text": pa.string(), "code": pa.string(), "date": pa.date32(), "money": pa.int64(), "integer": pa.int64(),
    "number": pa.float64(), "boolean": pa.bool_(),
}  # fmt: skip
WIDTH = 10
PREFECTURES = sorted({code[:4] for code in REGIONS})


def schema(table: Table) -> pa.Schema:
    """The declared columns with their stored types; text is dictionary-encoded where it repeats."""
    return pa.schema([pa.field(column.name, _stored(column)) for column in table.columns])


def numbered(prefix: str, numbers: Array) -> pa.Array:
    """Strings ``prefix`` + number with leading zeros, built without a Python loop."""
    head = np.frombuffer(prefix.encode(), np.uint8)
    text = np.empty((len(numbers), len(head) + WIDTH), np.uint8)
    text[:, : len(head)] = head
    rest = numbers.astype(np.int64)
    for place in range(text.shape[1] - 1, len(head) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        text[:, place] = digit + ord("0")
    return _fixed(text)


def hashed(prefix: str, numbers: Array) -> pa.Array:
    """Strings ``prefix`` + 16 hexadecimal digits of a mix of each number (splitmix64); keyed by nothing."""
    mixed = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    head = np.frombuffer(prefix.encode(), np.uint8)
    text = np.empty((len(numbers), len(head) + 16), np.uint8)
    text[:, : len(head)] = head
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    for place in range(16):
        text[:, len(head) + place] = digits[
            ((mixed >> np.uint64(60 - 4 * place)) & np.uint64(15)).astype(np.intp)
        ]
    return _fixed(text)


def delivered(table: Table, family: Family, cohort: Cohort, world: World) -> Family:
    """Only what the platform holds on the last day: rows its feeds deliver and that are known by then.

    Facts dated after the end of the data are not facts yet and become null with what rests on them.
    """
    rows, events = family.rows, family.events
    keep = rows["known_date"] < world.end_day
    if table.name in world.feeds:
        keep = keep & world.covered(table.name, cohort.region[rows["entity"]], rows["event_date"])
    if events:
        known = keep[events["row"]] & (events["known_date"] < world.end_day)
        events = taken(events, known)
        events["row"] = (np.cumsum(keep) - 1)[events["row"]]
    rows = taken(rows, keep)
    for column in table.columns:
        later = column.fact_date == column.name or column.name == "superseded_date"
        if later and column.name in rows:
            rows[column.name] = np.where(rows[column.name] < world.end_day, rows[column.name], NO_DAY)
    marks = {defect: mask[keep] for defect, mask in family.marks.items()}
    return Family(rows=rows, events=events, marks=marks)


def to_arrow(table: Table, rows: Rows, cohort: Cohort, *, prefix: str, offset: int) -> pa.Table:
    """An Arrow table with every declared column; record ids are ``prefix`` and a number from ``offset`` on."""
    entity = rows["entity"]
    count = len(entity)
    region = cohort.region[entity]
    envelope: Rows = {
        "record_id": Numbered(prefix, offset + np.arange(count)),
        "uscc": Coded(entity, cohort.uscc),
        "superseded_date": np.full(count, NO_DAY, np.int32),
        "source_code": Coded(_prefecture()[region], [f"{code}-{table.name}" for code in PREFECTURES]),
        "region_code": Coded(region, REGIONS),
    }
    arrays = []
    for column in table.columns:
        value = rows.get(column.name, envelope.get(column.name))
        null = _no_fact(column, rows)
        arrays.append(_array(column, value, null, count))
    return pa.Table.from_arrays(arrays, schema=schema(table))


def _prefecture() -> Array:
    return np.array([PREFECTURES.index(code[:4]) for code in REGIONS])


def _stored(column: Column) -> pa.DataType:
    if column.kind in ("text", "code") and column.name not in (
        "record_id",
        "doc_no",
        "decision_no",
        "inspection_no",
    ):
        return pa.dictionary(pa.int32(), pa.string())
    return TYPES[column.kind]


def _no_fact(column: Column, rows: Rows) -> Array | None:
    """Where the column is null because the fact it rests on has not happened."""
    if column.fact_date is None or column.fact_date == column.name or column.fact_date not in rows:
        return None
    return rows[column.fact_date] == NO_DAY


def _array(column: Column, value: Any, null: Array | None, count: int) -> pa.Array:
    stored = _stored(column)
    if value is None:
        return pa.nulls(count, TYPES[column.kind]).cast(stored)
    if isinstance(value, Numbered):
        text = (hashed if value.hashed else numbered)(value.prefix, value.numbers)
        return text.dictionary_encode() if pa.types.is_dictionary(stored) else text
    if isinstance(value, Given):
        return value.values.dictionary_encode() if pa.types.is_dictionary(stored) else value.values
    if isinstance(value, Coded):
        return _coded(value, null, stored)
    if isinstance(value, Masked):
        null = value.null if null is None else value.null | null
        value = value.values
    if column.kind == "date":
        return pa.array(value.astype(np.int32), mask=value == NO_DAY).view(pa.date32())
    plain = {"boolean": np.bool_, "number": np.float64}.get(column.kind, np.int64)
    return pa.array(value.astype(plain), mask=null)


def _coded(value: Coded, null: Array | None, stored: pa.DataType) -> pa.Array:
    missing = value.index < 0 if null is None else (value.index < 0) | null
    index = pa.array(value.index.astype(np.int32), mask=missing)
    encoded = pa.DictionaryArray.from_arrays(index, pa.array(value.codes, pa.string()))
    return encoded if pa.types.is_dictionary(stored) else pc.cast(encoded, stored)


def _fixed(text: Array) -> pa.Array:
    """A string array from an (n, width) array of UTF-8 bytes."""
    count, width = text.shape
    offsets = np.arange(count + 1, dtype=np.int64) * width
    if offsets[-1] < np.iinfo(np.int32).max:
        buffers = [None, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(np.ascontiguousarray(text))]
        return pa.Array.from_buffers(pa.string(), count, buffers)
    raise OverflowError(f"a block of {count} strings of {width} bytes is too large for one column")
