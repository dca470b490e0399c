"""Boosted trees as flat arrays: LightGBM's arithmetic, without LightGBM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, cast

from creditscore.scorer._check import check_inputs, check_length
from creditscore.scorer._field import Field
from creditscore.scorer._header import Header
from creditscore.scorer._json import Reader, dumps, loads, plain, read_calibration, read_field, read_header
from creditscore.scorer.calibration import Calibration

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from creditscore.scorer._forest import Forest

ARRAYS: dict[str, str] = {
    "feature": "<i4", "threshold": "<f8", "default_left": "|b1", "missing": "|u1", "left": "<i4", "right": "<i4",
    "cover": "<f8", "leaf_value": "<f8", "leaf_cover": "<f8", "roots": "<i4",
}  # fmt: skip
"""The arrays of ``Trees`` and their types on disk."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Trees:
    """Sum of trees = log-odds of bad; ``score = scale.score(-log_odds)``, unrounded, unclipped.

    Inner nodes of all trees in one set of arrays (m,), leaves in another (l,): ``feature`` index into
    ``fields``, ``threshold`` (a value <= threshold goes left), ``default_left``, ``missing`` (LightGBM's
    missing type of the node: 0 none, a NaN is read as 0; 1 zero, NaN and |x| <= 1e-35 take the default side;
    2 nan, a NaN takes the default side), ``left`` and ``right`` (an inner node's index, or ``~leaf``),
    ``cover`` (rows that passed in training), ``leaf_value`` (log-odds of bad), ``leaf_cover``, and ``roots``
    (one per tree: inner node or ``~leaf``). ``reference`` are the declared mean training contributions per
    field, in log-odds of bad (zeros where left out: the training average).

    Raises DefinitionError for arrays that are not trees, for a path of more than 6 decisions, or for a
    category as input.
    """

    kind: ClassVar[str] = "trees"

    header: Header
    fields: tuple[Field, ...]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    default_left: NDArray[np.bool_]
    missing: NDArray[np.uint8]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    cover: NDArray[np.float64]
    leaf_value: NDArray[np.float64]
    leaf_cover: NDArray[np.float64]
    roots: NDArray[np.int32]
    calibration: Calibration = field(default_factory=Calibration)
    reference: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        import numpy as np

        from creditscore.scorer._forest_check import check_forest

        put = object.__setattr__
        put(self, "fields", tuple(self.fields))
        for name, kind in ARRAYS.items():
            array = np.array(getattr(self, name), dtype=kind)
            array.flags.writeable = False
            put(self, name, array)
        put(self, "reference", tuple(map(float, self.reference)) or (0.0,) * len(self.fields))
        check_inputs(self.header, self.fields)
        check_length(self.header.model_id, "reference contributions", len(self.reference), len(self.fields))
        check_forest(self)

    @classmethod
    def from_lightgbm(
        cls,
        header: Header,
        *,
        fields: Sequence[Field],
        trees: Sequence[Mapping[str, Sequence[float]]],
        calibration: Calibration | None = None,
        reference: tuple[float, ...] = (),
    ) -> Trees:
        """From one mapping per tree with the names of LightGBM's model text, ``fields`` in its column order.

        ``split_feature``, ``threshold``, ``decision_type``, ``left_child``, ``right_child``, ``leaf_value``,
        ``leaf_count``, ``internal_count``; a tree of one leaf may have ``leaf_value`` only. Raises
        DefinitionError for a categorical split and for whatever ``Trees`` refuses.
        """
        from creditscore.scorer._forest_import import joined

        return cls(
            header=header,
            fields=tuple(fields),
            **joined(header.model_id, trees),
            calibration=calibration or Calibration(),
            reference=reference,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trees) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(sha256(self.to_json().encode()).digest())

    def __str__(self) -> str:
        low, high = self.attainable
        return (
            f"{self.header.evaluation} {self.header.model_id} {self.header.version}: {len(self.roots)} trees, "
            f"{len(self.leaf_value)} leaves, {len(self.fields)} inputs; reference {self.reference_score:.1f}, "
            f"within {low:.1f} to {high:.1f}"
        )

    def __repr__(self) -> str:
        return f"<Trees {self!s}>"

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields)

    @cached_property
    def forest(self) -> Forest:
        """Tables for evaluation, built when first asked."""
        from creditscore.scorer._forest import Forest

        return Forest(self)

    @cached_property
    def base(self) -> float:
        """Expected log-odds over the training rows: the last column of LightGBM's ``pred_contrib``."""
        from creditscore.scorer._forest_check import expected_value

        return expected_value(self)

    @property
    def reference_score(self) -> float:
        """Score at the declared reference: expected value plus the mean training contributions."""
        total = self.base
        for value in self.reference:
            total += value
        return self._score(total)

    @cached_property
    def attainable(self) -> tuple[float, float]:
        """Bounds of the score: every tree at its worst, every tree at its best leaf."""
        from creditscore.scorer._forest_check import extremes

        low, high = extremes(self)
        return self._score(high), self._score(low)

    def _score(self, log_odds: Any) -> Any:
        scale = self.header.scale
        return scale.offset + scale.factor * -log_odds

    def _columns(self, columns: Any) -> list[NDArray[np.float64]]:
        from creditscore.scorer._columns import columns_of

        return cast("list[NDArray[np.float64]]", columns_of(columns, self.fields))

    def log_odds(self, columns: Any) -> NDArray[np.float64]:
        """Log-odds of bad (n,): LightGBM's ``predict(raw_score=True)``, bit for bit.

        ``columns`` is a mapping of arrays or a frame; NaN is missing. Raises InputErrors for a column that is
        missing or not numbers.
        """
        return self.forest.log_odds(self._columns(columns))

    def scores(self, columns: Any) -> NDArray[np.float64]:
        """Scores (n,), affine in the log-odds."""
        return self._score(self.log_odds(columns))

    def probabilities(self, columns: Any) -> NDArray[np.float64]:
        """Calibrated probability of bad (n,), from the log-odds the score stands for."""
        scale = self.header.scale
        return self.calibration.probabilities(-((self.scores(columns) - scale.offset) / scale.factor))

    def shap(self, columns: Any) -> NDArray[np.float64]:
        """Path-dependent SHAP values (n, inputs) in log-odds of bad; with ``base`` they sum to ``log_odds``."""
        return self.forest.explain(self._columns(columns))[:-1].T

    def contributions(self, columns: Any) -> NDArray[np.float64]:
        """Points (n, inputs) against the declared reference; negative = points lost.

        ``scores = reference_score + contributions.sum(axis=1)`` to rounding (1e-9).
        """
        import numpy as np

        return (self.shap(columns) - np.asarray(self.reference)) * -self.header.scale.factor

    def to_json(self) -> str:
        """Canonical JSON, arrays included; ``Trees.from_json(trees.to_json()) == trees``."""
        return dumps({**self.head(), "arrays": {name: getattr(self, name).tolist() for name in ARRAYS}})

    def head(self) -> dict[str, Any]:
        """Everything but the arrays, as plain JSON data."""
        parts = ("header", "fields", "calibration", "reference")
        return {"kind": self.kind, **{name: plain(getattr(self, name)) for name in parts}}

    @classmethod
    def from_json(cls, text: str | bytes) -> Trees:
        """The trees again. Raises DefinitionError naming what is wrong."""
        data = Reader(loads(text, where="trees"), "trees")
        arrays = data.inside("arrays")
        return cls.from_head(data, {name: _array(arrays, name) for name in ARRAYS})

    @classmethod
    def from_head(cls, data: Reader, arrays: Mapping[str, Any]) -> Trees:
        """From what ``head`` gave and the arrays."""
        data.one_of("kind", (cls.kind,))
        return cls(
            header=read_header(data.inside("header")),
            fields=tuple(read_field(item) for item in data.each("fields")),
            calibration=read_calibration(data.inside("calibration")),
            reference=data.numbers("reference"),
            **arrays,
        )


def _array(arrays: Reader, name: str) -> Sequence[Any]:
    return arrays.flags(name) if ARRAYS[name] == "|b1" else arrays.numbers(name)
