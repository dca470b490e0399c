"""Warnings: rows that are accepted and counted, because something about them is odd."""

from __future__ import annotations

import json
from datetime import date

import pytest

from creditscore import records
from creditscore.codes import regions, uscc
from creditscore.records import RULES, TABLES, Manifest, Source
from creditscore.records._manifest import read_manifest
from creditscore.records._rules import WARNINGS
from tests.records import tables as made

BILL, PENALTY, INSURANCE = TABLES["utility_bill"], TABLES["admin_penalty"], TABLES["social_insurance_monthly"]


def read(tmp_path, table, rows, **declared):
    raw = made.write(tmp_path / "raw", table, rows).parent
    province = records.read(raw, out=tmp_path / "out", source=Source(**declared))
    assert province.rejected == {}
    assert records.check(raw, source=Source(**declared)).warnings[table.name] == province.warnings.get(
        table.name, {}
    )
    return province.warnings.get(table.name, {})


def odd_code() -> str:
    """A credit code that is valid, around an organisation code whose own check character is wrong."""
    right = made.SUBJECT[16]
    first17 = made.SUBJECT[:16] + ("1" if right != "1" else "2")
    return first17 + uscc.check_character(first17)


def test_a_credit_code_around_an_odd_organisation_code_is_accepted_and_counted(tmp_path):
    assert uscc.check(odd_code()).valid
    rows = [made.row(PENALTY, number, uscc=odd_code() if number else made.SUBJECT) for number in range(3)]
    assert read(tmp_path, PENALTY, rows) == {"odd_organisation_code": 2}


def test_pseudonyms_hold_no_organisation_code(tmp_path):
    assert read(tmp_path, PENALTY, [made.row(PENALTY, uscc="E1")], identifier="pseudonym") == {}


RETIRED = next(
    region for region in regions.REGIONS.values() if region.standing == "retired" and region.retired_in
)


@pytest.mark.parametrize(("year", "counted"), [(-1, 0), (0, 0), (1, 1)])
def test_a_retired_region_is_odd_from_the_year_after_it_went_out_of_use(tmp_path, year, counted):
    day = date(int(RETIRED.retired_in) + year, 6, 1)
    found = read(tmp_path, PENALTY, [made.row(PENALTY, region_code=RETIRED.code, event_date=day, known_date=day,
                                             paid_date=None, valid_until=None, publicity_until=None)])  # fmt: skip
    assert found == ({"retired_region": 1} if counted else {})


def test_regions_of_another_code_system_are_not_called_retired(tmp_path):
    assert read(tmp_path, PENALTY, [made.row(PENALTY, region_code=RETIRED.code)], regions="free") == {}


# ------------------------------------------------------------------ units


def bills(*amounts: int, uscc: str = made.SUBJECT, start: int = 0):
    return [
        made.row(BILL, start + number, uscc=uscc, amount_due=amount, amount_paid=amount)
        for number, amount in enumerate(amounts)
    ]


def test_money_that_is_far_above_its_column_and_its_own_subject_may_be_in_another_unit(tmp_path):
    usual = bills(*range(10_000, 10_040))
    assert read(tmp_path, BILL, [*usual, *bills(10_020 * 10_000, start=40)]) == {"suspected_unit_error": 1}


def test_a_large_subject_among_small_ones_is_not_suspected(tmp_path):
    usual = bills(*range(10_000, 10_040))
    large = bills(*[20_000_000] * 5, uscc=made.OTHER, start=100)
    assert read(tmp_path, BILL, [*usual, *large]) == {}


def test_a_subject_with_few_bills_is_judged_by_everybody_elses(tmp_path):
    usual = bills(*range(10_000, 10_040))
    seldom = bills(90_000_000, 110_000_000, uscc=made.OTHER, start=100)
    assert read(tmp_path, BILL, [*usual, *seldom]) == {"suspected_unit_error": 1}


@pytest.mark.parametrize(
    "table", [table for table in TABLES.values() if table.enveloped], ids=lambda table: table.name
)
def test_money_of_zero_or_missing_suspects_nobody(tmp_path, table):
    money = {column.name: 0 for column in table.columns if column.kind == "money"}
    rows = [made.row(table, number, **money) for number in range(3)]
    raw = made.write(tmp_path / "raw", table, rows).parent
    assert "suspected_unit_error" not in records.check(raw).warned


