"""Every sheet: documented, typed, in the same order whatever the engine does, and true to what was planted."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.codes import enumerations
from creditscore.errors import DefinitionError
from creditscore.supervision import (
    SHEETS,
    Field,
    Sheet,
    dual_publicity,
    missing_decisions,
    over_publication,
    sheet,
    source_coverage,
    supervise,
)
from creditscore.supervision._decisions import PLATFORM, decisions
from creditscore.supervision._sheet import suppressed
from tests.provinces import province
from tests.supervision.subjects import AS_OF

OF_A_PANEL = {"bottom_rank", "city_ranks"}
"""Sheets that no province can answer."""

DTYPES = {
    "text": "str", "ids": "object", "date": "datetime64[us]", "month": "datetime64[us]", "count": "Int64",
    "number": "float64", "share": "float64", "money": "float64", "flag": "boolean",
}  # fmt: skip


@pytest.mark.parametrize("found", SHEETS.values(), ids=lambda found: found.name)
def test_every_column_has_both_titles_and_every_amount_a_unit(found: Sheet):
    assert found.title_zh and found.title_en and found.rows and found.source
    assert found.basis_kind == "project_default" or "S" in found.source
    for field in found.fields:
        assert field.title_zh and field.title_en, field.name
        assert any("一" <= character <= "鿿" for character in field.title_zh), field.name
        assert field.unit or field.kind not in ("money", "number"), field.name
        if field.enumeration:
            assert field.enumeration in enumerations.names(), field.name


@pytest.mark.parametrize("found", SHEETS.values(), ids=lambda found: found.name)
def test_an_empty_sheet_has_all_its_columns_and_types(found: Sheet):
    frame = found.frame([])
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        field.name: DTYPES[field.kind] for field in found.fields
    }


def test_a_sheet_that_repeats_a_title_or_sorts_by_nothing_is_refused():
    field = Field(name="a", kind="text", title_zh="甲", title_en="a")
    with pytest.raises(DefinitionError, match="twice"):
        Sheet(
            name="x",
            title_zh="x",
            title_en="x",
            rows="",
            fields=(field, Field(**{**vars(field), "name": "b"})),
            order=(),
            source="",
        )
    with pytest.raises(DefinitionError, match="disagree"):
        Sheet(name="x", title_zh="x", title_en="x", rows="", fields=(field,), order=("b",), source="")
    with pytest.raises(DefinitionError, match="'b'"):
        Sheet(name="x", title_zh="x", title_en="x", rows="", fields=(field,), order=(), source="").frame(
            [{"b": 1}]
        )


def test_an_unknown_sheet_is_refused_by_name():
    with pytest.raises(DefinitionError, match="dual_publicity"):
        sheet("nothing")


@given(st.lists(st.integers(0, 40)), st.integers(1, 20))
def test_what_is_shown_is_nothing_or_enough(counts, smallest):
    frame = pd.DataFrame({"n": pd.array(counts, dtype="Int64"), "share": [0.5] * len(counts)})
    shown = suppressed(frame, "n", ("share",), smallest=smallest)
    assert all(n == 0 or n >= smallest for n in shown["n"].dropna())
    assert (shown["n"].isna() == shown["share"].isna()).all()
    assert shown["n"].isna().sum() == sum(0 < n < smallest for n in counts)


def test_a_province_without_tables_says_why_each_sheet_is_not_there(tmp_path):
    answers = list(supervise(province(tmp_path, {"judgment": []}), as_of=AS_OF))
    assert {answer.sheet.name for answer in answers} == set(SHEETS) - OF_A_PANEL
    there = {answer.sheet.name for answer in answers if answer.frame is not None}
    assert there == {"wrong_rows"}
    assert all(answer.why for answer in answers if answer.frame is None)


@pytest.fixture(scope="module")
def answers(simulated) -> dict[str, pd.DataFrame]:
    return {answer.sheet.name: answer.frame for answer in supervise(simulated, as_of=simulated.data_until)}


def test_every_sheet_of_a_whole_province_is_there_and_in_order(answers):
    assert set(answers) == set(SHEETS) - OF_A_PANEL
    for name, frame in answers.items():
        declared = SHEETS[name]
        assert [str(dtype) for dtype in frame.dtypes] == [DTYPES[field.kind] for field in declared.fields], (
            name
        )
        keys = frame[list(declared.order)]
        assert keys.equals(keys.sort_values(list(declared.order), kind="stable", ignore_index=True)), name
        for field in declared.fields:
            if field.kind == "share":
                assert frame[field.name].dropna().between(0, 1).all(), (name, field.name)
            elif field.kind == "count":
                assert (frame[field.name].dropna() >= 0).all(), (name, field.name)


def test_the_same_question_has_the_same_answer(simulated, answers):
    again = dual_publicity(simulated, as_of=simulated.data_until)
    pd.testing.assert_frame_equal(again, answers["dual_publicity"])


def of(planted: pd.DataFrame, table: str, *defects: str) -> set[str]:
    mine = planted[(planted["table_name"] == table) & planted["defect"].isin(defects)]
    return set(mine["record_id"])


@pytest.mark.parametrize(("kind", "table"), [("licence", "admin_licence"), ("action", "admin_action")])
def test_every_late_report_that_was_planted_is_found_and_no_other(simulated, planted, kind, table):
    found = decisions(simulated, kind, as_of=simulated.data_until).to_pandas()
    accepted = set(simulated.frame(table, ["record_id"])["record_id"])
    late = of(planted, table, "late_report") & accepted
    assert late
    assert set(found.loc[found["elapsed"] > 7, "record_id"]) == late


def test_every_missing_report_that_was_planted_is_found_and_next_to_no_other(simulated, planted):
    """A decision whose delivered row was refused and does not say who decided cannot be told from a missing one."""
    as_of = simulated.data_until
    found = missing_decisions(simulated, as_of=as_of)
    register = simulated.frame("decision_register", ["record_id", "event_date"])
    due = register[register["event_date"] < pd.Timestamp(as_of) - pd.Timedelta(days=15)]
    planted_there = of(planted, "decision_register", "missing_report") & set(due["record_id"])
    assert len(planted_there) > 50
    assert planted_there <= set(found["record_id"])
    refused = sum(sum(simulated.rejected.get(table, {}).values()) for table in PLATFORM.values())
    others = set(found["record_id"]) - of(planted, "decision_register", "missing_report")
    assert len(others) <= refused / 10


def test_every_end_of_publicity_declared_too_late_was_planted(simulated, planted):
    found = over_publication(simulated, as_of=simulated.data_until)
    judged = found[found["fault"].isin(["declared_too_long", "past_end"])]
    assert set(judged["record_id"]) <= of(planted, "admin_penalty", "publicity_conflict")


def test_feeds_that_are_not_declared_in_a_place_do_not_cover_it(answers):
    share = answers["coverage_share"]
    lost = share[(share["table"] == "utility_bill") & (share["part"] == "electricity")]
    assert (lost["covered_share"] < 1).all()
    assert not lost["full"].any()
    whole = share[share["table"] == "admin_licence"]
    assert whole["full"].all() and (whole["stopped"] == 0).all()


def test_the_feed_that_was_lost_half_way_is_seen_to_stop(simulated):
    frame = source_coverage(
        simulated, as_of=date(2021, 12, 1), months=9, level="prefecture", tables=["utility_bill"], smallest=1
    )
    power = frame[(frame["part"] == "electricity") & (frame["month"] >= "2021-09-01")]
    stopped = set(power.loc[power["drift"] == "stopped", "region"])
    assert stopped == {"220500", "220600"}, (
        "lost in July 2021; 220800 never delivered, so that nothing stopped"
    )
    assert set(power.loc[~power["declared"], "region"]) == stopped | {"220800"}
