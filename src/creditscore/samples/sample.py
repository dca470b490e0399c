"""A sample: which entity on which day, what was known of it, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from creditscore.errors import SampleError
from creditscore.plan import definition_hash
from creditscore.samples import _split
from creditscore.samples.spec import Spec, day_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from creditscore.plan import Feature


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows to learn from or to test on; print it to see what was left out, and why.

    ``frame`` has ``entity, as_of`` (datetime64[us], null where the caller gave no dates), one column per
    feature, ``outcome`` (0 good, 1 bad, int8), ``weight`` (float64) and ``info_…`` columns for reports.
    ``excluded`` counts the rows left out by reason; ``paths`` is the share of bad rows by each way of turning
    bad (a row may have several). ``made_up`` and ``assumptions`` are those of the records.
    """

    spec: Spec
    frame: pd.DataFrame
    excluded: Mapping[str, int] = field(default_factory=dict[str, int])
    paths: Mapping[str, float] = field(default_factory=dict[str, float])
    made_up: bool = False
    assumptions: tuple[str, ...] = ()
    records_digest: str = ""

    def __post_init__(self) -> None:
        wanted = ["entity", "as_of", *self.names, "outcome", "weight"]
        missing = [name for name in wanted if name not in self.frame.columns]
        if missing:
            raise SampleError(
                f"sample of {self.spec.evaluation}: column {missing[0]!r} is missing; "
                f"found {list(self.frame.columns)[:10]}; give every feature of the spec, outcome and weight"
            )
        twice = self.frame.duplicated(["entity", "as_of"])
        if twice.any():
            raise SampleError(
                f"sample of {self.spec.evaluation}: {int(twice.sum())} rows repeat an (entity, as_of), for example "
                f"as_of {_shown(self.frame.loc[twice, 'as_of'].iloc[0])}; keep one row per entity and day"
            )

    @property
    def features(self) -> tuple[Feature, ...]:
        return self.spec.features

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the features, in order."""
        return tuple(feature.name for feature in self.spec.features)

    @property
    def X(self) -> pd.DataFrame:  # noqa: N802  (the field's word for it)
        """The features only (n, features)."""
        return self.frame[list(self.names)]

    @property
    def y(self) -> NDArray[np.int8]:
        """The outcome (n,): 0 good, 1 bad."""
        return self.frame["outcome"].to_numpy(dtype=np.int8)

    @property
    def weight(self) -> NDArray[np.float64]:
        """Sampling weights (n,)."""
        return self.frame["weight"].to_numpy(dtype=np.float64)

    @property
    def distinct_bads(self) -> int:
        """Entities with at least one bad row: what evidence counts, not rows."""
        return int(self.frame.loc[self.frame["outcome"] == 1, "entity"].nunique())

    @property
    def bad_rate(self) -> float:
        """Weighted share of bad rows; NaN if there are no rows."""
        total = self.weight.sum()
        return float((self.weight * self.y).sum() / total) if total else float("nan")

    @property
    def dated(self) -> bool:
        """Whether rows carry an ``as_of``."""
        return bool(self.frame["as_of"].notna().all())

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rows, the definitions of the features, and what the rows were drawn for."""
        spec = self.spec
        rest = (
            spec.evaluation,
            spec.outcome,
            spec.horizon_months,
            spec.rights,
            spec.rule,
            self.records_digest,
        )
        head = f"{list(self.frame.columns)} {definition_hash(spec.features)} {rest}"
        hashes = pd.util.hash_pandas_object(self.frame, index=False).to_numpy()
        return sha256(head.encode() + hashes.astype("<u8").tobytes()).hexdigest()

    def __len__(self) -> int:
        return len(self.frame)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp], **excluded: int) -> Sample:
        """The sample with only these rows (a mask (n,) or positions), and more counts of what is left out."""
        frame = self.frame.loc[rows] if np.asarray(rows).dtype == bool else self.frame.iloc[rows]
        counts = {**self.excluded, **{name: count for name, count in excluded.items() if count}}
        return replace(self, frame=frame.reset_index(drop=True), excluded=counts)

    def split(self, *, test_from: date | str, disjoint_entities: bool = False) -> tuple[Sample, Sample]:
        """Training and test sample, out of time.

        Test rows have ``as_of >= test_from``; training rows are those whose outcome window ends by then
        (``as_of + horizon <= test_from``), and the rows between are dropped and counted as ``embargo``. With
        ``disjoint_entities`` three entities in ten (by a hash of the code) are in the test only and the others
        in training only. Raises SampleError for rows without dates or an empty half.
        """
        return _split.split(self, day_of(test_from, name="test_from"), disjoint_entities=disjoint_entities)

    @property
    def late(self) -> Sample:
        """The rows of the last two calendar quarters: for early stopping and calibration."""
        return _split.late(self)

    @property
    def early(self) -> Sample:
        """The rows whose outcome window ends before ``late`` begins; empty if there is no such time."""
        return _split.early(self)

    def __repr__(self) -> str:
        days = self.frame["as_of"]
        when = f"{_shown(days.min())} to {_shown(days.max())}" if len(self) and self.dated else "no dates"
        lines = [
            f"Sample of {self.spec.evaluation}, {self.spec.outcome} within {self.spec.horizon_months} months"
            f"{' (made-up data)' if self.made_up else ''}: {len(self):,} rows, {when}, "
            f"{len(self.names)} features, {int(self.y.sum()):,} bad rows of {self.distinct_bads:,} entities, "
            f"bad rate {self.bad_rate:.2%}"
        ]
        lines += [f"  excluded {count:>10,}  {reason}" for reason, count in self.excluded.items()]
        lines += [f"  bad by   {share:>10.1%}  {path}" for path, share in self.paths.items()]
        return "\n".join(lines)


def _shown(stamp: pd.Timestamp) -> str:
    return "none" if pd.isna(stamp) else str(stamp.date())


def refuse_outcome(frame: pd.DataFrame, *, names: tuple[str, ...], evaluation: str) -> None:
    """Raise SampleError naming a feature that is the outcome, or its opposite, on every row."""
    bad = frame["outcome"].to_numpy() == 1
    if bad.all() or not bad.any():
        return
    for name in names:
        if frame[name].iloc[:500].nunique(dropna=False) > 2:
            continue
        codes, found = pd.factorize(frame[name], use_na_sentinel=False)
        if len(found) == 2 and len(np.unique(codes[bad])) == 1 and len(np.unique(codes[~bad])) == 1:
            raise SampleError(
                f"{evaluation}: feature {name!r} is the outcome on every one of the {len(frame)} rows, not something "
                "known before as_of; take it out of the features"
            )
