"""Other administrative actions, and the departments' own registers of what they decided."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from creditscore.records.actions import ADMIN_ACTION, DECISION_REGISTER
from creditscore.simulate import _agencies
from creditscore.simulate._arrow import numbered
from creditscore.simulate._cohort import ENTERPRISE, GOVERNMENT, Cohort
from creditscore.simulate._draws import Coded, Family, Given, Rows, dated, joined, pick, taken
from creditscore.simulate._sparse import SPAN, domains_met, happened, ordered, reported, serial, thinned
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import Array, World

MOST = 0.02
MONTHLY = (0.0035, 0.0015)
KINDS = ADMIN_ACTION.column("action_kind").codes
SHARES = {"compulsion": 0.06, "confirmation": 0.30, "expropriation": 0.04, "payment": 0.06, "adjudication": 0.02,
          "compensation": 0.02, "award": 0.08, "supervision": 0.42}  # fmt: skip
NAMES = {"compulsion": ("查封扣押", "已执行"), "confirmation": ("资格确认", "予以确认"), "expropriation": ("规费征收", "已征收"),
         "payment": ("惠企资金给付", "已给付"), "adjudication": ("民事纠纷裁决", "已裁决"),
         "compensation": ("征收补偿", "已补偿"), "award": ("行政表彰奖励", "予以奖励"),
         "supervision": ("专项监督检查", "检查完毕")}  # fmt: skip
DECISIONS = DECISION_REGISTER.column("decision_kind").codes
SOURCES = (
    ("admin_penalty", "penalty", "虚罚字"),
    ("admin_licence", "licence", "虚许字"),
    ("admin_action", "action", "虚行字"),
)
NEVER = 5_000_000
"""Numbers of decisions that never reach the platform begin here within a block."""


def make_actions(cohort: Cohort, traits: Traits, world: World) -> Family:
    """Rows of ``admin_action``; a share of them reaches the platform late and is marked ``late_report``."""
    rng = cohort.rng(world, "admin_actions")
    usual = np.where(cohort.kind == ENTERPRISE, *MONTHLY)
    entity, month = thinned(
        traits, world, rng, who=cohort.kind < GOVERNMENT, most=MOST,
        rate=lambda e, _: usual[e] * np.sqrt(world.region_inspection[cohort.region[e]]) * np.exp(0.1 * cohort.size[e]),
    )  # fmt: skip
    count = len(entity)
    event = happened(cohort, world, entity, month, rng)
    known, late = reported(event, rng, world.settings.reported_late)
    kind = pick([SHARES[name] for name in KINDS], count, rng)
    domain = domains_met(cohort, entity, rng)
    return Family(
        rows={
            "entity": entity,
            "event_date": event,
            "known_date": known,
            "action_kind": Coded(kind, KINDS),
            "doc_no": serial("虚行字", cohort, count),
            "action_name": Coded(kind, [NAMES[name][0] for name in KINDS]),
            "content": Coded(kind, [f"虚构{NAMES[name][0]}" for name in KINDS]),
            "result": Coded(kind, [NAMES[name][1] for name in KINDS]),
            **_agencies.columns(_agencies.of_domain(cohort, entity, domain)),
            "valid_to": dated(world.add_months(event, 36), kind == KINDS.index("confirmation")),
        },
        marks={"late_report": late},
    )


def make_register(cohort: Cohort, decided: dict[str, Family], world: World) -> Family:
    """Rows of ``decision_register``: every decision of ``decided`` (whole families, by table) as its department
    wrote it down within days, and others that never reach the platform, marked ``missing_report``.
    """
    rng = cohort.rng(world, "decision_register")
    parts = [
        _written_down(decided[table], DECISIONS.index(kind), cohort, world, rng) for table, kind, _ in SOURCES
    ]
    rows = joined(parts)
    rows["text"] = _numbers(rows)
    rows = taken(rows, ordered(rows))
    event, count = rows["event_date"], len(rows["entity"])
    return Family(
        rows={
            "entity": rows["entity"],
            "event_date": event,
            "known_date": (event + rng.integers(0, 4, count)).astype(np.int32),
            "decision_kind": Coded(rows["kind"], DECISIONS),
            "doc_no": rows["text"],
            **_agencies.columns(rows["agency"]),
        },
        marks={"missing_report": rows["missing"]},
    )


def _written_down(family: Family, kind: int, cohort: Cohort, world: World, rng: np.random.Generator) -> Rows:
    """Each decision of a family once (not its revisions), and the ones withheld, like others in all but their number."""
    rows = family.rows
    numbers, first = np.unique(rows["doc_no"].numbers, return_index=True)
    share = world.settings.never_reported
    withheld = rng.choice(first, rng.binomial(len(first), share / (1 - share))) if len(first) else first
    place = np.concatenate([first, withheld])
    missing = np.arange(len(place)) >= len(first)
    return {
        "entity": rows["entity"][place],
        "event_date": rows["event_date"][place],
        "kind": np.full(len(place), kind, np.int32),
        "number": np.concatenate([numbers, cohort.first * SPAN + NEVER + np.arange(len(withheld))]),
        "agency": rows["agency"].index[place],
        "missing": missing | (rows["known_date"][place] >= world.end_day),
    }


def _numbers(rows: Rows) -> Given:
    """The number of each document, as its department writes it."""
    parts = [
        numbered(prefix, rows["number"][rows["kind"] == DECISIONS.index(kind)]) for _, kind, prefix in SOURCES
    ]
    order: Array = np.argsort(np.argsort(rows["kind"], kind="stable"), kind="stable")
    return Given(pa.concat_arrays(parts).take(pa.array(order)))
