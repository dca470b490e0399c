"""账龄分析 and 滚动率: how loans age, and how arrears roll from month to month.

A Chinese validator starts here. Both read the records directly, for all loans above the materiality; cells
are counts, so whoever shows them suppresses the small ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
from ibis import ir

from creditscore import rights as room
from creditscore.plan import RightsPolicy, month_index
from creditscore.samples._bad import states_of
from creditscore.samples._population import require
from creditscore.samples.spec import OutcomeRule

if TYPE_CHECKING:
    from creditscore.records import Province

BUCKETS = ("0", "1-30", "31-60", "61-89", "90+")
"""Days past due; ``90+`` also holds every other bad state (class, write-off, restructuring, transfer)."""

VINTAGE_TITLES = {
    "cohort": ("放款季度", "quarter of origination"),
    "months_on_book": ("账龄（月）", "months on book"),
    "loans": ("贷款笔数", "loans"),
    "bad_loans": ("累计不良笔数", "bad loans, cumulative"),
    "bad_share": ("累计不良率", "bad share, cumulative"),
}
"""Titles of the columns of ``vintage``, Chinese and English."""

ROLL_TITLES = {
    "bucket": ("上月逾期天数", "days past due, month before"),
    "0": ("未逾期", "current"),
    "1-30": ("逾期1–30天", "1–30 days"),
    "31-60": ("逾期31–60天", "31–60 days"),
    "61-89": ("逾期61–89天", "61–89 days"),
    "90+": ("逾期90天及以上或不良", "90 days or more, or bad"),
    "settled": ("结清", "settled"),
    "loan_months": ("贷款月数", "loan months"),
}
"""Titles of the index and columns of ``roll_rate``, Chinese and English."""


def _month(day: Any) -> Any:
    return day.year() * 12 + day.month() - 1


def _loan_months(province: Province, rule: OutcomeRule, policy: RightsPolicy) -> ir.Table:
    require(province, "loan_performance")
    columns = [
        "uscc", "event_date", "contract_no", "balance", "dpd", "five_class", "restructured", "written_off",
        "transferred", "settled",
    ]  # fmt: skip
    rows = room.standing(province, "loan_performance", policy=policy, columns=columns)
    return rows.mutate(
        bad=ibis.or_(*states_of(rows, rule).values()),
        closed=ibis.coalesce(rows.settled, False) | (rows.balance == 0),
        month_number=_month(rows.event_date),
    )


def vintage(
    province: Province,
    *,
    rule: OutcomeRule = OutcomeRule(),  # noqa: B008  (frozen)
    rights: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
    months: int = 36,
) -> pd.DataFrame:
    """账龄分析: share of loans that have ever been bad, by quarter of origination and months on book.

    Returns:
        One row per cohort and month on book 0 … ``months`` that every loan of the cohort has reached within
        the data: ``cohort`` ("2021Q1"), ``months_on_book``, ``loans``, ``bad_loans``, ``bad_share``. Loans
        without any reported month are left out. Columns' titles: ``VINTAGE_TITLES``.
    """
    require(province, "loan_contract")
    loans = room.standing(
        province, "loan_contract", policy=rights, columns=["uscc", "contract_no", "event_date", "principal"]
    )
    loans = loans.filter(loans.principal >= rule.materiality * 100)
    loans = loans.group_by("uscc", "contract_no").agg(start=_month(loans.event_date).min())
    performance = _loan_months(province, rule, rights)
    first_bad = performance.group_by("uscc", "contract_no").agg(
        first_bad=performance.month_number.min(where=performance.bad)
    )
    joined = loans.inner_join(first_bad, ["uscc", "contract_no"])
    on_book = (joined.first_bad - joined.start).clip(lower=0)
    counts = joined.group_by(quarter=(joined.start / 3).floor().cast("int64"), turned=on_book).agg(
        n=joined.count()
    )
    last_month = month_index(province.data_until) - 1
    parts: list[pd.DataFrame] = []
    for quarter, cohort in counts.to_pandas().groupby("quarter"):
        reached = min(months, last_month - (int(str(quarter)) * 3 + 2))
        ages = pd.RangeIndex(0, reached + 1)
        bad = cohort.dropna(subset="turned").set_index("turned")["n"].reindex(ages, fill_value=0).cumsum()
        total = int(cohort["n"].sum())
        year, part = divmod(int(str(quarter)), 4)
        parts.append(
            pd.DataFrame(
                {
                    "cohort": f"{year}Q{part + 1}",
                    "months_on_book": ages,
                    "loans": total,
                    "bad_loans": bad.to_numpy(),
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(VINTAGE_TITLES)[:-1])
    return frame.assign(bad_share=frame["bad_loans"].astype("float64") / frame["loans"].astype("float64"))


def _bucket(dpd: Any, bad: Any) -> Any:
    return ibis.cases((bad, "90+"), (dpd <= 0, "0"), (dpd <= 30, "1-30"), (dpd <= 60, "31-60"), else_="61-89")


def roll_rate(
    province: Province,
    *,
    rule: OutcomeRule = OutcomeRule(),  # noqa: B008  (frozen)
    rights: RightsPolicy = RightsPolicy(),  # noqa: B008  (frozen)
) -> pd.DataFrame:
    """滚动率: where loan months of each bucket of days past due stand one month later.

    Returns:
        Index ``bucket`` (``BUCKETS``, the month before), columns the same buckets and ``settled`` (shares of
        the row that add up to 1, NaN in an empty row) and ``loan_months`` (how many). Only pairs of months
        both reported count. Titles: ``ROLL_TITLES``.
    """
    rows = _loan_months(province, rule, rights)
    rows = rows.filter(rows.balance.max().over(group_by=["uscc", "contract_no"]) >= rule.materiality * 100)
    rows = rows.mutate(
        bucket=_bucket(rows.dpd, rows.bad),
        state=ibis.ifelse(rows.closed & ~rows.bad, "settled", _bucket(rows.dpd, rows.bad)),
    )
    later = ibis.window(group_by=["uscc", "contract_no"], order_by="event_date")
    rows = rows.mutate(
        next_month=rows.month_number.lead().over(later), next_state=rows.state.lead().over(later)
    )
    pairs = rows.filter((rows.state != "settled") & (rows.next_month == rows.month_number + 1))
    counts = pairs.group_by("bucket", "next_state").agg(n=pairs.count()).to_pandas()
    matrix = counts.pivot_table(index="bucket", columns="next_state", values="n", aggfunc="sum", fill_value=0)
    matrix = matrix.reindex(index=list(BUCKETS), columns=[*BUCKETS, "settled"], fill_value=0)
    loan_months = matrix.sum(axis=1)
    shares = matrix.astype("float64").div(loan_months.where(loan_months > 0), axis=0)
    return shares.assign(loan_months=loan_months.astype("int64")).rename_axis(index="bucket", columns=None)
