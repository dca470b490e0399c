"""Social insurance and the housing fund by month: headcount follows vitality, arrears come in spells before default.

A firm short of cash keeps its loans up longer than its contributions: spells of arrears begin with distress and
with the first missed instalment, while default needs ninety days more. That lead of one to three months is all
the family adds; a spell uses nothing that the truth does not know in the same month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditscore.simulate._borrowing import Borrowing
from creditscore.simulate._cohort import COOPERATIVE, ENTERPRISE, GOVERNMENT, INDIVIDUAL, Cohort
from creditscore.simulate._draws import Family, Rows, arrival, cells, chance, dated
from creditscore.simulate._hazard import LATE30, LATE90
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World
from creditscore.simulate.registration import HEADCOUNT

EMPLOYS = {"borrower": 0.70, "enterprise": 0.47, "individual": 0.17, "cooperative": 0.25, "other": 0.85}
"""Share of subjects that insure employees (45 % in the demo mix)."""
GROWS = 0.24
"""Slope of the logarithm of the headcount in vitality."""
IDLE = 0.3
"""Share of the staff that stays insured while business is suspended."""
WAGE, WAGE_GROWTH = 3600.0, 0.055
"""Monthly wage that contributions rest on at the start, yuan, and its yearly growth (assumptions)."""
INSURANCE_RATE, FUND_RATE = 0.36, 0.16
"""Contributions of employer and employee over the wage, by fund (assumptions)."""
FUND_MEMBERS = np.array([0.22, 0.55, 0.80, 0.95])
"""Share of employers of each size that also pay into the housing fund."""
DUE_DAY = 14


@dataclass(frozen=True)
class Spells:
    """How arrears of one fund begin and end, in log-odds a month: ``level``, slopes in distress and compliance,
    what a loan in arrears adds, and ``ends`` with its slope in distress.
    """

    level: float
    distress: float
    compliance: float
    loan_late: float
    ends: float
    ends_distress: float


INSURANCE = Spells(-4.85, 0.48, 0.35, 1.9, 0.20, 0.35)
FUND = Spells(-4.7, 0.45, 0.35, 1.3, 0.15, 0.30)


@dataclass(frozen=True, kw_only=True)
class Employers:
    """The ``k`` employers of a block: ``who`` indexes its entities, ``heads`` (k, M) are persons insured (0 when
    not in business), ``wage`` (k, M) the monthly wage in yuan, ``loan_late`` (k, M) whether a loan is in arrears.
    """

    who: Array
    heads: Array
    wage: Array
    loan_late: Array


def make_employers(cohort: Cohort, traits: Traits, borrowing: Borrowing, world: World) -> Employers:
    """Draw who employs, how many and at what wage."""
    rng = cohort.rng(world, "employers")
    kind = cohort.kind
    share = np.select(
        [cohort.borrower, kind == ENTERPRISE, kind == INDIVIDUAL, kind == COOPERATIVE],
        [EMPLOYS[name] for name in ("borrower", "enterprise", "individual", "cooperative")],
        EMPLOYS["other"],
    )
    who = np.flatnonzero(rng.random(cohort.count) < share)
    scale = HEADCOUNT[cohort.size[who]] + rng.normal(-0.2, 0.5, len(who)) - 0.7 * (kind[who] == INDIVIDUAL)
    level = scale.astype(np.float32)[:, None] + np.float32(GROWS) * traits.vitality[who]
    level += np.where(traits.dormant[who], np.float32(np.log(IDLE)), np.float32(0.0))
    heads = np.maximum(np.rint(np.exp(level)), 1) * traits.alive[who]
    growth = (1 + WAGE_GROWTH) ** (np.arange(world.months) // 12)
    own = WAGE * (1 + 0.12 * cohort.size[who]) * np.exp(rng.normal(0.0, 0.18, len(who)))
    late = np.zeros((cohort.count, world.months), dtype=bool)
    late[borrowing.who] = (borrowing.state >= LATE30) & (borrowing.state <= LATE90)
    return Employers(
        who=who, heads=heads.astype(np.int64), wage=own[:, None] * growth[None, :], loan_late=late[who]
    )


def make_insurance(cohort: Cohort, traits: Traits, employers: Employers, world: World) -> Family:
    """Rows of ``social_insurance_monthly``, dated by the day the month's contribution was due."""
    rng = cohort.rng(world, "social_insurance")
    own = rng.normal(0.0, 0.6, len(employers.who)).astype(np.float32)
    unpaid = _unpaid(INSURANCE, own, traits, employers, rng)
    due = np.rint(employers.heads * employers.wage * (INSURANCE_RATE * 100)).astype(np.int64)
    rows, where = _contributions(due, unpaid, employers, world, rng)
    owed = np.cumsum(due * unpaid, axis=1)
    settled = np.maximum.accumulate(np.where(unpaid, 0, owed), axis=1)
    rows["insured_count"] = employers.heads[where]
    rows["arrears_balance"] = (owed - settled)[where]
    return Family(rows=rows)


