"""The guard that keeps natural persons out, and the shape of pseudonyms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.codes import identifiers, uscc
from tests.records.tables import resident_id

births = st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 1, 1))


@given(st.integers(110000, 659999), births, st.integers(0, 999))
def test_every_well_formed_resident_id_is_recognised(region, born, sequence):
    value = resident_id(region=str(region), born=born, sequence=sequence)
    assert identifiers.looks_like_resident_id(value)
    assert identifiers.looks_like_resident_id(f" {value.lower()} ")
    assert identifiers.resident_id_inside(f"经营者{value}，长春") == value
    if born.year < 2000:
        assert identifiers.looks_like_resident_id(value[:6] + value[8:17]), "the old form of 15 digits"


def test_a_resident_id_with_a_wrong_check_character_or_an_impossible_birthday_is_none():
    assert identifiers.looks_like_resident_id("11010519491231002X")
    assert not identifiers.looks_like_resident_id("110105194912310021")
    assert not identifiers.looks_like_resident_id("11010519491331002X")


def test_full_width_digits_do_not_hide_a_resident_id():
    assert identifiers.looks_like_resident_id("１１０１０５１９４９１２３１００２Ｘ")


def test_a_longer_number_does_not_hold_a_resident_id():
    assert identifiers.resident_id_inside("合同号9911010519491231002X77") == ""


@given(st.lists(st.one_of(st.text(st.sampled_from("0123456789X"), max_size=19),
                          births.map(lambda born: resident_id(born=born)))))  # fmt: skip
def test_many_values_at_once_agree_with_the_single_guard(values):
    found = identifiers.resident_ids(values)
    assert found.tolist() == [identifiers.looks_like_resident_id(value) for value in values]


def test_no_simulated_code_looks_like_a_resident_id():
    codes = uscc.make_many(["91"] * 5000, regions=["220102"] * 5000, numbers=range(5000))
    assert not identifiers.resident_ids(codes).any()


@pytest.mark.parametrize("value", ["E1", "S06113643f6df683a", "a_b.c:d-9"])
def test_a_pseudonym_of_letters_and_digits_is_accepted(value):
    assert identifiers.pseudonym_fault(value) == ""


@pytest.mark.parametrize(
    ("value", "fault"),
    [("", "1 to 64"), ("某某公司", "1 to 64"), ("x" * 65, "1 to 64"), ("11010519491231002X", "resident ID"),
     ("13912345678", "mobile"), ("91350100M000100Y43", "real credit code")],
)  # fmt: skip
def test_a_pseudonym_that_names_somebody_is_refused(value, fault):
    assert fault in identifiers.pseudonym_fault(value)
