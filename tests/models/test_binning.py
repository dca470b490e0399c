"""WOE bins: monotone as declared, one convention, declared policies for the missing and the unseen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.errors import FitError
from creditscore.models import BinningRules, bin_feature, fit_bins
from creditscore.plan import Feature, Given
from tests.models.drawn import DIRECTIONS, frame, sample_of, train

DECLARED = ("up", "down", "peak", "valley")


def feature(name: str = "x", direction: str = "none") -> Feature:
    return Feature(
        name=name, node=Given(), title_zh=name, title_en=name, unit="", direction=direction, group="", family="",
        layer="authorised", basis=("test",),
    )  # fmt: skip


def wave(rows: int, seed: int, missing: float) -> tuple[pd.Series, np.ndarray]:
    random = np.random.default_rng(seed)
    x = random.normal(size=rows)
    bad = (random.random(rows) < 0.1 + 0.3 * np.sin(2 * x + seed) ** 2).astype(int)
    x[random.random(rows) < missing] = np.nan
    return pd.Series(x), bad


@pytest.mark.parametrize("direction", DECLARED)
@given(seed=st.integers(0, 500), missing=st.sampled_from([0.0, 0.02, 0.4]))
def test_bad_rates_follow_the_declared_course(direction, seed, missing):
    x, bad = wave(400, seed, missing)
    b = bin_feature(feature(direction=direction), x, bad, rules=BinningRules(min_share=0.02)).binned
    rates = np.array(b.bads) / np.array(b.counts)
    steps = np.diff(rates) * (-1 if direction in ("down", "valley") else 1)
    if direction in ("peak", "valley"):
        turn = int(rates.argmax() if direction == "peak" else rates.argmin())
        steps[turn:] *= -1
    assert (steps >= -1e-12).all()


@given(seed=st.integers(0, 500))
def test_directions_cost_information_and_the_cost_is_reported(seed):
    x, bad = wave(400, seed, 0.1)
    held = bin_feature(feature(direction="up"), x, bad)
    free = bin_feature(feature(), x, bad)
    assert held.iv <= free.iv + 1e-9 and held.iv_free == pytest.approx(free.iv_free, abs=1e-9)
    assert held.iv_lost == pytest.approx(held.iv_free - held.iv, abs=1e-9)


def test_woe_is_the_log_of_good_share_over_bad_share():
    x = pd.Series([0.0] * 100 + [1.0] * 100)
    bad = np.array([1] * 10 + [0] * 90 + [1] * 40 + [0] * 60)
    b = bin_feature(feature(direction="up"), x, bad).binned
    assert b.edges == (1.0,)
    assert b.woe == pytest.approx((np.log((90 / 150) / (10 / 50)), np.log((60 / 150) / (40 / 50))))


def test_the_table_sums_to_the_information_value():
    x, bad = wave(800, 11, 0.2)
    binning = bin_feature(feature(direction="up"), x, bad)
    table = binning.table()
    assert table["iv"].sum() == pytest.approx(binning.iv, abs=1e-12)
    assert table["count"].sum() == 800 and table["bads"].sum() == bad.sum()
    assert list(table["bin"])[-1] == "missing"


def test_fit_transform_and_the_bins_own_lookup_agree_row_by_row():
    sample = train()
    bins = fit_bins(sample)
    woe = bins.woe(sample.X)
    for binning in bins.binnings:
        b = binning.binned
        column = sample.X[b.field.name].astype(object).where(sample.X[b.field.name].notna(), None)
        table = (*b.woe, b.missing_woe, 0.0)
        assert [table[b.index(value)] for value in column] == woe[b.field.name].tolist()


def test_a_missing_bin_with_evidence_has_its_own_woe_but_is_never_safer_than_the_safest_known():
    random = np.random.default_rng(2)
    x = pd.Series(np.repeat([0.0, 1.0, 2.0, np.nan], 300))
    bad = (random.random(1200) < np.repeat([0.1, 0.2, 0.4, 0.01], 300)).astype(int)
    bad[-20:-10] = 1
    held = bin_feature(feature(direction="up"), x, bad).binned
    free = bin_feature(feature(), x, bad).binned
    assert held.missing_policy == free.missing_policy == "own"
    assert held.missing_woe == max(held.woe) < free.missing_woe
    risky = (random.random(1200) < np.repeat([0.1, 0.2, 0.3, 0.9], 300)).astype(int)
    assert bin_feature(feature(direction="up"), x, risky).binned.missing_woe < min(held.woe)


@pytest.mark.parametrize(("policy", "expected"), [("neutral", 0.0), ("worst", None)])
def test_a_thin_missing_bin_gets_the_declared_woe(policy, expected):
    x, bad = wave(400, 5, 0.0)
    x[:3] = np.nan
    b = bin_feature(feature(direction="up"), x, bad, rules=BinningRules(thin_missing=policy)).binned
    assert b.missing_policy == policy and b.field.missing == "allowed"
    assert b.missing_woe == (min(b.woe) if expected is None else expected)


def test_where_training_had_no_missing_values_they_are_forbidden():
    x, bad = wave(400, 5, 0.0)
    b = bin_feature(feature(direction="up"), x, bad).binned
    assert b.missing_policy == "forbidden" and b.field.missing == "forbidden"


def test_labels_are_joined_by_bad_rate_and_unseen_ones_have_a_policy():
    X, y = frame(4000)
    b = bin_feature(feature("sector"), X["sector"], y).binned
    rates = np.array(b.bads) / np.array(b.counts)
    assert (np.diff(rates) >= 0).all()
    assert {label for group in b.groups for label in group} == set("CFGHI")
    assert set("HI") == {label for group in b.groups[-2:] for label in group} and b.unseen_policy == "neutral"


@given(seed=st.integers(0, 200))
def test_a_weight_of_two_is_the_row_twice(seed):
    x, bad = wave(150, seed, 0.1)
    times = np.random.default_rng(seed).integers(1, 3, 150)
    heavy = bin_feature(feature(direction="up"), x, bad, weight=times.astype(float))
    twice = bin_feature(feature(direction="up"), x.repeat(times), np.repeat(bad, times))
    assert heavy.binned == twice.binned and heavy.iv == pytest.approx(twice.iv)


def test_a_shape_is_chosen_only_where_it_earns_it():
    random = np.random.default_rng(1)
    x = pd.Series(random.normal(size=6000))
    rules = BinningRules(undirected="chosen")
    rising = (random.random(6000) < 1 / (1 + np.exp(2 - x))).astype(int)
    turning = (random.random(6000) < 1 / (1 + np.exp(3 - x**2))).astype(int)
    assert bin_feature(feature(), x, rising, rules=rules).shape == "up"
    assert bin_feature(feature(), x, turning, rules=rules).shape == "valley"
    assert bin_feature(feature(), x, turning).shape == "none"


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([np.nan] * 100),
        pd.Series([3.0] * 100),
        pd.Series([None] * 100, dtype="str"),
        pd.Series(["a"] * 100),
    ],
    ids=["all missing", "constant", "no labels", "one label"],
)
def test_a_column_that_says_nothing_has_one_bin(column):
    binning = bin_feature(feature(), column, np.arange(100) % 2)
    assert len(binning.binned) == 1 and binning.iv == pytest.approx(0.0)


def test_dates_are_refused_with_the_way_out():
    with pytest.raises(FitError, match=r"feature x: wanted numbers or labels.*turn dates into days"):
        bin_feature(feature(), pd.Series(pd.date_range("2021-01-01", periods=10)), np.arange(10) % 2)


def test_bins_report_every_feature_and_name_what_is_absent():
    X, y = frame()
    bins = fit_bins(sample_of(X, y, directions=DIRECTIONS))
    assert list(bins.report().index) == list(X)
    assert bins["capital"].binned.field.direction == "down"
    with pytest.raises(FitError, match="no 'turnover'"):
        bins["turnover"]
