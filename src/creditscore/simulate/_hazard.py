"""How a borrower falls behind: monthly transition probabilities given distress. The truth rests on these.

States at a month's end: current; 1–30, 31–60 and 61–90 days past due; bad. A current borrower misses a payment
or goes bad at once ("unlikely to pay": classified substandard, restructured, sold, written off). A borrower in
arrears rolls one bucket further, or catches up, or pays part and falls back to the first bucket.
"""

from __future__ import annotations

import numpy as np

from creditscore.simulate._world import Array

NONE, CURRENT, LATE30, LATE60, LATE90, BAD = range(6)

MISS_LEVEL, MISS_SLOPE = -4.25, 1.30
ROLL_SLOPE = 1.10
ROLL_LOW = (0.03, 0.12, 0.30)
ROLL_HIGH = (0.50, 0.76, 0.92)
PART_PAYMENT = (0.18, 0.12, 0.08)
DIRECT_LEVEL, DIRECT_SLOPE = -8.25, 1.85
DIRECT_CAP = 0.35
RELATION_ENDS = 0.0025
"""Monthly probability that a borrower in good standing repays and borrows no more."""


def transitions(distress: Array) -> tuple[Array, tuple[Array, ...], Array]:
    """(miss a payment, roll on from each of three buckets, go bad at once), all monthly probabilities."""
    miss = 1.0 / (1.0 + np.exp(-(MISS_LEVEL + MISS_SLOPE * distress)))
    share = 1.0 / (1.0 + np.exp(-ROLL_SLOPE * (distress - 0.6)))
    rolls = tuple(low + (high - low) * share for low, high in zip(ROLL_LOW, ROLL_HIGH, strict=True))
    direct = np.minimum(np.exp(DIRECT_LEVEL + DIRECT_SLOPE * distress), DIRECT_CAP)
    return miss, rolls, direct


def step(mass: list[Array], distress: Array) -> list[Array]:
    """Move the probabilities of (current, 1–30, 31–60, 61–90) one month on; what is lost has gone bad."""
    miss, rolls, direct = transitions(distress)
    stay = 1.0 - direct
    late = [mass[bucket + 1] * stay for bucket in range(3)]
    partly = [late[bucket] * (1 - rolls[bucket]) * PART_PAYMENT[bucket] for bucket in range(3)]
    cured = [late[bucket] * (1 - rolls[bucket]) * (1 - PART_PAYMENT[bucket]) for bucket in range(3)]
    standing = mass[0] * stay
    return [
        standing * (1 - miss) + cured[0] + cured[1] + cured[2],
        standing * miss + partly[0] + partly[1] + partly[2],
        late[0] * rolls[0],
        late[1] * rolls[1],
    ]


def draw(state: Array, distress: Array, first: Array, second: Array) -> tuple[Array, Array]:
    """Next state of each borrower from two uniforms each, and who went bad at once.

    The same law as ``step``, one draw instead of probabilities.
    """
    miss, rolls, direct = transitions(distress)
    after = np.where((state == CURRENT) & (second < miss), LATE30, CURRENT)
    for bucket, roll in enumerate(rolls):
        here = state == LATE30 + bucket
        partly = roll + (1 - roll) * PART_PAYMENT[bucket]
        moved = np.where(second < roll, LATE60 + bucket, np.where(second < partly, LATE30, CURRENT))
        after = np.where(here, moved, after)
    at_once = first < direct
    return np.where(at_once, BAD, after), at_once
