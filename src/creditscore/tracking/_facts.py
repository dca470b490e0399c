"""What a run says about its model: parameters, tags and metrics, flat, as a registry stores them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any

import creditscore
from creditscore.errors import TrackingError

_FORBIDDEN = re.compile(r"[^\w\-./ :]")
"""What MLflow does not take in the name of a parameter or metric."""


def parameters(artefact: Any, given: Mapping[str, Any]) -> dict[str, str]:
    """The artefact's own facts and the caller's. Raises TrackingError where the two contradict each other."""
    header, calibration = artefact.header, artefact.calibration
    own: dict[str, Any] = {
        "kind": artefact.kind,
        "evaluation": header.evaluation,
        "layer": header.layer,
        "subjects": ",".join(header.subjects),
        "outcome": header.outcome,
        "horizon_months": header.horizon_months,
        "inputs": len(artefact.field_names),
        "scale.pdo": header.scale.pdo,
        "scale.base_score": header.scale.base_score,
        "scale.base_odds": header.scale.base_odds,
        "grade_scale": header.grade_scale.name,
        "rights.policy": header.rights.name,
        "rights.built_on": header.rights.built_on,
        "rights.after_publicity": header.rights.after_publicity,
        "rights.contested": header.rights.contested,
        "feature_hash": header.feature_hash,
        "rule_version": header.rule_version,
        "catalogue_version": header.catalogue_version,
        "data_cutoff": header.data_cutoff,
        "seed": header.seed,
        "made_up": header.made_up,
        "calibration.kind": calibration.kind,
        "calibration.slope": calibration.slope,
        "calibration.intercept": calibration.intercept,
    }
    said, extra = _texts(own), _texts({_name(name): value for name, value in given.items()})
    for name in sorted(said.keys() & extra.keys()):
        if said[name] != extra[name]:
            raise TrackingError(
                f"parameter {name}: the artefact says {said[name]}, params says {extra[name]}; leave it out"
            )
    return said | extra


def tags(artefact: Any, *, bundle: str, datasets: Mapping[str, str]) -> dict[str, str]:
    """What a registry is searched by; the same on the run and on the model version."""
    header = artefact.header
    said: dict[str, Any] = {
        "creditscore.version": creditscore.__version__,
        "creditscore.model_id": header.model_id,
        "creditscore.model_version": header.version,
        "creditscore.bundle_sha256": bundle,
        "creditscore.kind": artefact.kind,
        "creditscore.evaluation": header.evaluation,
        "creditscore.layer": header.layer,
        "creditscore.outcome": header.outcome,
        "creditscore.purpose": ",".join(header.purpose),
        "creditscore.rights_policy": header.rights.name,
        "creditscore.feature_hash": header.feature_hash,
        "creditscore.rule_version": header.rule_version,
        "creditscore.catalogue_version": header.catalogue_version,
        "creditscore.assumptions": "; ".join(header.assumptions),
        "creditscore.made_up": header.made_up,
        "creditscore.reference_only": True,
    }
    said |= {f"creditscore.data.{_name(name)}": digest for name, digest in datasets.items()}
    return _texts(said)


def metrics(given: Mapping[str, float]) -> dict[str, float]:
    """Finite numbers only (a metric that could not be computed is not logged), under names MLflow takes."""
    kept = {_name(name): float(value) for name, value in given.items() if value is not None}
    return {name: value for name, value in kept.items() if isfinite(value)}


def bundle_digest(bundle: Path) -> str:
    """SHA-256 over the names and bytes of every file of a bundle (a folder or a zip)."""
    if bundle.is_file():
        return sha256(bundle.read_bytes()).hexdigest()
    digest = sha256()
    for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
        digest.update(
            path.relative_to(bundle).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest()
        )
    return digest.hexdigest()


def _name(name: str) -> str:
    return _FORBIDDEN.sub("_", name)


def _texts(facts: Mapping[str, Any]) -> dict[str, str]:
    """What is known, as text; what is not is left out."""
    known = {name: value for name, value in facts.items() if value not in (None, "")}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in known.items()
    }
