"""Tables in and out by their suffix: CSV and NDJSON with the standard library, Parquet with pyarrow."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol

from creditscore.errors import MissingExtra, RecordsError

Columns = dict[str, list[Any]]

CHUNK = 65_536
"""Rows held at a time."""

_TEXT = ("entity", "subject", "as_of", "request_id")


def _number(text: str) -> Any:
    """A CSV cell as a number if it is one; empty is no data; anything else is left for the scorer to refuse."""
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


def _read_csv(path: Path) -> Iterator[Columns]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        names = next(reader, None)
        if not names:
            raise RecordsError(f"{path.name}: the file is empty; wanted a header and rows")
        while rows := list(islice(reader, CHUNK)):
            ragged = next((i for i, row in enumerate(rows) if len(row) != len(names)), None)
            if ragged is not None:
                raise RecordsError(
                    f"{path.name}: a row has {len(rows[ragged])} cells, the header {len(names)}; repair the file"
                )
            yield {
                name: [cell or None for cell in column]
                if name in _TEXT
                else [_number(cell) for cell in column]
                for name, column in zip(names, zip(*rows, strict=True), strict=True)
            }


def _read_ndjson(path: Path) -> Iterator[Columns]:
    with path.open(encoding="utf-8") as file:
        number = 0
        while lines := [line for line in islice(file, CHUNK) if line.strip()]:
            rows: list[dict[str, Any]] = []
            for line in lines:
                number += 1
                try:
                    row = json.loads(line)
                except json.JSONDecodeError as error:
                    raise RecordsError(
                        f"{path.name}: line {number} is not JSON ({error.msg}); repair it"
                    ) from None
                if not isinstance(row, dict):
                    raise RecordsError(
                        f"{path.name}: line {number} is not an object; wanted one object a line"
                    )
                rows.append(row)
            names = list(dict.fromkeys(name for row in rows for name in row))
            yield {name: [row.get(name) for row in rows] for name in names}


def _parquet() -> Any:
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra(
            "pyarrow", extra="batch", why="Parquet files are read and written with it"
        ) from None
    return pq


def _read_parquet(path: Path) -> Iterator[Columns]:
    pq = _parquet()
    import pyarrow as pa

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        raise RecordsError(
            f"{path.name}: not a Parquet file; give CSV, NDJSON or Parquet by its suffix"
        ) from None
    for batch in file.iter_batches(CHUNK):
        yield {name: batch.column(name).to_pylist() for name in batch.schema.names}


_READERS = {
    ".csv": _read_csv, ".ndjson": _read_ndjson, ".jsonl": _read_ndjson, ".parquet": _read_parquet,
}  # fmt: skip


def read_chunks(path: Path) -> Iterator[Columns]:
    """Columns of up to ``CHUNK`` rows at a time; raises RecordsError naming the file."""
    if not path.is_file():
        raise RecordsError(f"{path}: no such file; name a CSV, NDJSON or Parquet file")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise RecordsError(f"{path.name}: unknown suffix; wanted one of {sorted(_READERS)}")
    return reader(path)


class Writer(Protocol):
    """Takes one chunk of columns of equal length."""

    def __call__(self, columns: Columns) -> None: ...


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def _csv_writer(file: IO[str]) -> Writer:
    writer, headed = csv.writer(file), False

    def write(columns: Columns) -> None:
        nonlocal headed
        if not headed:
            writer.writerow(columns)
            headed = True
        writer.writerows(zip(*([_flat(cell) for cell in column] for column in columns.values()), strict=True))

    return write


def _ndjson_writer(file: IO[str]) -> Writer:
    def write(columns: Columns) -> None:
        names = list(columns)
        for row in zip(*columns.values(), strict=True):
            file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")

    return write


@contextmanager
def _parquet_writer(path: Path) -> Iterator[Writer]:
    pq = _parquet()
    import pyarrow as pa

    opened: list[Any] = []

    def write(columns: Columns) -> None:
        texts = {name for name, column in columns.items() if not _is_number(name)}
        arrays = {
            name: pa.array([_flat(cell) for cell in column], pa.string() if name in texts else pa.float64())
            for name, column in columns.items()
        }
        table = pa.table(arrays)
        if not opened:
            opened.append(pq.ParquetWriter(path, table.schema))
        opened[0].write_table(table)

    try:
        yield write
    finally:
        for writer in opened:
            writer.close()


def _is_number(name: str) -> bool:
    return name in ("score", "probability") or name.startswith("points_")


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A writer by the suffix of ``path``; the file appears under its name only once all of it is there."""
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise RecordsError(f"{path.name}: unknown suffix; wanted one of {sorted(_READERS)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        if suffix == ".parquet":
            with _parquet_writer(unfinished) as writer:
                yield writer
        else:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                yield _csv_writer(file) if suffix == ".csv" else _ndjson_writer(file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def names_of(columns: Columns) -> Sequence[str]:
    """Columns that identify a row in the answer."""
    return [name for name in _TEXT if name in columns]
