"""One input of a scorecard: its bins, their evidence and their points, and the one lookup everything uses."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as part
from itertools import pairwise
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Literal

from creditscore.errors import DefinitionError
from creditscore.scorer._field import Field

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MissingPolicy = Literal["own", "neutral", "worst", "forbidden"]
"""Whence the points of the missing bin: its ``own`` evidence, ``neutral`` (WOE 0), the ``worst`` bin; or
``forbidden``: training had none, so a scorer refuses it (the arithmetic still has points for it)."""

UnseenPolicy = Literal["missing", "neutral", "worst", "forbidden"]
"""What an unseen category gets: the ``missing`` bin's points, ``neutral`` (0 points), the ``worst`` bin's, or
``forbidden``: a scorer refuses it."""

GRID = 2.0**20
"""Points lie on a grid of 2^-20, so that their sum is exact in float64 whatever the order of adding."""


def on_grid(points: float) -> float:
    """``points`` rounded to the grid of 2^-20 (about a millionth of a point)."""
    return round(points * GRID) / GRID


@dataclass(frozen=True, slots=True, kw_only=True)
class Binned:
    """Bins of one input.

    Numbers: ``edges`` ascending, bin i holds ``edges[i-1] <= x < edges[i]`` (a value equal to an edge is in
    the bin above it). Categories: ``groups``, bin i holds the labels of ``groups[i]``. ``woe`` per bin is
    ln(share of goods / share of bads), so a larger WOE is safer; ``points`` per bin are rounded to the grid of
    2^-20 (zeros where left out). ``counts`` and ``bads`` are weighted and for printing only; the missing
    bin stands apart. Raises DefinitionError for anything that does not fit together.
    """

    field: Field
    edges: tuple[float, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    woe: tuple[float, ...]
    points: tuple[float, ...] = ()
    missing_woe: float = 0.0
    missing_points: float = 0.0
    missing_policy: MissingPolicy = "neutral"
    unseen_policy: UnseenPolicy = "missing"
    counts: tuple[float, ...] = ()
    bads: tuple[float, ...] = ()
    missing_count: float = 0.0
    missing_bads: float = 0.0
    lookup: tuple[float, ...] = part(init=False, repr=False, compare=False, default=())
    codes: dict[str, int] = part(init=False, repr=False, compare=False, default_factory=dict[str, int])

    def __post_init__(self) -> None:
        bins = len(self.groups) if self.field.kind == "category" else len(self.edges) + 1
        for name in ("edges", "woe", "points", "counts", "bads"):
            object.__setattr__(self, name, tuple(float(value) for value in getattr(self, name)))
        object.__setattr__(self, "groups", tuple(tuple(group) for group in self.groups))
        points = self.points or (0.0,) * bins
        object.__setattr__(self, "points", tuple(on_grid(value) for value in points))
        object.__setattr__(self, "missing_points", on_grid(self.missing_points))
        self._check(bins)
        object.__setattr__(self, "lookup", (*self.points, self.missing_points, self._unseen()))
        codes = {label: i for i, group in enumerate(self.groups) for label in group}
        object.__setattr__(self, "codes", codes)

    def _check(self, bins: int) -> None:
        name = self.field.name
        if self.field.kind == "category" and (self.edges or not self.groups):
            raise DefinitionError(f"bins of {name}: a category wants groups of labels and no edges")
        if self.field.kind == "number" and self.groups:
            raise DefinitionError(f"bins of {name}: a number wants edges and no groups")
        for what, given in (
            ("woe", self.woe),
            ("points", self.points),
            ("counts", self.counts),
            ("bads", self.bads),
        ):
            if len(given) != bins and (given or what in ("woe", "points")):
                raise DefinitionError(f"bins of {name}: wanted {bins} {what}, found {len(given)}")
        if not all(isfinite(value) for value in (*self.edges, *self.woe, *self.lookup, self.missing_woe)):
            raise DefinitionError(f"bins of {name}: wanted finite edges, woe and points")
        if any(low >= high for low, high in pairwise(self.edges)):
            raise DefinitionError(f"bins of {name}: wanted edges that rise, found {self.edges}")
        labels = [label for group in self.groups for label in group]
        if len(set(labels)) != len(labels):
            raise DefinitionError(f"bins of {name}: a label stands in more than one group")

    def _unseen(self) -> float:
        if self.unseen_policy == "neutral":
            return 0.0
        return min(self.points) if self.unseen_policy == "worst" else self.missing_points

    def __len__(self) -> int:
        """Number of bins, the missing bin not counted."""
        return len(self.woe)

    @property
    def worst(self) -> float:
        """Fewest points of any bin that is not missing."""
        return min(self.points)

    def index(self, value: float | str | None) -> int:
        """Bin of one value; ``len(self)`` is the missing bin, ``len(self) + 1`` an unseen category.

        ``self.lookup[index]`` are its points: this is the one lookup of table, single answer and batch.
        """
        if value is None or value != value:
            return len(self.woe)
        if self.field.kind == "category":
            return self.codes.get(str(value), len(self.woe) + 1)
        return bisect_right(self.edges, float(value))

    def indices(self, column: NDArray[Any]) -> NDArray[np.intp]:
        """``index`` of every value of a column (n,): float64 with NaN for missing, or objects of labels."""
        import numpy as np

        if self.field.kind == "category":
            return np.fromiter((self.index(value) for value in column.tolist()), np.intp, len(column))
        found = np.searchsorted(np.asarray(self.edges, dtype=np.float64), column, side="right")
        found[np.isnan(column)] = len(self.woe)
        return found

    def labels(self) -> list[str]:
        """Each bin in words, then the missing bin."""
        if self.field.kind == "category":
            return [*("{" + ", ".join(group) + "}" for group in self.groups), "missing"]
        ends: Sequence[float] = (nan, *self.edges, nan)
        names: list[str] = []
        for low, high in pairwise(ends):
            left = "(-inf" if low != low else f"[{low:,.10g}"
            names.append(f"{left}, " + ("+inf)" if high != high else f"{high:,.10g})"))
        return [*names, "missing"]
