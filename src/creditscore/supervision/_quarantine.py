"""Refused rows of the quarantine, counted by rule, department, place and month as far as the row itself says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore import records
from creditscore.records import Province
from creditscore.supervision._rows import NOT_STATED, Level, month, place

FOLDER = "rejected"
"""Folder of the quarantine inside a canonical folder, unless another was named when it was written."""

HEADERS: dict[str, tuple[str, ...]] = {
    "agency": ("处罚机关", "许可机关", "CF_CFJG", "CF_XZJG", "XK_XKJG", "XK_XZJG"),
    "source_code": ("数据来源单位", "CF_SJLYDW", "XK_SJLYDW"),
    "region_code": ("行政区划代码", "地方编码", "CF_DFBM", "XK_DFBM", "DFBM"),
    "event_date": ("CF_JDRQ", "XK_JDRQ"),
    "doc_no": ("处罚决定书文号", "许可决定文书号", "CF_WSH", "XK_WSH"),
    "uscc": ("CF_XDR_SHXYM", "XK_XDR_SHXYM", "行政相对人代码_1 (统一社会信用代码)", "行政相对人代码_1"),
}
"""Headers of the public layouts under which a refused row states a column, besides its name and Chinese title."""

_FORMATS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """Where the quarantine lies (in the canonical folder unless named), and under which headers its rows state a
    column where they are unusual: canonical column → headers of the source.
    """

    folder: Path | str | None = None
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])


QUARANTINE = Quarantine()


def refused(
    province: Province, table: str, quarantine: Quarantine = QUARANTINE, **named: str
) -> ir.Table | None:
    """The quarantine of a table as text, or nothing where there is no file.

    Columns: ``rule, detail, event_date`` (null if it is no date) and, for every ``name=column`` of ``named``,
    that canonical column as delivered (null where the source has none).
    """
    folder = quarantine.folder if quarantine.folder is not None else province.path / FOLDER
    path = Path(folder) / f"{table}.parquet"
    if not path.is_file():
        return None
    rows = province.connection.read_parquet(path)
    known = {**HEADERS, **quarantine.headers}
    wanted = {name: _stated(rows, table, column, known) for name, column in named.items()}
    return rows.select(
        rule=rows["_rule"],
        detail=rows["_detail"],
        event_date=_day(rows, table, "event_date", known),
        **wanted,
    )


def _stated(rows: ir.Table, table: str, column: str, headers: Mapping[str, Sequence[str]]) -> Any:
    declared = records.table(table)
    titles = {found.name: found.title_zh for found in declared.columns} | {"event_date": declared.event[0]}
    names = [column, titles.get(column, column)]
    there = [name for name in (*names, *headers.get(column, ())) if name in rows.columns]
    if not there:
        return ibis.null("string")
    return ibis.coalesce(*(rows[name].cast("string").strip().nullif("") for name in there))


def _day(rows: ir.Table, table: str, column: str, headers: Mapping[str, Sequence[str]]) -> Any:
    """A date as delivered; null where it is written as none of the usual ways."""
    stated = _stated(rows, table, column, headers)
    return _parsed(stated)


@ibis.udf.scalar.builtin(name="try_strptime", signature=((str, list[str]), "timestamp"))
def _try_strptime(value: Any, formats: Any) -> Any: ...  # type: ignore[empty-body]


def _parsed(text: Any) -> Any:
    return _try_strptime(text, list(_FORMATS)).cast("date")


def counted(
    province: Province,
    table: str,
    *,
    as_of: date,
    by: str,
    level: Level,
    quarantine: Quarantine = QUARANTINE,
) -> pd.DataFrame:
    """Refused rows before ``as_of`` by ``department, region, month, rule``; what a row does not say is empty or null.

    A row without a usable date is counted in no month. Where the file of the quarantine is gone, the manifest's
    counts by rule stand for it, without department, place and month.
    """
    column = by if by in {found.name for found in records.table(table).columns} else "source_code"
    rows = refused(province, table, quarantine, department=column, code="region_code")
    if rows is None:
        rejected = province.rejected.get(table, {})
        return pd.DataFrame(
            {
                "department": NOT_STATED, "region": NOT_STATED, "month": pd.NaT, "rule": list(rejected),
                "rows": list(rejected.values()),
            }
        )  # fmt: skip
    rows = rows.filter(rows.event_date.isnull() | (rows.event_date < as_of))
    grouped = rows.group_by(
        department=rows.department.fill_null(NOT_STATED),
        region=place(rows.code, level=level),
        month=month(rows.event_date),
        rule=rows.rule,
    ).agg(rows=rows.count())
    return grouped.to_pandas()
