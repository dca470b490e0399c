"""Delivered files as rows of text: where the header is, what its columns are called, which rows are whole.

CSV and workbooks become one thing here: (place in the file, texts). What cannot be trusted is refused by file, sheet,
row and column; a row that does not fit the header goes aside.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import unicodedata
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from creditscore.errors import RecordsError
from creditscore.records import _limits
from creditscore.records._sheet import Computed, Merge, Unread, letters, merges, rows
from creditscore.records._workbook import Sheet, Workbook, open_workbook

WORKBOOKS = (".xlsx",)
AUTO = "auto"

Row = tuple[int, list[str]]
"""The place of a row in its file (line or row of the sheet, from 1) and its texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is laid out, as far as it is told.

    ``names`` are the columns looked for, each with the other headers it may bear; ``wanted`` those without which
    a row is no header. ``private`` columns are never staged; of a row that does not
    fit a ``guarded`` file nothing is kept but its place, since it may be about a person. ``encoding`` and ``delimiter`` may be ``auto``; ``sheet``
    and ``header_row`` (from 1) are found when not given. A ``probe`` only asks whether there is such a header.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    header_row: int | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    wanted: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    guarded: bool = False
    probe: bool = field(default=False, repr=False)


class _NoHeader(Exception):
    """A probe found no row with every wanted column."""


@dataclass(slots=True)
class Opened:
    """A file past its header: the names of its columns (empty for those without), and its rows to come.

    ``aside`` says why a row cannot be taken as it stands; ``notes`` what was found out on the way.
    """

    columns: list[str]
    rows: Iterator[Row]
    where: str
    merged: list[Merge] = field(default_factory=list[Merge])
    ragged: bool = False
    notes: list[str] = field(default_factory=list[str])
    computed: int = 0

    def aside(self, place: int, texts: list[str]) -> str:
        """Why the row goes aside; empty if it may stay. Cells that cannot be read refuse the file."""
        width = len(self.columns)
        if not self.ragged and len(texts) != width:
            return f"wanted {width} fields, found {len(texts)}"
        if any(texts[width:]):
            return f"wanted {width} fields, found {len(texts)}"
        for merge in self.merged:
            if merge.top <= place <= merge.bottom:
                return f"cells {merge} are merged"
        for column, text in enumerate(texts, start=1):
            if type(text) is Unread and self.columns[column - 1]:
                raise RecordsError(
                    f"{self.where}: row {place}, column {letters(column)} ({self.columns[column - 1]}): the cell holds "
                    f"{text}; wanted a value; write the value itself into it and deliver the file again"
                )
            self.computed += type(text) is Computed
        return ""


def plain(header: str) -> str:
    """A header as it is compared: half width, no spaces, no mark of a required field, small letters.

    >>> plain(" *罚款金额（万元） "), plain("CF_XDR_MC")
    ('罚款金额(万元)', 'cf_xdr_mc')
    """
    return "".join(unicodedata.normalize("NFKC", header).split()).strip("*\ufeff").casefold()


def named(header: list[str], layout: Layout) -> list[str]:
    """The header with every column under the name it is looked for by; other columns keep theirs."""
    known = {plain(other): name for name, others in layout.names.items() for other in others}
    known |= {plain(name): name for name in layout.names}
    exact = set(layout.names)
    return [text if text in exact else known.get(plain(text), text) for text in header]


@contextmanager
def open_rows(path: Path, layout: Layout) -> Generator[Opened]:
    """Open a CSV file or a workbook at its first row of data."""
    if path.name.lower().endswith(WORKBOOKS):
        with open_workbook(path) as book:
            yield _open_sheet(book, layout)
        return
    encoding = told_encoding(path) if layout.encoding == AUTO else layout.encoding
    try:
        with open_text(path, encoding) as text:
            opened = _open_csv(path, text, layout)
            if layout.encoding == AUTO:
                opened.notes.append(f"encoding not declared, told from the bytes: {encoding}")
            yield opened
    except (UnicodeDecodeError, LookupError) as error:
        raise RecordsError(
            f"{path}: cannot be decoded as {encoding} ({error}); name the file's encoding in the mapping, "
            'for example encoding = "gb18030"'
        ) from error
    except (csv.Error, OSError, EOFError) as error:
        raise RecordsError(f"{path}: not a readable CSV file ({error}); deliver it again") from error


# ------------------------------------------------------------------ text


@contextmanager
def open_text(path: Path, encoding: str) -> Generator[io.TextIOBase]:
    """A text file, decompressed if its name ends in .gz, decoded strictly."""
    codec = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    packed = path.name.lower().endswith(".gz")
    with (
        gzip.open(path, "rt", encoding=codec, newline="")
        if packed
        else path.open(encoding=codec, newline="") as text
    ):
        yield text  # pyright: ignore[reportReturnType]


