"""How good a model is: functions from (sample, artefact) to frames and findings. No figures, no files."""

from creditscore.validation._arrays import grade_positions, scored
from creditscore.validation._bootstrap import bootstrap, ks
from creditscore.validation._calibration import (
    calibration,
    calibration_summary,
    cox,
    hosmer_lemeshow,
    inversions,
    jeffreys,
    pooled,
    reliability,
    spiegelhalter,
)
from creditscore.validation._delong import Gain, Interval, auc, delong, delong_clustered, delong_paired
from creditscore.validation._discrimination import compare, counts, curve, discrimination
from creditscore.validation._explanation import (
    Explanation,
    additivity,
    dependence,
    explain,
    importance,
    sign_check,
    sweep,
)
from creditscore.validation._finding import Finding, thresholds, verdict
from creditscore.validation._leakage import leakage, refuse_leakage, single_features
from creditscore.validation._points import information_values, points_table
from creditscore.validation._review import Review, review
from creditscore.validation._segments import SMALLEST, segments
from creditscore.validation._stability import csi, psi, psi_critical, psi_of, quarters
from creditscore.validation._strength import strength

__all__ = [
    "SMALLEST",
    "Explanation", "Finding", "Gain", "Interval", "Review", "additivity", "auc", "bootstrap", "calibration",
    "calibration_summary", "compare", "counts", "cox", "csi", "curve", "delong", "delong_clustered",
    "delong_paired", "dependence", "discrimination", "explain", "grade_positions", "hosmer_lemeshow",
    "importance", "information_values", "inversions", "jeffreys", "ks", "leakage", "points_table", "pooled", "psi", "psi_critical", "psi_of", "quarters",
    "refuse_leakage", "reliability", "review", "scored", "segments", "sign_check", "single_features",
    "spiegelhalter", "strength", "sweep", "thresholds", "verdict",
]  # fmt: skip
