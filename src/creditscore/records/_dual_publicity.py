"""双公示 files written out by the mapping that reads them (domain.md S110): what is read back is what was written."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

from creditscore.codes import enumerations
from creditscore.errors import MappingError, RecordsError
from creditscore.records._cast import FEN, ColumnSpec, literal, name
from creditscore.records._intake import Layout, named
from creditscore.records._mapping import RecordsMapping, TableMapping, read_mapping
from creditscore.records._province import Province
from creditscore.records._workbook_out import write_workbook

SHUANGGONGSHI = "shuanggongshi-2018"
_KIND = "行政相对人类别"
_NAME = "_name"
_KINDS = {"92": "个体工商户"}
_OTHERS = "法人及非法人组织"
_VOID = ("revoked", "objection_upheld")
_EXACT = 15
"""Digits a spreadsheet keeps of a number; longer ones are written as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """One column of the file: its header, and the column of ours it is written from (none: it stays empty)."""

    header: str
    column: str = ""
    spec: ColumnSpec | None = None
    labels: Mapping[str, str] | None = None


def write_dual_publicity(
    province: Province,
    out: Path | str,
    *,
    table: str = "admin_penalty",
    layout: str = "2018",
    headers: Literal["chinese", "interface"] = "chinese",
    encoding: str = "utf-8-sig",
    since: date | None = None,
    until: date | None = None,
    mapping: str | Path | Mapping[str, Any] = SHUANGGONGSHI,
) -> Path:
    """Write the decisions of ``table`` dated in ``[since, until)`` as a 双公示 file: CSV or .xlsx by the name of ``out``.

    ``layout`` is one of the mapping's (2018, 2015), ``headers`` Chinese or interface names, ``encoding`` that of CSV
    (utf-8-sig or gb18030). Money is in 万元, exact to the fen; days in ISO form. Revisions that were replaced and
    decisions that were revoked are not written. Columns of the layout that no record holds stay empty. Reading the
    file with the same mapping gives the written columns again.
    """
    target, plan = Path(out), read_mapping(mapping)
    mapped = next((each for each in plan.tables if each.table.name == table), None)
    if mapped is None or table not in plan.layouts.get(layout, {}):
        there = {each: sorted(tables) for each, tables in plan.layouts.items()}
        raise MappingError(f"{plan.name}: no layout {layout!r} of {table}; wanted one of {there}")
    if target.suffix.lower() not in (".csv", ".xlsx"):
        raise RecordsError(
            f"{target}: wanted a name ending in .csv or .xlsx, found {target.name!r}; rename it"
        )
    fields = [_field(line, plan, mapped, headers) for line in plan.layouts[layout][table]]
    rows = _rows(province, mapped, fields, since, until)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.writing")
    try:
        _write(unfinished, mapped, fields, rows, encoding)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _write(
    path: Path,
    mapped: TableMapping,
    fields: Sequence[_Field],
    rows: Iterator[list[str | Decimal]],
    encoding: str,
) -> None:
    header = [each.header for each in fields]
    if path.name.lower().endswith(".xlsx.writing"):
        write_workbook(path, sheet=mapped.table.title_zh, header=header, rows=rows)
        return
    try:
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(
                [f"{value:f}" if isinstance(value, Decimal) else value for value in row] for row in rows
            )
    except (LookupError, UnicodeEncodeError) as error:
        raise RecordsError(
            f"{path}: cannot be encoded as {encoding} ({error}); use utf-8-sig or gb18030"
        ) from error


# ------------------------------------------------------------------ which column of ours a header is


