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
counts; all of them with ``all = true``), ``extract`` (first group of a pattern), ``values`` and ``patterns`` (theirs →
ours; "" makes it missing), ``classify`` (patterns of a code list), ``fallback`` (for values neither knows; without it
they are quarantined as ``unknown_code``), ``empty`` (for missing ones), ``unit`` (yuan, wan_yuan, fen; percent for
rates), ``format`` (one or several, as in strptime, or "excel"; ``dates`` at the top gives those of all date columns),
``optional`` (the column may be absent from a file) and ``hash = "hmac"`` (kept as a keyed hash alone). ``split`` cuts a
cell into several values; their codes are ranked by ``order`` and joined by ``join``, or the first is taken. ``same_as``
takes what another column says and changes only what is said here.

Further keys of a table: ``aliases`` (a column's other headers), ``private`` (columns never kept, not even in the
quarantine), ``by_header`` (of the files matched take those whose header has these columns), ``sheet``, ``header_row``,
``delimiter`` (``encoding`` and ``delimiter`` may be "auto"), ``natural_person`` and ``revoked`` (one or several
``{from, values}`` or ``{from, filled = true, unless}``). A built-in mapping is asked for by its name.

Several layouts of one table go under ``[[admin_penalty.sources]]``, each with ``files``, ``encoding``,
``columns`` and ``constants`` of its own on top of the table's. ``[entity] from_ids = true`` makes the
registry from the identifiers seen. Rows without a date are quarantined under the rule ``undated``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from creditscore.errors import MappingError
from creditscore.records._cast import ColumnSpec
from creditscore.records._catalogue import TABLES
from creditscore.records._column_mapping import Door, read_column, read_constant, read_doors
from creditscore.records._intake import plain
from creditscore.records._manifest import Source
from creditscore.records._table import Table
from creditscore.records._toml import Reader

