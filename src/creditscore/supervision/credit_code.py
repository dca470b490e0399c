"""重错码率、纠正率: wrong and shared credit codes, and how soon they were put right (domain.md 5.3, S14)."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pandas as pd

from creditscore.records import Province
from creditscore.supervision._quarantine import QUARANTINE, Quarantine, refused
from creditscore.supervision._rows import Level, as_known, keyed, month, need, place
from creditscore.supervision._sheet import Field, Sheet, share

WRONG_RULES = ("bad_uscc", "entity_type_mismatch")
"""Rules of reading that a wrong code breaks."""

CODE_FAULTS = Sheet(
    name="code_faults",
    title_zh="统一社会信用代码重错码清单",
    title_en="wrong and shared credit codes",
    rows="one row per code at fault",
    fields=(
        Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
        Field(name="month", kind="month", title_zh="归集月份", title_en="month of arrival"),
        Field(name="fault", kind="text", title_zh="问题", title_en="fault"),
        Field(name="code", kind="text", title_zh="代码（原文）", title_en="code as delivered"),
        Field(name="corrected_on", kind="date", title_zh="纠正日期", title_en="date put right"),
    ),
    order=("region", "month", "fault", "code"),
    source="domain.md 5.3 (S14), 2.1 (GB 32100-2015)",
)  # fmt: skip

CODE_QUALITY = Sheet(
    name="code_quality",
    title_zh="统一社会信用代码质量",
    title_en="quality of credit codes",
    rows="one row per division and month of arrival",
    fields=(
        Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
        Field(name="month", kind="month", title_zh="归集月份", title_en="month of arrival"),
        Field(name="codes", kind="count", title_zh="到达代码数", title_en="codes that arrived", unit="个"),
        Field(name="wrong", kind="count", title_zh="错码数", title_en="wrong codes", unit="个"),
        Field(name="shared", kind="count", title_zh="重码数", title_en="codes shared by several entities", unit="个"),
        Field(name="bad_code_rate", kind="share", title_zh="重错码率", title_en="rate of wrong and shared codes"),
        Field(name="corrected", kind="count", title_zh="次月底前纠正数", title_en="put right by the end of the next month",
              unit="个"),
        Field(name="correction_rate", kind="share", title_zh="纠正率", title_en="correction rate"),
    ),
    order=("region", "month"),
    source="domain.md 5.3 (S14)",
)  # fmt: skip


def code_faults(
    province: Province,
    *,
    as_of: date,
    level: Level = "county",
    quarantine: Quarantine = QUARANTINE,
) -> pd.DataFrame:
    """Credit codes at fault in the registrations that arrived before ``as_of`` (``CODE_FAULTS``).

    ``wrong``: refused by GB 32100-2015 or for a kind of subject that contradicts the code; put right when a
    registration of the same name, or one that names it as its former code, arrives later. ``shared``: one code
    with several dates of establishment; put right when its rows with another date were replaced.
    """
    need(province, "entity", as_of=as_of)
    wrong = _wrong(province, as_of=as_of, level=level, quarantine=quarantine)
    return CODE_FAULTS.frame(
        pd.concat([wrong, _shared(province, as_of=as_of, level=level)], ignore_index=True)
    )


def code_quality(
    faults: pd.DataFrame, province: Province, *, as_of: date, level: Level = "county"
) -> pd.DataFrame:
    """Rates by division and month of arrival (``CODE_QUALITY``); ``faults`` is a frame of ``code_faults``.

    The rate is codes at fault over codes that arrived in the month (wrong ones included). The correction rate
    is null until the month after has ended by ``as_of``.
    """
    rows = province.table("entity")
    rows = rows.filter((rows.known_date < as_of) & (rows.event_date < as_of))
    region = place(rows.oper_region_code.fill_null(rows.region_code), level=level)
    arrived = (
        rows.mutate(region=region, month=month(rows.known_date))
        .group_by("region", "month").agg(accepted=lambda t: t.uscc.nunique()).to_pandas()
    )  # fmt: skip
    limit = faults["month"] + pd.offsets.MonthBegin(2)
    flags = faults.assign(
        wrong=(faults["fault"] == "wrong").astype(int), shared=(faults["fault"] == "shared").astype(int),
        corrected=(faults["corrected_on"] < limit).astype(int),
    )  # fmt: skip
    found = flags.groupby(["region", "month"], dropna=False, as_index=False)[
        ["wrong", "shared", "corrected"]
    ].sum()
    frame = keyed(arrived, "region").merge(keyed(found, "region"), on=["region", "month"], how="outer")
    counts = ["accepted", "wrong", "shared", "corrected"]
    frame[counts] = frame[counts].fillna(0)
    frame["codes"] = frame["accepted"] + frame["wrong"]
    bad = frame["wrong"] + frame["shared"]
    frame["bad_code_rate"] = share(bad, frame["codes"])
    over = frame["month"] + pd.offsets.MonthBegin(2) <= pd.Timestamp(as_of)
    frame["corrected"] = frame["corrected"].astype("Int64").where(over, pd.NA)
    frame["correction_rate"] = share(frame["corrected"], bad).where(over)
    return CODE_QUALITY.frame(frame)


def _wrong(
    province: Province,
    *,
    as_of: date,
    level: Level,
    quarantine: Quarantine,
) -> pd.DataFrame:
    columns = ["region", "month", "fault", "code", "name", "corrected_on"]
    rows = refused(
        province, "entity", quarantine, code="uscc", name="name", known="known_date",
        oper="oper_region_code", place="region_code",
    )  # fmt: skip
    if rows is None:
        return pd.DataFrame(columns=columns)
    known = rows.known.try_cast("date")
    rows = rows.filter(rows.rule.isin(WRONG_RULES) & (known.isnull() | (known < as_of)))
    rows = rows.mutate(
        region=place(rows.oper.fill_null(rows.place), level=level), known=rows.known.try_cast("date")
    )
    first = rows.group_by("code", "name").agg(known=rows.known.min(), region=rows.region.min())
    right = as_known(province, "entity", as_of=as_of)
    by_name = right.group_by(right_name="name").agg(named_on=right.known_date.min())
    former = right.filter(right.former_uscc.notnull())
    by_code = former.group_by(right_code="former_uscc").agg(replaced_on=former.known_date.min())
    joined = first.left_join(by_name, (first.name == by_name.right_name) & (by_name.named_on > first.known))
    joined = joined.left_join(by_code, joined.code == by_code.right_code)
    return joined.select(
        "region", "code", "name", month=month(joined.known), fault=ibis.literal("wrong"),
        corrected_on=ibis.least(joined.named_on, joined.replaced_on),
    ).to_pandas()[columns]  # fmt: skip


def _shared(province: Province, *, as_of: date, level: Level) -> pd.DataFrame:
    rows: Any = province.table("entity")
    rows = rows.filter((rows.known_date < as_of) & (rows.event_date < as_of) & rows.established_on.notnull())
    standing = rows.superseded_date.isnull() | (rows.superseded_date >= as_of)
    grouped = rows.mutate(standing=standing).group_by("uscc").agg(
        dates=rows.established_on.nunique(),
        left=lambda t: t.established_on.nunique(where=t.standing),
        name=rows.name.max(),
        region=rows.oper_region_code.max(),
        settled=rows.superseded_date.max(),
    )  # fmt: skip
    second = _second_arrival(rows)
    shared = grouped.filter(grouped.dates > 1).join(second, "uscc")
    return shared.select(
        "name", code="uscc", region=place(shared.region, level=level), month=month(shared.second_on),
        fault=ibis.literal("shared"),
        corrected_on=ibis.ifelse(shared.left < 2, shared.settled, ibis.null("date")),
    ).to_pandas()  # fmt: skip


def _second_arrival(rows: Any) -> Any:
    """``uscc, second_on``: when a second entity first arrived under the same code."""
    first = rows.group_by("uscc", "established_on").agg(first_on=rows.known_date.min())
    by_code = ibis.window(group_by="uscc", order_by=["first_on", "established_on"])
    ranked = first.mutate(position=ibis.row_number().over(by_code))
    return ranked.filter(ranked.position == 1).select("uscc", second_on="first_on")
