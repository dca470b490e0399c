"""The message catalogue: every phrase of a report in both languages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from creditscore.errors import ReportError


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase, Chinese first."""

    zh: str
    en: str

    def format(self, **facts: Any) -> Text:
        return Text(self.zh.format(**facts), self.en.format(**facts))

    def __str__(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh} {self.en}"

    @property
    def lines(self) -> str:
        """Both languages, one to a line."""
        return self.zh if self.zh == self.en else f"{self.zh}\n{self.en}"


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """The tables of texts.toml."""
    text = resources.files("creditscore.reporting").joinpath("texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def text(key: str, *, table: str = "words") -> Text:
    """The phrase ``key`` of ``table``; raises ReportError if there is none."""
    found = catalogue()[table].get(key)
    if found is None:
        raise ReportError(
            f"texts.toml: wanted [{table}] {key}, found {len(catalogue()[table])} other phrases; add it there"
        )
    return Text(found["zh"], found["en"])


def word(key: object, *, table: str = "words") -> Text:
    """Like ``text``, but a key without a phrase stands for itself (names that come from data)."""
    found = catalogue()[table].get(str(key))
    return Text(found["zh"], found["en"]) if found is not None else Text(str(key), str(key))
