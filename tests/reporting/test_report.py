"""Saving, JSON, metrics and small cells."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from creditscore import reporting, validation
from creditscore.errors import ReportError
from creditscore.reporting._ageing import roll_rate_table, vintage_table
from creditscore.reporting._tables import COUNTS, published, sheet
from creditscore.validation import SMALLEST
from creditscore.validation._calibration import by_grade
from tests.reporting.conftest import evaluation, loans


def test_saving_writes_the_page_and_the_json_beside_it_and_nothing_else(report, tmp_path):
    saved = report.save(tmp_path / "deep" / "enterprise_financing.html")
    assert saved.read_text(encoding="utf-8") == report.html
    assert sorted(one.name for one in saved.parent.iterdir()) == [
        "enterprise_financing.html", "enterprise_financing.json",
    ]  # fmt: skip
    assert json.loads(saved.with_suffix(".json").read_text(encoding="utf-8"))["metrics"] == report.metrics


def test_a_name_that_is_no_page_is_refused_before_anything_is_written(report, tmp_path):
    with pytest.raises(ReportError, match=r"wanted a file name ending in \.html"):
        report.save(tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_metrics_are_flat_finite_numbers_ready_for_tracking(report):
    assert report.metrics["auc_low"] < report.metrics["auc"] < report.metrics["auc_high"]
    assert report.metrics["test_bad_entities"] < report.metrics["test_bad_rows"]
    for name, value in report.metrics.items():
        assert name.isidentifier()
        assert type(value) is float
        assert math.isfinite(value)


def test_the_json_says_what_the_frames_say(report):
    content = json.loads(report.to_json())
    assert set(content["tables"]) == set(report.tables)
    for name, frame in report.tables.items():
        rows = content["tables"][name]
        assert len(rows) == len(frame)
        for column in frame.columns:
            if not pd.api.types.is_numeric_dtype(frame[column]):
                continue
            written = np.array(
                [math.nan if row[column] is None else row[column] for row in rows], dtype=float
            )
            values = frame[column].to_numpy(dtype=float)
            np.testing.assert_array_equal(written, np.where(np.isfinite(values), values, np.nan))
    assert [one["code"] for one in content["findings"]] == [one.code for one in report.findings]


def test_one_seed_gives_one_page_and_one_json(small, report):
    vintage, roll_rate = loans()
    again = reporting.validate(
        evaluation(), small.train, small.test, champion=small.card, challenger=small.trees, oracle=small.oracle,
        vintage=vintage, roll_rate=roll_rate, replicates=40, rows=400,
    )  # fmt: skip
    assert again.to_json() == report.to_json()
    assert again.html == report.html


def test_no_count_between_one_and_nine_is_published_in_any_table(report):
    for name, frame in report.tables.items():
        for column in set(COUNTS) & set(frame.columns):
            values = frame[column]
            if pd.api.types.is_numeric_dtype(values):
                assert not values.between(0, SMALLEST, inclusive="neither").any(), f"{name}.{column}"


def rows_of(grades):
    """Scored rows: ``grades`` maps a grade to its good and bad entities, one row each."""
    lines = [
        (f"{grade}{kind}{at}", grade, kind)
        for grade, counts in grades.items()
        for kind, count in enumerate(counts)
        for at in range(count)
    ]
    frame = pd.DataFrame(lines, columns=["entity", "grade", "outcome"])
    grade = pd.Categorical(frame["grade"], categories=list(grades), ordered=True)
    return frame.assign(grade=grade, probability=0.05, weight=1.0, score=600.0)


def shown_of(grades):
    rows = rows_of(grades)
    return published({"grades": by_grade(rows), "grades_pooled": validation.pooled(rows)})


def test_grades_with_few_bads_show_them_only_together_with_their_neighbours():
    shown = shown_of({"A": (500, 2), "B": (400, 15), "C": (300, 40), "D": (60, 11)})
    pools = shown["grades_pooled"]
    assert list(pools.index) == ["A–B", "C", "D"]
    assert pools["bads"].tolist() == [17, 40, 11]
    grades = shown["grades"]
    assert grades.loc[["A", "B"], ["bads", "bad_entities", "observed"]].isna().all().all()
    assert grades.loc["C", "bads"] == 40
    assert grades["mean_pd"].notna().all()
    assert grades["jeffreys_p"].notna().all()
    cells = sheet(grades, ["grade", "n", "bads"]).rows
    assert [cell.zh for cell in cells[0]] == ["A", "502", "＜10"]


def test_a_grade_of_a_handful_of_entities_is_hidden_with_the_smallest_of_its_group():
    shown = shown_of({"A": (500, 12), "B": (400, 15), "C": (300, 40), "D": (3, 2)})
    assert list(shown["grades_pooled"].index) == ["A", "B", "C–D"]
    grades = shown["grades"]
    # D could be found by subtraction from the group, so C goes with it
    assert grades.loc[["C", "D"], ["n", "entities", "bads", "mean_pd", "jeffreys_p"]].isna().all().all()
    assert grades.loc["B", "n"] == 415
    assert [cell.zh for cell in sheet(grades, ["grade", "n"]).rows[3]] == ["D", "＜10"]


def test_if_all_bads_together_are_few_none_are_shown():
    pools = shown_of({"A": (500, 2), "B": (400, 3)})["grades_pooled"]
    assert list(pools.index) == ["A–B"]
    assert pools["bads"].isna().all()
    assert pools["n"].tolist() == [905]


def test_a_figure_that_cannot_be_computed_is_not_called_small():
    frame = pd.DataFrame({"n": [50.0], "bads": [np.nan], "auc": [np.nan], "suppressed": [True]}, index=["x"])
    assert [cell.zh for cell in sheet(frame, ["n", "bads", "auc"]).rows[0]] == ["50", "＜10", "–"]


def test_vintage_cells_on_few_loans_or_few_bad_loans_are_left_out():
    vintage, _ = loans()
    table = vintage_table(vintage)
    few = vintage["loans"] < 10
    assert table.loc[few.to_numpy(), ["loans", "bad_loans", "bad_share"]].isna().all().all()
    thin = vintage["bad_loans"].between(1, 9)
    assert table.loc[thin.to_numpy(), "bad_share"].isna().all()
    kept = ~(few | thin).to_numpy()
    assert (table.loc[kept, "bad_share"].to_numpy() == vintage.loc[kept, "bad_share"].to_numpy()).all()


def test_roll_rates_that_stand_for_few_loan_months_are_left_out():
    _, roll_rate = loans()
    table = roll_rate_table(roll_rate)
    assert np.isnan(table.loc["1-30", "90+"])  # 1 % of 900 are nine
    assert table.loc["1-30", "31-60"] == 0.18
    assert table.loc["90+"].drop("suppressed").isna().all()
    assert table.loc["0", "31-60"] == 0.0


def test_frames_that_are_not_from_samples_are_refused_by_name():
    with pytest.raises(ReportError, match=r"vintage: wanted columns .* pass what samples\.vintage returns"):
        vintage_table(pd.DataFrame({"a": [1]}))
    with pytest.raises(ReportError, match="roll_rate: wanted columns"):
        roll_rate_table(pd.DataFrame({"a": [1]}))


def test_a_report_introduces_itself_in_one_line(report):
    assert repr(report).startswith("Report of enterprise_financing: AUC 0.")
