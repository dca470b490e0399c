"""Loans: contracts laid end to end over each borrower's relation with banks, and their monthly performance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditscore.records.lending import GUARANTEES, PRODUCTS
from creditscore.simulate._borrowing import (
    CLASSIFIED,
    CURED,
    DISPOSED,
    LOST,
    REPAID,
    RESTRUCTURED,
    SOLD,
    Borrowing,
)
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._draws import Coded, Family, Rows, arrival, cells, chance, joined, pick
from creditscore.simulate._hazard import BAD, CURRENT, LATE30, LATE60, NONE
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World

BANKS = tuple(f"BANK{number:02d}" for number in range(1, 13))
BANK_WEIGHTS = (14, 12, 10, 9, 8, 8, 8, 7, 7, 6, 6, 5)
PRINCIPAL = np.array([3e5, 1.5e6, 1.2e7, 8e7])
SECOND_LENDER = 0.35
SHARES_TROUBLE = 0.45
"""Share of second loans on which arrears show as well."""
PRODUCT_WEIGHTS = (0, 8, 14, 10, 10, 6, 3, 4, 6, 14, 3, 4, 18)
TERMS = (12, 24, 36)
LABELS = "contract", "term", "age", "extended"


@dataclass(frozen=True, kw_only=True)
class _Slot:
    """Loans of one lender per borrower: arrays (b, M). ``contract`` counts from 0 (-1: none), ``age`` is the
    month of the contract, ``term`` its length, ``extended`` whether it runs past its term, ``closing``
    marks the month in which a contract was repaid to make room for the next.
    """

    contract: Array
    term: Array
    age: Array
    extended: Array
    closing: Array


def make_loans(cohort: Cohort, traits: Traits, borrowing: Borrowing, world: World) -> tuple[Family, Family]:
    """Rows of ``loan_contract`` and ``loan_performance``."""
    rng = cohort.rng(world, "lending")
    contracts, performance = [], []
    offset = 0
    for lender in range(2):
        active = _active(borrowing, lender, rng)
        slot = _lay_out(active, borrowing.state, rng)
        shows = np.ones(len(borrowing.who), bool) if lender == 0 else rng.random(len(active)) < SHARES_TROUBLE
        loans = _contracts(cohort, traits, borrowing, slot, offset, world, rng)
        performance += _performance(borrowing, traits, slot, loans, shows, rng)
        offset += len(loans["number"])
        contracts.append(loans)
    names = [f"虚贷{cohort.part:04d}-{number:06d}" for number in range(offset)]
    return _contract_rows(joined(contracts), names, rng), _performance_rows(
        joined(performance), names, world, rng
    )


def _active(borrowing: Borrowing, lender: int, rng: np.random.Generator) -> Array:
    active = borrowing.state != NONE
    if lender == 0:
        return active
    second = rng.random(len(active)) < SECOND_LENDER
    delay = rng.integers(1, 37, len(active))
    first = np.where(active.any(axis=1), active.argmax(axis=1), active.shape[1])
    months = np.arange(active.shape[1])
    return active & second[:, None] & (months[None, :] >= (first + delay)[:, None])


def _lay_out(active: Array, state: Array, rng: np.random.Generator) -> _Slot:
    """Follow each lender's loans: a new contract begins when the old one is due and nothing is overdue."""
    count, months = active.shape
    contract, age, term = np.full(count, -1), np.zeros(count, np.int64), np.ones(count, np.int64)
    kept = {name: np.zeros((months, count), np.int16) for name in (*LABELS, "closing")}
    was = np.zeros(count, bool)
    for month in range(months):
        on = active[:, month]
        fine = state[:, month] == CURRENT
        draws = np.array(TERMS)[pick((0.62, 0.24, 0.14), count, rng)]
        starts = on & ~was & fine
        due = on & was & (age + 1 >= term)
        renewed = due & fine
        age = np.where(starts | renewed, 0, age + 1)
        kept["closing"][month] = renewed
        contract = np.where(starts | renewed, contract + 1, contract)
        term = np.where(starts | renewed, draws, term)
        kept["contract"][month] = np.where(on, contract, -1)
        kept["term"][month], kept["age"][month] = term, age
        kept["extended"][month] = on & (age >= term)
        was = on & (contract >= 0)
    arrays = {name: np.ascontiguousarray(values.T) for name, values in kept.items()}
    return _Slot(**(arrays | {"extended": arrays["extended"] > 0, "closing": arrays["closing"] > 0}))


