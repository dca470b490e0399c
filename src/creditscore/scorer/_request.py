"""What is asked besides the features: of whom, for which day, for what, and under which circumstances."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, cast

from creditscore.errors import Fault
from creditscore.scorer._header import Header
from creditscore.scorer._intake import fault
from creditscore.scorer._json import dumps
from creditscore.scorer.answer import Override

LONGEST = 128
"""Characters in a subject or request id."""


class AskedOfRecords(TypedDict, total=False):
    """The keywords of ``Scorer.score_records`` beside the records, ``as_of``, ``coverage``, ``top`` and ``level``."""

    subject: str | None
    request_id: str | None
    purpose: str | None
    overrides: Sequence[Override]
    separate_consent: bool
    data_cutoff: date | str | None
    scored_at: datetime | str | None
    valid_until: date | str | None


class Asked(AskedOfRecords, total=False):
    """The keywords of ``Scorer.score`` beside ``top`` and ``level``; see ``Request``."""

    as_of: date | str | None
    coverage: Mapping[str, bool] | Collection[str] | None
    contested: Sequence[str | Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``coverage`` says which record tables cover the subject (by name, or name → bool); ``contested`` the
    records under objection (ids, or mappings with ``record_id``); ``overrides`` the rules that apply to the
    subject; ``separate_consent`` that the authorisation carries the operator's own consent. ``data_cutoff``,
    ``scored_at`` and ``valid_until`` are said by the caller: there is no hidden clock.
    """

    subject: str | None = None
    as_of: date | str | None = None
    request_id: str | None = None
    purpose: str | None = None
    coverage: Mapping[str, bool] | Collection[str] | None = None
    contested: Sequence[str | Mapping[str, Any]] = ()
    overrides: Sequence[Override] = ()
    separate_consent: bool = False
    data_cutoff: date | str | None = None
    scored_at: datetime | str | None = None
    valid_until: date | str | None = None

    def faults(self, header: Header) -> list[Fault]:
        """Everything wrong with the request; no value is echoed."""
        found: list[Fault] = []
        for name in ("subject", "request_id", "purpose"):
            value = getattr(self, name)
            if value is not None and not _is_identifier(value):
                found.append(fault(f"/{name}", "type", f"wanted 1 to {LONGEST} printable characters"))
        found.extend(
            fault(f"/{name}", "date", "wanted a date such as 2024-06-30")
            for name in ("as_of", "data_cutoff", "valid_until")
            if not _is_day(getattr(self, name))
        )
        if not _is_moment(self.scored_at):
            found.append(fault("/scored_at", "date", "wanted a time such as 2024-06-30T12:00:00+08:00"))
        if isinstance(self.coverage, str):
            found.append(fault("/coverage", "type", "wanted names of record tables, or name → true or false"))
        for i, one in enumerate(self.overrides):
            if one.cap not in header.grade_scale.grades:
                wanted = ", ".join(header.grade_scale.grades)
                found.append(fault(f"/overrides/{i}/cap", "unknown_grade", f"wanted one of {wanted}"))
        for i, one in enumerate(self.contested):
            if not isinstance(one, str) and "record_id" not in one:
                found.append(
                    fault(f"/contested/{i}", "type", "wanted a record id, or a mapping with record_id")
                )
        return found

    def covered(self, header: Header) -> dict[str, Any] | None:
        """The answer's ``coverage``: core sources, those that cover the subject, those that do not, minimum."""
        if self.coverage is None:
            return None
        if isinstance(self.coverage, Mapping):
            given = cast("Mapping[str, bool]", self.coverage)
            names = {name for name, covers in given.items() if covers}
        else:
            names = set(self.coverage)
        core = header.core_sources or tuple(sorted(names))
        return {
            "core_sources": list(core),
            "covered": [name for name in core if name in names],
            "missing": [name for name in core if name not in names],
            "minimum": header.minimum_coverage,
        }

    def disputes(self) -> tuple[Mapping[str, Any], ...]:
        """The answer's ``contested``: one mapping with ``record_id`` per record."""
        return tuple({"record_id": one} if isinstance(one, str) else dict(one) for one in self.contested)

    def context(self, coverage: Mapping[str, Any] | None) -> str:
        """What of the circumstances bears on the result, as part of its identity; empty when nothing does."""
        parts = {
            "coverage": coverage,
            "contested": [dict(one) for one in self.disputes()] or None,
            "overrides": [one.to_dict() for one in self.overrides] or None,
            "purpose": self.purpose,
            "separate_consent": self.separate_consent or None,
        }
        known = {name: value for name, value in parts.items() if value is not None}
        return dumps(known) if known else ""


PLAIN = Request()
"""Nothing asked but the features."""


def day_text(value: date | str | None) -> str | None:
    """A date as ISO text."""
    return value if value is None or isinstance(value, str) else value.isoformat()


def _is_identifier(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        try:
            return len(value) == 10 and bool(date.fromisoformat(value))
        except ValueError:
            return False
    return value is None or (isinstance(value, date) and not isinstance(value, datetime))


def _is_moment(value: Any) -> bool:
    if isinstance(value, str):
        try:
            return bool(datetime.fromisoformat(value))
        except ValueError:
            return False
    return value is None or isinstance(value, datetime)
