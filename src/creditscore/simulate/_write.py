"""Writing a made-up province: block by block of entities, one Parquet file a table, marked as made up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from creditscore.errors import RecordsError
from creditscore.records import COVERAGE, RECORD_EVENT, TABLES, Table
from creditscore.simulate._arrow import delivered, numbered, schema, to_arrow
from creditscore.simulate._borrowing import make_borrowing
from creditscore.simulate._cohort import Cohort, make_cohort
from creditscore.simulate._defects import lose, note, plant
from creditscore.simulate._draws import Coded, Family, Kept, Rows
from creditscore.simulate._families import FAMILIES, Block, Line
from creditscore.simulate._former import RECODED, under_old_codes
from creditscore.simulate._misfits import plant_misfits
from creditscore.simulate._settings import Settings
from creditscore.simulate._traits import make_traits
from creditscore.simulate._truth import TRUTH, truth_tables
from creditscore.simulate._unenveloped import plant_coverage, plant_events
from creditscore.simulate._world import REGIONS, World, day, make_world, stream

BLOCK = 10_000
"""Entities drawn at a time; part of the definition of a province, because streams are per block."""
ROW_GROUP = 250_000
NEVER_ENDS = np.iinfo(np.int32).max
Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how many are done, how many there are."""


def write(
    out: Path | str,
    *,
    entities: int,
    seed: int,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the raw record tables of a made-up province, dirty rows included, to the folder ``out``.

    ``out`` must not exist or be empty; it appears only when everything is written. It holds one
    ``<table>.parquet`` a record table with the declared columns (money in int64 fen), ``source.json`` for
    ``records.read``, and ``truth/`` (see ``simulate.truth``). Every file's metadata says
    ``creditscore.made_up = true``, the seed and the digest of the settings. One seed and one set of settings
    give the same rows, whatever the machine. Returns ``out``.
    """
    out = Path(out)
    settings = Settings() if settings is None else settings
    if entities < 1:
        raise RecordsError(f"simulate.write: entities must be at least 1; found {entities}; ask for some")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RecordsError(
            f"simulate.write: {out} exists and is not an empty folder; choose another or empty it"
        )
    temporary = out.with_name(f".{out.name}.writing")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        _fill(temporary, make_world(settings, seed=seed), entities, progress)
        if out.exists():
            out.rmdir()
        temporary.replace(out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return out


def _fill(folder: Path, world: World, entities: int, progress: Progress | None) -> None:
    blocks = range(0, entities, BLOCK)
    with _Files(folder, world) as files:
        told = _coverage(world)
        files.extend(COVERAGE.name, told, plant_coverage(told, world.settings.defects))
        for part, first in enumerate(blocks):
            if progress is not None:
                progress("entities", first, entities)
            cohort = make_cohort(world, part=part, first=first, count=min(BLOCK, entities - first))
            _block(files, cohort, world)
        files.write("truth/planted", files.planted())
    (folder / "source.json").write_text(
        json.dumps(_source(world), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    if progress is not None:
        progress("entities", entities, entities)


def _block(files: _Files, cohort: Cohort, world: World) -> None:
    traits = make_traits(cohort, world)
    borrowing, traits = make_borrowing(cohort, traits, world)
    for name, table in truth_tables(cohort, traits, borrowing, world).items():
        files.write(f"truth/{name}", table)
    block = Block(cohort=cohort, traits=traits, borrowing=borrowing, world=world)
    events = []
    lost = dict(world.settings.missing_months)
    for line in FAMILIES:
        table = TABLES[line.table]
        kept = delivered(table, line.make(block), cohort, world)
        if line.table in RECODED:
            kept = under_old_codes(kept, block.former, cohort, world, line.table)
        offset = files.rows.get(line.table, 0)
        if line.remembered or kept.events:
            block.kept[line.table] = Kept(prefix=line.prefix, offset=offset, family=kept)
        if kept.events:
            events.append(_record_events(line, kept, cohort, offset))
        for defect, mask in kept.marks.items():
            files.note(line.table, numbered(line.prefix, offset + np.flatnonzero(mask)), defect)
        arrow = to_arrow(table, kept.rows, cohort, prefix=line.prefix, offset=offset)
        files.add(table, arrow, cohort.part, lost=lost.get(line.table, 0.0))
    rows = pa.concat_tables(events).unify_dictionaries().combine_chunks()
    rng = stream(world.seed, "misfits of record_event", cohort.part)
    wrong = plant_events(rows, world.settings.defects, rng, surely=cohort.part == 0)
    files.extend(RECORD_EVENT.name, rows, wrong)


def _record_events(line: Line, family: Family, cohort: Cohort, offset: int) -> pa.Table:
    events: Rows = family.events
    row, kind = events["row"], events["kind"]
    who: Coded = family.rows.get("uscc", Coded(family.rows["entity"], cohort.uscc))
    uscc = pa.DictionaryArray.from_arrays(
        pa.array(who.index[row], pa.int32()), pa.array(who.codes, pa.string())
    )
    codes = pa.array(kind.codes, pa.string())
    return pa.table({
        "record_id": numbered(line.prefix, offset + row),
        "table_name": pa.array([line.table] * len(row), pa.string()).dictionary_encode(),
        "uscc": uscc,
        "kind": pa.DictionaryArray.from_arrays(pa.array(kind.index.astype(np.int32)), codes),
        "event_date": pa.array(events["event_date"].astype(np.int32)).view(pa.date32()),
        "known_date": pa.array(events["known_date"].astype(np.int32)).view(pa.date32()),
    }, schema=schema(RECORD_EVENT))  # fmt: skip


def _coverage(world: World) -> pa.Table:
    """Where each table's feed delivers: one row for the whole province, or one a region that is covered."""
    rows: list[tuple[str, str | None, str | None, int, int | None]] = []
    start = day(world.settings.start)
    kinds = {line.table: line.kinds for line in FAMILIES}
    for name in (*kinds, RECORD_EVENT.name):
        if name in world.feeds:
            for code, first, end in zip(REGIONS, *world.feeds[name], strict=True):
                if first < end:
                    rows.append((name, code, None, int(first), None if end == NEVER_ENDS else int(end)))
        elif kinds.get(name):
            rows += [(name, None, kind, start, None) for kind in kinds[name]]
        else:
            rows.append((name, None, None, start, None))
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(
        (pa.string(), pa.string(), pa.string(), pa.int32(), pa.int32())
    )]  # fmt: skip
    arrays = [column.dictionary_encode() for column in columns[:3]] + [
        c.view(pa.date32()) for c in columns[3:]
    ]
    return pa.Table.from_arrays(arrays, schema=schema(COVERAGE))


