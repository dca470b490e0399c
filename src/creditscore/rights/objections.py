"""异议和修复时限: by when an objection or an application for repair is passed on, answered and followed up (domain.md 3.5).

``ndrc_order_36`` is national: NDRC Order 36 arts. 16 and 18, for what is filed from 2026-04-01 on. The other sets are
those of other places (Shandong, Shanghai, Taizhou) and of the national regulation on credit reporting; none is Jilin's
own, whose articles were not displayed. They are data (``objection_terms.csv``), and whoever asks names the set: nothing
is taken silently. Working days are those of ``codes.workdays``.
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

Step = Literal[
    "forward", "accept", "annotate", "answer", "decide", "decide_extended", "withdraw", "stop_disclosure"
]
Procedure = Literal["objection", "repair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """One time limit: so many days from the filing, passing on, acceptance or closing of what was filed.

    ``cross_unit`` is given where the limit depends on whose records are contested; ``result`` where the step is owed
    on that result only. ``in_force_from`` is null where the first day was not found.
    """

    terms: str
    place_zh: str
    place_en: str
    step: Step
    step_zh: str
    step_en: str
    days: int
    unit: Literal["working_days", "calendar_days"]
    counts_from: Literal["filed", "forwarded", "accepted", "closed"]
    cross_unit: bool | None
    result: str
    source: str
    status: str
    basis_kind: str
    procedure: Procedure
    in_force_from: date | None


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
    values["in_force_from"] = date.fromisoformat(row["in_force_from"]) if row["in_force_from"] else None
    return TimeLimit(**values)


def _read() -> tuple[TimeLimit, ...]:
    text = files("creditscore.rights").joinpath("objection_terms.csv").read_text(encoding="utf-8")
    return tuple(_limit(row) for row in csv.DictReader(text.splitlines()))


TIME_LIMITS = _read()
"""Every time limit found, by set."""

SETS = tuple(dict.fromkeys(limit.terms for limit in TIME_LIMITS))
"""Names of the sets of time limits."""


def time_limits(
    terms: str, *, cross_unit: bool | None = None, procedure: Procedure = "objection"
) -> tuple[TimeLimit, ...]:
    """The time limits of a named set for objections or for repair.

    >>> [
    ...     (limit.step, limit.days, limit.counts_from)
    ...     for limit in time_limits("ndrc_order_36", procedure="repair")
    ... ][:2]
    [('answer', 10, 'filed'), ('accept', 3, 'forwarded')]

    Raises RightsError for a set that is unknown or has none for the procedure, or where the set asks whose records are contested and nobody says.
    """
    found = [limit for limit in TIME_LIMITS if limit.terms == terms and limit.procedure == procedure]
    if not found:
        known = dict.fromkeys(limit.terms for limit in TIME_LIMITS if limit.procedure == procedure)
        raise RightsError(
            f"{procedure} terms {terms!r}: unknown; wanted one of {list(known)}, by name (none is Jilin's own)"
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
    filing: Mapping[str, Any],
    *,
    terms: str,
    on: date,
    cross_unit: bool | None = None,
    procedure: Procedure = "objection",
) -> tuple[Deadline, ...]:
    """The deadlines of one row of ``objection`` or ``repair_application`` as seen on a day (what is dated ``on`` or
    later is not seen).

    Steps that follow from a result are owed once the filing is closed with it; when they, or the passing on, were done
    no record says, so that they are told, not measured. Limits that count from the passing on or the acceptance, days no
    record delivers, give no deadline, nor does a limit that was not in force on the day of filing.
    """
    filed, closed = filing["event_date"], _fact(filing["closed_date"], on)
    if filed >= on:
        return ()
    started: dict[str, date | None] = {"filed": filed, "closed": closed}
    done: dict[str, date | None] = {
        "annotate": _fact(filing.get("annotated_date"), on),
        "answer": closed if filing["result"] not in (None, "pending") else None,
    }
    found: list[Deadline] = []
    for limit in time_limits(terms, cross_unit=cross_unit, procedure=procedure):
        start = started.get(limit.counts_from)
        if start is None or (limit.result and filing["result"] != limit.result):
            continue
        if limit.in_force_from is not None and filed < limit.in_force_from:
            continue
        due, measured = _due(limit, start), limit.step in done
        finished = done.get(limit.step)
        late = (finished or on - timedelta(days=1)) > due if measured else None
        found.append(Deadline(limit=limit, due=due, done=finished, measured=measured, overdue=late))
    return tuple(found)


def deadline_rows(
    filings: Iterable[Mapping[str, Any]],
    *,
    terms: str,
    on: date,
    cross_unit: bool | None = None,
    procedure: Procedure = "objection",
) -> list[dict[str, Any]]:
    """One dict per objection (or application) and step: ``record_id, uscc, about_table, about_record_id, step, due, done, measured,
    overdue, place_en, source``.
    """
    names = ("record_id", "uscc", "about_table", "about_record_id")
    return [
        {
            **{name: filing[name] for name in names},
            "step": cast("str", found.limit.step),
            "due": found.due,
            "done": found.done,
            "measured": found.measured,
            "overdue": found.overdue,
            "place_en": found.limit.place_en,
            "source": found.limit.source,
        }
        for filing in filings
        for found in deadlines(filing, terms=terms, on=on, cross_unit=cross_unit, procedure=procedure)
    ]
