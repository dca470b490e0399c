"""Sampling tests of products: food, drugs, machines, building materials."""

from __future__ import annotations

import numpy as np

from creditscore.records.penalties import DOMAINS
from creditscore.simulate._cohort import ENTERPRISE, SOCIAL, Cohort
from creditscore.simulate._draws import Coded, Family, arrival, chance
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._sparse import happened, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import World

MOST = 0.05
MONTHLY = 0.009
TESTED = ("food", "drug", "quality", "special_equipment", "construction")
PRODUCTS = ("食品", "药品和医疗器械", "工业产品", "特种设备", "建筑材料")
FAULTS = ("微生物超标", "含量不符合标准", "关键性能不合格", "安全部件不合格", "强度不达标")


def make_sampling_tests(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``sampling_test``: among those who make or sell what is tested; failing follows compliance."""
    rng = cohort.rng(world, "sampling_tests")
    place = np.array([_tested(item.domains) for item in INDUSTRIES])[cohort.industry]
    usual = MONTHLY * np.where(cohort.kind == ENTERPRISE, 1.0, 0.5) * (1 + 0.4 * cohort.size)
    entity, month = thinned(
        traits, world, rng, who=(place >= 0) & (cohort.kind < SOCIAL), most=MOST,
        rate=lambda e, _: usual[e] * np.sqrt(world.region_inspection[cohort.region[e]]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    failed = rng.random(count) < chance(-3.0 - 0.9 * traits.compliance[entity, month])
    product = place[entity]
    return Family(rows={
        "entity": entity,
        "event_date": event,
        "known_date": arrival(event, rng, usual=(10, 45), late=150, share=world.settings.late_share),
        "sample_no": serial("虚抽", cohort, count),
        "domain": Coded(np.array([DOMAINS.index(name) for name in TESTED])[product], DOMAINS),
        "product_category": Coded(product, PRODUCTS),
        "qualified": ~failed,
        "nonconformity": Coded(np.where(failed, product, -1), FAULTS),
    })  # fmt: skip


def _tested(domains: tuple[str, ...]) -> int:
    return next((TESTED.index(name) for name in domains if name in TESTED), -1)
