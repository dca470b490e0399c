"""Courts: judgments of many kinds, of which only some tell of default, and the enforcement of those lost.

Who owes money and does not pay is sued for it: after a default, in the months a lawsuit drags a firm down, and a
little more often the tighter money is. Beside these stand the disputes every business has (building, lease,
labour, tort, intellectual property), which follow industry and size alone, and the suits a firm brings itself.
Behind every entry among the judgment defaulters stand a judgment and its enforcement.
"""

from __future__ import annotations

import numpy as np

from creditscore.records.courts import ENFORCEMENT_CASE, JUDGMENT
from creditscore.records.lists import LIST_CODES
from creditscore.simulate._borrowing import Borrowing
from creditscore.simulate._cohort import GOVERNMENT, Cohort
from creditscore.simulate._draws import (
    Coded,
    Family,
    Numbered,
    Rows,
    arrival,
    cells,
    chance,
    dated,
    day_in_month,
    joined,
    pick,
    taken,
    waits,
)
from creditscore.simulate._hazard import BAD
from creditscore.simulate._industries import INDUSTRIES
from creditscore.simulate._revocations import revocations
from creditscore.simulate._traits import LAWSUIT, Traits
from creditscore.simulate._world import NO_DAY, REGIONS, Array, World

CASE_TYPES = JUDGMENT.column("case_type").codes
ROLES = JUDGMENT.column("case_role").codes
RESULTS = JUDGMENT.column("result").codes
PERFORMANCES = ENFORCEMENT_CASE.column("performance").codes
PLAINTIFF, DEFENDANT, THIRD = range(3)
LOST, WON, SETTLED, WITHDRAWN = range(4)
NOTHING, PARTLY, FULL = range(3)
LOAN, SALES, BUILDING, LABOUR, LEASE, TORT, IP, OTHER = range(8)
KINDS = {
    "C": (0, 2, 0, 3, 1, 2, 2, 1), "E": (0, 1, 6, 4, 1, 2, 0, 1), "F": (0, 2, 0, 1, 3, 1, 2, 1),
    "G": (0, 1, 0, 2, 1, 6, 0, 1), "H": (0, 1, 0, 3, 4, 2, 0, 1), "I": (0, 1, 0, 2, 1, 0, 5, 1),
    "K": (0, 2, 4, 1, 3, 1, 0, 2), "M": (0, 1, 1, 2, 1, 0, 5, 1),
}  # fmt: skip
"""Weights of the kinds of everyday disputes by industry section, in the order of CASE_TYPES."""
KINDS_ELSEWHERE = (0, 1, 0, 2, 2, 2, 0, 2)
OWING = (0.0, 0.80, 0.0, 0.12, 0.08, 0.0, 0.0, 0.0)
"""Weights of the kinds of suits against a firm that owes; those of borrowers after a default are over loans."""
EVERYDAY, EVERYDAY_BY_SIZE = 0.0016, 0.7
SUES, SUES_BY_SIZE = 0.0012, 0.9
OWES, OWES_DISTRESS = 0.00085, 1.05
THIRD_PARTY = 0.0003
SUED_AFTER_DEFAULT = 0.35
PUBLISHED = 0.85
"""Share of the lawsuits behind a shock that end in a judgment on record."""
TURNOVER = np.array([4e5, 3e6, 3e7, 2e8])
"""What a typical firm of each size turns over in some months, yuan: scale of the sums it owes."""


def make_courts(
    cohort: Cohort, traits: Traits, borrowing: Borrowing, lists: Family, world: World
) -> tuple[Family, Family]:
    """Rows of ``judgment`` and of ``enforcement_case``."""
    rng = cohort.rng(world, "courts")
    listed = _listed(cohort, traits, borrowing, lists, world, rng)
    parts = [listed, _after_default(borrowing, traits, world, rng), _behind_shocks(traits, world, rng)]
    parts += _by_rate(cohort, traits, world, rng)
    suits = joined(parts)
    inside = (suits["judged"] < world.end_day) & (suits["judged"] >= world.first_day)
    suits = taken(suits, inside)
    order = np.lexsort((suits["judged"], suits["entity"]))
    suits = taken(suits, order)
    suits["amount"] = _amounts(cohort, suits, rng)
    return _judgments(cohort, suits, world, rng), _enforcement(cohort, traits, suits, world, rng)


def _suits(
    entity: Array, judged: Array, kind: Array | int, role: int, result: Array | int, *, owed: bool,
    enforced: Array | None = None, entered: Array | None = None, left: Array | None = None,
) -> Rows:  # fmt: skip
    """Lawsuits. ``owed``: about money the entity owes, so the sum goes with its size. ``enforced`` is the day
    enforcement was asked for; ``entered`` and ``left`` are the days on the list of judgment defaulters.
    """
    count = len(entity)
    none = np.full(count, NO_DAY, np.int32)
    return {
        "entity": entity.astype(np.int32),
        "judged": judged.astype(np.int32),
        "kind": np.broadcast_to(np.asarray(kind, np.int32), count),
        "role": np.full(count, role, np.int32),
        "result": np.broadcast_to(np.asarray(result, np.int32), count),
        "owed": np.full(count, owed),
        "enforced": none if enforced is None else enforced.astype(np.int32),
        "entered": none if entered is None else entered.astype(np.int32),
        "left": none if left is None else left.astype(np.int32),
    }


