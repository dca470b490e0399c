"""Progress on a terminal: bars where rich is installed, one line a stage otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int], None]


@contextmanager
def bars() -> Iterator[Progress]:
    """A callback ``(stage, done, of)`` that draws on standard error."""
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars
    except ImportError:
        yield _lines()
        return
    columns = (
        SpinnerColumn(), TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Bars(*columns, console=Console(stderr=True)) as drawn:
        tasks: dict[str, int] = {}

        def advance(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = drawn.add_task(stage, total=of)
            drawn.update(tasks[stage], completed=done, total=of)  # type: ignore[arg-type]

        yield advance


def _lines() -> Progress:
    seen: set[str] = set()

    def advance(stage: str, done: int, of: int) -> None:
        if stage not in seen or done == of:
            seen.add(stage)
            print(f"{stage}: {done} of {of}", file=sys.stderr)

    return advance
