"""信用修复测算: for every adverse record of one entity, when and how its publicity can end early, and what it is worth.

Publicity and use are those of ``rights``; the score after repair is the model's own, replayed on the records without
the repaired one. For reference only: the body that decided a record decides on its repair (S1b).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from creditscore import evaluations, records, rights
from creditscore.errors import InputErrors
from creditscore.plan import RightsPolicy
from creditscore.plan.rule import Case, Channel, Condition

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.records import Table
    from creditscore.scorer import Answer, Scorer

Row = Mapping[str, Any]
Records = Mapping[str, Sequence[Row]]
Title = tuple[str, str]

Status = Literal[
    "repairable_now",
    "conditions_unmet",
    "from_date",
    "determining_body",
    "barred",
    "repaired",
    "annulled",
    "ended",
]

STATUS: dict[Status, Title] = {
    "repairable_now": ("最短公示期已满，可申请修复（其他条件由认定单位审查）",
                       "the minimum is over: repair may be applied for; the authority looks at the other conditions"),
    "conditions_unmet": ("期限已满，尚有条件未满足", "the minimum is over, conditions are still unmet"),
    "from_date": ("最短公示期届满后可申请", "repair may be applied for from the date given"),
    "determining_body": ("由认定单位决定，此处不予测算", "the determining body decides; not worked out here"),
    "barred": ("按规定不得提前终止公示", "the rule allows no early end"),
    "repaired": ("已修复", "already repaired"),
    "annulled": ("已撤销或异议成立", "revoked, or an objection was upheld"),
    "ended": ("公示已终止，无须修复", "publicity is over; nothing to repair"),
}  # fmt: skip

UNMET: dict[str, Title] = {
    "no_rule": ("本系统所载规则未涉及此类记录，应向认定单位咨询",
                "no rule held here governs this kind of record: ask the body that decided"),
    "barred_kind": ("此类处罚按规定不得提前终止公示", "the rule allows no early end for this kind of penalty"),
    "determining_body": ("由认定单位决定移出或终止公示", "the determining body decides on the early end"),
    "minimum_not_sourced": ("最短期限无可查依据，不予推定", "no source gives the minimum, and none is presumed"),
    "minimum_from_correction": ("最短期限自纠正之日起算，记录未载明该日",
                                "the minimum counts from the correction, a day no record shows"),
    "period_not_reached": ("最短公示期限未满", "the minimum period is not over"),
}  # fmt: skip
"""What can be missing before a condition of the rule itself (which brings its own words) is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Score and grade; both null where the model gives none: ``status`` (scored, not_scored, refused) and ``why``."""

    status: str
    score: float | None
    grade: str | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairLine:
    """One adverse record. Dates are first days: ``visible_until`` the first it is no longer published by the rules on
    their own dates, a coming version included (null where open); ``automatic_end`` the first after its term by the
    version in force, ``earliest_repair`` the first on which repair may be asked for.

    ``unmet`` are codes of what still stands in the way, ``unseen`` what no record shows and the authority has to look
    at; ``unmet_zh`` and ``unmet_en`` say both in words. ``after`` is the outcome were this record repaired, null where no
    model is given or nothing can be repaired.
    """

    table: str
    record_id: str
    what_zh: str
    what_en: str
    decided_on: date
    severity: str | None
    rule_version: str | None
    case: str | None
    published: bool
    in_use: bool
    contested: bool
    visible_until: date | None
    automatic_end: date | None
    earliest_repair: date | None
    unmet: tuple[str, ...]
    unseen: tuple[str, ...]
    unmet_zh: tuple[str, ...]
    unmet_en: tuple[str, ...]
    status: Status
    after: Outcome | None = None

    @property
    def open(self) -> bool:
        """Whether there is still something that repair could end."""
        return self.status not in ("repaired", "annulled", "ended")


@dataclass(frozen=True, kw_only=True)
class Repairs:
    """Every adverse record of one entity on a day, those that can be put right first.

    ``now`` and ``all_repaired`` are the model's outcomes as things are and with every record repaired that may be.
    ``rule_data`` is the version of the rule tables, each line names the rule version that governs it.
    """

    as_of: date
    channel: Channel
    rule_data: str
    lines: tuple[RepairLine, ...]
    model: dict[str, str] | None = None
    now: Outcome | None = None
    all_repaired: Outcome | None = None

    @property
    def frame(self) -> pd.DataFrame:
        """One row a record, for notebooks; ``score_after`` and ``grade_after`` where a model is given."""
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for line in self.lines:
            row = asdict(line)
            after = row.pop("after") or {}
            rows.append({**row, "score_after": after.get("score"), "grade_after": after.get("grade")})
        names = [name for name in RepairLine.__dataclass_fields__ if name != "after"]
        return pd.DataFrame(rows, columns=[*names, "score_after", "grade_after"])


def repairs(
    held: Records,
    *,
    as_of: date,
    channel: Channel = "credit_china",
    model: Scorer | None = None,
    coverage: Sequence[Row] = (),
    subject: str | None = None,
    separate_consent: bool = False,
) -> Repairs:
    """What of one entity's adverse records can be repaired, when, and under which rule version (S034).

    ``held`` are the entity's records by table (``Province.records_of``). Only what was known before ``as_of`` counts; a
    revision that was replaced by then is left to the one in force. With a ``model`` its rights policy decides use, and
    ``coverage`` (the rows of that table) is needed; a repair never lowers its score.
    """
    policy = RightsPolicy() if model is None else model.header.rights
    known = records.known_before(held, as_of)
    lines = [
        line
        for table in records.TABLES.values()
        if table.enveloped
        for row in known.get(table.name, ())
        if (line := _line(table, row, held, as_of=as_of, channel=channel, policy=policy)) is not None
    ]
    lines.sort(
        key=lambda line: (
            _ORDER[line.status],
            line.earliest_repair or date.max,
            line.decided_on,
            line.record_id,
        )
    )
    found = Repairs(as_of=as_of, channel=channel, rule_data=rights.RULE_VERSION, lines=tuple(lines))
    if model is None:
        return found

    def outcome(gone: set[tuple[str, str]]) -> Outcome:
        try:
            answer = evaluations.judge(
                model, without(held, gone), coverage, as_of=as_of, subject=subject, top=0,
                separate_consent=separate_consent,
            )  # fmt: skip
        except InputErrors as error:  # a source the model was never trained without does not cover the entity
            return Outcome(status="refused", score=None, grade=None, why=str(error))
        return _outcome(answer)

    after = [_after(line, outcome) for line in lines]
    every = {(line.table, line.record_id) for line in lines if line.open and line.status != "barred"}
    terms = model.terms
    return Repairs(
        as_of=as_of, channel=channel, rule_data=rights.RULE_VERSION, lines=tuple(after), now=outcome(set()),
        all_repaired=outcome(every), model={"id": terms.model_id, "version": terms.model_version,
                                            "sha256": terms.model_sha256, "evaluation": terms.evaluation},
    )  # fmt: skip


_ORDER: dict[Status, int] = {status: place for place, status in enumerate(get_args(Status))}


def without(held: Records, gone: set[tuple[str, str]]) -> dict[str, list[Row]]:
    """The records without those of ``gone`` (table, record id): what an evaluation may use once they are repaired."""
    return {
        table: [row for row in rows if (table, row.get("record_id")) not in gone]
        for table, rows in held.items()
    }


def _after(line: RepairLine, outcome: Callable[[set[tuple[str, str]]], Outcome]) -> RepairLine:
    if not line.open or line.status == "barred":
        return line
    return replace(line, after=outcome({(line.table, line.record_id)}))


def _outcome(answer: Answer) -> Outcome:
    why = "" if answer.status == "scored" else "; ".join(note.text_en for note in answer.use.why)
    return Outcome(status=answer.status, score=answer.score, grade=answer.grade, why=why)


@lru_cache(maxsize=1)
def _cases() -> dict[tuple[str, str], Case]:
    return {
        (rule.version, case.name): case
        for table in rights.RULE_TABLES.values()
        for rule in table.rules
        for case in rule.cases
    }


@lru_cache(maxsize=1)
def _conditions() -> dict[tuple[str, str], Condition]:
    return {
        (rule.version, condition.code): condition
        for table in rights.RULE_TABLES.values()
        for rule in table.rules
        for condition in rule.conditions
    }


def is_adverse(table: Table, publicity: rights.Publicity) -> bool:
    """Whether a record counts against the entity: by the line that governs it, else by its table."""
    case = _cases().get((publicity.rule_version or "", publicity.case or ""))
    return table.negative if case is None else case.adverse


def unmet_words(code: str, rule_version: str | None) -> Title:
    """A code of ``unmet`` or ``unseen`` in words; a condition brings those of its own rule version."""
    condition = _conditions().get((rule_version or "", code))
    return UNMET[code] if condition is None else (condition.title_zh, condition.title_en)


def told(table: Table, row: Row) -> Title:
    """A record in a few words: its table, its kinds, and the number it goes by."""
    kinds = [
        records.wording(column, row[column.name], subject=row.get("uscc") or "")
        for column in table.own
        if column.kind == "code"
        and column.required
        and column.layer == "public"
        and row.get(column.name) is not None
    ]
    numbers = [
        str(row[name])
        for name in table.key
        if table.column(name).kind == "text" and row.get(name) is not None
    ]
    zh = "、".join(kind[0] for kind in kinds)
    en = ", ".join(kind[1] for kind in kinds)
    number = numbers[0] if numbers else ""
    return (
        table.title_zh + (f"：{zh}" if zh else "") + (f"（{number}）" if number else ""),
        table.title_en + (f": {en}" if en else "") + (f" ({number})" if number else ""),
    )


def _line(
    table: Table, row: Row, held: Records, *, as_of: date, channel: Channel, policy: RightsPolicy
) -> RepairLine | None:
    """The line of one record; none if it is not known, not in force or not adverse."""
    now = rights.standing_on(
        table.name, row, held.get("record_event", ()), on=as_of, policy=policy,
        applications=held.get("repair_application", ()),
    )  # fmt: skip
    shown = now.in_channel(channel if channel in rights.channels_of(table.name) else "credit_china")
    if not now.known or "superseded" in now.why or not is_adverse(table, shown):
        return None
    codes = (*shown.unmet, *shown.unseen)
    words = [unmet_words(code, shown.rule_version) for code in codes]
    zh, en = told(table, row)
    return RepairLine(
        table=table.name, record_id=row["record_id"], what_zh=zh, what_en=en, decided_on=row["event_date"],
        severity=shown.severity, rule_version=shown.rule_version, case=shown.case, published=shown.visible,
        in_use=now.usable, contested=now.contested, visible_until=shown.published_until,
        automatic_end=shown.automatic_end, earliest_repair=shown.earliest_repair, unmet=shown.unmet,
        unseen=shown.unseen, unmet_zh=tuple(word[0] for word in words), unmet_en=tuple(word[1] for word in words),
        status=_status(now, shown, as_of),
    )  # fmt: skip


def _status(now: rights.Standing, shown: rights.Publicity, as_of: date) -> Status:
    if "repaired" in now.why:
        return "repaired"
    if "revoked" in now.why or "objection_upheld" in now.why:
        return "annulled"
    if shown.published_until is not None and shown.published_until <= as_of:
        return "ended"
    if "barred_kind" in shown.unmet:
        return "barred"
    if "determining_body" in shown.unmet or "no_rule" in shown.unmet:
        return "determining_body"
    if "period_not_reached" in shown.unmet:
        return "from_date"
    return "conditions_unmet" if shown.unmet else "repairable_now"
