"""Splits by time, with an embargo between what is learnt from and what is tested on."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from creditscore.errors import SampleError
from creditscore.plan import months_before

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from creditscore.samples.sample import Sample

TEST_TENTHS = 3
"""How many entities in ten are in the test when entities may not be shared."""


def window_end(as_of: date, horizon_months: int) -> date:
    """First day after the outcome's window ``[as_of, as_of + horizon)``."""
    return months_before(as_of, -horizon_months)


def _closed_by(sample: Sample, day: date) -> NDArray[np.bool_]:
    """Rows before ``day`` whose outcome window has ended by then."""
    days = {stamp: stamp.date() for stamp in sample.frame["as_of"].unique()}
    closed = {
        stamp: as_of < day and window_end(as_of, sample.spec.horizon_months) <= day
        for stamp, as_of in days.items()
    }
    return sample.frame["as_of"].map(closed).to_numpy(dtype=bool)


def _dated(sample: Sample) -> pd.Series:
    if not sample.dated:
        raise SampleError(
            f"sample of {sample.spec.evaluation}: rows without as_of cannot be split by time; give dates, or take "
            "rows of your own with sample.take"
        )
    return sample.frame["as_of"]


def _in_test(entity: str) -> bool:
    return int.from_bytes(sha256(entity.encode()).digest()[:8]) % 10 < TEST_TENTHS


def split(sample: Sample, test_from: date, *, disjoint_entities: bool) -> tuple[Sample, Sample]:
    """See ``Sample.split``."""
    as_of = _dated(sample)
    test, train = (as_of >= pd.Timestamp(test_from)).to_numpy(), _closed_by(sample, test_from)
    embargo = int((~test & ~train).sum())
    theirs = ours = 0
    if disjoint_entities:
        entity = sample.frame["entity"]
        reserved = entity.map({code: _in_test(code) for code in entity.unique()}).to_numpy(dtype=bool)
        theirs, ours = int((train & reserved).sum()), int((test & ~reserved).sum())
        train, test = train & ~reserved, test & reserved
    for half, rows in (("train", train), ("test", test)):
        if not rows.any():
            raise SampleError(
                f"split of {sample.spec.evaluation} at {test_from}: no rows are left for {half}; the sample has as_of "
                f"{as_of.min().date()} to {as_of.max().date()} and a window of {sample.spec.horizon_months} months; "
                "move test_from or draw more dates"
            )
    return (
        sample.take(train, embargo=embargo, entity_in_test=theirs),
        sample.take(test, entity_in_train=ours),
    )


def _late_rows(sample: Sample) -> NDArray[np.bool_]:
    quarter = _dated(sample).dt.to_period("Q")
    last = sorted(quarter.unique())[-2:]
    return quarter.isin(last).to_numpy()


def late(sample: Sample) -> Sample:
    """See ``Sample.late``."""
    return sample.take(_late_rows(sample))


def early(sample: Sample) -> Sample:
    """See ``Sample.early``."""
    later = _late_rows(sample)
    if not later.any():
        return sample
    first = sample.frame["as_of"][later].min().date()
    rows = _closed_by(sample, first)
    return sample.take(rows, late=int(later.sum()), embargo_before_late=int((~rows & ~later).sum()))
