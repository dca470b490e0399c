"""Records as they stood on a day, where their subjects were then, and the places they are counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from creditscore.codes import regions
from creditscore.codes.uscc import KINDS
from creditscore.errors import RecordsError
from creditscore.records import Province

Level = Literal["county", "prefecture", "province"]
"""How far places are rolled up; a code that is no division of the province stays as it was delivered."""

NOT_STATED = ""
"""Department or place of a record that states none."""

GONE = ("deregistered", "cancelled", "moved_out")
"""Registration statuses of entities that are no longer there."""


def as_known(province: Province, name: str, *, as_of: date) -> ir.Table:
    """Rows of a table as they stood at the start of ``as_of``: the revision in force of what was known by then."""
    rows = province.table(name)
    standing = rows.superseded_date.isnull() | (rows.superseded_date >= as_of)
    return rows.filter((rows.event_date < as_of) & (rows.known_date < as_of) & standing)


def fact(value: Any, on: Any, *, as_of: date) -> Any:
    """``value`` if the day ``on`` which it became a fact lies before ``as_of``, else null."""
    return ibis.ifelse(on < as_of, value, ibis.null(value.type()))


def month(day: Any) -> Any:
    """First day of the month of ``day``."""
    return day.truncate("M").cast("date")


@lru_cache
def _rolled_up(level: Level) -> dict[str, str]:
    if level == "province":
        return dict.fromkeys(regions.REGIONS, regions.PROVINCE)
    up = regions.current if level == "county" else regions.prefecture
    return {code: up(code) for code in regions.REGIONS if up(code) != code}


def rolled_up(code: str, *, level: Level) -> str:
    """Today's division of a code at ``level``; a code of another province stays as it is.

    >>> (
    ...     rolled_up("220381", level="county"),
    ...     rolled_up("220102", level="prefecture"),
    ...     rolled_up("110105", level="county"),
    ... )
    ('220184', '220100', '110105')
    """
    return _rolled_up(level).get(code, code)


def place(code: Any, *, level: Level = "county") -> Any:
    """The division a record is counted under: today's code at ``level``, empty if none is stated."""
    return code.substitute(_rolled_up(level)).fill_null(NOT_STATED)


def entities(province: Province, *, as_of: date, level: Level = "county") -> ir.Table:
    """Every entity that is there at ``as_of`` by its latest version: ``uscc, kind, home, size_class, name``."""
    rows = as_known(province, "entity", as_of=as_of)
    latest = ibis.window(
        group_by="uscc", order_by=[ibis.desc("event_date"), ibis.desc("known_date"), "record_id"]
    )
    rows = rows.mutate(position=ibis.row_number().over(latest)).filter(ibis._.position == 0)
    there = rows.reg_status.isnull() | ~rows.reg_status.isin(GONE)
    return rows.select(
        "uscc",
        "size_class",
        "name",
        kind=rows.entity_type,
        home=place(rows.oper_region_code.fill_null(rows.region_code), level=level),
        there=there,
    )


def held(rows: ir.Table) -> ir.Table:
    """``rows`` computed once, for a question that joins them many times."""
    return ibis.memtable(rows.to_pyarrow())


def keyed(frame: pd.DataFrame, *texts: str) -> pd.DataFrame:
    """``frame`` ready to be merged by ``texts`` and, where it has one, ``month``, also when they hold no value at all.

    What pandas makes of an empty or all-null column depends on where it came from, and it refuses to match two
    that differ.
    """
    kinds = {
        **dict.fromkeys(texts, "object"),
        **({"month": "datetime64[us]"} if "month" in frame.columns else {}),
    }
    return frame.astype(kinds)


def with_subject(
    province: Province, frame: pd.DataFrame, *, as_of: date, level: Level = "county"
) -> pd.DataFrame:
    """``frame`` with ``entity_type`` and ``region`` of each ``uscc`` by its registration, or by its code alone."""
    codes = frame["uscc"].drop_duplicates().astype("object")
    known = pd.DataFrame({"uscc": [], "entity_type": [], "region": []}, dtype="object")
    if province.has("entity") and len(codes):
        asked = ibis.memtable(pa.table({"uscc": pa.array(codes, type=pa.string())}))
        rows = entities(province, as_of=as_of, level=level).semi_join(asked, "uscc")
        known = rows.select("uscc", entity_type="kind", region="home").to_pandas()
    found = keyed(frame.drop(columns=["entity_type", "region"], errors="ignore"), "uscc")
    found = found.merge(keyed(known, "uscc"), on="uscc", how="left")
    by_code = found["uscc"].map(lambda code: KINDS.get(str(code)[:2], "other"))
    found["entity_type"] = found["entity_type"].fillna(by_code)
    found["region"] = found["region"].fillna(NOT_STATED)
    return found


def document(number: Any) -> Any:
    """A document number as it is compared: without spaces, brackets of one shape, capitals."""
    number = number.re_replace(r"[\s\x{3000}]", "").re_replace("[〔［【（\\[{]", "(")
    return number.re_replace("[〕］】）\\]}]", ")").upper().nullif("")


def need(province: Province, *names: str, as_of: date) -> None:
    """Refuse a question whose tables are not there, or about a day the data do not reach."""
    missing = [name for name in names if not province.has(name)]
    if missing:
        raise RecordsError(
            f"{province.path}: table {missing[0]!r} is missing, found {list(province.tables)}; read it in, or do not "
            "ask what rests on it"
        )
    if not province.data_from < as_of <= province.data_until:
        raise RecordsError(
            f"as_of {as_of} lies outside the data of {province.path} ({province.data_from} to {province.data_until}): "
            "what had not arrived by their end would be taken for missing; choose a day inside"
        )


def of_these(province: Province, tables: Mapping[str, str] | Sequence[str], *, as_of: date) -> list[str]:
    """Those of ``tables`` (or keys of a mapping to them) that are there; refused if none is."""
    named = tables if isinstance(tables, Mapping) else {name: name for name in tables}
    there = [key for key, name in named.items() if province.has(name)]
    need(province, *(() if there else named.values()), as_of=as_of)
    return there
