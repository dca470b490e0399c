"""Raw record tables made by hand: a good row of every table, and files of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from creditscore.codes import uscc
from creditscore.records import TABLES, Table

ARROW = {
    "text": pa.string(), "code": pa.string(), "date": pa.date32(), "money": pa.int64(), "integer": pa.int64(),
    "number": pa.float64(), "boolean": pa.bool_(),
}  # fmt: skip
SUBJECT = uscc.make(kind="91", region_code="220102", organisation="MA000001")
OTHER = uscc.make(kind="91", region_code="220103", organisation="MA000002")
DAY = date(2021, 3, 1)
_VALUES: dict[str, Any] = {
    "text": "x", "date": DAY, "money": 100, "integer": 1, "number": 0.5, "boolean": False,
}  # fmt: skip
_NAMED: dict[str, Any] = {
    "uscc": SUBJECT, "known_date": DAY + timedelta(days=5), "superseded_date": None, "region_code": "220102",
    "oper_region_code": "220103", "industry_code": "C13", "table_name": "admin_penalty", "bank_code": "B1",
    "source_code": "S1", "violation_code": "V1", "covered_until": None, "grade_2026": None, "cutoff_date": None,
    "late_fee": 0, "start_points": 100, "year": 2020, "about_table": "admin_penalty",
}  # fmt: skip


def row(table: Table, number: int = 0, **changes: Any) -> dict[str, Any]:
    """A row that breaks no rule; ``number`` makes it another record."""
    values = {
        column.name: _NAMED.get(column.name, column.codes[0] if column.codes else _VALUES.get(column.kind))
        for column in table.columns
    }
    values |= {column.name: DAY + timedelta(days=number) for column in table.columns
               if column.kind == "date" and column.name not in _NAMED}  # fmt: skip
    values |= {"record_id": f"{table.name}-{number}"}
    values |= {"known_date": DAY + timedelta(days=number + 5)}
    return {column.name: (values | changes)[column.name] for column in table.columns}


def write(folder: Path, table: Table, rows: Iterable[Mapping[str, Any]], **types: pa.DataType) -> Path:
    """Write rows as Parquet with the declared types, or with ``types`` for some columns."""
    folder.mkdir(parents=True, exist_ok=True)
    schema = pa.schema(
        [(column.name, types.get(column.name, ARROW[column.kind])) for column in table.columns]
    )
    path = folder / f"{table.name}.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)
    return path


def write_all(folder: Path) -> Path:
    """Every declared table with two good rows each; record events point at the penalties."""
    for table in TABLES.values():
        changes = {"record_id": "admin_penalty-0"} if table.name == "record_event" else {}
        rows = [row(table, number, **changes) for number in (0, 1)]
        write(folder, table, rows[:1] if table.name == "coverage" else rows)
    return folder


def rejected(folder: Path, table: str) -> list[dict[str, Any]]:
    """Rows of a quarantine file."""
    return pq.read_table(folder / "rejected" / f"{table}.parquet").to_pylist()


def resident_id(*, region: str = "220102", born: date = date(1980, 5, 6), sequence: int = 12) -> str:
    """A well-formed resident ID of nobody."""
    digits = f"{region}{born:%Y%m%d}{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, weights)) % 11]


FULL_WIDTH_ID = resident_id(sequence=34).translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
"""The same in full-width digits, as word processors like to make them."""
