"""What all subjects of the made-up province share: the calendar, regions, the cycle and the feeds."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditscore.simulate._industries import INDUSTRIES, SEASONS
from creditscore.simulate._places import WEIGHTS
from creditscore.simulate._settings import Settings

Array = NDArray[Any]
NO_DAY = np.int32(np.iinfo(np.int32).min)
"""Stands for "no date" in arrays of day numbers (days since 1970-01-01)."""

REGIONS: tuple[str, ...] = tuple(sorted(WEIGHTS))


def day(value: date) -> int:
    """Days since 1970-01-01."""
    return (value - date(1970, 1, 1)).days


def stream(seed: int, family: str, part: int = 0) -> np.random.Generator:
    """The random stream of one record family and one block of entities.

    Streams depend on the family's name only, so adding a family leaves every other one as it was.
    """
    return np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(family.encode()), part]))


@dataclass(frozen=True, kw_only=True)
class World:
    """The calendar (``M`` months, day numbers), region and industry effects, the cycle, and the feeds.

    ``month_start`` has M + 1 entries, the last one the first day with no data. ``cycle`` is in standard
    deviations of solvency (negative in a downturn). ``feeds[table]`` are two day numbers per region,
    first day covered and first day no longer covered; a table not named there is covered everywhere.
    """

    settings: Settings
    seed: int
    month_start: Array
    year: Array
    month: Array
    cycle: Array
    region_weight: Array
    region_solvency: Array
    region_compliance: Array
    region_inspection: Array
    season: Array
    feeds: dict[str, tuple[Array, Array]]

    @property
    def months(self) -> int:
        return len(self.year)

    @property
    def first_day(self) -> int:
        return int(self.month_start[0])

    @property
    def end_day(self) -> int:
        return int(self.month_start[-1])

    def month_of(self, days: Array) -> Array:
        """Index of the month that holds each day (-1 before the first month)."""
        return np.searchsorted(self.month_start, days, side="right") - 1

    def add_months(self, days: Array, months: Array | int) -> Array:
        """Day numbers moved by whole months, the day of the month clipped to 28."""
        stamp = days.astype("datetime64[D]")
        month = stamp.astype("datetime64[M]")
        offset = np.minimum((stamp - month.astype("datetime64[D]")).astype(np.int64), 27)
        return ((month + months).astype("datetime64[D]").astype(np.int64) + offset).astype(np.int32)

    def covered(self, table: str, region: Array, days: Array) -> Array:
        """Whether the feed of ``table`` delivers for these regions on these days."""
        if table not in self.feeds:
            return np.ones(len(days), dtype=bool)
        first, end = self.feeds[table]
        return (days >= first[region]) & (days < end[region])


def make_world(settings: Settings, *, seed: int) -> World:
    """Draw the province: region effects and the cycle come from the stream ``world`` of ``seed``."""
    rng = stream(seed, "world")
    first = np.datetime64(settings.start, "M")
    months = first + np.arange(settings.months + 1)
    count = len(REGIONS)
    weight = np.array([WEIGHTS[code] for code in REGIONS])
    inspection = np.exp(rng.normal(0.0, 0.55, count))
    weight_of_region = weight / weight.sum()
    return World(
        settings=settings,
        seed=seed,
        month_start=months.astype("datetime64[D]").astype(np.int32),
        year=(months[:-1].astype("datetime64[Y]").astype(np.int64) + 1970).astype(np.int32),
        month=(months[:-1].astype(np.int64) % 12).astype(np.int32),
        cycle=_cycle(settings, months[:-1], rng),
        region_weight=weight_of_region,
        region_solvency=rng.normal(0.0, 0.15, count),
        region_compliance=rng.normal(0.0, 0.10, count),
        region_inspection=inspection / (inspection @ weight_of_region),
        season=np.array([SEASONS[industry.season] for industry in INDUSTRIES]),
        feeds=_feeds(settings),
    )


def _cycle(settings: Settings, months: Array, rng: np.random.Generator) -> Array:
    wave = np.zeros(len(months))
    years = (np.arange(len(months)) - len(months) / 2) / 12
    level = 0.0
    for index in range(len(months)):
        level = 0.9 * level + rng.normal(0.0, 0.015)
        wave[index] = level + settings.trend * years[index]
    for downturn in settings.downturns:
        since = (months - np.datetime64(downturn.starts, "M")).astype(np.int64)
        ramp = np.clip((since + 1) / 2.0, 0.0, 1.0)
        fading = np.exp(-np.maximum(since - downturn.months, 0) / 4.0)
        wave -= downturn.depth * ramp * fading
    return wave


def _feeds(settings: Settings) -> dict[str, tuple[Array, Array]]:
    start = day(settings.start)
    end = np.iinfo(np.int32).max
    feeds: dict[str, tuple[Array, Array]] = {}
    for feed in settings.feeds:
        firsts, ends = feeds.setdefault(
            feed.table, (np.full(len(REGIONS), start, np.int32), np.full(len(REGIONS), end, np.int32))
        )
        inside = np.array([code.startswith(feed.prefix) for code in REGIONS])
        if feed.never:
            firsts[inside] = end
        if feed.covered_from is not None:
            firsts[inside] = max(day(feed.covered_from), start)
        if feed.covered_until is not None:
            ends[inside] = day(feed.covered_until)
    return feeds
