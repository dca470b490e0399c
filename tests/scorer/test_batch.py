"""A batch gives each row what it would get alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.errors import InputErrors
from creditscore.scorer import Binned, Scorecard, Scorer
from tests.scorer.artefacts import card, header, number, row_of, rows_for

CARD = card()
SCORER = Scorer(CARD)


@given(seed=st.integers(0, 10_000), top=st.integers(0, 6))
def test_a_batch_equals_its_rows_one_by_one(seed: int, top: int) -> None:
    columns: dict[str, Any] = rows_for(CARD, 9, seed=seed)
    columns["f3"][0] = np.nan
    columns["as_of"] = np.array(["2024-06-30"] * 9, dtype="datetime64[us]")
    columns["entity"] = np.array(["S1"] * 9, dtype=object)
    out = SCORER.score_batch(columns, top=top, result_ids=True)
    for i in range(9):
        row = row_of({name: columns[name] for name in CARD.field_names}, i)
        if i == 0:
            with pytest.raises(InputErrors) as caught:
                SCORER.score(row, top=top)
            assert (out["status"][0], out["errors"][0]) == ("refused", caught.value.errors)
            assert np.isnan(out["score"][0])
            assert out["result_id"][0] is None
            continue
        answer = SCORER.score(row, top=top, subject="S1", as_of="2024-06-30")
        assert out["errors"][i] is None
        assert out["score"][i] == answer.score
        assert out["probability"][i] == answer.probability
        assert (out["grade"][i], out["status"][i]) == (answer.grade, answer.status)
        assert out["human_review"][i] == answer.use.human_review
        assert out["result_id"][i] == answer.result_id
        reasons = [(reason.code, reason.points) for reason in answer.reasons]
        batch = [(out[f"reason_{k}"][i], out[f"points_{k}"][i]) for k in range(1, top + 1)]
        assert [pair for pair in batch if pair[0] is not None] == reasons
        warned = [f"{note.code}:{note.feature}" for note in answer.warnings if note.feature]
        assert (out["warnings"][i] or []) == warned


def test_one_bad_row_is_refused_alone() -> None:
    columns: dict[str, Any] = rows_for(CARD, 4)
    for field in CARD.fields:
        if field.missing == "forbidden":
            columns[field.name][:] = field.low
    columns["f0"] = np.array([1.0, "x", None, np.inf], dtype=object)
    out = SCORER.score_batch(columns)
    assert out["status"].tolist() == ["scored", "refused", "scored", "refused"]
    assert [[one["code"] for one in found or []] for found in out["errors"]] == [
        [],
        ["type"],
        [],
        ["not_finite"],
    ]
    assert out["reason_1"][1] is None
    assert np.isnan(out["points_1"][1])


def test_natural_persons_and_individual_businesses_are_refused_in_a_batch_too() -> None:
    columns: dict[str, Any] = rows_for(CARD, 4)
    for field in CARD.fields:
        if field.missing == "forbidden":
            columns[field.name][:] = field.low
    columns["entity"] = ["91350100M000100Y43", "11010519491231002X", "92220101MA00000000", None]
    out = SCORER.score_batch(columns)
    assert out["status"].tolist() == ["scored", "refused", "refused", "scored"]
    assert [found and found[0]["code"] for found in out["errors"]] == [
        None, "resident_id", "separate_consent_missing", None,
    ]  # fmt: skip


def test_a_table_with_a_column_missing_or_unknown_is_refused_whole() -> None:
    columns: dict[str, Any] = {**rows_for(CARD, 3), "f17z": np.ones(3)}
    del columns["f0"]
    with pytest.raises(InputErrors) as caught:
        SCORER.score_batch(columns)
    assert [(one["pointer"], one["code"]) for one in caught.value.errors] == [
        ("/f0", "missing_feature"), ("/f17z", "unknown_feature"),
    ]  # fmt: skip
    with pytest.raises(InputErrors, match="wanted 3 rows"):
        SCORER.score_batch({**rows_for(CARD, 3), "f4": np.ones(2)})


@pytest.mark.parametrize("n", [0, 1, 17_000])
def test_frames_and_arrow_tables_of_any_length_score_as_arrays_do(n: int) -> None:
    columns = rows_for(CARD, n)
    frame = pd.DataFrame(columns)
    wanted = SCORER.score_batch(columns)
    for table in (frame, pa.Table.from_pandas(frame, preserve_index=False)):
        out = SCORER.score_batch(table)
        assert (np.isnan(wanted["score"]) == np.isnan(out["score"])).all()
        assert out["reason_1"].tolist() == wanted["reason_1"].tolist()
        assert out["grade"].tolist() == wanted["grade"].tolist()
    assert len(pd.DataFrame(wanted)) == n


def test_ties_go_to_the_first_input_alone_and_in_a_batch() -> None:
    binned = tuple(
        Binned(field=number(f"x{j}"), edges=(1.0,), woe=(0.1, -0.1), points=(5.0, -5.0)) for j in range(6)
    )  # fmt: skip
    scorer = Scorer(Scorecard(header=header(), binned=binned, base_points=600.0))
    row = {f"x{j}": 2.0 for j in range(6)}
    assert [reason.feature for reason in scorer.score(row).reasons] == ["x0", "x1", "x2", "x3"]
    out = scorer.score_batch({name: np.array([value]) for name, value in row.items()})
    assert [out[f"reason_{k}"][0] for k in range(1, 5)] == [f"PEN.x{j}" for j in range(4)]


def test_an_unseen_category_that_is_refused_is_refused_everywhere() -> None:
    binned = (replace(CARD.binned[0], unseen_policy="forbidden"), *CARD.binned[1:3])
    scorer = Scorer(Scorecard(header=header(), binned=binned, base_points=600.0))
    row = {"kind": "zzz", "f0": 30.0, "f1": 30.0}
    with pytest.raises(InputErrors, match="wanted one of a, b, c"):
        scorer.score(row)
    out = scorer.score_batch({name: [value] for name, value in row.items()})
    assert out["errors"][0][0]["code"] == "unknown_category"
