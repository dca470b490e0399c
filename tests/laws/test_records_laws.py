"""Laws of reading: they hold for every declared table, whatever is delivered."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records
from creditscore.codes import uscc
from creditscore.records import RULES, TABLES, Table
from tests.records import tables as made

CODES = [made.SUBJECT, made.OTHER, made.resident_id(), made.SUBJECT[:17] + "?", "", None]
DIRT: dict[str, list[Any]] = {
    "text": ["x", "y", "", None, f"甲{made.resident_id()}乙"], "code": ["nonsense", None],
    "date": ["2021-03-02", "2021-02-30", "soon", None], "money": ["100", "-1", "1.5", "many", None],
    "integer": ["1", "-7", "1.5", None], "number": ["0.5", "-1", "101", "inf", "x", None],
    "boolean": ["true", "0", "perhaps", None],
}  # fmt: skip


@st.composite
def delivery(draw, table: Table) -> list[dict[str, Any]]:
    """Rows as text, some of them spoiled in one or two columns, some repeated."""
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 30))):
        row = made.row(table, draw(st.integers(0, 12)) if rows else number)
        row = {name: None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
               for name, value in row.items()}  # fmt: skip
        for column in draw(st.lists(st.sampled_from(table.columns), max_size=2)):
            row[column.name] = draw(st.sampled_from(CODES if column.name == "uscc" else DIRT[column.kind]))
        rows.append(row)
    return rows


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
@settings(max_examples=5)
@given(data=st.data())
def test_accepted_and_quarantined_are_the_delivery_row_for_row(table, data):
    rows = data.draw(delivery(table))
    with tempfile.TemporaryDirectory() as place:
        raw = Path(place) / "raw"
        made.write(raw, TABLES["loan_contract"], [made.row(TABLES["loan_contract"], 9)])
        made.write(raw, table, rows, **{column.name: pa.string() for column in table.columns})
        province = records.read(raw, out=Path(place) / "out")
        entry = province.manifest.tables[table.name]
        refused = made.rejected(province.path, table.name) if entry.rejected else []
        accepted = province.rows(table.name)

        assert len(accepted) + len(refused) == len(rows) == entry.rows + sum(entry.rejected.values())
        assert len({row["_row"] for row in refused}) == len(refused), "no row is refused twice"
        assert {row["_rule"] for row in refused} == set(entry.rejected) <= set(RULES)
        kept = [
            row for number, row in enumerate(rows, start=1) if number not in {bad["_row"] for bad in refused}
        ]
        for theirs, ours in zip(kept, accepted, strict=True):
            for column in table.columns:
                if column.kind in ("text", "code"):
                    assert ours[column.name] == (theirs[column.name] or None)
                if column.required:
                    assert ours[column.name] is not None
            assert uscc.check(ours.get("uscc", made.SUBJECT)).valid
        assert made.resident_id() not in str((accepted, refused)), "no resident ID is kept anywhere"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
@settings(max_examples=2)
@given(data=st.data())
def test_what_was_accepted_once_is_accepted_again(table, data):
    rows = data.draw(delivery(table))
    with tempfile.TemporaryDirectory() as place:
        raw = Path(place) / "raw"
        made.write(raw, TABLES["loan_contract"], [made.row(TABLES["loan_contract"], 9)])
        made.write(raw, table, rows, **{column.name: pa.string() for column in table.columns})
        province = records.read(raw, out=Path(place) / "out")
        again = records.check(province.path)
        assert again.rejected_rows == 0
        assert again.accepted[table.name] == province.manifest.tables[table.name].rows
