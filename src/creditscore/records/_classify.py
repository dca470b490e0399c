"""Texts put under codes by long lists of patterns, and cells of several values: each distinct text is looked at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from creditscore.records._cast import ColumnSpec, lookup_table, source_text
from creditscore.records._check import Job
from creditscore.records._clean import clean_spec, clean_types

if TYPE_CHECKING:
    import duckdb


def look_up_texts(job: Job, *, connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the lookup tables that a job's columns read (text, code, unknown); call it before the job is checked."""
    for feed in job.feeds:
        types = feed.staged.columns
        for column, spec in feed.columns.items():
            if spec.looked_up and spec.sources:
                clean = clean_spec(spec, job.table.column(column), types=types, nulls=feed.nulls)
                text = source_text(clean, types=clean_types(types))
                _fill(spec, f"SELECT {text} AS text FROM {feed.clean}", connection)


def _fill(spec: ColumnSpec, texts: str, connection: duckdb.DuckDBPyConnection) -> None:
    table = lookup_table(spec)
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {table} (text VARCHAR, code VARCHAR, unknown VARCHAR)"
    )
    unseen = connection.execute(
        f"SELECT DISTINCT text FROM ({texts}) WHERE text IS NOT NULL AND text NOT IN (SELECT text FROM {table})"
    ).fetchall()
    look = _Look(spec)
    found = [(row[0], *(look.several(row[0]) if spec.split else look.first(row[0]))) for row in unseen]
    if found:
        connection.execute(
            f"INSERT INTO {table} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            [list(part) for part in zip(*found, strict=True)],
        )


class _Look:
    """A spec's values and patterns, compiled."""

    def __init__(self, spec: ColumnSpec) -> None:
        self.spec = spec
        self.patterns = [(re.compile(pattern), str(code)) for pattern, code in spec.patterns]
        self.values = {key: str(code) for key, code in spec.values.items()}
        self.fallback = None if spec.fallback is None else str(spec.fallback)

    def first(self, text: str) -> tuple[str | None, str | None]:
        """The code of the first value or pattern that knows a text (spaces do not count), and what none knows."""
        plain = "".join(text.split())
        code = self.values.get(text)
        if code is None:
            code = next((code for pattern, code in self.patterns if pattern.search(plain)), self.fallback)
        return code or None, text if code is None else None

    def several(self, text: str) -> tuple[str | None, str | None]:
        """The codes of every part of a text, ranked and joined (or the first), and the first part that none knows."""
        codes: set[str] = set()
        unknown: str | None = None
        for part in filter(None, map(str.strip, re.split(self.spec.split, text))):
            known = {self.values[part]} if part in self.values else set[str]()
            known |= {code for pattern, code in self.patterns if pattern.search(part)}
            if not known and self.fallback is not None:
                known = {self.fallback}
            elif not known:
                unknown = unknown or part
            codes |= known
        ranked = [code for code in self.spec.order if code in codes]
        return (self.spec.join.join(ranked) if self.spec.join else next(iter(ranked), "")) or None, unknown
