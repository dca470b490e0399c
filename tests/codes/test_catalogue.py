"""The catalogue of lawful bases and the deny list."""

from __future__ import annotations

import pytest

from creditscore.codes import catalogue
from creditscore.errors import DefinitionError
from creditscore.records import TABLES


def test_the_catalogue_has_eleven_items():
    assert len(catalogue.items()) == 11


def test_every_basis_names_its_source_and_standing_and_groups_hold_items():
    for entry in (*catalogue.ENTRIES.values(), *catalogue.DENIED.values()):
        assert entry.source
        assert entry.status in {"S", "K", "proposal"}
    for entry in catalogue.ENTRIES.values():
        assert bool(entry.members) == (entry.kind == "group")
        assert all(catalogue.ENTRIES[member].kind == "item" for member in entry.members)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_record_table_rests_on_a_lawful_basis(table):
    assert catalogue.get(table.basis).code == table.basis


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_no_column_of_a_table_that_needs_an_authorisation_is_public_unless_it_is_published(table):
    if not catalogue.public(table.basis):
        opened = {column.name for column in table.columns if column.layer == "public"}
        envelope = {
            "record_id",
            "uscc",
            "event_date",
            "known_date",
            "superseded_date",
            "source_code",
            "region_code",
        }
        assert opened <= envelope | {"year", "a_list"}, "of tax only the A list is public"


@pytest.mark.parametrize("basis", ["petition", "信访", "property_fees"])
def test_what_is_on_the_deny_list_cannot_be_a_basis(basis):
    with pytest.raises(DefinitionError, match="deny list"):
        catalogue.get(basis)


def test_what_is_outside_the_catalogue_cannot_be_a_basis():
    with pytest.raises(DefinitionError, match="neither a catalogue item nor an authorisation"):
        catalogue.get("gossip")


def test_a_title_that_speaks_of_a_denied_matter_is_noticed():
    assert catalogue.denied_word("近12月闯红灯次数") == "闯红灯"
    assert catalogue.denied_word("近12月行政处罚次数") == ""
