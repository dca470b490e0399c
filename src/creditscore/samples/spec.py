"""What a sample is drawn for: who is judged, by which outcome, from which features, under which rights."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from creditscore.errors import DefinitionError, SampleError
from creditscore.features import guard, refuse_untwinned
from creditscore.plan import Feature, Given, GradeScale, Layer, RightsPolicy, Scale, months_before

Outcome = Literal["bad_12m", "misconduct_12m", "given"]
"""``bad_12m`` and ``misconduct_12m`` as DESIGN section 5 defines them; ``given``: the caller brings it."""

RESERVED = frozenset({"entity", "as_of", "outcome", "weight"})
"""Columns every sample has besides its features."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    """The numbers behind ``bad_12m`` (domain.md 2.14; DESIGN section 5).

    A loan counts if its balance reached ``materiality`` yuan around or within the window. It is bad from
    ``dpd_bad`` days past due (that day included unless ``dpd_bad_inclusive`` is false) and from
    ``five_class_bad``; from ``dpd_indeterminate`` on it is neither good nor bad. ``cure_months`` is how long
    an entity must have been free of bad states to count as performing; a feed is lost if the last
    ``lost_feed_months`` month-ends of the window are missing for a loan that was open.
    """

    dpd_bad: int = 90
    dpd_bad_inclusive: bool = True
    dpd_indeterminate: int = 30
    five_class_bad: int = 3
    materiality: int = 1_000
    cure_months: int = 3
    lost_feed_months: int = 2


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What an evaluation holds and a sample carries.

    ``subjects`` are kinds of entity (``entity_type``; none given means any); ``horizon_months`` the length of
    the outcome's window ``[as_of, as_of + horizon)``; entities younger than ``minimum_age_months``, or of unknown
    age unless it is 0, are left out, and so are those whose ``core_sources`` deliver for fewer than
    ``minimum_coverage`` of them.

    ``internal`` evaluations are early warnings: never pushed as a grade, never published (DESIGN section 1). A public
    one that is not internal takes an absolute count only beside its rate twin (``features.twin_of``).
    """

    evaluation: str
    subjects: tuple[str, ...]
    layer: Layer
    outcome: Outcome
    features: tuple[Feature, ...]
    grade_scale: GradeScale
    horizon_months: int = 12
    rights: RightsPolicy = field(default_factory=RightsPolicy)
    scale: Scale = field(default_factory=Scale)
    purpose: tuple[str, ...] = ()
    core_sources: tuple[str, ...] = ()
    minimum_coverage: int = 0
    minimum_age_months: int = 12
    rule: OutcomeRule = field(default_factory=OutcomeRule)
    internal: bool = False

    def __post_init__(self) -> None:
        names = [feature.name for feature in self.features]
        twice = [name for name, times in Counter(names).items() if times > 1]
        if twice:
            raise DefinitionError(f"{self.evaluation}: feature {twice[0]} is selected twice; select it once")
        labels = [name for name in names if name in RESERVED | {self.outcome} or name.startswith("info_")]
        if labels:
            raise SampleError(
                f"{self.evaluation}: {labels[0]!r} is offered as a feature, but it is the outcome or a column of "
                "the sample itself; take it out of the features or rename it"
            )
        closed = [feature.name for feature in self.features if feature.layer != "public"]
        if self.layer == "public" and closed:
            raise DefinitionError(
                f"{self.evaluation}: a public evaluation may read public columns only, found authorised "
                f"{closed[:5]}; drop them or make the evaluation authorised"
            )
        for feature in self.features:
            if not isinstance(feature.node, Given):
                guard(feature, after_publicity=self.rights.after_publicity)
        if self.layer == "public" and not self.internal:
            refuse_untwinned(self.evaluation, self.features)
        if self.horizon_months < 0 or (self.horizon_months == 0 and self.outcome != "given"):
            raise DefinitionError(
                f"{self.evaluation}: horizon_months {self.horizon_months}; wanted a window of at least one month "
                "(0 only for an outcome that is known on as_of itself)"
            )


def day_of(value: date | str, *, name: str = "as_of") -> date:
    """A date from a date, a timestamp at midnight or an ISO text."""
    try:
        text = value if isinstance(value, str) else value.isoformat()
        day, _, time = text.partition("T")
        if time.strip("0:."):
            raise ValueError
        return date.fromisoformat(day)
    except (AttributeError, ValueError):
        raise SampleError(f"{name}: wanted a date like 2021-01-01, found {value!r}; write it so") from None


def quarters(first: date | str, last: date | str) -> list[date]:
    """First days of the calendar quarters from ``first`` to ``last``, both included.

    >>> [day.isoformat() for day in quarters("2021-01-01", "2021-08-15")]
    ['2021-01-01', '2021-04-01', '2021-07-01']
    """
    start, end = day_of(first, name="first"), day_of(last, name="last")
    day = date(start.year, (start.month - 1) // 3 * 3 + 1, 1)
    days: list[date] = []
    while day <= end:
        if day >= start:
            days.append(day)
        day = months_before(day, -3)
    if not days:
        raise SampleError(
            f"quarters: no first day of a quarter lies between {start} and {end}; swap or widen the dates"
        )
    return days
