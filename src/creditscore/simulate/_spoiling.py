"""How each declared check is broken: which columns of a good row take which wrong values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from creditscore.simulate._world import Array

Values = pa.Array | pa.ChunkedArray
Change = Callable[[pa.Table, np.random.Generator], dict[str, Values]]

PERSON_AREA = "990000"
"""Area code of planted resident-ID shapes; no such area exists, so no real person is meant."""
PERSON_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


def _always(rows: pa.Table) -> Array:
    return np.ones(rows.num_rows, bool)


@dataclass(frozen=True)
class Spoil:
    """``values`` gives the wrong values of a good row's columns; ``able`` says which rows can go wrong so."""

    values: Change
    able: Callable[[pa.Table], Array] = _always


def days(rows: pa.Table, name: str) -> Array:
    """A date column as day numbers."""
    return np.asarray(rows[name].cast(pa.int32()))


def replaced(rows: pa.Table, name: str, values: Values) -> pa.Table:
    """Rows with one column replaced, in its stored type; day numbers become dates."""
    place = rows.schema.get_field_index(name)
    field = rows.schema.field(place)
    if pa.types.is_dictionary(field.type):
        values = values.cast(pa.string()).dictionary_encode()
    return rows.set_column(place, field, values.cast(field.type))


def person_shapes(count: int, rng: np.random.Generator) -> list[str]:
    """Strings that pass the resident-ID check (GB 11643) under an area code that does not exist."""
    born = np.datetime64("1955-01-01") + rng.integers(0, 17_000, count)
    bodies = [
        f"{PERSON_AREA}{str(day).replace('-', '')}{number:03d}"
        for day, number in zip(born, rng.integers(0, 1000, count), strict=True)
    ]
    return [body + _person_check(body) for body in bodies]


def _person_check(body: str) -> str:
    digits: Array = np.array([int(character) for character in body])
    return "10X98765432"[int(digits @ PERSON_WEIGHTS) % 11]


def _numbers(rows: pa.Table, name: str) -> Array:
    """A column as numbers, day numbers for dates, 0 where null."""
    values = rows[name]
    if pa.types.is_date32(values.type):
        values = values.cast(pa.int32())
    return np.asarray(pc.fill_null(values.cast(pa.float64()), 0.0))


def _there(rows: pa.Table, *names: str) -> Array:
    return np.logical_and.reduce([np.asarray(rows[name].is_valid()) for name in names])


def _is(rows: pa.Table, name: str, *codes: str) -> Array:
    return np.asarray(pc.fill_null(pc.is_in(rows[name].cast(pa.string()), value_set=pa.array(codes)), False))


def _day(values: Array) -> pa.Array:
    return pa.array(values.astype(np.int32))


def _money(values: Array) -> pa.Array:
    return pa.array(np.rint(values).astype(np.int64))


def _codes(rows: pa.Table, code: str) -> pa.Array:
    return pa.array([code] * rows.num_rows, pa.string())


def _earlier(name: str, other: str) -> Spoil:
    """``name`` some days before ``other``."""
    return Spoil(
        lambda rows, rng: {name: _day(_numbers(rows, other) - rng.integers(1, 40, rows.num_rows))},
        lambda rows: _there(rows, other),
    )


def _more(name: str, other: str, factor: float) -> Spoil:
    """``name`` ``factor`` times ``other`` and one yuan."""
    return Spoil(
        lambda rows, _: {name: _money(_numbers(rows, other) * factor + 100)},
        lambda rows: _there(rows, name, other),
    )


def _late_fee(rows: pa.Table, _: np.random.Generator) -> dict[str, Values]:
    days = np.maximum(_numbers(rows, "paid_date") - _numbers(rows, "event_date"), 0)
    fee = _money(_numbers(rows, "amount_due") * 0.01 * days + 200)
    return {"late_fee": fee, "amount_paid": pc.add(rows["amount_due"], fee)}


def _out_of_season(rows: pa.Table, _: np.random.Generator) -> dict[str, Values]:
    year = _numbers(rows, "period").astype("datetime64[D]").astype("datetime64[Y]")
    return {"period": _day((year.astype("datetime64[M]") + 6).astype("datetime64[D]").astype(np.int64))}


def _cut_off(rows: pa.Table, rng: np.random.Generator) -> dict[str, Values]:
    return {"cutoff_date": _day(_numbers(rows, "event_date") + rng.integers(1, 31, rows.num_rows))}


def _other_version(rows: pa.Table, _: np.random.Generator) -> dict[str, Values]:
    old = np.asarray(rows["grade_2021"].is_valid())
    both = pa.array(["regular"] * rows.num_rows, pa.string())
    none = pa.nulls(rows.num_rows, pa.string())
    return {
        "grade_2021": pc.if_else(pa.array(old), none, both),
        "grade_2026": pc.if_else(pa.array(old), both, none),
    }


def _paid_on_time(rows: pa.Table) -> Array:
    return _there(rows, "paid_date") & (_numbers(rows, "paid_date") <= _numbers(rows, "event_date"))


