"""Reading a folder: what a whole bad table says, and that nothing half-written is left."""

from __future__ import annotations

import gzip
import json
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from creditscore import records
from creditscore.errors import RecordsError
from creditscore.records import ADMIN_PENALTY, ENTITY, LIST_ENTRY, TABLES, Source
from tests.records import tables as made


def drop(path, column):
    pq.write_table(pq.read_table(path).drop_columns([column]), path)


def missing_folder(raw):
    for path in raw.iterdir():
        path.unlink()
    raw.rmdir()


BAD = {
    "missing folder": (missing_folder, "no such folder"),
    "missing tables": (lambda raw: [path.rename(path.with_name(f"my_{path.name}")) for path in list(raw.iterdir())],
                       r"no record table; wanted files such as entity\.parquet.*found \['my_admin_penalty.*rename them"),
    "missing column": (lambda raw: drop(raw / "list_entry.parquet", "event_date"),
                       r"list_entry: column 'event_date' is missing; .*add it to list_entry\.parquet, or map it"),
    "wrong type": (lambda raw: made.write(raw, LIST_ENTRY, [{**made.row(LIST_ENTRY), "event_date": 20210301}],
                                          event_date=pa.int64()),
                   "list_entry: column 'event_date' cannot become event_date.*wanted a date.*found bigint"),
    "float money": (lambda raw: made.write(raw, ADMIN_PENALTY, [{**made.row(ADMIN_PENALTY), "fine": 1.5}],
                                           fine=pa.float64()),
                    r"'fine' cannot become fine \(money\): wanted whole fen"),
    "empty file": (lambda raw: (raw / "list_entry.parquet").write_bytes(b""), r"list_entry\.parquet: the file is empty"),
    "not Parquet": (lambda raw: (raw / "list_entry.parquet").write_text("uscc,event_date\n"), "not a Parquet file"),
    "broken CSV": (lambda raw: (raw / "tax_credit.csv").write_bytes("名称".encode("gb18030") + b"\n"),
                   "cannot be decoded as utf-8.*encoding = \"gb18030\""),
    "empty CSV": (lambda raw: (raw / "tax_credit.csv").write_text("\n"), "the first line is empty"),
    "twice": (lambda raw: (raw / "list_entry.csv").write_text("a\n"), "list_entry is there more than once"),
    "bad source.json": (lambda raw: (raw / "source.json").write_text('{"tittle_": 1}'), "wanted a JSON object with any of"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "says"), BAD.values(), ids=BAD)
def test_an_unusable_table_says_what_to_do_and_leaves_nothing_behind(tmp_path, spoil, says):
    raw = tmp_path / "raw"
    made.write(raw, ADMIN_PENALTY, [made.row(ADMIN_PENALTY)])
    made.write(raw, LIST_ENTRY, [made.row(LIST_ENTRY)])
    spoil(raw)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RecordsError, match=says):
        records.read(raw, out=tmp_path / "out")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_table_that_is_not_there_is_named_when_it_is_asked_for(tmp_path):
    raw = made.write(tmp_path / "raw", ENTITY, [made.row(ENTITY)]).parent
    province = records.read(raw, out=tmp_path / "out")
    assert not province.has("tax_filing")
    with pytest.raises(
        RecordsError, match=r"table 'tax_filing' is missing from .*; found \['entity', 'coverage'\]"
    ):
        province.table("tax_filing")


def test_the_canonical_folder_holds_every_declared_column_in_order_and_type_and_says_what_it_is(tmp_path):
    province = records.read(
        made.write_all(tmp_path / "raw"), out=tmp_path / "out", source=Source(made_up=True)
    )
    for name in province.tables:
        file = pq.ParquetFile(province.path / f"{name}.parquet")
        assert file.schema_arrow.names == [column.name for column in TABLES[name].columns]
        assert file.schema_arrow.types == [made.ARROW[column.kind] for column in TABLES[name].columns]
        assert file.metadata.metadata[b"creditscore.table"] == name.encode()
        assert file.metadata.metadata[b"creditscore.made_up"] == b"true"


