"""Planted revisions: the same record delivered again, later and saying something else, without a word about the old one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from creditscore.records import Column, Table
from creditscore.simulate._spoiling import Values, days, replaced

REVISED = (
    "admin_licence", "admin_action", "sampling_test", "complaint", "commitment", "award", "contract_performance",
    "env_credit", "bidding_event", "fiscal_event", "judgment", "enforcement_case", "wage_arrears",
)  # fmt: skip
"""Sparse tables in which records are revised so; the penalties have corrections of their own."""
SOONEST, LATEST = 10, 60


def revisions(table: Table, good: pa.Table, rng: np.random.Generator, *, end_day: int) -> pa.Table:
    """Later versions of good rows, those that the platform knows before the end of the data."""
    column = _changing(table)
    known = days(good, "known_date") + rng.integers(SOONEST, LATEST, good.num_rows)
    later = replaced(good, "known_date", pa.array(known.astype(np.int32)))
    later = replaced(later, column.name, _other(column, good))
    later = replaced(later, "record_id", pc.binary_join_element_wise(good["record_id"], pa.scalar("-r"), ""))
    return later.filter(pa.array(known < end_day))


def _changing(table: Table) -> Column:
    """A figure of the record, or a text where it has none."""
    free = [column for column in table.own if column.name not in table.key]
    for kinds in (("money", "number"), ("text",)):
        for column in free:
            if column.kind in kinds and not column.name.endswith("uscc"):
                return column
    raise AssertionError(f"{table.name} has nothing that could be revised; take it out of REVISED")


def _other(column: Column, good: pa.Table) -> Values:
    if column.kind == "text":
        texts = pc.fill_null(good[column.name].cast(pa.string()), "")
        return pc.binary_join_element_wise(texts, pa.scalar("（更正）"), "")
    figures = pc.fill_null(good[column.name].cast(pa.float64()), 0.0)
    return pc.round(pc.add(pc.multiply(figures, 1.1), 2.0))
