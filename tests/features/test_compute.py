"""Computing features: what comes back, and what is refused."""

from __future__ import annotations

import warnings
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from creditscore import features
from creditscore.errors import DataHorizonWarning, FeatureError, UnknownEntityWarning
from creditscore.features import FEATURES
from creditscore.records import Province
from tests.provinces import province

CODE = "91220101MA00000001"
OTHER = "91220101MA00000002"
DAY = date(2024, 1, 1)
PENALTY = FEATURES["penalty_count_12m"]


@pytest.fixture
def small(tmp_path: Path) -> Province:
    entity = {"entity_type": "enterprise", "event_date": date(2018, 1, 1), "established_on": date(2018, 1, 1)}
    penalty = {"uscc": CODE, "event_date": date(2023, 6, 1), "known_date": date(2023, 6, 20), "fine": 123_45}
    return province(
        tmp_path / "p",
        {
            "entity": [{"uscc": CODE, "reg_capital": 100_000_00, **entity}, {"uscc": OTHER, **entity}],
            "admin_penalty": [penalty, {**penalty, "fine": 1}],
        },
    )


def ask(*rows: tuple[str, date]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["entity", "as_of"])


def test_rows_come_back_in_the_order_they_were_asked(small: Province) -> None:
    out = features.compute(small, ask((OTHER, DAY), (CODE, DAY)), select=[PENALTY, FEATURES["fine_sum_12m"]])
    assert list(out["entity"]) == [OTHER, CODE]
    assert list(out["penalty_count_12m"]) == [0.0, 2.0]
    assert list(out["fine_sum_12m"]) == [0.0, 123.46]
    assert str(out["as_of"].dtype) == "datetime64[us]"


def test_a_ratio_over_an_unknown_base_is_null(small: Province) -> None:
    out = features.compute(small, ask((CODE, DAY), (OTHER, DAY)), select=[FEATURES["fine_to_capital_12m"]])
    assert out["fine_to_capital_12m"].iloc[0] == pytest.approx(123.46 / 100_000)
    assert out["fine_to_capital_12m"].isna().iloc[1]


def test_parquet_and_frame_are_the_same(small: Province, tmp_path: Path) -> None:
    asked = ask((CODE, DAY), (OTHER, DAY))
    out = features.write(small, asked, tmp_path / "x.parquet", select=[PENALTY])
    frame = features.compute(small, asked, select=[PENALTY])
    assert list(pd.read_parquet(out)["penalty_count_12m"]) == list(frame["penalty_count_12m"])
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_missing_table_is_named_and_nothing_is_left(small: Province, tmp_path: Path) -> None:
    with pytest.raises(
        FeatureError, match="table 'tax_filing' is missing from p, and the selected features read it"
    ):
        features.write(
            small, ask((CODE, DAY)), tmp_path / "x.parquet", select=[FEATURES["late_filing_count_12m"]]
        )
    assert list(tmp_path.glob("*x.parquet*")) == []


def test_a_snapshot_asked_twice_is_an_error(small: Province) -> None:
    with pytest.raises(FeatureError, match=r"1 duplicate \(entity, as_of\) rows"):
        features.compute(small, ask((CODE, DAY), (CODE, DAY)), select=[PENALTY])


def test_a_snapshot_is_a_day_and_not_an_hour(small: Province) -> None:
    asked = pd.DataFrame({"entity": [CODE], "as_of": [pd.Timestamp("2024-01-01 10:00")]})
    with pytest.raises(FeatureError, match="found a time of day"):
        features.compute(small, asked, select=[PENALTY])


def test_a_column_left_out_of_the_snapshots_is_named(small: Province) -> None:
    with pytest.raises(FeatureError, match="column 'as_of' is missing"):
        features.compute(small, pd.DataFrame({"entity": [CODE]}), select=[PENALTY])


def test_a_day_outside_the_data_is_warned_of_and_answered_as_in_batch(small: Province) -> None:
    day = date(2030, 1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataHorizonWarning)
        batch = features.compute(small, ask((CODE, day)), select=[PENALTY])
    with pytest.warns(DataHorizonWarning, match="as_of 2030-01-01 lies outside the data of p"):
        one = features.of(small, CODE, as_of=day, select=[PENALTY])
    assert one == {PENALTY.name: batch[PENALTY.name].iloc[0]} == {PENALTY.name: 0.0}


def test_a_day_within_the_data_is_answered_without_a_warning(small: Province) -> None:
    last = date(2026, 1, 1)
    assert features.of(small, CODE, as_of=last, select=[PENALTY]) == {PENALTY.name: 0.0}
    with pytest.warns(DataHorizonWarning):
        features.of(small, CODE, as_of=last + timedelta(days=1), select=[PENALTY])


def test_an_entity_nobody_knows_is_null_and_covered_by_nothing(small: Province) -> None:
    nobody, covered = "91220101MA99999999", FEATURES["covered_admin_penalty_12m"]
    select = [PENALTY, FEATURES["days_since_penalty_36m"], FEATURES["fine_to_capital_12m"], covered]
    with pytest.warns(
        UnknownEntityWarning, match="no registration of it in p was known before 2024-01-01"
    ) as heard:
        one = features.of(small, nobody, as_of=DAY, select=select)
    assert one == {**dict.fromkeys((feature.name for feature in select), None), covered.name: 0.0}
    assert nobody not in str(heard[0].message)
    batch = features.compute(small, ask((nobody, DAY)), select=select)
    assert batch[[feature.name for feature in select]].isna().iloc[0].tolist() == [True, True, True, False]
    assert batch[covered.name].iloc[0] == 0.0


def test_an_entity_is_unknown_until_its_registration_is_known(small: Province) -> None:
    first = date(2018, 1, 2)
    with pytest.warns(UnknownEntityWarning):
        before = features.of(
            small, CODE, as_of=first - timedelta(days=1), select=[FEATURES["penalty_count_3m"]]
        )
    after = features.of(small, CODE, as_of=first, select=[FEATURES["penalty_count_3m"]])
    assert (before, after) == ({"penalty_count_3m": None}, {"penalty_count_3m": 0.0})


def test_without_a_register_nobody_is_unknown_but_it_is_said_that_nothing_was_seen(tmp_path: Path) -> None:
    penalty = {"uscc": CODE, "event_date": date(2023, 6, 1)}
    listed = province(tmp_path / "p", {"admin_penalty": [penalty]})
    with pytest.warns(UnknownEntityWarning, match="no record of it in p was known before 2024-01-01"):
        one = features.of(listed, OTHER, as_of=DAY, select=[PENALTY])
    batch = features.compute(listed, ask((OTHER, DAY), (CODE, DAY)), select=[PENALTY])
    assert one == {PENALTY.name: 0.0}
    assert list(batch[PENALTY.name]) == [0.0, 1.0]


def test_progress_is_told_once_per_statement(small: Province) -> None:
    told: list[tuple[str, int, int]] = []
    features.compute(small, ask((CODE, DAY)), select=[PENALTY], progress=lambda *step: told.append(step))
    assert told == [("admin_penalty", 0, 1), ("features", 1, 1)]
