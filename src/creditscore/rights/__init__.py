"""What may be used, and when: dated rules turned into intervals in which a record may be shown or used."""

from creditscore.plan.rights import Interval
from creditscore.plan.standing import Publicity, Standing
from creditscore.plan.usable import is_individual_business
from creditscore.rights._batch import RIGHTS_COLUMNS, standing, usable
from creditscore.rights._expression import OPERATIONS, compiled, condition, in_storage
from creditscore.rights._rows import earliest_repair, governing, intervals, usable_rows
from creditscore.rights._standing import standing_on
from creditscore.rights._standings import STANDING_COLUMNS, published, repair_table, standings
from creditscore.rights._tables import RULE_TABLES, RuleLine, channels_of, rules
from creditscore.rights.names import mask_name
from creditscore.rights.objections import Deadline, TimeLimit, deadline_rows, deadlines, time_limits
from creditscore.rights.publicity import GENERAL_PENALTY, HUGE_FINE, RULE_VERSION, SERIOUS_PENALTY, SMALL_FINE

__all__ = [
    "GENERAL_PENALTY", "HUGE_FINE", "OPERATIONS", "RIGHTS_COLUMNS", "RULE_TABLES", "RULE_VERSION", "SERIOUS_PENALTY",
    "SMALL_FINE", "STANDING_COLUMNS", "Deadline", "Interval", "Publicity", "RuleLine", "Standing",
    "TimeLimit", "channels_of", "compiled", "condition", "deadline_rows", "deadlines", "earliest_repair",
    "governing", "in_storage", "intervals", "is_individual_business", "mask_name", "published", "repair_table", "rules",
    "standing", "standing_on", "standings", "time_limits", "usable", "usable_rows",
]  # fmt: skip
