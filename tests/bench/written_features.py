"""The page's sections on features beyond the 60: 300 of them, the frame libraries, a whole province."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.bench.figures import Figures, cpu, ratio, sizes, table, verdict
from tests.bench.frames_env import PINNED

PROVINCE_ENTITIES = 7_000_000
PROVINCE_EVENTS = 1_000_000_000
"""A province as large as they come: entities of the registry, and a billion events of them (143 each)."""


def many(figures: Figures, peers: bool) -> Iterator[str]:
    """300 features beside 60, and under limits of memory."""
    for size in sizes(figures, "many"):
        one, few = figures["many", size], figures.get(("sixty", size))
        yield from (
            f"## Features: {one['features']:.0f} questions over the same data", "",
            f"{size:,} events, {one['snapshots']:,.0f} snapshots: the library's questions over the four event tables and "
            "the registry, completed by the same questions over windows of 18, 9 and 30 months; run and median "
            "features among them. A limit is what the engine may hold (`memory=`); the peak is that of the whole process "
            "with the snapshots, the imports and what is being written.", "",
        )  # fmt: skip
        names = {
            "sixty": "60, no limit", "many": "300, no limit", "many_two": "300, memory 2 GiB",
            "many_one": "300, memory 1 GiB",
        }  # fmt: skip
        rows = [
            f"| {title} | {found['parts']:.0f} | {cpu(found)} | {found['wall']:.1f} | {found['cpu_ms_per_feature']:.0f} "
            f"| {found['peak_mib']:,.0f} |"
            for name, title in names.items()
            if (found := figures.get((name, size)))
        ]  # fmt: skip
        yield from table(
            "| features | parts | CPU s (range) | wall s | CPU ms per feature | peak MiB |", rows
        )
        yield ""
        if few:
            each, before = one["cpu_ms_per_feature"], few["cpu_ms_per_feature"]
            yield (f"Bar, CPU per feature no more than at 60: {each / before:.2f} times, "
                   f"{verdict(each <= before)}.")  # fmt: skip
        same = figures.get(("many_equal", size))
        if same:
            yield (f"The three tables of 300, {same['columns']:.0f} columns bit by bit in the order of the snapshots: "
                   + ("all equal." if not same["differing"] else f"**{same['differing']:.0f} columns differ**."))  # fmt: skip


_CANNOT = {
    "frames_pandas": "says all 60, every rule of time written out by hand in each program",
    "frames_polars": "says all 60, every rule of time written out by hand in each program",
    "frames_featuretools": (
        "cannot say: a second time axis (a record counts before it was known), the end of use (repaired, replaced or "
        "expired records count on), what depends on the day asked about (late, unpaid, cut off by then), a ring of "
        "months, days since, least-squares trend by month, coverage"
    ),
}


def frames(figures: Figures, failed: dict[str, str]) -> Iterator[str]:
    """pandas, Polars and Featuretools beside ours, with what each says and whether it is the same."""
    if not sizes(figures, "frames_ours"):
        return
    yield from (
        "## The same features in pandas, Polars and Featuretools", "",
        "Written by hand as a careful user of each would (`tests/bench/frames_*.py`), the same Parquet files, two threads, "
        "Parquet to Parquet; each equal column is equal to features.write in every snapshot to 1e-9. Polars runs lazily "
        f"by its streaming engine. Environments of their own: {', '.join(PINNED['polars'] + PINNED['featuretools'])}.", "",
    )  # fmt: skip
    rows: list[str] = []
    for size in sizes(figures, "frames_ours"):
        base = figures["frames_ours", size]
        rows.append(
            f"| features.write | {size:,} | 60 | – | {cpu(base)} | {base['wall']:.1f} | 1.00 | {base['peak_mib']:,.0f} |"
        )
        for name in _CANNOT:
            one = figures.get((name, size))
            if one:
                rows.append(
                    f"| {name.removeprefix('frames_')} | {size:,} | {one['features']:.0f} | {one['equal']:.0f} | {cpu(one)} "
                    f"| {one['wall']:.1f} | {ratio(one['cpu'], base['cpu'])} | {one['peak_mib']:,.0f} |"
                )
    head = "| program | events | features | of them equal | CPU s (range) | wall s | × features.write | peak MiB |"
    yield from table(head, rows)
    yield ""
    for name, cannot in _CANNOT.items():
        title, told = name.removeprefix("frames_"), sizes(figures, name)
        if told:
            one = figures[name, told[-1]]
            share = f" The least equal column agrees in {one['least_share']:.1%} of snapshots, all on average in {one['mean_share']:.1%}."
            yield f"- {title} {cannot}." + (share if one["equal"] < one["features"] else "")
        else:
            yield f"- {title} was left out: {_reason(failed.get(name, 'not asked for'))}."


def _reason(fault: str) -> str:
    """How it failed, without the machine's paths."""
    said = fault.rsplit("RuntimeError: ", 1)[-1].strip(" []'\".")
    return re.sub(r"\S*/\S*", "…", said)


def whole(figures: Figures, peers: bool) -> Iterator[str]:
    """Every entity of a province on one day, and what a billion events would take."""
    for size in sizes(figures, "whole"):
        one = figures["whole", size]
        events, each = one["events"], one["cpu"] / one["events"] * 1e6
        factor = PROVINCE_EVENTS / events
        yield from (
            "## A whole province at once", "",
            f"{size:,} entities × {events / size:.0f} events ({events:,.0f} events, {one['disk_mib']:,.0f} MiB of Parquet in no "
            f"order), one snapshot an entity on the last day, {one['features']:.0f} features, `features.write` with the parts "
            f"it chooses ({one['parts']:.0f}): {one['cpu']:.0f} CPU s, {one['wall']:.0f} s on the clock, "
            f"{one['peak_mib']:,.0f} MiB at most.", "",
            f"For {PROVINCE_ENTITIES:,} entities with {PROVINCE_EVENTS:,} events: {one['cpu']:.0f} CPU s ÷ {events / 1e6:,.0f} "
            f"million events = {each:.3f} CPU s per million; × {PROVINCE_EVENTS / 1e6:,.0f} million = "
            f"{each * PROVINCE_EVENTS / 1e6:,.0f} CPU s, {each * PROVINCE_EVENTS / 1e6 / 60:,.0f} minutes of one core; on the "
            f"clock of this machine {one['wall']:.0f} s × {factor:.2f} = {one['wall'] * factor / 60:,.0f} minutes. The "
            f"records take {one['disk_mib'] / 1024:.1f} GiB × {factor:.2f} = {one['disk_mib'] / 1024 * factor:,.0f} GiB, the "
            f"feature table {one['out_mib']:,.0f} MiB × {PROVINCE_ENTITIES / size:.0f} = "
            f"{one['out_mib'] / 1024 * PROVINCE_ENTITIES / size:,.1f} GiB. Parts grow with the snapshots "
            f"({one['parts']:.0f} × {PROVINCE_ENTITIES / size:.0f}), the memory of one part does not. The arithmetic is "
            "linear; see the CPU per million events above.",
        )  # fmt: skip
