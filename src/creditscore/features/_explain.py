"""A feature laid open: its wording, the statement an engine runs, what it reads, and the rows that counted."""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from creditscore.codes import catalogue
from creditscore.errors import FeatureError
from creditscore.features._catalogue import get
from creditscore.features._families import family_title
from creditscore.features._online import situation
from creditscore.features._question import Question
from creditscore.features._sketch import Dialect, sketched
from creditscore.features._wording import asked, missing_policy
from creditscore.plan import (
    Aggregate,
    Attribute,
    Covered,
    Feature,
    RightsPolicy,
    columns_of,
    definition_hash,
    evaluate,
    leaves,
    tables_of,
)
from creditscore.plan.behind import records_behind
from creditscore.records import table as record_table

if TYPE_CHECKING:
    from creditscore.records import Province


def statement(feature: Feature, *, dialect: Dialect = "duckdb") -> str:
    """The SQL an engine runs for one feature alone, step by step.

    ``<table>_in_use`` stands for the records of a table with the intervals in which the rights policy lets them be
    used; ``snapshots`` holds one row per entity and as_of with its month bounds.
    """
    return str(sketched(Question.of([feature]), dialect=dialect))


@dataclass(frozen=True)
class FeatureExplanation:
    """What ``explain`` found; prints as text and shows as HTML in a notebook.

    ``lineage`` has one row per column read (table, column, title, layer, basis, fact date). ``value`` and ``rows``
    (table and record of every row that counted, oldest first) are there where an entity was named.
    """

    feature: Feature
    wording: tuple[str, str]
    missing: tuple[str, str]
    sql: str
    lineage: pd.DataFrame
    entity: str | None = None
    as_of: date | None = None
    value: float | None = None
    rows: dict[str, pd.DataFrame] = field(default_factory=dict[str, pd.DataFrame])

    def _lines(self) -> list[tuple[str, str]]:
        feature = self.feature
        family = family_title(feature.family)
        return [
            ("含义 meaning", f"{feature.title_zh} · {feature.title_en} ({feature.unit})"),
            ("计算 wording", f"{self.wording[0]} · {self.wording[1]}"),
            ("缺失 missing", f"{self.missing[0]} · {self.missing[1]}"),
            ("方向 direction", feature.direction),
            ("为何 why", feature.why),
            ("层 layer", feature.layer),
            ("依据 basis", "; ".join(f"{code} {catalogue.get(code).name_zh}" for code in feature.basis)),
            ("族 family", f"{feature.family} {family[0]} {family[1]}"),
            ("版本 version", f"{feature.version}, definition {definition_hash(feature)[:12]}"),
        ]

    def __str__(self) -> str:
        said = [f"{feature_name(self.feature)}"]
        said += [f"  {title:<14} {text}" for title, text in self._lines()]
        said += ["", "  reads", *("    " + line for line in self.lineage.to_string(index=False).split("\n"))]
        if self.entity is not None:
            said += ["", f"  value on {self.as_of}: {self.value}"]
            for name, frame in self.rows.items():
                said += [
                    f"  rows of {name} that counted: {len(frame)}",
                    *("    " + line for line in frame.to_string(index=False).split("\n")),
                ]
        return "\n".join([*said, "", self.sql])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = "".join(
            f"<tr><th style='text-align:left'>{title}</th><td style='text-align:left'>{html.escape(text)}</td></tr>"
            for title, text in self._lines()
        )
        rows = "".join(
            f"<h4>{html.escape(name)}: {len(frame)}</h4>{frame.to_html(index=False)}"
            for name, frame in self.rows.items()
        )
        value = "" if self.entity is None else f"<p><b>{self.as_of}: {self.value}</b></p>"
        return (
            f"<h3>{html.escape(feature_name(self.feature))}</h3><table>{lines}</table>"
            f"{self.lineage.to_html(index=False)}{value}{rows}"
            f"<details><summary>SQL</summary><pre>{html.escape(self.sql)}</pre></details>"
        )


def feature_name(feature: Feature) -> str:
    """Name and group of a feature."""
    return f"{feature.name} [{feature.group}]"


def explain(
    feature: Feature | str,
    *,
    province: Province | None = None,
    entity: str | None = None,
    as_of: date | str | None = None,
    rights: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
    dialect: Dialect = "duckdb",
) -> FeatureExplanation:
    """What a feature asks, how it is computed, what it reads, and for one entity the very rows that counted.

    Args:
        feature: a feature or the name of a declared one.
        province: the records, where rows are wanted.
        entity: whose rows.
        as_of: on which day.
        rights: the rights policy.
        dialect: whose SQL to show.

    Raises:
        DefinitionError: no such feature.
        FeatureError: some of ``province``, ``entity`` and ``as_of`` are given, but not all.
    """
    one = get(feature) if isinstance(feature, str) else feature
    given = [part is not None for part in (province, entity, as_of)]
    if any(given) and not all(given):
        raise FeatureError(
            "explain: rows need province, entity and as_of together; give all three, or none for the definition alone"
        )
    said = FeatureExplanation(
        one, asked(one.node), missing_policy(one.node), statement(one, dialect=dialect), _lineage(one)
    )
    if province is None or entity is None or as_of is None:
        return said
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return _with_rows(said, province, entity, day, rights)


_LINEAGE = ("table", "column", "title_zh", "title_en", "layer", "basis", "fact_date")


def _lineage(feature: Feature) -> pd.DataFrame:
    """Every column the plan reads; a leaf that reads none rests on the record's being there."""
    rows: dict[tuple[str, ...], None] = {}
    for leaf in leaves(feature.node):
        if isinstance(leaf, (Aggregate, Attribute, Covered)):
            of = record_table(leaf.table)
            read = _read(leaf)
            if not read:
                rows[
                    of.name,
                    "*",
                    of.title_zh,
                    f"that a record is there: {of.title_en}",
                    feature.layer,
                    of.basis,
                    "",
                ] = None
            for column in (of.column(name) for name in sorted(read)):
                basis, fact = column.basis or of.basis, column.fact_date or ""
                rows[of.name, column.name, column.title_zh, column.title_en, column.layer, basis, fact] = None
    return pd.DataFrame(list(rows), columns=list(_LINEAGE))


def _read(leaf: Aggregate | Attribute | Covered) -> frozenset[str]:
    match leaf:
        case Aggregate():
            return columns_of(leaf.value) | columns_of(leaf.where)
        case Attribute():
            return columns_of(leaf.value)
        case Covered():
            return frozenset()


def _with_rows(
    said: FeatureExplanation, province: Province, entity: str, day: date, policy: RightsPolicy
) -> FeatureExplanation:
    reads = sorted({*tables_of(said.feature.node), "entity", "record_event"} & set(province.tables))
    records = province.records_of(entity, tables=reads)
    seen = situation(records, province.rows("coverage"), as_of=day, policy=policy)
    counted: dict[str, set[str]] = {}
    for name, record in records_behind(said.feature, seen):
        counted.setdefault(name, set()).add(record)
    rows = {
        name: pd.DataFrame([row for row in records[name] if row["record_id"] in ids]).dropna(
            axis="columns", how="all"
        )
        for name, ids in counted.items()
    }
    value = evaluate([said.feature], seen)[said.feature.name]
    return replace(said, entity=entity, as_of=day, value=value, rows=rows)
