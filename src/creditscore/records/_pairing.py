"""Status changes belong to records: a row of ``record_event`` must name an accepted record of its table and subject."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from creditscore.records._cast import Fault, literal
from creditscore.records._check import Job, typed_sql

if TYPE_CHECKING:
    import duckdb


def begin(events: Job, *, connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Note which records have changed; returns the names of the tables they are said to be in."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE paired (table_name VARCHAR, record_id VARCHAR, uscc VARCHAR)"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT table_name, record_id FROM ({typed_sql(events)})"
    )
    named = connection.execute(
        "SELECT DISTINCT table_name FROM changed WHERE table_name IS NOT NULL"
    ).fetchall()
    return frozenset(row[0] for row in named)


def add(table: str, accepted: str, *, connection: duckdb.DuckDBPyConnection) -> None:
    """Note the accepted rows of a table (an SQL relation) that a status change is about."""
    connection.execute(
        f"INSERT INTO paired SELECT {literal(table)}, record_id, uscc FROM {accepted} "
        f"SEMI JOIN (SELECT record_id FROM changed WHERE table_name = {literal(table)}) USING (record_id)"
    )


def paired(events: Job) -> Job:
    """The same job, refusing status changes of records that were not noted."""
    detail = "'no accepted record ' || record_id || ' of this subject in ' || table_name"
    predicate = "(table_name, record_id, uscc) NOT IN (SELECT (table_name, record_id, uscc) FROM paired)"
    return replace(events, extra=(Fault(rule="unpaired_event", predicate=predicate, detail=detail),))
