"""Applications for credit repair: one behind every repair, and others that were refused or are still open."""

from __future__ import annotations

import numpy as np

from creditscore.records.procedures import REPAIR_APPLICATION
from creditscore.simulate._arrow import numbered
from creditscore.simulate._cohort import Cohort
from creditscore.simulate._draws import Coded, Family, Given, Kept, Rows, chance, dated, joined, taken, waits
from creditscore.simulate._sparse import ordered, serial
from creditscore.simulate._traits import Traits
from creditscore.simulate._world import NO_DAY, Array, World
from creditscore.simulate.penalties import REPAIRED

RESULTS = REPAIR_APPLICATION.column("result").codes
GRANTED, REFUSED, PENDING = range(3)
TRIED_FOR = ("admin_penalty", "list_entry", "construction_credit", "statistics_event")
TRIED = 0.10
"""Share of the records that were never repaired for which somebody applied all the same."""
SLOW = 0.10
"""Share of applications that are decided only after months."""


def make_applications(cohort: Cohort, traits: Traits, kept: dict[str, Kept], world: World) -> Family:
    """Rows of ``repair_application``; ``false_materials`` are marked."""
    rng = cohort.rng(world, "repair_applications")
    parts = []
    for place, (table, held) in enumerate(kept.items()):
        if held.family.events:
            parts.append(_granted(place, held, rng))
        if table in TRIED_FOR:
            parts.append(_refused(place, held, traits, world, rng))
    rows = joined(parts)
    rows = taken(rows, ordered(rows))
    event, count = rows["event_date"], len(rows["entity"])
    refused = rows["result"] == REFUSED
    false = refused & (rng.random(count) < world.settings.false_materials)
    return Family(
        rows={
            "entity": rows["entity"],
            "event_date": event,
            "known_date": (event + rng.integers(0, 4, count)).astype(np.int32),
            "application_no": serial("虚修", cohort, count),
            "about_table": Coded(rows["table"], list(kept)),
            "about_record_id": rows["record"],
            "duties_done": rows["duties"],
            "corrected": rows["corrected"],
            "promise": rows["promise"],
            "result": Coded(rows["result"], RESULTS),
            "closed_date": rows["closed"],
            "false_materials": false,
        },
        marks={"false_materials": false & (rows["closed"] < world.end_day)},
    )


def _granted(table: int, held: Kept, rng: np.random.Generator) -> Rows:
    """What was asked for some days before each repair."""
    events = held.family.events
    hit = events["kind"].index == REPAIRED
    row, closed = events["row"][hit], events["event_date"][hit]
    filed = np.maximum(closed - rng.integers(5, 26, len(row)), held.family.rows["event_date"][row])
    yes = np.ones(len(row), bool)
    return _rows(table, held, row, filed, closed, np.full(len(row), GRANTED), (yes, yes, yes))


def _refused(table: int, held: Kept, traits: Traits, world: World, rng: np.random.Generator) -> Rows:
    """Asked too early, with duties undone or without a promise; the last ones are not decided yet."""
    rows, events = held.family.rows, held.family.events
    repaired = np.zeros(len(rows["entity"]), bool)
    if events:
        repaired[events["row"][events["kind"].index == REPAIRED]] = True
    asks = ~repaired & (rng.random(len(repaired)) < TRIED)
    asks &= (rows["behaviour"].index == 1) if "behaviour" in rows else True
    if "superseded_date" in rows:
        asks &= rows["superseded_date"] == NO_DAY
    row = np.flatnonzero(asks)
    filed = (rows["known_date"][row] + waits(200.0, len(row), rng)).astype(np.int32)
    row, filed = row[filed < world.end_day - 1], filed[filed < world.end_day - 1]
    month = np.clip(world.month_of(filed), 0, world.months - 1)
    here = traits.alive[rows["entity"][row], month]
    row, filed, month = row[here], filed[here], month[here]
    count = len(row)
    done = chance(0.3 + 0.7 * traits.compliance[rows["entity"][row], month])
    said = tuple(rng.random(count) < share for share in (done, done, np.full(count, 0.7)))
    takes = np.where(rng.random(count) < SLOW, rng.integers(30, 200, count), rng.integers(3, 21, count))
    closed = dated(filed + takes, filed + takes < world.end_day)
    result = np.where(closed == NO_DAY, PENDING, REFUSED)
    return _rows(table, held, row, filed, closed, result, said)


def _rows(
    table: int, held: Kept, row: Array, filed: Array, closed: Array, result: Array, said: tuple[Array, ...]
) -> Rows:
    duties, corrected, promise = said
    return {
        "entity": held.family.rows["entity"][row],
        "event_date": filed.astype(np.int32),
        "table": np.full(len(row), table, np.int32),
        "record": Given(numbered(held.prefix, held.offset + row)),
        "closed": closed.astype(np.int32),
        "result": result.astype(np.int32),
        "duties": duties,
        "corrected": corrected,
        "promise": promise,
    }
