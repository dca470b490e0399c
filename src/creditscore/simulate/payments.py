"""Merchant payments and corporate settlement by month.

Card turnover is a share of what the merchant turns over, with holiday peaks; vouchers come in campaigns, raise
turnover while they last, and go by region, trade and luck, never by quality. Neither does the Honghuo plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditscore.records.payments import MERCHANT_PAYMENT_MONTHLY
from creditscore.simulate._cohort import ENTERPRISE, GOVERNMENT, INDIVIDUAL, Cohort
from creditscore.simulate._draws import Coded, Family, Rows, arrival, cells, pick
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import REGIONS, Array, World, stream
from creditscore.simulate.tax import Taxpayers

ACCEPTS = 0.25
"""Share of the merchants of the trades below whose payments are known."""
MCC = MERCHANT_PAYMENT_MONTHLY.column("mcc_group").codes
TRADES = {
    "H62": (("catering", 1.0),),
    "F52": (("retail", 0.78), ("pharmacy", 0.12), ("fuel", 0.10)),
    "H61": (("hotel", 1.0),),
    "R90": (("culture_tourism", 0.4), ("entertainment", 0.4), ("scenic", 0.2)),
    "Q84": (("hospital", 1.0),),
    "P83": (("education", 1.0),),
    "O80": (("other", 1.0),),
    "G54": (("bus", 0.05), ("transit", 0.01)),
    "G59": (("agri_purchase", 1.0),),
}
"""Merchant categories of each trade (division of GB/T 4754) and their shares; the rest of a trade (freight beside
buses) takes no cards.
"""


@dataclass(frozen=True)
class Trade:
    """One merchant category: mean ticket in yuan, share of turnover paid by card, share at night, strength of
    the holiday peaks and chance of taking part in a voucher campaign.
    """

    ticket: float
    by_card: float
    night: float
    holiday: float
    vouchers: float


SHOP = Trade(ticket=120, by_card=0.40, night=0.10, holiday=0.5, vouchers=0.30)
MERCHANTS = {
    "catering": Trade(150, 0.55, 0.24, 1.0, 0.40), "retail": Trade(130, 0.45, 0.10, 0.7, 0.35),
    "pharmacy": Trade(110, 0.40, 0.06, 0.0, 0.10), "fuel": Trade(260, 0.60, 0.14, 0.6, 0.20),
    "hotel": Trade(420, 0.60, 0.20, 1.2, 0.30), "culture_tourism": Trade(90, 0.50, 0.15, 1.3, 0.35),
    "entertainment": Trade(160, 0.50, 0.40, 0.8, 0.20), "scenic": Trade(110, 0.60, 0.02, 1.6, 0.30),
    "hospital": Trade(380, 0.45, 0.08, -0.2, 0.0), "education": Trade(1800, 0.40, 0.02, -0.6, 0.0),
    "bus": Trade(12, 0.50, 0.08, 0.4, 0.0), "transit": Trade(5, 0.60, 0.10, 0.4, 0.0),
    "agri_purchase": Trade(18000, 0.35, 0.02, 0.0, 0.0),
}  # fmt: skip
BY_CARD_BY_SIZE = np.array([1.0, 0.5, 0.12, 0.04], dtype=np.float32)
"""Share of turnover taken by card relative to a micro merchant: the larger the firm, the more it is paid by transfer."""
HOLIDAYS = (0.10, 0.16, -0.10, -0.02, 0.14, 0.0, 0.02, 0.04, 0.0, 0.26, -0.06, 0.0)
"""Peaks of card payments over a usual month, January to December: Spring Festival, May and National Day."""
CAMPAIGN_YEARS, CAMPAIGN_MONTHS = 2020, (5, 6, 9, 10, 12)
CAMPAIGN_SHARE = 0.5
"""Share of the months in CAMPAIGN_MONTHS, from CAMPAIGN_YEARS on, in which a region runs a voucher campaign."""
VOUCHERS = (0.04, 0.14)
"""Vouchers over the merchant's own card turnover in a campaign month."""
DRAWN_ALONG = 1.6
"""Turnover that comes with one yuan of vouchers."""
HONGHUO_FROM, HONGHUO_SHARE = 2021, 0.30
FEE = 0.0038
"""Fee on card payments; small merchants and those in the plan are relieved of a part (assumptions)."""
SETTLES = (0.17, 0.05)
"""Share of enterprises and of individual businesses with a settlement card."""
TRANSFER = np.array([1.2e4, 3.5e4, 1.5e5, 6e5])
"""Mean transfer by size, yuan."""


