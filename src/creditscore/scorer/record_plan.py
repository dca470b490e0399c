"""What a bundle says of the records its features are computed from: columns, dated rules of use, the rights policy.

Together with ``plan/features.json``, the very text whose SHA-256 is the definition hash, it is all that scoring of raw
records needs, here or in another language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

from creditscore.errors import DefinitionError
from creditscore.plan import (
    Aggregate,
    Attribute,
    Feature,
    RightsPolicy,
    columns_of,
    compile_expression,
    leaves,
)
from creditscore.plan.rule import RuleTable
from creditscore.plan.usable import Governed
from creditscore.scorer._json import Reader, loads, plain, read_rights
from creditscore.scorer._parts import PLAN_RECORDS
from creditscore.scorer._rules import read_rules
from creditscore.scorer.judged import Judged

FORMAT_VERSION = 1

CellKind = Literal["text", "code", "date", "money", "integer", "number", "boolean"]
"""Dates are ISO text (or ``date``), money whole fen."""

ENVELOPE = ("record_id", "uscc", "event_date", "known_date", "superseded_date")
"""Columns read of every record."""

OF_ENTITY = ("oper_region_code", "entity_type", "reg_status", "established_on")
"""Columns of ``entity`` that coverage goes by, and whether anybody is judged at all."""

EVENT, COVERAGE = "record_event", "coverage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One column that is read: its kind, whether every row has a value, its closed list and its bounds as stored."""

    kind: CellKind
    required: bool = False
    codes: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, kw_only=True)
class Source:
    """One table: the columns read, those that may stand beside them unread, and what ends the use of its records."""

    columns: Mapping[str, Cell]
    unread: tuple[str, ...] = ()
    governed: Governed = field(default_factory=Governed)


@dataclass(frozen=True, kw_only=True)
class RecordPlan:
    """``sources`` are the tables read, ``record_event`` and ``coverage`` among them; ``others`` are record tables that
    may be given and are left alone; ``judged`` says who is scored, none if whoever asks sees to that.
    """

    rights: RightsPolicy
    sources: Mapping[str, Source]
    others: tuple[str, ...] = ()
    judged: Judged | None = None

    @cached_property
    def records(self) -> dict[str, Source]:
        """Sources whose rows are records with rights of their own."""
        return {name: source for name, source in self.sources.items() if name not in (EVENT, COVERAGE)}

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data; ``RecordPlan.from_json`` gives an equal plan."""
        return {"format_version": FORMAT_VERSION, **plain(self)}

    @classmethod
    def from_json(cls, text: str | bytes) -> RecordPlan:
        """The plan again. Raises DefinitionError naming what is wrong."""
        data = Reader(loads(text, where=PLAN_RECORDS), PLAN_RECORDS)
        version = data.whole("format_version")
        if version != FORMAT_VERSION:
            raise DefinitionError(
                f"{PLAN_RECORDS}: format version {version} is not known here (known: {FORMAT_VERSION}); "
                "update creditscore"
            )
        sources = data.inside("sources")
        return cls(
            rights=read_rights(data.inside("rights")),
            sources={name: _source(sources.inside(name)) for name in sources.data},
            others=data.texts("others"),
            judged=data.maybe("judged", lambda key: _judged(data.inside(key))),
        )

    def check(self, features: Sequence[Feature], rights: RightsPolicy) -> None:
        """Raise DefinitionError where the plan does not hold all that these features read, under this policy."""
        if self.rights != rights:
            raise DefinitionError(f"{PLAN_RECORDS}: its rights policy is not that of the model")
        rules = {name: source.governed.rules for name, source in self.records.items()}
        wanted = {
            **columns_read(features, rules),
            EVENT: frozenset({"record_id", "table_name", "uscc", "kind", "event_date", "known_date"}),
            COVERAGE: frozenset({"table_name", "region_code", "entity_type", "covered_from", "covered_until"}),
        }  # fmt: skip
        for table, columns in wanted.items():
            source = self.sources.get(table)
            if missing := sorted(columns if source is None else columns - set(source.columns)):
                raise DefinitionError(f"{PLAN_RECORDS}: {table} lacks {missing}, which the features read")
        for expression in _conditions(rules):
            compile_expression(expression)


def _judged(data: Reader) -> Judged:
    statuses = data.inside("statuses")
    titles = {code: statuses.texts(code) for code in statuses.data}
    if any(len(pair) != 2 for pair in titles.values()):
        raise DefinitionError(f"{statuses.where}: wanted two titles of each")
    least = data.whole("minimum_age_months")
    if not 0 <= least <= 1_200:
        raise DefinitionError(f"{data.where}.minimum_age_months: wanted 0 to 1200")
    return Judged(
        minimum_age_months=least,
        statuses={code: (zh, en) for code, (zh, en) in titles.items()},
    )


def _source(data: Reader) -> Source:
    columns, governed = data.inside("columns"), data.inside("governed")
    return Source(
        columns={name: _cell(columns.inside(name)) for name in columns.data},
        unread=data.texts("unread"),
        governed=Governed(
            rules=governed.maybe("rules", lambda key: read_rules(governed.inside(key))),
            stop_months=governed.maybe("stop_months", governed.whole),
        ),
    )


def _cell(data: Reader) -> Cell:
    return Cell(
        kind=data.one_of("kind", get_args(CellKind)), required=data.flag("required"), codes=data.texts("codes"),
        at_least=data.maybe("at_least", data.number), at_most=data.maybe("at_most", data.number),
    )  # fmt: skip


def _conditions(rules: Mapping[str, RuleTable | None]) -> Iterator[Any]:
    tables = [table for table in rules.values() if table is not None]
    cases = (case for table in tables for rule in table.rules for case in rule.applied)
    return (case.when for case in cases if case.when is not None)


def _of_rules(rules: RuleTable) -> Iterator[str]:
    if rules.taken_off is not None:
        yield rules.taken_off
    for case in (case for rule in rules.rules for case in rule.applied):
        yield from columns_of(case.when)
        yield from (name for name in (case.stated_end, case.stated_months) if name is not None)


def columns_read(
    features: Sequence[Feature], rules: Mapping[str, RuleTable | None]
) -> dict[str, frozenset[str]]:
    """Columns of each record table that the features, the rules of use and coverage read; ``entity`` always."""
    read: dict[str, set[str]] = {"entity": set(OF_ENTITY)}
    for leaf in (leaf for feature in features for leaf in leaves(feature.node)):
        match leaf:
            case Aggregate():
                read.setdefault(leaf.table, set()).update(columns_of(leaf.value), columns_of(leaf.where))
            case Attribute():
                read.setdefault(leaf.table, set()).update(columns_of(leaf.value))
            case _:
                pass
    for table, columns in read.items():
        governing = rules.get(table)
        columns.update(ENVELOPE, () if governing is None else _of_rules(governing))
    return {table: frozenset(columns) for table, columns in read.items()}
