"""Score scales and grade scales, declared once and carried by samples, artefacts and answers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import log

from creditscore.errors import DefinitionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """``score = base_score + factor * (ln(odds of good) - ln(base_odds))``, higher is better.

    ``pdo`` points double the odds of good (domain.md 4.9, the project's own default: 600 points at 20:1,
    50 points to double the odds). ``low`` and ``high`` bound what a model may attain; scores are never clipped.

    >>> round(Scale().score(log(20)), 6)
    600.0
    >>> round(Scale().score(log(40)), 6)
    650.0
    """

    pdo: float = 50.0
    base_score: float = 600.0
    base_odds: float = 20.0
    low: float = 0.0
    high: float = 1000.0

    @property
    def factor(self) -> float:
        return self.pdo / log(2.0)

    @property
    def offset(self) -> float:
        """Score at even odds."""
        return self.base_score - self.factor * log(self.base_odds)

    def score(self, log_odds_good: float) -> float:
        return self.offset + self.factor * log_odds_good

    def log_odds_good(self, score: float) -> float:
        return (score - self.offset) / self.factor


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeScale:
    """Named grades, best first, with the lowest score of each (closed below); the last has none.

    >>> scale = GradeScale(name="composite_cn4", grades=("优", "良", "中", "差"), floors=(900, 750, 600))
    >>> scale.grade(750.0), scale.grade(599.9)
    ('良', '差')
    """

    name: str
    grades: tuple[str, ...]
    floors: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.floors) != len(self.grades) - 1 or list(self.floors) != sorted(self.floors, reverse=True):
            raise DefinitionError(
                f"grade scale {self.name}: wanted one falling floor per grade but the last, "
                f"found {len(self.floors)} floors for {len(self.grades)} grades"
            )

    def index(self, score: float) -> int:
        """Position of the grade, 0 the best."""
        return len(self.floors) - bisect_right(self.floors[::-1], score)

    def grade(self, score: float) -> str:
        return self.grades[self.index(score)]

    @property
    def lowest_two(self) -> frozenset[str]:
        """Grades that always need a human reviewer (DESIGN section 1)."""
        return frozenset(self.grades[-2:])
