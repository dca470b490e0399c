"""What we ask: the catalogue of features, computed for many snapshots or one entity."""

from creditscore.features._batch import write
from creditscore.features._behind import records_behind
from creditscore.features._catalogue import FEATURES, get, named, select
from creditscore.features._dictionary import dictionary
from creditscore.features._engine import compute
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
from creditscore.features._online import covered_from, of, situation, usable_rows
from creditscore.plan import col, definition_hash

__all__ = [
    "FEATURES", "FeatureSet", "attribute", "change", "col", "compute", "count", "covered", "covered_from", "decayed",
    "definition_hash", "dictionary", "difference", "distinct", "get", "guard", "latest", "longest_run", "maximum",
    "mean", "median", "minimum", "months", "named", "of", "ratio", "recency", "records_behind", "select", "share",
    "situation", "streak", "total", "trend", "usable_rows", "write",
]  # fmt: skip
