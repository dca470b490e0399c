"""Rights of every record of a table at once: the set-wise machine, lazily, through Ibis.

A table without dated rules and without status changes stays a projection of its Parquet file; status changes
add hash joins with the few records that have any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from creditscore.plan import RightsPolicy
from creditscore.plan.rights import ENDING_EVENTS
from creditscore.rights._changes import (
    EVER,
    VOIDING_EVENTS,
    ended_on,
    segments,
    status_changes,
    with_change,
)
from creditscore.rights._tables import enveloped, rules_of
from creditscore.rights._terms import ends_use, published_until, with_fixed_end, with_publicity

if TYPE_CHECKING:
    from creditscore.records import Province

RIGHTS_COLUMNS = ("usable_from", "usable_until", "known_from", "published_until", "rule_version")
"""What ``usable`` adds to the columns of a table."""


def usable(
    province: Province,
    table_name: str,
    *,
    policy: RightsPolicy,
    columns: Sequence[str] | None = None,
) -> ir.Table:
    """Every record of a table with the intervals in which it may be used.

    Columns: those of the table (or only ``columns``) and ``usable_from, usable_until, known_from,
    published_until, rule_version``; ``usable_until`` and ``published_until`` are null where open. One row per
    usable interval; the intervals of one record never overlap, and a record that may never be used has none.
    A record is in use at ``as_of`` when event_date < as_of, known_from < as_of, usable_from <= as_of and
    usable_until is null or > as_of (DESIGN section 4). Nothing runs until the expression is executed, but for
    one look at which status changes occur.
    """
    table = enveloped(table_name)
    kept = [table.column(name).name for name in columns or [column.name for column in table.columns]]
    rows = province.table(table_name)
    events, kinds = status_changes(province, table_name)
    has_ended = bool(kinds & set(ENDING_EVENTS))
    contested = policy.contested == "exclude" and "objection_filed" in kinds
    if events is not None and has_ended:
        rows = with_change(rows, ended_on(events))
        if policy.name == "current_rights":
            rows = rows.filter(rows.ended.isnull() | (rows.ended >= policy.built_on))
    if events is not None and contested:
        rows = with_change(rows, segments(events))
    rules = rules_of(table_name)
    rows = with_fixed_end(table, with_publicity(rows, rules=rules, policy=policy), has_ended=has_ended)
    rows = rows.mutate(published_until=published_until(rows, rules))
    until = rows.published_until if ends_use(rules, policy) else rows.fixed_end
    start = rows.event_date
    if contested:
        start = ibis.greatest(start, rows.segment_from)
        until = ibis.least(until, rows.segment_until.nullif(EVER))
    rights = {"usable_from": start, "usable_until": until, "known_from": rows.known_date}
    result = rows.select(
        *kept, **rights, published_until=rows.published_until, rule_version=rows.rule_version
    )
    return result.filter(result.usable_until.isnull() | (result.usable_until > result.usable_from))


def standing(
    province: Province,
    table_name: str,
    *,
    policy: RightsPolicy,
    columns: Sequence[str],
) -> ir.Table:
    """Records as labels see them: what happened, by everything known today.

    Revisions that were replaced and records that were revoked or annulled on objection are left out: they are
    no events. ``repaired`` says whether the record was repaired before ``policy.built_on`` under
    ``current_rights`` (then the event is neither counted nor good); under the other policies it is false.
    """
    table = enveloped(table_name)
    rows = province.table(table_name)
    rows = rows.filter(rows.superseded_date.isnull())
    events, kinds = status_changes(province, table_name)
    if events is not None and kinds & set(VOIDING_EVENTS):
        rows = rows.anti_join(ended_on(events, VOIDING_EVENTS), "record_id")
    kept = [table.column(name).name for name in columns]
    if events is None or policy.name != "current_rights" or "repaired" not in kinds:
        return rows.select(*kept, repaired=ibis.literal(False))
    rows = with_change(rows, ended_on(events, ("repaired",)))
    return rows.select(*kept, repaired=ibis.coalesce(rows.ended < policy.built_on, False))
