"""Every record family of the made-up province, one line each, in the order in which a block is written.

To add a family: write its module with a ``make_…`` function, and add one line below. Each family draws from random
streams of its own name (``cohort.rng(world, "name")``), so a new line leaves every other table as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from creditscore.simulate import (
    actions,
    authorisations,
    awards,
    bidding,
    bonds,
    commitments,
    complaints,
    construction,
    contracts,
    courts,
    customs,
    disclosures,
    environment,
    fires,
    fiscal,
    foreign_trade,
    health,
    inspections,
    invoices,
    lending,
    licences,
    lists,
    objections,
    patents,
    payments,
    penalties,
    registration,
    repairs,
    safety,
    sampling,
    securities,
    single_invoices,
    social_insurance,
    social_orgs,
    statistics,
    tax,
    tax_collection,
    utilities,
    wages,
)
from creditscore.simulate._borrowing import Borrowing
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._draws import Family, Kept, Rows
from creditscore.simulate._former import Former, make_former
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World

FOR_FIRMS = ("enterprise", "cooperative")
"""Tax grades are given to these; individual businesses only by opt-in."""


@dataclass(kw_only=True)
class Block:
    """What the families of one block of entities draw on; what several of them share is made once."""

    cohort: Cohort
    traits: Traits
    borrowing: Borrowing
    world: World
    kept: dict[str, Kept] = field(default_factory=dict[str, Kept])
    """The families remembered so far, by table (``Line.remembered``)."""

    singly: Rows = field(default_factory=dict[str, Any])
    """Months of invoices of which the single ones are delivered as well (``monthly_invoices``)."""

    def monthly_invoices(self) -> Family:
        """Invoices by month; the few whose single invoices follow are remembered."""
        made = invoices.make_invoices(self.cohort, self.traits, self.taxpayers, self.world)
        self.singly = single_invoices.delivered_singly(made.rows, self.cohort, self.world)
        return made

    @cached_property
    def reports(self) -> Array:
        """Annual reports (n, years)."""
        return registration.make_reports(self.cohort, self.traits, self.world)

    @cached_property
    def former(self) -> Former:
        """Old credit codes."""
        return make_former(self.cohort, self.traits, self.world)

    @cached_property
    def fines(self) -> Family:
        """All penalties decided, delivered or not."""
        return penalties.make_penalties(self.cohort, self.traits, self.world)

    @cached_property
    def licences(self) -> Family:
        """All licences decided, delivered or not."""
        return licences.make_licences(self.cohort, self.traits, self.world)

    @cached_property
    def actions(self) -> Family:
        """All other actions decided, delivered or not."""
        return actions.make_actions(self.cohort, self.traits, self.world)

    @cached_property
    def taxpayers(self) -> tax.Taxpayers:
        return tax.make_taxpayers(self.cohort, self.traits, self.world)

    @cached_property
    def filings(self) -> Family:
        return tax.make_filings(self.cohort, self.traits, self.taxpayers, self.world)

    @cached_property
    def loans(self) -> tuple[Family, Family]:
        """Contracts and their monthly performance."""
        return lending.make_loans(self.cohort, self.traits, self.borrowing, self.world)

    @property
    def lists(self) -> Family:
        """List entries as delivered."""
        return self.kept["list_entry"].family

    @cached_property
    def courts(self) -> tuple[Family, Family]:
        """Judgments and enforcement cases."""
        return courts.make_courts(self.cohort, self.traits, self.borrowing, self.lists, self.world)

    @cached_property
    def employers(self) -> social_insurance.Employers:
        return social_insurance.make_employers(self.cohort, self.traits, self.borrowing, self.world)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One family: its table, the prefix of its record ids, how it is made.

    ``kinds`` are the kinds of subject the source covers (empty: all). ``remembered`` families, and those with
    events, stay in ``Block.kept`` for the families after them.
    """

    table: str
    prefix: str
    make: Callable[[Block], Family]
    kinds: tuple[str, ...] = ()
    remembered: bool = False


