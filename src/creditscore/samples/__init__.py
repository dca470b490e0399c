"""What we learn from: which entity on which day with which outcome, and how samples are split in time."""

from creditscore.samples._drawing import draw
from creditscore.samples._eligible import population
from creditscore.samples._events import at_events
from creditscore.samples._given import GIVEN_GRADES, from_frame
from creditscore.samples.cohorts import BUCKETS, ROLL_TITLES, VINTAGE_TITLES, roll_rate, vintage
from creditscore.samples.sample import Sample
from creditscore.samples.spec import OutcomeRule, Spec, quarters

__all__ = [
    "BUCKETS", "GIVEN_GRADES", "ROLL_TITLES", "VINTAGE_TITLES", "OutcomeRule", "Sample", "Spec", "at_events",
    "draw", "from_frame", "population", "quarters", "roll_rate", "vintage",
]  # fmt: skip
