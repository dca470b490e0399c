"""A scorecard: a table of points. The table is the model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar

from creditscore.errors import DefinitionError
from creditscore.scorer._check import check_inputs, check_length
from creditscore.scorer._field import Field
from creditscore.scorer._header import Header
from creditscore.scorer._json import Reader, dumps, loads, plain, read_calibration, read_field, read_header
from creditscore.scorer._points_table import as_html, as_rows, as_text
from creditscore.scorer.binned import Binned, on_grid
from creditscore.scorer.calibration import Calibration

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True, repr=False)
class Scorecard:
    """``score = base_points + the points of each input's bin``, unrounded, unclipped, higher is better.

    ``binned`` in the order of the inputs; ``coefficients`` (of WOE in the log-odds of good, so >= 0) and
    ``intercept`` are kept for printing and checking; ``reference`` are the declared mean training points of
    each input, against which points are lost (zeros where left out). All points lie on the grid of 2^-20, so
    sums are exact whatever the order. Raises DefinitionError for parts that do not fit together.
    """

    kind: ClassVar[str] = "scorecard"

    header: Header
    binned: tuple[Binned, ...]
    base_points: float
    coefficients: tuple[float, ...] = ()
    intercept: float = 0.0
    calibration: Calibration = field(default_factory=Calibration)
    reference: tuple[float, ...] = ()

    @classmethod
    def from_woe(
        cls,
        header: Header,
        *,
        binned: tuple[Binned, ...],
        intercept: float,
        coefficients: tuple[float, ...],
        calibration: Calibration | None = None,
    ) -> Scorecard:
        """A card from a fit ``log-odds of good = intercept + sum(coefficient * WOE)``, on the header's scale.

        Points and reference are computed here: points = factor * coefficient * WOE, base points =
        offset + factor * intercept (domain.md 4.9), reference = mean points by the bins' ``counts``.
        """
        check_length(header.model_id, "coefficients", len(coefficients), len(binned))
        factor = header.scale.factor
        ready = tuple(
            replace(
                bins,
                points=tuple(factor * beta * woe for woe in bins.woe),
                missing_points=factor * beta * bins.missing_woe,
            )
            for bins, beta in zip(binned, coefficients)
        )
        return cls(
            header=header,
            binned=ready,
            base_points=header.scale.offset + factor * intercept,
            coefficients=coefficients,
            intercept=intercept,
            calibration=calibration or Calibration(),
            reference=tuple(_mean_points(bins) for bins in ready),
        )

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "binned", tuple(self.binned))
        put(self, "base_points", on_grid(self.base_points))
        put(self, "intercept", float(self.intercept))
        put(self, "coefficients", tuple(map(float, self.coefficients)))
        reference = self.reference or (0.0,) * len(self.binned)
        put(self, "reference", tuple(on_grid(value) for value in reference))
        name = self.header.model_id
        check_inputs(self.header, self.fields)
        check_length(name, "reference points", len(self.reference), len(self.binned))
        if self.coefficients:
            check_length(name, "coefficients", len(self.coefficients), len(self.binned))
        if not all(map(isfinite, (self.base_points, self.intercept, *self.reference, *self.coefficients))):
            raise DefinitionError(f"model {name}: wanted finite points and coefficients")
        for bins, beta in zip(self.binned, self.coefficients):
            if beta < 0.0:
                raise DefinitionError(
                    f"model {name}: the coefficient of {bins.field.name} is {beta:.4g}; a negative one turns the "
                    "input against its evidence, so leave the input out"
                )

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(bins.field for bins in self.binned)

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(bins.field.name for bins in self.binned)

    @property
    def reference_score(self) -> float:
        """Score of the declared reference: base points plus the mean training points."""
        total = self.base_points
        for value in self.reference:
            total += value
        return total

    @property
    def attainable(self) -> tuple[float, float]:
        """Lowest and highest score any input can get, missing and unseen included."""
        low = high = self.base_points
        for bins in self.binned:
            low, high = low + min(bins.lookup), high + max(bins.lookup)
        return low, high

    def points(self, columns: Any) -> NDArray[np.float64]:
        """Points (n, inputs) of each row's bins; ``columns`` is a mapping of arrays or a frame.

        Raises InputErrors for a column that is missing or not of its kind; NaN or None is missing.
        """
        import numpy as np

        from creditscore.scorer._columns import columns_of

        given = columns_of(columns, self.fields)
        out = np.empty((len(given[0]), len(given)))
        for j, (bins, column) in enumerate(zip(self.binned, given)):
            np.take(np.asarray(bins.lookup), bins.indices(column), out=out[:, j])
        return out

    def scores(self, columns: Any) -> NDArray[np.float64]:
        """Scores (n,): base points plus the points of every input."""
        return self.base_points + self.points(columns).sum(axis=1)

    def log_odds(self, columns: Any) -> NDArray[np.float64]:
        """Log-odds of bad (n,) that the scores stand for, before calibration."""
        return -((self.scores(columns) - self.header.scale.offset) / self.header.scale.factor)

    def probabilities(self, columns: Any) -> NDArray[np.float64]:
        """Calibrated probability of bad (n,)."""
        return self.calibration.probabilities(self.log_odds(columns))

    def contributions(self, columns: Any) -> NDArray[np.float64]:
        """Points (n, inputs) against the declared reference; negative = points lost.

        ``scores = reference_score + contributions.sum(axis=1)``, exactly.
        """
        import numpy as np

        return self.points(columns) - np.asarray(self.reference)

    def table(self) -> dict[str, list[Any]]:
        """The points table as columns: one row per bin, the base points first."""
        return as_rows(self)

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        low, high = self.attainable
        return (
            f"<Scorecard {self.header.evaluation} {self.header.model_id} {self.header.version}: "
            f"{len(self.binned)} inputs; within {low:.1f} to {high:.1f}; print() shows the points table>"
        )

    def _repr_html_(self) -> str:
        return as_html(self)

    def to_json(self) -> str:
        """Canonical JSON; ``Scorecard.from_json(card.to_json()) == card``."""
        return dumps({"kind": self.kind, **plain(self)})

    @classmethod
    def from_json(cls, text: str | bytes) -> Scorecard:
        """The card again. Raises DefinitionError naming what is wrong."""
        data = Reader(loads(text, where="scorecard"), "scorecard")
        data.one_of("kind", (cls.kind,))
        return cls(
            header=read_header(data.inside("header")),
            binned=tuple(_read_binned(item) for item in data.each("binned")),
            base_points=data.number("base_points"),
            coefficients=data.numbers("coefficients"),
            intercept=data.number("intercept"),
            calibration=read_calibration(data.inside("calibration")),
            reference=data.numbers("reference"),
        )


def _mean_points(bins: Binned) -> float:
    total = bins.missing_count
    points = bins.missing_count * bins.missing_points
    for count, value in zip(bins.counts, bins.points):
        total += count
        points += count * value
    return points / total if total else 0.0


def _read_binned(data: Reader) -> Binned:
    groups = tuple(Reader({"g": group}, data.where).texts("g") for group in data.items("groups"))
    return Binned(
        field=read_field(data.inside("field")),
        edges=data.numbers("edges"), groups=groups, woe=data.numbers("woe"), points=data.numbers("points"),
        missing_woe=data.number("missing_woe"), missing_points=data.number("missing_points"),
        missing_policy=data.one_of("missing_policy", ("own", "neutral", "worst", "forbidden")),
        unseen_policy=data.one_of("unseen_policy", ("missing", "neutral", "worst", "forbidden")),
        counts=data.numbers("counts"), bads=data.numbers("bads"),
        missing_count=data.number("missing_count"), missing_bads=data.number("missing_bads"),
    )  # fmt: skip
