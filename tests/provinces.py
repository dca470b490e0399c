"""Tiny canonical provinces made by hand, row by row, for tests that need to know every record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from creditscore import records
from creditscore.records import Column, Province, Table

_ARROW = {
    "text": pa.string(), "code": pa.string(), "date": pa.date32(), "money": pa.int64(), "integer": pa.int64(),
    "number": pa.float64(), "boolean": pa.bool_(),
}  # fmt: skip
_FILLERS: dict[str, Any] = {
    "text": "x", "date": date(2020, 1, 1), "money": 0, "integer": 1, "number": 0.0, "boolean": False,
}  # fmt: skip

Rows = Iterable[Mapping[str, Any]]


def _filler(column: Column) -> Any:
    if not column.required:
        return None
    return column.codes[0] if column.codes else _FILLERS.get(column.kind, "x")


def _complete(table: Table, rows: Rows) -> dict[str, list[Any]]:
    """Every declared column; what a row leaves out is filled: known on the day, one record id per row."""
    names = {column.name for column in table.columns}
    full: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        assert set(row) <= names, f"{table.name}: {sorted(set(row) - names)} are not columns"
        filled = {column.name: _filler(column) for column in table.columns} | dict(row)
        if table.enveloped:
            filled["record_id"] = row.get("record_id", f"{table.name}-{number}")
            filled["known_date"] = row.get("known_date", filled["event_date"])
        full.append(filled)
    return {column.name: [row[column.name] for row in full] for column in table.columns}


def write_table(folder: Path, name: str, rows: Rows) -> dict[str, Any]:
    """Write one table and return its entry in the manifest."""
    table = records.table(name)
    schema = pa.schema(
        [(column.name, _ARROW[column.kind]) for column in table.columns],
        metadata={"creditscore.made_up": "true", "creditscore.table": name},
    )
    path = folder / f"{name}.parquet"
    written = pa.table(_complete(table, rows), schema=schema)
    pq.write_table(written, path)
    digest = sha256(path.read_bytes()).hexdigest()
    return {"rows": written.num_rows, "sha256": digest, "rejected": {}, "undated": 0}


def province(
    folder: Path,
    tables: Mapping[str, Rows],
    *,
    data_from: date = date(2017, 1, 1),
    data_until: date = date(2026, 1, 1),
    assumptions: Iterable[str] = (),
) -> Province:
    """A canonical folder with these tables (and coverage of each from ``data_from``), opened."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = dict(tables)
    if "coverage" not in rows:
        rows["coverage"] = [
            {"table_name": name, "covered_from": data_from} for name in rows if records.table(name).enveloped
        ]
    manifest = {
        "format_version": 1,
        "title": "made by hand",
        "made_up": True,
        "identifier": "uscc",
        "regions": "free",
        "assumptions": list(assumptions),
        "data_from": data_from.isoformat(),
        "data_until": data_until.isoformat(),
        "tables": {name: write_table(folder, name, content) for name, content in rows.items()},
        "source": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return Province(folder)
