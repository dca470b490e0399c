"""The statements an engine runs, written down instead of run: to be read, or repeated part by part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import ibis
import pandas as pd
from ibis import ir

from creditscore.errors import MissingExtra
from creditscore.features._engine import settled
from creditscore.features._question import Question
from creditscore.features._snapshots import with_bounds
from creditscore.features._workspace import RIGHTS
from creditscore.records import table as record_table

Dialect = Literal["duckdb", "pyspark"]

TYPES = {
    "text": "string", "code": "string", "date": "date", "money": "int64", "integer": "int64", "number": "float64",
    "boolean": "boolean",
}  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """What an engine runs for a question: ``steps`` (name, select) one after another, then ``last``.

    They read ``snapshots`` (one row per entity and as_of with its month bounds), ``coverage``, and
    ``<table>_in_use``: the records of a table with the intervals in which the rights policy lets them be used.
    Each of ``last`` gives ``_row``, ``entity``, ``as_of`` and some of the features.
    """

    steps: tuple[tuple[str, str], ...]
    last: tuple[str, ...]

    def __str__(self) -> str:
        kept = [f"CREATE TEMPORARY TABLE {name} AS\n{select};\n" for name, select in self.steps]
        return "\n".join([*kept, *(f"{select};\n" for select in self.last)])


class _Sketch:
    """A workspace without records: tables by name and type only, and the steps an engine would take."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.steps: list[tuple[str, str]] = []

    def has(self, name: str) -> bool:
        return bool(name)

    def usable(self, name: str, columns: Collection[str]) -> ir.Table:
        of = {column.name: column for column in record_table(name).columns}
        types = {column: TYPES[of[column].kind] for column in sorted(columns)}
        return ibis.table({**types, **dict.fromkeys(RIGHTS, "date")}, name=in_use_name(name))

    def coverage(self) -> ir.Table:
        columns = record_table("coverage").columns
        return ibis.table({column.name: TYPES[column.kind] for column in columns}, name="coverage")

    def bring(self, frame: pd.DataFrame) -> ir.Table:
        return ibis.table({name: snapshot_type(name) for name in frame.columns}, name="snapshots")

    def keep(self, table: ir.Table) -> ir.Table:
        name = f"step_{len(self.steps) + 1}"
        self.steps.append((name, self.written(table)))
        return ibis.table(table.schema(), name=name)

    def written(self, asked: ir.Table) -> str:
        return str(ibis.to_sql(asked, dialect=self.dialect))


def in_use_name(table: str) -> str:
    """What a statement calls the records in use of a table."""
    return f"{table}_in_use"


def snapshot_type(column: str) -> str:
    """Type of a column of prepared snapshots."""
    return {"_row": "int64", "_month": "int64", "entity": "string"}.get(column, "date")


def sketched(question: Question, *, dialect: Dialect = "duckdb") -> Statement:
    """The statements that answer a question."""
    if dialect == "pyspark":
        _require_spark()
    frame = with_bounds(
        pd.DataFrame({"entity": ["-"], "as_of": pd.to_datetime(["2024-01-01"])}), question.months
    )
    sketch = _Sketch(dialect)
    last = tuple(map(sketch.written, settled(sketch, frame, question).tables()))
    return Statement(tuple(sketch.steps), last)


def _require_spark() -> None:
    """Ibis writes Spark's SQL only where Spark's own library is installed."""
    try:
        _ = ibis.pyspark
    except (AttributeError, ImportError):
        raise MissingExtra("pyspark", extra="spark", why="it is needed to write Spark SQL") from None
