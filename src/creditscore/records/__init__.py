"""What we are given: the catalogue of record tables, read, checked and handed out lazily."""

from creditscore.records._catalogue import TABLES, table
from creditscore.records._convert import convert
from creditscore.records._invoices import monthly_invoices
from creditscore.records._manifest import Manifest, Source, TableEntry
from creditscore.records._province import Province
from creditscore.records._read import CheckResult, check, read
from creditscore.records._rules import RULES
from creditscore.records._table import Column, Table
from creditscore.records.inspections import INSPECTION
from creditscore.records.lending import LOAN_CONTRACT, LOAN_PERFORMANCE
from creditscore.records.lists import LIST_ENTRY
from creditscore.records.penalties import ADMIN_PENALTY
from creditscore.records.registration import COVERAGE, ENTITY, RECORD_EVENT
from creditscore.records.tax import TAX_ARREARS, TAX_CREDIT, TAX_FILING, VAT_INVOICE, VAT_INVOICE_MONTHLY
from creditscore.records.utilities import UTILITY_BILL

__all__ = [
    "ADMIN_PENALTY", "COVERAGE", "ENTITY", "INSPECTION", "LIST_ENTRY", "LOAN_CONTRACT", "LOAN_PERFORMANCE",
    "RECORD_EVENT", "RULES", "TABLES", "TAX_ARREARS", "TAX_CREDIT", "TAX_FILING", "UTILITY_BILL", "VAT_INVOICE",
    "VAT_INVOICE_MONTHLY", "CheckResult", "Column", "Manifest", "Province", "Source", "Table", "TableEntry",
    "check", "convert", "monthly_invoices", "read", "table",
]  # fmt: skip
