"""What can be turned on the made-up province; the behavioural constants live beside the code they drive.

Every figure here is the project's own assumption (reference/simulation.md), frozen before models are compared.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date

from creditscore.errors import DefinitionError

Mix = tuple[tuple[str, float], ...]

NATURAL_MIX: Mix = (
    ("enterprise", 0.330), ("individual_business", 0.623), ("cooperative", 0.040), ("social_org", 0.004),
    ("gov_body", 0.002), ("public_institution", 0.001),
)  # fmt: skip
"""Shares of subjects as in a real province (assumption)."""

DEMO_MIX: Mix = (
    ("enterprise", 0.700), ("individual_business", 0.255), ("cooperative", 0.035), ("social_org", 0.005),
    ("gov_body", 0.003), ("public_institution", 0.002),
)  # fmt: skip
"""Enterprises over-sampled, so that a small province still holds enough defaults."""

NATURAL_BORROWER_SHARE = 0.18
"""Share of enterprises that borrow in a real province (assumption)."""


@dataclass(frozen=True, kw_only=True)
class Downturn:
    """A trough of the provincial cycle: ``depth`` in standard deviations of solvency at unit sensitivity."""

    starts: date
    months: int
    depth: float


@dataclass(frozen=True, kw_only=True)
class Defects:
    """Share of a table's rows that carry each planted defect.

    ``duplicate_row``: the same row twice. ``duplicate_feed``: the same fact from a second feed under another
    record id. ``natural_person``: a row whose identifier has the shape of a resident ID (with an area code
    that does not exist). ``wrong_unit``: money 10,000 times too large, which no check of one row can see.
    The others are rows that break the table's declaration. ``broken_rule`` is, for every other rule of a column and
    every check across columns that refuses, the share of the rows able to break it of which a broken copy is
    added; ``warned`` the same for checks that only warn, as an earlier version that was corrected. Each rule has a
    case if any row can break it. ``revised``: rows of the sparse tables that are delivered again weeks later, under
    another record id and saying something else; reading makes the later one replace the earlier.
    """

    duplicate_row: float = 0.0008
    duplicate_feed: float = 0.0015
    unknown_code: float = 0.0006
    bad_uscc: float = 0.0006
    natural_person: float = 0.0004
    event_after_known: float = 0.0006
    missing_required: float = 0.0005
    negative_amount: float = 0.0005
    wrong_unit: float = 0.0004
    broken_rule: float = 0.0002
    warned: float = 0.0002
    revised: float = 0.002


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Where a source does not deliver over the whole span: ``table`` for regions whose code begins with
    ``prefix`` (empty: everywhere) delivers on [covered_from, covered_until); nothing at all if ``never``.
    """

    table: str
    prefix: str
    covered_from: date | None = None
    covered_until: date | None = None
    never: bool = False


FEEDS: tuple[Feed, ...] = (
    Feed(table="utility_bill", prefix="2208", never=True),
    Feed(table="utility_bill", prefix="220623", never=True),
    Feed(table="utility_bill", prefix="2205", covered_until=date(2021, 7, 1)),
    Feed(table="utility_bill", prefix="2206", covered_until=date(2021, 7, 1)),
    Feed(table="tax_filing", prefix="2207", covered_from=date(2019, 1, 1)),
    Feed(table="inspection", prefix="2224", covered_from=date(2020, 1, 1)),
    Feed(table="vat_invoice_monthly", prefix="", covered_from=date(2018, 1, 1)),
    Feed(table="vat_invoice_monthly", prefix="2204", never=True),
    Feed(table="social_insurance_monthly", prefix="2203", covered_from=date(2019, 1, 1)),
    Feed(table="housing_fund_monthly", prefix="2224", never=True),
    Feed(table="merchant_payment_monthly", prefix="2206", never=True),
    Feed(table="settlement_monthly", prefix="", covered_from=date(2018, 1, 1)),
    Feed(table="vat_invoice", prefix="", never=True),
    Feed(table="vat_invoice", prefix="220281", covered_from=date(2024, 7, 1)),
)
"""Missing sources by region; utility bills of two prefectures are lost half-way (drift of coverage). Single
invoices come from one county only, and lately."""


