"""Raw records coming in: every fault at once with its place, then rows that hold just what the features read.

Places are those of one request ``{"records": {table: [row, ...]}, "coverage": ..., "as_of": ...}``. No value is ever
echoed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from math import isfinite
from numbers import Integral, Real
from typing import Any, NamedTuple, cast

from creditscore.errors import Fault
from creditscore.scorer._intake import MOST_FAULTS, fault, nearest, pointer
from creditscore.scorer.record_plan import COVERAGE, ENVELOPE, EVENT, Cell, RecordPlan, Source

MOST_ROWS = 50_000
"""Rows of one entity in all tables together."""

LONGEST_TEXT = 4_096
"""Characters of one text."""

MOST_UNKNOWN = 20
"""Unknown columns named of one row."""

ENOUGH_FAULTS = 5 * MOST_FAULTS
"""Reading stops here; those found are more than are listed."""

MOST_MONTHS = 1_200
"""Months that a decision may state as its term."""

LARGEST_NUMBER = 1e18
LARGEST_WHOLE = 2**63
EARLIEST, LATEST = date(1800, 1, 1), date(2999, 12, 31)
"""Days that calendar arithmetic is done with lie between them."""

Row = dict[str, Any]


class Wrong(Exception):
    """A value that cannot be taken: code and detail."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.fault = (code, detail)


class Taken(NamedTuple):
    """Rows by table, coverage as rows or as table → first day covered, and whose records they are."""

    rows: dict[str, list[Row]]
    coverage: list[Row] | dict[str, date]
    subject: str | None


def as_day(value: Any) -> date:
    """A date, or one as ISO text, between ``EARLIEST`` and ``LATEST``. Raises Wrong."""
    day = _date(value)
    if not EARLIEST <= day <= LATEST:
        raise Wrong("range", f"wanted a day between {EARLIEST} and {LATEST}")
    return day


def _date(value: Any) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    elif isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise Wrong("date", "wanted a date such as 2024-06-30")


def _whole(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise Wrong("type", f"wanted {what}")
    number = int(value)
    if not -LARGEST_WHOLE <= number < LARGEST_WHOLE:
        raise Wrong("range", "wanted a number of at most 63 bits")
    return number


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise Wrong("type", "wanted a number or null")
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not isfinite(number) or abs(number) > LARGEST_NUMBER:
        raise Wrong("not_finite", f"wanted a finite number of at most {LARGEST_NUMBER:g}")
    return number


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("type", "wanted true, false or null")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong("type", "wanted text or null")
    if len(value) > LONGEST_TEXT:
        raise Wrong("length", f"wanted at most {LONGEST_TEXT} characters")
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "text": _text, "code": _text, "date": _date, "number": _number, "boolean": _flag,
    "money": lambda value: _whole(value, "whole fen or null"),
    "integer": lambda value: _whole(value, "a whole number or null"),
}  # fmt: skip


def _reader(cell: Cell, *, counted: bool) -> Callable[[Any], Any]:
    """What reads one column; ``counted`` dates are those that calendar arithmetic is done with."""
    read: Callable[[Any], Any] = as_day if counted else _READ[cell.kind]
    codes = frozenset(cell.codes)
    low, high = cell.at_least, cell.at_most

    def value_of(value: Any) -> Any:
        if value is None or (isinstance(value, float) and value != value):
            if cell.required:
                raise Wrong("missing_value", "wanted a value, found null")
            return None
        found: Any = read(value)
        if codes and found not in codes:
            raise Wrong("unknown_code", f"wanted one of {', '.join(sorted(codes))}")
        if low is not None and found < low:
            raise Wrong("below_minimum", f"wanted at least {low:g}")
        if high is not None and found > high:
            raise Wrong("above_maximum", f"wanted at most {high:g}")
        return found

    return value_of


class RowReader:
    """Reads the rows of one table; built once per bundle."""

    def __init__(self, table: str, source: Source) -> None:
        rules = source.governed.rules
        off = None if rules is None else rules.taken_off
        counted = {off, "covered_from", "covered_until", *ENVELOPE}
        stated = () if rules is None else (case.stated_months for rule in rules.rules for case in rule.cases)
        terms = {name for name in stated if name is not None}
        self.table = table
        self.known = {*source.columns, *source.unread}
        self.cells = [
            (
                name,
                _reader(
                    replace(cell, at_most=MOST_MONTHS) if name in terms and cell.at_most is None else cell,
                    counted=cell.kind == "date" and name in counted,
                ),
            )
            for name, cell in source.columns.items()
        ]
        self.single = table not in (EVENT, COVERAGE)

    def rows(self, given: Sequence[Any], where: str, faults: list[Fault]) -> list[Row]:
        """Rows of one table; a row at fault is left out, the same record again is counted once."""
        taken: list[Row] = []
        by_id: dict[str, Row] = {}
        for i, row in enumerate(given):
            if len(faults) > ENOUGH_FAULTS:
                break
            here = f"{where}/{i}"
            found = self._row(row, here, faults)
            if found is None:
                continue
            if self.single:
                before = by_id.setdefault(found["record_id"], found)
                if before is not found:
                    if before != found:
                        detail = "another row has this record_id and says something else; a revision has an id of its own"
                        faults.append(fault(f"{here}/record_id", "duplicate_record_id", detail))
                    continue
            taken.append(found)
        return taken

    def _row(self, row: Any, where: str, faults: list[Fault]) -> Row | None:
        if not isinstance(row, Mapping):
            faults.append(fault(where, "type", "wanted a row: column name → value"))
            return None
        given, before = cast("Mapping[Any, Any]", row), len(faults)
        found: Row = {}
        for name, value_of in self.cells:
            try:
                found[name] = value_of(given.get(name))
            except Wrong as wrong:
                faults.append(fault(where + pointer(name), *wrong.fault))
        if not given.keys() <= self.known:
            names = [str(name) for name in given if name not in self.known][:MOST_UNKNOWN]
            faults.extend(unknown(name, self.known, where, f"column of {self.table}") for name in names)
        return found if len(faults) == before else None


