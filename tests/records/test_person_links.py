"""Person links are keyed hashes: the key lies outside the data, and what was hashed is nowhere to be found."""

from __future__ import annotations

import hashlib
import hmac
import tomllib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records
from creditscore.cli import main
from creditscore.errors import MappingError
from tests.records import tables as made

MAPPING = """
identifier = "uscc"
regions = "free"
[entity]
files = ["e.*"]
known = { assumed_lag_days = 1 }
[entity.columns]
uscc = "代码"
name = "名称"
event_date = "日期"
entity_type = { from = "类型", values = { "企业" = "enterprise" } }
legal_rep_hash = { from = "证件号", hash = "hmac" }
"""
KEY = b"0123456789abcdef0123456789abcdef"
PERSON = made.resident_id()


def source(folder, *persons, day="2021-01-01"):
    (folder / "raw").mkdir(exist_ok=True)
    lines = [
        f"{made.SUBJECT},甲,{day if not number else f'2021-02-{number:02d}'},企业,{person}"
        for number, person in enumerate(persons)
    ]
    (folder / "raw" / "e.csv").write_text("\n".join(["代码,名称,日期,类型,证件号", *lines]), encoding="utf-8")
    return folder / "raw"


def key(folder, content=KEY):
    (folder / "key").write_bytes(content)
    return folder / "key"


def convert(folder, *persons, content=KEY, **how):
    return records.convert(source(folder, *persons), mapping=tomllib.loads(MAPPING), out=folder / "out",
                           key=key(folder, content), **how)  # fmt: skip


def hashes(province):
    return [row["legal_rep_hash"] for row in province.rows("entity")]


def test_a_person_becomes_the_hmac_of_their_number_and_leaves_no_trace(tmp_path):
    province = convert(tmp_path, PERSON, PERSON.lower(), "", f" {PERSON} ", "何时")
    wanted = hmac.new(KEY, PERSON.encode(), hashlib.sha256).hexdigest()
    assert hashes(province) == [
        wanted,
        wanted,
        None,
        wanted,
        hmac.new(KEY, "何时".encode(), hashlib.sha256).hexdigest(),
    ]
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert PERSON.encode() not in path.read_bytes()
            assert KEY not in path.read_bytes()


def test_a_refused_row_does_not_show_who_it_was_about(tmp_path):
    source(tmp_path, PERSON, PERSON, day="someday")
    province = convert_again(tmp_path)
    (found,) = made.rejected(province.path, "entity")
    assert found["名称"] == "甲" and "证件号" not in found
    assert PERSON.encode() not in (province.path / "rejected" / "entity.parquet").read_bytes()


def convert_again(folder):
    return records.convert(
        folder / "raw", mapping=tomllib.loads(MAPPING), out=folder / "out", key=key(folder)
    )


@settings(max_examples=10)
@given(
    st.binary(min_size=32, max_size=200).filter(lambda text: text.rstrip(b"\r\n") == text),
    st.text("0123456789X护照", min_size=1),
)
def test_the_engine_computes_the_hmac_of_the_standard(content, person):
    import duckdb

    from creditscore.records import _secret
    from creditscore.records._folding import keyed_hash

    connection = duckdb.connect()
    _secret.arm(connection, content)
    row = connection.execute(f"SELECT {keyed_hash('person')} FROM (SELECT ? AS person)", [person]).fetchone()
    assert row == (hmac.new(content, person.encode(), hashlib.sha256).hexdigest(),)


def test_parquet_is_hashed_as_text_files_are(tmp_path):
    first = hashes(convert(tmp_path, PERSON))
    (tmp_path / "raw" / "e.csv").unlink()
    columns = {
        "代码": [made.SUBJECT],
        "名称": ["甲"],
        "日期": ["2021-01-01"],
        "类型": ["企业"],
        "证件号": [PERSON],
    }
    pq.write_table(pa.table(columns), tmp_path / "raw" / "e.parquet")
    assert hashes(convert_again(tmp_path)) == first


def test_another_key_gives_other_hashes_and_is_read_again(tmp_path):
    first = convert(tmp_path, PERSON)
    one, told = hashes(first), first.manifest.source["key"]
    second = convert(tmp_path, PERSON, content=KEY[::-1])
    assert hashes(second) != one
    assert second.manifest.source["key"] != told
    assert KEY.decode() not in str(second.manifest)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"short", "the key is too short: 5 bytes; wanted at least 32"), (b"\n" * 64, "too short: 0 bytes")],
)
def test_a_key_that_protects_nothing_is_refused(tmp_path, content, says):
    with pytest.raises(MappingError, match=says):
        convert(tmp_path, PERSON, content=content)
    assert not (tmp_path / "out").exists()


def test_a_missing_key_or_one_among_the_data_is_refused(tmp_path):
    mapped, raw = tomllib.loads(MAPPING), source(tmp_path, PERSON)
    with pytest.raises(
        MappingError, match=r"entity\.legal_rep_hash is kept as a keyed hash and no key was given"
    ):
        records.convert(raw, mapping=mapped, out=tmp_path / "out")
    with pytest.raises(MappingError, match="the key cannot be read"):
        records.convert(raw, mapping=mapped, out=tmp_path / "out", key=tmp_path / "none")
    for folder in (raw, tmp_path / "out"):
        folder.mkdir(exist_ok=True)
        with pytest.raises(MappingError, match="the key lies inside"):
            records.convert(raw, mapping=mapped, out=tmp_path / "out", key=key(folder))
        (folder / "key").unlink()


def test_only_a_column_for_hashes_takes_one(tmp_path):
    wrong = tomllib.loads(MAPPING.replace("legal_rep_hash =", "former_uscc ="))
    with pytest.raises(MappingError, match=r"a keyed hash is kept in a text column named …_hash"):
        records.convert(source(tmp_path, PERSON), mapping=wrong, out=tmp_path / "out", key=key(tmp_path))
    wrong = tomllib.loads(MAPPING.replace('hash = "hmac"', 'hash = "md5"'))
    with pytest.raises(MappingError, match="hash wanted \"hmac\", found 'md5'"):
        records.convert(source(tmp_path, PERSON), mapping=wrong, out=tmp_path / "out", key=key(tmp_path))


def test_the_command_takes_the_key_from_a_file(tmp_path, capsys):
    raw = source(tmp_path, PERSON)
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    asked = ["read", str(raw), "--mapping", str(tmp_path / "m.toml"), "--out", str(tmp_path / "out")]
    assert main(asked) == 2
    assert "no key was given; give the file of the key (key=…, --key FILE)" in capsys.readouterr().err
    assert main([*asked, "--key", str(key(tmp_path))]) == 0
    told = capsys.readouterr()
    assert "entity 主体登记信息: 1 rows, 1 accepted, 0 refused" in told.out
    assert PERSON not in told.out + told.err
