"""Workbooks (.xlsx) opened with care: which sheets there are, their texts and which styles are dates.

Read with the standard library, in one pass and by cell: readers that stream tell neither merged cells nor a formula
beside its value. A document type is refused before any entity can expand, and sizes are looked at before unpacking.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from creditscore.errors import RecordsError
from creditscore.records import _limits

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_DATES = {*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)}
"""Built-in formats that show a day (ECMA-376 part 1, 18.8.30, with those of Chinese spreadsheets)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One worksheet: its name, its part in the archive and whether it is shown."""

    name: str
    part: str
    shown: bool


@dataclass(slots=True)
class Workbook:
    """An open workbook. ``strings`` are its shared texts, ``dates`` the style numbers that show a day."""

    path: Path
    archive: zipfile.ZipFile
    sheets: list[Sheet] = field(default_factory=list[Sheet])
    strings: list[str] = field(default_factory=list[str])
    dates: frozenset[int] = frozenset()
    from_1904: bool = False


@contextmanager
def open_workbook(path: Path) -> Generator[Workbook]:
    """Open a workbook; whatever is wrong with it, also while its sheets are read, is a ``RecordsError``."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bombs(path, archive)
            yield _parts(Workbook(path=path, archive=archive))
    except zipfile.BadZipFile as error:
        with path.open("rb") as file:
            ole = file.read(8) == _OLE
        if ole:
            raise RecordsError(
                f"{path}: an old .xls workbook or one protected by a password; wanted an open .xlsx; save it as .xlsx "
                "without a password"
            ) from error
        raise _broken(path, error) from error
    except (expat.ExpatError, zlib.error, KeyError, ValueError, IndexError, EOFError, OSError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> RecordsError:
    return RecordsError(f"{path}: not a readable .xlsx workbook ({error}); save it again as .xlsx, or as CSV")


def _refuse_bombs(path: Path, archive: zipfile.ZipFile) -> None:
    limits, total = _limits.LIMITS, 0
    for part in archive.infolist():
        if part.flag_bits & 1:
            raise RecordsError(
                f"{path}: part {part.filename!r} is encrypted; wanted an open workbook; save it without a password"
            )
        total += part.file_size
        if part.file_size > limits.small and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise RecordsError(
                f"{path}: part {part.filename!r} unpacks to {part.file_size:,} bytes, {limits.ratio} times its size or "
                "more; it looks like a zip bomb and is not opened; deliver the table as CSV"
            )
    if total > limits.unpacked:
        raise RecordsError(
            f"{path}: unpacks to {total:,} bytes, the cap is {limits.unpacked:,}; deliver the table as CSV or Parquet"
        )


def _parts(book: Workbook) -> Workbook:
    names = set(book.archive.namelist())
    if "xl/workbook.xml" not in names:
        raise RecordsError(
            f"{book.path}: not a workbook (xl/workbook.xml is missing); save it again as .xlsx"
        )
    targets: dict[str, str] = {}

    def relation(name: str, found: dict[str, str]) -> None:
        if name == "Relationship":
            target = found["Target"]
            targets[found["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, found: dict[str, str]) -> None:
        if name == "workbookPr":
            book.from_1904 = found.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            part = str(PurePosixPath(targets[_relation_id(found)]))
            if part in names:  # charts have no rows
                shown = found.get("state", "visible") == "visible"
                book.sheets.append(Sheet(name=found["name"], part=part, shown=shown))

    _walk(book, "xl/_rels/workbook.xml.rels", relation)
    _walk(book, "xl/workbook.xml", sheet)
    if "xl/styles.xml" in names:
        book.dates = _date_styles(book)
    if "xl/sharedStrings.xml" in names:
        book.strings = _shared_strings(book)
    return book


def _relation_id(found: dict[str, str]) -> str:
    return next(value for key, value in found.items() if key.endswith(":id") or key == "id")


def _walk(book: Workbook, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``start`` with the local name and attributes of every element of a part."""
    parser = new_parser(book.path, part)
    parser.StartElementHandler = lambda name, found: start(local(name), found)
    for chunk in chunks(book, part):
        parser.Parse(chunk)
    parser.Parse(b"", True)


def chunks(book: Workbook, part: str) -> Iterator[bytes]:
    """The bytes of a part, unpacked piece by piece."""
    with book.archive.open(part) as stream:
        while piece := stream.read(1 << 16):
            yield piece


def new_parser(path: Path, part: str) -> expat.XMLParserType:
    """A parser that refuses a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise RecordsError(
            f"{path}: part {part!r} declares a document type, which no spreadsheet needs; it is not read"
        )

    parser.StartDoctypeDeclHandler = refuse
    return parser


def local(name: str) -> str:
    """The name of an element without its namespace prefix."""
    return name.rpartition(":")[2]


def _date_styles(book: Workbook) -> frozenset[int]:
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def style(name: str, found: dict[str, str]) -> None:
        if name == "numFmt":
            codes[int(found["numFmtId"])] = found.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            inside[0] = name == "cellXfs"
        elif name == "xf" and inside[0]:
            styles.append(int(found.get("numFmtId", "0")))

    _walk(book, "xl/styles.xml", style)
    return frozenset(
        position for position, number in enumerate(styles)
        if (_shows_a_day(codes[number]) if number in codes else number in _DATES)
    )  # fmt: skip


def _shows_a_day(code: str) -> bool:
    """Whether a format code of a spreadsheet shows a day (and not only a time or a number)."""
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.', "", code.partition(";")[0]).lower()
    return bool(re.search(r"[yd]", plain)) or ("m" in plain and not re.search(r"[hs0#?]", plain))


def _shared_strings(book: Workbook) -> list[str]:
    part = "xl/sharedStrings.xml"
    if book.archive.getinfo(part).file_size > _limits.LIMITS.strings:
        raise RecordsError(
            f"{book.path}: its texts take {book.archive.getinfo(part).file_size:,} bytes, the cap is "
            f"{_limits.LIMITS.strings:,}; deliver the table as CSV or Parquet"
        )
    strings: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "ruby": False}
    parser = new_parser(book.path, part)

    def start(name: str, _: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            state["ruby"] = True
        state["text"] = name == "t" and not state["ruby"]

    def end(name: str) -> None:
        name = local(name)
        if name == "si":
            strings.append(unescape("".join(pieces)))
        elif name == "rPh":
            state["ruby"] = False
        elif name == "t":
            state["text"] = False

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: pieces.append(text) if state["text"] else None
    for chunk in chunks(book, part):
        parser.Parse(chunk)
    parser.Parse(b"", True)
    return strings


def unescape(text: str) -> str:
    """Undo the format's own way of writing control characters (``_x000D_``)."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
