"""Monthly invoice records made from single invoices, checked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore import records
from creditscore.errors import RecordsError
from creditscore.records import ENTITY, VAT_INVOICE
from tests.records import tables as made


def invoice(number, day, amount, side="out", who="B1", void=False, **changes):
    day = date.fromisoformat(day)
    changes = {"known_date": day, "tax": amount * 13 // 100} | changes
    return made.row(VAT_INVOICE, number, event_date=day, invoice_no=f"{number:08d}", side=side, counterparty=who,
                    amount=amount, void=void, **changes)  # fmt: skip


def province(tmp_path, *rows):
    return records.read(made.write(tmp_path / "raw", VAT_INVOICE, rows).parent, out=tmp_path / "out")


def test_a_month_is_added_up_by_hand(tmp_path):
    rows = [
        invoice(1, "2020-01-03", 600, who="B1"), invoice(2, "2020-01-04", 200, who="B2"),
        invoice(3, "2020-01-31", 200, who="B1", known_date=date(2020, 2, 9)),
        invoice(4, "2020-01-05", -100, who="B1", tax=-13), invoice(5, "2020-01-06", 999, who="B3", void=True),
        invoice(6, "2020-01-07", 50, side="in", who="S1", tax=6), invoice(7, "2020-01-08", 70, side="in", who="S1", tax=1),
        invoice(8, "2020-02-29", 10), invoice(1, "2020-01-03", 600, who="B1", record_id="copy"),
    ]  # fmt: skip
    monthly = records.monthly_invoices(province(tmp_path, *rows))
    january, february = monthly.rows("vat_invoice_monthly")
    assert {key: value for key, value in january.items() if key in {c.name for c in records.VAT_INVOICE_MONTHLY.own}} == {
        "month": date(2020, 1, 1), "out_amount": 900, "out_count": 5, "in_amount": 120, "in_count": 2, "void_count": 1,
        "red_count": 1, "red_amount": 100, "buyer_count": 2, "seller_count": 1, "top1_buyer_share": 0.8,
        "top5_buyer_share": 1.0, "out_tax": 117, "in_tax": 7,
    }  # fmt: skip
    assert (january["event_date"], january["known_date"]) == (date(2020, 1, 31), date(2020, 2, 9))
    assert (february["event_date"], february["known_date"]) == (date(2020, 2, 29), date(2020, 2, 29))
    assert monthly.rejected == {"vat_invoice": {"duplicate_key": 1}}
    covered = {row["table_name"]: row["covered_from"] for row in monthly.rows("coverage")}
    assert covered["vat_invoice_monthly"] == covered["vat_invoice"]


def test_the_five_largest_buyers_are_five_at_most_and_never_less_than_the_largest(tmp_path):
    amounts = [500, 200, 100, 100, 50, 30, 20]
    rows = [invoice(n, "2020-01-03", amount, who=f"B{n}") for n, amount in enumerate(amounts)]
    rows += [invoice(10, "2020-01-31", -900, who="B0"), invoice(11, "2020-01-31", 1, side="in", who="B1")]
    january = records.monthly_invoices(province(tmp_path, *rows)).rows("vat_invoice_monthly")[0]
    assert (january["top1_buyer_share"], january["top5_buyer_share"], january["buyer_count"]) == (
        0.5,
        0.95,
        7,
    )


def test_tax_that_one_invoice_does_not_say_is_not_known_for_the_month(tmp_path):
    rows = [
        invoice(1, "2020-01-03", 600), invoice(2, "2020-01-31", 200, tax=None),
        invoice(3, "2020-01-31", 100, void=True, tax=None, side="in"), invoice(4, "2020-01-04", 100, side="in", tax=13),
    ]  # fmt: skip
    january = records.monthly_invoices(province(tmp_path, *rows)).rows("vat_invoice_monthly")[0]
    assert (january["out_tax"], january["in_tax"]) == (None, 13)


def test_a_month_of_which_every_sale_was_voided_is_kept_and_sells_nothing(tmp_path):
    rows = [invoice(1, "2020-01-03", 600, void=True), invoice(2, "2020-01-31", 200, void=True)]
    monthly = records.monthly_invoices(province(tmp_path, *rows))
    (january,) = monthly.rows("vat_invoice_monthly")
    told = ("out_count", "void_count", "out_amount", "out_tax", "buyer_count", "top1_buyer_share")
    assert [january[name] for name in told] == [2, 2, 0, 0, 0, None]
    assert "vat_invoice_monthly" not in monthly.rejected


def test_a_month_the_data_do_not_cover_to_its_end_is_left_out(tmp_path):
    monthly = records.monthly_invoices(
        province(tmp_path, invoice(1, "2020-01-03", 1), invoice(2, "2020-02-20", 1))
    )
    assert [row["month"] for row in monthly.rows("vat_invoice_monthly")] == [date(2020, 1, 1)]


def test_months_are_known_after_the_assumed_lag_of_the_invoices(tmp_path):
    (tmp_path / "i.csv").write_text("id,no,day,who,amount\nE1,1,2020-01-03,B,1.00\nE1,2,2020-01-31,B,1.00\n")
    mapping = {
        "identifier": "pseudonym",
        "vat_invoice": {
            "files": ["i.csv"], "known": {"assumed_lag_days": 20}, "constants": {"side": "out", "void": False},
            "columns": {"uscc": "id", "invoice_no": "no", "event_date": "day", "counterparty": "who",
                        "amount": {"from": "amount", "unit": "yuan"}},
        },
    }  # fmt: skip
    monthly = records.monthly_invoices(records.convert(tmp_path, mapping=mapping, out=tmp_path / "out"))
    assert monthly.rows("vat_invoice_monthly")[0]["known_date"] == date(2020, 2, 20)
    assert "vat_invoice_monthly.known_date assumed 20 days after event_date" in monthly.assumptions
    assert records.monthly_invoices(monthly).digest == monthly.digest, "twice is once"


def test_without_invoices_there_are_no_months(tmp_path):
    raw = made.write(tmp_path / "raw", ENTITY, [made.row(ENTITY)]).parent
    with pytest.raises(RecordsError, match=r"'vat_invoice' is missing from .*read those first"):
        records.monthly_invoices(records.read(raw, out=tmp_path / "out"))
