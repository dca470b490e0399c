"""Which tables, rows and columns are public at all, before any rule of publicity is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from creditscore.codes import catalogue
from creditscore.records import Table

_MARKED = {"commitment": ("published",)}
"""Public tables whose rows say themselves whether they are published."""

_WORKINGS = ("decision_register",)
"""Tables of the supervision itself, about decisions that are published elsewhere under their own rules."""


def marks(table: Table) -> tuple[str, ...] | None:
    """Boolean columns of which one must be true for a row to be public; empty if every row is, none if no row is.

    A table that rests on an authorisation is public only where it carries a published mark, such as the A-grade
    list of taxpayers; a table without a public column of its own is never shown.
    """
    own = [column for column in table.own if column.layer == "public"]
    if table.name in _WORKINGS or table.name in _MARKED:
        return _MARKED.get(table.name)
    if catalogue.public(table.basis):
        return () if own else None
    return tuple(column.name for column in own if column.kind == "boolean") or None


def public_columns(table: Table) -> tuple[str, ...]:
    """Columns that may be shown with a public row."""
    return tuple(column.name for column in table.columns if column.layer == "public")


def is_public(table: Table, record: Mapping[str, Any]) -> bool:
    """Whether a row may be shown at all."""
    asked = marks(table)
    return asked is not None and (not asked or any(record.get(name) is True for name in asked))


def public_rows(table: Table, rows: ir.Table) -> Any:
    """``is_public`` for every row."""
    asked = marks(table)
    if not asked:
        return ibis.literal(asked is not None)
    return ibis.or_(*(ibis.coalesce(rows[name], False) for name in asked))
