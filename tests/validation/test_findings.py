"""Verdicts: every threshold has a source, colours and outcomes agree, a review finds planted faults."""

from __future__ import annotations

import math

import numpy as np
import pytest

from creditscore import validation
from creditscore.errors import ValidationError
from creditscore.validation._finding import light_of
from tests.judged import Straight, header, world

TESTS = validation.thresholds()["tests"]


@pytest.fixture(scope="module")
def small():
    return world(entities=600)


@pytest.fixture(scope="module")
def reviewed(small):
    return validation.review(
        small.train,
        small.test,
        champion=small.card,
        challenger=small.trees,
        oracle=small.oracle,
        replicates=40,
    )


@pytest.mark.parametrize("code", TESTS)
def test_every_threshold_names_its_source_in_both_languages(code):
    bar = TESTS[code]
    assert bar["basis_kind"] in {"published_method", "project_default"}
    for key in ("title_zh", "title_en", "source_zh", "source_en", "detail_zh", "detail_en"):
        assert bar[key].strip()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in bar["title_zh"])


@pytest.mark.parametrize("code", TESTS)
def test_every_threshold_has_a_review_that_judges_it(code, reviewed):
    assert code in {finding.code for finding in reviewed.findings}


@pytest.mark.parametrize(
    ("value", "bar", "light"),
    [
        (0.75, {"sense": "at_least", "good": 0.75, "watch": 0.65}, "green"),
        (0.7499, {"sense": "at_least", "good": 0.75, "watch": 0.65}, "amber"),
        (0.6499, {"sense": "at_least", "good": 0.75, "watch": 0.65}, "red"),
        (0.10, {"sense": "at_most", "good": 0.10, "watch": 0.25}, "green"),
        (0.26, {"sense": "at_most", "good": 0.10, "watch": 0.25}, "red"),
        (1.15, {"sense": "between", "good": [0.9, 1.1], "watch": [0.8, 1.2]}, "amber"),
        (0.79, {"sense": "between", "good": [0.9, 1.1], "watch": [0.8, 1.2]}, "red"),
    ],
)
def test_a_value_on_the_bar_is_on_the_good_side_of_it(value, bar, light):
    assert light_of(value, bar=bar) == light


def test_red_is_failed_amber_is_passed_and_nothing_known_is_not_applicable():
    assert validation.verdict("S5", 0.2).outcome == "failed"
    assert validation.verdict("S5", 0.04).outcome == "passed"
    unknown = validation.verdict("S5", None)
    assert (unknown.outcome, unknown.light, unknown.value) == ("not_applicable", "grey", None)
    with pytest.raises(ValidationError, match="no such test"):
        validation.verdict("Z9", 1.0)


def test_a_review_gives_finite_metrics_and_judges_the_lower_bound(reviewed):
    assert all(math.isfinite(value) for value in reviewed.metrics.values())
    by_code = {finding.code: finding for finding in reviewed.findings}
    assert by_code["D1"].value == reviewed.metrics["auc_low"] < reviewed.metrics["auc"]
    assert by_code["D3"].value == reviewed.metrics["ks_low"]
    lights = [finding.light for finding in reviewed.findings]
    assert sum(reviewed.metrics[f"findings_{light}"] for light in set(lights)) == len(lights)


def test_without_challenger_or_truth_those_tests_do_not_apply(small):
    found = validation.review(small.train, small.test, champion=small.card, replicates=20)
    by_code = {finding.code: finding.outcome for finding in found.findings}
    assert (by_code["B1"], by_code["E1"]) == ("not_applicable", "not_applicable")
    assert "compare" not in found.tables


def test_a_model_with_a_turned_sign_fails_by_name(small):
    turned = Straight(header(), slopes=(-18.0, 0.004, -90.0, 0.0, +1.1, 3.0))
    found = validation.review(small.train, small.test, champion=turned, replicates=20)
    by_code = {finding.code: finding for finding in found.findings}
    assert (by_code["X2"].outcome, by_code["X2"].evidence) == ("failed", ("dpd_max_12m",))
    assert (by_code["M1"].outcome, by_code["M1"].evidence) == ("failed", ("dpd_max_12m",))


def test_a_model_that_promises_half_the_risk_fails_its_grades(small):
    class Rosy(Straight):
        def probabilities(self, columns):
            return super().probabilities(columns) / 3

    found = validation.review(small.train, small.test, champion=Rosy(header()), replicates=20)
    by_code = {finding.code: finding for finding in found.findings}
    assert by_code["C1"].outcome == "failed"
    assert by_code["C4"].outcome == "failed"


def test_one_inversion_within_the_intervals_is_amber_and_a_clear_one_is_red():
    import pandas as pd

    from creditscore.validation._verdicts import _order

    one = pd.DataFrame({"better": ["A"], "worse": ["B"], "significant": [False]})
    assert _order(one).light == "amber"
    assert _order(one.assign(significant=True)).light == "red"
    assert _order(pd.concat([one, one])).light == "red"
    assert _order(one.head(0)).light == "green"


def test_one_seed_gives_one_review(small, reviewed):
    again = validation.review(
        small.train,
        small.test,
        champion=small.card,
        challenger=small.trees,
        oracle=small.oracle,
        replicates=40,
    )
    assert again.metrics == reviewed.metrics
    assert again.findings == reviewed.findings


def test_entities_never_seen_in_training_are_judged_apart(small):
    from creditscore.validation._review import acquaintance

    before = validation.scored(small.train, small.card)
    after = validation.scored(small.test, small.card)
    renamed = after.assign(
        entity=np.where(np.arange(len(after)) % 2 == 0, after["entity"] + "x", after["entity"])
    )
    table = acquaintance(before, renamed)
    assert table.loc["seen", "n"] + table.loc["unseen", "n"] == table.loc["all", "n"]
    assert table.loc["unseen", "auc_low"] < table.loc["unseen", "auc"]
