"""Broken and hostile files: one clear sentence naming the place, never a traceback, never a partial table."""

from __future__ import annotations

import gzip
import io
import tempfile
import time
import tomllib
import zipfile
from functools import lru_cache
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records
from creditscore.errors import MappingError, RecordsError
from creditscore.records import LIST_ENTRY, _limits
from creditscore.records._intake import Layout, open_rows
from tests.records import tables as made
from tests.records.broken import rewrite, share

NAMES = [column.name for column in LIST_ENTRY.columns]
GOOD = ["" if value is None else str(value) for value in made.row(LIST_ENTRY).values()]
HEADER, LINE = ",".join(NAMES), ",".join(GOOD)


def workbook(raw, *, rows=((*NAMES,), (*GOOD,))):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(raw / "list_entry.xlsx")
    return raw / "list_entry.xlsx"


def csv(raw, content):
    (raw / "list_entry.csv").write_bytes(content if isinstance(content, bytes) else content.encode())


def parquet_cut(raw):
    made.write(raw, LIST_ENTRY, [made.row(LIST_ENTRY)] * 50)
    whole = (raw / "list_entry.parquet").read_bytes()
    (raw / "list_entry.parquet").write_bytes(whole[: len(whole) // 2])


def parquet_spoilt(raw):
    """A file whose footer is whole and whose pages are not."""
    made.write(raw, LIST_ENTRY, [made.row(LIST_ENTRY, number) for number in range(50)])
    whole = bytearray((raw / "list_entry.parquet").read_bytes())
    whole[8:400] = b"\xff" * 392
    (raw / "list_entry.parquet").write_bytes(whole)


def part(raw, name, text):
    rewrite(workbook(raw), name, lambda _: text)


def bomb(raw):
    workbook(raw)
    with zipfile.ZipFile(raw / "list_entry.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"0" * (80 << 20))


def laughs(text):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return text.replace("<worksheet", f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{entities}]><worksheet', 1)


def renamed(raw, name, content=b"x"):
    (raw / name).write_bytes(content)


def encrypted(raw):
    path = workbook(raw)
    whole = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = -1
        while (place := whole.find(mark, place + 1)) >= 0:
            whole[place + flags] |= 1
    path.write_bytes(whole)


BROKEN = {
    "cut Parquet": (parquet_cut, r"list_entry\.parquet: not a Parquet file"),
    "spoilt Parquet": (parquet_spoilt, r"list_entry"),
    "text as Parquet": (lambda raw: renamed(raw, "list_entry.parquet", b"uscc\n1\n"), "not a Parquet file"),
    "NUL in CSV": (lambda raw: csv(raw, f"{HEADER}\n{LINE}\n{LINE[:9]}\0{LINE[9:]}\n"),
                   r"list_entry\.csv: line 3, character 10: a NUL; wanted plain text"),
    "open quote in CSV": (lambda raw: csv(raw, f'{HEADER}\n{LINE}\n"{LINE}\n{LINE}\n'),
                          r"list_entry\.csv: row beginning at line 3: not readable as CSV \(unexpected end of data\)"),
    "stray quote in CSV": (lambda raw: csv(raw, f'{HEADER}\n"a"b{LINE}\n'), r"row beginning at line 2: not readable as CSV"),
    "UTF-16 CSV": (lambda raw: csv(raw, f"{HEADER}\n{LINE}\n".encode("utf-16")), "cannot be decoded as utf-8"),
    "cut gzip": (lambda raw: renamed(raw, "list_entry.csv.gz", gzip.compress(f"{HEADER}\n{LINE}\n".encode())[:-9]),
                 r"list_entry\.csv\.gz: not a readable CSV file"),
    "no gzip": (lambda raw: renamed(raw, "list_entry.csv.gz", b"plain"), r"list_entry\.csv\.gz: not a readable CSV file"),
    "old xls": (lambda raw: renamed(raw, "list_entry.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600),
                r"an old \.xls workbook or one protected by a password"),
    "encrypted part": (encrypted, "is encrypted; wanted an open workbook"),
    "no zip": (lambda raw: renamed(raw, "list_entry.xlsx", b"<html>"), r"list_entry\.xlsx: not a readable \.xlsx workbook"),
    "zip of nothing": (lambda raw: renamed(raw, "list_entry.xlsx", b"PK\x05\x06" + b"\0" * 18), "not a workbook"),
    "zip bomb": (bomb, r"part 'xl/media/zeros\.bin' unpacks to 83,886,080 bytes, 200 times its size or more; it looks like a zip bomb"),
    "billion laughs": (lambda raw: rewrite(workbook(raw), "xl/worksheets/sheet1.xml", laughs), "declares a document type"),
    "broken XML": (lambda raw: part(raw, "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"), "not a readable"),
    "no sheets": (lambda raw: part(raw, "xl/workbook.xml", "<workbook/>"), "no sheet of \\[\\] holds anything"),
    "text that is not there": (lambda raw: rewrite(share(workbook(raw)), "xl/worksheets/sheet1.xml",
                               lambda text: text.replace("<v>0</v>", "<v>999</v>")), r"not a readable \.xlsx workbook"),
    "a cell beyond the sheet": (lambda raw: rewrite(workbook(raw), "xl/worksheets/sheet1.xml",
                                lambda text: text.replace('r="A2"', 'r="ZZZZ2"')), r"row 2, column ZZZZ: the cell lies beyond"),
    "nothing in it": (lambda raw: workbook(raw, rows=[]), "holds anything"),
    "wrong suffix": (lambda raw: renamed(raw, "list_entry.xls"), r"no record table; wanted files such as"),
    "empty": (lambda raw: renamed(raw, "list_entry.xlsx", b""), "the file is empty"),
    "a folder": (lambda raw: (raw / "list_entry.xlsx").mkdir(), "no record table"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_one_clear_sentence_and_leaves_no_table(tmp_path, spoil, says):
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    spoil(raw)
    with pytest.raises(RecordsError, match=says) as told:
        records.read(raw, out=out)
    assert "list_entry" in str(told.value)
    assert "\n" not in str(told.value)
    assert not (out / "manifest.json").exists()
    assert not (out / "list_entry.parquet").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [(f"{HEADER}\n{LINE}\n" + "x" * 3000, "line 3 is longer than 2,000 characters"),
     (f'{HEADER}\n"' + "x\n" * 700, r"row beginning at line 2: not readable as CSV"),
     (f"{HEADER}\n" + "x" * 1500 + LINE + "\n", r"row beginning at line 2, column 1: the cell holds 1,51\d characters, the cap is 1,000")],
)  # fmt: skip
def test_a_line_or_cell_beyond_the_cap_is_refused_before_it_is_held_whole(
    tmp_path, monkeypatch, content, says
):
    monkeypatch.setattr(_limits, "LIMITS", _limits.Limits(line=2000, cell=1000))
    csv(tmp_path, content)
    with pytest.raises(RecordsError, match=says):
        records.read(tmp_path)


def test_a_sparse_file_of_nothing_is_refused_at_its_first_line(tmp_path):
    with (tmp_path / "list_entry.csv").open("wb") as file:
        file.truncate(3 << 30)  # three gigabytes of NUL that take no room
    before = time.monotonic()
    with pytest.raises(RecordsError, match=r"line 1 is longer than 4,194,304 characters"):
        records.read(tmp_path)
    assert time.monotonic() - before < 20


@pytest.mark.parametrize(
    ("shared", "says"),
    [(False, "holds more than 100 characters"), (True, "holds 101 characters, the cap is 100")],
)
def test_a_cell_of_a_workbook_beyond_the_cap_is_named(tmp_path, monkeypatch, shared, says):
    monkeypatch.setattr(_limits, "LIMITS", _limits.Limits(cell=100))
    path = workbook(tmp_path, rows=[NAMES, [*GOOD[:-1], "x" * 101]])
    if shared:
        share(path)
    with pytest.raises(RecordsError, match=rf"sheet 'Sheet': row 2, column \w+: the cell {says}"):
        records.read(tmp_path)


def test_a_packed_text_that_never_ends_is_not_read_on(tmp_path, monkeypatch):
    monkeypatch.setattr(_limits, "LIMITS", _limits.Limits(small=100_000, ratio=2))
    (tmp_path / "list_entry.csv.gz").write_bytes(
        gzip.compress(f"{HEADER}\n{LINE}\n".encode() + f"{LINE}\n".encode() * 20_000)
    )
    with pytest.raises(RecordsError, match=r"unpacks to more than 100,000 characters.*looks like a bomb"):
        records.read(tmp_path)


def test_a_million_empty_rows_cost_seconds_and_give_nothing(tmp_path):
    path = workbook(tmp_path)
    empty = "".join(f'<row r="{number}"/>' for number in range(3, 1_000_003))
    styled = "".join(
        f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(1_000_003, 1_048_500)
    )
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace("</sheetData>", f"{empty}{styled}</sheetData>"),
    )
    before = time.process_time()
    province = records.read(tmp_path)
    assert province.manifest.tables["list_entry"].rows == 1
    assert time.process_time() - before < 30


# ------------------------------------------------------------------ paths that climb out


@pytest.mark.parametrize("pattern", ["../list_entry.csv", "/etc/*.csv", "a/../../b.csv"])
def test_a_mapping_cannot_climb_out_of_the_raw_folder(tmp_path, pattern):
    mapped = tomllib.loads(
        f'identifier = "uscc"\n[list_entry]\nfiles = ["{pattern}"]\nknown = {{ assumed_lag_days = 1 }}\n'
        '[list_entry.columns]\nuscc = "a"\nevent_date = "b"\nlist_code = "c"\n'
    )
    with pytest.raises(MappingError, match="leads out of the raw folder"):
        records.convert(tmp_path, mapping=mapped, out=tmp_path / "out")


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret").mkdir()
    csv(tmp_path / "secret", f"{HEADER}\n{LINE}\n")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "list_entry.csv").symlink_to(tmp_path / "secret" / "list_entry.csv")
    with pytest.raises(RecordsError, match=r"list_entry\.csv: is a link that leads out of"):
        records.read(tmp_path / "raw", out=tmp_path / "out")
    with pytest.raises(RecordsError, match="is a link that leads out of"):
        records.convert(tmp_path / "raw", mapping="shuanggongshi-2018", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------------ text as it comes


def test_embedded_newlines_and_quotes_are_part_of_the_cell_and_lines_are_counted(tmp_path):
    place = NAMES.index("basis") if "basis" in NAMES else len(NAMES) - 1
    cells = [*GOOD]
    cells[place] = '"第一行\n""第二行"""'
    bad = [*GOOD]
    bad[NAMES.index("list_code")] = "nonsense"
    csv(tmp_path, "\r\n".join([HEADER, ",".join(cells), ",".join(bad), ""]).encode("utf-8-sig"))
    province = records.read(tmp_path)
    assert province.rows("list_entry")[0][NAMES[place]] == '第一行\n"第二行"'
    (found,) = made.rejected(province.path, "list_entry")
    assert (found["_row"], found["_line"]) == (2, 4)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_an_encoding_not_declared_is_told_from_the_bytes_and_noted(tmp_path, encoding, told):
    (tmp_path / "a.csv").write_bytes("代码;日期;名单\n甲;2021-01-01;乙\n".encode(encoding))
    with open_rows(tmp_path / "a.csv", Layout(encoding="auto", delimiter="auto")) as opened:
        assert opened.columns == ["代码", "日期", "名单"]
        assert list(opened.rows) == [(2, ["甲", "2021-01-01", "乙"])]
        assert opened.notes == [
            "delimiter not declared, told from the header: ';'", f"encoding not declared, told from the bytes: {told}",
        ]  # fmt: skip


def test_bytes_of_no_known_encoding_are_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a,b\n\xff\xff\xff,1\n")
    with (
        pytest.raises(RecordsError, match="neither utf-8 nor gb18030"),
        open_rows(tmp_path / "a.csv", Layout(encoding="auto")),
    ):
        pass


def test_many_rows_of_the_wrong_width_are_all_in_the_quarantine(tmp_path):
    csv(tmp_path, f"{HEADER}\n{LINE}\n" + "too;few\n" * 60_000)
    province = records.read(tmp_path)
    assert province.rejected == {"list_entry": {"malformed_row": 60_000}}
    table = pq.read_table(province.path / "rejected" / "list_entry.parquet")
    assert table.num_rows == 60_000
    assert table["_line"].to_pylist()[:2] == [3, 4]
    assert table["_detail"][0].as_py() == f"wanted {len(NAMES)} fields, found 1: too;few"


# ------------------------------------------------------------------ fuzz


def read_or_refuse(raw: Path) -> None:
    """Either a whole province, every row accounted for, or one sentence and no manifest."""
    out = raw.parent / "out"
    province, said = None, ""
    try:
        province = records.read(raw, out=out)
    except RecordsError as error:
        said = str(error)
    if province is None:
        assert not (out / "manifest.json").exists()
        assert 0 < len(said) < 3000
        return
    entry = province.manifest.tables["list_entry"]
    refused = made.rejected(province.path, "list_entry") if entry.rejected else []
    assert len(refused) == sum(entry.rejected.values())
    assert len(province.rows("list_entry")) == entry.rows


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.binary(max_size=12), st.sampled_from([b",", b"\n", b'"', b"\r", b"\0", b"\xef\xbb\xbf", LINE.encode(), b"\xff"])),
             max_size=25),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_any_bytes_called_csv_are_read_or_refused(pieces, headed, packed):
    with tempfile.TemporaryDirectory() as place:
        raw = Path(place) / "raw"
        raw.mkdir()
        content = (f"{HEADER}\n{LINE}\n".encode() if headed else b"") + b"".join(pieces)
        name = "list_entry.csv.gz" if packed else "list_entry.csv"
        (raw / name).write_bytes(gzip.compress(content) if packed else content)
        read_or_refuse(raw)


CELLS = st.sampled_from(
    [
        "<v>0</v>",
        "<v>99</v>",
        "<v></v>",
        "<f>A1</f>",
        "<v>1e999</v>",
        "<v>-1</v>",
        "<is><t>x</t></is>",
        "",
        "<v>45322.5</v>",
    ]
)
PLACES = st.sampled_from(["A2", "B2", "XFD2", "XFE2", "A0", "2", "", "é3", "A1048577"])
KINDS = st.sampled_from(
    [
        "",
        't="s"',
        't="n"',
        't="b"',
        't="e"',
        't="d"',
        't="inlineStr"',
        't="str"',
        't="?"',
        's="1"',
        's="7"',
        's="x"',
    ]
)


@settings(max_examples=60)
@given(st.lists(st.tuples(PLACES, KINDS, CELLS), max_size=5), st.sampled_from(["", "3", "2", "0", "-1", "x", "9999999"]),
       st.lists(st.sampled_from(["A1:B1", "A1:A2", "A2:C9", "B2:B2", "A1:XFD1048576"]), max_size=2))  # fmt: skip
def test_any_structure_called_a_workbook_is_read_or_refused(cells, number, merged):
    row = "".join(
        f"<c {f'r={place!r}' if place else ''} {kind}>{cell}</c>".replace("'", '"')
        for place, kind, cell in cells
    )
    more = f"<row {f'r={chr(34)}{number}{chr(34)}' if number else ''}>{row}</row>"
    merges = (
        "<mergeCells>" + "".join(f'<mergeCell ref="{ref}"/>' for ref in merged) + "</mergeCells>"
        if merged
        else ""
    )
    with tempfile.TemporaryDirectory() as place:
        raw = Path(place) / "raw"
        raw.mkdir()
        rewrite(
            workbook(raw),
            "xl/worksheets/sheet1.xml",
            lambda text: text.replace("</sheetData>", f"{more}</sheetData>{merges}"),
        )
        read_or_refuse(raw)


@lru_cache(maxsize=1)
def bytes_of_a_workbook() -> bytes:
    """Written once: a workbook holds the time of writing, and its length may differ from second to second."""
    with tempfile.TemporaryDirectory() as place:
        return workbook(Path(place)).read_bytes()


@settings(max_examples=30)
@given(st.data())
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(data):
    with tempfile.TemporaryDirectory() as place:
        raw = Path(place) / "raw"
        raw.mkdir()
        whole = bytearray(bytes_of_a_workbook())
        for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
            whole[at] = data.draw(st.integers(0, 255))
        cut = data.draw(st.sampled_from([len(whole), len(whole) - 30, len(whole) // 2]))
        (raw / "list_entry.xlsx").write_bytes(whole[:cut])
        read_or_refuse(raw)


@settings(max_examples=20)
@given(st.data())
def test_a_parquet_file_with_any_bytes_changed_is_read_or_refused(data):
    with tempfile.TemporaryDirectory() as place:
        raw = Path(place) / "raw"
        path = made.write(raw, LIST_ENTRY, [made.row(LIST_ENTRY, number) for number in range(3)])
        whole = bytearray(path.read_bytes())
        for at in data.draw(st.lists(st.integers(4, len(whole) - 1), min_size=1, max_size=3)):
            whole[at] = data.draw(st.integers(0, 255))
        path.write_bytes(whole)
        read_or_refuse(raw)


def test_reading_from_memory_is_not_what_is_meant(tmp_path):
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), buffer)
    (tmp_path / "list_entry.parquet").write_bytes(buffer.getvalue())
    with pytest.raises(RecordsError, match="list_entry: column 'record_id' is missing"):
        records.read(tmp_path)
