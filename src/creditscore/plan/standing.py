"""How one record stands on a day: shown where, usable or not, how grave, and what its repair still wants.

The rules in force on the day decide what is shown and what repair wants; the rights policy decides use. A record
that no rule governs is shown and used without a term: the absence of a rule in this package is no rule.

Where use is part of publicity (this project's reading of the law): under the default policy a record of a family with
rules is used only while Credit China shows it. Two kinds are used without being shown: minor records, which are in
principle not published and are used for at most their three months, and records that rest on an authorisation. What
became known on the day or later is nowhere seen, not even as an end that lies ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from creditscore.plan.operations import compile_expression
from creditscore.plan.policy import RightsPolicy
from creditscore.plan.rights import ENDING_EVENTS, Ends, earliest, ends_of, holes_of, learnt
from creditscore.plan.rule import Case, Channel, Published, Rule, RuleTable, Severity
from creditscore.plan.window import months_before

Record = Mapping[str, Any]

STANDING_UNMET = (
    "no_rule",
    "barred_kind",
    "determining_body",
    "minimum_not_sourced",
    "minimum_from_correction",
    "period_not_reached",
)
"""What can be missing before any condition of the rule is looked at, in the order it is told."""

WHY = (
    "not_known", "superseded", "repaired", "revoked", "objection_upheld", "five_years", "not_public",
    "taken_off", "publicity_ended", "in_principle_not_published", "not_published", "contested", "dropped_by_policy",
)  # fmt: skip
"""Reasons why a record is not shown or not used, in the order they are told."""

_AS_SERVED = RightsPolicy()

_holds = lru_cache(maxsize=1024)(compile_expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """A record in one channel on a day.

    ``case`` and ``rule_version`` are the line that governs it (null where no rule does), ``automatic_end`` the first
    day on which its term is over, ``published_until`` the first day it is or was no longer shown, whatever ended it.
    ``repairable`` records are adverse and their publicity still runs; only of these ``earliest_repair``, ``unmet`` and
    ``unseen`` (what no record shows) speak.
    """

    channel: Channel
    visible: bool
    published: Published
    severity: Severity | None
    case: str | None
    rule_version: str | None
    automatic_end: date | None
    published_until: date | None
    repairable: bool
    earliest_repair: date | None
    unmet: tuple[str, ...]
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A record on a day. ``usable_until`` is the end of its use, objections still pending apart."""

    on: date
    known: bool
    usable: bool
    usable_until: date | None
    contested: bool
    masked: bool
    publicity: tuple[Publicity, ...]
    why: tuple[str, ...]

    def in_channel(self, channel: Channel = "credit_china") -> Publicity:
        """Publicity in one channel."""
        return next(publicity for publicity in self.publicity if publicity.channel == channel)

    @property
    def visible(self) -> bool:
        """Whether Credit China shows it."""
        return self.in_channel().visible

    @property
    def severity(self) -> Severity | None:
        return self.in_channel().severity

    @property
    def earliest_repair(self) -> date | None:
        return self.in_channel().earliest_repair

    @property
    def automatic_end(self) -> date | None:
        return self.in_channel().automatic_end

    @property
    def unmet(self) -> tuple[str, ...]:
        return self.in_channel().unmet

    @property
    def rule_version(self) -> str | None:
        return self.in_channel().rule_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a record's table and entity say: ``negative`` records count against the entity, ``public`` ones may be shown
    at all, ``masked`` belong to an individual business, whose use ends after ``stop_months``.
    """

    negative: bool
    public: bool
    masked: bool
    stop_months: int | None


def _over(end: date | None, day: date) -> bool:
    return end is not None and end <= day


def contested_on(events: Sequence[Record], day: date) -> bool:
    """Whether an objection is pending on a day."""
    return any(start <= day and not _over(stop, day) for start, stop in holes_of(events))


def _fact(day: date | None, on: date) -> date | None:
    """A late fact: the day once it lies before ``on``."""
    return day if day is not None and day < on else None


def _known(record: Record, day: date) -> bool:
    return record["event_date"] < day and record["known_date"] < day


def _missing(
    record: Record, day: date, rule: Rule | None, case: Case | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What early repair still wants, and what no record shows."""
    if rule is None or case is None:
        return ("no_rule",), ()
    if case.repair == "barred":
        return ("barred_kind",), ()
    unmet = ["determining_body"] if case.repair == "determining_body" else []
    earliest = case.earliest_repair(record)
    if case.min_from == "correction":
        unmet.append("minimum_from_correction")
    elif earliest is None:
        unmet.append("minimum_not_sourced")
    elif day < earliest:
        unmet.append("period_not_reached")
    applied = [condition for condition in rule.conditions if condition.applied]
    unmet += [
        condition.code
        for condition in applied
        if condition.unmet is not None and _holds(condition.unmet)(record, day) is True
    ]
    return tuple(unmet), tuple(condition.code for condition in applied if condition.unmet is None)