def test_csv_gives_the_same_records_as_parquet_with_money_in_yuan(tmp_path):
    rows = [
        made.row(ADMIN_PENALTY, 0, fine=123456, agency="某局，二科"),
        made.row(ADMIN_PENALTY, 1, fine=None),
    ]
    parquet = records.read(made.write(tmp_path / "a", ADMIN_PENALTY, rows).parent, out=tmp_path / "a_out")
    names = [column.name for column in ADMIN_PENALTY.columns]
    lines = [names] + [["" if row[name] is None else str(row[name]) for name in names] for row in rows]
    lines[1][names.index("fine")], lines[1][names.index("confiscated")] = "1,234.56", "1"
    lines[2][names.index("confiscated")] = "1.00"
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines) + "\n"
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "admin_penalty.csv.gz").write_bytes(gzip.compress(text.encode("utf-8-sig")))
    csv = records.read(tmp_path / "b", out=tmp_path / "b_out")
    assert csv.rows("admin_penalty") == parquet.rows("admin_penalty")
    assert csv.digest != "" and csv.rejected == {}


def test_a_line_with_too_many_fields_is_quarantined_with_its_number(tmp_path):
    names = [column.name for column in LIST_ENTRY.columns]
    good = ["" if value is None else str(value) for value in made.row(LIST_ENTRY).values()]
    (tmp_path / "list_entry.csv").write_text(
        "\n".join([",".join(names), f"{','.join(good)},{made.resident_id()}", ",".join(good)]) + "\n"
    )
    province = records.read(tmp_path)
    assert province.rejected == {"list_entry": {"malformed_row": 1}}
    (found,) = made.rejected(province.path, "list_entry")
    assert (found["_rule"], found["_row"]) == ("malformed_row", 1)
    assert "***" in found["_detail"]


def test_a_table_may_lie_in_a_folder_of_parts_and_may_be_empty(tmp_path):
    for part in (0, 1):
        made.write(tmp_path / "raw" / "list_entry", LIST_ENTRY, [made.row(LIST_ENTRY, part)]).rename(
            tmp_path / "raw" / "list_entry" / f"part-{part}.parquet"
        )
    made.write(tmp_path / "raw", ADMIN_PENALTY, [])
    province = records.read(tmp_path / "raw", out=tmp_path / "out")
    assert province.manifest.tables["list_entry"].rows == 2
    assert province.manifest.tables["admin_penalty"].rows == 0
    assert [row["table_name"] for row in province.rows("coverage")] == ["list_entry"]


def test_a_second_reading_keeps_unchanged_tables_and_does_changed_ones_again(tmp_path):
    raw = made.write_all(tmp_path / "raw")
    first = records.read(raw, out=tmp_path / "out")
    written = {name: (first.path / f"{name}.parquet").stat().st_mtime_ns for name in first.tables}
    made.write(raw, LIST_ENTRY, [made.row(LIST_ENTRY, number) for number in range(3)])
    (first.path / "manifest.json").unlink()
    second = records.read(raw, out=tmp_path / "out")
    again = {
        name
        for name in second.tables
        if (second.path / f"{name}.parquet").stat().st_mtime_ns != written[name]
    }
    assert again == {"list_entry", "record_event"}, (
        "record events are paired with the lists and are checked again"
    )
    assert second.manifest.tables["list_entry"].rows == 3
    assert second.digest != first.digest


def test_a_table_that_is_gone_from_the_source_is_gone_from_the_province(tmp_path):
    raw = made.write_all(tmp_path / "raw")
    records.read(raw, out=tmp_path / "out")
    (raw / "tax_credit.parquet").unlink()
    province = records.read(raw, out=tmp_path / "out")
    assert not province.has("tax_credit")
    assert not (province.path / "tax_credit.parquet").exists()


def test_one_delivery_read_twice_gives_the_same_bytes(tmp_path):
    raw = made.write_all(tmp_path / "raw")
    one, two = (records.read(raw, out=tmp_path / name) for name in ("one", "two"))
    assert one.digest == two.digest


