"""The features of the benchmarks: 60 of the real library, 15 over each of the four event tables, and 300."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from creditscore import features
from creditscore.errors import DefinitionError
from creditscore.features._guard import guard
from creditscore.plan import Aggregate, Feature, Window, leaves, tables_of
from tests.bench.events import SHARES

SIXTY = (
    "utility_bill_count 3m 6m 12m",
    "utility_late_count 3m 12m",
    "utility_unpaid_count 6m 12m",
    "utility_amount 12m",
    "utility_delay_mean 6m 12m",
    "utility_delay_max 12m",
    "utility_cutoff_count 24m",
    "electricity_usage 3m 6m 18_12m",
    "tax_filing_count 3m 6m 12m",
    "late_filing_count 3m 6m 12m",
    "unfiled_count 6m 12m",
    "late_filing_days_mean 6m",
    "late_filing_days_max 12m",
    "zero_return_count 6m 12m",
    "declared_revenue 12m 12_6m",
    "declared_revenue_trend 12m",
    "loan_max_dpd 3m 6m 12m",
    "loan_months_overdue 3m 6m 24m",
    "loan_months 6m 24m",
    "days_since_overdue 24m",
    "loan_worst_class 6m 24m",
    "loan_overdue_max 6m",
    "loan_extensions 12m 24m",
    "loan_class_now 3m",
    "penalty_count 3m 12m 24m 36m",
    "serious_penalty_count 12m 36m",
    "fine_sum 12m 24m 36m",
    "fine_max 36m",
    "days_since_penalty 36m",
    "penalty_domains 36m",
    "safety_penalty_count 12m 36m",
    "unpaid_fine_sum 36m",
)


def chosen() -> tuple[Feature, ...]:
    """Features that each bring a question of their own."""
    return features.named(*SIXTY)


def many(number: int = 300) -> tuple[Feature, ...]:
    """The sixty, then those that read the tables with events and nothing else, then others of the library."""
    sixty = chosen()
    rest = [feature for feature in features.FEATURES.values() if feature not in set(sixty)]
    rest.sort(key=lambda feature: not tables_of(feature.node) <= {"entity", *SHARES})
    return (*sixty, *rest)[:number]


FURTHER = (18, 9, 30)
"""Months over which the library's questions are asked again, until there are 300: it has none of these windows."""


def three_hundred(number: int = 300) -> tuple[Feature, ...]:
    """The sixty, the library's others over the four event tables and the registry, then the same over further windows."""
    sixty = chosen()
    own = [
        feature
        for feature in features.FEATURES.values()
        if feature not in set(sixty) and _answerable(feature)
    ]
    return (*sixty, *own, *_further((*sixty, *own)))[:number]


def _answerable(feature: Feature) -> bool:
    """Whether the data say anything of it: they have versions of entities, but no source of them."""
    counted = {leaf.table for leaf in leaves(feature.node) if isinstance(leaf, Aggregate)}
    return tables_of(feature.node) <= {"entity", *SHARES} and "entity" not in counted


def _further(asked: tuple[Feature, ...]) -> Iterator[Feature]:
    """Each question once a further window, as the verb would declare it; guarded as every declaration is."""
    nodes = {feature.node for feature in asked}
    for months in FURTHER:
        for feature in asked:
            node = feature.node
            if not isinstance(node, Aggregate) or replace(node, window=Window(months)) in nodes:
                continue
            again = replace(node, window=Window(months))
            nodes.add(again)
            name = f"{feature.name.removesuffix(f'_{node.window.label}')}_{again.window.label}"
            try:
                yield guard(replace(feature, name=name, node=again))
            except DefinitionError:  # the rules in force keep its records for less
                continue
