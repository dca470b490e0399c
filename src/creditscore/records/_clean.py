"""Source texts made clean once, before anything is read from them: trimmed, missing ones null, digits in half width.

Every clean text is a column of its own beside the source column, so that an expression over it stays short: the engine
keeps a vector for every part of an expression, and long ones repeated a hundred times do not fit into memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from creditscore.records._cast import ColumnSpec, literal, name
from creditscore.records._folding import halved
from creditscore.records._table import Column

_TRIMMED, _HALVED = "_clean ", "_half "
_SPACE = "' \t\r\n\u3000\u00a0\ufeff'"
_FIGURES = ("date", "money", "integer", "number")


def clean_scan(
    scan: str, *, types: Mapping[str, str], columns: Mapping[str, ColumnSpec], nulls: tuple[str, ...]
) -> str:
    """A scan with the clean columns beside the source columns that ``columns`` read."""
    read = {source for spec in columns.values() for source in spec.sources if types.get(source) == "VARCHAR"}
    if not nulls or not read:
        return scan
    missing = ", ".join(map(literal, nulls))
    trimmed = ", ".join(
        f"trim({name(source)}, {_SPACE}) AS {name(_TRIMMED + source)}" for source in sorted(read)
    )
    kept = ", ".join(
        f"CASE WHEN {name(_TRIMMED + source)} NOT IN ({missing}) THEN {name(_TRIMMED + source)} END AS {name(_TRIMMED + source)}"
        for source in sorted(read)
    )
    half = ", ".join(
        f"{halved(name(_TRIMMED + source))} AS {name(_HALVED + source)}" for source in sorted(read)
    )
    return f"(SELECT *, {half} FROM (SELECT * REPLACE ({kept}) FROM (SELECT *, {trimmed} FROM {scan})))"


def clean_spec(
    spec: ColumnSpec, column: Column, *, types: Mapping[str, str], nulls: tuple[str, ...]
) -> ColumnSpec:
    """A spec over the clean columns of ``clean_scan``."""
    if not nulls or spec.source is None:
        return spec
    kind = _HALVED if column.kind in _FIGURES or column.name == "uscc" or spec.hashed else _TRIMMED
    clean = tuple(kind + source if types.get(source) == "VARCHAR" else source for source in spec.sources)
    return replace(spec, source=clean[0], otherwise=clean[1:])


def clean_types(types: Mapping[str, str]) -> dict[str, str]:
    """Types of the source columns and of every clean column there may be."""
    texts = [source for source, kind in types.items() if kind == "VARCHAR"]
    return {**types, **{kind + source: "VARCHAR" for source in texts for kind in (_TRIMMED, _HALVED)}}
