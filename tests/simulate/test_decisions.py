"""Licences, other actions and the departments' registers: what comes late, what never comes."""

from __future__ import annotations

import pytest

from creditscore.codes import uscc, violations, workdays
from creditscore.simulate import Settings

NEVER, LATE = Settings().never_reported, Settings().reported_late


@pytest.mark.parametrize("table", ["admin_licence", "admin_action"])
def test_what_is_marked_late_took_more_than_seven_working_days_and_nothing_else_did(
    table: str, ask_clean
) -> None:
    rows = ask_clean(f"""
        SELECT event_date, known_date, record_id IN (SELECT record_id FROM true_planted WHERE defect = 'late_report'
        AND table_name = '{table}') AS late FROM {table}
    """)
    days = [workdays.between(row.event_date.date(), row.known_date.date()) for row in rows.itertuples()]
    assert [day > 7 for day in days] == rows["late"].tolist()
    assert rows["late"].mean() == pytest.approx(LATE, rel=0.3)


def test_the_register_holds_every_decision_and_those_that_never_came(ask_clean) -> None:
    rows = ask_clean("""
        WITH there AS (SELECT 'penalty' AS kind, doc_no, agency FROM admin_penalty UNION
            SELECT 'licence', doc_no, agency FROM admin_licence UNION SELECT 'action', doc_no, agency FROM admin_action)
        SELECT r.decision_kind::VARCHAR AS kind, r.record_id IN (SELECT record_id FROM true_planted
            WHERE table_name = 'decision_register' AND defect = 'missing_report') AS missing,
            r.event_date, (r.decision_kind, r.doc_no, r.agency) IN (SELECT (kind, doc_no, agency) FROM there) AS there
        FROM decision_register r
    """)
    assert (rows["there"] != rows["missing"]).all()
    assert set(rows["kind"]) == {"penalty", "licence", "action"}
    early = rows[rows["event_date"] < "2025-01-01"]
    assert early["missing"].mean() == pytest.approx(NEVER, rel=0.25)


def test_no_decision_is_missing_from_its_register(ask_clean) -> None:
    for table, kind in (
        ("admin_penalty", "penalty"),
        ("admin_licence", "licence"),
        ("admin_action", "action"),
    ):
        unknown = ask_clean(f"""
            SELECT count(*) AS n FROM {table} WHERE event_date < '2025-12-20' AND (doc_no, agency) NOT IN
            (SELECT (doc_no, agency) FROM decision_register WHERE decision_kind = '{kind}')
        """)
        assert unknown["n"][0] == 0, table


def test_departments_have_credit_codes_of_public_bodies_that_are_nobodys(ask_clean) -> None:
    codes = ask_clean("SELECT DISTINCT agency_uscc::VARCHAR AS c FROM decision_register")["c"].tolist()
    assert uscc.valid_many(codes).all()
    assert all(code[:2] == "11" for code in codes)
    shared = ask_clean(
        "SELECT count(*) AS n FROM entity WHERE uscc IN (SELECT agency_uscc FROM decision_register)"
    )
    assert shared["n"][0] == 0


def test_a_penalty_says_what_it_is_for_in_words_that_lead_to_its_code(ask_clean) -> None:
    rows = ask_clean(
        "SELECT DISTINCT violation_code::VARCHAR AS code, violation_type::VARCHAR AS said FROM admin_penalty"
    )
    assert len(rows) > 20
    assert all(
        violations.get(code).name_zh == said for code, said in zip(rows["code"], rows["said"], strict=True)
    )
    assert all(violations.classify(said) for said in rows["said"])


def test_the_first_of_every_kind_of_penalty_is_the_heaviest_and_fines_are_named(ask_clean) -> None:
    odd = ask_clean("""
        SELECT count(*) AS n FROM admin_penalty WHERE penalty_kinds NOT LIKE penalty_kind || '%'
        OR (fine >= 100000 AND penalty_kinds NOT LIKE '%fine%')
    """)
    assert odd["n"][0] == 0


def test_publicity_ends_as_the_rule_says_but_where_planted(ask_clean) -> None:
    rows = ask_clean("""
        SELECT date_diff('month', event_date, publicity_until) AS months, record_id IN (SELECT record_id
        FROM true_planted WHERE defect = 'publicity_conflict') AS planted FROM admin_penalty
        WHERE publicity_until IS NOT NULL AND record_id NOT IN (SELECT new.record_id FROM admin_penalty old
        JOIN admin_penalty new USING (doc_no) WHERE old.superseded_date IS NOT NULL AND new.superseded_date IS NULL)
    """)
    assert set(rows.loc[~rows["planted"], "months"]) == {36}
    assert set(rows.loc[rows["planted"], "months"]) <= {12, 48, 60}
    assert rows["planted"].mean() == pytest.approx(Settings().publicity_conflict, rel=0.5)
    silent = ask_clean("SELECT bool_and(procedure = 'simple' OR penalty_kind = 'warning') AS so FROM admin_penalty "
                       "WHERE publicity_until IS NULL")  # fmt: skip
    assert silent["so"][0]


def test_licences_are_valid_forwards_and_end_once(ask_clean) -> None:
    rows = ask_clean("""
        SELECT count(*) FILTER (WHERE valid_to < valid_from) AS reversed, count(*) FILTER (WHERE ended_date >= valid_to)
        AS after, count(*) FILTER (WHERE valid_to = '2099-12-31') AS open, count(ended_date) AS ended FROM admin_licence
    """)
    assert rows["reversed"][0] == rows["after"][0] == 0
    assert rows["open"][0] > 0 < rows["ended"][0]
