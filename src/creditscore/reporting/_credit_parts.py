"""What a credit report is made of: sections after the items of the catalogue, and the record tables in each.

The 2022 report standard (S36) is known by name only; no text of it was found. The sections therefore follow the
catalogue's items (domain.md 3.2) and the tables that hold them, and claim no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from creditscore.codes import catalogue, lists
from creditscore.plan import Expression, col, compile_expression
from creditscore.records import TABLES, Column, Table


@dataclass(frozen=True, kw_only=True)
class Part:
    """One record table in a section; only rows for which ``only`` holds belong here (what is null does not).

    ``note`` names the phrase that says what stands here and what does not.
    """

    table: str
    key: str = ""
    only: Expression | None = None
    note: str = ""

    @property
    def name(self) -> str:
        return self.key or self.table

    @property
    def declared(self) -> Table:
        return TABLES[self.table]


_SERIOUS = col("list_code").is_in(lists.SERIOUS)

SECTIONS: dict[str, tuple[Part, ...]] = {
    "licences": (Part(table="admin_licence"),),
    "penalties": (Part(table="admin_penalty"),),
    "other_actions": (Part(table="admin_action"),),
    "inspections": (Part(table="inspection"), Part(table="sampling_test"), Part(table="social_org_inspection")),
    "serious_lists": (Part(table="list_entry", key="serious_list_entry", only=_SERIOUS),),
    "abnormal_lists": (
        Part(table="list_entry", key="other_list_entry", only=~_SERIOUS), Part(table="abnormal_taxpayer"),
    ),
    "judicial": (Part(table="enforcement_case"), Part(table="judgment")),
    "tax": (Part(table="tax_credit", key="tax_a_list", note="only_a_list"), Part(table="tax_arrears"), Part(table="tax_violation")),
    "commitments": (Part(table="commitment", only=col("published").is_(True), note="only_published_commitments"),),
    "contracts": (Part(table="contract_performance"), Part(table="bidding_event")),
    "evaluations": (Part(table="env_credit"), Part(table="construction_credit"), Part(table="customs_credit")),
    "honours": (Part(table="award"),),
    "sectors": (
        Part(table="wage_arrears"), Part(table="safety_event"), Part(table="fire_event"), Part(table="statistics_event"),
        Part(table="fiscal_event"), Part(table="securities_event"), Part(table="health_event"),
        Part(table="disclosure_event"), Part(table="foreign_econ_event"), Part(table="ip_event"),
        Part(table="complaint", only=col("outcome").is_("upheld"), note="only_upheld_complaints"),
    ),
}  # fmt: skip
"""Sections of public records in the order of the page; registration stands before them."""

APART = (
    "entity",
    "coverage",
    "record_event",
    "decision_register",
    "objection",
    "repair_application",
    "authorisation",
)
"""Tables that are no records of conduct: who the entity is, what happened to records, and procedures about them."""

TOO_FINE = ("vat_invoice",)
"""Single invoices name other parties; the monthly summary stands for them, whatever the authorisation."""

AUTHORISED: tuple[Part, ...] = tuple(
    Part(table=table.name)
    for table in TABLES.values()
    if table.enveloped and not catalogue.public(table.basis) and table.name not in TOO_FINE
)
"""What an authorisation can open, by its scope."""

SHORT_TEXTS = frozenset({
    "doc_no", "document_no", "decision_no", "case_no", "licence_no", "item_no", "project_no", "sample_no", "award_no",
    "commitment_no", "contract_no", "inspection_no", "complaint_no", "event_no", "agency", "agency_uscc",
    "determining_body", "granting_body", "court", "doc_name", "cert_name", "legal_basis", "basis", "period",
    "qualification", "bond_code", "name", "former_uscc", "penalty_kinds",
})  # fmt: skip
"""Text columns shown of an individual business: numbers, offices and its own name, which is masked. Any other text may
name the operator."""


@lru_cache(maxsize=64)
def _holds(expression: Expression) -> Any:
    return compile_expression(expression)


def belongs(part: Part, row: Mapping[str, Any], day: Any) -> bool:
    """Whether a row (as known on the day) belongs to the part."""
    return part.only is None or _holds(part.only)(row, day) is True


def columns_of(table: Table, *, opened: bool, masked: bool) -> tuple[Column, ...]:
    """Columns of a table that may be shown: the public ones, all if an authorisation opens it; links and hashes never.

    ``masked`` leaves out narrative texts, in which the operator of an individual business may be named.
    """
    return tuple(
        column
        for column in table.own
        if (opened or column.layer == "public")
        and not column.link
        and not column.name.endswith("_hash")
        and not (masked and column.kind == "text" and column.name not in SHORT_TEXTS)
    )