# ------------------------------------------------------------------ months


def months(*numbers: int, uscc: str = made.SUBJECT):
    return [
        made.row(
            INSURANCE,
            40 * number,
            record_id=f"{uscc}-{number}",
            uscc=uscc,
            month=date(2021 + number // 12, number % 12 + 1, 1),
        )
        for number in numbers
    ]


def test_months_without_a_row_between_the_first_and_the_last_are_counted(tmp_path):
    rows = [*months(0, 1, 4, 13), *months(3, 4, uscc=made.OTHER)]
    assert read(tmp_path, INSURANCE, rows) == {"missing_months": 2 + 8}


def test_a_contract_that_begins_later_leaves_no_gap_in_another(tmp_path):
    table = TABLES["loan_performance"]
    rows = [
        made.row(table, 40 * number, contract_no=contract, month=date(2021, number + 1, 1), balance=100)
        for contract, run in (("a", (0, 1, 2)), ("b", (7, 8)))
        for number in run
    ]
    assert read(tmp_path, table, rows) == {}


# ------------------------------------------------------------------ where they are told


def test_warnings_are_in_the_manifest_in_the_check_and_in_their_order(tmp_path):
    rows = [made.row(PENALTY, 0, uscc=odd_code(), paid_date=date(2020, 1, 1)), made.row(PENALTY, 1, fine=-1)]
    raw = made.write(tmp_path / "raw", PENALTY, rows).parent
    province = records.read(raw, out=tmp_path / "out")
    assert list(province.warnings["admin_penalty"]) == [
        "odd_organisation_code",
        "penalty_paid_before_decided",
    ]
    assert read_manifest(province.path) == province.manifest
    for result in (records.check(raw), records.check(province.path)):
        assert result.warned == {"odd_organisation_code": 1, "penalty_paid_before_decided": 1}
        assert result.accepted == {"admin_penalty": 1} | (
            {"coverage": 1} if "coverage" in result.accepted else {}
        )
        assert all(titles == RULES[rule] for rule, titles in result.titles.items())
    assert records.check(raw).by_rule == {"below_minimum": 1}
    frame = records.check(raw).frame.set_index("rule")["rows"]
    assert frame.to_dict() == {
        "accepted": 1, "below_minimum": 1, "odd_organisation_code": 1, "penalty_paid_before_decided": 1,
    }  # fmt: skip


def test_a_manifest_written_before_there_were_warnings_is_still_read(tmp_path):
    raw = made.write(tmp_path / "raw", PENALTY, [made.row(PENALTY)]).parent
    path = records.read(raw, out=tmp_path / "out").path / "manifest.json"
    content = json.loads(path.read_text())
    for entry in content["tables"].values():
        del entry["warnings"]
    path.write_text(json.dumps(content))
    old = records.read(path.parent)
    assert isinstance(old.manifest, Manifest)
    assert old.warnings == {}


def test_every_warning_is_a_rule_with_titles_and_no_rule_that_refuses():
    assert set(WARNINGS) <= set(RULES)
    refusing = {check.rule for table in TABLES.values() for check in table.checks if check.level == "refuse"}
    assert not refusing & set(WARNINGS)
    assert all(zh and en for zh, en in RULES.values())


# ------------------------------------------------------------------ pairing in a check


def test_a_check_pairs_status_changes_with_their_records_as_reading_does(tmp_path):
    raw = tmp_path / "raw"
    event = TABLES["record_event"]
    made.write(raw, PENALTY, [made.row(PENALTY, 0), made.row(PENALTY, 1, fine=-1)])
    made.write(raw, TABLES["list_entry"], [made.row(TABLES["list_entry"], 0)])
    made.write(raw, event, [
        made.row(event, 0, record_id="admin_penalty-0"),
        made.row(event, 1, record_id="admin_penalty-1"),
        made.row(event, 2, record_id="list_entry-0"),
        made.row(event, 3, record_id="list_entry-0", table_name="list_entry"),
        made.row(event, 4, record_id="list_entry-0", table_name="list_entry", uscc=made.OTHER),
    ])  # fmt: skip
    result = records.check(raw)
    province = records.read(raw, out=tmp_path / "out")
    assert result.rejected["record_event"] == province.rejected["record_event"] == {"unpaired_event": 3}
    again = records.check(province.path)
    assert again.rejected["record_event"] == {}