def _field(line: Sequence[str], plan: RecordsMapping, mapped: TableMapping, headers: str) -> _Field:
    chinese, interface, *labels = line
    header = chinese if headers == "chinese" else interface
    sources = {source for feed in mapped.feeds for spec in feed.columns.values() for source in spec.sources}
    layout = Layout(names={source: mapped.aliases.get(source, ()) for source in {*sources, *mapped.aliases}})
    (looked_for,) = named([chinese], layout)
    if looked_for == _KIND:
        return _Field(header=header, column=_KIND)
    written = {
        column: spec for column, spec in mapped.feeds[-1].columns.items()
        if spec.sources and not spec.classify and not (spec.split and not spec.join)
    }  # fmt: skip
    for column, spec in written.items():
        if spec.sources[0] == looked_for or (labels and looked_for in spec.sources):
            return _Field(
                header=header, column=column, spec=spec, labels=_labels(labels[0]) if labels else None
            )
    registry = next((each for each in plan.tables if each.table.name == "entity"), None)
    if (
        registry is not None
        and looked_for in dict(registry.feeds[0].columns).get("name", ColumnSpec()).sources
    ):
        return _Field(header=header, column=_NAME)
    return _Field(header=header)


def _labels(enumeration: str) -> dict[str, str]:
    return {code: enumerations.title(enumeration, code)[0] for code in enumerations.codes(enumeration)}


# ------------------------------------------------------------------ the rows


def _rows(
    province: Province, mapped: TableMapping, fields: Sequence[_Field], since: date | None, until: date | None
) -> Iterator[list[str | Decimal]]:
    table = mapped.table.name
    where = ["superseded_date IS NULL"]
    where += [f"event_date >= {literal(since)}"] if since else []
    where += [f"event_date < {literal(until)}"] if until else []
    if province.has("record_event"):
        voiding = ", ".join(map(literal, _VOID))
        where.append(
            f"record_id NOT IN (SELECT record_id FROM {_scan(province, 'record_event')} WHERE table_name = {literal(table)} AND kind IN ({voiding}))"
        )
    names = "(SELECT NULL::VARCHAR AS uscc, NULL::VARCHAR AS _name LIMIT 0)"
    if province.has("entity"):
        latest = "arg_max(name, (event_date, known_date)) FILTER (name IS NOT NULL)"
        names = f"(SELECT uscc, {latest} AS _name FROM {_scan(province, 'entity')} GROUP BY uscc)"
    columns = [column.name for column in mapped.table.columns]
    # a cursor of its own, so that the province may be asked other things while the file is written
    cursor = province.connection.con.cursor()
    cursor.execute(
        f"SELECT {', '.join(f'listed.{name(column)}' for column in columns)}, _name FROM {_scan(province, table)} listed "
        f"LEFT JOIN {names} named USING (uscc) WHERE {' AND '.join(where)} ORDER BY event_date, uscc, doc_no, record_id"
    )
    while found := cursor.fetchmany(10_000):
        for values in found:
            row = dict(zip((*columns, _NAME), values, strict=True))
            yield [_text(each, row, mapped) for each in fields]


def _scan(province: Province, table: str) -> str:
    province.table(table)  # compares the file with the manifest
    return f"read_parquet({literal(str(province.path / f'{table}.parquet'))})"


def _text(each: _Field, row: Mapping[str, Any], mapped: TableMapping) -> str | Decimal:
    if not each.column:
        return ""
    if each.column == _KIND:
        return _KINDS.get(str(row["uscc"])[:2], _OTHERS)
    if each.column == _NAME:
        return row[_NAME] or ""
    spec, value = cast("ColumnSpec", each.spec), row[each.column]
    if value is None and spec.join:  # records that were not delivered as 双公示 say the most severe kind only
        value = row.get(each.column.removesuffix("s"))
    if value is None:
        return ""
    kind = mapped.table.column(each.column).kind
    if kind == "money":
        amount = (Decimal(value) / FEN[spec.unit]).normalize()
        return amount if len(amount.as_tuple().digits) <= _EXACT else f"{amount:f}"
    if each.labels is not None:
        return ";".join(each.labels.get(code, code) for code in str(value).split(spec.join or "|"))
    told = next((theirs for theirs, ours in spec.values.items() if ours == value), None)
    return str(value) if told is None else told