def make_merchant_payments(cohort: Cohort, traits: Traits, taxpayers: Taxpayers, world: World) -> Family:
    """Rows of ``merchant_payment_monthly``: one per merchant and month with a payment."""
    rng = cohort.rng(world, "merchant_payments")
    who, group = _merchants(cohort, rng)
    trade = {name: np.array([getattr(MERCHANTS.get(code, SHOP), name) for code in MCC])[group]
             for name in ("ticket", "by_card", "night", "holiday", "vouchers")}  # fmt: skip
    peak = 1.0 + trade["holiday"][:, None] * np.array(HOLIDAYS)[world.month][None, :]
    card = trade["by_card"] * BY_CARD_BY_SIZE[cohort.size[who]] * np.exp(rng.normal(0.0, 0.35, len(who)))
    own = taxpayers.revenue[who] * card.astype(np.float32)[:, None] * peak.astype(np.float32)
    merchant, month = cells(traits.alive[who] & (own > 0))
    count, entity = len(merchant), who[merchant]
    own = own[merchant, month] * np.exp(0.10 * rng.standard_normal(count, dtype=np.float32))
    voucher = own * _voucher_share(cohort, who, trade["vouchers"], world, rng)[merchant, month]
    ticket = trade["ticket"] * np.exp(rng.normal(0.0, 0.4, len(who)))
    amount = own + DRAWN_ALONG * voucher
    transactions = 1 + rng.poisson(np.minimum(amount / ticket[merchant], 2e6))
    care = np.clip(traits.compliance[entity, month], -3, 3)
    trouble = np.clip(traits.distress[entity, month], -3, 3)
    refunds = amount * np.minimum(
        0.010 * np.exp(0.25 * trouble - 0.25 * care + rng.normal(0, 0.5, count)), 0.5
    )
    days = world.month_start[month + 1] - world.month_start[month]
    opens = np.clip(0.93 + 0.03 * traits.vitality[entity, month] - 0.04 * trouble, 0.3, 1.0)
    member = _honghuo(len(who), world, rng)[merchant, month]
    relief = amount * FEE * np.where(member, 0.5, np.where(cohort.size[entity] == 0, 0.15, 0.0))
    night = trade["night"][merchant] * np.exp(0.2 * rng.standard_normal(count))
    return Family(rows={
        **_of_month(entity, month, world, rng),
        "mcc_group": Coded(group[merchant], MCC),
        "txn_count": transactions,
        "txn_amount": _fen(amount),
        "refund_amount": _fen(refunds),
        "active_days": np.minimum(np.maximum(rng.binomial(days, opens), 1), transactions),
        "night_share": np.round(np.minimum(night, 0.9), 3),
        "unique_cards": np.maximum(np.rint(transactions * rng.uniform(0.45, 0.95, count)), 1).astype(np.int64),
        "voucher_amount": _fen(voucher),
        "fee_relief_amount": _fen(relief),
        "honghuo": member,
    })  # fmt: skip


