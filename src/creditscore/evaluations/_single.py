"""One entity judged from its records: features by the interpreter, eligibility, the answer with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from creditscore import features, rights
from creditscore.evaluations._catalogue import EVALUATIONS
from creditscore.evaluations._record_plan import judged
from creditscore.plan import evaluate, tables_of
from creditscore.plan.usable import contested_records
from creditscore.scorer import Answer, Reason, Scorer
from creditscore.scorer.judged import unscored

Row = Mapping[str, Any]
Records = Mapping[str, Sequence[Row]]


def judge(
    model: Scorer,
    records: Records,
    coverage: Sequence[Row],
    *,
    as_of: date,
    subject: str | None = None,
    top: int = 4,
    purpose: str | None = None,
    separate_consent: bool = False,
    data_cutoff: date | None = None,
) -> Answer:
    """The answer of a model for one entity on one day, computed from its raw records.

    ``records`` are those of one entity by table, as ``Province.records_of`` gives them. Coverage, contested records
    and the rights policy of the model are seen to; every reason names the records behind it and the first day on
    which one of them may be repaired. An entity the evaluation does not judge (out of business, too young) is
    ``not_scored``. Raises ``InputErrors`` as ``Scorer.score`` does, ``DefinitionError`` for a model whose inputs are no
    features of records.
    """
    header = model.header
    now = features.situation(records, coverage, as_of=as_of, policy=header.rights)
    values = evaluate(header.features, now)
    answer = model.score(
        values, top=top, as_of=as_of, subject=subject, purpose=purpose, separate_consent=separate_consent,
        data_cutoff=data_cutoff, coverage=tuple(now.covered_from), contested=_contested(model, records, as_of=as_of),
    )  # fmt: skip
    if answer.status != "scored":
        return answer
    evaluation = EVALUATIONS.get(header.evaluation)
    note = None if evaluation is None else judged(evaluation.spec).refusal(now)
    if note is not None:
        return unscored(answer, note)
    by_name = {feature.name: feature for feature in header.features}
    reasons = tuple(
        _with_evidence(reason, features.records_behind(by_name[reason.feature], now), records, as_of)
        for reason in answer.reasons
        if reason.feature is not None
    )
    return replace(answer, reasons=reasons)


def _contested(model: Scorer, records: Records, *, as_of: date) -> list[dict[str, str]]:
    """Records under objection in the tables the model reads."""
    read = set().union(*(tables_of(feature.node) for feature in model.header.features))
    return contested_records(records, read, as_of=as_of)


def _standing(records: Records, table: str, row: Row, *, as_of: date) -> rights.Standing:
    return rights.standing_on(
        table, row, records.get("record_event", ()), on=as_of,
        applications=records.get("repair_application", ()),
    )  # fmt: skip


def _with_evidence(
    reason: Reason, behind: Sequence[tuple[str, str]], records: Records, as_of: date
) -> Reason:
    days = [
        _standing(records, table, row, as_of=as_of).earliest_repair
        for table, record_id in behind
        for row in records[table]
        if row["record_id"] == record_id
    ]
    first = min((day for day in days if day is not None), default=None)
    return reason._replace(
        record_ids=tuple(record_id for _, record_id in behind),
        earliest_repair=None if first is None else first.isoformat(),
    )
