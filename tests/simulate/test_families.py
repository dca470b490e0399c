"""The list of record families: complete, cheap to add to, and no family disturbs another."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from creditscore import simulate
from creditscore.records import TABLES
from creditscore.simulate._families import FAMILIES, PREFIX

APART = {"coverage", "record_event"}
"""Written beside the families."""

DRAWN = {
    "loan_performance": "balance dpd five_class settled",
    "tax_filing": "filed_date zero_return declared_tax",
    "utility_bill": "usage amount_due paid_date late_fee cutoff_date",
    "inspection": "failed",
    "list_entry": "exit_date",
}
"""Columns that models are trained on, of tables that were there before the others."""
GOLDEN = "8a74bbb93a220ef6b336a6b243e061050bd25f7990d8bd594e5789dfdd66ea28"


def test_every_declared_table_is_simulated() -> None:
    assert {line.table for line in FAMILIES} == set(TABLES) - APART


def test_no_two_families_share_a_table_or_a_prefix() -> None:
    assert len({line.table for line in FAMILIES}) == len(set(PREFIX.values())) == len(FAMILIES)


def test_new_families_leave_the_old_ones_as_they_were(tmp_path: Path) -> None:
    """The digest was taken before the other families were there: the demo's scores rest on these columns."""
    none = simulate.Defects(**dict.fromkeys(simulate.Defects.__dataclass_fields__, 0.0))
    raw = simulate.write(tmp_path / "raw", entities=300, seed=11, settings=simulate.Settings(defects=none))
    digest = hashlib.sha256()
    for table, columns in DRAWN.items():
        rows = pq.read_table(
            raw / f"{table}.parquet", columns=["record_id", "uscc", "known_date", *columns.split()]
        )
        digest.update(repr(rows.to_pydict()).encode())
    assert digest.hexdigest() == GOLDEN


@pytest.mark.parametrize("name", [line.table for line in FAMILIES])
def test_record_ids_are_numbered_under_the_prefix(name: str, ask_clean) -> None:
    rows = ask_clean(f"SELECT count(*) AS n, count(DISTINCT record_id) AS ids, "
                     f"bool_and(record_id LIKE '{PREFIX[name]}%') AS so FROM {name}")  # fmt: skip
    assert rows["n"][0] == rows["ids"][0] > 0
    assert rows["so"][0]


@pytest.mark.parametrize("name", [line.table for line in FAMILIES])
def test_required_columns_are_full_and_codes_are_declared(name: str, ask_clean) -> None:
    for column in TABLES[name].columns:
        if column.required:
            empty = ask_clean(f"SELECT count(*) AS n FROM {name} WHERE {column.name} IS NULL")
            assert empty["n"][0] == 0, column.name
        if column.codes:
            seen = ask_clean(
                f"SELECT DISTINCT {column.name} AS code FROM {name} WHERE {column.name} IS NOT NULL"
            )
            assert set(seen["code"]) <= set(column.codes), column.name


@pytest.mark.parametrize("name", [line.table for line in FAMILIES])
def test_most_columns_of_a_table_are_filled(name: str, ask_clean) -> None:
    columns = [column.name for column in TABLES[name].own]
    counts = ", ".join(f"count({column}) AS {column}" for column in columns)
    filled = ask_clean(f"SELECT {counts} FROM {name}").iloc[0]
    empty = [column for column in columns if filled[column] == 0]
    assert set(empty) <= LEFT_EMPTY.get(name, set()), empty


LEFT_EMPTY = {
    "loan_contract": {"repay_mode", "purpose_industry"},
    "customs_credit": {"grade_2026"},
    "commitment": set(),
}
"""Columns nobody draws yet; grades of 2026 appear only in provinces that reach 2026-04-01."""
