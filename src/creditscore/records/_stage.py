"""Files as DuckDB can scan them: Parquet as it lies, CSV turned into Parquet with every value as text."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from creditscore.errors import RecordsError
from creditscore.records._cast import literal
from creditscore.records._cast import name as quoted

if TYPE_CHECKING:
    import duckdb

ROW = "_row"
"""Name of the row number of a staged file (the first row of data is 1)."""

ADDED = ("file_row_number", "_rule", "_detail", "_file", ROW)
"""Columns that reading adds; a corrected quarantine may be delivered again with them."""

PARQUET = (".parquet", ".pq")
CSV = (".csv", ".csv.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """One file ready to scan. ``columns`` maps source columns to DuckDB types; ``malformed`` holds rows of a
    CSV file with the wrong number of fields, as (row number, text).
    """

    origin: Path
    scan: str
    columns: dict[str, str]
    rows: int
    malformed: tuple[tuple[int, str], ...] = ()


def is_data(path: Path) -> bool:
    """Whether a file is one of the kinds that can be read."""
    return path.name.lower().endswith((*PARQUET, *CSV))


def stage(
    path: Path, *, connection: duckdb.DuckDBPyConnection, scratch: Path, encoding: str = "utf-8"
) -> Staged:
    """Make one file scannable, or say why its table is unusable."""
    if not path.is_file():
        raise RecordsError(
            f"{path}: no such file; wanted Parquet or CSV; correct the path or deliver the file"
        )
    if path.stat().st_size == 0:
        raise RecordsError(
            f"{path}: the file is empty (0 bytes); wanted Parquet or CSV with a header; deliver it again"
        )
    if path.name.lower().endswith(PARQUET):
        return scannable(path, connection=connection)
    if path.name.lower().endswith(CSV):
        return _stage_csv(path, connection, scratch / f"{len(list(scratch.iterdir()))}.parquet", encoding)
    raise RecordsError(
        f"{path}: wanted a name ending in {', '.join((*PARQUET, *CSV))}; found {path.name!r}; convert it"
    )


def scannable(path: Path, *, connection: duckdb.DuckDBPyConnection) -> Staged:
    """A Parquet file as it lies."""
    import pyarrow.lib
    import pyarrow.parquet as pq

    try:
        rows = pq.read_metadata(path).num_rows
    except (pyarrow.lib.ArrowInvalid, OSError) as error:
        raise RecordsError(
            f"{path}: not a Parquet file ({str(error).splitlines()[0]}); wanted Parquet; write it again or give it as CSV"
        ) from error
    scan = f"read_parquet({literal(str(path))}, file_row_number = true)"
    types = {column: kind for column, kind in _types(connection, scan).items() if column not in ADDED}
    columns = ", ".join([*map(quoted, types), f"file_row_number + 1 AS {ROW}"])
    return Staged(origin=path, scan=f"(SELECT {columns} FROM {scan})", columns=types, rows=rows)


def _types(connection: duckdb.DuckDBPyConnection, scan: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}


def _stage_csv(path: Path, connection: duckdb.DuckDBPyConnection, target: Path, encoding: str) -> Staged:
    import pyarrow as pa
    import pyarrow.parquet as pq

    malformed: list[tuple[int, str]] = []
    rows = 0
    try:
        with open_text(path, encoding) as file:
            reader = csv.reader(file, strict=True)
            header = _header(path, next(reader, None))
            schema = pa.schema([(ROW, pa.int64()), *((column, pa.string()) for column in header)])
            with pq.ParquetWriter(target, schema, compression="lz4") as writer:
                for batch in _batches(reader, len(header), malformed):
                    arrays = [
                        pa.array(values, type=field.type) for values, field in zip(batch, schema, strict=True)
                    ]
                    writer.write_table(pa.table(arrays, schema=schema))
                    rows += len(batch[0])
    except (UnicodeDecodeError, LookupError) as error:
        raise RecordsError(
            f"{path}: cannot be decoded as {encoding} ({error}); name the file's encoding in the mapping, "
            'for example encoding = "gb18030"'
        ) from error
    except (csv.Error, OSError, EOFError) as error:
        raise RecordsError(f"{path}: not a readable CSV file ({error}); deliver it again") from error
    scan = f"read_parquet({literal(str(target))})"
    types = _types(connection, scan)
    types.pop(ROW)
    return Staged(
        origin=path, scan=scan, columns=types, rows=rows + len(malformed), malformed=tuple(malformed)
    )


def _header(path: Path, header: list[str] | None) -> list[str]:
    names = [column.strip().removeprefix("﻿") for column in header or []]
    if not any(names):
        raise RecordsError(
            f"{path}: the first line is empty; wanted a header of column names; deliver it again"
        )
    if len(set(names)) != len(names) or ROW in names:
        twice = sorted({column for column in names if names.count(column) > 1} or {ROW})
        raise RecordsError(
            f"{path}: column {twice[0]!r} is there twice or reserved; found {names}; rename it"
        )
    return names


def _batches(
    reader: Iterator[list[str]], width: int, malformed: list[tuple[int, str]], size: int = 50_000
) -> Iterator[list[list[str] | list[int]]]:
    """Columns of up to ``size`` rows at a time, the row number first; rows of the wrong width go aside."""
    numbers: list[int] = []
    rows: list[list[str]] = []
    for number, row in enumerate((row for row in reader if row), start=1):
        if len(row) != width:
            malformed.append((number, ",".join(row)))
            continue
        numbers.append(number)
        rows.append(row)
        if len(rows) == size:
            yield [numbers, *map(list, zip(*rows, strict=True))]
            numbers, rows = [], []
    if rows:
        yield [numbers, *map(list, zip(*rows, strict=True))]


@contextmanager
def open_text(path: Path, encoding: str) -> Generator[IO[str]]:
    """A text file, decompressed if its name ends in .gz, decoded strictly."""
    codec = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    packed = path.name.lower().endswith(".gz")
    with (
        gzip.open(path, "rt", encoding=codec, newline="")
        if packed
        else path.open(encoding=codec, newline="") as text
    ):
        yield text
