"""What we ask: the catalogue of features, computed for many snapshots or one entity."""

from creditscore.features._batch import write
from creditscore.features._catalogue import FEATURES, get, named, select
from creditscore.features._dictionary import GROUPS, Entry, dictionary, entries
from creditscore.features._engine import compute
from creditscore.features._explain import FeatureExplanation, explain, statement
from creditscore.features._families import FAMILIES, family_title
from creditscore.features._feature import (
    FeatureSet,
    attribute,
    change,
    count,
    covered,
    decayed,
    difference,
    distinct,
    latest,
    longest_run,
    maximum,
    mean,
    median,
    minimum,
    months,
    ratio,
    recency,
    share,
    streak,
    total,
    trend,
)
from creditscore.features._guard import guard
from creditscore.features._life import RULES_DATE, check_life, degenerate_under_stop, life
from creditscore.features._online import of, situation, usable_rows
from creditscore.features._profile import missing_by_period, profile
from creditscore.features._spark import Spark
from creditscore.features._twins import refuse_untwinned, twin_of, twins
from creditscore.features._wording import asked, missing_policy
from creditscore.plan import col, definition_hash
from creditscore.plan.behind import records_behind
from creditscore.plan.usable import covered_from

__all__ = [
    "FAMILIES",
    "FEATURES",
    "RULES_DATE",
    "FeatureExplanation",
    "FeatureSet",
    "Spark",
    "asked",
    "attribute",
    "change",
    "check_life",
    "col",
    "compute",
    "count",
    "covered",
    "covered_from",
    "decayed",
    "definition_hash",
    "degenerate_under_stop",
    "dictionary",
    "difference",
    "distinct",
    "explain",
    "family_title",
    "get",
    "guard",
    "latest",
    "life",
    "longest_run",
    "maximum",
    "mean",
    "median",
    "minimum",
    "missing_by_period",
    "missing_policy",
    "months",
    "named",
    "of",
    "profile",
    "ratio",
    "recency",
    "records_behind",
    "refuse_untwinned",
    "select",
    "share",
    "situation",
    "statement",
    "streak",
    "total",
    "trend",
    "twin_of",
    "twins",
    "usable_rows",
    "write",
]  # fmt: skip
