"""A researcher's own frame: no dates, text columns, models of this house."""

from __future__ import annotations

import json

import numpy as np
import pytest

from creditscore import models, reporting, samples, validation
from tests.judged import population
from tests.reporting.conftest import evaluation


@pytest.fixture(scope="module")
def given():
    frame = population(entities=1200, quarters=("2024-01-01",), seed=3)
    names = ["penalty_count_12m", "late_filing_share_12m", "registered_capital", "dpd_max_12m", "info_size"]
    directions = {"penalty_count_12m": "up", "late_filing_share_12m": "up", "dpd_max_12m": "up"}
    noise = np.random.default_rng(1).normal(size=len(frame))
    large = np.log(frame["true_pd"]) + noise < np.log(frame["true_pd"]).median()
    X = frame.assign(info_size=np.where(large, "large", "micro"))[names].rename(columns={"info_size": "size"})
    sample = samples.from_frame(X, frame["outcome"], directions=directions)
    rows = np.arange(len(sample))
    return sample.take(rows[:800]), sample.take(rows[800:])


def test_a_sample_without_dates_is_judged_and_reported(given, tmp_path):
    train, test = given
    card = models.fit_scorecard(train, seed=7)
    found = reporting.validate(
        evaluation(name=card.header.evaluation), train, test, champion=card, replicates=20, rows=200, cases=1
    )
    saved = found.save(tmp_path / "given.html")
    assert found.tables["quarters"].empty
    assert 0.6 < found.metrics["auc"] < 0.95
    content = json.loads(saved.with_suffix(".json").read_text(encoding="utf-8"))
    assert content["tables"]["quarters"] == []
    assert content["tables"]["counts"][6] == {"count": "first_as_of", "train": "", "test": ""}


def test_a_text_feature_is_explained_without_a_sign(given):
    train, test = given
    card = models.fit_scorecard(train, max_features=5, seed=7)
    assert "size" in card.field_names
    signs = validation.sign_check(card, test)
    assert signs.loc["size", "outcome"] == "not_applicable"
