"""Planted rows of the two tables without an envelope: what happened to records, and where sources deliver."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from creditscore.simulate._misfits import NOWHERE
from creditscore.simulate._settings import Defects
from creditscore.simulate._spoiling import days, replaced

NO_RECORD = "pen-9999999999"
"""A record that is not there."""

Spoilt = list[tuple[str, pa.Table]]


def plant_events(rows: pa.Table, shares: Defects, rng: np.random.Generator, *, surely: bool) -> Spoilt:
    """Rows of ``record_event`` to add, by rule; what they tell stands under the id of the record they copy."""
    found: Spoilt = []
    for rule in ("unpaired_event", "unknown_code", "missing_required", "event_after_known", "duplicate_key"):
        count = int(rng.binomial(rows.num_rows, shares.broken_rule))
        count = max(count, int(surely and shares.broken_rule > 0 and rows.num_rows > 0))
        if count == 0:
            continue
        some = rows.take(pa.array(rng.choice(rows.num_rows, count, replace=False)))
        found.append((rule, _wrong_event(rule, some)))
    return found


def _wrong_event(rule: str, some: pa.Table) -> pa.Table:
    count = some.num_rows
    if rule == "unpaired_event":
        numbers = [f"{NO_RECORD}-{number}" for number in range(count)]
        return replaced(some, "record_id", pa.array(numbers))
    if rule == "unknown_code":
        return replaced(some, "kind", pa.array(["unknown-code"] * count))
    if rule == "missing_required":
        return replaced(some, "kind", pa.nulls(count, pa.string()))
    if rule == "event_after_known":
        return replaced(some, "known_date", pa.array((days(some, "event_date") - 3).astype(np.int32)))
    return some


def plant_coverage(rows: pa.Table, shares: Defects) -> Spoilt:
    """Rows of ``coverage`` to add, one a rule; the first row of the table is their model."""
    if shares.broken_rule == 0:
        return []
    one = rows.slice(0, 1)
    return [
        ("reversed_period", replaced(one, "covered_until", one["covered_from"])),
        ("unknown_region", replaced(one, "region_code", pa.array([NOWHERE]))),
        ("unknown_code", replaced(one, "table_name", pa.array(["no_such_table"]))),
        ("duplicate_key", one),
    ]
