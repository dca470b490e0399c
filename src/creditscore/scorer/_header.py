"""What a fitted artefact must say about itself, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from creditscore.plan import Feature, GradeScale, Layer, RightsPolicy, Scale


@dataclass(frozen=True, kw_only=True)
class Header:
    """Who is judged, by what standard, from which data.

    ``feature_hash`` is the hash of the definitions of the inputs; ``assumptions`` are flags that go on every
    answer (such as an assumed reporting lag); ``core_sources`` are record tables of which at least
    ``minimum_coverage`` must cover the subject, else the answer is ``not_scored``; ``features`` are the
    definitions of the inputs, kept so that the artefact can be computed from records again.
    """

    model_id: str
    version: str
    evaluation: str
    layer: Layer
    subjects: tuple[str, ...]
    outcome: str
    horizon_months: int
    scale: Scale
    grade_scale: GradeScale
    rights: RightsPolicy
    feature_hash: str
    purpose: tuple[str, ...] = ()
    rule_version: str | None = None
    catalogue_version: str | None = None
    data_cutoff: date | None = None
    core_sources: tuple[str, ...] = ()
    minimum_coverage: int = 0
    made_up: bool = False
    assumptions: tuple[str, ...] = ()
    seed: int | None = None
    features: tuple[Feature, ...] = ()
