"""Workbooks in: the sheet, the header, exact values; what cannot be trusted is named by sheet, row and column."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import numbers

from creditscore import records
from creditscore.errors import RecordsError
from creditscore.records._intake import Layout, open_rows
from creditscore.records._sheet import day, exact
from creditscore.records._workbook_out import write_workbook
from tests.records import tables as made
from tests.records.broken import rewrite, share

LAYOUT = Layout(names={"名称": ("NAME",), "金额（万元）": (), "日期": ()}, wanted=("名称", "金额（万元）"))
HEADER = ["名称", "金额(万元)", "日期"]


def book(folder, *sheets):
    """A workbook of (name, rows) sheets, each changed by an optional function."""
    made_book = openpyxl.Workbook()
    made_book.remove(made_book.active)
    for name, rows, *change in sheets:
        sheet = made_book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for each in change:
            each(sheet)
    path = Path(folder) / "a.xlsx"
    made_book.save(path)
    return path


def opened(path, layout=LAYOUT):
    with open_rows(path, layout) as found:
        rows = [(place, texts, found.aside(place, texts)) for place, texts in found.rows]
        return found, rows


def values(path, layout=LAYOUT):
    return [texts for _, texts, aside in opened(path, layout)[1] if not aside]


# ------------------------------------------------------------------ the header and the sheet


def test_the_header_is_found_under_merged_title_rows(tmp_path):
    path = book(tmp_path, ("处罚", [["行政处罚信息表"], ["填报单位：某局"], HEADER, ["甲", 1.5, date(2024, 1, 31)]],
                           lambda sheet: sheet.merge_cells("A1:C1")))  # fmt: skip
    found, rows = opened(path)
    assert found.columns == ["名称", "金额（万元）", "日期"], "a header is compared in one width"
    assert rows == [(4, ["甲", "1.5", "2024-01-31"], "")]
    assert found.notes == ["header found in row 3"]


def test_a_header_of_two_lines_is_read_where_it_names_every_column(tmp_path):
    rows = [["名称", "处罚", None], [None, "金额（万元）", "日期"], ["甲", 2, None]]
    path = book(
        tmp_path, ("x", rows, lambda sheet: [sheet.merge_cells(cells) for cells in ("A1:A2", "B1:C1")])
    )
    assert values(path) == [["甲", "2"]]
    with pytest.raises(
        RecordsError, match=r"sheet 'x': row 1, column B: header cells B1:C1 are merged; wanted one name"
    ):
        opened(path, Layout(names=LAYOUT.names, wanted=LAYOUT.wanted, header_row=1))


def test_a_header_row_may_be_named(tmp_path):
    rows = [HEADER, HEADER, ["甲", 1, None]]
    path = book(tmp_path, ("x", rows))
    assert len(values(path)) == 2
    assert len(values(path, Layout(names=LAYOUT.names, header_row=2))) == 1
    with pytest.raises(RecordsError, match="row 9 is empty; wanted the header there"):
        opened(path, Layout(names=LAYOUT.names, header_row=9))


def test_the_only_filled_sheet_is_read_and_of_several_the_one_with_the_header(tmp_path):
    assert values(book(tmp_path, ("空", []), ("b", [HEADER, ["甲", 1]]))) == [["甲", "1"]]
    found, rows = opened(book(tmp_path, ("填表说明", [["如何填写"]]), ("b", [HEADER, ["甲", 1]])))
    assert len(rows) == 1 and found.notes == ["sheet 'b'"]


def test_several_sheets_that_fit_are_a_question(tmp_path):
    path = book(tmp_path, ("一月", [HEADER, ["甲", 1]]), ("二月", [HEADER, ["乙", 2]]))
    with pytest.raises(
        RecordsError, match=r"several sheets hold rows: \['一月', '二月'\]; name one in the mapping"
    ):
        opened(path)
    assert values(path, Layout(names=LAYOUT.names, wanted=LAYOUT.wanted, sheet="二月")) == [["乙", "2"]]
    with pytest.raises(RecordsError, match=r"no sheet '三月'; found \['一月', '二月'\]"):
        opened(path, Layout(names=LAYOUT.names, sheet="三月"))


def test_a_hidden_sheet_of_code_lists_is_passed_over(tmp_path):
    path = book(tmp_path, ("字典", [HEADER, ["罚款", 1]], lambda sheet: setattr(sheet, "sheet_state", "hidden")),
                ("b", [HEADER, ["甲", 1]]))  # fmt: skip
    assert values(path) == [["甲", "1"]]


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [(0.1, None, "0.1"), (0.1 + 0.2, None, "0.3"), (1e-7, None, "0.0000001"), (1500, None, "1500"), (-2.50, None, "-2.5"),
     (45322, None, "45322"), (45322, "yyyy/m/d", "2024-01-31"), (45322.75, "yyyy-mm-dd hh:mm", "2024-01-31 18:00:00"),
     (45322, 'yyyy"年"m"月"d"日"', "2024-01-31"), (1234.5, '#,##0.00_);[Red]', "1234.5"), (0.25, "h:mm", "0.25"),
     (datetime(2024, 1, 31, 8, 30), None, "2024-01-31 08:30:00"), (date(1900, 1, 15), None, "1900-01-15"),
     (time(6, 0), None, "0.25"), (True, None, "true"), ("０.１", None, "０.１"), (" 甲\n乙 ", None, " 甲\n乙 "),
     ("_x000D_", None, "_x000D_"), (12345678901234, numbers.FORMAT_TEXT, "12345678901234")],
)  # fmt: skip
def test_a_cell_is_read_as_the_exact_text_of_what_it_holds(tmp_path, value, style, text):
    def styled(sheet):
        if style:
            sheet["A2"].number_format = style

    path = book(tmp_path, ("x", [HEADER, [value, 1]], styled))
    if (
        value == "_x000D_"
    ):  # openpyxl does not keep it from being read as a carriage return; our own writer does
        write_workbook(path, sheet="x", header=HEADER, rows=[[value, Decimal(1)]])
    assert values(path)[0][0] == text


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path):
    path = book(tmp_path, ("x", [HEADER, ["甲", 1, 1]]))
    changed = openpyxl.load_workbook(path)
    changed.epoch = datetime(1904, 1, 1)
    changed.active["C2"].number_format = "yyyy-mm-dd"
    changed.save(path)
    assert values(path) == [["甲", "1", "1904-01-02"]]


@given(st.integers(1, 2_958_465))
def test_day_numbers_are_days(serial):
    from openpyxl.utils.datetime import from_excel

    if serial != 60:  # 1900-02-29, which never was
        assert day(Decimal(serial)) == from_excel(serial).date().isoformat()


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_amounts_of_fifteen_digits_survive_the_double_they_are_stored_as(amount):
    assert Decimal(exact(Decimal(repr(float(amount))))) == amount


@pytest.mark.parametrize("rich", [False, True])
def test_shared_and_rich_texts_are_read_without_their_reading_aids(tmp_path, rich):
    path = share(book(tmp_path, ("x", [HEADER, ["甲公司", 1, None], ["乙公司", 2, None]])), rich=rich)
    assert values(path) == [["甲公司", "1"], ["乙公司", "2"]]


def test_names_with_a_prefix_and_rows_without_places_are_read(tmp_path):
    """As some exporters write them."""
    cells = "".join(f'<x:c t="inlineStr"><x:is><x:t>{text}</x:t></x:is></x:c>' for text in HEADER)
    text = f'<x:worksheet xmlns:x="u"><x:sheetData><x:row>{cells}</x:row><x:row><x:c><x:v>7</x:v></x:c><x:c><x:v>8</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    path = rewrite(book(tmp_path, ("x", [HEADER])), "xl/worksheets/sheet1.xml", lambda _: text)
    assert opened(path)[1] == [(2, ["7", "8"], "")]


# ------------------------------------------------------------------ what is refused


def test_a_formula_counts_with_its_last_value_and_is_refused_without_one(tmp_path):
    path = book(tmp_path, ("罚", [HEADER, ["甲", "=1+1"]]))
    with pytest.raises(
        RecordsError,
        match=r"sheet '罚': row 2, column B \(金额（万元）\): the cell holds a formula without a computed value",
    ):
        opened(path)
    rewrite(path, "xl/worksheets/sheet1.xml", lambda text: text.replace("<v></v>", "<v>2</v>").replace("<v />", "<v>2</v>").replace("<v/>", "<v>2</v>"))  # fmt: skip
    found, rows = opened(path)
    assert rows == [(2, ["甲", "2"], "")]
    assert found.computed == 1


def test_an_error_in_a_cell_is_named(tmp_path):
    def spoil(sheet):
        sheet["B2"].data_type = "e"

    path = book(tmp_path, ("罚", [HEADER, ["甲", "#REF!"]], spoil))
    with pytest.raises(
        RecordsError, match=r"row 2, column B \(金额（万元）\): the cell holds the error #REF!"
    ):
        opened(path)


def test_cells_merged_across_rows_are_refused_and_across_columns_put_aside(tmp_path):
    rows = [HEADER, ["甲", 1, None], ["乙", 2, None], ["备注：以上", None, None]]
    down = book(tmp_path, ("x", rows, lambda sheet: sheet.merge_cells("A2:A3")))
    with pytest.raises(RecordsError, match=r"row 2, column A: cells A2:A3 are merged across rows"):
        opened(down)
    across = book(tmp_path, ("x", rows, lambda sheet: sheet.merge_cells("A4:C4")))
    assert [aside for _, _, aside in opened(across)[1]] == ["", "", "cells A4:C4 are merged"]


def test_a_row_wider_than_the_header_goes_aside_and_a_short_one_is_filled(tmp_path):
    path = book(tmp_path, ("x", [["名称", "金额（万元）"], ["甲", 1, None, "多"], ["乙"]]))
    assert [aside for _, _, aside in opened(path)[1]] == ["wanted 2 fields, found 4", ""]


def test_a_column_that_is_there_twice_is_refused(tmp_path):
    path = book(tmp_path, ("x", [["名称", "金额（万元）", "NAME"], ["甲", 1, "乙"]]))
    with pytest.raises(RecordsError, match=r"column '名称' is there twice \(as \['名称', 'NAME'\]\)"):
        opened(path)


# ------------------------------------------------------------------ the whole way


def test_a_workbook_gives_the_same_records_as_csv(tmp_path):
    names = [column.name for column in records.LIST_ENTRY.columns]
    rows = [made.row(records.LIST_ENTRY, number) for number in range(3)]
    cells = [[row[name] for name in names] for row in rows]
    (tmp_path / "csv").mkdir()
    lines = [",".join(names), *(",".join("" if cell is None else str(cell) for cell in row) for row in cells)]
    (tmp_path / "csv" / "list_entry.csv").write_text("\n".join(lines))
    (tmp_path / "xlsx").mkdir()
    book(tmp_path / "xlsx", ("list_entry", [["严重失信名单"], names, *cells])).rename(
        tmp_path / "xlsx" / "list_entry.xlsx"
    )
    csv, xlsx = (records.read(tmp_path / kind) for kind in ("csv", "xlsx"))
    assert xlsx.rows("list_entry") == csv.rows("list_entry") == rows
    assert xlsx.assumptions == ("list_entry: header found in row 2 (1 files: list_entry.xlsx)",)
    assert csv.assumptions == ()


def test_the_quarantine_names_the_row_of_the_sheet(tmp_path):
    names = [column.name for column in records.LIST_ENTRY.columns]
    bad = {**made.row(records.LIST_ENTRY), "list_code": "nonsense"}
    book(tmp_path, ("x", [["标题"], [], names, [], [bad[name] for name in names]])).rename(
        tmp_path / "list_entry.xlsx"
    )
    with pytest.raises(RecordsError, match="no table holds a single accepted row"):
        records.read(tmp_path)
    records.check(tmp_path, rejected=tmp_path / "refused")
    import pyarrow.parquet as pq

    (found,) = pq.read_table(tmp_path / "refused" / "list_entry.parquet").to_pylist()
    assert (found["_file"], found["_row"], found["_line"], found["list_code"]) == (
        "list_entry.xlsx",
        1,
        5,
        "nonsense",
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.one_of(TEXTS, st.decimals(-(10**9), 10**9, places=4)), min_size=3, max_size=3), max_size=8
    )
)
def test_what_we_write_as_a_workbook_we_and_openpyxl_read_again(rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        write_workbook(path, sheet="处罚 & <许可>", header=HEADER, rows=rows)
        again = path.read_bytes()
        write_workbook(path, sheet="处罚 & <许可>", header=HEADER, rows=rows)
        assert path.read_bytes() == again, "the same rows are the same bytes"
        wanted = [[exact(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
        found = {place: texts + [""] * (3 - len(texts)) for place, texts, _ in opened(path, Layout())[1]}
        assert [found.get(place, ["", "", ""]) for place in range(2, len(rows) + 2)] == wanted
        sheet = openpyxl.load_workbook(path)["处罚 & <许可>"]
        assert [cell.value for cell in sheet[1]] == HEADER
        assert sheet.max_row <= len(rows) + 1
