"""Courts: who is sued for what, what it tells, and how it hangs together with the lists."""

from __future__ import annotations

import numpy as np

from creditscore import simulate
from creditscore.simulate import courts, lists, registration
from creditscore.simulate._borrowing import make_borrowing
from creditscore.simulate._cohort import make_cohort
from creditscore.simulate._hazard import BAD as WENT_BAD
from creditscore.simulate._traits import LAWSUIT, make_traits
from creditscore.simulate._world import make_world
from tests.simulate.conftest import Ask
from tests.simulate.test_lending import BAD, LABELS

OWED = "case_role = 'defendant' AND case_type IN ('loan', 'sales')"
EVERYDAY = "case_role = 'defendant' AND case_type IN ('tort', 'ip', 'other')"
SUING = "case_role = 'plaintiff'"


def test_suits_over_money_owed_tell_of_default(ask_clean: Ask) -> None:
    shares = ask_clean(f"""
        WITH labels AS ({LABELS}), seen AS (SELECT l.entity, l.as_of, l.bad, coalesce(bool_or({OWED}), FALSE) AS sued
            FROM labels l LEFT JOIN judgment j ON j.uscc = l.entity AND j.known_date < l.as_of
            AND j.event_date >= l.as_of - INTERVAL 24 MONTH GROUP BY ALL)
        SELECT bad, avg(sued::INT) AS sued FROM seen GROUP BY 1
    """).set_index("bad")["sued"]
    assert shares[True] > 1.4 * shares[False]


def test_the_other_suits_befall_the_sound_as_often(ask_clean: Ask) -> None:
    solvency = {
        name: ask_clean(f"""
            SELECT avg(solvency - usual) AS s FROM judgment JOIN (SELECT t.*, avg(solvency) OVER (PARTITION BY as_of,
            size_class) AS usual FROM true_traits t JOIN (SELECT uscc, any_value(size_class) AS size_class FROM entity
            GROUP BY 1) ON uscc = entity) ON entity = uscc AND as_of = date_trunc('quarter', event_date) WHERE {kind}
        """)["s"][0]
        for name, kind in (("owed", OWED), ("everyday", EVERYDAY), ("suing", SUING))
    }
    assert solvency["owed"] < -0.6
    assert abs(solvency["everyday"]) < 0.25
    assert abs(solvency["suing"]) < 0.25


def test_the_bank_sues_after_the_default_and_not_before(ask_clean: Ask) -> None:
    days = ask_clean(f"""
        WITH first_bad AS (SELECT uscc, min(event_date) AS d FROM loan_performance WHERE {BAD} GROUP BY 1)
        SELECT date_diff('day', d, event_date) AS days FROM judgment JOIN first_bad USING (uscc)
        WHERE case_type = 'loan'
    """)["days"]
    assert len(days) > 100
    assert (days > 0).all()
    assert (days < 365).mean() > 0.5


def test_every_judgment_defaulter_lost_a_case_and_had_it_enforced_before(ask_clean: Ask) -> None:
    rows = ask_clean(f"""
        SELECT l.event_date, EXISTS (SELECT 1 FROM enforcement_case e WHERE e.uscc = l.uscc
            AND e.event_date BETWEEN l.event_date - 45 AND l.event_date AND e.limit_date >= e.event_date) AS enforced,
        EXISTS (SELECT 1 FROM judgment j WHERE j.uscc = l.uscc AND {OWED.replace("'sales'", "'sales', 'labour', 'lease'")}
            AND j.result = 'lost' AND j.event_date BETWEEN l.event_date - 85 AND l.event_date) AS lost
        FROM list_entry l WHERE l.list_code = 'judgment_defaulter'
        AND l.event_date BETWEEN '2017-04-01' AND '2025-06-01'
    """)
    assert len(rows) > 100
    assert rows["enforced"].all()
    assert rows["lost"].all()


def test_who_is_off_the_list_by_repair_has_performed(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT bool_or(e.performance = 'full' AND e.closed_date = l.exit_date) AS performed FROM list_entry l
        JOIN enforcement_case e USING (uscc) WHERE l.list_code = 'judgment_defaulter' AND l.exit_kind = 'repaired'
        AND l.exit_date < '2025-06-01' AND l.event_date >= '2017-04-01' GROUP BY l.record_id
    """)
    assert len(rows) > 10
    assert rows["performed"].all()


def test_cases_are_enforced_only_where_one_was_lost(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT EXISTS (SELECT 1 FROM judgment j WHERE j.uscc = e.uscc AND j.case_role = 'defendant'
            AND j.result = 'lost' AND j.event_date <= e.event_date) AS lost FROM enforcement_case e
    """)
    assert rows["lost"].mean() > 0.985  # the rest were judged before the data begin or are not known yet


