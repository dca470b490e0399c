"""Checks across columns: what the engine's SQL says of a row is what the plan's interpreter says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore.errors import DefinitionError
from creditscore.plan import AsOf, Constant, Expression, col, columns_of
from creditscore.plan.operations import compile_expression
from creditscore.records import TABLES, Column, Table
from creditscore.records._expression import predicate
from tests.records.tables import ARROW, DAY

CHECKS = [(table, check) for table in TABLES.values() for check in table.checks]

_DAYS = st.integers(-400, 400).map(lambda days: DAY + timedelta(days=days)) | st.dates()
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(max_size=3), "code": st.sampled_from(["a", "b", "c"]), "date": _DAYS,
    "money": st.integers(-50, 200_000) | st.integers(-(2**52), 2**52), "integer": st.integers(-5, 400),
    "number": st.floats(-2, 2, allow_nan=False) | st.floats(-1e12, 1e12, allow_nan=False), "boolean": st.booleans(),
}  # fmt: skip


def values(column: Column) -> st.SearchStrategy[Any]:
    """Values of a column as stored; null one time in a few."""
    return st.none() | (st.sampled_from(column.codes) if column.codes else _VALUES[column.kind])


def rows_of(table: Table, names: frozenset[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(
        st.fixed_dictionaries({name: values(table.column(name)) for name in sorted(names)}),
        min_size=1,
        max_size=60,
    )


def by_engine(expression: Expression, table: Table, rows: list[dict[str, Any]]) -> list[Any]:
    names = sorted(rows[0])
    schema = pa.schema([(name, ARROW[table.column(name).kind]) for name in names])
    stored = pa.Table.from_pylist(rows, schema=schema).append_column("_n", pa.array(range(len(rows))))
    with duckdb.connect() as connection:
        connection.register("stored", stored)
        found = connection.execute(
            f"SELECT {predicate(expression, table)} FROM stored ORDER BY _n"
        ).fetchall()
    return [row[0] for row in found]


def by_interpreter(expression: Expression, table: Table, rows: list[dict[str, Any]]) -> list[Any]:
    """The plan's interpreter, money in yuan."""
    holds = compile_expression(expression)
    money = {column.name for column in table.columns if column.kind == "money"}
    plain = [
        {name: value / 100 if name in money and value is not None else value for name, value in row.items()}
        for row in rows
    ]
    return [holds(row, date.max) for row in plain]


@pytest.mark.parametrize(("table", "check"), CHECKS, ids=lambda value: getattr(value, "rule", ""))
@settings(max_examples=12)
@given(data=st.data())
def test_a_declared_check_means_the_same_to_the_engine_and_to_the_interpreter(table, check, data):
    rows = data.draw(rows_of(table, columns_of(check.wrong)))
    assert by_engine(check.wrong, table, rows) == by_interpreter(check.wrong, table, rows)


# ------------------------------------------------------------------ any expression

BILL = TABLES["utility_bill"]
NUMBERS = st.sampled_from(
    [col("amount_due"), col("late_fee"), col("usage"), Constant(0), Constant(2.5), Constant(None)]
)
DATES = st.sampled_from([col("event_date"), col("paid_date"), col("period"), Constant(DAY)])
TEXTS = st.sampled_from([col("utility"), col("usage_unit")])
_SYMBOLS = ("__add__", "__sub__", "__mul__", "__truediv__")
_COMPARED = ("__lt__", "__le__", "__gt__", "__ge__", "is_", "is_not")


def _numbers(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(lambda a, b, name: getattr(a, name)(b), inner, inner, st.sampled_from(_SYMBOLS)),
        st.builds(lambda a, b: a.or_else(b), inner, inner),
        st.builds(lambda a, bound: a.at_least(bound), inner, st.sampled_from([0, 1.5])),
        st.builds(lambda a, b: a.days_since(b), DATES, DATES),
        st.builds(lambda a: a.month(), DATES),
        st.builds(lambda a: a.coded({"heat": 1, "kwh": 2.5, "gas": 3}), TEXTS),
        st.builds(lambda a, b: (a > b).as_number(), inner, inner),
    )


NUMERIC = st.recursive(NUMBERS, _numbers, max_leaves=6)
CONDITION = st.recursive(
    st.one_of(
        st.builds(lambda a, b, name: getattr(a, name)(b), NUMERIC, NUMERIC, st.sampled_from(_COMPARED)),
        st.builds(lambda a, b, name: getattr(a, name)(b), DATES, DATES, st.sampled_from(_COMPARED)),
        st.builds(
            lambda a, some: a.is_in(some),
            TEXTS,
            st.lists(st.sampled_from(["heat", "gas", "kwh"]), max_size=3),
        ),
        st.builds(lambda a: a.is_null(), NUMERIC | DATES | TEXTS),
    ),
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        inner.map(lambda a: ~a),
    ),
    max_leaves=6,
)
STORED = frozenset(
    {"amount_due", "late_fee", "usage", "event_date", "paid_date", "period", "utility", "usage_unit"}
)


@settings(max_examples=150)
@given(CONDITION, rows_of(BILL, STORED))
def test_any_condition_means_the_same_to_the_engine_and_to_the_interpreter(condition, rows):
    wanted = by_interpreter(condition, BILL, rows)
    assert [found is True for found in by_engine(condition, BILL, rows)] == [
        value is True for value in wanted
    ]


@given(st.floats(-0.99, 1e9), st.none() | st.integers(0, 10**9))
def test_logarithms_agree_to_the_last_digits(number, fen):
    expression = (col("usage") + col("amount_due")).log1p()
    rows = [{"usage": number, "amount_due": fen}]
    (wanted,), (found,) = by_interpreter(expression, BILL, rows), by_engine(expression, BILL, rows)
    assert found == (None if wanted is None else pytest.approx(wanted, rel=1e-12, abs=1e-15))


@pytest.mark.parametrize(
    "asks", [AsOf().days_since(col("event_date")) > 3, col("amount_paid").known_by(col("paid_date")) > 0]
)
def test_a_check_that_asks_for_the_day_of_asking_is_refused(asks):
    with pytest.raises(DefinitionError, match="knows no as_of"):
        predicate(asks, BILL)


def test_amounts_near_the_largest_are_added_without_overflow():
    rows = [{"amount_due": 2**63 - 1, "late_fee": 2**63 - 1}]
    assert by_engine(col("amount_due") * 100 + col("late_fee") > 0, BILL, rows) == [True]
