"""A bundle: the artefact and what must travel with it, as a folder or zip of JSON, .npy and text.

Equal models give equal bytes. Nothing in a bundle is ever executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditscore.errors import BundleError, DefinitionError
from creditscore.plan import definition_hash
from creditscore.plan.canonical import definition_text
from creditscore.scorer._archive import folder_of, is_safe, same_folder, write_folder, write_zip
from creditscore.scorer._golden import golden_lines
from creditscore.scorer._json import dumps
from creditscore.scorer._parts import MODEL, PLAN_FEATURES, PLAN_RECORDS, model_files
from creditscore.scorer._review import NO_PROVIDER
from creditscore.scorer._subject import is_financing
from creditscore.scorer._views import pretty, views_of
from creditscore.scorer.scorecard import Scorecard
from creditscore.scorer.scorer import Scorer

if TYPE_CHECKING:
    from creditscore.scorer._header import Header
    from creditscore.scorer.record_plan import RecordPlan
    from creditscore.scorer.trees import Trees

MANIFEST = "MANIFEST.json"
GOLDEN = "golden.jsonl"
FORMAT, FORMAT_VERSION = "creditscore-bundle", 1

REPLACEABLE = ("model_card.md", "LICENSE")
"""Generated files that the caller's own parts may replace."""


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """``parts`` are further files by name (validation summary, report, rules); ``provider`` is
    ``{"name": ..., "filing_number": ...}`` or None, which financing answers warn about; ``ids`` name the run and
    code that made the model. With ``plan`` the bundle scores records as well. Raises BundleError for a part whose name is
    not a plain relative path or is taken, DefinitionError for definitions the model was not fitted on.
    """

    artefact: Scorecard | Trees
    parts: Mapping[str, bytes | str] = field(default_factory=dict[str, bytes | str])
    provider: Mapping[str, str] | None = None
    ids: Mapping[str, str] = field(default_factory=dict[str, str])
    plan: RecordPlan | None = None

    def files(self) -> dict[str, bytes]:
        """Every file of the bundle, name → bytes, the manifest last."""
        files = {**model_files(self.artefact), **views_of(self.artefact)}
        files[GOLDEN] = golden_lines(Scorer(self.artefact, provider=self.provider))
        if self.plan is not None:
            files.update(plan_files(self.artefact.header, self.plan))
        for name, content in self.parts.items():
            if not is_safe(name) or name == MANIFEST or (name in files and name not in REPLACEABLE):
                raise BundleError(f"part {name!r}: wanted a plain relative name that is not taken; rename it")
            files[name] = content.encode() if isinstance(content, str) else bytes(content)
        files[MANIFEST] = pretty(self._manifest(files))
        return files

    def _manifest(self, files: Mapping[str, bytes]) -> dict[str, Any]:
        header = self.artefact.header
        warnings = [NO_PROVIDER.to_dict()] if self.provider is None and is_financing(header) else []
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "model": {
                "id": header.model_id, "version": header.version, "kind": self.artefact.kind,
                "sha256": sha256(files[MODEL]).hexdigest(), "feature_hash": header.feature_hash,
            },
            "evaluation": header.evaluation,
            "layer": header.layer,
            "made_up": header.made_up,
            "provider": None if self.provider is None else dict(self.provider),
            "ids": dict(self.ids),
            "warnings": warnings,
            "files": {
                name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
                for name, content in sorted(files.items())
            },
        }  # fmt: skip
        return {**manifest, "sha256": manifest_digest(manifest)}

    def save(self, out: Path | str, *, replace: bool = False) -> Path:
        """Write to ``out``: a zip if it ends in .zip or .csb, else a folder; returns its path.

        Written beside it under a temporary name and moved. An ``out`` that is there already is an error, unless
        it holds the same bundle, or ``replace`` is true.
        """
        path, files = Path(out), self.files()
        if (path.exists() or path.is_symlink()) and not replace:
            if same_folder(path, files):
                return path
            raise BundleError(f"{path.name}: exists already; choose another name, or say replace=True")
        if folder_of(path):
            write_folder(path, files)
        else:
            write_zip(path, files)
        return path


def plan_files(header: Header, plan: RecordPlan) -> dict[str, bytes]:
    """The files about records. Raises DefinitionError if the features are not those the model was fitted on."""
    if definition_hash(header.features) != header.feature_hash:
        raise DefinitionError(
            f"{header.model_id}: its features do not have the definition hash it was fitted on; fit it again"
        )
    plan.check(header.features, header.rights)
    return {
        PLAN_FEATURES: definition_text(header.features).encode(),
        PLAN_RECORDS: dumps(plan.to_json()).encode(),
    }


def manifest_digest(manifest: Mapping[str, Any]) -> str:
    """SHA-256 over a manifest's content without its own digest, so that a flipped byte is seen."""
    content = {key: value for key, value in manifest.items() if key != "sha256"}
    return sha256(dumps(content).encode()).hexdigest()


def write_bundle(
    out: Path | str,
    artefact: Scorecard | Trees,
    *,
    parts: Mapping[str, bytes | str] | None = None,
    provider: Mapping[str, str] | None = None,
    ids: Mapping[str, str] | None = None,
    plan: RecordPlan | None = None,
    replace: bool = False,
) -> Path:
    """Write the bundle of an artefact (see ``Bundle`` and ``Bundle.save``); returns its path."""
    bundle = Bundle(
        artefact=artefact, parts=dict(parts or {}), provider=provider, ids=dict(ids or {}), plan=plan
    )
    return bundle.save(out, replace=replace)