def _listed(
    cohort: Cohort, traits: Traits, borrowing: Borrowing, lists: Family, world: World,
    rng: np.random.Generator,
) -> Rows:  # fmt: skip
    """Judgment and enforcement before each entry among the judgment defaulters, and never before their cause:
    enforcement 15 to 45 days before the entry, the judgment 15 to 40 before that.
    """
    rows = lists.rows
    hit = rows["list_code"].index == LIST_CODES.index("judgment_defaulter")
    entity, entered = rows["entity"][hit], rows["event_date"][hit]
    repaired = rows["exit_kind"].index[hit] == rows["exit_kind"].codes.index("repaired")
    month = np.clip(world.month_of(entered), 0, world.months - 1)
    first_bad = np.full(cohort.count, world.months)
    bad = borrowing.state == BAD
    first_bad[borrowing.who] = np.where(bad.any(axis=1), bad.argmax(axis=1), world.months)
    owes_bank = first_bad[entity] < month
    began = np.where(owes_bank, first_bad[entity] + 1, np.maximum(traits.shock_start[entity, month], 0))
    cause = np.maximum(world.month_start[began], cohort.established[entity] + 1)
    enforced = np.maximum(entered - rng.integers(15, 46, len(entity)), np.minimum(cause, entered))
    judged = np.maximum(enforced - rng.integers(15, 41, len(entity)), np.minimum(cause, enforced))
    kind = np.where(owes_bank, LOAN, pick(OWING, len(entity), rng))
    return _suits(
        entity, judged, kind, DEFENDANT, LOST, owed=True, enforced=enforced, entered=entered,
        left=dated(rows["exit_date"][hit], repaired),
    )  # fmt: skip


def _after_default(borrowing: Borrowing, traits: Traits, world: World, rng: np.random.Generator) -> Rows:
    """The bank's own suit, two to ten months after a loan went bad, where it does not end on the list."""
    bad = borrowing.state == BAD
    begins = bad & ~np.pad(bad, ((0, 0), (1, 0)))[:, :-1]
    borrower, month = np.nonzero(begins)
    sued = rng.random(len(borrower)) < SUED_AFTER_DEFAULT
    entity, month = borrowing.who[borrower[sued]], month[sued]
    judged = world.month_start[month + 1] + rng.integers(60, 300, len(entity))
    result = np.where(rng.random(len(entity)) < 0.82, LOST, SETTLED)
    return _still_there(_suits(entity, judged, LOAN, DEFENDANT, result, owed=True), traits, world)


def _behind_shocks(traits: Traits, world: World, rng: np.random.Generator) -> Rows:
    """The lawsuits that are shocks: judged six weeks to six months after they began to weigh on the firm."""
    months = np.arange(world.months)
    begins = (traits.shock_start == months[None, :]) & (traits.shock_kind == LAWSUIT) & traits.alive
    entity, month = cells(begins & (rng.random(begins.shape, dtype=np.float32) < PUBLISHED))
    count = len(entity)
    judged = day_in_month(world, month, rng) + rng.integers(40, 150, count)
    result = pick((0.62, 0.12, 0.19, 0.07), count, rng)
    kind = pick((0.0, 0.68, 0.16, 0.08, 0.06, 0.0, 0.0, 0.02), count, rng)
    return _still_there(_suits(entity, judged, kind, DEFENDANT, result, owed=True), traits, world)


def _by_rate(cohort: Cohort, traits: Traits, world: World, rng: np.random.Generator) -> list[Rows]:
    who = np.where(cohort.kind >= GOVERNMENT, 0.3, np.where(cohort.kind == 1, 0.35, 1.0))
    everyday = EVERYDAY * (1 + EVERYDAY_BY_SIZE * cohort.size) * who
    sues = SUES * (1 + SUES_BY_SIZE * cohort.size) * who
    owes: Array = (OWES * who)[:, None] * np.exp(OWES_DISTRESS * traits.distress)
    section = np.array([item.code[0] for item in INDUSTRIES])[cohort.industry]
    parts: list[Rows] = []
    for rate, role in ((everyday[:, None], DEFENDANT), (sues[:, None], PLAINTIFF), (owes, DEFENDANT),
                       ((THIRD_PARTY * who)[:, None], THIRD)):  # fmt: skip
        entity, month = cells((rng.random(traits.alive.shape, dtype=np.float32) < rate) & traits.alive)
        owed = rate is owes
        kind = pick(OWING, len(entity), rng) if owed else _everyday_kinds(section[entity], rng)
        odds = {PLAINTIFF: (0.14, 0.52, 0.22, 0.12), THIRD: (0.2, 0.3, 0.3, 0.2)}.get(
            role, (0.66, 0.06, 0.22, 0.06) if owed else (0.36, 0.26, 0.26, 0.12)
        )
        judged = np.maximum(day_in_month(world, month, rng), cohort.established[entity] + 1)
        parts.append(_suits(entity, judged, kind, role, pick(odds, len(entity), rng), owed=owed))
    return parts