def unknown(name: str, known: set[str], where: str, what: str) -> Fault:
    """The fault of a name that nothing has, with the nearest that something has."""
    shown = name[:60]
    hint = nearest(shown, sorted(known))
    return fault(where + pointer(shown), f"unknown_{what.split(maxsplit=1)[0]}", f"no such {what}{hint}")


class RecordIntake:
    """The records of one entity, ready to read for one bundle."""

    def __init__(self, plan: RecordPlan) -> None:
        self.readers = {name: RowReader(name, source) for name, source in plan.sources.items()}
        self.coverage = self.readers.pop(COVERAGE)
        self.tables = {*self.readers, *plan.others}

    def take(self, records: Any, coverage: Any, faults: list[Fault]) -> Taken:
        """Rows of the tables that are read; what is wrong is added to ``faults``."""
        rows: dict[str, list[Row]] = {}
        for name, given in self._given(records, faults).items():
            if name in self.readers:
                rows[name] = self.readers[name].rows(given, f"/records{pointer(name)}", faults)
        self._named(rows.get(EVENT, []), f"/records/{EVENT}", faults)
        return Taken(rows, self._covered(coverage, faults), _subject(rows, faults))

    def _given(self, records: Any, faults: list[Fault]) -> dict[str, Sequence[Any]]:
        """Tables with lists of rows; refused whole if there are none or too many rows."""
        if not isinstance(records, Mapping):
            faults.append(fault("/records", "type", "wanted a mapping: record table → list of rows"))
            return {}
        found: dict[str, Sequence[Any]] = {}
        for name, given in cast("Mapping[Any, Any]", records).items():
            if name not in self.tables:
                faults.append(unknown(str(name), self.tables, "/records", "table of records"))
            elif not isinstance(given, (list, tuple)):
                faults.append(fault(f"/records{pointer(name)}", "type", "wanted a list of rows"))
            else:
                found[name] = cast("Sequence[Any]", given)
            if len(faults) > ENOUGH_FAULTS:
                break
        count = sum(map(len, found.values()))
        if count > MOST_ROWS:
            detail = f"{count} rows, wanted at most {MOST_ROWS} of one entity"
            faults.append(fault("/records", "too_many", detail))
            return {}
        if not count and not faults:
            faults.append(fault("/records", "no_records", "no record at all; nothing is known of the entity"))
        return found

    def _covered(self, coverage: Any, faults: list[Fault]) -> list[Row] | dict[str, date]:
        if isinstance(coverage, Mapping):
            return self._since(cast("Mapping[Any, Any]", coverage), faults)
        if not isinstance(coverage, (list, tuple)):
            detail = "wanted rows of the table coverage, or table → first day covered"
            faults.append(fault("/coverage", "type", detail))
            return []
        given = cast("Sequence[Any]", coverage)
        if len(given) > MOST_ROWS:
            faults.append(fault("/coverage", "too_many", f"wanted at most {MOST_ROWS} rows"))
            return []
        rows = self.coverage.rows(given, "/coverage", faults)
        self._named(rows, "/coverage", faults)
        return rows

    def _named(self, rows: Sequence[Row], where: str, faults: list[Fault]) -> None:
        """Rows about tables name tables that are there."""
        odd = sorted({row["table_name"] for row in rows} - self.tables)
        faults.extend(unknown(name, self.tables, where, "table of records") for name in odd[:MOST_UNKNOWN])

    def _since(self, coverage: Mapping[Any, Any], faults: list[Fault]) -> dict[str, date]:
        since: dict[str, date] = {}
        for name, day in coverage.items():
            if name not in self.tables:
                faults.append(unknown(str(name), self.tables, "/coverage", "table of records"))
            elif day is not None:
                try:
                    since[name] = as_day(day)
                except Wrong as wrong:
                    faults.append(fault(f"/coverage{pointer(name)}", *wrong.fault))
        return since


def _subject(rows: Mapping[str, list[Row]], faults: list[Fault]) -> str | None:
    """Whose records they are: all must say the same."""
    subject: str | None = None
    for name, many in rows.items():
        for i, row in enumerate(many):
            subject = subject or row["uscc"]
            if row["uscc"] != subject:
                detail = "another subject than the first row; wanted records of one entity"
                faults.append(fault(f"/records/{name}/{i}/uscc", "other_subject", detail))
                break
    return subject
