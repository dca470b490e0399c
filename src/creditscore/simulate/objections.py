"""Objections: one for every record that was contested, coherent with the events of the record."""

from __future__ import annotations

import numpy as np

from creditscore.records.procedures import OBJECTION
from creditscore.simulate._arrow import numbered
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._draws import Coded, Family, Given, Kept, Rows, joined, taken
from creditscore.simulate._sparse import choice, ordered, serial
from creditscore.simulate._world import NO_DAY, World
from creditscore.simulate.penalties import FILED, REJECTED, UPHELD

RESULTS = OBJECTION.column("result").codes
R_UPHELD, R_REJECTED, R_UNVERIFIABLE, R_PENDING = range(4)
REASONS = ("信息与事实不符", "非本主体信息", "已履行完毕未更新", "公示期限有误", "处罚决定已被撤销")
UNANSWERED = 60
"""Days after which an objection without a verdict has ended as one that cannot be verified."""


def make_objections(cohort: Cohort, kept: dict[str, Kept], world: World) -> Family:
    """Rows of ``objection``: every ``objection_…`` event of the families of ``kept`` belongs to one.

    An objection that was filed and never answered cannot be verified, or is pending if it is young.
    """
    rng = cohort.rng(world, "objections")
    parts = [
        _contested(place, held, world, rng) for place, held in enumerate(kept.values()) if held.family.events
    ]
    rows = joined(parts)
    rows = taken(rows, ordered(rows))
    event, count = rows["event_date"], len(rows["entity"])
    return Family(rows={
        "entity": rows["entity"],
        "event_date": event,
        "known_date": rows["known_date"],
        "objection_no": serial("虚异", cohort, count),
        "about_table": Coded(rows["table"], list(kept)),
        "about_record_id": rows["record"],
        "reason": choice((0.4, 0.1, 0.25, 0.1, 0.15), REASONS, count, rng),
        "annotated_date": (event + rng.integers(0, 4, count)).astype(np.int32),
        "result": Coded(rows["result"], RESULTS),
        "closed_date": rows["closed"],
    })  # fmt: skip


def _contested(table: int, held: Kept, world: World, rng: np.random.Generator) -> Rows:
    rows, events = held.family.rows, held.family.events
    filed, answer, verdict = (np.full(len(rows["entity"]), NO_DAY, np.int32) for _ in range(3))
    known = np.full(len(rows["entity"]), NO_DAY, np.int32)
    kind = events["kind"].index
    for wanted, result in ((UPHELD, R_UPHELD), (REJECTED, R_REJECTED)):
        hit = kind == wanted
        answer[events["row"][hit]], verdict[events["row"][hit]] = events["event_date"][hit], result
    hit = kind == FILED
    filed[events["row"][hit]], known[events["row"][hit]] = (
        events["event_date"][hit],
        events["known_date"][hit],
    )
    row = np.flatnonzero((filed != NO_DAY) | (answer != NO_DAY))
    filed, answer, verdict, known = filed[row], answer[row], verdict[row], known[row]
    before = np.maximum(answer.astype(np.int64) - rng.integers(3, 21, len(row)), rows["event_date"][row])
    unseen = filed == NO_DAY
    filed = np.where(unseen, before, filed).astype(np.int32)
    known = np.where(unseen, filed + rng.integers(0, 3, len(row)), known).astype(np.int32)
    open_ = answer == NO_DAY
    old = open_ & (filed < world.end_day - UNANSWERED)
    closed = np.where(old, filed + rng.integers(15, UNANSWERED, len(row)), answer).astype(np.int32)
    return {
        "entity": rows["entity"][row],
        "event_date": filed,
        "known_date": known,
        "table": np.full(len(row), table, np.int32),
        "record": Given(numbered(held.prefix, held.offset + row)),
        "result": np.select([old, open_], [R_UNVERIFIABLE, R_PENDING], verdict).astype(np.int32),
        "closed": closed,
    }