def test_accepted_rows_keep_the_order_of_delivery_in_a_file_of_many_row_groups(tmp_path):
    rows, raw = 300_000, tmp_path / "raw"
    made.write(raw, LIST_ENTRY, [made.row(LIST_ENTRY)])
    one = pq.read_table(raw / "list_entry.parquet")
    numbers = pa.array([f"{number:06d}" for number in range(rows)])
    basis = pa.array(["x" if number % 7 else None for number in range(rows)], pa.string())
    table = pa.concat_tables([one] * rows).combine_chunks().set_column(0, "record_id", numbers)
    table = table.set_column(table.schema.get_field_index("decision_no"), "decision_no", numbers)
    table = table.set_column(table.schema.get_field_index("list_code"), "list_code", pa.array(
        ["wage_arrears" if number % 7 else "nonsense" for number in range(rows)]
    ))  # fmt: skip
    pq.write_table(table.set_column(table.schema.get_field_index("basis"), "basis", basis), raw / "list_entry.parquet",
                   row_group_size=20_000)  # fmt: skip
    one_way, again = (records.read(raw, out=tmp_path / name) for name in ("one", "again"))
    assert one_way.digest == again.digest
    kept = pq.read_table(one_way.path / "list_entry.parquet")["record_id"].to_pylist()
    assert kept == [f"{number:06d}" for number in range(rows) if number % 7]


def test_a_corrected_quarantine_can_be_delivered_again(tmp_path):
    raw = made.write(
        tmp_path / "raw", ADMIN_PENALTY, [made.row(ADMIN_PENALTY, 0), made.row(ADMIN_PENALTY, 1, fine=-1)]
    ).parent
    province = records.read(raw, out=tmp_path / "out")
    table = pq.read_table(province.path / "rejected" / "admin_penalty.parquet")
    corrected = table.set_column(table.schema.get_field_index("fine"), "fine", pa.array(["1"]))
    (tmp_path / "again").mkdir()
    pq.write_table(corrected, tmp_path / "again" / "admin_penalty.parquet")
    again = records.read(tmp_path / "again")
    assert again.rejected == {}
    assert again.rows("admin_penalty")[0]["fine"] == 1


def test_raw_rows_are_worked_on_in_a_private_folder_away_from_the_records(tmp_path, monkeypatch):
    scratch, raw, out = tmp_path / "tmp", made.write_all(tmp_path / "raw"), tmp_path / "out"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    left = out / ".scratch-abc"
    (left / "spill").mkdir(parents=True)
    (left / "0.parquet").write_bytes(b"rows")
    seen = []

    def look(*_):
        seen.extend((path.parent, path.stat().st_mode & 0o777) for path in scratch.iterdir())
        seen.extend((path.parent, 0) for path in out.glob(".scratch-*"))

    records.read(raw, out=out, progress=look)
    assert set(seen) == {(scratch, 0o700)}
    assert not left.exists(), "what a killed run of an earlier version left"
    assert not list(scratch.iterdir())


def test_progress_names_every_table(tmp_path):
    seen = []
    records.read(
        made.write_all(tmp_path / "raw"), out=tmp_path / "out", progress=lambda *step: seen.append(step)
    )
    assert {name for name, _, _ in seen} == {*TABLES, "manifest"}
    assert seen[-1] == ("manifest", len(TABLES), len(TABLES))


# ------------------------------------------------------------------ check


def test_check_counts_by_rule_and_writes_only_what_is_asked_for(tmp_path):
    raw = made.write(
        tmp_path / "raw",
        ADMIN_PENALTY,
        [made.row(ADMIN_PENALTY), made.row(ADMIN_PENALTY, 1, event_date=None)],
    ).parent
    result = records.check(raw)
    assert (result.accepted, result.rejected) == ({"admin_penalty": 1}, {"admin_penalty": {"undated": 1}})
    assert (result.undated, result.rejected_rows) == ({"admin_penalty": 1}, 1)
    assert result.frame.to_dict("records") == [
        {"table": "admin_penalty", "rule": "accepted", "meaning": "", "rows": 1},
        {"table": "admin_penalty", "rule": "undated", "meaning": "缺业务日期", "rows": 1},
    ]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["admin_penalty.parquet", "raw"]
    records.check(raw, rejected=tmp_path / "refused")
    assert pq.read_table(tmp_path / "refused" / "admin_penalty.parquet").num_rows == 1


