"""A made-up, plausible province from a seed, labelled as such everywhere."""

from creditscore.simulate._province import province
from creditscore.simulate._settings import DEMO_MIX, NATURAL_MIX, Defects, Downturn, Feed, Settings
from creditscore.simulate._truth import truth
from creditscore.simulate._write import write

__all__ = [
    "DEMO_MIX", "NATURAL_MIX", "Defects", "Downturn", "Feed", "Settings", "province", "truth", "write",
]  # fmt: skip
