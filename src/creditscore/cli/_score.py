"""Commands of whoever holds a bundle: numpy is enough, Parquet apart."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

from creditscore import scorer
from creditscore.cli._progress import bars
from creditscore.cli._tables import Columns, names_of, read_chunks, writing

REFUSED_ROWS = 3


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        hasher = sha256()
        while block := file.read(1 << 20):
            hasher.update(block)
    return hasher.hexdigest()


def _plain(column: Any) -> list[Any]:
    values = column.tolist() if hasattr(column, "tolist") else list(column)
    return [None if isinstance(value, float) and value != value else value for value in values]


def _said(arguments: argparse.Namespace, loaded: scorer.Scorer) -> dict[str, Any]:
    """What determines the output: when it is already there for the same, nothing is done again."""
    return {
        "input_sha256": _digest(arguments.table), "model_sha256": loaded.terms.model_sha256,
        "model_id": loaded.terms.model_id, "reasons": arguments.reasons,
    }  # fmt: skip


def _finished(manifest: Path, said: dict[str, Any], outputs: list[Path]) -> dict[str, Any] | None:
    """The manifest of an earlier run of the very same job whose output is still there, or None."""
    if not manifest.is_file() or not all(path.is_file() for path in outputs):
        return None
    try:
        earlier: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        return None
    same = all(earlier.get(key) == value for key, value in said.items())
    return earlier if same and earlier.get("output_sha256") == _digest(outputs[0]) else None


def score(arguments: argparse.Namespace) -> int:
    """``creditscore score``: exit 3 if some rows were refused; a finished job is not done twice."""
    loaded = scorer.load(arguments.bundle)
    chunks = read_chunks(arguments.table)
    said = _said(arguments, loaded)
    manifest = arguments.out.with_name(f"{arguments.out.name}.manifest.json")
    outputs = [arguments.out, *([arguments.errors] if arguments.errors else [])]
    earlier = _finished(manifest, said, outputs)
    if earlier is not None:
        print(f"{arguments.out} is already there for this input and bundle; nothing was done")
        return REFUSED_ROWS if earlier["refused"] else 0
    rows = refused = 0
    with ExitStack() as stack:
        write = stack.enter_context(writing(arguments.out))
        complain = stack.enter_context(writing(arguments.errors)) if arguments.errors else None
        progress = stack.enter_context(bars())
        for columns in chunks:
            answers = {name: _plain(column) for name, column in
                       loaded.score_batch(columns, top=arguments.reasons).items()}  # fmt: skip
            write({**{name: columns[name] for name in names_of(columns)}, **answers})
            faults = [(rows + i, faults) for i, faults in enumerate(answers["errors"]) if faults]
            if complain is not None and faults:
                complain(_lines(faults))
            refused += sum(status != "scored" for status in answers["status"])
            rows += len(answers["status"])
            progress("score", rows, rows)
    _write_manifest(
        manifest, {**said, "rows": rows, "refused": refused, "output_sha256": _digest(arguments.out)}
    )
    print(f"scored {rows - refused:,} of {rows:,} rows")
    for path in (*outputs, manifest):
        print(f"wrote {path}")
    return REFUSED_ROWS if refused else 0


def _lines(faults: list[tuple[int, Any]]) -> Columns:
    flat = [(row, fault) for row, many in faults for fault in many]
    return {
        "row": [row for row, _ in flat],
        **{key: [fault[key] for _, fault in flat] for key in ("pointer", "code", "detail")},
    }


def _write_manifest(path: Path, said: dict[str, Any]) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(path)


def verify(arguments: argparse.Namespace) -> int:
    """``creditscore verify``: hashes, schema and every golden row."""
    loaded = scorer.load(arguments.bundle, every_golden_row=True)
    print(f"{loaded!r}: every file as the manifest says; {loaded.golden} golden rows replayed, all equal")
    return 0
