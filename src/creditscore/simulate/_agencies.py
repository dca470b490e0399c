"""The made-up departments: their names and credit codes, region by region."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from creditscore.codes import uscc
from creditscore.records.penalties import DOMAINS
from creditscore.simulate._cohort import MADE_UP_BLOCK, Cohort
from creditscore.simulate._draws import Coded
from creditscore.simulate._world import REGIONS, Array

AGENCIES = (
    "市场监督管理局",
    "应急管理局",
    "生态环境局",
    "税务局",
    "交通运输局",
    "住房城乡建设局",
    "其他机关",
)
AGENCY_OF = {"safety": 1, "fire": 1, "env": 2, "tax": 3, "transport": 4, "construction": 5, "labour": 6,
             "statistics": 6, "culture_tourism": 6, "internet": 6, "other": 6, "health": 6}  # fmt: skip
FIRST = 800_000_000
"""Numbers of the departments' credit codes, beyond those of any subject."""


@lru_cache
def names() -> list[str]:
    """Every department's name."""
    return [f"虚构{code}{name}" for code in REGIONS for name in AGENCIES]


@lru_cache
def codes() -> list[str]:
    """Every department's credit code, in the order of ``names``."""
    count = len(REGIONS) * len(AGENCIES)
    places = [code for code in REGIONS for _ in AGENCIES]
    numbers = FIRST + np.arange(count)
    return uscc.make_many(["11"] * count, regions=places, numbers=numbers, block=MADE_UP_BLOCK).tolist()


def of_domain(cohort: Cohort, entity: Array, domain: Array) -> Array:
    """The department of each subject's region that sees to a domain: positions in ``names``."""
    agency = np.array([AGENCY_OF.get(name, 0) for name in DOMAINS])
    return cohort.region[entity] * len(AGENCIES) + agency[domain]


def columns(index: Array) -> dict[str, Coded]:
    """``agency`` and ``agency_uscc`` of a table."""
    return {"agency": Coded(index, names()), "agency_uscc": Coded(index, codes())}
