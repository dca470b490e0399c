"""Abnormal-operation and serious-dishonesty lists, with exits."""

from __future__ import annotations

import numpy as np

from creditscore.records.lists import LIST_CODES
from creditscore.simulate._borrowing import Borrowing
from creditscore.simulate._cohort import ENTERPRISE, SOCIAL, Cohort
from creditscore.simulate._draws import (
    Coded,
    Family,
    Masked,
    Numbered,
    Rows,
    arrival,
    cells,
    chance,
    dated,
    day_in_month,
    joined,
    waits,
)
from creditscore.simulate._hazard import BAD
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._traits import LAWSUIT, Traits
from creditscore.simulate._world import Array, World
from creditscore.simulate.penalties import EVENT_KINDS, REPAIRED, REVOKED, UPHELD

EXITS = ("expired", "repaired", "revoked", "objection_upheld")
EXPIRED, MENDED, ANNULLED, WON = range(4)
REASONS = ("未按规定公示年度报告", "通过登记的住所无法联系", "满三年未移出经营异常名录", "有履行能力而拒不履行生效法律文书",
           "重大税收违法", "拖欠农民工工资", "社会保险领域严重失信", "安全生产严重失信", "社会组织活动异常")  # fmt: skip
BASES = ("企业信息公示暂行条例", "企业信息公示暂行条例", "市场监督管理严重违法失信名单管理办法",
         "最高人民法院关于公布失信被执行人名单信息的若干规定", "重大税收违法失信主体信息公布管理办法",
         "拖欠农民工工资失信联合惩戒对象名单管理暂行办法", "社会保险领域严重失信人名单管理暂行办法",
         "安全生产严重失信主体名单管理办法", "社会组织信用信息管理办法")  # fmt: skip
BODIES = ("市场监督管理局", "市场监督管理局", "市场监督管理局", "人民法院", "税务局", "人力资源和社会保障局",
          "人力资源和社会保障局", "应急管理局", "民政局")  # fmt: skip
TERMS = {"judgment_defaulter": 24, "major_tax_violation": 36, "wage_arrears": 36, "social_insurance_serious": 36,
         "safety_serious": 36, "serious_illegal_samr": 36}  # fmt: skip
EARLIEST = {"judgment_defaulter": 1, "major_tax_violation": 6, "wage_arrears": 6, "social_insurance_serious": 12,
            "safety_serious": 12, "serious_illegal_samr": 12}  # fmt: skip
STATED = np.array([TERMS.get(code, 0) for code in LIST_CODES])
"""Term that a decision of each list states (0: none)."""
AFTER_DEFAULT = 0.32
"""Share of lost or doubtful loans that end with the borrower among judgment defaulters."""


def make_lists(cohort: Cohort, traits: Traits, reports: Array, borrowing: Borrowing, world: World) -> Family:
    """Rows of ``list_entry``, and the exits that are repairs or annulments as events."""
    rng = cohort.rng(world, "lists")
    abnormal = _abnormal(cohort, traits, reports, world, rng)
    parts = [abnormal, _after_three_years(abnormal, traits, world, rng)]
    parts += [_defaulters(traits, borrowing, world, rng), *_grave(cohort, traits, world, rng)]
    rows = joined(parts)
    order = np.lexsort((rows["event"], rows["entity"]))
    rows = {name: values[order] for name, values in rows.items()}
    known = arrival(rows["event"], rng, usual=(0, 20), late=150, share=world.settings.late_share)
    count = len(order)
    exits = rows["exit"]
    out: Rows = {
        "entity": rows["entity"],
        "event_date": rows["event"],
        "known_date": known,
        "list_code": Coded(rows["code"], LIST_CODES),
        "entry_reason": Coded(rows["reason"], REASONS),
        "basis": Coded(rows["reason"], BASES),
        "decision_no": Numbered("虚列字", cohort.first * 1000 + np.arange(count)),
        "determining_body": Coded(rows["reason"], [f"虚构{body}" for body in BODIES]),
        "exit_date": exits,
        "exit_kind": Coded(rows["exit_kind"], EXITS),
        "term_months": Masked(months := STATED[rows["code"]], months == 0),
    }
    told = np.flatnonzero(rows["exit_kind"] >= MENDED)
    kind = np.array([-1, REPAIRED, REVOKED, UPHELD])[rows["exit_kind"][told]]
    learnt = np.maximum(arrival(exits[told], rng, usual=(0, 20), late=120, share=0.08), known[told])
    events: Rows = {
        "row": told, "kind": Coded(kind, EVENT_KINDS), "event_date": exits[told], "known_date": learnt,
    }  # fmt: skip
    return Family(rows=out, events=events)


