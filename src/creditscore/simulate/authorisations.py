"""Authorisations: subjects let banks and others query their records, for a purpose and a time."""

from __future__ import annotations

import numpy as np

from creditscore.codes import enumerations
from creditscore.simulate._cohort import GOVERNMENT, INDIVIDUAL, Cohort
from creditscore.simulate._draws import Coded, Family, Masked, Numbered, arrival, dated, pick, waits
from creditscore.simulate._sparse import SPAN, happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World
from creditscore.simulate.lending import BANKS

MOST = 0.05
MONTHLY = (0.035, 0.002)
"""Authorisations a month of a borrower and of another subject."""
ROLES, PURPOSES = enumerations.codes("role"), enumerations.codes("purpose")
GIVEN = (
    ("bank", "loan_origination", 0.50), ("bank", "loan_monitoring", 0.30), ("credit_agency", "loan_origination", 0.10),
    ("subject", "self_query", 0.08), ("researcher", "research_deidentified", 0.02),
)  # fmt: skip
"""Who is authorised for what, with weights."""
SCOPES = (
    "tax_credit tax_filing tax_arrears vat_invoice_monthly",
    "tax_credit tax_filing tax_arrears vat_invoice_monthly utility_bill",
    "utility_bill social_insurance_monthly housing_fund_monthly",
    "loan_contract loan_performance tax_filing vat_invoice_monthly utility_bill",
)
MONTHS = (6, 12, 24, 36)
CONSENT = 0.93
"""Share of individual businesses whose operator consented separately."""


def make_authorisations(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``authorisation``."""
    rng = cohort.rng(world, "authorisations")
    usual = np.where(cohort.borrower, *MONTHLY)
    entity, month = thinned(
        traits, world, rng, who=cohort.kind < GOVERNMENT, most=MOST, rate=lambda e, _: usual[e]
    )
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    given = pick([weight for _, _, weight in GIVEN], count, rng)
    role = np.array([ROLES.index(name) for name, _, _ in GIVEN])[given]
    purpose = np.array([PURPOSES.index(name) for _, name, _ in GIVEN])[given]
    users = [*BANKS, "AGENCY01", "AGENCY02", "SUBJECT", "RESEARCH01"]
    user = np.select([given <= 1, given == 2, given == 3], [
        rng.integers(0, len(BANKS), count), len(BANKS) + rng.integers(0, 2, count), len(BANKS) + 2], len(BANKS) + 3)  # fmt: skip
    withdrawn = dated(event + waits(150.0, count, rng), rng.random(count) < 0.04)
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 2), late=10, share=0.05),
        "authorisation_no": serial("虚授", cohort, count),
        "user_id": Coded(user, users),
        "role": Coded(role, ROLES),
        "purpose": Coded(purpose, PURPOSES),
        "scope": Coded(pick((0.35, 0.35, 0.15, 0.15), count, rng), SCOPES),
        "valid_from": event,
        "valid_to": world.add_months(event, rng.choice(MONTHS, count)),
        "operator_consent": Masked(rng.random(count) < CONSENT, cohort.kind[entity] != INDIVIDUAL),
        "evidence_hash": Numbered("evi", cohort.first * SPAN + np.arange(count), hashed=True),
        "withdrawn_date": withdrawn,
    })  # fmt: skip
