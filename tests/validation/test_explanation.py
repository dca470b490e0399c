"""Contributions add up, their signs are checked against declarations, nulls stand apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from creditscore import validation
from creditscore.errors import ValidationError
from tests.judged import Straight, header, world


@pytest.fixture(scope="module")
def small():
    return world(entities=600)


def test_reference_plus_contributions_is_the_score(small):
    for artefact in (small.card, small.trees):
        found = validation.explain(artefact, small.test)
        assert validation.additivity(artefact, found) <= 1e-6
        assert np.allclose(found.base + found.contributions.sum(axis=1), artefact.scores(small.test.X))


def test_an_artefact_that_does_not_add_up_is_seen(small):
    liar = replace(small.trees, reference_score=small.trees.reference_score)
    found = replace(validation.explain(liar, small.test), base=liar.reference_score + 0.5)
    assert validation.additivity(liar, found) == pytest.approx(0.5)


def test_a_part_of_the_rows_is_drawn_evenly_over_the_score_and_the_same_for_one_seed(small):
    found = validation.explain(small.card, small.test, rows=100, seed=3)
    again = validation.explain(small.card, small.test, rows=100, seed=3)
    assert len(found) == 100
    assert np.array_equal(found.scores, again.scores)
    deciles = np.quantile(small.card.scores(small.test.X), np.linspace(0, 1, 11)[1:-1])
    counts = np.bincount(np.searchsorted(deciles, found.scores), minlength=10)
    assert counts.min() >= 5  # tied scores sit on the bounds


def test_importance_by_family_adds_the_points_of_correlated_features_first(small):
    found = validation.explain(small.card, small.test)
    features, families = validation.importance(found), validation.importance(found, by="family")
    assert features["points"].is_monotonic_decreasing
    assert families["share"].sum() == pytest.approx(1.0)
    places = [found.names.index("penalty_count_12m"), found.names.index("penalty_days_36m")]
    wanted = np.abs(found.contributions[:, places].sum(axis=1)).mean()
    assert families.loc["penalties", "points"] == pytest.approx(wanted)


def test_every_declared_direction_of_a_right_model_passes(small):
    frame = validation.sign_check(small.card, small.test)
    assert (frame.loc[frame["direction"] != "none", "outcome"] == "passed").all()
    assert frame.loc["usage_change", "outcome"] == "not_applicable"


def test_a_model_that_rewards_overdue_days_fails_and_names_the_feature(small):
    turned = Straight(header(), slopes=(-18.0, 0.004, -90.0, 0.0, +1.1, 3.0))
    frame = validation.sign_check(turned, small.test)
    assert frame.index[frame["outcome"] == "failed"].tolist() == ["dpd_max_12m"]
    swept = validation.sweep(turned, small.test, rows=20)
    assert swept.index[swept["breaches"] > 0].tolist() == ["dpd_max_12m"]


def test_a_hidden_wrong_step_that_the_correlation_forgives_is_found_by_the_sweep(small):
    class Bent(Straight):
        def contributions(self, columns):
            found = super().contributions(columns)
            value = np.asarray(columns["dpd_max_12m"], dtype=float)
            found[:, 4] += np.where((value > 30) & (value < 40), 25.0, 0.0)
            return found

    bent = Bent(header())
    assert validation.sign_check(bent, small.test).loc["dpd_max_12m", "outcome"] == "passed"
    frame = validation.sweep(bent, small.test, rows=20, steps=40)
    assert frame.loc["dpd_max_12m", "breaches"] > 0
    assert frame.drop("dpd_max_12m")["breaches"].sum() == 0


def test_missing_values_take_no_part_in_the_sign_and_are_shown_beside_it(small):
    frame = validation.sign_check(small.card, small.test)
    line = frame.loc["late_filing_share_12m"]
    empty = small.test.X["late_filing_share_12m"].isna()
    assert line["missing"] == int(empty.sum()) > 0
    place = small.card.field_names.index("late_filing_share_12m")
    points = small.card.contributions(small.test.X)[empty.to_numpy(), place]
    assert line["missing_points"] == pytest.approx(points.mean())


def test_dependence_follows_the_value_and_puts_the_missing_last(small):
    found = validation.explain(small.card, small.test)
    frame = validation.dependence(found, "late_filing_share_12m")
    assert frame["n"].sum() == len(found)
    assert np.isnan(frame["value"].iloc[-1])
    assert frame["value"].iloc[:-1].is_monotonic_increasing
    assert frame["mean"].iloc[:-1].is_monotonic_decreasing


def test_contributions_of_the_wrong_shape_are_refused(small):
    class Short(Straight):
        def contributions(self, columns):
            return super().contributions(columns)[:, :2]

        def scores(self, columns):
            return np.zeros(len(columns))

    with pytest.raises(ValidationError, match="wanted contributions of shape"):
        validation.explain(Short(header()), small.test)
