"""Loading a bundle: nothing in it is trusted until it has been checked, and nothing in it is executed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from creditscore.errors import BundleError, DefinitionError
from creditscore.scorer._archive import read_files
from creditscore.scorer._golden import replay
from creditscore.scorer._header import Header
from creditscore.scorer._json import Reader, loads
from creditscore.scorer._parts import MODEL, PLAN_FEATURES, PLAN_RECORDS, read_model
from creditscore.scorer._views import check_views
from creditscore.scorer.bundle import FORMAT, FORMAT_VERSION, GOLDEN, MANIFEST, manifest_digest
from creditscore.scorer.scorer import Scorer

NEEDED = (
    MODEL,
    GOLDEN,
    "schema.json",
    "calibration.json",
    "scale.json",
    "reasons.json",
    "model_card.md",
    "LICENSE",
)


def load(path: Path | str, verify_key: Path | str | None = None, *, every_golden_row: bool = False) -> Scorer:
    """The scorer of a bundle (folder or zip).

    Size caps, then manifest, format version, hashes, schema and model, then golden rows (200, 20 of them with
    reasons; ``every_golden_row`` replays all, with reasons). ``verify_key`` demands a signed bundle. Raises
    BundleError naming the file at fault; nothing is written, fetched, unpickled or executed.
    """
    try:
        return _load(Path(path), verify_key, every_golden_row)
    except DefinitionError as error:
        raise BundleError(str(error)) from None


def _load(path: Path, verify_key: Path | str | None, every: bool) -> Scorer:
    files = read_files(path)
    manifest = _manifest(files)
    if verify_key is not None:
        raise BundleError(
            "MANIFEST.sig: missing; a key was given, but the bundle is not signed; ask the provider for a signed one"
        )
    _check_files(manifest, files)
    artefact = read_model(files)
    model = manifest.inside("model")
    header = artefact.header
    said = (model.text("id"), model.text("version"), model.text("kind"), model.text("sha256"))
    found = (header.model_id, header.version, artefact.kind, sha256(files[MODEL]).hexdigest())
    if (
        said != found
        or manifest.text("evaluation") != header.evaluation
        or manifest.text("layer") != header.layer
    ):
        raise BundleError(f"{MANIFEST}: names another model than {MODEL} holds")
    check_views(artefact, files)
    provider = manifest.get("provider")
    scorer = Scorer(
        artefact, provider=None if provider is None else manifest.inside("provider").data, sha256=found[3],
        plan=_plan(header, files),
    )  # fmt: skip
    scorer.golden = replay(scorer, files[GOLDEN], every=every)
    return scorer


def _plan(header: Header, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files about records, if any; the definitions must be those the model was fitted on."""
    plan = {name: files[name] for name in (PLAN_FEATURES, PLAN_RECORDS) if name in files}
    if plan:
        for name in (PLAN_FEATURES, PLAN_RECORDS):
            if name not in plan:
                raise BundleError(f"{name}: missing; the bundle is not complete")
        if sha256(plan[PLAN_FEATURES]).hexdigest() != header.feature_hash:
            raise BundleError(
                f"{PLAN_FEATURES}: its SHA-256 is not the definition hash in {MODEL}: the features are others than "
                "those the model was fitted on; ask the provider"
            )
    return plan


def _manifest(files: Mapping[str, bytes]) -> Reader:
    if MANIFEST not in files:
        raise BundleError(f"{MANIFEST}: missing; this is not a bundle")
    data = loads(files[MANIFEST], where=MANIFEST)
    reader = Reader(data, MANIFEST)
    if reader.text("format") != FORMAT:
        raise BundleError(f"{MANIFEST}: wanted format {FORMAT}")
    version = reader.whole("format_version")
    if version != FORMAT_VERSION:
        raise BundleError(
            f"{MANIFEST}: format version {version} is not known here (known: {FORMAT_VERSION}); update creditscore"
        )
    if reader.text("sha256") != manifest_digest(cast("dict[str, Any]", data)):
        raise BundleError(f"{MANIFEST}: its digest does not match its content")
    return reader


def _check_files(manifest: Reader, files: Mapping[str, bytes]) -> None:
    listed = manifest.inside("files")
    for name in sorted(set(files) - set(listed.data) - {MANIFEST}):
        raise BundleError(f"{name}: not in {MANIFEST}; a bundle holds no extra files")
    for name in (*sorted(listed.data), *NEEDED):
        if name not in files:
            raise BundleError(f"{name}: missing; the bundle is not complete")
    for name in sorted(listed.data):
        entry = listed.inside(name)
        if entry.whole("size") != len(files[name]):
            raise BundleError(f"{name}: its size is not the one in {MANIFEST}")
        if entry.text("sha256") != sha256(files[name]).hexdigest():
            raise BundleError(f"{name}: its SHA-256 is not the one in {MANIFEST}")
