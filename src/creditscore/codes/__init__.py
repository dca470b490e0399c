"""Codes the state defines: credit codes, regions, industries, the catalogue, lists; data files and lookups."""

from creditscore.codes import (
    awards,
    catalogue,
    commitment_items,
    enumerations,
    identifiers,
    industries,
    lists,
    measures,
    regions,
    roles,
    subjects,
    uscc,
    violations,
    workdays,
)

__all__ = [
    "awards", "catalogue", "commitment_items", "enumerations", "identifiers", "industries", "lists", "measures",
    "regions", "roles", "subjects", "uscc", "violations", "workdays",
]  # fmt: skip
