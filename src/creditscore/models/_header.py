"""The header of a fitted artefact, read from the sample's spec."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from creditscore.plan import Feature, Given, definition_hash
from creditscore.scorer import Header

if TYPE_CHECKING:
    from creditscore.samples import Sample


def header_of(
    train: Sample, features: Sequence[Feature], *, kind: str, seed: int | None, settings: Any,
    assumptions: Sequence[str] = (),
) -> Header:  # fmt: skip
    """Who is judged and by what standard, from ``train.spec``; the version is a hash of data and settings."""
    spec = train.spec
    asked = definition_hash(features)
    version = sha256(f"{train.digest} {asked} {kind} {seed} {settings}".encode()).hexdigest()[:12]
    return Header(
        model_id=f"{spec.evaluation}-{kind}", version=version, evaluation=spec.evaluation, layer=spec.layer,
        subjects=tuple(spec.subjects), outcome=spec.outcome, horizon_months=spec.horizon_months,
        scale=spec.scale, grade_scale=spec.grade_scale, rights=spec.rights, feature_hash=asked,
        purpose=tuple(spec.purpose), core_sources=tuple(spec.core_sources),
        minimum_coverage=spec.minimum_coverage, data_cutoff=_cutoff(train),
        assumptions=tuple(dict.fromkeys((*train.assumptions, *assumptions))),
        made_up=train.made_up, seed=seed, features=tuple(features), **_versions(features),
    )  # fmt: skip


def _cutoff(train: Sample) -> date | None:
    """Last day of the outcomes the model learnt from, or None for a sample without dates."""
    if not len(train) or not train.dated:
        return None
    return (train.frame["as_of"].max() + pd.DateOffset(months=train.spec.horizon_months)).date()


def _versions(features: Sequence[Feature]) -> dict[str, str]:
    """Versions of the rules of use and of the catalogue, where any input is computed from records."""
    if all(isinstance(feature.node, Given) for feature in features):
        return {}
    # these load the engine, which a frame of one's own does not need
    from creditscore.codes.catalogue import VERSION
    from creditscore.rights import RULE_VERSION

    return {"rule_version": RULE_VERSION, "catalogue_version": VERSION}