def _entries(entity: Array, event: Array, code: str, reason: Array | int) -> Rows:
    count = len(entity)
    return {
        "entity": entity.astype(np.int32),
        "event": event.astype(np.int32),
        "code": np.full(count, LIST_CODES.index(code), np.int32),
        "reason": np.broadcast_to(np.asarray(reason, np.int32), count).copy(),
        "exit": dated(event, np.zeros(count, bool)),
        "exit_kind": np.full(count, -1, np.int32),
    }


def _abnormal(cohort: Cohort, traits: Traits, reports: Array, world: World, rng: np.random.Generator) -> Rows:
    """Reports missed by 30 June, and addresses where nobody is found."""
    entity, column = np.nonzero(reports == 0)
    june = world.month_start[:-1][world.month == 5]
    month = np.flatnonzero(world.month == 5)[column]
    event = june[column] + 35 + rng.integers(0, 25, len(entity))
    lost = rng.random(traits.alive.shape, dtype=np.float32)
    level = (
        -7.35 - 0.4 * traits.compliance - 0.5 * traits.vitality + 0.6 * traits.distress + 1.0 * traits.dormant
    )
    gone = cells((lost < chance(level)) & traits.alive & (cohort.kind <= SOCIAL)[:, None])
    parts = []
    for who, when, at, reason in ((entity, month, event, 0), (*gone, day_in_month(world, gone[1], rng), 1)):
        rows = _entries(who, at, "abnormal_operation", reason)
        social = cohort.kind[who] == SOCIAL
        rows["code"][social], rows["reason"][social] = LIST_CODES.index("so_abnormal"), 8
        mood = np.exp(-0.35 * traits.compliance[who, when] - 0.35 * traits.vitality[who, when])
        exit_on = at + 10 + waits(330.0 * mood, len(who), rng)
        fate = rng.random(len(who))
        rows["exit"] = exit_on.astype(np.int32)
        rows["exit_kind"] = np.where(fate < 0.97, MENDED, np.where(fate < 0.99, ANNULLED, WON)).astype(
            np.int32
        )
        parts.append(rows)
    return _while_alive(joined(parts), traits, world)


def _while_alive(rows: Rows, traits: Traits, world: World) -> Rows:
    """Who has left the market no longer acts: exits after the end do not happen."""
    ended = traits.ended[rows["entity"]]
    last = np.where(ended < world.months, world.month_start[ended], np.iinfo(np.int32).max)
    acts = rows["exit"] < last
    rows["exit"] = dated(rows["exit"], acts)
    rows["exit_kind"] = np.where(acts, rows["exit_kind"], -1).astype(np.int32)
    return rows


def _after_three_years(abnormal: Rows, traits: Traits, world: World, rng: np.random.Generator) -> Rows:
    due = world.add_months(abnormal["event"], 36)
    unmended = (abnormal["exit_kind"] < 0) | (abnormal["exit"] > due)
    hit = np.flatnonzero(unmended & (due < world.end_day) & (rng.random(len(due)) < 0.12))
    rows = _entries(abnormal["entity"][hit], due[hit] + 5, "serious_illegal_samr", 2)
    return _serious_exits(rows, traits, world, rng, "serious_illegal_samr")


