"""The content of a credit report as plain data: which records of one entity are shown on a day, and how they stand.

Everything is taken from what was known before the day (``records.known_before``), passed through the publication
filter of ``rights``, and narrowed to the columns of the layer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from creditscore import rights
from creditscore.codes import catalogue
from creditscore.plan.rule import Channel
from creditscore.records import TABLES, Column, wording, yuan
from creditscore.reporting._credit_parts import Part, belongs, columns_of

Row = Mapping[str, Any]
Plain = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Material:
    """What is known of one entity before ``as_of``; ``opened`` are the tables an authorisation opens.

    ``not_shown`` counts, by rule, the public records that the filter keeps back; it is filled while sections are made.
    """

    entity: str
    as_of: date
    channel: Channel
    known: Mapping[str, Sequence[Row]]
    covered: Mapping[str, date]
    delivered: frozenset[str]
    opened: frozenset[str] = frozenset()
    not_shown: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def masked(self) -> bool:
        """Whether the entity is an individual business, whose operator is a natural person."""
        return rights.is_individual_business(self.entity)

    def standing(self, table: str, row: Row) -> tuple[rights.Standing, rights.Publicity]:
        """How a record stands, and its publicity in the channel (Credit China's where the channel has no rule of its own)."""
        now = rights.standing_on(
            table, row, self.known.get("record_event", ()), on=self.as_of,
            applications=self.known.get("repair_application", ()),
        )  # fmt: skip
        channel: Channel = self.channel if self.channel in rights.channels_of(table) else "credit_china"
        return now, now.in_channel(channel)


def json_value(column: Column, value: Any) -> Any:
    """A stored value as JSON has it: dates in ISO form, money in yuan."""
    if value is None:
        return None
    if column.kind == "money":
        return yuan(value)
    return value.isoformat() if isinstance(value, date) else value


def described(columns: Sequence[Column]) -> list[Plain]:
    """What a reader needs to know of each column."""
    return [
        {
            "name": column.name,
            "title_zh": column.title_zh,
            "title_en": column.title_en,
            "kind": column.kind,
            "unit": "CNY_yuan" if column.kind == "money" else column.unit,
        }
        for column in columns
    ]


def values_of(columns: Sequence[Column], row: Row, *, masked: bool) -> tuple[Plain, Plain]:
    """Values by column, and the names of what is coded; an individual business's own name is masked."""
    values: Plain = {}
    texts: Plain = {}
    for column in columns:
        value = row.get(column.name)
        if column.name == "name" and masked:
            value = rights.mask_name(value)
        values[column.name] = json_value(column, value)
        if value is not None and column.kind in ("code", "text"):
            zh, en = wording(column, value, subject=row.get("uscc") or "")
            if column.kind == "code" or zh != value:
                texts[column.name] = {"zh": zh, "en": en}
    return values, texts


def _over(shown: rights.Publicity, day: date) -> bool:
    return shown.published_until is not None and shown.published_until <= day


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _status(now: rights.Standing, shown: rights.Publicity) -> Plain:
    return {
        "contested": now.contested,
        "severity": shown.severity,
        "rule_version": shown.rule_version,
        "case": shown.case,
        "automatic_end": _iso(shown.automatic_end),
        "earliest_repair": _iso(shown.earliest_repair),
    }


def _newest(row: Row) -> tuple[Any, Any, str]:
    return row["event_date"], row["known_date"], row["record_id"]


def _record(columns: Sequence[Column], row: Row, material: Material, status: Plain) -> Plain:
    values, texts = values_of(columns, row, masked=material.masked)
    return {
        "record_id": row["record_id"],
        "event_date": row["event_date"].isoformat(),
        "known_date": row["known_date"].isoformat(),
        "source_code": row.get("source_code"),
        "region_code": row.get("region_code"),
        "values": values,
        "texts": texts,
        "status": status,
    }


def _block(part: Part, material: Material, columns: Sequence[Column], found: list[Plain]) -> Plain:
    table = part.declared
    basis = catalogue.get(table.basis)
    since = material.covered.get(table.name)
    return {
        "part": part.name,
        "table": table.name,
        "title_zh": table.title_zh,
        "title_en": table.title_en,
        "event_zh": table.event[0],
        "event_en": table.event[1],
        "basis": {"code": basis.code, "zh": basis.name_zh, "en": basis.name_en},
        "note": part.note or None,
        "delivered": table.name in material.delivered,
        "covered_from": _iso(since),
        "columns": described(columns),
        "records": found,
    }


def public_part(part: Part, material: Material) -> Plain:
    """One table of a section: the records the publication filter shows on the day, newest first."""
    table = part.declared
    columns = columns_of(table, opened=False, masked=material.masked)
    found: list[Plain] = []
    for row in sorted(material.known.get(table.name, ()), key=_newest, reverse=True):
        if not belongs(part, row, material.as_of):
            continue
        now, shown = material.standing(table.name, row)
        if shown.visible:
            found.append(_record(columns, row, material, _status(now, shown)))
            material.seen.add((table.name, row["record_id"]))
        elif "superseded" not in now.why and "not_public" not in now.why:
            material.not_shown["publicity_over" if _over(shown, material.as_of) else "not_published"] += 1
    return _block(part, material, columns, found)


def opened_part(part: Part, material: Material) -> Plain:
    """One table an authorisation opens: every record known and in force, newest first, links and hashes left out."""
    table = part.declared
    columns = columns_of(table, opened=True, masked=material.masked)
    found: list[Plain] = []
    for row in sorted(material.known.get(table.name, ()), key=_newest, reverse=True):
        now, shown = material.standing(table.name, row)
        if now.known and not _over(shown, material.as_of):
            found.append(_record(columns, row, material, _status(now, shown)))
            material.seen.add((table.name, row["record_id"]))
    return _block(part, material, columns, found)


def registration(material: Material) -> tuple[Plain, Plain, Row | None]:
    """The current version, the changes before it, and the stored row of the current one (none if not registered)."""
    table = TABLES["entity"]
    versions = [
        row
        for row in sorted(material.known.get("entity", ()), key=_newest, reverse=True)
        if material.standing("entity", row)[1].visible
    ]
    current = versions[0] if versions else None
    columns = columns_of(table, opened="entity" in material.opened, masked=material.masked)
    shown = [column for column in columns if column.name != "change_kind"]
    plain = {"contested": False, "severity": None, "rule_version": None, "case": None, "automatic_end": None,
             "earliest_repair": None}  # fmt: skip
    now = [] if current is None else [_record(shown, current, material, plain)]
    changed = [table.column("change_kind")]
    changes = [
        _record(changed, row, material, plain) for row in versions if row.get("change_kind") is not None
    ]
    entity, history = Part(table="entity", key="registration"), Part(table="entity", key="changes")
    return _block(entity, material, shown, now), _block(history, material, changed, changes), current
