"""Features of one entity by the interpreter of ``plan``: no engine, plain dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from creditscore import rights as room
from creditscore.errors import FeatureError
from creditscore.features._catalogue import FEATURES, get
from creditscore.plan import Feature, RightsPolicy, Situation, evaluate, in_use, tables_of

if TYPE_CHECKING:
    from creditscore.records import Province

Row = Mapping[str, Any]
Records = Mapping[str, Sequence[Row]]


def usable_rows(records: Records, policy: RightsPolicy) -> dict[str, list[dict[str, Any]]]:
    """Records of one entity by table → one row per usable interval, with the interval's dates."""
    events = records.get("record_event", ())
    return {
        table: room.usable_rows(table, rows, events, policy=policy)
        for table, rows in records.items()
        if table not in {"record_event", "coverage"}
    }


def covered_from(
    coverage: Sequence[Row], *, region: str | None, kind: str | None, as_of: date
) -> dict[str, date]:
    """Since when each source covers the place and kind without a break up to ``as_of``."""
    places = {None, region, None if region is None else region[:4] + "00"}
    since: dict[str, date] = {}
    for row in coverage:
        if (
            row["region_code"] in places
            and row["entity_type"] in {None, kind}
            and row["covered_from"] < as_of
            and (row["covered_until"] is None or row["covered_until"] >= as_of)
        ):
            table = row["table_name"]
            since[table] = min(since.get(table, row["covered_from"]), row["covered_from"])
    return since


def situation(records: Records, coverage: Sequence[Row], *, as_of: date, policy: RightsPolicy) -> Situation:
    """What is known and usable about one entity on one day."""
    rows = usable_rows(records, policy)
    versions = [row for row in rows.get("entity", ()) if in_use(row, as_of)]
    now = max(versions, key=lambda row: (row["event_date"], row["known_from"], row["record_id"]), default={})
    since = covered_from(
        coverage, region=now.get("oper_region_code"), kind=now.get("entity_type"), as_of=as_of
    )
    return Situation(as_of=as_of, rows=rows, covered_from=since)


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
    every feature whose tables the province has. Raises ``FeatureError`` if
    ``as_of`` lies outside the data or the entity has no record at all.
    """
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    if not province.data_from < day <= province.data_until:
        raise FeatureError(
            f"as_of {day} lies outside the data of {province.path.name} "
            f"({province.data_from} to {province.data_until}); choose a day inside"
        )
    records = province.records_of(entity)
    if not any(records.values()):
        raise FeatureError("entity: no record of it in this province; check the identifier")
    if select is None:
        select = [feature for feature in FEATURES.values() if tables_of(feature.node) <= set(province.tables)]
    chosen = [get(feature) if isinstance(feature, str) else feature for feature in select]
    coverage = province.rows("coverage")
    return evaluate(chosen, situation(records, coverage, as_of=day, policy=rights))
