"""Samples at the days of events: what was known the day before an inspection, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from creditscore import features, records, rights
from creditscore.errors import SampleError
from creditscore.plan import Expression, columns_of
from creditscore.samples._drawing import Progress, assembled, weighted
from creditscore.samples._population import require, versions, with_info
from creditscore.samples.sample import Sample
from creditscore.samples.spec import Spec

if TYPE_CHECKING:
    from creditscore.records import Province

_REGISTRATION = ("kind", "region", "industry", "size")


def _label_column(table: str, label: str) -> None:
    column = records.table(table).column(label)
    if column.kind not in ("boolean", "integer"):
        raise SampleError(
            f"{table}.{label}: wanted a column of yes/no or 0/1 as label, found {column.kind}; choose another"
        )


def _events(
    province: Province, spec: Spec, *, table: str, label: str, where: Expression | None
) -> pd.DataFrame:
    """One row per (entity, day): ``events`` on it, ``bad`` (any), ``unknown`` (any without a result)."""
    declared = records.table(table)
    columns = dict.fromkeys(["uscc", "event_date", label, *sorted(columns_of(where))])
    rows = rights.standing(province, table, policy=spec.rights, columns=list(columns))
    if where is not None:
        rows = rows.filter(rights.condition(rights.in_storage(declared, where), rows))
    value = rows[label].cast("int64")
    known = (~rows.repaired | (value == 0)).ifelse(value, ibis.null("int64"))
    rows = rows.mutate(result=known)
    folded = rows.group_by(entity=rows.uscc, as_of=rows.event_date).agg(
        events=rows.count(),
        worst=rows.result.max(),
        least=rows.result.min(),
        unknown=rows.result.isnull().any(),
    )
    return folded.order_by("as_of", "entity").to_pandas()


def _registered(province: Province, spec: Spec, rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with what was registered of each entity on the day; null without an entity table."""
    if not province.has("entity"):
        return rows.assign(**{name: pd.Series(None, index=rows.index, dtype="str") for name in _REGISTRATION})
    columns = {
        "entity": pa.array(rows["entity"], pa.string()),
        "as_of": pa.array(rows["as_of"].dt.date, pa.date32()),
    }
    found = versions(province, spec, columns)
    return rows.merge(found[["entity", "as_of", *_REGISTRATION]], on=["entity", "as_of"], how="left")


def at_events(
    province: Province,
    spec: Spec,
    *,
    table: str,
    label: str,
    where: Expression | None = None,
    weights: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Sample:
    """One row per entity and day with an event of ``table``: features strictly before, outcome from the event.

    Args:
        province: the records.
        spec: the features and the subjects; its outcome becomes ``given`` with a horizon of 0 months.
        table: the table of events; ``as_of`` is their ``event_date``.
        label: a yes/no (or 0/1) column; several events of one entity on one day are folded into one row that
            is bad if any is, and counted as ``same_day``.
        where: which events, over the table's columns, money in yuan.
        weights: sampling weights, ``entity, weight``; 1 for all by default.
        progress: called with (table, done, of) while features are computed.

    Only the kind of subject is checked, where registration is known; who has an event is in the population.

    Raises:
        SampleError: no events, a label that is not yes/no, or a feature that is the label.
    """
    require(province, table)
    _label_column(table, label)
    spec = replace(spec, outcome="given", horizon_months=0)
    found = _events(province, spec, table=table, label=label, where=where)
    found["as_of"] = pd.to_datetime(found["as_of"]).astype("datetime64[us]")
    values: Sequence[Any] = pd.unique(found[["worst", "least"]].to_numpy().ravel())
    odd = [value for value in values if not pd.isna(value) and value not in (0, 1)]
    if odd:
        raise SampleError(f"{table}.{label}: wanted yes/no or 0/1, found {odd[0]:g}; choose another label")
    unknown = found["unknown"].to_numpy() & (found["worst"].fillna(0) == 0).to_numpy()
    rows = _registered(province, spec, found[~unknown].reset_index(drop=True))
    other = np.zeros(len(rows), dtype=bool)
    if spec.subjects and province.has("entity"):
        other = ~np.isin(rows["kind"].to_numpy(dtype=object), spec.subjects)
    excluded = {"outcome_unknown": int(unknown.sum()), "other_subject": int(other.sum())}
    excluded["same_day"] = int((found["events"] - 1).sum())
    rows = rows[~other].reset_index(drop=True)
    if rows.empty:
        raise SampleError(
            f"sample of {spec.evaluation}: no event of {table} is left of {len(found)} days with one; left out were "
            f"{excluded}; check where, subjects and label"
        )
    rows = with_info(rows).assign(outcome=rows["worst"], weight=weighted(rows, weights))
    table_of = features.compute(
        province, rows[["entity", "as_of"]], select=spec.features, rights=spec.rights, progress=progress
    )
    return assembled(province, spec, rows, table_of, excluded={k: n for k, n in excluded.items() if n})
