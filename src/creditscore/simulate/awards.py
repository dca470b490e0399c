"""Honours: they go to the large as much as to the good."""

from __future__ import annotations

import numpy as np

from creditscore.records.awards import AWARD
from creditscore.simulate._cohort import ENTERPRISE, GOVERNMENT, Cohort
from creditscore.simulate._draws import Coded, Family, arrival, chance, dated, pick, waits
from creditscore.simulate._sparse import choice, happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MOST = 0.02
MONTHLY = np.array([0.00045, 0.0018, 0.0048, 0.0090])
"""By size: an average large enterprise is honoured twenty times as often as a micro one."""
CODES = AWARD.column("award_code").codes
CODE_WEIGHTS = (0.22, 0.01, 0.04, 0.03, 0.01, 0.02, 0.12, 0.16, 0.05, 0.05, 0.12, 0.08, 0.06, 0.03)
BODIES = ("税务局", "海关", "生态环境局", "市场监督管理局", "商务局", "商务局", "市场监督管理局", "信用主管部门", "人民法院",
          "生态环境局", "科学技术局", "工业和信息化局", "文明办", "民政局")  # fmt: skip
LEVELS = AWARD.column("level").codes
LEVEL_WEIGHTS = (0.03, 0.17, 0.38, 0.42)
QUALITY = 0.45


def make_awards(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``award``."""
    rng = cohort.rng(world, "awards")
    usual = MONTHLY[cohort.size] * np.where(cohort.kind == ENTERPRISE, 1.0, 0.35)
    entity, month = thinned(
        traits, world, rng, who=cohort.kind < GOVERNMENT, most=MOST,
        rate=lambda e, m: usual[e] * np.exp(QUALITY * (traits.compliance[e, m] + 0.5 * traits.solvency[e, m])),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    code = pick(CODE_WEIGHTS, count, rng)
    lost = rng.random(count) < chance(-3.6 - 0.8 * traits.compliance[entity, month])
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(1, 30), late=200, share=world.settings.late_share),
        "award_code": Coded(code, CODES),
        "award_no": serial("虚荣", cohort, count),
        "level": choice(LEVEL_WEIGHTS, LEVELS, count, rng),
        "valid_to": dated(world.add_months(event, 36), rng.random(count) < 0.8),
        "granting_body": Coded(code, [f"虚构{body}" for body in BODIES]),
        "withdrawn_date": dated(event + 60 + waits(300.0, count, rng), lost),
    })  # fmt: skip