MISSING_MONTHS: tuple[tuple[str, float], ...] = (
    ("social_insurance_monthly", 0.004), ("housing_fund_monthly", 0.004), ("merchant_payment_monthly", 0.004),
    ("settlement_monthly", 0.004), ("tax_payment", 0.004), ("utility_bill", 0.0), ("tax_filing", 0.0),
    ("vat_invoice_monthly", 0.0), ("loan_performance", 0.0),
)  # fmt: skip
"""Share of single months missing. The tables that models are trained on have none unless asked for."""

SHARES = (
    "late_share", "correction_share", "reported_late", "never_reported", "publicity_conflict", "false_materials",
    "changed_code", "merged",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Parameters of a made-up province.

    ``mix``: share of each kind of subject; ``borrower_share``: share of enterprises that ever borrow.
    ``trend``: yearly drift of solvency. ``late_share``: share of records that arrive much later than usual. ``feeds`` are the exceptions to full
    coverage. ``changes_fade``: the day from which changes of representative or address no longer tell
    anything (predictive before, useless after). ``correction_share``: penalties later corrected by a revision.

    What departments do wrong: ``reported_late`` of licences and other actions reach the platform more than seven
    working days after the decision, ``never_reported`` of all decisions never do, ``publicity_conflict`` of
    penalties carry an end of publicity other than the rule's. ``false_materials``: share of the refused
    applications for repair. ``changed_code`` of the older subjects have got another credit code, ``merged`` of those
    deregistered went up in another. ``missing_months``: by table, the share of single months that are not there.
    """

    start: date = date(2017, 1, 1)
    months: int = 108
    mix: Mix = DEMO_MIX
    borrower_share: float = 0.40
    stock_share: float = 0.44
    birth_rate: float = 0.12
    exit_rate: float = 0.08
    trend: float = -0.05
    persistence: float = 0.97
    trait_correlation: float = 0.40
    downturns: tuple[Downturn, ...] = (
        Downturn(starts=date(2020, 2, 1), months=9, depth=0.26),
        Downturn(starts=date(2022, 3, 1), months=10, depth=0.24),
    )
    late_share: float = 0.10
    feeds: tuple[Feed, ...] = FEEDS
    changes_fade: date = date(2023, 1, 1)
    correction_share: float = 0.01
    reported_late: float = 0.06
    never_reported: float = 0.04
    publicity_conflict: float = 0.03
    false_materials: float = 0.04
    changed_code: float = 0.01
    merged: float = 0.10
    missing_months: tuple[tuple[str, float], ...] = MISSING_MONTHS
    defects: Defects = Defects()

    def __post_init__(self) -> None:
        if self.start.day != 1:
            raise DefinitionError(
                f"simulate.Settings: start must be the first of a month; found {self.start}; use the 1st"
            )
        if self.months < 24:
            raise DefinitionError(
                f"simulate.Settings: months must be at least 24; found {self.months}; give at least two years"
            )
        total = sum(share for _, share in self.mix)
        if abs(total - 1.0) > 1e-9 or any(share < 0 for _, share in self.mix):
            raise DefinitionError(
                f"simulate.Settings: the shares of mix must be >= 0 and sum to 1; found a sum of {total:.6f}"
            )
        shares = {name: getattr(self, name) for name in SHARES}
        shares |= {f"missing_months of {table}": share for table, share in self.missing_months}
        for name, share in shares.items():
            if not 0 <= share <= 0.5:
                raise DefinitionError(f"simulate.Settings: {name} must lie in [0, 0.5]; found {share}")
        for field in fields(self.defects):
            share = getattr(self.defects, field.name)
            if not 0 <= share <= 0.2:
                raise DefinitionError(
                    f"simulate.Settings: share of defect {field.name} must lie in [0, 0.2]; found {share}"
                )

    @property
    def digest(self) -> str:
        """SHA-256 of the settings in canonical JSON."""
        text = json.dumps(asdict(self), sort_keys=True, default=str, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
