"""数据源覆盖: which feed delivers where, month by month, and where one stopped (S084; domain.md 5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from creditscore import records
from creditscore.codes import enumerations
from creditscore.plan import months_before
from creditscore.records import Province
from creditscore.supervision._rows import NOT_STATED, Level, entities, held, keyed, need, place, rolled_up
from creditscore.supervision._sheet import SMALLEST, Field, Sheet, share, suppressed

RUN = 6
"""Months with rows in each of them before their absence or fall means anything (project default)."""

STOPPED_ABOVE = 10.0
"""Rows a month, on average over the run, above which a month without any is a stop (project default: were they
independent, one such month in 20,000 would be empty by chance)."""

FALLING_ABOVE = 50.0
"""Rows a month above which a month with less than half of them is a fall (project default, likewise)."""

HEATING_MONTHS = (10, 11, 12, 1, 2, 3, 4)
"""Months in which heat is billed in Jilin (domain.md 2.13, unverified); bills arrive up to a month later."""

PARTS: dict[str, tuple[str, tuple[str, ...]]] = {"utility_bill": ("utility", enumerations.codes("utility"))}
"""Tables that several feeds fill: the column that tells them apart, and its codes."""

SOURCE_COVERAGE = Sheet(
    name="source_coverage",
    title_zh="数据源覆盖（地区、数据源、月份）",
    title_en="coverage by division, source and month",
    rows="one row per division, record table (each utility apart) and month",
    fields=(
        Field(name="region", kind="text", title_zh="行政区划", title_en="division"),
        Field(name="table", kind="text", title_zh="记录表", title_en="record table"),
        Field(name="part", kind="text", title_zh="分项", title_en="part"),
        Field(name="month", kind="month", title_zh="归集月份", title_en="month of arrival"),
        Field(name="declared", kind="flag", title_zh="申报覆盖整月", title_en="declared to cover the whole month"),
        Field(name="rows", kind="count", title_zh="到达记录数", title_en="rows that arrived", unit="条"),
        Field(name="drift", kind="text", title_zh="异动", title_en="drift"),
        Field(name="delivering", kind="flag", title_zh="正常供数", title_en="delivers"),
        Field(name="entities", kind="count", title_zh="主体数", title_en="entities there", unit="户"),
        Field(name="entities_covered", kind="count", title_zh="申报覆盖的主体数", title_en="entities of kinds declared covered",
              unit="户"),
        Field(name="covered_share", kind="share", title_zh="申报覆盖的主体占比", title_en="share of entities declared covered"),
        Field(name="entities_seen", kind="count", title_zh="有记录的主体数", title_en="entities with a row in the month",
              unit="户"),
        Field(name="seen_share", kind="share", title_zh="有记录的主体占比（不是覆盖率）",
              title_en="share of entities with a row (this is not coverage)"),
    ),
    order=("region", "table", "part", "month"),
    source="domain.md 5.4; thresholds of drift are project defaults",
)  # fmt: skip

COVERAGE_SHARE = Sheet(
    name="coverage_share",
    title_zh="数据源全覆盖情况",
    title_en="share of divisions in which a source delivers",
    rows="one row per record table (each utility apart) and month",
    fields=(
        Field(name="table", kind="text", title_zh="记录表", title_en="record table"),
        Field(name="part", kind="text", title_zh="分项", title_en="part"),
        Field(name="month", kind="month", title_zh="归集月份", title_en="month of arrival"),
        Field(name="regions", kind="count", title_zh="地区数", title_en="divisions", unit="个"),
        Field(name="delivering", kind="count", title_zh="正常供数地区数", title_en="divisions in which it delivers", unit="个"),
        Field(name="covered_share", kind="share", title_zh="覆盖率", title_en="share covered"),
        Field(name="full", kind="flag", title_zh="全覆盖", title_en="full coverage"),
        Field(name="stopped", kind="count", title_zh="停供地区数", title_en="divisions where it stopped", unit="个"),
        Field(name="with_rows", kind="count", title_zh="有记录地区数", title_en="divisions with rows", unit="个"),
        Field(name="rows", kind="count", title_zh="到达记录数", title_en="rows that arrived", unit="条"),
    ),
    order=("table", "part", "month"),
    source="domain.md 5.4 (full coverage is 100 %)",
)  # fmt: skip

_FEED = ["region", "table", "part"]


def source_coverage(
    province: Province,
    *,
    as_of: date,
    months: int = 12,
    level: Level = "county",
    tables: Sequence[str] | None = None,
    smallest: int = SMALLEST,
) -> pd.DataFrame:
    """Each feed in each of the last ``months`` full months before ``as_of`` (``SOURCE_COVERAGE``).

    Delivering = declared by ``coverage`` for the whole month and not found stopped in the rows. ``drift`` is
    ``stopped`` (no rows since a run of six months that all had some), ``falling`` (less than half of that run's
    mean) or empty. Entities are those registered at ``as_of``; that one has a row is no sign of coverage, and
    that none has is none of its absence, so both shares are stated. Counts of entities under ``smallest`` are
    null with their shares.
    """
    need(province, "entity", "coverage", as_of=as_of)
    names = list(tables) if tables is not None else [name for name in province.tables if _is_feed(name)]
    need(province, *names, as_of=as_of)
    firsts = _months(as_of, months)
    population = _population(province, as_of=as_of, level=level)
    grid = _grid(names, sorted(population["region"].unique()), firsts)
    seen = _seen(province, names, since=_months(as_of, months + 2 * RUN)[0], as_of=as_of, level=level)
    grid = grid.merge(_with_drift(seen, grid, firsts), on=[*_FEED, "month"], how="left")
    grid[["rows", "entities_seen"]] = grid[["rows", "entities_seen"]].fillna(0)
    grid["drift"] = grid["drift"].fillna("")
    grid = _with_declared(grid, province.rows("coverage"), population, level=level)
    grid["delivering"] = grid["declared"] & (grid["drift"] != "stopped")
    grid["covered_share"] = share(grid["entities_covered"], grid["entities"])
    grid["seen_share"] = share(grid["entities_seen"], grid["entities"])
    grid = suppressed(grid, "entities_covered", ("covered_share",), smallest=smallest)
    grid = suppressed(grid, "entities_seen", ("seen_share",), smallest=smallest)
    shares = ("covered_share", "seen_share", "entities_covered", "entities_seen")
    return SOURCE_COVERAGE.frame(suppressed(grid, "entities", shares, smallest=smallest))


def coverage_share(coverage: pd.DataFrame) -> pd.DataFrame:
    """For each feed and month the share of divisions in which it delivers (``COVERAGE_SHARE``).

    ``coverage`` is a frame of ``source_coverage``.
    """
    found = coverage.assign(
        stopped=coverage["drift"] == "stopped", with_rows=coverage["rows"] > 0, regions=1,
        delivering=coverage["delivering"].astype("int64"),
    )  # fmt: skip
    counts = ["regions", "delivering", "stopped", "with_rows", "rows"]
    totals = found.groupby(["table", "part", "month"], as_index=False)[counts].sum()
    totals["covered_share"] = share(totals["delivering"], totals["regions"])
    totals["full"] = totals["delivering"] == totals["regions"]
    return COVERAGE_SHARE.frame(totals)


def _is_feed(name: str) -> bool:
    return records.table(name).enveloped and name != "entity"


def _months(as_of: date, count: int) -> list[date]:
    """First days of the last ``count`` full months before ``as_of``, in order."""
    last = as_of.replace(day=1)
    return [months_before(last, back) for back in range(count, 0, -1)]


def _population(province: Province, *, as_of: date, level: Level) -> pd.DataFrame:
    """``county, region, kind, entities`` of the entities that are there; ``region`` is the county at ``level``."""
    rows = entities(province, as_of=as_of)
    rows = rows.filter(rows.there & (rows.home != NOT_STATED))
    found = rows.group_by(county="home", kind="kind").agg(entities=lambda t: t.count()).to_pandas()
    found["region"] = [rolled_up(county, level=level) for county in found["county"]]
    return found


def _grid(names: Iterable[str], regions: Iterable[str], firsts: Iterable[date]) -> pd.DataFrame:
    feeds = [(name, part) for name in names for part in (PARTS[name][1] if name in PARTS else ("",))]
    cells = [
        (region, name, part, pd.Timestamp(first))
        for region in regions
        for name, part in feeds
        for first in firsts
    ]
    return keyed(pd.DataFrame(cells, columns=[*_FEED, "month"]), *_FEED)


def _seen(
    province: Province, names: Iterable[str], *, since: date, as_of: date, level: Level
) -> pd.DataFrame:
    """``region, table, part, month, rows, entities_seen`` of every table, by month of arrival."""
    homes = held(
        entities(province, as_of=as_of, level=level).select(subject="uscc", home="home", there="there")
    )
    found: list[pd.DataFrame] = []
    for name in names:
        rows = province.table(name)
        rows = rows.filter((rows.known_date >= since) & (rows.known_date < as_of.replace(day=1)))
        part = rows[PARTS[name][0]] if name in PARTS else ibis.literal("")
        rows = rows.select("uscc", code=place(rows.region_code, level=level), part=part,
                           month=rows.known_date.truncate("M").cast("date"))  # fmt: skip
        rows = rows.left_join(homes, rows.uscc == homes.subject)
        region = rows.code.nullif(NOT_STATED).fill_null(rows.home)
        at_home = ibis.ifelse(rows.there & (rows.home == region), rows.uscc, ibis.null("string"))
        rows = rows.mutate(region=region, at_home=at_home)
        grouped = rows.group_by("region", "part", "month").agg(
            rows=rows.count(), entities_seen=rows.at_home.nunique()
        )
        found.append(grouped.to_pandas().assign(table=name))
    frames = found or [pd.DataFrame(columns=[*_FEED, "month", "rows", "entities_seen"])]
    return keyed(pd.concat(frames, ignore_index=True), *_FEED)


def _with_drift(seen: pd.DataFrame, grid: pd.DataFrame, firsts: Sequence[date]) -> pd.DataFrame:
    """``seen`` on the cells of ``grid`` with ``drift``."""
    history = [pd.Timestamp(month) for month in _months_between(firsts, 2 * RUN)]
    feeds = grid[_FEED].drop_duplicates()
    wide = seen.pivot_table(index=_FEED, columns="month", values="rows", aggfunc="sum", fill_value=0)
    index = pd.MultiIndex.from_frame(feeds)
    counts = wide.reindex(index=index, columns=history).fillna(0).to_numpy(dtype=float)
    words = drift(counts)
    for place_of, (_, table, part) in enumerate(index):
        if (table, part) == ("utility_bill", "heat"):
            off = np.array([_off_season(month) for month in history])
            words[place_of, off] = ""
    shown = pd.DataFrame(words, index=index, columns=history)[[pd.Timestamp(first) for first in firsts]]
    tidy = shown.stack().rename("drift").reset_index().rename(columns={"level_3": "month"})
    tidy.columns = [*_FEED, "month", "drift"]
    return keyed(tidy, *_FEED).merge(seen, on=[*_FEED, "month"], how="left")


def _months_between(firsts: Sequence[date], before: int) -> list[date]:
    return [months_before(firsts[0], back) for back in range(before, 0, -1)] + list(firsts)


def _off_season(month: pd.Timestamp) -> bool:
    """Whether no heat bill need arrive in a month: the one before it was not heated either, or only just ended."""
    before = 12 if month.month == 1 else month.month - 1
    return before not in HEATING_MONTHS or month.month not in HEATING_MONTHS


def drift(counts: NDArray[np.float64]) -> NDArray[np.object_]:
    """``stopped``, ``falling`` or empty for each feed (row) and month (column) of ``counts``, shape ``(n, m)``.

    >>> counts = np.array([[20.0] * 6 + [0, 0, 18, 20], [3.0] * 6 + [0] * 4])
    >>> [list(row[6:]) for row in drift(counts)]
    [['stopped', 'stopped', '', ''], ['', '', '', '']]
    """
    words = np.full(counts.shape, "", dtype=object)
    stopped = np.zeros(len(counts), dtype=bool)
    for month in range(RUN, counts.shape[1]):
        before, now = counts[:, month - RUN : month], counts[:, month]
        run, mean = (before > 0).all(axis=1), before.mean(axis=1)
        stopped = (now == 0) & (stopped | (run & (mean >= STOPPED_ABOVE)))
        falling = (now > 0) & run & (mean >= FALLING_ABOVE) & (now < 0.5 * mean)
        words[falling, month] = "falling"
        words[stopped, month] = "stopped"
    return words


def _with_declared(
    grid: pd.DataFrame, coverage: Sequence[Mapping[str, Any]], population: pd.DataFrame, *, level: Level
) -> pd.DataFrame:
    """``grid`` with what ``coverage`` declares for each cell, and the entities that this concerns.

    A larger division is declared covered when each of its counties with entities is.
    """
    by_table: dict[str, list[Mapping[str, Any]]] = {}
    for row in coverage:
        code = None if row["region_code"] is None else rolled_up(row["region_code"], level="county")
        by_table.setdefault(row["table_name"], []).append({**row, "region_code": code})
    feeds = grid[["table", "month"]].drop_duplicates()
    answers = []
    for county, kinds in population.groupby("county"):
        there = dict(zip(kinds["kind"], kinds["entities"], strict=True))
        for table, stamp in feeds.itertuples(index=False, name=None):
            said = _kinds(by_table.get(table, []), str(county), stamp.date())
            covered = sum(count for kind, count in there.items() if None in said or kind in said)
            answers.append((county, table, stamp, bool(said), sum(there.values()), covered))
    cells = pd.DataFrame(
        answers, columns=["county", "table", "month", "declared", "entities", "entities_covered"]
    )
    cells["region"] = [rolled_up(county, level=level) for county in cells["county"]]
    cells = cells.groupby(["region", "table", "month"], as_index=False).agg(
        declared=("declared", "all"),
        entities=("entities", "sum"),
        entities_covered=("entities_covered", "sum"),
    )
    cells = cells.astype({"declared": "bool", "entities": "int64", "entities_covered": "int64"})
    return grid.merge(keyed(cells, "region", "table"), on=["region", "table", "month"], how="left")


def _kinds(rows: Iterable[Mapping[str, Any]], county: str, first: date) -> set[str | None]:
    """Kinds of subject declared covered in the whole month from ``first``; ``None`` stands for all of them.

    A row holds for its division and, if it names a prefecture, for every division in it (as samples read it).
    """
    places = {None, county, county[:4] + "00"}
    until = months_before(first, -1)
    return {
        row["entity_type"]
        for row in rows
        if row["region_code"] in places
        and row["covered_from"] <= first
        and (row["covered_until"] is None or row["covered_until"] >= until)
    }