def _paid_late_for_power(rows: pa.Table) -> Array:
    late = _numbers(rows, "paid_date") > _numbers(rows, "event_date")
    return _is(rows, "utility", "electricity") & _there(rows, "paid_date") & late


SPOILT: dict[tuple[str, str], Spoil] = {
    ("entity", "paid_above_registered"): _more("paid_capital", "reg_capital", 1.5),
    ("entity", "term_reversed"): _earlier("term_to", "term_from"),
    ("admin_penalty", "penalty_paid_before_decided"): _earlier("paid_date", "event_date"),
    ("admin_penalty", "fine_without_amount"): Spoil(
        lambda rows, _: {"fine": _money(np.zeros(rows.num_rows))}, lambda rows: _is(rows, "penalty_kind", "fine")),
    ("admin_penalty", "publicity_before_decision"): _earlier("publicity_until", "event_date"),
    ("admin_licence", "licence_period_reversed"): _earlier("valid_to", "valid_from"),
    ("complaint", "closed_before_received"): _earlier("closed_date", "event_date"),
    ("list_entry", "exit_before_entry"): _earlier("exit_date", "event_date"),
    ("enforcement_case", "closed_before_filed"): _earlier("closed_date", "event_date"),
    ("tax_credit", "unknown_start_points"): Spoil(
        lambda rows, _: {"start_points": pa.array(np.full(rows.num_rows, 85))}),
    ("tax_credit", "a_list_without_grade_a"): Spoil(
        lambda rows, _: {"a_list": pa.array(np.ones(rows.num_rows, bool)), "grade": _codes(rows, "C")}),
    ("tax_payment", "tax_overpaid"): _more("amount_paid", "amount_due", 1.1),
    ("abnormal_taxpayer", "lifted_before_stated"): _earlier("ended_date", "event_date"),
    ("vat_invoice_monthly", "more_void_than_issued"): Spoil(
        lambda rows, _: {"void_count": pc.add(rows["out_count"], 2)}),
    ("vat_invoice_monthly", "top5_below_top1"): Spoil(
        lambda rows, _: {"top5_buyer_share": pc.divide(rows["top1_buyer_share"], 2.0)}),
    ("social_insurance_monthly", "paid_more_than_due"): _more("amount_paid", "amount_due", 1.5),
    ("utility_bill", "heat_out_of_season"): Spoil(_out_of_season, lambda rows: _is(rows, "utility", "heat")),
    ("utility_bill", "cut_off_too_early"): Spoil(_cut_off, lambda rows: _is(rows, "utility", "electricity")),
    ("utility_bill", "late_fee_too_high"): Spoil(_late_fee, _paid_late_for_power),
    ("utility_bill", "late_fee_without_delay"): Spoil(
        lambda rows, _: {"late_fee": _money(np.full(rows.num_rows, 500.0)),
                         "amount_paid": pc.add(rows["amount_due"], 500)},
        lambda rows: _paid_on_time(rows) & ~_is(rows, "utility", "electricity")),
    ("utility_bill", "bill_overpaid"): Spoil(
        lambda rows, _: {"amount_paid": pc.add(pc.add(rows["amount_paid"], rows["amount_paid"]), 1000)},
        lambda rows: _there(rows, "amount_paid", "paid_date")),
    ("utility_bill", "neither_bill_nor_reading"): Spoil(
        lambda rows, _: {"amount_due": pa.nulls(rows.num_rows, pa.int64()),
                         "usage": pa.nulls(rows.num_rows, pa.float64())}),
    ("loan_contract", "matures_before_start"): _earlier("due_date", "event_date"),
    ("loan_contract", "unsecured_with_guarantee"): Spoil(
        lambda rows, _: {"product": _codes(rows, "unsecured"), "guarantee_type": _codes(rows, "mortgage")}),
    ("loan_performance", "class_too_good_for_delay"): Spoil(
        lambda rows, _: {"five_class": pa.array(np.ones(rows.num_rows, np.int64))},
        lambda rows: _numbers(rows, "dpd") > 90),
    ("loan_performance", "settled_with_balance"): Spoil(
        lambda rows, _: {"balance": _money(np.full(rows.num_rows, 100_000.0))},
        lambda rows: np.asarray(pc.fill_null(rows["settled"], False))),
    ("commitment", "verified_before_made"): _earlier("verified_date", "event_date"),
    ("award", "award_period_reversed"): _earlier("valid_to", "event_date"),
    ("customs_credit", "wrong_grade_version"): Spoil(_other_version),
    ("customs_credit", "no_customs_grade"): Spoil(
        lambda rows, _: dict.fromkeys(("grade_2021", "grade_2026"), pa.nulls(rows.num_rows, pa.string()))),
    ("merchant_payment_monthly", "vouchers_above_turnover"): _more("voucher_amount", "txn_amount", 1.2),
    ("objection", "answered_before_filed"): _earlier("closed_date", "event_date"),
    ("repair_application", "decided_before_filed"): _earlier("closed_date", "event_date"),
    ("authorisation", "authorisation_period_reversed"): _earlier("valid_to", "valid_from"),
}  # fmt: skip
"""Every declared check of every table that is simulated."""
