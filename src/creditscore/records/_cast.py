"""How one source column becomes one of our columns: SQL for the value, and SQL for what can be wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from creditscore.errors import RecordsError
from creditscore.records._folding import SERIAL, keyed_hash, serial_day
from creditscore.records._table import Column

Unit = Literal["", "fen", "yuan", "wan_yuan", "percent"]
Scalar = str | int | float | bool | date

ISO_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
"""Date formats tried when none is declared."""

FEN: Mapping[str, int] = {"fen": 1, "yuan": 100, "wan_yuan": 1_000_000}
_SPACE = "' \t\r\n　'"
_INTEGERS = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
}  # fmt: skip
_SQL_TYPES = {
    "text": "VARCHAR", "code": "VARCHAR", "date": "DATE", "money": "BIGINT", "integer": "BIGINT", "number": "DOUBLE",
    "boolean": "BOOLEAN",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """Where one of our columns comes from.

    Either ``constant``, or the source column ``source`` (where it is missing, the first of ``otherwise`` that is
    not; with ``every``, all that are not, joined by ";") with, in this order: ``extract`` (first group of a
    regular expression), ``values`` (exact value → ours), ``patterns`` (regular expression → ours, first match
    wins), ``fallback`` for values neither knows, ``empty`` for missing ones; ``unit`` for money, ``formats``
    for dates. ``split`` makes a cell several values, each mapped on its own, and ``order`` says how what they become
    is ranked: all of it joined by ``join``, or without ``join`` the first. ``classify`` names the list that the patterns
    are of: they are tried on each distinct text once. ``hashed`` values are kept as keyed hashes
    alone. A column of an ``optional`` spec may be absent from a file.
    """

    source: str | None = None
    otherwise: tuple[str, ...] = ()
    constant: Scalar | None = None
    extract: str = ""
    values: Mapping[str, Scalar] = field(default_factory=dict[str, Scalar])
    patterns: tuple[tuple[str, Scalar], ...] = ()
    fallback: Scalar | None = None
    empty: Scalar | None = None
    unit: Unit = ""
    formats: tuple[str, ...] = ()
    every: bool = False
    split: str = ""
    order: tuple[str, ...] = ()
    join: str = ""
    hashed: bool = False
    classify: str = ""
    optional: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return () if self.source is None else (self.source, *self.otherwise)

    @property
    def looked_up(self) -> bool:
        """Whether every distinct text is looked at once, outside the engine."""
        return bool(self.classify or self.split)

    @property
    def mapped(self) -> bool:
        return bool(self.values or self.patterns or self.fallback is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A way a row can be wrong: the rule's name, an SQL predicate and an SQL text saying what was found."""

    rule: str
    predicate: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """SQL giving the typed value, and the faults that only the source value shows."""

    value: str
    faults: tuple[Fault, ...] = ()


def sql_type(column: Column) -> str:
    """DuckDB type of a stored column."""
    return _SQL_TYPES[column.kind]


