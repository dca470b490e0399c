"""``misconduct_12m``: a new serious listing, judgment-defaulter entry or serious penalty (DESIGN section 5).

What counts is the day it happened, not the day it became known. An entity that stands on a serious list at
``as_of``, known or not, is left out: its misconduct is no news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import ibis
import pandas as pd
from ibis import ir

from creditscore import records, rights
from creditscore.records.lists import SERIOUS_LISTS
from creditscore.samples._coverage import Row, delivers
from creditscore.samples._population import asked, dates, require
from creditscore.samples._split import window_end
from creditscore.samples.spec import Spec

if TYPE_CHECKING:
    from creditscore.records import Province

PATHS = ("serious_list", "judgment_defaulter", "serious_penalty")
"""Ways of misconduct, in the order they are reported."""

_SOURCES = ("list_entry", "admin_penalty")


def _listings(province: Province, spec: Spec) -> ir.Table:
    """Entries on serious lists that stand: ``uscc, event_date, exit_date, path, repaired``."""
    rows = rights.standing(
        province,
        "list_entry",
        policy=spec.rights,
        columns=["uscc", "event_date", "list_code", "exit_date", "exit_kind"],
    )
    rows = rows.filter(rows.list_code.isin(SERIOUS_LISTS))
    rows = rows.filter(rows.exit_kind.isnull() | ~rows.exit_kind.isin(("revoked", "objection_upheld")))
    repaired = rows.repaired
    if spec.rights.name == "current_rights":
        left = (rows.exit_kind == "repaired") & (rows.exit_date < spec.rights.built_on)
        repaired = repaired | ibis.coalesce(left, False)
    path = ibis.ifelse(rows.list_code == "judgment_defaulter", "judgment_defaulter", "serious_list")
    return rows.select("uscc", "event_date", "exit_date", path=path, repaired=repaired)


def _penalties(province: Province, spec: Spec) -> ir.Table:
    """Serious penalties that stand, in the columns of ``_listings``."""
    serious = rights.in_storage(records.ADMIN_PENALTY, rights.SERIOUS_PENALTY)
    rows = rights.standing(
        province, "admin_penalty", policy=spec.rights, columns=["uscc", "event_date", "penalty_kind", "fine"]
    )
    rows = rows.filter(rights.condition(serious, rows))
    return rows.select(
        "uscc",
        "event_date",
        exit_date=ibis.null("date"),
        path=ibis.literal("serious_penalty"),
        repaired=rows.repaired,
    )


def misconduct(province: Province, spec: Spec, days: Sequence[date]) -> pd.DataFrame:
    """One row per (entity, as_of) with something on file or to come.

    Columns as ``bad_states`` gives them; an entity without a row has neither and is good.
    """
    require(province, *_SOURCES)
    ends = [window_end(day, spec.horizon_months) for day in days]
    with asked(province, {"as_of": dates(days), "window_end": dates(ends)}) as windows:
        return _judged(province, spec, windows).to_pandas()


def _judged(province: Province, spec: Spec, windows: ir.Table) -> ir.Table:
    rows = _listings(province, spec).union(_penalties(province, spec))
    pairs = windows.inner_join(rows, [rows.event_date < windows.window_end])
    inside = pairs.event_date >= pairs.as_of
    standing = ~inside & (pairs.path != "serious_penalty")
    listed = standing & (pairs.exit_date.isnull() | (pairs.exit_date >= pairs.as_of))
    paths = {f"path_{name}": (inside & ~pairs.repaired & (pairs.path == name)).any() for name in PATHS}
    table = pairs.group_by("uscc", "as_of").agg(
        listed=listed.any(), repaired=(inside & pairs.repaired).any(), **paths
    )
    bad = ibis.or_(*(table[f"path_{name}"] for name in PATHS))
    reason = ibis.cases(
        (table.listed, "already_listed"),
        (~bad & table.repaired, "outcome_repaired"),
        else_=ibis.null("string"),
    )
    table = table.select(
        "as_of",
        *(f"path_{name}" for name in PATHS),
        entity=table.uscc,
        reason=reason,
        outcome=bad.cast("int8"),
    )
    return table.order_by("as_of", "entity")


def observed(
    coverage: Sequence[Row], places: pd.DataFrame, windows: Mapping[date, tuple[date, date]]
) -> pd.Series:
    """Whether both sources of the outcome deliver over the whole window, per row of ``places``."""
    both = [delivers(coverage, places, table=table, windows=windows) for table in _SOURCES]
    return pd.Series(both[0] & both[1], index=places.index)
