"""Foreign economic cooperation: what firms with projects abroad report, and the reserves they pay in."""

from __future__ import annotations

import numpy as np

from creditscore.records.sector_events import FOREIGN_ECON_EVENT
from creditscore.simulate._cohort import ENTERPRISE, Cohort
from creditscore.simulate._draws import Coded, Family, Masked, arrival, chance, dated, pick, waits
from creditscore.simulate._sparse import happened, serial, thinned, works_in
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

ABROAD = np.array([0.002, 0.015, 0.08, 0.25])
MOST = 0.10
MONTHLY = 0.04
KINDS = FOREIGN_ECON_EVENT.column("event_kind").codes
WITH_RESERVE = ("contracting", "labour")


def make_foreign_events(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``foreign_econ_event``."""
    rng = cohort.rng(world, "foreign_econ_events")
    share = ABROAD[cohort.size] * np.where(works_in(cohort, "C", "E", "F51", "A"), 1.0, 0.3)
    firm = (cohort.kind == ENTERPRISE) & (rng.random(cohort.count) < share)
    entity, month = thinned(
        traits, world, rng, who=firm, most=MOST, rate=lambda e, _: np.full(len(e), MONTHLY)
    )
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    kind = pick((0.55, 0.20, 0.22, 0.03), count, rng)
    late = rng.random(count) < chance(-1.8 - 0.8 * traits.compliance[entity, month])
    never = late & (rng.random(count) < 0.2)
    filed = np.where(late, event + waits(30.0, count, rng), event - rng.integers(0, 16, count))
    reserve = np.round(rng.choice((3e5, 1e6, 3e6), count)).astype(np.int64) * 100
    short = rng.random(count) < chance(-2.2 + 0.8 * traits.distress[entity, month])
    none = ~np.isin(kind, [KINDS.index(name) for name in WITH_RESERVE])
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(0, 20), late=120, share=world.settings.late_share),
        "event_kind": Coded(kind, KINDS),
        "project_no": serial("虚外", cohort, count),
        "submitted_date": dated(filed, ~never),
        "reserve_required": Masked(reserve, none),
        "reserve_paid": Masked(np.where(short, reserve // 2, reserve), none),
    })  # fmt: skip
