"""Parquet files as nobody should deliver them: a clear error or a quarantine, never a traceback, never half a table."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records
from creditscore.errors import RecordsError
from creditscore.records import TABLES, Source, Table
from tests.records import tables as made

PENALTY, BILL, LOAN = TABLES["admin_penalty"], TABLES["utility_bill"], TABLES["loan_performance"]
FUZZED = (
    PENALTY,
    BILL,
    LOAN,
    TABLES["entity"],
    TABLES["record_event"],
    TABLES["tax_credit"],
    TABLES["vat_invoice"],
)
ROWS = 4
DAY = datetime(2021, 3, 1)

STRANGE: dict[str, pa.Array] = {
    "bytes": pa.array([b"\xff\xfe", b"", None, b"1"]),
    "null": pa.nulls(ROWS),
    "dictionary": pa.array(["a", "b", None, "a"]).dictionary_encode(),
    "dictionary of numbers": pa.array([1, 2, None, 1]).dictionary_encode(),
    "list": pa.array([["a"], [], None, ["b", None]]),
    "struct": pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": None}, {"a": 2, "b": ""}]),
    "map": pa.array([[("a", 1)], [], None, [("b", 2)]], pa.map_(pa.string(), pa.int64())),
    "nested": pa.array([[{"a": [1]}], None, [], [{"a": None}]]),
    "huge integers": pa.array([2**63 - 1, -(2**63), None, 0]),
    "unsigned": pa.array([2**64 - 1, 0, None, 1], pa.uint64()),
    "tiny": pa.array([1, -1, None, 127], pa.int8()),
    "floats": pa.array([float("nan"), float("inf"), None, -0.0]),
    "more floats": pa.array([1e308, -1e308, 1e-320, 0.1]),
    "short floats": pa.array([float("nan"), 1.1, None, 3.0], pa.float32()),
    "half floats": pa.array([1.5, None, 0.0, 2.0], pa.float16()),
    "decimals": pa.array([Decimal("1.5"), None, Decimal("-0.01"), Decimal("12345678901234567890.12")], pa.decimal128(38, 2)),
    "wide decimals": pa.array([Decimal(10) ** 60, None, Decimal(1), Decimal(2)], pa.decimal256(76, 2)),
    "dates": pa.array([date(2021, 3, 1), None, date(1, 1, 1), date(9999, 12, 31)]),
    "days outside the calendar": pa.array([2**31 - 1, -(2**31), 10**7, None], pa.int32()).cast(pa.date32()),
    "date64": pa.array([DAY, None, DAY, DAY], pa.date64()),
    "times": pa.array([time(1, 2), None, time(0), time(23, 59)], pa.time64("us")),
    "stamps": pa.array([DAY, None, datetime(1, 1, 1), datetime(9999, 12, 31)], pa.timestamp("us")),
    "stamps with a zone": pa.array([DAY, None, DAY, DAY], pa.timestamp("us", "America/New_York")),
    "stamps in nanoseconds": pa.array([DAY, None, DAY, DAY], pa.timestamp("ns", "UTC")),
    "stamps outside the calendar": pa.array([2**62, -(2**62), 0, None], pa.int64()).cast(pa.timestamp("us")),
    "durations": pa.array([timedelta(days=1), None, timedelta(0), timedelta(seconds=1)]),
    "booleans": pa.array([True, None, False, True]),
    "texts": pa.array(["", None, "\x00", "真" * 3000]),
    "odd texts": pa.array(["'; DROP TABLE bad; --", '"', "1e999", "٣"]),
    "large texts": pa.array(["a", "2021-03-01", "1", "true"], pa.large_string()),
    "views": pa.array(["a", "2021-03-01", "1", "true"], pa.string_view()),
    "numbers as texts": pa.array(["1", "01", "1.0", "99999999999999999999999999999999999999999"]),
    "uuid": pa.array([bytes(16), None, bytes(range(16)), bytes(16)], pa.uuid()),
}  # fmt: skip

EXTRA_NAMES = (
    "备注", "_id", "faults", "_place", "_rule", "_row", "_line", "file_row_number", "filename", "USCC", 'a"b', "a'b", "a b",
    "select", "", " ", "\t", "_said", "_source_fault", "value", "typed", "kept", "x" * 300, "rowid", "列.点",
)  # fmt: skip


def good(table: Table) -> pa.Table:
    """Four rows that break no rule."""
    changes = {"record_id": "admin_penalty-0"} if table.name == "record_event" else {}
    schema = pa.schema([(column.name, made.ARROW[column.kind]) for column in table.columns])
    return pa.Table.from_pylist([made.row(table, number, **changes) for number in range(ROWS)], schema=schema)


def read_whole_or_refuse(folder: Path, table: Table, delivered: pa.Table) -> str:
    """Deliver one table beside good ones and read; says how it went, after what may never happen was ruled out."""
    raw, out = folder / "raw", folder / "out"
    companion = LOAN if table is PENALTY else PENALTY
    made.write(raw, companion, [made.row(companion)])
    try:
        pq.write_table(delivered, raw / f"{table.name}.parquet")
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return "not a Parquet type"
    try:
        checked = records.check(raw)
    except RecordsError as error:
        _is_clear(error, table)
        with pytest.raises(RecordsError):
            records.read(raw, out=out)
        assert not out.exists(), "nothing is left behind"
        return "refused"
    province = records.read(raw, out=out)
    entry = province.manifest.tables[table.name]
    assert entry.rows + sum(entry.rejected.values()) == delivered.num_rows
    assert (checked.accepted[table.name], checked.rejected[table.name]) == (entry.rows, dict(entry.rejected))
    refused = made.rejected(province.path, table.name) if entry.rejected else []
    assert len(province.rows(table.name)) + len(refused) == delivered.num_rows
    assert len(province.frame(table.name)) == entry.rows
    return "read"


def _is_clear(error: RecordsError, table: Table) -> None:
    said = str(error)
    assert table.name in said, "the table or its file is named"
    assert "\n" not in said
    assert any(word in said for word in ("deliver", "correct", "write it again", "add it", "rename")), (
        "what to do is said"
    )


@pytest.mark.parametrize("kind", STRANGE)
@settings(max_examples=3)
@given(data=st.data())
def test_a_column_of_any_type_is_read_or_refused_by_name(kind, data):
    table = data.draw(st.sampled_from(FUZZED))
    column = data.draw(st.sampled_from(table.columns)).name
    delivered = good(table)
    delivered = delivered.set_column(delivered.schema.get_field_index(column), column, STRANGE[kind])
    with tempfile.TemporaryDirectory() as place:
        read_whole_or_refuse(Path(place), table, delivered)


@pytest.mark.parametrize("name", EXTRA_NAMES)
def test_a_column_of_any_name_that_is_not_ours_changes_nothing(tmp_path, name):
    delivered = good(PENALTY).append_column(name, pa.array([f"{name} {number}" for number in range(ROWS)]))
    spoilt = delivered.set_column(
        delivered.schema.get_field_index("fine"), "fine", pa.array([1, -1, 2, 3], pa.int64())
    )
    how = read_whole_or_refuse(tmp_path, PENALTY, spoilt)
    if how == "read":
        province = records.read(tmp_path / "out")
        assert province.rejected == {"admin_penalty": {"below_minimum": 1}}
        assert [row["record_id"] for row in province.rows("admin_penalty")] == [
            f"admin_penalty-{n}" for n in (0, 2, 3)
        ]
    assert how == "read" or name in ("", "file_row_number"), "only what the format cannot name is refused"


@settings(max_examples=12)
@given(data=st.data())
def test_extra_columns_of_any_type_are_ignored_and_shown_in_the_quarantine(data):
    kinds = data.draw(st.lists(st.sampled_from(sorted(STRANGE)), min_size=1, max_size=4, unique=True))
    delivered = good(PENALTY)
    for kind in kinds:
        delivered = delivered.append_column(f"extra {kind}", STRANGE[kind])
    fine = pa.array([-1, 1, -2, 3], pa.int64())
    delivered = delivered.set_column(delivered.schema.get_field_index("fine"), "fine", fine)
    with tempfile.TemporaryDirectory() as place:
        how = read_whole_or_refuse(Path(place), PENALTY, delivered)
        if how == "read":
            refused = made.rejected(Path(place) / "out", "admin_penalty")
            assert [row["_row"] for row in refused] == [1, 3]
            assert {f"extra {kind}" for kind in kinds} <= set(refused[0])


@settings(max_examples=25)
@given(data=st.data())
def test_columns_may_be_left_out_where_they_are_optional_and_stand_in_any_order(data):
    table = data.draw(st.sampled_from(FUZZED))
    names = [column.name for column in table.columns]
    kept = data.draw(st.permutations(names))[: data.draw(st.integers(0, len(names)))]
    missing = set(table.required) - set(kept)
    with tempfile.TemporaryDirectory() as place:
        how = read_whole_or_refuse(Path(place), table, good(table).select(kept))
    assert (how == "refused") == bool(missing)


CUTS = ("first bytes", "last bytes", "middle", "footer", "magic", "zeros", "text")


def _broken(content: bytes, how: str, place: float) -> bytes:
    at = int(place * len(content))
    match how:
        case "first bytes":
            return content[: max(1, at)]
        case "last bytes":
            return content[at:] or b"P"
        case "middle":
            return content[:at] + bytes(255 - byte for byte in content[at : at + 40]) + content[at + 40 :]
        case "footer":
            return content[:-60] + bytes(255 - byte for byte in content[-60:-20]) + content[-20:]
        case "magic":
            return content[:-4] + b"PARX"
        case "zeros":
            return content[:at] + bytes(min(200, len(content) - at)) + content[at + 200 :]
        case _:
            return content[:at] + b"not parquet" + content[at:]


@settings(max_examples=80)
@given(how=st.sampled_from(CUTS), place=st.floats(0, 0.999))
def test_a_file_with_bytes_cut_out_or_changed_is_read_or_refused_whole(how, place):
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "out"
        path = made.write(
            raw, PENALTY, [made.row(PENALTY, number, agency=f"局{number}") for number in range(400)]
        )
        content = _broken(path.read_bytes(), how, place)
        path.write_bytes(content)
        try:
            province = records.read(raw, out=out)
        except RecordsError as error:
            _is_clear(error, PENALTY)
            assert not (out / "manifest.json").exists()
            assert not (out / "admin_penalty.parquet").exists()
            return
        entry = province.manifest.tables["admin_penalty"]
        assert len(province.rows("admin_penalty")) == entry.rows


def test_a_table_that_breaks_in_a_later_row_group_leaves_no_part_of_it(tmp_path):
    """Nothing shows until the pages are read: the footer and the first rows are sound."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    made.write(raw, LOAN, [made.row(LOAN)])
    path = made.write(raw, PENALTY, [made.row(PENALTY, number) for number in range(3000)])
    pq.write_table(pq.read_table(path), path, row_group_size=1000, compression="zstd")
    group = pq.ParquetFile(path).metadata.row_group(2).column(0)
    content = bytearray(path.read_bytes())
    start = group.dictionary_page_offset or group.data_page_offset
    content[start : start + 64] = bytes(64)
    path.write_bytes(content)
    with pytest.raises(RecordsError, match="admin_penalty: cannot be read as asked"):
        records.read(raw, out=out)
    assert not (out / "manifest.json").exists()
    assert not list(out.rglob("admin_penalty*"))
    with pytest.raises(RecordsError, match="admin_penalty: cannot be read as asked"):
        records.check(raw)


