"""The 60 features once more as plain data, for the frame libraries: standard library only, read in any environment.

What a condition or a value is called here, each library works out by itself (``frames_pandas.py``,
``frames_polars.py``); nothing is generated from the plans.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Ask(NamedTuple):
    """One aggregate of ``value`` where ``where`` holds; ``none`` is the value when nothing was seen."""

    verb: str
    value: str = ""
    where: str = ""
    per: int = 1
    none: float | None = 0.0


class Wanted(NamedTuple):
    """One feature: its name, what it asks, and its window in months."""

    name: str
    ask: Ask
    start: int
    end: int


ASKS: dict[str, dict[str, Ask]] = {
    "utility_bill": {
        "utility_bill_count": Ask("count", where="billed"),
        "utility_late_count": Ask("count", where="billed_late"),
        "utility_unpaid_count": Ask("count", where="billed_open"),
        "utility_amount": Ask("sum", "amount_due", per=100),
        "utility_delay_mean": Ask("mean", "delay", "billed"),
        "utility_delay_max": Ask("max", "delay", "billed"),
        "utility_cutoff_count": Ask("count", where="cut_off"),
        "electricity_usage": Ask("sum", "usage", "electricity"),
    },
    "tax_filing": {
        "tax_filing_count": Ask("count"),
        "late_filing_count": Ask("count", where="late"),
        "unfiled_count": Ask("count", where="open"),
        "late_filing_days_mean": Ask("mean", "delay"),
        "late_filing_days_max": Ask("max", "delay"),
        "zero_return_count": Ask("count", where="zero"),
        "declared_revenue": Ask("sum", "declared_revenue", "vat_filed", per=100),
        "declared_revenue_trend": Ask("trend", "log_revenue", "vat_filed", none=None),
    },
    "loan_performance": {
        "loan_max_dpd": Ask("max", "dpd"),
        "loan_months_overdue": Ask("count", where="overdue"),
        "loan_months": Ask("count"),
        "days_since_overdue": Ask("recency", where="overdue"),
        "loan_worst_class": Ask("max", "five_class", none=1.0),
        "loan_overdue_max": Ask("max", "overdue_amount", per=100),
        "loan_extensions": Ask("count", where="extended"),
        "loan_class_now": Ask("latest", "five_class", none=1.0),
    },
    "admin_penalty": {
        "penalty_count": Ask("count"),
        "serious_penalty_count": Ask("count", where="serious"),
        "fine_sum": Ask("sum", "fine", per=100),
        "fine_max": Ask("max", "fine", per=100),
        "days_since_penalty": Ask("recency"),
        "penalty_domains": Ask("distinct", "domain"),
        "safety_penalty_count": Ask("count", where="safety"),
        "unpaid_fine_sum": Ask("sum", "fine", "open", per=100),
    },
}

COLUMNS: dict[str, tuple[str, ...]] = {
    "utility_bill": ("amount_due", "usage", "utility", "paid_date", "cutoff_date"),
    "tax_filing": ("filed_date", "zero_return", "declared_revenue", "tax_type"),
    "loan_performance": ("record_id", "dpd", "five_class", "overdue_amount", "extended"),
    "admin_penalty": ("record_id", "penalty_kind", "fine", "domain", "paid_date"),
}
"""What is read of each table besides the envelope."""

ENVELOPE = ("uscc", "event_date", "known_date", "superseded_date")
SERIOUS_KINDS = (
    "licence_suspend", "qualification_down", "licence_revoke", "restrict_business", "stop_production", "order_close",
    "restrict_employment",
)  # fmt: skip
SERIOUS_FINE = 50_000_000
SAFETY = ("food", "drug", "special_equipment", "safety", "fire")
ENDINGS = ("repaired", "revoked", "objection_upheld")


def wanted(names: list[str]) -> dict[str, list[Wanted]]:
    """Table → the features over it; a name that is not written down here is refused."""
    found: dict[str, list[Wanted]] = {table: [] for table in ASKS}
    for name in names:
        match = re.fullmatch(r"(\w+?)_(\d+)(?:_(\d+))?m", name)
        table = next((table for table, asks in ASKS.items() if match and match[1] in asks), None)
        if match is None or table is None:
            raise LookupError(f"frames_spec: {name} is not written down; add it to ASKS")
        found[table].append(Wanted(name, ASKS[table][match[1]], int(match[2]), int(match[3] or 0)))
    return found
