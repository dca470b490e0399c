"""双公示质量: late, missing and wrong reports by department, place and month (S092, S093; domain.md 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from creditscore.records import Province
from creditscore.supervision._decisions import FIVE_KINDS, PLATFORM, Department, decisions, registered
from creditscore.supervision._quarantine import QUARANTINE, Quarantine, counted
from creditscore.supervision._rows import Level, need, of_these
from creditscore.supervision._sheet import Field, Sheet, share

WORKING_DAYS = 7
"""Working days within which a decision is to be published (domain.md 2.4, S14b, S15)."""

LONG_AFTER = 30
"""Working days after which a missing decision counts as unreported for long (the project's own threshold, a proposal
of domain.md 5.2; it says how long, and nothing about why)."""

MISSING, FOR_LONG = "missing", "unreported_for_long"

BANDS = {"good": 0.01, "watch": 0.05}
"""Shares up to which a department is good or to be watched; above, bad (proposal, domain.md 5.2)."""

NOT_A_FAULT = ("natural_person",)
"""Rules whose rows are dropped at the door by law and are no fault of who delivered them."""

REPEATED = ("duplicate_key", "duplicate_record_id")
"""Rules whose rows repeat another: counted apart, neither right nor wrong."""

_PLACE = (
    Field(name="kind", kind="text", title_zh="决定种类", title_en="kind of decision", enumeration="decision_kind"),
    Field(name="department", kind="text", title_zh="部门", title_en="department"),
    Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
    Field(name="month", kind="month", title_zh="决定月份", title_en="month of the decision"),
)  # fmt: skip

DUAL_PUBLICITY = Sheet(
    name="dual_publicity",
    title_zh="双公示及行政信息报送质量",
    title_en="quality of dual publicity and administrative information",
    rows="one row per kind of decision, department, division and month",
    fields=(
        *_PLACE,
        Field(name="registered", kind="count", title_zh="台账决定数", title_en="decisions in the register", unit="件"),
        Field(name="arrived", kind="count", title_zh="其中已到达数（含迟报；行政信息不限种类）",
              title_en="of the register arrived, in time or late (actions: under whatever kind)", unit="件"),
        Field(name="reported", kind="count", title_zh="已报送数", title_en="decisions reported", unit="件"),
        Field(name="not_judged", kind="count", title_zh="无法判定时效数", title_en="timeliness cannot be judged", unit="件"),
        Field(name="late", kind="count", title_zh="迟报数", title_en="reported late", unit="件"),
        Field(name="late_share", kind="share", title_zh="迟报率", title_en="late share of those judged"),
        Field(name="late_band", kind="text", title_zh="迟报色带", title_en="band of late reports"),
        Field(name="missing", kind="count", title_zh="漏报数", title_en="missing", unit="件"),
        Field(name="concealed", kind="count", title_zh="其中长期未报数（本项目标准：超过30个工作日）",
              title_en="of these unreported for long (the project's own threshold: over 30 working days)", unit="件"),
        Field(name="refused", kind="count", title_zh="台账决定报送被退数", title_en="of the register delivered and refused",
              unit="件"),
        Field(name="not_due", kind="count", title_zh="未到期数", title_en="not yet due", unit="件"),
        Field(name="missing_share", kind="share", title_zh="漏报率", title_en="missing share of the register"),
        Field(name="missing_band", kind="text", title_zh="漏报色带", title_en="band of missing reports"),
        Field(name="wrong", kind="count", title_zh="错报数", title_en="rows refused as wrong", unit="条"),
        Field(name="repeated", kind="count", title_zh="重复数", title_en="rows that repeat another", unit="条"),
        Field(name="compliance", kind="share", title_zh="合规率", title_en="compliance rate"),
        Field(name="wrong_band", kind="text", title_zh="错报色带", title_en="band of wrong reports"),
    ),
    order=("kind", "department", "region", "month"),
    source="domain.md 5.2 (seven working days S14b, S15; over 30 working days as unreported for long, which says nothing "
    "about intent, and the bands are the project's own proposals); registered = arrived + missing + refused + not_due",
)  # fmt: skip

MISSING_DECISIONS = Sheet(
    name="missing_decisions",
    title_zh="漏报、长期未报决定清单",
    title_en="decisions missing from the platform",
    rows="one row per decision of a register that has not arrived in time",
    fields=(
        *_PLACE,
        Field(name="record_id", kind="text", title_zh="台账记录标识", title_en="record of the register"),
        Field(name="uscc", kind="text", title_zh="统一社会信用代码", title_en="credit code"),
        Field(name="doc_no", kind="text", title_zh="文书号", title_en="document number"),
        Field(name="event_date", kind="date", title_zh="决定日期", title_en="date of the decision"),
        Field(name="waited", kind="count", title_zh="已过工作日", title_en="working days since", unit="天"),
        Field(name="fault", kind="text", title_zh="问题（missing 漏报，unreported_for_long 长期未报）", title_en="fault"),
    ),
    order=("kind", "department", "region", "event_date", "record_id"),
    source="domain.md 5.2 (unreported for long: over 30 working days, the project's own threshold, which says nothing "
    "about intent)",
)  # fmt: skip

WRONG_ROWS = Sheet(
    name="wrong_rows",
    title_zh="错报数据（按规则）",
    title_en="refused rows by rule",
    rows="one row per table, rule, department, division and month",
    fields=(
        Field(name="table", kind="text", title_zh="记录表", title_en="record table"),
        Field(name="rule", kind="text", title_zh="规则", title_en="rule broken"),
        *_PLACE[1:],
        Field(name="rows", kind="count", title_zh="条数", title_en="rows", unit="条"),
    ),
    order=("table", "rule", "department", "region", "month"),
    source="records.RULES and the checks of each table",
)  # fmt: skip

_KEYS = ["kind", "department", "region", "month"]
_COUNTS = (
    "registered", "arrived", "reported", "not_judged", "late", "missing", "concealed", "refused", "not_due", "wrong",
    "repeated",
)  # fmt: skip
_OF_THE_REGISTER = ["registered", "arrived", "missing", "concealed", "refused", "not_due"]


def dual_publicity(
    province: Province,
    *,
    as_of: date,
    by: Department = "agency",
    level: Level = "county",
    kinds: Sequence[str] = tuple(PLATFORM),
    action_kinds: Sequence[str] = FIVE_KINDS,
    quarantine: Quarantine = QUARANTINE,
) -> pd.DataFrame:
    """Quality of reporting as seen at ``as_of`` (``DUAL_PUBLICITY``).

    - late: the decision first arrived more than seven working days after its date; the rate is over the reported
      ones that can be judged (an assumed date of arrival cannot);
    - missing: in the register, never arrived, and seven working days have passed; what arrived later is late.
      What was delivered and refused is wrong and not missing. Null where there is no register. Every decision of
      the register is one of ``arrived`` (in time or late), ``missing``, ``refused`` and ``not_due``. The register
      does not say which kind of action a decision is: ``action_kinds`` narrows the reported ones only, and one of
      the register has arrived under whatever kind it did;
    - wrong: refused by a rule; compliance = accepted / (accepted + wrong). Refused rows about natural persons are no
      fault, repeated rows are counted apart.
    """
    there = of_these(province, {kind: PLATFORM[kind] for kind in kinds}, as_of=as_of)
    parts: list[pd.DataFrame] = []
    for kind in there:
        parts.append(_reported(province, kind, as_of=as_of, by=by, level=level, action_kinds=action_kinds))
        parts.append(_wrong(province, kind, as_of=as_of, by=by, level=level, quarantine=quarantine))
    register = province.has("decision_register")
    if register:
        parts += [
            _registered(province, kind, as_of=as_of, by=by, level=level, quarantine=quarantine)
            for kind in kinds
        ]
    frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    frame["month"] = pd.to_datetime(frame["month"])
    frame = frame.reindex(columns=[*_KEYS, *_COUNTS])
    frame = frame.groupby(_KEYS, dropna=False, as_index=False)[list(_COUNTS)].sum()
    if not register:
        frame[_OF_THE_REGISTER] = pd.NA
    return DUAL_PUBLICITY.frame(_with_shares(frame))


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    judged = frame["reported"] - frame["not_judged"]
    frame["late_share"] = share(frame["late"], judged)
    frame["missing_share"] = share(frame["missing"], frame["registered"])
    frame["compliance"] = share(frame["reported"], frame["reported"] + frame["wrong"])
    for name, shares in (
        ("late_band", frame["late_share"]), ("missing_band", frame["missing_share"]),
        ("wrong_band", 1 - frame["compliance"]),
    ):  # fmt: skip
        frame[name] = shares.map(band)
    return frame


def band(value: float) -> str | None:
    """good, watch or bad by ``BANDS``; nothing where there is no share.

    >>> band(0.01), band(0.03), band(0.2)
    ('good', 'watch', 'bad')
    """
    if pd.isna(value):
        return None
    value = round(value, 12)
    return "good" if value <= BANDS["good"] else "watch" if value <= BANDS["watch"] else "bad"


def _reported(
    province: Province, kind: str, *, as_of: date, by: Department, level: Level, action_kinds: Sequence[str]
) -> pd.DataFrame:
    rows = decisions(province, kind, as_of=as_of, by=by, level=level, action_kinds=action_kinds)
    return (
        rows.group_by(_KEYS)
        .agg(
            reported=rows.count(),
            not_judged=rows.elapsed.isnull().sum(),
            late=(rows.elapsed > WORKING_DAYS).sum().fill_null(0),
        )
        .to_pandas()
    )


def _registered(
    province: Province, kind: str, *, as_of: date, by: Department, level: Level, quarantine: Quarantine
) -> pd.DataFrame:
    rows = registered(province, kind, as_of=as_of, by=by, level=level, quarantine=quarantine)
    absent = rows.arrived.isnull() & ~rows.refused
    over, long = _over(rows, WORKING_DAYS), _over(rows, LONG_AFTER)
    return (
        rows.group_by(_KEYS)
        .agg(
            registered=rows.count(),
            arrived=rows.arrived.count(),
            missing=(absent & over).sum().fill_null(0),
            concealed=(absent & long).sum().fill_null(0),
            refused=rows.refused.sum().fill_null(0),
            not_due=(absent & ~over).sum().fill_null(0),
        )
        .to_pandas()
    )


def _over(rows: ir.Table, days: int) -> Any:
    """Whether more than ``days`` working days have passed; a decision from before the calendar began waits longest."""
    return (rows.waited > days).fill_null(True)


def _wrong(
    province: Province,
    kind: str,
    *,
    as_of: date,
    by: Department,
    level: Level,
    quarantine: Quarantine,
) -> pd.DataFrame:
    found = counted(province, PLATFORM[kind], as_of=as_of, by=by, level=level, quarantine=quarantine)
    found = found[~found["rule"].isin(NOT_A_FAULT)]
    again = found["rule"].isin(REPEATED)
    return found.assign(
        kind=kind, wrong=found["rows"].where(~again, 0), repeated=found["rows"].where(again, 0)
    )


def missing_decisions(
    province: Province,
    *,
    as_of: date,
    by: Department = "agency",
    level: Level = "county",
    kinds: Sequence[str] = tuple(PLATFORM),
    quarantine: Quarantine = QUARANTINE,
) -> pd.DataFrame:
    """Every decision of a register that is missing at ``as_of``, for long or not (``MISSING_DECISIONS``)."""
    need(province, "decision_register", as_of=as_of)
    found: list[pd.DataFrame] = []
    for kind in kinds:
        rows = registered(province, kind, as_of=as_of, by=by, level=level, quarantine=quarantine)
        absent = rows.arrived.isnull() & ~rows.refused & _over(rows, WORKING_DAYS)
        fault = ibis.ifelse(_over(rows, LONG_AFTER), FOR_LONG, MISSING)
        found.append(rows.filter(absent).mutate(fault=fault).to_pandas())
    frame = pd.concat(found, ignore_index=True)
    return MISSING_DECISIONS.frame(frame)


def wrong_rows(
    province: Province,
    *,
    as_of: date,
    by: Department = "agency",
    level: Level = "county",
    quarantine: Quarantine = QUARANTINE,
) -> pd.DataFrame:
    """Refused rows of every table by rule (``WRONG_ROWS``); natural persons and repeated rows included."""
    found = [
        counted(province, table, as_of=as_of, by=by, level=level, quarantine=quarantine).assign(table=table)
        for table in province.tables
        if table in province.rejected
    ]
    return WRONG_ROWS.frame(pd.concat(found, ignore_index=True) if found else [])