def told_encoding(path: Path) -> str:
    """The first of utf-8 and gb18030 in which every byte of a file is a character (utf-16 if it begins so)."""
    packed = path.name.lower().endswith(".gz")
    wrong: list[str] = []
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        try:
            with gzip.open(path, "rb") if packed else path.open("rb") as file:
                first = file.read(1 << 16)
                if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                    return "utf-16"
                for piece in chain([first], iter(lambda: file.read(1 << 16), b"")):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError as error:
            wrong.append(f"{encoding}: {error.reason}")
        except (OSError, EOFError) as error:
            raise RecordsError(f"{path}: not a readable file ({error}); deliver it again") from error
    raise RecordsError(
        f"{path}: neither utf-8 nor gb18030 ({'; '.join(wrong)}); name the file's encoding in the mapping"
    )


def _lines(path: Path, text: io.TextIOBase) -> Iterator[str]:
    """The lines of a text, none of them longer than the cap, none with a NUL, all of them no more than the cap."""
    limits, size, read, number = _limits.LIMITS, path.stat().st_size, 0, 0
    most = max(limits.small, limits.ratio * size)
    while line := text.readline(limits.line + 1):
        number += 1
        read += len(line)
        if len(line) > limits.line:
            raise RecordsError(
                f"{path}: line {number} is longer than {limits.line:,} characters; wanted one record a line; deliver it again"
            )
        if "\0" in line:
            raise RecordsError(
                f"{path}: line {number}, character {line.index(chr(0)) + 1}: a NUL; wanted plain text; if the file is "
                'UTF-16, name it in the mapping (encoding = "utf-16"), else deliver it again'
            )
        if read > most:
            raise RecordsError(
                f"{path}: unpacks to more than {most:,} characters, {limits.ratio} times its size; it looks like a bomb "
                "and is not read on; deliver it unpacked"
            )
        yield line


