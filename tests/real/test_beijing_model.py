"""Beijing: will this inspection fail, from strictly earlier records of the same subject."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from creditscore import features, models, records, samples, validation
from creditscore.plan import RightsPolicy, Scale
from creditscore.samples import GIVEN_GRADES

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("beijing")]


@pytest.fixture(scope="module")
def province(real_data, root, tmp_path_factory):
    out = tmp_path_factory.mktemp("beijing") / "records"
    return records.convert(real_data, mapping=root / "notebooks" / "mappings" / "beijing.toml", out=out)


@pytest.fixture(scope="module")
def sample(province):
    """Counts of inspections have no direction of risk, but exposure tells more than the few failures do."""
    chosen = features.select(groups=("INS", "PEN"), tables=("inspection", "admin_penalty"))
    spec = samples.Spec(
        evaluation="inspection_fails", subjects=(), layer="public", outcome="given", horizon_months=0,
        features=chosen, grade_scale=GIVEN_GRADES, scale=Scale(pdo=40.0),
        rights=RightsPolicy(after_publicity="internal"),
    )  # fmt: skip
    return samples.at_events(province, spec, table="inspection", label="failed")


def test_history_predicts_the_next_inspection_out_of_time(sample):
    train, test = sample.split(test_from="2023-01-01")
    fitted = {"scorecard": models.fit_scorecard(train), "trees": models.fit_trees(train, seed=7)}
    compared = validation.compare(test, **fitted)
    print(f"\nBeijing inspections: train {len(train):,} rows, {int(train.y.sum())} failed; "
          f"test {len(test):,} rows, {int(test.y.sum())} failed")  # fmt: skip
    for name, row in compared.iterrows():
        print(
            f"  {name}: AUC {row['auc']:.3f} [{row['auc_low']:.3f}, {row['auc_high']:.3f}], KS {row['ks']:.3f}"
        )
        assert 0.55 < row["auc_low"] < row["auc"] < 0.85, "above 0.85 is leakage until explained"
    assert train.frame["as_of"].max() < pd.Timestamp("2023-01-01") <= test.frame["as_of"].min()
    validation.refuse_leakage(train)


def test_undated_rows_enter_no_feature(province):
    assert province.undated["admin_penalty"] > 1_000
    assert province.frame("admin_penalty", ["event_date"])["event_date"].notna().all()


def test_a_feature_of_an_inspection_does_not_see_that_inspection(province, sample):
    """By hand, for the most inspected subject: earlier failures only."""
    subject = sample.frame["entity"].value_counts().index[0]
    rows = sample.frame[sample.frame["entity"] == subject].sort_values("as_of")
    visits = province.frame("inspection", ["uscc", "event_date", "known_date", "failed"])
    visits = visits[visits["uscc"] == subject]
    for _, row in rows.tail(20).iterrows():
        start = row["as_of"] - pd.DateOffset(months=12)
        seen = visits[
            (visits["event_date"] < row["as_of"])
            & (visits["event_date"] >= start)
            & (visits["known_date"] < row["as_of"])
        ]
        if start.date() >= date(2020, 6, 1) and not pd.isna(row["failed_inspection_count_12m"]):
            assert row["failed_inspection_count_12m"] == seen["failed"].sum()
