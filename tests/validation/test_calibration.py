"""Jeffreys, Hosmer-Lemeshow, Spiegelhalter, slope: hand-checked numbers and made-up truths."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from creditscore import validation
from creditscore.validation._calibration import by_grade
from tests.judged import GRADES, population, world


@pytest.fixture(scope="module")
def small():
    return world(entities=600)


def test_jeffreys_is_the_beta_integral_from_zero_to_the_predicted_rate():
    grid = np.linspace(0, 0.02, 200_001)
    density = stats.beta.pdf(grid[1:], 5.5, 95.5)
    assert validation.jeffreys(0.02, bads=5, rows=100) == pytest.approx(density.mean() * 0.02, abs=1e-4)


def test_more_bads_than_predicted_gives_a_small_p_and_fewer_a_large_one():
    p = validation.jeffreys([0.02, 0.05, 0.10], bads=[5, 5, 5], rows=[100, 100, 100])
    assert p[0] < 0.05 < p[1] < 0.95 < p[2]


def test_the_grade_table_counts_every_row_once_and_names_the_direction(small):
    frame = validation.calibration(small.test, small.card)
    assert list(frame.index) == list(GRADES.grades)
    assert frame["n"].sum() == len(small.test)
    assert frame["bads"].sum() == small.test.y.sum()
    assert (frame["bad_entities"] <= frame["bads"]).all()
    assert (frame["entities"] <= frame["n"]).all()
    under = frame["jeffreys_p"] < 0.05
    assert (frame.loc[under, "direction"] == "under").all()
    assert (frame.loc[under, "observed"] > frame.loc[under, "mean_pd"]).all()


def test_an_empty_grade_stays_in_the_table_without_figures(small):
    rows = validation.scored(small.test, small.card)
    frame = by_grade(rows[rows["grade"] != "AAA"])
    assert frame.loc["AAA", "n"] == 0
    assert np.isnan(frame.loc["AAA", "jeffreys_p"])
    assert frame.loc["AAA", "direction"] == ""


def test_the_grade_of_a_column_is_the_grade_of_each_score():
    score = np.array([700.0, 699.999, 540.0, 539.999, -50.0, 2000.0])
    found = validation.grade_positions(score, scale=GRADES)
    assert found.tolist() == [GRADES.index(value) for value in score.tolist()]


def test_true_probabilities_pass_every_test_and_doubled_log_odds_fail():
    frame = population(entities=4000, quarters=("2024-01-01",), seed=11)
    outcome, true = frame["outcome"].to_numpy(), frame["true_pd"].to_numpy()
    line = validation.cox(outcome, probability=true)
    assert abs(line["slope"] - 1) < 2 * line["slope_error"]
    assert abs(line["intercept"]) < 2 * line["intercept_error"]
    assert abs(validation.spiegelhalter(outcome, probability=true)) < 1.96
    assert validation.hosmer_lemeshow(outcome, probability=true)[1] > 0.05
    odds = 2 * np.log(true / (1 - true))
    bold = 1 / (1 + np.exp(-odds))
    assert validation.cox(outcome, probability=bold)["slope"] == pytest.approx(line["slope"] / 2, rel=1e-6)
    assert validation.hosmer_lemeshow(outcome, probability=bold)[1] < 0.001


def test_the_line_is_the_one_a_logistic_regression_without_penalty_finds():
    from sklearn.linear_model import LogisticRegression

    frame = population(entities=1500, quarters=("2024-01-01",), seed=12)
    p = frame["true_pd"].to_numpy()
    odds = np.log(p / (1 - p))[:, None]
    peer = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(odds, frame["outcome"])
    found = validation.cox(frame["outcome"], probability=p)
    assert found["slope"] == pytest.approx(float(peer.coef_[0, 0]), rel=1e-4)


def test_hosmer_lemeshow_by_hand():
    # two bins of ten rows: 1 and 4 expected, 2 and 3 seen
    p = np.repeat([0.1, 0.4], 10)
    outcome = np.array([1, 1] + [0] * 8 + [1, 1, 1] + [0] * 7)
    statistic, p_value = validation.hosmer_lemeshow(outcome, probability=p, bins=2)
    assert statistic == pytest.approx(1 / (10 * 0.09) + 1 / (10 * 0.24))
    assert p_value == pytest.approx(stats.chi2.sf(statistic, 2))


def test_an_inversion_names_both_grades_and_whether_it_can_be_chance():
    import pandas as pd

    frame = pd.DataFrame(
        {
            "n": [500, 500, 500, 5],
            "observed": [0.01, 0.05, 0.02, 0.0],
            "observed_low": [0.0, 0.03, 0.01, 0.0],
            "observed_high": [0.02, 0.07, 0.035, 0.4],
        },
        index=["A", "B", "C", "D"],
    )
    found = validation.inversions(frame)
    assert found.to_dict("records") == [{"better": "B", "worse": "C", "significant": False}]
    frame.loc["C", "observed_high"] = 0.029
    assert validation.inversions(frame)["significant"].tolist() == [True]


def test_reliability_bands_rise_in_predicted_probability(small):
    frame = validation.reliability(small.test, small.card)
    assert frame["mean_pd"].is_monotonic_increasing
    assert frame["n"].sum() == len(small.test)


def test_the_summary_gives_weighted_rates_beside_plain_ones(small):
    found = validation.calibration_summary(small.test, small.card)
    weight, bad = small.test.weight, small.test.y
    assert found["weighted_observed"] == pytest.approx((weight * bad).sum() / weight.sum())
    assert found["observed"] == pytest.approx(bad.mean())


def test_neighbouring_grades_are_joined_until_each_holds_enough_bad_entities(small):
    rows = validation.scored(small.test, small.card)
    plain, joined = by_grade(rows), validation.pooled(rows, smallest=25)
    assert joined["n"].sum() == plain["n"].sum()
    assert joined["bads"].sum() == plain["bads"].sum()
    assert (joined["bad_entities"] >= 25).all()
    assert joined["first"].tolist() == [0, *(joined["last"].iloc[:-1] + 1)]
    assert joined["last"].iloc[-1] == len(GRADES.grades) - 1