def _source(world: World) -> dict[str, object]:
    last = np.datetime64(world.end_day, "D")
    return {
        "title": f"虚构省 made-up province, seed {world.seed}",
        "made_up": True,
        "identifier": "uscc",
        "regions": "jilin",
        "data_from": world.settings.start.isoformat(),
        "data_until": str(last),
        "assumptions": [f"made-up data (simulate, seed {world.seed}, settings {world.settings.digest[:12]})"],
    }


@dataclass
class _Files:
    """The Parquet files being written, in the order of the calls, on a thread of their own."""

    folder: Path
    world: World
    rows: dict[str, int] = field(default_factory=dict[str, int])
    notes: list[pa.Table] = field(default_factory=list[pa.Table])
    writers: dict[str, pq.ParquetWriter] = field(default_factory=dict[str, pq.ParquetWriter])
    pending: list[Future[None]] = field(default_factory=list[Future[None]])
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))

    def __enter__(self) -> _Files:
        (self.folder / TRUTH).mkdir()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.thread.shutdown(wait=True, cancel_futures=kind is not None)
        try:
            for work in self.pending:
                if not work.cancelled():
                    work.result()
        finally:
            for writer in self.writers.values():
                writer.close()

    def add(self, table: Table, rows: pa.Table, part: int, *, lost: float = 0.0) -> None:
        """Plant defects in one block of a record table, lose a share of its months, and write it."""
        self.rows[table.name] = self.rows.get(table.name, 0) + rows.num_rows
        if lost:
            rows, notes = lose(
                table, rows, lost, stream(self.world.seed, f"missing months of {table.name}", part)
            )
            self.notes.append(notes)
        rng = stream(self.world.seed, f"defects of {table.name}", part)
        shares = self.world.settings.defects
        added = plant_misfits(
            table, rows, shares, stream(self.world.seed, f"misfits of {table.name}", part),
            end_day=self.world.end_day, surely=part == 0,
        )  # fmt: skip
        dirty, notes = plant(table, rows, shares, rng, added)
        self.notes.append(notes)
        self.write(table.name, dirty)

    def note(self, table: str, record_ids: pa.Array | pa.ChunkedArray, defect: str) -> None:
        """Write down what a family planted itself."""
        if len(record_ids):
            self.notes.append(note(table, record_ids, defect))

    def extend(self, name: str, rows: pa.Table, added: Sequence[tuple[str, pa.Table]]) -> None:
        """Write rows of a table without an envelope and, noted by rule, rows that are wrong."""
        first = "record_id" if "record_id" in rows.schema.names else "table_name"
        for rule, wrong in added:
            self.note(name, wrong[first].cast(pa.string()), rule)
        together = pa.concat_tables([rows, *(wrong for _, wrong in added)])
        self.write(name, together.unify_dictionaries().combine_chunks())

    def planted(self) -> pa.Table:
        """Everything planted so far."""
        return pa.concat_tables(self.notes)

    def write(self, name: str, table: pa.Table) -> None:
        """Queue a table; at most two wait, so that memory stays bounded."""
        while len(self.pending) >= 2:
            self.pending.pop(0).result()
        self.pending.append(self.thread.submit(self._append, name, table))

    def _append(self, name: str, table: pa.Table) -> None:
        if name not in self.writers:
            marks = {
                "creditscore.made_up": "true",
                "creditscore.table": name,
                "creditscore.seed": str(self.world.seed),
                "creditscore.settings": self.world.settings.digest,
            }
            marked = table.schema.with_metadata(marks)
            repeated = [item.name for item in table.schema if pa.types.is_dictionary(item.type)]
            self.writers[name] = pq.ParquetWriter(
                self.folder / f"{name}.parquet", marked, compression="zstd", compression_level=1,
                use_dictionary=repeated,
            )  # fmt: skip
        self.writers[name].write_table(table, row_group_size=ROW_GROUP)
