"""Wage arrears: where they are found and how they hang together with the list."""

from __future__ import annotations

from tests.simulate.conftest import Ask


def test_a_case_stands_behind_every_entry_on_the_list(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT EXISTS (SELECT 1 FROM wage_arrears w WHERE w.uscc = l.uscc
            AND w.event_date BETWEEN l.event_date - 40 AND l.event_date) AS found
        FROM list_entry l WHERE l.list_code = 'wage_arrears' AND l.event_date < '2025-06-01'
    """)
    assert len(rows) > 10
    assert rows["found"].all()


def test_most_cases_end_before_the_list(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT avg((uscc IN (SELECT uscc FROM list_entry WHERE list_code = 'wage_arrears'))::INT) AS listed,
            count(*) FILTER (WHERE cleared_date < order_date) AS backwards FROM wage_arrears
    """)
    assert 0.1 < rows["listed"][0] < 0.5
    assert rows["backwards"][0] == 0


def test_builders_owe_wages_more_often(ask_clean: Ask) -> None:
    rows = ask_clean("""
        WITH firms AS (SELECT uscc, bool_or(industry_code LIKE 'E%') AS builds FROM entity
            WHERE entity_type = 'enterprise' GROUP BY 1)
        SELECT builds, avg((uscc IN (SELECT uscc FROM wage_arrears))::INT) AS share FROM firms GROUP BY 1
    """).set_index("builds")["share"]
    assert rows[True] > 1.8 * rows[False]
    assert 0.002 < rows[False] < 0.03
