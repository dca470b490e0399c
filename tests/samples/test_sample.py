"""The sample itself, and its splits in time."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from creditscore import samples
from creditscore.errors import SampleError
from tests.loans import spec


def made(days, *, entities: int = 4, horizon_months: int = 12, of=None) -> samples.Sample:
    """Every entity on every day; the first is bad throughout."""
    rows = [(f"e{number}", pd.Timestamp(day)) for day in days for number in range(entities)]
    frame = pd.DataFrame(rows, columns=["entity", "as_of"])
    frame["as_of"] = frame["as_of"].astype("datetime64[us]")
    frame["loan_max_dpd_12m"] = np.arange(len(frame), dtype=float)
    frame["loan_months_12m"] = 12.0
    frame["outcome"] = (frame["entity"] == "e0").astype("int8")
    frame["weight"] = 1.0
    return samples.Sample(of or spec(horizon_months=horizon_months), frame, {"dormant": 3})


QUARTERS = samples.quarters("2020-01-01", "2025-01-01")


def days_of(sample) -> list[date]:
    return sorted({stamp.date() for stamp in sample.frame["as_of"]})


def test_the_numbers_of_a_sample():
    sample = made(QUARTERS[:2])
    assert len(sample) == 8
    assert sample.names == ("loan_max_dpd_12m", "loan_months_12m")
    assert sample.X.shape == (8, 2)
    assert sample.y.tolist() == [1, 0, 0, 0] * 2
    assert sample.y.dtype == np.int8
    assert sample.distinct_bads == 1
    assert sample.bad_rate == 0.25
    assert sample.dated


def test_a_missing_column_is_named():
    with pytest.raises(SampleError, match="column 'weight' is missing"):
        samples.Sample(spec(), made(QUARTERS[:1]).frame.drop(columns="weight"))


def test_the_digest_follows_the_rows():
    sample = made(QUARTERS[:2])
    assert sample.digest == made(QUARTERS[:2]).digest
    assert sample.digest != sample.take(np.arange(7)).digest
    assert sample.digest != made(QUARTERS[:2], horizon_months=6).digest


def test_rows_can_be_taken_by_mask_or_place():
    sample = made(QUARTERS[:2])
    pd.testing.assert_frame_equal(sample.take(sample.y == 1).frame, sample.take(np.array([0, 4])).frame)
    assert sample.take(sample.y == 1, other=0).excluded == {"dormant": 3}


def test_training_ends_twelve_months_before_the_test_begins():
    train, test = made(QUARTERS).split(test_from="2024-01-01")
    assert days_of(train)[-1] == date(2023, 1, 1)
    assert days_of(test) == samples.quarters("2024-01-01", "2025-01-01")
    assert train.excluded == {"dormant": 3, "embargo": 3 * 4}
    assert test.excluded == {"dormant": 3}


def test_a_month_end_is_clipped_like_the_window():
    train, _ = made([date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 29)]).split(test_from="2024-02-29")
    assert days_of(train) == [date(2023, 2, 28)]


def test_an_outcome_of_the_day_itself_needs_no_embargo_but_the_day():
    sample = made([date(2022, 12, 31), date(2023, 1, 1)], of=spec(outcome="given", horizon_months=0))
    train, test = sample.split(test_from=date(2023, 1, 1))
    assert (days_of(train), days_of(test)) == ([date(2022, 12, 31)], [date(2023, 1, 1)])
    assert "embargo" not in train.excluded


def test_entities_are_shared_unless_they_may_not_be():
    sample = made(QUARTERS, entities=60)
    train, test = sample.split(test_from="2024-01-01")
    assert set(train.frame["entity"]) == set(test.frame["entity"])
    alone, apart = sample.split(test_from="2024-01-01", disjoint_entities=True)
    ours, theirs = set(alone.frame["entity"]), set(apart.frame["entity"])
    assert not ours & theirs
    assert len(ours | theirs) == 60
    assert 0.15 < len(theirs) / 60 < 0.45
    assert alone.excluded["entity_in_test"] == len(theirs) * len(days_of(alone))
    assert apart.excluded["entity_in_train"] == len(ours) * len(days_of(apart))
    again, _ = sample.split(test_from="2024-01-01", disjoint_entities=True)
    assert again.digest == alone.digest


@pytest.mark.parametrize(("day", "half"), [("2020-06-01", "train"), ("2025-02-01", "test")])
def test_an_empty_half_is_refused_with_the_dates(day, half):
    with pytest.raises(
        SampleError, match=f"no rows are left for {half}; the sample has as_of 2020-01-01 to 2025-01-01"
    ):
        made(QUARTERS).split(test_from=day)


def test_the_last_two_quarters_are_late_and_early_ends_a_window_before_them():
    train, _ = made(QUARTERS).split(test_from="2024-01-01")
    assert days_of(train.late) == [date(2022, 10, 1), date(2023, 1, 1)]
    assert days_of(train.early) == samples.quarters("2020-01-01", "2021-10-01")
    assert train.early.excluded["embargo_before_late"] == 3 * 4
    assert train.early.excluded["late"] == 2 * 4


def test_quarters_are_those_of_the_calendar_whatever_the_days():
    sample = made([date(2020, 1, 5), date(2022, 11, 3), date(2023, 2, 1), date(2023, 3, 31)])
    assert days_of(sample.late) == [date(2022, 11, 3), date(2023, 2, 1), date(2023, 3, 31)]
    assert days_of(sample.early) == [date(2020, 1, 5)]


def test_too_short_a_sample_has_no_early_part():
    assert len(made(QUARTERS[:3]).early) == 0
    assert len(made(QUARTERS[:1]).late) == 4


def test_rows_without_dates_cannot_be_split_by_time():
    sample = samples.from_frame(pd.DataFrame({"a": [1.0, 2.0, 3.0]}), [0, 1, 0])
    for ask in (lambda: sample.split(test_from="2020-01-01"), lambda: sample.late, lambda: sample.early):
        with pytest.raises(SampleError, match="rows without as_of cannot be split"):
            ask()


def test_a_sample_prints_what_it_is():
    printed = repr(made(QUARTERS))
    assert "84 rows, 2020-01-01 to 2025-01-01" in printed
    assert "1 entities" in printed
    assert "dormant" in printed
    assert "no dates" in repr(samples.from_frame(pd.DataFrame({"a": [1.0, 2.0, 3.0]}), [0, 1, 0]))
