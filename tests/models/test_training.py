"""A sample as arrays: what an input is allowed to be, and to say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from creditscore import features
from creditscore.models._training import Category, column_of, describes_the_subject, training_of
from tests.models.drawn import sample_of, train


@pytest.mark.parametrize(
    ("name", "silent"),
    [
        ("age_months", True), ("employee_band_code", True), ("reg_capital", True), ("annual_report_late", False),
        ("penalty_count_12m", False), ("fine_to_capital_12m", False),
    ],
)  # fmt: skip
def test_what_a_subject_is_never_becomes_a_reason_what_it_did_may(name, silent):
    assert describes_the_subject(features.get(name)) is silent


def test_a_column_of_ones_own_may_be_a_reason():
    assert not describes_the_subject(train(300).features[0])


@pytest.mark.parametrize(
    "values", [[1, 2, None], [True, False, None], [1.5, np.nan, 2.0]], ids=["integers", "booleans", "floats"]
)
def test_numbers_of_any_kind_become_floats_with_nan_for_missing(values):
    column = column_of("x", pd.Series(values).convert_dtypes())
    assert isinstance(column, np.ndarray) and column.dtype == np.float64
    assert np.isnan(column).sum() == 1


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_labels_of_any_kind_become_codes_with_minus_one_for_missing(kind):
    column = column_of("x", pd.Series(["b", None, "a", "b"], dtype=kind))
    assert isinstance(column, Category)
    assert column.labels == ("a", "b") and column.codes.tolist() == [1, -1, 0, 1]


def test_weights_that_are_all_one_cost_nothing_and_rows_of_weight_zero_are_gone():
    X = pd.DataFrame({"x": np.arange(6.0)})
    y = [0, 1, 0, 1, 0, 1]
    assert training_of(sample_of(X, y)).weight is None
    some = training_of(sample_of(X, y, weight=[2.0, 1.0, 0.0, 1.0, 1.0, 1.0]))
    assert some.total == (3.0, 3.0) and len(some.columns["x"]) == 5
