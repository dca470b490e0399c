"""屡禁不止、屡罚不改: entities penalised again for the same, or again and again in one domain (S035; domain.md 5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore.codes import violations
from creditscore.plan import RightsPolicy, months_before
from creditscore.records import Province
from creditscore.rights import usable
from creditscore.supervision._rows import document, need, with_subject
from creditscore.supervision._sheet import Field, Sheet

SOURCE = "domain.md 5.6 (proposal of the project for measure 28)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """``times`` or more decisions with the ``same`` code within the ``months`` before the day.

    ``ignored`` codes say "something else": two of them need not be the same.
    """

    name: str
    title_zh: str
    title_en: str
    same: Literal["violation_code", "domain"]
    times: int
    months: int
    ignored: tuple[str, ...] = ("other",)
    basis_kind: str = "project_default"
    source: str = SOURCE


PATTERNS = (
    Pattern(
        name="same_violation", title_zh="24个月内同类违法行为受罚2次及以上",
        title_en="two or more penalties for the same violation within 24 months", same="violation_code", times=2,
        months=24, ignored=("other", *violations.CATCH_ALLS),
    ),
    Pattern(
        name="same_domain", title_zh="36个月内同一领域受罚3次及以上",
        title_en="three or more penalties in one domain within 36 months", same="domain", times=3, months=36,
    ),
)  # fmt: skip

REPEAT_OFFENDERS = Sheet(
    name="repeat_offenders",
    title_zh="屡罚不改主体",
    title_en="repeat offenders",
    rows="one row per entity, pattern and code",
    fields=(
        Field(name="uscc", kind="text", title_zh="统一社会信用代码", title_en="credit code"),
        Field(name="entity_type", kind="text", title_zh="主体类型", title_en="kind of subject",
              enumeration="entity_type"),
        Field(name="region", kind="text", title_zh="经营地区划", title_en="division of operation"),
        Field(name="pattern", kind="text", title_zh="情形", title_en="pattern"),
        Field(name="code", kind="text", title_zh="违法行为类型或领域", title_en="kind of violation, or domain"),
        Field(name="times", kind="count", title_zh="受罚次数", title_en="penalties that counted", unit="次"),
        Field(name="first_date", kind="date", title_zh="首次处罚日期", title_en="date of the first"),
        Field(name="last_date", kind="date", title_zh="末次处罚日期", title_en="date of the last"),
        Field(name="fines", kind="money", title_zh="罚款合计", title_en="fines together", unit="元"),
        Field(name="record_ids", kind="ids", title_zh="计入的记录", title_en="records that counted"),
        Field(name="window_from", kind="date", title_zh="计算区间起始", title_en="first day counted"),
        Field(name="basis_kind", kind="text", title_zh="规则依据类别", title_en="kind of basis of the rule"),
    ),
    order=("uscc", "pattern", "code"),
    source=SOURCE,
)  # fmt: skip


def repeat_offenders(
    province: Province,
    *,
    as_of: date,
    policy: RightsPolicy | None = None,
    patterns: Sequence[Pattern] = PATTERNS,
) -> pd.DataFrame:
    """Entities that fit a pattern at ``as_of``, counting only penalties in use then (``REPEAT_OFFENDERS``).

    In use as for a feature: known before ``as_of``, not repaired, revoked, annulled or past their end under
    ``policy`` (``as_served`` unless given). Two rows of one decision of one agency count once.
    """
    need(province, "admin_penalty", as_of=as_of)
    rows = _in_use(province, as_of=as_of, policy=policy or RightsPolicy())
    found = [_matching(rows, pattern, as_of=as_of).to_pandas() for pattern in patterns]
    frame = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["uscc"])
    return REPEAT_OFFENDERS.frame(with_subject(province, frame, as_of=as_of))


def _in_use(province: Province, *, as_of: date, policy: RightsPolicy) -> ir.Table:
    """One row per decision in use: the record that was known first stands for the decision."""
    columns = (
        "record_id", "uscc", "event_date", "doc_no", "agency", "violation_code", "domain", "fine",
    )  # fmt: skip
    rows = usable(province, "admin_penalty", policy=policy, columns=columns)
    until = rows.usable_until.isnull() | (rows.usable_until > as_of)
    rows = rows.filter(
        (rows.event_date < as_of) & (rows.known_from < as_of) & (rows.usable_from <= as_of) & until
    )
    number = document(rows.doc_no)
    decision = ibis.ifelse(
        number.notnull() & rows.agency.notnull(),
        number.concat(" ", rows.agency, " ", rows.event_date.cast("string")),
        ibis.literal("record ").concat(rows.record_id),
    )
    rows = rows.mutate(decision=decision)
    first = ibis.window(group_by=["uscc", "decision"], order_by=["known_from", "record_id"])
    return rows.mutate(position=ibis.row_number().over(first)).filter(ibis._.position == 0)


def _matching(rows: ir.Table, pattern: Pattern, *, as_of: date) -> ir.Table:
    since = months_before(as_of, pattern.months)
    code = rows[pattern.same]
    rows = rows.filter(code.notnull() & ~code.isin(pattern.ignored) & (rows.event_date >= since))
    grouped = rows.group_by("uscc", code=rows[pattern.same]).agg(
        times=rows.count(),
        first_date=rows.event_date.min(),
        last_date=rows.event_date.max(),
        fines=rows.fine.sum().fill_null(0),
        record_ids=rows.record_id.collect(order_by=[rows.event_date, rows.record_id]),
    )
    return grouped.filter(grouped.times >= pattern.times).mutate(
        pattern=ibis.literal(pattern.name),
        window_from=ibis.literal(since),
        basis_kind=ibis.literal(pattern.basis_kind),
    )
