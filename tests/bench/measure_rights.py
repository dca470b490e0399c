"""Rights of many records: intervals of use, and how every record stands on a day; Parquet to Parquet."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench.probe import Spent

ON = date(2025, 6, 1)
LISTED = 10
"""One list entry for so many penalties."""


def _record_event(random: Any, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Of every table 2 % repaired, 0.2 % revoked and 1 % contested, half of these answered."""
    import numpy as np
    import pyarrow as pa

    from tests.bench.events import DAYS, _days

    parts: list[pa.Table] = []
    for name, columns in tables.items():
        rows = len(columns["event"])
        chosen = random.permutation(rows)[: max(rows * 32 // 1000, 1)]
        day = np.minimum(columns["event"][chosen] + random.integers(30, 700, len(chosen)), DAYS - 40)
        place = np.arange(len(chosen)) % 32
        kind = np.where(place < 20, "repaired", np.where(place < 22, "revoked", "objection_filed")).astype(
            str
        )
        answered = np.flatnonzero(place >= 27)
        who = np.concatenate([chosen, chosen[answered]])
        when = np.concatenate([day, day[answered] + 15])
        parts.append(
            pa.table(
                {
                    "record_id": columns["record_id"].take(pa.array(who)),
                    "table_name": pa.array([name] * len(who)),
                    "uscc": columns["uscc"].take(pa.array(who)),
                    "kind": pa.array(np.concatenate([kind, np.full(len(answered), "objection_rejected")])),
                    "event_date": _days(when),
                    "known_date": _days(np.minimum(when + random.integers(0, 20, len(who)), DAYS - 1)),
                }
            )
        )
    whole = pa.concat_tables(parts).combine_chunks()
    return {name: whole[name].combine_chunks() for name in whole.column_names}


def _list_entry(random: Any, event: Any) -> dict[str, Any]:
    from creditscore.records.lists import LIST_CODES
    from tests.bench.events import _codes, _days

    rows = len(event)
    return {
        "list_code": _codes(random, rows, LIST_CODES),
        "exit_date": _days(event + random.integers(60, 1_000, rows), random.random(rows) < 0.6),
    }


def written(work: Path, size: int) -> Path:
    """A canonical folder with ``size`` penalties and list entries, and what happened to them."""
    import numpy as np
    import pyarrow as pa

    from tests.bench.events import DATA_FROM, DATA_UNTIL, _admin_penalty, _envelope, _numbered, _write

    folder = work / f"rights-{size}"
    if (folder / "manifest.json").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    entities = max(size // 10, 10)
    kinds = pa.array(np.where(np.arange(entities) % 5 == 0, "92220101MA", "91220101MA").astype(str))
    usccs = pa.compute.binary_join_element_wise(
        kinds, _numbered("", np.arange(10_000_000, 10_000_000 + entities)), ""
    )
    entries: dict[str, Any] = {}
    made: dict[str, dict[str, Any]] = {}
    for name, rows in (("admin_penalty", size - size // LISTED), ("list_entry", size // LISTED)):
        owner = random.integers(0, entities, rows)
        columns = _envelope(random, name, owner, usccs)
        event = columns["event"]
        columns |= (
            _admin_penalty(random, rows, event, owner)
            if name == "admin_penalty"
            else _list_entry(random, event)
        )
        made[name] = columns
        entries[name] = _write(folder, name, columns)
    entries["record_event"] = _write(folder, "record_event", _record_event(random, made))
    manifest = {
        "format_version": 1, "title": f"{size} records for timing", "made_up": True, "identifier": "uscc",
        "regions": "free", "assumptions": [], "data_from": DATA_FROM.isoformat(),
        "data_until": DATA_UNTIL.isoformat(), "tables": entries, "source": {},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _opened(work: Path, size: int) -> Any:
    """The province on two threads, digests checked; a tiny one first, so that what is imported late is imported."""
    from creditscore import records, rights

    tiny = records.Province(written(work, 1_000), threads=2)
    rights.standings(tiny, "admin_penalty", on=ON).to_pyarrow()
    province = records.Province(written(work, size), threads=2)
    for name in ("admin_penalty", "list_entry", "record_event"):
        province.table(name)
    return province


def usable(work: Path, size: int) -> dict[str, float]:
    """``rights.usable``: every column and the intervals of use, under the default policy."""
    from creditscore import rights
    from creditscore.plan import RightsPolicy

    province = _opened(work, size)
    with Spent() as spent:
        for name in ("admin_penalty", "list_entry"):
            table = rights.usable(province, name, policy=RightsPolicy())
            table.to_parquet(work / f"usable-{name}.parquet")
    return spent.figures(records=float(size), records_per_cpu_s=size / spent.cpu)


def standings(work: Path, size: int) -> dict[str, float]:
    """``rights.standings``: shown, usable, severity, earliest repair, what is unmet, on one day."""
    from creditscore import rights

    province = _opened(work, size)
    with Spent() as spent:
        for name in ("admin_penalty", "list_entry"):
            table = rights.standings(province, name, on=ON, columns=["record_id", "uscc"])
            table.to_parquet(work / f"standings-{name}.parquet")
    return spent.figures(records=float(size), records_per_cpu_s=size / spent.cpu)


MEASURES = {"rights_usable": usable, "rights_standings": standings}
