"""Kinds of subject, roles, honours and commitment items."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore.codes import awards, commitment_items, enumerations, roles, subjects, uscc
from creditscore.errors import DefinitionError


def test_there_are_five_kinds_of_credit_subject_three_of_them_market_entities():
    assert subjects.CREDIT_SUBJECTS == (
        "enterprise", "individual_business", "cooperative", "social_org", "gov_body",
    )  # fmt: skip
    assert subjects.MARKET_ENTITIES == ("enterprise", "individual_business", "cooperative")


def test_no_kind_of_subject_is_a_natural_person():
    assert not [
        kind for kind in subjects.SUBJECTS.values() if "自然人" in kind.name_zh or "person" in kind.name_en
    ]


def test_every_credit_subject_can_be_told_from_its_code():
    assert set(subjects.CREDIT_SUBJECTS) <= set(uscc.KINDS.values())


def test_the_words_of_the_measures_lead_to_one_role_each():
    seen = [term for role in roles.ROLES.values() for term in role.seed_terms]
    assert len(set(seen)) == len(seen)
    assert roles.named("信用服务机构").code == "credit_agency"
    assert roles.named("人民法院").code == "court"
    with pytest.raises(DefinitionError, match="no role is called '路人'"):
        roles.named("路人")


def test_an_honour_has_levels_and_the_positive_list_lowers_sampling_only():
    assert all(award.levels for award in awards.AWARDS.values())
    assert awards.get("env_positive_list").effect == "sampling_only"
    assert awards.get("civilised_unit").effect == "plus_only"
    assert not awards.known("gossip", level="national")


def test_every_kind_of_commitment_has_an_item():
    kinds = {item.kind for item in commitment_items.ITEMS.values()}
    assert kinds == set(enumerations.codes("commitment_type"))


@pytest.mark.parametrize("item", commitment_items.ITEMS.values(), ids=lambda item: item.code)
def test_an_item_is_in_force_between_its_days_and_never_while_unverified(item):
    assert (
        item.in_force_from is None or item.in_force_until is None or item.in_force_from <= item.in_force_until
    )
    held = [year for year in range(2015, 2030) if item.holds(date(year, 6, 1))]
    assert bool(held) == (item.status != "K")
    if item.status == "S" and item.in_force_from is not None:
        assert item.holds(item.in_force_from)
        assert not item.holds(date.fromordinal(item.in_force_from.toordinal() - 1))


def test_items_are_asked_for_by_day_kind_and_department():
    day = date(2026, 4, 1)
    assert "repair_2026" in {item.code for item in commitment_items.on(day)}
    assert "repair_2026" not in {item.code for item in commitment_items.on(date(2026, 3, 31))}
    assert {item.kind for item in commitment_items.on(day, kind="repair")} == {"repair"}
    assert commitment_items.on(day, kind="approval_substitute") == (), "known only, unverified"
    with pytest.raises(DefinitionError, match="no commitment item"):
        commitment_items.get("gossip")
