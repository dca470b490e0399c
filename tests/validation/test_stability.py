"""PSI and CSI against numbers that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from creditscore import validation
from creditscore.validation._stability import shift
from tests.judged import drawn, world


@pytest.fixture(scope="module")
def small():
    return world(entities=600)


def test_psi_of_half_and_half_against_sixty_and_forty():
    wanted = 0.1 * np.log(0.6 / 0.5) - 0.1 * np.log(0.4 / 0.5)
    assert validation.psi_of([50, 50], [60, 40]) == pytest.approx(wanted)
    assert validation.psi_of([50, 50], [500, 500]) == 0.0


def test_psi_is_symmetric_and_an_empty_bin_does_not_make_it_infinite():
    assert validation.psi_of([10, 90], [30, 70]) == pytest.approx(validation.psi_of([30, 70], [10, 90]))
    assert 0 < validation.psi_of([50, 50], [100, 0]) < 10


@pytest.mark.parametrize(("rows", "wanted"), [(500, 0.068), (2_000, 0.017), (20_000, 0.0017)])
def test_the_critical_value_is_that_of_the_reference(rows, wanted):
    assert validation.psi_critical(10, n=rows, m=rows) == pytest.approx(wanted, rel=0.02)


def test_two_samples_of_one_population_exceed_the_critical_value_in_about_one_case_of_twenty():
    random = np.random.default_rng(2)
    above = 0
    for _ in range(300):
        bins = shift(random.normal(size=3000), random.normal(size=3000))
        above += bins["contribution"].sum() > validation.psi_critical(len(bins), n=3000, m=3000)
    assert 5 <= above <= 30


def test_the_table_adds_up_and_its_bins_are_those_of_development(small):
    frame = validation.psi(small.train, small.test, small.card)
    assert frame["expected_n"].sum() == len(small.train)
    assert frame["actual_n"].sum() == len(small.test)
    assert frame["contribution"].sum() == pytest.approx(
        validation.psi_of(frame["expected_n"], frame["actual_n"])
    )
    assert frame["low"].iloc[0] == -np.inf
    assert frame["high"].iloc[-1] == np.inf


def test_missing_values_are_a_bin_of_their_own():
    bins = shift(np.array([1.0, 2.0, np.nan, np.nan]), np.array([1.0, 2.0, 1.0, 2.0]))
    assert bins.index[0] == 0
    assert bins["expected_n"].tolist() == [2, 1, 1]
    assert bins["actual_n"].tolist() == [0, 2, 2]


def test_a_column_of_almost_only_zeros_still_has_two_bins():
    values = np.r_[np.zeros(990), np.arange(1, 11)]
    assert shift(values, values)["expected_n"].tolist() == [990, 10]
    rare = np.r_[np.zeros(990), np.arange(1.0, 21.0)]
    assert len(shift(rare, rare)) == 2


def test_a_feature_that_moves_is_named_first(small):
    moved = small.test.frame.assign(registered_capital=small.test.frame["registered_capital"] * 5)
    frame = validation.csi(small.train, drawn(moved), small.card)
    assert frame.index[0] == "registered_capital"
    assert frame["csi"].iloc[0] > 0.25 > frame["csi"].iloc[1]


def test_a_source_that_stops_delivering_shows_in_the_missing_share(small):
    lost = small.test.frame.assign(late_filing_share_12m=np.nan)
    frame = validation.csi(small.train, drawn(lost), small.card)
    assert frame.index[0] == "late_filing_share_12m"
    assert frame.loc["late_filing_share_12m", "missing_now"] == 1.0


def test_every_quarter_has_its_line_and_too_few_bads_give_no_area(small):
    frame = validation.quarters(small.train, small.test, small.card)
    assert frame["part"].tolist() == ["train"] * 3 + ["test"] * 2
    assert frame["n"].sum() == len(small.train) + len(small.test)
    tiny = drawn(small.test.frame.groupby("outcome").head(25))
    few = validation.quarters(small.train, tiny, small.card)
    assert few.loc[few["part"] == "test", "auc"].isna().all()
