"""Divisions of Jilin and the classification of industries."""

from __future__ import annotations

from collections import Counter

import pytest

from creditscore.codes import industries, regions
from creditscore.errors import DefinitionError


def test_jilin_has_nine_prefectures_and_sixty_counties_of_the_kinds_counted_in_the_sources():
    assert len(regions.prefectures()) == 9
    levels = Counter(region.level for region in regions.counties())
    assert levels == {"district": 21, "city": 20, "county": 16, "autonomous_county": 3}


def test_every_county_lies_in_a_prefecture_of_its_own_code():
    codes = {region.code for region in regions.prefectures()}
    for region in regions.counties():
        assert region.parent in codes
        assert region.code[:4] == region.parent[:4]


def test_every_region_and_industry_names_its_source_and_standing():
    for row in (*regions.REGIONS.values(), *industries.SECTIONS.values(), *industries.DIVISIONS.values()):
        assert row.source
        assert row.status in {"S", "K", "proposal"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("220381", "220184"),
        ("220181", "220113"),
        ("220724", "220781"),
        ("220625", "220605"),
        ("220171", "220100"),
    ],
)
def test_a_retired_or_statistical_code_rolls_up_to_one_in_force(old, new):
    assert regions.known(old)
    assert regions.current(old) == new
    assert regions.REGIONS[new].standing == "current"


def test_the_history_of_a_place_ends_in_the_code_in_force_and_leaves_nobody_out():
    for region in regions.REGIONS.values():
        codes = [found.code for found in regions.history(region.code)]
        assert codes[-1] == regions.current(region.code)
        if region.standing == "retired":
            assert codes[0] == region.code
            assert region.retired_in.isdigit()
        elif region.standing == "current" and region.level == "prefecture":
            assert codes == [region.code]


def test_the_nine_development_zones_roll_up_to_four_prefectures():
    zones = {
        prefecture.code: len(regions.development_zones(prefecture.code))
        for prefecture in regions.prefectures()
    }
    assert {code: count for code, count in zones.items() if count} == {
        "220100": 4, "220200": 3, "220700": 1, "220800": 1,
    }  # fmt: skip


def test_an_unknown_region_is_refused_with_its_name():
    with pytest.raises(DefinitionError, match="'229999' is not a division of Jilin"):
        regions.get("229999")


def test_there_are_twenty_sections_and_ninety_seven_divisions_in_order():
    assert "".join(industries.SECTIONS) == "ABCDEFGHIJKLMNOPQRST"
    assert list(industries.DIVISIONS) == [f"{number:02d}" for number in range(1, 98)]
    assert [industries.DIVISIONS[code].section for code in ("05", "06", "43", "52", "62", "96")] == list(
        "ABCFHS"
    )


@pytest.mark.parametrize(("code", "ok"), [
    ("H", True), ("H62", True), ("H6210", True), ("6210", True), ("62", True), ("C62", False), ("98", False),
    ("H621000", False), ("U", False), ("", False), ("H6", False), ("六二", False),
])  # fmt: skip
def test_an_industry_is_a_section_or_a_division_of_it(code, ok):
    assert industries.known(code) is ok
    if not ok:
        with pytest.raises(DefinitionError, match="GB/T 4754-2017"):
            industries.section(code)
