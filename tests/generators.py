"""Random records for the laws: dates crowd where a rule could be off by a day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from creditscore.plan import months_before
from creditscore.records import Column, Table

AS_OF = date(2024, 2, 29)
"""A leap day, so that clipping to the month's end is always part of the case."""

_EDGES = (3, 6, 12, 15, 18, 24, 36)


def day_near(random: Random, as_of: date, *, before_only: bool = False) -> date:
    """A date on or one day beside a window bound or ``as_of``, or anywhere within 40 months."""
    if random.random() < 0.6:
        day = months_before(as_of, random.choice((0, *_EDGES))) + timedelta(days=random.choice((-1, 0, 1)))
    else:
        day = as_of - timedelta(days=random.randint(0 if before_only else -60, 1200))
    return min(day, as_of - timedelta(days=1)) if before_only else day


def value(column: Column, random: Random, as_of: date) -> Any:
    """A value the column's declaration allows; null one time in five where it is optional."""
    if not column.required and random.random() < 0.2:
        return None
    low = 0 if column.at_least is None else int(column.at_least)
    match column.kind:
        case "date":
            return day_near(random, as_of)
        case "money":
            return random.choice((low, 1, 99, 12_345, random.randint(low, 10**9)))
        case "integer":
            often = random.randint(low, low + 6)
            most = low + 200 if column.at_most is None else int(column.at_most)
            return min(random.choice((often, often, often, random.randint(low, most))), most)
        case "number":
            below = -2.5 if column.at_least is None else float(low)
            most = 40.0 if column.at_most is None else float(column.at_most)
            return random.choice((float(low), below, min(0.5, most), round(random.random() * most, 3)))
        case "boolean":
            return random.random() < 0.5
        case "code" if column.codes:
            return random.choice(column.codes)
        case _:
            return random.choice("abcd")


def record(table: Table, random: Random, *, uscc: str, number: int, as_of: date = AS_OF) -> dict[str, Any]:
    """One record with all declared columns."""
    row = {column.name: value(column, random, as_of) for column in table.columns}
    row |= {"record_id": f"{table.name}-{uscc}-{number:04d}", "uscc": uscc, "superseded_date": None}
    row["region_code"] = random.choice(("220102", "220283", None))
    if "term_months" in row:
        row["term_months"] = random.choice((None, None, None, 12, 36))
    if "established_on" in row:
        row["established_on"] = date(2010, 1, 1) + timedelta(days=random.randint(0, 4000))
    return row


def records(
    table: Table, random: Random, *, uscc: str, most: int = 12, start: int = 0, as_of: date = AS_OF
) -> list[dict[str, Any]]:
    """Up to ``most`` records of one entity."""
    return [
        record(table, random, uscc=uscc, number=start + i, as_of=as_of)
        for i in range(random.randint(0, most))
    ]
