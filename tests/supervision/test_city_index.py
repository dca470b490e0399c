"""末位通报: one hand-made panel for each reading of measure 64."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.errors import RecordsError
from creditscore.supervision import bottom_rank, city_ranks, groups
from creditscore.supervision.city_index import WORST

JULY = date(2024, 7, 1)
MONTHS = (date(2024, 5, 1), date(2024, 6, 1), JULY)


def panel(group: str, **indices: tuple[float | None, float | None, float | None]) -> pd.DataFrame:
    """``city=(May, June, July)``; None leaves the month out."""
    return pd.DataFrame(
        [
            {"city": city, "group": group, "month": month, "index": value}
            for city, values in indices.items() for month, value in zip(MONTHS, values) if value is not None
        ]
    )  # fmt: skip


def statuses(frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame["city"], frame["status"]))


def notified(frame: pd.DataFrame) -> list[str]:
    return sorted(frame.loc[frame["status"] == "notify", "city"])


STUCK = panel("prefecture", a=(90, 90, 90), b=(80, 80, 80), c=(70, 70, 70))


def test_the_last_prefecture_that_did_not_improve_twice_is_notified():
    frame = bottom_rank(STUCK, month=JULY)
    assert statuses(frame) == {"c": "notify"}
    assert frame.loc[0, ["rank", "rank_1", "rank_2"]].tolist() == [3, 3, 3]


def test_a_last_prefecture_that_improved_once_is_spared():
    once = panel("prefecture", a=(90, 90, 90), b=(80, 60, 80), c=(70, 70, 70))
    assert statuses(bottom_rank(once, month=JULY)) == {"c": "improved"}
    up = panel("prefecture", a=(90, 90, 90), b=(60, 80, 80), c=(70, 70, 70), d=(50, 75, 60))
    assert statuses(bottom_rank(up, month=JULY)) == {"d": "improved"}


def test_two_county_cities_are_candidates_and_fewer_may_be_notified():
    cities = panel("county_city", a=(9, 9, 9), b=(8, 8, 8), c=(4, 6, 6), d=(5, 5, 5))
    assert statuses(bottom_rank(cities, month=JULY)) == {"d": "notify", "c": "improved"}


def test_testing_first_takes_the_worst_of_those_that_did_not_improve():
    cities = panel("county_city", a=(9, 9, 9), b=(8, 8, 8), c=(4, 6, 6), d=(5, 5, 5))
    frame = bottom_rank(cities, month=JULY, order="test_then_select")
    assert statuses(frame) == {"d": "notify", "b": "notify", "c": "improved"}


def test_bottom_twice_asks_for_the_last_place_in_both_months_alone():
    cities = panel("prefecture", a=(90, 90, 90), b=(60, 80, 80), c=(70, 70, 70))
    assert notified(bottom_rank(cities, month=JULY)) == ["c"]
    fell = panel("prefecture", a=(90, 90, 90), b=(80, 65, 80), c=(85, 70, 70))
    assert notified(bottom_rank(fell, month=JULY)) == ["c"]
    assert statuses(bottom_rank(fell, month=JULY, not_improved="bottom_twice")) == {"c": "improved"}
    short = panel("prefecture", a=(None, 90, 90), b=(None, 70, 70))
    assert notified(bottom_rank(short, month=JULY, not_improved="bottom_twice")) == ["b"]
    assert set(statuses(bottom_rank(short, month=JULY)).values()) == {"missing_month"}


def test_a_national_rank_may_decide_instead_of_the_rank_at_home():
    ranked = STUCK.assign(national=[100, 99, 98, 200, 201, 202, 230, 225, 224])
    assert statuses(bottom_rank(ranked, month=JULY)) == {"c": "notify"}
    assert statuses(bottom_rank(ranked, month=JULY, rank="national")) == {"c": "improved"}


def test_of_equal_ranks_the_lower_index_then_the_earlier_code_is_worse():
    ties = panel("prefecture", b=(70, 70, 70), a=(70, 70, 70), c=(90, 90, 90))
    assert notified(bottom_rank(ties, month=JULY)) == ["a"]
    ranked = ties.assign(national=5)
    ranked.loc[ranked["city"] == "b", "index"] = 69.0
    assert notified(bottom_rank(ranked, month=JULY, rank="national")) == ["b"]


def test_a_missing_month_notifies_nobody_of_the_group_or_spares_the_city_alone():
    gap = panel("prefecture", a=(90, None, 90), b=(80, 80, 80), c=(70, 70, 70))
    assert statuses(bottom_rank(gap, month=JULY)) == {"a": "missing_month"}
    ranked = gap.assign(national=gap["city"].map({"a": 1, "b": 2, "c": 3}))
    frame = bottom_rank(ranked, month=JULY, missing="city", rank="national")
    assert statuses(frame) == {"a": "missing_month", "c": "notify"}
    last = panel("prefecture", a=(90, 90, 90), b=(80, 80, 80), c=(70, None, 70))
    assert notified(bottom_rank(last, month=JULY, missing="city")) == ["b"]


def test_a_gap_in_one_group_leaves_the_other_alone():
    both = pd.concat(
        [panel("prefecture", a=(90, None, 90), b=(80, 80, 80)), panel("county_city", x=(5, 5, 5))]
    )
    assert notified(bottom_rank(both, month=JULY)) == ["x"]


def test_changchun_is_ranked_with_the_provincial_capitals_unless_asked_otherwise():
    assert groups()["220100"] == "provincial_capital"
    assert groups(changchun_apart=False)["220100"] == "prefecture"
    counted = pd.Series(groups()).value_counts().to_dict()
    assert counted == {"prefecture": 8, "county_city": 20, "provincial_capital": 1}
    capital = panel("provincial_capital", **{"220100": (1, 1, 1)})
    assert len(bottom_rank(capital, month=JULY)) == 0


def test_ranks_are_told_for_every_month_with_what_was_gained():
    cities = panel("county_city", a=(9, 8, 8), b=(8, 9, 9), c=(5, 5, 8))
    found = {(city, month.date()): (rank, gain) for city, month, rank, gain in
             city_ranks(cities)[["city", "month", "rank", "better_by"]].itertuples(index=False)}  # fmt: skip
    assert found["b", JULY] == (1, 0)
    assert (found["a", JULY], found["c", JULY]) == ((2, 0), (2, 1)), "equal indices share the better rank"
    assert found["b", MONTHS[1]] == (1, 1)
    assert pd.isna(found["a", MONTHS[0]][1]), "nothing came before"


def test_ranks_among_different_cities_are_not_compared():
    cities = panel("county_city", a=(9, 9, 9), b=(8, None, 8), c=(5, 5, 5))
    assert city_ranks(cities)["better_by"].isna().all()


def test_a_panel_that_repeats_a_city_or_lacks_a_column_is_refused():
    with pytest.raises(RecordsError, match="twice in 2024-05"):
        bottom_rank(pd.concat([STUCK, STUCK]), month=JULY)
    with pytest.raises(RecordsError, match="'national' is missing"):
        bottom_rank(STUCK, month=JULY, rank="national")


CITIES = st.lists(st.tuples(*[st.integers(0, 5).map(float)] * 3), min_size=1, max_size=8)


@given(CITIES, st.sampled_from(["prefecture", "county_city"]))
def test_whoever_is_notified_is_among_the_last_and_did_not_improve(indices, group):
    cities = panel(group, **{f"c{n}": values for n, values in enumerate(indices)})
    frame = bottom_rank(cities, month=JULY)
    said = frame[frame["status"] == "notify"]
    assert len(said) <= WORST[group]
    assert len(frame) == min(WORST[group], len(indices))
    assert (said["rank"] >= said["rank_1"]).all() and (said["rank_1"] >= said["rank_2"]).all()
