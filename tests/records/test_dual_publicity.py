"""双公示 files in and out: both layouts, Chinese headers and interface names, CSV and workbooks, one mapping for all."""

from __future__ import annotations

import csv
import io
import tempfile
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records
from creditscore.codes import enumerations, uscc
from creditscore.errors import MappingError, RecordsError
from creditscore.records import ADMIN_LICENCE, ADMIN_PENALTY, ENTITY, RECORD_EVENT, Source
from tests.records import tables as made

NAME = "shuanggongshi-2018"
TOML = tomllib.loads(files("creditscore.records").joinpath("mappings", f"{NAME}.toml").read_text("utf-8"))
LAYOUTS = {
    (year, table): lines for year, tables in TOML["layouts"].items() for table, lines in tables.items()
}
SOLE = uscc.make(kind="92", region_code="220102", organisation="MA000009")

PENALTY = {
    "CF_XDR_MC": "长春某某食品有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": made.SUBJECT,
    "CF_WSH": "吉市监罚〔2024〕1号", "CF_WFXW": "发布虚假广告", "CF_SY": "在网页发布虚假广告", "CF_YJ": "《广告法》第五十五条",
    "CF_CFLB": "罚款;没收违法所得", "CF_NR": "罚款1.5万元，没收违法所得", "CF_NR_FK": "1.5", "CF_NR_WFFF": "0.000001",
    "CF_JDRQ": "2024-01-31", "CF_YXQ": "2099-12-31", "CF_GSJZQ": "2025-01-31", "CF_CFJG": "长春市市场监督管理局",
    "CF_CFJGDM": "11220100MB0000000A", "CF_SJLYDM": "11220100MB0000000A",
}  # fmt: skip
LICENCE = {
    "XK_XDR_MC": "长春某某食品有限公司", "XK_XDR_LB": "法人及非法人组织", "XK_XDR_SHXYM": made.SUBJECT, "XK_XKWS": "准予许可决定书",
    "XK_WSH": "吉许〔2024〕1号", "XK_XKLB": "普通", "XK_XKZS": "食品经营许可证", "XK_XKBH": "JY1", "XK_NR": "食品销售",
    "XK_JDRQ": "2024-01-03", "XK_YXQZ": "2024-01-03", "XK_YXQZI": "2029-01-02", "XK_XKJG": "长春市市场监督管理局", "XK_ZT": "有效",
}  # fmt: skip


def write(
    folder, rows, *, year="2018", table="admin_penalty", headers=0, kind="csv", encoding="utf-8", title=0
):
    """Rows given by interface name, as a file of that layout."""
    lines = LAYOUTS[year, table]
    names = [line[1] for line in lines]
    more = sorted({name for row in rows for name in row} - set(names))
    grid = [["双公示信息表"]] * title + [[*(line[headers] for line in lines), *more]]
    grid += [[row.get(name, "") for name in (*names, *more)] for row in rows]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table}-{year}.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for line in grid:
            book.active.append(line)
        book.save(path)
    else:
        text = io.StringIO()
        csv.writer(text).writerows(grid)
        path.write_bytes(text.getvalue().encode(encoding))
    return path


def convert(folder, *rows, **how):
    write(folder / "raw", list(rows), **how)
    return records.convert(folder / "raw", mapping=NAME, out=folder / "out")


def penalty(folder, **changes):
    (row,) = convert(folder, PENALTY | changes).rows("admin_penalty")
    return row


# ------------------------------------------------------------------ the layouts


