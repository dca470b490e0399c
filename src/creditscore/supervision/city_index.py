"""末位通报: which cities are notified for a bottom rank that did not improve (S088, S089; domain.md 5.1).

Measure 64: 将每月监测指数排名靠后且连续2个月排名没有提升的最后1名地级市和最后2名县级市，向当地政府进行通报. What the sentence leaves
open is a parameter here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd

from creditscore.codes import regions
from creditscore.errors import RecordsError
from creditscore.plan import months_before
from creditscore.supervision._sheet import Field, Sheet

CHANGCHUN = "220100"

WORST: dict[str, int] = {"prefecture": 1, "county_city": 2}
"""Group → how many of its last ranks are candidates (measure 64)."""

NotImproved = Literal["two_comparisons", "bottom_twice"]
Order = Literal["select_then_test", "test_then_select"]

BOTTOM_RANK = Sheet(
    name="bottom_rank",
    title_zh="城市信用监测指数末位通报",
    title_en="notification of bottom ranks of the city credit index",
    rows="one row per city that is notified, that was a candidate, or that cannot be judged",
    fields=(
        Field(name="month", kind="month", title_zh="月份", title_en="month"),
        Field(name="group", kind="text", title_zh="组别", title_en="group"),
        Field(name="city", kind="text", title_zh="城市代码", title_en="city"),
        Field(name="index", kind="number", title_zh="监测指数", title_en="index", unit="分"),
        Field(name="rank", kind="count", title_zh="本月名次", title_en="rank this month"),
        Field(name="rank_1", kind="count", title_zh="上月名次", title_en="rank a month before"),
        Field(name="rank_2", kind="count", title_zh="上上月名次", title_en="rank two months before"),
        Field(name="status", kind="text", title_zh="结论", title_en="status"),
    ),
    order=("group", "status", "rank", "city"),
    source="domain.md 5.1 (measure 64; the reading is the project's)",
)  # fmt: skip

CITY_RANKS = Sheet(
    name="city_ranks",
    title_zh="城市信用监测指数月度排名",
    title_en="monthly ranks of the city credit index",
    rows="one row per city and month",
    fields=(
        Field(name="month", kind="month", title_zh="月份", title_en="month"),
        Field(name="group", kind="text", title_zh="组别", title_en="group"),
        Field(name="city", kind="text", title_zh="城市代码", title_en="city"),
        Field(name="index", kind="number", title_zh="监测指数", title_en="index", unit="分"),
        Field(name="rank", kind="count", title_zh="组内名次", title_en="rank in the group"),
        Field(name="cities", kind="count", title_zh="组内城市数", title_en="cities in the group", unit="个"),
        Field(name="better_by", kind="number", title_zh="较上月提升名次", title_en="ranks gained since the month before", unit="位"),
    ),
    order=("month", "group", "rank", "city"),
    source="domain.md 1.5 S088, 4.8 (S14d: three groups, ranked every month)",
)  # fmt: skip

NOTIFY, IMPROVED, MISSING = "notify", "improved", "missing_month"


def groups(*, changchun_apart: bool = True) -> dict[str, str]:
    """City → group: the prefectures and the county-level cities of Jilin.

    Changchun is ranked among provincial capitals nationwide and is no candidate at home unless
    ``changchun_apart`` is false.

    >>> found = groups()
    >>> sum(group == "prefecture" for group in found.values()), found["220100"]
    (8, 'provincial_capital')
    """
    found = {region.code: "prefecture" for region in regions.prefectures()}
    found |= {region.code: "county_city" for region in regions.counties() if region.level == "city"}
    return found | {CHANGCHUN: "provincial_capital"} if changchun_apart else found


def bottom_rank(
    panel: pd.DataFrame,
    *,
    month: date,
    not_improved: NotImproved = "two_comparisons",
    order: Order = "select_then_test",
    rank: str | None = None,
    missing: Literal["group", "city"] = "group",
    worst: Mapping[str, int] = WORST,
) -> pd.DataFrame:
    """Cities to notify for ``month``, its first day (``BOTTOM_RANK``; rows with status ``notify``).

    ``panel`` has ``city, group, month, index`` (higher is better), one row a city and month. The readings:

    - ``not_improved``: ``two_comparisons`` (rank no better than a month before, and then no better than the month
      before that) or ``bottom_twice`` (among the worst this month and last);
    - ``order``: ``select_then_test`` takes the worst and tests them, so that fewer than the number may be notified;
      ``test_then_select`` takes the worst of those that did not improve;
    - ``rank``: null ranks by the index within the group of the panel; else the column that holds a rank, such as
      a national one;
    - ``missing``: where a city lacks a month that is needed, ``group`` notifies nobody of its group (ranks of
      different sets do not compare), ``city`` spares that city alone (meant for ranks that are given);
    - of equal ranks the lower index is worse, then the earlier code.

    Raises ``RecordsError`` if the panel lacks a column or repeats a city and month.
    """
    ranked = _ranked(panel, rank)
    back = 3 if not_improved == "two_comparisons" else 2
    months = [pd.Timestamp(months_before(month, step)) for step in range(3)]
    rows: list[dict[str, Any]] = []
    for group, count in worst.items():
        mine = ranked[ranked["group"] == group]
        wide = mine[mine["month"].isin(months)].pivot(index="city", columns="month", values="rank")
        wide = wide.reindex(columns=months)
        wide.columns = ["rank", "rank_1", "rank_2"]
        index = mine[mine["month"] == months[0]].set_index("city")["index"]
        wide["index"] = index.reindex(wide.index)
        gaps = wide.iloc[:, :back].isna().any(axis=1)
        rows += _rows(wide[gaps], MISSING, group, month)
        if missing == "group" and gaps.any():
            continue
        rows += _judged(wide[~gaps], count, not_improved, order, group, month)
    return BOTTOM_RANK.frame(rows)


def city_ranks(panel: pd.DataFrame) -> pd.DataFrame:
    """Each city's rank in its group in each month, and how many ranks it gained (``CITY_RANKS``).

    ``panel`` as for ``bottom_rank``. Equal indices share the better rank. The gain is null where the month before
    is missing for the city, or for any other of the two months' cities: ranks of different sets do not compare.
    """
    found = _ranked(panel, None)
    sets = found.groupby(["group", "month"])["city"].agg(frozenset)
    found["cities"] = found.groupby(["group", "month"])["city"].transform("size")
    found["before"] = found["month"] - pd.offsets.MonthBegin(1)
    earlier = found[["city", "month", "rank"]].rename(columns={"month": "before", "rank": "rank_before"})
    found = found.merge(earlier, on=["city", "before"], how="left")
    same = [
        sets.get((group, before)) == sets[group, month]
        for group, month, before in zip(found["group"], found["month"], found["before"], strict=True)
    ]
    found["better_by"] = (found["rank_before"] - found["rank"]).where(same)
    return CITY_RANKS.frame(found)


def _ranked(panel: pd.DataFrame, rank: str | None) -> pd.DataFrame:
    wanted = ["city", "group", "month", "index", *([rank] if rank else [])]
    if absent := [name for name in wanted if name not in panel.columns]:
        raise RecordsError(
            f"city panel: column {absent[0]!r} is missing; wanted {wanted}, found {list(panel.columns)}"
        )
    found = panel[wanted].assign(month=pd.to_datetime(panel["month"]).dt.to_period("M").dt.to_timestamp())
    if (again := found[found.duplicated(["city", "month"])]).size:
        raise RecordsError(
            f"city panel: city {again.iloc[0]['city']!r} is there twice in {again.iloc[0]['month']:%Y-%m}; keep one row"
        )
    found = found[found["index"].notna()]
    by_index = found.groupby(["group", "month"])["index"].rank(method="min", ascending=False)
    return found.assign(rank=found[rank] if rank else by_index)


def _worst_first(wide: pd.DataFrame, column: str = "rank") -> pd.DataFrame:
    return (
        wide.reset_index()
        .sort_values([column, "index", "city"], ascending=[False, True, True])
        .set_index("city")
    )


def _judged(
    wide: pd.DataFrame, count: int, not_improved: NotImproved, order: Order, group: str, month: date
) -> list[dict[str, Any]]:
    if not_improved == "two_comparisons":
        stuck = (wide["rank"] >= wide["rank_1"]) & (wide["rank_1"] >= wide["rank_2"])
    else:
        last = wide["rank_1"].sort_values(ascending=False)
        stuck = wide["rank_1"] >= last.iloc[min(count, len(last)) - 1] if len(last) else wide["rank_1"].isna()
    ordered = _worst_first(wide)
    candidates = ordered.head(count)
    chosen = (
        candidates[stuck[candidates.index]]
        if order == "select_then_test"
        else ordered[stuck[ordered.index]].head(count)
    )
    spared = candidates[~candidates.index.isin(chosen.index)]
    return _rows(chosen, NOTIFY, group, month) + _rows(spared, IMPROVED, group, month)


def _rows(wide: pd.DataFrame, status: str, group: str, month: date) -> list[dict[str, Any]]:
    return [
        {"month": month, "group": group, "city": city, "status": status, **row}
        for city, row in zip(wide.index, wide.to_dict("records"), strict=True)
    ]
