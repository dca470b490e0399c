"""Bonds: few issuers, all large, and what is said before and after the day a payment was due."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from creditscore import simulate
from creditscore.simulate import bonds
from creditscore.simulate._borrowing import make_borrowing
from creditscore.simulate._cohort import make_cohort
from creditscore.simulate._draws import Rows
from creditscore.simulate._hazard import BAD
from creditscore.simulate._traits import make_traits
from creditscore.simulate._world import NO_DAY, Array, make_world
from tests.simulate.conftest import Ask


class Events(NamedTuple):
    """Rows of many issuers, and whether each was in default at the end of the month the payment was due in."""

    rows: Rows
    bad: Array


@pytest.fixture(scope="module")
def events() -> Events:
    """A province of large borrowers only, where issuers are not few."""
    world = make_world(simulate.Settings(mix=(("enterprise", 1.0),), borrower_share=1.0), seed=4)
    cohort = make_cohort(world, part=0, first=0, count=2_000)
    cohort = replace(cohort, size=np.full(cohort.count, 3))
    traits = make_traits(cohort, world)
    borrowing, traits = make_borrowing(cohort, traits, world)
    rows = bonds.make_bond_events(cohort, traits, borrowing, world).rows
    state = np.zeros((cohort.count, world.months), np.int64)
    state[borrowing.who] = borrowing.state
    return Events(rows, state[rows["entity"], world.month_of(rows["due_date"])] == BAD)


def test_issuers_are_a_handful_of_large_enterprises(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT count(DISTINCT b.uscc) AS n, bool_and(e.size_class = 'large') AS large,
            bool_and(e.entity_type = 'enterprise') AS firms FROM bond_event b JOIN entity e USING (uscc)
    """)
    assert 1 <= rows["n"][0] <= 20
    assert rows["large"][0]
    assert rows["firms"][0]


def test_a_payment_is_announced_before_it_is_due_and_again_when_it_was_missed(events: Events) -> None:
    rows, missed = events.rows, events.rows["overdue"].index == bonds.ACTUAL
    assert missed.sum() > 20
    assert (rows["event_date"][~missed] < rows["due_date"][~missed]).all()
    assert (rows["event_date"][missed] > rows["due_date"][missed]).all()
    paid = rows["paid_date"]
    assert (paid[missed] != rows["due_date"][missed]).all()
    assert ((paid[missed] == NO_DAY) | (paid[missed] > rows["due_date"][missed])).all()
    bond = rows["bond_code"].index.astype(np.int64) * 100_000 + rows["due_date"]
    assert (np.unique(bond[~missed], return_counts=True)[1] == 1).all()
    assert np.isin(bond[missed], bond[~missed]).all()


def test_payments_are_missed_by_those_in_default_and_hardly_by_others(events: Events) -> None:
    missed = events.rows["overdue"].index == bonds.ACTUAL
    first = ~missed
    unpaid = events.rows["paid_date"] != events.rows["due_date"]
    assert unpaid[first & events.bad].mean() > 0.6
    assert unpaid[first & ~events.bad].mean() < 0.06


def test_worries_are_told_before_most_misses(events: Events) -> None:
    rows = events.rows
    first = rows["overdue"].index != bonds.ACTUAL
    worried = rows["overdue"].index[first] == bonds.POTENTIAL
    unpaid = (rows["paid_date"] != rows["due_date"])[first]
    assert worried[unpaid].mean() > 2 * worried[~unpaid].mean()


def test_the_principal_comes_back_with_the_last_interest(events: Events) -> None:
    rows = events.rows
    for bond in np.unique(rows["bond_code"].index)[:200]:
        here = rows["bond_code"].index == bond
        order = np.argsort(rows["due_date"][here], kind="stable")
        due = rows["amount_due"][here][order]
        whole = due > 10 * due.min()
        assert not whole[: np.argmax(whole)].any()
        assert (
            whole == (rows["due_date"][here][order] == rows["due_date"][here].max())
        ).all() or not whole.any()
