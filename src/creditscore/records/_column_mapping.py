"""The part of a mapping that says where one of our columns comes from, and who is turned away at the door."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from creditscore.codes import violations
from creditscore.records._cast import ColumnSpec, Scalar
from creditscore.records._column_spec import check_spec
from creditscore.records._table import Table
from creditscore.records._toml import Reader

_COLUMN = {
    "from", "values", "patterns", "fallback", "empty", "extract", "unit", "format", "all", "split", "order", "join",
    "hash", "optional", "classify",
}  # fmt: skip
_UNITS = {"元": "yuan", "万元": "wan_yuan", "分": "fen"}
_DOOR = {"from", "values", "filled", "unless", "optional"}

CLASSIFIED: Mapping[str, Callable[[], tuple[tuple[str, Scalar], ...]]] = {
    "violations": lambda: tuple((row.pattern, row.code) for row in violations.VIOLATIONS.values()),
    "violation_domains": lambda: tuple((row.pattern, row.domain) for row in violations.VIOLATIONS.values()),
}
"""Lists of patterns that a column may be classified by (``classify``), from ``codes/violations.csv``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Rows that are turned away: those with one of ``values`` in a column, or with anything in it (``filled``).

    ``unless`` names a column which, filled in, lets the row pass; ``optional`` that the column may be absent.
    """

    rule: str
    source: str
    values: tuple[str, ...] = ()
    filled: bool = False
    unless: str = ""
    optional: bool = False


def read_column(
    reader: Reader, table: Table, column: str, given: Any, *, key: str, dates: tuple[str, ...] = ()
) -> ColumnSpec:
    """A column's spec; ``dates`` are the formats of date columns that name none."""
    declared = reader.column_of(table, column, key)
    section = reader.section({"from": given} if isinstance(given, str) else given, key)
    reader.known_keys(section, _COLUMN, key)
    sources = reader.texts(section.get("from", []), f"{key} from")
    if not sources:
        raise reader.error(key, f'wanted from = "<source column>", found {dict(section)}')
    values = reader.section(section.get("values", {}), f"{key} values")
    unit = str(section.get("unit", ""))
    if section.get("hash", "hmac") != "hmac":
        raise reader.error(f"{key} hash", f'wanted "hmac", found {section["hash"]!r}')
    formats = reader.texts(section.get("format", []), f"{key} format")
    spec = ColumnSpec(
        source=sources[0],
        otherwise=sources[1:],
        extract=str(section.get("extract", "")),
        values={str(theirs): cast("Scalar", ours) for theirs, ours in values.items()},
        patterns=_patterns(reader, section, key),
        fallback=section.get("fallback"),
        empty=section.get("empty"),
        unit=cast("Any", _UNITS.get(unit, unit)),
        formats=formats or (dates if declared.kind == "date" else ()),
        every=reader.flag(section.get("all", False), f"{key} all"),
        split=reader.text(section.get("split", ""), f"{key} split"),
        order=reader.texts(section.get("order", []), f"{key} order"),
        join=reader.text(section.get("join", ""), f"{key} join"),
        hashed="hash" in section,
        classify=reader.text(section.get("classify", ""), f"{key} classify"),
        optional=reader.flag(section.get("optional", False), f"{key} optional"),
    )
    if declared.kind == "money" and not spec.unit:
        raise reader.error(key, 'money has no unit; add unit = "yuan", "wan_yuan" or "fen"')
    _several(reader, spec, key)
    _compiled(reader, spec, key)
    check_spec(declared, spec, where=f"{reader.name}: {key}")
    return spec


def _several(reader: Reader, spec: ColumnSpec, key: str) -> None:
    if not spec.split:
        if spec.order or spec.join:
            raise reader.error(key, "order and join are for cells of several values; add split")
        return
    given = [*spec.values.values(), *(ours for _, ours in spec.patterns), spec.fallback or ""]
    unranked = sorted({str(ours) for ours in given} - {"", *spec.order})
    if unranked:
        raise reader.error(f"{key} order", f"ranks every code a cell may hold; {unranked} are missing")


def _compiled(reader: Reader, spec: ColumnSpec, key: str) -> None:
    """Patterns of columns that are looked up outside the engine are compiled here; the engine says of its own."""
    if not spec.looked_up:
        return
    for pattern in (spec.split, *(pattern for pattern, _ in spec.patterns)):
        try:
            re.compile(pattern)
        except re.error as error:
            raise reader.error(key, f"{pattern!r} is no regular expression ({error})") from error


def read_constant(reader: Reader, table: Table, column: str, value: Any, *, key: str) -> ColumnSpec:
    """A column that holds one value."""
    declared = reader.column_of(table, column, key)
    spec = ColumnSpec(constant=value)
    check_spec(declared, spec, where=f"{reader.name}: {key}")
    return spec


def read_doors(reader: Reader, given: Any, *, rule: str, key: str) -> tuple[Door, ...]:
    """Conditions under which a row is turned away."""
    doors: list[Door] = []
    for part in reader.sections(given, key):
        if (
            not set(part) <= _DOOR
            or "from" not in part
            or ("values" in part) == bool(part.get("filled", False))
        ):
            raise reader.error(
                key, f"wanted {{from = …, values = […]}} or {{from = …, filled = true}}, found {dict(part)}"
            )
        doors.append(
            Door(
                rule=rule,
                source=reader.text(part["from"], key),
                values=reader.texts(part.get("values", []), key),
                filled=reader.flag(part.get("filled", False), key),
                unless=reader.text(part.get("unless", ""), key),
                optional=reader.flag(part.get("optional", False), key),
            )
        )
    return tuple(doors)


def _patterns(reader: Reader, section: Mapping[str, Any], key: str) -> tuple[tuple[str, Scalar], ...]:
    given = section.get("patterns", [])
    if not isinstance(given, list):
        raise reader.error(f"{key} patterns", f"wanted a list of [pattern, value] pairs, found {given!r}")
    pairs: list[tuple[str, Scalar]] = []
    for pair in cast("list[Any]", given):
        parts = cast("list[Any]", pair) if isinstance(pair, list) else []
        if len(parts) != 2 or not isinstance(parts[0], str):
            raise reader.error(f"{key} patterns", f"wanted a list of [pattern, value] pairs, found {pair!r}")
        pairs.append((parts[0], parts[1]))
    if "classify" in section:
        if section["classify"] not in CLASSIFIED:
            raise reader.error(
                f"{key} classify", f"wanted one of {sorted(CLASSIFIED)}, found {section['classify']!r}"
            )
        if "fallback" not in section:
            raise reader.error(
                f"{key} classify", 'says nothing of texts that no pattern knows; add fallback = "" or a code'
            )
        pairs = [*CLASSIFIED[section["classify"]](), *pairs]
    return tuple(pairs)
