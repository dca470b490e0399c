"""Planted defects: a known share of rows is made wrong in a known way, and each is noted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from creditscore.codes import uscc
from creditscore.records import Column, Table
from creditscore.simulate._settings import Defects
from creditscore.simulate._spoiling import person_shapes, replaced

UNKNOWN = "unknown-code"
WIDE = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}
WRONG_UNIT = 10_000


@dataclass(frozen=True)
class _Part:
    """The rows chosen for one defect of one table."""

    table: Table
    rows: pa.Table
    rng: np.random.Generator


Change = Callable[[_Part], pa.Table]


def plant(
    table: Table,
    rows: pa.Table,
    shares: Defects,
    rng: np.random.Generator,
    added: Sequence[tuple[str, pa.Table]] = (),
) -> tuple[pa.Table, pa.Table]:
    """Rows with defects planted, and a table (table_name, record_id, defect) of what was planted.

    Duplicates and natural persons are added rows, and so are ``added`` (defect, rows); the other defects replace
    good rows. No row carries two.
    """
    names = [name for name in CHANGES if _applies(table, name)]
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
        notes.append(note(table.name, changed["record_id"], name))
    for name, changed in added:
        spoilt.append(changed)
        notes.append(note(table.name, changed["record_id"], name))
    wrong = _encoded(pa.concat_tables([_plain(part) for part in spoilt]), rows.schema)
    return pa.concat_tables([rows.filter(pa.array(keep)), wrong]).unify_dictionaries(), pa.concat_tables(
        notes
    )


def _plain(rows: pa.Table) -> pa.Table:
    """A few rows without dictionaries, which would each carry every value of the block."""
    fields = [
        field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in rows.schema
    ]
    return rows.cast(pa.schema(fields))


def _encoded(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        column.combine_chunks().dictionary_encode() if pa.types.is_dictionary(field.type) else column
        for field, column in zip(schema, rows.columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def note(table: str, record_ids: pa.Array | pa.ChunkedArray, defect: str) -> pa.Table:
    """Rows of the truth's ``planted``: these records of ``table`` carry ``defect``."""
    count = len(record_ids)
    return pa.table({
        "table_name": pa.array([table] * count, pa.string()),
        "record_id": record_ids.cast(pa.string()),
        "defect": pa.array([defect] * count, pa.string()),
    })  # fmt: skip


def lose(table: Table, rows: pa.Table, share: float, rng: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    """Rows without a share of them, and the rows of the truth's ``planted`` that say which: what is not there has no
    record id, so its credit code and natural key stand for it.
    """
    gone = rng.random(rows.num_rows) < share
    missing = rows.filter(pa.array(gone))
    parts = [missing[name].cast(pa.string()) for name in ("uscc", *table.key)]
    keys = pc.binary_join_element_wise(*parts, pa.scalar(" "))
    return rows.filter(pa.array(~gone)), note(table.name, keys, "missing_month")


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


def _present(name: str | None) -> str:
    assert name is not None, "a defect is planted only where _applies"
    return name


def _same(part: _Part) -> pa.Table:
    return part.rows


def _other_feed(part: _Part) -> pa.Table:
    """The same fact again under another record id, from another source, some days later; a document number is written
    in full-width digits there.
    """
    rows = part.rows
    later = part.rng.integers(1, 30, rows.num_rows, dtype=np.int32)
    known = pc.add(rows["known_date"].cast(pa.int32()), pa.array(later)).cast(pa.int32())
    rows = replaced(rows, "known_date", known.cast(pa.date32()))
    suffix = pa.scalar("-2")
    rows = replaced(rows, "record_id", pc.binary_join_element_wise(rows["record_id"], suffix, ""))
    if "doc_no" in part.table.key:
        rows = replaced(
            rows, "doc_no", pa.array([text.translate(WIDE) for text in rows["doc_no"].to_pylist()])
        )
    source = pc.binary_join_element_wise(rows["source_code"].cast(pa.string()), pa.scalar("-second"), "")
    return replaced(rows, "source_code", source)


def _unknown_code(part: _Part) -> pa.Table:
    rows = part.rows
    return replaced(rows, _present(_coded(part.table)), pa.array([UNKNOWN] * rows.num_rows, pa.string()))


def _bad_uscc(part: _Part) -> pa.Table:
    """Another check character than the right one."""
    rows = part.rows
    codes = rows["uscc"].to_pylist()
    wrong = [code[:17] + uscc.CHARSET[(uscc.CHARSET.index(code[17]) + 7) % 31] for code in codes]
    return replaced(rows, "uscc", pa.array(wrong, pa.string()))


def _natural_person(part: _Part) -> pa.Table:
    rows = part.rows
    ids = person_shapes(rows.num_rows, part.rng)
    rows = replaced(rows, "uscc", pa.array(ids, pa.string()))
    return replaced(rows, "record_id", pc.binary_join_element_wise(rows["record_id"], pa.scalar("-3"), ""))


def _event_after_known(part: _Part) -> pa.Table:
    rows = part.rows
    early = part.rng.integers(1, 40, rows.num_rows, dtype=np.int32)
    known = pc.subtract(rows["event_date"].cast(pa.int32()), pa.array(early))
    return replaced(rows, "known_date", known.cast(pa.date32()))


def _missing_required(part: _Part) -> pa.Table:
    rows = part.rows
    name = _present(_needed(part.table))
    stored = rows.schema.field(name).type
    plain = pa.string() if pa.types.is_dictionary(stored) else stored
    return replaced(rows, name, pa.nulls(rows.num_rows, plain))


def _negative_amount(part: _Part) -> pa.Table:
    rows = part.rows
    name = _present(_counted(part.table))
    values = pc.subtract(pc.negate(pc.fill_null(rows[name], 0)), pa.scalar(1, rows.schema.field(name).type))
    return replaced(rows, name, values)


def _wrong_unit(part: _Part) -> pa.Table:
    rows = part.rows
    name = _present(_money(part.table))
    return replaced(rows, name, pc.multiply(rows[name], pa.scalar(WRONG_UNIT, pa.int64())))


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
"""How each kind of row is made, in the order of drawing; the names are fields of ``Defects``."""
