"""The catalogue of evaluations."""

from __future__ import annotations

from creditscore.errors import DefinitionError
from creditscore.evaluations._evaluation import Evaluation
from creditscore.evaluations.financing import ENTERPRISE_FINANCING
from creditscore.evaluations.risk import ENTERPRISE_RISK

EVALUATIONS: dict[str, Evaluation] = {
    evaluation.name: evaluation for evaluation in (ENTERPRISE_FINANCING, ENTERPRISE_RISK)
}
"""Every declared evaluation by name."""


def get(name: str) -> Evaluation:
    """The evaluation called ``name``."""
    try:
        return EVALUATIONS[name]
    except KeyError:
        raise DefinitionError(f"no evaluation {name!r}; declared are {sorted(EVALUATIONS)}") from None
