"""Features of one entity by the interpreter of ``plan``: no engine, plain dicts."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from creditscore import rights as room
from creditscore.errors import DataHorizonWarning, UnknownEntityWarning
from creditscore.features._catalogue import FEATURES, get
from creditscore.features._guard import one_definition_each
from creditscore.features._snapshots import beyond
from creditscore.plan import Feature, RightsPolicy, Situation, evaluate, tables_of
from creditscore.plan.usable import BESIDE, situation_of

if TYPE_CHECKING:
    from creditscore.records import Province

Row = Mapping[str, Any]
Records = Mapping[str, Sequence[Row]]


def usable_rows(records: Records, policy: RightsPolicy) -> dict[str, list[dict[str, Any]]]:
    """Records of one entity by table → one row per usable interval, with the interval's dates."""
    events = records.get("record_event", ())
    return {
        table: room.usable_rows(table, records[table], events, policy=policy) for table in _judged(records)
    }


def situation(records: Records, coverage: Sequence[Row], *, as_of: date, policy: RightsPolicy) -> Situation:
    """What is known and usable about one entity on one day.

    ``records`` are those of one entity by table. Where they have an ``entity`` table, an entity of which no version
    is in use on the day is unknown and no source covers it: its features are null, not 0. Without such a table
    (a source that has no register) coverage goes by nothing but the place ``None``.
    """
    governed = {table: room.governing(table) for table in _judged(records)}
    return situation_of(records, coverage, as_of=as_of, policy=policy, governed=governed)


def _judged(records: Records) -> list[str]:
    """Tables whose rows are records with rights of their own."""
    return [table for table in records if table not in BESIDE]


def of(
    province: Province,
    entity: str,
    *,
    as_of: date | str,
    select: Sequence[Feature | str] | None = None,
    rights: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
) -> dict[str, float | None]:
    """Features of one entity on one day, by name; null is None.

    ``select`` holds features or their names (such as ``model.names`` of a loaded bundle) and is by default
    every feature whose tables the province has. It answers as ``compute`` does: a day outside the data
    (``DataHorizonWarning``) and an entity of which nothing is known on the day (``UnknownEntityWarning``; where there
    is a register, every feature is null and every coverage 0) are warned of and answered: a service goes on and
    logs, and what turns warnings into errors stops.
    """
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    if select is None:
        select = [feature for feature in FEATURES.values() if tables_of(feature.node) <= set(province.tables)]
    chosen = [get(feature) if isinstance(feature, str) else feature for feature in select]
    one_definition_each(chosen)
    read = set(province.tables) & {"entity", "record_event"}.union(*(tables_of(f.node) for f in chosen))
    records = province.records_of(entity, tables=sorted(read))
    now = situation(records, province.rows("coverage"), as_of=day, policy=rights)
    for said, kind in _warnings(province, now):
        warnings.warn(said, kind, stacklevel=2)
    return evaluate(chosen, now)


def _warnings(province: Province, now: Situation) -> Iterator[tuple[str, type[Warning]]]:
    """What the caller should hear about the day and the entity; the entity's code is not repeated."""
    name, day = province.path.name, now.as_of
    if not province.data_from < day <= province.data_until:
        yield beyond(province, day), DataHorizonWarning
    known = [table for table in now.rows if now.visible(table)]
    if "entity" in now.rows and "entity" not in known:
        yield (
            f"entity: no registration of it in {name} was known before {day}, so that nothing says which sources cover "
            "it: its features are null; check the identifier and the day",
            UnknownEntityWarning,
        )
    elif not known:
        yield (
            f"entity: no record of it in {name} was known before {day}; check the identifier and the day",
            UnknownEntityWarning,
        )
