"""Conditions of rules and outcomes, read by the engine."""

from __future__ import annotations

import ibis
import pytest

from creditscore import records, rights
from creditscore.errors import DefinitionError
from creditscore.plan import AsOf, col, compile_expression, lift

ROWS = [
    {"a": a, "b": b, "flag": flag}
    for a in (None, -1, 0, 3)
    for b in (None, 0, 2)
    for flag in (None, True, False)
]


@pytest.mark.parametrize(
    "expression",
    [
        col("a") < 2, col("a") <= 0, col("a") > col("b"), col("a") >= 3, col("a").is_(3), col("a").is_not(3),
        (col("a") > 0) & col("flag"), (col("a") > 0) | col("flag"), ~col("flag"), col("a").is_null(),
        col("a").is_in((0, 3)), col("a").or_else(7).is_(7), col("a") + col("b") > 2, col("a") - col("b") > 0,
        col("a") * 2 > 5, col("a") / col("b") > 1, col("a") / 2 >= 1.5,
    ],
    ids=repr,
)  # fmt: skip
def test_a_condition_holds_in_the_engine_where_it_holds_for_one_record(expression):
    holds = compile_expression(expression)
    rows = ibis.memtable(ROWS, schema={"a": "int64", "b": "int64", "flag": "boolean"}).mutate(
        found=lambda table: rights.condition(expression, table)
    )
    for row in rows.to_pyarrow().to_pylist():
        assert row["found"] == holds(row, None), row


def test_amounts_are_declared_in_yuan_and_stored_in_fen():
    stored = rights.in_storage(records.ADMIN_PENALTY, col("fine") >= 1)
    assert compile_expression(stored)({"fine": 100}, None) is True
    assert compile_expression(stored)({"fine": 99}, None) is False


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(DefinitionError, match="admin_penalty: no column 'amount'"):
        rights.in_storage(records.ADMIN_PENALTY, col("amount") > 1)


@pytest.mark.parametrize("expression", [col("a").known_by(col("b")), lift(1).days_since(AsOf())], ids=repr)
def test_a_rule_may_not_ask_what_only_a_feature_may(expression):
    with pytest.raises(DefinitionError, match="a late fact or as_of belongs in a feature"):
        rights.condition(
            expression, ibis.memtable(ROWS, schema={"a": "int64", "b": "int64", "flag": "boolean"})
        )
