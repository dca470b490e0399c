"""What may be used, and when: dated rules turned into intervals in which a record may be shown or used."""

from creditscore.plan.rights import Interval
from creditscore.rights._batch import RIGHTS_COLUMNS, standing, usable
from creditscore.rights._expression import condition, in_storage
from creditscore.rights._rows import RuleLine, earliest_repair, intervals, rules, usable_rows
from creditscore.rights.publicity import HUGE_FINE, RULE_VERSION, SERIOUS_PENALTY, SMALL_FINE

__all__ = [
    "HUGE_FINE", "RIGHTS_COLUMNS", "RULE_VERSION", "SERIOUS_PENALTY", "SMALL_FINE", "Interval", "RuleLine",
    "condition", "earliest_repair", "in_storage", "intervals", "rules", "standing", "usable",
    "usable_rows",
]  # fmt: skip
