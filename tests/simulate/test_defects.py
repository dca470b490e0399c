"""What is planted is known, and the checks find it."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditscore import records, simulate
from creditscore.codes import identifiers

CAUGHT = {
    "bad_uscc": "bad_uscc",
    "resident_id": "natural_person",
    "unknown_code": "unknown_code",
    "below_minimum": "negative_amount",
    "event_after_known": "event_after_known",
    "missing_required": "missing_required",
}


@pytest.fixture(scope="module")
def province(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> records.Province:
    return records.read(raw, out=tmp_path_factory.mktemp("canonical") / "province")


@pytest.mark.parametrize("rule", CAUGHT)
def test_the_checks_find_every_planted_row(rule: str, province: records.Province, raw: Path) -> None:
    planted = simulate.truth(raw)["planted"]
    wanted = (planted["defect"] == CAUGHT[rule]).sum()
    found = sum(rules.get(rule, 0) for rules in province.rejected.values())
    assert found == wanted > 0


def test_duplicates_from_two_feeds_are_refused(province: records.Province, raw: Path) -> None:
    planted = simulate.truth(raw)["planted"]
    twice = planted["defect"].isin(["duplicate_row", "duplicate_feed"]).sum()
    found = sum(
        rules.get("duplicate_key", 0) + rules.get("duplicate_record_id", 0)
        for rules in province.rejected.values()
    )
    assert 0.97 * twice <= found <= twice


def test_a_province_without_planted_defects_is_accepted_whole(clean: Path, tmp_path: Path) -> None:
    assert records.read(clean, out=tmp_path / "province").rejected == {}


def test_shares_are_those_of_the_settings(raw: Path, ask) -> None:
    planted = simulate.truth(raw)["planted"]
    bills = planted[planted["table_name"] == "utility_bill"]["defect"].value_counts()
    rows = int(ask("SELECT count(*) AS n FROM utility_bill")["n"][0])
    for defect, share in vars(simulate.Defects()).items():
        assert bills[defect] == pytest.approx(share * rows, abs=4.5 * (share * rows) ** 0.5 + 1), defect


def test_planted_persons_have_an_area_that_does_not_exist(ask) -> None:
    codes = ask("SELECT uscc FROM utility_bill WHERE record_id LIKE '%-3'")["uscc"].astype(str)
    assert len(codes) > 0
    assert all(code.startswith("990000") and identifiers.looks_like_resident_id(code) for code in codes)


def test_no_event_comes_after_it_is_known_but_the_planted_ones(ask) -> None:
    for name in records.TABLES:
        if name in ("coverage", "vat_invoice", "record_event"):
            continue
        strange = ask(f"""
            SELECT count(*) AS n FROM {name} WHERE event_date > known_date AND record_id NOT IN
            (SELECT record_id FROM true_planted WHERE defect IN ('event_after_known', 'duplicate_row'))
        """)
        assert strange["n"][0] == 0, name
    late = ask("SELECT count(*) FILTER (WHERE event_date > known_date) AS n FROM record_event")
    assert late["n"][0] == 0


def test_a_wrong_unit_is_not_a_fault_of_the_row(province: records.Province, raw: Path) -> None:
    planted = simulate.truth(raw)["planted"]
    wrong = planted[(planted["defect"] == "wrong_unit") & (planted["table_name"] == "utility_bill")]
    accepted = set(province.frame("utility_bill", ["record_id"])["record_id"])
    assert len(wrong) > 0
    assert set(wrong["record_id"]) <= accepted
