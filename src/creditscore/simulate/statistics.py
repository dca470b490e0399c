"""Statistical dishonesty: false, late or refused returns to the statistical authority."""

from __future__ import annotations

import numpy as np

from creditscore.records.sector_events import STATISTICS_EVENT
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Family, Rows, arrival, chance, dated, waits
from creditscore.simulate._sparse import choice, happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, World
from creditscore.simulate.penalties import REPAIRED, events_on

MOST = 0.01
MONTHLY = np.array([0.00008, 0.0005, 0.0009, 0.0009])
"""By size: who is above the threshold reports every month."""
KINDS = STATISTICS_EVENT.column("event_kind").codes


def make_statistics_events(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``statistics_event``; what was corrected may be repaired after six months."""
    rng = cohort.rng(world, "statistics_events")
    entity, month = thinned(
        traits, world, rng, who=cohort.kind == ENTERPRISE, most=MOST,
        rate=lambda e, m: MONTHLY[cohort.size[e]] * np.exp(-0.8 * traits.compliance[e, m]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    known = arrival(event, rng, usual=(1, 20), late=150, share=world.settings.late_share)
    corrects = rng.random(count) < chance(0.8 + 0.8 * traits.compliance[entity, month])
    corrected = dated(event + waits(90.0, count, rng), corrects)
    rows: Rows = {
        "entity": entity,
        "event_date": event,
        "known_date": known,
        "document_no": serial("虚统", cohort, count),
        "event_kind": choice((0.35, 0.20, 0.45), KINDS, count, rng),
        "corrected_date": corrected,
    }
    on = np.maximum(np.maximum(world.add_months(event, 6), corrected), known) + waits(40.0, count, rng)
    mends = (corrected != NO_DAY) & (rng.random(count) < 0.5) & (on < world.add_months(event, 12))
    return Family(rows=rows, events=events_on(mends, on, REPAIRED, rng))
