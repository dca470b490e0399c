"""What we are given: the catalogue of record tables, read, checked and handed out lazily."""

from creditscore.records._catalogue import TABLES, table
from creditscore.records._convert import convert
from creditscore.records._dual_publicity import write_dual_publicity
from creditscore.records._invoices import monthly_invoices
from creditscore.records._known import known_before
from creditscore.records._manifest import Manifest, Source, TableEntry
from creditscore.records._mapping import mappings
from creditscore.records._province import Province, quiet
from creditscore.records._quality import quality_lines
from creditscore.records._read import CheckResult, check, read
from creditscore.records._rules import RULES, WARNINGS
from creditscore.records._table import Check, Column, Table
from creditscore.records._warned import warned_rows
from creditscore.records._wording import harmless, wording, yuan
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

__all__ = [
    "ABNORMAL_TAXPAYER", "ADMIN_ACTION", "ADMIN_LICENCE", "ADMIN_PENALTY", "AUTHORISATION", "AWARD",
    "BIDDING_EVENT", "BOND_EVENT", "COMMITMENT", "COMPLAINT", "CONSTRUCTION_CREDIT", "CONTRACT_PERFORMANCE",
    "COVERAGE", "CUSTOMS_CREDIT", "DECISION_REGISTER", "DISCLOSURE_EVENT", "ENFORCEMENT_CASE", "ENTITY",
    "ENV_CREDIT", "FIRE_EVENT", "FISCAL_EVENT", "FOREIGN_ECON_EVENT", "HEALTH_EVENT", "HOUSING_FUND_MONTHLY",
    "INSPECTION", "IP_EVENT", "JUDGMENT", "LIST_ENTRY", "LOAN_CONTRACT", "LOAN_PERFORMANCE",
    "MERCHANT_PAYMENT_MONTHLY", "OBJECTION", "RECORD_EVENT", "REPAIR_APPLICATION", "RULES", "SAFETY_EVENT",
    "SAMPLING_TEST", "SECURITIES_EVENT", "SETTLEMENT_MONTHLY", "SOCIAL_INSURANCE_MONTHLY",
    "SOCIAL_ORG_INSPECTION", "STATISTICS_EVENT", "TABLES", "TAX_ARREARS", "TAX_CREDIT", "TAX_FILING",
    "TAX_PAYMENT", "TAX_VIOLATION", "UTILITY_BILL", "VAT_INVOICE", "VAT_INVOICE_MONTHLY", "WAGE_ARREARS",
    "WARNINGS",
    "Check", "CheckResult", "Column", "Manifest", "Province", "Source", "Table", "TableEntry", "check",
    "convert", "harmless", "known_before", "mappings", "monthly_invoices", "quality_lines", "quiet", "read", "table",
    "warned_rows", "wording",
    "write_dual_publicity", "yuan",
]  # fmt: skip
