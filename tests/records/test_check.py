"""Every rule by name: which rows it refuses, and what the quarantine says."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from creditscore import records
from creditscore.codes import uscc
from creditscore.records import (
    ADMIN_PENALTY,
    COVERAGE,
    ENTITY,
    LIST_ENTRY,
    LOAN_CONTRACT,
    LOAN_PERFORMANCE,
    OBJECTION,
    RECORD_EVENT,
    RULES,
    TABLES,
    TAX_FILING,
    UTILITY_BILL,
    Source,
)  # fmt: skip
from creditscore.records._rules import WARNINGS
from tests.records import tables as made

GOOD = made.row(ADMIN_PENALTY, 0)
SOLE = uscc.make(kind="92", region_code="220102", organisation="MA000009")

FAULTS = [
    ("resident_id", ADMIN_PENALTY, {"uscc": made.resident_id()}),
    ("resident_id", ENTITY, {"name": f"张某（{made.resident_id()}）"}),
    ("resident_id", ENTITY, {"legal_rep_hash": made.resident_id()}),
    ("resident_id", UTILITY_BILL, {"account_hash": "220102800506123"}),
    ("resident_id", LOAN_CONTRACT, {"contract_no": made.resident_id(born=date(1975, 1, 2))}),
    ("wrong_type", ADMIN_PENALTY, {"fine": "很多"}),
    ("wrong_type", ADMIN_PENALTY, {"event_date": "2021-02-30"}),
    ("unknown_code", ADMIN_PENALTY, {"domain": "astrology"}),
    ("unknown_code", ENTITY, {"industry_code": "C62"}),
    ("unknown_code", COVERAGE, {"table_name": "gossip"}),
    ("unknown_code", OBJECTION, {"about_table": "gossip"}),
    ("resident_id", ADMIN_PENALTY, {"source_code": made.resident_id()}),
    ("resident_id", ADMIN_PENALTY, {"violation_fact": f"乙方{made.FULL_WIDTH_ID}，另一号11010519491231002Y"}),
    ("resident_id", ADMIN_PENALTY, {"violation_fact": f"110105194912310029,{made.resident_id()}"}),
    ("undated", ADMIN_PENALTY, {"event_date": None}),
    ("missing_required", ADMIN_PENALTY, {"penalty_kind": None}),
    ("missing_required", ADMIN_PENALTY, {"uscc": None}),
    ("bad_uscc", ADMIN_PENALTY, {"uscc": made.SUBJECT[:17] + ("0" if made.SUBJECT[17] != "0" else "1")}),
    ("entity_type_mismatch", ENTITY, {"uscc": SOLE, "entity_type": "enterprise"}),
    ("unknown_region", ADMIN_PENALTY, {"region_code": "110105"}),
    ("below_minimum", ADMIN_PENALTY, {"fine": -1}),
    ("above_maximum", LOAN_PERFORMANCE, {"five_class": 6}),
    ("event_after_known", ADMIN_PENALTY, {"event_date": date(2021, 5, 2), "known_date": date(2021, 5, 1)}),
    (
        "event_in_future_of_data",
        ADMIN_PENALTY,
        {"event_date": date(2024, 1, 1), "known_date": date(2024, 1, 1)},
    ),
    ("event_in_future_of_data", UTILITY_BILL, {"paid_date": date(2024, 1, 1)}),
    ("superseded_too_early", ADMIN_PENALTY, {"superseded_date": GOOD["known_date"]}),
    ("reversed_period", COVERAGE, {"covered_until": made.DAY}),
    ("unpaired_event", RECORD_EVENT, {"record_id": "of-nobody"}),
    ("unpaired_event", RECORD_EVENT, {"record_id": "admin_penalty-0", "uscc": made.OTHER}),
]


def read(tmp_path, table, rows, **types):
    raw = tmp_path / "raw"
    if table is RECORD_EVENT:
        made.write(raw, ADMIN_PENALTY, [GOOD])
    made.write(raw, table, rows, **types)
    if not table.enveloped:
        made.write(raw, ENTITY, [made.row(ENTITY)])
    return records.read(raw, out=tmp_path / "out", source=Source(data_until=date(2024, 1, 1)))


@pytest.mark.parametrize(
    ("rule", "table", "changes"), FAULTS, ids=lambda value: value if isinstance(value, str) else None
)
def test_a_bad_row_is_quarantined_under_the_name_of_its_rule(tmp_path, rule, table, changes):
    event = {"record_id": "admin_penalty-0"} if table is RECORD_EVENT else {}
    good = made.row(table, 0, **event)
    bad = made.row(table, 1, **{**event, "covered_from": made.DAY + timedelta(days=400), **changes}
                   if table is COVERAGE else {**event, **changes})  # fmt: skip
    texts = {name: pa.string() for name, value in changes.items() if isinstance(value, str)}
    rows = [
        {**row, **{name: None if row[name] is None else str(row[name]) for name in texts}}
        for row in (good, bad)
    ]
    province = read(tmp_path, table, rows, **texts)
    assert province.rejected[table.name] == {rule: 1}
    assert province.manifest.tables[table.name].rows == 1
    (found,) = made.rejected(province.path, table.name)
    assert (found["_rule"], found["_row"], found["_file"]) == (rule, 2, f"{table.name}.parquet")
    assert found["_detail"].startswith(f"{rule}: ")


def test_every_rule_about_values_has_a_case_above():
    elsewhere = {"malformed_row", "natural_person", "bad_pseudonym", "duplicate_key", "duplicate_record_id",
                 "duplicate_feed", "revoked_at_source"}  # fmt: skip
    declared = {check.rule for table in TABLES.values() for check in table.checks}
    assert {rule for rule, _, _ in FAULTS} == set(RULES) - elsewhere - declared - set(WARNINGS)


def test_a_good_row_of_every_table_breaks_no_rule(tmp_path):
    province = records.read(made.write_all(tmp_path / "raw"), out=tmp_path / "out")
    assert province.rejected == {}
    assert province.warnings == {}
    assert set(province.tables) == set(TABLES)


def test_a_quarantined_resident_id_is_not_kept(tmp_path):
    person = made.resident_id()
    province = read(tmp_path, ENTITY, [made.row(ENTITY), made.row(ENTITY, 1, name=f"张某 {person}")])
    (found,) = made.rejected(province.path, "entity")
    assert found["name"] == "张某 ***"
    assert person not in str(found)
    assert person[:15] not in str(found)


def test_of_a_subject_that_is_a_person_nothing_is_kept_but_its_place(tmp_path):
    province = read(
        tmp_path, ENTITY, [made.row(ENTITY), made.row(ENTITY, 1, name="张某", uscc=made.resident_id())]
    )
    (found,) = made.rejected(province.path, "entity")
    assert {name: value for name, value in found.items() if value is not None} == {
        "_rule": "resident_id", "_detail": found["_detail"], "_file": "entity.parquet", "_row": 2,
    }  # fmt: skip
    assert made.resident_id() not in found["_detail"]


def test_a_resident_id_in_a_column_that_is_not_read_is_blanked_in_the_quarantine(tmp_path):
    path = made.write(tmp_path / "raw", ENTITY, [made.row(ENTITY), made.row(ENTITY, 1, reg_capital=-1)])
    table = pq.read_table(path)
    extra = pa.array([made.resident_id(), f"法人 {made.resident_id()}；经办 {made.FULL_WIDTH_ID}"])
    pq.write_table(table.append_column("法定代表人证件号码", extra), path)
    province = records.read(path.parent, out=tmp_path / "out")
    (found,) = made.rejected(province.path, "entity")
    assert (found["_rule"], found["reg_capital"]) == ("below_minimum", "-1")
    assert found["法定代表人证件号码"] == "法人 ***；经办 ***"


def test_columns_that_bear_the_names_the_reader_uses_itself_do_not_disturb_it(tmp_path):
    path = made.write(tmp_path / "raw", ENTITY, [made.row(ENTITY), made.row(ENTITY, 1, reg_capital=-1)])
    table = pq.read_table(path)
    for column in ("_id", "faults", "_said", "_source_fault", "_place", "value", "h0", "bad"):
        table = table.append_column(column, pa.array([f"{column} 1", f"{column} 2"]))
    pq.write_table(table, path)
    province = records.read(path.parent, out=tmp_path / "out")
    assert province.rejected == {"entity": {"below_minimum": 1}}
    (found,) = made.rejected(province.path, "entity")
    assert (found["_id"], found["faults"], found["_place"], found["value"]) == (
        "_id 2", "faults 2", "_place 2", "value 2",
    )  # fmt: skip


def test_a_document_number_of_region_date_and_sequence_is_no_resident_id(tmp_path):
    number = made.resident_id(born=date(2021, 3, 1))
    province = read(tmp_path, ADMIN_PENALTY, [made.row(ADMIN_PENALTY, doc_no=number)])
    assert province.rejected == {}


def test_a_row_with_several_faults_is_counted_once_and_lists_them_all(tmp_path):
    bad = made.row(ADMIN_PENALTY, 1, fine=-1, domain="astrology", penalty_kind=None)
    province = read(tmp_path, ADMIN_PENALTY, [GOOD, bad])
    assert province.rejected == {"admin_penalty": {"unknown_code": 1}}
    (found,) = made.rejected(province.path, "admin_penalty")
    assert found["_detail"] == (
        "unknown_code: domain = astrology; missing_required: penalty_kind is missing; below_minimum: fine = -1"
    )
    assert found["fine"] == "-1"


# ------------------------------------------------------------------ duplicates and revisions


def test_of_two_rows_with_one_key_that_say_the_same_the_first_known_is_kept(tmp_path):
    late = {**GOOD, "record_id": "late", "known_date": date(2021, 3, 20)}
    province = read(tmp_path, ADMIN_PENALTY, [late, GOOD])
    assert province.rejected == {"admin_penalty": {"duplicate_key": 1}}
    assert [row["record_id"] for row in province.rows("admin_penalty")] == ["admin_penalty-0"]
    assert made.rejected(province.path, "admin_penalty")[0]["record_id"] == "late"


def test_exact_copies_are_kept_once(tmp_path):
    province = read(tmp_path, TAX_FILING, [made.row(TAX_FILING)] * 4)
    assert province.manifest.tables["tax_filing"].rows == 1
    assert province.rejected == {"tax_filing": {"duplicate_key": 3}}


def test_one_record_id_on_two_records_is_refused_by_its_own_rule(tmp_path):
    other = made.row(ADMIN_PENALTY, 3, record_id="admin_penalty-0", doc_no="y")
    province = read(tmp_path, ADMIN_PENALTY, [GOOD, other])
    assert province.rejected == {"admin_penalty": {"duplicate_record_id": 1}}


def test_a_revision_that_follows_a_superseded_row_is_no_duplicate(tmp_path):
    first = {**GOOD, "superseded_date": date(2021, 4, 1)}
    second = {**GOOD, "known_date": date(2021, 4, 1), "fine": 5}
    overlapping = {**GOOD, "known_date": date(2021, 3, 25), "fine": 6}
    province = read(tmp_path, ADMIN_PENALTY, [first, second, overlapping])
    assert [row["fine"] for row in province.rows("admin_penalty")] == [100, 5]
    assert province.rejected == {"admin_penalty": {"duplicate_key": 1}}


def test_without_a_document_number_two_penalties_of_one_day_are_two(tmp_path):
    rows = [
        made.row(ADMIN_PENALTY, 0, doc_no=None),
        made.row(ADMIN_PENALTY, 0, doc_no=None, record_id="b", fine=3),
    ]
    assert read(tmp_path, ADMIN_PENALTY, rows).rejected == {}


def test_a_bad_row_does_not_push_out_its_good_twin(tmp_path):
    early_but_bad = {**GOOD, "record_id": "bad", "known_date": GOOD["event_date"], "fine": -5}
    province = read(tmp_path, ADMIN_PENALTY, [early_but_bad, GOOD])
    assert province.rejected == {"admin_penalty": {"below_minimum": 1}}
    assert [row["record_id"] for row in province.rows("admin_penalty")] == ["admin_penalty-0"]


def test_a_status_change_of_a_refused_record_is_refused_too(tmp_path):
    raw = tmp_path / "raw"
    made.write(raw, ADMIN_PENALTY, [GOOD, made.row(ADMIN_PENALTY, 1, fine=-1)])
    events = [made.row(RECORD_EVENT, number, record_id=f"admin_penalty-{number}") for number in (0, 1)]
    made.write(raw, RECORD_EVENT, events)
    province = records.read(raw, out=tmp_path / "out")
    assert province.rejected["record_event"] == {"unpaired_event": 1}
    assert [row["record_id"] for row in province.rows("record_event")] == ["admin_penalty-0"]


def test_pseudonyms_are_checked_for_shape_where_the_source_is_pseudonymised(tmp_path):
    rows = [made.row(LIST_ENTRY, number, uscc=value) for number, value in
            enumerate(["E1", "某某公司", made.SUBJECT, made.resident_id(), "13912345678"])]  # fmt: skip
    raw = made.write(tmp_path / "raw", LIST_ENTRY, rows).parent
    province = records.read(raw, out=tmp_path / "out", source=Source(identifier="pseudonym"))
    assert province.rejected == {"list_entry": {"bad_pseudonym": 3, "resident_id": 1}}
    assert province.identifier == "pseudonym"


@pytest.mark.parametrize(("system", "refused"), [("jilin", 2), ("gb2260", 1), ("free", 0)])
def test_regions_are_checked_only_against_a_declared_code_system(tmp_path, system, refused):
    rows = [
        made.row(LIST_ENTRY, number, region_code=code)
        for number, code in enumerate(["220381", "110105", "east"])
    ]
    raw = made.write(tmp_path / "raw", LIST_ENTRY, rows).parent
    province = records.read(raw, out=tmp_path / "out", source=Source(regions=system))
    assert sum(province.rejected.get("list_entry", {}).values()) == refused
