"""Groups: small ones are pooled, thin ones get no verdict."""

from __future__ import annotations

import pytest

from creditscore import validation
from tests.judged import drawn, world


@pytest.fixture(scope="module")
def small():
    return world(entities=600)


def test_no_group_under_ten_entities_is_shown_and_none_can_be_found_by_subtraction(small):
    regions = small.test.frame.groupby("info_region")["entity"].nunique()
    assert regions.min() < 10
    frame = validation.segments(small.test, small.card, by=["info_region"])
    shown = frame.xs("region")
    assert regions.idxmin() not in shown.index
    assert shown["entities"].min() >= 10
    assert shown["n"].sum() == len(small.test)
    assert "other" in shown.index
    assert len(shown) == len(regions) - 1


def test_a_group_under_thirty_bads_gets_no_area_and_no_verdict(small):
    frame = validation.segments(small.test, small.card)
    thin = frame["bads"] < 30
    assert thin.any()
    assert (frame.loc[thin, "outcome"] == "insufficient").all()
    assert frame.loc[thin, "auc"].isna().all()
    assert frame.loc[~thin, "auc"].notna().all()


def test_rows_without_a_group_are_counted_as_unknown(small):
    frame = small.test.frame.copy()
    frame.loc[:200, "info_size"] = None
    table = validation.segments(drawn(frame), small.card, by=["info_size"])
    assert "unknown" in table.xs("size").index


def test_the_share_a_person_must_review_is_the_share_of_the_two_lowest_grades(small):
    rows = validation.scored(small.test, small.card)
    micro = (small.test.frame["info_size"] == "micro").to_numpy()
    table = validation.segments(small.test, small.card, by=["info_size"])
    wanted = rows.loc[micro, "grade"].isin(["B", "C"]).mean()
    assert table.loc[("size", "micro"), "review_share"] == pytest.approx(wanted)
