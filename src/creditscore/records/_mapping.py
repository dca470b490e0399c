"""The column mapping behind ``creditscore read``: somebody else's files, said in TOML, as our tables.

    title = "…"                    identifier = "pseudonym"       # or "uscc"
    regions = "free"               # or "jilin", "gb2260"         missing = ["", "NULL"]

    [admin_penalty]
    files = ["penalties/*.csv"]    encoding = "gb18030"           covered_from = 2017-01-01
    known = { assumed_lag_days = 30 }                             # or { column = "公示日期", format = "%Y/%m/%d" }
    natural_person = { from = "相对人类别", values = ["自然人"] }
    [admin_penalty.columns]
    uscc = "统一社会信用代码"
    event_date = { from = "决定日期", format = ["%Y-%m-%d", "%Y年%m月%d日"] }
    fine = { from = "罚款金额（万元）", unit = "wan_yuan" }
    penalty_kind = { from = "处罚类别", values = { "罚款" = "fine" }, patterns = [["警告", "warning"]], empty = "other" }
    [admin_penalty.constants]
    source_code = "credit-china"

A column is a source column's name or a table of: ``from`` (a name, or a list of which the first value present
counts), ``extract`` (first group of a pattern), ``values`` and ``patterns`` (theirs → ours; "" makes it missing),
``fallback`` (for values neither knows; without it they are quarantined as ``unknown_code``), ``empty`` (for
missing ones), ``unit`` (yuan, wan_yuan, fen; percent for rates) and ``format`` (one or several, as in strptime).

Several layouts of one table go under ``[[admin_penalty.sources]]``, each with ``files``, ``encoding``,
``columns`` and ``constants`` of its own on top of the table's. ``[entity] from_ids = true`` makes the
registry from the identifiers seen. Rows without a date are quarantined under the rule ``undated``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from creditscore.errors import MappingError
from creditscore.records._cast import ColumnSpec, Scalar, check_spec
from creditscore.records._catalogue import TABLES
from creditscore.records._manifest import Source
from creditscore.records._table import Table

_TOP = {"title", "identifier", "regions", "made_up", "data_from", "data_until", "missing"}
_FEED = {"files", "encoding", "columns", "constants", "natural_person"}
_TABLE = _FEED | {"known", "covered_from", "undated", "sources", "from_ids"}
_COLUMN = {"from", "values", "patterns", "fallback", "empty", "extract", "unit", "format"}
_UNITS = {"元": "yuan", "万元": "wan_yuan", "分": "fen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMapping:
    """Files of one layout; ``persons`` is the column and the values that mark natural persons."""

    files: tuple[str, ...]
    encoding: str
    columns: Mapping[str, ColumnSpec]
    persons: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """One table: its feeds, and how it becomes known. ``from_ids`` is for ``entity`` alone."""

    table: Table
    feeds: tuple[FeedMapping, ...]
    lag_days: int | None
    covered_from: date | None
    from_ids: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsMapping:
    """A whole mapping; ``nulls`` are the texts that stand for a missing value."""

    name: str
    source: Source
    nulls: tuple[str, ...]
    tables: tuple[TableMapping, ...]


def read_mapping(mapping: Path | str | Mapping[str, Any]) -> RecordsMapping:
    """Read a mapping from a TOML file or an already parsed one, refusing every key it does not know."""
    if isinstance(mapping, Mapping):
        return _Reader("mapping").mapping(mapping)
    path = Path(mapping)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MappingError(f"{path}: no such file; wanted a TOML column mapping; correct the path") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}: not a TOML file ({error}); correct it") from error
    return _Reader(path.name).mapping(content)


class _Reader:
    """Turns parsed TOML into dataclasses; every message begins with the mapping's name and the key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def mapping(self, content: Mapping[str, Any]) -> RecordsMapping:
        unknown = sorted(set(content) - _TOP - set(TABLES))
        if unknown:
            raise self.error(unknown[0], f"is neither a setting {sorted(_TOP)} nor a table {sorted(TABLES)}")
        names = [name for name in TABLES if name in content]
        if not names:
            raise self.error("", f"names no table; wanted at least one of {sorted(TABLES)}")
        return RecordsMapping(
            name=self.name,
            source=self.source(content),
            nulls=tuple(dict.fromkeys(("", *self.texts(content.get("missing", []), "missing")))),
            tables=tuple(self.table(TABLES[name], self.section(content[name], name)) for name in names),
        )

    def source(self, content: Mapping[str, Any]) -> Source:
        if content.get("identifier") not in ("uscc", "pseudonym"):
            raise self.error(
                "identifier", f'wanted "uscc" or "pseudonym", found {content.get("identifier")!r}'
            )
        if content.get("regions", "free") not in ("jilin", "gb2260", "free"):
            raise self.error("regions", f'wanted "jilin", "gb2260" or "free", found {content["regions"]!r}')
        return Source(
            title=str(content.get("title", "")),
            made_up=bool(content.get("made_up", False)),
            identifier=content["identifier"],
            regions=content.get("regions", "free"),
            data_from=self.day(content.get("data_from"), "data_from"),
            data_until=self.day(content.get("data_until"), "data_until"),
        )

    def table(self, table: Table, section: Mapping[str, Any]) -> TableMapping:
        key = f"[{table.name}]"
        self.known_keys(section, _TABLE, key)
        if section.get("undated", "quarantine") != "quarantine":
            raise self.error(
                f"{key} undated", 'wanted "quarantine": a row without a date may enter no feature'
            )
        lag, known = self.known(table, section.get("known"), key)
        from_ids = bool(section.get("from_ids", False))
        if from_ids and table.name != "entity":
            raise self.error(f"{key} from_ids", "only the entity table can be made from the identifiers seen")
        sources: Sequence[Any] = section.get("sources", [{}])
        feeds = tuple(
            self.feed(table, section, self.section(part, f"{key} sources"), known) for part in sources
        )
        if not from_ids:
            for feed in feeds:
                self.complete(table, feed, lag)
        return TableMapping(
            table=table, feeds=feeds, lag_days=lag, from_ids=from_ids,
            covered_from=self.day(section.get("covered_from"), f"{key} covered_from"),
        )  # fmt: skip

    def known(self, table: Table, given: Any, key: str) -> tuple[int | None, ColumnSpec | None]:
        if given is None:
            return None, None
        known = self.section(given, f"{key} known")
        if set(known) == {"assumed_lag_days"}:
            days = known["assumed_lag_days"]
            if isinstance(days, bool) or not isinstance(days, int) or days < 0:
                raise self.error(
                    f"{key} known", f"assumed_lag_days must be a whole number of days ≥ 0, found {days!r}"
                )
            return days, None
        if "column" in known and set(known) <= {"column", "format"}:
            spec = {"from": known["column"], **({"format": known["format"]} if "format" in known else {})}
            return None, self.spec(table, "known_date", spec, f"{key} known")
        raise self.error(
            f"{key} known", f"wanted {{column = …}} or {{assumed_lag_days = n}}, found {dict(known)}"
        )

    def feed(
        self, table: Table, section: Mapping[str, Any], part: Mapping[str, Any], known: ColumnSpec | None
    ) -> FeedMapping:
        key = f"[{table.name}]"
        self.known_keys(part, _FEED, f"{key} sources")
        columns: dict[str, ColumnSpec] = {} if known is None else {"known_date": known}
        for place in (section, part):
            for column, given in self.section(place.get("columns", {}), f"[{table.name}.columns]").items():
                columns[column] = self.spec(table, column, given, f"[{table.name}.columns] {column}")
            for column, value in self.section(
                place.get("constants", {}), f"[{table.name}.constants]"
            ).items():
                columns[column] = self.constant(table, column, value, f"[{table.name}.constants] {column}")
        persons = part.get("natural_person", section.get("natural_person"))
        return FeedMapping(
            files=self.texts(part.get("files", section.get("files", [])), f"{key} files"),
            encoding=str(part.get("encoding", section.get("encoding", "utf-8"))),
            columns=columns,
            persons=None
            if persons is None
            else self.persons(self.section(persons, f"{key} natural_person"), key),
        )

    def persons(self, given: Mapping[str, Any], key: str) -> tuple[str, tuple[str, ...]]:
        if set(given) != {"from", "values"}:
            raise self.error(
                f"{key} natural_person", f"wanted {{from = …, values = […]}}, found {dict(given)}"
            )
        return str(given["from"]), self.texts(given["values"], f"{key} natural_person")

    def complete(self, table: Table, feed: FeedMapping, lag: int | None) -> None:
        key = f"[{table.name}]"
        if not feed.files:
            raise self.error(f"{key} files", "is missing; name the source files, relative to the raw folder")
        given = {*feed.columns, "record_id", *(["known_date"] if lag is not None else [])}
        for column in table.required:
            if column not in given:
                what = "known = {column = …} or {assumed_lag_days = n}" if column == "known_date" else "it"
                where = (
                    key if column == "known_date" else f"[{table.name}.columns] or [{table.name}.constants]"
                )
                raise MappingError(
                    f"{self.name}: {table.name}: column {column!r} is not mapped and is required; mapped are "
                    f"{sorted(feed.columns)}; add {what} to the mapping under {where}"
                )

    def spec(self, table: Table, column: str, given: Any, key: str) -> ColumnSpec:
        declared = self.column_of(table, column, key)
        if isinstance(given, str):
            given = {"from": given}
        section = self.section(given, key)
        self.known_keys(section, _COLUMN, key)
        sources = self.texts(section.get("from", []), f"{key} from")
        if not sources:
            raise self.error(key, f'wanted from = "<source column>", found {dict(section)}')
        values = self.section(section.get("values", {}), f"{key} values")
        unit = str(section.get("unit", ""))
        spec = ColumnSpec(
            source=sources[0],
            otherwise=sources[1:],
            extract=str(section.get("extract", "")),
            values={str(theirs): cast("Scalar", ours) for theirs, ours in values.items()},
            patterns=self.patterns(section.get("patterns", []), key),
            fallback=section.get("fallback"),
            empty=section.get("empty"),
            unit=cast("Any", _UNITS.get(unit, unit)),
            formats=self.texts(section.get("format", []), f"{key} format"),
        )
        if declared.kind == "money" and not spec.unit:
            raise self.error(key, 'money has no unit; add unit = "yuan", "wan_yuan" or "fen"')
        check_spec(declared, spec, where=f"{self.name}: {key}")
        return spec

    def patterns(self, given: Any, key: str) -> tuple[tuple[str, Scalar], ...]:
        if not isinstance(given, list):
            raise self.error(f"{key} patterns", f"wanted a list of [pattern, value] pairs, found {given!r}")
        pairs: list[tuple[str, Scalar]] = []
        for pair in cast("list[Any]", given):
            parts = cast("list[Any]", pair) if isinstance(pair, list) else []
            if len(parts) != 2 or not isinstance(parts[0], str):
                raise self.error(
                    f"{key} patterns", f"wanted a list of [pattern, value] pairs, found {pair!r}"
                )
            pairs.append((parts[0], parts[1]))
        return tuple(pairs)

    def constant(self, table: Table, column: str, value: Any, key: str) -> ColumnSpec:
        declared = self.column_of(table, column, key)
        spec = ColumnSpec(constant=value)
        check_spec(declared, spec, where=f"{self.name}: {key}")
        return spec

    def column_of(self, table: Table, column: str, key: str) -> Any:
        names = [declared.name for declared in table.columns]
        if column not in names:
            raise self.error(key, f"{table.name} has no column {column!r}; wanted one of {names}")
        return table.column(column)

    def known_keys(self, section: Mapping[str, Any], wanted: set[str], key: str) -> None:
        unknown = sorted(set(section) - wanted)
        if unknown:
            raise self.error(key, f"key {unknown[0]!r} is unknown; wanted any of {sorted(wanted)}")

    def section(self, value: Any, key: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self.error(key, f"wanted a table of keys, found {value!r}")
        return cast("Mapping[str, Any]", value)

    def texts(self, value: Any, key: str) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value
        if not (
            isinstance(values, list) and all(isinstance(text, str) for text in cast("list[Any]", values))
        ):
            raise self.error(key, f"wanted a text or a list of texts, found {value!r}")
        return tuple(cast("list[str]", values))

    def day(self, value: Any, key: str) -> date | None:
        if value is None or type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.error(key, f"wanted a date such as 2017-01-01, found {value!r}") from None

    def error(self, key: str, problem: str) -> MappingError:
        return MappingError(f"{self.name}: {key} {problem}; correct the mapping".replace(":  ", ": "))