def literal(value: Scalar) -> str:
    """A Python value as an SQL literal."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def cast(
    column: Column,
    spec: ColumnSpec,
    *,
    types: Mapping[str, str],
    nulls: tuple[str, ...] = (),
    where: str = "",
) -> Cast:
    """The cast of one column.

    ``types`` are the source columns' DuckDB types, ``nulls`` texts that stand for a missing value, ``where``
    says for messages whose column this is.
    """
    target = sql_type(column)
    if spec.constant is not None:
        return Cast(value=f"{literal(spec.constant)}::{target}")
    if spec.source is None:
        return Cast(value=f"NULL::{target}")
    raw, physical = name(spec.source), types[spec.source]
    text = source_text(spec, types=types, nulls=nulls)
    if spec.hashed:
        return Cast(value=keyed_hash(text))
    if spec.looked_up:
        return _looked_up(column, spec, text=text)
    if (spec.mapped and column.kind != "date") or spec.extract:
        return _mapped(column, spec, text=text)
    if column.kind in ("text", "code"):
        if physical == "VARCHAR" or physical in _INTEGERS or physical in ("DATE", "BOOLEAN"):
            return Cast(value=_or_empty(text, column, spec))
        raise _unusable(column, spec, physical, where, "text or whole numbers")
    value = _VALUE[column.kind](raw, physical, spec, nulls)
    if spec.values and value is not None:  # texts that stand for a day
        told = " ".join(f"WHEN {literal(key)} THEN {literal(day)}" for key, day in spec.values.items())
        value = f"CASE {text} {told} ELSE {value} END"
    if value is None:
        raise _unusable(column, spec, physical, where, _WANTED[column.kind])
    present = (
        f"{_text(raw, physical, nulls)} IS NOT NULL" if physical == "VARCHAR" else _present(raw, physical)
    )
    faults: tuple[Fault, ...] = ()
    if not _always_fits(column, physical):
        shown = f"'{column.name}: wanted {column.kind}, found ' || coalesce({raw}::VARCHAR, '')"
        faults = (Fault(rule="wrong_type", predicate=f"({present} AND {value} IS NULL)", detail=shown),)
    return Cast(value=_or_empty(value, column, spec), faults=faults)


def lookup_table(spec: ColumnSpec) -> str:
    """The name of the lookup table of a column that is looked up."""
    said = (spec.values, spec.patterns, spec.fallback, spec.split, spec.order, spec.join)
    return f"looked_up_{hashlib.sha256(repr(said).encode()).hexdigest()[:12]}"


def source_text(spec: ColumnSpec, *, types: Mapping[str, str], nulls: tuple[str, ...] = ()) -> str:
    """SQL of the text a column is made of: the first of its sources that is not missing, or all of them."""
    texts = ", ".join(_text(name(source), types[source], nulls) for source in spec.sources)
    if not spec.otherwise:
        return texts
    return f"nullif(concat_ws(';', {texts}), '')" if spec.every else f"coalesce({texts})"


def _or_empty(value: str, column: Column, spec: ColumnSpec) -> str:
    return value if spec.empty is None else f"coalesce({value}, {literal(spec.empty)}::{sql_type(column)})"


def _unusable(column: Column, spec: ColumnSpec, physical: str, where: str, wanted: str) -> RecordsError:
    return RecordsError(
        f"{where}column {spec.source!r} cannot become {column.name} ({column.kind}): wanted {wanted}, found "
        f"{physical.lower()}; deliver it as that type or map it with a unit or value map"
    )


def _text(raw: str, physical: str, nulls: tuple[str, ...]) -> str:
    if physical != "VARCHAR":
        return f"{raw}::VARCHAR"
    if not nulls:
        return f"nullif({raw}, '')"
    trimmed = f"trim({raw}, {_SPACE})"
    return (
        f"CASE WHEN {trimmed} IN ({', '.join(literal(null) for null in nulls)}) THEN NULL ELSE {trimmed} END"
    )


def _present(raw: str, physical: str) -> str:
    return (
        f"({raw} IS NOT NULL AND NOT isnan({raw}))"
        if physical in ("FLOAT", "DOUBLE")
        else f"{raw} IS NOT NULL"
    )


def _always_fits(column: Column, physical: str) -> bool:
    match column.kind:
        case "number":
            return physical in _INTEGERS or physical.startswith("DECIMAL")
        case "boolean":
            return physical == "BOOLEAN"
        case _:
            return physical in _INTEGERS - {"HUGEINT", "UBIGINT", "UHUGEINT"} and column.kind == "integer"


def _mapped(column: Column, spec: ColumnSpec, *, text: str) -> Cast:
    """Extract, exact values, patterns, fallback, empty; a value none of them knows is ``unknown_code``."""
    found = text if not spec.extract else f"nullif(regexp_extract({text}, {literal(spec.extract)}, 1), '')"
    target = sql_type(column)
    empty = "NULL" if spec.empty is None else literal(spec.empty)
    if not spec.mapped:
        return Cast(value=f"coalesce({found}, {empty})::{target}")
    arms = [f"WHEN {found} IS NULL THEN {empty}"]
    arms += [f"WHEN {found} = {literal(key)} THEN {_ours(value)}" for key, value in spec.values.items()]
    arms += [
        f"WHEN regexp_matches({found}, {literal(pattern)}) THEN {_ours(value)}"
        for pattern, value in spec.patterns
    ]
    fallback = "NULL" if spec.fallback is None else _ours(spec.fallback)
    value = f"CASE {' '.join(arms)} ELSE {fallback} END::{target}"
    if spec.fallback is not None:
        return Cast(value=value)
    keys = ", ".join(literal(key) for key in spec.values)
    unknown = [f"{found} IS NOT NULL"]
    unknown += [f"{found} NOT IN ({keys})"] if keys else []
    unknown += [f"NOT regexp_matches({found}, {literal(pattern)})" for pattern, _ in spec.patterns]
    shown = f"'{column.name}: the mapping has no value for ' || {found}"
    return Cast(
        value=value,
        faults=(Fault(rule="unknown_code", predicate=f"({' AND '.join(unknown)})", detail=shown),),
    )


def _looked_up(column: Column, spec: ColumnSpec, *, text: str) -> Cast:
    """The code that ``_classify`` found for the text; a text, or a part of one, that it did not know is a fault."""
    listed = f"FROM {lookup_table(spec)} listed WHERE listed.text = {text}"
    empty = _ours(spec.empty or "")
    value = f"coalesce((SELECT code {listed}), {empty})::{sql_type(column)}"
    if spec.fallback is not None:
        return Cast(value=value)
    unknown = f"(SELECT unknown {listed})"
    shown = f"'{column.name}: the mapping has no value for ' || {unknown}"
    return Cast(
        value=value, faults=(Fault(rule="unknown_code", predicate=f"({unknown} IS NOT NULL)", detail=shown),)
    )


def _ours(value: Scalar) -> str:
    return "NULL" if value == "" else literal(value)


def _date(raw: str, physical: str, spec: ColumnSpec, nulls: tuple[str, ...]) -> str | None:
    if physical == "DATE":
        return _in_calendar(raw)
    if physical == "TIMESTAMP WITH TIME ZONE":
        return _in_calendar(f"({raw} AT TIME ZONE 'Asia/Shanghai')::DATE")
    if physical.startswith("TIMESTAMP"):
        return _in_calendar(f"TRY_CAST({raw} AS DATE)")
    if physical == "VARCHAR" or (physical in _INTEGERS and spec.formats):
        return _parsed_by(_text(raw, physical, nulls), spec.formats or ISO_FORMATS)
    return None


def _in_calendar(day: str) -> str:
    """Null for days that a date of four figures cannot name."""
    return f"CASE WHEN {day} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {day} END"


def _parsed_by(text: str, formats: tuple[str, ...]) -> str:
    """The day by the first format that fits; those without marks must fill the whole width, or they fit too much."""
    marked = [wanted for wanted in formats if wanted != SERIAL and "%z" not in wanted and not _bare(wanted)]
    arms = [f"try_strptime({text}, [{', '.join(map(literal, marked))}])::DATE"] if marked else []
    for wanted in formats:
        if wanted == SERIAL:
            arms.append(serial_day(text))
        elif "%z" in wanted:
            arms.append(f"(try_strptime({text}, {literal(wanted)}) AT TIME ZONE 'Asia/Shanghai')::DATE")
        elif _bare(wanted):
            width = 2 * wanted.count("%") + 2 * wanted.count("%Y")
            arms.append(
                f"CASE WHEN length({text}) = {width} THEN try_strptime({text}, {literal(wanted)})::DATE END"
            )
    return f"coalesce({', '.join(arms)})"


def _bare(wanted: str) -> bool:
    return not wanted.replace("%", "").strip("YmdHMS")


def _float(raw: str, physical: str, nulls: tuple[str, ...]) -> str:
    """A double; a 32-bit float becomes the double of the shortest decimal that it stands for."""
    if physical in ("VARCHAR", "FLOAT"):
        return f"TRY_CAST({_digits(raw, physical, nulls)} AS DOUBLE)"
    return f"{raw}::DOUBLE"


def _decimal(raw: str, physical: str, nulls: tuple[str, ...]) -> str:
    """The exact decimal written in a text, or the shortest decimal that a float stands for."""
    return f"TRY_CAST({_digits(raw, physical, nulls)} AS DECIMAL(28,10))"


def _digits(raw: str, physical: str, nulls: tuple[str, ...]) -> str:
    text = _text(raw, physical, nulls)
    return f"replace({text}, ',', '')"


def _rounded(raw: str, physical: str, nulls: tuple[str, ...], factor: int) -> str:
    """``raw * factor`` rounded half away from zero, as exact as decimal arithmetic.

    A float product below 1e14 is off by less than 0.02; where it lies more than 0.1 away from a half, rounding
    it gives what decimals give. The rest, and what is larger, goes the slow way (10 µs a value).
    """
    product = f"({_float(raw, physical, nulls)} * {factor})"
    safe = f"abs({product}) < 1e14 AND abs({product} - round({product})) < 0.4"
    slow = f"TRY_CAST(round({_decimal(raw, physical, nulls)} * {factor}::DECIMAL(7,0)) AS BIGINT)"
    return f"CASE WHEN {safe} THEN round({product})::BIGINT WHEN {product} IS NOT NULL THEN {slow} END"


def _money(raw: str, physical: str, spec: ColumnSpec, nulls: tuple[str, ...]) -> str | None:
    """Fen; the rounding never depends on the error of a float product."""
    unit = spec.unit or "fen"
    if unit == "fen":
        return _integer(raw, physical, spec, nulls) if physical in _INTEGERS | {"VARCHAR"} else None
    if physical in _INTEGERS:
        return f"TRY_CAST({raw}::HUGEINT * {FEN[unit]} AS BIGINT)"
    if physical in ("VARCHAR", "FLOAT", "DOUBLE") or physical.startswith("DECIMAL"):
        return _rounded(raw, physical, nulls, FEN[unit])
    return None


def _integer(raw: str, physical: str, _: ColumnSpec, nulls: tuple[str, ...]) -> str | None:
    if physical in _INTEGERS:
        return f"TRY_CAST({raw} AS BIGINT)"
    if physical in ("VARCHAR", "FLOAT", "DOUBLE") or physical.startswith("DECIMAL"):
        value, exact = _float(raw, physical, nulls), _decimal(raw, physical, nulls)
        return (
            f"CASE WHEN abs({value}) < 9e15 THEN CASE WHEN {value} = trunc({value}) THEN {value}::BIGINT END "
            f"WHEN {exact} = trunc({exact}) THEN TRY_CAST({exact} AS BIGINT) END"
        )
    return None


def _number(raw: str, physical: str, spec: ColumnSpec, nulls: tuple[str, ...]) -> str | None:
    if not (physical in _INTEGERS | {"VARCHAR", "FLOAT", "DOUBLE"} or physical.startswith("DECIMAL")):
        return None
    number = _float(raw, physical, nulls)
    finite = number if physical in _INTEGERS else f"CASE WHEN isfinite({number}) THEN {number} END"
    return f"({finite}) / 100" if spec.unit == "percent" else finite


def _boolean(raw: str, physical: str, _: ColumnSpec, nulls: tuple[str, ...]) -> str | None:
    if physical == "BOOLEAN":
        return raw
    if physical in _INTEGERS:
        return f"CASE {raw} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END"
    return f"TRY_CAST({_text(raw, physical, nulls)} AS BOOLEAN)" if physical == "VARCHAR" else None


_VALUE = {"date": _date, "money": _money, "integer": _integer, "number": _number, "boolean": _boolean}
_WANTED = {
    "date": "a date, a timestamp or a text with a date format",
    "money": "whole fen (int64), or any number with a unit",
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "true and false, 1 and 0",
}