def _contracts(
    cohort: Cohort, traits: Traits, borrowing: Borrowing, slot: _Slot, offset: int, world: World,
    rng: np.random.Generator,
) -> Rows:  # fmt: skip
    borrower, month = cells((slot.contract >= 0) & (slot.age == 0))
    count = len(borrower)
    entity = borrowing.who[borrower]
    capital = np.maximum(cohort.capital[entity] / 100, 1e4)
    size = cohort.size[entity]
    amount = PRINCIPAL[size] * np.exp(rng.normal(0.0, 0.6, count)) * (capital / 1e6) ** 0.15
    seen = traits.solvency[entity, np.maximum(month - 2, 0)] + rng.normal(0.0, 0.45, count)
    nth = slot.contract[borrower, month]
    product = np.where(nth == 0, 0, pick(PRODUCT_WEIGHTS, count, rng))
    guarantee = np.where(product == 2, 0, 1 + pick((0.30, 0.45, 0.10, 0.15), count, rng))
    return {
        "borrower": borrower,
        "entity": entity.astype(np.int32),
        "month": month,
        "term": slot.term[borrower, month].astype(np.int64),
        "number": offset + np.arange(count),
        "event": (world.month_start[month] + rng.integers(0, 26, count)).astype(np.int32),
        "principal": (np.maximum(np.round(amount / 1e4), 1) * 1_000_000).astype(np.int64),
        "rate": np.clip(0.052 - 0.006 * seen - 0.004 * size + rng.normal(0.0, 0.006, count), 0.028, 0.15),
        "product": product.astype(np.int32),
        "guarantee": guarantee.astype(np.int32),
        "bank": pick(BANK_WEIGHTS, count, rng),
        "due": world.add_months(world.month_start[month], slot.term[borrower, month].astype(np.int64)),
    }


def _contract_rows(loans: Rows, names: list[str], rng: np.random.Generator) -> Family:
    return Family(rows={
        "entity": loans["entity"],
        "event_date": loans["event"],
        "known_date": arrival(loans["event"], rng, usual=(1, 10), late=60, share=0.03),
        "contract_no": Coded(loans["number"], names),
        "bank_code": Coded(loans["bank"], BANKS),
        "product": Coded(loans["product"], PRODUCTS),
        "guarantee_type": Coded(loans["guarantee"], GUARANTEES),
        "principal": loans["principal"],
        "rate": np.round(loans["rate"], 5),
        "due_date": np.maximum(loans["due"], loans["event"] + 27).astype(np.int32),
    })  # fmt: skip


def _performance(
    borrowing: Borrowing, traits: Traits, slot: _Slot, loans: Rows, shows: Array,
    rng: np.random.Generator,
) -> list[Rows]:  # fmt: skip
    """Monthly rows of one lender: of the running contracts, and the last row of each repaid to renew."""
    table = np.full(slot.contract.shape, -1, np.int64)
    table[loans["borrower"], loans["month"]] = np.arange(len(loans["borrower"]))
    current = np.maximum.accumulate(table, axis=1)
    borrower, month = cells(slot.contract >= 0)
    running = _running(borrowing, traits, slot, borrower, month, shows, rng)
    loan = current[borrower, month]
    running |= {"loan": loans["number"][loan], "entity": loans["entity"][loan], "month": month}
    running["balance"] = _balance(borrowing, slot, loans, loan, borrower, month, running["settled"], rng)
    late = np.minimum(running["dpd"] / 30.0, 12.0)
    interest = loans["principal"][loan] * loans["rate"][loan] / 12 * np.ceil(late)
    past_due = slot.extended[borrower, month] | (running["dpd"] >= 90)
    running["overdue"] = np.where(running["dpd"] > 0, interest + past_due * running["balance"], 0).astype(
        np.int64
    )
    running["overdue"] = np.where(running["settled"], 0, running["overdue"])
    ending = cells(slot.closing)
    last = current[ending[0], ending[1] - 1]
    closed: Rows = {name: np.zeros(len(last), values.dtype) for name, values in running.items()}
    closed |= {
        "loan": loans["number"][last],
        "entity": loans["entity"][last],
        "month": ending[1],
        "five_class": np.ones(len(last), np.int64),
        "extended": slot.extended[ending[0], ending[1] - 1],
        "settled": np.ones(len(last), bool),
    }
    return [running, closed]