def make_fund(cohort: Cohort, traits: Traits, employers: Employers, world: World) -> Family:
    """Rows of ``housing_fund_monthly``: the same pattern for the larger employers, with spells of its own."""
    rng = cohort.rng(world, "housing_fund")
    chosen = rng.random(len(employers.who)) < FUND_MEMBERS[cohort.size[employers.who]]
    chosen |= cohort.kind[employers.who] >= GOVERNMENT
    some = Employers(
        who=employers.who[chosen],
        heads=employers.heads[chosen],
        wage=employers.wage[chosen],
        loan_late=employers.loan_late[chosen],
    )
    share = rng.uniform(0.5, 1.0, len(some.who))
    members = np.where(some.heads > 0, np.maximum(np.rint(some.heads * share[:, None]), 1), 0).astype(
        np.int64
    )
    own = rng.normal(0.0, 0.6, len(some.who)).astype(np.float32)
    unpaid = _unpaid(FUND, own, traits, some, rng)
    due = np.rint(members * some.wage * (FUND_RATE * 100)).astype(np.int64)
    rows, where = _contributions(due, unpaid, some, world, rng)
    rows["member_count"] = members[where]
    return Family(rows=rows)


def _unpaid(law: Spells, own: Array, traits: Traits, employers: Employers, rng: np.random.Generator) -> Array:
    """Months whose contribution was not paid in time, shape (k, M)."""
    distress, compliance = -traits.solvency[employers.who], traits.compliance[employers.who]
    level = law.level + law.distress * distress - law.compliance * compliance + own[:, None]
    level += np.float32(law.loan_late) * employers.loan_late
    begins = rng.random(level.shape, dtype=np.float32) < chance(level)
    ends = rng.random(level.shape, dtype=np.float32) < chance(law.ends - law.ends_distress * distress)
    behind = np.zeros(len(level), dtype=bool)
    out = np.zeros((level.shape[1], len(level)), dtype=bool)
    for month, (fresh, over) in enumerate(zip(begins.T, ends.T, strict=True)):
        behind = np.where(behind, ~over, fresh)
        out[month] = behind
    return np.ascontiguousarray(out.T) & (employers.heads > 0)


def _contributions(
    due: Array, unpaid: Array, employers: Employers, world: World, rng: np.random.Generator
) -> tuple[Rows, tuple[Array, Array]]:
    """The columns both funds share, and the cells (employer, month) they lie in.

    What was left unpaid is paid with the first contribution paid in time again, or never.
    """
    where = cells(employers.heads > 0)
    employer, month = where
    pays = (employers.heads > 0) & ~unpaid
    months = world.months
    at = np.where(pays, np.arange(months, dtype=np.int32), np.int32(months))
    paid_in = np.minimum.accumulate(at[:, ::-1], axis=1)[:, ::-1][where]
    event = world.month_start[month + 1] + DUE_DAY
    on = world.month_start[np.minimum(paid_in, months - 1) + 1] + DUE_DAY
    on = on - rng.integers(0, 13, len(month), dtype=np.int32)
    return {
        "entity": employers.who[employer].astype(np.int32),
        "event_date": event.astype(np.int32),
        "known_date": arrival(event, rng, usual=(1, 12), late=75, share=0.03),
        "month": world.month_start[month],
        "amount_due": due[where],
        "amount_paid": due[where],
        "paid_date": dated(on, paid_in < months),
    }, where
