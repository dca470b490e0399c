"""异议时限: by when an objection is annotated, answered and followed up (domain.md 3.5).

The time limits found are those of other places (Shandong, Shanghai, Taizhou) and of the national regulation on
credit reporting; none is Jilin's, whose articles were not displayed. They are data (``objection_terms.csv``), and
whoever asks names the set: nothing is taken silently. Working days are those of ``codes.workdays``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Literal, cast

from creditscore.codes import workdays
from creditscore.errors import RightsError

Step = Literal["annotate", "answer", "withdraw", "stop_disclosure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """One time limit: so many days from the filing or from the closing of an objection.

    ``cross_unit`` is given where the limit depends on whose records are contested; ``result`` where the step is owed
    on that result only.
    """

    terms: str
    place_zh: str
    place_en: str
    step: Step
    step_zh: str
    step_en: str
    days: int
    unit: Literal["working_days", "calendar_days"]
    counts_from: Literal["filed", "closed"]
    cross_unit: bool | None
    result: str
    source: str
    status: str
    basis_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """By when a step was or is due; ``done`` null while it is open.

    ``overdue`` is true once the last day has passed (``due < on`` or ``due < done``); ``measured`` is false where no
    record says when the step was done, and then ``overdue`` is null.
    """

    limit: TimeLimit
    due: date
    done: date | None
    measured: bool
    overdue: bool | None


_CROSS = {"yes": True, "no": False, "": None}


def _limit(row: dict[str, str]) -> TimeLimit:
    values: dict[str, Any] = {**row, "days": int(row["days"]), "cross_unit": _CROSS[row["cross_unit"]]}
    return TimeLimit(**values)


def _read() -> tuple[TimeLimit, ...]:
    text = files("creditscore.rights").joinpath("objection_terms.csv").read_text(encoding="utf-8")
    return tuple(_limit(row) for row in csv.DictReader(text.splitlines()))


TIME_LIMITS = _read()
"""Every time limit found, by set."""

SETS = tuple(dict.fromkeys(limit.terms for limit in TIME_LIMITS))
"""Names of the sets of time limits."""


def time_limits(terms: str, *, cross_unit: bool | None = None) -> tuple[TimeLimit, ...]:
    """The time limits of a named set.

    Raises RightsError for an unknown set, or where the set asks whose records are contested and nobody says.
    """
    found = [limit for limit in TIME_LIMITS if limit.terms == terms]
    if not found:
        raise RightsError(
            f"objection terms {terms!r}: unknown; wanted one of {list(SETS)}, by name (none is Jilin's)"
        )
    if cross_unit is None and any(limit.cross_unit is not None for limit in found):
        raise RightsError(
            f"objection terms {terms!r}: the answer is due sooner about the unit's own records than about another's; "
            "say cross_unit=True or False"
        )
    return tuple(limit for limit in found if limit.cross_unit in (None, cross_unit))


def _due(limit: TimeLimit, start: date) -> date:
    if limit.unit == "calendar_days":
        return start + timedelta(days=limit.days)
    return workdays.add(start, limit.days)


def _fact(day: date | None, on: date) -> date | None:
    """A late fact: the day once it lies before ``on``."""
    return day if day is not None and day < on else None


def deadlines(
    objection: Mapping[str, Any], *, terms: str, on: date, cross_unit: bool | None = None
) -> tuple[Deadline, ...]:
    """The deadlines of one row of ``objection`` as seen on a day (what is dated ``on`` or later is not seen).

    Steps that follow from a result are owed once the objection is closed with it; when they were taken no record
    says, so that they are told, not measured.
    """
    filed, closed = objection["event_date"], _fact(objection["closed_date"], on)
    if filed >= on:
        return ()
    done: dict[str, date | None] = {
        "annotate": _fact(objection.get("annotated_date"), on),
        "answer": closed if objection["result"] not in (None, "pending") else None,
    }
    found: list[Deadline] = []
    for limit in time_limits(terms, cross_unit=cross_unit):
        start = filed if limit.counts_from == "filed" else closed
        if start is None or (limit.result and objection["result"] != limit.result):
            continue
        due, measured = _due(limit, start), limit.step in done
        finished = done.get(limit.step)
        late = (finished or on - timedelta(days=1)) > due if measured else None
        found.append(Deadline(limit=limit, due=due, done=finished, measured=measured, overdue=late))
    return tuple(found)


def deadline_rows(
    objections: Iterable[Mapping[str, Any]], *, terms: str, on: date, cross_unit: bool | None = None
) -> list[dict[str, Any]]:
    """One dict per objection and step: ``record_id, uscc, about_table, about_record_id, step, due, done, measured,
    overdue, place_en, source``.
    """
    names = ("record_id", "uscc", "about_table", "about_record_id")
    return [
        {
            **{name: objection[name] for name in names},
            "step": cast("str", found.limit.step),
            "due": found.due,
            "done": found.done,
            "measured": found.measured,
            "overdue": found.overdue,
            "place_en": found.limit.place_en,
            "source": found.limit.source,
        }
        for objection in objections
        for found in deadlines(objection, terms=terms, on=on, cross_unit=cross_unit)
    ]