def test_check_of_a_canonical_folder_finds_it_clean_and_recalls_what_was_refused(tmp_path):
    raw = made.write(
        tmp_path / "raw", ADMIN_PENALTY, [made.row(ADMIN_PENALTY), made.row(ADMIN_PENALTY, 1, fine=-1)]
    ).parent
    province = records.read(raw, out=tmp_path / "out")
    result = records.check(province.path)
    assert result.rejected_rows == 0
    assert result.earlier["admin_penalty"] == {"below_minimum": 1}


# ------------------------------------------------------------------ the handle


def test_opening_a_folder_without_a_manifest_or_with_a_broken_one_says_so(tmp_path):
    with pytest.raises(RecordsError, match=r"no manifest\.json; wanted a folder written by records\.read"):
        records.Province(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(RecordsError, match="not a readable manifest"):
        records.Province(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format_version": 99}')
    with pytest.raises(RecordsError, match="format_version 99 is not 1"):
        records.Province(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format_version": 1}')
    with pytest.raises(RecordsError, match="the manifest is incomplete"):
        records.Province(tmp_path)


def test_a_file_changed_behind_the_manifest_is_noticed_at_first_use(tmp_path):
    province = records.read(made.write_all(tmp_path / "raw"), out=tmp_path / "out")
    made.write(tmp_path / "out", LIST_ENTRY, [made.row(LIST_ENTRY)])
    opened = records.read(tmp_path / "out")
    with pytest.raises(
        RecordsError, match=r"list_entry\.parquet: the file is not the one the manifest describes"
    ):
        opened.frame("list_entry")
    (tmp_path / "out" / "list_entry.parquet").unlink()
    with pytest.raises(RecordsError, match=r"list_entry\.parquet is missing though the manifest names it"):
        records.read(province.path)


def test_records_of_one_subject_come_as_plain_values_in_order_of_date(tmp_path):
    raw = tmp_path / "raw"
    rows = [
        made.row(ADMIN_PENALTY, number, uscc=made.OTHER if number == 1 else made.SUBJECT)
        for number in (2, 1, 0)
    ]
    made.write(raw, ADMIN_PENALTY, rows)
    province = records.read(raw, out=tmp_path / "out")
    found = province.records_of(made.SUBJECT)
    assert found == {"admin_penalty": [rows[2], rows[0]]}
    assert province.records_of("nobody") == {"admin_penalty": []}


def test_frames_have_types_that_follow_from_the_declaration(tmp_path):
    province = records.read(made.write_all(tmp_path / "raw"), out=tmp_path / "out")
    frame = province.frame("admin_penalty", ["event_date", "fine", "domain", "paid_date"])
    assert frame.dtypes.astype(str).to_dict() == {
        "event_date": "datetime64[us]", "fine": "Int64", "domain": "str", "paid_date": "datetime64[us]",
    }  # fmt: skip
    loans = province.frame("loan_performance")
    assert (loans.balance.dtype, loans.written_off.dtype) == ("int64", "boolean")
    assert province.table("admin_penalty").count().to_pyarrow().as_py() == 2


def test_the_handle_shows_what_it_holds(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "source.json").write_text(json.dumps(
        {"title": "试点<县>", "made_up": True, "data_until": "2022-01-01", "assumptions": ["nothing is real"]}
    ))  # fmt: skip
    province = records.read(made.write_all(tmp_path / "raw"), out=tmp_path / "out")
    assert "made-up data" in repr(province) and "assumed: nothing is real" in repr(province)
    assert "试点&lt;县&gt;" in province._repr_html_()
    assert province.data_until.isoformat() == "2022-01-01"
