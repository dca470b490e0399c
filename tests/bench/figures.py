"""How the page says a figure; shared by its sections."""

from __future__ import annotations

Figures = dict[tuple[str, int], dict[str, float]]
"""(measurement, size) → its figures, medians over the rounds."""


def sizes(figures: Figures, name: str) -> list[int]:
    """The sizes at which something was measured."""
    return sorted(size for known, size in figures if known == name)


def cpu(one: dict[str, float]) -> str:
    """CPU seconds with their range over the rounds."""
    return f"{one['cpu']:.2f} ({one['cpu_low']:.2f} to {one['cpu_high']:.2f})"


def verdict(holds: bool) -> str:
    """Whether a bar was met."""
    return "met" if holds else "**not met**"


def ratio(value: float, base: float | None) -> str:
    """How many times the base, where there is one."""
    return "–" if not base else f"{value / base:.2f}"


def table(head: str, rows: list[str]) -> list[str]:
    """A markdown table; every column but the first is set to the right."""
    columns = head.count("|") - 1
    return [head, "|" + "---|" + "--:|" * (columns - 1), *rows]