def publicity_of(
    record: Record,
    *,
    day: date,
    channel: Channel,
    rules: RuleTable | None,
    ends: Ends,
    subject: Subject,
) -> Publicity:
    """A record in one channel; ``ends`` are those of the channel's rules on their own dates."""
    rule = None if rules is None else rules.on(day)
    case = None if rule is None else rule.case_of(record)
    published = "yes" if case is None else case.published
    standing = _known(record, day) and not _over(ends.published_until, day)
    adverse = subject.negative if case is None else case.adverse
    repairable = standing and adverse and subject.public
    unmet, unseen = _missing(record, day, rule, case) if repairable else ((), ())
    return Publicity(
        channel=channel,
        visible=standing and subject.public and published == "yes",
        published=published,
        severity=None if case is None else case.severity,
        case=None if case is None else case.name,
        rule_version=None if rule is None else rule.version,
        automatic_end=None if case is None else case.term_ends(record),
        published_until=ends.published_until,
        repairable=repairable,
        earliest_repair=case.earliest_repair(record) if repairable and case is not None else None,
        unmet=unmet,
        unseen=unseen,
    )


def _reasons(
    record: Record,
    events: Sequence[Record],
    day: date,
    *,
    shown: Publicity,
    dropped: bool,
    subject: Subject,
    taken_off: str | None,
) -> tuple[str, ...]:
    happened = {event["kind"] for event in events}
    term_over = _over(shown.published_until, day) and _over(shown.automatic_end, day)
    found = {
        "not_known": not _known(record, day),
        "superseded": record["superseded_date"] is not None,
        "repaired": "repaired" in happened,
        "revoked": "revoked" in happened,
        "objection_upheld": "objection_upheld" in happened,
        "five_years": subject.stop_months is not None
        and _over(months_before(record["event_date"], -subject.stop_months), day),
        "not_public": not subject.public,
        "taken_off": taken_off is not None and record[taken_off] is not None,
        "publicity_ended": term_over,
        "in_principle_not_published": shown.published == "in_principle_not",
        "not_published": shown.published == "no",
        "contested": contested_on(events, day),
        "dropped_by_policy": dropped,
    }
    return tuple(reason for reason in WHY if found[reason])


def standing_of(
    record: Record,
    *,
    events: Sequence[Record],
    on: date,
    policy: RightsPolicy,
    rules: Mapping[Channel, RuleTable | None],
    subject: Subject,
) -> Standing:
    """How a record stands on a day (00:00; what happened or became known on the day itself is not seen).

    ``record`` has the columns that cases and conditions read, ``applied_*`` among them; ``rules`` the table of each
    channel, that of ``credit_china`` deciding use.
    """
    ended = earliest(learnt(event) for event in events if event["kind"] in ENDING_EVENTS)
    dropped = policy.name == "current_rights" and ended is not None and ended < (policy.built_on or ended)
    events = [event for event in events if learnt(event) < on]
    late = {"superseded_date"} | {table.taken_off for table in rules.values() if table is not None} - {None}
    record = {**record, **{name: _fact(record.get(name), on) for name in late if name is not None}}
    ends: Callable[[RuleTable | None, RightsPolicy], Ends] = lambda table, asked: ends_of(  # noqa: E731
        record, events=events, policy=asked, rules=table, stop_months=subject.stop_months
    )
    publicity = tuple(
        publicity_of(
            record, day=on, channel=channel, rules=table, ends=ends(table, _AS_SERVED), subject=subject
        )
        for channel, table in rules.items()
    )
    used = ends(rules["credit_china"], policy)
    known, contested = _known(record, on), contested_on(events, on)
    usable = (
        known
        and not dropped
        and not _over(used.usable_until, on)
        and not (contested and policy.contested == "exclude")
    )
    return Standing(
        on=on,
        known=known,
        usable=usable,
        usable_until=used.usable_until,
        contested=contested,
        masked=subject.masked,
        publicity=publicity,
        why=_reasons(
            record,
            events,
            on,
            shown=publicity[0],
            dropped=dropped,
            subject=subject,
            taken_off=None if (governing := rules["credit_china"]) is None else governing.taken_off,
        ),
    )
