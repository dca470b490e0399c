"""The column mapping: somebody else's files become our records, and every wrong mapping says where it is wrong."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore import records
from creditscore.errors import MappingError, RecordsError
from tests.records import tables as made

PENALTIES = """
title = "某市双公示"
identifier = "uscc"
regions = "jilin"
missing = ["无", "NULL"]

[admin_penalty]
files = ["cf/*.csv"]
encoding = "gb18030"
covered_from = 2018-01-01
known = { column = "公示日期", format = ["%Y-%m-%d", "%Y/%m/%d"] }
natural_person = { from = "相对人类别", values = ["自然人"] }

[admin_penalty.columns]
uscc = "统一社会信用代码"
doc_no = "文书号"
agency = { from = ["处罚机关", "来源"] }
event_date = { from = "决定日期", format = ["%Y-%m-%d", "%Y年%m月%d日", "%Y-%m-%dT%H:%M:%S%z"] }
fine = { from = "罚款金额（万元）", unit = "万元" }
penalty_kind = { from = "类别", values = { "罚款" = "fine", "通报" = "criticism" }, patterns = [["^警告", "warning"]], empty = "other" }
domain = { from = "领域", values = { "食品" = "food" }, fallback = "other", empty = "other" }
region_code = { from = "区划", extract = "([0-9]{6})" }

