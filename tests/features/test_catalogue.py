"""Laws over every declared feature, and what a declaration refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditscore import features, reporting
from creditscore.codes import catalogue
from creditscore.errors import DefinitionError
from creditscore.features import FEATURES, col
from creditscore.plan import Aggregate, Feature, columns_of, leaves, tables_of
from creditscore.records import ADMIN_PENALTY, TABLES, UTILITY_BILL, Column, Table

ALL = list(FEATURES.values())
SIX_SOURCES = {"REG", "PEN", "LST", "TAX", "UTL", "LOA"}


def test_at_least_sixty_features_over_six_sources() -> None:
    chosen = features.select(groups=sorted(SIX_SOURCES))
    assert len(chosen) >= 60
    assert {feature.group for feature in chosen} == SIX_SOURCES


@pytest.mark.parametrize("feature", ALL, ids=lambda feature: feature.name)
def test_every_feature_says_what_it_is(feature: Feature) -> None:
    assert feature.title_zh and feature.title_en and feature.unit and feature.family and feature.why
    assert "{" not in feature.title_zh + feature.title_en
    assert any("\u4e00" <= character <= "\u9fff" for character in feature.title_zh)
    for basis in feature.basis:
        assert catalogue.get(basis)


@pytest.mark.parametrize("feature", ALL, ids=lambda feature: feature.name)
def test_a_public_feature_rests_on_no_authorisation(feature: Feature) -> None:
    kinds = {catalogue.get(basis).kind for basis in feature.basis}
    assert feature.layer == "authorised" or "authorisation" not in kinds


def test_counting_authorised_records_is_itself_authorised() -> None:
    assert FEATURES["utility_bill_count_12m"].layer == "authorised"
    assert FEATURES["new_loans_12m"].layer == "authorised"


def test_of_tax_only_the_a_list_arrears_violations_and_abnormal_households_are_public() -> None:
    """DESIGN section 1: of grades the A list alone, of everything else what is announced."""
    announced = {"tax_arrears", "tax_violation", "abnormal_taxpayer", "entity"}
    for feature in features.select(groups=("TAX", "INV", "SOC"), layer="public"):
        for leaf in leaves(feature.node):
            if isinstance(leaf, Aggregate) and leaf.table == "tax_credit":
                assert columns_of(leaf.where) | columns_of(leaf.value) == {"a_list"}
            else:
                assert tables_of(leaf) <= announced | {"wage_arrears"}


def test_a_ratio_takes_the_more_restricted_layer_and_both_bases() -> None:
    feature = FEATURES["loan_balance_to_revenue"]
    assert feature.layer == "authorised"
    assert set(feature.basis) == {"lending_authorisation", "tax_authorisation"}


def test_money_is_summed_in_fen_and_told_in_yuan() -> None:
    (leaf,) = leaves(FEATURES["fine_sum_12m"].node)
    assert leaf.per == 100
    assert repr(leaf.value) == "fine"


def declare(of: Table = ADMIN_PENALTY, **changes: object) -> features.FeatureSet:
    declared = {
        "of": of, "windows": features.months(12), "risk": "up", "unit": "次", "title": ("近{w}月", "last {w} months"),
        "group": "PEN", "family": "penalties",
    }  # fmt: skip
    return features.count("trial", **{**declared, **changes})


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(DefinitionError, match=r"admin_penalty: no column 'fines'; found \["):
        declare(where=col("fines") > 0)


def test_a_window_never_declared_is_named() -> None:
    with pytest.raises(DefinitionError, match=r"no window \(24, 0\); declared are \[\(12, 0\)\]"):
        declare().at(24)


def test_what_is_on_the_deny_list_cannot_be_asked() -> None:
    with pytest.raises(DefinitionError, match="deny list"):
        Table(
            name="petition", title_zh="信访", title_en="petitions", event=("日期", "date"), key=(), basis=next(iter(catalogue.DENIED)),
            own=(Column(name="kind", kind="code", title_zh="类别", title_en="kind", layer="public"),),
        )  # fmt: skip
    with pytest.raises(DefinitionError, match="deny list"):
        declare(title=("近{w}月信访次数", "petitions"))


def test_an_unknown_feature_is_answered_with_the_nearest() -> None:
    with pytest.raises(DefinitionError, match="did you mean 'penalty_count_12m'"):
        features.get("penalty_count_12")


def test_the_committed_dictionary_and_its_page_say_what_the_declarations_say() -> None:
    committed = Path(__file__).parents[2] / "reports" / "feature_dictionary.md"
    assert committed.read_text(encoding="utf-8") == features.dictionary() + "\n"
    page = committed.with_suffix(".html").read_text(encoding="utf-8")
    assert reporting.without_font(page) == reporting.without_font(reporting.dictionary() + "\n")


def test_a_late_fact_reads_as_null_until_its_day() -> None:
    (leaf,) = leaves(FEATURES["utility_unpaid_count_12m"].node)
    assert "is_null(known(paid_date, paid_date))" in repr(leaf.where)
    facts = {column.fact_date for table in TABLES.values() for column in table.columns if column.fact_date}
    assert UTILITY_BILL.column("amount_paid").fact_date in facts
