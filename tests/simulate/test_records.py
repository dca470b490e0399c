"""The record families behave as the families they stand for."""

from __future__ import annotations

import pytest

from creditscore.codes import industries, regions, uscc
from creditscore.records import TABLES


def test_every_entity_has_a_valid_code_of_its_kind(ask_clean) -> None:
    rows = ask_clean("SELECT DISTINCT uscc::VARCHAR AS uscc, entity_type::VARCHAR AS kind FROM entity")
    assert 5_980 < len(rows) == rows["uscc"].nunique() <= 6_000  # the last born are not known yet
    assert uscc.valid_many(rows["uscc"].to_list()).all()
    assert [uscc.entity_type(code) for code in rows["uscc"]] == rows["kind"].to_list()


def test_regions_and_industries_are_those_of_the_state(ask_clean) -> None:
    rows = ask_clean("SELECT DISTINCT region_code::VARCHAR AS r, industry_code::VARCHAR AS i FROM entity")
    assert rows["r"].nunique() == 60
    assert all(regions.known(code) for code in rows["r"])
    assert all(industries.known(code) for code in rows["i"])


def test_heat_is_billed_from_october_to_april_only(ask_clean) -> None:
    months = ask_clean("SELECT DISTINCT month(period) AS m FROM utility_bill WHERE utility = 'heat'")["m"]
    assert sorted(months) == [1, 2, 3, 4, 10, 11, 12]
    others = ask_clean("SELECT DISTINCT month(period) AS m FROM utility_bill WHERE utility = 'electricity'")[
        "m"
    ]
    assert sorted(others) == list(range(1, 13))


def test_nothing_is_cut_off_within_thirty_days_or_after_it_was_paid(ask_clean) -> None:
    cut = ask_clean(
        "SELECT event_date, cutoff_date, paid_date FROM utility_bill WHERE cutoff_date IS NOT NULL"
    )
    assert len(cut) > 0
    assert ((cut["cutoff_date"] - cut["event_date"]).dt.days > 30).all()
    assert (cut["paid_date"].isna() | (cut["paid_date"] >= cut["cutoff_date"])).all()


def test_february_is_the_trough_of_sales(ask_clean) -> None:
    sales = ask_clean("""
        SELECT month(month) AS m, sum(out_amount) AS yuan FROM vat_invoice_monthly
        WHERE year(month) = 2023 GROUP BY 1 ORDER BY yuan
    """)
    assert sales["m"][0] == 2


def test_the_bills_of_two_prefectures_are_lost_half_way(ask_clean) -> None:
    lost = ask_clean("""
        SELECT count(*) FILTER (WHERE event_date >= '2021-07-01') AS after, count(*) AS n FROM utility_bill
        WHERE region_code[1:4] IN ('2205', '2206') AND region_code <> '220623'
    """)
    assert lost["n"][0] > 0 == lost["after"][0]


@pytest.mark.parametrize(
    "name", ["utility_bill", "tax_filing", "vat_invoice_monthly", "inspection", "list_entry"]
)
def test_no_row_lies_where_the_feed_does_not_deliver(name: str, ask_clean) -> None:
    outside = ask_clean(f"""
        SELECT count(*) AS n FROM {name} r WHERE event_date >= '2017-01-01' AND NOT EXISTS (
            SELECT 1 FROM coverage c WHERE c.table_name = '{name}'
            AND (c.region_code IS NULL OR c.region_code = r.region_code)
            AND r.event_date >= c.covered_from AND (c.covered_until IS NULL OR r.event_date < c.covered_until))
    """)
    assert outside["n"][0] == 0


def test_facts_after_the_end_of_the_data_are_not_facts_yet(ask_clean) -> None:
    for name, table in TABLES.items():
        if name == "coverage":
            continue
        dates = [column.name for column in table.columns if column.fact_date == column.name]
        for date in ("event_date", "known_date", *dates):
            last = ask_clean(
                f"SELECT coalesce(max({date}), DATE '2000-01-01') < '2026-01-01' AS so FROM {name}"
            )
            assert last["so"][0], (name, date)


def test_what_rests_on_a_fact_is_unknown_without_it(ask_clean) -> None:
    rows = ask_clean(
        "SELECT count(*) AS n FROM tax_filing WHERE filed_date IS NULL AND declared_tax IS NOT NULL"
    )
    assert rows["n"][0] == 0


