"""What a record table looks like, as data: reading, checking, simulating and documenting loop over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from creditscore.codes import catalogue, enumerations
from creditscore.errors import DefinitionError
from creditscore.plan import Expression, Layer, columns_of

Kind = Literal["text", "code", "date", "money", "integer", "number", "boolean"]
"""Stored types: text and code as string, date as DATE, money as int64 fen, integer as int64, number as
float64, boolean as BOOL."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    ``layer`` unmarked means authorised. ``fact_date`` names the date column on which this value became a
    fact (itself, for dates such as ``paid_date``): before that date the value reads as null, whatever
    the row says later. ``basis`` is the catalogue item of a public column in an authorised table. ``unit`` is
    the unit at the boundary (money is yuan there, fen in storage). A code is from a closed list
    (``enumeration`` names one of ``codes/enumerations.csv`` and fills ``codes``) or of an open ``system`` such as
    ``gb2260``, ``gb4754`` or ``provider``. ``link`` marks what ties the entity to persons or shareholders: it is
    never public, and no public feature may rest on it.
    """

    name: str
    kind: Kind
    title_zh: str
    title_en: str
    required: bool = False
    codes: tuple[str, ...] = ()
    layer: Layer = "authorised"
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    fact_date: str | None = None
    basis: str | None = None
    enumeration: str = ""
    system: str = ""
    link: Literal["", "person", "shareholder"] = ""

    def __post_init__(self) -> None:
        if self.link and self.layer == "public":
            raise DefinitionError(
                f"column {self.name}: linked through a {self.link} and declared public; no guilt by association: "
                "declare it authorised"
            )
        if self.enumeration and not self.codes:
            object.__setattr__(self, "codes", enumerations.codes(self.enumeration))


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check across the columns of one row: where ``wrong`` holds (money in yuan; what is null is not wrong) the
    row breaks ``rule``. It is refused, or accepted and counted (``level`` warn). ``status`` is S (found in
    ``source``), K (known, unverified) or proposal (the project's own).
    """

    rule: str
    title_zh: str
    title_en: str
    wrong: Expression
    source: str
    status: Literal["S", "K", "proposal"] = "S"
    level: Literal["refuse", "warn"] = "refuse"


@dataclass(frozen=True, kw_only=True)
class Table:
    """One record type.

    ``event`` says in words what ``event_date`` is. ``key`` are the columns that identify a record besides
    ``uscc`` and ``event_date``. ``basis`` is a catalogue item (public credit information) or the
    authorisation under which the table may be used. ``versioned`` rows replace earlier rows of the same
    entity. ``negative`` records count against the entity. ``rights`` names the family of publicity rules.
    ``checks`` look across the columns of a row.
    """

    name: str
    title_zh: str
    title_en: str
    event: tuple[str, str]
    key: tuple[str, ...]
    basis: str
    own: tuple[Column, ...]
    versioned: bool = False
    negative: bool = False
    rights: Literal["penalty", "list", "construction", "statistics", "none"] = "none"
    enveloped: bool = True
    checks: tuple[Check, ...] = ()
    columns: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        catalogue.get(self.basis)
        columns = (ENVELOPE if self.enveloped else ()) + self.own
        names = [column.name for column in columns]
        if len(set(names)) != len(names):
            raise DefinitionError(f"table {self.name}: a column is declared twice; found {names}")
        for column in columns:
            if column.fact_date is not None and column.fact_date not in names:
                raise DefinitionError(
                    f"table {self.name}: column {column.name} names fact_date {column.fact_date!r}, "
                    f"which is not a column; found {names}"
                )
        for check in self.checks:
            if unknown := sorted(columns_of(check.wrong) - set(names)):
                raise DefinitionError(
                    f"table {self.name}: check {check.rule} reads {unknown}, which are not columns; found {names}"
                )
        object.__setattr__(self, "columns", columns)

    def column(self, name: str) -> Column:
        """The column called ``name``."""
        for column in self.columns:
            if column.name == name:
                return column
        raise DefinitionError(
            f"{self.name}: no column {name!r}; found {[column.name for column in self.columns]}"
        )

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)


ENVELOPE: tuple[Column, ...] = (
    Column(name="record_id", kind="text", title_zh="记录标识", title_en="record id", required=True, layer="public"),
    Column(name="uscc", kind="text", title_zh="统一社会信用代码", title_en="unified social credit code",
           required=True, layer="public"),
    Column(name="event_date", kind="date", title_zh="业务日期", title_en="date of the event", required=True,
           layer="public"),
    Column(name="known_date", kind="date", title_zh="归集日期", title_en="date the platform received it",
           required=True, layer="public"),
    Column(name="superseded_date", kind="date", title_zh="被更正日期", title_en="date a corrected revision replaced it",
           layer="public"),
    Column(name="source_code", kind="code", title_zh="数据来源单位代码", title_en="provider", layer="public",
           system="provider"),
    Column(name="region_code", kind="code", title_zh="行政区划代码", title_en="administrative division",
           layer="public", system="gb2260"),
)  # fmt: skip
"""Columns of every enveloped table (domain.md section 2, common envelope)."""