def _running(
    borrowing: Borrowing, traits: Traits, slot: _Slot, borrower: Array, month: Array, shows: Array,
    rng: np.random.Generator,
) -> Rows:  # fmt: skip
    state, path = borrowing.state[borrower, month], borrowing.path[borrower, month]
    outcome, shown = borrowing.outcome[borrower, month], shows[borrower]
    dpd = np.where(shown, borrowing.dpd[borrower, month], 0).astype(np.int64)
    distress = traits.distress[borrowing.who[borrower], month]
    watched = rng.random(len(state)) < chance(-3.9 + 1.8 * distress + 1.0 * (state == LATE30))
    five = np.where((state >= LATE60) | watched, 2, 1)
    bad = np.where(dpd > 360, 5, np.where((dpd > 270) | (path >= SOLD), 4, 3))
    five = np.where((state == BAD) & shown, bad, five)
    five = np.where(~shown, np.where(state >= LATE60, 2, 1), five)
    ends = _ends(slot, borrowing, borrower, month)
    lost = outcome == LOST
    return {
        "dpd": dpd,
        "five_class": five.astype(np.int64),
        "extended": slot.extended[borrower, month] & (path != CLASSIFIED),
        "restructured": (path == RESTRUCTURED) & shown,
        "written_off": lost & shown,
        "transferred": (outcome == DISPOSED) & shown,
        "settled": (outcome == REPAID)
        | ((lost | (outcome == DISPOSED)) & ~shown)
        | (ends & (outcome < CURED)),
    }


def _ends(slot: _Slot, borrowing: Borrowing, borrower: Array, month: Array) -> Array:
    """Whether this is the last month of the relation and nothing bad happened: the loan is repaid in it."""
    after = np.zeros_like(slot.contract, dtype=bool)
    after[:, :-1] = slot.contract[:, 1:] >= 0
    after[:, -1] = True
    return ~after[borrower, month] & (borrowing.state[borrower, month] != BAD)


def _balance(
    borrowing: Borrowing, slot: _Slot, loans: Rows, loan: Array, borrower: Array, month: Array, settled: Array,
    rng: np.random.Generator,
) -> Array:  # fmt: skip
    """Bullet loans keep their principal, one in three is repaid evenly; nothing is repaid while overdue."""
    evenly = (rng.random(len(loans["number"])) < 0.35)[loan]
    paid = np.cumsum(borrowing.state == CURRENT, axis=1)
    age = slot.age[borrower, month]
    months_paid = np.minimum(paid[borrower, month] - paid[borrower, month - age], slot.term[borrower, month])
    left = np.where(evenly, 1.0 - 0.85 * months_paid / (slot.term[borrower, month] + 1), 1.0)
    return np.where(settled, 0, (loans["principal"][loan] * left).astype(np.int64))


def _performance_rows(rows: Rows, names: list[str], world: World, rng: np.random.Generator) -> Family:
    event = (world.month_start[rows["month"] + 1] - 1).astype(np.int32)
    out: Rows = {
        "entity": rows["entity"].astype(np.int32),
        "event_date": event,
        "known_date": arrival(event, rng, usual=(4, 20), late=75, share=0.03),
        "contract_no": Coded(rows["loan"], names),
        "month": world.month_start[rows["month"]],
        "balance": rows["balance"],
        "overdue_amount": rows["overdue"],
        "overdue_principal": (principal := np.where(rows["overdue"] >= rows["balance"], rows["balance"], 0)),
        "overdue_interest": rows["overdue"] - principal,
    }
    same = ("dpd", "five_class", "extended", "restructured", "written_off", "transferred", "settled")
    return Family(rows=out | {name: rows[name] for name in same})
