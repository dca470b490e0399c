"""Laws of reading: they hold for every declared table, whatever is delivered."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records
from creditscore.codes import catalogue, enumerations, identifiers, uscc
from creditscore.records import RULES, TABLES, Column, Table
from tests.records import tables as made

PERSON = made.resident_id()
CODES = [made.SUBJECT, made.OTHER, PERSON, f"张某{PERSON}", made.SUBJECT[:17] + "?", "", None]
DIRT: dict[str, list[Any]] = {
    "text": ["x", "y", "", None, f"甲{PERSON}乙", made.FULL_WIDTH_ID, f"一、202103010000000001；二、{PERSON}"],
    "code": ["nonsense", PERSON, None], "date": ["2021-03-02", "2021-02-30", "soon", None, "9999-12-31"],
    "money": ["100", "-1", "1.5", "many", None], "integer": ["1", "-7", "1.5", None],
    "number": ["0.5", "-1", "101", "inf", "x", None], "boolean": ["true", "0", "perhaps", None],
}  # fmt: skip
COMPANIONS = {"coverage": TABLES["loan_contract"], "record_event": TABLES["admin_penalty"]}
"""Delivered along with tables that hold nothing of their own to be read: no dates, or only what others hold."""


@st.composite
def delivery(draw, table: Table) -> list[dict[str, Any]]:
    """Rows as text, the first of them good, some spoiled in one or two columns, some repeated."""
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 40))):
        changes = {"record_id": "admin_penalty-0"} if table.name == "record_event" else {}
        row = made.row(table, draw(st.integers(0, 12)) if rows else number, **changes)
        row = {name: None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
               for name, value in row.items()}  # fmt: skip
        for column in draw(st.lists(st.sampled_from(table.columns), max_size=2)) if rows else ():
            row[column.name] = draw(st.sampled_from(CODES if column.name == "uscc" else DIRT[column.kind]))
        rows.append(row)
    return rows


def deliver(folder: Path, table: Table, rows: Iterable[dict[str, Any]]) -> Path:
    if companion := COMPANIONS.get(table.name):
        made.write(folder, companion, [made.row(companion, 0)])
    made.write(folder, table, rows, **{column.name: pa.string() for column in table.columns})
    return folder


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
@settings(max_examples=3)
@given(data=st.data())
def test_accepted_and_quarantined_are_the_delivery_and_no_person_survives_and_it_is_read_again_to_the_same_bytes(
    table, data
):
    rows = data.draw(delivery(table))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        raw = deliver(place / "raw", table, rows)
        province = records.read(raw, out=place / "out")
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
        _no_person(accepted)
        _no_person(refused)
        checked = records.check(raw)
        assert (checked.accepted[table.name], checked.rejected[table.name]) == (
            entry.rows,
            dict(entry.rejected),
        )
        assert checked.warnings[table.name] == dict(entry.warnings)
        _read_again(province, place)


def _no_person(rows: Iterable[dict[str, Any]]) -> None:
    texts = [str(value) for row in rows for value in row.values() if value is not None]
    found = [
        text
        for text in texts
        if identifiers.resident_id_inside(text) or identifiers.looks_like_resident_id(text)
    ]
    assert found == [], "a natural person's identifier survived"


def _read_again(province: records.Province, place: Path) -> None:
    """What was read is clean, and is read to the same bytes."""
    copy = place / "copy"
    copy.mkdir()
    for path in province.path.glob("*.parquet"):
        shutil.copy(path, copy)
    again = records.read(copy, out=place / "again")
    assert again.rejected == {}
    assert again.warnings == province.warnings
    assert {name: entry.sha256 for name, entry in again.manifest.tables.items()} == {
        name: entry.sha256 for name, entry in province.manifest.tables.items()
    }


def test_many_row_groups_are_read_again_to_the_same_bytes(tmp_path):
    """Enough rows for several row groups of which some are refused, so that the groups are cut elsewhere."""
    table, count = TABLES["list_entry"], 300_000
    one = pa.Table.from_pylist(
        [made.row(table)],
        schema=pa.schema([(column.name, made.ARROW[column.kind]) for column in table.columns]),
    )
    numbers = pa.array([f"{number:06d}" for number in range(count)])
    terms = pa.array([-1 if number % 11 == 0 else number % 60 for number in range(count)])
    whole = pa.concat_tables([one] * count).combine_chunks()
    for name, values in (("record_id", numbers), ("decision_no", numbers), ("term_months", terms)):
        whole = whole.set_column(whole.schema.get_field_index(name), name, values)
    (tmp_path / "raw").mkdir()
    pq.write_table(whole, tmp_path / "raw" / "list_entry.parquet", row_group_size=37_000)
    first = records.read(tmp_path / "raw", out=tmp_path / "first")
    assert first.rejected == {"list_entry": {"below_minimum": -(-count // 11)}}
    (first.path / "manifest.json").unlink()
    assert records.read(first.path, out=tmp_path / "second").digest == first.digest


# ------------------------------------------------------------------ declarations

COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
OPEN_SYSTEMS = {
    "gb2260", "gb2260_registrar", "gb4754", "provider", "tables", "violations", "bank", "commitment_items",
}  # fmt: skip
"""Code systems without a closed list in ``enumerations.csv``; what each is, is said where it is read."""

WITHOUT_RIGHTS = {
    "enforcement_case": "publicity is the court's own; the list of dishonest persons is list_entry",
    "tax_arrears": "an announcement holds until the arrears are cleared (cleared_date)",
    "tax_violation": "major violations are listed, and expire, as list_entry",
    "abnormal_taxpayer": "the state holds until it is lifted (ended_date)",
    "wage_arrears": "the list of wage arrears is list_entry; a case ends with its payment (cleared_date)",
    "safety_event": "no publicity term is sourced; serious offenders are list_entry",
    "fire_event": "no publicity term is sourced",
    "fiscal_event": "no publicity term is sourced",
    "securities_event": "no publicity term is sourced",
}
"""Negative tables whose records have no publicity rule of their own: why."""


def _ids(value: Any) -> str:
    return value.name


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=_ids)
def test_every_column_has_a_meaning_in_both_languages_a_unit_if_it_counts_and_a_list_if_it_is_a_code(
    table, column
):
    assert column.title_zh and any("\u4e00" <= character <= "\u9fff" for character in column.title_zh)
    assert column.title_en and column.title_en.isascii()
    assert bool(column.unit) == (column.kind in ("number", "integer", "money")), (
        "a unit where there is a figure"
    )
    if column.kind == "money":
        assert column.unit == "yuan"
    if column.kind == "code":
        assert bool(column.enumeration) != bool(column.system), "a closed list, or the name of an open system"
        assert column.system in OPEN_SYSTEMS | {""}
        if column.enumeration:
            assert column.codes == enumerations.codes(column.enumeration)
    else:
        assert not (column.enumeration or column.system or column.codes)


def test_every_enumeration_is_used_and_every_code_has_two_titles():
    used = {column.enumeration for _, column in COLUMNS if column.enumeration}
    declared = set(enumerations.names())
    assert declared == used
    for name in declared:
        for code in enumerations.codes(name):
            assert all(enumerations.title(name, code)), (name, code)


@pytest.mark.parametrize("table", TABLES.values(), ids=_ids)
def test_every_table_rests_on_an_item_of_the_catalogue_and_says_what_it_is(table):
    assert catalogue.get(table.basis)
    for column in table.columns:
        assert column.basis is None or catalogue.get(column.basis)
    assert table.title_zh and table.title_en
    assert all(table.event) or not table.enveloped
    assert set(table.key) <= {column.name for column in table.columns}


def test_every_negative_table_has_publicity_rules_or_a_reason_why_not():
    bare = {table.name for table in TABLES.values() if table.negative and table.rights == "none"}
    assert bare == set(WITHOUT_RIGHTS)


@pytest.mark.parametrize(("table", "column"), [pair for pair in COLUMNS if pair[1].kind == "text"], ids=_ids)
def test_a_resident_id_is_refused_in_every_text_column(table: Table, column: Column):
    from creditscore.records._rules import Context, value_rules

    guarded = [
        fault
        for fault in value_rules(table, context=Context())
        if fault.rule == "resident_id" and column.name in fault.detail
    ]
    assert guarded or column.name == "uscc", "the subject's own identifier is judged value by value"
