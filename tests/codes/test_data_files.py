"""What holds for every data file of the codes room: anybody may edit them, these laws catch the slips."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from creditscore.codes import catalogue, enumerations, industries, lists, regions, subjects, uscc

FOLDER = Path(uscc.__file__).parent
KEYS = {
    "awards": ("code",),
    "calendar": ("date",),
    "catalogue": ("code",),
    "commitment_items": ("code",),
    "denied": ("code",),
    "enumerations": ("enumeration", "code"),
    "industries": ("code",),
    "lists": ("list_code",),
    "measures": ("code",),
    "regions": ("code",),
    "roles": ("code",),
    "subjects": ("code",),
    "uscc_kinds": ("authority", "kind_class"),
    "violations": ("code",),
}
REFERENCES = {
    ("awards", "code"): lambda: enumerations.codes("award_code"),
    ("awards", "levels"): lambda: enumerations.codes("award_level"),
    ("catalogue", "members"): lambda: tuple(catalogue.ENTRIES),
    ("commitment_items", "kind"): lambda: enumerations.codes("commitment_type"),
    ("commitment_items", "domain"): lambda: enumerations.codes("domain"),
    ("industries", "section"): lambda: tuple(industries.SECTIONS),
    ("lists", "list_code"): lambda: enumerations.codes("list_code"),
    ("lists", "domain"): lambda: enumerations.codes("domain"),
    ("lists", "escalates_to"): lambda: tuple(lists.LISTS),
    ("measures", "list_code"): lambda: tuple(lists.LISTS),
    ("regions", "parent"): lambda: tuple(regions.REGIONS),
    ("regions", "successor"): lambda: tuple(regions.REGIONS),
    ("roles", "code"): lambda: enumerations.codes("role"),
    ("subjects", "code"): lambda: enumerations.codes("entity_type"),
    ("uscc_kinds", "entity_type"): lambda: tuple(subjects.SUBJECTS),
    ("violations", "domain"): lambda: enumerations.codes("domain"),
}
NAMED = ("awards", "lists", "roles", "subjects")
LISTED_IN = {"awards": "award_code", "lists": "list_code", "roles": "role", "subjects": "entity_type"}


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_data_file_escapes_these_laws():
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_every_row_has_its_own_key_two_names_a_source_and_a_known_status(name):
    rows = read(name)
    assert rows
    keys = [tuple(row[column] for column in KEYS[name]) for row in rows]
    assert len(set(keys)) == len(keys), f"{name}.csv: keys said twice"
    for key, row in zip(keys, rows, strict=True):
        assert None not in row, f"{name}.csv {key}: more cells than columns"
        assert None not in row.values(), f"{name}.csv {key}: fewer cells than columns"
        assert row["name_zh"].strip() and row["name_en"].strip(), f"{name}.csv {key}: a name is missing"
        assert row["source"].strip(), f"{name}.csv {key}: no source"
        assert row["status"] in {"S", "K", "proposal"}, f"{name}.csv {key}: status {row['status']!r}"
        assert all(value == value.strip() for value in row.values()), (
            f"{name}.csv {key}: space around a value"
        )
        for column in row:
            if column.endswith("_status"):
                assert row[column] in {"S", "K", "proposal", ""}, (
                    f"{name}.csv {key}: {column} {row[column]!r}"
                )


@pytest.mark.parametrize(("name", "column"), REFERENCES, ids="-".join)
def test_every_reference_between_files_leads_somewhere(name, column):
    known = set(REFERENCES[name, column]())
    for row in read(name):
        for word in row[column].split():
            assert word in known, f"{name}.csv: {column} {word!r} is not defined"


@pytest.mark.parametrize("name", NAMED)
def test_a_code_with_a_file_of_its_own_is_called_as_in_the_code_lists(name):
    """The closed lists of the record columns and the registries are one vocabulary."""
    key = KEYS[name][0]
    rows = {row[key]: (row["name_zh"], row["name_en"]) for row in read(name)}
    assert rows == {
        code: enumerations.title(LISTED_IN[name], code) for code in enumerations.codes(LISTED_IN[name])
    }
