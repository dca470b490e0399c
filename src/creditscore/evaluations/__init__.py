"""Who is judged, by what standard: the catalogue of evaluations."""

from creditscore.evaluations._catalogue import EVALUATIONS, get
from creditscore.evaluations._evaluation import Evaluation
from creditscore.evaluations._single import judge
from creditscore.evaluations.financing import ENTERPRISE_FINANCING
from creditscore.evaluations.risk import ENTERPRISE_RISK

__all__ = ["ENTERPRISE_FINANCING", "ENTERPRISE_RISK", "EVALUATIONS", "Evaluation", "get", "judge"]