def test_only_what_is_performed_is_closed(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT performance::VARCHAR AS p, closed_date, performance_date, terminated_date, event_date
        FROM enforcement_case
    """)
    full = rows["p"] == "full"
    assert (rows["closed_date"].notna() == full).all()
    assert (rows["closed_date"][full] == rows["performance_date"][full]).all()
    open_ = rows["p"].isin(["none", "partly"])
    assert (rows["performance_date"][open_] == rows["terminated_date"][open_]).all()
    assert (rows["performance_date"].isna() | (rows["performance_date"] >= rows["event_date"])).all()


def test_kinds_follow_the_industry(ask_clean: Ask) -> None:
    rows = ask_clean("""
        WITH industry AS (SELECT uscc, any_value(industry_code)::VARCHAR AS i FROM entity GROUP BY 1)
        SELECT i[1] AS section, avg((case_type = 'construction')::INT) AS building, avg((case_type = 'ip')::INT) AS ip
        FROM judgment JOIN industry USING (uscc) GROUP BY 1
    """).set_index("section")
    assert rows["building"]["E"] > 3 * rows["building"][["C", "F", "I"]].mean()
    assert rows["ip"][["I", "M"]].mean() > 3 * rows["ip"][["E", "K", "H"]].mean()


def test_what_is_owed_goes_with_size_and_everyday_sums_do_not(ask_clean: Ask) -> None:
    rows = ask_clean(f"""
        WITH size AS (SELECT uscc, any_value(size_class)::VARCHAR AS s FROM entity GROUP BY 1)
        SELECT s, median(amount) FILTER (WHERE {OWED}) AS owed, median(amount) FILTER (WHERE {EVERYDAY}) AS everyday FROM judgment JOIN size USING (uscc) GROUP BY 1
    """).set_index("s")
    assert rows["owed"]["small"] > 3 * rows["owed"]["micro"]
    assert 0.4 < rows["everyday"]["small"] / rows["everyday"]["micro"] < 2.5


def test_suits_are_sparse(ask_clean: Ask) -> None:
    rows = ask_clean("""
        WITH life AS (SELECT uscc, min(event_date) AS born, max(event_date) FILTER (WHERE reg_status IN
            ('deregistered', 'licence_revoked')) AS gone FROM entity WHERE entity_type = 'enterprise' GROUP BY 1)
        SELECT uscc IN (SELECT uscc FROM judgment WHERE year(event_date) = 2022) AS judged,
            uscc IN (SELECT uscc FROM enforcement_case WHERE year(event_date) = 2022) AS enforced
        FROM life WHERE born < '2022-01-01' AND (gone IS NULL OR gone >= '2023-01-01')
    """)
    assert 0.05 < rows["judged"].mean() < 0.14
    assert 0.01 < rows["enforced"].mean() < 0.06


def test_no_judgment_gives_away_a_trouble_that_has_not_begun() -> None:
    world = make_world(simulate.Settings(), seed=3)
    cohort = make_cohort(world, part=0, first=0, count=4_000)
    traits = make_traits(cohort, world)
    borrowing, traits = make_borrowing(cohort, traits, world)
    entries = lists.make_lists(
        cohort, traits, registration.make_reports(cohort, traits, world), borrowing, world
    )
    suits = courts._listed(cohort, traits, borrowing, entries, world, np.random.default_rng(1))
    entered = np.clip(world.month_of(suits["entered"]), 0, world.months - 1)
    bad = np.zeros((cohort.count, world.months), dtype=bool)
    bad[borrowing.who] = borrowing.state == WENT_BAD
    first_bad = np.where(bad.any(axis=1), bad.argmax(axis=1), world.months)[suits["entity"]]
    loans = suits["kind"] == courts.LOAN
    assert loans.sum() > 50
    assert (suits["judged"][loans] >= world.month_start[first_bad[loans] + 1]).all()
    began = traits.shock_start[suits["entity"], entered]
    sued = ~loans & (traits.shock_kind[suits["entity"], entered] == LAWSUIT)
    assert sued.sum() > 10
    assert (suits["judged"][sued] >= world.month_start[began[sued]]).all()
