"""``bad_12m``: the worst loan of an entity within the window (DESIGN section 5, domain.md 2.14).

Loan months are read by their month-end (``event_date``): those in ``[as_of, as_of + horizon)`` make the
outcome; those just before ``as_of``, known by then or not, say whether the entity was performing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
from ibis import ir

from creditscore import rights
from creditscore.plan import months_before
from creditscore.samples._population import asked, dates, require
from creditscore.samples._split import window_end
from creditscore.samples.spec import OutcomeRule, Spec

if TYPE_CHECKING:
    from creditscore.records import Province

PATHS = ("dpd", "five_class", "written_off", "restructured", "transferred", "deregistered")
"""Ways of turning bad, in the order they are reported."""

_COLUMNS = (
    "uscc", "event_date", "contract_no", "balance", "dpd", "five_class", "restructured", "written_off",
    "transferred", "settled",
)  # fmt: skip
_GONE = ("deregistered", "cancelled")


def states_of(rows: ir.Table, rule: OutcomeRule) -> dict[str, Any]:
    """The bad states of a loan month as columns, by path."""
    too_late = rows.dpd >= rule.dpd_bad if rule.dpd_bad_inclusive else rows.dpd > rule.dpd_bad
    return {
        "dpd": too_late,
        "five_class": rows.five_class >= rule.five_class_bad,
        **{name: ibis.coalesce(rows[name], False) for name in ("written_off", "restructured", "transferred")},
    }


def _loan_months(province: Province, spec: Spec) -> ir.Table:
    """Loan months that stand, with their bad states, and since when the entity is deregistered."""
    require(province, "loan_performance")
    rows = rights.standing(province, "loan_performance", policy=spec.rights, columns=_COLUMNS)
    entity = rights.standing(
        province, "entity", policy=spec.rights, columns=["uscc", "event_date", "reg_status"]
    )
    gone = entity.filter(entity.reg_status.isin(_GONE)).group_by("uscc").agg(gone_on=entity.event_date.min())
    gone = gone.rename(gone_entity="uscc")
    states = states_of(rows, spec.rule)
    rows = rows.mutate(
        closed=ibis.coalesce(rows.settled, False) | (rows.balance == 0),
        bad=ibis.or_(*states.values()),
        **{f"bad_{name}": state for name, state in states.items()},
    )
    return rows.left_join(gone, rows.uscc == gone.gone_entity).drop("gone_entity")


def _windows(spec: Spec, days: Sequence[date]) -> dict[str, Sequence[date]]:
    rule = spec.rule
    ends = [window_end(day, spec.horizon_months) for day in days]
    return {
        "as_of": days,
        "window_end": ends,
        "lost_from": [months_before(end, rule.lost_feed_months) for end in ends],
        "cure_from": [months_before(day, rule.cure_months) for day in days],
        "open_from": [months_before(day, rule.lost_feed_months) for day in days],
        "seen_from": [months_before(day, max(rule.cure_months, rule.lost_feed_months)) for day in days],
    }


def _by_loan(pairs: ir.Table, rule: OutcomeRule) -> ir.Table:
    """One row per (entity, as_of, loan) above the materiality: its state before, and what became of it."""
    inside, counted = pairs.event_date >= pairs.as_of, ~pairs.repaired
    recent = ~inside & (pairs.event_date >= pairs.open_from)
    leaving = (pairs.gone_on >= pairs.as_of) & (pairs.gone_on < pairs.window_end)
    before_leaving = leaving & (pairs.event_date <= pairs.gone_on)
    bad = {
        f"path_{name}": (inside & counted & pairs[f"bad_{name}"]).any()
        for name in PATHS
        if name != "deregistered"
    }
    loans = pairs.group_by("uscc", "as_of", "contract_no", "lost_from").agg(
        exposure=pairs.balance.max(),
        bad_before=(~inside & (pairs.event_date >= pairs.cure_from) & pairs.bad).any(),
        was_open=(~pairs.closed).argmax(pairs.event_date, where=recent),
        overdue=(inside & counted & (pairs.dpd >= rule.dpd_indeterminate)).any(),
        repaired=(inside & pairs.repaired & (pairs.bad | (pairs.dpd >= rule.dpd_indeterminate))).any(),
        last_seen=pairs.event_date.max(where=inside),
        last_closed=pairs.closed.argmax(pairs.event_date, where=inside),
        path_deregistered=(~pairs.closed).argmax(pairs.event_date, where=before_leaving),
        **bad,
    )
    return loans.filter(loans.exposure >= rule.materiality * 100)


def bad_states(province: Province, spec: Spec, days: Sequence[date]) -> pd.DataFrame:
    """One row per (entity, as_of) with a loan around it.

    Columns ``entity, as_of``, ``reason`` (why the row is neither good nor bad, or null), ``outcome`` (0/1,
    meaningless where there is a reason) and one boolean ``path_…`` per way of turning bad.
    """
    columns = {name: dates(values) for name, values in _windows(spec, days).items()}
    with asked(province, columns) as windows:
        return _judged(_loan_months(province, spec), spec, windows).to_pandas()


def _judged(rows: ir.Table, spec: Spec, windows: ir.Table) -> ir.Table:
    pairs = windows.inner_join(
        rows, [rows.event_date >= windows.seen_from, rows.event_date < windows.window_end]
    )
    loans = _by_loan(pairs, spec.rule)
    was_open = ibis.coalesce(loans.was_open, False)
    lost = was_open & (
        loans.last_seen.isnull()
        | ((loans.last_seen < loans.lost_from) & ~ibis.coalesce(loans.last_closed, False))
    )
    paths = {f"path_{name}": ibis.coalesce(loans[f"path_{name}"].any(), False) for name in PATHS}
    table = loans.group_by("uscc", "as_of").agg(
        was_open=was_open.any(), bad_before=loans.bad_before.any(), overdue=loans.overdue.any(),
        repaired=loans.repaired.any(), lost=lost.any(), **paths,
    )  # fmt: skip
    bad = ibis.or_(*(table[f"path_{name}"] for name in PATHS))
    reason = ibis.cases(
        (~table.was_open & ~table.bad_before, "no_open_loan"),
        (table.bad_before, "not_performing"),
        (bad, ibis.null("string")),
        (table.repaired, "outcome_repaired"),
        (table.overdue, "overdue_but_not_bad"),
        (table.lost, "lost_feed"),
        else_=ibis.null("string"),
    )
    table = table.select(
        "as_of",
        *(f"path_{name}" for name in PATHS),
        entity=table.uscc,
        reason=reason,
        outcome=bad.cast("int8"),
    )
    return table.order_by("as_of", "entity")
