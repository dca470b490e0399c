"""What we hand over: frozen artefacts and arithmetic on them. Needs numpy only."""

from creditscore.scorer._field import Field
from creditscore.scorer._header import Header
from creditscore.scorer.answer import Answer, Note, Override, Use
from creditscore.scorer.binned import Binned
from creditscore.scorer.bundle import Bundle, write_bundle
from creditscore.scorer.calibration import Calibration
from creditscore.scorer.load import load
from creditscore.scorer.reason import Reason
from creditscore.scorer.scorecard import Scorecard
from creditscore.scorer.scorer import Scorer
from creditscore.scorer.trees import Trees

__all__ = [
    "Answer", "Binned", "Bundle", "Calibration", "Field", "Header", "Note", "Override", "Reason", "Scorecard",
    "Scorer", "Trees", "Use", "load", "write_bundle",
]  # fmt: skip