def make_settlements(cohort: Cohort, traits: Traits, taxpayers: Taxpayers, world: World) -> Family:
    """Rows of ``settlement_monthly``: transfers in follow revenue, transfers out outrun them in distress."""
    rng = cohort.rng(world, "settlements")
    share = np.select([cohort.kind == ENTERPRISE, cohort.kind == INDIVIDUAL], SETTLES, 0.0)
    who = np.flatnonzero(rng.random(cohort.count) < share)
    through = rng.uniform(0.3, 0.9, len(who)).astype(np.float32)
    usual = taxpayers.revenue[who] * through[:, None]
    place, month = cells(traits.alive[who] & (usual > 0))
    count, entity = len(place), who[place]
    inflow = usual[place, month] * np.exp(0.25 * rng.standard_normal(count, dtype=np.float32))
    drain = 0.97 + 0.03 * np.clip(traits.distress[entity, month], -2, 3)
    outflow = inflow * drain * np.exp(0.15 * rng.standard_normal(count, dtype=np.float32))
    mean = (TRANSFER[cohort.size[who]] * np.exp(rng.normal(0.0, 0.5, len(who))))[place]
    return Family(rows={
        **_of_month(entity, month, world, rng),
        "inflow": _fen(inflow),
        "outflow": _fen(outflow),
        "inflow_count": 1 + rng.poisson(np.minimum(inflow / mean, 1e5)),
        "outflow_count": 1 + rng.poisson(np.minimum(outflow / mean * 1.3, 1e5)),
    })  # fmt: skip


def _of_month(entity: Array, month: Array, world: World, rng: np.random.Generator) -> Rows:
    """Whose the row is and of which month; it is known some days after the month's end."""
    event = (world.month_start[month + 1] - 1).astype(np.int32)
    return {
        "entity": entity.astype(np.int32),
        "event_date": event,
        "known_date": arrival(event, rng, usual=(2, 10), late=60, share=0.03),
        "month": world.month_start[month],
    }


def _fen(yuan: Array) -> Array:
    return np.rint(yuan.astype(np.float64) * 100).astype(np.int64)


def _merchants(cohort: Cohort, rng: np.random.Generator) -> tuple[Array, Array]:
    """Who is a merchant with known payments, and its category as an index into MCC."""
    group = np.full(cohort.count, -1)
    for index, industry in enumerate(INDUSTRIES):
        if (shares := TRADES.get(industry.code)) is not None:
            here = np.flatnonzero(cohort.industry == index)
            none = max(1.0 - sum(share for _, share in shares), 0.0)
            drawn = pick([*(share for _, share in shares), none], len(here), rng)
            group[here] = np.array([*(MCC.index(name) for name, _ in shares), -1])[drawn]
    known = (group >= 0) & (cohort.kind < GOVERNMENT) & (rng.random(cohort.count) < ACCEPTS)
    who = np.flatnonzero(known)
    return who, group[who]


def _voucher_share(
    cohort: Cohort, who: Array, chance: Array, world: World, rng: np.random.Generator
) -> Array:
    """Vouchers over own card turnover of each merchant and month: the region's campaigns, drawn once for the
    province, and the luck of being chosen.
    """
    season = np.isin(world.month + 1, CAMPAIGN_MONTHS) & (world.year >= CAMPAIGN_YEARS)
    province = stream(world.seed, "voucher_campaigns")
    campaigns = (province.random((len(REGIONS), world.months)) < CAMPAIGN_SHARE) & season[None, :]
    takes_part = rng.random(len(who)) < chance
    share = rng.uniform(*VOUCHERS, (len(who), world.months))
    return np.where(campaigns[cohort.region[who]] & takes_part[:, None], share, 0.0).astype(np.float32)


def _honghuo(count: int, world: World, rng: np.random.Generator) -> Array:
    """Months in which each of ``count`` merchants takes part in the Honghuo plan, which enrols good and bad alike."""
    first = int(np.searchsorted(world.year, HONGHUO_FROM))
    joins = np.where(rng.random(count) < HONGHUO_SHARE, first + rng.integers(0, 36, count), world.months)
    return np.arange(world.months)[None, :] >= joins[:, None]
