"""Raw records of one entity scored: features by the interpreter of ``plan``, then the scorer as usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from creditscore.errors import BundleError, DefinitionError, Fault, InputErrors
from creditscore.plan import (
    TIME_RULES_VERSION,
    Feature,
    Situation,
    compile_features,
    tables_of,
)
from creditscore.plan.behind import records_behind
from creditscore.plan.canonical import definition_text
from creditscore.plan.usable import contested_records, situation_of
from creditscore.scorer._intake import capped, fault
from creditscore.scorer._parts import PLAN_FEATURES, PLAN_RECORDS
from creditscore.scorer._record_intake import RecordIntake, Wrong, as_day
from creditscore.scorer._request import AskedOfRecords, Request
from creditscore.scorer._subject import refusal_of
from creditscore.scorer.judged import unscored
from creditscore.scorer.record_plan import RecordPlan

if TYPE_CHECKING:
    from creditscore.scorer._header import Header
    from creditscore.scorer.answer import Answer
    from creditscore.scorer.scorer import Level, Scorer


class RecordScoring:
    """What a bundle needs to score records, read and compiled once. Raises BundleError naming the part at fault."""

    def __init__(self, header: Header, names: Sequence[str], parts: Mapping[str, bytes]) -> None:
        for name in (PLAN_FEATURES, PLAN_RECORDS):
            if name not in parts:
                raise BundleError(
                    f"{name}: missing; this bundle scores features only; for records ask for one written by "
                    "evaluation.bundle of a version that writes it"
                )
        _same_definitions(header, parts[PLAN_FEATURES])
        by_name = {feature.name: feature for feature in header.features}
        if undefined := [name for name in names if name not in by_name]:
            raise BundleError(f"{PLAN_FEATURES}: does not define the inputs {undefined}")
        self.features = {name: by_name[name] for name in names}
        self.tables = frozenset[str]().union(*(tables_of(one.node) for one in self.features.values()))
        self.plan = _plan(header, tuple(self.features.values()), parts[PLAN_RECORDS])
        self.intake = RecordIntake(self.plan)
        self.governed = {name: source.governed for name, source in self.plan.records.items()}
        self.values = compile_features(tuple(self.features.values()))


def _same_definitions(header: Header, text: bytes) -> None:
    """The definitions under the present time rules are those the model was fitted on."""
    if definition_text(header.features).encode() == text:
        return
    import json

    try:
        rules = json.loads(text)["time_rules"]
    except (JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, RecursionError):
        rules = TIME_RULES_VERSION
    if rules != TIME_RULES_VERSION:
        raise BundleError(
            f"{PLAN_FEATURES}: made under time rules {rules!s:.20}, this version of creditscore follows "
            f"{TIME_RULES_VERSION}; compute the features with the version that made the bundle, or ask for a new one"
        )
    raise BundleError(f"{PLAN_FEATURES}: holds other definitions than model.json; ask the provider")


def _plan(header: Header, features: Sequence[Feature], text: bytes) -> RecordPlan:
    try:
        plan = RecordPlan.from_json(text)
        plan.check(features, header.rights)
    except (DefinitionError, TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise BundleError(
            f"{PLAN_RECORDS}: {error}" if PLAN_RECORDS not in str(error) else str(error)
        ) from None
    return plan


def score_records(
    scorer: Scorer, records: Any, as_of: Any, coverage: Any, *, top: int, level: Level, asked: AskedOfRecords
) -> Answer:
    """See ``Scorer.score_records``."""
    room = scorer.records
    day, faults = _day(as_of)
    faults += Request(**asked).faults(scorer.header)
    taken = room.intake.take(records, coverage, faults)
    subject = asked.get("subject") or taken.subject
    if (
        isinstance(subject, str)
        and refusal_of(scorer.header, subject, separate_consent=asked.get("separate_consent", False))
        and not faults
    ):
        return scorer.score({}, **{**asked, "as_of": day, "subject": subject})  # a refusal reads no feature
    if taken.subject is not None and subject != taken.subject:
        faults.append(fault("/subject", "other_subject", "the records are of another subject"))
    if faults or day is None:
        raise InputErrors(capped(faults))
    covered = taken.coverage
    if isinstance(covered, dict):
        covered = {table: since for table, since in covered.items() if since < day}
    now = situation_of(taken.rows, covered, as_of=day, policy=scorer.header.rights, governed=room.governed)
    contested = contested_records(taken.rows, room.tables, as_of=day)
    answer = scorer.score(
        room.values(now), top=top, level=level,
        **{**asked, "as_of": day, "subject": subject, "coverage": tuple(now.covered_from), "contested": contested},
    )  # fmt: skip
    note = None if room.plan.judged is None or answer.status != "scored" else room.plan.judged.refusal(now)
    return _with_records(answer, room, now) if note is None else unscored(answer, note)


def _day(as_of: Any) -> tuple[date | None, list[Fault]]:
    try:
        return as_day(as_of), []
    except Wrong as wrong:
        return None, [fault("/as_of", *wrong.fault)]


def _with_records(answer: Answer, room: RecordScoring, now: Situation) -> Answer:
    """The reasons with the ids of the records behind them; a reason for a family has none."""
    reasons = tuple(
        reason
        if reason.feature is None
        else reason._replace(
            record_ids=tuple(record for _, record in records_behind(room.features[reason.feature], now))
        )
        for reason in answer.reasons
    )
    return replace(answer, reasons=reasons)
