"""300 features over the data of the 60, and the same table under two limits of memory."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.bench.measure_features import THREADS, _province
from tests.bench.probe import Spent

LIMITS = {"one": "1GiB", "two": "2GiB"}


def _written(work: Path, size: int, asked: tuple[Any, ...], name: str, **told: Any) -> dict[str, float]:
    """``features.write`` of ``asked``; parts are counted as it tells of them."""
    import pandas as pd

    from creditscore import features, records

    tiny, folder = _province(work, 1_000), _province(work, size)
    warm = pd.read_parquet(tiny / "snapshots.parquet")
    features.write(records.Province(tiny, threads=THREADS), warm, work / "warm.parquet", select=asked[:1])
    snapshots = pd.read_parquet(folder / "snapshots.parquet")
    province = records.Province(folder, threads=THREADS)
    stages: list[str] = []
    with Spent() as spent:
        features.write(
            province, snapshots, work / f"{name}-{size}.parquet", select=asked,
            progress=lambda stage, done, of: stages.append(stage), **told,
        )  # fmt: skip
    return spent.figures(
        features=len(asked), snapshots=len(snapshots), parts=max(1, stages.count("part")),
        cpu_ms_per_feature=spent.cpu / len(asked) * 1000,
    )  # fmt: skip


def sixty(work: Path, size: int) -> dict[str, float]:
    """The 60 again, in the same rounds as the 300."""
    from tests.bench.questions import chosen

    return _written(work, size, chosen(), "sixty")


def many(work: Path, size: int) -> dict[str, float]:
    """300 features without a limit."""
    from tests.bench.questions import three_hundred

    return _written(work, size, three_hundred(), "many")


def many_one(work: Path, size: int) -> dict[str, float]:
    """300 features while the engine may hold 1 GiB."""
    from tests.bench.questions import three_hundred

    return _written(work, size, three_hundred(), "many-one", memory=LIMITS["one"])


def many_two(work: Path, size: int) -> dict[str, float]:
    """300 features while the engine may hold 2 GiB."""
    from tests.bench.questions import three_hundred

    return _written(work, size, three_hundred(), "many-two", memory=LIMITS["two"])


def many_equal(work: Path, size: int) -> dict[str, float]:
    """Different contents among the three tables, by a digest of every column's values in the order of the rows."""
    paths = [work / f"{name}-{size}.parquet" for name in ("many", "many-one", "many-two")]
    found = [digests(path) for path in paths]
    unlike = {name for one in found[1:] for name in {*one, *found[0]} if one.get(name) != found[0].get(name)}
    return {"columns": float(len(found[0])), "tables": float(len(found)), "differing": float(len(unlike))}


def digests(path: Path) -> dict[str, str]:
    """Column → digest of its values from the first row to the last; equal only if every bit is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sums: dict[str, Any] = {}
    for batch in pq.ParquetFile(path).iter_batches(50_000):
        for name, values in zip(batch.schema.names, batch.columns, strict=True):
            if pa.types.is_floating(values.type):
                content = values.is_null().to_numpy(zero_copy_only=False).tobytes()
                content += values.fill_null(0.0).to_numpy(zero_copy_only=False).tobytes()
            else:
                content = "\n".join(map(str, values.to_pylist())).encode()
            sums.setdefault(name, sha256()).update(content)
    return {name: digest.hexdigest() for name, digest in sums.items()}


MEASURES = {
    "sixty": sixty,
    "many": many,
    "many_one": many_one,
    "many_two": many_two,
    "many_equal": many_equal,
}
