"""Borrowers: how many go bad, when, and what can be seen before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from creditscore import simulate
from creditscore.simulate import _hazard
from tests.simulate.conftest import Ask, asking

BAD = "(dpd >= 90 OR five_class >= 3 OR written_off OR restructured OR transferred)"
LABELS = f"""
    SELECT t.entity::VARCHAR AS entity, t.as_of, t.true_pd, coalesce(bool_or({BAD}), FALSE) AS bad
    FROM true_true_pd t LEFT JOIN loan_performance p ON p.uscc = t.entity
    AND p.event_date >= t.as_of AND p.event_date < t.as_of + INTERVAL 12 MONTH
    WHERE t.as_of BETWEEN '2020-01-01' AND '2025-01-01' GROUP BY ALL
"""


def auc(scores: pd.Series, bad: pd.Series) -> float:
    ranks, ones = scores.rank(), bad.sum()
    return float((ranks[bad].sum() - ones * (ones + 1) / 2) / (ones * (len(bad) - ones)))


@pytest.fixture(scope="module")
def labels(ask_clean: Ask) -> pd.DataFrame:
    return ask_clean(LABELS)


def test_two_to_six_in_a_hundred_performing_borrowers_go_bad_within_a_year(labels: pd.DataFrame) -> None:
    yearly = labels.groupby(labels["as_of"].dt.year)["bad"].mean()
    assert yearly.between(0.02, 0.06).all(), yearly


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Labels of the province of the demo: 20,000 entities, seed 7."""
    raw: Path = simulate.write(tmp_path_factory.mktemp("demo") / "raw", entities=20_000, seed=7)
    return asking(raw)(LABELS)


def test_the_demo_holds_500_bad_entities_to_train_and_150_to_test(demo: pd.DataFrame) -> None:
    bad = demo[demo["bad"]]
    assert bad[bad["as_of"] <= "2023-01-01"]["entity"].nunique() >= 500
    assert bad[bad["as_of"] >= "2024-01-01"]["entity"].nunique() >= 150


def test_the_true_probability_is_the_rate_that_comes_about(demo: pd.DataFrame) -> None:
    assert demo["true_pd"].mean() == pytest.approx(demo["bad"].mean(), rel=0.12)
    tenths = pd.qcut(demo["true_pd"], 10, labels=False)
    by_tenth = demo.groupby(tenths)[["true_pd", "bad"]].mean()
    assert by_tenth["bad"].iloc[-1] == pytest.approx(by_tenth["true_pd"].iloc[-1], rel=0.2)
    assert by_tenth["bad"].iloc[:5].mean() < 0.015


def test_the_truth_ranks_well_but_not_perfectly(demo: pd.DataFrame) -> None:
    assert 0.82 < auc(demo["true_pd"], demo["bad"]) < 0.93


def test_downturns_show_in_the_demo(demo: pd.DataFrame) -> None:
    rates = demo.groupby("as_of")["bad"].mean()
    assert rates.between(0.02, 0.06).all()
    assert rates["2020-01-01":"2020-07-01"].mean() > 1.15 * rates["2021-01-01":"2021-07-01"].mean()
    assert rates["2022-01-01":"2022-07-01"].mean() > 1.15 * rates["2021-01-01":"2021-07-01"].mean()


def test_default_announces_itself_in_taxes_bills_and_arrears(ask_clean: Ask) -> None:
    ask_clean(
        f"CREATE TEMP TABLE first_bad AS SELECT uscc, min(event_date) AS d FROM loan_performance WHERE {BAD} GROUP BY 1"
    )
    lead = "CASE WHEN t.event_date >= d - INTERVAL 6 MONTH THEN 'near' ELSE 'far' END AS lead"
    window = "JOIN first_bad USING (uscc) WHERE t.event_date >= d - INTERVAL 24 MONTH AND t.event_date < d"
    for table, paid in (("tax_filing", "filed_date"), ("utility_bill", "paid_date")):
        late = f"coalesce({paid} > t.event_date, TRUE)::INT"
        rows = ask_clean(f"SELECT {lead}, avg({late}) AS late FROM {table} t {window} GROUP BY 1").set_index(
            "lead"
        )
        assert rows["late"]["near"] > 1.4 * rows["late"]["far"], table
    dpd = ask_clean(f"SELECT {lead}, avg((dpd > 0)::INT) AS late FROM loan_performance t {window} GROUP BY 1")
    assert dpd.set_index("lead")["late"]["near"] > 3 * dpd.set_index("lead")["late"]["far"]


