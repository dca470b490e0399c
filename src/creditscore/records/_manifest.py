"""manifest.json: what a canonical folder holds, where it came from and what was refused on the way in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from creditscore.errors import RecordsError

FORMAT_VERSION = 1
FILE = "manifest.json"

Identifier = Literal["uscc", "pseudonym"]
Regions = Literal["jilin", "gb2260", "free"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is declared about a whole delivery.

    ``regions`` is the code system of region codes: ``jilin`` (checked against the province's list),
    ``gb2260`` (checked for shape) or ``free``. ``data_until`` is the first day with no data; a record dated
    on or after it is refused. ``assumptions`` are flagged on every result.
    """

    title: str = ""
    made_up: bool = False
    identifier: Identifier = "uscc"
    regions: Regions = "jilin"
    data_from: date | None = None
    data_until: date | None = None
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """One table of a manifest: ``rows`` accepted, ``rejected`` rows by rule, ``undated`` those of them
    without a usable date, ``warnings`` accepted rows by warning (months for ``missing_months``).

    ``input_sha256`` covers the files read and everything that decides how they are read, so that an
    unchanged table need not be read again. ``lag_days`` is the assumed delay until a record is known.
    ``revised`` counts accepted rows that a later row of the delivery replaces. ``footer_sha256`` stands for the file where one subject alone is asked for (see ``footer_sha256``).
    """

    rows: int
    sha256: str
    rejected: Mapping[str, int] = field(default_factory=dict[str, int])
    undated: int = 0
    input_sha256: str = ""
    first_event: str | None = None
    last_known: str | None = None
    lag_days: int | None = None
    warnings: Mapping[str, int] = field(default_factory=dict[str, int])
    footer_sha256: str = ""
    revised: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The whole manifest; see the module's first line."""

    title: str
    made_up: bool
    identifier: Identifier
    regions: Regions
    assumptions: tuple[str, ...]
    data_from: date
    data_until: date
    tables: Mapping[str, TableEntry]
    source: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def digest(self) -> str:
        """SHA-256 over the tables' own hashes, by name."""
        lines = "".join(f"{name} {self.tables[name].sha256}\n" for name in sorted(self.tables))
        return hashlib.sha256(lines.encode()).hexdigest()

    def with_table(self, name: str, entry: TableEntry) -> Manifest:
        """The same manifest with one table added or replaced."""
        return replace(self, tables={**self.tables, name: entry})


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a canonical folder."""
    path = folder / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordsError(
            f"{folder}: no {FILE}; wanted a folder written by records.read, records.convert or simulate.province; "
            "read the raw folder first"
        ) from None
    except (OSError, ValueError) as error:
        raise RecordsError(
            f"{path}: not a readable manifest ({error}); read the raw records again"
        ) from error
    if not isinstance(content, dict):
        raise RecordsError(
            f"{path}: wanted a JSON object, found {type(content).__name__}; read the raw records again"
        )
    return _parse(cast("dict[str, Any]", content), path)


def _parse(content: dict[str, Any], path: Path) -> Manifest:
    version = content.get("format_version")
    if version != FORMAT_VERSION:
        raise RecordsError(
            f"{path}: format_version {version!r} is not {FORMAT_VERSION}; read the raw records again with this version"
        )
    try:
        return Manifest(
            title=content["title"],
            made_up=content["made_up"],
            identifier=content["identifier"],
            regions=content["regions"],
            assumptions=tuple(content["assumptions"]),
            data_from=date.fromisoformat(content["data_from"]),
            data_until=date.fromisoformat(content["data_until"]),
            tables={name: TableEntry(**entry) for name, entry in content["tables"].items()},
            source=content.get("source", {}),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RecordsError(
            f"{path}: the manifest is incomplete ({error!r}); read the raw records again"
        ) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest through a temporary name; the last thing written to a folder."""
    content = {"format_version": FORMAT_VERSION, **asdict(manifest)}
    content["data_from"] = manifest.data_from.isoformat()
    content["data_until"] = manifest.data_until.isoformat()
    write_text(folder / FILE, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a small file through a temporary name."""
    temporary = path.with_name(f".{path.name}.writing")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def footer_sha256(path: Path) -> str:
    """SHA-256 over a Parquet file's size and its footer: where every column chunk lies, with its extremes and counts.

    Tells another or a truncated file from the one described without reading it whole; a byte changed inside a
    column chunk goes unseen (``file_sha256`` sees it). Empty for what is no Parquet file.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if size < 12:
            return ""
        file.seek(size - 8)
        length, magic = int.from_bytes(file.read(4), "little"), file.read(4)
        if magic != b"PAR1" or length > size - 12:
            return ""
        file.seek(size - 8 - length)
        return hashlib.sha256(str(size).encode() + b"\n" + file.read(length)).hexdigest()
