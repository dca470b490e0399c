"""Who there is to judge on each day, and why some are not judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
from ibis import ir

from creditscore import rights
from creditscore.codes import industries
from creditscore.errors import DefinitionError, SampleError
from creditscore.plan import months_before
from creditscore.samples._coverage import delivers
from creditscore.samples.spec import Spec

if TYPE_CHECKING:
    from creditscore.records import Province

INFO = ("info_region", "info_industry", "info_size", "info_entity_type")
"""Columns for reports, never features: prefecture, GB/T 4754 section, size class, kind of subject."""

_COLUMNS = (
    "uscc", "event_date", "record_id", "entity_type", "oper_region_code", "region_code", "industry_code",
    "size_class", "established_on", "reg_status",
)  # fmt: skip


_names = count()


@contextmanager
def asked(province: Province, columns: Mapping[str, pa.Array]) -> Iterator[ir.Table]:
    """A few columns as a temporary table on the province's connection, dropped at the end."""
    name = f"_creditscore_asked_{next(_names)}"
    try:
        yield province.connection.create_table(name, pa.table(dict(columns)), temp=True)
    finally:
        province.connection.raw_sql(f"DROP TABLE IF EXISTS {name}")


def dates(days: Sequence[date]) -> pa.Array:
    """Days as a column of the engine."""
    return pa.array(days, pa.date32())


def require(province: Province, *tables: str) -> None:
    """Raise SampleError for a table the sample cannot do without."""
    for table in tables:
        if not province.has(table):
            raise SampleError(
                f"table {table!r} is missing from {province.path.name}, and the sample rests on it; "
                f"found {list(province.tables)}; read it in"
            )


def versions(province: Province, spec: Spec, columns: Mapping[str, pa.Array]) -> pd.DataFrame:
    """The latest registration in use: one row per (entity, as_of) that had one.

    ``columns`` has ``as_of``, and ``entity`` if only some are asked for; without it every entity is.
    """
    require(province, "entity")
    with asked(province, columns) as table:
        frame = _latest(province, spec, table).to_pandas()
    for name in ("as_of", "established_on"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return frame


def _latest(province: Province, spec: Spec, asked: ir.Table) -> ir.Table:
    rows = rights.usable(province, "entity", policy=spec.rights, columns=_COLUMNS)
    predicates = [
        rows.event_date < asked.as_of,
        rows.known_from < asked.as_of,
        rows.usable_from <= asked.as_of,
        rows.usable_until.isnull() | (rows.usable_until > asked.as_of),
    ]
    if "entity" in asked.columns:
        predicates.insert(0, rows.uscc == asked.entity)
    pairs = asked.inner_join(rows, predicates)
    order = [pairs[name].desc() for name in ("event_date", "known_from", "record_id")]
    rank = ibis.row_number().over(group_by=[pairs.uscc, pairs.as_of], order_by=order)
    last = pairs.mutate(rank=rank).filter(lambda table: table["rank"] == 0)
    found: dict[str, Any] = {
        "entity": last.uscc, "as_of": last.as_of, "kind": last.entity_type,
        "region": ibis.coalesce(last.oper_region_code, last.region_code), "industry": last.industry_code,
        "size": last.size_class, "established_on": last.established_on, "reg_status": last.reg_status,
    }  # fmt: skip
    return last.select(**found).order_by("as_of", "entity")


def _section(code: object) -> str | None:
    try:
        return industries.section(str(code)) if isinstance(code, str) else None
    except DefinitionError:
        return None


def with_info(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the ``info_`` columns, from ``region, industry, size, kind``."""
    region = frame["region"]
    county = region.str.fullmatch(r"\d{6}").eq(True)
    sections = {code: _section(code) for code in frame["industry"].unique()}
    return frame.assign(
        info_region=region.where(~county, region.str[:4] + "00"),
        info_industry=frame["industry"].map(sections).astype("str"),
        info_size=frame["size"],
        info_entity_type=frame["kind"],
    )


def reasons(frame: pd.DataFrame, spec: Spec, coverage: Sequence[Any]) -> pd.Series:
    """Why a row of ``versions`` is not judged; null where it is. The first reason that holds is given."""
    status = frame["reg_status"].astype("object").where(frame["reg_status"].notna(), "active")
    limits = {
        stamp: pd.Timestamp(months_before(stamp.date(), spec.minimum_age_months))
        for stamp in frame["as_of"].unique()
    }
    too_young = (frame["established_on"] > frame["as_of"].map(limits)).to_numpy()
    now = {stamp.date(): (stamp.date() - timedelta(days=1), stamp.date()) for stamp in limits}
    sources = sum(
        delivers(coverage, frame, table=table, windows=now).astype(int) for table in spec.core_sources
    )
    wanted = np.isin(frame["kind"].to_numpy(dtype=object), spec.subjects) if spec.subjects else np.True_
    found = {
        "other_subject": ~np.broadcast_to(wanted, len(frame)),
        **{str(name): (status == name).to_numpy() for name in status.unique() if name != "active"},
        "age_unknown": frame["established_on"].isna().to_numpy() & (spec.minimum_age_months > 0),
        f"younger_than_{spec.minimum_age_months}_months": too_young,
        "thin_coverage": np.broadcast_to(np.asarray(sources) < spec.minimum_coverage, len(frame)),
    }
    given = pd.Series(None, index=frame.index, dtype="object")
    for reason, holds in reversed(found.items()):
        given[holds] = reason
    return given
