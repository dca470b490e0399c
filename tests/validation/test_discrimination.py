"""Areas, intervals, KS and lift against brute force, known numbers and laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from creditscore import validation
from creditscore.errors import ValidationError
from tests.judged import drawn, world

# Pairs small enough to count by hand: 4 bads, 5 goods, with ties.
OUTCOME = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0])
RISK = np.array([9.0, 7.0, 5.0, 3.0, 8.0, 5.0, 4.0, 2.0, 1.0])


@pytest.fixture(scope="module")
def small():
    return world(entities=600)


def brute_delong(outcome, risk):
    """AUC and variance from every pair, no ranks."""
    bad, good = risk[outcome == 1], risk[outcome == 0]
    wins = (bad[:, None] > good[None, :]) + 0.5 * (bad[:, None] == good[None, :])
    return wins.mean(), wins.mean(1).var(ddof=1) / len(bad) + wins.mean(0).var(ddof=1) / len(good)


def test_the_area_counted_by_hand_is_fourteen_and_a_half_of_twenty_pairs():
    # 9 beats 5, 7 beats 4, 5 beats 3 and ties one, 3 beats 2
    assert validation.auc(OUTCOME, risk=RISK) == pytest.approx((5 + 4 + 3.5 + 2) / 20)


def test_delong_from_midranks_equals_delong_from_every_pair():
    found = validation.delong(OUTCOME, risk=RISK)
    area, variance = brute_delong(OUTCOME, RISK)
    assert found.value == pytest.approx(area)
    assert found.error == pytest.approx(np.sqrt(variance))
    assert found.high == pytest.approx(min(area + 1.959964 * np.sqrt(variance), 1.0))


def test_the_delong_error_agrees_with_a_bootstrap_of_rows():
    random = np.random.default_rng(3)
    outcome = (random.random(1200) < 0.15).astype(int)
    risk = np.round(random.normal(size=1200) + outcome, 1)
    draws = []
    for _ in range(400):
        taken = random.integers(0, 1200, 1200)
        draws.append(metrics.roc_auc_score(outcome[taken], risk[taken]))
    assert validation.delong(outcome, risk=risk).error == pytest.approx(np.std(draws), rel=0.12)


def test_when_every_row_is_an_entity_of_its_own_clustering_changes_nothing_but_a_little_rounding():
    random = np.random.default_rng(4)
    outcome = (random.random(800) < 0.2).astype(int)
    risk = random.normal(size=800) + outcome
    plain = validation.delong(outcome, risk=risk)
    clustered = validation.delong_clustered(outcome, risk=risk, entity=np.arange(800))
    assert clustered.error == pytest.approx(plain.error, rel=1e-3)


def test_the_same_entity_counted_four_times_does_not_make_the_interval_narrower():
    random = np.random.default_rng(5)
    outcome = (random.random(500) < 0.2).astype(int)
    risk, entity = random.normal(size=500) + outcome, np.arange(500)
    once = validation.delong_clustered(outcome, risk=risk, entity=entity)
    repeated = [np.tile(column, 4) for column in (outcome, risk, entity)]
    fourfold = validation.delong_clustered(repeated[0], risk=repeated[1], entity=repeated[2])
    naive = validation.delong(repeated[0], risk=repeated[1])
    assert fourfold.error == pytest.approx(once.error, rel=1e-9)
    assert naive.error == pytest.approx(once.error / 2, rel=0.01)


def test_the_bootstrap_by_entity_agrees_with_the_clustered_formula():
    random = np.random.default_rng(6)
    entity = np.repeat(np.arange(300), 4)
    latent = np.repeat(random.normal(size=300), 4)
    outcome = (random.random(1200) < 1 / (1 + np.exp(2 - 1.2 * latent))).astype(int)
    risk = latent + 0.5 * random.normal(size=1200)
    exact = validation.delong_clustered(outcome, risk=risk, entity=entity)
    drawn_again = validation.bootstrap(
        outcome, risk=risk, probability=np.full(1200, 0.1), entity=entity, replicates=600, seed=1
    )
    width = drawn_again.loc["auc", "high"] - drawn_again.loc["auc", "low"]
    assert width == pytest.approx(exact.high - exact.low, rel=0.12)


def test_a_paired_comparison_of_a_model_with_itself_finds_no_gain():
    gain = validation.delong_paired(OUTCOME, first=RISK, second=RISK * 2 + 1)
    assert (gain.value, gain.p_value) == (0.0, 1.0)


def test_the_paired_variance_is_that_of_the_difference_and_not_of_two_strangers():
    random = np.random.default_rng(8)
    outcome = (random.random(2000) < 0.2).astype(int)
    first = random.normal(size=2000) + outcome
    second = first + 0.1 * random.normal(size=2000) + 0.1 * outcome
    gain = validation.delong_paired(outcome, first=first, second=second)
    bad, good = outcome == 1, outcome == 0
    wins = [(r[bad][:, None] > r[good][None, :]).astype(float) for r in (first, second)]
    difference = wins[1] - wins[0]
    by_hand = difference.mean(1).var(ddof=1) / bad.sum() + difference.mean(0).var(ddof=1) / good.sum()
    assert gain.value == pytest.approx(difference.mean())
    assert gain.error == pytest.approx(np.sqrt(by_hand))
    alone = validation.delong(outcome, risk=second).error
    assert gain.error < alone / 2


@given(st.lists(st.tuples(st.integers(-40, 40), st.booleans()), min_size=8, max_size=60))
def test_neither_area_nor_ks_changes_when_risk_is_stretched_in_order(rows):
    risk = np.array([row[0] for row in rows], dtype=float)
    outcome = np.array([row[1] for row in rows], dtype=int)
    outcome[:2], outcome[2:4] = 1, 0
    stretched = np.exp(risk / 10) * 7 - 3
    assert validation.auc(outcome, risk=stretched) == pytest.approx(validation.auc(outcome, risk=risk))
    assert validation.ks(outcome, risk=stretched) == pytest.approx(validation.ks(outcome, risk=risk))
    assert validation.delong(outcome, risk=stretched).error == pytest.approx(
        validation.delong(outcome, risk=risk).error
    )
    assert validation.auc(outcome, risk=-risk) == pytest.approx(1 - validation.auc(outcome, risk=risk))


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=8, max_size=40), st.integers(0, 99))
def test_the_area_equals_the_share_of_pairs_ranked_rightly_and_the_one_of_scikit_learn(rows, seed):
    risk = np.array([row[0] for row in rows], dtype=float)
    outcome = np.array([row[1] for row in rows], dtype=int)
    outcome[:2], outcome[2:4] = 1, 0
    assert validation.auc(outcome, risk=risk) == pytest.approx(brute_delong(outcome, risk)[0])
    assert validation.auc(outcome, risk=risk) == pytest.approx(metrics.roc_auc_score(outcome, risk))
    order = np.random.default_rng(seed).permutation(len(risk))
    assert validation.auc(outcome[order], risk=risk[order]) == pytest.approx(
        validation.auc(outcome, risk=risk)
    )


def test_ks_is_the_largest_gap_between_the_two_ladders():
    # from the safest up: goods reach 3/5 before the first bad is passed
    assert validation.ks(OUTCOME, risk=RISK) == pytest.approx(0.4)
    assert validation.ks([0, 0, 1, 1], risk=[1, 2, 3, 4]) == 1.0
    assert validation.ks([0, 1, 0, 1], risk=[1, 1, 1, 1]) == 0.0


def test_one_seed_gives_one_interval_and_another_seed_another(small):
    first = validation.discrimination(small.test, small.card, replicates=60, seed=1)
    again = validation.discrimination(small.test, small.card, replicates=60, seed=1)
    other = validation.discrimination(small.test, small.card, replicates=60, seed=2)
    pd.testing.assert_frame_equal(first, again)
    assert not first["clustered_low"].equals(other["clustered_low"])


def test_the_judged_bound_is_the_lower_of_the_two_intervals(small):
    frame = validation.discrimination(small.test, small.card, replicates=60)
    auc = frame.loc["auc"]
    assert auc["low"] == min(auc["delong_low"], auc["clustered_low"]) < auc["value"]
    assert frame.loc["gini", "low"] == pytest.approx(2 * auc["low"] - 1)
    assert frame.loc["ks", "low"] < frame.loc["ks", "value"] <= frame.loc["ks", "high"]


def test_figures_agree_with_scikit_learn(small):
    rows = validation.scored(small.test, small.card)
    frame = validation.discrimination(small.test, small.card, replicates=20)["value"]
    outcome, probability = rows["outcome"], rows["probability"]
    assert frame["auc"] == pytest.approx(metrics.roc_auc_score(outcome, -rows["score"]))
    assert frame["weighted_auc"] == pytest.approx(
        metrics.roc_auc_score(outcome, -rows["score"], sample_weight=rows["weight"])
    )
    assert frame["brier"] == pytest.approx(metrics.brier_score_loss(outcome, probability))
    assert frame["log_loss"] == pytest.approx(metrics.log_loss(outcome, probability))
    assert frame["pr_auc"] == pytest.approx(metrics.average_precision_score(outcome, -rows["score"]))


def test_the_riskiest_tenth_of_ten_rows_with_the_only_bad_has_a_lift_of_ten():
    frame = pd.DataFrame(
        {
            "entity": list("abcdefghijklmnopqrst"),
            "as_of": "2024-01-01",
            "outcome": [1, 1] + [0] * 18,
            "weight": 1.0,
        }
    )
    rows = frame.assign(score=np.arange(20.0), probability=0.1, grade="A")
    from creditscore.validation._discrimination import figures

    values = figures(rows, replicates=5)["value"]
    assert values["lift_10"] == pytest.approx(10.0)
    assert values["capture_10"] == pytest.approx(1.0)
    assert values["capture_5"] == pytest.approx(0.5)


def test_the_model_never_beats_the_truth_and_its_efficiency_says_how_close_it_comes(small):
    frame = validation.discrimination(small.test, small.card, oracle=small.oracle, replicates=20)["value"]
    assert frame["auc"] < frame["oracle_auc"]
    wanted = (frame["auc"] - 0.5) / (frame["oracle_auc"] - 0.5)
    assert frame["efficiency"] == pytest.approx(wanted)


def test_a_truth_of_another_province_is_refused(small):
    other = small.oracle.assign(entity="91220101MA99999999").drop_duplicates(["entity", "as_of"])
    with pytest.raises(ValidationError, match=r"oracle: wanted a true_pd for every sample row, found 0 of"):
        validation.discrimination(small.test, small.card, oracle=other, replicates=5)


def test_models_are_compared_on_the_same_rows_against_the_first_named(small):
    frame = validation.compare(small.test, card=small.card, trees=small.trees)
    assert list(frame.index) == ["card", "trees"]
    assert frame.loc["card", "auc_gain"] == 0.0
    gain = frame.loc["trees", "auc"] - frame.loc["card", "auc"]
    assert frame.loc["trees", "auc_gain"] == pytest.approx(gain)
    assert frame.loc["trees", "gain_low"] <= gain <= frame.loc["trees", "gain_high"]


def test_counts_tell_distinct_bad_entities_from_bad_rows(small):
    found = validation.counts(small.test)
    assert found["bad_entities"] == small.test.distinct_bads < found["bad_rows"]
    assert (found["first_as_of"], found["quarters"]) == ("2023-01-01", 2)


@pytest.mark.parametrize(
    ("outcome", "message"),
    [([0, 0, 0], "all are good"), ([1, 1, 1], "all are bad"), ([0, 1, 2], "wanted a column of 0 and 1"),
     ([0, 1, np.nan], "wanted a column of 0 and 1")],
)  # fmt: skip
def test_an_outcome_without_both_classes_is_refused(outcome, message):
    with pytest.raises(ValidationError, match=message):
        validation.auc(outcome, risk=[1, 2, 3])


def test_a_null_score_is_refused_rather_than_ranked():
    with pytest.raises(ValidationError, match="1 null or infinite"):
        validation.auc([0, 1, 1], risk=[1, np.nan, 3])
    with pytest.raises(ValidationError, match="one per outcome"):
        validation.auc([0, 1, 1], risk=[1, 2])


def test_a_sample_that_lacks_a_feature_of_the_model_is_refused(small):
    poor = drawn(small.test.frame, names=("penalty_count_12m",))
    with pytest.raises(ValidationError, match="the sample lacks"):
        validation.scored(poor, small.card)


def test_the_curve_keeps_the_point_of_the_ks_however_much_it_is_thinned(small):
    rows = validation.scored(small.test, small.card)
    frame = validation.curve(rows, points=10)
    assert frame["gap"].max() == pytest.approx(validation.ks(rows["outcome"], risk=-rows["score"]))
    assert (frame.iloc[-1][["good", "bad"]] == 1.0).all()
