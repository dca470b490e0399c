"""What a bundle says of records, taken from the declared tables and rules of use."""

from __future__ import annotations

from creditscore import rights
from creditscore.codes import enumerations
from creditscore.plan import Given, definition_hash, leaves
from creditscore.plan.usable import BESIDE, Governed
from creditscore.records import TABLES, Column, Table
from creditscore.samples import Spec
from creditscore.scorer import Header
from creditscore.scorer.judged import Judged
from creditscore.scorer.record_plan import Cell, RecordPlan, Source, columns_read


def judged(spec: Spec) -> Judged:
    """Whom an evaluation judges, with the titles of the statuses it does not."""
    titles = {code: enumerations.title("reg_status", code) for code in enumerations.codes("reg_status")}
    return Judged(minimum_age_months=spec.minimum_age_months, statuses=titles)


def record_plan(header: Header, *, judged: Judged | None = None) -> RecordPlan | None:
    """The plan of a model whose inputs are computed from records; ``judged`` says whom it may be asked about.

    None if an input is a given value, or if the model was fitted under other time rules than today's, so that its
    features cannot be computed here as it learnt them.
    """
    of_records = header.features and not any(
        isinstance(leaf, Given) for feature in header.features for leaf in leaves(feature.node)
    )
    if not of_records or definition_hash(header.features) != header.feature_hash:
        return None
    governed = {name: rights.governing(name) for name, table in TABLES.items() if table.enveloped}
    read = columns_read(header.features, {name: terms.rules for name, terms in governed.items()})
    sources = {name: _source(TABLES[name], columns, governed[name]) for name, columns in read.items()}
    beside = {name: _source(TABLES[name], frozenset(_names(TABLES[name])), Governed()) for name in BESIDE}
    return RecordPlan(
        rights=header.rights,
        judged=judged,
        sources={name: (sources | beside)[name] for name in sorted(sources | beside)},
        others=tuple(sorted(set(TABLES) - set(sources) - set(beside))),
    )


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _source(table: Table, read: frozenset[str], governed: Governed) -> Source:
    return Source(
        columns={column.name: _cell(column) for column in table.columns if column.name in read},
        unread=tuple(name for name in _names(table) if name not in read),
        governed=governed,
    )


def _cell(column: Column) -> Cell:
    return Cell(
        kind=column.kind, required=column.required, codes=column.codes, at_least=column.at_least,
        at_most=column.at_most,
    )  # fmt: skip
