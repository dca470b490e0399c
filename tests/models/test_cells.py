"""Histogram cells: counts are exact, heavy values stand alone, weights are repetitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.errors import FitError
from creditscore.models._cells import category_cells, numeric_cells

values = st.lists(
    st.one_of(st.just(float("nan")), st.integers(-3, 3).map(float), st.floats(-1e9, 1e9)),
    min_size=1,
    max_size=60,
)


@given(column=values, seed=st.integers(0, 99), most=st.integers(2, 20))
def test_every_row_is_counted_in_the_cell_its_value_falls_in(column, seed, most):
    x = np.array(column)
    bad = np.random.default_rng(seed).random(len(x)) < 0.5
    cells = numeric_cells("x", x, bad, None, most=most)
    held = ~np.isnan(x)
    place = np.searchsorted(cells.edges, x[held], side="right")
    assert np.array_equal(np.bincount(place[bad[held]], minlength=len(cells.bad)), cells.bad)
    assert np.array_equal(np.bincount(place[~bad[held]], minlength=len(cells.good)), cells.good)
    assert (cells.missing_good, cells.missing_bad) == ((~held & ~bad).sum(), (~held & bad).sum())
    assert (np.diff(cells.edges) > 0).all() and len(cells.edges) + 1 == len(cells.good)


@given(column=values, seed=st.integers(0, 99))
def test_a_weight_of_two_is_the_row_twice(column, seed):
    x = np.array(column)
    random = np.random.default_rng(seed)
    bad, times = random.random(len(x)) < 0.5, random.integers(1, 3, len(x))
    heavy = numeric_cells("x", x, bad, times.astype(float), most=8)
    twice = numeric_cells("x", np.repeat(x, times), np.repeat(bad, times), None, most=8)
    assert np.array_equal(heavy.edges, twice.edges)
    assert np.allclose(heavy.good, twice.good) and np.allclose(heavy.bad, twice.bad)
    assert heavy.quantiles == twice.quantiles


def test_a_value_that_many_share_has_a_cell_of_its_own():
    x = np.concatenate([np.zeros(600), np.linspace(1, 100, 400)])
    cells = numeric_cells("x", x, np.arange(1000) % 3 == 0, None, most=20)
    assert cells.good[0] + cells.bad[0] == 600


def test_cuts_are_numbers_a_person_can_read():
    x = np.random.default_rng(5).normal(size=5000) * 1234.5678
    edges = numeric_cells("x", x, np.arange(5000) % 3 == 0, None, most=16).edges
    assert all(float(f"{edge:.4g}") == edge for edge in edges)


@pytest.mark.parametrize("endless", [np.inf, -np.inf])
def test_infinite_values_are_refused_by_name_and_count(endless):
    x = np.array([1.0, 2.0, endless, np.nan])
    with pytest.raises(FitError, match=r"feature turnover: .*found 1 infinite value"):
        numeric_cells("turnover", x, np.array([True, False, True, False]), None)


def test_labels_are_ordered_by_their_bad_rate_and_the_rare_ones_drawn_to_the_middle():
    codes = np.array([0] * 100 + [1] * 100 + [2] + [-1] * 3)
    bad = np.array([True] * 90 + [False] * 10 + [True] * 10 + [False] * 90 + [True] + [False] * 3)
    cells = category_cells(codes, ("risky", "safe", "rare"), bad, None)
    assert cells.groups == (("safe",), ("rare",), ("risky",))
    assert (cells.missing_good, cells.missing_bad) == (3.0, 0.0)


def test_many_labels_share_cells():
    codes = np.arange(5000) % 500
    cells = category_cells(codes, tuple(f"L{i}" for i in range(500)), np.arange(5000) % 7 == 0, None, most=30)
    assert len(cells.groups) <= 30 and sum(map(len, cells.groups)) == 500
    assert cells.good.sum() + cells.bad.sum() == 5000
