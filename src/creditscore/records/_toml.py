"""Values out of a parsed mapping, each refused by the mapping's name and the key where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from typing import Any, cast

from creditscore.errors import MappingError
from creditscore.records._table import Column, Table


class Reader:
    """Checked access to parsed TOML; every message begins with the mapping's name and the key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def error(self, key: str, problem: str) -> MappingError:
        return MappingError(f"{self.name}: {key} {problem}; correct the mapping".replace(":  ", ": "))

    def known_keys(self, section: Mapping[str, Any], wanted: Set[str], key: str) -> None:
        unknown = sorted(set(section) - wanted)
        if unknown:
            raise self.error(key, f"key {unknown[0]!r} is unknown; wanted any of {sorted(wanted)}")

    def section(self, value: Any, key: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self.error(key, f"wanted a table of keys, found {value!r}")
        return cast("Mapping[str, Any]", value)

    def sections(self, value: Any, key: str) -> list[Mapping[str, Any]]:
        """One table of keys, or a list of them."""
        given = cast("list[Any]", value if isinstance(value, list) else [value])
        return [self.section(part, key) for part in given]

    def texts(self, value: Any, key: str) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value
        if not (
            isinstance(values, list) and all(isinstance(text, str) for text in cast("list[Any]", values))
        ):
            raise self.error(key, f"wanted a text or a list of texts, found {value!r}")
        return tuple(cast("list[str]", values))

    def flag(self, value: Any, key: str) -> bool:
        if not isinstance(value, bool):
            raise self.error(key, f"wanted true or false, found {value!r}")
        return value

    def text(self, value: Any, key: str) -> str:
        if not isinstance(value, str):
            raise self.error(key, f"wanted a text, found {value!r}")
        return value

    def number(self, value: Any, key: str, *, least: int = 0) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(key, f"wanted a whole number ≥ {least}, found {value!r}")
        return value

    def day(self, value: Any, key: str) -> date | None:
        if value is None or type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.error(key, f"wanted a date such as 2017-01-01, found {value!r}") from None

    def column_of(self, table: Table, column: str, key: str) -> Column:
        names = [declared.name for declared in table.columns]
        if column not in names:
            raise self.error(key, f"{table.name} has no column {column!r}; wanted one of {names}")
        return table.column(column)