@pytest.mark.parametrize("headers", [0, 1], ids=["chinese", "interface"])
@pytest.mark.parametrize(("kind", "encoding"), [("csv", "utf-8-sig"), ("csv", "gb18030"), ("xlsx", "")])
def test_one_decision_is_one_record_under_every_header_encoding_and_kind_of_file(
    tmp_path, headers, kind, encoding
):
    province = convert(tmp_path, PENALTY, headers=headers, kind=kind, encoding=encoding, title=2)
    (row,) = province.rows("admin_penalty")
    assert len(row.pop("record_id")) == 20
    assert {name: value for name, value in row.items() if value is not None} == {
        "uscc": made.SUBJECT, "event_date": date(2024, 1, 31), "known_date": date(2024, 2, 11), "region_code": "220102",
        "source_code": "11220100MB0000000A", "doc_no": "吉市监罚〔2024〕1号", "agency": "长春市市场监督管理局",
        "agency_uscc": "11220100MB0000000A", "domain": "advertising", "violation_code": "false_advertising",
        "violation_type": "发布虚假广告", "violation_fact": "在网页发布虚假广告", "legal_basis": "《广告法》第五十五条",
        "penalty_kind": "confiscate_income", "penalty_kinds": "confiscate_income|fine", "fine": 1_500_000, "confiscated": 1,
        "penalty_content": "罚款1.5万元，没收违法所得", "valid_until": date(2099, 12, 31), "publicity_until": date(2025, 1, 31),
    }  # fmt: skip
    assert province.rejected == {}
    (entity,) = province.rows("entity")
    assert (entity["name"], entity["entity_type"]) == ("长春某某食品有限公司", "enterprise")
    assert any("header found in" in text for text in province.assumptions)
    assert kind == "xlsx" or any(encoding.removesuffix("-sig") in text for text in province.assumptions)
    assert "admin_penalty.known_date assumed 11 days after event_date" in province.assumptions


@pytest.mark.parametrize("headers", [0, 1], ids=["chinese", "interface"])
def test_the_layout_of_2015_is_read_by_the_same_mapping(tmp_path, headers):
    row = {"CF_WSH": "长环罚字1号", "CF_CFMC": "废水案", "CF_CFLB1": "1", "CF_CFLB2": "3", "CF_SY": "超标排放废水", "CF_YJ": "法",
           "CF_XDR_MC": "乙公司", "CF_XDR_SHXYM": made.OTHER, "CF_JG": "罚款两万元", "CF_JDRQ": "2016/03/04",
           "CF_XZJG": "长春市环境保护局", "CF_ZT": "0", "DFBM": "220100", "SJC": "2016/03/10"}  # fmt: skip
    province = convert(
        tmp_path,
        row,
        row | {"CF_WSH": "长环罚字2号", "CF_ZT": "1"},
        row | {"CF_WSH": "3号", "CF_CFLB1": "5", "CF_CFLB2": ""},
        year="2015",
        headers=headers,
    )
    (found,) = province.rows("admin_penalty")
    assert (found["known_date"], found["region_code"], found["domain"]) == (
        date(2016, 3, 10),
        "220100",
        "env",
    )
    assert (found["penalty_kind"], found["penalty_kinds"]) == ("stop_production", "stop_production|fine")
    assert (found["violation_fact"], found["penalty_content"]) == ("超标排放废水", "罚款两万元")
    assert province.rejected == {"admin_penalty": {"natural_person": 1, "revoked_at_source": 1}}, (
        "revoked is no decision"
    )


