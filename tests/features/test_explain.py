"""A feature laid open: wording, statement, lineage, rows that counted; and how a table of features is filled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from creditscore import features
from creditscore.errors import DefinitionError, FeatureError
from creditscore.features import FEATURES
from creditscore.records import Province
from tests.provinces import province

CODE = "91220101MA00000001"
DAY = date(2024, 1, 1)


@pytest.fixture
def small(tmp_path: Path) -> Province:
    dates = {"event_date": date(2018, 1, 1), "established_on": date(2018, 1, 1)}
    entity = {"uscc": CODE, "entity_type": "enterprise", "reg_capital": 100_000_00, **dates}
    days = (date(2023, 6, 1), date(2023, 9, 1), date(2022, 6, 1))
    penalties = [{"uscc": CODE, "event_date": day, "fine": 100_00 * n} for n, day in enumerate(days, 1)]
    return province(tmp_path / "p", {"entity": [entity], "admin_penalty": penalties})


def test_it_tells_the_rows_that_counted_and_no_others(small: Province) -> None:
    told = features.explain("fine_sum_12m", province=small, entity=CODE, as_of="2024-01-01")
    assert told.value == 300.0
    assert list(told.rows["admin_penalty"]["fine"]) == [100_00, 200_00]
    assert "200" in str(told) and told._repr_html_().count("<tr") > 8


def test_the_lineage_names_every_column_read_with_its_layer_and_basis() -> None:
    lineage = features.explain("loan_balance_to_revenue").lineage.set_index(["table", "column"])
    assert set(lineage.index) == {
        ("loan_performance", "balance"), ("tax_filing", "declared_revenue"), ("tax_filing", "filed_date"),
        ("tax_filing", "tax_type"),
    }  # fmt: skip
    assert lineage.loc[("tax_filing", "declared_revenue"), "fact_date"] == "filed_date"
    (there,) = features.explain("penalty_count_12m").lineage.itertuples()
    assert (there.column, there.basis) == ("*", "admin_management")


def test_the_statement_shown_is_the_one_that_computes_it(small: Province) -> None:
    """Run by hand on tables of the same names, it gives what ``compute`` gives."""
    chosen = FEATURES["fine_to_capital_12m"]
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE coverage AS FROM read_parquet(?)", [str(small.path / "coverage.parquet")]
    )
    for name in ("entity", "admin_penalty"):
        connection.execute(
            f"CREATE TABLE {name}_in_use AS SELECT *, known_date AS known_from, event_date AS usable_from, "
            f"NULL::DATE AS usable_until FROM '{small.path / name}.parquet'"
        )
    connection.execute(
        "CREATE TABLE snapshots AS SELECT 0::BIGINT AS _row, ? AS entity, DATE '2024-01-01' AS as_of, "
        "24288::BIGINT AS _month, DATE '2023-01-01' AS _b12", [CODE],
    )  # fmt: skip
    *steps, last = features.statement(chosen).split(";\n")[:-1]
    for step in steps:
        connection.execute(step)
    (row,) = connection.execute(last).fetchall()
    asked = pd.DataFrame({"entity": [CODE], "as_of": [DAY]})
    assert row[-1] == features.compute(small, asked, select=[chosen])[chosen.name].iloc[0] == 0.003


def test_every_plan_can_be_said_in_both_languages() -> None:
    for feature in FEATURES.values():
        zh, en = features.asked(feature.node)
        missing_zh, missing_en = features.missing_policy(feature.node)
        assert all((zh, en, missing_zh, missing_en)) and "{" not in zh + en and "None" not in en, feature.name
        assert any("\u4e00" <= character <= "\u9fff" for character in zh), feature.name


def test_what_is_missing_is_said_verb_by_verb() -> None:
    said = {name: features.missing_policy(FEATURES[name].node)[1] for name in (
        "penalty_count_12m", "days_since_penalty_36m", "declared_revenue_trend_12m", "age_months",
        "covered_admin_penalty_12m",
    )}  # fmt: skip
    assert list(said.values()) == [
        "covered and nothing seen: 0; not covered: null",
        "covered and nothing seen: the window's length in days; not covered: null",
        "covered and nothing seen: null; not covered: null", "no version known: null", "never null",
    ]  # fmt: skip


def test_an_entity_without_a_day_is_refused(small: Province) -> None:
    with pytest.raises(FeatureError, match="give all three"):
        features.explain("fine_sum_12m", province=small, entity=CODE)
    with pytest.raises(DefinitionError, match="did you mean 'fine_sum_12m'"):
        features.explain("fine_sum_12")


def test_a_profile_counts_missing_zero_and_different_values() -> None:
    frame = pd.DataFrame(
        {"entity": list("abcd"), "as_of": pd.to_datetime(["2023-01-01"] * 2 + ["2024-01-01"] * 2),
         "penalty_count_12m": [0.0, 2.0, None, 0.0], "mine": [1.0] * 4}
    )  # fmt: skip
    told = features.profile(frame)
    line = told.loc["penalty_count_12m"]
    assert (line["rows"], line["missing"], line["distinct"], line["maximum"]) == (4, 0.25, 2, 2.0)
    assert line["zero"] == pytest.approx(2 / 3) and line["group"] == "PEN"
    assert bool(told.loc["mine", "constant"]) and not bool(line["constant"])
    by_day = features.missing_by_period(frame)
    assert list(by_day.loc["penalty_count_12m"]) == [0.0, 0.5]
    with pytest.raises(FeatureError, match="no column 'quarter'"):
        features.missing_by_period(frame, by="quarter")
    with pytest.raises(FeatureError, match="no feature column"):
        features.profile(frame[["entity", "as_of"]])