def _serious_exits(rows: Rows, traits: Traits, world: World, rng: np.random.Generator, code: str) -> Rows:
    """Expiry at the end of the term, or repair after the minimum period with better traits."""
    count = len(rows["entity"])
    month = np.clip(world.month_of(rows["event"]), 0, world.months - 1)
    will = (
        -0.6 + 0.7 * traits.compliance[rows["entity"], month] + 0.7 * traits.solvency[rows["entity"], month]
    )
    early = world.add_months(rows["event"], EARLIEST[code]) + waits(260.0, count, rng)
    term = world.add_months(rows["event"], TERMS[code])
    repairs = (rng.random(count) < chance(will)) & (early < term)
    rows["exit"] = np.where(repairs, early, term).astype(np.int32)
    rows["exit_kind"] = np.where(repairs, MENDED, EXPIRED).astype(np.int32)
    annulled = rng.random(count) < 0.01
    rows["exit_kind"] = np.where(annulled, ANNULLED, rows["exit_kind"]).astype(np.int32)
    ended_by_expiry = rows["exit_kind"] == EXPIRED
    kept, kind = rows["exit"].copy(), rows["exit_kind"].copy()
    rows = _while_alive(rows, traits, world)
    rows["exit"] = np.where(ended_by_expiry, kept, rows["exit"])
    rows["exit_kind"] = np.where(ended_by_expiry, kind, rows["exit_kind"])
    return rows


def _defaulters(traits: Traits, borrowing: Borrowing, world: World, rng: np.random.Generator) -> Rows:
    """Judgment defaulters: 4 to 14 months after a bad loan, or out of lost lawsuits."""
    bad = borrowing.state == BAD
    begins = bad & ~np.pad(bad, ((0, 0), (1, 0)))[:, :-1]
    borrower, month = np.nonzero(begins)
    sued = rng.random(len(borrower)) < AFTER_DEFAULT
    after = world.month_start[month] + 120 + rng.integers(0, 300, len(month))
    deep = (traits.shock_kind == LAWSUIT) & (traits.shock > 0.8) & traits.alive
    hazard = np.where(deep, 0.0045 * np.exp(1.2 * (traits.distress - 1.2)), 0.0)
    lost = cells(rng.random(hazard.shape, dtype=np.float32) < hazard)
    entity = np.concatenate([borrowing.who[borrower[sued]], lost[0]])
    event = np.concatenate([after[sued], day_in_month(world, lost[1], rng)])
    rows = _entries(entity, event, "judgment_defaulter", 3)
    inside = rows["event"] < world.end_day
    rows = {name: values[inside] for name, values in rows.items()}
    return _serious_exits(rows, traits, world, rng, "judgment_defaulter")


def _grave(cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator) -> list[Rows]:
    building = np.array([item.code.startswith("E") for item in INDUSTRIES])[cohort.industry]
    firm = (cohort.kind == ENTERPRISE) | (cohort.kind == ENTERPRISE + 2)
    poor = np.exp(0.8 * (traits.distress - 0.5))
    careless = np.exp(-1.1 * traits.compliance)
    rates = {
        "major_tax_violation": (4, 0.00008 * careless),
        "wage_arrears": (5, 0.00006 * poor * (1 + 4 * building)[:, None]),
        "social_insurance_serious": (6, 0.00003 * poor),
        "safety_serious": (7, 0.00003 * careless),
    }
    parts = []
    for code, (reason, rate) in rates.items():
        hit = (rng.random(rate.shape, dtype=np.float32) < rate) & traits.alive & firm[:, None]
        entity, month = cells(hit)
        rows = _entries(entity, day_in_month(world, month, rng), code, reason)
        parts.append(_serious_exits(rows, traits, world, rng, code))
    return parts
