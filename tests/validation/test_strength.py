"""How strong each feature is alone, period by period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from creditscore import validation
from creditscore.errors import ValidationError
from tests.judged import world


@pytest.fixture(scope="module")
def honest():
    return world(entities=600).train


def test_an_area_above_a_half_points_as_declared_and_periods_add_up(honest):
    found = validation.strength(honest)
    days = [day.date().isoformat() for day in sorted(honest.frame["as_of"].unique())]
    assert list(found.columns[-len(days) :]) == days
    assert list(found["auc"]) == sorted(found["auc"], reverse=True)
    alone = validation.single_features(honest)["auc"]
    for name, line in found.iterrows():
        assert alone[name] == pytest.approx(max(line["auc"], 1 - line["auc"]))
        told = line[days].dropna().astype(float)
        assert line["lowest"] <= told.median() <= line["highest"]
        assert line["against"] == (told < 0.5).sum()


def test_a_feature_turned_round_points_against_its_declaration(honest):
    name = next(feature.name for feature in honest.features if feature.direction == "up")
    turned = replace(honest, frame=honest.frame.assign(**{name: -honest.frame[name]}))
    before, after = (validation.strength(sample).loc[name] for sample in (honest, turned))
    assert before["auc"] == pytest.approx(1 - after["auc"]) and before["auc"] != 0.5
    assert after["against"] == sum(area > 0.5 for area in before.iloc[6:].dropna())


def test_too_few_bads_say_nothing_and_an_unknown_column_is_refused(honest):
    few = replace(honest, frame=honest.frame.assign(info_each=np.arange(len(honest.frame)) % 400))
    assert validation.strength(few, by="info_each").iloc[:, 6:].isna().any().all()
    with pytest.raises(ValidationError, match="no column 'info_nothing'"):
        validation.strength(honest, by="info_nothing")
