"""Amounts 10,000 times too large: which of them are suspected, and who is suspected without reason."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from creditscore import records, simulate
from creditscore.records import Province


@pytest.fixture(scope="module")
def province(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Province:
    return records.read(raw, out=tmp_path_factory.mktemp("units") / "province")


@pytest.fixture(scope="module")
def suspected(province: Province) -> pd.DataFrame:
    """table_name, record_id of every row under suspicion."""
    parts = [
        records.warned_rows(province, name).query("rule == 'suspected_unit_error'").assign(table_name=name)
        for name, found in province.warnings.items()
        if "suspected_unit_error" in found
    ]
    return pd.concat(parts)[["table_name", "record_id"]].drop_duplicates()


def _amounts(province: Province, name: str) -> pd.DataFrame:
    """table_name, record_id and the amount in which the simulator plants, the first of the table's own."""
    column = next(
        column.name
        for column in records.table(name).own
        if column.kind == "money" and column.at_least is not None
    )
    frame = province.frame(name, ["record_id", column]).rename(columns={column: "amount"})
    return frame.assign(table_name=name)


def test_rows_of_a_warning_are_as_many_as_the_manifest_counts(province: Province) -> None:
    for name, counted in province.warnings.items():
        rows = records.warned_rows(province, name)["rule"].value_counts().to_dict()
        assert rows == {rule: count for rule, count in counted.items() if rule != "missing_months"}, name


def test_nearly_every_planted_amount_is_suspected_and_hardly_any_other(
    province: Province, suspected: pd.DataFrame, raw: Path
) -> None:
    """Of nothing, 10,000 times as much is nothing: those rows are as they were."""
    planted = simulate.truth(raw)["planted"].query("defect == 'wrong_unit'")[["table_name", "record_id"]]
    kept = pd.concat(_amounts(province, name) for name in planted["table_name"].unique())
    wrong = planted.merge(kept[kept["amount"] > 0]).drop_duplicates()
    found = suspected.merge(wrong)
    print(f"{len(found)} of {len(wrong)} planted found, {len(suspected) - len(found)} others suspected")
    print(
        suspected.merge(wrong, how="left", indicator=True)
        .query("_merge == 'left_only'")["table_name"]
        .value_counts()
    )
    assert len(wrong) > 50
    assert len(found) >= 0.95 * len(wrong)
    assert len(suspected) - len(found) <= 0.01 * len(found)


def test_a_province_without_planted_amounts_is_hardly_suspected(clean: Path, tmp_path: Path) -> None:
    province = records.read(clean, out=tmp_path / "province")
    rows = sum(entry.rows for entry in province.manifest.tables.values())
    suspected = sum(found.get("suspected_unit_error", 0) for found in province.warnings.values())
    print(f"{suspected} of {rows} rows suspected")
    assert suspected <= rows / 50_000
