"""Files as DuckDB can scan them: Parquet as it lies, CSV and workbooks turned into Parquet with every value as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from creditscore.errors import RecordsError
from creditscore.records._cast import literal
from creditscore.records._cast import name as quoted
from creditscore.records._intake import WORKBOOKS, Layout, Opened, header_fits, named, open_rows

if TYPE_CHECKING:
    import duckdb

ROW = "_row"
"""Name of the row number of a staged file (the first row of data is 1)."""

LINE = "_line"
"""Name of the line of a text file, or the row of a sheet, at which a row begins."""

ADDED = ("file_row_number", "_rule", "_detail", "_file", ROW, LINE)
"""Columns that reading adds; a corrected quarantine may be delivered again with them."""

PARQUET = (".parquet", ".pq")
CSV = (".csv", ".csv.gz")
TEXTS = (*CSV, *WORKBOOKS)
"""Endings of files whose values all are text, money in yuan."""

_KINDS = "Parquet, CSV or .xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """One file ready to scan. ``columns`` maps source columns to DuckDB types.

    ``malformed`` rows do not fit the header; ``aside`` scans them as (``_row``, ``_line``, ``said``). ``lines`` says
    that the rows know their place in the file, ``notes`` what was found out while it was opened.
    """

    origin: Path
    scan: str
    columns: dict[str, str]
    rows: int
    malformed: int = 0
    aside: str = ""
    lines: bool = False
    notes: tuple[str, ...] = ()


def is_data(path: Path) -> bool:
    """Whether a file is one of the kinds that can be read."""
    return path.name.lower().endswith((*PARQUET, *TEXTS))


def inside(folder: Path, path: Path) -> Path:
    """``path`` if it lies in ``folder``, links followed."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise RecordsError(
            f"{path}: is a link that leads out of {folder}; wanted a file inside it; copy the file there"
        )
    return path


def stage(
    path: Path, *, connection: duckdb.DuckDBPyConnection, scratch: Path, layout: Layout | None = None
) -> Staged:
    """Make one file scannable, or say why its table is unusable."""
    _refuse_unreadable(path)
    if path.name.lower().endswith(PARQUET):
        return scannable(path, connection=connection, layout=layout)
    target = scratch / f"{len(list(scratch.iterdir()))}.parquet"
    return _stage_texts(path, connection, target, layout or Layout())


def fits(path: Path, layout: Layout) -> bool:
    """Whether a file has every column that ``layout`` wants."""
    _refuse_unreadable(path)
    if path.name.lower().endswith(PARQUET):
        return set(layout.wanted) <= set(named(_parquet_columns(path), layout))
    return header_fits(path, layout)


def _refuse_unreadable(path: Path) -> None:
    if not path.is_file():
        raise RecordsError(f"{path}: no such file; wanted {_KINDS}; correct the path or deliver the file")
    if path.stat().st_size == 0:
        raise RecordsError(
            f"{path}: the file is empty (0 bytes); wanted {_KINDS} with a header; deliver it again"
        )
    if not is_data(path):
        raise RecordsError(
            f"{path}: wanted a name ending in {', '.join((*PARQUET, *TEXTS))}; found {path.name!r}; convert it"
        )


def _parquet_columns(path: Path) -> list[str]:
    import pyarrow.lib
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except (pyarrow.lib.ArrowInvalid, OSError) as error:
        raise _not_parquet(path, error) from error


def _not_parquet(path: Path, error: Exception) -> RecordsError:
    return RecordsError(
        f"{path}: not a Parquet file ({str(error).splitlines()[0]}); wanted Parquet; write it again or give it as CSV"
    )


def scannable(path: Path, *, connection: duckdb.DuckDBPyConnection, layout: Layout | None = None) -> Staged:
    """A Parquet file as it lies, its columns under the names that ``layout`` looks for."""
    import duckdb
    import pyarrow.lib
    import pyarrow.parquet as pq

    try:
        rows = pq.read_metadata(path).num_rows
        scan = f"read_parquet({literal(str(path))}, file_row_number = true)"
        found = {column: kind for column, kind in _types(connection, scan).items() if column not in ADDED}
    except (pyarrow.lib.ArrowInvalid, OSError, duckdb.Error) as error:
        raise _not_parquet(path, error) from error
    types, parts = dict[str, str](), list[str]()
    left_out = layout.private if layout else ()
    for (column, kind), ours in zip(found.items(), named(list(found), layout or Layout()), strict=True):
        if ours in types:
            raise RecordsError(f"{path}: column {ours!r} is there twice; found {list(found)}; rename one")
        if ours not in left_out:
            types[ours] = kind
            parts.append(f"{quoted(column)} AS {quoted(ours)}")
    columns = ", ".join([*parts, f"file_row_number + 1 AS {ROW}"])
    return Staged(origin=path, scan=f"(SELECT {columns} FROM {scan})", columns=types, rows=rows)


