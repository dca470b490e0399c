"""How results are shown: frames → figures → one bilingual page. Nothing is computed here."""

from creditscore.reporting._ageing import plot_roll_rate, plot_vintage
from creditscore.reporting._credit_report import CreditReport, credit_report, credit_report_schema
from creditscore.reporting._curves import (
    plot_calibration,
    plot_grades,
    plot_ks,
    plot_psi,
    plot_quarters,
    plot_roc,
)
from creditscore.reporting._dictionary import dictionary, without_font
from creditscore.reporting._entity_repairs import RepairReport, repair_report
from creditscore.reporting._lives import plot_in_force, plot_lives
from creditscore.reporting._report import Report
from creditscore.reporting._shapes import plot_beeswarm, plot_dependence, plot_importance, plot_waterfall
from creditscore.reporting._validate import validate
from creditscore.reporting._written import write_whole

__all__ = [
    "CreditReport", "RepairReport", "Report", "credit_report", "credit_report_schema", "dictionary", "plot_beeswarm",
    "plot_calibration", "plot_dependence", "plot_grades", "plot_importance", "plot_in_force", "plot_ks",
    "plot_lives", "plot_psi", "plot_quarters", "plot_roc", "plot_roll_rate", "plot_vintage", "plot_waterfall",
    "repair_report", "validate", "without_font",
    "write_whole",
]  # fmt: skip
