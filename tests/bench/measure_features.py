"""Feature building against the floor and against SQL written by hand, over the same Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench.probe import Spent, per_call

THREADS = 2
ONLINE_EVENTS = 26


def _province(work: Path, size: int) -> Path:
    from tests.bench.events import write_province

    return write_province(work / f"events-{size}", events=size)


def _duckdb() -> Any:
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS})
    connection.execute("SET enable_progress_bar = false")
    return connection


def floor(work: Path, size: int) -> dict[str, float]:
    """Scan every column the plan uses; one GROUP BY entity with a count and a maximum per column."""
    from tests.bench.floor import statements
    from tests.bench.questions import chosen

    folder = _province(work, size)
    wanted = statements(folder, chosen(), work / "floor.parquet")
    connection = _duckdb()
    with Spent() as spent:
        for statement in wanted:
            connection.execute(statement)
    return spent.figures(events=size)


def by_hand(work: Path, size: int) -> dict[str, float]:
    """The same 60 features as one DuckDB statement written by hand."""
    from tests.bench.by_hand import statement
    from tests.bench.questions import chosen

    wanted = statement(_province(work, size), chosen(), work / f"by-hand-{size}.parquet")
    connection = _duckdb()
    with Spent() as spent:
        connection.execute(wanted)
    return spent.figures(events=size)


def engine(work: Path, size: int) -> dict[str, float]:
    """``features.write``; a tiny province goes through first, so that what is imported late is imported."""
    import pandas as pd

    from creditscore import features, records
    from tests.bench.questions import chosen

    tiny, folder = _province(work, 1_000), _province(work, size)
    warm = pd.read_parquet(tiny / "snapshots.parquet")
    features.write(records.Province(tiny, threads=THREADS), warm, work / "warm.parquet", select=chosen()[:1])
    snapshots = pd.read_parquet(folder / "snapshots.parquet")
    province = records.Province(folder, threads=THREADS)
    with Spent() as spent:
        features.write(province, snapshots, work / f"engine-{size}.parquet", select=chosen())
    return spent.figures(
        events=size, snapshots=len(snapshots), snapshots_per_cpu_s=len(snapshots) / spent.cpu
    )


def equal(work: Path, size: int) -> dict[str, float]:
    """Columns of the two results that differ anywhere by more than 1e-9 (of the value), snapshot by snapshot."""
    import numpy as np
    import pandas as pd

    keys = ["entity", "as_of"]
    ours, theirs = (
        pd.read_parquet(work / f"{who}-{size}.parquet").sort_values(keys, ignore_index=True)
        for who in ("engine", "by-hand")
    )
    names = [name for name in ours.columns if name not in keys]
    same_rows = len(ours) == len(theirs) and (ours["entity"] == theirs["entity"]).all()
    differing = [
        name for name in names
        if not same_rows or not np.allclose(ours[name], theirs[name], rtol=1e-9, atol=1e-9, equal_nan=True)
    ]  # fmt: skip
    return {"columns": len(names), "differing": len(differing), "snapshots": len(ours)}


def online(work: Path, size: int) -> dict[str, float]:
    """One entity by the interpreter, records in hand: 60 features of entities with about 26 events."""
    from tests.bench.questions import chosen

    return _one_by_one(work, size, chosen())


def online_many(work: Path, size: int) -> dict[str, float]:
    """The same with 300 features."""
    from tests.bench.questions import many

    return _one_by_one(work, size, many())


def _one_by_one(work: Path, size: int, asked: tuple[Any, ...]) -> dict[str, float]:
    from creditscore import features, records
    from creditscore.plan import RightsPolicy, Situation, compile_features
    from tests.bench.events import last_day

    province = records.Province(_province(work, size), threads=THREADS)
    policy, coverage, day = RightsPolicy(), province.rows("coverage"), last_day()
    held = [one for one in _subjects(province) if abs(_count(one) - ONLINE_EVENTS) <= 4][:40]
    with Spent() as spent:
        answer = compile_features(asked)  # once, as a service does
    usable = [features.situation(one, coverage, as_of=day, policy=policy) for one in held]

    def stored(one: Situation) -> None:
        answer(Situation(as_of=one.as_of, rows=one.rows, covered_from=one.covered_from))

    def raw(one: dict[str, list[Any]]) -> None:
        answer(features.situation(one, coverage, as_of=day, policy=policy))

    rounds = max(1, 2_000 // max(1, len(held)))
    found, whole = per_call(stored, usable, rounds=rounds), per_call(raw, held, rounds=rounds)
    return {
        **found, "with_rights_p50_us": whole["p50_us"], "events_mean": sum(map(_count, held)) / len(held),
        "entities": float(len(held)), "features": float(len(asked)), "compile_ms": spent.cpu * 1000,
    }  # fmt: skip


def _subjects(province: Any) -> list[dict[str, list[Any]]]:
    names = province.frame("entity", ["uscc"])["uscc"].tolist()
    return [province.records_of(name) for name in names[:400]]


def _count(records_of: dict[str, list[Any]]) -> int:
    return sum(len(rows) for table, rows in records_of.items() if table not in ("entity", "record_event"))


MEASURES = {
    "floor": floor,
    "by_hand": by_hand,
    "engine": engine,
    "equal": equal,
    "online": online,
    "online_many": online_many,
}