[admin_penalty.constants]
source_code = "xx-2024"
"""

HEADER = "统一社会信用代码,文书号,处罚机关,来源,决定日期,公示日期,罚款金额（万元）,类别,领域,区划,相对人类别"


def source(folder, *lines, encoding="gb18030"):
    (folder / "raw" / "cf").mkdir(parents=True, exist_ok=True)
    (folder / "raw" / "cf" / "2021.csv").write_bytes("\n".join([HEADER, *lines, ""]).encode(encoding))
    return folder / "raw"


def mapping(folder, text=PENALTIES):
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    return folder / "mapping.toml"


def line(**changes):
    cells = {
        "code": made.SUBJECT, "doc": "吉市罚〔2021〕1号", "agency": "某局", "source": "甲", "event": "2021-03-01",
        "known": "2021-03-09", "fine": "1.5", "kind": "罚款", "domain": "食品", "region": "长春220102", "who": "法人",
    } | changes  # fmt: skip
    return ",".join(cells.values())


def convert(folder, *lines, text=PENALTIES):
    return records.convert(source(folder, *lines), mapping=mapping(folder, text), out=folder / "out")


def test_a_row_is_mapped_value_by_value(tmp_path):
    province = convert(tmp_path, line())
    (row,) = province.rows("admin_penalty")
    assert row.pop("record_id")
    assert {key: value for key, value in row.items() if value is not None} == {
        "uscc": made.SUBJECT, "event_date": date(2021, 3, 1), "known_date": date(2021, 3, 9), "source_code": "xx-2024",
        "region_code": "220102", "doc_no": "吉市罚〔2021〕1号", "agency": "某局", "domain": "food", "penalty_kind": "fine",
        "fine": 1_500_000,
    }  # fmt: skip
    assert province.manifest.title == "某市双公示"
    assert province.rows("coverage")[0]["covered_from"] == date(2018, 1, 1)
    assert province.assumptions == ()


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [({"event": "2021年3月1日"}, "event_date", date(2021, 3, 1)),
     ({"event": "2021-02-28T20:00:00+0000"}, "event_date", date(2021, 3, 1)),
     ({"known": "2021/3/9"}, "known_date", date(2021, 3, 9)),
     ({"kind": "警告并责令改正"}, "penalty_kind", "warning"), ({"kind": ""}, "penalty_kind", "other"),
     ({"kind": "无"}, "penalty_kind", "other"), ({"domain": "占星"}, "domain", "other"),
     ({"agency": " "}, "agency", "甲"), ({"agency": "NULL", "source": ""}, "agency", None),
     ({"region": "长春"}, "region_code", None), ({"fine": '"12,345.678901"'}, "fine", 12_345_678_901),
     ({"fine": "0.0000005"}, "fine", 1), ({"fine": ""}, "fine", None),
     ({"code": f"  {made.SUBJECT.lower()}　"}, "uscc", made.SUBJECT)],
)  # fmt: skip
def test_dates_money_and_codes_are_read_as_the_mapping_says(tmp_path, changes, column, value):
    (row,) = convert(tmp_path, line(**changes)).rows("admin_penalty")
    assert row[column] == value


@pytest.mark.parametrize(
    ("changes", "rule", "says"),
    [({"kind": "拘留"}, "unknown_code", "penalty_kind: the mapping has no value for 拘留"),
     ({"event": ""}, "undated", "event_date is missing"), ({"event": "03/01/2021"}, "wrong_type", "found 03/01/2021"),
     ({"fine": "一万"}, "wrong_type", "fine: wanted money, found 一万"),
     ({"fine": "1e400"}, "wrong_type", "fine"), ({"who": "自然人"}, "natural_person", "natural person"),
     ({"code": made.resident_id()}, "resident_id", "looks like a resident ID"),
     ({"known": "2021-02-01"}, "event_after_known", "known_date = 2021-02-01"),
     ({"region": "229999"}, "unknown_region", "229999")],
)  # fmt: skip
def test_what_the_mapping_cannot_place_is_quarantined(tmp_path, changes, rule, says):
    province = convert(tmp_path, line(), line(doc="2", **changes))
    assert province.rejected == {"admin_penalty": {rule: 1}}
    assert province.undated == ({"admin_penalty": 1} if "event" in changes else {})
    (found,) = made.rejected(province.path, "admin_penalty")
    assert says in found["_detail"]
    assert (found["_row"], found["_file"]) == (2, "2021.csv")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=8, allow_nan=False))
def test_money_is_rounded_as_decimals_are_never_as_floats(amount):
    import duckdb

    from creditscore.records._cast import ColumnSpec, cast

    column = records.VAT_INVOICE.column("amount")
    for unit, factor in (("yuan", 100), ("wan_yuan", 1_000_000)):
        spec = ColumnSpec(source="a", unit=unit)
        text = cast(column, spec, types={"a": "VARCHAR"}).value
        wanted = int((amount * factor).to_integral_value(rounding=ROUND_HALF_UP))
        assert duckdb.execute(f"SELECT {text} FROM (SELECT ?::VARCHAR AS a)", [str(amount)]).fetchone() == (
            wanted,
        )
        real = cast(column, spec, types={"a": "DOUBLE"}).value
        short = int((Decimal(repr(float(amount))) * factor).to_integral_value(rounding=ROUND_HALF_UP))
        assert duckdb.execute(f"SELECT {real} FROM (SELECT ?::DOUBLE AS a)", [float(amount)]).fetchone() == (
            short,
        )


def test_timestamps_become_days_in_shanghai(tmp_path):
    late = datetime(2021, 2, 28, 20, tzinfo=UTC)
    naive = datetime(2021, 2, 28, 23, 59)
    table = pa.table({"id": ["E1", "E2"], "at": pa.array([late, late], pa.timestamp("us", "UTC")),
                      "local": pa.array([naive, naive]), "bad": ["合格", "不合格"]})  # fmt: skip
    pq.write_table(table, tmp_path / "i.parquet")
    text = """
        identifier = "pseudonym"
        [inspection]
        files = ["i.parquet"]
        known = { assumed_lag_days = 0 }
        columns = { uscc = "id", event_date = "%s", failed = { from = "bad", values = { "合格" = false, "不合格" = true } } }
    """
    for column, day in (("at", date(2021, 3, 1)), ("local", date(2021, 2, 28))):
        mapped = tomllib.loads(text % column)
        province = records.convert(tmp_path, mapping=mapped, out=tmp_path / column)
        assert {row["event_date"] for row in province.rows("inspection")} == {day}
        assert [row["failed"] for row in province.rows("inspection")] == [False, True]


def test_an_assumed_lag_is_flagged_on_the_province(tmp_path):
    text = PENALTIES.replace(
        'known = { column = "公示日期", format = ["%Y-%m-%d", "%Y/%m/%d"] }',
        "known = { assumed_lag_days = 30 }",
    )
    province = convert(tmp_path, line(), text=text)
    assert province.assumptions == ("admin_penalty.known_date assumed 30 days after event_date",)
    assert province.rows("admin_penalty")[0]["known_date"] == date(2021, 3, 31)
    assert province.manifest.tables["admin_penalty"].lag_days == 30


# ------------------------------------------------------------------ registry, sources, record ids

TWO = """
identifier = "pseudonym"
[inspection]
known = { assumed_lag_days = 1 }
[inspection.columns]
uscc = "id"
event_date = "day"
failed = "failed"
[[inspection.sources]]
files = ["a.csv"]
constants = { domain = "food" }
[[inspection.sources]]
files = ["b.csv"]
columns = { event_date = { from = "tag", format = "%Y%m%d" } }
constants = { domain = "drug" }
[entity]
from_ids = true
[entity.columns]
entity_type = { from = "kind", values = { "91" = "enterprise", "52" = "social_org" }, fallback = "other", empty = "other" }
[entity.constants]
reg_status = "active"
"""


def test_two_layouts_of_one_table_are_read_into_one_and_the_registry_is_made_of_the_identifiers(tmp_path):
    (tmp_path / "a.csv").write_text(
        "id,day,failed,kind\nE1,2021-01-05,true,91\nE1,2021-01-02,false,\nE2,,false,52\n"
    )
    (tmp_path / "b.csv").write_text("id,tag,failed\nE3,20210107,0\n")
    province = records.convert(tmp_path, mapping=tomllib.loads(TWO), out=tmp_path / "out")
    assert [(row["uscc"], row["event_date"], row["domain"]) for row in province.rows("inspection")] == [
        ("E1", date(2021, 1, 5), "food"), ("E1", date(2021, 1, 2), "food"), ("E3", date(2021, 1, 7), "drug"),
    ]  # fmt: skip
    assert [(row["uscc"], row["event_date"], row["known_date"], row["entity_type"], row["reg_status"])
            for row in province.rows("entity")] == [
        ("E1", date(2021, 1, 2), date(2021, 1, 3), "enterprise", "active"),
        ("E3", date(2021, 1, 7), date(2021, 1, 8), "other", "active"),
    ]  # fmt: skip
    assert any("entity made from the identifiers seen" in text for text in province.assumptions)
    assert province.undated == {"inspection": 1}


def test_a_file_of_another_ending_beside_those_read_is_said_and_others_are_not(tmp_path):
    raw = source(tmp_path, line())
    for place in ("cf/2022.xls", "cf/.2023.xls", "letter.docx"):
        (raw / place).write_bytes(b"x")
    said = [text for text in convert(tmp_path, line()).assumptions if "not read" in text]
    assert said == ["not read: cf/2022.xls (another kind of workbook: save it as .xlsx)"]


def test_record_ids_are_hashes_of_the_natural_key_else_of_the_whole_row(tmp_path):
    first = convert(tmp_path, line(), line(doc=""), line(doc="", fine="2"), line(doc=""), line(fine="9"))
    assert first.rejected == {"admin_penalty": {"duplicate_key": 2}}, (
        "a copy of the row, and a second fine of one number"
    )
    (tmp_path / "again").mkdir()
    again = convert(tmp_path / "again", line(domain="占星"))
    assert again.rows("admin_penalty")[0]["record_id"] == first.rows("admin_penalty")[0]["record_id"]


def test_an_interrupted_reading_resumes_and_a_changed_mapping_reads_again(tmp_path):
    province = convert(tmp_path, line())
    stamp = (province.path / "admin_penalty.parquet").stat().st_mtime_ns
    (province.path / "manifest.json").unlink()
    assert convert(tmp_path, line()).digest == province.digest
    assert (province.path / "admin_penalty.parquet").stat().st_mtime_ns == stamp
    changed = convert(tmp_path, line(), text=PENALTIES.replace('"食品" = "food"', '"食品" = "drug"'))
    assert changed.rows("admin_penalty")[0]["domain"] == "drug"


# ------------------------------------------------------------------ wrong mappings


WRONG = {
    "not TOML": (lambda text: "title = ", "not a TOML file"),
    "no identifier": (lambda text: text.replace('identifier = "uscc"', ""), 'identifier wanted "uscc" or "pseudonym", found None'),
    "unknown table": (lambda text: text + "\n[penalties]\n", "penalties is neither a setting .* nor a table"),
    "no table": (lambda text: 'identifier = "uscc"', "names no table"),
    "unknown key": (lambda text: text.replace("covered_from", "coverd_from"), r"\[admin_penalty\] key 'coverd_from' is unknown"),
    "unknown column": (lambda text: text.replace("doc_no =", "docno ="), "admin_penalty has no column 'docno'"),
    "required column": (lambda text: text.replace("event_date =", "paid_date ="),
                        r"admin_penalty: column 'event_date' is not mapped and is required; .*add it to the mapping under \[admin_penalty\.columns\]"),
    "known": (lambda text: text.replace("column = \"公示日期\"", "days = 3"), r"known wanted \{column = …\} or \{assumed_lag_days = n\}"),
    "unit": (lambda text: text.replace("万元\" }", "斤\" }"), "unit '斤' is unknown"),
    "no unit": (lambda text: text.replace(', unit = "万元"', ""), "money has no unit"),
    "foreign code": (lambda text: text.replace('"食品" = "food"', '"食品" = "sweets"'), "'sweets' is not a code of domain"),
    "undated": (lambda text: text.replace("covered_from", "undated = \"keep\"\ncovered_from"), "a row without a date may enter no feature"),
    "date": (lambda text: text.replace("2018-01-01", '"18"'), "wanted a date such as 2017-01-01, found '18'"),
    "outside": (lambda text: text.replace("cf/*.csv", "../*.csv"), "leads out of the raw folder"),
    "no file": (lambda text: text.replace("cf/*.csv", "cf/*.parquet"), "nothing in .* matches 'cf/\\*.parquet'"),
    "source column": (lambda text: text.replace('doc_no = "文书号"', 'doc_no = "文号"'),
                      r"admin_penalty: column '文号' \(mapped to doc_no\) is missing from 2021\.csv; found \['统一社会信用代码'.*correct it under \[admin_penalty\.columns\]"),
    "encoding": (lambda text: text.replace("gb18030", "utf-8"), 'cannot be decoded as utf-8.*encoding = "gb18030"'),
    "pattern": (lambda text: text.replace('"^警告"', '"(警告"'), "cannot be read as asked .*formats and patterns"),
    "registry": (lambda text: text.replace("covered_from", "from_ids = true\ncovered_from"), "only the entity table"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_mapping_names_the_key_and_leaves_nothing_behind(tmp_path, spoil, says):
    raw, path = source(tmp_path, line()), mapping(tmp_path, spoil(PENALTIES))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises((MappingError, RecordsError), match=says):
        records.convert(raw, mapping=path, out=tmp_path / "out")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_missing_mapping_or_folder_is_named(tmp_path):
    with pytest.raises(MappingError, match=r"none\.toml: no such file"):
        records.convert(tmp_path, mapping=tmp_path / "none.toml", out=tmp_path / "out")
    with pytest.raises(
        RecordsError, match="no such folder; wanted the folder the mapping's paths are relative to"
    ):
        records.convert(tmp_path / "none", mapping=mapping(tmp_path), out=tmp_path / "out")


def test_a_known_date_that_is_said_nowhere_is_asked_for(tmp_path):
    text = PENALTIES.replace('known = { column = "公示日期", format = ["%Y-%m-%d", "%Y/%m/%d"] }\n', "")
    with pytest.raises(
        MappingError,
        match=r"'known_date' is not mapped.*add known = .*assumed_lag_days = n.* under \[admin_penalty\]",
    ):
        convert(tmp_path, line(), text=text)


def test_every_row_delivered_is_accepted_or_quarantined(tmp_path):
    lines = [
        line(doc=str(number), fine=str(number - 2), kind="罚款" if number % 3 else "拘留")
        for number in range(20)
    ]
    province = convert(tmp_path, *lines, line() + ",太多", line(event=""))
    accepted, refused = (
        province.manifest.tables["admin_penalty"].rows,
        made.rejected(province.path, "admin_penalty"),
    )
    assert accepted + len(refused) == 22
    assert sum(province.rejected["admin_penalty"].values()) == len(refused)


def test_texts_looked_up_in_a_code_list_leave_the_order_of_delivery_alone(tmp_path):
    words = ["丢失发票", "未按规定设置消防设施", "其他违法", None]
    rows = 5_000
    delivered = pa.table({
        "id": [f"E{row % 997}" for row in range(rows)], "day": [date(2021, 1, 1)] * rows,
        "number": [str(row) for row in range(rows)], "what": [words[row % 4] for row in range(rows)],
    })  # fmt: skip
    (tmp_path / "raw").mkdir()
    pq.write_table(delivered, tmp_path / "raw" / "p.parquet", row_group_size=2_048)
    mapping = {
        "identifier": "pseudonym",
        "admin_penalty": {
            "files": ["p.parquet"], "known": {"assumed_lag_days": 1},
            "constants": {"domain": "other", "penalty_kind": "other", "agency": "A"},
            "columns": {"uscc": "id", "event_date": "day", "doc_no": "number",
                        "violation_code": {"from": "what", "classify": "violations", "fallback": ""}},
        },
        "entity": {"from_ids": True, "constants": {"entity_type": "other"}},
    }  # fmt: skip
    found = records.convert(tmp_path / "raw", mapping=mapping, out=tmp_path / "out").frame("admin_penalty")
    assert found["doc_no"].tolist() == [str(row) for row in range(rows)]
    assert found["violation_code"][:4].fillna("").tolist() == ["invoice_lost", "fire_equipment", "", ""]
