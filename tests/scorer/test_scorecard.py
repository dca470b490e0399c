"""A scorecard is its points table: nothing else makes the score."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nextafter

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.errors import DefinitionError, InputErrors
from creditscore.scorer import Binned, Calibration, Scorecard, Scorer
from tests.scorer.artefacts import card, header, number, row_of, rows_for

CARD = card()
SCORER = Scorer(CARD)


def by_hand(artefact: Scorecard, row: dict[str, object]) -> float:
    """The score as a clerk would add it up from the printed table."""
    table = artefact.table()
    total = table["points"][0]
    for bins in artefact.binned:
        at = [i for i, name in enumerate(table["feature"]) if name == bins.field.name]
        value = row[bins.field.name]
        if value is None:
            line = next(i for i in at if table["bin"][i] == "missing")
        elif isinstance(value, str):
            line = next((i for i in at if value in table["bin"][i].strip("{}").split(", ")), at[-1])
        else:
            line = at[sum(value >= edge for edge in bins.edges)]
        total += table["points"][line]
    return total


@given(seed=st.integers(0, 10_000))
def test_the_points_of_the_table_add_up_to_the_score_bit_for_bit_alone_and_in_a_batch(seed: int) -> None:
    columns = rows_for(CARD, 7, seed=seed)
    for field in CARD.fields:
        if field.missing == "allowed" and field.kind == "number":
            columns[field.name][0] = np.nan
    batch = CARD.scores(columns)
    table = SCORER.score_batch(columns, top=0)["score"]
    for i in range(7):
        row = row_of(columns, i)
        alone = SCORER.score(row).score
        assert alone == by_hand(CARD, row) == batch[i] == table[i]


@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_the_order_of_adding_points_does_not_matter(seed: int, order: object) -> None:
    points = [CARD.base_points, *CARD.points(rows_for(CARD, 1, seed=seed))[0]]
    total = sum(points)
    order.shuffle(points)  # type: ignore[attr-defined]
    assert sum(points) == total


def test_contributions_and_the_reference_score_add_up_to_the_score_exactly() -> None:
    columns = rows_for(CARD, 500)
    assert (CARD.reference_score + CARD.contributions(columns).sum(axis=1) == CARD.scores(columns)).all()


@given(edge=st.sampled_from([1.0, 2.0, 3.0]))
def test_a_value_on_an_edge_belongs_to_the_bin_above_it(edge: float) -> None:
    bins = Binned(field=number("x"), edges=(1.0, 2.0, 3.0), woe=(0.3, 0.2, 0.1, 0.0))
    values = np.array([nextafter(edge, -inf), edge])
    assert [bins.index(value) for value in values] == [int(edge) - 1, int(edge)]
    assert bins.indices(values).tolist() == [int(edge) - 1, int(edge)]


@given(values=st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=False)), min_size=1))
def test_the_bin_of_a_value_is_the_same_alone_and_in_a_column(values: list[float | None]) -> None:
    for bins in CARD.binned[1:4]:
        column = np.array(values, dtype=np.float64)
        assert bins.indices(column).tolist() == [bins.index(value) for value in values]


def test_missing_and_unseen_follow_the_declared_policy_and_the_table_says_so() -> None:
    field = number("kind", kind="category")
    groups, woe = (("a",), ("b",)), (0.5, -0.5)
    for policy, points in (("missing", -3.0), ("neutral", 0.0), ("worst", -7.0), ("forbidden", -3.0)):
        bins = Binned(
            field=field, groups=groups, woe=woe, points=(7.0, -7.0), missing_points=-3.0, unseen_policy=policy
        )  # fmt: skip
        assert bins.lookup[bins.index("zzz")] == points
        assert bins.lookup[bins.index(None)] == -3.0
        printed = str(Scorecard(header=header(), binned=(bins,), base_points=600.0))
        assert f"unseen: {policy}" in printed
        assert "missing: neutral" in printed


def test_a_card_names_itself_in_one_line() -> None:
    assert repr(card()).startswith("<Scorecard ") and len(repr(card())) < 250 and "\n" not in repr(card())


def test_the_printed_card_states_the_woe_convention_and_the_scale() -> None:
    assert "WOE = ln(share of goods / share of bads): larger is safer" in str(CARD)
    assert "600 points at 20:1 odds of good, 50 points double the odds" in str(CARD)
    assert CARD._repr_html_().count("<tr>") == len(CARD.table()["feature"]) + 1


def test_titles_in_the_html_table_are_escaped() -> None:
    bins = Binned(field=number("x", title_zh="<script>alert(1)</script>"), edges=(1.0,), woe=(0.1, -0.1))
    assert "<script>" not in Scorecard(header=header(), binned=(bins,), base_points=1.0)._repr_html_()


def test_a_card_written_as_json_and_read_again_is_the_same_card() -> None:
    again = Scorecard.from_json(CARD.to_json())
    assert again == CARD
    assert again.to_json() == CARD.to_json()
    assert (again.scores(rows_for(CARD, 200)) == CARD.scores(rows_for(CARD, 200))).all()


def test_doubling_the_odds_of_good_adds_the_declared_points() -> None:
    bins = Binned(field=number("x"), edges=(1.0,), woe=(np.log(2.0), 0.0))
    made = Scorecard.from_woe(header(), binned=(bins,), intercept=np.log(20.0), coefficients=(1.0,))
    low, high = made.scores({"x": np.array([5.0, 0.0])})
    assert low == pytest.approx(600.0, abs=1e-5)
    assert high - low == pytest.approx(50.0, abs=1e-5)


def test_attainable_bounds_every_score() -> None:
    low, high = CARD.attainable
    scores = CARD.scores(rows_for(CARD, 3000))
    assert low <= scores.min() <= scores.max() <= high


def test_calibration_changes_the_probability_and_never_the_score() -> None:
    columns = rows_for(CARD, 200)
    other = replace(CARD, calibration=Calibration(kind="platt", slope=2.0, intercept=0.3))
    assert (other.scores(columns) == CARD.scores(columns)).all()
    order = np.argsort(CARD.scores(columns), kind="stable")
    assert (np.diff(other.probabilities(columns)[order]) <= 0.0).all()


@given(st.lists(st.floats(-800.0, 800.0), min_size=1))
def test_one_probability_and_an_array_of_them_agree_bit_for_bit(log_odds: list[float]) -> None:
    made = Calibration(kind="platt", slope=0.7, intercept=0.2)
    assert made.probabilities(np.array(log_odds)).tolist() == [made.probability(one) for one in log_odds]


@pytest.mark.parametrize("kind", ["frame", "nullable", "arrow", "lists"])
def test_frames_arrow_tables_and_lists_score_as_arrays_do(kind: str) -> None:
    columns = rows_for(CARD, 50)
    frame = pd.DataFrame(columns)
    tables = {
        "frame": frame,
        "nullable": frame.convert_dtypes(),
        "arrow": pa.Table.from_pandas(frame),
        "lists": {name: [row_of(columns, i)[name] for i in range(50)] for name in columns},
    }
    assert (CARD.scores(tables[kind]) == CARD.scores(columns)).all()


def test_a_column_that_is_missing_or_not_numbers_is_named() -> None:
    columns = rows_for(CARD, 5)
    del columns["f3"]
    with pytest.raises(InputErrors, match="column f3 is missing"):
        CARD.scores(columns)
    columns = rows_for(CARD, 5)
    columns["f2"] = np.array(["x"] * 5, dtype=object)
    columns["f1"] = np.full(5, inf)
    with pytest.raises(InputErrors) as caught:
        CARD.scores(columns)
    assert [(one["pointer"], one["code"]) for one in caught.value.errors] == [
        ("/f1", "not_finite"),
        ("/f2", "type"),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"edges": (2.0, 1.0)}, "edges that rise"),
        ({"woe": (0.1,)}, "wanted 3 woe"),
        ({"woe": (0.1, float("nan"), 0.2)}, "finite"),
        ({"groups": (("a",),)}, "a number wants edges"),
    ],
)
def test_bins_that_contradict_themselves_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        Binned(**{"field": number("x"), "edges": (1.0, 2.0), "woe": (0.1, 0.2, 0.3), **change})  # type: ignore[arg-type]


def test_a_negative_coefficient_is_refused_by_name() -> None:
    bins = Binned(field=number("x"), edges=(1.0,), woe=(0.1, -0.1))
    with pytest.raises(DefinitionError, match=r"coefficient of x is -0\.5"):
        Scorecard.from_woe(header(), binned=(bins,), intercept=0.0, coefficients=(-0.5,))


def test_a_group_attribute_or_an_authorised_input_of_a_public_card_is_refused() -> None:
    bins = Binned(field=number("info_region"), edges=(1.0,), woe=(0.1, -0.1))
    with pytest.raises(DefinitionError, match="group attribute"):
        Scorecard(header=header(), binned=(bins,), base_points=0.0)
    bins = Binned(field=number("x", layer="authorised"), edges=(1.0,), woe=(0.1, -0.1))
    with pytest.raises(DefinitionError, match="public columns only"):
        Scorecard(header=header(layer="public"), binned=(bins,), base_points=0.0)


def test_a_falling_calibration_is_refused() -> None:
    with pytest.raises(DefinitionError, match="slope > 0"):
        Calibration(kind="platt", slope=0.0)
