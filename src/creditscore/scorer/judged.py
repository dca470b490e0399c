"""Whom an evaluation judges at all, by the registration in use on the day: as ``samples.population`` says of many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from creditscore.plan import Situation, months_before
from creditscore.scorer.answer import Answer, Note

ACTIVE = "active"
"""Registration status of those that are judged; a registration without a status counts as such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Those registered as active for ``minimum_age_months``; ``statuses`` has the titles (zh, en) of every status."""

    minimum_age_months: int
    statuses: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def refusal(self, now: Situation) -> Note | None:
        """Why the entity is not judged on the day; None if it is."""
        versions = now.visible("entity")
        if not versions:
            return Note(
                code="not_registered",
                text_zh="截至该日无登记信息：不予评分",
                text_en="no registration known: not scored",
            )
        latest = versions[-1]
        status = latest.get("reg_status") or ACTIVE
        if status != ACTIVE:
            zh, en = self.statuses.get(status, (status, status))
            return Note(
                code=status,
                text_zh=f"登记状态为{zh}：不予评分",
                text_en=f"registration status {en}: not scored",
            )
        least, born = self.minimum_age_months, latest.get("established_on")
        if born is None:
            return Note(
                code="age_unknown",
                text_zh="成立日期不明：不予评分",
                text_en="date of establishment unknown: not scored",
            )
        if born > months_before(now.as_of, least):
            return Note(
                code=f"younger_than_{least}_months", text_zh=f"成立不满{least}个月：不予评分",
                text_en=f"established less than {least} months ago: not scored",
            )  # fmt: skip
        return None


def unscored(answer: Answer, note: Note) -> Answer:
    """The same answer without a score, and why."""
    return replace(
        answer, status="not_scored", score=None, grade=None, grade_before_override=None, probability=None, reasons=(),
        use=replace(answer.use, human_review="required", why=(note,)),
    )  # fmt: skip
