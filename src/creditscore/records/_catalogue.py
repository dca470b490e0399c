"""The catalogue of record tables."""

from creditscore.errors import DefinitionError
from creditscore.records._table import Table
from creditscore.records.inspections import INSPECTION
from creditscore.records.lending import LOAN_CONTRACT, LOAN_PERFORMANCE
from creditscore.records.lists import LIST_ENTRY
from creditscore.records.penalties import ADMIN_PENALTY
from creditscore.records.registration import COVERAGE, ENTITY, RECORD_EVENT
from creditscore.records.tax import TAX_ARREARS, TAX_CREDIT, TAX_FILING, VAT_INVOICE, VAT_INVOICE_MONTHLY
from creditscore.records.utilities import UTILITY_BILL

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ENTITY, COVERAGE, RECORD_EVENT, ADMIN_PENALTY, INSPECTION, LIST_ENTRY, TAX_CREDIT, TAX_FILING,
        TAX_ARREARS, VAT_INVOICE, VAT_INVOICE_MONTHLY, UTILITY_BILL, LOAN_CONTRACT, LOAN_PERFORMANCE,
    )
}  # fmt: skip
"""Every declared table by name."""


def table(name: str) -> Table:
    """The declared table called ``name``."""
    try:
        return TABLES[name]
    except KeyError:
        raise DefinitionError(f"no record table {name!r}; declared are {sorted(TABLES)}") from None
