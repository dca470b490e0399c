"""What a mapping may say about columns, files and rows; what it may not is refused by its key."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from creditscore import records
from creditscore.errors import MappingError, RecordsError
from tests.records import tables as made

MAPPING = """
identifier = "uscc"
regions = "free"
dates = ["%Y.%m.%d", "excel"]
[admin_penalty]
files = ["*.csv"]
known = { column = "更新", assumed_lag_days = 3 }
aliases = { "代码" = ["CODE"], "金额（万元）" = ["FINE"] }
revoked = { from = "状态", values = ["撤销"], optional = true }
[admin_penalty.columns]
uscc = "代码"
event_date = "日期"
doc_no = "文号"
agency = { from = "机关", empty = "某局", optional = true }
fine = { from = "金额（万元）", unit = "万元", optional = true }
domain = { from = ["领域", "机关"], all = true, patterns = [["食品", "food"]], fallback = "other", empty = "other", optional = true }
penalty_kinds = { from = "类别", split = "[;]", values = { "罚" = "fine" }, patterns = [["警", "warning"]], order = ["fine", "warning"], join = "|" }
penalty_kind = { same_as = "penalty_kinds", join = "", empty = "other" }
"""
ROW = {"代码": made.SUBJECT, "日期": "2021.3.1", "文号": "1", "类别": "警告;罚", "更新": ""}


def convert(folder, *rows, text=MAPPING, name="a.csv", sep=","):
    (folder / "raw").mkdir(exist_ok=True)
    lines = [sep.join(rows[0]), *(sep.join(row.values()) for row in rows)]
    (folder / "raw" / name).write_text("\n".join(lines), encoding="utf-8")
    return records.convert(folder / "raw", mapping=tomllib.loads(text), out=folder / "out")


def one(folder, text=MAPPING, **changes):
    (row,) = convert(folder, ROW | changes, text=text).rows("admin_penalty")
    return row


def test_optional_columns_may_be_absent_and_give_what_stands_for_a_missing_value(tmp_path):
    row = one(tmp_path)
    assert (row["agency"], row["fine"], row["domain"]) == ("某局", None, "other")


def test_a_required_column_may_not(tmp_path):
    rest = {name: value for name, value in ROW.items() if name != "文号"}
    with pytest.raises(MappingError, match=r"column '文号' \(mapped to doc_no\) is missing from a\.csv"):
        convert(tmp_path, rest)


def test_a_column_is_found_under_its_other_headers_in_any_width(tmp_path):
    rows = [
        {**ROW, "金额(万元)": "1"},
        {("CODE" if name == "代码" else name): value for name, value in ROW.items()} | {"ＦＩＮＥ": "1"},
    ]
    for number, row in enumerate(rows):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert convert(folder, row).rows("admin_penalty")[0]["fine"] == 1_000_000


def test_several_sources_are_read_together_where_the_mapping_says_all(tmp_path):
    assert one(tmp_path, 领域="占星", 机关="食品局")["domain"] == "food"


def test_the_day_a_record_became_known_is_assumed_only_where_it_is_not_said(tmp_path):
    province = convert(
        tmp_path, ROW, ROW | {"文号": "2", "更新": "44270"}, ROW | {"文号": "3", "更新": "2021.3.9"}
    )
    assert [row["known_date"] for row in province.rows("admin_penalty")] == [
        date(2021, 3, 4), date(2021, 3, 15), date(2021, 3, 9),
    ]  # fmt: skip


def test_kinds_are_ranked_and_an_unknown_part_of_a_cell_is_refused(tmp_path):
    province = convert(tmp_path, ROW, ROW | {"文号": "2", "类别": "罚;占星"}, ROW | {"文号": "3", "类别": ""})
    assert [(row["penalty_kinds"], row["penalty_kind"]) for row in province.rows("admin_penalty")] == [
        ("fine|warning", "fine"), (None, "other"),
    ]  # fmt: skip
    (found,) = made.rejected(province.path, "admin_penalty")
    assert "unknown_code: penalty_kinds: the mapping has no value for 占星" in found["_detail"]


def test_a_row_that_its_source_marks_as_revoked_is_turned_away(tmp_path):
    province = convert(tmp_path, ROW | {"状态": "撤销"}, ROW | {"文号": "2", "状态": "正常"})
    assert province.rejected == {"admin_penalty": {"revoked_at_source": 1}}


def test_changing_how_a_file_is_read_reads_it_again(tmp_path):
    assert one(tmp_path, 文号="1号", 另一文号="2号")["doc_no"] == "1号"
    changed = MAPPING.replace('aliases = { "代码"', 'aliases = { "编号" = ["另一文号"], "代码"').replace(
        'doc_no = "文号"', 'doc_no = "编号"'
    )
    province = records.convert(tmp_path / "raw", mapping=tomllib.loads(changed), out=tmp_path / "out")
    assert province.rows("admin_penalty")[0]["doc_no"] == "2号"
    with pytest.raises(RecordsError, match="row 9 is empty"):
        one(tmp_path, MAPPING.replace("files =", "header_row = 9\nfiles ="))


@pytest.mark.parametrize("sep", [";", "\t", "|"])
def test_a_delimiter_is_told_or_declared(tmp_path, sep):
    told = MAPPING.replace("files =", 'delimiter = "auto"\nfiles =').replace("警告;罚", "警告")
    row = {name: value.replace(";", "") for name, value in ROW.items()}
    province = convert(tmp_path, row, text=told, sep=sep)
    assert province.manifest.tables["admin_penalty"].rows == 1
    assert (
        f"admin_penalty: delimiter not declared, told from the header: {sep!r} (1 files: a.csv)"
        in province.assumptions
    )
    declared = MAPPING.replace("files =", f"delimiter = {sep!r}\nfiles =".replace("'\\t'", '"\\t"'))
    assert convert(tmp_path, row, text=declared, sep=sep).manifest.tables["admin_penalty"].rows == 1
    with pytest.raises(MappingError, match="is missing from"):
        convert(tmp_path, row, sep=sep)


WRONG = {
    "an alias of two": (('"金额（万元）" = ["FINE"]', '"金额（万元）" = ["code"]'), "aliases 'code' stands for '代码' and '金额（万元）'"),
    "an alias that is read": (('["CODE"]', '["机关"]'), "aliases '机关' stands for '代码' and is read itself"),
    "order leaves a code out": (('order = ["fine", "warning"]', 'order = ["fine"]'), r"order ranks every code a cell may hold; \['warning'\] are missing"),
    "order without split": (('split = "[;]", ', ""), "order and join are for cells of several values; add split"),
    "bad split": (('"[;]"', '"[;"'), r"'\[;' is no regular expression"),
    "bad pattern": (('["警", "warning"]', '["(警", "warning"]'), r"'\(警' is no regular expression"),
    "unknown list": (("optional = true }\npenalty_kinds", 'optional = true }\nviolation_code = { from = "x", classify = "stars", fallback = "" }\npenalty_kinds'),
                     r"classify wanted one of \['violation_domains', 'violations'\], found 'stars'"),
    "no fallback": (("optional = true }\npenalty_kinds", 'optional = true }\nviolation_code = { from = "x", classify = "violations" }\npenalty_kinds'),
                    "classify says nothing of texts that no pattern knows"),
    "same as nothing": (('same_as = "penalty_kinds"', 'same_as = "fines"'), "same_as wanted the name of a column"),
    "a door of nothing": (('values = ["撤销"]', 'value = ["撤销"]'), r"revoked wanted \{from = …, values = \[…\]\}"),
    "a flag that is none": (("all = true", 'all = "yes"'), "all wanted true or false, found 'yes'"),
    "a row that is none": (("files =", "header_row = 0\nfiles ="), "header_row wanted a whole number ≥ 1, found 0"),
    "two delimiters": (("files =", 'delimiter = ",;"\nfiles ='), 'delimiter wanted one character or "auto"'),
    "a lag of less": (("assumed_lag_days = 3", "assumed_lag_days = -3"), "assumed_lag_days wanted a whole number ≥ 0, found -3"),
    "a map of dates by pattern": (('event_date = "日期"', 'event_date = { from = "日期", patterns = [["x", 2020-01-01]] }'), "a date column takes no value map"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_key_is_refused_by_its_name_before_any_file_is_opened(tmp_path, change, says):
    assert change[0] in MAPPING
    with pytest.raises(MappingError, match=says):
        convert(tmp_path, ROW, text=MAPPING.replace(*change))
    assert not (tmp_path / "out").exists()
