"""统一社会信用代码 (GB 32100-2015)."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.codes import uscc
from creditscore.codes.regions import REGIONS
from creditscore.errors import IdentifierError

kinds = st.sampled_from([first + second for first, (_, rest) in uscc.AUTHORITIES.items() for second in rest])
regions = st.integers(110000, 659999).map(str)
bodies = st.text(st.sampled_from(uscc.CHARSET), min_size=8, max_size=8)


def test_the_example_of_the_standard_ends_in_3():
    assert uscc.check_character("91350100M000100Y4") == "3"
    assert uscc.check("91350100M000100Y43").valid
    assert not uscc.check("91350100M000100Y4A").valid


def test_the_weights_are_those_printed_in_the_standard():
    assert uscc.WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("91350100M000100Y4", "wanted 18 characters, found 17"),
        ("91350100M000100O43", r"characters \['O'\] are not used"),
        ("Z1350100M000100Y43", "characters"),
        ("94350100M000100Y43", "'94' is not a registration authority"),
        ("91A50100M000100Y43", "positions 3 to 8"),
        ("91350100M000100Y44", "the check character should be '3' but is '4'"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(code, says):
    check = uscc.check(code)
    assert not check.valid
    assert re.search(says, check.fault), check.fault


def test_a_wrong_organisation_code_inside_is_a_warning_not_a_fault():
    first = "92220102MA000000" + "5"
    code = first + uscc.check_character(first)
    check = uscc.check(code)
    assert check.valid
    assert "GB 11714" in check.warning
    assert uscc.check("91350100M000100Y43").warning == ""


@given(kinds, regions, bodies)
def test_what_is_made_is_valid_and_one_changed_character_is_noticed(kind, region, body):
    code = uscc.make(kind=kind, region_code=region, organisation=body)
    assert uscc.check(code).valid
    assert uscc.check(code).warning == ""
    for position in range(9, 18):
        other = "0" if code[position] != "0" else "1"
        assert not uscc.check(code[:position] + other + code[position + 1 :]).valid


@given(st.lists(st.tuples(kinds, regions, st.integers(0, 31**6 - 1)), min_size=1, max_size=30))
def test_many_codes_at_once_are_the_codes_made_one_by_one(parts):
    kind, region, number = (list(part) for part in zip(*parts, strict=True))
    codes = uscc.make_many(kind, regions=region, numbers=number)
    assert uscc.valid_many(codes).all()
    assert not uscc.warned_many(codes).any()
    for code, pair, place in zip(codes, kind, region, strict=True):
        assert code == uscc.make(kind=pair, region_code=place, organisation=code[8:16])


@given(st.lists(st.text(st.sampled_from(uscc.CHARSET + "IOZa京"), max_size=20), max_size=20))
def test_many_checks_at_once_agree_with_the_single_check(codes):
    assert uscc.valid_many(codes).tolist() == [uscc.check(code).valid for code in codes]
    assert uscc.warned_many(codes).tolist() == [uscc.check(code).warning != "" for code in codes]


@given(kinds, regions, bodies, st.sampled_from(uscc.CHARSET))
def test_a_wrong_organisation_code_is_warned_of_at_once_in_many(kind, region, body, ninth):
    first17 = kind + region + body + ninth
    code = first17 + uscc.check_character(first17)
    expected = uscc.organisation_check_character(body) != ninth
    assert uscc.warned_many([code, "X"]).tolist() == [expected, False]
    assert uscc.valid_many([code]).all(), "a warning, never a fault"


@pytest.mark.parametrize(
    "region", [region.code for region in REGIONS.values() if region.standing != "internal"]
)
def test_no_region_current_or_retired_makes_a_code_fail(region):
    assert uscc.check(uscc.make(kind="91", region_code=region, organisation="MA000000")).valid


def test_the_kinds_are_those_of_the_table_of_first_and_second_characters():
    assert len(uscc.KIND_ROWS) == 36
    assert "".join(uscc.AUTHORITIES) == "123456789ANY"
    assert uscc.AUTHORITIES["9"] == ("工商", "123")
    assert uscc.entity_type("99") == "other"


def test_a_mistyped_digit_in_many_is_found():
    codes = uscc.make_many(["91"] * 100, regions=["220102"] * 100, numbers=np.arange(100))
    spoiled = np.where(np.arange(100) == 7, "91220102MA0000000X", codes)
    assert np.flatnonzero(~uscc.valid_many(spoiled)).tolist() == [7]


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(IdentifierError, match=r"numbers must lie in \[0, 31\*\*6\)"):
        uscc.make_many(["91"], regions=["220102"], numbers=[31**6])
    with pytest.raises(IdentifierError, match="no credit code can be made"):
        uscc.make(kind="94", region_code="220102", organisation="MA000000")


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [("91", "enterprise"), ("92", "individual_business"), ("93", "cooperative"), ("51", "social_org"),
     ("53", "social_org"), ("11", "gov_body"), ("12", "public_institution"), ("31", "other"), ("N2", "other")],
)  # fmt: skip
def test_the_first_two_characters_say_the_kind_of_subject(prefix, kind):
    assert uscc.entity_type(prefix + "220102MA000000") == kind
