"""Samples from a researcher's own frame."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from creditscore import samples
from creditscore.errors import DefinitionError, SampleError
from creditscore.plan import Given, Scale

X = pd.DataFrame({"debt": [1, 2, None, 4], "kind": ["a", "b", None, "a"], "late": [True, False, True, True]})
Y = [0, 1, 0, 1]


def test_any_frame_becomes_a_sample():
    sample = samples.from_frame(X, Y, directions={"debt": "up"})
    assert sample.names == ("debt", "kind", "late")
    assert [feature.direction for feature in sample.features] == ["up", "none", "none"]
    assert all(feature.node == Given() for feature in sample.features)
    assert sample.y.tolist() == Y
    assert sample.frame["debt"].dtype == np.float64
    assert sample.frame["late"].tolist() == [1.0, 0.0, 1.0, 1.0]
    assert sample.frame["kind"].isna().tolist() == [False, False, True, False]
    assert not sample.dated
    assert sample.frame["entity"].is_unique
    assert sample.spec.outcome == "given"


def test_dates_entities_and_weights_may_be_brought():
    dates = pd.to_datetime(["2020-01-01", "2021-01-01", "2022-06-01", "2023-01-01"])
    sample = samples.from_frame(
        X, pd.Series(Y), dates=dates, entity=["a", "a", "b", "b"], weight=[1, 2, 3, 4], scale=Scale(pdo=20)
    )
    assert sample.dated
    assert sample.weight.tolist() == [1.0, 2.0, 3.0, 4.0]
    train, test = sample.split(test_from="2022-06-01")
    assert (len(train), len(test)) == (2, 2)
    assert sample.spec.scale.pdo == 20


def test_the_index_of_the_frame_does_not_matter():
    shuffled = samples.from_frame(X.set_index(pd.Index([9, 3, 3, 1])), pd.Series(Y, index=[1, 2, 3, 4]))
    pd.testing.assert_frame_equal(shuffled.frame, samples.from_frame(X, Y).frame)


@pytest.mark.parametrize(
    ("frame", "y", "message"),
    [
        (X.assign(outcome=Y), Y, "column 'outcome' is the outcome"),
        (X.assign(default=Y), pd.Series(Y, name="default"), "column 'default' is the outcome"),
        (X.assign(flag=[5, 7, 5, 7]), Y, "feature 'flag' is the outcome on every one of the 4 rows"),
        (X.assign(grade=["x", "y", "x", "y"]), Y, "feature 'grade' is the outcome"),
        (X.assign(gap=[1.0, None, 1.0, None]), Y, "feature 'gap' is the outcome"),
        (X, [0, 1, 0], "wanted 4 values, one per row of X"),
        (X, [0, 1, 2, 1], "wanted 0 \\(good\\) or 1 \\(bad\\), found .*2"),
        (X, [0, 1, None, 1], "in 1 rows"),
        (X, ["good", "bad", "good", "bad"], "found .*good"),
        (X.assign(day=pd.Timestamp("2020-01-01")), Y, "column 'day' holds dates"),
    ],
)
def test_a_frame_that_will_not_do_is_refused(frame, y, message):
    with pytest.raises(SampleError, match=message):
        samples.from_frame(frame, y)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"directions": {"dept": "up"}}, "'dept' is not a column of X"),
        ({"directions": {"debt": "+1"}}, "'debt' is '\\+1'; wanted one of"),
        ({"weight": [1, 1, 1, -1]}, "weight: wanted finite numbers"),
        ({"weight": [1, 1]}, "weight: wanted 4 values"),
        ({"dates": ["2020-01-01", None, "2020-01-01", "2020-01-02"]}, "dates: found 1 nulls"),
        ({"entity": ["a", "a", "b", "c"]}, "1 rows repeat an"),
    ],
)
def test_what_is_brought_is_checked(given, message):
    with pytest.raises(SampleError, match=message):
        samples.from_frame(X, Y, **given)


def test_a_frame_keeps_its_own_names_but_every_column_has_one():
    named = samples.from_frame(X.rename(columns={"debt": "total debt"}), Y)
    assert "total debt" in named.names
    with pytest.raises(DefinitionError, match="rename it"):
        samples.from_frame(X.rename(columns={"debt": ""}), Y)