_TOP = {"title", "identifier", "regions", "made_up", "data_from", "data_until", "missing", "dates", "layouts"}
_FEED = {
    "files", "encoding", "columns", "constants", "natural_person", "revoked", "sheet", "header_row", "delimiter",
    "by_header",
}  # fmt: skip
_TABLE = _FEED | {
    "known", "covered_from", "undated", "sources", "from_ids", "aliases", "private",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMapping:
    """Files of one layout; ``doors`` say which rows are turned away.

    ``by_header`` names columns by which the files are told among those that match.
    """

    files: tuple[str, ...]
    encoding: str
    columns: Mapping[str, ColumnSpec]
    doors: tuple[Door, ...] = ()
    sheet: str = ""
    header_row: int | None = None
    delimiter: str = ","
    by_header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """One table: its feeds, and how it becomes known. ``from_ids`` is for ``entity`` alone."""

    table: Table
    feeds: tuple[FeedMapping, ...]
    lag_days: int | None
    covered_from: date | None
    from_ids: bool
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsMapping:
    """A whole mapping; ``nulls`` are the texts that stand for a missing value, ``layouts`` are for writing."""

    name: str
    source: Source
    nulls: tuple[str, ...]
    tables: tuple[TableMapping, ...]
    layouts: Mapping[str, Any] = field(default_factory=dict[str, Any])


def mappings() -> dict[str, str]:
    """The built-in mappings: name → title. ``convert`` and ``creditscore read`` take the name.

    >>> sorted(mappings())
    ['shuanggongshi-2018']
    """
    found = files("creditscore.records").joinpath("mappings").iterdir()
    texts = {
        each.name.removesuffix(".toml"): each.read_text("utf-8")
        for each in found
        if each.name.endswith(".toml")
    }
    return {name: str(tomllib.loads(texts[name])["title"]) for name in sorted(texts)}


def read_mapping(mapping: Path | str | Mapping[str, Any]) -> RecordsMapping:
    """Read a mapping from a TOML file, by the name of a built-in one or already parsed, refusing unknown keys."""
    if isinstance(mapping, Mapping):
        return _Reader("mapping").mapping(mapping)
    path = Path(mapping)
    try:
        if str(mapping) == path.name and not path.suffix and path.name in mappings():
            inside = files("creditscore.records").joinpath("mappings", f"{path.name}.toml")
            return _Reader(path.name).mapping(tomllib.loads(inside.read_text("utf-8")))
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise MappingError(
            f"{path}: no such file; wanted a TOML column mapping or the name of a built-in one: {list(mappings())}; "
            "correct the path"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise MappingError(f"{path}: not a TOML file ({error}); correct it") from error
    return _Reader(path.name).mapping(content)


class _Reader(Reader):
    """Turns a parsed mapping into dataclasses."""

    dates: tuple[str, ...] = ()

    def mapping(self, content: Mapping[str, Any]) -> RecordsMapping:
        unknown = sorted(set(content) - _TOP - set(TABLES))
        if unknown:
            raise self.error(unknown[0], f"is neither a setting {sorted(_TOP)} nor a table {sorted(TABLES)}")
        names = [name for name in TABLES if name in content]
        if not names:
            raise self.error("", f"names no table; wanted at least one of {sorted(TABLES)}")
        self.dates = self.texts(content.get("dates", []), "dates")
        return RecordsMapping(
            name=self.name,
            source=self.source(content),
            nulls=tuple(dict.fromkeys(("", *self.texts(content.get("missing", []), "missing")))),
            tables=tuple(self.table(TABLES[name], self.section(content[name], name)) for name in names),
            layouts=self.section(content.get("layouts", {}), "layouts"),
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
        aliases = {
            name: self.texts(others, f"{key} aliases {name}")
            for name, others in self.section(section.get("aliases", {}), f"{key} aliases").items()
        }
        self.unambiguous(aliases, feeds, key)
        return TableMapping(
            table=table, feeds=feeds, lag_days=lag, from_ids=from_ids,
            covered_from=self.day(section.get("covered_from"), f"{key} covered_from"),
            aliases=aliases,
            private=self.texts(section.get("private", []), f"{key} private"),
        )  # fmt: skip

    def unambiguous(
        self, aliases: Mapping[str, tuple[str, ...]], feeds: Sequence[FeedMapping], key: str
    ) -> None:
        """A header stands for one column: it is no alias of two, and no column is read by an alias of another."""
        stands_for: dict[str, str] = {}
        for name, others in aliases.items():
            for other in others:
                if stands_for.setdefault(plain(other), name) != name:
                    raise self.error(
                        f"{key} aliases", f"{other!r} stands for {stands_for[plain(other)]!r} and {name!r}"
                    )
        sources = {source for feed in feeds for spec in feed.columns.values() for source in spec.sources}
        for name in sorted(sources | set(aliases)):
            if stands_for.get(plain(name), name) != name:
                raise self.error(
                    f"{key} aliases", f"{name!r} stands for {stands_for[plain(name)]!r} and is read itself"
                )

    def known(self, table: Table, given: Any, key: str) -> tuple[int | None, ColumnSpec | None]:
        if given is None:
            return None, None
        known = self.section(given, f"{key} known")
        if not known or not set(known) <= {"assumed_lag_days", "column", "format"}:
            raise self.error(
                f"{key} known", f"wanted {{column = …}} or {{assumed_lag_days = n}}, found {dict(known)}"
            )
        lag = None
        if "assumed_lag_days" in known:
            lag = self.number(known["assumed_lag_days"], f"{key} known: assumed_lag_days")
        if "column" not in known:
            return lag, None
        spec = {"from": known["column"], **({"format": known["format"]} if "format" in known else {})}
        if lag is not None:  # where the file does not say it, it is assumed
            spec["optional"] = True
        return lag, read_column(self, table, "known_date", spec, key=f"{key} known", dates=self.dates)

    def feed(
        self, table: Table, section: Mapping[str, Any], part: Mapping[str, Any], known: ColumnSpec | None
    ) -> FeedMapping:
        key = f"[{table.name}]"
        self.known_keys(part, _FEED, f"{key} sources")
        columns: dict[str, ColumnSpec] = {} if known is None else {"known_date": known}
        told_columns = {
            column: given
            for place in (section, part)
            for column, given in self.section(place.get("columns", {}), f"[{table.name}.columns]").items()
        }
        for column, given in told_columns.items():
            where = f"[{table.name}.columns] {column}"
            given = self.same(given, told_columns, where)
            columns[column] = read_column(self, table, column, given, key=where, dates=self.dates)
        for place in (section, part):
            given = self.section(place.get("constants", {}), f"[{table.name}.constants]")
            for column, value in given.items():
                columns[column] = read_constant(
                    self, table, column, value, key=f"[{table.name}.constants] {column}"
                )
        told = {**section, **part}
        doors: list[Door] = []
        for name, rule in (("natural_person", "natural_person"), ("revoked", "revoked_at_source")):
            if name in told:
                doors += read_doors(self, told[name], rule=rule, key=f"{key} {name}")
        return FeedMapping(
            files=self.texts(told.get("files", []), f"{key} files"),
            encoding=self.text(told.get("encoding", "utf-8"), f"{key} encoding"),
            columns=columns,
            doors=tuple(doors),
            sheet=self.text(told.get("sheet", ""), f"{key} sheet"),
            header_row=self.number(told["header_row"], f"{key} header_row", least=1)
            if "header_row" in told
            else None,
            delimiter=self.delimiter(told.get("delimiter", ","), key),
            by_header=self.texts(told.get("by_header", []), f"{key} by_header"),
        )

    def same(self, given: Any, columns: Mapping[str, Any], key: str) -> Any:
        """What a column says, filled up with what the column it names says (``same_as``)."""
        if not isinstance(given, Mapping) or "same_as" not in given:
            return cast("Any", given)
        rest = dict(self.section(given, key))
        other = self.section(columns.get(str(rest.pop("same_as")), {}), f"{key} same_as")
        if not other or "same_as" in other:
            raise self.error(f"{key} same_as", "wanted the name of a column that is said in full")
        return {**other, **rest}

    def delimiter(self, given: Any, key: str) -> str:
        if given != "auto" and (not isinstance(given, str) or len(given) != 1 or given in '"\r\n'):
            raise self.error(f"{key} delimiter", f'wanted one character or "auto", found {given!r}')
        return given

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