def _everyday_kinds(section: Array, rng: np.random.Generator) -> Array:
    kind = np.zeros(len(section), np.int32)
    for letter in np.unique(section):
        here = section == letter
        kind[here] = pick(KINDS.get(str(letter), KINDS_ELSEWHERE), int(here.sum()), rng)
    return kind


def _still_there(suits: Rows, traits: Traits, world: World) -> Rows:
    """Nobody is judged after leaving the market."""
    month = np.minimum(world.month_of(suits["judged"]), world.months - 1)
    return taken(suits, traits.alive[suits["entity"], month])


def _amounts(cohort: Cohort, suits: Rows, rng: np.random.Generator) -> Array:
    """Sums in fen: what is owed goes with the firm's size, what everyday disputes are about does not."""
    count = len(suits["entity"])
    owed = TURNOVER[cohort.size[suits["entity"]]] * np.exp(rng.normal(-0.2, 0.9, count))
    other = 6e4 * np.exp(rng.normal(0.0, 1.3, count))
    return (np.maximum(np.rint(np.where(suits["owed"], owed, other) / 100), 1) * 10_000).astype(np.int64)


def _judgments(cohort: Cohort, suits: Rows, world: World, rng: np.random.Generator) -> Family:
    entity, judged, count = suits["entity"], suits["judged"], len(suits["entity"])
    known = arrival(judged, rng, usual=(3, 60), late=240, share=world.settings.late_share)
    return Family(rows={
        "entity": entity,
        "event_date": judged,
        "known_date": known,
        "case_no": Numbered("虚民初", cohort.first * 1000 + np.arange(count)),
        "court": Coded(cohort.region[entity], [f"虚构{code}人民法院" for code in REGIONS]),
        "case_type": Coded(suits["kind"], CASE_TYPES),
        "case_role": Coded(suits["role"], ROLES),
        "amount": suits["amount"],
        "result": Coded(suits["result"], RESULTS),
    })  # fmt: skip


def _enforcement(
    cohort: Cohort, traits: Traits, suits: Rows, world: World, rng: np.random.Generator
) -> Family:
    """Cases lost and not paid of one's own accord, one to five months later; who can pay then does."""
    count = len(suits["entity"])
    month = np.clip(world.month_of(suits["judged"]), 0, world.months - 1)
    solvency = traits.solvency[suits["entity"], month]
    lost = (suits["role"] == DEFENDANT) & (suits["result"] == LOST)
    unpaid = rng.random(count) < chance(np.where(suits["owed"], -0.1, -1.2) - 0.8 * solvency)
    on_list = suits["enforced"] != NO_DAY
    asked = np.where(on_list, suits["enforced"], suits["judged"] + rng.integers(30, 150, count))
    keep = on_list | (lost & unpaid)
    rows = taken(suits | {"asked": asked, "on_list": on_list, "solvency": solvency}, keep)
    cases = _cases(cohort, rows, world, rng)
    return Family(rows=cases, events=revocations(cases, rng))


def _cases(cohort: Cohort, rows: Rows, world: World, rng: np.random.Generator) -> Rows:
    order = np.lexsort((rows["asked"], rows["entity"]))
    rows = taken(rows, order)
    entity, asked, on_list, left = rows["entity"], rows["asked"], rows["on_list"], rows["left"]
    count = len(entity)
    pays = ~on_list & (rng.random(count) < chance(0.4 + 0.9 * rows["solvency"]))
    pays |= left != NO_DAY
    in_full = np.where(on_list, left, asked + 10 + waits(110.0, count, rng))
    given_up = np.where(on_list, rows["entered"], asked) + rng.integers(60, 200, count)
    given_up = np.where(pays, np.where(in_full > given_up, given_up, NO_DAY), given_up)
    limited = np.where(
        on_list, rows["entered"] - rng.integers(0, 8, count), asked + rng.integers(20, 50, count)
    )
    limits = on_list | (~pays & (rng.random(count) < 0.7))
    short = np.where(rng.random(count) < 0.3, PARTLY, NOTHING)
    return {
        "entity": entity,
        "event_date": asked.astype(np.int32),
        "known_date": arrival(asked.astype(np.int32), rng, usual=(1, 20), late=150, share=world.settings.late_share),
        "case_no": Numbered("虚执", cohort.first * 1000 + np.arange(count)),
        "court": Coded(cohort.region[entity], [f"虚构{code}人民法院" for code in REGIONS]),
        "amount": np.rint(rows["amount"] * rng.uniform(0.7, 1.1, count)).astype(np.int64),
        "performance": Coded(np.where(pays, FULL, short), PERFORMANCES),
        "performance_date": np.where(pays, in_full, given_up).astype(np.int32),
        "limit_date": dated(np.maximum(limited, asked), limits),
        "terminated_date": given_up.astype(np.int32),
        "closed_date": dated(in_full, pays),
    }  # fmt: skip