def test_licences_of_both_layouts_and_penalties_lie_in_one_folder_and_are_told_by_their_headers(tmp_path):
    old = {"XK_WSH": "吉许〔2016〕9号", "XK_XMMC": "设立", "XK_SPLB": "核准", "XK_NR": "内容", "XK_XDR": "丙", "XK_JDRQ": "2016/1/2",
           "XK_XDR_SHXYM": made.OTHER, "XK_JZQ": "长期", "XK_XZJG": "某局", "XK_ZT": "1"}  # fmt: skip
    write(
        tmp_path / "raw",
        [old, old | {"XK_WSH": "10", "XK_ZT": "0"}],
        year="2015",
        table="admin_licence",
        headers=1,
    )
    write(
        tmp_path / "raw" / "2024",
        [LICENCE, LICENCE | {"XK_WSH": "2", "XK_YXQZI": "长期", "XK_XKLB": "04"}],
        table="admin_licence",
    )
    province = convert(tmp_path, PENALTY)
    assert {name: province.manifest.tables[name].rows for name in ("admin_penalty", "admin_licence", "entity")} == {
        "admin_penalty": 1, "admin_licence": 3, "entity": 2,
    }  # fmt: skip
    assert province.rejected == {"admin_licence": {"revoked_at_source": 1}}
    found = {row["doc_no"]: row for row in province.rows("admin_licence")}
    assert (found["10"]["licence_kind"], found["10"]["valid_to"], found["10"]["current_state"]) == (
        "approval", date(2099, 12, 31), None,
    )  # fmt: skip
    assert found["吉许〔2024〕1号"]["current_state"] == "valid"
    assert found["2"]["licence_kind"] == "approval"


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    "text",
    ["2024-01-31", "2024/1/31", "2024.1.31", "20240131", "2024年1月31日", "45322", "2024-01-31 10:00:00", "2024/1/31 9:30",
     "２０２４-０１-３１", "２０２４年１月３１日", " 2024-01-31 ", "20240131093000"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(tmp_path, text):
    assert penalty(tmp_path, CF_JDRQ=text)["event_date"] == date(2024, 1, 31)


@pytest.mark.parametrize("text", ["2024131", "2024-13-01", "31/01/2024", "一月", "2024", "99999999", "0"])
def test_what_is_no_day_is_refused_and_not_guessed(tmp_path, text):
    province = convert(tmp_path, PENALTY, PENALTY | {"CF_WSH": "2", "CF_JDRQ": text})
    assert province.rejected == {"admin_penalty": {"wrong_type": 1}}


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0.000001", 1),
        ("１．５", 1_500_000),
        ("12,345.678901", 12_345_678_901),
        ("0", 0),
        ("", None),
        ("无", None),
    ],
)
def test_ten_thousands_of_yuan_become_fen_exactly(tmp_path, text, fen):
    assert penalty(tmp_path, CF_NR_FK=text)["fine"] == fen


def test_a_day_and_an_amount_of_a_workbook_are_cells_of_their_own_kind(tmp_path):
    province = convert(tmp_path, PENALTY | {"CF_JDRQ": date(2024, 1, 31), "CF_NR_FK": 0.1 + 0.2}, kind="xlsx")
    (row,) = province.rows("admin_penalty")
    assert (row["event_date"], row["fine"]) == (date(2024, 1, 31), 300_000)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("警告", "warning"), ("警告、罚款", "fine|warning"), ("罚款；没收违法所得、没收非法财物", "confiscate_goods|confiscate_income|fine"),
     ("暂扣或者吊销许可证、暂扣或者吊销执照", "licence_suspend"), ("吊销许可证件", "licence_revoke"), ("其他-补充说明", "other"), ("", None),
     ("责令停产停业|罚款", "stop_production|fine"), ("行政拘留；罚款", "fine"), ("通报批评", "criticism"), ("6", "other"), ("占星", "other")],
)  # fmt: skip
def test_every_kind_of_penalty_in_a_cell_counts_and_the_most_severe_is_named(tmp_path, text, kinds):
    row = penalty(tmp_path, CF_CFLB=text)
    assert row["penalty_kinds"] == kinds
    assert row["penalty_kind"] == (kinds or "other").split("|")[0]


def test_every_listed_kind_of_penalty_and_licence_reads_back_as_itself(tmp_path):
    kinds = enumerations.codes("penalty_kind")
    rows = [
        PENALTY | {"CF_WSH": kind, "CF_CFLB": enumerations.title("penalty_kind", kind)[0]} for kind in kinds
    ]
    assert {
        row["doc_no"]: row["penalty_kinds"] for row in convert(tmp_path, *rows).rows("admin_penalty")
    } == {kind: kind for kind in kinds}
    order = TOML["admin_penalty"]["columns"]["penalty_kinds"]["order"]
    assert order == [*reversed([kind for kind in kinds if kind != "other"]), "other"], "art. 9 from its end"


