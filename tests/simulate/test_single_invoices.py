"""Single invoices of one county add up to the months of all."""

from __future__ import annotations

import pytest


def test_single_invoices_add_up_to_the_months(ask_clean) -> None:
    rows = ask_clean("""
        WITH single AS (
            SELECT uscc, date_trunc('month', event_date) AS month, count(*) FILTER (side = 'out') AS out_count,
                sum(amount) FILTER (NOT void AND side = 'out') AS out_amount, count(*) FILTER (void) AS void_count,
                count(*) FILTER (side = 'in') AS in_count, sum(amount) FILTER (side = 'in') AS in_amount,
                -sum(amount) FILTER (amount < 0) AS red_amount
            FROM vat_invoice GROUP BY ALL)
        SELECT s.out_count = m.out_count AS issued, s.out_amount = m.out_amount AS sold, s.in_count = m.in_count AS got,
            s.in_amount = m.in_amount AS bought, s.void_count = m.void_count AS void,
            coalesce(s.red_amount, 0) = m.red_amount AS red
        FROM vat_invoice_monthly m JOIN single s ON s.uscc = m.uscc AND s.month = m.month WHERE m.month < '2025-10-01'
    """)
    assert len(rows) > 100
    for column in ("sold", "got", "bought", "red"):
        assert rows[column].mean() > 0.97, column  # a few invoices of the last days are not known yet
    assert rows["issued"].mean() > 0.95 and rows["void"].mean() > 0.95


def test_single_invoices_come_from_one_county_and_lately(ask_clean) -> None:
    rows = ask_clean("SELECT min(event_date) AS first, count(DISTINCT region_code) AS n FROM vat_invoice")
    assert str(rows["first"][0].date()) >= "2024-07-01"
    assert rows["n"][0] == 1


@pytest.mark.parametrize("side", ["in", "out"])
def test_red_invoices_are_negative_sales(side: str, ask_clean) -> None:
    n = ask_clean(f"SELECT count(*) AS n FROM vat_invoice WHERE amount < 0 AND side = '{side}'")["n"][0]
    assert (n > 0) == (side == "out")
