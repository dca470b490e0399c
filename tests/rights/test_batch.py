"""Rights of whole tables through the engine."""

from __future__ import annotations

from datetime import date

import ibis
import pytest

from creditscore import records, rights
from creditscore.errors import DefinitionError, RecordsError, RightsError
from creditscore.plan import RightsPolicy
from tests.provinces import province

FIRM = "91220101MA00000000"


def event(record_id: str, kind: str, day: date, known: date | None = None) -> dict[str, object]:
    return {
        "record_id": record_id, "table_name": "admin_penalty", "uscc": FIRM, "kind": kind, "event_date": day,
        "known_date": known or day,
    }  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return province(
        tmp_path_factory.mktemp("small"),
        {
            "admin_penalty": [
                {"record_id": "calm", "uscc": FIRM, "event_date": date(2025, 1, 31), "fine": 2_000_000},
                {
                    "record_id": "repaired",
                    "uscc": FIRM,
                    "event_date": date(2025, 1, 31),
                    "known_date": date(2025, 2, 9),
                },
                {"record_id": "contested", "uscc": FIRM, "event_date": date(2025, 1, 31)},
            ],
            "tax_filing": [{"uscc": FIRM, "event_date": date(2025, 1, 15)}],
            "record_event": [
                event("repaired", "repaired", date(2025, 6, 1)),
                event("contested", "objection_filed", date(2025, 3, 1)),
                event("contested", "objection_rejected", date(2025, 4, 1), date(2025, 4, 20)),
                event("calm", "corrected", date(2025, 4, 1)),
            ],
        },
    )


def spans(province, **asked) -> dict[str, list[tuple[date, date | None]]]:
    policy = asked.pop("policy", RightsPolicy(after_publicity="internal"))
    found: dict[str, list[tuple[date, date | None]]] = {}
    rows = rights.usable(province, "admin_penalty", policy=policy, **asked).to_pyarrow().to_pylist()
    for row in sorted(rows, key=lambda row: row["usable_from"]):
        found.setdefault(row["record_id"], []).append((row["usable_from"], row["usable_until"]))
    return found


def test_one_row_per_usable_interval(small):
    assert spans(small) == {
        "calm": [(date(2025, 1, 31), None)],
        "repaired": [(date(2025, 1, 31), date(2025, 6, 2))],
        "contested": [(date(2025, 1, 31), date(2025, 3, 2)), (date(2025, 4, 21), None)],
    }


def test_a_model_built_today_never_sees_what_has_been_repaired(small):
    policy = RightsPolicy(name="current_rights", built_on=date(2025, 7, 1), after_publicity="internal")
    assert "repaired" not in spans(small, policy=policy)


def test_columns_can_be_chosen_and_dates_stay_dates(small):
    table = rights.usable(small, "admin_penalty", policy=RightsPolicy(), columns=["record_id", "fine"])
    assert table.columns == ("record_id", "fine", *rights.RIGHTS_COLUMNS)
    arrow = small.connection.con.sql(ibis.to_sql(table, dialect="duckdb")).types
    assert [str(arrow[table.columns.index(name)]) for name in rights.RIGHTS_COLUMNS] == [
        "DATE", "DATE", "DATE", "DATE", "VARCHAR",
    ]  # fmt: skip


def test_every_declared_column_comes_by_default(small):
    table = rights.usable(small, "tax_filing", policy=RightsPolicy())
    assert table.columns == (*[column.name for column in records.TAX_FILING.columns], *rights.RIGHTS_COLUMNS)


def test_a_table_without_rules_and_changes_stays_a_projection(small):
    sql = ibis.to_sql(rights.usable(small, "tax_filing", policy=RightsPolicy()), dialect="duckdb")
    assert "JOIN" not in sql
    assert "CASE" not in sql


def test_objections_cost_nothing_where_they_are_only_annotated(small):
    policy = RightsPolicy(contested="annotate")
    sql = ibis.to_sql(rights.usable(small, "admin_penalty", policy=policy), dialect="duckdb")
    assert sql.count("JOIN") == 1
    assert "OVER" not in sql


def test_an_unknown_column_is_named(small):
    with pytest.raises(DefinitionError, match="admin_penalty: no column 'fines'"):
        rights.usable(small, "admin_penalty", policy=RightsPolicy(), columns=["fines"])


def test_a_table_that_is_not_there_is_named(small):
    with pytest.raises(RecordsError, match="utility_bill"):
        rights.usable(small, "utility_bill", policy=RightsPolicy())


def test_coverage_has_no_rights(small):
    with pytest.raises(RightsError, match="coverage"):
        rights.usable(small, "coverage", policy=RightsPolicy())


def test_rows_of_one_entity_come_out_as_the_engine_gives_them(small):
    policy = RightsPolicy()
    stored = small.table("admin_penalty").to_pyarrow().to_pylist()
    events = small.table("record_event").to_pyarrow().to_pylist()
    mine = rights.usable_rows("admin_penalty", stored, events, policy=policy)
    theirs = rights.usable(small, "admin_penalty", policy=policy).to_pyarrow().to_pylist()
    order = lambda row: (row["record_id"], row["usable_from"])  # noqa: E731
    assert sorted(mine, key=order) == sorted(theirs, key=order)
