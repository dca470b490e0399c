"""What is planted is known, and reading finds it: rule by rule, table by table."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from creditscore import records, simulate
from creditscore.codes import identifiers
from creditscore.plan.operations import compile_expression
from creditscore.records import TABLES
from creditscore.simulate._corrections import REVISED
from creditscore.simulate._families import FAMILIES
from creditscore.simulate._misfits import misfits

CALLED = {
    "natural_person": "resident_id",
    "negative_amount": "below_minimum",
    "duplicate_row": "duplicate_key",
}
"""What reading calls a defect that the truth calls otherwise."""

NOT_WRONG_IN_THE_ROW = ("wrong_unit", "late_report", "missing_report", "publicity_conflict", "false_materials",
                        "changed_code", "merged", "old_code", "missing_month", "revised")  # fmt: skip
"""Defects that no rule about one row can see."""

DIRTY = ("retired_region", "odd_organisation_code")
"""Codes that are odd and pass."""
SIMULATED = ("coverage", "record_event", *(line.table for line in FAMILIES))


@pytest.fixture(scope="module")
def province(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> records.Province:
    return records.read(raw, out=tmp_path_factory.mktemp("canonical") / "province")


@pytest.fixture(scope="module")
def planted(raw: Path) -> pd.DataFrame:
    return simulate.truth(raw)["planted"]


def of(planted: pd.DataFrame, table: str) -> pd.DataFrame:
    return planted[planted["table_name"] == table]


@pytest.mark.parametrize("table", SIMULATED)
def test_reading_refuses_what_was_planted_and_nothing_else(
    table: str, province: records.Province, planted: pd.DataFrame
) -> None:
    warned = {*DIRTY, *(check.rule for check in TABLES[table].checks if check.level == "warn")}
    defects = of(planted, table)["defect"]
    wanted = Counter(
        CALLED.get(defect, defect) for defect in defects if defect not in {*NOT_WRONG_IN_THE_ROW, *warned}
    )
    found = Counter(dict(province.manifest.tables[table].rejected))
    for rule in ("duplicate_key", "duplicate_feed"):
        # a twin whose good row is wrong itself stands alone and is accepted
        assert 0.93 * wanted[rule] - 1 <= found.pop(rule, 0) <= wanted.pop(rule, 0), (table, rule)
    if table == "record_event":  # what happened to a record that was refused
        del found["unpaired_event"], wanted["unpaired_event"]
    assert found == wanted, table


def test_events_of_refused_records_are_unpaired(
    province: records.Province, planted: pd.DataFrame, ask
) -> None:
    wanted = (of(planted, "record_event")["defect"] == "unpaired_event").sum()
    refused = province.manifest.tables["record_event"].rejected["unpaired_event"]
    broken = ask(
        "SELECT count(*) AS n FROM record_event e SEMI JOIN true_planted p USING (table_name, record_id)"
    )
    assert wanted <= refused <= wanted + broken["n"][0]
    assert wanted > 0


@pytest.mark.parametrize("table", SIMULATED)
def test_every_check_and_rule_of_a_table_has_a_case(table: str, planted: pd.DataFrame, raw: Path) -> None:
    if table in ("coverage", "record_event"):
        assert {"unknown_code", "duplicate_key"} <= set(of(planted, table)["defect"])
        return
    wanted = {misfit.rule for misfit in misfits(TABLES[table], end_day=0)}
    missed = wanted - set(of(planted, table)["defect"])
    rows = pq.read_metadata(raw / f"{table}.parquet").num_rows
    assert not missed or (rows < 100 and missed <= {check.rule for check in TABLES[table].checks}), missed


def of_rows(table: str, rule: str, planted: pd.DataFrame, raw: Path) -> list[dict[str, object]]:
    ids = planted.loc[(planted["table_name"] == table) & (planted["defect"] == rule), "record_id"].tolist()
    return (
        pq.read_table(raw / f"{table}.parquet", filters=[("record_id", "in", ids)]).to_pylist() if ids else []
    )


CHECKS = [(table, check) for table in SIMULATED for check in TABLES[table].checks]


@pytest.mark.parametrize(("table", "check"), CHECKS, ids=[f"{table}-{check.rule}" for table, check in CHECKS])
def test_a_planted_row_breaks_the_check_it_was_planted_for(
    table, check, planted: pd.DataFrame, raw: Path
) -> None:
    money = [column.name for column in TABLES[table].columns if column.kind == "money"]
    wrong = compile_expression(check.wrong)
    for row in of_rows(table, check.rule, planted, raw):
        yuan = {name: None if row[name] is None else row[name] / 100 for name in money}
        assert wrong(row | yuan, date(2026, 1, 1)) is True, row


def test_what_a_check_warns_of_was_corrected_the_day_after(planted: pd.DataFrame, raw: Path) -> None:
    count = 0
    for table, check in CHECKS:
        if check.level == "warn":
            for row in of_rows(table, check.rule, planted, raw):
                assert (row["superseded_date"] - row["known_date"]).days == 1
                assert row["superseded_date"].day > 1
                count += 1
    assert count > 20


@pytest.mark.parametrize("table", SIMULATED[2:])
def test_reading_warns_of_what_was_planted(
    table: str, province: records.Province, planted: pd.DataFrame
) -> None:
    rules = [*DIRTY, *(check.rule for check in TABLES[table].checks if check.level == "warn")]
    told = Counter(of(planted, table)["defect"])
    assert {rule: province.manifest.tables[table].warnings.get(rule, 0) for rule in rules} == {
        rule: told[rule] for rule in rules
    }
    assert told["retired_region"] > 0


@pytest.mark.parametrize("table", REVISED)
def test_a_record_delivered_again_otherwise_replaces_the_one_before(
    table: str, province: records.Province, planted: pd.DataFrame
) -> None:
    ids = set(of(planted, table).query("defect == 'revised'")["record_id"])
    spoilt = set(of(planted, table).query("defect not in @NOT_WRONG_IN_THE_ROW")["record_id"])
    rows = province.frame(table, ["record_id", "known_date", "superseded_date"]).set_index("record_id")
    for record in ids:
        before = record.removesuffix("-r")
        if before not in spoilt:
            assert rows.loc[before, "superseded_date"] == rows.loc[record, "known_date"]
    assert all(pd.isna(rows.loc[record, "superseded_date"]) for record in ids)


def test_a_province_without_planted_defects_is_accepted_whole(clean: Path, tmp_path: Path) -> None:
    assert records.read(clean, out=tmp_path / "province").rejected == {}


def test_shares_are_those_of_the_settings(planted: pd.DataFrame, ask) -> None:
    bills = of(planted, "utility_bill")["defect"].value_counts()
    rows = int(ask("SELECT count(*) AS n FROM utility_bill")["n"][0])
    shares = vars(simulate.Defects()).copy()
    each = {"event_in_future_of_data": shares.pop("broken_rule"), "undated": simulate.Defects().broken_rule}
    shares.pop("warned"), shares.pop("revised")
    for defect, share in (shares | each).items():
        assert bills[defect] == pytest.approx(share * rows, abs=4.5 * (share * rows) ** 0.5 + 1), defect


def test_planted_persons_have_an_area_that_does_not_exist(ask) -> None:
    codes = ask("SELECT uscc FROM utility_bill WHERE record_id LIKE '%-3'")["uscc"].astype(str)
    assert len(codes) > 0
    assert all(code.startswith("990000") and identifiers.looks_like_resident_id(code) for code in codes)


def test_no_event_comes_after_it_is_known_but_the_planted_ones(ask) -> None:
    for name in SIMULATED[2:]:
        strange = ask(f"""
            SELECT count(*) AS n FROM {name} WHERE event_date > known_date AND record_id NOT IN
            (SELECT record_id FROM true_planted WHERE defect IN ('event_after_known', 'duplicate_row'))
        """)
        assert strange["n"][0] == 0, name


def test_a_wrong_unit_is_not_a_fault_of_the_row(province: records.Province, planted: pd.DataFrame) -> None:
    wrong = planted[(planted["defect"] == "wrong_unit") & (planted["table_name"] == "utility_bill")]
    accepted = set(province.frame("utility_bill", ["record_id"])["record_id"])
    assert len(wrong) > 0
    assert set(wrong["record_id"]) <= accepted


def test_a_missing_month_is_not_there_and_the_truth_says_which(planted: pd.DataFrame, ask) -> None:
    lost = of(planted, "social_insurance_monthly")
    lost = lost[lost["defect"] == "missing_month"]["record_id"].str.split(" ", n=1, expand=True)
    rows = ask(
        "SELECT uscc::VARCHAR AS uscc, month::VARCHAR AS month FROM social_insurance_monthly WHERE record_id NOT LIKE '%-%-%'"
    )
    there = set(zip(rows["uscc"], rows["month"].str[:10], strict=True))
    assert len(lost) == pytest.approx(0.004 * len(rows), rel=0.25)
    assert not there & set(zip(lost[0], lost[1].str[:10], strict=True))


def test_months_of_bills_are_lost_when_asked(tmp_path: Path) -> None:
    settings = simulate.Settings(missing_months=(("utility_bill", 0.05), ("tax_filing", 0.05)))
    planted = simulate.truth(simulate.write(tmp_path / "raw", entities=200, seed=4, settings=settings))[
        "planted"
    ]
    lost = planted[planted["defect"] == "missing_month"]["table_name"].value_counts()
    assert set(lost.index) == {"utility_bill", "tax_filing"}
    assert (lost > 50).all()
