"""The registry of lists: sourced terms hold, unsourced ones are refused."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore.codes import lists
from creditscore.errors import DefinitionError, RightsError

ALL = lists.LISTS.values()


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.list_code)
def test_a_term_is_applied_only_where_a_source_states_it(found):
    if found.term_kind == "unsourced":
        assert found.term_months is None
        assert found.term_status == "K"
        with pytest.raises(RightsError, match="no sourced term"):
            lists.term(found.list_code)
    else:
        assert found.term_status == "S"
        assert found.term_source
        assert not found.unverified_term_months, "a number is either sourced or unverified"
        assert lists.term(found.list_code) == found.term_months
        assert (found.term_months is None) == (found.term_kind == "until_done")


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.list_code)
def test_an_early_exit_has_a_sourced_minimum_or_is_refused(found):
    if found.min_months is None:
        assert not found.min_status
        with pytest.raises(RightsError, match="no sourced minimum"):
            lists.min_months(found.list_code)
    else:
        assert found.min_status == "S"
        assert found.min_source
        assert lists.min_months(found.list_code) == found.min_months
        assert found.term_months is None or found.min_months < found.term_months


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.list_code)
def test_every_list_says_who_decides_how_one_leaves_and_what_follows(found):
    assert found.authority_zh
    assert found.authority_en
    assert found.exit_zh
    assert found.exit_en
    assert found.effect in {"lose_points", "cap_C", "grade_D"}
    assert found.effect_status == "proposal", "what follows for a grade is the project's own"
    assert found.term_kind in {"fixed", "until_done", "unsourced"}


@pytest.mark.parametrize(("code", "months", "minimum"), [
    ("serious_illegal_samr", 36, 12), ("major_tax_violation", 36, 6), ("wage_arrears", 36, 6),
    ("safety_serious", 36, 12), ("statistics_serious", 12, 6), ("customs_serious", 36, 12),
])  # fmt: skip
def test_the_sourced_terms_are_those_of_the_sources(code, months, minimum):
    assert lists.term(code) == months
    assert lists.min_months(code) == minimum


def test_the_longer_term_of_uncorrected_statistical_dishonesty_is_two_years():
    assert lists.get("statistics_serious").longer_term_months == 24


def test_an_unverified_number_is_named_in_the_refusal_and_not_applied():
    with pytest.raises(RightsError, match="unverified 36 months are on record and not applied"):
        lists.term("gov_procurement_serious")


def test_the_lists_of_the_worst_default_effect_are_serious():
    assert set(lists.GRADE_D) <= set(lists.SERIOUS)
    assert not {"abnormal_operation", "so_abnormal"} & set(lists.SERIOUS)


def test_an_unremedied_abnormal_entry_escalates_by_the_rule_of_its_day():
    assert lists.escalation("abnormal_operation", on=date(2024, 3, 9)) == ("serious_illegal_samr", 36)
    assert lists.escalation("abnormal_operation", on=date(2024, 3, 10)) is None
    assert lists.escalation("so_abnormal", on=date(2026, 1, 1)) == ("so_serious", 24)
    assert lists.escalation("wage_arrears", on=date(2026, 1, 1)) is None


def test_an_unknown_list_is_refused_with_its_name():
    with pytest.raises(DefinitionError, match="no list 'gossip'"):
        lists.get("gossip")


def test_an_individual_business_is_marked_and_not_listed_as_abnormal():
    from creditscore.records import LIST_ENTRY, wording

    column = LIST_ENTRY.column("list_code")
    assert wording(column, "abnormal_operation", subject="92220102MA0000000X")[0] == "标记经营异常状态"
    assert wording(column, "abnormal_operation", subject="91220102MA0000000X")[0] == "经营异常名录"
    assert (
        wording(column, "wage_arrears", subject="92220102MA0000000X")[0] == lists.get("wage_arrears").name_zh
    )