@pytest.mark.parametrize(
    ("changes", "domain"),
    [({"CF_WFXW": "未按规定设置消防设施", "CF_SY": ""}, "fire"), ({"CF_WFXW": "", "CF_SY": "", "CF_CFJG": "长春市税务局"}, "tax"),
     ({"CF_WFXW": "占星", "CF_SY": "占星", "CF_CFJG": "某协会"}, "other")],
)  # fmt: skip
def test_the_domain_is_said_by_the_violation_or_else_by_the_agency(tmp_path, changes, domain):
    assert penalty(tmp_path, **changes)["domain"] == domain


def test_a_code_in_full_width_with_spaces_is_the_code(tmp_path):
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in made.SUBJECT)
    assert penalty(tmp_path, CF_XDR_SHXYM=f" {wide[:9]} {wide[9:]} ")["uscc"] == made.SUBJECT


# ------------------------------------------------------------------ persons


PERSON = made.resident_id()
PERSONS = [
    {"CF_XDR_LB": "自然人", "CF_XDR_MC": "张三丰"},
    {"CF_XDR_SHXYM": "", "CF_XDR_ZJHM": PERSON, "CF_XDR_LB": "", "CF_XDR_MC": "张三丰"},
    {"CF_XDR_SHXYM": PERSON, "CF_XDR_LB": "", "CF_XDR_MC": "张三丰"},
    {"CF_CFLB": "行政拘留", "CF_XDR_MC": "张三丰"},
]


@pytest.mark.parametrize("changes", PERSONS, ids=["category", "identity card", "as the code", "detention"])
def test_a_row_about_a_person_is_counted_and_nothing_of_it_is_kept(tmp_path, changes):
    province = convert(tmp_path, PENALTY, PENALTY | {"CF_WSH": "秘密2号", **changes})
    assert sum(province.rejected["admin_penalty"].values()) == 1
    (found,) = made.rejected(province.path, "admin_penalty")
    assert {name for name, value in found.items() if value is not None} == {
        "_rule",
        "_detail",
        "_file",
        "_row",
        "_line",
    }
    assert found["_rule"] in ("natural_person", "resident_id")
    for path in province.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(text.encode() in content for text in ("张三丰", "秘密2号", PERSON)), path.name


def test_the_legal_representative_and_identity_cards_stay_out_of_records_and_quarantine(tmp_path):
    private = {"CF_FRDB": "李代表", "CF_FR_ZJHM": PERSON, "CF_FR_SFZH": ""}
    del private["CF_FR_SFZH"]
    rows = [PENALTY | private, PENALTY | private | {"CF_WSH": "2", "CF_JDRQ": "何时"}]
    province = convert(tmp_path, *rows, headers=1)
    assert province.rejected == {"admin_penalty": {"wrong_type": 1}}
    (found,) = made.rejected(province.path, "admin_penalty")
    assert found["行政相对人名称"] == "长春某某食品有限公司", "the rest of the original row is there"
    for path in province.path.rglob("*.parquet"):
        assert "李代表".encode() not in path.read_bytes()
        assert PERSON.encode() not in path.read_bytes()


def test_of_a_line_that_does_not_fit_only_its_place_is_kept(tmp_path):
    path = write(tmp_path / "raw", [PENALTY])
    with path.open("a", encoding="utf-8") as file:
        file.write("张三丰,自然人\n")
    province = records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "out")
    (found,) = made.rejected(province.path, "admin_penalty")
    assert (found["_rule"], found["_line"]) == ("malformed_row", 3)
    assert "张三丰" not in str(found)


# ------------------------------------------------------------------ two feeds


