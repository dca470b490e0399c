"""Negative records that the office which issued them takes back again, in a small share of cases."""

from __future__ import annotations

import numpy as np

from creditscore.simulate._draws import Coded, Rows, arrival, waits
from creditscore.simulate.penalties import EVENT_KINDS, REVOKED

SHARE = 0.012


def revocations(rows: Rows, rng: np.random.Generator) -> Rows:
    """Events of kind ``revoked`` on a share of ``rows``, some weeks after they became known."""
    known = rows["known_date"]
    row = np.flatnonzero(rng.random(len(known)) < SHARE)
    event = (known[row] + waits(60.0, len(row), rng)).astype(np.int32)
    return {
        "row": row,
        "kind": Coded(np.full(len(row), REVOKED, np.int32), EVENT_KINDS),
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 10), late=60, share=0.05),
    }
