"""账龄分析 and 滚动率, small enough to count by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from creditscore import samples
from creditscore.errors import SampleError
from tests.loans import YUAN, code, loan
from tests.provinces import province


def contract(uscc: str, day: date, **values):
    row = {
        "uscc": uscc,
        "contract_no": "L1",
        "event_date": day,
        "principal": 100_000 * YUAN,
        "due_date": date(2023, 1, 1),
    }
    return row | values


@pytest.fixture(scope="module")
def lent(tmp_path_factory):
    contracts = [
        contract(code(0), date(2021, 1, 15)),
        contract(code(1), date(2021, 3, 31)),
        contract(code(2), date(2021, 2, 1)),
        contract(code(3), date(2021, 4, 1)),
        contract(code(4), date(2021, 1, 1), principal=999 * YUAN),
        contract(code(5), date(2021, 1, 1)),
    ]
    months = loan(
        code(0), first=(2021, 1), last=(2021, 12), changes={(2021, 4): {"dpd": 95}, (2021, 6): {"dpd": 150}}
    )
    months += loan(code(1), first=(2021, 3), last=(2021, 12), changes={(2021, 3): {"five_class": 3}})
    months += loan(
        code(2), first=(2021, 2), last=(2021, 6), changes={(2021, 6): {"settled": True, "balance": 0}}
    )
    months += loan(
        code(3), first=(2021, 4), last=(2021, 12), changes={(2021, 12): {"dpd": 45}}, without=((2021, 8),)
    )
    months += loan(
        code(4), first=(2021, 1), last=(2021, 12), changes={(2021, 2): {"dpd": 95}}, balance=900 * YUAN
    )
    return province(
        tmp_path_factory.mktemp("lent"), {"loan_contract": contracts, "loan_performance": months},
        data_until=date(2022, 1, 1),
    )  # fmt: skip


def test_a_vintage_accumulates_by_months_on_book(lent):
    table = samples.vintage(lent)
    assert list(table.columns) == list(samples.VINTAGE_TITLES)
    first = table[table["cohort"] == "2021Q1"].set_index("months_on_book")
    assert first["loans"].unique().tolist() == [3]
    assert first["bad_loans"].tolist() == [1, 1, 1, 2, 2, 2, 2, 2, 2, 2]
    assert first["bad_share"].iloc[-1] == pytest.approx(2 / 3)


def test_a_cohort_is_shown_no_further_than_its_youngest_loan_has_come(lent):
    """Loans of March 2021 have reached month 9 at the end of 2021, those of June month 6."""
    last = samples.vintage(lent).groupby("cohort")["months_on_book"].max()
    assert last.to_dict() == {"2021Q1": 9, "2021Q2": 6}
    assert samples.vintage(lent, months=3)["months_on_book"].max() == 3


def test_arrears_roll_from_month_to_month(lent):
    table = samples.roll_rate(lent)
    assert list(table.index) == list(samples.BUCKETS)
    assert list(table.columns) == [*samples.BUCKETS, "settled", "loan_months"]
    # Loan 0: 11 pairs, 2 of them from bad; loan 1: 9, 1 from bad; loan 2: 4; loan 3: 6 (August is missing).
    assert table.loc["0", "loan_months"] == 9 + 8 + 4 + 6
    assert table.loc["90+", "loan_months"] == 3
    assert table.loc["90+", "0"] == 1.0
    assert table.loc["0", "90+"] == pytest.approx(2 / 27)
    assert table.loc["0", "31-60"] == pytest.approx(1 / 27)
    assert table.loc["0", "settled"] == pytest.approx(1 / 27)
    shares = table.drop(columns="loan_months").sum(axis=1)
    assert shares[["0", "90+"]].round(12).tolist() == [1.0, 1.0]
    assert table.loc["1-30"].drop("loan_months").isna().all()


def test_every_column_has_a_chinese_and_an_english_title(lent):
    assert {"bucket", *samples.roll_rate(lent).columns} == set(samples.ROLL_TITLES)
    for titles in (samples.VINTAGE_TITLES, samples.ROLL_TITLES):
        assert all(zh and en for zh, en in titles.values())


def test_no_loans_give_an_empty_table(tmp_path):
    made = province(tmp_path, {"loan_contract": [], "loan_performance": []})
    assert samples.vintage(made).empty
    assert list(samples.vintage(made).columns) == list(samples.VINTAGE_TITLES)
    assert samples.roll_rate(made)["loan_months"].sum() == 0


def test_a_missing_table_is_named(tmp_path):
    made = province(tmp_path, {"loan_contract": []})
    with pytest.raises(SampleError, match="loan_performance"):
        samples.roll_rate(made)
    pd.testing.assert_index_equal(
        pd.Index(["loan_contract", "coverage"]).sort_values(), pd.Index(made.tables).sort_values()
    )