def test_days_that_four_figures_cannot_name_are_quarantined(tmp_path):
    delivered = good(PENALTY)
    days = STRANGE["days outside the calendar"]
    delivered = delivered.set_column(delivered.schema.get_field_index("paid_date"), "paid_date", days)
    assert read_whole_or_refuse(tmp_path, PENALTY, delivered) == "read"
    assert records.read(tmp_path / "out").rejected == {"admin_penalty": {"wrong_type": 3}}


def test_a_stamp_with_a_zone_is_the_day_it_was_in_china(tmp_path):
    stamps = pa.array([datetime(2021, 3, 1, 17)] * ROWS, pa.timestamp("us", "UTC"))
    delivered = good(PENALTY)
    delivered = delivered.set_column(delivered.schema.get_field_index("paid_date"), "paid_date", stamps)
    assert read_whole_or_refuse(tmp_path, PENALTY, delivered) == "read"
    assert records.read(tmp_path / "out").rows("admin_penalty")[0]["paid_date"] == date(2021, 3, 2)


def test_numbers_that_are_no_amount_are_quarantined_and_said(tmp_path):
    huge = pa.array([2**64 - 1, 5, None, 7], pa.uint64())
    delivered = good(PENALTY)
    delivered = delivered.set_column(delivered.schema.get_field_index("fine"), "fine", huge)
    assert read_whole_or_refuse(tmp_path, PENALTY, delivered) == "read"
    (found,) = made.rejected(tmp_path / "out", "admin_penalty")
    assert found["_detail"] == "wrong_type: fine: wanted money, found 18446744073709551615"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_missing_or_quarantined_never_kept(tmp_path, value):
    raw = made.write(tmp_path / "raw", BILL, [made.row(BILL, 0, usage=value), made.row(BILL, 1)]).parent
    province = records.read(raw, out=tmp_path / "out", source=Source(regions="free"))
    kept: list[Any] = [row["usage"] for row in province.rows("utility_bill")]
    assert kept == ([None, 0.5] if value != value else [0.5])
