"""Invoices by month: sales follow revenue; before a main buyer is lost, sales lean on it more and more."""

from __future__ import annotations

import numpy as np

from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Family, arrival, cells
from creditscore.simulate._traits import BUYER, Traits
from creditscore.simulate._world import World
from creditscore.simulate.tax import Taxpayers

ISSUERS = 0.30
"""Share of small-scale taxpayers among enterprises that issue VAT invoices; all general taxpayers do."""
TICKET = np.array([3e3, 1e4, 5e4, 2e5])
RATE = np.array([0.03, 0.06, 0.09, 0.13])
"""Rate of value-added tax of a typical firm by size."""
VOID = 0.02
RED = 0.012


def make_invoices(cohort: Cohort, traits: Traits, taxpayers: Taxpayers, world: World) -> Family:
    """Rows of ``vat_invoice_monthly``: one per issuer and month."""
    rng = cohort.rng(world, "invoices")
    small = taxpayers.pays & (cohort.kind == ENTERPRISE) & (rng.random(cohort.count) < ISSUERS)
    issues = taxpayers.general | small
    entity, month = cells(traits.alive & issues[:, None] & (taxpayers.revenue > 0))
    count = len(entity)
    buyer = np.where(traits.shock_kind == BUYER, traits.shock, 0)[entity, month]
    sales = taxpayers.revenue[entity, month] * np.exp(-0.25 * buyer)
    ticket = TICKET[cohort.size] * np.exp(rng.normal(0.0, 0.5, cohort.count))
    issued = 1 + rng.poisson(np.minimum(sales / ticket[entity], 5000.0))
    margin = 0.62 + 0.06 * np.clip(traits.distress[entity, month], -2, 3) + 0.12 * rng.standard_normal(count)
    bought = sales * np.clip(margin, 0.1, 1.6)
    received = 1 + rng.poisson(np.minimum(bought / ticket[entity] * 0.6, 5000.0))
    trouble = np.exp(0.38 * np.clip(traits.distress[entity, month], -2, 3))
    red = rng.binomial(issued, np.minimum(RED * trouble, 0.5))
    spread = np.exp(rng.normal(0.0, 0.4, cohort.count))
    buyers = 1 + np.minimum(rng.poisson(np.sqrt(issued) * spread[entity]), issued - 1)
    leaning = rng.normal(-0.6, 0.8, cohort.count)
    top = 1.0 / (1.0 + np.exp(-(leaning[entity] + 0.5 * buyer + 0.3 * rng.standard_normal(count))))
    others = cohort.rng(world, "other buyers").beta(3.0, 3.0, cohort.count)[entity]
    event = (world.month_start[month + 1] - 1).astype(np.int32)
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(3, 15), late=60, share=0.03),
        "month": world.month_start[month],
        "out_amount": np.rint(sales * 100).astype(np.int64),
        "out_count": issued,
        "in_amount": np.rint(bought * 100).astype(np.int64),
        "in_count": received,
        "void_count": rng.binomial(issued, VOID * np.minimum(trouble, 4)),
        "red_count": red,
        "red_amount": np.rint(sales * red / issued * rng.uniform(0.2, 2.0, count) * 100).astype(np.int64),
        "buyer_count": buyers,
        "seller_count": 1 + np.minimum(rng.poisson(np.sqrt(received)), received - 1),
        "top1_buyer_share": (first := np.round(np.maximum(top, 1.0 / buyers), 4)),
        "top5_buyer_share": np.where(buyers <= 5, 1.0, np.round(first + (1 - first) * others, 4)),
        "out_tax": np.rint(sales * RATE[cohort.size[entity]] * 100).astype(np.int64),
        "in_tax": np.rint(bought * RATE[cohort.size[entity]] * 100).astype(np.int64),
    })  # fmt: skip
