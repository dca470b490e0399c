"""Complaints: who serves many people gets many, and they say little unless they are upheld."""

from __future__ import annotations

import numpy as np

from creditscore.records.complaints import COMPLAINT
from creditscore.records.penalties import DOMAINS
from creditscore.simulate._cohort import GOVERNMENT, Cohort
from creditscore.simulate._draws import Coded, Family, arrival, chance, dated, pick, waits
from creditscore.simulate._sparse import choice, domains_met, happened, serial, thinned, works_in
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MOST = 0.06
MONTHLY = 0.0035
CHANNELS = COMPLAINT.column("channel").codes
CHANNEL_WEIGHTS = (0.48, 0.40, 0.05, 0.05, 0.02)
OUTCOMES = COMPLAINT.column("outcome").codes
UPHELD, SETTLED, REJECTED, PENDING = range(4)
CATEGORIES = ("质量问题", "价格争议", "合同纠纷", "售后服务", "欠薪线索", "营商环境")
NEVER_CLOSED = 0.03


def make_complaints(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``complaint``."""
    rng = cohort.rng(world, "complaints")
    serves = np.where(works_in(cohort, "F52", "H", "O", "K70", "R90", "P83"), 2.5, 1.0)
    usual = MONTHLY * serves * np.array([1.0, 2.2, 5.0, 9.0])[cohort.size]
    entity, month = thinned(
        traits, world, rng, who=cohort.kind < GOVERNMENT, most=MOST,
        rate=lambda e, m: usual[e] * np.exp(-0.5 * traits.compliance[e, m] + 0.2 * traits.distress[e, m]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    right = rng.random(count) < chance(-1.0 - 0.7 * traits.compliance[entity, month])
    outcome = np.where(right, UPHELD, SETTLED + pick((0.55, 0.43, 0.02), count, rng))
    closed = dated(event + 3 + waits(25.0, count, rng), rng.random(count) >= NEVER_CLOSED)
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 10), late=60, share=0.05),
        "complaint_no": serial("虚诉", cohort, count),
        "channel": choice(CHANNEL_WEIGHTS, CHANNELS, count, rng),
        "category": choice((0.34, 0.2, 0.16, 0.22, 0.05, 0.03), CATEGORIES, count, rng),
        "domain": Coded(domains_met(cohort, entity, rng), DOMAINS),
        "outcome": Coded(outcome, OUTCOMES),
        "closed_date": closed,
    })  # fmt: skip
