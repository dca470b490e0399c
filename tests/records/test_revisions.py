"""One decision delivered twice: folded into one event, or corrected by a revision; nothing is lost on the way."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore import records
from creditscore.records import ADMIN_PENALTY, LOAN_PERFORMANCE, Source
from tests.records import tables as made

GOOD = made.row(
    ADMIN_PENALTY,
    0,
    doc_no="吉市监罚〔2021〕1号",
    agency="长春市市场监督管理局",
    source_code="A",
    paid_date=None,
)


def read(folder, rows, table=ADMIN_PENALTY):
    made.write(folder / "raw", table, rows)
    return records.read(folder / "raw", out=folder / "out", source=Source(regions="free"))


def later(days=7, **changes):
    return {
        **GOOD,
        "record_id": f"later-{days}",
        "known_date": GOOD["known_date"] + timedelta(days=days),
        **changes,
    }


@pytest.mark.parametrize(
    "changes",
    [{"doc_no": "吉市监罚[2021] 1号"}, {"doc_no": "吉市监罚（２０２１）１号"}, {"agency": "长春市 市场监督管理局"},
     {"violation_fact": "换一种说法"}, {"fine": None}, {"domain": "other"}],
)  # fmt: skip
def test_a_decision_that_a_second_feed_delivers_in_other_words_is_one_event(tmp_path, changes):
    province = read(tmp_path, [later(source_code="B", **changes), GOOD])
    (kept,) = province.rows("admin_penalty")
    assert kept == GOOD, "the one known first is kept as it is"
    assert province.rejected == {"admin_penalty": {"duplicate_feed": 1}}
    (refused,) = made.rejected(province.path, "admin_penalty")
    assert refused["record_id"] == "later-7"
    assert "the same uscc, event_date, doc_no, agency as an earlier row" in refused["_detail"]


@pytest.mark.parametrize(
    "changes",
    [{"fine": 7}, {"paid_date": date(2021, 3, 10), "source_code": "A"}, {"source_code": "B", "fine": 9}],
)
def test_a_correction_known_later_replaces_the_row_from_the_day_it_is_known(tmp_path, changes):
    second = later(**changes)
    province = read(tmp_path, [GOOD, second])
    assert province.rejected == {}
    assert province.rows("admin_penalty") == [{**GOOD, "superseded_date": second["known_date"]}, second]
    assert province.manifest.tables["admin_penalty"].revised == 1


def test_a_chain_of_corrections_leaves_one_row_for_every_day_in_the_order_of_delivery(tmp_path):
    rows = [later(20, fine=3), GOOD, later(10, fine=2), later(15, fine=2), later(30, fine=GOOD["fine"])]
    province = read(tmp_path, rows)
    assert province.rejected == {"admin_penalty": {"duplicate_key": 1}}, (
        "the second time it says 2 it says nothing new"
    )
    kept = province.rows("admin_penalty")
    assert [row["record_id"] for row in kept] == ["later-20", "admin_penalty-0", "later-10", "later-30"]
    ordered = sorted(kept, key=lambda row: row["known_date"])
    assert [row["superseded_date"] for row in ordered] == [*(row["known_date"] for row in ordered[1:]), None]
    assert [row["fine"] for row in ordered] == [100, 2, 3, 100], "a correction may be taken back"


def test_two_contradictory_rows_of_one_day_are_no_correction(tmp_path):
    province = read(tmp_path, [GOOD, later(0, fine=7)])
    assert province.rows("admin_penalty") == [GOOD]
    assert province.rejected == {"admin_penalty": {"duplicate_key": 1}}


def test_a_late_copy_of_an_older_version_from_another_feed_does_not_take_the_correction_back(tmp_path):
    province = read(tmp_path, [GOOD, later(10, fine=2), later(20, source_code="B")])
    assert [row["fine"] for row in province.rows("admin_penalty")] == [100, 2]
    assert province.rejected == {"admin_penalty": {"duplicate_feed": 1}}


def test_two_decisions_of_one_day_with_two_numbers_stay_two(tmp_path):
    province = read(tmp_path, [GOOD, later(doc_no="吉市监罚〔2021〕2号")])
    assert province.rejected == {}
    assert [row["superseded_date"] for row in province.rows("admin_penalty")] == [None, None]


def test_monthly_rows_are_corrected_too_and_only_decisions_are_compared_folded(tmp_path):
    first = made.row(LOAN_PERFORMANCE, 0, contract_no="A（1）")
    second = {**first, "known_date": first["known_date"] + timedelta(days=3), "balance": 5}
    other = {**first, "record_id": "other", "contract_no": "A(1)"}
    province = read(tmp_path, [first, second, other], LOAN_PERFORMANCE)
    assert province.rejected == {}
    assert [row["superseded_date"] for row in province.rows("loan_performance")] == [
        second["known_date"],
        None,
        None,
    ]


@st.composite
def deliveries(draw):
    """Rows of two decisions from two feeds on a few days, some with an end of their own."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        known = GOOD["known_date"] + timedelta(days=draw(st.integers(0, 5)))
        end = draw(st.sampled_from([None, None, 1, 3]))
        rows.append({
            **GOOD, "record_id": f"r{number}", "known_date": known, "source_code": draw(st.sampled_from(["A", "B", None])),
            "superseded_date": None if end is None else known + timedelta(days=end),
            "doc_no": draw(st.sampled_from(["1号", "１号", "2号", None])), "fine": draw(st.sampled_from([1, 2, None])),
            "violation_fact": draw(st.sampled_from(["x", "y"])),
        })  # fmt: skip
    return rows


@settings(max_examples=40)
@given(rows=deliveries())
def test_every_day_knows_one_row_of_a_decision_and_every_row_is_accounted_for(rows):
    with tempfile.TemporaryDirectory() as place:
        province = read(Path(place), rows)
        kept = province.rows("admin_penalty")
        refused = made.rejected(province.path, "admin_penalty") if province.rejected else []
        assert sorted(row["record_id"] for row in (*kept, *refused)) == sorted(
            row["record_id"] for row in rows
        )
        for number in ("1", "2"):
            same = sorted((row for row in kept if (row["doc_no"] or "")[:1] in (number, {"1": "１"}.get(number))),
                          key=lambda row: row["known_date"])  # fmt: skip
            for before, after in pairwise(same):
                assert before["superseded_date"] is not None
                assert before["superseded_date"] <= after["known_date"], "no day knows two"
        assert records.check(province.path).rejected_rows == 0, "what was accepted once is accepted again"
