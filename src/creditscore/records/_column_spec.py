"""What a column of a mapping may say: a unit off money or a code that is not ours is refused before any file is opened."""

from __future__ import annotations

from datetime import date

from creditscore.errors import MappingError
from creditscore.records._cast import FEN, ColumnSpec
from creditscore.records._table import Column

_MAPPABLE = ("text", "code", "integer", "boolean")


def check_spec(column: Column, spec: ColumnSpec, *, where: str) -> None:
    """Refuse a column mapping that contradicts the declaration: a unit off money, a code that is not ours."""
    if spec.otherwise and column.kind not in _MAPPABLE:
        raise MappingError(
            f"{where}: a {column.kind} column is read from one source column, found {spec.sources}"
        )
    if spec.unit and spec.unit not in (*FEN, "percent"):
        raise MappingError(f"{where}: unit {spec.unit!r} is unknown; wanted yuan, wan_yuan, fen or percent")
    if spec.unit and column.kind != ("number" if spec.unit == "percent" else "money"):
        raise MappingError(f"{where}: unit {spec.unit!r} does not fit a {column.kind} column; take it out")
    if spec.formats and column.kind != "date":
        raise MappingError(f"{where}: format is for dates, and {column.name} is {column.kind}; take it out")
    if spec.hashed and (column.kind != "text" or not column.name.endswith("_hash")):
        raise MappingError(
            f"{where}: a keyed hash is kept in a text column named …_hash, not in {column.name}"
        )
    dated = column.kind == "date" and not (spec.patterns or spec.extract or spec.fallback is not None)
    if (spec.mapped or spec.extract) and column.kind not in _MAPPABLE and not dated:
        raise MappingError(f"{where}: a {column.kind} column takes no value map; use a unit or a format")
    given = [
        *spec.values.values(),
        *(ours for _, ours in spec.patterns),
        spec.fallback,
        spec.empty,
        spec.constant,
    ]
    for ours in given:
        if ours is not None and ours != "":
            _check_value(column, ours, where)


def _check_value(column: Column, ours: object, where: str) -> None:
    wanted = {
        "text": str, "code": str, "date": date, "money": int, "integer": int, "number": (int, float), "boolean": bool,
    }[column.kind]  # fmt: skip
    if not isinstance(ours, wanted) or (isinstance(ours, bool) and column.kind != "boolean"):
        raise MappingError(
            f"{where}: {column.name} is {column.kind}, found {ours!r} ({type(ours).__name__}); write a {column.kind}"
        )
    if column.codes and ours not in column.codes:
        raise MappingError(
            f"{where}: {ours!r} is not a code of {column.name}; wanted one of {list(column.codes)}"
        )