def _types(connection: duckdb.DuckDBPyConnection, scan: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}


def _stage_texts(path: Path, connection: duckdb.DuckDBPyConnection, target: Path, layout: Layout) -> Staged:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows, malformed = 0, _Aside(target.with_name(f"{target.stem}-aside.parquet"))
    with open_rows(path, layout) as opened:
        taken = _taken(path, opened, layout)
        numbers = [(ROW, pa.int64()), (LINE, pa.int64())]
        schema = pa.schema([*numbers, *((opened.columns[place], pa.string()) for place in taken)])
        with pq.ParquetWriter(target, schema, compression="lz4") as writer:
            for batch in _batches(opened, taken, malformed, guarded=layout.guarded):
                arrays = [
                    pa.array(values, type=each.type) for values, each in zip(batch, schema, strict=True)
                ]
                writer.write_table(pa.table(arrays, schema=schema))
                rows += len(batch[0])
        notes = list(opened.notes)
        if opened.computed:
            notes.append(f"{opened.computed:,} cells are formulas; their last computed values were read")
    aside = malformed.write()
    scan = f"read_parquet({literal(str(target))})"
    types = {column: kind for column, kind in _types(connection, scan).items() if column not in (ROW, LINE)}
    return Staged(
        origin=path, scan=scan, columns=types, rows=rows + malformed.count, malformed=malformed.count, aside=aside,
        lines=True, notes=tuple(notes),
    )  # fmt: skip


def _taken(path: Path, opened: Opened, layout: Layout) -> list[int]:
    """Positions of the columns that are staged: those with a name that nobody keeps private."""
    taken: list[int] = []
    for place, column in enumerate(opened.columns):
        if column == "file_row_number" or (column in ADDED and column not in ("_rule", "_detail", "_file")):
            continue
        if column and column not in (*layout.private, "_rule", "_detail", "_file"):
            taken.append(place)
    if not taken:
        raise RecordsError(f"{path}: no column to read; found {opened.columns}; deliver it again")
    return taken


class _Aside:
    """Rows that do not fit the header, kept for the quarantine."""

    def __init__(self, target: Path) -> None:
        self.target, self.count = target, 0
        self._rows: list[tuple[int, int, str]] = []
        self._parts: list[Path] = []

    def add(self, row: int, line: int, said: str) -> None:
        self._rows.append((row, line, said))
        self.count += 1
        if len(self._rows) == 50_000:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        part = self.target.with_name(f"{self.target.stem}-{len(self._parts)}.parquet")
        columns = [list(values) for values in zip(*self._rows, strict=True)]
        pq.write_table(pa.table(columns, names=[ROW, LINE, "said"]), part)
        self._parts.append(part)
        self._rows.clear()

    def write(self) -> str:
        """SQL that scans them; empty if there are none."""
        if self._rows:
            self._flush()
        paths = ", ".join(literal(str(part)) for part in self._parts)
        return f"read_parquet([{paths}])" if paths else ""


def _batches(
    opened: Opened, taken: list[int], malformed: _Aside, *, guarded: bool, size: int = 50_000
) -> Iterator[list[list[str] | list[int]]]:
    """Columns of up to ``size`` rows at a time, their numbers and lines first; rows that do not fit go aside."""
    width = len(opened.columns)
    places: list[tuple[int, int]] = []
    found: list[list[str]] = []
    for number, (line, texts) in enumerate(opened.rows, start=1):
        if why := opened.aside(line, texts):
            malformed.add(number, line, why if guarded else f"{why}: {','.join(texts)}")
            continue
        if len(texts) < width:
            texts = texts + [""] * (width - len(texts))
        places.append((number, line))
        found.append([texts[place] for place in taken])
        if len(found) == size:
            yield [*map(list, zip(*places, strict=True)), *map(list, zip(*found, strict=True))]
            places, found = [], []
    if found:
        yield [*map(list, zip(*places, strict=True)), *map(list, zip(*found, strict=True))]
