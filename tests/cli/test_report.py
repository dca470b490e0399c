"""``creditscore report`` and ``creditscore repair``, end to end on a small made-up province."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from creditscore import records, scorer, simulate
from creditscore.cli import main
from creditscore.reporting import credit_report_schema
from tests.record_cards import card

DAY = "2025-06-30"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "province"
    return simulate.province(entities=150, seed=3, out=out).path


@pytest.fixture(scope="module")
def firm(folder: Path) -> str:
    """An enterprise with penalties known by the day."""
    frame = records.read(folder).frame("admin_penalty", ["uscc", "known_date"])
    firms = frame[frame["uscc"].str.startswith("91") & (frame["known_date"] < DAY)]
    return str(firms["uscc"].value_counts().sort_index().idxmax())


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    place = tmp_path_factory.mktemp("bundles")
    return {layer: str(scorer.write_bundle(place / layer, card(layer))) for layer in ("public", "authorised")}  # type: ignore[arg-type]


def asked(command: str, entity: str, folder: Path, *more: str) -> list[str]:
    return [command, entity, "--records", str(folder), "--as-of", DAY, *more]


def test_a_report_is_written_in_three_forms_that_agree(folder, firm, bundles, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(asked("report", firm, folder, "--out", str(out), "--bundle", bundles["public"])) == 0
    said = capsys.readouterr().out
    assert "MADE-UP DATA" in said and said.count("wrote ") == 3
    files = {path.suffix: path for path in out.iterdir()}
    content = json.loads(files[".json"].read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(credit_report_schema()).validate(content)
    assert content["subject"]["identifier"] == firm and content["as_of"] == DAY
    assert content["records_sha256"] == records.read(folder).digest
    assert content["score"]["status"] in ("scored", "not_scored")
    rows = list(csv.DictReader(files[".csv"].read_text(encoding="utf-8-sig").splitlines()))
    shown = {
        record["record_id"]
        for section in content["sections"]
        for table in section["tables"]
        for record in table["records"]
    }
    assert {
        row["record_id"] for row in rows if row["section"] not in ("report", "subject", "not_shown", "score")
    } == shown
    page = files[".html"].read_text(encoding="utf-8")
    assert firm in page and content["records_sha256"] in page and "虚构数据" in page


def test_the_report_shows_what_the_set_wise_filter_publishes_table_by_table(folder, firm, capsys):
    """S082: one entity's report and the publication filter of the whole province are one definition."""
    from datetime import date

    from creditscore import rights
    from creditscore.reporting._credit_parts import SECTIONS

    province = records.read(folder)
    shop = province.frame("admin_penalty", ["uscc"])["uscc"]
    for entity in (firm, str(shop[shop.str.startswith("92")].min())):
        assert main(asked("report", entity, folder)) == 0
        content = json.loads(capsys.readouterr().out)
        shown: dict[str, list[str]] = {}
        for section in content["sections"]:
            for table in section["tables"]:
                shown.setdefault(table["table"], []).extend(one["record_id"] for one in table["records"])
        for name in {part.table for parts in SECTIONS.values() for part in parts} - {
            "complaint",
            "commitment",
        }:
            if province.has(name):
                rows = rights.published(province, name, on=date.fromisoformat(DAY))
                wanted = rows.filter(rows.uscc == entity).to_pandas()["record_id"]
                assert sorted(shown[name]) == sorted(wanted), name


def test_without_out_the_report_is_json_on_the_screen(folder, firm, capsys):
    assert main(asked("report", firm, folder)) == 0
    assert json.loads(capsys.readouterr().out)["subject"]["identifier"] == firm


def test_one_file_or_some_formats_may_be_asked_for(folder, firm, tmp_path, capsys):
    assert main(asked("report", firm, folder, "--out", str(tmp_path / "one.html"))) == 0
    assert main(asked("report", firm, folder, "--out", str(tmp_path / "some"), "--format", "json,csv")) == 0
    assert [path.name for path in tmp_path.glob("*.html")] == ["one.html"]
    assert sorted(path.suffix for path in (tmp_path / "some").iterdir()) == [".csv", ".json"]
    assert main(asked("report", firm, folder, "--out", str(tmp_path / "none"), "--format", "pdf")) == 2
    assert "wanted formats among" in capsys.readouterr().err


