"""Subjects that changed their code, and subjects that went up in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditscore import simulate
from creditscore.codes import uscc
from tests.simulate.conftest import Ask, asking


@pytest.fixture(scope="module")
def ask_moved(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """A province in which many subjects changed their code."""
    raw: Path = tmp_path_factory.mktemp("moved") / "raw"
    settings = simulate.Settings(changed_code=0.3, merged=0.4)
    return asking(simulate.write(raw, entities=800, seed=9, settings=settings))


def test_a_changed_code_is_new_to_the_register_and_valid(ask_moved: Ask) -> None:
    rows = ask_moved("""
        SELECT e.former_uscc::VARCHAR AS code, e.uscc::VARCHAR AS now, e.former_uscc IN (SELECT uscc FROM entity) AS known
        FROM entity e JOIN true_planted p ON p.record_id = e.record_id AND p.defect = 'changed_code'
    """)
    assert len(rows) > 20
    assert uscc.valid_many(rows["code"].tolist()).all()
    assert not rows["known"].any()
    assert (rows["code"].str[:2] == rows["now"].str[:2]).all()


def test_once_changed_a_code_stays_the_former_one(ask_moved: Ask) -> None:
    lost = ask_moved("""
        SELECT count(*) AS n FROM entity a JOIN entity b USING (uscc) WHERE a.former_uscc IS NOT NULL
        AND b.event_date > a.event_date AND b.former_uscc IS NULL AND a.record_id NOT LIKE '%-%-%'
        AND b.record_id NOT LIKE '%-%-%'
    """)
    assert lost["n"][0] == 0


def test_who_went_up_in_another_was_deregistered_before(ask_moved: Ask) -> None:
    rows = ask_moved("""
        SELECT e.event_date >= gone.day AS after FROM entity e JOIN true_planted p ON p.record_id = e.record_id
        AND p.defect = 'merged' JOIN (SELECT uscc, min(event_date) AS day FROM entity WHERE reg_status = 'deregistered'
        GROUP BY 1) gone ON gone.uscc = e.former_uscc
    """)
    merged = ask_moved("SELECT count(*) AS n FROM true_planted WHERE defect = 'merged'")["n"][0]
    assert len(rows) == merged > 20
    assert rows["after"].all()


def test_some_records_stay_under_the_old_code(ask_moved: Ask) -> None:
    rows = ask_moved("""
        WITH l AS (SELECT record_id, uscc FROM complaint UNION ALL SELECT record_id, uscc FROM admin_licence
            UNION ALL SELECT record_id, uscc FROM contract_performance)
        SELECT l.uscc IN (SELECT former_uscc FROM entity WHERE former_uscc IS NOT NULL) AS old,
            l.uscc IN (SELECT uscc FROM entity) AS now
        FROM l JOIN true_planted p USING (record_id) WHERE p.defect = 'old_code' AND l.record_id NOT IN
        (SELECT record_id FROM true_planted WHERE defect IN ('bad_uscc'))
    """)
    assert len(rows) > 10
    assert not rows["now"].any()
    assert rows["old"].mean() > 0.9  # the yearly report after the change may be missing
