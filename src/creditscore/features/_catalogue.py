"""The catalogue of features."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from creditscore.errors import DefinitionError
from creditscore.features import (
    awards,
    bonds,
    commitments,
    complaints,
    contracts,
    courts,
    coverage,
    disclosure,
    inspections,
    invoices,
    lending,
    licences,
    lists,
    payments,
    penalties,
    registration,
    safety,
    sectors,
    single_invoices,
    social_insurance,
    tax,
    tax_collection,
    usage,
    utilities,
)
from creditscore.plan import Feature, Layer, tables_of


def _collect(*sources: Iterable[Feature]) -> dict[str, Feature]:
    features: dict[str, Feature] = {}
    for source in sources:
        for feature in source:
            if feature.name in features:
                raise DefinitionError(f"feature {feature.name!r} is declared twice; rename one of them")
            features[feature.name] = feature
    return features


FEATURES: dict[str, Feature] = _collect(
    registration.FEATURES, penalties.FEATURES, lists.FEATURES, tax.FEATURES, tax_collection.FEATURES,
    invoices.FEATURES, single_invoices.FEATURES, social_insurance.FEATURES, utilities.FEATURES, usage.FEATURES, lending.FEATURES, bonds.FEATURES, payments.FEATURES,
    inspections.FEATURES, licences.FEATURES, complaints.FEATURES, safety.FEATURES,
    courts.FEATURES, commitments.FEATURES, contracts.FEATURES, awards.FEATURES, sectors.FEATURES, disclosure.FEATURES,
    coverage.FEATURES,
)  # fmt: skip
"""Every declared feature by name."""


def get(name: str) -> Feature:
    """The feature called ``name``."""
    try:
        return FEATURES[name]
    except KeyError:
        close = get_close_matches(name, FEATURES, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise DefinitionError(f"no feature {name!r} among the {len(FEATURES)} declared{hint}") from None


def select(
    *, groups: Sequence[str] | None = None, layer: Layer | None = None, tables: Sequence[str] | None = None
) -> tuple[Feature, ...]:
    """Features of the given groups, readable in the given layer, resting on no other tables.

    ``layer="public"`` gives public features only; ``"authorised"`` or None gives all.
    """
    return tuple(
        feature
        for feature in FEATURES.values()
        if (groups is None or feature.group in groups)
        and (layer != "public" or feature.layer == "public")
        and (tables is None or tables_of(feature.node) <= set(tables))
    )


def named(*asked: str) -> tuple[Feature, ...]:
    """Features by name, in order; ``"penalty_count 12m 36m"`` is one question over two windows.

    Raises DefinitionError, with the nearest name, for one that is not declared.
    """
    found: list[Feature] = []
    for words in asked:
        name, *windows = words.split()
        found += [get(f"{name}_{window}") for window in windows] if windows else [get(name)]
    return tuple(found)