def test_two_runs_write_the_same_bytes(folder, firm, tmp_path):
    for name in ("a", "b"):
        assert main(asked("report", firm, folder, "--out", str(tmp_path / name))) == 0
    first, second = (sorted((tmp_path / name).iterdir()) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("command", ["report", "repair"])
@pytest.mark.parametrize(
    ("given", "why"),
    [("11010519491231002X", "looks like a resident ID"), ("91220102MA0Y1RPR7B", "right check character"),
     ("91220102MA0Y1RPR7A", "no record of it")],
)  # fmt: skip
def test_what_cannot_be_reported_on_is_said_without_echo(command, given, why, folder, capsys):
    assert main(asked(command, given, folder)) == 2
    said = capsys.readouterr()
    assert why in said.err and given not in said.err and said.out == ""


def test_a_report_after_the_data_carries_a_note(folder, firm, tmp_path, capsys):
    late = ["report", firm, "--records", str(folder), "--as-of", "2027-01-01", "--out", str(tmp_path)]
    assert main(late) == 0
    assert "lies after the end of the data" in capsys.readouterr().out


def test_a_financing_report_wants_an_authorisation_that_holds(folder, firm, bundles, tmp_path, capsys):
    wanted = asked("report", firm, folder, "--layer", "financing", "--out", str(tmp_path / "x.json"))
    assert main(wanted) == 2
    assert main([*wanted, "--authorisation", "none-such", "--user", "bank"]) == 2
    assert main(asked("report", firm, folder, "--bundle", bundles["authorised"])) == 2
    assert main(asked("repair", firm, folder, "--bundle", bundles["authorised"])) == 2
    said = capsys.readouterr().err
    assert (
        said.count("no authorisation") == 2 and "no such authorisation" in said and "report is public" in said
    )
    assert not list(tmp_path.iterdir())


def test_an_authorisation_of_the_province_opens_what_it_covers(folder, tmp_path, capsys):
    frame = records.read(folder).frame("authorisation")
    day = "2025-06-30"
    holds = frame[
        frame["uscc"].str.startswith("91") & frame["purpose"].isin(["loan_origination", "loan_monitoring"])
        & (frame["known_date"] < day) & (frame["valid_from"] <= day)
        & (frame["valid_to"].isna() | (frame["valid_to"] >= day))
        & (frame["withdrawn_date"].isna() | (frame["withdrawn_date"] > day))
    ]  # fmt: skip
    if holds.empty:
        pytest.skip("no authorisation of this small province holds on the day")
    grant = holds.iloc[0]
    more = ("--layer", "financing", "--authorisation", grant["authorisation_no"], "--user", grant["user_id"])
    assert main(asked("report", grant["uscc"], folder, *more, "--out", str(tmp_path / "bank.json"))) == 0
    content = json.loads((tmp_path / "bank.json").read_text(encoding="utf-8"))
    assert content["layer"] == "financing" and content["authorisation"]["user_id"] == grant["user_id"]
    opened = {table["table"] for section in content["sections"] if section["key"] == "authorised"
              for table in section["tables"]}  # fmt: skip
    assert opened and opened <= set(grant["scope"].split())


def test_the_repair_calculator_prints_and_writes_every_adverse_record(
    folder, firm, bundles, tmp_path, capsys
):
    out = tmp_path / "repair.json"
    assert main(asked("repair", firm, folder, "--bundle", bundles["public"], "--out", str(out))) == 0
    said = capsys.readouterr().out
    content = json.loads(out.read_text(encoding="utf-8"))
    assert content["format"] == "creditscore.repairs" and content["subject"] == firm and content["made_up"]
    assert content["lines"] and all(line["record_id"] in said for line in content["lines"])
    assert content["now"]["score"] <= content["all_repaired"]["score"]
    assert "score now" in said and "MADE-UP DATA" in said
    table = tmp_path / "repair.csv"
    assert main(asked("repair", firm, folder, "--out", str(table))) == 0
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["record_id"] for row in rows] == [line["record_id"] for line in content["lines"]]


def test_a_repair_file_of_another_kind_is_refused_before_anything_is_written(folder, firm, tmp_path, capsys):
    assert main(asked("repair", firm, folder, "--out", str(tmp_path / "repair.pdf"))) == 2
    assert "wanted one of" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_a_file_that_was_exchanged_is_noticed(folder, firm, tmp_path, capsys):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "admin_penalty.parquet").write_bytes((copy / "admin_licence.parquet").read_bytes())
    assert main(["report", firm, "--records", str(copy), "--as-of", DAY]) == 2
    assert "its size or footer differs" in capsys.readouterr().err
