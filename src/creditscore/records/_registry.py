"""A registry for sources that have none: one entity for every identifier seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from creditscore.records._cast import ColumnSpec, literal, name, sql_type
from creditscore.records._catalogue import TABLES
from creditscore.records._check import Feed, Job, column_sql
from creditscore.records._deliver import Workshop
from creditscore.records._stage import scannable

FROM_IDS = (
    "entity made from the identifiers seen; event_date is the day of the first record, not of registration"
)
"""The assumption every result is flagged with."""

_DATES = ("uscc", "event_date", "known_date")


def registry_job(
    jobs: Sequence[Job], *, columns: Mapping[str, ColumnSpec], attributes: Job | None, out: Path
) -> Callable[[Workshop], Job]:
    """A function that makes the job of the entity table once the other tables are written.

    One row an identifier among the accepted records, dated by its first record. ``columns`` are looked up in
    the registry file if there is one (``attributes``), else in the rows of those files that have the source
    column: the first value by date that is not missing, then the ``empty`` of the mapping.
    """

    def make(shop: Workshop) -> Job:
        seen = " UNION ALL ".join(
            f"SELECT uscc, event_date, known_date FROM read_parquet({literal(str(out / f'{job.table.name}.parquet'))})"
            for job in jobs
            if job.table.enveloped
        )
        first = f"SELECT uscc, min(event_date) AS event_date, arg_min(known_date, (event_date, known_date)) AS known_date FROM ({seen}) GROUP BY uscc"
        wanted = {column: spec for column, spec in columns.items() if column not in _DATES}
        looked_up = ", ".join(["uscc", *(f"{_first(column)} AS {name(column)}" for column in wanted)])
        found = " UNION ALL ".join(_rows([attributes] if attributes is not None else jobs, wanted))
        values = ", ".join(
            ["", *(f"{_value(column, spec)} AS {name(column)}" for column, spec in wanted.items())]
        )
        target = shop.scratch / "registry.parquet"
        shop.connection.execute(
            f"COPY (SELECT seen.*{values} FROM ({first}) seen "
            f"LEFT JOIN (SELECT {looked_up} FROM ({found}) GROUP BY uscc) attribute USING (uscc) ORDER BY uscc) "
            f"TO {literal(str(target))} (FORMAT parquet)"
            if found
            else f"COPY (SELECT seen.*{values} FROM ({first}) seen ORDER BY uscc) TO {literal(str(target))} (FORMAT parquet)"
        )
        staged = scannable(target, connection=shop.connection)
        identity = {
            column: ColumnSpec(source=column, unit="fen" if _money(column) else "")
            for column in staged.columns
        }
        model = jobs[0]
        return Job(table=TABLES["entity"], feeds=(Feed(staged=staged, columns=identity, made_id=True),),
                   identifier=model.identifier, context=model.context, where=model.where)  # fmt: skip

    return make


def _rows(jobs: Sequence[Job], wanted: Mapping[str, ColumnSpec]) -> list[str]:
    """SELECTs of the subject, the day and whichever wanted columns each file can give."""
    selects: list[str] = []
    for job in jobs:
        for feed in job.feeds:
            given = {
                column: present
                for column, spec in wanted.items()
                if (present := _present(spec, feed)) is not None
            }
            if not given:
                continue
            lookup = Job(table=TABLES["entity"], identifier=job.identifier, context=job.context, where=job.where,
                         feeds=(replace(feed, columns={column: replace(spec, empty=None) for column, spec in given.items()}),))  # fmt: skip
            asked = {f"entity.{column}": spec for column, spec in given.items()}
            clean = replace(feed, columns={**feed.columns, **asked}).clean
            parts = [
                f"{column_sql(job, feed, 'uscc')} AS uscc",
                f"{column_sql(job, feed, 'event_date')} AS event_date",
            ]
            for column in wanted:
                declared = TABLES["entity"].column(column)
                made = (
                    column_sql(lookup, lookup.feeds[0], column)
                    if column in given
                    else f"NULL::{sql_type(declared)}"
                )
                parts.append(f"{made} AS {name(column)}")
            selects.append(f"SELECT {', '.join(parts)} FROM {clean}{_passed(feed)}")
    return selects


def _passed(feed: Feed) -> str:
    """Rows that were turned away at the door, such as those about persons, give nothing to the registry either."""
    turned_away = " OR ".join(f"coalesce({door.predicate}, FALSE)" for door in feed.doors)
    return f" WHERE NOT ({turned_away})" if turned_away else ""


def _present(spec: ColumnSpec, feed: Feed) -> ColumnSpec | None:
    """A spec over the columns that a file has; nothing if it lacks one (all of them, for an optional spec)."""
    there = [source for source in spec.sources if source in feed.staged.columns]
    if not there or (len(there) < len(spec.sources) and not spec.optional):
        return None
    return replace(spec, source=there[0], otherwise=tuple(there[1:]))


def _first(column: str) -> str:
    order = f"(coalesce(event_date, DATE '9999-12-31'), {name(column)})"
    return f"arg_min({name(column)}, {order}) FILTER ({name(column)} IS NOT NULL)"


def _value(column: str, spec: ColumnSpec) -> str:
    kind = sql_type(TABLES["entity"].column(column))
    if spec.constant is not None:
        return f"{literal(spec.constant)}::{kind}"
    return (
        f"attribute.{name(column)}"
        if spec.empty is None
        else f"coalesce(attribute.{name(column)}, {literal(spec.empty)}::{kind})"
    )


def _money(column: str) -> bool:
    return TABLES["entity"].column(column).kind == "money"
