"""The rows of one worksheet as text, streamed: exact numbers, days in ISO form, and cells that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from creditscore.errors import RecordsError
from creditscore.records import _limits
from creditscore.records._workbook import Sheet, Workbook, chunks, local, new_parser, unescape

_LAST_DAY = 2_958_465
"""The serial number of 9999-12-31."""

_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]{0,80}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)


class Unread(str):
    """The text of a cell that cannot be taken for a value; it says why."""

    __slots__ = ()


class Computed(str):
    """The last computed value of a formula."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


def letters(column: int) -> str:
    """The name of a column counted from 1.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(name: str) -> int:
    """The number of a column from its letters.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def merges(book: Workbook, sheet: Sheet) -> list[Merge]:
    """The merged ranges of a sheet; they stand behind its rows, so the part is scanned for them first."""
    found: list[Merge] = []
    kept = b""
    for chunk in chunks(book, sheet.part):
        text = kept + chunk
        last = 0
        for match in _MERGE.finditer(text):
            left, top, right, bottom = (part.decode() for part in match.groups())
            found.append(Merge(int(top), column_number(left), int(bottom), column_number(right)))
            last = match.end()
        kept = text[max(last, len(text) - 200):]  # fmt: skip
    return found


@dataclass(slots=True)
class _Cell:
    """The cell being read."""

    column: int = 0
    kind: str = "n"
    style: int = 0
    formula: bool = False
    wanted: bool = False
    length: int = 0
    pieces: list[str] = field(default_factory=list[str])


class _Reader:
    """Handlers of the parser; finished rows wait in ``rows`` as (row number, texts)."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.rows: list[tuple[int, list[str]]] = []
        self.row = 0
        self.cells: list[str] = []
        self.cell = _Cell()
        self.ruby = False

    def start(self, name: str, found: dict[str, str]) -> None:
        match local(name):
            case "row":
                self.row = int(found.get("r", self.row + 1))
                self.cells = []
                self.cell = _Cell()
            case "c":
                place = found.get("r", "").rstrip("0123456789")
                column = column_number(place) if place else self.cell.column + 1
                self.cell = _Cell(column=column, kind=found.get("t", "n"), style=int(found.get("s", "0")))
                if self.row > _limits.LIMITS.rows or not 0 < column <= _limits.LIMITS.columns:
                    raise self.refused(
                        f"lies beyond row {_limits.LIMITS.rows:,} or column {_limits.LIMITS.columns:,}"
                    )
            case "f":
                self.cell.formula = True
            case "rPh":
                self.ruby = True
            case "v" | "t":
                self.cell.wanted = not self.ruby
            case _:
                pass

    def end(self, name: str) -> None:
        match local(name):
            case "v" | "t":
                self.cell.wanted = False
            case "rPh":
                self.ruby = False
            case "c":
                self.finish()
            case "row":
                if any(self.cells):
                    self.rows.append((self.row, self.cells))
            case _:
                pass

    def text(self, piece: str) -> None:
        cell = self.cell
        if cell.wanted:
            cell.length += len(piece)
            if cell.length > _limits.LIMITS.cell:
                raise self.refused(f"holds more than {_limits.LIMITS.cell:,} characters")
            cell.pieces.append(piece)

    def finish(self) -> None:
        cell = self.cell
        value = self.value(cell, "".join(cell.pieces))
        if value:
            self.cells.extend([""] * (cell.column - 1 - len(self.cells)))
            del self.cells[cell.column - 1 :]
            self.cells.append(value)

    def value(self, cell: _Cell, raw: str) -> str:
        if cell.formula and not raw and cell.kind != "str":
            return Unread("a formula without a computed value")
        value = self.plain(cell, raw)
        return Computed(value) if cell.formula and type(value) is str else value

    def plain(self, cell: _Cell, raw: str) -> str:
        match cell.kind:
            case "s":
                text = self.book.strings[int(raw)] if raw else ""
                if len(text) > _limits.LIMITS.cell:
                    raise self.refused(f"holds {len(text):,} characters, the cap is {_limits.LIMITS.cell:,}")
                return text
            case "inlineStr" | "str":
                return unescape(raw)
            case "b":
                return {"1": "true", "0": "false"}.get(raw, raw)
            case "e":
                return Unread(f"the error {raw}")
            case "d":
                return raw
            case _:
                return self.number(cell, raw)

    def number(self, cell: _Cell, raw: str) -> str:
        if not raw:
            return ""
        try:
            number = Decimal(raw)
        except InvalidOperation:
            return Unread(f"{raw[:40]!r} where a number should be")
        if not number.is_finite():
            return Unread(f"{raw[:40]!r} where a number should be")
        if cell.style in self.book.dates and 1 <= number < _LAST_DAY + 1:
            return day(number, from_1904=self.book.from_1904)
        return exact(number)

    def refused(self, problem: str) -> RecordsError:
        return RecordsError(
            f"{self.book.path}: sheet {self.sheet.name!r}: row {self.row}, column {letters(self.cell.column)}: the cell "
            f"{problem}; correct the sheet and deliver it again"
        )


def rows(book: Workbook, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, as (row number, texts from column A on).

    A text may be ``Computed`` (of a formula) or ``Unread``. Empty rows cost a moment each and give nothing.
    """
    reader = _Reader(book, sheet)
    parser = new_parser(book.path, sheet.part)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    for chunk in chunks(book, sheet.part):
        parser.Parse(chunk)
        yield from reader.rows
        reader.rows.clear()
    parser.Parse(b"", True)
    yield from reader.rows


def exact(number: Decimal) -> str:
    """A number in plain digits: whole numbers as they stand, others to the 15 digits a spreadsheet keeps.

    >>> exact(Decimal("0.1000000000000000055")), exact(Decimal("1.5E3")), exact(Decimal("91220101012345678"))
    ('0.1', '1500', '91220101012345678')
    """
    if number.adjusted() > 30:
        return Unread("a number of more than 30 digits")
    if number == number.to_integral_value():
        return f"{number:.0f}"
    text = f"{Decimal(f'{float(number):.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(serial: Decimal, *, from_1904: bool = False) -> str:
    """A spreadsheet's day number as an ISO date, with the time of day if there is one.

    >>> day(Decimal("45322")), day(Decimal("45322.75")), day(Decimal("1"))
    ('2024-01-31', '2024-01-31 18:00:00', '1900-01-01')
    """
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if serial >= 60 else 31)  # noqa: DTZ001 - days of no zone
    try:
        moment = first + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return Unread("a day after 9999")
    return (
        moment.date().isoformat()
        if moment.hour == moment.minute == moment.second == 0
        else f"{moment:%Y-%m-%d %H:%M:%S}"
    )
