"""Planted rows that break one rule each: the rules of single columns, and the declared checks across columns.

They are rows on top of the good ones. What a rule refuses is a copy of a good row with one thing wrong. What a check
only warns of is an earlier version of a good row, wrong, that became known a day before it and was corrected by it
the day after: a revision as in life, which nobody who asks on the first of a month ever sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from creditscore.codes import uscc
from creditscore.records import Check, Column, Table
from creditscore.simulate._corrections import REVISED, revisions
from creditscore.simulate._settings import Defects
from creditscore.simulate._spoiling import SPOILT, Spoil, Values, days, person_shapes, replaced
from creditscore.simulate._world import Array

FIRST_SUFFIX = 4
"""Record ids of planted copies end in -4, -5, … (-2 and -3 are the second feed and the natural person)."""
SEARCHED = 20_000
"""Rows looked through for one that can break a rule when none was drawn."""
NOWHERE, ABOLISHED = "990001", "220625"
"""A division code that does not exist, and one that was abolished before the data begin."""


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """One way of being wrong: ``rule`` is what reading calls it."""

    rule: str
    spoil: Spoil
    warned: bool = False


def misfits(table: Table, *, end_day: int) -> tuple[Misfit, ...]:
    """Everything that can be wrong with one row of a table, beyond the defects that every table carries."""
    made = [Misfit(rule=rule, spoil=spoil) for rule, spoil in _of_columns(table, end_day).items()]
    made += [_of_check(table, check) for check in table.checks]
    made += [Misfit(rule=rule, spoil=spoil, warned=True) for rule, spoil in _dirty_codes(table).items()]
    return tuple(made)


def _of_check(table: Table, check: Check) -> Misfit:
    return Misfit(rule=check.rule, spoil=SPOILT[table.name, check.rule], warned=check.level == "warn")


def plant_misfits(
    table: Table, rows: pa.Table, shares: Defects, rng: np.random.Generator, *, end_day: int, surely: bool
) -> list[tuple[str, pa.Table]]:
    """Rows to add, by rule.

    Of the rows that could break a rule the share ``broken_rule`` (``warned`` for warnings) does; ``surely`` one does
    if any can and the share is not 0.
    """
    found: list[tuple[str, pa.Table]] = []
    free = _unrevised(table, rows)
    for number, misfit in enumerate(misfits(table, end_day=end_day)):
        share = shares.warned if misfit.warned else shares.broken_rule
        chosen = _chosen(rows, misfit, share, free, rng, surely=surely)
        if len(chosen) == 0:
            continue
        if misfit.warned:
            free[chosen] = False
        good = rows.take(pa.array(chosen))
        spoilt = _revised(good) if misfit.warned else good
        for name, values in misfit.spoil.values(good, rng).items():
            spoilt = replaced(spoilt, name, values)
        suffix = pa.scalar(f"-{FIRST_SUFFIX + number}")
        ids = pc.binary_join_element_wise(good["record_id"], suffix, "")
        found.append((misfit.rule, replaced(spoilt, "record_id", ids)))
    if table.name in REVISED:
        drawn = np.unique(rng.integers(0, max(rows.num_rows, 1), rng.binomial(rows.num_rows, shares.revised)))
        later = revisions(table, rows.take(pa.array(drawn[free[drawn]])), rng, end_day=end_day)
        found += [("revised", later)] if later.num_rows else []
    return found


def _chosen(
    rows: pa.Table, misfit: Misfit, share: float, free: Array, rng: np.random.Generator, *, surely: bool
) -> Array:
    """Positions of the good rows to spoil."""
    count = rows.num_rows
    drawn = rng.integers(0, max(count, 1), rng.binomial(count, share))
    drawn = _able(rows, np.unique(drawn), misfit, free)
    if len(drawn) == 0 and surely and share > 0:
        drawn = _able(rows, rng.permutation(count)[:SEARCHED], misfit, free)[:1]
    return drawn


def _able(rows: pa.Table, place: Array, misfit: Misfit, free: Array) -> Array:
    if len(place) == 0:
        return place
    some = rows.take(pa.array(place))
    able = misfit.spoil.able(some)
    if misfit.warned:
        known, event = days(some, "known_date"), days(some, "event_date")
        first = known.astype("datetime64[D]") == known.astype("datetime64[D]").astype("datetime64[M]")
        able &= free[place] & (known > event) & ~first
    return place[able]


def _unrevised(table: Table, rows: pa.Table) -> Array:
    """Rows without another version, so that an earlier one can be put before them."""
    old = rows.filter(rows["superseded_date"].is_valid())
    if old.num_rows == 0:
        return np.ones(rows.num_rows, bool)
    name = table.key[0] if table.key else "uscc"
    twice = pc.is_in(rows[name].cast(pa.string()), value_set=old[name].cast(pa.string()).combine_chunks())
    return ~np.asarray(twice)


def _revised(good: pa.Table) -> pa.Table:
    known = days(good, "known_date")
    wrong = replaced(good, "known_date", pa.array((known - 1).astype(np.int32)))
    return replaced(wrong, "superseded_date", pa.array(known))


# ------------------------------------------------------------------ rules of single columns


def _of_columns(table: Table, end_day: int) -> dict[str, Spoil]:
    """Rule → how to break it, for what the columns of a table declare."""
    made = {
        "undated": Spoil(lambda rows, _: {"event_date": pa.nulls(rows.num_rows, pa.date32())}),
        "unknown_region": Spoil(lambda rows, _: {"region_code": pa.array([NOWHERE] * rows.num_rows)}),
        "event_in_future_of_data": Spoil(lambda rows, _: _in_future(rows, end_day)),
        "superseded_too_early": Spoil(lambda rows, _: {"superseded_date": rows["known_date"]}),
    }
    if bounded := _first(table, lambda column: column.at_most is not None):
        made["above_maximum"] = _above(bounded)
    if told := _first(table, _tells):
        made["resident_id"] = Spoil(lambda rows, rng: {told.name: _with_person(rows, rng)})
    if table.name == "entity":
        made["entity_type_mismatch"] = Spoil(
            lambda rows, _: {"entity_type": pa.array(["other"] * rows.num_rows)}
        )
    return made


def _dirty_codes(table: Table) -> dict[str, Spoil]:
    """Codes that are odd and pass: a division long abolished, an organisation code that does not check."""
    made = {"retired_region": Spoil(lambda rows, _: {"region_code": pa.array([ABOLISHED] * rows.num_rows)})}
    if table.name != "entity":
        made["odd_organisation_code"] = Spoil(lambda rows, _: {"uscc": pa.array(_odd_codes(rows))})
    return made


def _odd_codes(rows: pa.Table) -> list[str]:
    """Credit codes with a wrong ninth character of the organisation code under a right last character."""
    bodies = [code[:16] + ("0" if code[16] != "0" else "1") for code in rows["uscc"].to_pylist()]
    return [body + uscc.check_character(body) for body in bodies]


def _first(table: Table, wanted: Callable[[Column], bool]) -> Column | None:
    return next((column for column in table.own if wanted(column)), None)


def _tells(column: Column) -> bool:
    """Free text, where a person's number may be written."""
    return column.kind == "text" and not column.name.endswith(("_no", "_id", "_hash", "counterparty", "uscc"))


def _above(column: Column) -> Spoil:
    most = column.at_most or 0.0

    def values(rows: pa.Table, _: np.random.Generator) -> dict[str, Values]:
        return {column.name: pa.array(np.full(rows.num_rows, most + 1))}

    return Spoil(values)


def _in_future(rows: pa.Table, end_day: int) -> dict[str, Values]:
    later = pa.array(np.full(rows.num_rows, end_day + 3, np.int32))
    return {"event_date": later, "known_date": later}


def _with_person(rows: pa.Table, rng: np.random.Generator) -> pa.Array:
    return pa.array([f"虚构当事人{shape}，男" for shape in person_shapes(rows.num_rows, rng)])
