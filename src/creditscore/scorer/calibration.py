"""From a score to a probability: never changes the order, never changes the score."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import exp, isfinite
from typing import TYPE_CHECKING, Any, Literal

from creditscore.errors import DefinitionError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CalibrationKind = Literal["platt", "identity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """``probability of bad = 1 / (1 + exp(-(intercept + slope * log_odds)))``.

    ``log_odds`` is the log-odds of bad that the score stands for (``-Scale.log_odds_good(score)``). ``platt``
    has a fitted slope > 0 and intercept, ``identity`` has slope 1 and intercept 0.

    >>> Calibration().probability(0.0)
    0.5
    >>> Calibration(kind="platt", slope=-1.0)
    Traceback (most recent call last):
    creditscore.errors.DefinitionError: calibration: wanted a finite slope > 0, found -1.0; a falling ...
    """

    kind: CalibrationKind = "identity"
    slope: float = 1.0
    intercept: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in ("platt", "identity"):
            raise DefinitionError(f"calibration: wanted kind platt or identity, found {self.kind!r}")
        if not (isfinite(self.slope) and self.slope > 0.0 and isfinite(self.intercept)):
            raise DefinitionError(
                f"calibration: wanted a finite slope > 0, found {self.slope!r}; a falling or flat map would "
                "turn or lose the order of the scores, so look at the sample it was fitted on"
            )
        if self.kind == "identity" and (self.slope, self.intercept) != (1.0, 0.0):
            raise DefinitionError("calibration: identity has slope 1 and intercept 0; use kind='platt'")

    def probability(self, log_odds: float) -> float:
        """Probability of bad for one log-odds of bad."""
        z = self.intercept + self.slope * log_odds
        e = exp(-abs(z))
        return 1.0 / (1.0 + e) if z >= 0.0 else e / (1.0 + e)

    def probabilities(self, log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for an array (n,), bit for bit: the exponential is the one of ``math``."""
        import numpy as np

        z = self.intercept + self.slope * np.asarray(log_odds, dtype=np.float64)
        e = np.fromiter(map(exp, (-np.abs(z)).ravel().tolist()), np.float64, z.size).reshape(z.shape)
        return np.where(z >= 0.0, 1.0, e) / (1.0 + e)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
