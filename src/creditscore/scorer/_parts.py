"""An artefact as files: one JSON, and for trees one .npy per array. Equal artefacts give equal bytes."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from creditscore.errors import BundleError, DefinitionError
from creditscore.scorer._json import Reader, dumps, loads
from creditscore.scorer.scorecard import Scorecard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from creditscore.scorer.trees import Trees

MODEL = "model.json"
PLAN_FEATURES, PLAN_RECORDS = "plan/features.json", "plan/records.json"
"""Optional: the text whose SHA-256 is the definition hash, and what scoring of records needs beside it."""


def model_files(artefact: Scorecard | Trees) -> dict[str, bytes]:
    """Name → bytes of everything the arithmetic needs."""
    if isinstance(artefact, Scorecard):
        return {MODEL: artefact.to_json().encode()}
    from creditscore.scorer.trees import ARRAYS

    files: dict[str, bytes] = {}
    listed: dict[str, Any] = {}
    for name, kind in ARRAYS.items():
        array = getattr(artefact, name)
        data = npy_header(kind, array.shape) + array.tobytes()
        file = f"arrays/{name}.npy"
        files[file] = data
        listed[name] = {
            "file": file, "dtype": kind, "rows": len(array), "sha256": sha256(data).hexdigest(),
        }  # fmt: skip
    return {MODEL: dumps({**artefact.head(), "arrays": listed}).encode(), **files}


def digest_of(artefact: Scorecard | Trees) -> str:
    """SHA-256 of ``model.json``, which holds the digest of every array: the identity of a model."""
    return sha256(model_files(artefact)[MODEL]).hexdigest()


def read_model(files: Mapping[str, bytes]) -> Scorecard | Trees:
    """The artefact of a bundle's files. Raises BundleError naming the file at fault."""
    try:
        data = Reader(loads(files[MODEL], where=MODEL), MODEL)
        if data.one_of("kind", ("scorecard", "trees")) == "scorecard":
            return Scorecard.from_json(files[MODEL])
        from creditscore.scorer.trees import ARRAYS, Trees

        listed = data.inside("arrays")
        arrays = {name: _array(files, listed.inside(name), name, kind) for name, kind in ARRAYS.items()}
        return Trees.from_head(data, arrays)
    except DefinitionError as error:
        raise BundleError(f"{MODEL}: {error}") from None


def npy_header(kind: str, shape: tuple[int, ...]) -> bytes:
    """The first bytes of a .npy file (format 1.0) of this type and shape."""
    from numpy.lib import format as npy

    out = BytesIO()
    npy.write_array_header_1_0(out, {"descr": kind, "fortran_order": False, "shape": shape})
    return out.getvalue()


def _array(files: Mapping[str, bytes], listed: Reader, name: str, kind: str) -> NDArray[Any]:
    """One array: its header is compared with the one it must have, so that nothing in a file is parsed."""
    import numpy as np

    file, rows = f"arrays/{name}.npy", listed.whole("rows")
    if listed.text("file") != file or listed.text("dtype") != kind or rows < 0:
        raise BundleError(f"{MODEL}: wanted array {name} in {file} as {kind}")
    if file not in files:
        raise BundleError(f"{file}: missing; the bundle is not complete")
    data = files[file]
    if sha256(data).hexdigest() != listed.text("sha256"):
        raise BundleError(f"{file}: its SHA-256 is not the one in {MODEL}")
    header = npy_header(kind, (rows,))
    if not data.startswith(header) or len(data) != len(header) + rows * np.dtype(kind).itemsize:
        raise BundleError(f"{file}: wanted a .npy file of {rows} values of {kind}")
    return np.frombuffer(data, dtype=kind, offset=len(header))
