"""Employers: how many, how large, and what their arrears tell how long before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.simulate.conftest import ENTITIES, Ask
from tests.simulate.test_lending import BAD


def test_45_in_a_hundred_subjects_insure_employees(ask_clean: Ask) -> None:
    insured = ask_clean("SELECT count(DISTINCT uscc) AS n FROM social_insurance_monthly")["n"][0]
    assert insured / ENTITIES == pytest.approx(0.45, abs=0.03)
    members = ask_clean("""
        SELECT count(DISTINCT h.uscc) AS n, count(DISTINCT h.uscc) FILTER (WHERE s.uscc IS NULL) AS alone
        FROM housing_fund_monthly h LEFT JOIN (SELECT DISTINCT uscc FROM social_insurance_monthly) s USING (uscc)
        WHERE h.event_date < '2025-06-01' AND h.region_code NOT LIKE '2203%'  -- insured there only from 2019 on
    """)
    assert 0.08 < members["n"][0] / ENTITIES < 0.20
    assert members["alone"][0] == 0


def test_headcount_follows_vitality(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT s.uscc::VARCHAR AS uscc, ln(insured_count) AS heads, vitality FROM social_insurance_monthly s
        JOIN true_traits t ON t.entity = s.uscc AND t.as_of = s.month + INTERVAL 1 MONTH
        WHERE insured_count > 0 AND s.uscc IN (SELECT uscc FROM social_insurance_monthly GROUP BY 1
        HAVING count(*) > 48 AND median(insured_count) >= 10)
        AND s.uscc NOT IN (SELECT uscc FROM entity WHERE reg_status = 'dormant')
    """)
    own = rows.groupby("uscc")[["heads", "vitality"]].transform(lambda column: column - column.mean())
    assert own["heads"].corr(own["vitality"]) > 0.8
    assert 0.15 < np.polyfit(own["vitality"], own["heads"], 1)[0] < 0.35


def test_arrears_are_rare_in_good_times_and_common_in_bad(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT CASE WHEN solvency < -1 THEN 'bad' WHEN solvency > 0.3 THEN 'good' ELSE 'fair' END AS state,
            avg((arrears_balance > 0)::INT) AS behind FROM social_insurance_monthly s
        JOIN true_traits t ON t.entity = s.uscc AND t.as_of = date_trunc('quarter', s.event_date) GROUP BY 1
    """).set_index("state")["behind"]
    assert rows["good"] < 0.02 < rows["fair"] < 0.05 < rows["bad"] < 0.2


@pytest.fixture(scope="module")
def before_default(ask_clean: Ask) -> pd.DataFrame:
    """Months of borrowers in the two years before their first default: how long before, and whether behind."""
    return ask_clean(f"""
        WITH first_bad AS (SELECT uscc, min(event_date) AS d FROM loan_performance WHERE {BAD} GROUP BY 1)
        SELECT date_diff('month', s.event_date, d) AS lead, arrears_balance > 0 AS behind
        FROM social_insurance_monthly s JOIN first_bad USING (uscc)
        WHERE s.event_date < d AND s.event_date >= d - INTERVAL 24 MONTH
    """)


def test_arrears_lead_default_by_one_to_three_months(before_default: pd.DataFrame) -> None:
    share = before_default.groupby("lead")["behind"].mean()
    assert share.loc[1:3].mean() > 2.0 * share.loc[13:24].mean()
    assert share.loc[1:3].mean() > 1.4 * share.loc[5:10].mean()


def test_arrears_grow_more_frequent_as_default_comes_near(before_default: pd.DataFrame) -> None:
    share = before_default[before_default["lead"] >= 1].groupby("lead")["behind"].mean()
    assert share.reset_index().corr(method="spearman").iloc[0, 1] < -0.7


def test_what_was_left_unpaid_is_paid_together_or_never(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT arrears_balance > 0 AS behind, arrears_balance >= amount_due AS owes, paid_date > event_date AS later,
            paid_date IS NULL AS never, amount_paid = amount_due AS whole FROM social_insurance_monthly
        WHERE event_date < '2025-01-01'
    """)
    behind = rows["behind"]
    assert rows["owes"][behind].all()
    assert (rows["later"] | rows["never"])[behind].all()
    assert not (rows["later"].fillna(False) | rows["never"])[~behind].any()
    assert rows["whole"][~rows["never"]].all()


def test_the_balance_is_the_sum_of_the_months_in_arrears(ask_clean: Ask) -> None:
    rows = ask_clean("""
        SELECT uscc::VARCHAR AS uscc, month, amount_due, arrears_balance FROM social_insurance_monthly
        WHERE uscc IN (SELECT uscc FROM social_insurance_monthly GROUP BY 1
        HAVING max(arrears_balance) > 0 AND count(*) = date_diff('month', min(month), max(month)) + 1)
        ORDER BY uscc, month
    """)
    before = rows.groupby("uscc")["arrears_balance"].shift()
    due, balance = rows["amount_due"], rows["arrears_balance"]
    known = before.notna() & (balance > 0)
    assert known.sum() > 500
    assert (balance == due + before)[known].all()


def test_one_prefecture_delivers_insurance_from_2019_and_another_no_housing_fund(ask_clean: Ask) -> None:
    first = ask_clean("""
        SELECT region_code[1:4] AS place, min(event_date) >= '2019-01-01' AS late FROM social_insurance_monthly
        GROUP BY 1
    """).set_index("place")["late"]
    assert first.index[first].to_list() == ["2203"]
    assert (
        ask_clean("SELECT count(*) AS n FROM housing_fund_monthly WHERE region_code LIKE '2224%'")["n"][0]
        == 0
    )


def test_wages_rise_through_the_years(ask_clean: Ask) -> None:
    each = ask_clean("""
        SELECT year(month) AS y, median(amount_due / insured_count) AS each FROM social_insurance_monthly
        WHERE insured_count > 0 GROUP BY 1 ORDER BY 1
    """)["each"]
    assert each.is_monotonic_increasing
    assert 1.35 < each.iloc[-1] / each.iloc[0] < 1.75
