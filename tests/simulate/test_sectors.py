"""The sparse families are the weak, biased views they stand for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from creditscore import simulate
from tests.simulate.conftest import asking

FOLLOWS_COMPLIANCE = {
    "sampling_test": "NOT qualified", "commitment": "outcome IN ('breached', 'false_promise')",
    "construction_credit": "behaviour = 'bad'", "env_credit": "colour IN ('red', 'black')",
    "bidding_event": "event_kind <> 'good_performance'",
    "complaint": "outcome = 'upheld'", "disclosure_event": "submitted_date IS NULL OR submitted_date > event_date",
}  # fmt: skip


@pytest.mark.parametrize("table", FOLLOWS_COMPLIANCE)
def test_bad_news_comes_from_the_careless_but_not_only_from_them(table: str, ask_clean) -> None:
    rows = ask_clean(f"""
        SELECT {FOLLOWS_COMPLIANCE[table]} AS bad, avg(t.compliance) AS c, count(*) AS n FROM {table} r
        JOIN true_traits t ON t.entity = r.uscc AND t.as_of = date_trunc('quarter', r.event_date) GROUP BY 1
    """).set_index("bad")
    assert rows["c"][True] < rows["c"][False] - 0.1, rows
    assert rows["n"][True] > 10


def test_honours_go_to_the_large_more_than_to_the_good(ask_clean) -> None:
    firms = ask_clean("""
        SELECT e.size_class::VARCHAR AS size, avg(t.compliance) AS compliance, count(DISTINCT a.record_id) / count(*) AS rate
        FROM entity e JOIN true_traits t ON t.entity = e.uscc AND t.as_of = '2022-01-01'
        LEFT JOIN award a ON a.uscc = e.uscc WHERE e.change_kind = 'initial' AND e.entity_type = 'enterprise' GROUP BY 1
    """).set_index("size")["rate"]
    assert firms["medium"] > 3 * firms["micro"]
    good = ask_clean("""
        SELECT t.compliance > 0.5 AS good, count(DISTINCT a.record_id) / count(*) AS rate FROM entity e
        JOIN true_traits t ON t.entity = e.uscc AND t.as_of = '2022-01-01' LEFT JOIN award a ON a.uscc = e.uscc
        WHERE e.change_kind = 'initial' AND e.size_class = 'micro' AND e.entity_type = 'enterprise' GROUP BY 1
    """).set_index("good")["rate"]
    assert 1.0 < good[True] / good[False] < 3.0


def test_public_bodies_pay_late_and_their_suppliers_say_so(ask_clean) -> None:
    rows = ask_clean("""
        SELECT uscc[1:2] IN ('11', '12') AS public, avg((outcome <> 'performed')::INT) AS late, count(*) AS n
        FROM contract_performance WHERE contract_role = 'debtor' GROUP BY 1
    """).set_index("public")
    assert rows["late"][True] > 1.4 * rows["late"][False]
    pairs = ask_clean("""
        SELECT c.counterparty_kind::VARCHAR AS other, c.outcome = d.outcome AS same, c.amount = d.amount AS worth
        FROM contract_performance c JOIN contract_performance d USING (contract_no)
        WHERE c.contract_role = 'creditor' AND d.contract_role = 'debtor'
    """)
    assert len(pairs) > 100
    assert pairs["same"].all() and pairs["worth"].all() and (pairs["other"] == "gov_body").all()


def test_only_social_organisations_are_inspected_as_such(ask_clean) -> None:
    kinds = ask_clean("SELECT DISTINCT uscc[1:2] AS k FROM social_org_inspection")["k"].tolist()
    assert kinds == ["52"]
    twice = ask_clean("SELECT count(*) - count(DISTINCT (uscc, year)) AS n FROM social_org_inspection")
    assert twice["n"][0] == 0


def test_deaths_fit_the_level_of_an_accident(ask_clean) -> None:
    rows = ask_clean("""
        SELECT event_kind::VARCHAR AS kind, level::VARCHAR AS level, deaths FROM safety_event
    """)
    accidents = rows[rows["kind"] == "accident"]
    assert rows[rows["kind"] != "accident"]["deaths"].isna().all()
    assert (accidents[accidents["level"] == "general"]["deaths"] < 3).all()


def test_customs_grades_change_their_version_on_the_first_of_april_2026(tmp_path: Path) -> None:
    later = simulate.Settings(start=date(2022, 1, 1), months=60)
    ask = asking(simulate.write(tmp_path / "raw", entities=800, seed=3, settings=later))
    rows = ask("""
        SELECT event_date >= '2026-04-01' AS later, count(grade_2021) AS old, count(grade_2026) AS new FROM customs_credit
        WHERE record_id NOT IN (SELECT record_id FROM true_planted) GROUP BY 1
    """).set_index("later")
    assert rows["old"][False] > 0 == rows["new"][False]
    assert rows["new"][True] > 0 == rows["old"][True]


def test_before_2026_there_is_no_grade_of_2026(ask_clean) -> None:
    assert ask_clean("SELECT count(grade_2026) AS n FROM customs_credit")["n"][0] == 0
