"""From nothing to a checked province in one call."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditscore import simulate
from creditscore.errors import RecordsError


def test_a_province_is_checked_opened_and_marked(tmp_path: Path) -> None:
    province = simulate.province(entities=300, seed=3, out=tmp_path / "province")
    assert province.made_up
    assert (str(province.data_from), str(province.data_until)) == ("2017-01-01", "2026-01-01")
    assert any("made-up data" in text for text in province.assumptions)
    assert province.rejected
    assert [path.name for path in tmp_path.iterdir()] == ["province"]
    assert set(simulate.truth(province.path)) == {"entities", "traits", "true_pd", "planted"}


def test_a_province_may_live_in_a_folder_of_its_own_making() -> None:
    province = simulate.province(entities=30, seed=3)
    assert province.has("entity")


def test_true_probabilities_are_given_at_quarter_starts(tmp_path: Path) -> None:
    truth = simulate.truth(simulate.write(tmp_path / "raw", entities=500, seed=3))["true_pd"]
    assert list(truth.columns) == ["entity", "as_of", "true_pd"]
    assert truth["as_of"].dt.is_quarter_start.all()
    assert str(truth["as_of"].max().date()) == "2025-01-01"
    assert truth["true_pd"].between(0, 1).all()
    assert not truth.duplicated(["entity", "as_of"]).any()


def test_only_made_up_provinces_have_a_truth(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="no folder 'truth'"):
        simulate.truth(tmp_path)
