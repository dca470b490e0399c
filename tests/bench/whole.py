"""A province of a wanted number of entities with 140 events each, written to Parquet piece by piece, for timing only.

The shapes are those of ``events.py``; every piece holds records of any entity, as deliveries do. One snapshot per
entity, all on the last day: the run that scores a whole province.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from creditscore import records
from tests.bench import events

EVENTS_PER_ENTITY = 140
PIECE = 2_000_000
"""Events of one table made at a time."""


def write_whole(folder: Path, *, entities: int, seed: int = 11) -> Path:
    """A canonical folder of ``entities`` × 140 events, and ``snapshots.parquet`` beside the tables."""
    if (folder / "manifest.json").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    usccs = events._usccs(entities)
    order = random.permutation(entities)
    ended: list[dict[str, Any]] = []
    entries: dict[str, Any] = {}
    for name, share in events.SHARES.items():
        rows = round(entities * EVENTS_PER_ENTITY * share)
        entries[name] = _streamed(folder, name, _pieces(random, name, rows, order, usccs, ended))
    once = {
        "record_event": {name: pa.concat_arrays([one[name] for one in ended]) for name in ended[0]},
        "entity": events._entity(random, usccs),
        "coverage": events._coverage(),
    }
    entries |= {name: events._write(folder, name, columns) for name, columns in once.items()}
    day = np.full(entities, events.DAYS - 1)
    pq.write_table(
        pa.table({"entity": usccs, "as_of": events._days(day).cast(pa.timestamp("us"))}),
        folder / "snapshots.parquet",
    )
    manifest = {
        "format_version": 1, "title": f"{entities} entities for timing", "made_up": True, "identifier": "uscc",
        "regions": "free", "assumptions": [], "data_from": events.DATA_FROM.isoformat(),
        "data_until": events.DATA_UNTIL.isoformat(), "tables": entries, "source": {},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _pieces(
    random: np.random.Generator,
    name: str,
    rows: int,
    order: np.ndarray,
    usccs: pa.Array,
    ended: list[dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """Columns of so many records at a time; repairs of penalties are put aside in ``ended``."""
    for number, start in enumerate(range(0, rows, PIECE)):
        size = min(PIECE, rows - start)
        owner = order[(len(order) * random.random(size) ** 1.5).astype("int64")]
        columns = events._envelope(random, f"{name}-{number}", owner, usccs)
        columns |= events._OWN[name](random, size, columns["event"], owner)
        if name == "admin_penalty":
            ended.append(events._record_event(random, columns))
        yield columns


def _streamed(folder: Path, name: str, pieces: Iterator[dict[str, Any]]) -> dict[str, Any]:
    declared = records.table(name).columns
    schema = pa.schema(
        [(column.name, events._ARROW[column.kind]) for column in declared],
        metadata={"creditscore.made_up": "true", "creditscore.table": name},
    )
    path, rows = folder / f"{name}.parquet", 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for columns in pieces:
            size = len(columns["event"])
            arrays = [
                columns[column.name].cast(schema.field(column.name).type) if column.name in columns
                else pa.nulls(size, schema.field(column.name).type)
                for column in declared
            ]  # fmt: skip
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=events._ROW_GROUP)
            rows += size
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {"rows": rows, "sha256": digest, "rejected": {}, "undated": 0}