def test_a_decision_in_the_departments_file_and_in_the_provinces_is_one_event(tmp_path):
    write(tmp_path / "raw" / "a", [PENALTY | {"SJC": "2024-02-03"}], kind="xlsx")
    write(tmp_path / "raw" / "b", [PENALTY | {"SJC": "2024-02-01", "CF_SJLYDM": "B", "CF_WSH": "吉市监罚[2024] 1号", "CF_SY": "另一说法"}], headers=1)  # fmt: skip
    province = records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "out")
    (row,) = province.rows("admin_penalty")
    assert (row["known_date"], row["source_code"]) == (date(2024, 2, 1), "B")
    assert province.rejected == {"admin_penalty": {"duplicate_feed": 1}}
    alone = records.convert(tmp_path / "raw" / "a", mapping=NAME, out=tmp_path / "alone")
    assert alone.rows("admin_penalty")[0]["record_id"] == row["record_id"], (
        "an id does not depend on who delivers"
    )


# ------------------------------------------------------------------ the mapping itself


def test_the_built_in_mappings_are_listed_and_named_when_one_is_unknown(tmp_path):
    assert NAME in records.mappings()
    with pytest.raises(MappingError, match=rf"shuanggongshi: no such file; .*built-in one: \['{NAME}'\]"):
        records.convert(tmp_path, mapping="shuanggongshi", out=tmp_path / "out")


def test_a_file_that_no_table_recognises_is_named(tmp_path):
    write(tmp_path / "raw", [PENALTY])
    (tmp_path / "raw" / "联系人.csv").write_text("姓名,电话\n")
    with pytest.raises(
        MappingError,
        match=r"联系人\.csv: no table has this header; wanted the columns of one of admin_penalty",
    ):
        records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def merged(path, cells):
    book = openpyxl.load_workbook(path)
    book.active.merge_cells(cells)
    book.save(path)


def test_a_file_under_a_merged_title_is_of_the_table_whose_header_it_has(tmp_path):
    for table, row in (("admin_penalty", PENALTY), ("admin_licence", LICENCE)):
        merged(write(tmp_path / "raw", [row], table=table, kind="xlsx", title=1), "A1:H1")
    province = records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "out")
    assert [len(province.rows(table)) for table in ("admin_penalty", "admin_licence")] == [1, 1]


def test_a_workbook_of_several_sheets_is_of_the_table_that_one_of_them_has(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path / "raw", [PENALTY], kind="xlsx"))
    book.create_sheet("说明").append(["填报说明"])
    book.save(tmp_path / "raw" / "admin_penalty-2018.xlsx")
    province = records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "out")
    assert len(province.rows("admin_penalty")) == 1


@pytest.mark.parametrize("title", [0, 1])
def test_a_header_of_merged_cells_is_still_refused(tmp_path, title):
    path = write(tmp_path / "raw", [PENALTY], kind="xlsx", title=title)
    book = openpyxl.load_workbook(path)
    width = book.active.max_column
    path.unlink()
    book.active.cell(title + 1, width + 1, "备注")
    book.active.merge_cells(
        start_row=title + 1, end_row=title + 1, start_column=width + 1, end_column=width + 2
    )
    book.save(path)
    with pytest.raises(RecordsError, match=rf"row {title + 1}, column \w+: header cells .* are merged"):
        records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "out")


def test_a_workbook_of_no_table_is_named_though_its_first_row_is_merged(tmp_path):
    path = write(tmp_path / "raw", [{}], kind="xlsx")
    book = openpyxl.Workbook()
    book.active.append(["通讯录"])
    book.active.append(["姓名", "电话"])
    book.save(path)
    merged(path, "A1:B1")
    with pytest.raises(MappingError, match=r"admin_penalty-2018\.xlsx: no table has this header"):
        records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "out")


def test_files_and_columns_that_were_not_read_are_said(tmp_path):
    write(tmp_path / "raw", [PENALTY | {"经办人": "某"}])
    for name in ("c.xls", "说明.docx", ".hidden"):
        (tmp_path / "raw" / name).write_bytes(b"x")
    province = records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "raw" / "out")
    assert "not read: c.xls (another kind of workbook: save it as .xlsx), 说明.docx" in province.assumptions
    said = "admin_penalty: columns not read: ['经办人'] (1 files: admin_penalty-2018.csv)"
    assert said in province.assumptions


