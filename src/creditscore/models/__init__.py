"""How we fit: functions that turn a sample into an artefact of the scorer."""

from creditscore.models._lightgbm import BoostingRules
from creditscore.models._optimum import BinningRules
from creditscore.models._selection import Selection
from creditscore.models.binning import Binning, Bins, bin_feature, fit_bins
from creditscore.models.boosting import fit_trees
from creditscore.models.calibration import calibrate
from creditscore.models.scorecard import ScorecardFit, fit_scorecard, fit_scorecard_explained

__all__ = [
    "Binning", "BinningRules", "Bins", "BoostingRules", "ScorecardFit", "Selection", "bin_feature", "calibrate",
    "fit_bins", "fit_scorecard", "fit_scorecard_explained", "fit_trees",
]  # fmt: skip
