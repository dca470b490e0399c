"""How runs are kept: one MLflow run per model. The only room that knows MLflow."""

from creditscore.tracking._load import load, runs
from creditscore.tracking._log import Run, log

__all__ = ["Run", "load", "log", "runs"]