@pytest.mark.parametrize(("table", "row"), [("admin_penalty", PENALTY), ("admin_licence", LICENCE)])
def test_nothing_is_said_of_a_folder_that_was_read_whole(tmp_path, table, row):
    province = convert(tmp_path, row, table=table)
    assert not [text for text in province.assumptions if "not read" in text]


def test_two_columns_that_mean_the_same_are_refused(tmp_path):
    write(tmp_path / "raw", [PENALTY | {"处罚结果": "x"}])
    with pytest.raises(
        RecordsError, match=r"column '处罚内容' is there twice \(as \['处罚内容', '处罚结果'\]\)"
    ):
        records.convert(tmp_path / "raw", mapping=NAME, out=tmp_path / "out")


@pytest.mark.parametrize(("year", "table"), LAYOUTS, ids=str)
def test_every_header_of_a_layout_is_there_once_and_both_names_mean_the_same_column(year, table):
    from creditscore.records._intake import Layout, named

    lines = LAYOUTS[year, table]
    names = {name: tuple(others) for name, others in TOML[table]["aliases"].items()}
    chinese, interface = (named([line[at] for line in lines], Layout(names=names)) for at in (0, 1))
    assert len(set(chinese)) == len(set(interface)) == len(lines)
    for line, one, other in zip(lines, chinese, interface, strict=True):
        assert one == other or (one, other) == (line[0], line[1]), line
        assert (one in names) == (other in names), line


# ------------------------------------------------------------------ writing


WORDS = st.text(st.sampled_from("甲乙丙丁（）〔〕〇2024号A b,;\"'\n|="), min_size=1, max_size=8).map(
    lambda text: f"文{text.strip()}末"
)
DAYS = st.dates(date(2016, 1, 1), date(2025, 12, 31))
KIND_SETS = st.sets(st.sampled_from(enumerations.codes("penalty_kind")), min_size=1, max_size=4).map(
    lambda kinds: [
        kind for kind in TOML["admin_penalty"]["columns"]["penalty_kinds"]["order"] if kind in kinds
    ]
)


@st.composite
def penalties(draw):
    rows = []
    for number in range(draw(st.integers(1, 20))):
        kinds, day = draw(KIND_SETS), draw(DAYS)
        maybe = {name: draw(st.one_of(st.none(), WORDS)) for name in (
            "violation_type", "violation_fact", "legal_basis", "penalty_content", "licence_withdrawn", "agency_uscc", "source_code",
        )}  # fmt: skip
        rows.append({
            **made.row(ADMIN_PENALTY, number), **maybe, "uscc": draw(st.sampled_from([made.SUBJECT, made.OTHER, SOLE])),
            "event_date": day, "known_date": day + timedelta(days=11), "doc_no": f"{draw(WORDS)}{number}", "agency": draw(WORDS),
            "penalty_kind": kinds[0], "penalty_kinds": "|".join(kinds), "violation_code": None, "procedure": None, "paid_date": None,
            "fine": draw(st.one_of(st.none(), st.integers(0, 10**13))), "confiscated": draw(st.one_of(st.none(), st.integers(0, 10**9))),
            "valid_until": draw(st.one_of(st.none(), DAYS, st.just(date(2099, 12, 31)))),
            "publicity_until": draw(st.one_of(st.none(), DAYS)),
        })  # fmt: skip
    return rows


@st.composite
def licences(draw):
    rows = []
    for number in range(draw(st.integers(1, 20))):
        day = draw(DAYS)
        maybe = {
            name: draw(st.one_of(st.none(), WORDS))
            for name in ("doc_name", "cert_name", "licence_no", "content", "agency_uscc", "source_code")
        }
        rows.append({
            **made.row(ADMIN_LICENCE, number), **maybe, "event_date": day, "known_date": day + timedelta(days=11),
            "doc_no": f"{draw(WORDS)}{number}", "agency": draw(WORDS), "licence_kind": draw(st.sampled_from(enumerations.codes("licence_kind"))),
            "current_state": draw(st.sampled_from([None, "valid", "invalid"])), "domain": None, "ended_date": None,
            "valid_from": draw(st.one_of(st.none(), st.just(day))), "valid_to": draw(st.sampled_from([None, date(2099, 12, 31), date(2030, 1, 1)])),
        })  # fmt: skip
    return rows


