"""S095: what no feature may rest on, and what no public feature may reach."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore import features
from creditscore.codes import catalogue
from creditscore.errors import DefinitionError
from creditscore.features import FEATURES, col, guard
from creditscore.plan import Attribute, Combine, Feature, leaves, tables_of
from creditscore.records import ENTITY, TABLES, UTILITY_BILL, Column, Table

ALL = list(FEATURES.values())
AUTHORISED = [
    (table, column) for table in TABLES.values() for column in table.own if column.layer != "public"
]
PUBLIC = [feature for feature in ALL if feature.layer == "public"]


def reading(table: Table, column: Column, **changes: object) -> Feature:
    """A hand-made feature that reads one column."""
    said = {
        "name": "trial", "node": Attribute(table=table.name, value=col(column.name)), "title_zh": "试验", "title_en": "trial",
        "unit": "1", "direction": "none", "group": "REG", "family": "trial", "layer": "authorised",
        "basis": (column.basis or table.basis,),
    }  # fmt: skip
    return Feature(**{**said, **changes})


@pytest.mark.parametrize("feature", ALL, ids=lambda feature: feature.name)
def test_every_declared_feature_passes_the_guard(feature):
    assert guard(feature) is feature


@given(st.sampled_from(AUTHORISED), st.sampled_from(PUBLIC), st.booleans())
def test_no_public_feature_reaches_an_authorised_column_even_through_a_derived_one(read, other, first):
    table, column = read
    hidden = reading(table, column)
    assert guard(hidden)
    nodes = (hidden.node, other.node) if first else (other.node, hidden.node)
    derived = Combine(combination="ratio", left=nodes[0], right=nodes[1], zero=None)
    both = tuple(dict.fromkeys(hidden.basis + other.basis))
    for node in (hidden.node, derived, Combine(combination="difference", left=derived, right=other.node)):
        with pytest.raises(DefinitionError, match=rf"{table.name}\.{column.name}"):
            guard(reading(table, column, node=node, layer="public", basis=both))


@given(st.sampled_from(AUTHORISED), st.sampled_from(PUBLIC))
def test_the_verbs_give_a_derived_feature_the_more_restricted_layer(read, other):
    hidden = reading(*read)
    derived = features.ratio(
        "derived", other, hidden, zero=None, risk="none", title=("比", "ratio"), unit="1"
    )
    assert derived.layer == "authorised"
    assert set(derived.basis) == {*hidden.basis, *other.basis}


@pytest.mark.parametrize("denied", catalogue.DENIED.values(), ids=lambda denied: denied.code)
def test_what_is_denied_cannot_be_asked_under_any_name(denied):
    with pytest.raises(DefinitionError, match="deny list"):
        Table(name="x", title_zh="x", title_en="x", event=("", ""), key=(), basis=denied.code, own=())
    column = ENTITY.column("reg_capital")
    for field in ("title_zh", "why"):
        with pytest.raises(DefinitionError, match="deny list"):
            guard(reading(ENTITY, column, **{field: f"近12月{denied.name_zh}次数"}))
    with pytest.raises(DefinitionError, match="deny list"):
        guard(reading(ENTITY, column, basis=(denied.code,)))


def test_a_source_outside_the_catalogue_needs_its_authorisation_by_name():
    bill = UTILITY_BILL.column("amount_due")
    with pytest.raises(DefinitionError, match="rests on 'utility_authorisation', but names only"):
        guard(reading(UTILITY_BILL, bill, basis=("registration",)))
    with pytest.raises(DefinitionError, match="neither a catalogue item nor an authorisation"):
        guard(reading(UTILITY_BILL, bill, basis=("because_we_have_it",)))
    with pytest.raises(DefinitionError, match="neither a catalogue item nor an authorisation"):
        Table(name="x", title_zh="x", title_en="x", event=("", ""), key=(), basis="social_media", own=())


LINKED = [(table, column) for table in TABLES.values() for column in table.columns if column.link]


def test_person_links_are_declared_and_keyed_hashes_only():
    assert {column.name for _, column in LINKED} >= {"legal_rep_hash"}
    assert all(column.name.endswith("_hash") for _, column in LINKED if column.link == "person")
    with pytest.raises(DefinitionError, match="no guilt by association"):
        Column(
            name="owner_hash",
            kind="text",
            title_zh="股东",
            title_en="owner",
            layer="public",
            link="shareholder",
        )


@pytest.mark.parametrize(("table", "column"), LINKED, ids=lambda part: part.name)
def test_nothing_public_is_linked_through_persons_or_shareholders(table, column):
    with pytest.raises(DefinitionError, match="linked through a"):
        guard(reading(table, column, layer="public"))
    readers = {f.name for f in ALL if column.name in str(f.node) and table.name in tables_of(f.node)}
    assert not readers & {f.name for f in PUBLIC}


def test_an_evaluation_of_the_public_layer_refuses_a_feature_that_only_says_it_is_public():
    from creditscore import evaluations

    spec = evaluations.get("enterprise_risk").spec
    assert spec.layer == "public"
    lying = dataclasses.replace(
        FEATURES["utility_bill_count_12m"], layer="public", basis=("utility_authorisation",)
    )
    with pytest.raises(DefinitionError, match=r"declared public but reads utility_bill\."):
        dataclasses.replace(spec, features=(*spec.features, lying))


@pytest.mark.parametrize("feature", PUBLIC, ids=lambda feature: feature.name)
def test_every_column_behind_a_public_feature_is_public(feature):
    from creditscore.features._guard import columns_read

    for leaf in leaves(feature.node):
        for column in columns_read(TABLES[leaf.table], leaf):
            assert column.layer == "public" and not column.link


def test_equality_written_with_two_equals_signs_is_refused_where_it_is_declared():
    with pytest.raises(
        DefinitionError, match=r'where is False, wanted an expression.*col\("x"\)\.is_\("y"\)'
    ):
        features.count(
            "trial", of=UTILITY_BILL, windows=features.months(12), risk="up", unit="次", title=("近{w}月", "last {w}"),
            group="UTL", family="bills", where=col("utility") == "heat",
        )  # fmt: skip
