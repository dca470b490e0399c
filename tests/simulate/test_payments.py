"""Merchant payments: who accepts, the seasons, and what vouchers and programmes do not tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from creditscore import simulate
from creditscore.simulate import payments
from creditscore.simulate._cohort import make_cohort
from creditscore.simulate._traits import make_traits
from creditscore.simulate._world import make_world
from creditscore.simulate.tax import make_taxpayers
from tests.simulate.conftest import Ask


@pytest.fixture(scope="module")
def merchants(ask_clean: Ask) -> pd.DataFrame:
    return ask_clean("""
        SELECT uscc::VARCHAR AS uscc, year(month) AS y, month(month) AS m, mcc_group::VARCHAR AS mcc, txn_count,
            txn_amount::DOUBLE AS amount, voucher_amount::DOUBLE AS voucher, honghuo FROM merchant_payment_monthly
    """)


def test_a_quarter_of_the_merchants_of_each_trade_is_seen(ask_clean: Ask) -> None:
    rows = ask_clean("""
        WITH firms AS (SELECT DISTINCT uscc, industry_code::VARCHAR AS i FROM entity
            WHERE region_code NOT LIKE '2206%' AND entity_type IN ('enterprise', 'individual_business'))
        SELECT i, avg((uscc IN (SELECT uscc FROM merchant_payment_monthly))::INT) AS share FROM firms GROUP BY 1
    """).set_index("i")["share"]
    assert rows[["F52", "H61", "H62", "O80"]].mean() == pytest.approx(payments.ACCEPTS, abs=0.05)
    assert rows.drop(list(payments.TRADES)).max() == 0


def test_one_prefecture_delivers_none(ask_clean: Ask) -> None:
    rows = ask_clean("SELECT DISTINCT region_code[1:4] AS place FROM merchant_payment_monthly")["place"]
    assert "2206" not in set(rows)
    assert rows.nunique() == 8


@pytest.mark.parametrize(("peak", "usual"), [(10, 9), (5, 4), (2, 3)])
def test_holidays_are_peaks(peak: int, usual: int, merchants: pd.DataFrame) -> None:
    lively = merchants[merchants["mcc"].isin(["catering", "retail", "hotel"]) & (merchants["voucher"] == 0)]
    by_month = lively.pivot_table(index=["uscc", "y"], columns="m", values="amount")
    assert (by_month[peak] / by_month[usual]).median() > 1.15


def test_vouchers_raise_turnover_while_they_last(merchants: pd.DataFrame) -> None:
    given = merchants["voucher"] > 0
    assert 0.01 < given.mean() < 0.15
    assert (merchants["y"][given] >= payments.CAMPAIGN_YEARS).all()
    assert set(merchants["m"][given]) <= set(payments.CAMPAIGN_MONTHS)
    assert (merchants["voucher"] <= merchants["amount"]).all()
    apart = merchants[merchants["y"] >= payments.CAMPAIGN_YEARS].assign(given=given)
    takers = apart.groupby("uscc")["given"].transform("any")
    usual = apart[~apart["given"]].groupby(["uscc", "m"])["amount"].mean().rename("usual")
    both = apart[takers & apart["given"]].join(usual, on=["uscc", "m"], how="inner")
    assert len(both) > 100
    assert (both["amount"] / both["usual"]).median() > 1.03


def test_vouchers_and_the_programme_say_nothing_of_quality() -> None:
    world = make_world(simulate.Settings(mix=simulate.NATURAL_MIX, borrower_share=0.18), seed=9)
    cohort = make_cohort(world, part=0, first=0, count=12_000)
    traits = make_traits(cohort, world)
    rows = payments.make_merchant_payments(cohort, traits, make_taxpayers(cohort, traits, world), world).rows
    late = world.month_of(rows["event_date"])
    frame = pd.DataFrame({
        "entity": rows["entity"], "voucher": rows["voucher_amount"], "amount": rows["txn_amount"],
        "honghuo": rows["honghuo"], "solvency": traits.solvency[rows["entity"], late],
        "compliance": traits.compliance[rows["entity"], late], "vitality": traits.vitality[rows["entity"], late],
    })[rows["event_date"] >= np.datetime64("2022-01-01").astype(int)]  # fmt: skip
    each = frame.groupby("entity").mean()
    each["voucher"] /= each["amount"]
    assert len(each) > 800
    assert 0.2 < (each["honghuo"] > 0).mean() < 0.4
    quality = ["solvency", "compliance", "vitality"]
    assert each.corr(method="spearman").loc[["voucher", "honghuo"], quality].abs().max().max() < 0.09


def test_turnover_falls_when_the_merchant_does(ask_clean: Ask) -> None:
    rows = ask_clean("""
        WITH sales AS (SELECT uscc, date_trunc('quarter', month) AS q, sum(txn_amount) / count(*) AS yuan, avg(active_days)
            AS days FROM merchant_payment_monthly WHERE voucher_amount = 0 GROUP BY 1, 2)
        SELECT ln(yuan) - avg(ln(yuan)) OVER (PARTITION BY uscc, month(q)) AS turnover, days,
            vitality - avg(vitality) OVER (PARTITION BY uscc, month(q)) AS vitality, t.vitality AS level
        FROM sales JOIN true_traits t ON t.entity = uscc AND t.as_of = q + INTERVAL 3 MONTH
    """)
    assert rows["turnover"].corr(rows["vitality"]) > 0.5
    assert rows["days"].corr(rows["level"]) > 0.15


def test_the_mean_per_transaction_is_of_the_order_that_was_published(ask_clean: Ask) -> None:
    """3,992 yuan over the National-Day week, transfers included (domain.md 2.16)."""
    rows = ask_clean("""
        SELECT (SELECT sum(txn_amount) / 100 FROM merchant_payment_monthly WHERE month(month) = 10) AS cards,
            (SELECT sum(txn_count) FROM merchant_payment_monthly WHERE month(month) = 10) AS swipes,
            (SELECT sum(inflow + outflow) / 100 FROM settlement_monthly WHERE month(month) = 10) AS moved,
            (SELECT sum(inflow_count + outflow_count) FROM settlement_monthly WHERE month(month) = 10) AS transfers
    """).iloc[0]
    assert 50 < rows["cards"] / rows["swipes"] < 500
    assert 3_992 / 2.5 < (rows["cards"] + rows["moved"]) / (rows["swipes"] + rows["transfers"]) < 3_992 * 2.5


def test_settlement_drains_in_distress(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT solvency < -1 AS poor, sum(outflow) / sum(inflow) AS whole, median(outflow / inflow) AS drain
        FROM settlement_monthly s JOIN true_traits t ON t.entity = s.uscc AND t.as_of = date_trunc('quarter', s.event_date)
        WHERE inflow > 0 GROUP BY 1
    """).set_index("poor")["drain"]
    assert rows[True] > rows[False] + 0.015
    first = ask_clean("SELECT min(event_date) >= '2018-01-01' AS so FROM settlement_monthly")["so"][0]
    assert first
