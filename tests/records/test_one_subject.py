"""Records of one subject out of a whole province: found without reading every byte, and never from another file."""

from __future__ import annotations

import json
import shutil

import pytest

from creditscore import simulate
from creditscore.errors import RecordsError
from creditscore.records import Province
from creditscore.records._manifest import footer_sha256


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return simulate.province(entities=40, seed=2, out=tmp_path_factory.mktemp("one") / "province").path


@pytest.fixture
def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def somebody(folder) -> str:
    return Province(folder).frame("utility_bill", ["uscc"])["uscc"].iloc[0]


def test_reading_writes_down_the_footer_of_every_table(folder):
    province = Province(folder)
    for name, entry in province.manifest.tables.items():
        assert entry.footer_sha256 == footer_sha256(folder / f"{name}.parquet") != ""


def test_only_the_tables_asked_for_are_read(folder):
    held = Province(folder).records_of(somebody(folder), tables=["utility_bill", "coverage", "no_such_table"])
    assert list(held) == ["utility_bill"] and held["utility_bill"]
    whole = Province(folder).records_of(somebody(folder))
    assert whole["utility_bill"] == held["utility_bill"] and "entity" in whole and "coverage" not in whole


def test_another_file_in_the_place_of_a_table_is_noticed(copy):
    shutil.copy(copy / "inspection.parquet", copy / "utility_bill.parquet")
    with pytest.raises(RecordsError, match=r"utility_bill\.parquet.*its size or footer differs"):
        Province(copy).records_of("91220102MA0Y1RPR7A")


def test_a_truncated_or_lengthened_file_is_noticed(copy):
    path = copy / "utility_bill.parquet"
    whole = path.read_bytes()
    for broken in (whole[:-100], whole + b"\0", whole[: len(whole) // 2] + whole[len(whole) // 2 + 1 :], b""):
        path.write_bytes(broken)
        with pytest.raises(RecordsError, match="its size or footer differs"):
            Province(copy).records_of("91220102MA0Y1RPR7A")


def test_a_byte_changed_inside_is_seen_wherever_the_table_is_used_whole(copy):
    """What the footer cannot see, the digest does: ``table``, ``frame`` and everything computed from them."""
    path = copy / "utility_bill.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    assert footer_sha256(path) == Province(copy).manifest.tables["utility_bill"].footer_sha256
    with pytest.raises(RecordsError, match="its SHA-256 differs"):
        Province(copy).frame("utility_bill")
    with pytest.raises(RecordsError, match="its SHA-256 differs"):
        Province(copy).table("utility_bill")


def test_a_folder_written_before_there_were_footers_is_compared_whole(copy):
    path = copy / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for entry in content["tables"].values():
        entry.pop("footer_sha256")
    path.write_text(json.dumps(content), encoding="utf-8")
    entity = somebody(copy)
    assert Province(copy).records_of(entity)["utility_bill"]
    bills = copy / "utility_bill.parquet"
    changed = bytearray(bills.read_bytes())
    changed[len(changed) // 3] ^= 1
    bills.write_bytes(changed)
    with pytest.raises(RecordsError, match="its SHA-256 differs"):
        Province(copy).records_of(entity)


def test_what_is_no_parquet_file_has_no_footer(tmp_path):
    for content in (b"", b"PAR1", b"x" * 100, b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1"):
        (tmp_path / "x").write_bytes(content)
        assert footer_sha256(tmp_path / "x") == ""