def test_banks_choose_borrowers_who_look_better(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT borrower, avg(solvency) AS solvency FROM true_traits t JOIN true_entities e USING (entity)
        WHERE e.entity_type = 'enterprise' AND t.as_of = DATE '2020-01-01' GROUP BY 1
    """).set_index("borrower")["solvency"]
    assert rows[True] > rows[False] + 0.15


def test_weights_turn_the_sample_into_a_natural_province(clean: Path) -> None:
    entities = simulate.truth(clean)["entities"]
    firms = entities["entity_type"] == "enterprise"
    assert firms.mean() == pytest.approx(0.70, abs=0.02)
    assert entities[firms]["borrower"].mean() == pytest.approx(0.40, abs=0.001)
    weight = entities["sampling_weight"]
    assert weight[firms].sum() / weight.sum() == pytest.approx(0.33, abs=0.02)
    assert weight[firms & entities["borrower"]].sum() / weight[firms].sum() == pytest.approx(0.18, abs=0.005)


def test_changes_tell_of_trouble_before_2023_and_nothing_after(ask_clean: Ask) -> None:
    rows = ask_clean("""
        WITH moves AS (SELECT uscc, event_date FROM entity WHERE change_kind IN ('representative', 'address'))
        SELECT t.as_of >= '2023-01-01' AS after, t.solvency < -1.2 AS trouble, avg((EXISTS (SELECT 1 FROM moves m
            WHERE m.uscc = t.entity AND m.event_date >= t.as_of AND m.event_date < t.as_of + INTERVAL 3 MONTH))::INT)
            AS moved FROM true_traits t WHERE t.as_of < '2025-10-01' GROUP BY 1, 2
    """).set_index(["after", "trouble"])["moved"]
    assert rows[False, True] > 1.6 * rows[False, False]
    assert rows[True, True] < 1.25 * rows[True, False]


def test_warnings_follow_the_region_and_not_the_subject(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT procedure::VARCHAR AS p, avg(t.compliance) AS compliance FROM admin_penalty a
        JOIN true_traits t ON t.entity = a.uscc AND t.as_of = date_trunc('quarter', a.event_date) GROUP BY 1
    """).set_index("p")["compliance"]
    everyone = ask_clean("SELECT avg(compliance) AS c FROM true_traits")["c"][0]
    assert rows["ordinary"] < everyone - 0.4
    assert rows["simple"] > everyone - 0.2


def test_a_loan_ends_once_and_with_nothing_owed_when_settled(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT contract_no, count(*) FILTER (WHERE settled OR written_off OR transferred) AS ends,
            bool_and(NOT settled OR balance = 0) AS paid, count(*) AS n,
            date_diff('month', min(month), max(month)) + 1 AS months FROM loan_performance WHERE month < '2025-09-01' GROUP BY 1
    """)
    assert (rows["ends"] <= 1).all()
    assert rows["paid"].all()
    assert (rows["n"] >= 0.9 * rows["months"]).all()


def test_every_performance_row_has_its_contract(ask_clean: Ask) -> None:
    orphans = ask_clean("""
        SELECT count(*) AS n FROM loan_performance p WHERE event_date < '2025-09-01' AND contract_no NOT IN
        (SELECT contract_no FROM loan_contract)
    """)
    assert orphans["n"][0] == 0


def test_drawing_and_averaging_obey_one_law() -> None:
    rng = np.random.default_rng(3)
    for bucket in range(4):
        for distress in (-1.0, 0.5, 2.0):
            mass = [np.full(1, float(place == bucket)) for place in range(4)]
            wanted = np.concatenate(_hazard.step(mass, np.full(1, distress)))
            many = 200_000
            state = np.full(many, _hazard.CURRENT + bucket)
            after, _ = _hazard.draw(state, np.full(many, distress), rng.random(many), rng.random(many))
            drawn = np.array([(after == _hazard.CURRENT + place).mean() for place in range(4)])
            assert drawn == pytest.approx(wanted, abs=0.005)
            assert (after == _hazard.BAD).mean() == pytest.approx(1 - wanted.sum(), abs=0.005)
