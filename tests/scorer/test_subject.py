"""Natural persons are kept out by the shape of the code, enterprises are not."""

from __future__ import annotations

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from creditscore.codes import identifiers, uscc
from creditscore.scorer._subject import kind_of, looks_like_resident_id


@given(st.text("0123456789X", min_size=15, max_size=18))
def test_whatever_the_records_guard_refuses_the_scorer_refuses_too(text: str) -> None:
    if identifiers.looks_like_resident_id(text):
        assert looks_like_resident_id(text)


@given(
    kind=st.sampled_from(["91", "92", "93", "11", "12", "51", "52"]),
    region=st.sampled_from(["220101", "220301", "222401"]),
    organisation=st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8),
)
def test_a_valid_credit_code_is_no_resident_id_and_tells_its_kind(
    kind: str, region: str, organisation: str
) -> None:
    code = uscc.make(kind=kind, region_code=region, organisation=organisation)
    assume(not identifiers.looks_like_resident_id(code))
    assert not looks_like_resident_id(code)
    assert kind_of(code) == uscc.entity_type(code)


@given(
    born=st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    first=st.integers(110000, 659999),
    last=st.integers(0, 9999),
)
def test_a_mistyped_resident_id_is_refused_as_well(born: date, first: int, last: int) -> None:
    text = f"{first}{born:%Y%m%d}{last:04d}"
    assume(not uscc.check(text).valid)
    assert looks_like_resident_id(text)
