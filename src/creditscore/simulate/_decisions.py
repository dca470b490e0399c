"""What the text of a penalty decision says: every kind, the facts, the legal basis, and how long it is published."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from creditscore.codes import enumerations, violations
from creditscore.records.penalties import DOMAINS, PENALTY_KINDS
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._draws import Coded, Rows, dated, pick
from creditscore.simulate._world import NO_DAY, Array, World

PER_DOMAIN = 3
LAWS = {"food": "食品安全法", "drug": "药品管理法", "special_equipment": "特种设备安全法", "safety": "安全生产法",
        "fire": "消防法", "env": "环境保护法", "tax": "税收征收管理法", "quality": "产品质量法", "advertising": "广告法",
        "ip": "商标法", "construction": "建筑法", "transport": "道路运输条例", "labour": "劳动法",
        "statistics": "统计法", "health": "公共场所卫生管理条例"}  # fmt: skip
PUBLISHED_MONTHS = 36
"""Longest publicity of NDRC Order 58 (S2), which decisions of these years state."""
WRONG_MONTHS = (12, 48, 60)
"""What decisions in conflict with the rule state instead."""
TEMPORARY = ("licence_suspend", "restrict_business", "stop_production", "restrict_employment")
WITHDRAWN = ("licence_suspend", "licence_revoke")


@lru_cache
def violation_codes() -> list[str]:
    """Three kinds of violation a domain, in the order of DOMAINS (fewer kinds are repeated)."""
    found: list[str] = []
    for domain in DOMAINS:
        own = [code for code, item in violations.VIOLATIONS.items() if item.domain == domain]
        found += (
            [own[place % len(own)] for place in range(PER_DOMAIN)]
            if own
            else ["penalty_not_obeyed"] * PER_DOMAIN
        )
    return found


def particulars(rows: Rows, cohort: Cohort, world: World) -> tuple[Rows, Array]:
    """The other columns of ``admin_penalty``, and which decisions state another end of publicity than the rule.

    Decisions of the simple procedure and mere warnings are not published, so they state none.
    """
    rng = cohort.rng(world, "penalty texts")
    count, event = len(rows["entity"]), rows["event_date"]
    kind, code = rows["penalty_kind"].index, rows["violation_code"].index
    fined = (rows["fine"] > 0).astype(np.int32)
    titles = [violations.get(name).name_zh for name in violation_codes()]
    unpublished = (rows["procedure"].index == 0) | (kind == PENALTY_KINDS.index("warning"))
    until = world.add_months(event, PUBLISHED_MONTHS)
    conflict = ~unpublished & (rng.random(count) < world.settings.publicity_conflict)
    until = np.where(conflict, world.add_months(event, rng.choice(WRONG_MONTHS, count)), until)
    months = np.array((3, 6, 12, 24, 48))[pick((0.25, 0.35, 0.25, 0.10, 0.05), count, rng)]
    said = {
        "penalty_kinds": Coded(kind * 2 + fined, _kinds()),
        "violation_type": Coded(code, titles),
        "violation_fact": Coded(code, [f"虚构事实：{title}" for title in titles]),
        "legal_basis": Coded(rows["domain"].index, [LAWS.get(name, "有关法律法规") for name in DOMAINS]),
        "penalty_content": Coded(kind * 2 + fined, _contents()),
        "licence_withdrawn": Coded(np.where(_among(kind, WITHDRAWN), rows["domain"].index, -1),
                                   [f"虚构许可证{place:02d}" for place in range(len(DOMAINS))]),
        "valid_until": dated(world.add_months(event, months), _among(kind, TEMPORARY)),
        "publicity_until": np.where(unpublished, NO_DAY, until).astype(np.int32),
    }  # fmt: skip
    return said, conflict


def _among(kind: Array, names: tuple[str, ...]) -> Array:
    return np.isin(kind, [PENALTY_KINDS.index(name) for name in names])


def _kinds() -> list[str]:
    """Every kind of a decision, the heaviest first, without and with a fine on top."""
    return [text for kind in PENALTY_KINDS for text in (kind, kind if kind == "fine" else f"{kind}|fine")]


def _contents() -> list[str]:
    fine = enumerations.title("penalty_kind", "fine")[0]
    titles = [enumerations.title("penalty_kind", kind)[0] for kind in PENALTY_KINDS]
    return [text for title in titles for text in (title, title if title == fine else f"{title}，并处{fine}")]
