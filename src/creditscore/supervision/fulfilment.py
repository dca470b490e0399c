"""践诺: how commitments are kept, which are overdue, which were false (S066, S109; domain.md 5.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore.codes import commitment_items
from creditscore.records import Province
from creditscore.supervision._rows import NOT_STATED, Level, as_known, fact, keyed, need, place
from creditscore.supervision._sheet import SMALLEST, Field, Sheet, share, suppressed

OVERDUE, FALSE = "overdue_unverified", "false_promise"

_PLACE = (
    Field(name="department", kind="text", title_zh="部门", title_en="department"),
    Field(name="commitment_type", kind="text", title_zh="承诺类型", title_en="kind of commitment",
          enumeration="commitment_type"),
)  # fmt: skip

FULFILMENT = Sheet(
    name="commitment_fulfilment",
    title_zh="信用承诺践诺情况",
    title_en="fulfilment of commitments",
    rows="one row per department and kind of commitment",
    fields=(
        *_PLACE,
        Field(name="made", kind="count", title_zh="承诺数", title_en="commitments made", unit="件"),
        Field(name="entities", kind="count", title_zh="承诺主体数", title_en="entities that made them", unit="户"),
        Field(name="verified", kind="count", title_zh="已核验数", title_en="verified", unit="件"),
        Field(name="fulfilled", kind="count", title_zh="已履行数", title_en="fulfilled", unit="件"),
        Field(name="partly", kind="count", title_zh="部分履行数", title_en="partly fulfilled", unit="件"),
        Field(name="breached", kind="count", title_zh="未履行数", title_en="breached", unit="件"),
        Field(name="false_promise", kind="count", title_zh="虚假承诺数", title_en="false promises", unit="件"),
        Field(name="overdue", kind="count", title_zh="到期未核验数", title_en="due and not verified", unit="件"),
        Field(name="fulfilment_rate", kind="share", title_zh="践诺率", title_en="fulfilled share of those verified"),
        Field(name="in_registry", kind="count", title_zh="属目录事项数", title_en="of a matter of the registry", unit="件"),
    ),
    order=("department", "commitment_type"),
    source="domain.md 5.8, 1.5 S109",
)  # fmt: skip

COMMITMENT_REGISTRY = Sheet(
    name="commitment_registry",
    title_zh="信用承诺事项及践诺率",
    title_en="matters of the registry and how they are kept",
    rows="one row per matter of the registry",
    fields=(
        Field(name="item_code", kind="text", title_zh="事项编号", title_en="matter"),
        Field(name="name_zh", kind="text", title_zh="事项名称", title_en="name in Chinese"),
        Field(name="name_en", kind="text", title_zh="事项英文名称", title_en="name in English"),
        *_PLACE,
        Field(name="in_force", kind="flag", title_zh="当日有效", title_en="verified and in force on the day"),
        Field(name="made", kind="count", title_zh="承诺数", title_en="commitments made", unit="件"),
        Field(name="verified", kind="count", title_zh="已核验数", title_en="verified", unit="件"),
        Field(name="fulfilled", kind="count", title_zh="已履行数", title_en="fulfilled", unit="件"),
        Field(name="fulfilment_rate", kind="share", title_zh="践诺率", title_en="fulfilled share of those verified"),
        Field(name="status", kind="text", title_zh="来源状态", title_en="standing of the source"),
        Field(name="item_source", kind="text", title_zh="事项来源", title_en="source of the matter"),
    ),
    order=("department", "item_code"),
    source="domain.md 1.5 S109 (codes.commitment_items)",
)  # fmt: skip

COMMITMENT_ALERTS = Sheet(
    name="commitment_alerts",
    title_zh="承诺预警",
    title_en="commitments to look into",
    rows="one row per commitment that is due and not verified, or was false",
    fields=(
        Field(name="alert", kind="text", title_zh="预警", title_en="alert"),
        *_PLACE,
        Field(name="domain", kind="text", title_zh="领域", title_en="domain", enumeration="domain"),
        Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
        Field(name="uscc", kind="text", title_zh="统一社会信用代码", title_en="credit code"),
        Field(name="record_id", kind="text", title_zh="记录标识", title_en="record"),
        Field(name="commitment_no", kind="text", title_zh="承诺编号", title_en="number"),
        Field(name="event_date", kind="date", title_zh="承诺日期", title_en="date made"),
        Field(name="due_date", kind="date", title_zh="履行期限", title_en="date due"),
        Field(name="days_over", kind="count", title_zh="超期天数", title_en="days since", unit="天"),
        Field(name="also_open", kind="count", title_zh="同领域在办承诺数", title_en="other open commitments in the domain",
              unit="件"),
    ),
    order=("alert", "department", "due_date", "record_id"),
    source="domain.md 5.8 (a false promise asks for a review of the entity's commitments in the same domain)",
)  # fmt: skip


def commitment_fulfilment(province: Province, *, as_of: date, smallest: int = SMALLEST) -> pd.DataFrame:
    """Commitments by department and kind at ``as_of`` (``FULFILMENT``).

    The department is the one the registry of matters names for the item or, without an item, the provider. Rate
    = fulfilled / (fulfilled + partly + breached + false); an outcome counts from the day it was verified. The
    number of entities is null if it is from 1 to ``smallest - 1``.
    """
    rows = _commitments(province, as_of=as_of, level="county")
    outcome = rows.outcome
    kinds = {
        name: (outcome == name).sum().fill_null(0) for name in ("fulfilled", "partly", "breached", FALSE)
    }
    grouped = rows.group_by("department", "commitment_type").agg(
        made=rows.count(), entities=rows.uscc.nunique(), **kinds,
        overdue=rows.overdue.sum().fill_null(0), in_registry=rows.in_registry.sum().fill_null(0),
    )  # fmt: skip
    frame = grouped.to_pandas()
    frame["verified"] = frame[list(kinds)].sum(axis=1)
    frame["fulfilment_rate"] = share(frame["fulfilled"], frame["verified"])
    return FULFILMENT.frame(suppressed(frame, "entities", smallest=smallest))


def commitment_registry(province: Province, *, as_of: date) -> pd.DataFrame:
    """Every matter of the registry with the commitments made for it (``COMMITMENT_REGISTRY``).

    A matter that is known but unverified (status K) is listed as not in force, whatever its dates say.
    """
    rows = _commitments(province, as_of=as_of, level="county")
    counts = rows.group_by("item_code").agg(
        made=rows.count(), verified=rows.outcome.count(),
        fulfilled=(rows.outcome == "fulfilled").sum().fill_null(0),
    )  # fmt: skip
    items = pd.DataFrame(
        {
            "item_code": item.code, "name_zh": item.name_zh, "name_en": item.name_en, "department": item.department_zh,
            "commitment_type": item.kind, "in_force": item.holds(as_of), "status": item.status,
            "item_source": item.source,
        }
        for item in commitment_items.ITEMS.values()
    )  # fmt: skip
    made = keyed(counts.to_pandas(), "item_code")
    frame = keyed(items, "item_code").merge(made, on="item_code", how="left")
    numbers = ["made", "verified", "fulfilled"]
    frame[numbers] = frame[numbers].astype("Int64").fillna(0)
    frame["fulfilment_rate"] = share(frame["fulfilled"], frame["verified"])
    return COMMITMENT_REGISTRY.frame(frame)


def commitment_alerts(province: Province, *, as_of: date, level: Level = "county") -> pd.DataFrame:
    """Commitments that are due and not verified, and false promises (``COMMITMENT_ALERTS``).

    ``also_open`` counts the entity's other commitments in the same domain whose outcome is not known: what a false
    promise casts doubt on.
    """
    rows = _commitments(province, as_of=as_of, level=level)
    same = ibis.window(group_by=["uscc", "domain"])
    still = rows.outcome.isnull()
    rows = rows.mutate(
        open_in_domain=ibis.ifelse(rows.domain.isnull(), 0, still.cast("int64").sum().over(same))
    )
    false = (rows.outcome == FALSE).fill_null(False)
    found = rows.filter(rows.overdue | false)
    since = ibis.ifelse(
        found.overdue, ibis.literal(as_of).delta(found.due_date, unit="day"), ibis.null("int64")
    )
    return COMMITMENT_ALERTS.frame(
        found.select(
            "department", "commitment_type", "domain", "region", "uscc", "record_id", "commitment_no", "event_date",
            "due_date",
            alert=ibis.ifelse(found.overdue, OVERDUE, FALSE),
            days_over=since,
            also_open=found.open_in_domain - found.outcome.isnull().cast("int64"),
        ).to_pandas()
    )  # fmt: skip


def _commitments(province: Province, *, as_of: date, level: Level) -> ir.Table:
    """Commitments with their ``department``, ``region``, the ``outcome`` verified before ``as_of``, and ``overdue``."""
    need(province, "commitment", as_of=as_of)
    rows = as_known(province, "commitment", as_of=as_of)
    stated = fact(rows.outcome, rows.verified_date, as_of=as_of).nullif("pending")
    return rows.mutate(
        department=_department(rows),
        region=place(rows.region_code, level=level),
        outcome=stated,
        overdue=stated.isnull() & (rows.due_date < as_of).fill_null(False),
        in_registry=rows.item_code.isin(list(commitment_items.ITEMS)).fill_null(False),
    )


def _department(rows: ir.Table) -> Any:
    named = {code: item.department_zh for code, item in commitment_items.ITEMS.items()}
    by_item = rows.item_code.cases(*named.items(), else_=ibis.null("string"))
    return by_item.fill_null(rows.source_code).fill_null(NOT_STATED)