WRITTEN = {
    "admin_penalty": ["uscc", "event_date", "doc_no", "agency", "penalty_kind", "penalty_kinds", "fine", "confiscated", "violation_type",
                      "violation_fact", "legal_basis", "penalty_content", "licence_withdrawn", "agency_uscc", "source_code", "valid_until",
                      "publicity_until"],
    "admin_licence": ["uscc", "event_date", "doc_no", "doc_name", "licence_kind", "cert_name", "licence_no", "content", "valid_from",
                      "valid_to", "agency", "agency_uscc", "current_state", "source_code"],
}  # fmt: skip


def round_trip(table, rows, *, kind, headers, encoding):
    """Rows before and after, and whether writing what was read gives the same bytes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made.write(folder / "raw", table, rows)
        province = records.read(folder / "raw", out=folder / "in", source=Source(regions="free"))
        out = folder / "written" / f"x.{kind}"
        how = {"table": table.name, "headers": headers, "encoding": encoding}
        assert records.write_dual_publicity(province, out, **how) == out
        assert list(out.parent.iterdir()) == [out], "nothing else is left in the folder"
        again = records.convert(out.parent, mapping=NAME, out=folder / "again")
        assert again.rejected == {}
        first = out.read_bytes()
        assert records.write_dual_publicity(again, out, **how).read_bytes() == first, (
            "written again it is the same"
        )
        return province.rows(table.name), again.rows(table.name)


def same(rows, table):
    return sorted(([row[name] for name in WRITTEN[table.name]] for row in rows), key=str)


@pytest.mark.parametrize(("kind", "headers", "encoding"), [("csv", "chinese", "gb18030"), ("csv", "interface", "utf-8-sig"), ("xlsx", "chinese", "utf-8")])  # fmt: skip
@settings(max_examples=4)
@given(data=st.data())
def test_what_is_written_is_read_again_as_it_was(kind, headers, encoding, data):
    for table, rows in ((ADMIN_PENALTY, data.draw(penalties())), (ADMIN_LICENCE, data.draw(licences()))):
        before, after = round_trip(table, rows, kind=kind, headers=headers, encoding=encoding)
        assert same(after, table) == same(before, table)


def province_of(folder, rows, *, entities=(), events=()):
    made.write(folder / "raw", ADMIN_PENALTY, rows)
    if entities:
        made.write(folder / "raw", ENTITY, entities)
    if events:
        made.write(folder / "raw", RECORD_EVENT, events)
    return records.read(folder / "raw", out=folder / "in", source=Source(regions="free"))


def lines_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_says_names_kinds_and_amounts_as_the_layout_wants_them(tmp_path):
    rows = [made.row(ADMIN_PENALTY, 0, fine=123_456_789, penalty_kinds=None, penalty_kind="stop_production"),
            made.row(ADMIN_PENALTY, 1, uscc=SOLE, fine=None, penalty_kinds="fine|warning", confiscated=1)]  # fmt: skip
    entities = [made.row(ENTITY, 0, name="旧名"), made.row(ENTITY, 1, name="新名")]
    out = records.write_dual_publicity(
        province_of(tmp_path, rows, entities=entities), tmp_path / "x.csv", headers="interface"
    )
    first, second = lines_of(out)
    assert list(first) == [line[1] for line in LAYOUTS["2018", "admin_penalty"]]
    assert (first["CF_XDR_MC"], first["CF_XDR_LB"], first["CF_NR_FK"]) == (
        "新名",
        "法人及非法人组织",
        "123.456789",
    )
    assert (first["CF_CFLB"], first["CF_JDRQ"]) == ("责令停产停业", "2021-03-01")
    assert (second["CF_XDR_MC"], second["CF_XDR_LB"], second["CF_NR_FK"], second["CF_CFLB"]) == (
        "",
        "个体工商户",
        "",
        "罚款;警告",
    )
    assert second["CF_NR_WFFF"] == "0.000001"


def test_days_are_chosen_and_replaced_and_revoked_decisions_are_left_out(tmp_path):
    old = made.row(ADMIN_PENALTY, 0, fine=1)
    corrected = {
        **old,
        "known_date": old["known_date"] + timedelta(days=9),
        "fine": 2,
        "record_id": "corrected",
    }
    rows = [old, corrected, *(made.row(ADMIN_PENALTY, number) for number in (1, 2, 3))]
    revoked = made.row(RECORD_EVENT, 30, record_id="admin_penalty-1", kind="revoked")
    repaired = made.row(RECORD_EVENT, 30, record_id="admin_penalty-2", kind="repaired")
    province = province_of(tmp_path, rows, events=[revoked, repaired])
    found = lines_of(
        records.write_dual_publicity(province, tmp_path / "x.csv", until=made.DAY + timedelta(days=3))
    )
    assert [(row["处罚决定日期"], row["罚款金额（万元）"]) for row in found] == [
        ("2021-03-01", "0.000002"),
        ("2021-03-03", "0.0001"),
    ]
    found = lines_of(
        records.write_dual_publicity(province, tmp_path / "y.csv", since=made.DAY + timedelta(days=3))
    )
    assert [row["处罚决定日期"] for row in found] == ["2021-03-04"]


def test_what_cannot_be_written_is_said_and_leaves_no_file(tmp_path):
    province = province_of(tmp_path, [made.row(ADMIN_PENALTY)])
    with pytest.raises(MappingError, match=r"no layout '2020' of admin_penalty; wanted one of .*'2018'"):
        records.write_dual_publicity(province, tmp_path / "x.csv", layout="2020")
    with pytest.raises(RecordsError, match=r"wanted a name ending in \.csv or \.xlsx"):
        records.write_dual_publicity(province, tmp_path / "x.xls")
    with pytest.raises(RecordsError, match="cannot be encoded as ascii"):
        records.write_dual_publicity(province, tmp_path / "x.csv", encoding="ascii")
    with pytest.raises(RecordsError, match="table 'admin_licence' is missing"):
        records.write_dual_publicity(province, tmp_path / "x.csv", table="admin_licence")
    assert not list(tmp_path.glob("*x.*"))


def test_more_rows_than_a_sheet_holds_are_not_written_to_one(tmp_path, monkeypatch):
    from creditscore.records import _limits

    monkeypatch.setattr(_limits, "LIMITS", replace(_limits.LIMITS, rows=2))
    province = province_of(tmp_path, [made.row(ADMIN_PENALTY, number) for number in (0, 1)])
    with pytest.raises(RecordsError, match="more than 1 rows do not fit on a sheet; write CSV"):
        records.write_dual_publicity(province, tmp_path / "x.xlsx")
    assert not list(tmp_path.glob("*x.*"))


def test_amounts_of_more_digits_than_a_sheet_keeps_are_written_as_text(tmp_path):
    rows = [made.row(ADMIN_PENALTY, 0, fine=9_007_199_254_740_993), made.row(ADMIN_PENALTY, 1, fine=10_000)]
    out = records.write_dual_publicity(province_of(tmp_path, rows), tmp_path / "w" / "x.xlsx")
    column = next(
        cell.column for cell in openpyxl.load_workbook(out).active[1] if cell.value == "罚款金额（万元）"
    )
    kinds = [row[column - 1].data_type for row in openpyxl.load_workbook(out).active.iter_rows(min_row=2)]
    assert kinds == ["s", "n"]
    again = records.convert(out.parent, mapping=NAME, out=tmp_path / "again")
    assert sorted(row["fine"] for row in again.rows("admin_penalty")) == [10_000, 9_007_199_254_740_993]
    assert Decimal(9_007_199_254_740_993) / 1_000_000 == Decimal("9007199254.740993")