def test_one_penalty_in_ten_becomes_known_more_than_a_month_late(ask_clean) -> None:
    delays = ask_clean("SELECT known_date - event_date AS days FROM admin_penalty")["days"]
    assert 0.06 < (delays > 30).mean() < 0.14
    assert delays.max() <= 200


def test_every_repair_is_an_event_after_the_minimum_period(ask_clean) -> None:
    repaired = ask_clean("""
        SELECT e.event_date - p.event_date AS days, p.domain::VARCHAR AS domain FROM record_event e
        JOIN admin_penalty p USING (record_id) WHERE e.kind = 'repaired'
    """)
    strict = repaired["domain"].isin(["food", "drug", "special_equipment", "safety", "fire"])
    assert strict.any()
    assert (repaired["days"] > 85).all()
    assert (repaired["days"][strict] > 360).all()


def test_lists_left_early_have_an_event(ask_clean) -> None:
    silent = ask_clean("""
        SELECT count(*) AS n FROM list_entry l WHERE exit_kind IN ('repaired', 'revoked')
        AND exit_date < '2025-06-01' AND record_id NOT IN (SELECT record_id FROM record_event)
    """)
    assert silent["n"][0] == 0


def test_a_correction_supersedes_the_row_it_corrects(ask_clean) -> None:
    pairs = ask_clean("""
        SELECT old.superseded_date = new.known_date AS on_time, old.fine > new.fine AS smaller
        FROM admin_penalty old JOIN record_event e ON e.record_id = old.record_id AND e.kind = 'corrected'
        JOIN admin_penalty new ON new.doc_no = old.doc_no AND new.record_id <> old.record_id
    """)
    assert len(pairs) > 0
    assert pairs["on_time"].all()


def test_penalties_lists_and_grades_are_as_frequent_as_in_life(ask_clean) -> None:
    firms = ask_clean("""
        WITH life AS (SELECT uscc, min(event_date) AS born, max(event_date) FILTER (WHERE reg_status IN
            ('deregistered', 'licence_revoked')) AS gone FROM entity WHERE entity_type = 'enterprise' GROUP BY 1)
        SELECT l.uscc IN (SELECT uscc FROM admin_penalty WHERE procedure = 'ordinary' AND year(event_date) = 2022)
            AS fined, l.uscc IN (SELECT uscc FROM list_entry WHERE list_code = 'abnormal_operation'
            AND event_date < '2022-11-01' AND (exit_date IS NULL OR exit_date >= '2022-11-01')) AS listed
        FROM life l WHERE born < '2022-01-01' AND (gone IS NULL OR gone >= '2023-01-01')
    """)
    assert 0.03 < firms["fined"].mean() < 0.055
    assert 0.05 < firms["listed"].mean() < 0.10
    grades = ask_clean("SELECT grade::VARCHAR AS g, count(*) AS n FROM tax_credit GROUP BY 1")
    share = grades.set_index("g")["n"] / grades["n"].sum()
    assert share["B"] > share["M"] > share["C"] > share["D"] > 0.02


def test_some_are_penalised_again_and_again(ask_clean) -> None:
    counts = ask_clean(
        "SELECT uscc, count(*) AS n FROM admin_penalty WHERE procedure = 'ordinary' GROUP BY 1"
    )["n"]
    assert counts.max() >= 6
    assert 0.6 < (counts == 1).mean() < 0.85


def test_a_changed_entity_keeps_one_version_a_day(ask_clean) -> None:
    twice = ask_clean("SELECT count(*) - count(DISTINCT (uscc, event_date)) AS n FROM entity")
    assert twice["n"][0] == 0


def test_nothing_is_heard_of_a_subject_after_its_end(ask_clean) -> None:
    rows = ask_clean("""
        WITH ended AS (SELECT uscc, max(event_date) AS gone FROM entity
            WHERE reg_status IN ('deregistered', 'licence_revoked') GROUP BY 1)
        SELECT count(*) AS n FROM loan_performance p JOIN ended USING (uscc)
        WHERE p.event_date > ended.gone + 31
    """)
    assert rows["n"][0] == 0
