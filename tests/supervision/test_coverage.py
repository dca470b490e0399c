"""数据源覆盖: what is declared, what arrived, and where a feed stopped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from creditscore import records
from creditscore.codes import uscc
from creditscore.plan import months_before
from creditscore.supervision import coverage_share, sheet, source_coverage, supervise
from creditscore.supervision.coverage import RUN, STOPPED_ABOVE, drift
from tests.provinces import province
from tests.supervision.subjects import AS_OF, registered, rows

HERE, THERE = "220102", "220203"
LAST = date(2024, 8, 1)
FIRMS = [uscc.make(kind="91", region_code=HERE, organisation=f"MA{n:06d}") for n in range(24)]
SHOPS = [uscc.make(kind="92", region_code=THERE, organisation=f"MA{n:06d}") for n in range(12)]


def entities() -> list[dict[str, Any]]:
    shops = registered(*SHOPS, region=THERE, entity_type="individual_business")
    return registered(*FIRMS, region=HERE) + shops


def bills(
    codes: list[str],
    months: int,
    *,
    until: date = LAST,
    utility: str = "electricity",
    region: str | None = None,
):
    """One bill a month and subject over ``months`` months up to ``until``, arriving on the tenth."""
    firsts = [months_before(until, back) for back in range(months)]
    return [
        {"uscc": code, "utility": utility, "event_date": first, "known_date": first + timedelta(days=9),
         "region_code": region, "period": first}
        for first in firsts for code in codes
    ]  # fmt: skip


def covered(name: str, **more: Any) -> dict[str, Any]:
    return {"table_name": name, "covered_from": date(2020, 1, 1), **more}


def cells(frame, *columns: str, part: str = "electricity", month: date = LAST) -> dict[str, tuple[Any, ...]]:
    mine = frame[(frame["part"] == part) & (frame["month"] == str(month))]
    return {region: rest for region, *rest in rows(mine, "region", *columns)}


def test_declared_and_seen_are_stated_apart(tmp_path):
    tables = {
        "entity": entities(),
        "utility_bill": bills(FIRMS[:12], 3),
        "coverage": [covered("utility_bill")],
    }
    frame = source_coverage(province(tmp_path, tables), as_of=AS_OF, months=3)
    columns = ("declared", "rows", "entities", "covered_share", "entities_seen", "seen_share", "delivering")
    assert cells(frame, *columns) == {
        HERE: [True, 12, 24, 1.0, 12, 0.5, True],
        THERE: [True, 0, 12, 1.0, 0, 0.0, True],
    }


def test_a_source_declared_for_one_kind_or_place_covers_that_alone(tmp_path):
    mixed = registered(*FIRMS, region=HERE) + registered(
        *SHOPS, region=HERE, entity_type="individual_business"
    )
    tables = {
        "entity": mixed + registered("91X", region=THERE), "utility_bill": bills(FIRMS, 2),
        "coverage": [covered("utility_bill", region_code="220100", entity_type="enterprise")],
    }  # fmt: skip
    frame = source_coverage(province(tmp_path, tables), as_of=AS_OF, months=1, smallest=1)
    assert cells(frame, "declared", "entities", "entities_covered") == {
        HERE: [True, 36, 24],
        THERE: [False, 1, 0],
    }


def test_a_month_that_is_covered_in_part_is_not_covered(tmp_path):
    ends = covered("utility_bill", covered_until=date(2024, 8, 31))
    tables = {"entity": entities(), "utility_bill": bills(FIRMS, 2), "coverage": [ends]}
    frame = source_coverage(province(tmp_path, tables), as_of=AS_OF, months=2)
    assert cells(frame, "declared")[HERE] == [False]
    assert cells(frame, "declared", month=date(2024, 7, 1))[HERE] == [True]
    whole = {**tables, "coverage": [covered("utility_bill", covered_until=date(2024, 9, 1))]}
    frame = source_coverage(province(tmp_path / "whole", whole), as_of=AS_OF, months=1)
    assert cells(frame, "declared")[HERE] == [True]


def test_a_feed_that_stopped_is_flagged_though_it_is_declared(tmp_path):
    tables = {
        "entity": entities(), "coverage": [covered("utility_bill")],
        "utility_bill": bills(FIRMS, 9, until=date(2024, 6, 1)) + bills(SHOPS, 14, region=THERE),
    }  # fmt: skip
    frame = source_coverage(province(tmp_path, tables), as_of=AS_OF, months=4)
    found = {month: cells(frame, "drift", "delivering", month=month)[HERE] for month in
             (date(2024, 6, 1), date(2024, 7, 1), LAST)}  # fmt: skip
    assert found == {
        date(2024, 6, 1): ["", True],
        date(2024, 7, 1): ["stopped", False],
        LAST: ["stopped", False],
    }
    assert cells(frame, "drift", "delivering")[THERE] == ["", True]
    share = coverage_share(frame)
    assert rows(share[(share["part"] == "electricity") & (share["month"] == str(LAST))],
                "regions", "delivering", "covered_share", "full", "stopped") == [(2, 1, 0.5, False, 1)]  # fmt: skip


def test_a_feed_that_lost_most_of_its_rows_is_told(tmp_path):
    many = [uscc.make(kind="91", region_code=HERE, organisation=f"MA{n:06d}") for n in range(60)]
    tables = {
        "entity": registered(*many, region=HERE), "coverage": [covered("utility_bill")],
        "utility_bill": bills(many, 12, until=date(2024, 7, 1)) + bills(many[:29], 1),
    }  # fmt: skip
    frame = source_coverage(province(tmp_path, tables), as_of=AS_OF, months=2)
    assert cells(frame, "drift", "delivering")[HERE] == ["falling", True]


def test_the_end_of_the_heating_season_is_no_stop(tmp_path):
    winter = bills(FIRMS, 7, until=date(2024, 4, 1), utility="heat")
    tables = {"entity": entities(), "utility_bill": winter, "coverage": [covered("utility_bill")]}
    frame = source_coverage(province(tmp_path, tables), as_of=AS_OF, months=6)
    assert set(frame.loc[frame["part"] == "heat", "drift"]) == {""}


def test_a_source_that_delivers_once_a_year_does_not_stop_in_between(tmp_path):
    grades = [
        {"uscc": code, "event_date": date(year, 4, 1), "year": year - 1}
        for code in FIRMS
        for year in (2023, 2024)
    ]
    tables = {"entity": entities(), "tax_credit": grades, "coverage": [covered("tax_credit")]}
    frame = source_coverage(province(tmp_path, tables), as_of=AS_OF, months=12)
    assert set(frame["drift"]) == {""}


def test_a_row_without_a_place_is_counted_where_its_entity_is(tmp_path):
    tables = {"entity": entities(), "utility_bill": bills(SHOPS, 1), "coverage": []}
    frame = source_coverage(province(tmp_path, tables), as_of=AS_OF, months=1)
    assert cells(frame, "rows", "entities_seen", "declared") == {HERE: [0, 0, False], THERE: [12, 12, False]}


def test_few_entities_are_not_shown_nor_their_share(tmp_path):
    tables = {
        "entity": entities(),
        "utility_bill": bills(FIRMS[:9], 1),
        "coverage": [covered("utility_bill")],
    }
    made = province(tmp_path, tables)
    assert cells(source_coverage(made, as_of=AS_OF, months=1), "entities_seen", "seen_share", "rows")[
        HERE
    ] == [None, None, 9]
    assert cells(source_coverage(made, as_of=AS_OF, months=1, smallest=9), "entities_seen", "seen_share")[
        HERE
    ] == [9, 0.375]


def test_a_prefecture_is_covered_when_each_of_its_counties_is(tmp_path):
    more = registered(*FIRMS[:12], region=HERE) + registered(*FIRMS[12:], region="220103")
    only = [covered("utility_bill", region_code=HERE)]
    made = province(tmp_path / "one", {"entity": more, "utility_bill": bills(FIRMS, 1), "coverage": only})
    found = cells(
        source_coverage(made, as_of=AS_OF, months=1, level="prefecture"), "declared", "covered_share"
    )
    assert found == {"220100": [False, 0.5]}
    both = [*only, covered("utility_bill", region_code="220103")]
    made = province(tmp_path / "both", {"entity": more, "utility_bill": bills(FIRMS, 1), "coverage": both})
    found = cells(
        source_coverage(made, as_of=AS_OF, months=1, level="prefecture"), "declared", "covered_share"
    )
    assert found == {"220100": [True, 1.0]}


def test_entities_without_a_place_make_an_empty_sheet_and_no_failure(tmp_path):
    """As read in from 双公示 lists alone: the register is made from identifiers and states no division."""
    nowhere = [{**row, "oper_region_code": None, "region_code": None} for row in registered(*FIRMS)]
    tables = {"entity": nowhere, "admin_penalty": [{"uscc": FIRMS[0], "event_date": date(2024, 6, 3)}]}
    made = province(tmp_path, tables)
    for level in ("county", "prefecture", "province"):
        frame = source_coverage(made, as_of=AS_OF, level=level)
        pd.testing.assert_frame_equal(frame, sheet("source_coverage").frame([]))
        pd.testing.assert_frame_equal(coverage_share(frame), sheet("coverage_share").frame([]))


@pytest.mark.parametrize("bare", [False, True])
def test_every_sheet_can_be_asked_of_tables_without_rows_or_optional_values(tmp_path, bare):
    names = [name for name, table in records.TABLES.items() if table.enveloped]
    tables = {name: [{"event_date": date(2024, 6, 3), "uscc": FIRMS[0]}] if bare else [] for name in names}
    answers = list(supervise(province(tmp_path, tables), as_of=AS_OF))
    assert all(answer.frame is not None for answer in answers)


def test_a_province_of_only_entities_has_no_feed(tmp_path):
    made = province(tmp_path, {"entity": entities()})
    assert len(source_coverage(made, as_of=AS_OF)) == 0


@given(arrays(np.float64, (3, 24), elements=st.integers(0, 200).map(float)))
def test_only_an_empty_month_after_a_full_run_is_a_stop(counts):
    words = drift(counts)
    assert not (words[:, :RUN] != "").any()
    for feed, month in zip(*np.nonzero(words == "stopped")):
        first = month
        while words[feed, first - 1] == "stopped":
            first -= 1
        before = counts[feed, first - RUN : first]
        assert counts[feed, month] == 0
        assert (before > 0).all() and before.mean() >= STOPPED_ABOVE
