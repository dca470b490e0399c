"""The page of figures: what was measured, on what, against which bar; never a path or a host name."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from tests.bench.figures import Figures
from tests.bench.figures import cpu as _cpu
from tests.bench.figures import ratio as _ratio
from tests.bench.figures import sizes as _sizes
from tests.bench.figures import table as _table
from tests.bench.figures import verdict as _verdict
from tests.bench.written_features import frames, many, whole

PACKAGES = (
    "numpy", "pandas", "pyarrow", "duckdb", "ibis-framework", "scikit-learn", "lightgbm", "mlflow",
)  # fmt: skip


def page(
    figures: Figures,
    *,
    date: str | None,
    command: str,
    rounds: int,
    peers: bool,
    failed: dict[str, str] | None = None,
) -> str:
    """Markdown; groups that were not measured are left out, and ``failed`` says how a peer did not run."""

    def beside(figures: Figures, peers: bool) -> Iterator[str]:
        return frames(figures, failed or {})

    lines = [
        "# Benchmarks",
        "",
        "Made-up data. Ratios hold within one run; absolute times are those of the machine below, which may have "
        "been busy with other work. CPU seconds are those of all threads, imports excluded; peak memory is that of "
        "the whole process, imports included.",
        "",
        f"- date: {date or 'not given'}",
        f"- command: `{command}`; median of {rounds}, each in a process of its own, rounds interleaved",
        f"- machine: {_cores()} cores, {_memory()} of memory, {platform.system()} {platform.machine()}",
        f"- versions: Python {platform.python_version()}, " + ", ".join(_versions()),
        "",
    ]
    for section in (
        _province,
        _bills,
        _rights,
        _report,
        _features,
        many,
        beside,
        whole,
        _fit,
        _scoring,
        _online,
        _cold,
    ):
        found = list(section(figures, peers))
        if found:
            lines += [*found, ""]
    return "\n".join(lines).rstrip() + "\n"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (ValueError, OSError, AttributeError):
        return "an unknown amount"


def _versions() -> Iterator[str]:
    for name in PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


# ------------------------------------------------------------------ sections


def _province(figures: Figures, peers: bool) -> Iterator[str]:
    names = {"simulate": "simulate.write", "check": "records.check", "read": "records.read"}
    rows = [
        f"| {title} | {size:,} | {one['rows']:,.0f} | {_cpu(one)} | {one['wall']:.1f} | {one['rows_per_cpu_s']:,.0f} "
        f"| {one['peak_mib']:,.0f} |"
        for name, title in names.items()
        for size in _sizes(figures, name)
        if (one := figures[name, size])
    ]
    if not rows:
        return
    yield from (
        "## Records: making, checking, reading", "",
        "Every record table of a made-up province, dirty rows included.", "",
    )  # fmt: skip
    head = "| step | entities | rows | CPU s (range) | wall s | rows per CPU s | peak MiB |"
    yield from _table(head, rows)
    largest = figures.get(("simulate", 50_000))
    if largest:
        yield from ("", f"Bar, 50,000 entities with all tables in 45 s and 2 GiB: {largest['wall']:.1f} s, "
                    f"{largest['peak_mib']:,.0f} MiB, "
                    f"{_verdict(largest['wall'] <= 45 and largest['peak_mib'] <= 2048)}.")  # fmt: skip


def _bills(figures: Figures, peers: bool) -> Iterator[str]:
    names = {"bills_check": "records.check", "bills_read": "records.read"}
    rows = [
        f"| {title} | {one['rows']:,.0f} | {_cpu(one)} | {one['wall']:.1f} | {one['rows_per_cpu_s']:,.0f} "
        f"| {one['peak_mib']:,.0f} | {one['planted']:,.0f} | {one['misjudged']:,.0f} "
        f"| {one['units_suspected']:,.0f} of {one['units_planted']:,.0f} |"
        for name, title in names.items()
        for size in _sizes(figures, name)
        if (one := figures[name, size])
    ]
    if not rows:
        return
    yield from (
        "## Reading many rows of one table", "",
        "Utility bills of sixteen columns from Parquet, delivered month by month; eight kinds of faulty rows are planted, "
        "one row in a thousand of each, and what is refused is compared with what was planted, rule by rule. Amounts "
        "10,000 times too large are only a warning.", "",
    )  # fmt: skip
    head = "| step | rows | CPU s (range) | wall s | rows per CPU s | peak MiB | faults planted | misjudged | units suspected |"
    yield from _table(head, rows)
    yield ""
    most, some = figures.get(("bills_read", 10_000_000)), figures.get(("bills_read", 2_500_000))
    if most:
        yield (f"Bar, 10 million rows in 60 s and 4 GiB: {most['wall']:.1f} s, {most['peak_mib']:,.0f} MiB, "
               f"{_verdict(most['wall'] <= 60 and most['peak_mib'] <= 4096)}.")  # fmt: skip
    if most and some:
        yield f"Four times the rows take {most['cpu'] / some['cpu']:.2f} times the CPU."
    for size in _sizes(figures, "tables_read"):
        one = figures["tables_read", size]
        yield (f"A table costs {one['cpu_ms_per_table']:.0f} ms of CPU however small it is ({one['tables']:.0f} tables of "
               f"{size} rows; bar 60 ms, {_verdict(one['cpu_ms_per_table'] <= 60)}).")  # fmt: skip


def _rights(figures: Figures, peers: bool) -> Iterator[str]:
    names = {
        "rights_usable": "rights.usable, every column",
        "rights_standings": "rights.standings on one day",
    }
    rows = [
        f"| {title} | {size:,} | {_cpu(one)} | {one['wall']:.1f} | {one['records_per_cpu_s']:,.0f} "
        f"| {one['peak_mib']:,.0f} |"
        for name, title in names.items()
        for size in _sizes(figures, name)
        if (one := figures[name, size])
    ]
    if not rows:
        return
    yield from (
        "## Rights of many records", "",
        "Nine tenths penalties, one tenth list entries, one in five of an individual business; of each 2 % repaired, "
        "0.2 % revoked, 1 % contested. Parquet to Parquet, two threads, digests checked before.", "",
    )  # fmt: skip
    yield from _table("| what | records | CPU s (range) | wall s | records per CPU s | peak MiB |", rows)
    yield ""
    yield from (
        f"Bar, 5 million records in 20 s, {title}: {one['wall']:.1f} s, {_verdict(one['wall'] <= 20)}."
        for name, title in names.items()
        if (one := figures.get((name, 5_000_000)))
    )


def _report(figures: Figures, peers: bool) -> Iterator[str]:
    for size in _sizes(figures, "report"):
        one, whole, fixed = (figures.get((name, size)) for name in ("report", "report_command", "repair"))
        assert one is not None
        yield from (
            "## The report of one entity", "",
            f"Out of a province of {size:,} entities ({one['rows']:,.0f} records, {one['disk_mib']:,.0f} MiB of Parquet in "
            f"the order of its delivery), {one['reports']:.0f} entities with penalties, a new handle on the province each "
            f"time: page, JSON and CSV in {one['wall']:.2f} s ({one['cpu']:.2f} CPU s, the slowest {one['wall_worst']:.2f} s; "
            f"{one['wall_first']:.2f} s for the first of a process), {one['bytes'] / 1024:,.0f} KiB, "
            f"{one['peak_mib']:,.0f} MiB. Bar 1 s, {_verdict(one['wall'] <= 1)}.",
        )  # fmt: skip
        if whole:
            yield (f"The whole command `creditscore report`, interpreter and imports included: {whole['wall']:.1f} s, "
                   f"{whole['cpu']:.1f} CPU s, {whole['peak_mib']:,.0f} MiB.")  # fmt: skip
        if fixed:
            yield (f"The repair calculation with a scorecard, {fixed['lines']:.1f} adverse records an entity: "
                   f"{fixed['wall']:.2f} s.")  # fmt: skip


def _features(figures: Figures, peers: bool) -> Iterator[str]:
    sizes = _sizes(figures, "engine")
    if not sizes:
        return
    yield from (
        "## Features: 60 questions over four event tables", "",
        "25 events per entity, two snapshots per entity on arbitrary days, Parquet to Parquet, two threads. The floor "
        "scans every column the plan uses and groups by entity with one count and one maximum per column "
        "(DESIGN section 7). The SQL by hand is one statement of the same 60 features.", "",
    )  # fmt: skip
    rows: list[str] = []
    for size in sizes:
        for name, title in (("floor", "floor"), ("by_hand", "SQL by hand"), ("engine", "features.write")):
            one = figures.get((name, size))
            if one:
                floor, hand = (figures.get((other, size), {}).get("cpu") for other in ("floor", "by_hand"))
                rows.append(
                    f"| {title} | {size:,} | {_cpu(one)} | {one['wall']:.1f} | {_ratio(one['cpu'], floor)} "
                    f"| {_ratio(one['cpu'], hand)} | {one['peak_mib']:,.0f} |"
                )
    yield from _table("| plan | events | CPU s (range) | wall s | × floor | × by hand | peak MiB |", rows)
    for size in sizes:
        yield from _feature_bars(figures, size)
    yield from _linear(figures, sizes)


def _feature_bars(figures: Figures, size: int) -> Iterator[str]:
    one, floor, hand = (figures.get((name, size)) for name in ("engine", "floor", "by_hand"))
    same = figures.get(("equal", size))
    if same:
        verdict = "all equal" if not same["differing"] else f"**{same['differing']:.0f} differ**"
        yield from ("", f"{size:,} events: {same['columns']:.0f} columns × {same['snapshots']:,.0f} snapshots of "
                    f"features.write and of the SQL by hand, to 1e-9: {verdict}.")  # fmt: skip
    if size == 5_000_000 and one and floor and hand:
        yield from (
            "",
            f"Bars at 5 million events: at most 5 × the floor, {_verdict(one['cpu'] <= 5 * floor['cpu'])}; at most "
            f"1.25 × the SQL by hand, {_verdict(one['cpu'] <= 1.25 * hand['cpu'])}; at most 1 GiB, "
            f"{_verdict(one['peak_mib'] <= 1024)}.",
        )


def _linear(figures: Figures, sizes: list[int]) -> Iterator[str]:
    """CPU per million events from the smallest to the largest province."""
    if len(sizes) < 2:
        return
    each = {size: figures["engine", size]["cpu"] / size * 1e6 for size in sizes}
    told = ", ".join(f"{each[size]:.2f} at {size:,}" for size in sizes)
    yield from ("", f"CPU seconds of features.write per million events: {told}.")
    if 5_000_000 in each and 20_000_000 in each:
        times = figures["engine", 20_000_000]["cpu"] / figures["engine", 5_000_000]["cpu"]
        yield f"Four times the events take {times:.2f} times the CPU (linear: at most 4.4, {_verdict(times <= 4.4)})."


def _fit(figures: Figures, peers: bool) -> Iterator[str]:
    sizes = _sizes(figures, "fit")
    if not sizes:
        return
    yield from ("## Scorecard: fit", "", "The generated data of the shared adapter, 60 numbers and 10 categories, "
                "70 % of the rows to fit on, the rest to test.", "")  # fmt: skip
    rows: list[str] = []
    for size in sizes:
        for name, title in (("fit", "creditscore"), ("fit_optbinning", "optbinning")):
            one = figures.get((name, size))
            if one:
                rows.append(
                    f"| {title} | {size:,} | {one['bin_fit_cpu']:.2f} | {one['full_fit_cpu']:.2f} | {one['auc']:.4f} "
                    f"| {one['ks']:.4f} | {one['one_row_cpu_ms']:.2f} | {one['peak_mib']:,.0f} |"
                )
    yield from _table(
        "| package | rows | binning CPU s | whole card CPU s | AUC | KS | one row CPU ms | peak MiB |", rows
    )
    yield ""
    for size in sizes:
        ours, theirs = figures["fit", size], figures.get(("fit_optbinning", size))
        if theirs:
            times = theirs["bin_fit_cpu"] / ours["bin_fit_cpu"]
            yield (f"Binning takes {times:.1f} × less CPU than optbinning's, the whole card "
                   f"{theirs['full_fit_cpu'] / ours['full_fit_cpu']:.1f} × less"
                   + (f" (bar: binning at least 5 ×, {_verdict(times >= 5)})." if size == 200_000 else "."))  # fmt: skip
    if not peers:
        yield ("optbinning was not there: name an interpreter that has it in PEER_PY_MAIN (it moves protobuf, so it "
               "needs an environment of its own).")  # fmt: skip


def _scoring(figures: Figures, peers: bool) -> Iterator[str]:
    found = {name: one for (name, _), one in figures.items()}
    if "card_one" not in found and "trees_one" not in found:
        return
    yield from (
        "## Scoring with four reasons", "",
        "A scorecard of 20 inputs of 6 bins; 300 trees of up to 31 leaves, at most 6 deep, on 100 inputs, monotone. One "
        "dict to one answer, and tables in batch, on one thread, numpy only. `pred_contrib` is LightGBM's on the same "
        "booster and rows: contributions alone, without ranking reasons.", "",
    )  # fmt: skip
    rows = [
        f"| {title} | {one['p50_us']:,.1f} | {one['p99_us']:,.1f} |  |  |"
        for name, title in (("card_one", "scorecard, one dict"), ("trees_one", "trees, one dict"))
        if (one := found.get(name))
    ]
    batches = {
        "card_batch": "scorecard, batch",
        "trees_batch": "trees, batch",
        "pred_contrib": "LightGBM pred_contrib",
    }
    rows += [
        f"| {title} |  |  | {one['rows_per_cpu_s']:,.0f} | {one['peak_mib']:,.0f} |"
        for name, title in batches.items()
        if (one := found.get(name))
    ]
    yield from _table("| what | p50 CPU µs | p99 CPU µs | rows per CPU s | peak MiB |", rows)
    yield ""
    if {"card_one", "card_batch"} <= set(found):
        yield (f"Bars, scorecard: one dict at most 20 µs, {_verdict(found['card_one']['p50_us'] <= 20)}; batch at least "
               f"300,000 rows per CPU s, {_verdict(found['card_batch']['rows_per_cpu_s'] >= 300_000)}.")  # fmt: skip
    if {"trees_one", "trees_batch", "pred_contrib"} <= set(found):
        times = found["trees_batch"]["rows_per_cpu_s"] / found["pred_contrib"]["rows_per_cpu_s"]
        yield (f"Bars, trees: batch with reasons {times:.1f} × `pred_contrib`, at least 2.5 ×, {_verdict(times >= 2.5)}; "
               f"one dict at most 1.5 ms, {_verdict(found['trees_one']['p50_us'] <= 1500)}.")  # fmt: skip
    if "trees_table" in found:
        yield (f"Building the trees' tables takes {found['trees_table']['cpu']:.2f} CPU s (bar 3 s, "
               f"{_verdict(found['trees_table']['cpu'] <= 3)}).")  # fmt: skip
    if "trees_equal" in found:
        same = found["trees_equal"]
        yield (f"Contributions equal `pred_contrib` to {same['largest_difference']:.1e} on {same['rows']:,.0f} rows (bar "
               f"1e-9, {_verdict(same['largest_difference'] <= 1e-9)}).")  # fmt: skip


_ONLINE_BARS = {"online": 100, "online_many": 500}
"""Microseconds of CPU at the median."""


def _online(figures: Figures, peers: bool) -> Iterator[str]:
    rows = [
        (name, one)
        for name in _ONLINE_BARS
        for size in _sizes(figures, name)
        for one in [figures[name, size]]
    ]
    if not rows:
        return
    entities, events = rows[0][1]["entities"], rows[0][1]["events_mean"]
    yield from (
        "## One entity online", "",
        f"By the interpreter, records with their intervals of use in hand, {entities:.0f} entities of {events:.0f} "
        "events on average, µs of CPU a call; the plan is compiled once.", "",
        "| features | p50 | bar | p99 | p50 with the intervals of use worked out | ms to compile |",
        "|---|---|---|---|---|---|",
    )  # fmt: skip
    for name, one in rows:
        bar = _ONLINE_BARS[name]
        yield (
            f"| {one['features']:.0f} | {one['p50_us']:,.0f} | {bar}, {_verdict(one['p50_us'] <= bar)} | "
            f"{one['p99_us']:,.0f} | {one['with_rights_p50_us']:,.0f} | {one['compile_ms']:.0f} |"
        )


def _cold(figures: Figures, peers: bool) -> Iterator[str]:
    found = {name: one for (name, _), one in figures.items() if name.startswith("cold_")}
    if not found:
        return
    titles = {
        "cold_python": "bare interpreter", "cold_numpy": "import numpy", "cold_card": "scorecard",
        "cold_card_without_numpy": "scorecard, numpy not importable", "cold_trees": "trees (300 × 31 × 100)",
    }  # fmt: skip
    yield from (
        "## Cold start", "",
        "A fresh process: import the scorer, load a bundle (golden rows replayed), score one row, exit.", "",
    )  # fmt: skip
    rows = [f"| {titles[name]} | {one['cpu']:.3f} | {one['wall']:.3f} |" for name, one in found.items()]
    yield from _table("| process | CPU s | wall s |", rows)
    yield ""
    if {"cold_card", "cold_card_without_numpy", "cold_python"} <= set(found):
        over = found["cold_card_without_numpy"]["cpu"] - found["cold_python"]["cpu"]
        yield (f"Bars: at most 0.3 CPU s with numpy, scorecard {_verdict(found['cold_card']['cpu'] <= 0.3)}"
               + (f", trees {_verdict(found['cold_trees']['cpu'] <= 0.3)}" if "cold_trees" in found else "")
               + f"; a scorecard without numpy at most 0.05 over the bare interpreter, {over:.3f}, "
               f"{_verdict(over <= 0.05)}.")  # fmt: skip
