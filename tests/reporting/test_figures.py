"""Figures: axes back, Chinese drawn, the caller's settings left alone."""

from __future__ import annotations

import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

from creditscore import reporting, validation
from creditscore.errors import ReportError
from creditscore.reporting import _font, _svg
from creditscore.reporting._shapes import rounded
from tests.reporting.conftest import loans

DRAWINGS = {
    "roc": lambda t, e: reporting.plot_roc(t["curve"]),
    "two_rocs": lambda t, e: reporting.plot_roc({"冠军": t["curve"], "挑战者": t["curve_challenger"]}),
    "ks": lambda t, e: reporting.plot_ks(t["curve"]),
    "calibration": lambda t, e: reporting.plot_calibration(t["reliability"]),
    "grades": lambda t, e: reporting.plot_grades(t["grades"]),
    "psi": lambda t, e: reporting.plot_psi(t["psi"]),
    "quarters": lambda t, e: reporting.plot_quarters(t["quarters"]),
    "importance": lambda t, e: reporting.plot_importance(e),
    "families": lambda t, e: reporting.plot_importance(e, by="family"),
    "beeswarm": lambda t, e: reporting.plot_beeswarm(e),
    "dependence": lambda t, e: reporting.plot_dependence(e, "late_filing_share_12m"),
    "waterfall": lambda t, e: reporting.plot_waterfall(e, 3),
    "vintage": lambda t, e: reporting.plot_vintage(loans()[0]),
    "roll_rate": lambda t, e: reporting.plot_roll_rate(loans()[1]),
}


@pytest.fixture(scope="module")
def judged(small):
    found = validation.review(
        small.train, small.test, champion=small.card, challenger=small.trees, replicates=10, rows=300
    )
    return found.tables, found.explanations["champion"]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_figure_returns_its_axes_and_draws_without_a_missing_glyph(name, judged):
    if _font.font_file() is None:
        pytest.skip("this build has no font in its package data")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = DRAWINGS[name](*judged)
        assert isinstance(ax, Axes)
        assert ax.get_title(loc="left") + ax.get_title()
        ax.figure.canvas.draw()


@pytest.mark.parametrize("name", ["two_rocs", "beeswarm", "roll_rate"])
def test_a_figure_drawn_twice_is_the_same(name, judged):
    first = _svg.inline(DRAWINGS[name](*judged), name="one", label="x")
    again = _svg.inline(DRAWINGS[name](*judged), name="one", label="x")
    assert first == again
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", ["roc", "ks", "grades", "beeswarm", "dependence", "waterfall", "vintage"])
def test_a_figure_goes_into_the_axes_it_is_given(name, judged):
    """And Chinese is drawn there too, though the axes were made with another font (a missing glyph is a warning)."""
    figure, ax = plt.subplots()
    tables, explanation = judged
    drawing = {
        "roc": lambda: reporting.plot_roc(tables["curve"], ax=ax),
        "ks": lambda: reporting.plot_ks(tables["curve"], ax=ax),
        "grades": lambda: reporting.plot_grades(tables["grades"], ax=ax),
        "beeswarm": lambda: reporting.plot_beeswarm(explanation, ax=ax),
        "dependence": lambda: reporting.plot_dependence(explanation, "late_filing_share_12m", ax=ax),
        "waterfall": lambda: reporting.plot_waterfall(explanation, 0, ax=ax),
        "vintage": lambda: reporting.plot_vintage(loans()[0], ax=ax),
    }[name]
    assert drawing() is ax
    assert plt.get_fignums() == [figure.number]
    if _font.font_file() is not None:
        figure.canvas.draw()


def test_the_callers_settings_are_left_alone(judged):
    before = dict(mpl.rcParams)
    reporting.plot_grades(judged[0]["grades"])
    assert dict(mpl.rcParams) == before


def test_the_beeswarm_names_each_features_declared_direction(judged):
    labels = [text.get_text() for text in reporting.plot_beeswarm(judged[1]).get_yticklabels()]
    assert any(label.startswith("近12月行政处罚次数 ↑") for label in labels)
    assert any(label.startswith("注册资本 ↓") for label in labels)
    assert any(label.startswith("用电量同比\n") for label in labels)


def test_a_waterfall_ends_at_the_score(judged):
    explanation = judged[1]
    ax = reporting.plot_waterfall(explanation, 5, top=3)
    title = ax.get_title(loc="left")
    assert f"{explanation.base:.0f}" in title
    assert f"{explanation.scores[5]:.0f}" in title
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches]
    assert ends[-1] == pytest.approx(explanation.scores[5])


def test_dependence_of_an_unknown_feature_is_refused(judged):
    with pytest.raises(ReportError, match="no such feature"):
        reporting.plot_dependence(judged[1], "nobody")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1_234_567.8, "1,200,000"),
        (0.08764, "0.088"),
        (0.0, "0"),
        (-3.14, "-3.1"),
        (12.0, "12"),
        (np.nan, "缺失"),
    ],
)
def test_values_of_a_case_keep_two_digits(value, shown):
    assert rounded(value) == shown


def test_negative_numbers_of_a_figure_carry_a_minus_that_every_font_has(judged):
    drawing = str(_svg.inline(reporting.plot_importance(judged[1]), name="a", label="b"))
    swarm = str(_svg.inline(reporting.plot_beeswarm(judged[1]), name="c", label="d"))
    assert "\u2212" not in drawing + swarm
    assert ">-" in swarm


def test_numbers_inside_texts_keep_their_digits(judged):
    curve = judged[0]["curve"]
    drawing = str(_svg.inline(reporting.plot_ks(curve), name="a", label="b"))
    assert f"KS = {curve['gap'].max():.3f}" in drawing