def _records(path: Path, lines: Iterator[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            texts = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RecordsError(
                f"{path}: row beginning at line {before + 1}: not readable as CSV ({error}); correct the quotes there, "
                "or cut the cell, and deliver it again"
            ) from error
        place, before = before + 1, reader.line_num
        longest = max(map(len, texts), default=0)
        if longest > _limits.LIMITS.cell:
            column = next(at for at, text in enumerate(texts, start=1) if len(text) == longest)
            raise RecordsError(
                f"{path}: row beginning at line {place}, column {column}: the cell holds {longest:,} characters, the cap is "
                f"{_limits.LIMITS.cell:,}; cut it and deliver the file again"
            )
        if texts:
            yield place, texts


def _open_csv(path: Path, text: io.TextIOBase, layout: Layout) -> Opened:
    lines = _lines(path, text)
    delimiter, notes = layout.delimiter, list[str]()
    if delimiter == AUTO:
        head = list(islice(lines, _limits.LIMITS.header_rows))
        delimiter = max(",\t;|", key=lambda mark: max((line.count(mark) for line in head), default=0))
        lines = chain(head, lines)
        notes.append(f"delimiter not declared, told from the header: {delimiter!r}")
    records = _records(path, lines, delimiter)
    place, header, rest = _header(str(path), records, layout)
    if place > 1:
        notes.append(f"header found in line {place}")
    columns = _columns(str(path), header, layout)
    return Opened(columns=columns, rows=rest, where=str(path), notes=notes)


# ------------------------------------------------------------------ workbooks


def _open_sheet(book: Workbook, layout: Layout) -> Opened:
    sheet = _choose(book, layout)
    where = f"{book.path}: sheet {sheet.name!r}"
    merged = merges(book, sheet)
    upright = [merge for merge in merged if merge.bottom > merge.top]
    place, header, rest = _header(where, _filled(rows(book, sheet), upright), layout)
    touching = [merge for merge in merged if merge.top <= place <= merge.bottom]
    for merge in touching:
        if merge.right > merge.left:
            raise RecordsError(
                f"{where}: row {place}, column {letters(merge.left)}: header cells {merge} are merged; wanted one name "
                "a column; unmerge them, or name the row of the header in the mapping (header_row = …)"
            )
    last = max((merge.bottom for merge in touching), default=place)
    columns = _columns(where, header, layout)
    for merge in upright:
        if merge.top > last and merge.left <= len(columns):
            raise RecordsError(
                f"{where}: row {merge.top}, column {letters(merge.left)}: cells {merge} are merged across rows; wanted "
                "the value in every row; unmerge them and fill them down"
            )
    notes = [f"sheet {sheet.name!r}"] if len(book.sheets) > 1 else []
    if place > 1:
        notes.append(f"header found in row {place}")
    across = [merge for merge in merged if merge.top > last and merge.left <= len(columns)]
    return Opened(columns=columns, rows=((at, texts) for at, texts in rest if at > last), where=where, merged=across,
                  ragged=True, notes=notes)  # fmt: skip


def _filled(found: Iterator[Row], upright: list[Merge]) -> Iterator[Row]:
    """Rows near the top with the value of a cell merged downwards in every row it covers (headers of two lines)."""
    held: dict[tuple[int, int], str] = {}
    near = [
        merge for merge in upright if merge.top <= _limits.LIMITS.header_rows and merge.left == merge.right
    ]
    for place, texts in found:
        for merge in near:
            if merge.top == place and merge.left <= len(texts):
                held[merge.top, merge.left] = texts[merge.left - 1]
            elif merge.top < place <= merge.bottom and (merge.top, merge.left) in held:
                texts.extend([""] * (merge.left - len(texts)))
                texts[merge.left - 1] = held[merge.top, merge.left]
        yield place, texts


def _choose(book: Workbook, layout: Layout) -> Sheet:
    names = [sheet.name for sheet in book.sheets]
    if layout.sheet:
        for sheet in book.sheets:
            if sheet.name == layout.sheet:
                return sheet
        raise RecordsError(
            f"{book.path}: no sheet {layout.sheet!r}; found {names}; correct sheet = … in the mapping"
        )
    filled = [sheet for sheet in book.sheets if next(rows(book, sheet), None) is not None]
    filled = [sheet for sheet in filled if sheet.shown] or filled
    if not filled:
        raise RecordsError(f"{book.path}: no sheet of {names} holds anything; deliver it again")
    if len(filled) > 1 and layout.wanted:
        fitting = [sheet for sheet in filled if _fits(rows(book, sheet), layout)]
        if layout.probe and not fitting:
            raise _NoHeader
        filled = fitting or filled
    if len(filled) > 1:
        raise RecordsError(
            f"{book.path}: several sheets hold rows: {[sheet.name for sheet in filled]}; name one in the mapping "
            '(sheet = "…")'
        )
    return filled[0]


# ------------------------------------------------------------------ the header


def header_fits(path: Path, layout: Layout) -> bool:
    """Whether a CSV file or a workbook has a header with every wanted column; a flawed one is refused."""
    try:
        with open_rows(path, replace(layout, probe=True)) as opened:
            return set(layout.wanted) <= set(opened.columns)
    except _NoHeader:
        return False


def _fits(found: Iterator[Row], layout: Layout) -> bool:
    near = islice(found, _limits.LIMITS.header_rows)
    return any(set(layout.wanted) <= set(named(texts, layout)) for _, texts in near)


def _header(where: str, found: Iterator[Row], layout: Layout) -> tuple[int, list[str], Iterator[Row]]:
    """The header row and the rows after it: the row told, else the first near the top with every wanted column.

    If none has them all it is the one with most of them, so that what is missing can be named.
    """
    near: list[Row] = []
    best, most = 0, -1
    for place, texts in found:
        if layout.header_row is not None:
            if place == layout.header_row:
                if layout.probe and not set(layout.wanted) <= set(named(texts, layout)):
                    raise _NoHeader
                return place, texts, found
            if place > layout.header_row:
                break
            continue
        if place > _limits.LIMITS.header_rows and near:
            found = chain([(place, texts)], found)
            break
        near.append((place, texts))
        score = len(set(layout.wanted) & set(named(texts, layout)))
        if score > most:
            best, most = len(near) - 1, score
        if score == len(layout.wanted) or len(near) == _limits.LIMITS.header_rows:
            break
    if layout.header_row is not None:
        raise RecordsError(
            f"{where}: row {layout.header_row} is empty; wanted the header there; correct header_row"
        )
    if not near:
        raise RecordsError(
            f"{where}: the first line is empty; wanted a header of column names; deliver it again"
        )
    if layout.probe and most < len(set(layout.wanted)):
        raise _NoHeader
    return (*near[best], chain(near[best + 1 :], found))


def _columns(where: str, header: list[str], layout: Layout) -> list[str]:
    texts = [text.strip().removeprefix("\ufeff") for text in header]
    if not any(texts):
        raise RecordsError(
            f"{where}: the first line is empty; wanted a header of column names; deliver it again"
        )
    names = named(texts, layout)
    for name in names:
        if name and names.count(name) > 1:
            same = [text for text, other in zip(texts, names, strict=True) if other == name]
            raise RecordsError(
                f"{where}: column {name!r} is there twice (as {same}); found {texts}; rename one"
            )
    return names
