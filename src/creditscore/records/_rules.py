"""The declared checks of a table as SQL predicates with names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from creditscore.codes import regions
from creditscore.errors import DefinitionError
from creditscore.plan import columns_of
from creditscore.records._cast import Fault, literal, name
from creditscore.records._catalogue import TABLES
from creditscore.records._expression import predicate
from creditscore.records._manifest import Regions
from creditscore.records._table import Check, Column, Table

RULES_VERSION = 2
"""Part of the digest that decides whether a table must be checked again; raise it when a rule changes."""

UNDATED = "undated"
SOURCE_FAULT = "_source_fault"
"""Column that says whether the source value already was at fault, so that no missing value is reported on top."""
DUPLICATES = ("duplicate_feed", "duplicate_key", "duplicate_record_id")

_REFUSED: dict[str, tuple[str, str]] = {
    "malformed_row": ("行格式错误", "a line with the wrong number of fields"),
    "resident_id": ("疑似身份证号", "a value that looks like a resident ID; the value is not kept"),
    "natural_person": ("自然人", "a row about a natural person"),
    "revoked_at_source": ("来源已撤销", "a decision that its own source marks as revoked"),
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
    "duplicate_feed": ("多源重复", "the same decision from another source; the one known first is kept"),
    "duplicate_key": ("重复记录", "the same natural key and date as an earlier record"),
    "duplicate_record_id": ("记录标识重复", "the same record id as an earlier record"),
}
RETIRED_REGION, ODD_ORGANISATION = "retired_region", "odd_organisation_code"
WRONG_UNIT, MISSING_MONTHS = "suspected_unit_error", "missing_months"
_ODD: dict[str, tuple[str, str]] = {
    RETIRED_REGION: ("已撤销区划", "a region that was out of use at the time of the event"),
    ODD_ORGANISATION: (
        "组织机构代码校验位不符",
        "a credit code whose organisation code does not check (GB 11714)",
    ),
    WRONG_UNIT: (
        "疑似金额单位错误",
        "money so far above its column and its subject that the unit may be wrong",
    ),
    MISSING_MONTHS: ("月份缺失", "months without a row between the first and the last of a series"),
}


def _declared(level: str) -> dict[str, tuple[str, str]]:
    """Titles of the checks of one level that the tables declare, in the order of the catalogue."""
    titles: dict[str, tuple[str, str]] = {}
    for table in TABLES.values():
        for check in table.checks:
            said = (check.title_zh, check.title_en)
            if check.level != level:
                continue
            if check.rule in {**_REFUSED, **_ODD} or titles.setdefault(check.rule, said) != said:
                raise DefinitionError(
                    f"table {table.name}: check {check.rule} is the name of another rule; give it one of its own"
                )
    return titles


_REFUSING, _WARNING = _declared("refuse"), _declared("warn")
if shared := sorted(set(_REFUSING) & set(_WARNING)):
    raise DefinitionError(f"checks {shared} refuse in one table and warn in another; give them two names")

RULES: dict[str, tuple[str, str]] = {**_REFUSED, **_REFUSING, **_ODD, **_WARNING}
"""Every rule by name with its titles (zh, en): those that refuse a row in the order in which its first fault is
named, then the warnings."""

WARNINGS: tuple[str, ...] = (*_ODD, *_WARNING)
"""Rules under which a row is accepted and counted."""

ORDER = {rule: f"{position:03d}" for position, rule in enumerate(RULES)}
"""A text a rule that sorts as ``RULES`` does."""


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
    faults += [_declared_fault(check, table) for check in table.checks if check.level == "refuse"]
    return tuple(sorted(faults, key=lambda fault: ORDER[fault.rule]))


def _declared_fault(check: Check, table: Table) -> Fault:
    """A declared check judges a row whose source values could all be read; what it read is shown."""
    read = [column.name for column in table.columns if column.name in columns_of(check.wrong)]
    return _fault(check.rule, f"({predicate(check.wrong, table)}) AND NOT {SOURCE_FAULT}", *read)


def _column_rules(column: Column, context: Context) -> list[Fault]:
    sql = name(column.name)
    faults: list[Fault] = []
    if column.required:
        undated = column.name == "event_date"
        missing = f"{sql} IS NULL" if undated else f"({sql} IS NULL AND NOT {SOURCE_FAULT})"
        rule = UNDATED if undated else "missing_required"
        faults.append(Fault(rule=rule, predicate=missing, detail=literal(f"{column.name} is missing")))
    codes = context.tables if column.system == "tables" else column.codes
    if codes:
        faults.append(_fault("unknown_code", f"{sql} NOT IN ({', '.join(map(literal, codes))})", column.name))
    if column.system == "gb2260" and context.regions != "free":
        faults.append(_fault("unknown_region", _region_predicate(sql, context.regions), column.name))
    if column.at_least is not None:
        faults.append(_fault("below_minimum", f"{sql} < {column.at_least!r}", column.name))
    if column.at_most is not None:
        faults.append(_fault("above_maximum", f"{sql} > {column.at_most!r}", column.name))
    if context.data_until is not None and _is_fact_date(column):
        late = f"{sql} >= {literal(context.data_until)}"
        faults.append(_fault("event_in_future_of_data", late, column.name))
    if column.kind in ("text", "code") and not column.codes and column.name != "uscc":
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


_ID_18 = "[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
_ID_15 = "[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

MACROS = (
    f"CREATE OR REPLACE TEMP MACRO is_resident(id) AS upper(id[18]) = '10X98765432'[1 + list_sum(list_transform("
    f"{list(_ID_WEIGHTS)}, lambda weight, place: weight * (ascii(id[place]) - 48)))::BIGINT % 11]",
    "CREATE OR REPLACE TEMP MACRO plain_digits(value) AS translate(value, '０１２３４５６７８９Ｘｘ', '0123456789Xx')",
    f"CREATE OR REPLACE TEMP MACRO old_resident(value) AS length(value) = 15 "
    f"AND regexp_full_match(plain_digits(value), '{_ID_15}')",
    "CREATE OR REPLACE TEMP MACRO long_number(value) AS length(value) >= 18 "
    "AND regexp_matches(value, '[0-9０-９]{17}[0-9０-９XxＸｘ]')",
    f"CREATE OR REPLACE TEMP MACRO resident_texts(value) AS list_filter(regexp_extract_all(plain_digits(value), "
    rf"'(?:^|[^0-9])({_ID_18})(?:\b|_)', 1), lambda id: is_resident(id))",
    "CREATE OR REPLACE TEMP MACRO resident_inside(value) AS CASE WHEN long_number(value) THEN "
    "len(resident_texts(value)) > 0 ELSE FALSE END",
    "CREATE OR REPLACE TEMP MACRO resident_grown(value, born_by) AS CASE WHEN long_number(value) THEN "
    "len(list_filter(resident_texts(value), lambda id: id[7:10]::INTEGER <= born_by)) > 0 ELSE FALSE END",
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
        return f"resident_grown({sql}, year(coalesce(event_date, DATE '9999-01-01')) - 14)"
    return f"resident_inside({sql})"
