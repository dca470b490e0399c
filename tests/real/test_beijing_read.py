"""北京市公开数据: penalties and inspections read through the mapping that the notebooks use."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from creditscore import records

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def province(real_data, root, tmp_path_factory):
    out = tmp_path_factory.mktemp("beijing") / "records"
    return records.convert(real_data, mapping=root / "notebooks" / "mappings" / "beijing.toml", out=out)


def test_every_penalty_and_inspection_delivered_is_accepted_or_quarantined(province, real_data):
    folder = real_data / "beijing_open_data"
    delivered = {
        "admin_penalty": len(pd.read_parquet(folder / "penalties_before_2024_or_undated.parquet")),
        "inspection": len(pd.read_parquet(folder / "inspections_before_2024.parquet")),
    }
    for name, rows in delivered.items():
        entry = province.manifest.tables[name]
        print(name, rows, "delivered:", entry.rows, "accepted,", dict(entry.rejected), "refused")
        assert entry.rows + sum(entry.rejected.values()) == rows
        assert len(pd.read_parquet(province.path / "rejected" / f"{name}.parquet")) == sum(
            entry.rejected.values()
        )


def test_undated_penalties_are_counted_and_enter_nothing(province, real_data):
    source = pd.read_parquet(real_data / "beijing_open_data" / "penalties_before_2024_or_undated.parquet")
    undated = int(source["decision_date"].isna().sum())
    assert undated > 1000
    assert province.undated == {"admin_penalty": undated}
    assert province.rejected["admin_penalty"]["undated"] == undated
    assert province.frame("admin_penalty")["event_date"].notna().all()


def test_failed_inspections_are_the_unqualified_ones_and_drift_upwards(province, real_data):
    frame = province.frame("inspection")
    source = pd.read_parquet(
        real_data / "beijing_open_data" / "inspections_before_2024.parquet"
    ).drop_duplicates()
    unqualified = int((source["result"] == "不合格").sum())
    assert 0 <= unqualified - int(frame["failed"].sum()) <= 1, "all but what has an impossible region"
    by_year = frame.groupby(frame["event_date"].dt.year)["failed"].mean()
    print(by_year.round(4).to_dict())
    assert by_year[2023] > by_year[2021]


def test_fines_are_the_yuan_of_the_source_to_the_fen(province, real_data):
    source = pd.read_parquet(real_data / "beijing_open_data" / "penalties_before_2024_or_undated.parquet")
    refused = pd.read_parquet(province.path / "rejected" / "admin_penalty.parquet")["_row"] - 1
    kept = source.drop(index=refused.to_numpy())
    assert int(province.frame("admin_penalty")["fine"].sum()) == round(kept["fine_yuan"].sum() * 100)


def test_a_registry_is_made_of_whoever_was_seen(province):
    entities = province.frame("entity")
    seen = set(province.frame("admin_penalty")["uscc"]) | set(province.frame("inspection")["uscc"])
    assert set(entities["uscc"]) == seen
    assert entities["uscc"].is_unique
    print(entities["entity_type"].value_counts().to_dict())


def test_what_was_assumed_is_said_and_nothing_lies_after_the_data(province):
    assert province.identifier == "pseudonym"
    assert province.data_until == date(2024, 1, 1)
    assert {text.split(" ")[0] for text in province.assumptions} == {
        "entity", "admin_penalty.known_date", "inspection.known_date",
    }  # fmt: skip
    assert province.frame("inspection")["event_date"].max() < pd.Timestamp("2024-01-01")
