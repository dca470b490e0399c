"""The catalogue of record tables."""

from creditscore.errors import DefinitionError
from creditscore.records._table import Table
from creditscore.records.actions import ADMIN_ACTION, DECISION_REGISTER
from creditscore.records.awards import AWARD
from creditscore.records.bonds import BOND_EVENT
from creditscore.records.commitments import COMMITMENT
from creditscore.records.complaints import COMPLAINT
from creditscore.records.contracts import CONTRACT_PERFORMANCE
from creditscore.records.courts import ENFORCEMENT_CASE, JUDGMENT
from creditscore.records.inspections import INSPECTION, SAMPLING_TEST
from creditscore.records.lending import LOAN_CONTRACT, LOAN_PERFORMANCE
from creditscore.records.licences import ADMIN_LICENCE
from creditscore.records.lists import LIST_ENTRY
from creditscore.records.payments import MERCHANT_PAYMENT_MONTHLY, SETTLEMENT_MONTHLY
from creditscore.records.penalties import ADMIN_PENALTY
from creditscore.records.procedures import AUTHORISATION, OBJECTION, REPAIR_APPLICATION
from creditscore.records.registration import COVERAGE, ENTITY, RECORD_EVENT
from creditscore.records.sector_events import (
    BIDDING_EVENT,
    DISCLOSURE_EVENT,
    FIRE_EVENT,
    FISCAL_EVENT,
    FOREIGN_ECON_EVENT,
    SAFETY_EVENT,
    SECURITIES_EVENT,
    STATISTICS_EVENT,
)
from creditscore.records.sectors import (
    CONSTRUCTION_CREDIT,
    CUSTOMS_CREDIT,
    ENV_CREDIT,
    HEALTH_EVENT,
    IP_EVENT,
    SOCIAL_ORG_INSPECTION,
)
from creditscore.records.social_insurance import HOUSING_FUND_MONTHLY, SOCIAL_INSURANCE_MONTHLY, WAGE_ARREARS
from creditscore.records.tax import (
    ABNORMAL_TAXPAYER,
    TAX_ARREARS,
    TAX_CREDIT,
    TAX_FILING,
    TAX_PAYMENT,
    TAX_VIOLATION,
    VAT_INVOICE,
    VAT_INVOICE_MONTHLY,
)
from creditscore.records.utilities import UTILITY_BILL

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ENTITY, COVERAGE, RECORD_EVENT, ADMIN_PENALTY, ADMIN_LICENCE, ADMIN_ACTION, DECISION_REGISTER,
        INSPECTION, SAMPLING_TEST, COMPLAINT, LIST_ENTRY, ENFORCEMENT_CASE, JUDGMENT, TAX_CREDIT,
        TAX_FILING, TAX_PAYMENT, TAX_ARREARS, TAX_VIOLATION, ABNORMAL_TAXPAYER, VAT_INVOICE,
        VAT_INVOICE_MONTHLY, SOCIAL_INSURANCE_MONTHLY, HOUSING_FUND_MONTHLY, WAGE_ARREARS, UTILITY_BILL,
        LOAN_CONTRACT, LOAN_PERFORMANCE, BOND_EVENT, COMMITMENT, CONTRACT_PERFORMANCE, AWARD, ENV_CREDIT,
        DISCLOSURE_EVENT, SAFETY_EVENT, FIRE_EVENT, CONSTRUCTION_CREDIT, CUSTOMS_CREDIT, IP_EVENT,
        STATISTICS_EVENT, BIDDING_EVENT, FISCAL_EVENT, HEALTH_EVENT, SECURITIES_EVENT, FOREIGN_ECON_EVENT,
        SOCIAL_ORG_INSPECTION, MERCHANT_PAYMENT_MONTHLY, SETTLEMENT_MONTHLY, OBJECTION, REPAIR_APPLICATION,
        AUTHORISATION,
    )
}  # fmt: skip
"""Every declared table by name."""


def table(name: str) -> Table:
    """The declared table called ``name``."""
    try:
        return TABLES[name]
    except KeyError:
        raise DefinitionError(f"no record table {name!r}; declared are {sorted(TABLES)}") from None
