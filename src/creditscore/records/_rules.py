"""The declared checks of a table as SQL predicates with names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from creditscore.codes import regions
from creditscore.records._cast import Fault, literal, name
from creditscore.records._manifest import Regions
from creditscore.records._table import Column, Table

RULES_VERSION = 1
"""Part of the digest that decides whether a table must be checked again; raise it when a rule changes."""

UNDATED = "undated"
SOURCE_FAULT = "_source_fault"
"""Column that says whether the source value already was at fault, so that no missing value is reported on top."""
DUPLICATES = ("duplicate_key", "duplicate_record_id")

RULES: dict[str, tuple[str, str]] = {
    "malformed_row": ("行格式错误", "a line with the wrong number of fields"),
    "resident_id": ("疑似身份证号", "a value that looks like a resident ID; the value is not kept"),
    "natural_person": ("自然人", "a row about a natural person"),
    "wrong_type": ("类型错误", "a value that is not of the declared type"),
    UNDATED: ("缺业务日期", "a row without the date of the event; it can enter no feature"),
    "unknown_code": ("未知代码", "a code that is not declared, or that the mapping has no value for"),
    "missing_required": ("缺必填项", "a required value is missing"),
    "bad_uscc": ("信用代码错误", "a credit code that fails GB 32100-2015"),
    "bad_pseudonym": ("化名格式错误", "a pseudonym of the wrong shape"),
    "entity_type_mismatch": ("主体类型不符", "the kind of subject contradicts the credit code"),
    "unknown_region": ("未知区划", "a region that is not in the declared code system"),
    "below_minimum": ("低于下限", "a number below the declared minimum"),
    "above_maximum": ("高于上限", "a number above the declared maximum"),
    "event_after_known": ("业务日期晚于归集日期", "an event after the day it became known"),
    "event_in_future_of_data": ("晚于数据截止日", "a date on or after the end of the data"),
    "superseded_too_early": ("更正日期过早", "superseded on or before the day it became known"),
    "reversed_period": ("起止颠倒", "a period that ends before it begins"),
    "unpaired_event": ("记录不存在", "a status change of a record that is not there"),
    "duplicate_key": ("重复记录", "the same natural key and date as an earlier record"),
    "duplicate_record_id": ("记录标识重复", "the same record id as an earlier record"),
}
"""Every rule by name with its titles, in the order in which a row's first fault is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the rules need to know about the whole delivery."""

    regions: Regions = "jilin"
    data_until: date | None = None
    tables: tuple[str, ...] = ()


def value_rules(table: Table, *, context: Context) -> tuple[Fault, ...]:
    """Faults that the typed values of one row show, as SQL over the table's own columns."""
    faults: list[Fault] = []
    for column in table.columns:
        faults += _column_rules(column, context)
    names = {column.name for column in table.columns}
    if {"event_date", "known_date"} <= names:
        faults.append(_fault("event_after_known", "event_date > known_date", "event_date", "known_date"))
    if "superseded_date" in names:
        faults.append(
            _fault("superseded_too_early", "superseded_date <= known_date", "superseded_date", "known_date")
        )
    if "covered_until" in names:
        faults.append(
            _fault("reversed_period", "covered_until <= covered_from", "covered_from", "covered_until")
        )
    order = list(RULES)
    return tuple(sorted(faults, key=lambda fault: order.index(fault.rule)))


def _column_rules(column: Column, context: Context) -> list[Fault]:
    sql = name(column.name)
    faults: list[Fault] = []
    if column.required:
        undated = column.name == "event_date"
        missing = f"{sql} IS NULL" if undated else f"({sql} IS NULL AND NOT {SOURCE_FAULT})"
        rule = UNDATED if undated else "missing_required"
        faults.append(Fault(rule=rule, predicate=missing, detail=literal(f"{column.name} is missing")))
    codes = context.tables if column.name == "table_name" else column.codes
    if codes:
        faults.append(_fault("unknown_code", f"{sql} NOT IN ({', '.join(map(literal, codes))})", column.name))
    if column.name.endswith("region_code") and context.regions != "free":
        faults.append(_fault("unknown_region", _region_predicate(sql, context.regions), column.name))
    if column.at_least is not None:
        faults.append(_fault("below_minimum", f"{sql} < {column.at_least!r}", column.name))
    if column.at_most is not None:
        faults.append(_fault("above_maximum", f"{sql} > {column.at_most!r}", column.name))
    if context.data_until is not None and _is_fact_date(column):
        late = f"{sql} >= {literal(context.data_until)}"
        faults.append(_fault("event_in_future_of_data", late, column.name))
    if column.kind == "text" and column.name != "uscc":
        faults.append(Fault(rule="resident_id", predicate=_person_predicate(column),
                            detail=literal(f"{column.name} holds what looks like a resident ID")))  # fmt: skip
    return faults


def _is_fact_date(column: Column) -> bool:
    """Dates that state what has happened; a maturity or an end of cover may lie ahead."""
    return column.kind == "date" and (column.name == "event_date" or column.fact_date == column.name)


def _region_predicate(sql: str, system: Regions) -> str:
    if system == "jilin":
        return f"{sql} NOT IN ({', '.join(map(literal, regions.REGIONS))})"
    provinces = ", ".join(map(literal, regions.PROVINCES))
    return f"NOT (regexp_full_match({sql}, '[0-9]{{6}}') AND ({sql} = '{regions.STATE}' OR {sql}[1:2] IN ({provinces})))"


def _fault(rule: str, predicate: str, *columns: str) -> Fault:
    shown = " || ', ' || ".join(
        f"'{column} = ' || coalesce({name(column)}::VARCHAR, '')" for column in columns
    )
    return Fault(rule=rule, predicate=f"({predicate})", detail=shown)


_ID_18 = "([1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])"
_ID_15 = "[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

MACROS = (
    "CREATE OR REPLACE TEMP MACRO resident_check(id) AS ("
    + " + ".join(f"(ascii(id[{i}]) - 48) * {weight}" for i, weight in enumerate(_ID_WEIGHTS, start=1))
    + ") % 11",
    "CREATE OR REPLACE TEMP MACRO is_resident(id) AS "
    "length(id) = 18 AND upper(id[18]) = '10X98765432'[1 + resident_check(id)]",
    f"CREATE OR REPLACE TEMP MACRO old_resident(value) AS length(value) = 15 AND regexp_full_match(value, '{_ID_15}')",
    f"CREATE OR REPLACE TEMP MACRO resident_text(value) AS "
    f"regexp_extract(value, '(?:^|[^0-9]){_ID_18}(?:[^0-9A-Za-z]|$)', 1)",
    "CREATE OR REPLACE TEMP MACRO resident_inside(value) AS length(value) >= 18 AND is_resident(resident_text(value))",
)
"""The resident-ID guard of ``codes.identifiers`` as SQL, for columns other than the subject's identifier."""


def _person_predicate(column: Column) -> str:
    """Free text and hashes may hold an ID anywhere; so may a number or an id.

    Document numbers often are region + date + sequence, so in a number an ID counts only if its bearer would
    have been fourteen years old at the event.
    """
    sql = name(column.name)
    if column.name.endswith(("_hash", "counterparty")):
        return f"(resident_inside({sql}) OR old_resident({sql}))"
    if column.name.endswith(("_no", "_id")):
        grown = f"TRY_CAST(resident_text({sql})[7:10] AS INTEGER) + 14 <= year(coalesce(event_date, DATE '9999-01-01'))"
        return f"(resident_inside({sql}) AND {grown})"
    return f"resident_inside({sql})"
