"""Planted defects: a known share of rows is made wrong in a known way, and each is noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from creditscore.codes import uscc
from creditscore.records import Column, Table
from creditscore.simulate._settings import Defects
from creditscore.simulate._world import Array

PERSON_AREA = "990000"
"""Area code of planted resident-ID shapes; no such area exists, so no real person is meant."""
UNKNOWN = "unknown-code"
WRONG_UNIT = 10_000
PERSON_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


@dataclass(frozen=True)
class _Part:
    """The rows chosen for one defect of one table."""

    table: Table
    rows: pa.Table
    rng: np.random.Generator


Change = Callable[[_Part], pa.Table]


def plant(
    table: Table, rows: pa.Table, shares: Defects, rng: np.random.Generator
) -> tuple[pa.Table, pa.Table]:
    """Rows with defects planted, and a table (table_name, record_id, defect) of what was planted.

    Duplicates and natural persons are added rows; the other defects replace good rows. No row carries two.
    """
    names = [field.name for field in fields(shares) if _applies(table, field.name)]
    wanted = [int(rng.binomial(rows.num_rows, getattr(shares, name))) for name in names]
    wanted = [number if sum(wanted) <= rows.num_rows else 0 for number in wanted]
    chosen = rng.permutation(rows.num_rows)[: sum(wanted)] if sum(wanted) else np.zeros(0, np.int64)
    parts = np.split(chosen, np.cumsum(wanted)[:-1])
    keep = np.ones(rows.num_rows, bool)
    spoilt: list[pa.Table] = []
    notes: list[pa.Table] = []
    for name, part in zip(names, parts, strict=True):
        part.sort()
        changed = CHANGES[name](_Part(table, rows.take(pa.array(part)), rng))
        if name not in ADDED:
            keep[part] = False
        spoilt.append(changed)
        notes.append(_note(table, changed["record_id"], name))
    together = pa.concat_tables([rows.filter(pa.array(keep)), *spoilt])
    return together.unify_dictionaries().combine_chunks(), pa.concat_tables(notes)


def _note(table: Table, record_ids: pa.ChunkedArray, defect: str) -> pa.Table:
    count = len(record_ids)
    return pa.table({
        "table_name": pa.array([table.name] * count, pa.string()),
        "record_id": record_ids.cast(pa.string()),
        "defect": pa.array([defect] * count, pa.string()),
    })  # fmt: skip


def _applies(table: Table, defect: str) -> bool:
    if defect == "unknown_code":
        return _coded(table) is not None
    if defect == "missing_required":
        return _needed(table) is not None
    if defect == "negative_amount":
        return _counted(table) is not None
    if defect == "wrong_unit":
        return _money(table) is not None
    return True


def _first(table: Table, wanted: Callable[[Column], bool]) -> str | None:
    return next((column.name for column in table.own if wanted(column)), None)


def _coded(table: Table) -> str | None:
    return _first(table, lambda column: bool(column.codes))


def _needed(table: Table) -> str | None:
    return _first(table, lambda column: column.required)


def _counted(table: Table) -> str | None:
    return _money(table) or _first(table, lambda column: column.at_least is not None)


def _money(table: Table) -> str | None:
    return _first(table, lambda column: column.kind == "money" and column.at_least is not None)


def _replaced(rows: pa.Table, name: str | None, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    place = rows.schema.get_field_index(name)
    field = rows.schema.field(place)
    if pa.types.is_dictionary(field.type):
        values = values.cast(pa.string()).dictionary_encode()
    return rows.set_column(place, field, values.cast(field.type))


def _same(part: _Part) -> pa.Table:
    return part.rows


def _other_feed(part: _Part) -> pa.Table:
    """The same fact again under another record id, from another source, some days later."""
    rows = part.rows
    later = part.rng.integers(1, 30, rows.num_rows, dtype=np.int32)
    known = pc.add(rows["known_date"].cast(pa.int32()), pa.array(later)).cast(pa.int32())
    rows = _replaced(rows, "known_date", known.cast(pa.date32()))
    suffix = pa.scalar("-2")
    rows = _replaced(rows, "record_id", pc.binary_join_element_wise(rows["record_id"], suffix, ""))
    source = pc.binary_join_element_wise(rows["source_code"].cast(pa.string()), pa.scalar("-second"), "")
    return _replaced(rows, "source_code", source)


def _unknown_code(part: _Part) -> pa.Table:
    rows = part.rows
    return _replaced(rows, _coded(part.table), pa.array([UNKNOWN] * rows.num_rows, pa.string()))


def _bad_uscc(part: _Part) -> pa.Table:
    """Another check character than the right one."""
    rows = part.rows
    codes = rows["uscc"].to_pylist()
    wrong = [code[:17] + uscc.CHARSET[(uscc.CHARSET.index(code[17]) + 7) % 31] for code in codes]
    return _replaced(rows, "uscc", pa.array(wrong, pa.string()))


def _natural_person(part: _Part) -> pa.Table:
    rows = part.rows
    ids = person_shapes(rows.num_rows, part.rng)
    rows = _replaced(rows, "uscc", pa.array(ids, pa.string()))
    return _replaced(rows, "record_id", pc.binary_join_element_wise(rows["record_id"], pa.scalar("-3"), ""))


def _event_after_known(part: _Part) -> pa.Table:
    rows = part.rows
    early = part.rng.integers(1, 40, rows.num_rows, dtype=np.int32)
    known = pc.subtract(rows["event_date"].cast(pa.int32()), pa.array(early))
    return _replaced(rows, "known_date", known.cast(pa.date32()))


def _missing_required(part: _Part) -> pa.Table:
    rows = part.rows
    name = _needed(part.table)
    stored = rows.schema.field(name).type
    plain = pa.string() if pa.types.is_dictionary(stored) else stored
    return _replaced(rows, name, pa.nulls(rows.num_rows, plain))


def _negative_amount(part: _Part) -> pa.Table:
    rows = part.rows
    name = _counted(part.table)
    values = pc.subtract(pc.negate(pc.fill_null(rows[name], 0)), pa.scalar(1, rows.schema.field(name).type))
    return _replaced(rows, name, values)


def _wrong_unit(part: _Part) -> pa.Table:
    rows = part.rows
    name = _money(part.table)
    return _replaced(rows, name, pc.multiply(rows[name], pa.scalar(WRONG_UNIT, pa.int64())))


def person_shapes(count: int, rng: np.random.Generator) -> list[str]:
    """Strings that pass the resident-ID check (GB 11643) under an area code that does not exist."""
    days = np.datetime64("1955-01-01") + rng.integers(0, 17_000, count)
    bodies = [
        f"{PERSON_AREA}{str(day).replace('-', '')}{number:03d}"
        for day, number in zip(days, rng.integers(0, 1000, count), strict=True)
    ]
    return [body + _person_check(body) for body in bodies]


def _person_check(body: str) -> str:
    digits: Array = np.array([int(character) for character in body])
    return "10X98765432"[int(digits @ PERSON_WEIGHTS) % 11]


ADDED = ("duplicate_row", "duplicate_feed", "natural_person")
CHANGES: dict[str, Change] = {
    "duplicate_row": _same,
    "duplicate_feed": _other_feed,
    "unknown_code": _unknown_code,
    "bad_uscc": _bad_uscc,
    "natural_person": _natural_person,
    "event_after_known": _event_after_known,
    "missing_required": _missing_required,
    "negative_amount": _negative_amount,
    "wrong_unit": _wrong_unit,
}
"""How each kind of row is made; the names are those of ``Defects``."""
