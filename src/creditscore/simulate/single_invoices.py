"""Single invoices of one county: they add up to the months of ``vat_invoice_monthly``."""

from __future__ import annotations

import numpy as np

from creditscore.records.tax import VAT_INVOICE
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._draws import Coded, Family, Rows, arrival, joined, taken
from creditscore.simulate._sparse import ordered, serial
from creditscore.simulate._world import Array, World

SIDES = VAT_INVOICE.column("side").codes
PARTNERS = 4_000
"""Buyers and sellers are numbered below this; a subject's main ones have the low numbers."""


def delivered_singly(monthly: Rows, cohort: Cohort, world: World) -> Rows:
    """Months of ``vat_invoice_monthly`` of which the single invoices are delivered as well."""
    here = world.covered("vat_invoice", cohort.region[monthly["entity"]], monthly["month"])
    return taken(monthly, here) if "vat_invoice" in world.feeds else taken(monthly, np.zeros(0, np.int64))


def make_single_invoices(monthly: Rows, cohort: Cohort, world: World) -> Family:
    """Rows of ``vat_invoice``: for each of these months as many as were issued and received, void and red ones too."""
    rng = cohort.rng(world, "single_invoices")
    good = np.maximum(monthly["out_count"] - monthly["void_count"] - monthly["red_count"], 1)
    turnover = monthly["out_amount"] + monthly["red_amount"]
    void = np.minimum(monthly["void_count"], monthly["out_count"] - monthly["red_count"] - good).clip(0)
    parts = [
        _split(monthly, turnover, good, monthly["buyer_count"], "out", rng),
        _split(monthly, -monthly["red_amount"], monthly["red_count"], monthly["buyer_count"], "out", rng),
        _split(
            monthly,
            turnover // np.maximum(good, 1) * void,
            void,
            monthly["buyer_count"],
            "out",
            rng,
            void=True,
        ),
        _split(monthly, monthly["in_amount"], monthly["in_count"], monthly["seller_count"], "in", rng),
    ]
    rows = joined(parts)
    first = rows["month"]
    rows["event_date"] = (first + rng.integers(0, 28, len(first))).astype(np.int32)
    rows = taken(rows, ordered(rows))
    count = len(rows["entity"])
    sold = rows["side"] == SIDES.index("out")
    codes = [f"虚构{kind}{number:04d}" for kind in ("销方", "购方") for number in range(PARTNERS)]
    return Family(rows={
        "entity": rows["entity"],
        "event_date": rows["event_date"],
        "known_date": arrival(rows["event_date"], rng, usual=(0, 5), late=40, share=0.03),
        "invoice_no": serial("虚票", cohort, count),
        "side": Coded(rows["side"], SIDES),
        "counterparty": Coded(rows["partner"] + PARTNERS * sold, codes),
        "amount": rows["amount"],
        "tax": np.rint(rows["amount"] * 0.06).astype(np.int64),
        "void": rows["void"],
    })  # fmt: skip


def _split(
    monthly: Rows, total: Array, count: Array, partners: Array, side: str, rng: np.random.Generator,
    *, void: bool = False,
) -> Rows:  # fmt: skip
    """``count`` invoices for every month that add up to ``total`` fen, over ``partners`` others."""
    month = np.repeat(np.arange(len(count)), count)
    share = rng.standard_gamma(1.5, len(month))
    whole = np.bincount(month, share, minlength=len(count))
    amount = np.trunc(total[month] * share / np.maximum(whole[month], 1e-12)).astype(np.int64)
    start = np.cumsum(count) - count
    held = np.flatnonzero(count > 0)
    rest = total - np.bincount(month, amount, minlength=len(count)).astype(np.int64)
    amount[start[held]] += rest[held]
    turn = np.arange(len(month)) - start[month]
    many = np.clip(partners, 1, PARTNERS)[month]
    partner = np.where(turn < many, turn, np.floor(many * rng.random(len(month)) ** 2).astype(np.int64))
    return {
        "entity": monthly["entity"][month],
        "month": monthly["month"][month],
        "amount": amount,
        "side": np.full(len(month), SIDES.index(side), np.int32),
        "partner": np.minimum(partner, PARTNERS - 1).astype(np.int32),
        "void": np.full(len(month), void),
    }