# fmt: off
FAMILIES: tuple[Line, ...] = (
    Line(table="entity", prefix="ent-",
         make=lambda b: registration.make_entities(b.cohort, b.traits, b.reports, b.former, b.world)),
    Line(table="admin_penalty", prefix="pen-", remembered=True, make=lambda b: b.fines),
    Line(table="inspection", prefix="ins-",
         make=lambda b: inspections.make_inspections(b.cohort, b.traits, b.fines, b.world)),
    Line(table="list_entry", prefix="lst-", remembered=True,
         make=lambda b: lists.make_lists(b.cohort, b.traits, b.reports, b.borrowing, b.world)),
    Line(table="tax_credit", prefix="tcr-", kinds=FOR_FIRMS,
         make=lambda b: tax.make_grades(b.cohort, b.traits, b.filings, b.world)),
    Line(table="tax_filing", prefix="tfl-", make=lambda b: b.filings),
    Line(table="tax_arrears", prefix="tar-",
         make=lambda b: tax.make_arrears(b.cohort, b.traits, b.taxpayers, b.world)),
    Line(table="vat_invoice_monthly", prefix="inv-",
         make=lambda b: b.monthly_invoices()),
    Line(table="vat_invoice", prefix="vin-",
         make=lambda b: single_invoices.make_single_invoices(b.singly, b.cohort, b.world)),
    Line(table="utility_bill", prefix="bil-", make=lambda b: utilities.make_bills(b.cohort, b.traits, b.world)),
    Line(table="loan_contract", prefix="lct-", make=lambda b: b.loans[0]),
    Line(table="loan_performance", prefix="lpf-", make=lambda b: b.loans[1]),
    # --- courts, more tax, social insurance, housing fund, wages, bonds, payments: add lines here ---
    Line(table="judgment", prefix="jdg-", make=lambda b: b.courts[0]),
    Line(table="enforcement_case", prefix="enf-", make=lambda b: b.courts[1]),
    Line(table="tax_payment", prefix="tpy-",
         make=lambda b: tax_collection.make_payments(b.cohort, b.traits, b.filings, b.world)),
    Line(table="tax_violation", prefix="tvl-",
         make=lambda b: tax_collection.make_violations(b.cohort, b.traits, b.taxpayers, b.lists, b.world)),
    Line(table="abnormal_taxpayer", prefix="abt-",
         make=lambda b: tax_collection.make_abnormal(b.cohort, b.traits, b.taxpayers, b.filings, b.world)),
    Line(table="social_insurance_monthly", prefix="soc-",
         make=lambda b: social_insurance.make_insurance(b.cohort, b.traits, b.employers, b.world)),
    Line(table="housing_fund_monthly", prefix="hsf-",
         make=lambda b: social_insurance.make_fund(b.cohort, b.traits, b.employers, b.world)),
    Line(table="wage_arrears", prefix="wge-",
         make=lambda b: wages.make_wage_arrears(b.cohort, b.traits, b.lists, b.world)),
    Line(table="bond_event", prefix="bnd-",
         make=lambda b: bonds.make_bond_events(b.cohort, b.traits, b.borrowing, b.world)),
    Line(table="merchant_payment_monthly", prefix="mpm-",
         make=lambda b: payments.make_merchant_payments(b.cohort, b.traits, b.taxpayers, b.world)),
    Line(table="settlement_monthly", prefix="stl-",
         make=lambda b: payments.make_settlements(b.cohort, b.traits, b.taxpayers, b.world)),

    # --- decisions, sectors, contracts, procedures ---
    Line(table="admin_licence", prefix="lic-", make=lambda b: b.licences),
    Line(table="admin_action", prefix="act-", make=lambda b: b.actions),
    Line(table="decision_register", prefix="reg-", make=lambda b: actions.make_register(
        b.cohort, {"admin_penalty": b.fines, "admin_licence": b.licences, "admin_action": b.actions}, b.world)),
    Line(table="sampling_test", prefix="smp-",
         make=lambda b: sampling.make_sampling_tests(b.cohort, b.traits, b.world)),
    Line(table="complaint", prefix="cmp-", make=lambda b: complaints.make_complaints(b.cohort, b.traits, b.world)),
    Line(table="commitment", prefix="cmt-",
         make=lambda b: commitments.make_commitments(b.cohort, b.traits, b.world)),
    Line(table="contract_performance", prefix="ctr-",
         make=lambda b: contracts.make_contracts(b.cohort, b.traits, b.world)),
    Line(table="award", prefix="awd-", make=lambda b: awards.make_awards(b.cohort, b.traits, b.world)),
    Line(table="env_credit", prefix="env-",
         make=lambda b: environment.make_env_grades(b.cohort, b.traits, b.world)),
    Line(table="disclosure_event", prefix="dis-",
         make=lambda b: disclosures.make_disclosures(b.cohort, b.traits, b.world)),
    Line(table="safety_event", prefix="saf-", make=lambda b: safety.make_safety_events(b.cohort, b.traits, b.world)),
    Line(table="fire_event", prefix="fir-", make=lambda b: fires.make_fire_events(b.cohort, b.traits, b.world)),
    Line(table="construction_credit", prefix="con-",
         make=lambda b: construction.make_construction_credit(b.cohort, b.traits, b.world)),
    Line(table="customs_credit", prefix="cus-",
         make=lambda b: customs.make_customs_grades(b.cohort, b.traits, b.world)),
    Line(table="ip_event", prefix="ipe-", make=lambda b: patents.make_ip_counts(b.cohort, b.traits, b.world)),
    Line(table="statistics_event", prefix="sta-",
         make=lambda b: statistics.make_statistics_events(b.cohort, b.traits, b.world)),
    Line(table="bidding_event", prefix="bid-",
         make=lambda b: bidding.make_bidding_events(b.cohort, b.traits, b.world)),
    Line(table="fiscal_event", prefix="fis-", make=lambda b: fiscal.make_fiscal_events(b.cohort, b.traits, b.world)),
    Line(table="health_event", prefix="hea-", make=lambda b: health.make_health_events(b.cohort, b.traits, b.world)),
    Line(table="securities_event", prefix="sec-",
         make=lambda b: securities.make_securities_events(b.cohort, b.traits, b.world)),
    Line(table="foreign_econ_event", prefix="for-",
         make=lambda b: foreign_trade.make_foreign_events(b.cohort, b.traits, b.world)),
    Line(table="social_org_inspection", prefix="soi-", kinds=("social_org",),
         make=lambda b: social_orgs.make_social_inspections(b.cohort, b.traits, b.world)),
    Line(table="authorisation", prefix="aut-",
         make=lambda b: authorisations.make_authorisations(b.cohort, b.traits, b.world)),
    # --- what rests on the records above; keep these last ---
    Line(table="objection", prefix="obj-", make=lambda b: objections.make_objections(b.cohort, b.kept, b.world)),
    Line(table="repair_application", prefix="rep-",
         make=lambda b: repairs.make_applications(b.cohort, b.traits, b.kept, b.world)),
)
# fmt: on

PREFIX: dict[str, str] = {line.table: line.prefix for line in FAMILIES}
"""Prefix of the record ids of each table."""
