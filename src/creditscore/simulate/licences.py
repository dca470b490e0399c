"""Administrative licences: what a business may do, by industry, renewed every few years."""

from __future__ import annotations

from datetime import date

import numpy as np

from creditscore.records.licences import ADMIN_LICENCE
from creditscore.records.penalties import DOMAINS
from creditscore.simulate import _agencies
from creditscore.simulate._cohort import ENTERPRISE, GOVERNMENT, Cohort
from creditscore.simulate._draws import Coded, Family, chance, dated, pick, waits
from creditscore.simulate._sparse import domains_met, happened, reported, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, Array, World, day

MOST = 0.02
MONTHLY = (0.007, 0.004)
"""Licences a month of an enterprise and of another subject in average vitality."""
KINDS = ADMIN_LICENCE.column("licence_kind").codes
KIND_WEIGHTS = (0.55, 0.02, 0.10, 0.18, 0.12, 0.03)
STATES = ADMIN_LICENCE.column("current_state").codes
TITLES = ("准予行政许可决定书", "行政许可延续决定书", "行政许可变更决定书")
CERTIFICATES = {"food": "食品经营许可证", "drug": "药品经营许可证", "env": "排污许可证", "safety": "安全生产许可证",
                "transport": "道路运输经营许可证", "construction": "建筑业企业资质证书", "health": "卫生许可证",
                "special_equipment": "特种设备使用登记证", "internet": "增值电信业务经营许可证",
                "culture_tourism": "娱乐经营许可证"}  # fmt: skip
CERTIFICATE = "行政许可证书"
YEARS = (3, 5)
OPEN_ENDED = 0.15
OPEN_END = day(date(2099, 12, 31))


def make_licences(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``admin_licence``; a share of them reaches the platform late and is marked ``late_report``."""
    rng = cohort.rng(world, "licences")
    usual = np.where(cohort.kind == ENTERPRISE, *MONTHLY)
    entity, month = thinned(
        traits, world, rng, who=cohort.kind < GOVERNMENT, most=MOST,
        rate=lambda e, m: usual[e] * np.exp(0.3 * traits.vitality[e, m]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    known, late = reported(event, rng, world.settings.reported_late)
    domain = domains_met(cohort, entity, rng)
    valid_to = _valid_to(world, event, rng)
    ended = _ended(traits, world, entity, month, event, rng)
    ended = dated(ended, ended < valid_to)
    return Family(
        rows={
            "entity": entity,
            "event_date": event,
            "known_date": known,
            "doc_name": Coded(pick((0.6, 0.25, 0.15), count, rng), TITLES),
            "doc_no": serial("虚许字", cohort, count),
            "licence_kind": Coded(pick(KIND_WEIGHTS, count, rng), KINDS),
            "cert_name": Coded(domain, [CERTIFICATES.get(name, CERTIFICATE) for name in DOMAINS]),
            "licence_no": serial("虚证", cohort, count),
            "content": Coded(
                domain, [f"准予从事{CERTIFICATES.get(name, CERTIFICATE)}所列活动" for name in DOMAINS]
            ),
            "domain": Coded(domain, DOMAINS),
            "valid_from": event,
            "valid_to": valid_to,
            **_agencies.columns(_agencies.of_domain(cohort, entity, domain)),
            "current_state": Coded(np.where((ended != NO_DAY) & (ended <= known), 1, 0), STATES),
            "ended_date": ended,
        },
        marks={"late_report": late},
    )


def _valid_to(world: World, event: Array, rng: np.random.Generator) -> Array:
    end = world.add_months(event, 12 * rng.choice(YEARS, len(event))) - 1
    return np.where(rng.random(len(event)) < OPEN_ENDED, OPEN_END, end).astype(np.int32)


def _ended(
    traits: Traits, world: World, entity: Array, month: Array, event: Array, rng: np.random.Generator
) -> Array:
    """Withdrawn, or given back with the business; most run out silently."""
    count = len(entity)
    careless = chance(-3.9 - 0.8 * traits.compliance[entity, month])
    withdrawn = dated(event + waits(400.0, count, rng), rng.random(count) < careless)
    over = traits.ended[entity]
    closed = np.where(over < world.months, world.month_start[np.minimum(over, world.months)], NO_DAY)
    return np.where(withdrawn != NO_DAY, withdrawn, closed).astype(np.int32)
