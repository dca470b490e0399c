"""Tax payments, violations and silent taxpayers hang together with returns, lists and defaults."""

from __future__ import annotations

from tests.simulate.conftest import Ask
from tests.simulate.test_lending import BAD

RETURN = "f.uscc = p.uscc AND f.tax_type = p.tax_type AND f.period = p.period"


def test_every_payment_settles_a_return_with_tax_to_pay(ask_clean: Ask) -> None:
    rows = ask_clean(f"""
        SELECT count(*) AS n, count(f.uscc) AS returned, bool_and(f.declared_tax = p.amount_due) AS same,
            bool_and(p.paid_date IS NULL OR p.amount_paid <= p.amount_due) AS within, bool_and(p.amount_due > 0) AS some,
            bool_and(p.event_date = f.event_date AND p.known_date > f.filed_date) AS dated
        FROM tax_payment p LEFT JOIN tax_filing f ON {RETURN}
        WHERE p.event_date < '2025-06-01' AND p.region_code NOT LIKE '2207%'  -- which delivers returns from 2019 on
    """).iloc[0]
    assert rows["returned"] / rows["n"] > 0.999  # a return may be known later than its payment
    assert rows["same"]
    assert rows["within"]
    assert rows["some"]
    assert rows["dated"]


def test_nearly_every_return_with_tax_to_pay_has_its_payment(ask_clean: Ask) -> None:
    rows = ask_clean(f"""
        SELECT avg((p.uscc IS NOT NULL)::INT) AS share FROM tax_filing f LEFT JOIN tax_payment p ON {RETURN}
        WHERE f.declared_tax > 0 AND f.event_date < '2025-06-01'
    """)
    assert rows["share"][0] > 0.99


def test_late_payment_rises_months_before_default(ask_clean: Ask) -> None:
    rows = ask_clean(f"""
        WITH first_bad AS (SELECT uscc, min(event_date) AS d FROM loan_performance WHERE {BAD} GROUP BY 1)
        SELECT CASE WHEN event_date >= d - INTERVAL 6 MONTH THEN 'near' ELSE 'far' END AS lead,
            avg((coalesce(paid_date, DATE '2030-01-01') > event_date)::INT) AS late
        FROM tax_payment JOIN first_bad USING (uscc)
        WHERE event_date >= d - INTERVAL 24 MONTH AND event_date < d GROUP BY 1
    """).set_index("lead")["late"]
    assert rows["near"] > 1.25 * rows["far"]


def test_every_major_violation_on_the_list_was_stated_before(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT EXISTS (SELECT 1 FROM tax_violation v WHERE v.uscc = l.uscc AND v.nature <> 'other'
            AND v.event_date BETWEEN l.event_date - 40 AND l.event_date) AS stated
        FROM list_entry l WHERE l.list_code = 'major_tax_violation' AND l.event_date < '2025-06-01'
    """)
    assert len(rows) > 10
    assert rows["stated"].all()


def test_most_violations_are_minor_and_stay_off_the_list(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT v.uscc IN (SELECT uscc FROM list_entry WHERE list_code = 'major_tax_violation') AS listed,
            count(*) AS n, median(amount) AS amount, avg(transferred_to_police::INT) AS police
        FROM tax_violation v GROUP BY 1
    """).set_index("listed")
    assert rows["n"][False] > rows["n"][True]
    assert rows["amount"][True] > rows["amount"][False]
    assert rows["police"][False] == 0 < rows["police"][True]


def test_abnormal_taxpayers_have_stopped_filing(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT a.ended_date, a.event_date, (SELECT count(*) FROM tax_filing f WHERE f.uscc = a.uscc
            AND f.event_date < a.event_date - 90 AND coalesce(f.filed_date, DATE '2030-01-01') > a.event_date) AS missing,
            (SELECT count(*) FROM tax_filing f WHERE f.uscc = a.uscc AND f.event_date BETWEEN
            a.event_date - 30 AND a.event_date + 400) AS later FROM abnormal_taxpayer a
        WHERE region_code[1:4] <> '2207' AND event_date < '2025-01-01'
    """)
    assert len(rows) > 50
    assert ((rows["missing"] >= 2) | (rows["later"] == 0)).all()
    assert (rows["ended_date"].isna() | (rows["ended_date"] > rows["event_date"])).all()


def test_one_subject_is_stated_abnormal_once(ask_clean: Ask) -> None:
    assert ask_clean("SELECT count(*) = count(DISTINCT uscc) AS so FROM abnormal_taxpayer")["so"][0]
