"""How the system itself does: functions from a province to frames about coverage, reporting, publication and clearance."""

from creditscore.supervision._catalogue import SHEETS, Answer, sheet, supervise
from creditscore.supervision._decisions import FIVE_KINDS
from creditscore.supervision._quarantine import Quarantine
from creditscore.supervision._sheet import SMALLEST, Field, Sheet
from creditscore.supervision.city_index import bottom_rank, city_ranks, groups
from creditscore.supervision.coverage import coverage_share, source_coverage
from creditscore.supervision.credit_code import code_faults, code_quality
from creditscore.supervision.credit_loan import REFERENCE_LINES, credit_loans
from creditscore.supervision.dual_publicity import band, dual_publicity, missing_decisions, wrong_rows
from creditscore.supervision.fulfilment import commitment_alerts, commitment_fulfilment, commitment_registry
from creditscore.supervision.government import gov_arrears, gov_clearance, gov_defaulters
from creditscore.supervision.list_lifecycle import list_lifecycle
from creditscore.supervision.publication import over_publication, publication_lag
from creditscore.supervision.repair import STATUS, Outcome, RepairLine, Repairs, repairs
from creditscore.supervision.repeat_offence import PATTERNS, Pattern, repeat_offenders
from creditscore.supervision.timeliness import Limit, objection_limits, procedure_timeliness, repair_limits

__all__ = [
    "FIVE_KINDS", "PATTERNS", "REFERENCE_LINES", "SHEETS", "SMALLEST", "STATUS", "Answer", "Field", "Limit",
    "Outcome", "Pattern", "Quarantine", "RepairLine", "Repairs", "Sheet", "band", "bottom_rank", "city_ranks", "code_faults",
    "code_quality", "commitment_alerts", "commitment_fulfilment", "commitment_registry", "coverage_share", "credit_loans",
    "dual_publicity", "gov_arrears", "gov_clearance", "gov_defaulters", "groups", "list_lifecycle",
    "missing_decisions", "objection_limits", "over_publication", "procedure_timeliness", "publication_lag",
    "repair_limits", "repairs", "repeat_offenders", "sheet", "source_coverage", "supervise", "wrong_rows",
]  # fmt: skip
